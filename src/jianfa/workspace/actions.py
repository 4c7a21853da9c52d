"""Writing that begins on these pages: a row of the triage table, bulk actions, saved views.

Each calls the verbs of the rooms below, so that no rule is kept here. Saved views are personal settings and leave no
event (see models).
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.http import QueryDict
from django.utils.translation import gettext as _

from jianfa.acceptance.actions import add_problems
from jianfa.acceptance.models import Session
from jianfa.journal.actions import Stale
from jianfa.journal.models import Event
from jianfa.ledger import actions as ledger
from jianfa.ledger.models import ClassTemplate, Problem
from jianfa.ledger.queries.templates import class_in_force
from jianfa.organisations.models import Post, Role, Unit
from jianfa.organisations.policy import Refused, Why, not_found
from jianfa.workspace.models import SavedView
from jianfa.workspace.queries.filters import PARTS, SHOWN_KEYS

MOST_VIEWS = 20
BULK_LIMIT = 200
"""Rows of one bulk action; more would keep others from writing for too long."""


# One row of the triage table ---------------------------------------------------------------------------------


def judge(problem: Problem, given: Mapping[str, Any], *, actor: Post, at: datetime) -> Event:
    """Carry out what was decided on a row, or keep what was changed in it; all of it or nothing.

    ``given``: decision (list, return_, decline or empty), solver, nature, dimension, template, lead, due, reason, and
    the version of the problem that was shown. Raises Refused, or Stale when the row was shown before a later change.
    """
    if given["version"] != problem.version:
        raise Stale
    decision, reason = given["decision"], given["reason"]
    if decision == "return_":
        return ledger.return_(problem, actor=actor, at=at, missing=reason)
    if decision == "decline":
        return ledger.decline(problem, actor=actor, at=at, reason=reason)
    if decision == "list":
        return _list(problem, given, actor=actor, at=at)
    return ledger.edit(problem, _content(problem, given), actor=actor, at=at)


def _list(problem: Problem, given: Mapping[str, Any], *, actor: Post, at: datetime) -> Event:
    """Put a row on the list with what its class pre-fills."""
    template: ClassTemplate | None = given["template"]
    filled: dict[str, Any] = {"dimension": given["dimension"], "nature": given["nature"]}
    if template is not None:
        filled = {
            "dimension": given["dimension"] or template.dimension, "nature": given["nature"] or template.nature,
            "clock": template.clock, "weight": template.weight, "sensitivity": template.sensitivity,
            "criteria": criteria_of(template), "method": template.method, "grade": template.grade,
            "needs_publicity": template.needs_publicity,
        }  # fmt: skip
    return ledger.list_problem(
        problem, actor=actor, at=at, solver=given["solver"], due=given["due"], template=template, lead=given["lead"],
        reason=given["reason"], **filled,
    )  # fmt: skip


def criteria_of(template: ClassTemplate) -> list[ledger.NewCriterion]:
    """Return the criteria a class pre-fills."""
    return [
        ledger.NewCriterion(row["text"], row.get("evidence_hint", ""), row.get("test", "")) for row in template.criteria
    ]


def _content(problem: Problem, given: Mapping[str, Any]) -> ledger.Draft:
    """Return the problem as it is written, with what the row changes; a driver follows the lead unless named apart."""
    named = problem.driver if problem.driver_id != problem.lead_id else None
    return ledger.Draft(
        title=problem.title, source_unit=problem.source_unit, description=problem.description, cause=problem.cause,
        goal=problem.goal, dimension=given["dimension"], template=given["template"], solver=given["solver"],
        nature=given["nature"], clock=problem.clock, weight=problem.weight, sensitivity=problem.sensitivity,
        lead=given["lead"], driver=named, owner_name=problem.owner_name, due=given["due"],
        due_text=problem.due_text,
        assists=[row.unit for row in problem.assists.filter(ended_at=None).select_related("unit")],
    )  # fmt: skip


# Bulk actions ------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Outcome:
    """What became, or would become, of one row: done, or why not."""

    problem: Problem
    refusal: str = ""

    @property
    def is_done(self) -> bool:
        return not self.refusal


def rehearse(
    verb: str, problems: Iterable[Problem], given: Mapping[str, Any], *, actor: Post, at: datetime
) -> list[Outcome]:
    """Say what would become of each row: the very actions, taken back again. Nothing is written."""
    _may_bulk(actor)
    return [_one(verb, problem, given, actor=actor, at=at, is_rehearsal=True) for problem in problems]


def act_on_all(
    verb: str, problems: Iterable[Problem], given: Mapping[str, Any], *, actor: Post, at: datetime
) -> list[Outcome]:
    """Do it to each row in a transaction of its own; a row that refuses leaves the others done."""
    _may_bulk(actor)
    return [_one(verb, problem, given, actor=actor, at=at, is_rehearsal=False) for problem in problems]


def _may_bulk(actor: Post) -> None:
    if actor.role != Role.DESK:
        raise Refused(_("Bulk actions are the city desk's."), Why.OFFICE)


def _one(
    verb: str, problem: Problem, given: Mapping[str, Any], *, actor: Post, at: datetime, is_rehearsal: bool
) -> Outcome:
    try:
        with transaction.atomic():
            BULK[verb](problem, given, actor, at)
            transaction.set_rollback(is_rehearsal)
    except Refused as refused:
        return Outcome(problem, str(refused.sentence))
    except Stale as stale:
        return Outcome(problem, str(stale))
    return Outcome(problem)


def _bulk_list(problem: Problem, given: Mapping[str, Any], actor: Post, at: datetime) -> None:
    named = problem.campaign.class_templates.filter(name=given["template"], ended_at=None)
    template = class_in_force(problem) or named.first()
    row = {
        "solver": problem.solver or given["solver"], "nature": problem.nature or given["nature"],
        "due": problem.due_current or given["due"] or None, "dimension": problem.dimension, "template": template,
        "lead": problem.lead, "reason": given.get("reason", ""),
    }  # fmt: skip
    _list(problem, row, actor=actor, at=at)


def _bulk_dispatch(problem: Problem, given: Mapping[str, Any], actor: Post, at: datetime) -> None:
    lead: Unit | None = given["lead"] or problem.lead
    if lead is None:
        raise Refused(_("No lead unit is named."), Why.VALUE, field="lead")
    assists: Sequence[Unit] = [row.unit for row in problem.assists.filter(ended_at=None).select_related("unit")]
    ledger.dispatch(problem, actor=actor, at=at, lead=lead, assists=assists, note=given["note"])


def _bulk_return(problem: Problem, given: Mapping[str, Any], actor: Post, at: datetime) -> None:
    ledger.return_(problem, actor=actor, at=at, missing=given["missing"])


def _bulk_session(problem: Problem, given: Mapping[str, Any], actor: Post, at: datetime) -> None:
    session: Session | None = given["session"] or None
    if session is None:
        raise Refused(_("Please choose the session."), Why.VALUE, field="session")
    session.refresh_from_db()  # the row before has moved it on, or a rehearsal was taken back
    add_problems(session, [problem], actor=actor, at=at)


BULK: Mapping[str, Callable[[Problem, Mapping[str, Any], Post, datetime], None]] = {
    "list": _bulk_list, "dispatch": _bulk_dispatch, "return_": _bulk_return, "session": _bulk_session,
}  # fmt: skip


# Saved views -------------------------------------------------------------------------------------------------


def save_view(*, actor: Post, at: datetime, name: str, query: str) -> SavedView:
    """Keep a query string under a name; the same name again replaces it."""
    name = name.strip()
    if not name or len(name) > 30:
        raise Refused(_("Please give the view a name of at most 30 characters."), Why.VALUE, field="name")
    kept = QueryDict(query, mutable=True)
    for key in set(kept) - set(PARTS) - SHOWN_KEYS:
        del kept[key]
    text = kept.urlencode()
    if len(text) > 2000:
        raise Refused(_("This selection is too long to be saved."), Why.VALUE, field="query")
    with transaction.atomic():
        views = SavedView.objects.filter(person=actor.person_id)
        if not views.filter(name=name).exists() and views.count() >= MOST_VIEWS:
            raise Refused(
                _("You have %(n)s views already; please drop one first.") % {"n": MOST_VIEWS}, Why.VALUE, field="name"
            )
        view, _made = SavedView.objects.update_or_create(person=actor.person, name=name, defaults={"query": text})
    return view


def drop_view(view_id: UUID, *, actor: Post, at: datetime) -> None:
    """Throw a saved view of one's own away."""
    deleted, _each = SavedView.objects.filter(pk=view_id, person=actor.person_id).delete()
    if not deleted:
        raise not_found()
