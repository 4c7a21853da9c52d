"""Workbooks of several sheets: four lists joined by number, lists of single counties, tables split or stacked."""

from __future__ import annotations

from datetime import date

from tests.exchange.grids import Row, codes, column, read, rows, sheet

HEAD: Row = ("序号", "问题", "牵头单位", "整改措施", "完成时限")


def test_it_joins_the_four_lists_by_number() -> None:
    reading = read(
        sheet(
            [
                ("“四张清单”之问题清单",),
                ("序号", "问题", "五强类别", "提出单位", "解决主体"),
                (1, "站点少", "阵地网络", "锦江区总工会", "自身解决"),
                (2, "人员缺", "组织体系", "青羊区工会", "党委政府"),
            ],
            name="问题清单",
            merges=[(0, 0, 0, 4)],
        ),
        sheet(
            [
                ("序号", "对应问题序号", "任务", "时限"),
                (1, 1, "选点", "上半年"),
                (2, 1, "建站", "上半年"),
                (3, 2, "商请补员", "年底前"),
            ],
            name="任务清单",
        ),
        sheet(
            [
                ("问题序号", "牵头单位", "配合单位", "责任人"),
                (2, "办公室", "财务部", "张示例"),
                (1, "经审办", "", "李例"),
            ],
            name="责任清单",
        ),
        sheet(
            [("对应问题", "进展情况", "是否销号"), ("问题1", "推进", "是"), ("问题2", "推进", "否")], name="整改清单"
        ),
        sheet([("草稿", "不要")], name="草稿", hidden=True),
    )
    assert column(reading, "title") == ["站点少", "人员缺"]
    assert column(reading, "measures") == [["选点", "建站"], ["商请补员"]]
    assert column(reading, "lead") == ["经审办", "办公室"]
    assert column(reading, "assist") == [[], ["财务部"]]
    assert column(reading, "due") == ["2023-06-30", "2023-12-31"]
    assert column(reading, "claimed_done") == [True, False]
    assert [one.code for one in reading.skipped] == ["hidden_sheet"]
    assert [one.role for one in reading.sheets] == ["list", "part", "part", "part", "unused"]


def test_it_joins_a_sheet_that_repeats_number_and_title() -> None:
    reading = read(
        sheet(
            [("序号", "问题描述", "填报单位"), (1, "甲事难办", "锦江区总工会"), (2, "乙事难办", "金牛区总工会")],
            name="问题清单",
        ),
        sheet(
            [
                ("序号", "问题描述", "牵头单位", "责任人"),
                (1, "甲事难办", "财务部", "张例"),
                (2, "乙事难办", "办公室", "李例"),
            ],
            name="责任清单",
        ),
    )
    assert column(reading, "title") == ["甲事难办", "乙事难办"]
    assert column(reading, "lead") == ["财务部", "办公室"]
    assert column(reading, "source_unit") == ["锦江区总工会", "金牛区总工会"]


def test_a_part_about_a_number_nobody_has_is_doubted() -> None:
    reading = read(
        sheet(
            [("序号", "问题描述", "填报单位"), *((n, f"第{n}件难事", "锦江区总工会") for n in range(1, 6))],
            name="问题清单",
        ),
        sheet([("问题序号", "牵头单位", "责任人"), *((n, "财务部", "张例") for n in (1, 2, 3, 4, 9))], name="责任清单"),
    )
    assert codes(reading) == ["no_such_problem"]
    assert column(reading, "lead") == ["财务部"] * 4 + [None]


def test_sheets_of_single_counties_are_one_list_each() -> None:
    head = ("序号", "存在问题", "牵头单位", "整改时限")
    reading = read(
        sheet([head, (1, "甲事难办", "财务部", "年底前"), (2, "乙事难办", "财务部", "年底前")], name="锦江区"),
        sheet([head, (1, "丙事难办", "办公室", "上半年")], name="都江堰市总工会"),
        sheet([("区县", "问题数量", "完成率"), ("锦江区", 2, "50%"), ("都江堰市", 1, "0%")], name="汇总"),
    )
    assert column(reading, "title") == ["甲事难办", "乙事难办", "丙事难办"]
    assert column(reading, "source_unit") == ["锦江区总工会", "锦江区总工会", "都江堰市总工会"]


def test_the_unit_above_the_table_is_the_source_where_no_column_says_it() -> None:
    reading = rows(
        ("锦江区工会问题清单",),
        ("填报单位：锦江区总工会     填报时间：2023年4月1日",),
        HEAD,
        (1, "甲事难办", "财务部", "建账", "年底前"),
    )
    assert column(reading, "source_unit") == ["锦江区总工会"]
    assert (reading.as_of, reading.filed_by) == (date(2023, 4, 1), "锦江区总工会")


def test_two_tables_on_one_sheet_are_both_read() -> None:
    reading = rows(
        ("序号", "问题", "牵头单位", "完成时限"),
        (1, "甲事难办", "财务部", "年底前"),
        (),
        ("第二部分",),
        ("编号", "填报单位", "存在问题", "责任人"),
        (2, "锦江区总工会", "乙事难办", "张例"),
    )
    assert column(reading, "title") == ["甲事难办", "乙事难办"]
    assert column(reading, "source_unit") == [None, "锦江区总工会"]


def test_a_word_table_split_over_pages_goes_on() -> None:
    reading = read(
        sheet([("序号", "问题", "牵头单位"), ("1", "甲事难办", "财务部")], name="表1"),
        sheet([("2", "乙事难办", "办公室"), ("3", "丙事难办", "办公室")], name="表2"),
    )
    assert column(reading, "seq") == [1, 2, 3]


def test_a_title_that_begins_with_a_county_names_the_source() -> None:
    reading = rows(("锦江区总工会问题清单",), HEAD, (1, "甲事难办", "财务部", "建账", "年底前"))
    assert column(reading, "source_unit") == ["锦江区总工会"]
    other = rows(("成都市区（市）县工会问题清单",), HEAD, (1, "甲事难办", "财务部", "建账", "年底前"))
    assert column(other, "source_unit") == [None]


def test_a_statistics_sheet_beside_a_list_is_left_alone() -> None:
    reading = read(
        sheet(
            [("序号", "问题", "填报单位"), *((n, f"第{n}件难事", "锦江区总工会") for n in range(1, 6))], name="问题清单"
        ),
        sheet(
            [("序号", "单位", "问题数", "完成情况"), (1, "锦江区总工会", 5, "是"), (2, "武侯区总工会", 0, "是")],
            name="汇总表",
        ),
    )
    assert column(reading, "claimed_done") == [False] * 5
    assert [one.used for one in reading.sheets] == [True, False]


def test_parts_that_number_their_measures_are_joined_by_the_titles_beside_them() -> None:
    reading = read(
        sheet(
            [
                ("序号", "问题", "类别", "上报单位"),
                (1, "甲事难办", "组织体系", "新都区"),
                (2, "乙事难办", "制度机制", "新都区"),
            ],
            name="问题清单",
        ),
        sheet(
            [
                ("问题", "序号", "任务措施", "时间要求"),
                ("甲事难办", 1, "签约", "7月底"),
                ("", 2, "挂牌", "8月底"),
                ("乙事难办", 3, "修订", "5月"),
            ],
            name="任务清单",
            merges=[(1, 0, 2, 0)],
        ),
        sheet(
            [
                ("序号", "牵头单位", "问题", "责任人"),
                (1, "财务部", "乙事难办", "李例"),
                (2, "办公室", "甲事难办", "张例"),
            ],
            name="责任清单",
        ),
    )
    assert column(reading, "title") == ["甲事难办", "乙事难办"]
    assert column(reading, "measures") == [["签约", "挂牌"], ["修订"]]
    assert column(reading, "due") == ["2023-08-31", "2023-05-31"]
    assert column(reading, "lead") == ["办公室", "财务部"]


def test_two_counties_with_the_same_troubles_are_two_lists() -> None:
    head = ("序号", "存在问题", "牵头单位", "整改时限")
    reading = read(
        sheet([head, (1, "甲事难办", "财务部", "年底前"), (2, "乙事难办", "财务部", "年底前")], name="锦江区"),
        sheet([head, (1, "乙事难办", "办公室", "上半年"), (2, "甲事难办", "办公室", "上半年")], name="青羊区"),
    )
    assert column(reading, "source_unit") == ["锦江区总工会"] * 2 + ["青羊区总工会"] * 2


def test_the_parts_may_stand_before_the_list() -> None:
    reading = read(
        sheet([("序号", "问题", "牵头单位"), (1, "甲事难办", "财务部"), (2, "乙事难办", "办公室")], name="责任清单"),
        sheet(
            [
                ("序号", "问题", "类别", "解决主体"),
                (1, "甲事难办", "组织体系", "自身"),
                (2, "乙事难办", "制度机制", "市总"),
            ],
            name="问题清单",
        ),
    )
    assert column(reading, "lead") == ["财务部", "办公室"]
    assert column(reading, "category") == ["组织体系", "制度机制"]


def test_measures_numbered_within_their_problem_are_no_problems_of_their_own() -> None:
    head = ("编号", "问题描述", "牵头单位", "工作措施", "完成时限")
    reading = rows(
        head,
        ("1-1", "甲事难办", "财务部", "选址", "4月"),
        ("1-2", "甲事难办", "财务部", "装修", "6月"),
        ("2-1", "乙事难办", "办公室", "招募", "5月"),
    )
    assert column(reading, "seq") == [1, 2]
    assert column(reading, "measures") == [["选址", "装修"], ["招募"]]
    assert column(reading, "due") == ["2023-06-30", "2023-05-31"]
    other = rows(head, ("1-1", "甲", "财务部", "选址", "4月"), ("1-2", "乙", "财务部", "装修", "6月"))
    assert column(other, "title") == ["甲", "乙"]


def test_a_title_may_begin_with_the_place_alone() -> None:
    for title in ("温江区“四张清单”汇总表", "成都市温江区问题台账"):
        assert column(rows((title,), HEAD, (1, "甲事难办", "财务部", "建账", "年底前")), "source_unit") == [
            "温江区总工会"
        ]


def test_a_cover_names_the_source_and_a_lead_that_is_named_wins() -> None:
    reading = read(
        sheet([("锦江区总工会“县级工会加强年”四张清单",), ("2023年3月",)], name="封面"),
        sheet([("序号", "问题", "类别"), (1, "甲事难办", "组织体系"), (2, "乙事难办", "制度机制")], name="问题清单"),
        sheet(
            [("问题序号", "任务", "责任科室", "时限"), (1, "摸底", "办公室", "3月底"), (2, "建库", "财务部", "长期")],
            name="任务清单",
        ),
        sheet(
            [("牵头单位", "责任人", "对应问题"), ("财务部", "张例", "甲事难办"), ("办公室", "李例", "乙事难办")],
            name="责任清单",
        ),
    )
    assert column(reading, "source_unit") == ["锦江区总工会"] * 2
    assert column(reading, "lead") == ["财务部", "办公室"]
    assert codes(reading) == []


def test_numbers_that_begin_again_with_every_group_are_no_repetition() -> None:
    head = ("序号", "问题", "类别", "牵头单位")
    lines = [(1, "甲", "组织体系"), (2, "乙", "组织体系"), (1, "丙", "制度机制"), (2, "丁", "制度机制")]
    assert codes(rows(head, *((*line, "财务部") for line in lines))) == []
    again = [(1, "甲", "组织体系"), (2, "乙", "组织体系"), (2, "丙", "组织体系")]
    assert codes(rows(head, *((*line, "财务部") for line in again))) == ["repeated_number"]


def test_a_number_that_several_problems_have_is_looked_for_in_its_group_or_not_at_all() -> None:
    listed = sheet(
        [("序号", "问题", "类别", "上报单位"), (1, "甲", "组织体系", "锦江区"), (1, "乙", "制度机制", "锦江区")],
        name="问题清单",
    )
    grouped = sheet(
        [
            ("问题序号", "牵头单位", "责任人"),
            ("一、组织体系",),
            (1, "财务部", "张例"),
            ("二、制度机制",),
            (1, "办公室", "李例"),
        ],
        name="责任清单",
        merges=[(1, 0, 1, 2), (3, 0, 3, 2)],
    )
    assert column(read(listed, grouped), "lead") == ["财务部", "办公室"]
    bare = sheet([("问题序号", "牵头单位", "责任人"), (1, "财务部", "张例")], name="责任清单")
    reading = read(listed, bare)
    assert column(reading, "lead") == [None, None]
    assert codes(reading) == ["several_numbers"]
