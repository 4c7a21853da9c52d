"""The project's own problem lists: known problems drawn in any layout and file kind (示例, all invented).

A layout says how an office keeps its list; ``draw`` turns problems into a neutral grid, ``write`` into a file.
The expected reading is computed from the problems and the columns the layout has, never from the reader.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from tests.exchange.files import Drawing, write
from tests.exchange.words import (
    CATEGORIES,
    COUNTIES,
    DEADLINES,
    DEPARTMENTS,
    MEASURES,
    NATURES,
    NO,
    PERSONS,
    SOLVERS,
    TITLES,
    YES,
)

AS_OF = date(2023, 3, 20)

Column = tuple[str, str | tuple[str, ...]]
"""A field of the key, and its heading; a tuple is a path of headings from the top."""


@dataclass(frozen=True)
class Known:
    """One invented problem, with the words it is written in."""

    seq: int
    title: str
    category: str = "组织体系"
    source: tuple[str, str] = ("锦江区总工会", "锦江区总工会")
    solver: tuple[str, str] = ("county_union", "自身解决")
    nature: tuple[str, str] = ("individual", "个性")
    lead: tuple[str, str] = ("财务部", "财务部")
    assist: tuple[str, ...] = ()
    person: str = "张示例"
    due: tuple[str, date | None, str] = DEADLINES[0]
    measures: tuple[str, ...] = ("制定分区改造方案",)
    done: tuple[bool, str] = (False, "否")

    def key(self, fields: set[str]) -> dict[str, object]:
        """What a reader must come out with when the list has these columns."""
        has = fields.__contains__
        due_text, due, clock = self.due
        return {
            "seq": self.seq if has("seq") else None,
            "title": self.title,
            "category": self.category if has("category") else None,
            "source_unit": self.source[0] if has("source_unit") else None,
            "solver": self.solver[0] if has("solver") else None,
            "nature": self.nature[0] if has("nature") else None,
            "lead": self.lead[0] if has("lead") else None,
            "assist": list(self.assist) if has("assist") else [],
            "person": self.person if has("person") else None,
            "due": due.isoformat() if has("due") and due else None,
            "due_text": due_text if has("due") else None,
            "clock": clock if has("due") else None,
            "measures": list(self.measures) if has("measures") else [],
            "claimed_done": self.done[0] if has("done") else False,
        }


def known(count: int = 6, *, first: int = 1, grouped: bool = False) -> list[Known]:
    """``count`` invented problems that between them use all the words above; ``grouped`` sorts by category."""
    made = []
    for i in range(count):
        county = COUNTIES[i % len(COUNTIES)]
        written = county[1][(i // 2) % len(county[1])]
        solver = list(SOLVERS)[i % 3]
        nature = list(NATURES)[(i // 2) % 2]
        done = i % 3 == 0
        own = solver == "county_union"
        lead = (county[0], written) if own else (DEPARTMENTS[i % 9],) * 2
        category = CATEGORIES[i * 5 // max(count, 1)] if grouped else CATEGORIES[i % 5]
        made.append(
            Known(
                seq=first + i,
                title=TITLES[i % len(TITLES)] + ("" if i < len(TITLES) else f"之{i}"),
                category=category,
                source=(county[0], written),
                solver=(solver, SOLVERS[solver][i % len(SOLVERS[solver])]),
                nature=(nature, NATURES[nature][i % 3]),
                lead=(lead[0], lead[1]),
                assist=tuple(DEPARTMENTS[(i + 1 + n) % 9] for n in range(i % 3)),
                person=PERSONS[i % len(PERSONS)],
                due=DEADLINES[(i * 7 + count) % len(DEADLINES)],
                measures=tuple(MEASURES[(i + n) % len(MEASURES)] for n in range(1 + i % 3)),
                done=(done, (YES if done else NO)[i % 7]),
            )
        )
    return made


PLAIN: tuple[Column, ...] = (
    ("seq", "序号"),
    ("title", "问题描述"),
    ("category", "类别"),
    ("source_unit", "填报单位"),
    ("solver", "解决层级"),
    ("nature", "共性/个性"),
    ("lead", "牵头单位"),
    ("assist", "配合单位"),
    ("person", "责任人"),
    ("measures", "整改措施"),
    ("due", "完成时限"),
    ("done", "是否完成"),
)
TWO_LEVEL: tuple[Column, ...] = (
    ("seq", "序号"),
    ("category", "问题类别"),
    ("title", "存在的问题"),
    ("source_unit", "问题来源"),
    ("solver", "解决主体"),
    ("nature", "问题性质"),
    ("lead", ("责任分工", "牵头单位")),
    ("assist", ("责任分工", "协办单位")),
    ("person", ("责任分工", "具体责任人")),
    ("measures", ("整改情况", "工作措施")),
    ("due", ("整改情况", "整改期限")),
    ("done", ("整改情况", "是否销号")),
)


@dataclass(frozen=True)
class Layout:
    """How a list is kept."""

    columns: tuple[Column, ...] = PLAIN
    kind: str = "xlsx"
    encoding: str = "utf-8"
    delimiter: str = ","
    titles: tuple[str, ...] = ()
    skip_rows: int = 0
    skip_columns: int = 0
    measures: str = "numbered"
    """numbered and lines stand in one cell; merged, blank and repeated in rows of their own."""
    style: str = "dot"
    unit_mark: str = "、"
    groups: str = ""
    """Category rows: '' for none, else a pattern with {n} (一, 二 …) and {name}."""
    totals: bool = False
    endings: tuple[str, ...] = ()
    phantom: int = 0
    repeat_heading: int = 0
    column_numbers: bool = False
    seq: str = "number"
    ditto: bool = False
    merge_groups: bool = True
    """Whether the name of a group reaches over its columns, or stands in the first one."""
    singles: str = "merged"
    """Where a column without a group has its name: merged downwards, or in the upper, lower or either row."""
    sheet: str = "问题清单"
    hidden: str = ""
    extra: tuple[tuple[str, str], ...] = ()
    """Columns the reader has no use for: heading and the text in every cell."""


_MARKS = {
    "dot": "{}.",
    "comma": "{}、",
    "circle": "",
    "bracket": "（{}）",
    "word": "",
    "wide": "",
}
_HAN = "一二三四五六七八九十"


def mark(style: str, number: int) -> str:
    """The number before a measure in a style."""
    if style == "circle":
        return "①②③④⑤⑥⑦⑧⑨"[number - 1]
    if style == "word":
        return f"{_HAN[number - 1]}是"
    if style == "wide":
        return f"{chr(0xFF10 + number)}．"
    return _MARKS[style].format(number)


class Painter:
    """Draws problems in a layout."""

    def __init__(self, layout: Layout, problems: list[Known]) -> None:
        self.layout, self.problems = layout, problems
        self.left = layout.skip_columns
        self.drawing = Drawing(layout.sheet)
        self.row = layout.skip_rows
        self.headings = [*layout.columns, *(("", heading) for heading, _ in layout.extra)]
        self.last = self.left + len(self.headings) - 1

    def paint(self) -> Drawing:
        """The finished grid."""
        if self.layout.kind == "docx":
            self.drawing.above = self.layout.titles
        else:
            for text in self.layout.titles:
                self._across(text)
        self._heading()
        if self.layout.column_numbers:
            for n in range(len(self.headings)):
                self.drawing.cells[self.row, self.left + n] = n + 1
            self.row += 1
        self._body()
        if self.layout.totals:
            self.drawing.cells[self.row, self.left] = "合计"
            self.drawing.cells[self.row, self.left + 1] = len(self.problems)
            self.row += 1
        for text in self.layout.endings:
            self._across(text)
        self.drawing.phantom = self.layout.phantom
        return self.drawing

    def _across(self, text: str) -> None:
        self.drawing.cells[self.row, self.left] = text
        if self.layout.kind != "csv":
            self.drawing.merges.append((self.row, self.left, self.row, self.last))
        self.row += 1

    def _heading(self) -> None:
        paths = [heading if isinstance(heading, tuple) else (heading,) for _, heading in self.headings]
        depth = max(map(len, paths))
        for level in range(depth - 1):
            self._groups(paths, level)
        for n, path in enumerate(paths):
            self._single(n, path, depth)
        self.row += depth

    def _groups(self, paths: list[tuple[str, ...]], level: int) -> None:
        """The names over several columns, in one heading row."""
        grouped = [(path[: level + 1] if len(path) > level + 1 else (str(n),)) for n, path in enumerate(paths)]
        for n, group in enumerate(grouped):
            if len(paths[n]) <= level + 1 or (n and grouped[n - 1] == group):
                continue
            width = sum(other == group for other in grouped)
            self.drawing.cells[self.row + level, self.left + n] = group[-1]
            if self.layout.merge_groups and self.layout.kind != "csv" and width > 1:
                self.drawing.merges.append(
                    (self.row + level, self.left + n, self.row + level, self.left + n + width - 1)
                )

    def _single(self, n: int, path: tuple[str, ...], depth: int) -> None:
        """The name of one column, which may reach over the rows left of the heading."""
        where = self.layout.singles
        upper, column = len(path) - 1, self.left + n
        low = where == "lower" or (where == "mixed" and n % 2)
        self.drawing.cells[self.row + (depth - 1 if low else upper), column] = path[-1]
        if where == "merged" and self.layout.kind != "csv" and upper < depth - 1:
            self.drawing.merges.append((self.row + upper, column, self.row + depth - 1, column))

    def _body(self) -> None:
        group = ""
        shown: dict[str, str] = {}
        for index, problem in enumerate(self.problems):
            if self.layout.repeat_heading and index and index % self.layout.repeat_heading == 0:
                self._heading()
            if self.layout.groups and problem.category != group:
                group = problem.category
                self._across(self.layout.groups.format(n=_HAN[CATEGORIES.index(group)], name=group))
            self._problem(problem, shown)

    def _problem(self, problem: Known, shown: dict[str, str]) -> None:
        lines = self._measure_lines(problem)
        for n, (name, _) in enumerate(self.layout.columns):
            column = self.left + n
            if name == "measures":
                for offset, line in enumerate(lines):
                    self.drawing.cells[self.row + offset, column] = line
            else:
                self._key_cell(problem, name, column, shown, len(lines))
        for n, (_, text) in enumerate(self.layout.extra):
            self.drawing.cells[self.row, self.left + len(self.layout.columns) + n] = text
        self.row += len(lines)

    def _key_cell(self, problem: Known, name: str, column: int, shown: dict[str, str], height: int) -> None:
        """A cell of a problem, over all its rows where it has several."""
        value = self._value(problem, name)
        first, last = self.row, self.row + height - 1
        if self.layout.ditto and name in ("category", "solver", "nature", "due") and shown.get(name) == value:
            value = "同上" if column % 2 else "〃"
        elif value != "":
            shown[name] = str(value)
        if self.layout.measures == "merged" and height > 1:
            self.drawing.merges.append((first, column, last, column))
        if value != "":
            for row in range(first, last + 1 if self.layout.measures == "repeated" else first + 1):
                self.drawing.cells[row, column] = value

    def _measure_lines(self, problem: Known) -> list[str]:
        how, given = self.layout.measures, problem.measures
        if how in ("merged", "blank", "repeated"):
            return list(given)
        if how == "lines":
            return ["\n".join(given)]
        ends = "；\n" if how == "numbered_lines" else "；"
        numbered = [mark(self.layout.style, n) + text for n, text in enumerate(given, start=1)]
        return [ends.join(numbered) + ("。" if self.layout.style in ("circle", "word") else "")]

    def _value(self, problem: Known, name: str) -> Any:
        match name:
            case "seq":
                return self._seq(problem.seq)
            case "assist":
                return self.layout.unit_mark.join(problem.assist)
            case "title" | "category" | "person":
                return getattr(problem, name)
            case "due":
                return problem.due[0]
            case "source_unit":
                return problem.source[1]
            case "done" | "solver" | "nature" | "lead":
                return getattr(problem, name)[1]
            case _:
                raise ValueError(name)

    def _seq(self, number: int) -> Any:
        match self.layout.seq:
            case "number":
                return number
            case "text":
                return str(number)
            case "wide":
                return "".join(chr(0xFF10 + int(digit)) for digit in str(number))
            case "bracket":
                return f"（{number}）"
            case "dot":
                return f"{number}."
            case "padded":
                return f"{number:03d}"
            case _:
                raise ValueError(self.layout.seq)


def draw(layout: Layout, problems: list[Known]) -> Drawing:
    """Draw problems in a layout."""
    return Painter(layout, problems).paint()


def expected(layout: Layout, problems: list[Known]) -> list[dict[str, object]]:
    """What must be read from the drawing of these problems."""
    fields = {name for name, _ in layout.columns} | ({"category"} if layout.groups else set())
    return [problem.key(fields) for problem in problems]


def write_list(folder: Path, layout: Layout, problems: list[Known]) -> Path:
    """Draw and write a list in one step."""
    drawings = [draw(layout, problems)]
    if layout.hidden:
        drawings.append(
            Drawing(layout.hidden, {(0, 0): "序号", (0, 1): "问题", (0, 2): "类别", (1, 1): "不要"}, hidden=True)
        )
    path = folder / f"示例清单.{layout.kind}"
    return write(path, drawings, layout.kind, encoding=layout.encoding, delimiter=layout.delimiter)
