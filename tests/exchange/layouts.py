"""Sixty and more ways offices keep a problem list, each with a reason to exist."""

from __future__ import annotations

from dataclasses import replace

from tests.exchange.lists import PLAIN, TWO_LEVEL, Column, Layout

TITLE = "2023年度“县级工会加强年”问题清单（示例）"
INFO = "填报单位（盖章）：                填报时间：2023年5月8日          单位：个"
SIGNED = ("填表人：王示例        审核人：陈示例        联系电话：（略）",)


def renamed(columns: tuple[Column, ...], **headings: str | tuple[str, ...]) -> tuple[Column, ...]:
    """The same columns under other headings."""
    return tuple((name, headings.get(name, heading)) for name, heading in columns)


def only(columns: tuple[Column, ...], *names: str) -> tuple[Column, ...]:
    """Some of the columns, in the order named."""
    by_name = dict(columns)
    return tuple((name, by_name[name]) for name in names)


THREE_LEVEL: tuple[Column, ...] = (
    ("seq", "序号"),
    ("title", ("基本情况", "问题", "问题表现")),
    ("category", ("基本情况", "问题", "领域")),
    ("source_unit", ("基本情况", "反映单位")),
    ("lead", ("整改落实", "责任", "主办单位")),
    ("assist", ("整改落实", "责任", "协助单位")),
    ("measures", ("整改落实", "解决措施")),
    ("due", ("整改落实", "时间节点")),
    ("done", ("整改落实", "整改状态")),
)

LAYOUTS: dict[str, Layout] = {
    "a plain export": Layout(),
    "title and info rows above": Layout(titles=(TITLE, INFO)),
    "begins in column B": Layout(skip_columns=1, titles=(TITLE,)),
    "begins in row 5, column C": Layout(skip_rows=4, skip_columns=2),
    "two heading rows, measures merged": Layout(columns=TWO_LEVEL, measures="merged", titles=(TITLE, INFO)),
    "two heading rows, nothing merged": Layout(
        columns=TWO_LEVEL, merge_groups=False, singles="upper", measures="blank"
    ),
    "groups merged, columns named in the upper row": Layout(columns=TWO_LEVEL, singles="upper", titles=(TITLE, INFO)),
    "groups merged, columns named in the lower row": Layout(columns=TWO_LEVEL, singles="lower", titles=(TITLE, INFO)),
    "groups merged, columns named in either row": Layout(columns=TWO_LEVEL, singles="mixed", kind="xls"),
    "groups not merged, columns named in the lower row": Layout(
        columns=TWO_LEVEL, merge_groups=False, singles="lower", titles=(TITLE,), kind="ods"
    ),
    "groups not merged, columns named in either row": Layout(columns=TWO_LEVEL, merge_groups=False, singles="mixed"),
    "groups first, columns named in the lower row": Layout(columns=TWO_LEVEL[6:] + TWO_LEVEL[:6], singles="lower"),
    "one group, columns named in the lower row": Layout(
        columns=renamed(TWO_LEVEL, measures="整改措施", due="整改期限", done="是否销号"), singles="lower"
    ),
    "three heading rows": Layout(columns=THREE_LEVEL, titles=(TITLE,), measures="merged"),
    "three heading rows, columns named in the upper row": Layout(columns=THREE_LEVEL, singles="upper"),
    "three heading rows, columns named in the lower row": Layout(columns=THREE_LEVEL, singles="lower", kind="docx"),
    "three heading rows, nothing merged": Layout(columns=THREE_LEVEL, merge_groups=False, singles="upper"),
    "two heading rows on every page, named in the lower row": Layout(
        columns=TWO_LEVEL, singles="lower", repeat_heading=3
    ),
    "two heading rows in text, named in the lower row": Layout(
        columns=TWO_LEVEL, merge_groups=False, singles="lower", kind="csv", encoding="gb18030"
    ),
    "measures in rows, cells left empty": Layout(measures="blank"),
    "measures in rows, number repeated": Layout(measures="repeated"),
    "measures line by line in one cell": Layout(measures="lines"),
    "measures numbered and line by line": Layout(measures="numbered_lines", style="comma"),
    "measures with circled numbers": Layout(style="circle"),
    "measures in brackets": Layout(style="bracket"),
    "measures as 一是 二是": Layout(style="word"),
    "measures with full-width numbers": Layout(style="wide"),
    "category rows 一、…方面": Layout(
        columns=only(TWO_LEVEL, *(name for name, _ in TWO_LEVEL if name != "category")),
        groups="{n}、{name}方面",
        measures="merged",
        totals=True,
        endings=SIGNED,
    ),
    "category rows （一）…类": Layout(
        columns=only(PLAIN, "seq", "title", "source_unit", "solver", "lead", "due"), groups="（{n}）{name}类"
    ),
    "category rows with counts": Layout(
        columns=only(PLAIN, "seq", "title", "lead", "measures", "due"), groups="{n}、{name}类问题（2个）"
    ),
    "totals, signatures, remarks, phantom rows": Layout(
        totals=True, endings=("备注：本表由各区（市）县总工会填报。", *SIGNED), phantom=300
    ),
    "heading repeated on every page": Layout(repeat_heading=3, measures="merged", columns=TWO_LEVEL),
    "a row numbering the columns": Layout(column_numbers=True),
    "a hidden sheet beside it": Layout(hidden="草稿"),
    "ditto marks": Layout(ditto=True),
    "numbers as text": Layout(seq="text"),
    "numbers in brackets": Layout(seq="bracket"),
    "numbers with a dot": Layout(seq="dot"),
    "numbers padded with zeros": Layout(seq="padded"),
    "UTF-8 text": Layout(kind="csv"),
    "UTF-8 text with a mark": Layout(kind="csv", encoding="utf-8-sig"),
    "GB18030 text with full-width numbers": Layout(kind="csv", encoding="gb18030", seq="wide"),
    "text parted by tabs": Layout(kind="csv", encoding="gb18030", delimiter="\t"),
    "text parted by semicolons": Layout(kind="csv", delimiter=";", unit_mark="，"),
    "UTF-16 text parted by tabs": Layout(kind="csv", encoding="utf-16", delimiter="\t"),
    "two heading rows in text": Layout(columns=TWO_LEVEL, kind="csv", measures="blank"),
    "old workbook": Layout(kind="xls", titles=(TITLE,)),
    "old workbook, merged": Layout(kind="xls", columns=TWO_LEVEL, measures="merged", titles=(TITLE, INFO)),
    "open document": Layout(kind="ods", titles=(TITLE,), hidden="草稿"),
    "open document, merged": Layout(kind="ods", columns=TWO_LEVEL, measures="merged", titles=(TITLE, INFO)),
    "Word table": Layout(kind="docx", titles=(TITLE, "现将有关问题汇总如下：")),
    "Word table, merged": Layout(kind="docx", columns=TWO_LEVEL, measures="merged"),
    "Word table with category rows": Layout(
        kind="docx", columns=only(PLAIN, "seq", "title", "lead", "due"), groups="{n}、{name}方面"
    ),
    "units parted by line breaks": Layout(unit_mark="\n"),
    "units parted by slashes": Layout(unit_mark="/"),
    "units parted by semicolons": Layout(unit_mark="；"),
    "columns in another order": Layout(columns=tuple(reversed(PLAIN))),
    "columns nobody needs": Layout(extra=(("联系电话", "028-00000000"), ("是否上报过", "上报过"), ("备注", "示例"))),
    "other words for the headings": Layout(
        columns=renamed(
            PLAIN,
            seq="项次",
            title="主要困难和问题",
            category="五强维度",
            source_unit="区（市）县",
            solver="需协调解决层级",
            nature="问题性质",
            lead="主责部门",
            assist="参与单位",
            person="经办人",
            measures="工作举措",
            due="计划完成时间",
            done="办理状态",
        )
    ),
    "headings with line breaks and brackets": Layout(
        columns=renamed(
            PLAIN,
            seq="序\n号",
            title="存在问题\n（100字以内）",
            due="完成时限\n（年月日）",
            person="责 任 人",
            lead="牵头单位*",
            done="是否完成\n（是/否）",
        )
    ),
    "no number column": Layout(columns=PLAIN[1:]),
    "only five columns": Layout(columns=only(PLAIN, "seq", "title", "source_unit", "lead", "due")),
    "responsible unit instead of lead": Layout(
        columns=renamed(only(PLAIN, "seq", "title", "source_unit", "lead", "due"), lead="整改责任单位", due="限期")
    ),
    "the only date column is 完成时间": Layout(
        columns=renamed(only(PLAIN, "seq", "title", "lead", "due"), due="完成时间")
    ),
    "every deadline word": replace(Layout(), titles=(TITLE,)),
}
