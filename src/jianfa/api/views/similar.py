"""Similar demands and problems, what was confirmed to be alike, themes, suggestions, and the list of synonyms."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from django.utils import timezone
from ninja import Field, Router, Schema, Status

from jianfa.api.models import Scope
from jianfa.api.policy import post_of, require_scope
from jianfa.api.views.schemas import Error
from jianfa.intake import actions
from jianfa.intake.policy.demands import may_read_demands
from jianfa.intake.policy.likeness import may_see_synonyms, may_see_themes
from jianfa.intake.queries.likeness import Confirmed, confirmed_of, link_between, load_thing
from jianfa.intake.queries.loading import demand_of
from jianfa.intake.queries.similar import LONGEST, Asked, Similar, similar_to
from jianfa.intake.queries.suggesting import Suggestion, suggested_for_problem
from jianfa.intake.queries.synonyms import in_force
from jianfa.intake.queries.texts import DEMAND, key_of
from jianfa.intake.queries.themes import run_of, shown_themes
from jianfa.intake.queries.words import words_of
from jianfa.ledger.queries import load_campaign, load_problem
from jianfa.ledger.states import Sensitivity
from jianfa.organisations.policy import not_found, require

ERRORS = {400: Error, 401: Error, 403: Error, 404: Error, 409: Error, 503: Error}
LAST_PAGE = 10_000
router = Router(tags=["similar"])


class SimilarOut(Schema):
    kind: str = Field(description="demand or problem")
    id: UUID
    number: str
    title: str
    unit: str
    state: str
    likeness: int = Field(description="percent")


class TypedIn(Schema):
    title: str = Field("", max_length=200)
    text: str = Field("", max_length=LONGEST)


class LikeOut(Schema):
    number: str
    title: str
    unit: str
    state: str
    confirmed_by: str
    confirmed_at: datetime


class LikeIn(Schema):
    kind: str = Field(description="demand or problem")
    id: UUID


class SuggestionOut(Schema):
    field: str
    value: str
    label: str
    n: int = Field(description="so many earlier problems say so")
    because: list[UUID] = Field(description="the most alike of them")


class ThemeOut(Schema):
    stands_for_it: UUID
    title: str
    words: list[str]
    demands: int
    units: int
    likeness: int = Field(description="percent, of two on average")


class ThemesOut(Schema):
    as_of: datetime | None
    compared: int
    themes: list[ThemeOut]


class SynonymsOut(Schema):
    version: int = Field(description="0: the list that comes along")
    text: str


@router.post("/similar", response={200: list[SimilarOut], **ERRORS})
def search_similar(request: HttpRequest, payload: TypedIn) -> list[dict[str, Any]]:
    """Return the demands and problems most like a text, of those the post may see."""
    post = post_of(request)
    require(may_read_demands(post))
    if not (payload.title + payload.text).strip():
        return []
    return [_similar(one) for one in similar_to(Asked(post, payload.title, payload.text))]


@router.get("/demands/{demand_id}/similar", response={200: list[SimilarOut], **ERRORS})
def list_similar(request: HttpRequest, demand_id: UUID) -> list[dict[str, Any]]:
    """Return the demands and problems most like a demand."""
    post = post_of(request)
    found = demand_of(post, demand_id)
    words = words_of(found, post)
    if words.is_missing or found.sensitivity == Sensitivity.SENSITIVE:
        return []
    asked = Asked(
        post, words.title, words.text, is_practice=found.campaign.is_practice, besides=(key_of(DEMAND, found.pk),)
    )
    return [_similar(one) for one in similar_to(asked)]


def _similar(one: Similar) -> dict[str, Any]:
    return {
        "kind": one.kind, "id": one.id, "number": one.number, "title": one.plain_title, "unit": one.unit,
        "state": one.state, "likeness": one.likeness,
    }  # fmt: skip


@router.get("/demands/{demand_id}/likes", response={200: list[LikeOut], **ERRORS})
def list_likes(request: HttpRequest, demand_id: UUID) -> list[dict[str, Any]]:
    """Return what a person has confirmed to be like a demand."""
    post = post_of(request)
    return [_like(one) for one in confirmed_of(demand_of(post, demand_id), post)]


def _like(one: Confirmed) -> dict[str, Any]:
    return {
        "number": one.number, "title": one.title, "unit": one.unit, "state": one.state,
        "confirmed_by": one.link.confirmed_by.person.name, "confirmed_at": one.link.confirmed_at,
    }  # fmt: skip


@router.post("/demands/{demand_id}/likes", response={201: list[LikeOut], **ERRORS})
def confirm_like(request: HttpRequest, demand_id: UUID, payload: LikeIn) -> Status[list[dict[str, Any]]]:
    """Put on record that a demand is like another one or like a problem; nothing is merged."""
    require_scope(request, Scope.WRITE)
    post = post_of(request)
    found = demand_of(post, demand_id)
    actions.confirm_like(found, load_thing(post, payload.kind, payload.id), actor=post, at=timezone.now())
    return Status(201, [_like(one) for one in confirmed_of(found, post)])


@router.post("/demands/{demand_id}/likes/end", response={200: list[LikeOut], **ERRORS})
def end_like(request: HttpRequest, demand_id: UUID, payload: LikeIn) -> list[dict[str, Any]]:
    """Take a confirmed likeness back; it stays in the record."""
    require_scope(request, Scope.WRITE)
    post = post_of(request)
    found = demand_of(post, demand_id)
    link = link_between(found, load_thing(post, payload.kind, payload.id))
    if link is None:
        raise not_found()
    actions.end_like(link, actor=post, at=timezone.now())
    return [_like(one) for one in confirmed_of(found, post)]


@router.get("/problems/{problem_id}/suggestions", response={200: list[SuggestionOut], **ERRORS})
def list_suggestions(request: HttpRequest, problem_id: UUID) -> list[dict[str, Any]]:
    """Return what earlier problems suggest for what is still open in a problem, with the reasons."""
    post = post_of(request)
    return [_suggestion(one) for one in suggested_for_problem(load_problem(post, problem_id), post)]


def _suggestion(one: Suggestion) -> dict[str, Any]:
    return {
        "field": one.field, "value": one.value, "label": one.label, "n": one.n,
        "because": [row.pk for row in one.because],
    }  # fmt: skip


@router.get("/campaigns/{campaign_id}/themes", response={200: ThemesOut, **ERRORS})
def list_themes(request: HttpRequest, campaign_id: UUID, page: int = 1) -> dict[str, Any]:
    """Return the themes of a campaign's demands as they were last worked out, thirty a page, the largest first."""
    post = post_of(request)
    require(may_see_themes(post))
    run = run_of(load_campaign(post, campaign_id))
    rows = shown_themes(run, post, timezone.localdate(), max(1, min(page, LAST_PAGE))) if run else []
    return {
        "as_of": run.as_of if run else None,
        "compared": run.texts if run else 0,
        "themes": [
            {
                "stands_for_it": row.stands_for_it.pk, "title": row.words.title, "words": row.theme.words,
                "demands": row.size, "units": row.units, "likeness": row.theme.likeness,
            }
            for row in rows
        ],
    }  # fmt: skip


@router.get("/synonyms", response={200: SynonymsOut, **ERRORS})
def read_synonyms(request: HttpRequest) -> dict[str, Any]:
    """Return the list of synonyms in force."""
    require(may_see_synonyms(post_of(request)))
    known = in_force()
    return {"version": known.version, "text": known.text}
