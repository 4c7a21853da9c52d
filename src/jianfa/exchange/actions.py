"""Verbs on a batch: upload, remap, answer doubts, commit, undo, discard. What rows become is the upper room's."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID, uuid4

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from jianfa.exchange.models import Batch, BatchRow, ColumnTemplate
from jianfa.exchange.policy import is_still_open, may_export, may_upload, may_work_on
from jianfa.exchange.queries import name_book, original, read_file, read_list, same_file, units_on
from jianfa.exchange.reading import Reading
from jianfa.exchange.rules import (
    NAME_DOUBTS,
    Values,
    asdict_plain,
    correction,
    digest_of,
    doubts_by_row,
    is_struck_off,
    open_count,
    rows_digest,
    signature_of,
    values_of,
)
from jianfa.files.actions import store
from jianfa.journal.actions import Stale
from jianfa.journal.models import Change, Event, insert_all, insertion
from jianfa.kit.tables import Workbook
from jianfa.organisations.actions.writing import write
from jianfa.organisations.models import Post, Unit
from jianfa.organisations.policy import Refused, Why, refuse_secrets, require

Check = Callable[[Batch, list[BatchRow]], None]
"""Given by the room the rows go into: adds its own doubts and first choices to rows not yet saved."""
ROWS_AT_ONCE = 500
KEPT_NAME = 160
READ_AT_ONCE = 400
"""A file with more rows is understood in the background, with progress."""
NO_LIST = gettext_lazy("No list was found in the file: no row of headings such as No., problem, responsible unit.")
NO_ROWS = gettext_lazy("The file has the headings of a list, and no problem below them. Nothing was stored.")
NO_COLUMN = gettext_lazy("With these columns no problem is found: one column must be the problem itself.")


@dataclass(frozen=True)
class Upload:
    """What a person hands in: the bytes, the name they had, and what they are to go into."""

    data: bytes
    name: str
    target: UUID
    kind: str = Batch.Kind.PROBLEMS.value
    is_waiting: bool = False
    """Whoever asks waits: understand a file of any size at once."""


def upload(new: Upload, *, actor: Post, at: datetime, check: Check) -> Batch:
    """Read a file and keep it with what was understood; nothing of a refused file is kept."""
    require(may_upload(actor))
    digest = digest_of(new.data)
    _refuse_same(new.kind, new.target, actor.unit, digest)
    workbook = read_file(new.data)
    batch = Batch(
        kind=new.kind, target=new.target, unit=actor.unit, uploaded_by=actor, uploaded_at=at, digest=digest,
        file_name=new.name.rpartition("/")[2][-KEPT_NAME:], read_on=timezone.localtime(at).date(),
    )  # fmt: skip
    rows: list[BatchRow] = []
    if new.is_waiting or sum(len(sheet.rows) for sheet in workbook.sheets) <= READ_AT_ONCE:
        rows, _reading = _understood(batch, workbook, at, check)
        batch.state, batch.rows_total = Batch.State.UNDERSTOOD.value, len(rows)
    ready = [insertion(rows)] if rows else []
    with transaction.atomic():
        batch.file = store(SimpleUploadedFile(batch.file_name, new.data), at=at)
        write(batch.subject, "upload", actor=actor, at=at, changes=[Change(batch)], facts={"rows": len(rows)})
        insert_all(ready)
    return batch


def _understood(
    batch: Batch,
    workbook: Workbook,
    at: datetime,
    check: Check,
    *,
    columns: Mapping[str, str | None] | None = None,
    on: date | None = None,
) -> tuple[list[BatchRow], Reading]:
    """Return the rows of a file, not saved; the batch gets what was understood, not saved either."""
    today = timezone.localtime(at).date()
    reading, batch.read_on, batch.columns = read_list(
        workbook, names=name_book(units_on(today)), today=today, unit=batch.unit, kind=batch.kind,
        columns=dict(columns) if columns else None, on=on,
    )  # fmt: skip
    if not reading.problems:
        is_bare = any(doubt.code == "no_rows" for doubt in reading.doubts)
        raise Refused(NO_COLUMN if columns else NO_ROWS if is_bare else NO_LIST, Why.VALUE, field="file")
    rows = rows_of(batch, reading)
    check(batch, rows)
    return rows, reading


def _refuse_same(kind: str, target: UUID, unit: Unit, digest: str) -> None:
    twin = same_file(kind, target, unit, digest)
    if twin is None:
        return
    when = date_format(timezone.localtime(twin.committed_at), "Y-m-d H:i")
    who = twin.committed_by.person.name if twin.committed_by else ""
    raise SameFile(
        _("This file was already imported on %(when)s by %(who)s (%(count)s problems). Nothing has been added.")
        % {"when": when, "who": who, "count": twin.rows_taken},
        twin,
    )


class SameFile(Refused):
    """The same bytes are already on this list; ``batch`` is the import by which they came."""

    def __init__(self, sentence: str, batch: Batch) -> None:
        super().__init__(sentence, Why.STATE, field="file")
        self.batch = batch


def rows_of(batch: Batch, reading: Reading) -> list[BatchRow]:
    """Return the rows of a reading, not saved; what belongs to no row is put into ``batch.reading``."""
    by_row, others = doubts_by_row(reading)
    batch.reading = {
        "sheets": [asdict_plain(sheet) for sheet in reading.sheets],
        "skipped": [asdict_plain(skipped) for skipped in reading.skipped],
        "notes": [asdict_plain(note) for note in reading.notes],
        "doubts": others,
        "as_of": reading.as_of.isoformat() if reading.as_of else None,
        "filed_by": reading.filed_by,
    }
    done = [c.path for sheet in reading.sheets for c in sheet.columns if c.field in {"done", "closure_date"}]
    rows = []
    for n, problem in enumerate(reading.problems):
        values, written = values_of(problem), dict(problem.raw)
        values["struck_off"] = is_struck_off(values, written, done)
        rows.append(
            BatchRow(
                batch=batch,
                position=n + 1,
                sheet=problem.sheet[:80],
                row=problem.rows[0] if problem.rows else 0,
                values=values,
                written=written,
                doubts=by_row[n],
                open_doubts=open_count(by_row[n]),
            )
        )
    return rows


def understand(
    batch: Batch,
    *,
    actor: Post,
    at: datetime,
    check: Check,
    columns: Mapping[str, str | None] | None = None,
    on: date | None = None,
) -> Event:
    """Read the kept file, and with ``columns`` as a person chose them, which are remembered for these headings.

    ``on`` is the day against which 第三季度 is read, where a person chose one; it stays until another is chosen.
    Answers given to single rows before are lost: the rows are new ones.
    """
    _require_open(batch, actor)
    guard = {"state": batch.state, "columns": batch.columns}
    new = Batch(
        pk=batch.pk, kind=batch.kind, unit=batch.unit, target=batch.target, uploaded_by=batch.uploaded_by,
        names=batch.names,
    )  # fmt: skip
    if batch.state == Batch.State.UNDERSTOOD:
        on = on or batch.read_on
    rows, reading = _understood(new, read_file(original(batch)), at, check, columns=columns or batch.columns, on=on)
    for row in rows:
        row.batch = batch
    change = Change(
        batch, guard, state=Batch.State.UNDERSTOOD.value, columns=new.columns, read_on=new.read_on,
        reading=new.reading, rows_total=len(rows),
    )  # fmt: skip
    verb, facts = "remap" if columns else "understand", {"rows": len(rows)}
    ready = insertion(rows)
    with transaction.atomic():
        event = write(batch.subject, verb, actor=actor, at=at, changes=[change], facts=facts)
        batch.rows.all().delete()
        insert_all([ready])
        if columns:
            _remember_columns(batch, reading, columns, actor, at)
    return event


def _remember_columns(
    batch: Batch, reading: Reading, columns: Mapping[str, str | None], actor: Post, at: datetime
) -> Event:
    """Keep the choice in a chain of its own: it outlives the batch, and the next one may change it."""
    signature = signature_of(reading.sheets)
    known = ColumnTemplate.objects.filter(kind=batch.kind, unit=batch.unit, signature=signature).first()
    if known is not None:
        change = Change(known, columns=dict(columns), saved_by=actor, saved_at=at)
        return write(known.subject, "remember_columns", actor=actor, at=at, changes=[change])
    new = ColumnTemplate(
        kind=batch.kind, unit=batch.unit, signature=signature, columns=dict(columns), saved_by=actor, saved_at=at
    )
    return write(new.subject, "remember_columns", actor=actor, at=at, changes=[Change(new)])


def name_units(batch: Batch, answers: Mapping[str, Unit | None], *, actor: Post, at: datetime, check: Check) -> Event:
    """Say for the whole file which unit a name stands for; None keeps it as written."""
    _require_open(batch, actor)
    names = batch.names | {written: str(unit.pk) if unit else "" for written, unit in answers.items()}
    with transaction.atomic():
        event = write(
            batch.subject, "name_units", actor=actor, at=at, facts={"names": len(answers)},
            changes=[Change(batch, {"state": batch.state}, names=names)],
        )  # fmt: skip
        touched = [row for row in batch.rows.all() if _settle_names(row, answers)]
        check(batch, touched)
        _save_rows(touched)
    return event


def _settle_names(row: BatchRow, answers: Mapping[str, Unit | None]) -> bool:
    is_touched = False
    for doubt in row.doubts:
        if doubt["code"] in NAME_DOUBTS and doubt["params"].get("name") in answers:
            doubt["settled"] = is_touched = True
    return is_touched


def correct_row(batch: Batch, row: BatchRow, values: Values, *, actor: Post, at: datetime, check: Check) -> Event:
    """Write other values into a row; what stood in the file stays beside them, its doubts are answered."""
    _require_open(batch, actor)
    refuse_secrets({name: str(value) for name, value in values.items()})
    row.values = row.values | values
    for doubt in row.doubts:
        doubt["settled"] = doubt["settled"] or doubt["code"] not in NAME_DOUBTS
    return _answer(batch, row, sorted(values), actor=actor, at=at, check=check)


def settle_doubt(batch: Batch, row: BatchRow, place: int, *, actor: Post, at: datetime, check: Check) -> Event:
    """Answer one doubt: take the value offered where there is one, else leave it as it was read."""
    _require_open(batch, actor)
    if not 0 <= place < len(row.doubts):
        raise Refused(_("This doubt has already been answered."))
    values = correction(row.doubts[place], row.values) or {}
    row.values = row.values | values
    row.doubts[place]["settled"] = True
    return _answer(batch, row, sorted(values), actor=actor, at=at, check=check)


def settle_kind(batch: Batch, code: str, *, actor: Post, at: datetime, check: Check) -> Event | None:
    """Answer all doubts of one kind as a click on each would; None when there is none."""
    _require_open(batch, actor)
    touched = []
    for row in batch.rows.filter(open_doubts__gt=0):
        doubts = [doubt for doubt in row.doubts if doubt["code"] == code and not doubt["settled"]]
        for doubt in doubts:
            row.values |= correction(doubt, row.values) or {}
            doubt["settled"] = True
        if doubts:
            touched.append(row)
    if not touched:
        return None
    facts = {"kind": code, "positions": [row.position for row in touched]}
    with transaction.atomic():
        change = Change(batch, {"state": batch.state})
        event = write(batch.subject, "settle_kind", actor=actor, at=at, changes=[change], facts=facts)
        check(batch, touched)
        _save_rows(touched)
    return event


def _answer(batch: Batch, row: BatchRow, names: list[str], *, actor: Post, at: datetime, check: Check) -> Event:
    facts = {"position": row.position, "fields": names}
    with transaction.atomic():
        event = write(
            batch.subject, "correct", actor=actor, at=at, changes=[Change(batch, {"state": batch.state})], facts=facts
        )
        check(batch, [row])
        _save_rows([row])
    return event


def _save_rows(rows: Sequence[BatchRow]) -> None:
    for row in rows:
        row.open_doubts = open_count(row.doubts)
    BatchRow.objects.bulk_update(rows, ["values", "doubts", "open_doubts"], batch_size=ROWS_AT_ONCE)


def choose_rows(batch: Batch, choices: Mapping[int, str], *, actor: Post, at: datetime) -> Event | None:
    """Say which rows are taken, taken as opening balance, or left out; None when nothing changes."""
    _require_open(batch, actor)
    rows = list(batch.rows.filter(position__in=choices))
    changed = [row for row in rows if row.choice != choices[row.position]]
    if not changed:
        return None
    for row in changed:
        row.choice = BatchRow.Choice(choices[row.position]).value
        if row.choice == BatchRow.Choice.OPENING and batch.is_of_county:
            raise Refused(_("An opening balance is entered by the city desk."), Why.OFFICE)
    facts = {"positions": [row.position for row in changed], "choices": [row.choice for row in changed]}
    with transaction.atomic():
        change = Change(batch, {"state": batch.state})
        event = write(batch.subject, "choose", actor=actor, at=at, changes=[change], facts=facts)
        BatchRow.objects.bulk_update(changed, ["choice"], batch_size=ROWS_AT_ONCE)
    return event


def digest_of_taken(rows: Sequence[BatchRow]) -> str:
    """Return the SHA-256 over all rows taken, for ``commit``; made before its transaction, not to hold others up."""
    return rows_digest([_digested(row) for row in rows if row.outcome == BatchRow.Outcome.TAKEN])


def commit(batch: Batch, rows: Sequence[BatchRow], *, actor: Post, at: datetime, digest: str) -> Event:
    """Mark a batch as imported; ``rows`` carry their outcomes. The caller writes what the rows became around it."""
    _require_open(batch, actor)
    _refuse_same(batch.kind, batch.target, batch.unit, batch.digest)
    counts = {outcome: sum(row.outcome == outcome for row in rows) for outcome in BatchRow.Outcome.values}
    change = Change(
        batch, {"state": batch.state}, state=Batch.State.COMMITTED.value, committed_by=actor, committed_at=at,
        rows_taken=counts["taken"], rows_skipped=counts["skipped"], rows_rejected=counts["rejected"],
        rows_digest=digest,
    )  # fmt: skip
    try:
        with transaction.atomic():
            event = write(batch.subject, "commit", actor=actor, at=at, changes=[change])
            batch.rows.update(outcome=BatchRow.Outcome.TAKEN)
            batch.rows.filter(choice=BatchRow.Choice.SKIP).update(outcome=BatchRow.Outcome.SKIPPED)
            rejected = [row for row in rows if row.outcome == BatchRow.Outcome.REJECTED]
            BatchRow.objects.bulk_update(rejected, ["outcome", "reason"], batch_size=ROWS_AT_ONCE)
            return event
    except IntegrityError as error:
        raise Stale from error


def _digested(row: BatchRow) -> dict[str, Any]:
    return {"position": row.position, "sheet": row.sheet, "row": row.row, "choice": row.choice, "values": row.values}


def undo(batch: Batch, *, actor: Post, at: datetime) -> Event:
    """Mark a batch as undone; the caller withdraws what the rows became. The same file may come again."""
    require(may_work_on(actor, batch))
    if batch.state != Batch.State.COMMITTED:
        raise Refused(_("Only what was imported can be undone."))
    change = Change(batch, {"state": batch.state}, state=Batch.State.UNDONE.value, ended_by=actor, ended_at=at)
    return write(batch.subject, "undo", actor=actor, at=at, changes=[change], facts={"rows": batch.rows_taken})


def discard(batch: Batch, *, actor: Post, at: datetime) -> Event:
    """Put a batch aside that was not imported; the file stays in the record."""
    _require_open(batch, actor)
    change = Change(batch, {"state": batch.state}, state=Batch.State.DISCARDED.value, ended_by=actor, ended_at=at)
    return write(batch.subject, "discard", actor=actor, at=at, changes=[change])


def record_export(*, actor: Post, at: datetime, what: str, rows: int, digest: str, query: str, file_name: str) -> Event:
    """Note that rows left the system: which sheet, how many rows, by which filter, and the digest of the file."""
    require(may_export(actor))
    facts = {"what": what, "rows": rows, "digest": digest}
    said = {"filter": query, "file": file_name}
    return write(("export", uuid4()), "export", actor=actor, at=at, facts=facts, said=said)


def _require_open(batch: Batch, actor: Post) -> None:
    require(may_work_on(actor, batch))
    require(is_still_open(batch))
