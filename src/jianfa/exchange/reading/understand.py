"""From a workbook to problems: which sheets are lists, which are parts of one, and what each cell says."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from jianfa.exchange.reading.body import Body
from jianfa.exchange.reading.documents import rejoined
from jianfa.exchange.reading.grid import Area, Grid
from jianfa.exchange.reading.guess import settle_columns
from jianfa.exchange.reading.headers import columns_of, find_areas
from jianfa.exchange.reading.imprint import day_in, group_said, texts_outside, unit_in, units_in_titles
from jianfa.exchange.reading.names import NameBook
from jianfa.exchange.reading.numerals import sequence_number
from jianfa.exchange.reading.parts import Table, join, roles_of, titles_of
from jianfa.exchange.reading.problems import Reader, code_of
from jianfa.exchange.reading.shapes import (
    ColumnMatch,
    Doubt,
    Mapping,
    Note,
    Reading,
    SheetReading,
    Skipped,
)
from jianfa.kit.tables import Workbook
from jianfa.kit.text import mend

_WORDS_OF_A_COVER = 8


def understand(workbook: Workbook, *, names: NameBook, on: date, mapping: Mapping | None = None) -> Reading:
    """Read a workbook as problem lists.

    ``on`` is the day against which words such as 第三季度 are read; ``mapping`` says what headings mean and
    wins over what they look like. Nothing is refused here: what is unclear becomes a doubt.
    """
    workbook = rejoined(workbook, mapping)
    skipped = [Skipped("hidden_sheet", sheet.name) for sheet in workbook.sheets if sheet.hidden and sheet.rows]
    visible = [Grid(sheet) for sheet in workbook.sheets if not sheet.hidden]
    tables = [table for grid in visible for table in _tables(grid, names, on, mapping)]
    texts = {grid.name: list(texts_outside(grid, _areas(grid, tables))) for grid in visible}
    above = [text for grid in visible for text in texts[grid.name]]
    covers = [text for grid in visible if not _areas(grid, tables) for text in _cover(grid)]
    texts = {name: [*own, *covers] for name, own in texts.items()}
    if workbook.kind == "docx":
        texts = {name: [*own, *above] for name, own in texts.items()}  # a document has one head for all its tables
    lists, parts = roles_of(tables)
    _continue_tables(visible, tables, lists, names, on)
    codes = {code for table in lists for record in table.body.records if (code := code_of(record))}
    for table in [*lists, *parts]:
        table.reader.codes = codes | (titles_of(lists) if table.refers else set())
        table.drafts = [table.reader.draft(record) for record in table.body.records]
        _number_from_titles(table)
        _fill_blocks(table)
        _fill_group(table)
        if table.role == "list":
            _fill_source(table, names, texts[(table.goes_on or table).grid.name])
    doubts = [doubt for table in [*lists, *parts] for doubt in _column_doubts(table)]
    doubts += join(lists, parts)
    problems = tuple(draft.problem() for table in lists for draft in table.drafts)
    for table in [*lists, *parts]:
        doubts += table.reader.marks.doubts
        doubts += _orphan_doubts(table)
        skipped += table.body.skipped
    doubts += _number_doubts(lists)
    if not problems:
        code, named = ("no_rows", lists[0].grid.name) if lists else ("no_list", visible[0].name if visible else "")
        doubts.append(Doubt(code, named))
    return Reading(
        problems=problems,
        doubts=tuple(doubts),
        skipped=tuple(skipped),
        sheets=tuple(_sheet_readings(workbook, tables, lists, parts)),
        notes=tuple(note for table in [*lists, *parts] for note in table.reader.marks.notes),
        as_of=day_in(above),
        filed_by=unit_in(above),
    )


def _cover(grid: Grid) -> list[str]:
    """The texts of a sheet of few words before or after a list, such as its cover."""
    found = [text for row in range(grid.height) for _, text in grid.own_filled(row)]
    return found if len(found) <= _WORDS_OF_A_COVER else []


def _tables(grid: Grid, names: NameBook, on: date, mapping: Mapping | None) -> list[Table]:
    tables: list[Table] = []
    for area in find_areas(grid, mapping):
        columns = settle_columns(grid, area, columns_of(grid, area.header, mapping), names)
        tables.append(_table(grid, area, columns, names, on))
    return tables


def _table(grid: Grid, area: Area, columns: list[ColumnMatch], names: NameBook, on: date) -> Table:
    fields = {column.field for column in columns}
    key = "title" if "title" in fields else ("ref" if "ref" in fields else "seq")
    if "title" not in fields and "ref" in fields:
        # The sheet's own running number counts measures, not problems.
        columns = [replace(column, field=None) if column.field == "seq" else column for column in columns]
        columns = [replace(column, field="seq") if column.field == "ref" else column for column in columns]
        key = "seq"
    elif "ref" in fields and "seq" not in fields and not _are_codes(grid, area, columns):
        columns = [replace(column, field="seq") if column.field == "ref" else column for column in columns]
    body = Body(grid, area, columns, names, key)
    refers = "ref" in fields and "title" not in fields
    return Table(grid, area, columns, body, Reader(grid, columns, names, on), refers)


def _are_codes(grid: Grid, area: Area, columns: list[ColumnMatch]) -> bool:
    """Whether a column such as 问题编码 holds marks (WT-2023-01) rather than numbers."""
    at = next(column.index for column in columns if column.field == "ref")
    texts = [text for row in range(area.start, area.end) if (text := grid.own(row, at).text.strip())]
    return sum(sequence_number(mend(text).text) is None for text in texts) * 2 > len(texts)


def _areas(grid: Grid, tables: list[Table]) -> list[Area]:
    return [table.area for table in tables if table.grid is grid]


def _continue_tables(grids: list[Grid], tables: list[Table], lists: list[Table], names: NameBook, on: date) -> None:
    """A table without a heading, as wide as the list before it, goes on with that list (Word splits them)."""
    with_tables = {table.grid.name: table for table in lists}
    before: Table | None = None
    for grid in grids:
        if grid.name in with_tables:
            before = with_tables[grid.name]
        elif before is not None and grid.height and not any(table.grid is grid for table in tables):
            same_width = grid.width == before.grid.width and grid.sheet.name.startswith("表")
            first = sequence_number(grid.text(0, before.body.by_field["seq"].index)) if "seq" in before.fields else None
            if same_width and first is not None:
                table = _table(grid, Area((), 0, grid.height), before.columns, names, on)
                table.goes_on = before
                tables.append(table)
                lists.append(table)


def _fill_blocks(table: Table) -> None:
    """A category written once per block and left empty below it, in a table without merged cells."""
    if table.grid.has_row_merges:
        return
    for name in ("category", "source_unit"):
        if name not in table.fields:
            continue
        given = [draft.values.get(name) for draft in table.drafts]
        filled = [value for value in given if value]
        blocks = given and given[0] and len(filled) * 2 <= len(given) and len(set(map(str, filled))) == len(filled)
        if not blocks or len(filled) < 2:
            continue
        last: object = None
        for draft in table.drafts:
            last = draft.values.get(name) or last
            draft.values[name] = last
        table.reader.marks.notes.append(Note("filled_down", table.grid.name, table.area.start + 1, "", name))


def _number_from_titles(table: Table) -> None:
    """1.职工停车难 in a list without a column of numbers: the number is that of the problem, not part of its title."""
    found = [re.match(r"(\d{1,4})[.、．]\s*(?=\D)", str(draft.values["title"])) for draft in table.drafts]
    numbers = [int(match[1]) for match in found if match is not None]
    counted = all(number in (1, before + 1) for before, number in zip([0, *numbers], numbers, strict=False))
    if "seq" in table.fields or len(numbers) != len(table.drafts) or len(numbers) < 2 or not counted:
        return
    for draft, match in zip(table.drafts, found, strict=True):
        if match is not None:
            draft.values["seq"], draft.values["seq_text"] = int(match[1]), match[1]
            draft.values["title"] = str(draft.values["title"])[match.end() :]
    table.reader.marks.notes.append(Note("number_from_title", table.grid.name, table.area.start + 1))


def _fill_group(table: Table) -> None:
    """A list all of whose problems are of one kind says so in its title, or in the name of its sheet."""
    for name, value, written in group_said(table.grid.name, _titles_above(table)):
        empty = [draft for draft in table.drafts if not draft.values.get(name)]
        if name in table.fields or not empty:
            continue
        for draft in empty:
            draft.values[name] = value
        table.reader.marks.notes.append(Note("from_title", table.grid.name, 0, "", written, value))


def _titles_above(table: Table) -> Iterator[str]:
    """The texts in the rows of few cells right above the heading, the nearest first."""
    table = table.goes_on or table
    for row in range(table.area.header[0] - 1 if table.area.header else -1, -1, -1):
        texts = [text for _, text in table.grid.own_filled(row)]
        if len(texts) > 2:
            return
        yield from texts
    yield from reversed(table.grid.sheet.notes)


def _fill_source(table: Table, names: NameBook, above: list[str]) -> None:
    """A list without a column for the reporting unit: the sheet's name or 填报单位 above the table says it."""
    if "source_unit" in table.fields or any(draft.values.get("source_unit") for draft in table.drafts):
        return
    lonely = [title for title in _titles_above(table) if len(title) <= 20]
    for written in (table.grid.name, unit_in(above) or "", *units_in_titles(above), *lonely):
        resolution = names.resolve(written)
        if resolution.is_county and resolution.name is not None:
            for draft in table.drafts:
                draft.values["source_unit"] = resolution.name.official
            table.reader.marks.notes.append(
                Note("source_from_sheet", table.grid.name, 0, "", written, resolution.name.official)
            )
            return


def _column_doubts(table: Table) -> Iterator[Doubt]:
    first = table.area.start
    for column in table.columns:
        if column.field and column.confidence < 80:
            yield Doubt("guessed_column", table.grid.name, first, column.letter, column.path, column.field, column.path)
        elif column.field is None and column.path and column.confidence == 0 and table.role == "list":
            yield Doubt("unknown_column", table.grid.name, first, column.letter, column.path, None, column.path)


def _orphan_doubts(table: Table) -> Iterator[Doubt]:
    for piece in table.body.orphans:
        yield Doubt("no_title", table.grid.name, piece.row + 1, "", piece.text.strip()[:200])


def _number_doubts(lists: list[Table]) -> Iterator[Doubt]:
    for table in lists:
        seen: dict[int, int] = {}
        group: tuple[object, ...] = ()
        for draft in table.drafts:
            number = draft.values.get("seq")
            if not isinstance(number, int):
                continue
            of = tuple(draft.values.get(name) for name in ("category", "solver", "nature", "source_unit"))
            if number == 1 and of != group:
                seen = {}  # numbers begin again with every group
            group = of
            if number in seen:
                yield Doubt(
                    "repeated_number",
                    table.grid.name,
                    draft.rows[0],
                    "",
                    str(number),
                    None,
                    "",
                    {"first": seen[number]},
                )
            seen.setdefault(number, draft.rows[0])


def _sheet_readings(
    workbook: Workbook, tables: list[Table], lists: list[Table], parts: list[Table]
) -> Iterator[SheetReading]:
    for sheet in workbook.sheets:
        own = [table for table in tables if table.grid.sheet is sheet]
        if not own:
            yield SheetReading(sheet.name, used=False)
        for table in own:
            used = table in lists or table in parts
            rows = tuple(row + 1 for row in table.area.header)
            yield SheetReading(sheet.name, used, rows, tuple(table.columns), table.role if used else "unused")
