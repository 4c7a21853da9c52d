"""A paper as data: blocks in their order, without a word of how they are set. Pure; .docx and PDF are made of it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

DIGITS = "〇一二三四五六七八九"


@dataclass(frozen=True)
class Mark:
    """Who issues it (发文机关标志): red, large, with what follows it down to the red rule."""

    text: str


@dataclass(frozen=True)
class Number:
    """The number of the paper (发文字号) over the red rule; with a signer (签发人) it stands on the left."""

    text: str
    signer: str = ""


@dataclass(frozen=True)
class Title:
    text: str


@dataclass(frozen=True)
class Info:
    """The line over a form: who fills it in, on the left; its number, on the right."""

    left: str
    right: str = ""


@dataclass(frozen=True)
class Addressee:
    """Who it is for (主送机关), with the full-width colon."""

    text: str


@dataclass(frozen=True)
class Heading:
    """A heading of level 1 to 4; its number (一、（一）1.（1）) is counted, never typed."""

    text: str
    level: int = 1


@dataclass(frozen=True)
class Paragraph:
    """Text; each line of it is a paragraph, indented by two characters."""

    text: str


@dataclass(frozen=True)
class Cell:
    """One cell of a form; ``foot`` are lines at its lower right: who signs, and the day."""

    text: str = ""
    span: int = 1
    is_label: bool = False
    is_centred: bool = False
    lines: int = 1
    """At least so many lines high."""
    foot: tuple[str, ...] = ()


Row = tuple[Cell, ...]


@dataclass(frozen=True)
class Form:
    """Cells in rows; ``widths`` are shares of the line, the spans of a row make up all of them.

    The first ``head`` rows are repeated on each page.
    """

    widths: tuple[int, ...]
    rows: tuple[Row, ...]
    head: int = 0

    def __post_init__(self) -> None:
        for row in self.rows:
            if sum(cell.span for cell in row) != len(self.widths):
                raise ValueError(f"a row of {len(self.widths)} columns has {[cell.span for cell in row]}")


@dataclass(frozen=True)
class Signature:
    """Who issued it and when (署名, 成文日期), with room for the seal."""

    name: str
    day: str


@dataclass(frozen=True)
class Enclosures:
    """What is attached (附件说明)."""

    names: tuple[str, ...]


@dataclass(frozen=True)
class Note:
    """A remark below the date (附注); the brackets are put round it."""

    text: str


@dataclass(frozen=True)
class Imprint:
    """The lines at the foot of the last page (版记): copies, and who printed it when."""

    copies: tuple[str, ...]
    issuer: str
    day: str


@dataclass(frozen=True)
class Code:
    """A square code: rows of 0 and 1 without the quiet zone, and the words under it."""

    rows: tuple[str, ...]
    caption: str = ""


@dataclass(frozen=True)
class NewSheet:
    """What follows begins on a new page."""


Block = (
    Mark | Number | Title | Info | Addressee | Heading | Paragraph | Form | Signature | Enclosures | Note | Imprint
    | Code | NewSheet
)  # fmt: skip


@dataclass(frozen=True)
class Paper:
    """One paper. ``made_at`` is when its matter stood like this, never the moment of printing: same matter, same bytes.

    ``header`` stands small at the head of each page ("示例数据").
    """

    name: str
    blocks: tuple[Block, ...]
    made_at: datetime
    issuer: str = ""
    header: str = ""


def chinese_number(n: int) -> str:
    """Return 1 to 99 as counted in headings: 一, 十, 十一, 二十, 九十九."""
    if not 1 <= n <= 99:
        raise ValueError(n)
    tens, ones = divmod(n, 10)
    before = "" if tens == 0 else "十" if tens == 1 else f"{DIGITS[tens]}十"
    return before + (DIGITS[ones] if ones else "")


def ordinal(level: int, n: int) -> str:
    """Return the number before a heading of a level (GB/T 9704: 一、 （一） 1. （1）)."""
    return {
        1: lambda: f"{chinese_number(n)}、", 2: lambda: f"（{chinese_number(n)}）", 3: lambda: f"{n}.",
        4: lambda: f"（{n}）",
    }[level]()  # fmt: skip


def numbered(blocks: Sequence[Block]) -> Iterator[Block]:
    """Yield the blocks with the numbers put before headings; a new sheet and a deeper level count from one again."""
    counts: dict[int, int] = {}
    for block in blocks:
        if isinstance(block, NewSheet):
            counts.clear()
        if not isinstance(block, Heading):
            yield block
            continue
        counts = {level: n for level, n in counts.items() if level <= block.level}
        counts[block.level] = counts.get(block.level, 0) + 1
        yield replace(block, text=ordinal(block.level, counts[block.level]) + block.text)
