"""Finding the heading rows of a sheet, however deep, and the table under them.

The heading is the first row near the top with three known column names. It grows downwards over rows that
merged cells reach into or that hold only column names, and upwards over rows of group names.
"""

from __future__ import annotations

import re
from collections.abc import Mapping as Cells

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
_NUMBERED = re.compile(r"[(（]?(\d|[一二三四五六七八九①-⑨])[)）]?$")
_COUNTED = re.compile(r"第?\d{1,2}(季度?|月份?|批|次)")


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
    """A row of group names over a heading row: short names, one of them over more than one column.

    A single name is a group only inside the table: one that begins at its first column is a title.
    """
    own = grid.own_filled(row)
    if not own or any(len(plain(text)) > _GROUP_LENGTH or re.search(r"[：:\d]", text) for _, text in own):
        return False
    if len(own) == 1:
        column, text = own[0]
        starts, right = grid.own_filled(below)[0][0], grid.spans.get((row, column), (row, column))[1]
        if column <= starts or right >= grid.width - 1 > column + 2 or re.search("[表单账]$", plain(text)):
            return False
    wide = [column for column, _ in own if grid.across(row, column) > 1]
    gaps = [column for column, _ in own if not grid.own(row, column + 1).text and grid.own(below, column + 1).text]
    return bool(wide or gaps)


def _continues(grid: Grid, first: int, last: int, mapping: Mapping | None) -> bool:
    """Whether the row below belongs to the heading too.

    It does when merged cells reach into it, or when it holds only short words and fills what the row above left
    open: columns under a group name, merged across or not, and columns without a name above. A row of data has
    cells under the finished names as well.
    """
    below = last + 1
    if any(first <= grid.anchor(below, column)[0] <= last for column in range(grid.width)):
        return True
    own = grid.own_filled(below)
    if len(own) < 2 or sequence_number(own[0][1]) is not None or not _all_words(own):
        return False
    parts = [column for column, _ in own if _heads_group(grid, last, below, column)]
    open_above = [column for column, _ in own if not grid.text(last, column).strip() or column in parts]
    paths = [column_path(grid, (*range(first, last + 1), below), column) for column, _ in own]
    known = sum(_is_known(path, mapping) for path in paths)
    if len(open_above) < len(own):
        leaves = sum(_is_known((text,), mapping) for _, text in own)
        return len(parts) > 1 and leaves * 4 >= len(own) * 3
    return len(parts) > 1 or (known >= 1 and known * 2 >= len(own))


def _is_known(path: tuple[str, ...], mapping: Mapping | None) -> bool:
    match = match_heading(path, mapping)
    return match.field is not None or bool(match.tick)


def _heads_group(grid: Grid, row: int, below: int, column: int) -> bool:
    """Whether the name over a cell is that of a group: it has a second cell under it, beside this one."""
    top, left = grid.anchor(row, column)
    across = grid.across(top, left)
    if across > 1:
        return sum(bool(grid.own(below, one).text.strip()) for one in range(left, left + across)) > 1
    if not grid.own(row, column).text.strip():
        return bool(_group_from_left(grid, (row, below), column))
    beside = column + 1
    open_beside = not grid.own(row, beside).text.strip() and not grid.covered(row, beside)
    return open_beside and bool(grid.own(below, beside).text.strip())


def _all_words(own: list[tuple[int, str]]) -> bool:
    bare = [_COUNTED.sub("", plain(text)) for _, text in own]
    return all(len(text) <= _GROUP_LENGTH and not re.search(r"\d|[；;，,]", text) for text in bare)


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
        if grid.covered(row, left) or grid.across(row, left) > 1:
            return ""
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
        column: match
        if match.tick
        or not match.field
        or best[match.field] == column
        or _are_numbered(paths[column], paths[best[match.field]])
        else Match(None)
        for column, match in matches.items()
    }


def _are_numbered(one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    """Whether two columns hold parts of one thing: 措施一, 措施二, 措施三."""
    return (
        bool(_NUMBERED.search(one[-1])) and one != other and _NUMBERED.sub("", one[-1]) == _NUMBERED.sub("", other[-1])
    )


def is_repeated(grid: Grid, row: int, header: tuple[int, ...]) -> bool:
    """Whether a row of the body repeats a row of the heading, as printed lists do on every page.

    A lower row of a deep heading may have one cell only; it counts when the row above it is repeated too.
    """
    own = grid.own_filled(row)
    for depth, line in enumerate(header):
        same = _cells_alike(own, grid.squeezed_row(line))
        if same >= 2 and same * 5 >= len(own) * 4:
            return True
        if own and depth and same == len(own) and is_repeated(grid, row - 1, header[depth - 1 : depth]):
            return True
    return False


def _cells_alike(own: list[tuple[int, str]], heading: Cells[int, str]) -> int:
    """How many cells of a row say what the heading says there; 0 as soon as too many do not."""
    same = missed = 0
    for column, text in own:
        if heading.get(column) == squeezed(text):
            same += 1
        else:
            missed += 1
            if missed * 5 > len(own):
                return 0
    return same


def is_column_numbers(grid: Grid, row: int) -> bool:
    """Whether a row only numbers the columns: 1 2 3 4, (1) (2) (3), 甲 乙 1 2."""
    own = [squeezed(text).strip("()栏") for _, text in grid.own_filled(row)]
    numbers = [int(text) for text in own if text.isdigit()]
    if len(numbers) < 3 or len(own) - len(numbers) > sum(text in "甲乙丙丁" for text in own):
        return False
    return numbers == list(range(numbers[0], numbers[0] + len(numbers)))
