"""Sessions (验收会): the same forms and actions as the pages."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _
from ninja import Router, Status

from jianfa.acceptance.forms.session_steps import SESSION_FORMS, possible_steps
from jianfa.acceptance.forms.sessions import OpenSessionForm
from jianfa.acceptance.models import Session
from jianfa.acceptance.policy.sessions import may_open_session, may_read_sessions
from jianfa.acceptance.queries.sessions import lines_of, load_session, pulled_out
from jianfa.api.forms import refuse_unknown, require_valid
from jianfa.api.models import Scope
from jianfa.api.policy import post_of, require_keyboard, require_scope
from jianfa.api.queries import sessions_page
from jianfa.api.views.schemas import ERRORS
from jianfa.api.views.session_schemas import (
    SessionDetail,
    SessionIn,
    SessionMoveIn,
    SessionMoveOut,
    SessionOut,
    SessionPage,
)
from jianfa.organisations.policy import Refused, Why, require

router = Router(tags=["acceptance sessions"])


@router.get("/sessions", response={200: SessionPage, **ERRORS})
def list_sessions(request: HttpRequest, after: UUID | None = None, limit: int = 50) -> dict[str, Any]:
    """List the sessions the caller may see, by key."""
    post = post_of(request)
    require(may_read_sessions(post))
    rows, following = sessions_page(post, after, limit)
    return {"sessions": [_plain(row) for row in rows], "next": following}


@router.post("/sessions", response={201: SessionOut, **ERRORS})
def open_session(request: HttpRequest, payload: SessionIn) -> Status[dict[str, Any]]:
    """Open a session; problems are added with its move ``add``."""
    require_scope(request, Scope.WRITE)
    post = post_of(request)
    require(may_open_session(post))
    form = OpenSessionForm(payload.dict(), post=post)
    require_valid(form)
    return Status(201, _plain(form.perform(timezone.now())))


@router.get("/sessions/{session_id}", response={200: SessionDetail, **ERRORS})
def read_session(request: HttpRequest, session_id: UUID) -> dict[str, Any]:
    """Read one session with its problems and the steps possible for the caller."""
    post = post_of(request)
    found = load_session(post, session_id)
    items = [
        {
            "id": line.item.pk, "position": line.item.position, "problem": line.problem.pk,
            "number": line.problem.number, "state": line.problem.state, "is_gone": line.is_gone,
        }
        for line in lines_of(found, post)
    ]  # fmt: skip
    out = [
        {"problem": item.problem_id, "number": item.problem.number, "why": item.why} for item in pulled_out(found, post)
    ]
    steps = [_step(form_class(session=found, post=post)) for form_class in possible_steps(found, post)]
    return _plain(found) | {"items": items, "pulled_out": out, "steps": steps}


@router.post("/sessions/{session_id}/moves", response={200: SessionMoveOut, **ERRORS})
def move_session(request: HttpRequest, session_id: UUID, payload: SessionMoveIn) -> dict[str, Any]:
    """Carry out a step for every problem of the session, or for none of them."""
    require_scope(request, Scope.WRITE)
    post = post_of(request)
    found = load_session(post, session_id)
    form_class = SESSION_FORMS.get(payload.verb)
    if form_class is None:
        raise Refused(_("There is no verb “%(verb)s”.") % {"verb": payload.verb}, Why.VALUE, field="verb")
    require(form_class.verdict(found, post))
    form = form_class({**payload.fields, "version": payload.version}, session=found, post=post)
    require_keyboard(request, form)
    refuse_unknown(payload.fields, form.takes())
    require_valid(form)
    event = form.perform(timezone.now())
    found.refresh_from_db()
    return {
        "seq": event.seq, "verb": event.verb, "at": event.at, "hash": bytes(event.hash).hex(), "state": found.state,
        "version": found.version,
    }  # fmt: skip


def _plain(session: Session) -> dict[str, Any]:
    columns = ("id", "title", "held_on", "state", "version", "opened_at", "decision_no", "decided_at")
    return {name: getattr(session, name) for name in columns}


def _step(form: Any) -> dict[str, Any]:
    fields = {name: str(form.fields[name].label or name) for name in form.takes()}
    return {"verb": form.verb, "name": form.heading, "fields": fields}
