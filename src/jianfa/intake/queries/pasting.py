"""Demands pasted from a sheet or out of a file: what would be taken in, and what is doubtful, before anything is."""

import csv
import io
import tempfile
from datetime import date

from django.utils.translation import gettext as _

from jianfa.exchange.reading.sentences import refusal_sentence
from jianfa.intake.policy import HOLDERS
from jianfa.intake.rules.demands import title_of
from jianfa.kit.grams import folded
from jianfa.kit.personal import find_personal
from jianfa.kit.secrecy import has_secrecy_mark
from jianfa.kit.tables import Sheet, TableRefused, read_safely
from jianfa.organisations.models import COUNTY_ROLES, Post, Unit
from jianfa.organisations.policy import Refused, Why
from jianfa.organisations.queries import Pasted
from jianfa.organisations.queries.sheets import MOST_ROWS, Doubt, Line, headings, lines_of, nearest
from jianfa.organisations.queries.units import unit_names

COLUMNS = ("demand_text", "demand_title", "demand_unit")
HEADING_ROWS = 10
"""So many rows at the top of a file may come before the headings: its title, who filled it in."""
MOST_DEMANDS = 500
LONGEST = 5_000


def sheet_text(data: bytes, name: str) -> str:
    """Return the first table of a file as rows of cells, as pasting them would give; row numbers stay as in the file.

    Raises Refused (400, "file") with the reason where it cannot be read.
    """
    with tempfile.NamedTemporaryFile(suffix=name[-5:]) as file:
        file.write(data)
        file.flush()
        try:
            book = read_safely(file.name)
        except TableRefused as refusal:
            raise Refused(refusal_sentence(refusal), Why.VALUE, field="file") from refusal
    sheet = next((sheet for sheet in book.sheets if not sheet.hidden and any(sheet.rows)), None)
    if sheet is None:
        raise Refused(_("There is no table in the file."), Why.VALUE, field="file")
    return _as_text(sheet)


def _as_text(sheet: Sheet) -> str:
    rows = [[cell.text.replace("\t", " ") for cell in row] for row in sheet.rows]
    for n, row in enumerate(rows[:HEADING_ROWS]):
        if headings(row, COLUMNS):  # what stands above the headings is left out, the numbers of rows stay
            rows[:n] = [[""] for _row in rows[:n]]
            break
    out = io.StringIO()
    csv.writer(out, delimiter="\t", lineterminator="\n").writerows(rows)
    return out.getvalue().rstrip("\n")


def pasted_demands(text: str, day: date, post: Post) -> Pasted:
    """Read pasted demands, one a line; columns text, title and unit where a row of headings or tabs say so.

    A county's rows concern itself; others name the unit of each.
    """
    lines = lines_of(text, COLUMNS)
    names = unit_names(day)
    doubts: list[Doubt] = []
    rows = []
    first: dict[str, int] = {}
    for line in lines:
        words = _text(line, first, doubts)
        unit = _unit(line, names, doubts, post)
        if words and unit is not None:
            title = line["demand_title"] or title_of(words)
            rows.append({"row": line.row, "title": title, "text": words, "unit": unit, "unit_name": unit.short_name})
    if len(lines) > MOST_DEMANDS or len(lines) == MOST_ROWS:
        sentence = _("At most %(n)s rows at once. Please paste the others afterwards.") % {"n": MOST_DEMANDS}
        doubts.append(Doubt(lines[MOST_DEMANDS].row, "", "", sentence))
    return Pasted(rows, sorted(doubts, key=lambda doubt: (doubt.row, doubt.column)))


def _text(line: Line, first: dict[str, int], doubts: list[Doubt]) -> str:
    label, text = _("Demand"), line["demand_text"]
    value, cell = text[:40], line.cell("demand_text")
    if not text:
        doubts.append(Doubt(line.row, label, "", _("What it is about is missing."), cell=cell))
        return ""
    if len(text) > LONGEST:
        doubts.append(Doubt(line.row, label, value, _("Longer than %(n)s characters.") % {"n": LONGEST}, cell=cell))
    if has_secrecy_mark(text) or has_secrecy_mark(line["demand_title"]):
        doubts.append(
            Doubt(line.row, label, value, _("Carries a mark of secrecy and must not be entered here."), cell=cell)
        )
    row = first.setdefault(folded(text), line.row)
    if row != line.row:
        doubts.append(Doubt(line.row, label, value, _("Stands in row %(row)s already.") % {"row": row}, cell=cell))
    if found := find_personal(text):
        numbers = "、".join(one.written for one in found)
        doubts.append(
            Doubt(
                line.row,
                label,
                numbers,
                _("Leads to a person; please leave it out if it can be."),
                blocks=False,
                cell=cell,
            )
        )
    return text


def _unit(line: Line, names: dict[str, Unit], doubts: list[Doubt], post: Post) -> Unit | None:
    label, value, cell = _("Unit"), line["demand_unit"], line.cell("demand_unit")
    if post.role in COUNTY_ROLES:
        found = names.get(folded(value)) if value else post.unit
        if found is None or found.pk != post.unit_id:
            sentence = _("A county union can hand in demands in its own name only.")
            doubts.append(Doubt(line.row, label, value, sentence, nearest=post.unit.name, cell=cell))
            return None
        return post.unit
    if not value:
        doubts.append(Doubt(line.row, label, "", _("Which unit it concerns is missing."), cell=cell))
        return None
    unit = names.get(folded(value))
    if unit is None or unit.kind not in HOLDERS:
        valid = [one.name for one in names.values() if one.kind in HOLDERS]
        doubts.append(
            Doubt(line.row, label, value, _("No union unit has this name."), nearest=nearest(value, valid), cell=cell)
        )
        return None
    return unit
