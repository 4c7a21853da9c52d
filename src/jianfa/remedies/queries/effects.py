"""Effects of a problem: all of the present cycle, those that are missing, one by its id."""

from uuid import UUID

from django.db.models import QuerySet

from jianfa.ledger.models import Problem
from jianfa.organisations.models import Post
from jianfa.organisations.policy import not_found
from jianfa.remedies.models import Effect

SHOWN_WITH = ("problem__campaign", "problem__acting_unit", "unit", "asked_by__person", "settled_by__person")


def effects_of(problem: Problem) -> QuerySet[Effect]:
    """Return the effects asked for in the present cycle, in the order of the units."""
    rows = Effect.objects.filter(problem=problem, cycle=problem.cycle)
    return rows.select_related("unit", "asked_by__person", "settled_by__person")


def open_effects() -> QuerySet[Effect]:
    """Return all rows of present cycles that are awaited or not yet there, for a subquery on problems."""
    return Effect.objects.still_open()


def load_effect(post: Post, effect_id: UUID) -> Effect:
    """Return an effect the post may see; raise Refused (404) with the words for one that is not there."""
    found = Effect.objects.visible_to(post).filter(pk=effect_id).select_related(*SHOWN_WITH).first()
    if found is None:
        raise not_found()
    return found
