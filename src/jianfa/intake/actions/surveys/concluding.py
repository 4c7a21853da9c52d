"""From the result to the list: one common problem, and an effect row for each county that confirmed."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from jianfa.intake.models import AskedState, Survey, SurveyProblem
from jianfa.intake.policy.surveys import may_keep
from jianfa.journal.models import Change
from jianfa.ledger.actions import Draft, NewCriterion, draft, list_problem
from jianfa.ledger.models import ClassTemplate, Dimension, Origin, Problem
from jianfa.ledger.states import Clock, Nature, Sensitivity, Solver, State
from jianfa.organisations.actions.writing import write
from jianfa.organisations.models import Post, Unit
from jianfa.organisations.policy import Refused, Why, not_found, require
from jianfa.organisations.queries import federation
from jianfa.remedies.actions import expect_effect, move_effect
from jianfa.remedies.models import Effect
from jianfa.remedies.policy.effects import may_expect, may_move_effect


@dataclass(frozen=True)
class NewCommon:
    """A common problem as typed; after the baseline was signed it is an amendment and has a reason."""

    title: str
    description: str
    due: date | None
    criteria: Sequence[NewCriterion]
    solver: str = Solver.SUPERIOR_UNION.value
    dimension: Dimension | None = None
    clock: str = Clock.PHASED.value
    sensitivity: str = Sensitivity.GENERAL.value
    lead: Unit | None = None
    driver: Unit | None = None
    assists: Sequence[Unit] = ()
    owner_name: str = ""
    sponsor: Post | None = None
    template: ClassTemplate | None = None
    weight: int = 1
    method: str | None = None
    grade: str | None = None
    needs_publicity: bool | None = None
    """What stays None is as the ledger has it for a new problem."""
    reason: str = ""


def as_class(new: NewCommon, template: ClassTemplate) -> NewCommon:
    """Return the problem with what its class says where nothing was chosen."""
    return replace(
        new, template=template, dimension=new.dimension or template.dimension, clock=template.clock,
        weight=template.weight, method=template.method, grade=template.grade,
        needs_publicity=template.needs_publicity,
    )  # fmt: skip


def make_common_problem(
    survey: Survey, units: Sequence[Unit], *, actor: Post, at: datetime, new: NewCommon | None = None,
    into: Problem | None = None,
) -> Problem:  # fmt: skip
    """Put one common problem on the list and ask each of these counties for its effect; once for a survey.

    ``units`` must have answered over their heads' signatures. ``into`` is a common problem that stands on the list
    already and is the same; counties that it asks already are not asked a second time. It counts once for the city,
    however many counties have it.
    """
    require(may_keep(actor, "make_problem" if into is None else "add_to_problem", survey))
    _confirmed(survey, units)
    with transaction.atomic():
        problem = _onto_list(survey, new, actor, at) if into is None else _the_same(survey, into, actor)
        return _linked(survey, problem, units, actor, at, split_from=None)


def _the_same(survey: Survey, problem: Problem, actor: Post) -> Problem:
    """Return the problem on the list that the survey is about as well; refuse what it cannot be put to."""
    if not Problem.objects.visible_to(actor).filter(pk=problem.pk).exists():
        raise not_found()
    if problem.campaign_id != survey.campaign_id:
        raise Refused(_("This problem belongs to another campaign."), Why.STATE, field="number")
    if problem.nature != Nature.COMMON:
        sentence = _("This problem is not common to several counties; please change its nature first.")
        raise Refused(sentence, Why.STATE, field="number")
    demand = survey.demand
    if demand is not None and demand.sensitivity == Sensitivity.SENSITIVE != problem.sensitivity:
        raise Refused(_("The demand is sensitive and this problem is not."), Why.STATE, field="number")
    require(may_expect(actor, problem))
    return problem


def split_off(survey: Survey, units: Sequence[Unit], *, actor: Post, at: datetime, new: NewCommon) -> Problem:
    """List a further problem for some of the counties: an amendment of the baseline, linked with the first one.

    What the first problem still awaits of these counties is awaited with the new one from then on.
    """
    require(may_keep(actor, "split_off", survey))
    _confirmed(survey, units)
    if not new.reason.strip():
        raise Refused(_("Please give the reason for splitting; it is an amendment."), Why.VALUE, field="reason")
    first = survey.problems.get(split_from=None).problem
    with transaction.atomic():
        made = _linked(survey, _onto_list(survey, new, actor, at), units, actor, at, split_from=first)
        _moved(first, made, units, actor, at)
    return made


def _moved(first: Problem, made: Problem, units: Sequence[Unit], actor: Post, at: datetime) -> None:
    """Ask none of these counties twice; what the first problem was applied for on stays as it is."""
    rows = Effect.objects.filter(problem=first, cycle=first.cycle, unit__in=units).select_related("problem", "unit")
    for row in rows:
        if may_move_effect(actor, row):
            move_effect(row, made, actor=actor, at=at)
            first.refresh_from_db(fields=["version"])


def _confirmed(survey: Survey, units: Sequence[Unit]) -> None:
    if not units:
        raise Refused(_("Please choose the counties that have it."), Why.VALUE, field="units")
    found = survey.asked.filter(state=AskedState.ANSWERED, unit__in=units).values_list("unit", flat=True)
    for unit in units:
        if unit.pk not in set(found):
            sentence = _("%(unit)s has not confirmed it over its head's signature.")
            raise Refused(sentence % {"unit": unit.name}, Why.VALUE, field="units")


def _onto_list(survey: Survey, new: NewCommon | None, actor: Post, at: datetime) -> Problem:
    """Draft the problem in the name of whoever raised the demand, else of the city, and list it."""
    if new is None:
        raise Refused(_("Please write the problem."), Why.VALUE, field="title")
    source = survey.demand.source_unit if survey.demand else federation()
    if source is None:
        raise Refused(_("There is no city federation yet; please enter the units first."))
    if survey.demand is not None and survey.demand.sensitivity == Sensitivity.SENSITIVE:
        new = replace(new, sensitivity=Sensitivity.SENSITIVE.value)  # what it began with stays so
    content = Draft(
        title=new.title, description=new.description, source_unit=source, dimension=new.dimension,
        solver=new.solver, nature=Nature.COMMON.value, clock=new.clock, sensitivity=new.sensitivity, lead=new.lead,
        due=new.due, template=new.template, weight=new.weight, driver=new.driver, assists=new.assists,
        owner_name=new.owner_name,
    )  # fmt: skip
    problem = draft(
        survey.campaign, content, actor=actor, at=at, origin=Origin.SURVEY, state=State.SUBMITTED,
        facts={"survey": str(survey.pk)},
    )  # fmt: skip
    list_problem(
        problem, actor=actor, at=at, solver=new.solver, nature=Nature.COMMON.value, due=new.due,
        dimension=new.dimension, clock=new.clock, sensitivity=new.sensitivity, lead=new.lead, driver=new.driver,
        criteria=new.criteria, sponsor=new.sponsor, template=new.template, weight=new.weight, method=new.method,
        grade=new.grade, needs_publicity=new.needs_publicity, reason=new.reason,
    )  # fmt: skip
    return problem


def _linked(
    survey: Survey, problem: Problem, units: Sequence[Unit], actor: Post, at: datetime, *, split_from: Problem | None
) -> Problem:
    asked = set(Effect.objects.filter(problem=problem, cycle=problem.cycle).values_list("unit", flat=True))
    for unit in [unit for unit in units if unit.pk not in asked]:
        expect_effect(problem, unit, actor=actor, at=at)
        problem.refresh_from_db(fields=["version"])
    row = SurveyProblem(survey=survey, problem=problem, split_from=split_from, made_by=actor, made_at=at)
    guard = {"state": survey.state, "version": survey.version}
    change = Change(survey, guard, version=survey.version + 1)
    verb = "split_off" if split_from else "make_common_problem"
    facts = {"problem": str(problem.pk), "units": [str(unit.pk) for unit in units]}
    write(survey.subject, verb, actor=actor, at=at, changes=[change, Change(row)], facts=facts)
    return problem
