"""From a question to every county to one problem on the list: the verbs."""

from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given as examples
from hypothesis import strategies as st

from jianfa.intake.actions import set_sensitivity, surveys, withdraw
from jianfa.intake.models import Answer, AskedState, Question, Survey
from jianfa.intake.queries.surveys import (
    earlier_answers,
    lines_behind,
    questions_of,
    repeats_of,
    result_of,
    surveys_to_remind,
    waiting_surveys,
)
from jianfa.intake.queries.words import title_for_others
from jianfa.intake.rules.surveys import key_of, whole
from jianfa.journal.actions import Stale
from jianfa.ledger.actions import NewCriterion
from jianfa.ledger.models import Problem
from jianfa.ledger.states import State
from jianfa.organisations.models import TIMER, Ask
from jianfa.organisations.policy import Refused, Why
from jianfa.remedies.models import Effect
from tests.intake.made import raised
from tests.intake.surveys import QUESTIONS, answered, asked_row, drafted_survey, filled, given, opened_survey
from tests.journal.tampering import findings
from tests.world import DUE, events_of, reread


def common(**options: Any) -> surveys.NewCommon:
    criteria = [NewCriterion("批复已印发")]
    return surveys.NewCommon("县级工会经费审查机构不健全", "", DUE, criteria, **options)


def refusal(action, *args, **kwargs):
    with pytest.raises(Refused) as caught:
        action(*args, **kwargs)
    return caught.value


def test_a_draft_asks_nobody_and_sending_it_asks_each_county_and_counts_the_questions(world):
    survey = drafted_survey(world)
    assert not Ask.objects.exists()

    surveys.open_survey(survey, actor=world.desk, at=world.now)

    assert [(ask.unit, ask.kind, ask.fields, ask.due) for ask in Ask.objects.order_by("unit__code")] == [
        (world.east, "survey", 3, survey.due), (world.west, "survey", 3, survey.due),
    ]  # fmt: skip
    assert [row.survey for row in waiting_surveys(world.liaison)] == [survey]
    assert findings() == []


@pytest.mark.parametrize("role", ["liaison", "handler", "leader", "auditor"])
def test_only_the_desk_asks_counties(world, role):
    new = surveys.NewSurvey("问", "因", DUE, [world.east], QUESTIONS)

    found = refusal(surveys.draft_survey, new, campaign=world.campaign, actor=world.posts[role], at=world.now)

    assert found.why == Why.OFFICE


@pytest.mark.parametrize(
    ("options", "field"),
    [
        ({"title": " "}, "title"), ({"why": ""}, "why"), ({"units": []}, "units"), ({"questions": []}, "rows"),
        ({"questions": [surveys.NewQuestion("选哪个", "choice", choices=["甲"])]}, "question-1"),
        ({"questions": [QUESTIONS[0], QUESTIONS[0]]}, "question-2"),
        ({"questions": [surveys.NewQuestion("？", "photo")]}, "question-1"),
    ],
)  # fmt: skip
def test_a_survey_without_what_it_needs_is_refused_by_the_name_of_the_field(world, options, field):
    assert refusal(drafted_survey, world, **options).field == field
    assert not Survey.objects.exists()


def test_parties_and_departments_are_not_asked(world):
    assert refusal(drafted_survey, world, units=[world.finance]).field == "units"


def test_the_liaison_fills_in_and_the_heads_signature_is_the_answer(world):
    survey = opened_survey(world)
    row = filled(world, survey)
    assert result_of(survey).columns[1].total == 0

    surveys.sign(row, actor=world.head, at=world.now)

    assert (row.state, row.signer) == (AskedState.ANSWERED, world.head.person)
    assert result_of(survey).columns[1].total == 2
    assert events_of(survey) == ["draft_survey", "open_survey", "fill_survey", "sign_survey"]
    assert findings() == []


def test_the_liaison_does_not_sign_and_another_county_does_not_fill_in(world):
    survey = opened_survey(world)
    row = filled(world, survey)

    assert refusal(surveys.sign, row, actor=world.liaison, at=world.now).why == Why.OFFICE
    assert refusal(surveys.fill, row, {}, actor=world.other_liaison, at=world.now).why == Why.OFFICE


def test_nothing_is_signed_before_it_is_filled_in_and_nothing_changed_after(world):
    survey = opened_survey(world)
    row = asked_row(survey, world.head)
    assert refusal(surveys.sign, row, actor=world.head, at=world.now).why == Why.STATE

    row = answered(world, survey)

    assert refusal(surveys.fill, row, {}, actor=world.liaison, at=world.now).why == Why.STATE


def test_two_liaisons_at_once_do_not_overwrite_each_other(world):
    survey = opened_survey(world)
    first, second = asked_row(survey, world.liaison), asked_row(survey, world.liaison)
    surveys.fill(first, given(survey, "yes", "2"), actor=world.liaison, at=world.now)

    with pytest.raises(Stale):
        surveys.fill(second, given(survey, "no", "0"), actor=world.liaison, at=world.now)


def test_not_with_us_is_an_answer_with_a_sentence(world):
    survey = opened_survey(world)
    row = asked_row(survey, world.liaison)
    assert refusal(surveys.fill, row, {}, actor=world.liaison, at=world.now, not_with_us=True).field == "remark"

    surveys.fill(row, {}, actor=world.liaison, at=world.now, not_with_us=True, remark="本区已设经审办")
    surveys.sign(row, actor=world.head, at=world.now)

    assert row.state == AskedState.NOT_WITH_US
    assert result_of(survey).counted(AskedState.NOT_WITH_US) == 1


@pytest.mark.parametrize("typed", ["-1", "两个", "1.5", "1e3"])
def test_a_number_is_a_whole_number(world, typed):
    survey = opened_survey(world)
    row = asked_row(survey, world.liaison)

    found = refusal(surveys.fill, row, given(survey, "yes", typed), actor=world.liaison, at=world.now)

    assert found.field == f"value-{survey.questions.get(position=2).pk}"
    assert not Answer.objects.exists()


def test_the_desk_asks_once_more_and_that_is_counted(world):
    survey = opened_survey(world)
    row = answered(world, survey)

    surveys.send_back(row, actor=world.desk, at=world.now, missing="请补充依据")

    assert row.state == AskedState.ASKED
    assert Ask.objects.get(verb="send_back_survey").fields == 1
    with pytest.raises(Refused):  # the same answer is not signed again unread
        surveys.sign(row, actor=world.head, at=world.now)
    filled(world, survey)
    row.refresh_from_db()
    surveys.sign(row, actor=world.head, at=world.now)
    assert findings() == []


def test_reminders_come_once_before_the_day_and_once_after_it(world):
    survey = opened_survey(world)
    assert surveys_to_remind(world.now.date()) == []
    for day in (survey.due - timedelta(days=1), survey.due + timedelta(days=1)):
        survey.refresh_from_db()
        assert surveys_to_remind(day) == [survey]
        at = world.now.replace(month=day.month, day=day.day)
        surveys.remind_survey(survey, actor=TIMER, at=at)
        assert surveys_to_remind(day) == []

    assert refusal(surveys.remind_survey, survey, actor=TIMER, at=at).why == Why.STATE


def test_what_was_asked_before_is_shown_and_its_answer_reused(world):
    answered(world, opened_survey(world))
    again = drafted_survey(
        world, title="再次调查", questions=[QUESTIONS[1], surveys.NewQuestion("经费审查的专职人员数量", "number")]
    )

    repeats = repeats_of(again)
    before = earlier_answers(world.east, list(again.questions.all()), world.campaign, world.now)

    assert [(row.question.position, row.is_same, row.answered) for row in repeats] == [(1, True, 1), (2, False, 1)]
    assert [(row.value, row.on) for row in before.values()] == [("2", world.now.date())]


def test_of_several_earlier_answers_the_last_is_shown(world):
    for days, value in ((1, "5"), (0, "2")):
        row = filled(world, opened_survey(world), None, "yes", value)
        surveys.sign(row, actor=world.head, at=world.now + timedelta(days=days))
    again = drafted_survey(world, title="再次调查", questions=[QUESTIONS[1]])

    before = earlier_answers(world.east, questions_of(again), world.campaign, world.now)

    assert [row.value for row in before.values()] == ["5"]


def test_what_the_system_knows_is_filled_in_by_it(world):
    world.problem(State.LISTED)
    survey = drafted_survey(world, questions=[surveys.NewQuestion("在册问题数", "number")])

    found = earlier_answers(world.east, list(survey.questions.all()), world.campaign, world.now)

    assert [(row.value, row.is_fact) for row in found.values()] == [("1", True)]


def test_one_common_problem_with_an_effect_row_for_each_county_that_confirmed(world):
    survey = opened_survey(world)
    answered(world, survey)

    problem = surveys.make_common_problem(survey, [world.east], actor=world.desk, at=world.now, new=common())

    assert (problem.origin, problem.nature, problem.state) == ("survey", "common", "listed")
    assert [row.unit for row in Effect.objects.filter(problem=problem)] == [world.east]
    assert Ask.objects.filter(verb="expect_effect").count() == 1
    assert Problem.objects.count() == 1
    assert findings() == []
    second = refusal(surveys.make_common_problem, survey, [world.east], actor=world.desk, at=world.now, new=common())
    assert second.why == Why.STATE


def test_a_county_that_has_not_signed_is_not_among_them(world):
    survey = opened_survey(world)
    answered(world, survey)

    found = refusal(
        surveys.make_common_problem, survey, [world.east, world.west], actor=world.desk, at=world.now, new=common()
    )

    assert found.field == "units"
    assert not Problem.objects.exists()


def test_a_figure_of_the_result_opens_the_counties_it_adds_up(world):
    survey = opened_survey(world)
    answered(world, survey)
    result = result_of(survey)

    assert [line.asked.unit for line in lines_behind(result, result.columns[0].question, "yes")] == [world.east]
    assert [line.asked.unit for line in lines_behind(result, result.columns[1].question)] == [world.east]
    assert lines_behind(result, result.columns[0].question, "no") == []


def test_a_closed_survey_names_who_was_silent_and_takes_no_answer(world):
    survey = opened_survey(world)
    surveys.close_survey(survey, actor=world.desk, at=world.now)

    row = asked_row(survey, world.liaison)

    assert refusal(surveys.fill, row, {}, actor=world.liaison, at=world.now).why == Why.STATE


def test_a_county_sees_only_surveys_that_ask_it_and_no_drafts(world):
    draft, sent = drafted_survey(world), opened_survey(world, units=[world.west])

    assert list(Survey.objects.visible_to(world.liaison)) == []
    assert list(Survey.objects.visible_to(world.other_liaison)) == [sent]
    assert set(Survey.objects.visible_to(world.desk)) == {draft, sent}
    assert list(Survey.objects.visible_to(world.leader)) == [sent]
    assert not Survey.objects.visible_to(world.handler).exists()


def test_changing_a_draft_ends_its_questions_and_keeps_them(world):
    survey = drafted_survey(world)
    new = surveys.NewSurvey("改后", "因", DUE, [world.east], QUESTIONS[:1])

    surveys.edit_survey(survey, new, actor=world.desk, at=world.now)
    surveys.open_survey(survey, actor=world.desk, at=world.now)

    assert Question.objects.filter(survey=survey).count() == 4
    assert [ask.fields for ask in Ask.objects.all()] == [1]
    surveys.prolong_survey(survey, actor=world.desk, at=world.now, due=DUE + timedelta(days=1))
    assert findings() == []


@examples(st.integers(0, 10**12))
def test_every_whole_number_is_read_as_it_is_written(number):
    assert whole(f"{number:,}") == number


@examples(st.text(max_size=80))
def test_a_key_is_its_own_key(text):
    assert key_of(key_of(text)) == key_of(text)


def test_nobody_is_asked_for_real_because_of_practice_or_of_a_draft(world):
    withdrawn = raised(world)
    withdraw(withdrawn, actor=world.liaison, at=world.now)

    for demand in (reread(withdrawn), raised(world, campaign=world.practice)):
        with pytest.raises(Refused) as refused:
            drafted_survey(world, demand=demand)
        assert refused.value.field == "demand"


def test_a_problem_of_a_sensitive_demand_is_sensitive_and_its_title_is_not_offered(world):
    demand = raised(world)
    set_sensitivity(demand, actor=world.desk, at=world.now, sensitivity="sensitive")
    survey = opened_survey(world, demand=demand)
    answered(world, survey)
    new = surveys.NewCommon("共性问题", "", DUE, [NewCriterion("已印发")], reason="调查汇总")
    problem = surveys.make_common_problem(reread(survey), [world.east], actor=world.desk, at=world.now, new=new)

    assert title_for_others(reread(demand)) == ""
    assert problem.sensitivity == "sensitive"


def test_whoever_signs_while_the_survey_is_closed_comes_too_late(world):
    survey = opened_survey(world)
    row = filled(world, survey)
    seen = type(row).objects.select_related("survey").get(pk=row.pk)
    surveys.close_survey(survey, actor=world.desk, at=world.now)

    with pytest.raises(Stale):
        surveys.sign(seen, actor=world.head, at=world.now)


def test_what_was_answered_in_practice_is_no_earlier_answer(world):
    practised = opened_survey(world, campaign=world.practice)
    answered(world, practised)
    real = drafted_survey(world)

    assert earlier_answers(world.east, questions_of(real), world.campaign, world.now) == {}
    assert repeats_of(real) == []


def test_numbers_of_any_length_are_read_or_refused():
    assert whole("1" * 5000) is None
