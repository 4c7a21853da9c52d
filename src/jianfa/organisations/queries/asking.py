"""How much units were asked for in a month: figures, and the rows behind each of them. It measures the asking side."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db.models import Count, QuerySet, Sum
from django.db.models.functions import TruncMonth
from django.utils import timezone

from jianfa.organisations.models import SEE_EVERY_ASK, Ask, Post, Unit, UnitKind

MONTHS = 12
"""How far back the months stand beside one another."""


@dataclass(frozen=True)
class Month:
    """One month in Shanghai."""

    year: int
    month: int

    @classmethod
    def of(cls, day: date) -> "Month":
        return cls(day.year, day.month)

    @classmethod
    def read(cls, text: str) -> "Month | None":
        """Return the month of ``2026-03``; None where it is none."""
        try:
            return cls.of(date.fromisoformat(f"{text}-01"))
        except ValueError:
            return None

    def moved(self, by: int) -> "Month":
        """Return the month so many later, or earlier."""
        place = self.year * 12 + self.month - 1 + by
        return Month(place // 12, place % 12 + 1)

    @property
    def bounds(self) -> tuple[datetime, datetime]:
        """The first moment of it, and the first one after it."""
        zone, after = timezone.get_current_timezone(), self.moved(1)
        return datetime(self.year, self.month, 1, tzinfo=zone), datetime(after.year, after.month, 1, tzinfo=zone)

    def __str__(self) -> str:
        return f"{self.year:04}-{self.month:02}"


@dataclass
class Asked:
    """What was asked for: how often, by kind, and how many fields there were to fill in."""

    fields: int = 0
    kinds: dict[str, int] = field(default_factory=lambda: dict.fromkeys(Ask.Kind.values, 0))

    def add(self, kind: str, times: int, fields: int) -> None:
        self.kinds[kind] += times
        self.fields += fields

    def merge(self, other: "Asked") -> None:
        """Add what another unit was asked for."""
        self.fields += other.fields
        for kind, times in other.kinds.items():
            self.kinds[kind] += times

    @property
    def times(self) -> int:
        return sum(self.kinds.values())


def asks_in(post: Post, month: Month) -> "QuerySet[Ask]":
    """Return what was asked for in a month, as far as the post may see it."""
    first, after = month.bounds
    return Ask.objects.visible_to(post).filter(at__gte=first, at__lt=after)


def asked_units(post: Post, month: Month) -> list[Unit]:
    """Return the county unions in code order, as far as the post sees them; a department sees itself."""
    existing = Unit.objects.on(timezone.localtime(month.bounds[1]).date() - timedelta(days=1))
    counties = existing.filter(kind=UnitKind.COUNTY_UNION)
    visible = counties if post.role in SEE_EVERY_ASK else existing.filter(pk=post.unit_id)
    return list(visible.order_by("position", "code"))


def asked_of_units(post: Post, month: Month, units: Iterable[Unit]) -> dict[UUID, Asked]:
    """Return unit → what it was asked for in the month; one query, none of it grows with the asks."""
    found = {unit.pk: Asked() for unit in units}
    rows = asks_in(post, month).filter(unit__in=list(found)).order_by().values("unit", "kind")
    for row in rows.annotate(times=Count("pk"), total=Sum("fields")):
        found[row["unit"]].add(row["kind"], row["times"], row["total"])
    return found


def asked_by_month(post: Post, until: Month, units: Iterable[Unit]) -> dict[Month, Asked]:
    """Return the months up to ``until``, the latest first, with what these units were asked for; one query."""
    months = [until.moved(-n) for n in range(MONTHS)]
    found = {month: Asked() for month in months}
    asks = Ask.objects.visible_to(post).filter(
        unit__in=[unit.pk for unit in units], at__gte=months[-1].bounds[0], at__lt=until.bounds[1]
    )
    rows = asks.order_by().annotate(month=TruncMonth("at")).values("month", "kind")
    for row in rows.annotate(times=Count("pk"), total=Sum("fields")):
        found[Month.of(timezone.localtime(row["month"]).date())].add(row["kind"], row["times"], row["total"])
    return found
