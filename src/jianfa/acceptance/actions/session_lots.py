"""Lots of a session: publish or draw for many problems at once, each with its own event and list."""

from collections.abc import Callable, Collection
from datetime import datetime
from uuid import UUID

from django.db import transaction

from jianfa.acceptance.actions.lots import call_lot, draw_panel
from jianfa.acceptance.actions.sessions import _all_or_none, _changed
from jianfa.acceptance.models import Session, SessionItem
from jianfa.acceptance.policy.sessions import may_call_lots, may_draw_panels, to_call, to_draw
from jianfa.acceptance.queries.sessions import items_of
from jianfa.journal.models import Event
from jianfa.organisations.actions.writing import in_batch, write
from jianfa.organisations.models import Post
from jianfa.organisations.policy import require


def call_session_lots(session: Session, *, actor: Post, at: datetime) -> Event:
    """Publish the candidates of every problem whose panel is drawn and that has none published, all or none.

    Each list stands in the chain of its own problem; what was published before stays as it is.
    """
    require(may_call_lots(actor, session))

    def act(item: SessionItem) -> None:
        call_lot(item.problem, actor=actor, at=at)

    return _for_some(session, "call_lots_session", act, to_call(session), actor=actor, at=at)


def draw_session_panels(session: Session, *, actor: Post, at: datetime) -> Event:
    """Draw the panel of every problem whose candidates are published, all or none; the seeds are there or hinder it."""
    require(may_draw_panels(actor, session))

    def act(item: SessionItem) -> None:
        draw_panel(item.problem, actor=actor, at=at)

    return _for_some(session, "draw_panels_session", act, to_draw(session), actor=actor, at=at)


def _for_some(
    session: Session, verb: str, act: Callable[[SessionItem], None], applications: Collection[UUID], *, actor: Post,
    at: datetime,
) -> Event:  # fmt: skip
    items = [item for item in items_of(session) if item.application_id in applications]
    with transaction.atomic():
        with in_batch(session.pk):
            _all_or_none(items, act)
        facts = {"problems": len(items)}
        return write(session.subject, verb, actor=actor, at=at, changes=[_changed(session)], facts=facts)
