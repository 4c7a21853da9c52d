"""Demands: the same forms and actions as the pages."""

from typing import Any
from uuid import UUID

from django.http import FileResponse, HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _
from ninja import File, Query, Router, Status
from ninja.files import UploadedFile

from jianfa.api.forms import file_called, refuse_unknown, require_valid
from jianfa.api.models import Scope
from jianfa.api.policy import post_of, require_scope
from jianfa.api.queries import demands_page, named
from jianfa.api.views.demand_schemas import (
    DemandDetail,
    DemandFilterIn,
    DemandIn,
    DemandMoveIn,
    DemandMoveOut,
    DemandOut,
    DemandPage,
)
from jianfa.api.views.schemas import ERRORS
from jianfa.files.views import handed_out
from jianfa.intake.actions import attach, raise_demand
from jianfa.intake.forms import FORMS, possible_forms
from jianfa.intake.models import Demand
from jianfa.intake.policy import channel_of, may_enter, may_read_demands
from jianfa.intake.queries import demand_of, file_of, files_of, links_of, words_of
from jianfa.intake.queries.words import answer_of
from jianfa.journal.models import Event
from jianfa.ledger.queries import load_campaign
from jianfa.organisations.models import COUNTY_ROLES, Post, Unit
from jianfa.organisations.policy import Refused, Why, require

router = Router(tags=["demands"])


@router.get("/demands", response={200: DemandPage, **ERRORS})
def list_demands(
    request: HttpRequest, filters: Query[DemandFilterIn], after: UUID | None = None, limit: int = 50
) -> dict[str, Any]:
    """List the demands the caller may see, by key."""
    post = post_of(request)
    require(may_read_demands(post))
    chosen = {name: value for name, value in filters.dict().items() if value}
    rows, following = demands_page(post, chosen, after, limit)
    return {"demands": [_plain(row, post) for row in rows], "next": following}


@router.post("/demands", response={201: DemandOut, **ERRORS})
def hand_in_demand(request: HttpRequest, payload: DemandIn) -> Status[dict[str, Any]]:
    """Hand a demand in; it gets its receipt number."""
    require_scope(request, Scope.WRITE)
    post = post_of(request)
    require(may_enter(post))
    campaign = load_campaign(post, payload.campaign)
    own = post.role in COUNTY_ROLES
    unit = Unit.objects.filter(pk=payload.unit).first() if payload.unit else post.unit if own else None
    if unit is None:
        raise Refused(_("Please give the unit."), Why.VALUE, field="unit")
    demand = raise_demand(
        actor=post, at=timezone.now(), campaign=campaign, unit=unit, title=payload.title, text=payload.text,
        channel=channel_of(post, by_worker=payload.is_from_worker), contact=payload.contact,
        wants_city=payload.wants_city, key=payload.key, is_from_worker=payload.is_from_worker,
    )  # fmt: skip
    return Status(201, _plain(demand, post))


@router.get("/demands/{demand_id}", response={200: DemandDetail, **ERRORS})
def read_demand(request: HttpRequest, demand_id: UUID) -> dict[str, Any]:
    """Read one demand as the caller may read it, with the steps possible for the caller."""
    post = post_of(request)
    found = demand_of(post, demand_id)
    words = words_of(found, post)
    columns = ("received_at", "answered_at", "satisfaction")
    steps = [
        {"verb": form.verb, "name": form.heading,
         "fields": {name: str(form.fields[name].label or name) for name in form.takes()}}
        for form in possible_forms(found, post)
    ]  # fmt: skip
    return (
        _plain(found, post)
        | {name: getattr(found, name) for name in columns}
        | {
            "campaign": found.campaign_id, "first_receiver": named(found.first_receiver), "text": words.text,
            "is_original": words.is_original, "answer": answer_of(found, post), "files": list(files_of(found, post)),
            "links": links_of(found, post), "referrals": list(found.referrals.all()), "steps": steps,
        }
    )  # fmt: skip


@router.post("/demands/{demand_id}/moves", response={200: DemandMoveOut, **ERRORS})
def move_demand(request: HttpRequest, demand_id: UUID, payload: DemandMoveIn) -> dict[str, Any]:
    """Carry out a verb on a demand: answer, hand over, promote, merge, decline and the others its steps name."""
    require_scope(request, Scope.WRITE)
    post = post_of(request)
    found = demand_of(post, demand_id)
    form_class = FORMS.get(payload.verb)
    if form_class is None:
        raise Refused(_("There is no verb “%(verb)s”.") % {"verb": payload.verb}, Why.VALUE, field="verb")
    empty = form_class(demand=found, post=post)
    require(empty.verdict())
    refuse_unknown(payload.fields, empty.takes())
    form = form_class({**payload.fields, "version": payload.version}, demand=found, post=post)
    require_valid(form)
    event = form.perform(timezone.now())
    return _written(event, found)


@router.post("/demands/{demand_id}/files", response={200: DemandMoveOut, **ERRORS})
def attach_to_demand(request: HttpRequest, demand_id: UUID, file: File[UploadedFile]) -> dict[str, Any]:
    """Attach a file, as multipart/form-data; pictures are kept without the place where they were taken."""
    require_scope(request, Scope.WRITE)
    post = post_of(request)
    found = demand_of(post, demand_id)
    with file_called("uploads"):
        event = attach(found, file, actor=post, at=timezone.now())
    return _written(event, found)


@router.get("/demands/{demand_id}/files/{attachment_id}", response={200: None, **ERRORS})
def take_demand_file(request: HttpRequest, demand_id: UUID, attachment_id: UUID) -> FileResponse:
    """Take a file, where the caller may read the submitter's own words."""
    post = post_of(request)
    row = file_of(demand_of(post, demand_id), attachment_id, post)
    return handed_out(row.file, row.file_name)


def _written(event: Event, demand: Demand) -> dict[str, Any]:
    demand.refresh_from_db()
    return {
        "seq": event.seq, "verb": event.verb, "at": event.at, "hash": bytes(event.hash).hex(), "state": demand.state,
        "version": demand.version,
    }  # fmt: skip


def _plain(demand: Demand, post: Post) -> dict[str, Any]:
    columns = ("id", "receipt_no", "state", "version", "channel", "urgent", "sensitivity", "raised_at")
    return {name: getattr(demand, name) for name in columns} | {
        "source_unit": named(demand.source_unit), "owner": named(demand.owner),
        "title": words_of(demand, post).title,
    }  # fmt: skip
