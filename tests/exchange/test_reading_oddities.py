"""Habits of offices that were once read wrongly: headings, rows that are no problems, words, several sheets."""

from __future__ import annotations

import pytest

from jianfa.exchange.reading.grid import Grid
from jianfa.exchange.reading.headers import columns_of, find_areas
from tests.exchange.grids import codes, column, drawn, problems, read


def _skipped(text: str) -> list[str]:
    return [one.code for one in read(drawn(text)).skipped]


# Headings


def _paths(text: str) -> list[str]:
    grid = Grid(drawn(text))
    (area,) = find_areas(grid, None)
    return [one.path for one in columns_of(grid, area.header, None)]


@pytest.mark.parametrize(
    ("upper", "lower"),
    [
        ("序号|存在问题|责任分工|<|完成时限", "||牵头单位|责任人|"),
        ("||责任分工|<|", "序号|存在问题|牵头单位|责任人|完成时限"),
        ("序号||责任分工|<|", "|存在问题|牵头单位|责任人|完成时限"),
        ("序号|存在问题|责任分工||完成时限", "||牵头单位|责任人|"),
        ("^序号|存在问题|责任分工|<|完成时限".replace("^", ""), "^|^|牵头单位|责任人|^"),
    ],
)
def test_names_above_and_below_are_one_heading_however_it_is_merged(upper: str, lower: str) -> None:
    text = f"{upper}\n{lower}\n1|甲事难办|财务部|张示例|6月底"
    assert _paths(text) == ["序号", "存在问题", "责任分工/牵头单位", "责任分工/责任人", "完成时限"]


def test_names_nobody_knows_under_merged_groups_are_still_a_heading() -> None:
    text = "序号|问题|牵头单位|进度安排|<|完成时限\n|||一季|二季|\n1|甲事难办|财务部|摸底|整改|6月底"
    assert _paths(text)[3:5] == ["进度安排/一季", "进度安排/二季"]
    assert column(read(drawn(text)), "title") == ["甲事难办"]


def test_a_row_of_data_under_merged_names_is_no_heading() -> None:
    text = "问题|<|填报单位|<|时限\n甲事难办|<|锦江区|<|6月底\n乙事难办|<|青羊区|<|6月底"
    assert column(read(drawn(text)), "title") == ["甲事难办", "乙事难办"]


def test_half_a_name_is_completed_by_its_group() -> None:
    text = "序号|问题|解决|<|完成时间|<\n^|^|主体|性质|计划|实际\n1|甲事难办|上级工会|共性|2023.6.30|2023.3.1"
    (one,) = problems(read(drawn(text)))
    assert (one["solver"], one["due"], one["due_text"]) == ("superior_union", "2023-06-30", "2023.6.30")


@pytest.mark.parametrize("heading", ["更新时间", "检查时间", "上报日期", "复查时间"])
def test_the_date_of_something_else_is_no_deadline(heading: str) -> None:
    reading = read(
        drawn(f"序号|问题|牵头单位|{heading}\n" + "\n".join(f"{n}|事{n}|财务部|2023.3.1" for n in (1, 2, 3)))
    )
    assert column(reading, "due") == [None, None, None]


def test_one_column_may_hold_the_unit_and_the_person() -> None:
    text = (
        "序号|问题|责任单位及责任人|时限\n1|甲事难办|财务部 张示例|6月底\n"
        "2|乙事难办|办公室李示例|6月底\n3|丙事难办|锦江区总|6月底"
    )
    reading = read(drawn(text))
    assert column(reading, "lead") == ["财务部", "办公室", "锦江区总工会"]
    assert column(reading, "person") == ["张示例", "李示例", None]
    assert "unknown_unit" not in codes(reading)


@pytest.mark.parametrize("heading", ["整改措施及完成时限", "措施、时限", "工作举措和时间节点"])
def test_one_column_may_hold_measures_with_their_deadlines(heading: str) -> None:
    reading = read(
        drawn(f"序号|问题|责任单位|{heading}\n1|甲事难办|财务部|1.走访（2023年5月底前）；2.建账，2023年9月底前完成")
    )
    (one,) = problems(reading)
    assert (one["due"], one["due_text"]) == ("2023-09-30", "2023年9月底前完成")
    assert [str(part.due) for part in reading.problems[0].milestones] == ["2023-05-31", "2023-09-30"]
    assert "several_deadlines" in codes(reading)


def test_a_heading_may_explain_itself_in_brackets() -> None:
    reading = read(
        drawn(
            "序号|存在问题⏎（简要描述，不超过50字）|问题类别（政治功能/组织体系/阵地网络/制度机制/创新品牌）|整改责任人及职务|责任单位\n"
            "1|甲事难办|政治功能|张示例 部长|财务部"
        )
    )
    assert (column(reading, "category"), column(reading, "person")) == (["政治功能"], ["张示例部长"])
    assert codes(reading) == []


def test_a_telephone_number_beside_a_person_is_not_taken() -> None:
    text = (
        "序号|问题|责任人及联系电话|时限\n"
        "1|甲事难办|李示例 028-61880000|6月底\n"
        "2|乙事难办|王示例（电话：13800000000）|6月底"
    )
    assert column(read(drawn(text)), "person") == ["李示例", "王示例"]


# Rows that are no problems

_HEAD = "序号|问题|来源单位|牵头单位|时限|是否完成\n"


@pytest.mark.parametrize(
    ("row", "code"),
    [
        ("|（100字以内）|（全称）|（全称）|（年/月）|（是/否）", "hints"),
        ("例|某街道工会无场所|××区总工会|××部|6月底|否", "example"),
        ("示例：|某街道工会无场所|××区总工会|××部|6月底|否", "example"),
    ],
)
def test_instructions_and_examples_are_left_out(row: str, code: str) -> None:
    text = f"{_HEAD}{row}\n1|甲事难办|锦江区总|财务部|6月底|否"
    assert column(read(drawn(text)), "title") == ["甲事难办"]
    assert _skipped(text) == [code]


@pytest.mark.parametrize(
    "row",
    [
        "单位意见|同意上报。（盖章）|<|<|<|<",
        "主要负责人（签字）|<|张示例|<|经办人|李示例",
        "备注|时限填写到月，解决主体三选一。|<|<|<|<",
        "填报单位负责人签字：|<|分管领导签字：|<|填报日期：|<",
    ],
)
def test_answers_beside_labels_at_the_foot_are_no_problem(row: str) -> None:
    text = f"{_HEAD}1|甲事难办|锦江区总|财务部|6月底|否\n{row}"
    assert column(read(drawn(text)), "title") == ["甲事难办"]
    assert len(_skipped(text)) == 1


def test_several_problems_may_stand_under_one_merged_number() -> None:
    text = (
        "序号|类别|问题|牵头单位|时限\n1|组织体系|甲事难办|财务部|6月底\n"
        "^|^|乙事难办|办公室|7月底\n2|^|丙事难办|办公室|8月底"
    )
    reading = read(drawn(text))
    assert column(reading, "title") == ["甲事难办", "乙事难办", "丙事难办"]
    assert column(reading, "seq") == [1, 1, 2]
    assert "repeated_number" in codes(reading)


def test_measures_under_one_merged_number_and_problem_stay_one_problem() -> None:
    text = "序号|问题|措施|时限|牵头单位\n1|甲事难办|摸底|6月底|财务部\n^|^|整改|7月底|^\n^|^|验收|7月底|^"
    assert column(read(drawn(text)), "measures") == [["摸底", "整改", "验收"]]


# Words


def test_numbers_before_titles_are_their_numbers() -> None:
    text = "问题|牵头单位|时限\n1.停车难|财务部|6月底\n2、就餐难|办公室|6月底\n3.5G覆盖差|办公室|6月底"
    reading = read(drawn(text.replace("3.5G", "3.信号")))
    assert column(reading, "title") == ["停车难", "就餐难", "信号覆盖差"]
    assert column(reading, "seq") == [1, 2, 3]
    assert [note.code for note in reading.notes] == ["number_from_title"]


def test_numbers_before_titles_that_do_not_count_stay_in_the_titles() -> None:
    text = "问题|牵头单位|时限\n1.停车难|财务部|6月底\n7.就餐难|办公室|6月底"
    assert column(read(drawn(text)), "title") == ["1.停车难", "7.就餐难"]


def test_the_box_with_a_tick_is_the_answer() -> None:
    text = (
        "序号|问题|解决主体|性质|是否完成|时限\n"
        "1|甲事难办|□党委政府 ☑上级工会 □自身|☑共性 □个性|☑是 □否|6月底\n"
        "2|乙事难办|□党委政府 □上级工会 ■自身|□共性 ■个性|□是 ■否|6月底\n"
        "3|丙事难办|□党委政府 □上级工会 □自身|□共性 □个性|□是 □否|6月底"
    )
    reading = read(drawn(text))
    assert column(reading, "solver") == ["superior_union", "county_union", None]
    assert column(reading, "nature") == ["common", "individual", None]
    assert column(reading, "claimed_done") == [True, False, False]
    assert codes(reading) == []


def test_a_progress_of_all_hundred_parts_is_a_claim() -> None:
    text = "序号|问题|牵头单位|完成进度\n1|甲事难办|财务部|100%\n2|乙事难办|财务部|60%"
    assert column(read(drawn(text)), "claimed_done") == [True, False]


@pytest.mark.parametrize(
    ("title", "name", "value"),
    [
        ("附件1：需党委政府协同解决的问题", "solver", "party_gov"),
        ("由上级工会协调解决的问题清单", "solver", "superior_union"),
        ("区（市）县工会自身解决问题清单", "solver", "county_union"),
        ("共性问题清单", "nature", "common"),
        ("二、组织体系方面问题清单", "category", "组织体系"),
        ("成都市总工会推动解决职工困难问题清单", "solver", None),
        ("需党委政府、上级工会协调解决的问题", "solver", None),
        ("共性问题和个性问题清单", "nature", None),
    ],
)
def test_a_title_says_what_all_problems_share(title: str, name: str, value: str | None) -> None:
    reading = read(drawn(f"{title}|<|<|<\n序号|问题|牵头单位|时限\n1|甲事难办|财务部|6月底\n2|乙事难办|财务部|6月底"))
    assert column(reading, name) == [value, value]
    assert [note.code for note in reading.notes] == (["from_title"] if value else [])


def test_a_column_wins_over_the_title() -> None:
    text = "需党委政府协同解决的问题|<|<|<\n序号|问题|解决主体|时限\n1|甲事难办|上级工会|6月底\n2|乙事难办||6月底"
    assert column(read(drawn(text)), "solver") == ["superior_union", None]


def test_the_name_of_a_sheet_says_who_solves() -> None:
    made = [
        drawn(f"序号|问题|牵头单位|时限\n1|{name}的事|财务部|6月底", name=name)
        for name in ("党委政府协同", "上级工会", "自身解决")
    ]
    assert column(read(*made), "solver") == ["party_gov", "superior_union", "county_union"]


# Several sheets


def test_sheets_are_joined_by_a_mark_beside_the_number() -> None:
    reading = read(
        drawn("序号|问题编号|问题|提出单位\n1|JQ-001|甲事难办|锦江区总\n2|JQ-002|乙事难办|青羊区总", name="问题清单"),
        drawn(
            "序号|问题编号|整改措施|时限\n1|JQ-001|摸底|6月底\n2|JQ-001|整改|6月底\n3|JQ-002|建账|9月底",
            name="任务清单",
        ),
        drawn("问题编号|牵头单位|责任人\nJQ-002|办公室|李示例\nJQ-001|财务部|张示例", name="责任清单"),
    )
    assert column(reading, "measures") == [["摸底", "整改"], ["建账"]]
    assert column(reading, "lead") == ["财务部", "办公室"]
    assert reading.problems[0].extra["问题编号"] == "JQ-001"
    assert codes(reading) == []


def test_marks_in_the_place_of_numbers_are_kept_and_raise_no_doubt_each() -> None:
    reading = read(drawn("问题编码|问题标题|责任单位|时限\nWT-01|甲事难办|财务部|6月底\nWT-02|乙事难办|办公室|6月底"))
    assert column(reading, "seq") == [None, None]
    assert [problem.extra["问题编码"] for problem in reading.problems] == ["WT-01", "WT-02"]
    assert codes(reading) == []


def test_a_deadline_that_has_passed_is_asked_about_once_and_not_of_what_is_done() -> None:
    reading = read(
        drawn(
            "序号|问题|牵头单位|措施|时限|是否完成\n"
            "1|甲事难办|财务部|摸底|2023年1月|否\n^|^|^|建库|2023年2月|^\n"
            "2|乙事难办|财务部|摸底|2023年1月|否\n^|^|^|建库|2023年9月|^\n"
            "3|丙事难办|财务部|摸底|2023年1月|已完成"
        )
    )
    assert [(one.row, one.nearest) for one in reading.doubts if one.code == "past_due"] == [(3, "2023-02-28")]
