"""Finding the heading rows of a sheet, however deep, and the table under them.

The heading is the first row near the top with three known column names. It grows downwards over rows that
merged cells reach into or that hold only column names, and upwards over rows of group names.
"""

from __future__ import annotations

import re

from jianfa.exchange.reading.columns import IN_GROUP, KNOWN, Match, looks_like_heading, match_heading, plain
from jianfa.exchange.reading.grid import Area, Grid
from jianfa.exchange.reading.numerals import sequence_number
from jianfa.exchange.reading.shapes import ColumnMatch, Mapping
from jianfa.kit.tables import column_letters
from jianfa.kit.text import squeezed

SEARCHED = 30
"""Rows searched for a heading from the top of a table."""
_DEEPEST = 4
_ENOUGH = 3
_GROUP_LENGTH = 14


def find_areas(grid: Grid, mapping: Mapping | None) -> list[Area]:
    """Return the tables of a sheet, one below the other. A repeated heading does not begin a new table."""
    first = _find_header(grid, 0, grid.height, mapping)
    if first is None:
        return []
    areas: list[Area] = []
    header = first
    while True:
        following = _next_header(grid, header, mapping)
        end = following[0] if following else grid.height
        areas.append(Area(header, header[-1] + 1, end))
        if following is None:
            return areas
        header = following


def _next_header(grid: Grid, header: tuple[int, ...], mapping: Mapping | None) -> tuple[int, ...] | None:
    """The next heading below that differs from this one."""
    for row in range(header[-1] + 1, grid.height):
        if (
            _known(grid, row, mapping) >= _ENOUGH
            and _all_names(grid, row, mapping)
            and not is_repeated(grid, row, header)
        ):
            found = _grown(grid, row, header[-1] + 1, mapping)
            if not any(is_repeated(grid, line, header) for line in found):
                return found
    return None


def _find_header(grid: Grid, start: int, end: int, mapping: Mapping | None) -> tuple[int, ...] | None:
    best, best_known = -1, 0
    for row in range(start, min(end, start + SEARCHED)):
        known = _known(grid, row, mapping)
        if known >= _ENOUGH:
            best = row
            break
        if known == 2 and best_known < 2 and _names_problems(grid, row, mapping):
            best, best_known = row, known
    return _grown(grid, best, start, mapping) if best >= 0 else None


def _known(grid: Grid, row: int, mapping: Mapping | None) -> int:
    """How many different fields a row names; 0 for a row of data."""
    own, filled = grid.own_filled(row), grid.filled(row)
    if not own or any(text.strip().isdigit() for _, text in filled[:2]):
        return 0
    short = [(place, text) for place, text in filled if looks_like_heading(text)]
    if len(short) * 2 < len(own):
        return 0
    fields: dict[str, int] = {}
    for (top, _), text in short:
        match = match_heading((text,), mapping)
        if match.field and match.confidence >= IN_GROUP:
            fields[match.field] = max(top, fields.get(match.field, 0))
    return len(fields) if row in fields.values() else 0


def _all_names(grid: Grid, row: int, mapping: Mapping | None) -> bool:
    """Whether nearly every cell that begins in a row is a known heading, as in no row of data."""
    own = grid.own_filled(row)
    known = sum(match_heading((text,), mapping).confidence >= KNOWN for _, text in own)
    return known >= _ENOUGH and known * 4 >= len(own) * 3


def _names_problems(grid: Grid, row: int, mapping: Mapping | None) -> bool:
    matches = [match_heading((text,), mapping) for _, text in grid.filled(row)]
    return any(match.field in ("title", "ref") for match in matches)


def _grown(grid: Grid, row: int, top: int, mapping: Mapping | None) -> tuple[int, ...]:
    first = last = row
    while first > top and last - first < _DEEPEST - 1 and _is_group_row(grid, first - 1, first):
        first -= 1
    while last + 1 < grid.height and last - first < _DEEPEST - 1 and _continues(grid, first, last, mapping):
        last += 1
    return tuple(range(first, last + 1))


def _is_group_row(grid: Grid, row: int, below: int) -> bool:
    """A row of group names over a heading row: several short names, one of them over more than one column."""
    own = grid.own_filled(row)
    if len(own) < 2 or any(len(plain(text)) > _GROUP_LENGTH or re.search(r"[：:\d]", text) for _, text in own):
        return False
    wide = [column for column, _ in own if grid.spans.get((row, column), (row, column))[1] > column]
    gaps = [column for column, _ in own if not grid.own(row, column + 1).text and grid.own(below, column + 1).text]
    return bool(wide or gaps)


def _continues(grid: Grid, first: int, last: int, mapping: Mapping | None) -> bool:
    """Whether the row below belongs to the heading too."""
    below = last + 1
    reached = any(
        grid.anchor(below, column)[0] >= first and grid.anchor(below, column)[0] <= last for column in range(grid.width)
    )
    if reached:
        return True
    own = grid.own_filled(below)
    if len(own) < 2 or sequence_number(own[0][1]) is not None or not all(looks_like_heading(text) for _, text in own):
        return False
    under_groups = all(grid.own(last, column).text == "" or _heads_group(grid, last, column) for column, _ in own)
    paths = [column_path(grid, (*range(first, last + 1), below), column) for column, _ in own]
    matches = [match_heading(path, mapping) for path in paths]
    known = sum(match.field is not None or bool(match.tick) for match in matches)
    return under_groups and known * 2 >= len(own) and known >= 1 and _all_words(own)


def _heads_group(grid: Grid, row: int, column: int) -> bool:
    return not grid.own(row, column + 1).text and not grid.covered(row, column + 1)


def _all_words(own: list[tuple[int, str]]) -> bool:
    return all(len(plain(text)) <= _GROUP_LENGTH and not re.search(r"\d", text) for _, text in own)


def column_path(grid: Grid, header: tuple[int, ...], column: int) -> tuple[str, ...]:
    """Return the heading of a column from top to bottom, without repetitions."""
    parts: list[str] = []
    for depth, row in enumerate(header):
        text = grid.text(row, column).strip()
        if not text and depth < len(header) - 1:
            text = _group_from_left(grid, header[depth:], column)
        shown = re.sub(r"\s+", "", text)
        if shown and (not parts or parts[-1] != shown) and not _spans_all(grid, row, column):
            parts.append(shown)
    return tuple(parts)


def _spans_all(grid: Grid, row: int, column: int) -> bool:
    anchor = grid.anchor(row, column)
    return grid.spans.get(anchor, anchor)[1] - anchor[1] + 1 >= grid.width > 3


def _group_from_left(grid: Grid, header: tuple[int, ...], column: int) -> str:
    """The group a column belongs to where group names were not merged: the nearest name to the left."""
    row, below = header[0], header[1:]
    if grid.covered(row, column) or not any(grid.own(line, column).text.strip() for line in below):
        return ""
    for left in range(column - 1, -1, -1):
        text = grid.own(row, left).text.strip()
        if text:
            has_part = any(grid.own(line, left).text.strip() for line in below)
            return text if has_part else ""
        if not any(grid.own(line, left).text.strip() for line in below):
            return ""
    return ""


def columns_of(grid: Grid, header: tuple[int, ...], mapping: Mapping | None) -> list[ColumnMatch]:
    """Return what each column with a heading was taken for, one column per field."""
    paths = {column: column_path(grid, header, column) for column in range(grid.width)}
    body = grid.sheet.rows[header[-1] + 1 :]
    for column, path in paths.items():
        if not path and any(len(row) > column and row[column].text.strip() for row in body):
            paths[column] = (f"({column_letters(column)})",)
    matches = {column: match_heading(path, mapping) for column, path in paths.items() if path}
    settled = _one_per_field(matches, paths)
    return [
        ColumnMatch(column, column_letters(column), "/".join(paths[column]), match.field, match.confidence, match.tick)
        for column, match in settled.items()
    ]


def _surer(path: tuple[str, ...], match: Match) -> tuple[int, bool]:
    """整改措施 wins over 整改任务 where a list has both."""
    return match.confidence, bool(re.search("措施|举措", path[-1]))


def _one_per_field(matches: dict[int, Match], paths: dict[int, tuple[str, ...]]) -> dict[int, Match]:
    """Keep the surest column of each field, the first one where two are as sure; ticks may share a field."""
    best: dict[str, int] = {}
    for column, match in matches.items():
        if match.field and not match.tick:
            kept = best.get(match.field)
            if kept is None or _surer(paths[column], match) > _surer(paths[kept], matches[kept]):
                best[match.field] = column
    return {
        column: match if match.tick or not match.field or best[match.field] == column else Match(None)
        for column, match in matches.items()
    }


def is_repeated(grid: Grid, row: int, header: tuple[int, ...]) -> bool:
    """Whether a row of the body repeats a row of the heading, as printed lists do on every page.

    A lower row of a deep heading may have one cell only; it counts when the row above it is repeated too.
    """
    own = grid.squeezed_row(row)
    for depth, line in enumerate(header):
        heading = grid.squeezed_row(line)
        same = sum(heading.get(column) == text for column, text in own.items())
        if same >= 2 and same * 5 >= len(own) * 4:
            return True
        if own and depth and same == len(own) and is_repeated(grid, row - 1, header[depth - 1 : depth]):
            return True
    return False


def is_column_numbers(grid: Grid, row: int) -> bool:
    """Whether a row only numbers the columns: 1 2 3 4, (1) (2) (3), 甲 乙 1 2."""
    own = [squeezed(text).strip("()栏") for _, text in grid.own_filled(row)]
    numbers = [int(text) for text in own if text.isdigit()]
    if len(numbers) < 3 or len(own) - len(numbers) > sum(text in "甲乙丙丁" for text in own):
        return False
    return numbers == list(range(numbers[0], numbers[0] + len(numbers)))
