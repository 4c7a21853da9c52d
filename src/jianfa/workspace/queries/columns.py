"""The columns a list of problems can show: one table for the page, print and the export."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from jianfa.ledger.models import Problem
from jianfa.organisations.models import Unit


@dataclass(frozen=True)
class Column:
    """One column: its label, its text for a row, and the order it can be sorted by."""

    key: str
    label: Promise
    text: Callable[[Problem], str]
    sort: str = ""
    is_extra: bool = False
    """Left out on narrow screens."""


def _unit(unit: Unit | None) -> str:
    return unit.short_name if unit else ""


def _day(value: date | datetime | None) -> str:
    if isinstance(value, datetime):
        value = timezone.localtime(value).date()
    return value.isoformat() if value else ""


def _due(problem: Problem) -> str:
    return _day(problem.due_current) or problem.due_text


_TABLE = (
    Column("number", _("Number"), lambda row: row.number or "–", sort="number"),
    Column("title", _("Problem"), lambda row: row.title),
    Column("state", _("State"), lambda row: str(row.get_state_display())),
    Column("light", _("Light"), lambda _row: ""),
    Column("due", _("Due"), _due, sort="due"),
    Column("due_original", _("Original due date"), lambda row: _day(row.due_original), is_extra=True),
    Column("solver", _("Who must solve it"), lambda row: str(row.get_solver_display()), is_extra=True),
    Column("nature", _("Nature"), lambda row: str(row.get_nature_display()), is_extra=True),
    Column("dimension", _("Dimension"), lambda row: row.dimension.name if row.dimension else "", is_extra=True),
    Column("source", _("Source unit"), lambda row: _unit(row.source_unit), is_extra=True),
    Column("lead", _("Lead unit"), lambda row: _unit(row.lead), is_extra=True),
    Column("acting", _("Acting unit"), lambda row: _unit(row.acting_unit)),
    Column("owner", _("Owner"), lambda row: row.owner_name, is_extra=True),
    Column("clock", _("Clock"), lambda row: str(row.get_clock_display()), is_extra=True),
    Column("campaign", _("Campaign"), lambda row: row.campaign.name, is_extra=True),
    Column("origin", _("Origin"), lambda row: str(row.get_origin_display()), is_extra=True),
    Column("drafted", _("Drafted on"), lambda row: _day(row.drafted_at), sort="newest", is_extra=True),
    Column("listed", _("Listed on"), lambda row: _day(row.listed_at), is_extra=True),
    Column("written_off", _("Written off on"), lambda row: _day(row.written_off_at), sort="off", is_extra=True),
)
COLUMNS: dict[str, Column] = {column.key: column for column in _TABLE}
DEFAULT_COLUMNS = ("number", "title", "solver", "acting", "due", "state", "light")
SHOWN_WITH = ("campaign", "dimension", "source_unit", "lead", "driver", "acting_unit")
"""Relations the columns read; selected with the rows, so that queries do not grow with them."""
