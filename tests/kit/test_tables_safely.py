"""Files that must not be read: each is refused with its own sentence, in bounded time and memory."""

from __future__ import annotations

import io
import struct
import subprocess
import time
import zipfile
from pathlib import Path

import openpyxl
import pytest

from jianfa.kit.tables import Limits, TableRefused, read_safely
from tests.exchange.files import Drawing, write

SMALL = Drawing("表", {(0, 0): "序号", (0, 1): "问题", (1, 0): 1, (1, 1): "甲"})
CELL = '<row r="{r}"><c r="A{r}" t="inlineStr"><is><t>x</t></is></c></row>'


@pytest.fixture
def good(tmp_path: Path) -> Path:
    return write(tmp_path / "good.xlsx", [SMALL], "xlsx")


def remade(good: Path, changes: dict[str, bytes], *, name: str = "bad.xlsx") -> Path:
    """The good workbook with some parts replaced or added."""
    path = good.with_name(name)
    with zipfile.ZipFile(good) as old, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as new:
        for info in old.infolist():
            if info.filename not in changes:
                new.writestr(info.filename, old.read(info))
        for part, content in changes.items():
            new.writestr(part, content)
    return path


def sheet_xml(body: str, dimension: str = "") -> bytes:
    """A worksheet part."""
    claimed = f'<dimension ref="{dimension}"/>' if dimension else ""
    return (
        '<?xml version="1.0"?><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
        f"{claimed}<sheetData>{body}</sheetData></worksheet>"
    ).encode()


SHEET = "xl/worksheets/sheet1.xml"


def refused(path: Path, limits: Limits | None = None) -> str:
    """The code of the refusal of a file."""
    with pytest.raises(TableRefused) as caught:
        read_safely(path, limits)
    assert caught.value.sentence.endswith(".")
    return caught.value.code


def test_an_empty_file(tmp_path: Path) -> None:
    (tmp_path / "a.xlsx").write_bytes(b"")
    assert refused(tmp_path / "a.xlsx") == "empty"


def test_an_empty_sheet(tmp_path: Path) -> None:
    openpyxl.Workbook().save(tmp_path / "a.xlsx")
    assert refused(tmp_path / "a.xlsx") == "empty"


def test_a_missing_file(tmp_path: Path) -> None:
    assert refused(tmp_path / "none.xlsx") == "not_found"


def test_a_file_of_more_than_ten_megabytes(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_bytes(b"a,b,c\n" * 1_800_000)
    assert refused(tmp_path / "a.csv") == "file_too_big"


def test_a_bomb_that_says_how_big_it_is(good: Path) -> None:
    assert refused(remade(good, {"xl/media/a.bin": bytes(51 * 2**20)})) == "unpacked_too_big"


def test_a_bomb_that_lies_about_its_size(good: Path) -> None:
    path = remade(good, {"xl/sharedStrings.xml": b"<sst>" + b" " * (60 * 2**20) + b"</sst>"})
    data = bytearray(path.read_bytes())
    at = data.rindex(b"xl/sharedStrings.xml") - 46
    struct.pack_into("<I", data, at + 24, 1000)
    path.write_bytes(bytes(data))
    assert refused(path) == "damaged"


def test_sixty_thousand_parts(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    with zipfile.ZipFile(path, "w") as archive:
        for number in range(60_000):
            archive.writestr(f"xl/{number}", b"")
    assert refused(path) == "too_many_parts"


def test_false_dimensions(good: Path) -> None:
    path = remade(good, {SHEET: sheet_xml(CELL.format(r=1), "A1:XFD1048576")})
    assert refused(path) == "false_dimensions"


def test_a_cell_at_the_end_of_the_world(good: Path) -> None:
    far = '<row r="1048576"><c r="XFD1048576" t="inlineStr"><is><t>x</t></is></c></row>'
    assert refused(remade(good, {SHEET: sheet_xml(CELL.format(r=1) + far)})) == "too_spread"


def test_six_thousand_rows(good: Path) -> None:
    body = "".join(CELL.format(r=row) for row in range(1, 6_001))
    assert refused(remade(good, {SHEET: sheet_xml(body)})) == "too_many_rows"


def test_rows_without_end_in_an_open_document(tmp_path: Path) -> None:
    path = write(tmp_path / "a.ods", [SMALL], "ods")
    with zipfile.ZipFile(path) as archive:
        content = archive.read("content.xml").decode()
    content = content.replace("<table:table-row>", '<table:table-row table:number-rows-repeated="1048576">')
    assert refused(remade(path, {"content.xml": content.encode()}, name="b.ods")) == "too_many_rows"


@pytest.mark.parametrize("part", [SHEET, "xl/workbook.xml", "[Content_Types].xml", "docProps/core.xml"])
def test_a_document_type_with_entities(good: Path, part: str) -> None:
    laughs = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    bad = f'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY l0 "ha">{laughs}]><x>&l9;</x>'
    if part == "[Content_Types].xml":
        bad = bad.replace("<x>", '<x a="spreadsheetml">')
    assert refused(remade(good, {part: bad.encode()})) == "doctype"


def test_a_document_type_behind_a_long_comment(good: Path) -> None:
    bad = b'<?xml version="1.0"?><!--' + b" " * 70_000 + b'--><!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>'
    assert refused(remade(good, {SHEET: bad})) == "doctype"


def test_an_outside_entity_is_never_fetched(good: Path) -> None:
    bad = b'<?xml version="1.0"?><!DOCTYPE x SYSTEM "file:///etc/passwd"><x/>'
    assert refused(remade(good, {SHEET: bad})) == "doctype"


@pytest.mark.parametrize("name", ["a.xlsm", "a.xlsx"])
def test_macros_under_any_name(good: Path, name: str) -> None:
    assert refused(remade(good, {"xl/vbaProject.bin": b"\xd0\xcf\x11\xe0"}, name=name)) == "macros"


def test_a_macro_workbook_without_its_macros(good: Path) -> None:
    with zipfile.ZipFile(good) as archive:
        types = archive.read("[Content_Types].xml")
    types = types.replace(b"spreadsheetml.sheet.main+xml", b"sheet.macroEnabled.main+xml")
    types = types.replace(b"openxmlformats-officedocument.sheet.macro", b"ms-excel.sheet.macro")
    assert refused(remade(good, {"[Content_Types].xml": types})) == "macros"


def test_a_workbook_with_a_password(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    names = "EncryptionInfo".encode("utf-16-le") + "EncryptedPackage".encode("utf-16-le")
    path.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504) + names + bytes(2048))
    assert refused(path) == "encrypted"


def test_a_zip_with_a_password(good: Path) -> None:
    data = bytearray(good.read_bytes())
    at = data.find(b"PK\x01\x02")
    while at >= 0:
        data[at + 8] |= 1
        at = data.find(b"PK\x01\x02", at + 4)
    bad = good.with_name("locked.xlsx")
    bad.write_bytes(bytes(data))
    assert refused(bad) == "encrypted"


@pytest.mark.parametrize("kind", ["xlsx", "xls", "ods", "docx"])
@pytest.mark.parametrize("share", [0.3, 0.6, 0.95])
def test_half_a_file(kind: str, share: float, tmp_path: Path) -> None:
    path = write(tmp_path / f"a.{kind}", [SMALL], kind)
    path.write_bytes(path.read_bytes()[: int(path.stat().st_size * share)])
    assert refused(path) == "damaged"


def test_broken_xml(good: Path) -> None:
    assert refused(remade(good, {SHEET: sheet_xml("<row><c>")[:-20]})) == "damaged"


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"%PDF-1.4 ...", "old_kind"),
        (b"<html><table><tr><td>1</td></tr></table></html>", "old_kind"),
        (b"\x89PNG\r\n\x1a\n" + bytes(100), "old_kind"),
        (bytes(range(256)) * 10, "wrong_kind"),
        ("只有一段文字，没有表格".encode(), "no_table"),
    ],
)
def test_what_is_no_table_file(data: bytes, code: str, tmp_path: Path) -> None:
    (tmp_path / "a.xlsx").write_bytes(data)
    if code == "no_table":
        assert read_safely(tmp_path / "a.xlsx").kind == "csv"
    else:
        assert refused(tmp_path / "a.xlsx") == code


def test_a_zip_of_something_else(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "a.xlsx", "w") as archive:
        archive.writestr("a.txt", "x")
    assert refused(tmp_path / "a.xlsx") == "wrong_kind"


def test_a_word_file_without_a_table(tmp_path: Path) -> None:
    from docx import Document

    document = Document()
    document.add_paragraph("没有表格")
    document.save(str(tmp_path / "a.docx"))
    assert refused(tmp_path / "a.docx") == "no_table"


def test_too_little_memory_is_a_refusal_and_no_crash(good: Path) -> None:
    body = "".join(CELL.format(r=row) for row in range(1, 5_001)) + "<row>" + "<c/>" * 200_000 + "</row>"
    path = remade(good, {SHEET: sheet_xml(body)})
    assert refused(path, Limits(memory_bytes=36 * 2**20)) == "too_heavy"


def test_too_little_time_is_a_refusal(good: Path) -> None:
    body = "<row>" + "<c/>" * 3_000_000 + "</row>"
    path = remade(good, {SHEET: sheet_xml(body)})
    assert refused(path, Limits(cpu_seconds=1)) == "too_slow"


def test_a_child_that_sleeps_is_ended_by_the_clock(good: Path) -> None:
    began = time.monotonic()
    assert refused(good, Limits(wall_seconds=0.01)) == "too_slow"
    assert time.monotonic() - began < 5


def test_the_child_sees_nothing_of_our_environment(good: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[dict[str, str]] = []
    real = subprocess.Popen

    def spy(*args: object, **kwargs: object) -> object:
        seen.append(kwargs["env"])  # type: ignore[arg-type]
        return real(*args, **kwargs)  # type: ignore[call-overload]

    monkeypatch.setenv("JIANFA_SECRET", "x")
    monkeypatch.setattr(subprocess, "Popen", spy)
    read_safely(good)
    assert ["JIANFA_SECRET" in environment for environment in seen] == [False]


def test_nothing_of_a_refused_file_is_left_behind(good: Path, tmp_path: Path) -> None:
    bad = remade(good, {"xl/vbaProject.bin": b"x"})
    before = set(tmp_path.iterdir())
    assert refused(bad) == "macros"
    assert set(tmp_path.iterdir()) == before


def test_five_thousand_rows_fit_the_limits(tmp_path: Path) -> None:
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet("问题清单")
    sheet.append([f"列{n}" for n in range(14)])
    for row in range(5_000):
        sheet.append([row, *(f"第{row}行第{n}列的内容，写得稍长一些" for n in range(13))])
    out = io.BytesIO()
    book.save(out)
    path = tmp_path / "a.xlsx"
    path.write_bytes(out.getvalue())
    assert len(read_safely(path).sheets[0].rows) == 5_001
