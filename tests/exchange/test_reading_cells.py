"""What single cells say: names, solvers, natures, done words, measures, mended text; and the doubts about them."""

from __future__ import annotations

import pytest

from jianfa.exchange.reading import NameBook
from jianfa.exchange.reading.claims import done_of
from jianfa.exchange.reading.measures import split_measures
from jianfa.exchange.reading.persons import person_text
from jianfa.exchange.reading.values import (
    category_text,
    nature_of,
    solver_of,
    split_units,
)
from tests.exchange.grids import codes, column, problems, rows

NAMES = NameBook.example()


def test_the_seed_has_the_23_county_unions_and_nine_departments() -> None:
    assert len(NAMES.officials("county_union")) == 23
    assert len(NAMES.officials("department")) == 9


@pytest.mark.parametrize(
    ("written", "official"),
    [
        ("锦江区总工会", "锦江区总工会"),
        ("成都市锦江区总工会", "锦江区总工会"),
        ("四川省成都市锦江区总工会", "锦江区总工会"),
        ("锦江总工会", "锦江区总工会"),
        ("锦江区工会", "锦江区总工会"),
        ("锦江区", "锦江区总工会"),
        ("锦江", "锦江区总工会"),
        ("錦江區總工會", "锦江区总工会"),
        ("锦 江 区 总 工 会", "锦江区总工会"),
        ("简阳市总", "简阳市总工会"),
        ("高新区总工会", "高新区总工会"),
        ("成都高新区总工会", "高新区总工会"),
        ("成都高新技术产业开发区总工会", "高新区总工会"),
        ("四川天府新区总工会", "天府新区总工会"),
        ("成都东部新区总工会", "东部新区总工会"),
        ("市总工会组织建设部", "组织建设部"),
        ("市总工会", "成都市总工会"),
    ],
)
def test_names_are_known_in_all_their_writings(written: str, official: str) -> None:
    name = NAMES.resolve(written).name
    assert name is not None
    assert name.official == official


@pytest.mark.parametrize("written", ["区总工会", "新区总工会", "县总工会", "本单位"])
def test_a_name_that_fits_several_units_is_not_resolved(written: str) -> None:
    resolution = NAMES.resolve(written)
    assert (resolution.how, resolution.name) == ("ambiguous", None)
    assert len(resolution.nearest) > 1


@pytest.mark.parametrize(
    ("written", "count"),
    [
        ("各区(市)县总工会", 23),
        ("各区（市）县工会", 23),
        ("各区县总工会", 23),
        ("各县（市、区）总工会", 23),
        ("各部门", 9),
        ("机关各部门", 9),
        ("各单位", 33),
    ],
)
def test_words_for_all_units_stand_for_a_set(written: str, count: int) -> None:
    assert len(NAMES.resolve(written).members) == count


def test_a_misspelt_name_is_offered_the_nearest_one_and_kept_as_written() -> None:
    reading = rows(("序号", "问题", "填报单位"), (1, "甲事难办", "锦江区总工绘"))
    assert column(reading, "source_unit") == ["锦江区总工绘"]
    (doubt,) = reading.doubts
    assert (doubt.code, doubt.cell, doubt.value, doubt.nearest) == (
        "unknown_unit",
        "C2",
        "锦江区总工绘",
        "锦江区总工会",
    )


def test_bodies_outside_the_unions_stay_as_written_with_a_doubt() -> None:
    reading = rows(("序号", "问题", "牵头单位"), (1, "甲事难办", "锦江区人力资源和社会保障局"))
    assert column(reading, "lead") == ["锦江区人力资源和社会保障局"]
    assert codes(reading) == ["unknown_unit"]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("办公室、财务部", ["办公室", "财务部"]),
        ("办公室，财务部；经审办", ["办公室", "财务部", "经审办"]),
        ("办公室\n财务部", ["办公室", "财务部"]),
        ("办公室/财务部", ["办公室", "财务部"]),
        ("办公室 财务部", ["办公室", "财务部"]),
        ("办公室和财务部", ["办公室", "财务部"]),
        ("各区（市、县）总工会、办公室", ["各区（市、县）总工会", "办公室"]),
        ("市委组织部、市委编办", ["市委组织部", "市委编办"]),
        ("人力资源和社会保障局", ["人力资源和社会保障局"]),
    ],
)
def test_several_units_in_one_cell(text: str, names: list[str]) -> None:
    assert [unit.name for unit in split_units(text, NAMES)] == names


def test_a_cell_can_say_who_leads_and_who_assists() -> None:
    reading = rows(
        ("序号", "问题", "责任单位"),
        (1, "甲事难办", "牵头单位：办公室；配合单位：财务部、经审办"),
        (2, "乙事难办", "财务部（牵头）、经审办（配合）"),
    )
    assert column(reading, "lead") == ["办公室", "财务部"]
    assert column(reading, "assist") == [["财务部", "经审办"], ["经审办"]]


def test_two_leads_are_doubted_and_both_kept() -> None:
    reading = rows(("序号", "问题", "牵头单位"), (1, "甲事难办", "办公室、财务部"))
    assert (reading.problems[0].lead, reading.problems[0].co_leads) == ("办公室", ("财务部",))
    assert codes(reading) == ["several_leads"]


def test_lead_goes_before_responsible() -> None:
    reading = rows(
        ("序号", "问题", "责任单位", "牵头单位"), (1, "甲事难办", "财务部", "办公室"), (2, "乙事难办", "经审办", "")
    )
    assert column(reading, "lead") == ["办公室", "经审办"]


@pytest.mark.parametrize(
    ("text", "solver"),
    [
        ("需党委政府协同解决", "party_gov"),
        ("提请区委区政府研究", "party_gov"),
        ("需上级工会解决", "superior_union"),
        ("市总工会", "superior_union"),
        ("区(市)县工会自身解决", "county_union"),
        ("自行解决", "county_union"),
        ("再议", None),
    ],
)
def test_solver_words(text: str, solver: str | None) -> None:
    assert solver_of(text)[0] == solver


def test_two_solvers_are_doubted() -> None:
    reading = rows(("序号", "问题", "解决主体"), (1, "甲事难办", "党委政府、上级工会"), (2, "乙事难办", "再议"))
    assert column(reading, "solver") == ["party_gov", None]
    assert codes(reading) == ["several_solvers", "unknown_solver"]


@pytest.mark.parametrize(
    ("text", "nature"), [("共性", "common"), ("共性问题", "common"), ("个性问题", "individual"), ("共性与个性", None)]
)
def test_nature_words(text: str, nature: str | None) -> None:
    assert nature_of(text) == nature


@pytest.mark.parametrize(
    ("text", "done"),
    [
        *(
            (word, True)
            for word in (
                "是",
                "已完成",
                "已整改",
                "已销号",
                "已销账",
                "√",
                "☑",
                "100%",
                "已整改到位",
                "完成",
                "已办结",
                "全部完成",
            )
        ),
        *(
            (word, False)
            for word in (
                "否",
                "未完成",
                "推进中",
                "正在办理",
                "×",
                "50%",
                "基本完成",
                "部分完成",
                "整改中",
                "未销号",
                "持续推进",
            )
        ),
        *((word, None) for word in ("已制定方案", "见附件")),
    ],
)
def test_done_words(text: str, done: object) -> None:
    assert done_of(text) is done


def test_a_problem_with_several_done_cells_is_done_when_all_are() -> None:
    reading = rows(
        ("序号", "问题", "整改措施", "是否完成"),
        (1, "甲事难办", "建账", "是"),
        (None, None, "修路", "否"),
        (2, "乙事难办", "建账", "是"),
        (None, None, "修路", "是"),
    )
    assert column(reading, "claimed_done") == [False, True]


@pytest.mark.parametrize(
    ("text", "measures"),
    [
        ("1.试点补贴餐；2.引入3家让利商户", ["试点补贴餐", "引入3家让利商户"]),
        ("1、建账\n2、修路", ["建账", "修路"]),
        ("①建账；②修路。", ["建账", "修路"]),
        ("一是建账；二是修路。", ["建账", "修路"]),
        ("（1）建账（2）修路", ["建账", "修路"]),
        ("（一）建账；（二）修路", ["建账", "修路"]),
        ("1.建账2.修路3.问卷", ["建账", "修路", "问卷"]),
        ("1.提高到1.5万元；2.2023年底前兑现", ["提高到1.5万元", "2023年底前兑现"]),
        ("1．纳入年度预算", ["纳入年度预算"]),
        ("加装坡道；增设扶手", ["加装坡道；增设扶手"]),
        ("提高到1.5万元", ["提高到1.5万元"]),
        ("建立提醒台账\n分两批换届", ["建立提醒台账", "分两批换届"]),
    ],
)
def test_measures_in_one_cell(text: str, measures: list[str]) -> None:
    assert list(split_measures(text)) == measures


def test_measures_numbered_row_by_row_lose_their_numbers() -> None:
    reading = rows(
        ("序号", "问题", "整改措施"), (1, "甲事难办", "1.建账"), (None, None, "2.修路；"), (None, None, "3.问卷")
    )
    assert column(reading, "measures") == [["建账", "修路", "问卷"]]


@pytest.mark.parametrize(
    ("text", "name"),
    [("张　涛", "张涛"), ("张涛 李敏", "张涛、李敏"), ("张涛\n李敏", "张涛、李敏"), ("张涛、李敏", "张涛、李敏")],
)
def test_persons(text: str, name: str) -> None:
    assert person_text(text) == name


@pytest.mark.parametrize(
    ("text", "category"),
    [
        ("一、政治功能方面", "政治功能"),
        ("（二）组织体系类", "组织体系"),
        ("三、阵地网络方面的问题（共5个）", "阵地网络"),
        ("第四类：制度机制", "制度机制"),
    ],
)
def test_category_rows_lose_their_ordinals(text: str, category: str) -> None:
    assert category_text(text, heading=True) == category


def test_every_repair_of_a_text_is_reported() -> None:
    reading = rows(
        ("序号", "问题", "填报单位"), ("１", "　學習中國(guó)共產(chǎn)黨章程不够，仅４１家", "锦 江区总工会")
    )
    (problem,) = problems(reading)
    assert (problem["seq"], problem["title"]) == (1, "學習中國共產黨章程不够，仅41家")
    assert problem["source_unit"] == "锦江区总工会"
    assert {(note.code, note.row, note.column) for note in reading.notes} == {
        ("width", 2, "A"),
        ("reading_aid", 2, "B"),
        ("width", 2, "B"),
        ("spaces", 2, "B"),
        ("spaces", 2, "C"),
    }
    (doubt,) = reading.doubts
    assert (doubt.code, doubt.nearest) == ("traditional", "学习中国共产党章程不够，仅41家")


def test_odd_numbers_and_deadlines_are_doubted_with_their_place() -> None:
    reading = rows(
        ("序号", "问题", "完成时限"),
        ("甲-1", "甲事难办", "尽快"),
        (2, "乙事难办", "2023年2月30日"),
        (3, "丙事难办", "2023年1月底"),
    )
    found = [(doubt.code, doubt.cell) for doubt in reading.doubts]
    assert found == [("odd_number", "A2"), ("unread_deadline", "C2"), ("impossible_date", "C3"), ("past_due", "C4")]
    assert column(reading, "due") == [None, None, "2023-01-31"]
