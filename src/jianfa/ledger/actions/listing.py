"""From a draft to the list: draft, edit, submit, withdraw, return, decline, appeal, list."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from jianfa.journal.models import Change, Event
from jianfa.ledger.actions.asking import asked_of
from jianfa.ledger.actions.moving import index_text, local_day, move, propose, stand
from jianfa.ledger.models import (
    Amendment,
    Assist,
    Baseline,
    Campaign,
    ClassTemplate,
    Criterion,
    Dimension,
    Measure,
    NumberSeries,
    Origin,
    Problem,
)
from jianfa.ledger.policy import may, may_edit, may_revise, offices_of
from jianfa.ledger.rules import is_driven, next_number, number_order
from jianfa.ledger.states import Clock, Grade, Method, Nature, Sensitivity, Solver, State
from jianfa.organisations.actions.writing import write
from jianfa.organisations.models import Post, Proposal, Role, Unit, UnitKind
from jianfa.organisations.policy import Refused, Why, refuse_secrets, require


@dataclass(frozen=True)
class NewMeasure:
    """A measure as typed: text, owner and dates; ``id`` says which measure of the plan in force it goes on as."""

    text: str
    unit: Unit | None = None
    owner_name: str = ""
    starts_on: date | None = None
    due: date | None = None
    weight: int = 1
    id: UUID | None = None


@dataclass(frozen=True)
class NewCriterion:
    """A criterion as typed, with what serves as evidence (a document's number or a row is enough)."""

    text: str
    evidence_hint: str = ""
    test: str = ""


@dataclass(frozen=True)
class Draft:
    """What is known of a problem before it is listed; the desk's list may leave almost all of it open."""

    title: str
    source_unit: Unit
    description: str = ""
    cause: str = ""
    goal: str = ""
    dimension: Dimension | None = None
    template: ClassTemplate | None = None
    solver: str = ""
    nature: str = ""
    clock: str = Clock.PHASED.value
    weight: int = 1
    sensitivity: str = Sensitivity.GENERAL.value
    lead: Unit | None = None
    driver: Unit | None = None
    owner_name: str = ""
    due: date | None = None
    due_text: str = ""
    assists: Sequence[Unit] = ()
    measures: Sequence[NewMeasure] = field(default=())


def draft(
    campaign: Campaign, content: Draft, *, actor: Post, at: datetime, origin: Origin = Origin.COUNTY,
    state: State = State.DRAFT, is_opening_balance: bool = False, facts: Mapping[str, Any] | None = None,
    idem: str | None = None,
) -> Problem:  # fmt: skip
    """Write down a problem; only whoever drafts it and their unit see it until it is handed in.

    ``state`` SUBMITTED is for what the desk brings in itself (origin import or city).
    """
    _may_draft(campaign, content, actor, origin, state)
    _check_content(content)
    problem = Problem(
        campaign=campaign, state=state.value, origin=origin.value, is_opening_balance=is_opening_balance,
        drafted_by=actor, drafted_at=at, submitted_by=actor if state == State.SUBMITTED else None, version=1,
        submitted_at=at if state == State.SUBMITTED else None,
        **_columns(content),
    )  # fmt: skip
    changes = [Change(problem), *_assists(problem, content.assists, at=at), *_measures(problem, content.measures)]
    with transaction.atomic():
        event = write(
            problem.subject, "draft", actor=actor, at=at, changes=changes, idem=idem,
            facts={"to": state.value, **(facts or {})},
        )  # fmt: skip
        if event.chain_id != problem.pk:  # sent twice: it was drafted the first time
            return Problem.objects.get(pk=event.chain_id)
        stand(problem, event)
        index_text(problem)
    return problem


def _may_draft(campaign: Campaign, content: Draft, actor: Post, origin: Origin, state: State) -> None:
    if campaign.state != Campaign.State.OPEN:
        raise Refused(_("The campaign is not open; nothing can be added to it."))
    if origin == Origin.COUNTY:
        if actor.role not in {Role.LIAISON, Role.HEAD}:
            raise Refused(_("A county's problem is drafted by its liaison."), Why.OFFICE)
        if content.source_unit.pk != actor.unit_id:
            raise Refused(_("A county union can raise problems in its own name only."), Why.OFFICE)
    elif actor.role not in {Role.DESK, Role.HANDLER, Role.DEPARTMENT_HEAD}:
        raise Refused(_("What the city found is entered by the desk or a department."), Why.OFFICE)
    if state not in {State.DRAFT, State.SUBMITTED} or (state == State.SUBMITTED and actor.role != Role.DESK):
        raise Refused(_("A problem begins as a draft."), Why.VALUE)


def _check_content(content: Draft) -> None:
    if not content.title.strip():
        raise Refused(_("Please say in one sentence what the problem is."), Why.VALUE, field="title")
    refuse_secrets({"title": content.title, "description": content.description, "cause": content.cause})


def _columns(content: Draft) -> dict[str, Any]:
    driver = content.driver
    lead_kind = content.lead.kind if content.lead else None
    if driver is None and content.solver == Solver.PARTY_GOV and content.lead and lead_kind in UNION_UNITS:
        driver = content.lead
    acting = driver if is_driven(content.solver, lead_kind) else content.lead
    return {
        "title": content.title.strip(), "description": content.description, "cause": content.cause,
        "goal": content.goal, "dimension": content.dimension, "template": content.template,
        "solver": content.solver, "nature": content.nature, "clock": content.clock, "weight": content.weight,
        "sensitivity": content.sensitivity, "source_unit": content.source_unit, "lead": content.lead,
        "driver": driver, "acting_unit": acting, "owner_name": content.owner_name,
        "due_current": content.due, "due_text": content.due_text,
    }  # fmt: skip


UNION_UNITS = frozenset({UnitKind.DEPARTMENT.value, UnitKind.COUNTY_UNION.value, UnitKind.FEDERATION.value})


def _assists(problem: Problem, units: Sequence[Unit], *, at: datetime) -> list[Change]:
    """Return the changes that make exactly ``units`` the assisting ones."""
    wanted = {unit.pk: unit for unit in units}
    changes = []
    if not problem._state.adding:
        for row in problem.assists.filter(ended_at=None):
            if row.unit_id not in wanted:
                changes.append(Change(row, {"ended_at": None}, ended_at=at))
            wanted.pop(row.unit_id, None)
    return changes + [Change(Assist(problem=problem, unit=unit, from_at=at)) for unit in wanted.values()]


def _measures(problem: Problem, measures: Sequence[NewMeasure], start: int = 1) -> list[Change]:
    return [
        Change(
            Measure(
                problem=problem, position=position, text=new.text, unit=new.unit, owner_name=new.owner_name,
                starts_on=new.starts_on, due_original=new.due, due_current=new.due, weight=new.weight,
            )
        )
        for position, new in enumerate(measures, start)
    ]  # fmt: skip


def edit(problem: Problem, content: Draft, *, actor: Post, at: datetime) -> Event:
    """Change what is written of a problem that is not on the list yet, or whose work has not started."""
    require(may_edit(actor, problem))
    _check_content(content)
    values = _columns(content)
    if problem.state not in {State.DRAFT, State.RETURNED, State.SUBMITTED}:
        for name in SET_WHEN_LISTED:
            values.pop(name)
    changes = [
        Change(problem, {"state": problem.state, "version": problem.version}, version=problem.version + 1, **values),
        *_assists(problem, content.assists, at=at),
    ]
    if content.measures:
        changes += [Change(row, ended_at=at) for row in problem.measures.filter(ended_at=None)]
        changes += _measures(problem, content.measures)
    with transaction.atomic():
        event = write(problem.subject, "edit", actor=actor, at=at, changes=changes)
        stand(problem, event)
        index_text(problem)
    return event


SET_WHEN_LISTED = (
    "source_unit", "solver", "nature", "clock", "weight", "sensitivity", "dimension", "template", "lead", "driver",
    "acting_unit", "due_current", "due_text",
)  # fmt: skip
"""What an edit no longer changes after listing: ``revise`` does for some, other verbs or nobody for the rest."""


def revise(
    problem: Problem, *, actor: Post, at: datetime, nature: str, clock: str, weight: int, sensitivity: str,
    dimension: Dimension | None, sponsor: Post | None, criteria: Sequence[NewCriterion], method: str | None = None,
    grade: str | None = None, needs_publicity: bool | None = None,
) -> Event:  # fmt: skip
    """Change what a problem was listed with, until work starts; earlier criteria end and stay in the record."""
    require(may_revise(offices_of(actor, problem), problem))
    if nature not in Nature.values:
        raise Refused(_("Please say whether it is common or individual."), Why.VALUE, field="nature")
    if problem.due_current is None and clock != Clock.CONTINUOUS:
        raise Refused(_("It has no due date; only continuous work goes without one."), Why.VALUE, field="clock")
    if not criteria:
        raise Refused(_("Please say by which criteria it will be accepted, at least one."), Why.VALUE, field="criteria")
    before = list(problem.criteria.filter(ended_at=None))
    changes = [
        Change(
            problem, {"state": problem.state, "version": problem.version}, version=problem.version + 1, nature=nature,
            clock=clock, weight=weight, sensitivity=sensitivity, dimension=dimension, sponsor=sponsor,
            **_standard(problem, method=method, grade=grade, needs_publicity=needs_publicity),
        )
    ]  # fmt: skip
    written = [NewCriterion(row.text, row.evidence_hint, row.test) for row in before]
    if written != list(criteria):
        changes += [Change(row, {"ended_at": None}, ended_at=at) for row in before]
        changes += _criteria(problem, criteria)
    with transaction.atomic():
        event = write(problem.subject, "revise", actor=actor, at=at, changes=changes)
        stand(problem, event)
    return event


def _criteria(problem: Problem, criteria: Sequence[NewCriterion]) -> list[Change]:
    return [
        Change(
            Criterion(problem=problem, position=n, text=new.text, test=new.test, evidence_hint=new.evidence_hint)
        )
        for n, new in enumerate(criteria, 1)
    ]  # fmt: skip


def _standard(problem: Problem, **wanted: str | bool | None) -> dict[str, Any]:
    """Return the columns that say how it will be accepted; what is None stays as it is."""
    given = {name: getattr(problem, name) if value is None else value for name, value in wanted.items()}
    for name, choices in (("method", Method), ("grade", Grade)):
        if given[name] not in choices.values:
            raise Refused(_("Please choose how it will be verified."), Why.VALUE, field=name)
    return given


def submit(problem: Problem, *, actor: Post, at: datetime, proposal: Proposal | None = None) -> Event:
    """Hand in a draft; the head's click is the signature."""
    if not problem.title.strip():
        raise Refused(_("Please say in one sentence what the problem is."), Why.VALUE, field="title")
    return move(
        problem, "submit", actor=actor, at=at, proposal=proposal, submitted_by=_signer(actor, proposal), submitted_at=at
    )


def _signer(actor: Post, proposal: Proposal | None) -> Post:
    return proposal.recorded_for if proposal and proposal.recorded_for else actor


def withdraw(problem: Problem, *, actor: Post, at: datetime, reason: str = "") -> Event:
    """Take back what is not listed yet; it stays in the record."""
    return move(problem, "withdraw", actor=actor, at=at, said={"reason": reason} if reason else None)


def return_(problem: Problem, *, actor: Post, at: datetime, missing: str) -> Event:
    """Give it back for completion, naming what is missing."""
    require(may(actor, "return_", problem))
    _need(missing, "missing", _("Please name what is missing."))
    also = asked_of(problem, "return_", problem.source_unit, actor=actor, at=at)
    return move(
        problem, "return_", actor=actor, at=at, said={"missing": missing}, also=also,
        returned_times=problem.returned_times + 1,
    )  # fmt: skip


def decline(problem: Problem, *, actor: Post, at: datetime, reason: str, proposal: Proposal | None = None) -> Event:
    """Propose, and with a department head's word decide, not to put it on the list."""
    _need(reason, "reason", _("Please say why it is not put on the list."))
    if proposal is None:
        return propose(problem, "decline", actor=actor, at=at, params={}, wording={"reason": reason})
    return move(problem, "decline", actor=actor, at=at, proposal=proposal, said={"reason": reason})


def appeal(problem: Problem, *, actor: Post, at: datetime, facts: str) -> Event:
    """Hand in a declined problem again, once, with new facts."""
    require(may(actor, "appeal", problem))
    _need(facts, "facts", _("Please say what is new."))
    return move(problem, "appeal", actor=actor, at=at, said={"facts": facts}, has_appealed=True, submitted_at=at)


def list_problem(
    problem: Problem, *, actor: Post, at: datetime, solver: str, nature: str, due: date | None,
    dimension: Dimension | None = None, clock: str = Clock.PHASED.value, weight: int | None = None,
    sensitivity: str | None = None, template: ClassTemplate | None = None, lead: Unit | None = None,
    driver: Unit | None = None, sponsor: Post | None = None, criteria: Sequence[NewCriterion] = (), reason: str = "",
    method: str | None = None, grade: str | None = None, needs_publicity: bool | None = None,
) -> Event:  # fmt: skip
    """Put a problem on the list: number, who must solve it, due date, criteria (立项).

    After the baseline was signed this is an amendment and asks for a reason.
    """
    require(may(actor, "list", problem))
    _check_listing(problem, solver=solver, nature=nature, clock=clock, due=due, criteria=criteria, today=local_day(at))
    lead, driver = lead or problem.lead, driver or problem.driver
    lead_kind = lead.kind if lead else None
    if driver is None and is_driven(solver, lead_kind):
        driver = lead if lead and lead.kind in UNION_UNITS else problem.source_unit
    also = _criteria(problem, criteria) + amendment(problem, Amendment.Kind.ADDED, at, reason)
    with transaction.atomic():
        number = number_for(problem, at)
        event = move(
            problem, "list", actor=actor, at=at, also=also, said={"reason": reason} if reason else None,
            **number, solver=solver, nature=nature, clock=clock, dimension=dimension or problem.dimension,
            weight=weight or problem.weight, sensitivity=sensitivity or problem.sensitivity,
            template=template or problem.template, lead=lead, sponsor=sponsor or problem.sponsor,
            driver=driver if is_driven(solver, lead_kind) else None,
            acting_unit=driver if is_driven(solver, lead_kind) else lead, listed_at=at,
            due_original=due, due_current=due,
            **_standard(problem, method=method, grade=grade, needs_publicity=needs_publicity),
        )  # fmt: skip
        index_text(problem)
    return event


def _check_listing(
    problem: Problem, *, solver: str, nature: str, clock: str, due: date | None, criteria: Sequence[NewCriterion],
    today: date,
) -> None:  # fmt: skip
    if solver not in Solver.values:
        raise Refused(_("Please say who must solve it."), Why.VALUE, field="solver")
    if nature not in Nature.values:
        raise Refused(_("Please say whether it is common or individual."), Why.VALUE, field="nature")
    if due is None and clock != Clock.CONTINUOUS:
        raise Refused(_("Please give a due date."), Why.VALUE, field="due")
    # A list in hand keeps the dates it was written with, even those that have passed.
    if due is not None and due < today and problem.origin != Origin.IMPORT:
        raise Refused(_("The due date has already passed."), Why.VALUE, field="due")
    if not criteria and not problem.criteria.filter(ended_at=None).exists():
        raise Refused(_("Please say by which criteria it will be accepted, at least one."), Why.VALUE, field="criteria")


PRACTICE_PREFIX = "练"
PRACTICE_SERIES = 0
"""The year under which practice campaigns share one series of their own."""


def number_for(problem: Problem, at: datetime) -> dict[str, Any]:
    """Return the columns of the problem's number: the one it has, else the next of the year's series."""
    if problem.number:
        return {"number": problem.number, "number_order": problem.number_order}
    year, campaign = local_day(at).year, problem.campaign
    # Practice counts by itself and says so in each number, so that the official series has no gaps.
    series, prefix = (PRACTICE_SERIES, PRACTICE_PREFIX) if campaign.is_practice else (year, "")
    NumberSeries.objects.get_or_create(year=series)
    NumberSeries.objects.filter(year=series).update(last=F("last") + 1)
    n = NumberSeries.objects.get(year=series).last
    number = prefix + next_number(campaign.number_pattern, year, n)
    return {"number": number[:20], "number_order": number_order(year, n)}


def amendment(problem: Problem, kind: Amendment.Kind, at: datetime, reason: str) -> list[Change]:
    """After the baseline every change of the count is an amendment with a reason."""
    if not Baseline.objects.filter(campaign=problem.campaign_id).exists():
        return []
    if not reason.strip():
        raise Refused(
            _("The list has been signed off; please give the reason for this amendment."), Why.VALUE, field="reason"
        )
    row = Amendment(campaign_id=problem.campaign_id, problem=problem, kind=kind.value, at=at, reason=reason)
    return [Change(row)]


def _need(text: str, field_name: str, sentence: str) -> None:
    if not text.strip():
        raise Refused(sentence, Why.VALUE, field=field_name)
    refuse_secrets({field_name: text})
