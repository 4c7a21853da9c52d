"""The worker portal inside: the same forms and actions as the page. What workers reach is another process."""

from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _
from ninja import Router, Status

from jianfa.api.forms import refuse_unknown, require_valid
from jianfa.api.models import Scope
from jianfa.api.policy import post_of, require_recent_login, require_scope
from jianfa.api.views.portal_schemas import AppealsIn, ListsIn, OpeningIn, PortalMoveIn, PortalOut
from jianfa.api.views.schemas import ERRORS
from jianfa.organisations.models import Post, Proposal
from jianfa.organisations.policy import Refused, Why, require
from jianfa.portal.actions.keeping import keep_lists
from jianfa.portal.actions.taking import read_appeals
from jianfa.portal.forms.inside import ANSWERS, Answer, AnswerForm, OpeningForm
from jianfa.portal.policy import may_keep, may_propose, may_see
from jianfa.portal.queries.inside import (
    campaign_of_workers,
    current_portal,
    leaders,
    refused_appeals,
    waiting,
    waiting_decision,
)
from jianfa.portal.rules import Hotline, read_words

router = Router(tags=["worker portal"])


@router.get("/portal", response={200: PortalOut, **ERRORS})
def read_portal(request: HttpRequest) -> dict[str, Any]:
    """Read whether it is open and by which decision, what waits, and the lists of its first screen."""
    post = post_of(request)
    require(may_see(post))
    return _detail(post)


@router.post("/portal/opening", response={201: PortalOut, **ERRORS})
def propose_portal(request: HttpRequest, payload: OpeningIn) -> Status[dict[str, Any]]:
    """Put the opening before a leader, or enter that one has decided on paper, which a second clerk confirms."""
    require_scope(request, Scope.WRITE)
    post = post_of(request)
    require(may_propose(post, current_portal(), waiting_decision()))
    now = timezone.now()
    form = OpeningForm({**payload.dict(), "decider": payload.decider or ""}, leaders=list(leaders(now)))
    require_valid(form)
    form.perform(post, now)
    return Status(201, _detail(post))


@router.post("/portal/moves", response={200: PortalOut, **ERRORS})
def move_portal(request: HttpRequest, payload: PortalMoveIn) -> dict[str, Any]:
    """Open it as proposed, leave it closed, take the proposal back, or close it; no token opens it."""
    require_scope(request, Scope.WRITE)
    post = post_of(request)
    require(may_see(post))
    answer = ANSWERS.get(payload.verb)
    if answer is None:
        raise Refused(_("There is no verb “%(verb)s”.") % {"verb": payload.verb}, Why.VALUE, field="verb")
    require(answer.verdict(post))
    if answer.needs_recent_login:
        require_recent_login(request)
    refuse_unknown(payload.fields, _fields(answer))
    form = AnswerForm({"version": str(payload.version), "reason": str(payload.fields.get("reason", ""))})
    if answer.needs_reason:
        require_valid(form)
    answer.act(post, timezone.now(), form)
    return _detail(post)


@router.post("/portal/lists", response={200: PortalOut, **ERRORS})
def keep_portal(request: HttpRequest, payload: ListsIn) -> dict[str, Any]:
    """Replace hotlines and urgent words; the public pages show them at once."""
    require_scope(request, Scope.WRITE)
    post = post_of(request)
    hotlines = [Hotline(line.number, line.name, tuple(line.kinds)) for line in payload.hotlines]
    words = {kind: read_words("、".join(row)) for kind, row in payload.urgent_words.items()}
    keep_lists(hotlines, words, actor=post, at=timezone.now(), version=payload.version)
    return _detail(post)


@router.post("/portal/appeals/read", response={200: PortalOut, **ERRORS})
def read_portal_appeals(request: HttpRequest, payload: AppealsIn) -> dict[str, Any]:
    """Note that refused appeals have been read; their words are emptied then."""
    require_scope(request, Scope.WRITE)
    post = post_of(request)
    read_appeals(payload.read, actor=post, at=timezone.now())
    return _detail(post)


def _detail(post: Post) -> dict[str, Any]:
    portal, proposal = current_portal(), waiting_decision()
    may_open = bool(may_propose(post, portal, proposal))
    columns = (
        "is_on", "version", "document_no", "document_day", "log_by", "log_days", "switched_at", "hotlines",
        "urgent_words",
    )  # fmt: skip
    return {name: getattr(portal, name) for name in columns} | {
        "inbox": vars(waiting()), "has_campaign": campaign_of_workers() is not None,
        "proposal": _plain_proposal(proposal) if proposal else None,
        "appeals": _appeals() if may_keep(post) else [],
        "may_keep": bool(may_keep(post)), "may_propose": may_open,
        "deciders": [_holder(row) for row in leaders(timezone.now())] if may_open else [],
        "steps": [
            {"verb": verb, "name": str(answer.name), "fields": _fields(answer)}
            for verb, answer in ANSWERS.items()
            if answer.verdict(post)
        ],
    }  # fmt: skip


def _fields(answer: Answer) -> dict[str, str]:
    return {"reason": str(AnswerForm().fields["reason"].label)} if answer.needs_reason else {}


def _plain_proposal(row: Proposal) -> dict[str, Any]:
    return {
        "proposed_at": row.proposed_at, "proposed_by": _holder(row.proposed_by),
        "recorded_for": _holder(row.recorded_for) if row.recorded_for else None, "document_no": row.document_no,
        "document_day": row.document_day, **row.params,
    }  # fmt: skip


def _appeals() -> list[dict[str, Any]]:
    columns = ("id", "sent_at", "text", "refusal")
    return [
        {name: getattr(appeal.row, name) for name in columns} | {"receipt_no": appeal.receipt_no}
        for appeal in refused_appeals()
    ]


def _holder(post: Post) -> dict[str, Any]:
    return {"id": post.pk, "name": str(post)}
