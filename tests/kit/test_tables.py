"""Office files come out as grids: what cells show, what is behind them, what is merged, what is hidden."""

from __future__ import annotations

import contextlib
from datetime import date, datetime
from pathlib import Path

import openpyxl
import pytest
import xlwt
from hypothesis import given, settings
from hypothesis import strategies as st

from jianfa.kit.tables import Cell, Sheet, TableRefused, Workbook, place, read_safely, read_workbook
from jianfa.kit.tables.numberformats import shown
from jianfa.kit.tables.wire import from_json, to_json
from tests.exchange.files import Drawing, write

GRID = Drawing(
    "表",
    {(1, 1): "序号", (1, 2): "问题\n描述", (2, 1): 1, (2, 2): "甲", (3, 2): "乙", (4, 1): 0.5, (4, 2): "12"},
    [(2, 1, 3, 1)],
)


@pytest.mark.parametrize("kind", ["xlsx", "xls", "ods", "docx"])
def test_places_values_and_merged_ranges_survive(kind: str, tmp_path: Path) -> None:
    path = write(tmp_path / "file", [GRID], kind)
    sheet = read_workbook(path).sheets[0]
    assert [sheet.cell(*at).text for at in ((1, 1), (1, 2), (2, 1), (2, 2), (3, 2), (4, 2))] == [
        "序号",
        "问题\n描述",
        "1",
        "甲",
        "乙",
        "12",
    ]
    assert sheet.merges == ((2, 1, 3, 1),)
    assert sheet.cell(0, 0).text == ""


@pytest.mark.parametrize("kind", ["xlsx", "xls", "ods"])
def test_hidden_sheets_are_marked(kind: str, tmp_path: Path) -> None:
    path = write(tmp_path / "file", [GRID, Drawing("草稿", {(0, 0): "不要"}, hidden=True)], kind)
    assert [(sheet.name, sheet.hidden) for sheet in read_workbook(path).sheets] == [("表", False), ("草稿", True)]


@pytest.mark.parametrize("kind", ["xlsx", "xls", "ods", "docx", "csv"])
def test_the_kind_is_found_in_the_content_not_in_the_name(kind: str, tmp_path: Path) -> None:
    for name in ("无后缀", "file.xlsx", "file.csv", "file.doc"):
        assert read_workbook(write(tmp_path / name, [GRID], kind)).kind == kind


@pytest.mark.parametrize("kind", ["xlsx", "xls", "ods", "docx", "csv"])
def test_the_child_process_reads_the_same(kind: str, tmp_path: Path) -> None:
    path = write(tmp_path / "file", [GRID], kind)
    assert read_safely(path) == read_workbook(path)


def test_dates_keep_what_is_shown_and_what_is_meant(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    forms = ('yyyy"年"m"月"', "yyyy/m/d", "m月d日", 'yyyy"年"m"月"d"日"', "yyyy-mm-dd h:mm")
    for row, form in enumerate(forms, start=1):
        sheet.cell(row, 1, datetime.fromisoformat("2023-06-01")).number_format = form
    sheet.cell(6, 1, datetime.fromisoformat("2023-06-01T17:30")).number_format = "yyyy-mm-dd h:mm"
    sheet.cell(7, 1, 0.5).number_format = "0%"
    sheet.cell(8, 1, 7).number_format = "000"
    book.save(tmp_path / "a.xlsx")
    cells = [row[0] for row in read_workbook(tmp_path / "a.xlsx").sheets[0].rows]
    assert [cell.text for cell in cells] == [
        "2023年6月",
        "2023/6/1",
        "6月1日",
        "2023年6月1日",
        "2023-06-01",
        "2023-06-01 17:30",
        "50%",
        "007",
    ]
    assert {cell.day for cell in cells[:6]} == {date(2023, 6, 1)}
    assert [cell.value for cell in cells[6:]] == [0.5, 7]


def test_dates_in_old_workbooks(tmp_path: Path) -> None:
    book = xlwt.Workbook()
    sheet = book.add_sheet("表")
    sheet.write(0, 0, date(2023, 6, 1), xlwt.easyxf(num_format_str='yyyy"年"m"月"'))
    sheet.write(1, 0, 0.5, xlwt.easyxf(num_format_str="0%"))
    book.save(str(tmp_path / "a.xls"))
    rows = read_workbook(tmp_path / "a.xls").sheets[0].rows
    assert [row[0] for row in rows] == [Cell("2023年6月", date(2023, 6, 1)), Cell("50%", 0.5)]


@pytest.mark.parametrize(
    "code", ['[$-804]yyyy"年"m"月"d"日"', "yyyy\\-mm\\-dd", "[$-F800]dddd\\,\\ mmmm\\ dd\\,\\ yyyy"]
)
def test_every_date_format_gives_the_day_behind_it(code: str) -> None:
    assert shown(45107.0, code).day == date(2023, 6, 30)


@pytest.mark.parametrize(
    ("encoding", "delimiter"),
    [("utf-8", ","), ("utf-8-sig", ","), ("gb18030", ","), ("gb18030", "\t"), ("utf-16", "\t"), ("utf-8", ";")],
)
def test_text_files_in_every_usual_encoding(encoding: str, delimiter: str, tmp_path: Path) -> None:
    drawing = Drawing(
        "",
        {
            (0, 0): "序号",
            (0, 1): "问题，或“事项”",
            (0, 2): "备注",
            (1, 0): "１",
            (1, 1): '有"引号"\n两行',
            (1, 2): "好",
        },
    )
    path = write(tmp_path / "a.csv", [drawing], "csv", encoding=encoding, delimiter=delimiter)
    rows = read_workbook(path).sheets[0].rows
    assert [[cell.text for cell in row] for row in rows] == [
        ["序号", "问题，或“事项”", "备注"],
        ["１", '有"引号"\n两行', "好"],
    ]


def test_phantom_cells_are_not_content(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet["A1"] = "序号"
    for row in range(2, 3_000):
        sheet.cell(row, 40).number_format = "0.00"
    sheet.cell(1_048_576, 1).number_format = "0.00"
    book.save(tmp_path / "a.xlsx")
    assert read_safely(tmp_path / "a.xlsx").sheets[0].rows == ((Cell("序号"),),)


def test_the_text_above_a_word_table_is_kept(tmp_path: Path) -> None:
    path = write(tmp_path / "a.docx", [Drawing("", {(0, 0): "序号"}, above=("标题", "填报时间：2023年5月8日"))], "docx")
    assert read_workbook(path).sheets[0].notes == ("标题", "填报时间：2023年5月8日")


def test_cells_are_named_as_people_name_them() -> None:
    assert [place(0, 0), place(4, 27)] == ["A1", "AB5"]


VALUES = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(10**9), 10**9),
    st.floats(allow_nan=False, allow_infinity=False),
    st.dates(),
    st.datetimes(),
)


@given(st.lists(st.lists(st.tuples(st.text(max_size=5), VALUES), max_size=4), max_size=4), st.booleans())
def test_what_the_child_says_is_what_it_read(cells: list[list[tuple[str, object]]], hidden) -> None:
    rows = tuple(tuple(Cell(text, value) for text, value in row) for row in cells)  # type: ignore[arg-type]
    book = Workbook((Sheet("表", rows, ((0, 0, 1, 1),), hidden, ("注",)),), "xlsx")
    assert from_json(to_json(book)) == book


@given(st.binary(max_size=300))
@settings(max_examples=200)
def test_any_bytes_are_read_or_refused(tmp_path_factory: pytest.TempPathFactory, data: bytes) -> None:
    path = tmp_path_factory.getbasetemp() / "bytes"
    path.write_bytes(data)
    with contextlib.suppress(TableRefused):
        assert read_workbook(path).sheets
