"""The rows behind a figure: what is still open and why, what was struck off last, and any figure of a past day."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Case, Exists, F, OuterRef, Q, QuerySet, When
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from jianfa.acceptance.models import WriteOff
from jianfa.ledger.models import Assist, Dimension, Problem, Standing
from jianfa.ledger.queries.figures import STAGES, AsOf
from jianfa.ledger.queries.walk import baselines
from jianfa.ledger.states import CLOCK_STOPPED, ON_LIST, Solver
from jianfa.organisations.models import Post, Unit
from jianfa.supervision.queries import SYMBOLS, WORDS, LightView, counted_days, lights_noted, lights_of
from jianfa.supervision.rules.lights import Light, light

SHOWN_OPEN, SHOWN_LATEST = 10, 5


@dataclass(frozen=True)
class OpenRow:
    """A problem that is left, with its light on the day."""

    problem: Problem
    acting: Unit | None
    light: LightView


def still_open(as_of: AsOf, post: Post) -> tuple[list[OpenRow], int]:
    """Return the first problems left that the post may see, the most urgent first, and how many it may see."""
    left = STAGES[f"not_{as_of.campaign.headline}"]
    seen = Problem.objects.visible_to(post)
    waits_for_others = Case(When(state__in=CLOCK_STOPPED, then=1), default=0)
    urgent = (waits_for_others, F("due_current").asc(nulls_last=True))
    if as_of.is_now:
        rows = seen.filter(campaign=as_of.campaign, state__in=left)
        shown = rows.select_related("campaign", "acting_unit", "source_unit").order_by(*urgent, "number_order")
        first = list(shown[:SHOWN_OPEN])
        lights = lights_of(first, as_of.date)
        return [OpenRow(row, row.acting_unit, lights[row.pk]) for row in first], rows.count()
    stood = as_of.standings().filter(state__in=left, problem__in=seen)
    shown_then = stood.select_related("problem__source_unit", "acting_unit").order_by(*urgent, "problem__number_order")
    first_then = list(shown_then[:SHOWN_OPEN])
    noted = lights_noted([row.problem_id for row in first_then], as_of.date)
    found = [OpenRow(row.problem, row.acting_unit, light_then(row, as_of, noted)) for row in first_then]
    return found, stood.count()


Noted = Mapping[UUID, tuple[str, date]]


def light_then(row: Standing, as_of: AsOf, noted: Noted) -> LightView:
    """Return the light a problem had at the end of a past day; why the clock stood still is in its timeline.

    Whether a node was late is not derived again: it is what was noted that day.
    """
    shown = light(
        row.state, row.due_current, as_of.date, warn_days=as_of.campaign.warn_days,
        is_working=counted_days(as_of.campaign), stopped_on=row.from_day,
    )  # fmt: skip
    was, since = noted.get(row.problem_id, ("", as_of.date))
    if was == Light.BEHIND and shown.light in {Light.NEAR, Light.NORMAL}:
        reason = _("noted since %(day)s") % {"day": since.isoformat()}
        return LightView(was, SYMBOLS[Light.BEHIND], str(WORDS[Light.BEHIND]), reason)
    reason = row.due_current.isoformat() if row.due_current and shown.light in DATED else ""
    return LightView(shown.light.value, SYMBOLS[shown.light], str(WORDS[shown.light]), reason)


DATED = frozenset({Light.OVERDUE, Light.NEAR})


def latest_write_offs(as_of: AsOf) -> list[WriteOff]:
    """Return the latest write-offs up to the day, of the rounds in which the problem belonged to the campaign."""
    here = Standing.objects.filter(problem=OuterRef("problem"), cycle=OuterRef("cycle"), campaign=as_of.campaign)
    rows = WriteOff.objects.filter(Exists(here), at__lt=as_of.end)
    shown = rows.select_related("problem__lead", "problem__acting_unit").order_by("-at", "-problem__number_order")
    return list(shown[:SHOWN_LATEST])


# Any figure of a past day ---------------------------------------------------------------------------------


@dataclass
class Asked:
    """Which rows were asked for, in words; and what was not understood."""

    words: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)


def asked_rows(as_of: AsOf, post: Post, params: QueryDict) -> tuple[QuerySet[Standing], Asked]:
    """Return the rows behind a figure as of the day, of those the post may see; filters as in the list's address."""
    asked = Asked()
    rows = as_of.standings().filter(problem__in=Problem.objects.visible_to(post))
    stage = params.get("stage", "on_list")
    if "baseline" in params:
        rows, stage = _signed(as_of, rows, asked), ""
    elif stage not in STAGES:
        asked.faults.append(_("“%(value)s” is not a stage.") % {"value": stage})
    else:
        rows = rows.filter(state__in=STAGES[stage])
    for key, condition in FILTERS.items():
        for value in params.getlist(key):
            found = condition(value, as_of)
            if found is None:
                asked.faults.append(_("“%(value)s” is not known here.") % {"value": value})
                continue
            rows = rows.filter(found[0])
            asked.words.append(found[1])
    return (rows.none() if asked.faults else rows), asked


def _signed(as_of: AsOf, rows: QuerySet[Standing], asked: Asked) -> QuerySet[Standing]:
    """Narrow to what stood on the list in the moment of the latest signature as of the day."""
    baseline = baselines(as_of).order_by("-version").first()
    if baseline is None:
        return rows.none()
    at = baseline.signed_at
    asked.words.append(_("list as signed off, version %(n)s") % {"n": baseline.version})
    stood = Standing.objects.filter(
        Q(until_at=None) | Q(until_at__gt=at), problem=OuterRef("problem"), campaign=as_of.campaign,
        state__in=ON_LIST, from_at__lte=at,
    )  # fmt: skip
    return rows.filter(Exists(stood))


def _solver(value: str, _as_of: AsOf) -> tuple[Q, str] | None:
    return (Q(solver=value), str(Solver(value).label)) if value in Solver.values else None


def _dimension(value: str, as_of: AsOf) -> tuple[Q, str] | None:
    if value == "none":
        return Q(dimension=None), _("no dimension")
    found = next((row for row in Dimension.objects.filter(campaign=as_of.campaign) if str(row.pk) == value), None)
    return (Q(dimension=found), found.name) if found else None


def _source(value: str, _as_of: AsOf) -> tuple[Q, str] | None:
    unit = Unit.objects.filter(code=value).first()
    return (Q(source_unit=unit), _("raised by %(unit)s") % {"unit": unit.short_name}) if unit else None


def _involved(value: str, as_of: AsOf) -> tuple[Q, str] | None:
    unit = Unit.objects.filter(code=value).first()
    if unit is None:
        return None
    assists = Assist.objects.filter(
        Q(ended_at=None) | Q(ended_at__gte=as_of.end), problem=OuterRef("problem"), unit=unit, from_at__lt=as_of.end
    )
    words = _("led, driven or assisted by %(unit)s") % {"unit": unit.short_name}
    return Q(lead=unit) | Q(acting_unit=unit) | Q(Exists(assists)), words


def _relapsed(_value: str, _as_of: AsOf) -> tuple[Q, str] | None:
    return Q(cycle__gt=1), pgettext("walk", "relapsed")


def _opening(_value: str, _as_of: AsOf) -> tuple[Q, str] | None:
    return Q(is_opening_balance=True), _("opening balance")


FILTERS: dict[str, Any] = {
    "solver": _solver, "dimension": _dimension, "source": _source, "involved": _involved,
    "relapsed": _relapsed, "opening": _opening,
}  # fmt: skip


def day_of(text: str) -> date | None:
    """Return a day from an address, or None when it is none."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
