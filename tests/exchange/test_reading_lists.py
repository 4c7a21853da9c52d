"""Lists as they come: what is a problem, what belongs to which, and what is no problem at all."""

from __future__ import annotations

from datetime import date

from jianfa.exchange.reading import Mapping
from jianfa.kit.tables import Cell
from tests.exchange.grids import Row, codes, column, problems, read, rows, sheet

HEAD: Row = ("序号", "问题", "牵头单位", "整改措施", "完成时限")


def test_group_rows_can_name_the_solver_the_nature_or_the_unit() -> None:
    head = ("序号", "问题", "牵头单位", "完成时限")
    reading = rows(
        head,
        ("一、需党委政府协同解决的问题（1个）",),
        (1, "甲事难办", "财务部", "年底前"),
        ("二、需上级工会解决的问题（2个）",),
        ("（一）共性问题",),
        (2, "乙事难办", "财务部", "年底前"),
        ("（二）个性问题",),
        (3, "丙事难办", "财务部", "年底前"),
        ("三、区（市）县工会自身解决的问题",),
        (4, "丁事难办", "财务部", "年底前"),
        merges=[(row, 0, row, 3) for row in (1, 3, 4, 6, 8)],
    )
    assert column(reading, "solver") == ["party_gov", "superior_union", "superior_union", "county_union"]
    assert column(reading, "nature") == [None, "common", "individual", None]
    assert column(reading, "category") == [None] * 4


def test_a_numeral_beside_a_name_is_a_group_too() -> None:
    reading = rows(
        HEAD,
        ("一", "政治功能方面", "", "", ""),
        (1, "甲事难办", "财务部", "建账", "年底前"),
        ("二", "组织体系方面", "", "", ""),
        (2, "乙事难办", "办公室", "建账", "年底前"),
    )
    assert column(reading, "category") == ["政治功能", "组织体系"]
    assert column(reading, "seq") == [1, 2]


def test_a_second_level_of_groups_keeps_the_first_as_category() -> None:
    reading = rows(
        HEAD,
        ("一、组织体系方面",),
        ("（一）机构编制",),
        (1, "甲事难办", "财务部", "建账", "年底前"),
        ("二、阵地网络方面",),
        (2, "乙事难办", "办公室", "建账", "年底前"),
    )
    assert column(reading, "category") == ["组织体系", "阵地网络"]


def test_groups_by_unit_give_the_source() -> None:
    reading = rows(
        HEAD,
        ("锦江区总工会",),
        (1, "甲事难办", "财务部", "建账", "年底前"),
        ("青羊区工会（1个）",),
        (2, "乙事难办", "办公室", "建账", "年底前"),
    )
    assert column(reading, "source_unit") == ["锦江区总工会", "青羊区总工会"]


def test_cells_merged_over_several_problems_count_for_each() -> None:
    reading = rows(
        ("序号", "类别", "问题", "牵头单位", "整改措施", "完成时限"),
        (1, "组织体系", "甲事难办", "财务部", "建账甲", "年底前"),
        (2, None, "乙事难办", None, "建账乙", None),
        (3, "阵地网络", "丙事难办", "办公室", "建账丙", "上半年"),
        merges=[(1, 1, 2, 1), (1, 3, 2, 3), (1, 5, 2, 5)],
    )
    assert column(reading, "category") == ["组织体系", "组织体系", "阵地网络"]
    assert column(reading, "lead") == ["财务部", "财务部", "办公室"]
    assert column(reading, "due") == ["2023-12-31", "2023-12-31", "2023-06-30"]
    assert column(reading, "measures") == [["建账甲"], ["建账乙"], ["建账丙"]]


def test_numbers_that_begin_again_in_each_group_are_separate_problems() -> None:
    reading = rows(
        HEAD,
        ("一、政治功能",),
        (1, "甲事难办", "财务部", "建账", "年底前"),
        ("二、组织体系",),
        (1, "乙事难办", "办公室", "建账", "年底前"),
    )
    assert column(reading, "title") == ["甲事难办", "乙事难办"]
    assert codes(reading) == []


def test_printed_numbers_without_content_are_no_problems() -> None:
    reading = rows(HEAD, (1, "甲事难办", "财务部", "建账", "年底前"), (2,), (3, None, "/", "", ""))
    assert column(reading, "seq") == [1]
    assert {one.code for one in reading.skipped} == {"blank_row"}


def test_a_row_with_a_number_but_no_title_is_doubted_and_not_invented() -> None:
    reading = rows(HEAD, (1, "甲事难办", "财务部", "建账", "年底前"), (2, None, "办公室", "修路", "年底前"))
    assert column(reading, "seq") == [1]
    doubt = next(one for one in reading.doubts if one.code == "no_title")
    assert (doubt.sheet, doubt.row) == ("Sheet1", 3)


def test_rows_without_number_or_title_go_on_with_the_problem_above() -> None:
    reading = rows(
        HEAD,
        (1, "甲事难办", "财务部", "建账", "6月底"),
        (None, None, None, "修路", "年底前"),
        (2, "乙事难办", "办公室", "问卷", "上半年"),
    )
    assert column(reading, "measures") == [["建账", "修路"], ["问卷"]]
    assert column(reading, "due") == ["2023-12-31", "2023-06-30"]
    assert [one.due_text for one in reading.problems[0].milestones] == ["6月底", "年底前"]
    assert codes(reading) == ["several_deadlines"]


def test_a_problem_without_a_number_is_still_a_problem() -> None:
    reading = rows(HEAD, (1, "甲事难办", "财务部", "建账", "年底前"), (None, "乙事难办", "办公室", "问卷", "年底前"))
    assert column(reading, "seq") == [1, None]
    assert codes(reading) == ["no_number"]


def test_one_column_for_each_answer_is_read_by_its_ticks() -> None:
    reading = rows(
        ("序号", "问题", "解决主体", None, None, "问题性质", None),
        (None, None, "党委政府", "上级工会", "自身", "共性", "个性"),
        (1, "甲事难办", "√", None, None, None, "√"),
        (2, "乙事难办", None, "√", None, "√", None),
        (3, "丙事难办", None, None, "√", None, "√"),
        merges=[(0, 2, 0, 4), (0, 5, 0, 6), (0, 0, 1, 0), (0, 1, 1, 1)],
    )
    assert column(reading, "solver") == ["party_gov", "superior_union", "county_union"]
    assert column(reading, "nature") == ["individual", "common", "individual"]


def test_the_remark_says_the_nature_where_no_column_does() -> None:
    reading = rows(
        ("序号", "问题", "牵头单位", "备注"), (1, "甲事难办", "财务部", "共性问题"), (2, "乙事难办", "财务部", "已上报")
    )
    assert column(reading, "nature") == ["common", None]


def test_ditto_marks_repeat_the_cell_above() -> None:
    reading = rows(
        ("序号", "问题", "填报单位", "牵头单位", "完成时限"),
        (1, "甲事难办", "锦江区工会", "财务部", "年底前"),
        (2, "乙事难办", "同上", "〃", "″"),
        (3, "丙事难办", "〃", "办公室", "同上"),
    )
    assert column(reading, "source_unit") == ["锦江区总工会"] * 3
    assert column(reading, "lead") == ["财务部", "财务部", "办公室"]
    assert column(reading, "due_text") == ["年底前"] * 3


def test_dashes_and_nothing_words_are_nothing() -> None:
    reading = rows(
        ("序号", "问题", "牵头单位", "配合单位", "整改措施", "完成时限", "责任人"),
        (1, "甲事难办", "财务部", "无", "—", "/", "-"),
    )
    (problem,) = problems(reading)
    assert [problem[name] for name in ("assist", "measures", "due", "due_text", "clock", "person")] == [
        [],
        [],
        None,
        None,
        None,
        None,
    ]


def test_a_chosen_mapping_wins_over_what_headings_look_like() -> None:
    cells: list[Row] = [
        ("序号", "类别", "情况一", "情况二"),
        (1, "重大", "甲事难办的由来", "财务部"),
        (2, "一般", "乙事难办的由来", "办公室"),
    ]
    mapping = Mapping({"情况一": "title", "情况二": "lead", "类别": None, "序号": "seq"})
    reading = read(sheet(cells), mapping=mapping)
    assert column(reading, "title") == ["甲事难办的由来", "乙事难办的由来"]
    assert column(reading, "lead") == ["财务部", "办公室"]
    assert column(reading, "category") == [None, None]
    assert reading.mapping().fields == mapping.fields


def test_what_was_understood_can_be_used_as_a_template() -> None:
    cells: list[Row] = [HEAD, (1, "甲事难办", "财务部", "建账", "年底前")]
    first = read(sheet(cells))
    assert read(sheet(cells), mapping=first.mapping()).problems == first.problems


def test_a_category_written_once_per_block_counts_down() -> None:
    reading = rows(
        ("序号", "类别", "问题", "牵头单位"),
        (1, "组织体系", "甲事难办", "财务部"),
        (2, "", "乙事难办", "财务部"),
        (3, "", "丙事难办", "财务部"),
        (4, "阵地网络", "丁事难办", "财务部"),
        (5, "", "戊事难办", "财务部"),
    )
    assert column(reading, "category") == ["组织体系"] * 3 + ["阵地网络"] * 2
    assert [note.code for note in reading.notes] == ["filled_down"]


def test_date_cells_keep_what_they_show() -> None:
    head = ("序号", "问题", "牵头单位", "完成时限")
    reading = rows(
        head,
        (1, "甲事难办", "财务部", Cell("2023年6月", date(2023, 6, 1))),
        (2, "乙事难办", "财务部", Cell("2023/9/15", date(2023, 9, 15))),
        (3, "丙事难办", "财务部", Cell("9月30日", date(2024, 9, 30))),
        (4, "丁事难办", "财务部", Cell("45107", 45107)),
    )
    assert column(reading, "due") == ["2023-06-30", "2023-09-15", "2024-09-30", "2023-06-30"]
    assert column(reading, "due_text") == ["2023年6月", "2023/9/15", "9月30日", "45107"]


def test_an_unknown_heading_is_guessed_from_its_cells_and_doubted() -> None:
    reading = rows(
        ("序号", "问题", "由哪个来办", "牵头单位"),
        (1, "甲事难办", "需上级工会解决", "财务部"),
        (2, "乙事难办", "需党委政府解决", "财务部"),
        (3, "丙事难办", "自身解决", "财务部"),
    )
    assert column(reading, "solver") == ["superior_union", "party_gov", "county_union"]
    assert codes(reading) == ["guessed_column"]


def test_a_file_without_a_list_says_so() -> None:
    reading = rows(("通讯录",), ("姓名", "手机"), ("张例", "略"))
    assert (reading.problems, codes(reading)) == ((), ["no_list"])


def test_headings_without_a_problem_below_them_say_so() -> None:
    reading = rows(("示例清单",), HEAD, ("合计", 0), ("填表人：张例",))
    assert (reading.problems, codes(reading)) == ((), ["no_rows"])


def test_every_problem_knows_its_sheet_rows_and_cells() -> None:
    reading = rows(("标题",), HEAD, (1, "甲事难办", "财务部", "建账", "年底前"), (None, None, None, "修路", None))
    (problem,) = reading.problems
    assert (problem.sheet, problem.rows) == ("Sheet1", (3, 4))
    assert problem.raw["整改措施"] == "建账\n修路"


def test_other_columns_are_kept() -> None:
    reading = rows(
        ("序号", "问题", "牵头单位", "原因分析", "责任领导", "进展情况", "联系电话", "销号时间"),
        (1, "甲事难办", "财务部", "人手少", "王例", "已建账", "略", "2023-03-01"),
    )
    (problem,) = reading.problems
    assert (problem.cause, problem.leader, problem.progress) == ("人手少", "王例", "已建账")
    assert problem.claimed_done
    assert codes(reading) == ["done_by_date"]
    assert (problem.closure_date, dict(problem.extra)) == (date(2023, 3, 1), {"联系电话": "略"})


def test_a_total_with_words_is_no_problem() -> None:
    reading = rows(
        HEAD, (1, "甲事难办", "财务部", "建账", "年底前"), ("小计", "1个"), ("合 计", "共1个问题", None, None, None)
    )
    assert column(reading, "seq") == [1]
    assert [one.code for one in reading.skipped] == ["total", "total"]


def test_an_annual_task_table_lists_its_tasks() -> None:
    reading = rows(
        ("序号", "目标任务", "牵头单位", "责任单位", "进度安排", None),
        (None, None, None, None, "一季度", "二季度"),
        (1, "新建站点6家", "办公室", "财务部", "选点", "建成"),
        (2, "培训工会干部40名", "财务部", "财务部", "报名", "开班"),
        merges=[(0, 4, 0, 5), (0, 0, 1, 0), (0, 1, 1, 1), (0, 2, 1, 2), (0, 3, 1, 3)],
    )
    assert column(reading, "title") == ["新建站点6家", "培训工会干部40名"]
    assert reading.problems[0].extra == {"进度安排/一季度": "选点", "进度安排/二季度": "建成"}


def test_a_column_without_a_heading_is_kept_and_counts_when_it_counts() -> None:
    reading = rows((None, "问题", "牵头单位", None), (1, "甲事难办", "财务部", "略"), (2, "乙事难办", "财务部", ""))
    assert column(reading, "seq") == [1, 2]
    assert reading.problems[0].extra == {"(D)": "略"}
