"""What was granted to a problem, and how its accepted application stands to its dates."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Case, CharField, Count, Exists, F, OuterRef, Q, QuerySet, Value, When
from django.utils import timezone

from jianfa.ledger.models import Problem
from jianfa.ledger.states import ACCEPTED
from jianfa.supervision.models import ClockChange, Extension
from jianfa.supervision.rules.requesting import on_time
from jianfa.supervision.states import OnTime


@dataclass(frozen=True)
class Grants:
    """Everything that was granted, the oldest first, over all cycles."""

    extensions: list[Extension]
    clock_changes: list[ClockChange]

    def __bool__(self) -> bool:
        return bool(self.extensions or self.clock_changes)


WHO = tuple(f"{name}__{part}" for name in ("asked_by", "checked_by", "granted_by") for part in ("person", "unit"))


def grants_of(problem: Problem) -> Grants:
    """Return the extensions and changes of clock of a problem; two queries."""
    extensions = Extension.objects.filter(problem=problem).select_related("proposal", *WHO)
    changes = ClockChange.objects.filter(problem=problem).select_related("proposal", *WHO)
    return Grants(list(extensions), list(changes))


def is_continuous(problem: Problem) -> bool:
    """Say whether its clock was changed to continuous in this cycle."""
    return ClockChange.objects.filter(problem=problem, cycle=problem.cycle).exists()


def on_time_of(problem: Problem) -> OnTime | None:
    """Return the class of the application that was accepted; None before, and for an opening balance."""
    if problem.state not in ACCEPTED or problem.is_opening_balance or problem.applied_at is None:
        return None
    return class_of(problem)


def class_of(problem: Problem) -> OnTime | None:
    """Return the class the application that is open would have, whatever becomes of it."""
    if problem.applied_at is None:
        return None
    return on_time(
        timezone.localdate(problem.applied_at), problem.due_current, problem.due_base,
        is_continuous=is_continuous(problem),
    )  # fmt: skip


def with_on_time(problems: "QuerySet[Problem]") -> Any:
    """Annotate ``on_time`` equal to ``on_time_of``, "" for None."""
    counts = Q(state__in=ACCEPTED, is_opening_balance=False, applied_at__isnull=False)
    changed = ClockChange.objects.filter(problem=OuterRef("pk"), cycle=OuterRef("cycle"))
    return problems.annotate(
        on_time=Case(
            When(~counts, then=Value("")),
            When(applied_at__date__gt=F("due_current"), then=Value(OnTime.OVERDUE.value)),
            When(Exists(changed), then=Value(OnTime.EXTENDED.value)),
            When(applied_at__date__gt=F("due_base"), then=Value(OnTime.EXTENDED.value)),
            default=Value(OnTime.ORIGINAL.value),
            output_field=CharField(),
        )
    )


def on_time_counts(problems: "QuerySet[Problem]") -> dict[str, int]:
    """Return how many of these problems are in each class, in one query; together they are the denominator."""
    rows = with_on_time(problems.order_by()).exclude(on_time="").values("on_time").annotate(n=Count("pk"))
    counted = {row["on_time"]: row["n"] for row in rows}
    return {name.value: counted.get(name.value, 0) for name in OnTime}
