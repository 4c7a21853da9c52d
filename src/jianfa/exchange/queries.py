"""Reads: batches, names of units, remembered columns, and the file itself."""

import re
from collections.abc import Sequence
from datetime import date
from tempfile import NamedTemporaryFile
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from jianfa.exchange.models import Batch, BatchRow, ColumnTemplate
from jianfa.exchange.reading import NameBook, Reading, written_date
from jianfa.exchange.reading.sentences import refusal_sentence
from jianfa.exchange.rules import secrecy_mark, signature_of, understood
from jianfa.files.queries import open_file
from jianfa.kit.tables import TableRefused, Workbook, read_safely
from jianfa.organisations.models import Post, Unit, UnitKind
from jianfa.organisations.policy import Refused, Why, not_found

UNION_TAIL = "总工会"
PROVINCIAL = re.compile("(省|自治区)总工会$")


def load_batch(post: Post | None, batch_id: UUID) -> Batch:
    """Return a batch the post may see; raise Refused (404) otherwise, in the same words as for one not there."""
    found = None
    if post is not None:
        shown_with = ("uploaded_by__person", "uploaded_by__unit", "unit", "file", "committed_by__person")
        found = Batch.objects.visible_to(post).filter(pk=batch_id).select_related(*shown_with).first()
    if found is None:
        raise not_found()
    return found


def load_row(batch: Batch, position: int) -> BatchRow:
    """Return one row of a batch, counted from 1."""
    found = batch.rows.filter(position=position).first()
    if found is None:
        raise not_found()
    return found


def same_file(kind: str, target: UUID, unit: Unit, digest: str) -> Batch | None:
    """Return the batch by which the same bytes were imported already and not undone."""
    same = Batch.objects.filter(kind=kind, target=target, unit=unit, digest=digest, state=Batch.State.COMMITTED)
    return same.select_related("committed_by__person").first()


def template_for(kind: str, unit: Unit, signature: str) -> ColumnTemplate | None:
    """Return how this unit read a list with the same headings last time."""
    return ColumnTemplate.objects.filter(kind=kind, unit=unit, signature=signature).first()


def units_on(day: date) -> list[Unit]:
    """Return the units a list of that day can name, with their aliases loaded."""
    return list(Unit.objects.on(day).prefetch_related("aliases"))


def name_book(units: Sequence[Unit]) -> NameBook:
    """Return all known writings of these units; units must have their aliases loaded."""
    entries = [
        (unit.name, [unit.short_name, *(row.text for row in unit.aliases.all() if row.ended_at is None)], unit.kind)
        for unit in units
    ]
    federations = [unit.name for unit in units if unit.kind == UnitKind.FEDERATION]
    city = federations[0].removesuffix(UNION_TAIL) if len(federations) == 1 else ""
    provinces = [unit.name.removesuffix(UNION_TAIL) for unit in units if PROVINCIAL.search(unit.name)]
    return NameBook.of(entries, city=city, province=provinces[0] if len(provinces) == 1 else "")


def read_file(data: bytes) -> Workbook:
    """Read uploaded bytes within the limits; raise Refused with a sentence for files that are not read."""
    with NamedTemporaryFile(prefix="jianfa-", suffix=".table") as file:
        file.write(data)
        file.flush()
        try:
            workbook = read_safely(file.name)
        except TableRefused as refusal:
            raise Refused(refusal_sentence(refusal), Why.VALUE, field="file") from refusal
    if secrecy_mark(workbook):
        sentence = _(
            "The file carries a secrecy mark. Classified information must not be uploaded; nothing was stored."
        )
        raise Refused(sentence, Why.VALUE, field="file")
    return workbook


def read_list(
    workbook: Workbook,
    *,
    names: NameBook,
    today: date,
    unit: Unit | None = None,
    kind: str = Batch.Kind.PROBLEMS,
    columns: dict[str, str | None] | None = None,
    on: date | None = None,
) -> tuple[Reading, date, dict[str, str | None]]:
    """Understand a workbook; return the reading, the day it was read against, and the columns used.

    ``columns`` and ``on`` are a person's choice; without one, the columns remembered by ``unit`` for the same headings
    are used, and the day written in the file, else today.
    """
    on = on or written_date(workbook) or today
    if columns:
        return understood(workbook, names=names, on=on, columns=columns), on, columns
    reading = understood(workbook, names=names, on=on)
    template = template_for(kind, unit, signature_of(reading.sheets)) if unit else None
    if template is None or template.columns == dict(reading.mapping().fields):
        return reading, on, {}
    remembered: dict[str, str | None] = template.columns
    return understood(workbook, names=names, on=on, columns=remembered), on, remembered


def original(batch: Batch) -> bytes:
    """Return the bytes of the uploaded file."""
    with open_file(batch.file) as file:
        return file.read()


def open_rows(batch: Batch) -> QuerySet[BatchRow]:
    """Return the rows that still have a doubt."""
    return batch.rows.filter(open_doubts__gt=0)
