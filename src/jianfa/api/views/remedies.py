"""Remedies: effects, policies, services, petitions, grants and pairings; the same forms and actions as the pages."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _
from ninja import Router, Status

from jianfa.api.forms import refuse_unknown, require_valid
from jianfa.api.models import Scope
from jianfa.api.policy import post_of, require_keyboard, require_scope
from jianfa.api.views import schemas
from jianfa.api.views.remedy_schemas import (
    GrantPage,
    RemedyDetail,
    RemedyIn,
    RemedyMoveIn,
    RemedyMoveOut,
    RemedyOut,
    RemedyPage,
)
from jianfa.ledger.queries import load_problem
from jianfa.organisations.models import Post
from jianfa.organisations.policy import Refused, Why, not_found, require
from jianfa.remedies.forms import NEW_FORMS, form_for, possible_steps
from jianfa.remedies.policy import may_read_remedies
from jianfa.remedies.queries import KINDS, effects_of, grants_shown, load_thing, quota_totals, rows_of
from jianfa.remedies.states import QuotaKind

ERRORS = schemas.ERRORS
COLUMNS: dict[str, tuple[str, ...]] = {
    "effects": ("problem_id", "cycle", "unit_id", "state", "words", "document_no", "settled_at"),
    "policies": ("document_no", "document_on", "issued_by", "title", "text", "effective_on", "ended_on"),
    "services": ("problem_id", "unit_id", "what", "verdict", "words", "judged_at"),
    "petitions": (
        "problem_id", "form", "addressee_id", "from_unit_id", "title", "body", "state", "letter_no", "letter_on",
        "reply_no", "reply_on", "reply", "result",
    ),
    "pairings": ("county_id", "leader_id", "department_id", "from_day", "until_day"),
}  # fmt: skip
MOST = 200
router = Router(tags=["remedies"])


@router.get("/grants", response={200: GrantPage, **ERRORS})
def list_grants(
    request: HttpRequest, problem: UUID | None = None, kind: str = "", after: UUID | None = None
) -> dict[str, Any]:
    """List the grants in force the caller may see by id; the totals are summed over all of them, on every page."""
    post = post_of(request)
    require(may_read_remedies(post))
    if kind and kind not in QuotaKind.values:
        raise Refused(_("There is no such kind of grant."), Why.VALUE, field="kind")
    rows = grants_shown(post, problem=load_problem(post, problem) if problem else None, kind=kind)
    columns = ("id", "petition_id", "unit_id", "kind", "number", "document_no", "authority", "document_on", "purpose")
    some = list((rows.filter(pk__gt=after) if after else rows).order_by("pk")[: MOST + 1])
    return {
        "grants": [{name.removesuffix("_id"): getattr(row, name) for name in columns} for row in some[:MOST]],
        "next": some[MOST - 1].pk if len(some) > MOST else None,
        "totals": [{"kind": one.kind, "number": one.number, "units": one.units} for one in quota_totals(rows)],
    }


@router.get("/problems/{problem_id}/effects", response={200: RemedyPage, **ERRORS})
def list_effects(request: HttpRequest, problem_id: UUID) -> dict[str, Any]:
    """List the effects of a problem's present cycle, one for each county that was asked."""
    found = load_problem(post_of(request), problem_id)
    return {"remedies": [_plain("effects", row) for row in effects_of(found)], "next": None}


@router.get("/remedies/{kind}", response={200: RemedyPage, **ERRORS})
def list_remedies(request: HttpRequest, kind: str, after: UUID | None = None, limit: int = 50) -> dict[str, Any]:
    """List the things of one kind the caller may see, by key: effects, policies, services, petitions, pairings."""
    post = post_of(request)
    if kind not in KINDS:
        raise not_found()
    require(may_read_remedies(post))
    rows = rows_of(post, kind).order_by("pk")
    if after is not None:
        rows = rows.filter(pk__gt=after)
    size = max(1, min(limit, MOST))
    found = list(rows[: size + 1])
    return {
        "remedies": [_plain(kind, row) for row in found[:size]],
        "next": found[size - 1].pk if len(found) > size else None,
    }


@router.post("/remedies/{kind}", response={201: RemedyOut, **ERRORS})
def begin_remedy(request: HttpRequest, kind: str, payload: RemedyIn) -> Status[dict[str, Any]]:
    """Enter a policy, draft a petition, pair a county; the fields are those of the page."""
    require_scope(request, Scope.WRITE)
    post = post_of(request)
    if kind not in NEW_FORMS:
        raise not_found()
    require(NEW_FORMS[kind].verdict(post))
    form = NEW_FORMS[kind](payload.fields, post=post)
    refuse_unknown(payload.fields, list(form.fields))
    require_valid(form)
    return Status(201, _plain(kind, form.perform(timezone.now())))


@router.get("/remedies/{kind}/{remedy_id}", response={200: RemedyDetail, **ERRORS})
def read_remedy(request: HttpRequest, kind: str, remedy_id: UUID) -> dict[str, Any]:
    """Read one thing with the steps possible for the caller."""
    post = post_of(request)
    found = load_thing(post, kind, remedy_id)
    return _plain(kind, found) | {"steps": _steps(kind, found, post)}


@router.post("/remedies/{kind}/{remedy_id}/moves", response={200: RemedyMoveOut, **ERRORS})
def move_remedy(request: HttpRequest, kind: str, remedy_id: UUID, payload: RemedyMoveIn) -> dict[str, Any]:
    """Carry out one step of a thing."""
    require_scope(request, Scope.WRITE)
    post = post_of(request)
    found = load_thing(post, kind, remedy_id)
    form_class = form_for(kind, payload.verb)
    if form_class is None:
        raise Refused(_("There is no verb “%(verb)s”.") % {"verb": payload.verb}, Why.VALUE, field="verb")
    require(form_class.verdict(found, post))
    form = form_class({**payload.fields, "version": payload.version}, thing=found, post=post)
    refuse_unknown(payload.fields, form.takes())
    require_keyboard(request, form)
    require_valid(form)
    event = form.perform(timezone.now())
    found.refresh_from_db()
    return {
        "seq": event.seq, "verb": event.verb, "at": event.at, "hash": bytes(event.hash).hex(),
        "version": found.version,
    }  # fmt: skip


def _plain(kind: str, row: Any) -> dict[str, Any]:
    values = {name.removesuffix("_id"): getattr(row, name) for name in COLUMNS[kind]}
    return {"id": row.pk, "kind": kind, "version": row.version, "values": values}


def _steps(kind: str, row: Any, post: Post) -> list[dict[str, Any]]:
    forms = [form(thing=row, post=post) for form in possible_steps(kind, row, post)]
    return [
        {
            "verb": form.verb, "name": form.heading,
            "fields": {name: str(form.fields[name].label or name) for name in form.takes()},
        }
        for form in forms
    ]  # fmt: skip
