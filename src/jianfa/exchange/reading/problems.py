"""From the rows of one problem to a ReadProblem, with a doubt for everything a person should look at."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date

from jianfa.exchange.reading.body import Piece, Record
from jianfa.exchange.reading.claims import done_of
from jianfa.exchange.reading.grid import Grid
from jianfa.exchange.reading.marks import Marks
from jianfa.exchange.reading.measures import split_measures, without_number
from jianfa.exchange.reading.names import NameBook
from jianfa.exchange.reading.numerals import sequence_number
from jianfa.exchange.reading.owners import Owners
from jianfa.exchange.reading.persons import person_text
from jianfa.exchange.reading.shapes import ColumnMatch, ReadProblem
from jianfa.exchange.reading.timing import Timing, is_cross
from jianfa.exchange.reading.values import (
    category_text,
    is_nothing,
    nature_in,
    nature_of,
    solver_of,
    ticked,
)
from jianfa.kit.text import mend, squeezed

SOLVER_WORDS = {
    "party_gov": "需党委政府协同解决",
    "superior_union": "需上级工会解决",
    "county_union": "区(市)县工会自身解决",
}
NATURE_WORDS = {"common": "共性", "individual": "个性"}


@dataclass(slots=True)
class Draft:
    """A problem being put together out of one or several sheets, all values still as found."""

    values: dict[str, object] = field(default_factory=dict)
    sheet: str = ""
    rows: list[int] = field(default_factory=list)
    raw: dict[str, str] = field(default_factory=dict)
    extra: dict[str, str] = field(default_factory=dict)
    has_lead: bool = False
    """Whether a lead is named, and not only taken from who is responsible."""
    code: str = ""
    """The problem's mark such as JQN-001, by which other sheets name it, where it has one beside its number."""

    def fill(self, other: Draft) -> None:
        """Take over what is still missing here from another sheet's rows on the same problem."""
        if other.has_lead and not self.has_lead:
            self.values["lead"], self.values["co_leads"] = other.values.get("lead"), other.values.get("co_leads", ())
            self.has_lead = True
        for name, value in other.values.items():
            if name == "claimed_done":
                self.values[name] = bool(self.values.get(name)) or bool(value)
            elif name not in ("seq", "seq_text", "title") and not self.values.get(name):
                self.values[name] = value
        for path, text in other.raw.items():
            self.raw.setdefault(f"{other.sheet}/{path}", text)
        for path, text in other.extra.items():
            self.extra.setdefault(path, text)

    def problem(self) -> ReadProblem:
        """The finished problem."""
        return ReadProblem(
            sheet=self.sheet,
            rows=tuple(self.rows),
            raw=self.raw,
            extra=self.extra,
            **self.values,  # type: ignore[arg-type]
        )


class Reader:
    """Reads the records of one table."""

    def __init__(self, grid: Grid, columns: list[ColumnMatch], names: NameBook, on: date) -> None:
        self.grid = grid
        self.marks = Marks(grid, columns)
        self.owners, self.timing = Owners(self.marks, names), Timing(self.marks, on)
        self.codes: set[str] = set()
        """The marks of all problems of the workbook: no odd numbers where one stands in the place of a number."""

    def draft(self, record: Record) -> Draft:
        """Return what the rows of one problem say."""
        draft = Draft(sheet=self.grid.name, rows=[row + 1 for row in record.rows], code=code_of(record))
        values = draft.values
        values["seq"], values["seq_text"] = self._seq(record)
        values["title"] = self.marks.joined(record, "title", limit=1) or ""
        values["category"] = self._category(record)
        values["solver"], values["nature"] = self._solver(record), self._nature(record)
        self.owners.read(record, values)
        person = [person_text(piece.text) for piece in record.fields.get("person", ()) if not is_nothing(piece.text)]
        person += self.owners.persons(record)
        values["person"] = "、".join(dict.fromkeys(mend(name).text for name in person)) or None
        self.marks.seen(record.fields.get("person", ()))
        measures = self._measures(record)
        values["measures"] = tuple(dict.fromkeys(text for _, text in measures))
        self.timing.read(record, values, measures)
        for name in ("cause", "goal", "effect", "verifier", "leader", "evidence", "remark", "progress"):
            values[name] = self.marks.joined(record, name)
        self._from_loose_cells(values, record)
        draft.has_lead = any(not is_nothing(piece.text) for piece in record.fields.get("lead", ()))
        draft.raw, draft.extra = self._raw(record), self._extra(record)
        return draft

    def _raw(self, record: Record) -> dict[str, str]:
        raw: dict[str, str] = {}
        pieces = [
            *(p for some in record.fields.values() for p in some),
            *(p for some in record.other.values() for p in some),
        ]
        for piece in sorted(pieces, key=lambda piece: (piece.column, piece.row)):
            path = self.marks.by_index[piece.column].path
            raw[path] = f"{raw[path]}\n{piece.text}" if path in raw else piece.text
        return raw

    def _extra(self, record: Record) -> dict[str, str]:
        extra: dict[str, str] = {}
        marked = {piece.column: [piece] for piece in record.fields.get("ref", ())[:1]}
        for column, pieces in (marked | record.other).items():
            text = "；".join(self.marks.text(piece) for piece in pieces)
            if text:
                extra[self.marks.by_index[column].path] = text
        return extra

    # One method a field

    def _seq(self, record: Record) -> tuple[int | None, str | None]:
        piece = record.first("seq")
        if piece is None:
            if "seq" in self.marks.fields:
                self.marks.doubt("no_number", record.first("title") or Piece(record.rows[0], 0, ""))
            return None, None
        number = sequence_number(mend(piece.text).text) or sequence_number(record.seq_text)
        self.marks.seen([piece])
        if number is None and squeezed(piece.text) not in self.codes:
            self.marks.doubt("odd_number", piece)
        return number, piece.text.strip()

    def _category(self, record: Record) -> str | None:
        piece = record.first("category")
        if piece is None or is_nothing(piece.text):
            return record.context.category
        self.marks.seen([piece])
        return category_text(ticked(self.marks.text(piece))) or None

    def _solver(self, record: Record) -> str | None:
        for column, tick in record.ticks:
            if column.field == "solver" and not is_cross(tick.text):
                return column.tick
        piece = record.first("solver")
        if piece is None or is_nothing(piece.text):
            return record.context.solver
        solver, several = solver_of(self.marks.text(piece))
        if solver is None:
            self.marks.doubt("unknown_solver", piece, nearest=_nearest_word(piece.text, SOLVER_WORDS))
        elif several:
            self.marks.doubt("several_solvers", piece, nearest=SOLVER_WORDS[solver])
        return solver

    def _nature(self, record: Record) -> str | None:
        for column, tick in record.ticks:
            if column.field == "nature" and not is_cross(tick.text):
                return column.tick
        piece = record.first("nature")
        if piece is None or is_nothing(piece.text):
            return record.context.nature
        text = self.marks.text(piece)
        nature = nature_of(text) or nature_in(text)
        if nature is None and "是否" in self.marks.by_index[piece.column].path:
            answer = done_of(text)
            nature = None if answer is None else ("common" if answer else "individual")
        if nature is None:
            self.marks.doubt("unknown_nature", piece, nearest=_nearest_word(piece.text, NATURE_WORDS))
        return nature

    def _measures(self, record: Record) -> list[tuple[int, str]]:
        """Row and text of each measure; rows numbered one below the other lose their numbers."""
        found: list[tuple[int, str]] = []
        for piece in record.fields.get("measures", ()):
            if is_nothing(piece.text):
                continue
            self.marks.seen([piece])
            parts = split_measures(mend(piece.text).text)
            if len(parts) == 1:
                parts = (without_number(parts[0], len(found) + 1),)
            found.extend((piece.row, part) for part in parts)
        return found

    def _from_loose_cells(self, values: dict[str, object], record: Record) -> None:
        """共性问题 in a remark is the nature, where the list has no column for it; the same for the solver."""
        loose = [*record.fields.get("remark", ()), *(piece for some in record.other.values() for piece in some)]
        for piece in loose:
            for part in re.split(r"[；;，,、。\n]", piece.text):
                if values["nature"] is None and "nature" not in self.marks.fields and (nature := nature_of(part)):
                    values["nature"] = nature
                if values["solver"] is None and "solver" not in self.marks.fields and _names_solver(part):
                    values["solver"] = solver_of(part)[0]


def code_of(record: Record) -> str:
    """The mark of a problem beside its number, comparable; "" without one."""
    piece = record.first("ref")
    return squeezed(piece.text) if piece is not None else ""


def _names_solver(text: str) -> bool:
    return bool(re.fullmatch(r".{0,12}(协同|自身|自行|协调)?解决", squeezed(text))) and not solver_of(text)[1]


def _nearest_word(text: str, words: dict[str, str]) -> str | None:
    common = {word: len(set(text) & set(word)) for word in words.values()}
    best = max(common, key=lambda word: common[word])
    return best if common[best] >= 2 else None
