"""Understanding a workbook as a problem list: pure functions, no database."""

from jianfa.exchange.reading.deadlines import Deadline, read_deadline
from jianfa.exchange.reading.imprint import written_date
from jianfa.exchange.reading.names import Name, NameBook, Resolution
from jianfa.exchange.reading.shapes import (
    FIELDS,
    KEY_FIELDS,
    ColumnMatch,
    Doubt,
    Mapping,
    Milestone,
    Note,
    Reading,
    ReadProblem,
    SheetReading,
    Skipped,
    as_json,
)
from jianfa.exchange.reading.understand import understand

__all__ = [
    "FIELDS",
    "KEY_FIELDS",
    "ColumnMatch",
    "Deadline",
    "Doubt",
    "Mapping",
    "Milestone",
    "Name",
    "NameBook",
    "Note",
    "ReadProblem",
    "Reading",
    "Resolution",
    "SheetReading",
    "Skipped",
    "as_json",
    "read_deadline",
    "understand",
    "written_date",
]
