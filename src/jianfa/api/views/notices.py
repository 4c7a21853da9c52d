"""One's own notices, and the calendar address of one's due dates."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from ninja import Router, Schema

from jianfa.api.models import Scope
from jianfa.api.policy import post_of, require_scope
from jianfa.api.views import schemas
from jianfa.notices import actions
from jianfa.notices.models import Notice
from jianfa.notices.queries import Line, lines_of, notices_page
from jianfa.organisations.policy import Refused, Why, not_found

ERRORS = schemas.ERRORS
router = Router(tags=["notices"])


class NoticeOut(Schema):
    id: UUID
    kind: str
    name: str
    problem: UUID | None
    order: UUID | None
    survey: UUID | None
    instruction: UUID | None
    discrepancy: UUID | None
    effect: UUID | None
    petition: UUID | None
    number: str
    title: str
    is_legal: bool
    post: UUID
    created_at: datetime
    read_at: datetime | None


class NoticesOut(Schema):
    notices: list[NoticeOut]
    next: str


class ReadOut(Schema):
    read: int


class FeedOut(Schema):
    address: str


class EndedOut(Schema):
    ended: bool


@router.get("/notices", response={200: NoticesOut, **ERRORS})
def list_notices(request: HttpRequest, *, unread: bool = True, before: str = "") -> dict[str, Any]:
    """List one's own notices, the newest first; ``next`` leads to the following page as ``before``."""
    rows, following = notices_page(post_of(request).person, unread=unread, before=before)
    return {"notices": [_plain(line) for line in lines_of(rows)], "next": following}


def _plain(line: Line) -> dict[str, Any]:
    notice = line.notice
    return {
        "id": notice.pk, "kind": notice.kind, "name": line.name, "problem": notice.problem_id,
        "order": notice.order_id, "survey": notice.survey_id, "instruction": notice.instruction_id,
        "discrepancy": notice.discrepancy_id, "effect": notice.effect_id, "petition": notice.petition_id,
        "number": line.number, "title": line.title, "is_legal": line.is_legal, "post": notice.post_id,
        "created_at": notice.created_at, "read_at": notice.read_at,
    }  # fmt: skip


@router.post("/notices/read", response={200: ReadOut, **ERRORS})
def read_notices(request: HttpRequest) -> dict[str, int]:
    """Mark all of one's notices as read."""
    require_scope(request, Scope.WRITE)
    return {"read": actions.read_all(actor=post_of(request), at=timezone.now())}


@router.post("/notices/{notice_id}/read", response={200: ReadOut, **ERRORS})
def read_notice(request: HttpRequest, notice_id: UUID) -> dict[str, int]:
    """Mark one notice as read; a reminder's receipt says so too."""
    require_scope(request, Scope.WRITE)
    post = post_of(request)
    found = Notice.objects.filter(pk=notice_id, person=post.person_id).first()
    if found is None:
        raise not_found()
    return {"read": actions.mark_read([found], actor=post, at=timezone.now())}


@router.post("/feed", response={200: FeedOut, **ERRORS})
def make_feed(request: HttpRequest) -> dict[str, str]:
    """Make the calendar address of one's due dates, ending an earlier one; shown this once, not by token."""
    _refuse_token(request)
    token = actions.make_feed(actor=post_of(request), at=timezone.now())
    return {"address": settings.ADDRESS + reverse("feed", args=[token])}


@router.post("/feed/end", response={200: EndedOut, **ERRORS})
def end_feed(request: HttpRequest) -> dict[str, bool]:
    """End the calendar address of one's due dates; not by token."""
    _refuse_token(request)
    actions.end_feed(actor=post_of(request), at=timezone.now())
    return {"ended": True}


def _refuse_token(request: HttpRequest) -> None:
    """A token that was lost must not make another secret that outlives it."""
    if getattr(request, "token", None) is not None:
        raise Refused(_("A calendar address is made by a person who has logged in, not by token."), Why.OFFICE)
