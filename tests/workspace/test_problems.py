"""The list: filters in the address, pages by key, columns, saved views."""

from datetime import date
from types import SimpleNamespace

import pytest
from django.http import QueryDict
from django.urls import reverse

from jianfa.acceptance import actions as acceptance
from jianfa.ledger import actions as ledger
from jianfa.ledger.models import Origin, Problem
from jianfa.ledger.rules import number_order
from jianfa.ledger.states import ON_LIST, State
from jianfa.organisations.policy import Refused
from jianfa.workspace.actions import MOST_VIEWS, save_view
from jianfa.workspace.models import SavedView
from jianfa.workspace.queries.filters import PARTS, STAGES, filtered_problems
from jianfa.workspace.queries.paging import SORTS, page_of
from tests import source
from tests.workspace.html import opened, queries

LIST = reverse("problems")


def found(post, query: str = "stage=all") -> set[str]:
    rows, _filters = filtered_problems(post, QueryDict(query))
    return set(rows.values_list("title", flat=True))


@pytest.fixture
def some(world):
    """Four problems that differ in everything that can be filtered by."""
    near = world.problem("in_progress", title="近", due=date(2026, 3, 18), solver="superior_union")
    over = world.problem("planning", title="超", due=date(2026, 3, 13), solver="county_union", lead=world.west)
    far = world.problem("dispatched", title="远", solver="party_gov", nature="common", source=world.west)
    raw = world.problem("submitted", title="新", origin=Origin.IMPORT)
    return SimpleNamespace(near=near, over=over, far=far, raw=raw)


@pytest.mark.parametrize(
    ("query", "titles"),
    [
        ("", "近超远"),
        ("stage=all", "近超远新"),
        ("stage=before", "新"),
        ("stage=solved", ""),
        ("stage=not_written_off", "近超远"),
        ("state=planning", "超"),
        ("state=planning,dispatched", "超远"),
        ("state=planning&state=dispatched", "超远"),
        ("light=overdue", "超"),
        ("light=near", "近"),
        ("light=normal&stage=on_list", "远"),
        ("solver=party_gov", "远"),
        ("solver=none", "新"),
        ("nature=common", "远"),
        ("source=T-02", "远"),
        ("lead=T-02", "超"),
        ("lead=none", "新"),
        ("acting=T-CW", "近远"),
        ("driver=T-CW", "远"),
        ("involved=T-CW", "近远"),
        ("assist=T-CW", ""),
        ("due_from=2026-03-14", "近远"),
        ("due_to=2026-03-14", "超"),
        ("due_from=2026-03-14&due_to=2026-03-20", "近"),
        ("origin=import", "新"),
        ("relapsed=no&stage=on_list", "近超远"),
        ("relapsed=yes", ""),
        ("opening=yes", ""),
        ("clock=phased&solver=county_union", "超"),
        ("waiting=triage", "新"),
        ("q=超", "超"),
        ("q=东城区", "近超新"),
        ("campaign=&state=planning", "超"),
    ],
)
def test_a_filter_in_the_address_shows_what_it_says(world, some, query, titles):
    assert found(world.desk, query) == set(titles)


def test_filters_by_campaign_and_dimension(world, some):
    dimension = world.campaign.dimensions.first()

    assert found(world.desk, f"campaign={world.practice.pk}") == set()
    assert found(world.desk, f"campaign={world.campaign.pk}") == set("近超远新")
    assert found(world.desk, f"dimension={dimension.pk}") == set("近超远")
    assert found(world.desk, "dimension=none") == {"新"}


def test_filters_by_what_changed_the_count(world):
    first = world.problem("listed", title="基")
    ledger.sign_baseline(world.campaign, actor=world.leader, at=world.now)
    late = world.problem("submitted", title="增")
    ledger.list_problem(
        late, actor=world.desk, at=world.now, solver="county_union", nature="individual", due=date(2026, 6, 30),
        lead=world.east, criteria=[ledger.NewCriterion("有批复")], reason="新近反映",
    )  # fmt: skip

    assert found(world.desk, "amendment=added") == {"增"}
    assert found(world.desk, "baseline=latest") == {first.title}
    assert found(world.desk, f"baseline=latest&campaign={world.practice.pk}") == set()


def test_filters_by_the_day_of_the_write_off(world):
    problem = world.problem("written_off")
    day = problem.written_off_at.date()

    assert found(world.desk, f"off_from={day}&off_to={day}") == {problem.title}
    assert found(world.desk, f"off_to={day.replace(day=1)}") == set()


def test_a_relapse_can_be_found(world):
    problem = world.problem("written_off")
    for actor in (world.desk, world.other_leader):
        acceptance.relapse(
            problem, actor=actor, at=world.now, evidence="又出现", due=date(2026, 9, 1),
            proposal=ledger.open_proposal(problem),
        )  # fmt: skip

    assert found(world.desk, "relapsed=yes") == {problem.title}


@pytest.mark.parametrize(
    "query",
    ["state=finished", "light=purple", "due_from=soon", "campaign=1", "lead=X-99", "waiting=approve", "q=&state=x"],
)
def test_a_value_that_means_nothing_shows_nothing_and_is_named(client, world, some, query):
    page = opened(client, world.desk, f"{LIST}?{query}")

    value = query.rpartition("=")[2]
    assert page.titles == []
    assert f"“{value}”" in page.text(".note-warning")
    assert value in page.text(".chips")


def test_nobody_finds_what_they_may_not_see(world, some):
    for stage in STAGES:
        assert found(world.other_liaison, f"stage={stage}") <= {"超", "远"}
    assert found(world.panellist) == set()


def test_the_page_says_how_many_and_shows_each_filter_with_a_way_out(client, world, some):
    page = opened(client, world.desk, f"{LIST}?state=planning&solver=county_union")

    assert page.heading == "1 个问题"
    assert page.titles == ["超"]
    assert page.texts(".chip-text")[1:] == ["状态：制定方案", "解决主体：区（市）县工会自身"]
    without = [f"{LIST}?campaign=real&{rest}" for rest in ("solver=county_union", "state=planning")]
    assert page.links(".chip-remove")[1:] == without


def test_without_a_filter_it_shows_the_list_and_says_so(client, world, some):
    page = opened(client, world.desk, LIST)

    assert sorted(page.titles) == sorted("近超远")
    assert page.texts(".chip-text") == ["专项工作：除练习外的全部", "阶段：在册"]
    assert page.links(".chip-remove")[1] == f"{LIST}?campaign=real"


def test_an_empty_list_says_why_and_offers_one_step(client, world):
    page = opened(client, world.desk, f"{LIST}?light=overdue")

    assert page.text(".nothing-why") == "您可见的问题中，没有符合这些条件的。"
    assert page.links(".nothing a") == [f"{LIST}?stage=all"]


def test_numbers_sort_as_numbers():
    assert sorted([(2026, 1000), (2026, 999), (2025, 1200)], key=lambda pair: number_order(*pair)) == [
        (2025, 1200), (2026, 999), (2026, 1000),
    ]  # fmt: skip


@pytest.mark.parametrize("name", SORTS)
def test_pages_by_key_show_each_row_once_in_both_directions(world, name):
    for n in range(7):
        world.problem(["listed", "submitted", "written_off"][n % 3], title=str(n), due=date(2026, 6, 1 + n // 3))
    rows, sort = Problem.objects.all(), SORTS[name]
    everything = page_of(rows, sort, size=100).rows

    forward, page = [], page_of(rows, sort, size=2)
    while True:
        forward += page.rows
        if not page.later:
            break
        page = page_of(rows, sort, after=page.later, size=2)
    backward = list(page.rows)
    while page.earlier:
        page = page_of(rows, sort, before=page.earlier, size=2)
        backward = page.rows + backward

    assert forward == backward == everything
    values = [getattr(row, sort.column) for row in everything if getattr(row, sort.column) is not None]
    assert values == sorted(values, reverse=sort.is_down)
    assert [getattr(row, sort.column) for row in everything][: len(values)] == values


def test_a_page_key_that_was_not_made_here_is_refused(client, world, some):
    assert opened(client, world.desk, f"{LIST}?after=nonsense").status == 400
    with pytest.raises(Refused):
        page_of(Problem.objects.all(), SORTS["due"], after=f"soon~{some.near.pk}")


def test_a_second_page_is_one_link_away_and_keeps_the_filters(client, world, monkeypatch):
    monkeypatch.setattr("jianfa.workspace.queries.paging.PAGE_ROWS", 2)
    monkeypatch.setattr(page_of, "__kwdefaults__", {"after": "", "before": "", "size": 2})
    for n in range(5):
        world.problem("listed", title=str(n))

    first = opened(client, world.desk, f"{LIST}?state=listed")
    second = opened(client, world.desk, first.links('a[rel="next"]')[0])

    assert (first.titles, second.titles) == (["0", "1"], ["2", "3"])
    assert "state=listed" in first.links('a[rel="next"]')[0]
    assert opened(client, world.desk, second.links('a[rel="prev"]')[0]).titles == ["0", "1"]
    assert first.heading == "5 个问题"


@pytest.mark.parametrize("query", ["", "stage=all&sort=due", "light=overdue,near", "q=经费审查"])
def test_the_queries_are_the_same_at_ten_and_fifty_rows(client, world, query):
    for n in range(10):
        world.problem(["listed", "in_progress"][n % 2], due=date(2026, 3, 17))
    opened(client, world.desk, LIST)
    few = queries(lambda: client.get(f"{LIST}?{query}"))
    for _n in range(40):
        world.problem("listed", due=date(2026, 3, 17))

    assert queries(lambda: client.get(f"{LIST}?{query}")) == few
    assert len(opened(client, world.desk, f"{LIST}?{query}").titles) == 50


def test_columns_can_be_chosen_and_the_title_stays(client, world, some):
    page = opened(client, world.desk, f"{LIST}?columns=number,source,lead")

    assert page.texts("thead th") == ["编号 ↑", "问题", "来源单位", "牵头单位"]
    assert page.texts("tbody td.is-main a") == ["近", "超", "远"]


def test_a_column_head_turns_the_order_round(client, world, some):
    page = opened(client, world.desk, f"{LIST}?sort=due")

    assert page.titles == ["超", "近", "远"]
    turned = next(link for link in page.links("thead th a") if "sort=-due" in link)
    assert opened(client, world.desk, turned).titles == ["远", "近", "超"]


def test_only_the_desk_can_tick_rows(client, world, some):
    assert opened(client, world.desk, LIST).links("#bulk") == [None]
    assert opened(client, world.leader, LIST).links("#bulk") == []


def test_an_administrator_has_no_list(client, world, some):
    assert opened(client, world.administrator, LIST).status == 404


# Saved views


def test_a_view_is_saved_shown_and_dropped(client, world, some):
    saved = opened(client, world.desk, reverse("save_view"), name="我的超期", query="light=overdue&after=x&junk=1")
    assert saved.response.url == f"{LIST}?light=overdue"

    page = opened(client, world.desk, LIST)
    assert page.texts(".list-view a") == ["我的超期"]
    assert opened(client, world.desk, page.links(".list-view a")[0]).titles == ["超"]

    view = SavedView.objects.get()
    opened(client, world.desk, reverse("drop_view", args=[view.pk]), query="")
    assert not SavedView.objects.exists()


def test_a_view_is_ones_own(client, world, some):
    view = save_view(actor=world.desk, at=world.now, name="专班", query="stage=all")

    assert opened(client, world.leader, LIST).texts(".list-view a") == []
    assert opened(client, world.leader, reverse("drop_view", args=[view.pk]), query="").status == 404
    assert SavedView.objects.filter(pk=view.pk).exists()


def test_the_same_name_again_replaces_the_view(world, some):
    for query in ("stage=all", "stage=before"):
        save_view(actor=world.desk, at=world.now, name="一", query=query)

    assert SavedView.objects.get().query == "stage=before"


def test_a_view_without_a_name_is_refused_with_a_sentence(client, world, some):
    opened(client, world.desk, reverse("save_view"), name="  ", query="stage=all")

    assert "30" in opened(client, world.desk, f"{LIST}?stage=all").text(".note-error")
    assert not SavedView.objects.exists()


def test_there_is_an_end_to_views(world):
    for n in range(MOST_VIEWS):
        save_view(actor=world.desk, at=world.now, name=str(n), query="")

    with pytest.raises(Refused):
        save_view(actor=world.desk, at=world.now, name="再一个", query="")


def test_every_filter_is_documented():
    text = source.text(source.ROOT / "docs" / "lists.md")
    assert [key for key in PARTS if f"`{key}`" not in text] == []
    assert [key for key in STAGES if f"`{key}`" not in text] == []


def test_the_stages_cover_the_list_without_overlap():
    for done in ("solved", "accepted", "written_off"):
        yes, no = STAGES[done][1] or (), STAGES[f"not_{done}"][1] or ()
        assert sorted((*yes, *no)) == sorted(ON_LIST)
    assert State.MERGED in (STAGES["off_list"][1] or ())
