"""Which units a problem names: who reported it, who leads, who assists."""

from __future__ import annotations

from jianfa.exchange.reading.body import Piece, Record
from jianfa.exchange.reading.marks import Marks
from jianfa.exchange.reading.names import NameBook, Resolution
from jianfa.exchange.reading.values import is_nothing, split_units


class Owners:
    """Reads the unit columns of one table."""

    def __init__(self, marks: Marks, names: NameBook) -> None:
        self.marks, self.names = marks, names

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
            for unit in split_units(piece.text, self.names):
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
