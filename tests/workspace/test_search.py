"""Search: Chinese words of any length, both widths, by index only."""

import pytest
from django.db import connection
from django.urls import reverse
from django.utils.http import urlencode

from jianfa.kit.grams import folded
from jianfa.ledger import actions as ledger
from jianfa.ledger.models import Problem
from jianfa.ledger.queries import gram_counts, searched
from jianfa.organisations import actions
from jianfa.workspace.rules import marked, snippet
from tests.workspace.html import opened, queries

WORDS = ("困", "驿站", "ＡＰＰ", "app", "工会驿站", "驿站 缺口", "2026-001", "２０２６－００１", "清河",
         "不存在的词", "会工")  # fmt: skip


def address(words: str) -> str:
    return f"{reverse('search')}?{urlencode({'q': words})}"


@pytest.fixture
def some(world):
    for title in ("工会驿站资金缺口", "困难职工动态管理", "工会 APP 推广不够", "会工作者工资", "100%到岗_要求"):
        world.problem("listed", title=title)


@pytest.mark.parametrize(
    ("words", "titles"),
    [
        ("困", {"困难职工动态管理"}),
        ("驿站", {"工会驿站资金缺口"}),
        ("ＡＰＰ", {"工会 APP 推广不够"}),
        ("app推广", {"工会 APP 推广不够"}),
        ("工会驿站", {"工会驿站资金缺口"}),
        ("缺口　驿站", {"工会驿站资金缺口"}),
        ("困难 驿站", set()),
        ("会工", {"会工作者工资"}),
        ("100%", {"100%到岗_要求"}),
        ("岗_要", {"100%到岗_要求"}),
        ("动态%管理", set()),
        ("职工管理", set()),
        ("𠮷", set()),
    ],
)
def test_it_finds_words_of_any_length_and_width(world, some, words, titles):
    assert set(searched(Problem.objects.all(), words).values_list("title", flat=True)) == titles


@pytest.mark.parametrize("words", WORDS)
def test_it_answers_as_reading_every_text_would(world, some, words):
    wanted = [folded(word) for word in words.split()]
    expected = {row.pk for row in Problem.objects.all() if all(word in row.search for word in wanted)}

    assert set(searched(Problem.objects.all(), words).values_list("pk", flat=True)) == expected


def test_nothing_typed_narrows_nothing(world, some):
    assert searched(Problem.objects.all(), " 　 ").count() == 5


def test_a_very_long_text_is_looked_for_without_complaint(world, some):
    assert searched(Problem.objects.all(), "工会驿站资金缺口" * 40).count() == 0
    assert searched(Problem.objects.all(), " ".join("工会驿站资金缺口" * 20)).count() == 1


def test_the_rarest_pair_decides_where_to_look(world, some):
    counts = gram_counts(["工会", "驿站"])

    assert counts["驿站"] < counts["工会"]


def plan_of(rows) -> str:
    sql, params = rows.query.sql_with_params()
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN QUERY PLAN {sql}", params)
        return "\n".join(row[3] for row in cursor.fetchall())


@pytest.mark.skipif(connection.vendor != "sqlite", reason="reads SQLite's plan")
@pytest.mark.parametrize("words", ["困", "驿站", "工会驿站", "工会 驿站 缺口"])
@pytest.mark.parametrize("who", ["desk", "liaison", "handler", "panellist"])
def test_it_reads_no_table_from_end_to_end(world, some, words, who):
    rows = searched(Problem.objects.visible_to(getattr(world, who)), words).order_by("number_order")[:30]

    steps = plan_of(rows).splitlines()

    assert not [step for step in steps if step.startswith("SCAN")], steps
    assert any("gram" in step for step in steps)


def test_the_page_marks_what_was_found(client, world, some):
    page = opened(client, world.desk, address("驿站 缺口"))

    assert page.heading == "1 个问题含有“驿站 缺口”"
    assert page.texts(".row-title mark") == ["驿站", "缺口"]


def test_the_page_shows_where_in_a_long_text_a_word_stands(client, world):
    world.problem("listed", title="无关", description="甲" * 100 + "专职人员不足" + "乙" * 100)

    page = opened(client, world.desk, address("人员不足"))

    assert page.texts(".row-what .second mark") == ["人员不足"]
    assert "…" in page.text(".row-what .second")


@pytest.mark.parametrize("typed", ["2026-001", "２０２６－００１", " 2026-001 "])
def test_a_whole_number_goes_straight_to_its_problem(client, world, some, typed):
    problem = Problem.objects.get(number="2026-001")

    answer = opened(client, world.desk, address(typed)).response

    assert (answer.status_code, answer.url) == (302, reverse("problem", args=[problem.pk]))


def test_a_number_one_may_not_see_is_as_good_as_none(client, world, some):
    page = opened(client, world.other_liaison, address("2026-001"))

    assert page.status == 200
    assert page.titles == []


def test_it_finds_only_what_the_post_may_see(client, world, some):
    assert opened(client, world.other_liaison, address("驿站")).titles == []
    assert len(opened(client, world.liaison, address("驿站")).titles) == 1


def test_it_finds_units_by_name_and_alias_for_those_who_may_see_their_pages(client, world):
    actions.add_alias(world.east, actor=world.administrator, at=world.now, text="东城区总")

    assert opened(client, world.desk, address("东城区总")).titles[0] == "东城区总工会"
    finance = reverse("unit", args=[world.finance.pk])
    assert opened(client, world.desk, address("财务")).links(".row-what a") == [finance]
    assert opened(client, world.liaison, address("东城")).links(".row-what a")[:1] == [
        reverse("unit", args=[world.east.pk])
    ]
    assert opened(client, world.other_liaison, address("东城")).titles == []


def test_many_units_do_not_push_the_problems_out_of_sight(client, world, some):
    for n in range(7):
        actions.create_unit(
            actor=world.administrator, at=world.now, code=f"T-9{n}", name=f"驿站{n}路工会", kind="county_union",
            parent=world.city,
        )  # fmt: skip
    page = opened(client, world.desk, address("驿站"))

    assert "其余 2 个单位" in page.texts("details summary")
    assert len(page.texts("details .row-line")) == 2


def test_nothing_found_says_what_to_try(client, world, some):
    page = opened(client, world.desk, address("不存在的词"))

    assert page.heading == "没有问题含有“不存在的词”"
    assert page.text(".nothing-why") != ""


def test_an_empty_search_asks_for_words(client, world):
    assert opened(client, world.desk, reverse("search")).heading == "您要查找什么？"


def test_an_administrator_finds_no_business(client, world, some):
    assert opened(client, world.administrator, address("驿站")).status == 404


def test_more_than_one_page_leads_to_the_list(client, world):
    for n in range(32):
        world.problem("submitted", title=f"驿站{n}")

    page = opened(client, world.desk, address("驿站"))

    assert len(page.titles) == 30
    assert f"{reverse('problems')}?{urlencode({'q': '驿站'})}" in page.links(".card-head a")


def test_the_queries_do_not_grow_with_what_is_found(client, world):
    world.problem("listed", title="驿站一")
    opened(client, world.desk, address("驿站"))
    few = queries(lambda: client.get(address("驿站")))
    for n in range(12):
        world.problem("listed", title=f"驿站{n}")

    assert queries(lambda: client.get(address("驿站"))) == few


def test_typed_marks_are_shown_as_typed(client, world):
    page = opened(client, world.desk, address("<b>驿"))

    assert "<b>驿" in page.heading
    assert page.texts("h1 b") == []


def test_words_are_marked_in_either_width():
    assert marked("推广ＡＰＰ", ["app"]) == [("推广", False), ("ＡＰＰ", True)]
    assert marked("驿站驿站", ["驿站"]) == [("驿站驿站", True)]
    assert marked("", ["x"]) == []


def test_a_snippet_is_cut_round_the_first_word():
    assert snippet("无", ["有"]) == []
    assert snippet("前" * 50 + "有" + "后" * 50, ["有"])[2] == ("有", True)


def test_the_index_follows_what_is_written(world):
    problem = world.problem("submitted", title="旧题目")
    content = ledger.Draft(title="新题目", source_unit=world.east)
    ledger.edit(problem, content, actor=world.desk, at=world.now)

    assert not searched(Problem.objects.all(), "旧题").exists()
    assert searched(Problem.objects.all(), "新题").exists()
