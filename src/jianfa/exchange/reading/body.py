"""The rows under a heading: which begin a problem, which continue one, which are headings of a group, and
which are no part of the list at all (totals, signatures, remarks, repeated headings)."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cached_property

from jianfa.exchange.reading.grid import Area, Grid
from jianfa.exchange.reading.headers import is_column_numbers, is_repeated
from jianfa.exchange.reading.names import NameBook
from jianfa.exchange.reading.numerals import sequence_number
from jianfa.exchange.reading.shapes import ColumnMatch, Skipped
from jianfa.exchange.reading.values import (
    category_level,
    category_text,
    is_ditto,
    is_nothing,
    nature_of,
    solver_of,
)
from jianfa.kit.text import squeezed

_TOTAL = re.compile(r"^(合计|小计|总计|共计|累计|总数|本页合计|本页小计|本类小计|合计数)([(（:：].*|\d.*)?$")
_COUNT = re.compile(r"[\d.]+(个|项|条)?")
_SIGNATURE = re.compile(
    r"^(填表人|填报人|制表人|制表|审核人|审核|复核人|审批人|签发人|签发负责人|接收负责人|单位负责人|主要负责人|部门负责人"
    r"|负责人签字|领导签字|签字|签名|盖章|单位盖章|单位\(盖章\)|填报单位|填报时间|填报日期|填表时间|填表日期|制表时间|联系人|联系电话|电话"
    r"|分管领导签字|报送单位|报送时间|经办人|编制人|编制单位|审定|校对|打印)(签字|签名|盖章)?(\(.*?\))?[:：]"
)
_SIGNERS = re.compile(r"填表人|填报人|制表人|审核人|审批人|签发人|负责人签|联系电话|经办人")
_SIGNED_BESIDE = re.compile(
    r"^((主要|单位|部门|分管)?(负责人|领导)|填表人|填报人|制表人|审核人|审批人|签发人|经办人|联系人)([(（]?(签字|签名|签章|盖章)[)）]?)?$"
    r"|^.{0,10}意见$|^[^，。；]{0,12}(签字|签名|签章|盖章)[)）]?([(（][^)）]*[)）])?[:：]"
)
"""Labels of a form at the foot, with the answer in the cell beside them."""
_REMARK = re.compile(r"^(备注|注|附注|说明|填表说明|填报说明|附|注意)\d?[:：]|^[*※★]|^(说明|填表说明|注)[1一]?[、.]")
_HINT = re.compile(r"^[(（【\[].*[)）】\]]$|^(请)?填写|^如[:：]")
_EXAMPLE = re.compile(r"^[(（]?(填写|填报)?(示例|样例|范例|举例|例如?)[)）]?[:：]?\d{0,2}$")
_STEP = re.compile(r"(\d{1,3})\s*[-.－—–]\s*\d{1,3}")
CATEGORY_WORDS = re.compile(
    r"^(政治功能|组织体系|阵地网络|制度机制|创新品牌|政治引领强?|组织功能强?|服务阵地强?|制度机制强?|作用发挥强?)"
)
_ORDINAL = re.compile(
    r"^(第?[一二三四五六七八九十]{1,3}[、.．]|[(（][一二三四五六七八九十\d]{1,3}[)）]|第[一二三四五六七八九十]+(类|部分))"
)


@dataclass(frozen=True, slots=True)
class Piece:
    """One cell of a problem: where it stands and what it says."""

    row: int
    column: int
    text: str


@dataclass(slots=True)
class Context:
    """What the group headings above a row say about it."""

    category: str | None = None
    solver: str | None = None
    nature: str | None = None
    source_unit: str | None = None
    levels: dict[str, int] = field(default_factory=dict)

    def copy(self) -> Context:
        return Context(self.category, self.solver, self.nature, self.source_unit, dict(self.levels))

    def enter(self, kind: str, value: str, level: int) -> None:
        """Begin a group; groups of the same or a deeper level end."""
        for other, other_level in list(self.levels.items()):
            if other != kind and level and other_level >= level:
                setattr(self, other, None)
                del self.levels[other]
        setattr(self, kind, value)
        self.levels[kind] = level


@dataclass(slots=True)
class Record:
    """The rows of one problem, cells by field, other cells by column."""

    rows: list[int]
    context: Context
    seq_text: str = ""
    fields: dict[str, list[Piece]] = field(default_factory=dict)
    other: dict[int, list[Piece]] = field(default_factory=dict)
    ticks: list[tuple[ColumnMatch, Piece]] = field(default_factory=list)

    def first(self, name: str) -> Piece | None:
        """The first filled cell of a field."""
        pieces = self.fields.get(name)
        return pieces[0] if pieces else None


class Body:
    """Reads the rows of one table into records. ``key`` is the field that begins a record beside its number."""

    def __init__(self, grid: Grid, area: Area, columns: list[ColumnMatch], names: NameBook, key: str) -> None:
        self.grid, self.area, self.names, self.key = grid, area, names, key
        self.columns = columns
        self.by_field = {column.field: column for column in columns if column.field and not column.tick}
        self.records: list[Record] = []
        self.skipped: list[Skipped] = []
        self.orphans: list[Piece] = []
        self.context = Context()
        self._dittos: dict[int, Piece] = {}
        self._seq_anchor: tuple[int, int] | None = None
        self._is_first = False
        """Whether the heading of a group stood right above: a number below it begins a problem."""
        self._in_steps = self._numbers_in_steps()
        self._read()

    def _read(self) -> None:
        for row in range(self.area.start, self.area.end):
            own = self.grid.own_filled(row)
            if not own and not self._continues_merge(row):
                continue
            reason = self._no_problem(row, own)
            if reason:
                self._skip(reason, row)
            elif not self._group(row):
                self._take(row)

    def _skip(self, code: str, row: int) -> None:
        text = " ".join(text.strip() for _, text in self.grid.own_filled(row))
        self.skipped.append(Skipped(code, self.grid.name, row + 1, text[:200]))

    def _continues_merge(self, row: int) -> bool:
        return bool(self.records) and bool(self.grid.filled(row))

    def _no_problem(self, row: int, own: list[tuple[int, str]]) -> str | None:
        """The reason why a row is no part of the list, None when it may be."""
        if not own:
            return None
        if is_repeated(self.grid, row, self.area.header):
            return "repeated_heading"
        if is_column_numbers(self.grid, row):
            return "column_numbers"
        texts = [squeezed(text) for _, text in own]
        if _EXAMPLE.match(texts[0]) and len(own) > 2:
            return "example"
        if row <= self.area.start + 1 and len(own) > 1 and all(_HINT.match(text) for text in texts):
            return "hints"
        if said := self._at_the_foot(row, own, texts):
            return said
        return self._lonely(row, own[0][0], texts[0]) if len(own) == 1 else None

    def _at_the_foot(self, row: int, own: list[tuple[int, str]], texts: list[str]) -> str | None:
        """Totals, signatures and remarks."""
        second = len(own) <= 4 and any(_TOTAL.match(text) for text in texts[:2]) and self._counts_only(row)
        if _TOTAL.match(texts[0]) or second:
            return "total"
        signers = sum(len(_SIGNERS.findall(text)) for text in texts)
        signed = len(own) <= 8 and (
            _SIGNATURE.match(texts[0]) or (signers >= 2 and (len(own) == 1 or _SIGNERS.match(texts[0])))
        )
        beside = len(own) <= 6 and _SIGNED_BESIDE.match(texts[0]) and self._at_the_edge(own[0][0])
        if signed or beside:
            return "signature"
        remark = _REMARK.match(texts[0]) or texts[0] in ("备注", "说明", "注")
        return "remark" if remark and len(own) <= 2 else None

    def _at_the_edge(self, column: int) -> bool:
        """Whether a cell stands where only numbers and groups stand: in the first column, and not that of titles."""
        key = self.by_field.get(self.key)
        return column <= min((one.index for one in self.columns), default=0) and (key is None or column != key.index)

    def _counts_only(self, row: int) -> bool:
        """Whether the title cell of a row holds nothing, a total or a count."""
        title = squeezed(self._text(row, self.key))
        return not title or bool(_TOTAL.match(title) or _COUNT.fullmatch(title))

    def _lonely(self, row: int, column: int, text: str) -> str | None:
        above = range(self.area.header[0] if self.area.header else 0)
        if any(text == squeezed(cell) for line in above for _, cell in self.grid.own_filled(line)):
            return "repeated_title"
        if re.fullmatch(r"(\d{4}|二[〇○零]\S\S)年\S{1,3}月\S{1,3}日", text):
            return "date_line"
        if re.fullmatch(r"第?\d+页?([/共,，]*\d+页)?|(\(?续表?\)?)", text) and sequence_number(text) is None:
            return "page_line"
        seq = self.by_field.get("seq")
        if seq is not None and column == seq.index and sequence_number(text) is not None and text.isdigit():
            return "blank_row"
        return None

    def _group(self, row: int) -> bool:
        """Take a row that only names the group of the rows below it."""
        filled = self.grid.own_filled(row)
        if len(filled) != len(self.grid.filled(row)):
            return False
        if self._numbered_group(row, filled):
            return True
        if len(filled) != 1:
            return False
        column, text = filled[0]
        bottom, right = self.grid.spans.get((row, column), (row, column))
        seq, key = self.by_field.get("seq"), self.by_field.get(self.key)
        wide = right - column + 1 >= 3 and bottom == row
        starts = column <= min((c.index for c in self.columns), default=0) and (
            seq is None or sequence_number(text) is None
        )
        named = bool(_ORDINAL.match(squeezed(text)) or CATEGORY_WORDS.match(squeezed(text)))
        in_key = key is not None and column == key.index
        if in_key and not wide and not (seq is not None and named and len(squeezed(text)) <= 24):
            return False
        if not (wide or (starts and not in_key) or (named and seq is not None)):
            return False
        if len(squeezed(text)) > 60:
            self._skip("remark", row)
            return True
        self._enter(text, row)
        return True

    def _numbered_group(self, row: int, filled: list[tuple[int, str]]) -> bool:
        """一 in the number column and a short name beside it, in a list that numbers its problems 1, 2, 3."""
        seq = self.by_field.get("seq")
        if seq is None or len(filled) != 2 or filled[0][0] != seq.index or not self._arabic:
            return False
        (_, number), (_, text) = filled
        if (
            not re.fullmatch(r"[(（]?[一二三四五六七八九十]{1,3}[)）]?[、.]?", squeezed(number))
            or len(squeezed(text)) > 30
        ):
            return False
        mark = squeezed(number).strip("、.")
        self._enter((mark if mark.startswith(("(", "（")) else f"{mark}、") + text.strip(), row)
        return True

    @cached_property
    def _arabic(self) -> bool:
        seq = self.by_field["seq"].index
        rows = range(self.area.start, self.area.end)
        return any(self.grid.own(row, seq).text.strip().isdecimal() for row in rows)

    def _enter(self, text: str, row: int) -> None:
        level, value = category_level(text), category_text(text, heading=True)
        resolution = self.names.resolve(value)
        solver, several = solver_of(value)
        if nature := nature_of(value):
            self.context.enter("nature", nature, level)
        elif resolution.is_county and resolution.name is not None:
            self.context.enter("source_unit", resolution.name.official, level)
        elif solver and not several and re.search("解决|协调|协同|化解", value) and not CATEGORY_WORDS.match(value):
            self.context.enter("solver", solver, level)
        elif level and self.context.category and self.context.levels.get("category", 0) < level:
            pass  # a second level under a category: the rows keep the upper one
        else:
            self.context.enter("category", value, level)
        self._is_first = True
        self._skip("group_heading", row)

    def _text(self, row: int, name: str) -> str:
        column = self.by_field.get(name)
        return self.grid.text(row, column.index).strip() if column is not None else ""

    def _number(self, row: int) -> str:
        """The number of the problem a row is about: 1 where the measures of problem 1 are numbered 1-1, 1-2."""
        text = self._text(row, "seq")
        return text if not self._in_steps else _STEP.sub(r"\1", text)

    def _numbers_in_steps(self) -> bool:
        """Whether numbers are 1-1, 1-2, 2-1 with one title for each first number: a problem and its measures."""
        if self.key != "title" or not {"seq", "title"} <= set(self.by_field):
            return False
        titles: dict[str, set[str]] = {}
        steps = 0
        for row in range(self.area.start, self.area.end):
            seq, title = self._text(row, "seq"), squeezed(self._text(row, "title"))
            if match := _STEP.fullmatch(squeezed(seq)):
                steps += 1
                titles.setdefault(match[1], set()).update([title] if title and not is_ditto(title) else [])
            elif title and sequence_number(seq) is not None:
                return False
        return steps > len(titles) > 0 and all(len(some) == 1 for some in titles.values())

    def _take(self, row: int) -> None:
        """Begin a record or continue the last one."""
        is_first, self._is_first = self._is_first and bool(self._number(row)), False
        if is_first or self._begins(row):
            if not self._text(row, self.key) and self.key in self.by_field:
                self._orphan(row)
                return
            self.records.append(Record([row], self.context.copy(), self._number(row)))
        elif not self.records:
            self._skip("outside", row)
            return
        else:
            self.records[-1].rows.append(row)
        self._gather(row, self.records[-1])

    def _orphan(self, row: int) -> None:
        seq = self.by_field.get("seq")
        content = [(c, text) for c, text in self.grid.own_filled(row) if (seq is None or c != seq.index)]
        if all(is_nothing(text) for _, text in content):
            self._skip("blank_row", row)
            return
        self._skip("no_title", row)
        column, text = content[0]
        self.orphans.append(Piece(row, column, text))

    def _begins(self, row: int) -> bool:
        if not self.records:
            return True
        last = self.records[-1]
        seq_column, key_column = self.by_field.get("seq"), self.by_field.get(self.key)
        seq, key = self._number(row), self._text(row, self.key)
        previous_key = last.first(self.key)
        same_key = previous_key is not None and squeezed(previous_key.text) == squeezed(key)
        if seq_column is not None and seq and not is_ditto(seq):
            anchor = self.grid.anchor(row, seq_column.index)
            if anchor[0] < row:
                return anchor[0] not in last.rows or self._another_title(row, key, previous_key)
            return not (squeezed(seq) == squeezed(last.seq_text) and (not key or same_key or is_ditto(key)))
        if not key or is_ditto(key):
            return False
        if key_column is not None and (top := self.grid.anchor(row, key_column.index)[0]) < row:
            return top not in last.rows
        return not same_key

    def _another_title(self, row: int, key: str, previous: Piece | None) -> bool:
        """Whether a row under a number merged downwards has a problem of its own."""
        column = self.by_field.get(self.key)
        own = column is not None and column.field == "title" and not self.grid.covered(row, column.index)
        return bool(own and key and not is_ditto(key) and previous and squeezed(previous.text) != squeezed(key))

    def _gather(self, row: int, record: Record) -> None:
        for column in self.columns:
            place = self.grid.anchor(row, column.index)
            text = self.grid.sheet.cell(*place).text
            if not text.strip():
                continue
            piece = Piece(*place, text)
            if is_ditto(text) and column.index in self._dittos:
                piece = Piece(row, column.index, self._dittos[column.index].text)
            else:
                self._dittos[column.index] = piece
            if column.tick is not None:
                record.ticks.append((column, piece))
            elif column.field is not None:
                _add(record.fields.setdefault(column.field, []), piece)
            else:
                _add(record.other.setdefault(column.index, []), piece)


def _add(pieces: list[Piece], piece: Piece) -> None:
    """A merged cell reaching over several rows is one piece."""
    if all((one.row, one.column) != (piece.row, piece.column) for one in pieces):
        pieces.append(piece)
