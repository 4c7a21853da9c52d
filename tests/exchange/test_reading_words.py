"""Words of many offices: what a cell claims, who solves, common or individual, numbered units and measures."""

from __future__ import annotations

import pytest

from jianfa.exchange.reading import NameBook
from jianfa.exchange.reading.claims import done_of
from jianfa.exchange.reading.columns import match_heading
from jianfa.exchange.reading.measures import split_measures
from jianfa.exchange.reading.persons import person_text
from jianfa.exchange.reading.values import nature_in, solver_of, split_units
from tests.exchange.grids import column, drawn, read

NAMES = NameBook.example()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("是（已销号）", True),
        ("是，已销账", True),
        ("√已完成", True),
        ("已于3月10日销号", True),
        ("2023年2月已完成", True),
        ("已完成（2023.2.28）", True),
        ("已销帐", True),
        ("未销帐", False),
        ("完成整改并销号", True),
        ("同意销号", True),
        ("验收通过", True),
        ("达到预期目标，已销号", True),
        ("已完成，长期坚持", True),
        ("已完成并长期坚持", True),
        ("已完成100%", True),
        ("已完成80%", False),
        ("已完成2项，剩余1项推进中", False),
        ("已完成选址，正在装修", False),
        ("尚未整改到位", False),
        ("6月底前完成", None),
        ("计划10月完成", None),
        ("申请销号", None),
        ("已完成方案编制", None),
    ],
)
def test_a_claim_is_read_clause_by_clause(text: str, expected: object) -> None:
    assert done_of(text) is expected


def test_a_report_of_progress_that_begins_with_done_is_a_claim() -> None:
    reading = read(
        drawn(
            "序号|问题|责任单位|整改落实情况\n"
            "1|甲事难办|财务部|已完成。2月召开会议，修订了制度。\n"
            "2|乙事难办|财务部|正在推进，已完成选址。\n"
            "3|丙事难办|财务部|已完成整改，并建立长效机制"
        )
    )
    assert column(reading, "claimed_done") == [True, False, True]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("区总工会", "county_union"),
        ("由县总工会解决", "county_union"),
        ("简阳市总自行解决", "county_union"),
        ("由市总协调", "superior_union"),
        ("需要市总支持", "superior_union"),
        ("省级层面", "superior_union"),
    ],
)
def test_the_city_federation_is_not_the_union_of_a_county_level_city(text: str, expected: str) -> None:
    assert solver_of(text)[0] == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("共", "common"),
        ("个", "individual"),
        ("普遍存在", "common"),
        ("全市共性", "common"),
        ("个别存在", "individual"),
        ("特有", "individual"),
        ("非共性", None),
        ("共性和个性", None),
    ],
)
def test_a_column_of_natures_is_read_loosely(text: str, expected: str | None) -> None:
    assert nature_in(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "1.财务部；2.办公室",
        "1.财务部 2.办公室",
        "①财务部②办公室",
        "（1）财务部、（2）办公室",
        "财务部+办公室",
        "财务部·办公室",
    ],
)
def test_numbered_units_lose_their_numbers(text: str) -> None:
    assert [unit.name for unit in split_units(text, NAMES)] == ["财务部", "办公室"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("⑴摸底；⑵建库", ("摸底", "建库")),
        ("❶摸底❷建库", ("摸底", "建库")),
        ("Ⅰ.摸底；Ⅱ.建库", ("摸底", "建库")),
        ("1 摸底造册\n2 建立台账", ("摸底造册", "建立台账")),
        ("• 摸底造册\n• 建立台账", ("摸底造册", "建立台账")),
        ("【1】摸底【2】建库", ("摸底", "建库")),
        ("1。摸底；2。建库", ("摸底", "建库")),
        ("1.定方案\n（1）摸底\n（2）起草\n2.拨经费", ("定方案（1）摸底（2）起草", "拨经费")),
        ("1.定方案;2.拨经费;3.3家企业试点", ("定方案", "拨经费", "3家企业试点")),
        ("1.定方案；2.投入2.5万元", ("定方案", "投入2.5万元")),
        ("1.5万元用于培训；2.5万元用于慰问", ("1.5万元用于培训；2.5万元用于慰问",)),
    ],
)
def test_measures_are_parted_whatever_their_numbers_look_like(text: str, expected: tuple[str, ...]) -> None:
    assert split_measures(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("张　示 李示例", "张示、李示例"),
        ("张示例；138 0000 0000", "张示例"),
        ("张示例Tel:13800000000", "张示例"),
        ("副主席 张示例", "副主席张示例"),
        ("张示例（主席）", "张示例（主席）"),
    ],
)
def test_persons_keep_their_names_and_nothing_else(text: str, expected: str) -> None:
    assert person_text(text) == expected


def test_measures_in_several_columns_are_all_taken() -> None:
    reading = read(
        drawn(
            "序号|问题|整改措施一|整改措施二|整改措施三|牵头单位\n"
            "1|甲事难办|摸底|建库||财务部\n2|乙事难办|走访|||办公室"
        )
    )
    assert column(reading, "measures") == [["摸底", "建库"], ["走访"]]
    assert reading.doubts == ()


@pytest.mark.parametrize(
    ("heading", "field"),
    [
        ("编码", "seq"),
        ("问题属性", "nature"),
        ("解决主体类别", "solver"),
        ("谁来解决", "solver"),
        ("县（市、区）", "source_unit"),
        ("属地", "source_unit"),
        ("工作内容", "measures"),
        ("最迟完成时间", "due"),
        ("时间安排", "due"),
        ("协作单位", "assist"),
        ("共同责任单位", "assist"),
        ("已完成/未完成", "done"),
    ],
)
def test_headings_of_other_offices_are_known(heading: str, field: str) -> None:
    assert match_heading((heading,)).field == field


@pytest.mark.parametrize(("text", "done"), [("√", True), ("整改完成", True), ("完成", True), ("已制定方案", False)])
def test_one_word_of_progress_is_an_answer(text: str, *, done: bool) -> None:
    reading = read(drawn(f"序号|问题|责任单位|整改进度\n1|甲事难办|财务部|{text}"))
    assert column(reading, "claimed_done") == [done]


def test_a_line_of_signatures_over_the_whole_table_is_no_group() -> None:
    reading = read(
        drawn(
            "序号|问题|牵头单位|时限\n1|甲事难办|财务部|6月底\n"
            "区总工会主要负责人（签字）：      经办人：      电话：|<|<|<"
        )
    )
    assert [one.code for one in reading.skipped] == ["signature"]
