"""What comes out of reading a problem list: problems, doubts, skipped rows, and what was understood."""

from __future__ import annotations

from collections.abc import Mapping as AnyMapping
from dataclasses import dataclass, field
from datetime import date

FIELDS: tuple[str, ...] = (
    "seq",
    "ref",
    "title",
    "category",
    "source_unit",
    "source",
    "solver",
    "nature",
    "lead",
    "responsible",
    "assist",
    "leader",
    "person",
    "cause",
    "goal",
    "measures",
    "due",
    "progress",
    "done",
    "done_date",
    "closure_date",
    "verifier",
    "effect",
    "evidence",
    "remark",
)
"""What a column can mean. ``ref`` is the number of a problem written in another sheet."""


@dataclass(frozen=True, slots=True)
class Doubt:
    """One thing a person should look at. ``row`` counts from 1, ``column`` is the letter; 0 and "" for none."""

    code: str
    sheet: str
    row: int = 0
    column: str = ""
    value: str = ""
    nearest: str | None = None
    heading: str = ""
    params: AnyMapping[str, str | int] = field(default_factory=dict)

    @property
    def cell(self) -> str:
        """The place as people write it, such as F12."""
        return f"{self.column}{self.row}" if self.row else self.column


@dataclass(frozen=True, slots=True)
class Note:
    """A repair made to a cell's text (see kit.text), or a thing worth knowing that needs no answer."""

    code: str
    sheet: str
    row: int = 0
    column: str = ""
    before: str = ""
    after: str = ""


@dataclass(frozen=True, slots=True)
class Skipped:
    """A row or sheet that is no problem: total, signature, remark, repeated heading, hidden sheet …"""

    code: str
    sheet: str
    row: int = 0
    text: str = ""


@dataclass(frozen=True, slots=True)
class ColumnMatch:
    """A column and what it was taken for. ``path`` is the heading from top to bottom, joined by /.

    ``confidence`` is 100 for a known or chosen heading, less for a rule, a likeness or a guess from the cells.
    """

    index: int
    letter: str
    path: str
    field: str | None
    confidence: int = 100
    tick: str | None = None
    """The value a tick in this column stands for, in lists with one column per answer."""


@dataclass(frozen=True, slots=True)
class SheetReading:
    """What was understood of one sheet. ``role`` is list, part (joined by number) or unused."""

    name: str
    used: bool
    header_rows: tuple[int, ...] = ()
    columns: tuple[ColumnMatch, ...] = ()
    role: str = "unused"


@dataclass(frozen=True, slots=True)
class Mapping:
    """Headings to fields as a person chose them, and kept as a template. A field of None is: not imported."""

    fields: AnyMapping[str, str | None]


@dataclass(frozen=True, slots=True)
class Milestone:
    """A measure with its own deadline, in lists where measures of one problem have different ones."""

    measure: str
    due_text: str
    due: date | None


@dataclass(frozen=True, slots=True)
class ReadProblem:
    """One problem as read. The first fields are those of the published key; the rest is what else was seen."""

    seq: int | None
    title: str
    category: str | None = None
    source_unit: str | None = None
    solver: str | None = None
    nature: str | None = None
    lead: str | None = None
    assist: tuple[str, ...] = ()
    person: str | None = None
    due: date | None = None
    due_text: str | None = None
    clock: str | None = None
    measures: tuple[str, ...] = ()
    claimed_done: bool = False
    sheet: str = ""
    rows: tuple[int, ...] = ()
    raw: AnyMapping[str, str] = field(default_factory=dict)
    """Every cell of the problem by heading, as written; cells of several rows joined by line breaks."""
    seq_text: str | None = None
    source: str | None = None
    responsible: tuple[str, ...] = ()
    co_leads: tuple[str, ...] = ()
    milestones: tuple[Milestone, ...] = ()
    cause: str | None = None
    goal: str | None = None
    progress: str | None = None
    done_date: date | None = None
    closure_date: date | None = None
    leader: str | None = None
    verifier: str | None = None
    effect: str | None = None
    remark: str | None = None
    evidence: str | None = None
    extra: AnyMapping[str, str] = field(default_factory=dict)
    """Columns without a field, by heading."""


@dataclass(frozen=True, slots=True)
class Reading:
    """Everything understood of a workbook."""

    problems: tuple[ReadProblem, ...] = ()
    doubts: tuple[Doubt, ...] = ()
    skipped: tuple[Skipped, ...] = ()
    sheets: tuple[SheetReading, ...] = ()
    notes: tuple[Note, ...] = ()
    as_of: date | None = None
    """The date written in the file (填报时间), None when there is none."""
    filed_by: str | None = None
    """The unit written in the file (填报单位), as written."""

    def mapping(self) -> Mapping:
        """What was understood, in the form in which it can be changed and remembered as a template."""
        return Mapping({column.path: column.field for sheet in self.sheets if sheet.used for column in sheet.columns})


KEY_FIELDS: tuple[str, ...] = (
    "seq",
    "title",
    "category",
    "source_unit",
    "solver",
    "nature",
    "lead",
    "assist",
    "person",
    "due",
    "due_text",
    "clock",
    "measures",
    "claimed_done",
)


def as_json(reading: Reading) -> dict[str, list[dict[str, object]]]:
    """Return problems and doubts as plain JSON values: dates ISO, absent = null or []."""
    return {
        "problems": [{name: _plain(getattr(problem, name)) for name in KEY_FIELDS} for problem in reading.problems],
        "doubts": [
            {
                "code": doubt.code,
                "sheet": doubt.sheet,
                "row": doubt.row or None,
                "column": doubt.column or None,
                "heading": doubt.heading or None,
                "value": doubt.value,
                "nearest": doubt.nearest,
                "params": dict(doubt.params),
            }
            for doubt in reading.doubts
        ],
    }


def _plain(value: object) -> object:
    if isinstance(value, date):
        return value.isoformat()
    return list(value) if isinstance(value, tuple) else value
