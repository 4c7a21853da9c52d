"""Bulk actions: first what would happen, then doing it, then what became of each row."""

from datetime import date

import pytest
from django.urls import reverse

from jianfa.journal.models import Event
from jianfa.ledger.models import NumberSeries, Origin
from jianfa.ledger.states import State
from jianfa.workspace.actions import BULK_LIMIT
from tests.workspace.html import opened
from tests.world import events_of, reread

BULK = reverse("bulk")
LISTING = {"verb": "list", "template": "机构编制类", "solver": "county_union", "nature": "common", "due": "2026-06-30"}


def sent(client, post, rows, **data):
    return opened(client, post, BULK, id=[str(row.pk) for row in rows], **data)


def test_the_rehearsal_counts_what_goes_and_names_why_the_rest_does_not(client, world):
    rows = [world.problem("listed", lead=world.east), world.problem("listed"), world.problem("closing", title="已申请")]

    page = sent(client, world.desk, rows, verb="dispatch", query="stage=all")

    assert page.heading.endswith("：共 3 条")
    assert "2 条可以办理，1 条不可" in page.text(".card")
    reason = next(text for text in page.texts(".bulk-group") if text.startswith("▲"))
    assert "已申请" in reason
    assert reverse("problem", args=[rows[2].pk]) in page.links(".bulk-group a")


def test_a_rehearsal_writes_nothing(client, world):
    rows = [world.problem("submitted", origin=Origin.IMPORT) for _n in range(2)]
    before = Event.objects.count()

    sent(client, world.desk, rows, step="check", **LISTING)

    assert Event.objects.count() == before
    assert [reread(row).state for row in rows] == [State.SUBMITTED] * 2
    assert not NumberSeries.objects.exists()


def test_rows_are_listed_with_the_class(client, world):
    rows = [world.problem("submitted", origin=Origin.IMPORT, title=title) for title in "甲乙"]
    checked = sent(client, world.desk, rows, step="check", **LISTING)
    assert "2 条可以办理" in checked.text(".card")

    page = sent(client, world.desk, rows, step="do", **LISTING)

    assert page.heading.endswith("：已办理 2 条")
    rows = [reread(row) for row in rows]
    assert [row.state for row in rows] == [State.LISTED] * 2
    assert len({row.number for row in rows}) == 2
    assert [row.due_original for row in rows] == [date(2026, 6, 30)] * 2
    assert all(row.criteria.count() == 1 for row in rows)


def test_without_a_class_no_row_can_be_listed_and_the_reason_says_so(client, world):
    rows = [world.problem("submitted", origin=Origin.IMPORT)]

    page = sent(client, world.desk, rows, verb="list")

    assert "0 条可以办理，1 条不可" in page.text(".card")
    assert page.links('button[value="do"]') == []


def test_rows_are_dispatched_to_the_unit_each_names(client, world):
    rows = [world.problem("listed", lead=unit, solver="county_union") for unit in (world.east, world.west)]

    sent(client, world.desk, rows, verb="dispatch", step="do", lead="", note="请于五日内制定方案")

    assert [reread(row).acting_unit for row in rows] == [world.east, world.west]
    assert [events_of(row)[-1] for row in rows] == ["dispatch", "dispatch"]


def test_rows_are_dispatched_to_one_unit(client, world):
    rows = [world.problem("listed", lead=unit, solver="county_union") for unit in (world.east, world.west)]

    sent(client, world.desk, rows, verb="dispatch", step="do", lead="湖滨县总工会", note="")

    assert {reread(row).lead for row in rows} == {world.lake}


def test_a_wrong_unit_is_named_and_nothing_is_done(client, world):
    rows = [world.problem("listed")]

    page = sent(client, world.desk, rows, verb="dispatch", step="do", lead="湖滨县公会", note="")

    assert page.status == 400
    assert "湖滨县总工会" in page.text(".field-error")
    assert page.values("form[data-guard]")["lead"] == "湖滨县公会"
    assert reread(rows[0]).state == State.LISTED


def test_rows_are_returned_with_what_is_missing(client, world):
    rows = [world.problem("submitted"), world.problem("listed")]

    page = sent(client, world.desk, rows, verb="return_", step="do", missing="请补充涉及人数", query="stage=before")

    assert reread(rows[0]).state == State.RETURNED
    assert reread(rows[1]).state == State.LISTED
    assert "1 条未办理，保持原样" in page.text(".card")
    assert page.links(".form-foot a") == [f"{reverse('problems')}?stage=before"]


def test_sending_twice_does_nothing_twice(client, world):
    rows = [world.problem("submitted", origin=Origin.IMPORT)]
    for _n in range(2):
        page = sent(client, world.desk, rows, step="do", **LISTING)

    assert page.heading.endswith("：已办理 0 条")
    assert events_of(rows[0]).count("list") == 1


def test_all_that_fit_can_be_taken(client, world):
    for title in "甲乙丙":
        world.problem("submitted", title=title)
    world.problem("listed")

    page = opened(client, world.desk, BULK, verb="return_", all="yes", query="state=submitted")

    assert page.heading.endswith("：共 3 条")


def test_too_many_rows_are_refused(client, world, monkeypatch):
    monkeypatch.setattr("jianfa.workspace.views.bulk.BULK_LIMIT", 1)
    rows = [world.problem("submitted"), world.problem("submitted")]

    assert sent(client, world.desk, rows, verb="return_").status == 400
    assert BULK_LIMIT == 200


@pytest.mark.parametrize("who", ["leader", "liaison", "department_head", "auditor", "administrator"])
def test_bulk_is_the_desks_alone(client, world, who):
    rows = [world.problem("submitted")]

    assert sent(client, getattr(world, who), rows, verb="return_", step="do", missing="人数").status == 403
    assert opened(client, getattr(world, who), BULK).status == 403
    assert reread(rows[0]).state == State.SUBMITTED


@pytest.mark.parametrize(
    ("data", "status"), [({"verb": "void"}, 400), ({"verb": "list"}, 400), ({"verb": "list", "id": "x"}, 400)]
)
def test_a_request_that_lacks_something_is_refused(client, world, data, status):
    assert opened(client, world.desk, BULK, **data).status == status


def test_rows_one_may_not_see_are_not_there(client, world):
    draft = world.problem("draft")

    assert sent(client, world.desk, [draft], verb="return_").status == 409


def test_opened_without_rows_it_leads_to_the_list(client, world):
    assert opened(client, world.desk, BULK).response.url == reverse("problems")
