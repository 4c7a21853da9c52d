"""What is kept beside a problem so that it is found and counted fast: its grams, and where it stood when."""

from typing import Any

from django.db import models
from django.db.models import Q

from jianfa.ledger.models.campaign import Campaign, Dimension
from jianfa.ledger.models.problem import Problem
from jianfa.ledger.rules import TRACKED
from jianfa.ledger.states import State
from jianfa.organisations.models import Unit


class Gram(models.Model):
    """One or two neighbouring characters of a problem's text, so that a search never scans (docs/search.md)."""

    problem = models.ForeignKey(Problem, models.CASCADE, related_name="grams", db_index=False)
    gram = models.CharField(max_length=2)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["gram", "problem"], name="gram_problem"),)
        indexes = (models.Index(fields=["problem"], name="gram_of_problem"),)


class Standing(models.Model):
    """Where a problem stood from one event to the next: the figures of any past date in one query.

    Written by ``move`` and nothing else, rebuilt and compared by ``jianfa verify``.
    """

    problem = models.ForeignKey(Problem, models.PROTECT, related_name="standings")
    seq = models.PositiveIntegerField()
    from_at = models.DateTimeField()
    until_at = models.DateTimeField(null=True)
    from_day = models.DateField()
    until_day = models.DateField(null=True)
    """The same two moments as days in Shanghai; as of a day means ``from_day <= day < until_day``."""
    campaign = models.ForeignKey(Campaign, models.PROTECT, related_name="+")
    state = models.CharField(max_length=12, choices=State)
    solver = models.CharField(max_length=16, blank=True)
    nature = models.CharField(max_length=12, blank=True)
    dimension = models.ForeignKey(Dimension, models.PROTECT, null=True, related_name="+")
    source_unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    lead = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+")
    acting_unit = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+")
    due_current = models.DateField(null=True)
    cycle = models.PositiveSmallIntegerField(default=1)
    is_opening_balance = models.BooleanField(default=False)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["problem", "seq"], name="standing_seq"),
            models.UniqueConstraint(fields=["problem"], condition=Q(until_at=None), name="standing_one_now"),
        )
        indexes = (
            models.Index(fields=["campaign", "from_at", "until_at", "state"], name="standing_as_of"),
            # Covers the board's figures of a past day and the burn-down (docs/board.md).
            models.Index(
                fields=[
                    "campaign", "state", "from_day", "until_day", "solver", "dimension", "source_unit", "cycle",
                    "is_opening_balance",
                ],
                name="standing_board",
            ),
        )  # fmt: skip


TRACKED_COLUMNS = {field.name: field.attname for field in Problem._meta.concrete_fields if field.name in TRACKED}
"""Tracked column → its attribute; a relation is compared by id."""


def tracked(problem: Problem) -> dict[str, Any]:
    """Return the columns of a standing as the problem has them now."""
    return {name: getattr(problem, column) for name, column in TRACKED_COLUMNS.items()}
