"""Which units a problem names: who reported it, who leads, who assists."""

from __future__ import annotations

import re

from jianfa.exchange.reading.body import Piece, Record
from jianfa.exchange.reading.marks import Marks
from jianfa.exchange.reading.names import NameBook, Resolution
from jianfa.exchange.reading.values import is_nothing, split_units

_PERSON = re.compile(r"[\u3400-\u9fff·]{2,4}")
_NO_PERSON = re.compile("[部室会局委办处科股组站院厅署司区县市镇乡]$|单位|部门|工会|中心|街道")


class Owners:
    """Reads the unit columns of one table."""

    def __init__(self, marks: Marks, names: NameBook) -> None:
        self.marks, self.names = marks, names
        self.beside = {
            index
            for index, column in marks.by_index.items()
            if column.field in ("lead", "responsible") and "人" in column.path and "person" not in marks.fields
        }
        """Columns such as 责任单位及责任人, in a list without a column for persons."""

    def read(self, record: Record, values: dict[str, object]) -> None:
        """Put source, source_unit, lead, co_leads, responsible and assist into ``values``."""
        source, _ = self._named(record, "source_unit")
        channel, _ = self._named(record, "source", quiet=True)
        values["source"] = None
        if not source and channel and "source_unit" not in self.marks.fields and self._is_county(channel):
            source, _ = self._named(record, "source")
        elif channel:
            values["source"] = self.marks.joined(record, "source")
        values["source_unit"] = "、".join(source) or record.context.source_unit
        if len(source) > 1:
            self.marks.doubt("several_sources", (record.fields.get("source_unit") or record.fields["source"])[0])
        lead, lead_assist = self._named(record, "lead")
        responsible, responsible_assist = self._named(record, "responsible")
        assist, _ = self._named(record, "assist")
        leads = lead or responsible[:1]
        values["lead"] = leads[0] if leads else None
        values["co_leads"] = tuple(lead[1:])
        if len(lead) > 1:
            self.marks.doubt("several_leads", record.fields["lead"][0], nearest=lead[0])
        values["responsible"] = tuple(responsible)
        if not lead and len(responsible) > 1 and not responsible_assist:
            self.marks.doubt("several_leads", record.fields["responsible"][0], nearest=responsible[0])
            values["co_leads"] = tuple(responsible[1:])
        values["assist"] = tuple(dict.fromkeys([*lead_assist, *responsible_assist, *assist]))

    def persons(self, record: Record) -> list[str]:
        """The persons written beside units, in a list that has one column for both."""
        pieces = [piece for name in ("lead", "responsible") for piece in record.fields.get(name, ())]
        return [person for piece in pieces if piece.column in self.beside for person in self._parted(piece.text)[1]]

    def _parted(self, text: str) -> tuple[str, list[str]]:
        """The units and the persons of a cell such as 财务部 张涛."""
        units: list[str] = []
        persons: list[str] = []
        for word in re.split(r"[\s、，,;；:：/()（）]+", text):
            unit, person = self._unit_and_person(word)
            units += [unit] if unit else []
            persons += [person] if person else []
        return "、".join(units), persons

    def _unit_and_person(self, word: str) -> tuple[str, str]:
        if self.names.knows(word):
            return word, ""
        if _PERSON.fullmatch(word) and not _NO_PERSON.search(word):
            return "", word
        for length in (2, 3):
            if self.names.knows(word[:-length]) and _PERSON.fullmatch(word[-length:]):
                return word[:-length], word[-length:]
        return word, ""

    def _is_county(self, written: list[str]) -> bool:
        return any(self.names.resolve(name).is_county for name in written)

    def _named(self, record: Record, name: str, *, quiet: bool = False) -> tuple[list[str], list[str]]:
        """The units of a field by official name, and those the cell itself calls assisting."""
        first: list[str] = []
        assisting: list[str] = []
        for piece in record.fields.get(name, ()):
            if is_nothing(piece.text):
                continue
            if not quiet:
                self.marks.seen([piece])
            text = self._parted(piece.text)[0] if piece.column in self.beside else piece.text
            for unit in split_units(text, self.names):
                resolution = self.names.resolve(unit.name)
                if not quiet:
                    self._doubt_name(resolution, piece, unit.name)
                shown = resolution.name.official if resolution.is_county and resolution.name else unit.name
                (assisting if unit.role == "assist" and name != "assist" else first).append(shown)
        return list(dict.fromkeys(first)), list(dict.fromkeys(assisting))

    def _doubt_name(self, resolution: Resolution, piece: Piece, written: str) -> None:
        nearest = resolution.nearest[0] if resolution.nearest else None
        if resolution.how == "unknown":
            self.marks.doubt("unknown_unit", piece, nearest=nearest, name=written)
        elif resolution.how == "ambiguous":
            self.marks.doubt("unclear_unit", piece, nearest=nearest, name=written, count=len(resolution.nearest))
        elif resolution.how == "all":
            self.marks.doubt("set_of_units", piece, name=written, count=len(resolution.members))
