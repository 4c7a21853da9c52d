"""Laws of reading: whatever is drawn is read back, and no file of cells breaks the reader."""

from __future__ import annotations

from datetime import date
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from jianfa.exchange.reading import as_json, understand
from jianfa.kit.tables import Cell, Sheet, Workbook
from tests.exchange.files import Drawing
from tests.exchange.grids import NAMES, problems, read, sheet
from tests.exchange.lists import AS_OF, PLAIN, TWO_LEVEL, Column, Known, Layout, draw, expected
from tests.exchange.words import (
    CATEGORIES,
    COUNTIES,
    DEADLINES,
    DEPARTMENTS,
    MEASURES,
    NATURES,
    NO,
    PERSONS,
    SOLVERS,
    TITLES,
    YES,
)


def examples(percent: int) -> settings:
    """So many of the examples of the profile: laws about whole lists cost more than those about one cell."""
    return settings(max_examples=max(1, settings().max_examples * percent // 100), deadline=None)


HEADINGS = {
    "seq": ("序号", "编号", "项次", "序 号"),
    "title": ("问题描述", "存在问题", "具体问题", "反映问题", "主要问题", "问题清单"),
    "category": ("类别", "问题类型", "所属领域", "五强类别"),
    "source_unit": ("填报单位", "上报单位", "提出单位", "来源单位", "问题来源"),
    "solver": ("解决层级", "需解决主体", "协调层级", "解决主体"),
    "nature": ("共性/个性", "问题性质"),
    "lead": ("牵头单位", "主办单位", "牵头部门", "主责单位"),
    "assist": ("配合单位", "协办单位", "协助单位", "参与单位"),
    "person": ("责任人", "整改责任人", "联系人", "经办人"),
    "measures": ("整改措施", "工作措施", "解决措施", "具体举措"),
    "due": ("整改时限", "完成时限", "整改期限", "时间节点"),
    "done": ("是否完成", "整改状态", "是否销号", "是否销账"),
}
MINIMUM = {"title", "lead", "source_unit"}


def pick(draw_: st.DrawFn, values: Any) -> Any:
    """Draw one of some values."""
    return draw_(st.sampled_from(values))


@st.composite
def one_problem(draw_: st.DrawFn, seq: int) -> Known:
    county = pick(draw_, COUNTIES)
    solver, nature = pick(draw_, list(SOLVERS)), pick(draw_, list(NATURES))
    lead = pick(
        draw_, [(name, name) for name in DEPARTMENTS] + [(one, word) for one, words in COUNTIES for word in words]
    )
    done = pick(draw_, [True, False])
    return Known(
        seq=seq,
        title=f"{pick(draw_, TITLES)}（第{seq}件）",
        category=pick(draw_, CATEGORIES),
        source=(county[0], pick(draw_, county[1])),
        solver=(solver, pick(draw_, SOLVERS[solver])),
        nature=(nature, pick(draw_, NATURES[nature])),
        lead=lead,
        assist=tuple(draw_(st.lists(st.sampled_from(DEPARTMENTS), max_size=3, unique=True))),
        person=pick(draw_, PERSONS),
        due=pick(draw_, DEADLINES),
        measures=tuple(draw_(st.lists(st.sampled_from(MEASURES), min_size=1, max_size=4, unique=True))),
        done=(done, pick(draw_, YES if done else NO)),
    )


@st.composite
def lists(draw_: st.DrawFn) -> tuple[Layout, list[Known]]:
    """Random problems in a random layout."""
    problems_ = [draw_(one_problem(n)) for n in range(1, draw_(st.integers(2, 9)) + 1)]
    wanted = {"seq"} | MINIMUM | set(draw_(st.lists(st.sampled_from(sorted(HEADINGS)), unique=True)))
    two_level = pick(draw_, [True, False])
    columns: list[Column] = []
    for name, heading in TWO_LEVEL if two_level else PLAIN:
        if name in wanted:
            leaf = pick(draw_, HEADINGS[name])
            columns.append((name, (heading[0], leaf) if isinstance(heading, tuple) else leaf))
    if not two_level:
        columns[1:] = draw_(st.permutations(columns[1:]))
    groups = "" if "category" in wanted else pick(draw_, ["", "{n}、{name}方面", "（{n}）{name}类", "{n}、{name}"])
    if groups:
        problems_.sort(key=lambda problem: CATEGORIES.index(problem.category))
    rows_apart = [] if "measures" not in wanted else ["merged", "blank", "repeated"]
    return Layout(
        columns=tuple(columns),
        titles=tuple(draw_(st.lists(st.sampled_from(("问题清单（示例）", "填报时间：2023年5月8日")), unique=True))),
        skip_rows=pick(draw_, [0, 0, 3]),
        skip_columns=pick(draw_, [0, 0, 1, 2]),
        measures=pick(draw_, ["numbered", "numbered_lines", *rows_apart]),
        style=pick(draw_, ["dot", "comma", "circle", "bracket", "word", "wide"]),
        unit_mark=pick(draw_, ["、", "，", ",", "；", ";", "/", "\n"]),
        groups=groups,
        totals=pick(draw_, [True, False]),
        endings=tuple(
            draw_(st.lists(st.sampled_from(("填表人：王示例   审核人：陈示例", "备注：示例数据。")), unique=True))
        ),
        repeat_heading=pick(draw_, [0, 0, 2, 3]),
        seq=pick(draw_, ["number", "text", "wide", "bracket", "dot", "padded"]),
        ditto=pick(draw_, [True, False]),
        merge_groups=pick(draw_, [True, True, False]),
        singles=pick(draw_, ["merged", "upper", "lower", "mixed"]),
    ), problems_


def grid_of(drawing: Drawing) -> Sheet:
    """A drawing as a sheet, without a file between."""
    lines = [[drawing.cells.get((row, column)) for column in range(drawing.width)] for row in range(drawing.height)]
    return sheet(lines, name=drawing.name, merges=drawing.merges)


@given(lists())
@settings(examples(60), suppress_health_check=[HealthCheck.too_slow])
def test_reading_undoes_drawing(case: tuple[Layout, list[Known]]) -> None:
    layout, given_problems = case
    assert problems(read(grid_of(draw(layout, given_problems)))) == expected(layout, given_problems)


@given(lists(), st.dates(date(2020, 1, 1), date(2030, 12, 31)))
@settings(examples(20), suppress_health_check=[HealthCheck.too_slow])
def test_the_day_of_reading_changes_nothing_but_dates(case: tuple[Layout, list[Known]], on: date) -> None:
    drawn = grid_of(draw(*case))

    def undated(day: date) -> list[dict[str, object]]:
        return [{k: v for k, v in problem.items() if k != "due"} for problem in problems(read(drawn, on=day))]

    assert undated(on) == undated(AS_OF)


WORDS = st.sampled_from(
    [
        "序号",
        "问题",
        "牵头单位",
        "时限",
        "合计",
        "一、甲类",
        "同上",
        "1",
        "２",
        "锦江",
        "年底前",
        "",
        "无",
        "√",
        "x" * 90,
    ]
)
CELLS = st.one_of(WORDS, st.text(max_size=8))


@given(
    st.lists(st.lists(CELLS, max_size=6), max_size=9),
    st.lists(st.tuples(*[st.integers(0, 8)] * 4), max_size=4),
)
@settings(examples(100))
def test_any_cells_are_read_without_an_error(lines: list[list[str]], ranges: list[tuple[int, int, int, int]]) -> None:
    merges = tuple((min(a, c), min(b, d), max(a, c), max(b, d)) for a, b, c, d in ranges)
    grid = Sheet("表", tuple(tuple(Cell(text) for text in line) for line in lines), merges)
    reading = understand(Workbook((grid,)), names=NAMES, on=AS_OF)
    assert all(problem["title"] for problem in as_json(reading)["problems"])
