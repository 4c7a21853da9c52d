"""What the pages of an import show, as plain values."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from jianfa.exchange.models import Batch, BatchRow
from jianfa.exchange.queries import open_rows
from jianfa.exchange.reading.sentences import DOUBTS, NOTES, SKIPPED, doubt_in_words
from jianfa.exchange.rules import BY_LIST, NAME_DOUBTS, RowDoubt, correction
from jianfa.exchange.states import FIELD_LABELS, LIST_DOUBTS
from jianfa.ledger.models import ImportedRow, Problem
from jianfa.ledger.states import Nature, Solver
from jianfa.organisations.models import Post, Unit

SAMPLES = 3
SHOWN_NOTES = 60
SHOWN_BATCHES = 20
"""So many of the newest imports are offered as a filter of the list; older ones are reached from their own page."""
STEPS = ("upload", "columns", "check", "import", "result")
CHOICES = dict(BatchRow.Choice.choices)


def steps_of(batch: Batch | None, current: str) -> list[dict[str, Any]]:
    """Return the stepper: where the import stands, with links to steps that can be gone back to."""
    names = {
        "upload": _("Upload"), "columns": _("What was understood"), "check": _("Check"), "import": _("Import"),
        "result": _("Result"),
    }  # fmt: skip
    at = STEPS.index(current)
    is_open = batch is not None and batch.state == Batch.State.UNDERSTOOD
    urls = {}
    if batch is not None and is_open:
        urls = {
            "columns": reverse("import_columns", args=[batch.pk]),
            "check": reverse("import_check", args=[batch.pk]),
        }
    return [
        {
            "label": names[step], "url": urls.get(step, "") if n != at else "",
            "state": "done" if n < at else "current" if n == at else "ahead",
        }
        for n, step in enumerate(STEPS)
    ]  # fmt: skip


def sheets_of(batch: Batch) -> list[dict[str, Any]]:
    """Return each sheet with its columns, what they were taken for and a few of their cells."""
    samples = _samples(batch)
    choices = [(name, str(label)) for name, label in FIELD_LABELS.items()]
    sheets = []
    for n, sheet in enumerate(batch.reading.get("sheets", ())):
        columns = [
            {
                "key": f"column-{n}-{column['index']}", "letter": column["letter"], "path": column["path"],
                "field": batch.columns.get(column["path"], column["field"]) or "", "tick": column["tick"],
                "is_guess": bool(column["field"]) and column["confidence"] < 80,
                "samples": samples.get(column["path"]) or samples.get(f"{sheet['name']}/{column['path']}", []),
            }
            for column in sheet["columns"] if column["path"]
        ]  # fmt: skip
        rows = "–".join(str(row) for row in dict.fromkeys([*sheet["header_rows"][:1], *sheet["header_rows"][-1:]]))
        sheets.append({"name": sheet["name"], "used": sheet["used"], "role": sheet["role"], "rows": rows,
                       "columns": columns, "choices": choices})  # fmt: skip
    return sheets


def _samples(batch: Batch) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for written in batch.rows.order_by("position").values_list("written", flat=True)[:40]:
        for heading, text in written.items():
            shown = found.setdefault(heading, [])
            short = " / ".join(text.split("\n"))[:40]
            if short and short not in shown and len(shown) < SAMPLES:
                shown.append(short)
    return found


def left_out_of(batch: Batch) -> list[dict[str, Any]]:
    """Return the rows and sheets that were not read as problems, each with its reason."""
    return [
        {
            "place": place(one["sheet"], one["row"], ""),
            "text": one["text"],
            "why": SKIPPED.get(one["code"], one["code"]),
        }
        for one in batch.reading.get("skipped", ())
    ]


@dataclass
class Mends:
    """What was mended in the texts: how often each, and the first of them one by one."""

    counts: list[tuple[str, int]] = field(default_factory=list)
    shown: list[dict[str, Any]] = field(default_factory=list)
    more: int = 0


def mends_of(batch: Batch) -> Mends:
    """Return what was mended, never silently."""
    notes = batch.reading.get("notes", ())
    counts = Counter(note["code"] for note in notes)
    shown = [
        {"place": place(note["sheet"], note["row"], note["column"]), "before": note["before"], "after": note["after"],
         "what": NOTES.get(note["code"], note["code"])}
        for note in notes[:SHOWN_NOTES]
    ]  # fmt: skip
    named = [(str(NOTES.get(code, code)), count) for code, count in counts.most_common()]
    return Mends(named, shown, max(0, len(notes) - SHOWN_NOTES))


def batch_options(post: Post, given: Iterable[str]) -> list[tuple[str, str]]:
    """Return the newest imports of lists that a post may see, and those asked for by id: value and words each."""
    lists = Batch.objects.visible_to(post).filter(kind=Batch.Kind.PROBLEMS).exclude(committed_at=None)
    shown = lists.order_by("-committed_at").values_list("pk", "file_name", "committed_at")
    found = {str(row[0]): row for row in shown.filter(state=Batch.State.COMMITTED)[:SHOWN_BATCHES]}
    asked = {value for one in given for value in one.split(",") if is_id(value)} - set(found)
    found |= {str(row[0]): row for row in shown.filter(pk__in=asked)} if asked else {}
    words = _("%(name)s, %(day)s")
    return [(key, words % {"name": name, "day": timezone.localdate(at)}) for key, (_pk, name, at) in found.items()]


def is_id(text: str) -> bool:
    """Say whether a text is an id in the one form in which addresses have it."""
    try:
        return str(UUID(text)) == text
    except ValueError:
        return False


def place(sheet: str, row: int, column: str) -> str:
    """Return where something stands, as people say it."""
    if not row:
        return sheet
    if not column:
        return _("%(sheet)s, row %(row)s") % {"sheet": sheet, "row": row}
    return _("%(sheet)s, row %(row)s, column %(column)s") % {"sheet": sheet, "row": row, "column": column}


def source_fact(problem: Problem, post: Post) -> list[dict[str, Any]]:
    """Return the row of which file a problem was made of; the row itself opens for those who see the import."""
    imported = ImportedRow.objects.filter(problem=problem).select_related("batch_row", "batch").first()
    if imported is None:
        return []
    row = imported.batch_row
    may_open = Batch.objects.visible_to(post).filter(pk=imported.batch_id).exists()
    url = reverse("import_row", args=[imported.batch_id, row.position]) if may_open else ""
    where = _("sheet “%(sheet)s”, row %(row)s") % {"sheet": row.sheet, "row": row.row}
    return [{"label": _("From file"), "value": imported.batch.file_name, "url": url, "second": where}]


def words_of(doubt: RowDoubt) -> str:
    """Return what a doubt asks, with the nearest valid value where there is one."""
    sentence = (LIST_DOUBTS if doubt["by"] == BY_LIST else DOUBTS)[doubt["code"]]
    words = {name: doubt[name] or "" for name in ("value", "nearest", "heading")} | doubt["params"]
    return doubt_in_words(doubt["code"], sentence, words)


def shown_doubt(doubt: RowDoubt, n: int, row: BatchRow) -> dict[str, Any]:
    """Return a doubt in words: where, what stands there, what it is, and what one click would do."""
    offered = correction(doubt, row.values)
    parts = [place(doubt["sheet"], doubt["row"], doubt["column"]), doubt["heading"], _quoted(doubt["value"])]
    return {
        "n": n,
        "sentence": words_of(doubt),
        "second": " · ".join(part for part in parts if part),
        "settled": doubt["settled"],
        "offer": _cut(doubt["nearest"]) if offered else "",
        "is_answered_above": doubt["code"] in ANSWERED_ABOVE,
        "problem": doubt["params"].get("problem", ""),
    }


LONGEST_VALUE = 50
ANSWERED_ABOVE = NAME_DOUBTS | {"no_source", "foreign_source"}
"""Doubts without a button beside them: names and missing sources are answered for the whole file."""


def _cut(text: str) -> str:
    return text if len(text) <= LONGEST_VALUE else text[: LONGEST_VALUE - 1] + "…"


def _quoted(text: str) -> str:
    return f"“{_cut(text)}”" if text else ""


def shown_row(row: BatchRow) -> dict[str, Any]:
    """Return a row of the check: what it will be, its open doubts, its choice."""
    values = row.values
    unit = values.get("source_unit") or ""
    solver = dict(Solver.choices).get(values.get("solver"), "")
    nature = dict(Nature.choices).get(values.get("nature"), "")
    measures = len(values.get("measures", ()))
    second = [
        unit, values.get("lead") or "", str(solver), str(nature), values.get("category") or "",
        values.get("due") or values.get("due_text") or "",
        _("%(n)s measures") % {"n": measures} if measures else "",
        _("reported as done") if values.get("claimed_done") else "",
    ]  # fmt: skip
    return {
        "position": row.position, "row": row.row, "sheet": row.sheet, "title": values.get("title") or "–",
        "second": " · ".join(part for part in second if part), "choice": row.choice,
        "doubts": [
            shown_doubt(doubt, n, row) for n, doubt in enumerate(row.doubts) if not doubt["settled"]
        ],
        "is_done": bool(values.get("claimed_done") or values.get("closure_date")),
    }  # fmt: skip


@dataclass
class Open:
    """What is still open in a batch: unknown names, kinds of doubts, rows without a source."""

    names: list[dict[str, Any]] = field(default_factory=list)
    kinds: list[dict[str, Any]] = field(default_factory=list)
    without_source: int = 0
    rows: int = 0


def still_open(batch: Batch, units: Iterable[Unit]) -> Open:
    """Gather what can be answered for many rows at once; a file has at most 5,000."""
    ids = {unit.name: str(unit.pk) for unit in units}
    names: Counter[str] = Counter()
    nearest: dict[str, str] = {}
    kinds: Counter[str] = Counter()
    found = Open()
    for doubts in open_rows(batch).values_list("doubts", flat=True):
        found.rows += 1
        for doubt in doubts:
            if doubt["settled"]:
                continue
            if doubt["code"] in NAME_DOUBTS:
                name = str(doubt["params"].get("name", doubt["value"]))
                names[name] += 1
                nearest.setdefault(name, ids.get(doubt["nearest"] or "", ""))
            else:
                kinds[doubt["code"]] += 1
                found.without_source += doubt["code"] == "no_source"
    found.names = [{"name": name, "count": count, "nearest": nearest[name]} for name, count in names.most_common(40)]
    found.kinds = [{"code": code, "count": count, "sentence": _kind_words(code)} for code, count in kinds.most_common()]
    return found


def _kind_words(code: str) -> str:
    """Return a kind of doubt in a few words, without the values of one row."""
    kinds = {
        "unknown_category": _("Category unknown to the campaign"), "on_the_list": _("Likely on the list already"),
        "in_the_file": _("Likely twice in the file"), "foreign_source": _("Another county union's row"),
        "no_source": _("Source unit missing"), "repeated_number": _("Number used twice"),
        "past_due": _("Due date passed"), "traditional": _("Traditional characters"),
        "unknown_solver": _("Who must solve it is not clear"), "several_solvers": _("Several who must solve it"),
        "unknown_nature": _("Common or individual is not clear"), "several_leads": _("Several lead units"),
        "several_sources": _("Several source units"), "unknown_done": _("Done or not is not clear"),
        "no_number": _("Row without a number"), "odd_number": _("Number not understood"),
    }  # fmt: skip
    return kinds.get(code) or _("Date or deadline in doubt")
