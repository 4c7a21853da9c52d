"""The list goes out as a sheet: what is shown and nothing else, safe to open, and understood when it comes back."""

from datetime import date
from io import BytesIO

import pytest
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from jianfa.exchange.models import Batch
from jianfa.exchange.queries import name_book, read_file, units_on
from jianfa.exchange.rules import understood
from jianfa.exchange.states import EXPORT_HEADINGS, KEY_HEADING
from jianfa.journal.models import Event, Wording
from jianfa.ledger import actions as ledger
from jianfa.ledger.models import Problem
from jianfa.ledger.states import State
from tests import lists
from tests.workspace.html import Page, queries


def exported(client, post, query=""):
    client.force_login(post.person)
    answer = client.post(f"{reverse('export')}?{query}")
    assert answer.status_code == 200
    return b"".join(answer.streaming_content)


def sheet_of(data):
    return load_workbook(BytesIO(data)).worksheets[0]


def column_of(sheet, heading):
    number = [path[-1] for path in EXPORT_HEADINGS].index(heading) + 1
    return [sheet.cell(row, number).value for row in range(5, sheet.max_row + 1)]


def test_it_writes_merged_headings_of_two_levels_and_a_row_for_each_measure(client, world):
    problem = world.problem(State.IN_PROGRESS)
    sheet = sheet_of(exported(client, world.desk))

    merged = {str(area) for area in sheet.merged_cells.ranges}
    assert {"A1:R1", "H3:J3", "M3:Q3", "A3:A4", "D5:D6", "A5:A6"} - merged == {"A1:R1"}
    assert "A1:Q1" in merged  # the title stands over what is shown, not over the hidden key
    assert sheet["H3"].value == "责任分工"
    assert sheet["H4"].value == "牵头单位"
    assert column_of(sheet, "整改措施") == ["核定人数", "报请批复"]
    assert sheet["L5"].value.date() == problem.due_current
    assert sheet["B5"].value == problem.number


def test_it_says_what_it_is_filter_count_and_time_and_prints_on_paper(client, world):
    world.problem(State.LISTED)
    world.problem(State.DISPATCHED)
    sheet = sheet_of(exported(client, world.desk, "state=listed"))

    assert "问题清单" in sheet["A1"].value
    for part in ("专项工作：县级工会加强年", "当前状态", "共 1 个问题", "截至 2026-03-16 10:00"):
        assert part.replace("当前状态", "筛选：") in sheet["A2"].value
    assert sheet.page_setup.orientation == "landscape"
    assert sheet.print_title_rows == "$1:$4"
    assert sheet.page_setup.fitToHeight == 0


def test_the_key_of_each_row_is_in_a_hidden_column(client, world):
    problem = world.problem(State.LISTED)
    sheet = sheet_of(exported(client, world.desk))

    assert column_of(sheet, KEY_HEADING) == [f"{problem.pk}/{problem.version}"]
    assert sheet.column_dimensions["R"].hidden


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t=", "\r=", "＝", "＋", "－", "＠", "=cmd|' /C calc'!A0"])
def test_no_text_becomes_a_formula(client, world, start):
    world.problem(State.LISTED, title=f"{start}HYPERLINK(1)")
    sheet = sheet_of(exported(client, world.desk))

    cell = sheet["D5"]
    assert cell.data_type == "s"
    assert cell.value.endswith("HYPERLINK(1)")


def test_a_post_takes_out_only_what_it_sees(client, world):
    world.problem(State.LISTED, title="东城的问题")
    world.problem(State.LISTED, title="西城的问题", source=world.west, lead=world.west)

    assert column_of(sheet_of(exported(client, world.other_liaison)), "存在问题") == ["西城的问题"]
    assert len(column_of(sheet_of(exported(client, world.desk)), "存在问题")) == 2


def test_an_administrator_exports_nothing(client, world):
    client.force_login(world.administrator.person)

    assert client.post(reverse("export")).status_code == 403


def test_it_is_never_sent_for_a_link(client, world):
    client.force_login(world.desk.person)

    assert client.get(reverse("export")).status_code == 405


def test_the_record_says_who_took_what_out(client, world):
    world.problem(State.LISTED)
    exported(client, world.desk, "state=listed")

    event = Event.objects.get(verb="export")
    assert event.person == world.desk.person_id
    assert b'"rows":1' in bytes(event.body)
    texts = dict(Wording.objects.filter(event=event).values_list("name", "text"))
    assert texts["filter"] == "state=listed"


def test_the_list_page_offers_the_export_of_what_it_shows(client, world):
    client.force_login(world.desk.person)
    page = Page(client.get(reverse("problems") + "?state=listed"))

    assert f"{reverse('export')}?campaign=real&state=listed" in page.tree.xpath("//form/@action")


def test_queries_do_not_grow_with_rows(client, world):
    world.problem(State.IN_PROGRESS)
    exported(client, world.desk)  # what is remembered between requests is read once
    few = queries(lambda: exported(client, world.desk))
    for _n in range(3):
        world.problem(State.IN_PROGRESS)

    assert queries(lambda: exported(client, world.desk)) == few


# And back


def test_what_goes_out_is_understood_in_full_when_it_comes_in(client, world):
    """Export → dry run: every problem, every value, and not one doubt."""
    for state in (State.LISTED, State.IN_PROGRESS, State.CLOSING, State.WRITTEN_OFF):
        world.problem(state, title=f"第{state}号问题" + state.value * 3, due=date(2026, 12, 31))
    world.problem(State.LISTED, clock="continuous", due=None, title="长期坚持的事项")
    ledger.report(Problem.objects.get(state="in_progress"), actor=world.handler, at=world.now, text="已与编办沟通两次")

    workbook = read_file(exported(client, world.desk))
    reading = understood(workbook, names=name_book(units_on(world.now.date())), on=timezone.localdate())

    assert reading.doubts == ()
    assert reading.as_of == world.now.date()
    on_list = {problem.title: problem for problem in Problem.objects.all()}
    assert len(reading.problems) == len(on_list) == 5
    for read in reading.problems:
        problem = on_list[read.title]
        assert (read.solver, read.nature) == (problem.solver, problem.nature)
        assert (read.source_unit, read.lead) == (str(problem.source_unit), str(problem.lead))
        assert read.category == (problem.dimension.name if problem.dimension else None)
        assert read.due == problem.due_current
        assert read.person == (problem.owner_name or None)
        assert read.measures == tuple(row.text for row in problem.measures.all())
        assert read.claimed_done == (problem.state in {"closing", "written_off"})
        assert read.assist == tuple(row.unit.name for row in problem.assists.all())


def test_a_file_of_ours_that_comes_back_is_known_by_its_keys(client, world):
    world.problem(State.LISTED)
    data = exported(client, world.desk)

    client.post(reverse("import_new"), {"campaign": world.campaign.pk, "file": lists.upload(data, "导出.xlsx")})

    row = Batch.objects.get().rows.get()
    assert [doubt["code"] for doubt in row.doubts] == ["on_the_list"]
    assert row.doubts[0]["params"]["likeness"] == 100
    assert row.choice == "skip"
