"""What a problem was listed with may change until work starts; and a plan that changes while work goes on."""

from datetime import date

import pytest

from jianfa.ledger import actions as ledger
from jianfa.ledger.forms.drafting import EditForm, content_of
from jianfa.ledger.models import Problem
from jianfa.ledger.states import State
from jianfa.organisations.policy import Refused, Why
from tests.world import World, events_of, reread


def revise(world: World, problem: Problem, actor: str = "desk", **values: object) -> None:
    given = {
        "nature": "common", "clock": "immediate", "weight": 3, "sensitivity": "sensitive",
        "dimension": world.campaign.dimensions.latest("position"), "sponsor": world.other_leader,
        "criteria": [ledger.NewCriterion("名册已核对", "名册")], **values,
    }  # fmt: skip
    ledger.revise(problem, actor=getattr(world, actor), at=world.now, **given)  # type: ignore[arg-type]


@pytest.mark.parametrize("state", [State.LISTED, State.DISPATCHED, State.PLANNING])
def test_until_work_starts_the_desk_changes_it_and_the_earlier_criteria_stay_in_the_record(world, state):
    problem = world.problem(state)

    revise(world, problem)

    found = reread(problem)
    assert (found.nature, found.clock, found.weight, found.sensitivity) == ("common", "immediate", 3, "sensitive")
    assert (found.dimension, found.sponsor) == (world.campaign.dimensions.latest("position"), world.other_leader)
    assert (found.state, found.solver, found.due_original) == (state, problem.solver, problem.due_original)
    assert [row.text for row in found.criteria.filter(ended_at=None)] == ["名册已核对"]
    assert found.criteria.exclude(ended_at=None).count() == 2
    assert events_of(problem)[-1] == "revise"


def test_criteria_that_stay_as_they_are_are_not_written_again(world):
    problem = world.problem(State.LISTED)
    same = [ledger.NewCriterion(row.text, row.evidence_hint) for row in problem.criteria.all()]

    revise(world, problem, criteria=same)

    assert problem.criteria.count() == len(same)


@pytest.mark.parametrize("state", sorted(set(State) - {State.LISTED, State.DISPATCHED, State.PLANNING}))
def test_at_no_other_time(world, state):
    problem = world.problem(state)
    before = events_of(problem)

    with pytest.raises(Refused) as refused:
        revise(world, problem)

    assert (refused.value.why, events_of(problem)) == (Why.STATE, before)


def test_by_nobody_else(world):
    problem = world.problem(State.LISTED)
    others = {who for who, post in world.posts.items() if post.role != "desk"}

    for who in others:
        with pytest.raises(Refused) as refused:
            revise(world, problem, actor=who)
        assert refused.value.why == Why.OFFICE


@pytest.mark.parametrize(
    ("values", "field"), [({"criteria": []}, "criteria"), ({"nature": ""}, "nature"), ({"clock": "phased"}, "clock")]
)
def test_it_refuses_what_listing_refuses(world, values, field):
    problem = world.problem(State.LISTED, due=None, clock="continuous")

    with pytest.raises(Refused) as refused:
        revise(world, problem, **{"clock": "continuous", **values})

    assert (refused.value.why, refused.value.field) == (Why.VALUE, field)


def test_after_listing_an_edit_changes_words_and_nothing_that_counts(world):
    problem = world.problem(State.LISTED)
    content = content_of(problem)
    form = EditForm(problem=problem, post=world.desk, registry={})

    changed = ledger.Draft(**{**vars(content), "title": "经审力量不足", "solver": "county_union", "weight": 9})
    ledger.edit(problem, changed, actor=world.desk, at=world.now)

    found = reread(problem)
    assert (found.title, found.solver, found.weight) == ("经审力量不足", "superior_union", problem.weight)
    assert set(form.fields) & {"solver", "dimension", "due", "due_text"} == set()


def test_a_plan_changed_during_work_keeps_first_dates_and_what_is_finished(world):
    problem = world.problem(State.IN_PROGRESS)
    first, second = problem.measures.filter(ended_at=None)
    ledger.report(problem, actor=world.handler, at=world.now, text="已核定", finished=[first.pk])
    new = [
        ledger.NewMeasure(second.text, unit=world.finance, due=date(2026, 5, 29), weight=2),
        ledger.NewMeasure(first.text, unit=world.finance, due=first.due_current),
        ledger.NewMeasure("公布结果", unit=world.finance, due=date(2026, 6, 30)),
    ]

    ledger.plan(problem, new, actor=world.handler, at=world.now)

    rows = {row.text: row for row in problem.measures.filter(ended_at=None)}
    assert list(rows) == [row.text for row in new]
    assert (rows[first.text].pk, rows[first.text].finished_on) == (first.pk, world.now.date())
    assert (rows[second.text].due_original, rows[second.text].due_current) == (date(2026, 6, 30), date(2026, 5, 29))


def test_a_finished_measure_is_not_dropped_from_the_plan(world):
    problem = world.problem(State.IN_PROGRESS)
    first, second = problem.measures.filter(ended_at=None)
    ledger.report(problem, actor=world.handler, at=world.now, text="已核定", finished=[first.pk])

    with pytest.raises(Refused, match=first.text):
        ledger.plan(problem, [ledger.NewMeasure(second.text)], actor=world.handler, at=world.now)

    assert problem.measures.filter(ended_at=None).count() == 2


def test_a_department_head_sees_what_waits_to_be_declined_and_no_other_paper(world):
    asked, other = world.problem(State.SUBMITTED), world.problem(State.SUBMITTED, title="另一件")
    ledger.decline(asked, actor=world.desk, at=world.now, reason="不属本专项")

    seen = set(Problem.objects.visible_to(world.department_head))

    assert asked in seen
    assert other not in seen
