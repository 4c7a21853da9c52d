"""What is said about the cells of one table while it is read: doubts, and repairs made to their text."""

from __future__ import annotations

import re
from collections.abc import Iterable

from jianfa.exchange.reading.body import Piece, Record
from jianfa.exchange.reading.grid import Grid
from jianfa.exchange.reading.shapes import ColumnMatch, Doubt, Note
from jianfa.exchange.reading.values import is_nothing
from jianfa.kit.tables import column_letters
from jianfa.kit.text import mend


class Marks:
    """Collects doubts and notes of one table, each with its cell."""

    def __init__(self, grid: Grid, columns: list[ColumnMatch]) -> None:
        self.grid = grid
        self.by_index = {column.index: column for column in columns}
        self.fields = {column.field for column in columns if column.field}
        self.doubts: list[Doubt] = []
        self.notes: list[Note] = []
        self._mended: dict[tuple[int, int], str] = {}

    def text(self, piece: Piece) -> str:
        """A cell's text mended, line breaks dropped; every repair is noted once."""
        place = (piece.row, piece.column)
        if place not in self._mended:
            self._mended[place] = self._mend(piece)
        return self._mended[place]

    def _mend(self, piece: Piece) -> str:
        mended = mend(piece.text)
        letter = column_letters(piece.column)
        for one in mended.mends:
            self.notes.append(Note(one.kind, self.grid.name, piece.row + 1, letter, one.before, one.after))
        if mended.offered is not None:
            self.doubt("traditional", piece, nearest=mended.offered)
        return _one_line(mended.text)

    def seen(self, pieces: Iterable[Piece]) -> None:
        """Note the repairs of cells that are read in another form than as one line of text."""
        for piece in pieces:
            self.text(piece)

    def joined(self, record: Record, name: str, limit: int | None = None) -> str | None:
        """The texts of a field, those of several rows joined by ；, None when there is none."""
        texts = [self.text(piece) for piece in record.fields.get(name, [])[:limit]]
        kept = [text for text in texts if text and (name == "title" or not is_nothing(text))]
        return "；".join(dict.fromkeys(kept)) or None

    def doubt(self, code: str, piece: Piece, nearest: str | None = None, **params: str | int) -> None:
        """Ask a person about a cell."""
        column = self.by_index.get(piece.column)
        self.doubts.append(
            Doubt(
                code,
                self.grid.name,
                piece.row + 1,
                column_letters(piece.column),
                piece.text.strip(),
                nearest,
                column.path if column else "",
                params,
            )
        )


def _one_line(text: str) -> str:
    """Drop line breaks; keep a space where they part two words of Latin letters."""
    joined = re.sub(r"(?<=[A-Za-z])\n+(?=[A-Za-z])", " ", text)
    return re.sub(r"\s*\n+\s*", "", joined)
