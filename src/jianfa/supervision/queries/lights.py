"""Lights of problems: as words, as an annotation for filters and counts."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Case, CharField, Exists, OuterRef, Q, QuerySet, Value, When
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext, pgettext_lazy

from jianfa.calendar.queries import is_working
from jianfa.kit.workdays import IsWorking, every_day
from jianfa.ledger.models import Campaign, DayKind, Problem
from jianfa.organisations.models import Proposal
from jianfa.supervision.models import LightSpan
from jianfa.supervision.queries.nodes import Node, is_behind, lit_by_nodes
from jianfa.supervision.rules.lights import AWAITING, RUNNING, Light, Shown, light, near_until

SYMBOLS = {
    Light.OVERDUE: "●", Light.BEHIND: "▲", Light.NEAR: "◆", Light.NORMAL: "✓", Light.STOPPED: "❚❚",
    Light.AWAITING: "◌", Light.NONE: "",
}  # fmt: skip
WORDS: dict[Light, Promise | str] = {
    Light.OVERDUE: gettext_lazy("red overdue"),
    Light.BEHIND: gettext_lazy("yellow behind"),
    Light.NEAR: gettext_lazy("blue near"),
    Light.NORMAL: gettext_lazy("green normal"),
    Light.STOPPED: gettext_lazy("grey stopped"),
    Light.AWAITING: pgettext_lazy("light", "awaiting acceptance"),
    Light.NONE: "",
}


@dataclass(frozen=True)
class LightView:
    """A light ready to show: symbol, word and reason; colour is never the only sign."""

    name: str
    symbol: str
    word: str
    reason: str


def lights_of(problems: Iterable[Problem], today: date) -> dict[UUID, LightView]:
    """Return the lights of these problems by id, with their reasons; three queries, however many there are."""
    rows = list(problems)
    late, asked = lit_by_nodes(rows, today), _asked_in_time(rows)
    return {row.pk: _view(row, today, late.get(row.pk), awaits_answer=row.pk in asked) for row in rows}


def light_of(problem: Problem, today: date) -> LightView:
    """Return the light of one problem with its reason in words; of several at once: ``lights_of``."""
    return lights_of([problem], today)[problem.pk]


def _waiting_requests() -> QuerySet[Proposal]:
    """Extensions the city has not answered; one is asked for on the due date at the latest, so each was in time."""
    return Proposal.objects.filter(subject_kind="problem", verb="extend", state=Proposal.State.OPEN)


def _asked_in_time(rows: Iterable[Problem]) -> set[UUID]:
    running = [row.pk for row in rows if row.state in RUNNING]
    return set(_waiting_requests().filter(subject_id__in=running).values_list("subject_id", flat=True))


def awaits_answer(today: date) -> Q:
    """Return the condition for problems past their date only because the city has not answered in time."""
    waits = Exists(_waiting_requests().filter(subject_id=OuterRef("pk")))
    return Q(state__in=RUNNING, due_current__lt=today) & Q(waits)


def _view(problem: Problem, today: date, late: Node | None, *, awaits_answer: bool) -> LightView:
    campaign = problem.campaign
    shown = light(
        problem.state, problem.due_current, today, warn_days=campaign.warn_days, is_working=counted_days(campaign),
        stopped_on=problem.stopped_on, review_on=problem.review_on, was_overdue=problem.was_overdue,
        late=late.due if late else None, awaits_answer=awaits_answer,
    )  # fmt: skip
    reason = _reason(shown, campaign.day_kind, late.text if late else "")
    return LightView(shown.light.value, SYMBOLS[shown.light], str(WORDS[shown.light]), reason)


def counted_days(campaign: Campaign) -> IsWorking:
    """Return which days count in this campaign: working days, or every day."""
    return every_day if campaign.day_kind == DayKind.NATURAL else is_working


def so_many_days(n: int, day_kind: str) -> str:
    """Say how many of the campaign's days."""
    if day_kind == DayKind.NATURAL:
        return ngettext("%(n)s day", "%(n)s days", n) % {"n": n}
    return working_days(n)


def working_days(n: int) -> str:
    """Say how many working days; the one way lights and sheets say how long a due date has passed.

    None at all between Friday and Sunday: overdue, but by less than a working day.
    """
    return ngettext("%(n)s working day", "%(n)s working days", n) % {"n": n} if n else _("less than a working day")


LONGEST_NODE = 12
"""Characters of a node's text that stand in a reason; the plan has it whole."""


def _reason(shown: Shown, day_kind: str, node: str) -> str:
    parts = []
    if shown.light == Light.OVERDUE:
        parts.append(so_many_days(shown.days, day_kind))
    elif shown.light == Light.BEHIND:
        name = node if len(node) <= LONGEST_NODE else node[: LONGEST_NODE - 1] + "…"
        parts.append(_("node “%(name)s” is %(days)s late") % {"name": name, "days": so_many_days(shown.days, day_kind)})
    elif shown.light == Light.NEAR:
        parts.append(_("due today") if shown.days == 0 else _left(shown.days, day_kind))
    elif shown.light == Light.STOPPED and shown.until:
        parts.append(_("until %(day)s") % {"day": date_format(shown.until, "Y-m-d")})
    elif shown.light == Light.STOPPED:
        parts.append(_("extension asked for in time, the city has not answered"))
    elif shown.light == Light.AWAITING:
        parts.append(ngettext("%(n)s day", "%(n)s days", shown.days) % {"n": shown.days})
    if shown.was_overdue:
        parts.append(_("was overdue"))
    return pgettext("between reasons", ", ").join(parts)


def _left(n: int, day_kind: str) -> str:
    if day_kind == DayKind.NATURAL:
        return ngettext("%(n)s day left", "%(n)s days left", n) % {"n": n}
    return ngettext("%(n)s working day left", "%(n)s working days left", n) % {"n": n}


def with_light(problems: QuerySet[Problem], today: date) -> QuerySet[Problem]:
    """Annotate ``light`` equal to ``light_of(...).name``; costs one query for the campaigns' warning days."""
    near = _due_soon(today)
    running = Q(state__in=RUNNING)
    return problems.annotate(
        light=Case(
            When(state="suspended", then=Value(Light.STOPPED.value)),
            When(state__in=AWAITING, then=Value(Light.AWAITING.value)),
            When(awaits_answer(today), then=Value(Light.STOPPED.value)),
            When(running & Q(due_current__lt=today), then=Value(Light.OVERDUE.value)),
            When(is_behind(today), then=Value(Light.BEHIND.value)),
            When(running & near, then=Value(Light.NEAR.value)),
            When(running, then=Value(Light.NORMAL.value)),
            default=Value(Light.NONE.value),
            output_field=CharField(),
        )
    )


def pressing(today: date) -> Q:
    """Return the condition for overdue, behind and near problems together; unlike the annotation, indexes serve it."""
    return ((Q(state__in=RUNNING) & _due_soon(today)) | is_behind(today)) & ~awaits_answer(today)


def _due_soon(today: date) -> Q:
    """Overdue or near, for each campaign by its own warning days; costs one query."""
    near = Q(pk=None)
    for days, kind in Campaign.objects.order_by().values_list("warn_days", "day_kind").distinct():
        counted = every_day if kind == DayKind.NATURAL else is_working
        last = near_until(today, days, counted)
        near |= Q(campaign__warn_days=days, campaign__day_kind=kind, due_current__lte=last)
    return near


def lights_noted(problem_ids: Iterable[UUID], day: date) -> dict[UUID, tuple[str, date]]:
    """Return for a past day which light was noted for each problem, and since which day; history, never today's."""
    spans = LightSpan.objects.filter(problem__in=list(problem_ids), from_day__lte=day)
    kept = spans.filter(Q(until_day=None) | Q(until_day__gt=day))
    return {pk: (light, since) for pk, light, since in kept.values_list("problem", "light", "from_day")}
