"""What was left, week by week, and what the original due dates would have left."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Count, F, Q
from django.utils import timezone

from jianfa.boards.rules import merged, month_ends, running, value_on, weekly
from jianfa.ledger.models import Baseline, Standing
from jianfa.ledger.queries.figures import STAGES, AsOf

Point = tuple[date, int]


@dataclass(frozen=True)
class Burndown:
    """``left`` ends on the day of the figures, ``plan`` on the last due date; ``months`` are (day, left, plan)."""

    left: list[Point]
    plan: list[Point]
    months: list[tuple[date, int, int]]


def burndown_of(as_of: AsOf, total: int) -> Burndown:
    """Return the burn-down of a campaign; four queries."""
    start = min(_start(as_of), as_of.date)
    left_days, left_values = running(_left_changes(as_of))
    plan_days, due_so_far = running(_due(as_of))

    def left(day: date) -> int:
        return value_on(day, left_days, left_values)

    def plan(day: date) -> int:
        # A written date lasts until the end of its day; the day after, the problem should be gone.
        return total - value_on(day, plan_days, due_so_far)

    end = max([as_of.date, *plan_days[-1:]])
    return Burndown(
        left=[(day, left(day)) for day in weekly(start, as_of.date)],
        plan=[(day, plan(day)) for day in weekly(start, end)],
        months=[(day, left(day), plan(day)) for day in month_ends(start, as_of.date)],
    )


def _start(as_of: AsOf) -> date:
    """Return the day the list was first signed off, else the day the campaign began."""
    signed = Baseline.objects.filter(campaign=as_of.campaign, signed_at__lt=as_of.end).order_by("version")
    first = signed.values_list("signed_at", flat=True).first()
    return timezone.localtime(first).date() if first else as_of.campaign.starts_on


def _left_changes(as_of: AsOf) -> dict[date, int]:
    """Return day → how many more (or less) were left; what came and went within one day cancels out."""
    left = STAGES[f"not_{as_of.campaign.headline}"]
    rows = Standing.objects.filter(campaign=as_of.campaign, state__in=left, from_day__lte=as_of.date)
    stayed = Q(until_day=None) | Q(until_day__gt=F("from_day"))
    went = Q(until_day__lte=as_of.date)
    if as_of.frozen_at:  # what happened on the last day, but after the closing, does not count
        rows = rows.filter(from_at__lt=as_of.end)
        stayed |= Q(until_at__gte=as_of.end)
        went &= Q(until_at__lt=as_of.end)
    lasting = rows.filter(stayed).order_by()
    entered = lasting.values_list("from_day").annotate(n=Count("*"))
    gone = lasting.filter(went).values_list("until_day").annotate(n=Count("*"))
    return merged(entered, gone)


def _due(as_of: AsOf) -> dict[date, int]:
    """Return day → how many problems should be done by then, by the date first written (never overwritten)."""
    name = "due_original" if as_of.is_now else "problem__due_original"
    rows = as_of.on_list().exclude(**{name: None}).values_list(name).annotate(n=Count("*"))
    return dict(rows)
