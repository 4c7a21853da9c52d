"""What the page of a problem says of its dates: where its days went, whose clock runs, whether a report is due."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import uuid4

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from jianfa.calendar.queries import noted_day
from jianfa.ledger.models import Problem, Report
from jianfa.ledger.policy import office_names, offices_of
from jianfa.ledger.states import MOVES, Office
from jianfa.organisations.models import Post
from jianfa.supervision.queries import (
    STEP_NAMES,
    asked_of,
    city_steps_of,
    days_of,
    on_time_of,
    stays_of,
    working_days,
)
from jianfa.supervision.rules.city import Place, Step
from jianfa.supervision.rules.reporting import Asked, Why
from jianfa.workspace.rules import Changes, changes

Fact = dict[str, Any]


def dates_facts(problem: Problem, today: date) -> list[Fact]:
    """Return where the days went, which of the city's steps run, and the class of on time; two queries, or three."""
    stays = stays_of([problem.pk])
    days = days_of(problem, today, stays)
    found: list[Fact] = []
    if any(days.values()) or problem.submitted_at:
        found.append({"label": _("In the county"), "value": _days(days[Place.COUNTY])})
        found.append({"label": _("At the city's"), "value": _days(days[Place.CITY]), "second": _counted(days)})
    found += [
        {"label": _("City step"), "value": step_in_words(step), "second": _term(step)}
        for step in city_steps_of([problem], today, stays)[problem.pk]
    ]
    on_time = on_time_of(problem)
    if on_time is not None:
        marks = _("was overdue") if problem.was_overdue else ""
        found.append({"label": _("On time"), "value": str(on_time.label), "second": marks})
    return found


def _days(n: int) -> str:
    return ngettext("%(n)s day", "%(n)s days", n) % {"n": n}


def _counted(days: dict[Place, int]) -> str:
    if days[Place.STOPPED]:
        return _(
            "Natural days since it was handed in; work of a city department counts as the city's, the %(days)s of "
            "suspension as neither's."
        ) % {"days": _days(days[Place.STOPPED])}
    return _("Natural days since it was handed in; work of a city department counts as the city's.")


def step_in_words(step: Step) -> str:
    """Return a step of the city with its term, and by how much it is over."""
    if step.is_over:
        return _("%(step)s, over its term by %(days)s") % {
            "step": STEP_NAMES[step.name], "days": working_days(step.over),
        }  # fmt: skip
    return _("%(step)s, until %(day)s") % {"step": STEP_NAMES[step.name], "day": noted_day(step.last_day)}


def _term(step: Step) -> str:
    return _("since %(day)s, term %(days)s (an example); it never counts against a county") % {
        "day": step.since.isoformat(), "days": working_days(step.term),
    }  # fmt: skip


def why_asked(asked: Asked) -> str:
    """Say in a sentence why a report is asked for."""
    if asked.why == Why.NODE:
        return _("“%(name)s” fell due on %(day)s.") % {"name": asked.name, "day": asked.day.isoformat()}
    if asked.why == Why.REVIEW:
        return _("The review of this stage fell due on %(day)s.") % {"day": asked.day.isoformat()}
    return _("Nobody has reported since %(day)s.") % {"day": asked.day.isoformat()}


def asked_note(problem: Problem, post: Post, today: date) -> dict[str, Any] | None:
    """Return why the acting unit is asked for a report, with the way to say in one click that nothing has changed."""
    if not offices_of(post, problem) & {Office.ACTING_UNIT, Office.ACTING_HEAD}:
        return None
    asked = asked_of([problem], today).get(problem.pk)
    if asked is None:
        return None
    same = same_again(problem) if problem.reports.exists() else None
    return {"sentence": why_asked(asked), "same": same, "url": reverse("move", args=[problem.pk, "report"])}


def same_again(problem: Problem) -> dict[str, Any]:
    """Return what a click on “nothing has changed” sends."""
    fields = {"is_same": "on", "version": problem.version, "idem": uuid4()}
    return {"url": reverse("move", args=[problem.pk, "report"]), "fields": fields}


@dataclass(frozen=True)
class LatestReport:
    """The newest report, and what is new in it against the one before."""

    row: Report
    changes: Changes
    before: Report | None


def latest_report(problem: Problem) -> LatestReport | None:
    """Return the newest report compared with the one before; one query."""
    rows = list(problem.reports.select_related("post__person", "post__unit")[:2])
    if not rows:
        return None
    before = rows[1] if len(rows) > 1 else None
    text = changes(before.text, rows[0].text) if before else [("same", rows[0].text)]
    return LatestReport(rows[0], text, before)


def instead_of(problem: Problem, verb: str, *, is_possible: bool) -> dict[str, str] | None:
    """Return the step that can be taken in place of a refused one: a link, or whose it is."""
    if verb not in MOVES:
        return None
    move = MOVES[verb]
    label = str(move.name)
    return {
        "label": label[:1].upper() + label[1:],
        "url": reverse("move", args=[problem.pk, verb]) if is_possible else "",
        "who": office_names(move.offices(problem.state)),
    }  # fmt: skip
