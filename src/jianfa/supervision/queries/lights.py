"""Lights of problems: as words for one, as an annotation for filters and counts."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Case, CharField, Q, QuerySet, Value, When
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext, pgettext_lazy

from jianfa.calendar.queries import is_working
from jianfa.ledger.models import Campaign, Problem
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


def light_of(problem: Problem, today: date) -> LightView:
    """Return the light of a problem with its reason in words."""
    shown = light(
        problem.state, problem.due_current, today, warn_days=problem.campaign.warn_days, is_working=is_working,
        stopped_on=problem.stopped_on, review_on=problem.review_on, was_overdue=problem.was_overdue,
    )  # fmt: skip
    return LightView(shown.light.value, SYMBOLS[shown.light], str(WORDS[shown.light]), _reason(shown))


def working_days(n: int) -> str:
    """Say how many working days; the one way lights and sheets say how long a due date has passed.

    None at all between Friday and Sunday: overdue, but by less than a working day.
    """
    return ngettext("%(n)s working day", "%(n)s working days", n) % {"n": n} if n else _("less than a working day")


def _reason(shown: Shown) -> str:
    parts = []
    if shown.light == Light.OVERDUE:
        parts.append(working_days(shown.days))
    elif shown.light == Light.NEAR:
        parts.append(
            _("due today")
            if shown.days == 0
            else ngettext("%(n)s working day left", "%(n)s working days left", shown.days) % {"n": shown.days}
        )
    elif shown.light == Light.STOPPED and shown.until:
        parts.append(_("until %(day)s") % {"day": date_format(shown.until, "Y-m-d")})
    elif shown.light == Light.AWAITING:
        parts.append(ngettext("%(n)s day", "%(n)s days", shown.days) % {"n": shown.days})
    if shown.was_overdue:
        parts.append(_("was overdue"))
    return pgettext("between reasons", ", ").join(parts)


def with_light(problems: QuerySet[Problem], today: date) -> QuerySet[Problem]:
    """Annotate ``light`` equal to ``light_of(...).name``; costs one query for the campaigns' warning days."""
    near = _due_soon(today)
    running = Q(state__in=RUNNING)
    return problems.annotate(
        light=Case(
            When(state="suspended", then=Value(Light.STOPPED.value)),
            When(state__in=AWAITING, then=Value(Light.AWAITING.value)),
            When(running & Q(due_current__lt=today), then=Value(Light.OVERDUE.value)),
            When(running & near, then=Value(Light.NEAR.value)),
            When(running, then=Value(Light.NORMAL.value)),
            default=Value(Light.NONE.value),
            output_field=CharField(),
        )
    )


def pressing(today: date) -> Q:
    """Return the condition for overdue and near problems together; one an index serves, unlike the annotation."""
    return Q(state__in=RUNNING) & _due_soon(today)


def _due_soon(today: date) -> Q:
    """Overdue or near, for each campaign by its own warning days; costs one query."""
    near = Q(pk=None)
    for days in Campaign.objects.order_by().values_list("warn_days", flat=True).distinct():
        near |= Q(campaign__warn_days=days, due_current__lte=near_until(today, days, is_working))
    return near
