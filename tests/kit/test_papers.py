"""The structure of papers and its two renderers: numbering, the same words in both, rows that fit, faces."""

import io
from datetime import UTC, datetime

import docx as word
import pypdfium2
import pytest
from hypothesis import given
from hypothesis import strategies as st

from jianfa.kit.papers.docx import docx
from jianfa.kit.papers.faces import BODY, NAMES, faces
from jianfa.kit.papers.model import (
    Addressee,
    Cell,
    Code,
    Enclosures,
    Form,
    Heading,
    Imprint,
    Info,
    Mark,
    NewSheet,
    Note,
    Number,
    Paper,
    Paragraph,
    Signature,
    Title,
    chinese_number,
    numbered,
)
from jianfa.kit.papers.pdf import pdf, pictures

AT = datetime(2026, 3, 20, 2, tzinfo=UTC)
WHOLE = (
    Mark("清河市总工会"), Number("清工呈〔2026〕1号", "何志远"), Title("关于某事的请示"), Addressee("清河市委"),
    Paragraph("第一段。\n第二段。"), Heading("情况"), Heading("人员", 2), Heading("编制", 3), Heading("在编", 4),
    Heading("打算"),
    Enclosures(("名册", "预算")), Signature("清河市总工会", "2026年3月20日"), Note("联系人：周敏"),
    Imprint(("市委办公室",), "清河市总工会办公室", "2026年3月21日"), NewSheet(), Heading("附件一节"),
    Info("单位：财务部", "编号：1"),
    Form((1, 1, 2), ((Cell("甲", is_label=True), Cell("乙", span=2, lines=3, foot=("签名：", "日期："))),), head=1),
    Code(("101", "010", "101"), "扫码核对"),
)  # fmt: skip
WORDS = (
    "清河市总工会", "清工呈〔2026〕1号", "签发人：何志远", "关于某事的请示", "清河市委：", "第一段。", "第二段。",
    "一、情况",
    "（一）人员", "1.编制", "（1）在编", "二、打算", "附件：1.名册", "2.预算", "2026年3月20日", "（联系人：周敏）",
    "抄送：市委办公室。", "2026年3月21日印发", "一、附件一节", "编号：1", "签名：", "扫码核对",
)  # fmt: skip


def paper(*blocks, **more):
    return Paper("示例", blocks, AT, **more)


def pdf_words(made: bytes) -> str:
    pages = pypdfium2.PdfDocument(made)
    return "".join("".join(page.get_textpage().get_text_range() for page in pages).split())


@pytest.mark.parametrize(
    ("n", "words"), [(1, "一"), (9, "九"), (10, "十"), (11, "十一"), (20, "二十"), (21, "二十一"), (99, "九十九")]
)
def test_it_counts_as_headings_do(n, words):
    assert chinese_number(n) == words


@given(st.integers(1, 99), st.integers(1, 99))
def test_different_numbers_have_different_words(one, other):
    assert (chinese_number(one) == chinese_number(other)) == (one == other)


@given(st.lists(st.integers(1, 4), max_size=30))
def test_a_level_counts_up_and_a_deeper_one_begins_anew(levels):
    headings = numbered([Heading("", level) for level in levels])
    texts = [block.text for block in headings if isinstance(block, Heading)]

    for place, (level, text) in enumerate(zip(levels, texts, strict=True)):
        begin = max((n + 1 for n in range(place) if levels[n] < level), default=0)
        n = levels[begin : place + 1].count(level)
        assert str(n) in text or chinese_number(n) in text


def test_a_row_that_does_not_fill_the_columns_is_refused():
    with pytest.raises(ValueError, match="3 columns"):
        Form((1, 1, 1), ((Cell("甲"), Cell("乙")),))


def test_both_files_hold_every_word():
    made = paper(*WHOLE, header="示例数据")
    document = word.Document(io.BytesIO(docx(made)))
    cells = [cell.text for table in document.tables for cell in table._cells]
    in_word = "".join("".join([line.text for line in document.paragraphs] + cells).split())
    in_pdf = pdf_words(pdf(made, faces(None)))

    assert [words for words in WORDS if words not in in_pdf] == []
    assert [words for words in WORDS if words not in in_word] == []
    assert "示例数据" in in_pdf
    assert document.sections[0].header.paragraphs[0].text == "示例数据"


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=60))
def test_no_text_breaks_a_paper(text):
    made = paper(Title(text), Paragraph(text), Form((1,), ((Cell(text, foot=(text,)),),)))

    assert pdf(made, faces(None)).startswith(b"%PDF")
    assert docx(made).startswith(b"PK")


def test_the_page_number_stands_right_on_odd_pages_and_left_on_even_ones():
    made = pdf(paper(Paragraph("一"), NewSheet(), Paragraph("二")), faces(None))
    places = []
    for page in pypdfium2.PdfDocument(made):
        text = page.get_textpage()
        at = text.get_text_range().index("—")
        places.append(text.get_charbox(at)[0] > 297)

    assert places == [True, False]


def test_a_line_has_28_characters_and_a_page_22_lines():
    made = pdf(paper(Paragraph("工" * 1400)), faces(None))
    page = pypdfium2.PdfDocument(made)[0].get_textpage().get_text_range()
    lines = [line for line in page.splitlines() if line.startswith("工")]

    assert {len(line) for line in lines[1:]} == {28}
    assert len(lines) == 22


def test_a_signature_is_never_alone_on_its_page():
    """The text fills the page to its last line; the last paragraph goes over with the seal."""
    blocks = [Paragraph("工" * 20)] * 22 + [Signature("清河市总工会", "2026年3月20日")]
    pages = pypdfium2.PdfDocument(pdf(paper(*blocks), faces(None)))

    assert "工" in pages[1].get_textpage().get_text_range()


def test_a_code_is_drawn_as_it_is():
    picture = pictures(paper(Code(("11", "11"))), faces(None), ppi=72)[0]

    assert picture.startswith(b"\x89PNG")


def test_without_a_folder_of_its_own_free_typefaces_stand_for_all():
    found = faces(None)

    assert found.missing == tuple(NAMES.values())
    assert found.families[BODY] == "Noto Serif SC"
