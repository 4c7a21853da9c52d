"""When a problem is due and whether the list claims that it is done."""

from __future__ import annotations

import re
from datetime import date

from jianfa.exchange.reading.body import Piece, Record
from jianfa.exchange.reading.claims import done_of
from jianfa.exchange.reading.deadlines import Deadline, read_deadline
from jianfa.exchange.reading.marks import Marks
from jianfa.exchange.reading.shapes import Milestone
from jianfa.exchange.reading.values import is_nothing

_CLAUSE = re.compile(r"[(（]([^()（）]*)[)）]|([^()（），,；;。]+)")
_A_WORD = 6
"""A report of progress no longer than this is an answer: √, 完成, 整改完成."""
_DONE_AT_ONCE = re.compile(r"^(已|均已|全部|100%$)")


class Timing:
    """Reads the deadline and done columns of one table, words without a year against the day ``on``."""

    def __init__(self, marks: Marks, on: date) -> None:
        self.marks, self.grid, self.on = marks, marks.grid, on

    def read(self, record: Record, values: dict[str, object], measures: list[tuple[int, str]]) -> None:
        """Put due, due_text, clock, milestones, claimed_done, done_date and closure_date into ``values``."""
        deadlines = self._deadlines(record)
        self._set_due(values, measures, deadlines)
        if not deadlines and self._timed_measures():
            self._due_in_measures(values, record, measures)
        self._set_done(values, record, deadlines)
        self._doubt_past(values, record, deadlines)
        for name in ("done_date", "closure_date"):
            values[name] = self._day(record, name)
        self._done_by_date(values, record)

    def _deadlines(self, record: Record) -> list[tuple[Piece, Deadline]]:
        found: list[tuple[Piece, Deadline]] = []
        for piece in record.fields.get("due", ()):
            if is_nothing(piece.text):
                continue
            deadline = self._deadline(piece)
            for code in deadline.doubts:
                nearest = deadline.nearest if code == "impossible_date" else deadline.due
                self.marks.doubt(code, piece, nearest=nearest.isoformat() if nearest else None)
            found.append((piece, deadline))
        return found

    def _deadline(self, piece: Piece) -> Deadline:
        """A real date in the cell wins over how it is shown, unless only a month is shown."""
        day = self.grid.own(piece.row, piece.column).day
        deadline = read_deadline(piece.text, on=day or self.on)
        if day is None and re.fullmatch(r"[3-5]\d{4}", piece.text.strip()):
            day = date.fromordinal(date(1899, 12, 30).toordinal() + int(piece.text))
            self.marks.doubt("serial_date", piece, nearest=day.isoformat())
            return Deadline(day, "phased", piece.text.strip(), (), (day,))
        if day is None or (deadline.due is not None and not deadline.doubts and deadline.due >= day):
            return deadline
        return Deadline(day, "phased", piece.text.strip(), (), (day,))

    def _set_due(
        self, values: dict[str, object], measures: list[tuple[int, str]], found: list[tuple[Piece, Deadline]]
    ) -> None:
        """One deadline for the problem: the latest one; each measure keeps its own where they differ."""
        values["due"] = values["due_text"] = values["clock"] = None
        if not found:
            return
        dated = [one for one in found if one[1].due is not None]
        _, chosen = max(dated, key=lambda one: one[1].due or date.min) if dated else found[0]
        values["due"], values["due_text"], values["clock"] = chosen.due, chosen.text, chosen.clock
        if len({(one.due, one.text) for _, one in found}) > 1:
            by_row = {piece.row: one for piece, one in found}
            values["milestones"] = tuple(
                Milestone(text, by_row[row].text, by_row[row].due) for row, text in measures if row in by_row
            )
            self.marks.doubt("several_deadlines", found[0][0], nearest=chosen.text, count=len(found))

    def _doubt_past(self, values: dict[str, object], record: Record, found: list[tuple[Piece, Deadline]]) -> None:
        """A problem's deadline that has passed is asked about once, unless the list says that the work is done."""
        due = values["due"]
        if not isinstance(due, date) or due >= self.on or values["claimed_done"]:
            return
        pieces = [piece for piece, deadline in found if deadline.due == due] or record.fields.get("measures", [])
        if pieces:
            self.marks.doubt("past_due", pieces[0], nearest=due.isoformat())

    def _timed_measures(self) -> bool:
        """Whether one column holds measures and deadlines, such as 整改措施及时限."""
        columns = (column for column in self.marks.by_index.values() if column.field == "measures")
        return "due" not in self.marks.fields and any(re.search("时限|时间|期限", column.path) for column in columns)

    def _due_in_measures(self, values: dict[str, object], record: Record, measures: list[tuple[int, str]]) -> None:
        """Each measure names its own deadline; the latest is that of the problem."""
        found = [(text, deadline) for _, text in measures if (deadline := self._deadline_within(text)) is not None]
        if not found:
            return
        dated = [deadline for _, deadline in found if deadline.due is not None]
        chosen = max(dated, key=lambda one: one.due or date.min) if dated else found[0][1]
        values["due"], values["due_text"], values["clock"] = chosen.due, chosen.text, chosen.clock
        if len(measures) > 1:
            values["milestones"] = tuple(Milestone(text, one.text, one.due) for text, one in found)
        if len({(one.due, one.text) for _, one in found}) > 1:
            piece = record.fields["measures"][0]
            self.marks.doubt("several_deadlines", piece, nearest=chosen.text, count=len(found))

    def _deadline_within(self, text: str) -> Deadline | None:
        clauses = (match[1] or match[2] or "" for match in _CLAUSE.finditer(text))
        read = (read_deadline(clause, on=self.on) for clause in clauses)
        return next((one for one in reversed(list(read)) if one.due is not None or one.clock is not None), None)

    def _set_done(self, values: dict[str, object], record: Record, deadlines: list[tuple[Piece, Deadline]]) -> None:
        answers: list[bool] = []
        for column, piece in record.ticks:
            if column.field == "done" and not is_cross(piece.text):
                answers.append(column.tick == "yes")
        for piece in record.fields.get("done", ()):
            if is_nothing(piece.text):
                continue
            answer = self._done(piece)
            answers.append(bool(answer))
        if "done" not in self.marks.fields:
            progress = [self.marks.text(piece) for piece in record.fields.get("progress", ())]
            answers = [
                done_of(text) is True and (len(text) <= _A_WORD or bool(_DONE_AT_ONCE.match(text)))
                for text in progress
                if not is_nothing(text)
            ]
        if not answers and deadlines:
            answers = [one.done for _, one in deadlines]
        values["claimed_done"] = bool(answers) and all(answers)

    def _done_by_date(self, values: dict[str, object], record: Record) -> None:
        """A day of closing or finishing that has passed is a claim, in a list without a column for it."""
        if values["claimed_done"] or "done" in self.marks.fields:
            return
        for name in ("closure_date", "done_date"):
            day = values[name]
            if isinstance(day, date) and day <= self.on:
                values["claimed_done"] = True
                self.marks.doubt("done_by_date", record.fields[name][0])
                return

    def _done(self, piece: Piece) -> bool | None:
        value = self.grid.own(piece.row, piece.column).value
        if isinstance(value, float) and piece.text.strip().endswith("%"):
            return value >= 1
        answer = done_of(self.marks.text(piece))
        if answer is None:
            self.marks.doubt("unknown_done", piece)
        return answer

    def _day(self, record: Record, name: str) -> date | None:
        days: list[date] = []
        for piece in record.fields.get(name, ()):
            day = self.grid.own(piece.row, piece.column).day
            if day is None and not is_nothing(piece.text):
                read = read_deadline(piece.text, on=self.on)
                day = read.due
                if day is None and read.nearest is not None:
                    self.marks.doubt("impossible_date", piece, nearest=read.nearest.isoformat())
                elif day is None:
                    self.marks.doubt("unread_date", piece)
            if day is not None:
                days.append(day)
        return max(days) if days else None


def is_cross(text: str) -> bool:
    """Whether a cell of a one-column-per-answer list is not ticked."""
    return done_of(text) is False or is_nothing(text)
