"""A round of the timer at the world's time, and what it left behind."""

from datetime import date, datetime, timedelta
from typing import Any

from django.utils import timezone

from jianfa.journal.models import Event
from jianfa.kit.canonical import read_canonical
from jianfa.ledger.models import Problem
from jianfa.notices import actions
from jianfa.notices.models import Preference
from jianfa.organisations.models import Post
from jianfa.timer import Round, make_round
from tests.world import NOW, World

TODAY = NOW.date()


def round_now() -> Round:
    return make_round(timezone.now)


def facts_of(problem: Problem, verb: str) -> dict[str, Any]:
    """Return the facts of the last event of this verb."""
    event = Event.objects.filter(chain=problem.pk, verb=verb).latest("seq")
    body: dict[str, Any] = read_canonical(bytes(event.body))
    return dict(body["facts"])


def due_in(days: int) -> date:
    return TODAY + timedelta(days=days)


def dispatched_at(problem: Problem, at: datetime) -> None:
    Problem.objects.filter(pk=problem.pk).update(dispatched_at=at)


def with_address(post: Post, world: World, address: str = "") -> Preference:
    """Let a person have an e-mail address."""
    actions.prefer(
        actor=post, at=world.now, email=address or f"{post.person.username}@example.org", is_mailed=True, muted=()
    )
    return Preference.objects.get(person=post.person_id)
