"""A paper as .docx in the metrics of GB/T 9704-2012; typefaces are named, never carried.

The bytes depend on the paper alone: the parts of the file bear no time but the paper's own.
"""

import zipfile
from datetime import UTC
from io import BytesIO
from typing import Any

from docx import Document
from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT, WD_ROW_HEIGHT_RULE, WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor
from docx.text.paragraph import Paragraph as WordParagraph
from PIL import Image

from jianfa.kit.papers.faces import BLACK, BODY, KAI, NAMES, SONG, TITLE
from jianfa.kit.papers.model import (
    Addressee,
    Block,
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
    numbered,
)

TOP, BOTTOM, LEFT, RIGHT = 37, 35, 28, 26
"""Margins in millimetres; the type area is 156 × 225."""
WIDTH = 210 - LEFT - RIGHT
BODY_SIZE, TITLE_SIZE, MARK_SIZE, SMALL = 16.0, 22.0, 48.0, 12.0
PITCH, SMALL_PITCH = 28.95, 18.0
"""Line pitch in points: 225 mm / 22 lines, a hair less."""
GRID = {"w:type": "linesAndChars", "w:linePitch": "580", "w:charSpace": "-848"}
"""580 twentieths of a point a line; 156 mm / 28 characters is 15.793 pt: 848 / 4096 pt less than the 16 of the type."""
ADVANCE = 15.793
RED = RGBColor(0xD7, 0x00, 0x0F)
FIRST_DAY = (1980, 1, 1, 0, 0, 0)
CENTRE, END, START, BOTH = (
    WD_ALIGN_PARAGRAPH.CENTER, WD_ALIGN_PARAGRAPH.RIGHT, WD_ALIGN_PARAGRAPH.LEFT, WD_ALIGN_PARAGRAPH.JUSTIFY,
)  # fmt: skip


def docx(paper: Paper) -> bytes:
    """Return the bytes of the Word file; the same paper gives the same bytes."""
    document = Document()
    _page(document, paper)
    writer = _Writer(document)
    for block in numbered(paper.blocks):
        writer.write(block)
    properties = document.core_properties
    properties.title, properties.author, properties.comments = paper.name, paper.issuer, ""
    at = paper.made_at.astimezone(UTC).replace(tzinfo=None, microsecond=0)
    properties.created = properties.modified = at
    properties.last_modified_by, properties.language = paper.issuer, "zh-CN"
    out = BytesIO()
    document.save(out)
    return _without_times(out)


def _without_times(written: BytesIO) -> bytes:
    """Write the parts again, in their order, as if on the first day a zip file knows."""
    out = BytesIO()
    with zipfile.ZipFile(written) as source, zipfile.ZipFile(out, "w") as target:
        for entry in source.infolist():
            part = zipfile.ZipInfo(entry.filename, FIRST_DAY)
            part.compress_type = zipfile.ZIP_DEFLATED
            part.external_attr = 0o600 << 16
            target.writestr(part, source.read(entry))
    return out.getvalue()


# The page ---------------------------------------------------------------------------------------------------


def _page(document: Any, paper: Paper) -> None:
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin, section.bottom_margin = Mm(TOP), Mm(BOTTOM)
    section.left_margin, section.right_margin = Mm(LEFT), Mm(RIGHT)
    section.header_distance = Mm(24)
    section.footer_distance = Mm(BOTTOM - 7 - 6)  # the number, 14 pt high, begins 7 mm below the type area
    grid = section._sectPr.find(qn("w:docGrid"))
    if grid is None:
        grid = OxmlElement("w:docGrid")
        section._sectPr.append(grid)
    for name, value in GRID.items():
        grid.set(qn(name), value)
    normal = document.styles["Normal"]
    normal.font.size = Pt(BODY_SIZE)
    _name_fonts(normal.element.get_or_add_rPr(), BODY)
    shape = normal.element.get_or_add_pPr()
    for name in ("w:autoSpaceDE", "w:autoSpaceDN"):  # no gap between Chinese and digits, as in PDF
        off = OxmlElement(name)
        off.set(qn("w:val"), "0")
        shape.append(off)
    for size in document.styles.element.iterfind(f".//{qn('w:docDefaults')}//{qn('w:sz')}"):
        size.set(qn("w:val"), str(int(BODY_SIZE * 2)))  # the grid of characters is counted from it
    document.settings.odd_and_even_pages_header_footer = True
    for footer, align in ((section.footer, END), (section.even_page_footer, START)):
        _page_number(footer.paragraphs[0], align)
    for header in (section.header, section.even_page_header):
        line = header.paragraphs[0]
        line.alignment = END
        _run(line, paper.header, SONG, 10)


def _page_number(line: WordParagraph, align: WD_ALIGN_PARAGRAPH) -> None:
    """— 1 —, in 4号 Song, a character away from the edge: right on odd pages, left on even ones."""
    line.alignment = align
    line.paragraph_format.left_indent = line.paragraph_format.right_indent = Pt(14)
    _run(line, "— ", SONG, 14)
    run = _run(line, "", SONG, 14)
    for kind, text in (("begin", ""), ("", " PAGE "), ("end", "")):
        if kind:
            part = OxmlElement("w:fldChar")
            part.set(qn("w:fldCharType"), kind)
        else:
            part = OxmlElement("w:instrText")
            part.set(qn("xml:space"), "preserve")
            part.text = text
        run._r.append(part)
    _run(line, " —", SONG, 14)


def _name_fonts(properties: Any, face: str) -> None:
    fonts = properties.find(qn("w:rFonts"))
    if fonts is None:
        fonts = OxmlElement("w:rFonts")
        properties.insert(0, fonts)
    for script in ("ascii", "hAnsi", "eastAsia", "cs"):
        fonts.set(qn(f"w:{script}"), NAMES[face])


def _run(line: WordParagraph, text: str, face: str = BODY, size: float = BODY_SIZE) -> Any:
    run = line.add_run(_printable(text))
    run.font.size = Pt(size)
    properties = run._r.get_or_add_rPr()
    _name_fonts(properties, face)
    _leave_grid(properties)
    if size == BODY_SIZE:
        _narrow(properties)
    return run


def _narrow(properties: Any) -> None:
    """A quarter of a point narrower: 28 characters of 16 pt in a line of 156 mm."""
    spacing = OxmlElement("w:spacing")
    spacing.set(qn("w:val"), "-5")
    properties.insert_element_before(spacing, "w:w", "w:kern", "w:position", "w:sz", "w:szCs", "w:highlight", "w:lang")


def _leave_grid(properties: Any) -> None:
    """Pitch and width are given outright: programs differ in what they do with a cell narrower than its character.

    The grid of the page stays for whoever types on.
    """
    mark = OxmlElement("w:snapToGrid")
    mark.set(qn("w:val"), "0")
    after = ("w:suppressLineNumbers", "w:spacing", "w:ind", "w:contextualSpacing", "w:jc", "w:textAlignment")
    after_in_run = ("w:vanish", "w:color", "w:w", "w:kern", "w:position", "w:sz", "w:szCs", "w:highlight", "w:lang")
    properties.insert_element_before(mark, *(after if properties.tag == qn("w:pPr") else after_in_run))


def _printable(text: str) -> str:
    """XML knows no control characters; typed text may hold them."""
    return "".join(char for char in text if char in "\t\n" or char >= " ")


# Blocks -----------------------------------------------------------------------------------------------------


class _Writer:
    """Writes one block after another; two forms in a row are kept apart by an empty line, as Word needs it."""

    def __init__(self, document: Any) -> None:
        self.document = document
        self.is_after_break = False
        self.last: WordParagraph | None = None
        """The last paragraph of the text: it goes on the page with the signature, which must not stand alone."""

    def write(self, block: Block) -> None:
        writers: dict[type, Any] = {
            Mark: self._mark, Number: self._number, Title: self._title, Info: self._info, Addressee: self._addressee,
            Heading: self._heading, Paragraph: self._paragraph, Form: self._form, Signature: self._signature,
            Enclosures: self._enclosures, Note: self._note, Imprint: self._imprint, Code: self._code,
            NewSheet: self._new_sheet,
        }  # fmt: skip
        writers[type(block)](block)

    def line(
        self, text: str = "", face: str = BODY, size: float = BODY_SIZE, *, pitch: float = PITCH,
        align: WD_ALIGN_PARAGRAPH = START, indent: float = 0,
    ) -> WordParagraph:  # fmt: skip
        line: WordParagraph = self.document.add_paragraph()
        line.paragraph_format.page_break_before = self.is_after_break
        self.is_after_break = False
        _shape(line, pitch, align)
        if indent:
            line.paragraph_format.first_line_indent = Pt(indent * ADVANCE)
        if text:
            _run(line, text, face, size)
        return line

    def _mark(self, block: Mark) -> None:
        size = min(MARK_SIZE, WIDTH * 72 / 25.4 * 0.96 / max(len(block.text), 1))
        line = self.line("", pitch=size * 1.2, align=CENTRE)
        _run(line, block.text, TITLE, size).font.color.rgb = RED
        self.line()

    def _number(self, block: Number) -> None:
        line = self.line(block.text, align=START if block.signer else CENTRE)
        if block.signer:
            line.paragraph_format.left_indent = line.paragraph_format.right_indent = Pt(ADVANCE)
            line.paragraph_format.tab_stops.add_tab_stop(Pt(WIDTH * 72 / 25.4 - ADVANCE), 2)
            _run(line, "\t签发人：")
            _run(line, block.signer, KAI)
        _border(line._p.get_or_add_pPr(), "bottom", 12, "D7000F", space=11)  # 4 mm below the number
        self.line()

    def _title(self, block: Title) -> None:
        for text in block.text.split("\n"):
            self.line(text, TITLE, TITLE_SIZE, pitch=32, align=CENTRE)
        self.line(pitch=PITCH / 2)

    def _info(self, block: Info) -> None:
        line = self.line(block.left, size=SMALL, pitch=SMALL_PITCH)
        if block.right:
            line.paragraph_format.tab_stops.add_tab_stop(Mm(WIDTH), 2)
            _run(line, f"\t{block.right}", size=SMALL)

    def _addressee(self, block: Addressee) -> None:
        self.line(f"{block.text}：", align=BOTH)

    def _heading(self, block: Heading) -> None:
        face = {1: BLACK, 2: KAI}.get(block.level, BODY)
        self.line(block.text, face, align=BOTH, indent=2).paragraph_format.keep_with_next = True

    def _paragraph(self, block: Paragraph) -> None:
        for text in block.text.split("\n"):
            self.last = self.line(text, align=BOTH, indent=2)

    def _signature(self, block: Signature) -> None:
        """The day four characters from the right, the name centred over it; room for the seal above."""
        if self.last is not None:
            self.last.paragraph_format.keep_with_next = True
        for _gap in range(2):
            self.line().paragraph_format.keep_with_next = True
        longest = max(_length(block.name), _length(block.day))
        for text in (block.name, block.day):
            line = self.line(text, align=END)
            line.paragraph_format.right_indent = Pt((4 + (longest - _length(text)) / 2) * ADVANCE)
            line.paragraph_format.keep_with_next = text is block.name
        line.paragraph_format.space_after = Pt(12)  # a form below, the receipt, does not touch the day

    def _enclosures(self, block: Enclosures) -> None:
        self.line(pitch=PITCH / 2)
        for n, name in enumerate(block.names, 1):
            number = "" if len(block.names) == 1 else f"{n}."
            before = "附件：" if n == 1 else "　　　"
            self.line(f"{before}{number}{name}", indent=2)

    def _note(self, block: Note) -> None:
        self.line(f"（{block.text}）", align=BOTH, indent=2)

    def _imprint(self, block: Imprint) -> None:
        rows = [("抄送：" + "，".join(block.copies) + "。", "")] if block.copies else []
        rows.append((block.issuer, f"{block.day}印发"))
        self.line()
        for n, (left, right) in enumerate(rows):
            line = self.line(left, size=14, pitch=24)
            line.paragraph_format.left_indent = line.paragraph_format.right_indent = Pt(14)
            if right:
                line.paragraph_format.tab_stops.add_tab_stop(Pt(WIDTH * 72 / 25.4 - 14), 2)
                _run(line, f"\t{right}", size=14)
            _border(line._p.get_or_add_pPr(), "top", 8 if n == 0 else 6, "000000")  # 0.35 and 0.25 mm
            if n == len(rows) - 1:
                _border(line._p.get_or_add_pPr(), "bottom", 8, "000000")

    def _code(self, block: Code) -> None:
        line = self.line(align=CENTRE)
        line.paragraph_format.line_spacing_rule = WD_LINE_SPACING.SINGLE
        line.add_run().add_picture(BytesIO(_picture(block.rows)), width=Mm(max(30, len(block.rows) * 0.6)))
        if block.caption:
            self.line(block.caption, size=SMALL, pitch=SMALL_PITCH, align=CENTRE)

    def _new_sheet(self, _block: NewSheet) -> None:
        self.is_after_break = True

    def _form(self, block: Form) -> None:
        if self.is_after_break:
            self.line(pitch=1)
        elif _is_table_last(self.document):
            self.line(pitch=8)
        table = self.document.add_table(len(block.rows), len(block.widths))
        table.style = "Table Grid"
        table.alignment = WD_TABLE_ALIGNMENT.CENTER
        table.autofit = False
        widths = [Mm(WIDTH * width / sum(block.widths)) for width in block.widths]
        for column, width in zip(table.columns, widths, strict=True):
            column.width = width
        cells = table._cells  # table.rows[n].cells builds the whole grid anew for each row
        for n, row in enumerate(block.rows):
            here = cells[n * len(widths) : (n + 1) * len(widths)]
            at = 0
            for cell in row:
                target = here[at] if cell.span == 1 else here[at].merge(here[at + cell.span - 1])
                target.width = sum(widths[at : at + cell.span])
                _fill(target, cell, sum(block.widths[at : at + cell.span]) / sum(block.widths) * WIDTH)
                at += cell.span
            _row_height(table.rows[n], max(cell.lines for cell in row), is_head=n < block.head)


def _shape(line: WordParagraph, pitch: float, align: WD_ALIGN_PARAGRAPH) -> None:
    shape = line.paragraph_format
    shape.alignment = align
    shape.space_before = shape.space_after = Pt(0)
    shape.line_spacing_rule = WD_LINE_SPACING.EXACTLY
    shape.line_spacing = Pt(pitch)
    _leave_grid(line._p.get_or_add_pPr())


def _is_table_last(document: Any) -> bool:
    body = [child for child in document.element.body if child.tag != qn("w:sectPr")]
    return bool(body) and body[-1].tag == qn("w:tbl")


def _length(text: str) -> float:
    """Return how many characters wide a text is; a digit is half a character."""
    return sum(0.5 if char.isascii() else 1 for char in text)


def _fill(target: Any, cell: Cell, width: float) -> None:
    is_centred = cell.is_label or cell.is_centred
    is_top = bool(cell.foot) or cell.lines > 1
    alignment = WD_CELL_VERTICAL_ALIGNMENT
    target.vertical_alignment = alignment.TOP if is_top and not is_centred else alignment.CENTER
    texts = cell.text.split("\n")
    for n, text in enumerate(texts):
        line = target.paragraphs[0] if n == 0 else target.add_paragraph()
        _shape(line, SMALL_PITCH, CENTRE if is_centred else START)
        _run(line, text, BLACK if cell.is_label else BODY, SMALL)
    a_line = max(1, int((width - 4) * 72 / 25.4 / SMALL))
    taken = sum(max(1, -int(-_length(text) // a_line)) for text in texts)
    for _gap in range(cell.lines - taken - len(cell.foot) if cell.foot else 0):
        _shape(target.add_paragraph(), SMALL_PITCH, START)
    for text in cell.foot:
        line = target.add_paragraph()
        _shape(line, SMALL_PITCH, END)
        _run(line, text, BODY, SMALL)


def _row_height(row: Any, lines: int, *, is_head: bool) -> None:
    row.height = Pt(lines * SMALL_PITCH + 6)
    row.height_rule = WD_ROW_HEIGHT_RULE.AT_LEAST
    properties = row._tr.get_or_add_trPr()
    properties.append(OxmlElement("w:cantSplit"))
    if is_head:
        properties.append(OxmlElement("w:tblHeader"))


def _border(properties: Any, side: str, eighths: int, colour: str, space: int = 1) -> None:
    """Draw a line above or below a paragraph; ``eighths`` of a point thick."""
    borders = properties.find(qn("w:pBdr"))
    if borders is None:
        borders = OxmlElement("w:pBdr")
        properties.insert_element_before(
            borders, "w:shd", "w:tabs", "w:suppressAutoHyphens", "w:kinsoku", "w:spacing", "w:ind", "w:jc", "w:rPr"
        )
    line = OxmlElement(f"w:{side}")
    values = {"val": "single", "sz": str(eighths), "space": str(space), "color": colour}
    for name, value in values.items():
        line.set(qn(f"w:{name}"), value)
    borders.append(line)


def _picture(rows: tuple[str, ...]) -> bytes:
    """Return the code as PNG, with two modules of quiet zone."""
    side = len(rows) + 4
    picture = Image.new("1", (side, side), 1)
    for y, row in enumerate(rows, 2):
        for x, bit in enumerate(row, 2):
            picture.putpixel((x, y), bit != "1")
    out = BytesIO()
    picture.resize((side * 8, side * 8), Image.Resampling.NEAREST).save(out, "PNG")
    return out.getvalue()
