"""From the result of a survey to the list: into a problem that is there already, and split in two."""

import pytest
from django.db import DatabaseError, transaction

from jianfa.intake.actions import surveys
from jianfa.intake.models import SurveyProblem
from jianfa.ledger import actions as ledger
from jianfa.ledger.models import Amendment
from jianfa.ledger.states import State
from jianfa.organisations.policy import Denied, Why
from jianfa.remedies.actions import confirm_effect, expect_effect, move_effect
from jianfa.remedies.models import Effect
from jianfa.remedies.policy import may_apply_with
from tests.intake.surveys import answered, filled, opened_survey
from tests.intake.test_surveys import common, refusal
from tests.journal.tampering import findings
from tests.world import reread


def test_splitting_is_an_amendment_of_the_baseline_with_the_link_kept(world):
    survey = opened_survey(world)
    answered(world, survey)
    first = surveys.make_common_problem(survey, [world.east], actor=world.desk, at=world.now, new=common())
    ledger.sign_baseline(world.campaign, actor=world.leader, at=world.now, document_no="清工办〔2026〕3号")
    assert (
        refusal(surveys.split_off, survey, [world.east], actor=world.desk, at=world.now, new=common()).field == "reason"
    )

    made = surveys.split_off(survey, [world.east], actor=world.desk, at=world.now, new=common(reason="职数另行解决"))

    assert SurveyProblem.objects.get(problem=made).split_from == first
    assert Amendment.objects.get().problem == made


def both_answered(world):
    """Return a survey that both counties have signed."""
    survey = opened_survey(world)
    answered(world, survey)
    surveys.sign(filled(world, survey, world.other_liaison), actor=world.other_head, at=world.now)
    return survey


def test_after_a_split_a_county_is_waited_for_at_the_new_problem_only(world):
    survey = both_answered(world)
    units = [world.east, world.west]
    first = surveys.make_common_problem(survey, units, actor=world.desk, at=world.now, new=common())

    made = surveys.split_off(survey, [world.east], actor=world.desk, at=world.now, new=common(reason="职数另行解决"))

    moved = Effect.objects.get(problem=first, unit=world.east)
    assert (moved.state, moved.moved_to, moved.settled_by) == ("moved", made, world.desk)
    assert [row.unit for row in Effect.objects.filter(problem=first).still_open()] == [world.west]
    assert [row.unit for row in Effect.objects.filter(problem=made).still_open()] == [world.east]
    refused = refusal(confirm_effect, moved, actor=world.head, at=world.now, words="到位", document_no="1号")
    assert refused.why == Why.STATE
    assert findings() == []


def test_a_problem_from_which_every_county_was_split_off_is_not_applied_for(world):
    survey = both_answered(world)
    first = surveys.make_common_problem(survey, [world.east, world.west], actor=world.desk, at=world.now, new=common())
    units = [world.east, world.west]

    surveys.split_off(survey, units, actor=world.desk, at=world.now, new=common(reason="职数另行解决"))

    verdict = may_apply_with(reread(first))
    assert isinstance(verdict, Denied)
    assert verdict.why == Why.STATE
    assert may_apply_with(world.problem(State.IN_PROGRESS))


def test_what_a_county_has_confirmed_stays_with_the_first_problem(world):
    survey = both_answered(world)
    first = surveys.make_common_problem(survey, [world.east], actor=world.desk, at=world.now, new=common())
    row = Effect.objects.get(problem=first)
    confirm_effect(row, actor=world.head, at=world.now, words="到位", document_no="1号")

    surveys.split_off(survey, [world.east], actor=world.desk, at=world.now, new=common(reason="职数另行解决"))

    assert reread(row).state == "confirmed"


def test_only_the_desk_moves_an_effect_and_only_where_the_county_is_asked(world):
    survey = both_answered(world)
    first = surveys.make_common_problem(survey, [world.east], actor=world.desk, at=world.now, new=common())
    other = world.problem(State.LISTED)
    row = Effect.objects.select_related("problem", "unit").get(problem=first)
    values = {"state": "moved", "settled_by": world.desk, "settled_at": world.now, "words": "另行解决"}

    assert refusal(move_effect, row, other, actor=world.leader, at=world.now).why == Why.OFFICE
    assert world.east.name in str(refusal(move_effect, row, other, actor=world.desk, at=world.now).sentence)
    with pytest.raises(DatabaseError, match="moved where the county is asked"), transaction.atomic():
        Effect.objects.filter(pk=row.pk).update(**values, moved_to=other)
    with pytest.raises(DatabaseError, match="effect"), transaction.atomic():
        Effect.objects.filter(pk=row.pk).update(**values)


def test_a_problem_on_the_list_already_can_be_the_one_and_asks_no_county_twice(world):
    survey = both_answered(world)
    individual = world.problem(State.LISTED)
    there = world.problem(State.LISTED, nature="common")
    found = refusal(surveys.make_common_problem, survey, [world.east], actor=world.desk, at=world.now, into=individual)
    assert found.why == Why.STATE

    expect_effect(there, world.east, actor=world.desk, at=world.now)
    there.refresh_from_db()
    units = [world.east, world.west]
    surveys.make_common_problem(survey, units, actor=world.desk, at=world.now, into=there)

    assert SurveyProblem.objects.get().problem == there
    assert Effect.objects.filter(problem=there).count() == 2


def test_a_survey_is_not_put_to_a_problem_of_another_campaign_or_one_that_is_struck_off(world):
    survey = both_answered(world)
    practice = world.problem(State.LISTED, campaign=world.practice, nature="common")
    struck = world.problem(State.WRITTEN_OFF, nature="common")

    for problem in (practice, struck):
        found = refusal(surveys.make_common_problem, survey, [world.east], actor=world.desk, at=world.now, into=problem)
        assert found.why == Why.STATE
    assert not SurveyProblem.objects.exists()
