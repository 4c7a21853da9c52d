"""Themes as they were last worked out, and the rows behind each of their figures."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from django.db.models import Count, QuerySet
from django.db.models.functions import TruncMonth
from django.utils import timezone
from django.utils.translation import gettext as _

from jianfa.intake.models import Demand, DemandQuerySet, Theme, ThemeMember, ThemeRun
from jianfa.intake.queries.synonyms import in_force
from jianfa.intake.queries.texts import UNHEARD, demand_text
from jianfa.intake.queries.words import Words, words_of
from jianfa.journal.models import Chain
from jianfa.kit.similar.index import Text
from jianfa.ledger.models import Campaign
from jianfa.ledger.states import Sensitivity
from jianfa.organisations.models import Post
from jianfa.organisations.policy import not_found

THEMES_A_PAGE = 30
FEW = 500
"""Up to so many demands the timer works themes out by itself; more are worked out when the desk asks, by the worker."""


def grouped_ones(campaign: Campaign) -> DemandQuerySet:
    """Return the demands of a campaign that themes are made of: received, nothing sensitive, readable by others."""
    found = Demand.objects.filter(campaign=campaign, sensitivity=Sensitivity.GENERAL)
    return found.exclude(state__in=UNHEARD).exclude(summary="")


def texts_of(campaign: Campaign) -> list[Text[str]]:
    """Return their texts in the order of their ids."""
    rows = grouped_ones(campaign).order_by("pk").values_list("pk", "title", "summary", "is_from_worker")
    return [demand_text(*row) for row in rows]


def run_of(campaign: Campaign) -> ThemeRun | None:
    """Return the last working out."""
    return ThemeRun.objects.filter(campaign=campaign).first()


def is_behind(campaign: Campaign, run: ThemeRun | None) -> bool:
    """Say whether something happened to a demand, or to the synonyms, since; two queries."""
    if run is None:
        return grouped_ones(campaign).exists()
    newest = Chain.objects.filter(kind="demand").order_by("-last_at").values_list("last_at", flat=True).first()
    return (newest is not None and newest > run.as_of) or in_force().version != run.synonyms


@dataclass(frozen=True)
class ShownTheme:
    """One theme with its figures, each counted over rows the post may see."""

    theme: Theme
    stands_for_it: Demand
    words: Words
    size: int
    units: int
    this_month: int
    last_month: int
    this_month_key: str
    last_month_key: str

    @property
    def trend(self) -> str:
        if self.this_month > self.last_month:
            return "▲ " + _("more than the month before")
        if self.this_month < self.last_month:
            return "▼ " + _("fewer than the month before")
        return "● " + _("as many as the month before")


def shown_themes(run: ThemeRun, post: Post, today: date, page: int) -> list[ShownTheme]:
    """Return a page of themes, the largest first; four queries, however many demands."""
    start = (page - 1) * THEMES_A_PAGE
    rows = list(run.themes.all()[start : start + THEMES_A_PAGE])
    members = seen_members(rows, post)
    by_theme = members.order_by().values_list("theme")
    sizes: dict[UUID, int] = dict(by_theme.annotate(n=Count("pk")))
    units: dict[UUID, int] = dict(by_theme.annotate(n=Count("demand__source_unit", distinct=True)))
    months = _by_month(members)
    first: dict[UUID, Demand] = {}
    for member in (
        members.filter(position__lt=FIRST_FEW)
        .select_related("demand__first_receiver", "demand__drafted_by")
        .order_by("theme", "position")
    ):
        first.setdefault(member.theme_id, member.demand)
    this, last = month_of(today), month_before(month_of(today))
    return [
        ShownTheme(
            row, first[row.pk], words_of(first[row.pk], post), sizes.get(row.pk, 0), units.get(row.pk, 0),
            months[row.pk].get(this, 0), months[row.pk].get(last, 0), written(this), written(last),
        )
        for row in rows if row.pk in first
    ]  # fmt: skip


FIRST_FEW = 10
"""If the post may not see the one that stands for a theme, one of the next."""


def seen_members(themes: Collection[Theme], post: Post) -> "QuerySet[ThemeMember]":
    """Return the demands of themes, of those the post may see and that are still to be hinted at."""
    seen = Demand.objects.visible_to(post).filter(sensitivity=Sensitivity.GENERAL).exclude(state__in=UNHEARD)
    return ThemeMember.objects.filter(theme__in=themes, demand__in=seen)


def _by_month(members: "QuerySet[ThemeMember]") -> dict[UUID, dict[date, int]]:
    found: dict[UUID, dict[date, int]] = defaultdict(dict)
    rows = members.annotate(month=TruncMonth("demand__raised_at")).values_list("theme", "month")
    for theme, month, n in rows.annotate(n=Count("pk")).order_by():
        found[theme][month_of(timezone.localdate(month))] = n
    return found


def month_of(day: date) -> date:
    """Return the first day of its month."""
    return day.replace(day=1)


def month_before(month: date) -> date:
    """Return the first day of the month before.

    >>> month_before(date(2026, 1, 1))
    datetime.date(2025, 12, 1)
    """
    return date(month.year - (month.month == 1), (month.month - 2) % 12 + 1, 1)


def written(month: date) -> str:
    """Return a month as an address names it.

    >>> written(date(2026, 3, 1))
    '2026-03'
    """
    return f"{month:%Y-%m}"


YEARS = (2000, 2100)
"""A month outside is none that a demand was raised in."""


def read_month(text: str) -> date | None:
    """Return the month an address names, or None where it names none.

    >>> read_month("2026-03"), read_month("2026-13")
    (datetime.date(2026, 3, 1), None)
    """
    try:
        found = datetime.strptime(text, "%Y-%m").date()  # noqa: DTZ007 - a month has no zone
    except ValueError:
        return None
    return found if YEARS[0] <= found.year <= YEARS[1] else None


@dataclass(frozen=True)
class Part:
    """A figure of a theme and the value that opens its rows."""

    key: str
    label: str
    n: int


@dataclass(frozen=True)
class ThemePage:
    """One theme: its figures, and its demands as narrowed."""

    theme: Theme
    run: ThemeRun
    stands_for_it: Demand
    words: Words
    size: int
    units: list[Part]
    months: list[Part]
    rows: DemandQuerySet
    is_narrowed: bool = field(default=False)


def theme_of(post: Post, demand_id: UUID, month: date | None, unit: str) -> ThemePage:
    """Return the theme that a demand is in; raise Refused (404) where it is in none, or not to be seen."""
    theme = (
        Theme.objects.filter(members__demand=demand_id, members__demand__in=Demand.objects.visible_to(post))
        .select_related("run__campaign")
        .first()
    )
    if theme is None:
        raise not_found()
    members = seen_members([theme], post)
    first = members.select_related("demand__first_receiver", "demand__drafted_by").order_by("position").first()
    if first is None:
        raise not_found()
    counted = members.values_list("demand__source_unit", "demand__source_unit__short_name")
    units = [
        Part(str(key), name, n)
        for key, name, n in counted.annotate(n=Count("pk")).order_by("demand__source_unit__position")
    ]
    months = [Part(written(key), written(key), n) for key, n in sorted(_by_month(members)[theme.pk].items())]
    rows = Demand.objects.filter(pk__in=members.values("demand")).select_related(
        "source_unit", "first_receiver", "drafted_by", "owner"
    )
    if month is not None:
        rows = rows.filter(raised_at__gte=_midnight(month), raised_at__lt=_midnight(month_after(month)))
    chosen = next((part.key for part in units if part.key == unit), None)
    if chosen is not None:
        rows = rows.filter(source_unit=UUID(chosen))
    narrowed = month is not None or chosen is not None
    return ThemePage(
        theme, theme.run, first.demand, words_of(first.demand, post), sum(part.n for part in units), units, months,
        rows.order_by("-raised_at", "-pk"), narrowed,
    )  # fmt: skip


def month_after(month: date) -> date:
    """Return the first day of the next month.

    >>> month_after(date(2025, 12, 1))
    datetime.date(2026, 1, 1)
    """
    return date(month.year + (month.month == 12), month.month % 12 + 1, 1)


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime(day.year, day.month, day.day))  # noqa: DTZ001 - made aware here
