"""Triage: a row per problem, errors in the row, what was typed is kept, minutes afterwards."""

from dataclasses import replace
from datetime import date

import pytest
from django.urls import reverse

from jianfa.ledger import actions as ledger
from jianfa.ledger.forms.drafting import content_of
from jianfa.ledger.models import Amendment, Origin, Problem
from jianfa.ledger.states import State
from jianfa.workspace.queries.triage import choices
from tests.workspace.html import opened, queries
from tests.world import events_of, reread

TRIAGE = reverse("triage")


def raw(world, title: str = "经审力量不足", **options) -> Problem:
    found: Problem = world.problem("submitted", title=title, **{"origin": Origin.IMPORT, **options})
    return found


def typed(world, problem: Problem, **values: str) -> dict[str, str]:
    """Return the fields of one row as the browser sends them, complete for listing unless said otherwise."""
    template = world.campaign.class_templates.get()
    row = {
        "decision": "list", "solver": "county_union", "nature": "individual", "template": str(template.pk),
        "dimension": "", "lead": "东城区总工会", "due": "2026-06-30", "reason": "", "version": str(problem.version),
        **values,
    }  # fmt: skip
    return {f"p{problem.pk.hex}-{name}": value for name, value in row.items()}


def sent(client, world, *rows: dict[str, str], problems=(), **more):
    data = {key: value for row in rows for key, value in row.items()}
    return opened(client, world.desk, TRIAGE, row=[str(problem.pk) for problem in problems], **data, **more)


def test_each_problem_handed_in_is_a_row_with_what_was_proposed(client, world):
    content = ledger.Draft(
        title="驿站缺口", source_unit=world.east, solver="county_union", nature="common", lead=world.west,
        due=date(2026, 5, 1), description="缺十二处",
    )  # fmt: skip
    ledger.draft(world.campaign, content, actor=world.desk, at=world.now, origin=Origin.IMPORT, state=State.SUBMITTED)

    page = opened(client, world.desk, TRIAGE)

    assert page.heading == "1 个问题待研判"
    assert page.titles == ["驿站缺口"]
    form = page.values("form[data-triage]")
    fields = {name.rpartition("-")[2]: value for name, value in form.items() if "-" in name}
    assert (fields["solver"], fields["nature"], fields["lead"]) == ("county_union", "common", "西城区总工会")
    assert fields["due"] == "2026-05-01"
    assert "缺十二处" in page.text(".triage-text")


def test_a_row_is_put_on_the_list_with_what_its_class_gives(client, world):
    problem = raw(world)

    answer = sent(client, world, typed(world, problem), problems=[problem])

    problem = reread(problem)
    assert answer.response.url == TRIAGE
    assert (problem.state, problem.solver, problem.lead) == (State.LISTED, "county_union", world.east)
    assert [row.text for row in problem.criteria.all()] == ["批复文件已印发"]
    assert problem.due_original == date(2026, 6, 30)


@pytest.mark.parametrize(
    ("values", "state", "verb"),
    [
        ({"decision": "return_", "reason": "请补充人数"}, State.RETURNED, "return_"),
        ({"decision": "decline", "reason": "不属本专项"}, State.SUBMITTED, "propose"),
        ({"decision": "", "solver": "party_gov"}, State.SUBMITTED, "edit"),
    ],
)
def test_a_row_is_returned_proposed_to_be_declined_or_only_kept(client, world, values, state, verb):
    problem = raw(world)

    sent(client, world, typed(world, problem, **values), problems=[problem])

    assert reread(problem).state == state
    assert events_of(problem)[-1] == verb


def test_a_row_that_was_not_touched_stays_as_it_is(client, world):
    problem = raw(world)
    values = opened(client, world.desk, TRIAGE).values("form[data-triage]")
    fields = {name: value for name, value in values.items() if name.startswith("p")}
    before = events_of(problem)

    page = sent(client, world, fields, problems=[problem])

    assert page.response.url == TRIAGE
    assert events_of(problem) == before


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"solver": ""}, "solver"),
        ({"nature": ""}, "nature"),
        ({"template": ""}, "template"),
        ({"due": ""}, "due"),
        ({"due": "三季度"}, "due"),
        ({"lead": "东城总公会"}, "lead"),
        ({"decision": "return_", "reason": ""}, "reason"),
        ({"decision": "decline", "reason": ""}, "reason"),
    ],
)
def test_an_error_stands_in_its_row_and_what_was_typed_is_kept(client, world, values, field):
    wrong, right = raw(world, "有误的一行"), raw(world, "无误的一行")
    rows = [typed(world, wrong, dimension="", **values), typed(world, right)]

    page = sent(client, world, *rows, problems=[wrong, right])

    assert page.status == 400
    errors = page.texts(f".triage-{field} .field-error")
    assert len(errors) == 1
    assert errors[0]
    form = page.values("form[data-triage]")
    for name, value in values.items():
        assert form[f"p{wrong.pk.hex}-{name}"] == value
    assert reread(wrong).state == State.SUBMITTED
    assert reread(right).state == State.LISTED
    assert events_of(wrong)[-1] == "submit"


def test_a_wrong_unit_is_answered_with_the_nearest_name(client, world):
    problem = raw(world)

    page = sent(client, world, typed(world, problem, lead="东城总公会"), problems=[problem])

    assert "东城区总工会" in page.text(".triage-lead .field-error")


def test_a_unit_goes_by_its_short_name_and_by_any_width(world):
    assert choices().unit_named("财务部") == world.finance
    assert choices().unit_named(" 财 务部 ") == world.finance


def test_a_row_somebody_changed_meanwhile_is_not_overwritten(client, world):
    problem = raw(world)
    row = typed(world, problem)
    ledger.edit(problem, ledger.Draft(title="另一说法", source_unit=world.east), actor=world.desk, at=world.now)

    page = sent(client, world, row, problems=[problem])

    assert page.status == 400
    assert reread(problem).state == State.SUBMITTED
    assert page.text(".triage .field-error") != ""


def test_after_the_baseline_a_reason_is_asked_for(client, world):
    world.problem("listed")
    ledger.sign_baseline(world.campaign, actor=world.leader, at=world.now)
    problem = raw(world)

    assert sent(client, world, typed(world, problem), problems=[problem]).texts(".triage-reason .field-error")

    sent(client, world, typed(world, reread(problem), reason="新近反映"), problems=[problem])
    assert Amendment.objects.get().problem == problem


def test_one_row_is_saved_in_place(client, world):
    one, other = raw(world, "一"), raw(world, "二")
    client.force_login(world.desk.person)
    data = {**typed(world, one), **typed(world, other), "only": str(one.pk)}

    answer = client.post(TRIAGE, data, headers={"HX-Request": "true"})

    assert answer.status_code == 200
    assert reread(one).number in answer.content.decode()
    assert "<html" not in answer.content.decode()
    assert reread(other).state == State.SUBMITTED


def test_one_row_with_an_error_comes_back_in_place(client, world):
    problem = raw(world)
    client.force_login(world.desk.person)

    answer = client.post(
        TRIAGE, {**typed(world, problem, solver=""), "only": str(problem.pk)}, headers={"HX-Request": "true"}
    )

    assert answer.status_code == 422
    assert "field-error" in answer.content.decode()


def test_a_row_somebody_else_has_judged_says_so_in_place(client, world):
    problem = raw(world)
    row = typed(world, problem)
    ledger.return_(problem, actor=world.second_clerk, at=world.now, missing="人数")
    client.force_login(world.desk.person)

    answer = client.post(TRIAGE, {**row, "only": str(problem.pk)}, headers={"HX-Request": "true"})

    assert "已由他人研判" in answer.content.decode()


def test_what_waits_for_a_second_office_has_no_fields(client, world):
    problem = raw(world)
    ledger.decline(problem, actor=world.desk, at=world.now, reason="不属本专项")

    page = opened(client, world.desk, TRIAGE)

    assert "李文静" in page.text(".triage")
    assert not [name for name in page.values("form[data-triage]") if name.endswith("-decision")]


@pytest.mark.parametrize("who", ["leader", "liaison", "handler", "auditor", "administrator"])
def test_triage_is_the_desks_alone(client, world, who):
    problem = raw(world)

    for address in (TRIAGE, reverse("minutes"), reverse("similar", args=[problem.pk])):
        assert opened(client, getattr(world, who), address).status == 403


def test_a_form_that_was_tampered_with_is_refused(client, world):
    assert sent(client, world, problems=[], only="x").status == 400


def test_the_queries_do_not_grow_with_the_rows(client, world):
    raw(world)
    opened(client, world.desk, TRIAGE)
    few = queries(lambda: client.get(TRIAGE))
    for n in range(9):
        raw(world, f"第{n}行")

    assert queries(lambda: client.get(TRIAGE)) == few


def test_nothing_to_judge_says_so(client, world):
    assert opened(client, world.desk, TRIAGE).heading == "没有待研判的问题"


# Likely duplicates


def test_it_names_a_likely_duplicate_and_not_what_only_shares_common_words(client, world):
    listed = world.problem("listed", title="工会驿站运营补助标准不统一")
    world.problem("listed", title="工会干部培训不够")
    new = raw(world, "工会驿站运营补助标准不一")
    Problem.objects.update(description="")  # the cast describes all its problems alike

    page = opened(client, world.desk, reverse("similar", args=[new.pk]))

    assert page.links(".similar-head a") == [reverse("problem", args=[listed.pk])]


def test_sensitive_problems_take_no_part(client, world):
    new, old = raw(world, "增设经审机构编制"), world.problem("listed", title="增设经审机构编制")
    Problem.objects.filter(pk=old.pk).update(sensitivity="sensitive")
    assert opened(client, world.desk, reverse("similar", args=[new.pk])).links(".similar-head a") == []

    Problem.objects.filter(pk=old.pk).update(sensitivity="general")
    Problem.objects.filter(pk=new.pk).update(sensitivity="sensitive")
    assert opened(client, world.desk, reverse("similar", args=[new.pk])).links(".similar-head a") == []


def test_duplicates_are_shown_in_place_and_as_a_page(client, world):
    old, new = world.problem("listed", title="驿站标准不统一"), raw(world, "驿站标准不一")
    address = reverse("similar", args=[new.pk])

    page = opened(client, world.desk, address)
    part = client.get(address, headers={"HX-Request": "true"}).content.decode()

    assert page.links(".similar-head a") == [reverse("problem", args=[old.pk])]
    assert reverse("move", args=[new.pk, "merge"]) in page.links(".btn")
    assert old.number in part
    assert "<html" not in part


# Minutes


def test_the_minutes_say_what_was_decided_on_the_day(client, world):
    listed, returned, declined = (raw(world, title) for title in ("甲", "乙", "丙"))
    sent(
        client, world, typed(world, listed), typed(world, returned, decision="return_", reason="补充人数"),
        typed(world, declined, decision="decline", reason="不属本专项"), problems=[listed, returned, declined],
    )  # fmt: skip
    raw(world, "丁")

    page = opened(client, world.desk, f"{reverse('minutes')}?participants=李文静、何志远")

    cells = page.table(".sheet")[1:]
    assert [cell[2] for cell in cells] == ["甲", "乙", "丙"]
    assert cells[0][1] == reread(listed).number
    assert [cell[4] for cell in cells] == ["立项", "退回补正", "不予立项"]
    assert "2026-06-30" in cells[0]
    assert "李文静、何志远" in page.text(".print-view")


def test_minutes_of_another_day_are_empty_and_a_wrong_day_is_refused(client, world):
    address = reverse("minutes")

    assert "当日没有研判" in opened(client, world.desk, f"{address}?day=2026-01-05").text()
    assert opened(client, world.desk, f"{address}?day=昨天").status == 400


def test_changing_a_row_keeps_the_driving_unit_that_was_named(client, world):
    problem = raw(world)
    content = replace(content_of(problem), solver="party_gov", lead=world.east_government, driver=world.finance)
    ledger.edit(problem, content, actor=world.desk, at=world.now)

    sent(client, world, typed(world, problem, decision="", lead=world.east_government.name), problems=[problem])

    assert (reread(problem).driver, reread(problem).lead) == (world.finance, world.east_government)
