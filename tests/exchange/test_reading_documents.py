"""Word tables parted by page breaks, and numbers that Word counts by itself: files made here, read as uploads are."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from docx import Document
from docx.oxml import OxmlElement
from docx.oxml.ns import qn

from jianfa.exchange.reading import Reading, understand
from jianfa.kit.tables import read_safely
from tests.exchange.grids import column
from tests.exchange.lists import AS_OF
from tests.exchange.test_reading_words import NAMES

HEAD = ("序号", "问题", "牵头单位", "整改措施", "完成时限")
TITLE = "金堂县总工会问题整改台账（示例）"


def _read(folder: Path, *parts: str | list[tuple[str, ...]]) -> Reading:
    """A document of paragraphs and tables; a row of one cell reaches over the whole table."""
    document = Document()
    for part in parts:
        if isinstance(part, str):
            document.add_paragraph(part)
            continue
        table = document.add_table(len(part), len(HEAD))
        for row, texts in zip(table.rows, part, strict=True):
            if len(texts) == 1:
                row.cells[0].merge(row.cells[-1])
            for cell, text in zip(row.cells, texts, strict=False):
                if text == "#":
                    _numbered(cell)
                else:
                    cell.text = text
    path = folder / "示例.docx"
    document.save(str(path))
    return understand(read_safely(path), names=NAMES, on=AS_OF)


def _numbered(cell: Any) -> None:
    """Let Word count: an empty paragraph of list 1."""
    properties = cell.paragraphs[0]._p.get_or_add_pPr()
    numbering = OxmlElement("w:numPr")
    for name, value in (("w:ilvl", "0"), ("w:numId", "1")):
        item = OxmlElement(name)
        item.set(qn("w:val"), value)
        numbering.append(item)
    properties.append(numbering)


def test_a_page_break_within_a_problem_parts_nothing(tmp_path: Path) -> None:
    reading = _read(
        tmp_path,
        TITLE,
        [HEAD, ("一、组织体系方面",), ("1", "甲事难办", "财务部", "摸底", "6月底"), ("", "", "", "建库", "6月底")],
        "— 2 —",
        [HEAD, ("", "", "", "走访", "6月底"), ("2", "乙事难办", "办公室", "补员", "年底前")],
    )
    assert column(reading, "measures") == [["摸底", "建库", "走访"], ["补员"]]
    assert column(reading, "category") == ["组织体系", "组织体系"]
    assert column(reading, "source_unit") == ["金堂县总工会", "金堂县总工会"]
    assert reading.doubts == ()


def test_a_table_goes_on_without_its_heading(tmp_path: Path) -> None:
    reading = _read(
        tmp_path,
        [HEAD, ("1", "甲事难办", "财务部", "摸底", "6月底")],
        "（续表）",
        [("", "", "", "建库", "6月底"), ("2", "乙事难办", "办公室", "补员", "年底前")],
    )
    assert column(reading, "measures") == [["摸底", "建库"], ["补员"]]


def test_tables_under_titles_of_their_own_stay_apart(tmp_path: Path) -> None:
    reading = _read(
        tmp_path,
        TITLE,
        "一、需党委政府协同解决的问题",
        [HEAD, ("1", "甲事难办", "财务部", "摸底", "6月底")],
        "二、需上级工会解决的问题",
        [HEAD, ("1", "乙事难办", "办公室", "补员", "年底前")],
    )
    assert column(reading, "solver") == ["party_gov", "superior_union"]
    assert column(reading, "source_unit") == ["金堂县总工会", "金堂县总工会"]


def test_numbers_that_word_counts_are_read(tmp_path: Path) -> None:
    reading = _read(
        tmp_path,
        [HEAD, ("#", "甲事难办", "财务部", "摸底", "6月底"), ("#", "乙事难办", "办公室", "补员", "年底前")],
    )
    assert column(reading, "seq") == [1, 2]
    assert reading.doubts == ()
