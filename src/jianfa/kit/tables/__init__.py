"""Reading tables out of office files into neutral grids of cells."""

from jianfa.kit.tables.model import (
    EMPTY,
    REFUSALS,
    Cell,
    Limits,
    Merge,
    Sheet,
    TableRefused,
    Value,
    Workbook,
    column_letters,
    place,
)
from jianfa.kit.tables.read import read_workbook
from jianfa.kit.tables.safely import read_safely

__all__ = [
    "EMPTY",
    "REFUSALS",
    "Cell",
    "Limits",
    "Merge",
    "Sheet",
    "TableRefused",
    "Value",
    "Workbook",
    "column_letters",
    "place",
    "read_safely",
    "read_workbook",
]
