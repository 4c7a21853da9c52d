"""Lists in several sheets: which sheets are lists, which are parts of one, and how a part finds its problems."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date

from jianfa.exchange.reading.body import Body
from jianfa.exchange.reading.grid import Area, Grid
from jianfa.exchange.reading.numerals import sequence_number
from jianfa.exchange.reading.problems import Draft, Reader, code_of
from jianfa.exchange.reading.shapes import ColumnMatch, Doubt
from jianfa.kit.text import mend, squeezed

_PART_FIELDS = {"measures", "lead", "responsible", "assist", "person", "due", "done", "progress", "leader", "effect"}
_LIST_FIELDS = {"category", "source_unit", "source", "solver", "nature"}
_PART_NAME = re.compile("清单|台账|责任|任务|措施|整改")


@dataclass(slots=True)
class Table:
    """One table of a sheet, read into drafts."""

    grid: Grid
    area: Area
    columns: list[ColumnMatch]
    body: Body
    reader: Reader
    refers: bool = False
    """Whether a column says which problem a row is about."""
    by_title: bool = False
    """Whether its numbers count something else than the problems, which it names by their titles."""
    drafts: list[Draft] = field(default_factory=list)
    role: str = "list"
    goes_on: Table | None = None
    """The table this one goes on with, which has the heading and the titles."""

    @property
    def fields(self) -> set[str]:
        return {column.field for column in self.columns if column.field}


def roles_of(tables: list[Table]) -> tuple[list[Table], list[Table]]:
    """Lists have titles; parts have none, or repeat the numbers and titles of a list before them."""
    lists: list[Table] = []
    parts: list[Table] = []
    titled = [table for table in tables if "title" in table.fields]
    for table in sorted(titled, key=lambda one: not one.fields & _LIST_FIELDS):
        others = [other for other in lists if other.grid is not table.grid]
        if _repeats(table, others) or _names_again(table, others):
            table.role = "part"
            parts.append(table)
        else:
            lists.append(table)
    lists.sort(key=tables.index)
    known = {number for table in lists for number in _numbers(table)}
    titles = titles_of(lists)
    titles |= {code_of(record) for table in lists for record in table.body.records}
    for table in tables:
        if "title" not in table.fields and _is_part(table, known, titles):
            table.role = "part"
            parts.append(table)
    return lists, parts


def titles_of(tables: list[Table]) -> set[str]:
    """The titles of all problems of some tables, comparable."""
    return {title for table in tables for _, title in _numbered_titles(table)}


def _repeats(table: Table, others: list[Table]) -> bool:
    """Whether most of the problems of a table stand in another sheet under the same number."""
    shown = _numbered_titles(table)
    earlier = {key for other in others for key in _numbered_titles(other)}
    if not any(number for number, _ in shown):
        earlier = {("", title) for _, title in earlier}
    return sum(key in earlier for key in shown) * 2 > len(shown)


def _names_again(table: Table, others: list[Table]) -> bool:
    """Whether a table numbers its measures and names the problem beside each; it says nothing a list says itself."""
    says = table.fields - {"seq", "title", "ref", "remark"}
    about = [other for other in others if not says & other.fields]
    shown = [title for _, title in _numbered_titles(table)]
    earlier = {title for other in about for _, title in _numbered_titles(other)}
    table.by_title = bool(
        says & _PART_FIELDS and shown and sum(title in earlier for title in shown) * 5 >= len(shown) * 4
    )
    return table.by_title


def _is_part(table: Table, known: set[int], titles: set[str]) -> bool:
    """Whether a table without titles is about the problems of a list: it has their numbers and something to say.

    A running number of its own is trusted only under a name such as 责任清单, or when it covers the list exactly:
    a statistics sheet has running numbers too.
    """
    if not table.fields & _PART_FIELDS or "seq" not in table.fields:
        return False
    written = [record.seq_text for record in table.body.records]
    numbers = _numbers(table)
    found = sum(number in known for number in numbers) + sum(squeezed(text) in titles for text in written)
    if not written or found * 5 < len(written) * 4:
        return False
    return table.refers or bool(_PART_NAME.search(table.grid.name)) or set(numbers) == known


def _numbered_titles(table: Table) -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []
    for record in table.body.records:
        title = record.first("title")
        found.append((record.seq_text.strip(), squeezed(title.text) if title else ""))
    return found


def _numbers(table: Table) -> list[int]:
    found = (sequence_number(mend(record.seq_text).text) for record in table.body.records)
    return [number for number in found if number is not None]


def join(lists: list[Table], parts: list[Table]) -> list[Doubt]:
    """Give each problem what other sheets say about its number, or about its title where they give no number."""
    doubts: list[Doubt] = []
    known = _known(lists)
    numbers = {draft.values.get("seq") for table in lists for draft in table.drafts}
    for table in parts:
        gathered: dict[int, tuple[Draft, Draft]] = {}
        for draft in table.drafts:
            mark = squeezed(str(draft.values.get("seq_text") or "")) if table.refers else ""
            keys = [_title(draft)] if table.by_title else [mark, *_keys(draft)]
            target = next((known[key] for key in keys if key in known), None)
            if target is None:
                row, written = draft.rows[0] if draft.rows else 0, str(draft.values.get("seq_text") or "")
                code = "several_numbers" if draft.values.get("seq") in numbers else "no_such_problem"
                doubts.append(Doubt(code, table.grid.name, row, "", written))
            elif id(target) in gathered:
                _merge_rows(gathered[id(target)][1], draft)
            else:
                gathered[id(target)] = (target, draft)
        for target, draft in gathered.values():
            target.fill(draft)
    return doubts


def _known(lists: list[Table]) -> dict[object, Draft]:
    """Every problem by all it can be found by; a number that several have finds none of them."""
    known: dict[object, Draft] = {}
    numbers: dict[object, int] = {}
    for table in lists:
        for draft in table.drafts:
            numbers[draft.values.get("seq")] = numbers.get(draft.values.get("seq"), 0) + 1
            for key in [draft.code, *_keys(draft)]:
                known.setdefault(key, draft)
    for key in ["", *(number for number, count in numbers.items() if count > 1)]:
        known.pop(key, None)
    return known


def _keys(draft: Draft) -> list[object]:
    """What a problem can be found by, the surest first: number and title, title, number, a title for a number."""
    number, title = draft.values.get("seq"), _title(draft)
    if not isinstance(number, int):
        return [key for key in (title, squeezed(str(draft.values.get("seq_text") or ""))) if key]
    grouped = (number, draft.values.get("category"))
    return [(number, title), title, grouped, number] if title else [grouped, number]


def _title(draft: Draft) -> str:
    return squeezed(str(draft.values.get("title") or ""))


def _merge_rows(first: Draft, more: Draft) -> None:
    """Two stretches of one part sheet on the same problem: measures add up, the later deadline is the problem's."""
    for name in ("measures", "assist"):
        joined = [*_tuple(first.values.get(name)), *_tuple(more.values.get(name))]
        first.values[name] = tuple(dict.fromkeys(joined))
    due, later = first.values.get("due"), more.values.get("due")
    if isinstance(due, date) and isinstance(later, date) and later > due:
        first.values.update({name: more.values.get(name) for name in ("due", "due_text", "clock")})
    first.fill(more)


def _tuple(value: object) -> tuple[object, ...]:
    return value if isinstance(value, tuple) else ()
