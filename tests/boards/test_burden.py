"""The burden meter: what the city asks of each county in a month, each figure opening its rows."""

from importlib import import_module

import pytest
from django.urls import reverse

from jianfa.acceptance.forms import RespondForm
from jianfa.ledger import actions as ledger
from jianfa.ledger.actions import ASKED_FOR
from jianfa.ledger.forms.working import MeasureRow
from jianfa.ledger.states import Clock, State
from jianfa.organisations.models import Ask
from jianfa.supervision import actions as supervision
from tests.journal.tampering import findings
from tests.supervision.papers import signed
from tests.workspace.html import opened, queries


def asks():
    return [(ask.verb, ask.unit.code, ask.kind, ask.fields) for ask in Ask.objects.order_by("at", "pk")]


def test_giving_a_draft_back_asks_its_county_for_one_field(world):
    problem = world.problem(State.SUBMITTED)

    ledger.return_(problem, actor=world.desk, at=world.now, missing="缺少依据")

    assert asks() == [("return_", "T-01", "form", 1)]


def test_a_dispatched_problem_asks_for_a_plan_unless_it_is_to_be_done_at_once(world):
    world.problem(State.DISPATCHED, lead=world.west)
    world.problem(State.DISPATCHED, lead=world.west, clock=Clock.IMMEDIATE.value)

    assert asks() == [("dispatch", "T-02", "form", 4)]


def test_practice_burdens_nobody(world):
    world.problem(State.DISPATCHED, lead=world.west, campaign=world.practice)

    assert asks() == []


def test_an_instruction_asks_each_unit_once_with_its_day(world):
    problem = world.problem(State.IN_PROGRESS, lead=world.west)
    due = world.now.date()

    supervision.instruct(
        problem, actor=world.leader, at=world.now, text="请抓紧", units=[world.west], posts=[world.other_head], due=due
    )

    found = Ask.objects.filter(verb="instruct")
    assert [(ask.unit, ask.due, ask.asked_by) for ask in found] == [(world.west, due, world.leader)]


def test_a_signed_paper_asks_for_an_answer_an_item(world):
    paper = signed(world)

    ask = Ask.objects.get(verb="sign_order")
    assert (ask.unit, ask.fields, ask.due) == (paper.unit, paper.items.count(), paper.answer_by)


def test_an_application_asks_the_county_that_raised_it(world):
    world.problem(State.CLOSING)

    assert ("apply", "T-01", "answer", 2) in asks()


def test_whatever_asks_says_so_in_the_record_and_a_changed_row_is_found(world):
    world.problem(State.DISPATCHED, lead=world.west)
    assert findings() == []

    Ask.objects.update(fields=1)

    assert [(row.code, row.place.split("/")[0]) for row in findings()] == [("P-projection", "organisations.ask")]


@pytest.fixture
def asked(world):
    world.problem(State.DISPATCHED, lead=world.west)
    ledger.return_(world.problem(State.SUBMITTED), actor=world.desk, at=world.now, missing="缺少依据")
    return world


def test_each_figure_opens_as_many_rows_as_it_says(client, asked):
    page = opened(client, asked.desk, reverse("burden"))
    lines = {row[0]: row[1:] for row in page.table("table")}

    assert lines["东城区总工会"][:2] == ["1", "1"]
    assert lines["西城区总工会"][:2] == ["4", "1"]
    for link in page.links("tbody td a"):
        rows = opened(client, asked.desk, link)
        assert rows.heading.split("次")[0].split()[-1] == str(len(rows.titles))


def test_many_rows_are_read_page_by_page_and_back(client, asked, monkeypatch):
    monkeypatch.setattr(import_module("jianfa.boards.views.burden"), "PAGE", 1)
    first = opened(client, asked.desk, f"{reverse('burden_rows')}?month=2026-03")
    (later,) = first.links('[rel="next"]')
    second = opened(client, asked.desk, reverse("burden_rows") + later)
    (earlier,) = second.links('[rel="prev"]')
    back = opened(client, asked.desk, reverse("burden_rows") + earlier)

    assert first.heading == second.heading == back.heading
    assert len({*first.titles, *second.titles}) == 2
    assert back.titles == first.titles
    assert second.links('[rel="next"]') == back.links('[rel="prev"]') == []


def test_counties_stand_in_the_order_of_their_codes_and_the_page_says_whom_it_measures(client, asked):
    page = opened(client, asked.desk, reverse("burden"))

    assert page.texts("section table tbody th a")[:3] == ["东城区总工会", "西城区总工会", "湖滨县总工会"]
    assert "不排名" in page.text(".note")


def test_a_county_reads_its_own_line_only(client, asked):
    page = opened(client, asked.head, reverse("burden"))

    assert [row[0] for row in page.table("table")][1] == "东城区总工会"
    assert "西城" not in page.text("main")
    hidden = f"{reverse('burden_rows')}?unit=T-02"
    assert opened(client, asked.head, hidden).status == 404


@pytest.mark.parametrize("query", ["month=2026-13", "month=2099-01", "month=x"])
def test_it_refuses_a_month_that_is_none(client, asked, query):
    assert opened(client, asked.desk, f"{reverse('burden')}?{query}").status == 400
    assert opened(client, asked.desk, f"{reverse('burden_rows')}?{query}").status == 400


def test_a_kind_that_does_not_exist_is_refused(client, asked):
    assert opened(client, asked.desk, f"{reverse('burden_rows')}?kind=photo").status == 400


def test_a_month_without_asks_says_so(client, asked):
    page = opened(client, asked.desk, f"{reverse('burden_rows')}?month=2026-01")

    assert page.text(".nothing-why") != ""


def cost(client, page):
    return queries(lambda: client.get(page))


def test_the_number_of_queries_does_not_grow_with_the_asks(client, asked):
    pages = (reverse("burden"), reverse("burden_rows"))
    opened(client, asked.desk, pages[0])
    before = [cost(client, page) for page in pages]
    for _n in range(4):
        asked.problem(State.DISPATCHED, lead=asked.west)

    assert [cost(client, page) for page in pages] == before


def test_the_figures_of_the_interface_are_those_of_the_page(client, asked):
    opened(client, asked.desk, reverse("burden"))
    found = client.get("/api/v1/asks").json()
    rows = client.get(f"/api/v1/asks/rows?unit={asked.west.pk}&limit=1").json()

    assert [(row["unit"]["name"], row["fields"], row["form"]) for row in found][:2] == [
        ("东城区总工会", 1, 1), ("西城区总工会", 4, 1),
    ]  # fmt: skip
    assert [(row["verb"], row["fields"]) for row in rows["asks"]] == [("dispatch", 4)]
    assert client.get("/api/v1/asks?month=2026-99").status_code == 400


def test_the_fields_counted_are_those_of_the_forms(world):
    """Whoever makes a form longer makes the count longer, or this fails."""
    hidden = {"version", "idem", "id"}
    optional = {"unit", "weight"}  # of a measure: whose it is and how much it weighs is filled in or equal

    assert ASKED_FOR["apply"][1] == len(RespondForm.base_fields.keys() - hidden)
    assert ASKED_FOR["dispatch"][1] == len(MeasureRow.base_fields.keys() - hidden - optional)


def test_the_board_leads_to_it(client, world):
    client.force_login(world.desk.person)

    assert f'href="{reverse("burden")}"' in client.get(reverse("board")).content.decode()
