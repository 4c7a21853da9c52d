"""Effects of a problem: all of the present cycle, those that are missing."""

from django.db.models import QuerySet

from jianfa.ledger.models import Problem
from jianfa.remedies.models import Effect


def effects_of(problem: Problem) -> QuerySet[Effect]:
    """Return the effects asked for in the present cycle, in the order of the units."""
    rows = Effect.objects.filter(problem=problem, cycle=problem.cycle)
    return rows.select_related("unit", "asked_by__person", "settled_by__person")


def open_effects() -> QuerySet[Effect]:
    """Return all rows of present cycles that are awaited or not yet there, for a subquery on problems."""
    return Effect.objects.still_open()
