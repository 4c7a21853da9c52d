"""Pages of surveys: the desk asks, a county fills in and signs, the result opens its counties."""

from collections import defaultdict
from datetime import timedelta
from importlib import import_module
from io import BytesIO

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from jianfa.intake.actions import surveys, work_out_themes
from jianfa.intake.models import Answer, Asked, AskedState, Demand, Survey, SurveyProblem, SurveyState
from jianfa.ledger.models import Problem
from jianfa.ledger.states import State
from jianfa.notices.actions import begin_reading, collect
from jianfa.notices.models import Notice
from jianfa.notices.queries import lines_of
from jianfa.organisations.models import TIMER
from jianfa.organisations.policy import Refused
from tests.api.test_problems import bearer
from tests.intake.made import from_worker, raised
from tests.intake.surveys import QUESTIONS, WHY, answered, asked_row, drafted_survey, filled, opened_survey
from tests.timer.rounds import round_now
from tests.workspace.html import opened, queries
from tests.world import DUE


def page_of(client, post, survey, name="survey", *args, **data):
    return opened(client, post, reverse(name, args=[survey.pk, *args]), **data)


def typed(world, **options):
    return {
        "title": "经费审查机构情况调查", "why": WHY, "due": world.now.date() + timedelta(days=9),
        "everybody": "on", "rows-TOTAL_FORMS": 2, "rows-INITIAL_FORMS": 0,
        "rows-0-text": "是否设有经费审查办公室", "rows-0-kind": "yes_no",
        "rows-1-text": "专职人员数", "rows-1-kind": "number", "rows-1-measure": "人",
    } | options  # fmt: skip


def test_an_empty_list_says_what_can_be_done(client, world):
    assert "问一次" in opened(client, world.desk, reverse("surveys")).text(".nothing-why")
    assert opened(client, world.liaison, reverse("surveys")).text(".nothing-why") == "还没有调查。"
    assert opened(client, world.handler, reverse("surveys")).status == 403


def test_the_desk_writes_a_survey_from_a_demand_and_sends_it_to_every_county(client, world):
    demand = raised(world)
    link = next(
        one for one in opened(client, world.desk, reverse("demand", args=[demand.pk])).links() if "surveys/new" in one
    )
    page = opened(client, world.desk, link)
    assert page.values("main form")["title"] == demand.title

    assert opened(client, world.desk, link, **typed(world)).status == 302
    survey = Survey.objects.get()
    step = page_of(client, world.desk, survey, "survey_step", "open")
    assert "将询问 3 个县级工会" in step.text("main")
    assert page_of(client, world.desk, survey, "survey_step", "open", version=survey.version).status == 302

    assert Asked.objects.filter(survey=survey).count() == 3
    assert survey.demand == demand


def test_what_is_wrong_stands_beside_its_question_and_what_was_typed_stays(client, world):
    wrong = typed(world, **{"rows-1-kind": "choice", "rows-1-choices": "甲"})

    page = opened(client, world.desk, reverse("survey_new"), **wrong)

    assert page.status == 400
    assert "至少" in page.text(".step-row .field-error")
    assert page.values("main form")["rows-1-choices"].strip() == "甲"
    assert not Survey.objects.exists()


def test_more_rows_are_offered_and_nothing_is_kept_by_that(client, world):
    page = opened(client, world.desk, reverse("survey_new"), **typed(world, more="1"))

    assert len(page.texts(".step-row")) > 2
    assert not Survey.objects.exists()


def test_before_sending_the_desk_sees_what_was_asked_before(client, world):
    answered(world, opened_survey(world))
    again = drafted_survey(world, title="再次调查")

    for name, args in (("survey", ()), ("survey_step", ("open",))):
        page = page_of(client, world.desk, again, name, *args)

        assert f"{world.now.date().isoformat()} 已问过，沿用答复" in page.text(".note-warning")


def test_a_draft_is_changed_and_then_says_what_it_is_now(client, world):
    survey = drafted_survey(world)
    assert page_of(client, world.desk, survey, "survey_step", "edit").values("main form")["title"] == survey.title

    page_of(client, world.desk, survey, "survey_step", "edit", **typed(world, title="改后的标题"))

    assert page_of(client, world.desk, survey).heading == "改后的标题"


def test_the_liaison_fills_in_and_the_head_signs_what_stands_there(client, world):
    survey = opened_survey(world)
    home = opened(client, world.liaison, reverse("home"))
    link = reverse("survey_answer", args=[survey.pk])
    assert link in home.links()
    first, second, third = survey.questions.all()
    form = {
        f"value-{first.pk}": "yes", f"value-{second.pk}": "４", f"basis-{second.pk}": "清工〔2026〕1号",
        f"file-{first.pk}": SimpleUploadedFile("批复.txt", "同意".encode()), f"value-{third.pk}": "人手不足",
    }  # fmt: skip

    assert opened(client, world.liaison, link, **form).status == 302
    sign = page_of(client, world.head, survey, "survey_sign")
    assert "清工〔2026〕1号" in sign.text("main")
    assert reverse("survey_sign", args=[survey.pk]) in opened(client, world.head, reverse("home")).links()
    assert page_of(client, world.head, survey, "survey_sign", version=2).status == 302

    assert asked_row(survey, world.head).state == AskedState.ANSWERED
    assert "已答复" in page_of(client, world.liaison, survey).text("main")
    answer = Answer.objects.get(question=first)
    client.force_login(world.desk.person)
    file = client.get(reverse("survey_file", args=[survey.pk, answer.pk]))
    assert b"".join(file.streaming_content) == "同意".encode()
    assert opened(client, world.other_head, reverse("survey_file", args=[survey.pk, answer.pk])).status == 404


def test_what_is_missing_is_named_at_its_question_and_nothing_is_kept(client, world):
    survey = opened_survey(world)
    first = survey.questions.get(position=1)

    page = page_of(client, world.liaison, survey, "survey_answer", **{f"value-{first.pk}": "yes"})

    assert page.status == 400
    assert "需要答复" in page.text(".field-error")
    assert not Answer.objects.exists()


def test_not_with_us_needs_a_sentence(client, world):
    survey = opened_survey(world)

    assert page_of(client, world.liaison, survey, "survey_answer", not_with_us="on").status == 400
    sent = page_of(client, world.liaison, survey, "survey_answer", not_with_us="on", remark="本县没有")

    assert sent.status == 302
    assert "本县没有" in page_of(client, world.head, survey, "survey_sign").text("main")


def test_an_earlier_answer_stands_there_already_and_is_linked(client, world):
    answered(world, opened_survey(world))
    again = opened_survey(world, title="再次调查", questions=QUESTIONS[1:2])
    question = again.questions.get()

    page = page_of(client, world.liaison, again, "survey_answer")
    assert page.values("main form")[f"value-{question.pk}"] == "2"
    assert "已问过，沿用答复" in page.text("main form")
    page_of(client, world.liaison, again, "survey_answer", **{f"value-{question.pk}": "2"})

    assert Answer.objects.get(question=question).reused_from is not None
    assert "沿用" in page_of(client, world.head, again, "survey_sign").text("main")


def test_the_result_opens_the_counties_behind_each_sum_and_comes_as_a_sheet(client, world):
    survey = opened_survey(world)
    answered(world, survey)
    page = page_of(client, world.leader, survey, "survey_sheet")

    links = page.links("tfoot a")
    assert len(links) == 2
    assert [opened(client, world.leader, link).texts("[data-row] td")[0] for link in links] == ["东城区总工会"] * 2
    assert page_of(client, world.leader, survey, "survey_rows").status == 404
    empty = f"{links[0].partition('&')[0]}&value=no"
    assert opened(client, world.leader, empty).text(".nothing-why") != ""
    printed = opened(client, world.leader, f"{reverse('survey_sheet', args=[survey.pk])}?print=1")
    assert "东城区" in printed.text("main")
    client.force_login(world.leader.person)
    book = openpyxl.load_workbook(BytesIO(client.get(reverse("survey_excel", args=[survey.pk])).content))
    cells = [cell.value for row in book.worksheets[0].iter_rows() for cell in row]
    assert 2 in cells
    assert page_of(client, world.head, survey, "survey_sheet").status == 403


def test_what_is_not_signed_is_marked_wherever_it_is_read(client, world):
    survey = opened_survey(world)
    filled(world, survey, None, "yes", "7", "缺人")

    client.force_login(world.desk.person)
    sheet = client.get(reverse("survey_excel", args=[survey.pk])).content
    book = openpyxl.load_workbook(BytesIO(sheet))
    (state,) = [row[1].value for row in book.worksheets[0].iter_rows() if row[0].value == world.east.name]
    assert "尚未签批，不计入" in str(state)
    assert "尚未签批，不计入" in page_of(client, world.desk, survey, "survey_sheet").text("tbody")
    read = client.get(reverse("api:read_survey", args=[survey.pk]), headers=bearer(world.desk)).json()
    assert [(row["is_counted"], len(row["answers"])) for row in read["asked"]] == [(False, 3), (False, 0)]


def test_who_says_that_there_is_nothing_has_taken_back_what_was_filled_in(client, world):
    survey = opened_survey(world)
    row = filled(world, survey)
    row.refresh_from_db()
    surveys.fill(row, {}, actor=world.liaison, at=world.now, not_with_us=True, remark="没有这类机构")

    assert "清工〔2026〕1号" not in page_of(client, world.desk, survey, "survey_sheet").text("tbody")


def test_the_result_is_put_to_a_problem_that_is_there(client, world):
    survey = opened_survey(world)
    answered(world, survey)
    there = world.problem(State.LISTED, nature="common")
    address = ("survey_step", "add_to_problem")
    sent = {"units": [str(world.east.pk)], "version": survey.version}

    wrong = page_of(client, world.desk, survey, *address, **sent, number="2026-999")
    assert "您能查看的问题中没有这个编号。" in wrong.text("main")
    done = page_of(client, world.desk, survey, *address, **sent, number=there.number)

    assert done.response["Location"] == reverse("problem", args=[there.pk])
    assert SurveyProblem.objects.get().problem == there


def test_one_problem_is_made_of_the_result_on_the_page(client, world):
    survey = opened_survey(world)
    answered(world, survey)
    page = page_of(client, world.desk, survey, "survey_step", "make_problem")
    values = page.values("main form") | {
        "due": DUE.isoformat(),
        "criterion": "批复已印发",
        "units": [str(world.east.pk)],
    }

    sent = page_of(client, world.desk, survey, "survey_step", "make_problem", **values)

    problem = Problem.objects.get()
    assert sent.response["Location"] == reverse("problem", args=[problem.pk])
    assert problem.title in page_of(client, world.desk, survey).text("main")
    assert page_of(client, world.desk, survey, "survey_step", "make_problem").status == 409
    split = {**values, "reason": "职数另行解决", "version": ""}
    assert page_of(client, world.desk, survey, "survey_step", "split_off", **split).status == 302
    assert SurveyProblem.objects.count() == 2


def test_the_desk_gives_more_time_asks_once_more_and_closes(client, world):
    survey = opened_survey(world)
    row = answered(world, survey)
    later = survey.due + timedelta(days=3)

    page_of(client, world.desk, survey, "survey_step", "prolong", due=later.isoformat())
    page_of(client, world.desk, survey, "survey_step", "send_back", asked=str(row.pk), missing="补充依据")
    assert "补充依据" in page_of(client, world.liaison, survey).text("main")
    page_of(client, world.desk, survey, "survey_step", "close", version="")

    survey.refresh_from_db()
    assert (survey.due, survey.state) == (later, SurveyState.CLOSED)
    assert page_of(client, world.desk, survey, "survey_step", "close").status == 409
    assert page_of(client, world.liaison, survey, "survey_answer").status == 409


def test_a_stale_form_is_refused(client, world):
    survey = opened_survey(world)

    assert page_of(client, world.desk, survey, "survey_step", "close", version="1").status == 409


def test_the_timer_reminds_who_has_not_answered_and_notices_tell_whom_it_concerns(world):
    begin_reading()
    survey = opened_survey(world)
    answered(world, survey)
    world.travel(days=11)
    round_now()
    collect(at=timezone.now())

    kinds: dict[str, set[str]] = defaultdict(set)
    for row in Notice.objects.filter(survey=survey).select_related("person"):
        kinds[row.kind].add(row.person.username)
    assert kinds["open_survey"] == {"liaison", "head", "other_liaison", "other_head"}
    assert kinds["fill_survey"] == {"head"}
    assert kinds["remind_survey"] == {"other_liaison", "other_head"}
    assert kinds["sign_survey"] == {"desk", "second_clerk"}
    assert {line.title for line in lines_of(list(Notice.objects.filter(survey=survey)))} == {survey.title}


@pytest.mark.parametrize("name", ["survey", "survey_sheet"])
def test_the_number_of_queries_does_not_grow_with_counties(client, world, name):
    few = opened_survey(world, units=[world.east])
    answered(world, few)
    opened(client, world.desk, reverse(name, args=[few.pk]))
    before = queries(lambda: client.get(reverse(name, args=[few.pk])))
    many = opened_survey(world, title="多个区县", units=[world.east, world.west, world.lake])
    answered(world, many)
    surveys.sign(filled(world, many, world.other_liaison), actor=world.other_head, at=world.now)

    assert queries(lambda: client.get(reverse(name, args=[many.pk]))) == before


def test_every_survey_can_be_reached_page_by_page(client, world, monkeypatch):
    monkeypatch.setattr(import_module("jianfa.intake.views.surveys"), "PAGE_ROWS", 1)
    opened_survey(world)
    world.travel(minutes=1)
    opened_survey(world, title="另一项")
    first = opened(client, world.desk, reverse("surveys"))
    second = opened(client, world.desk, *first.links('[rel="next"]'))

    assert first.titles == ["另一项"]
    assert len(second.titles) == 1
    assert second.titles != first.titles
    assert opened(client, world.desk, *second.links('[rel="prev"]')).titles == first.titles


def test_the_list_costs_the_same_however_many_surveys(client, world):
    opened_survey(world)
    opened(client, world.desk, reverse("surveys"))
    before = queries(lambda: client.get(reverse("surveys")))
    opened_survey(world, title="另一项")

    assert queries(lambda: client.get(reverse("surveys"))) == before


def test_programs_ask_answer_and_sign_by_the_same_rules(client, world):
    new = {
        "campaign": str(world.campaign.pk), "title": "问", "why": "因", "due": DUE.isoformat(),
        "units": [str(world.east.pk)], "questions": [{"text": "人数", "kind": "number"}],
    }  # fmt: skip

    def send(post, path, data):
        return client.post(
            f"/api/v1/surveys{path}", data, content_type="application/json", headers=bearer(post, "write")
        )

    made = send(world.desk, "", new)
    assert made.status_code == 201
    key = made.json()["id"]
    assert send(world.desk, f"/{key}/moves", {"verb": "open"}).json()["state"] == "open"
    question = client.get(f"/api/v1/surveys/{key}", headers=bearer(world.liaison)).json()["questions"][0]["id"]
    assert send(world.liaison, f"/{key}/answer", {"answers": [{"question": question, "value": "x"}]}).status_code == 400
    filled_in = send(world.liaison, f"/{key}/answer", {"answers": [{"question": question, "value": "3"}]})
    assert filled_in.json()["asked"][0]["is_filled"]
    assert send(world.liaison, f"/{key}/sign", {}).status_code == 403
    assert send(world.head, f"/{key}/sign", {"version": 1}).status_code == 409
    signed = send(world.head, f"/{key}/sign", {}).json()
    assert signed["asked"][0]["state"] == "answered"
    assert [row["id"] for row in client.get("/api/v1/surveys", headers=bearer(world.desk)).json()["surveys"]] == [key]
    assert send(world.desk, f"/{key}/moves", {"verb": "no-such-verb"}).status_code == 400


def test_reminding_is_the_timers(world):
    survey = opened_survey(world)
    at = world.travel(days=11)
    with pytest.raises(Refused):
        surveys.remind_survey(survey, actor=world.desk, at=at)

    surveys.remind_survey(survey, actor=TIMER, at=at)

    assert survey.reminded_at == at


def test_a_survey_that_grows_from_a_workers_demand_says_no_word_of_the_worker(client, world):
    unread = from_worker(world, wants_city=True)  # its first receiver is the city: the desk reads the words itself
    page = opened(client, world.desk, f"{reverse('survey_new')}?demand={unread.pk}")

    assert page.values("main form")["title"] in {None, ""}

    elsewhere = from_worker(world, text="张三的手机是13912345678，车间没有空调。")
    page = opened(client, world.desk, f"{reverse('survey_new')}?demand={elsewhere.pk}")

    assert "张三" not in page.text("main")
    assert page.values("main form")["title"] in {None, ""}


def test_a_survey_grows_from_a_theme_and_keeps_it_when_it_is_changed(client, world):
    for title in ("增设经审办", "希望设立经费审查办公室"):
        raised(world, title, text=title)
    work_out_themes(world.campaign, at=world.now)
    first = Demand.objects.earliest("receipt_no")
    theme = opened(client, world.desk, reverse("theme", args=[first.pk]))
    link = next(one for one in theme.links() if "surveys/new" in one)

    assert opened(client, world.desk, link, **typed(world)).status == 302
    survey = Survey.objects.get()
    assert survey.demand is not None
    assert survey.theme == survey.demand.title
    edited = page_of(client, world.desk, survey, "survey_step", "edit", **typed(world))
    assert (edited.status, Survey.objects.get().theme) == (302, survey.theme)

    auditor = opened(client, world.auditor, reverse("theme", args=[first.pk]))
    assert not [one for one in auditor.links() if "surveys/new" in one]
