"""Writing rows with their event, once it is sure that no text among them carries a mark of secrecy."""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import CharField

from jianfa.journal.actions import write as write_event
from jianfa.journal.models import Actor, Change, Changes, Event, Journalled, Subject
from jianfa.organisations.policy import refuse_secrets

_batch: ContextVar[UUID | None] = ContextVar("_batch", default=None)


@contextmanager
def in_batch(batch: UUID) -> Iterator[None]:
    """Let every event written inside carry the fact ``batch``: one act on many subjects, each with its own event."""
    outer = _batch.set(batch)
    try:
        yield
    finally:
        _batch.reset(outer)


def write(
    subject: Subject, verb: str, *, actor: Actor, at: datetime, changes: Changes = (),
    said: Mapping[str, str] | None = None, facts: Mapping[str, Any] | None = None, idem: str | None = None,
) -> Event:  # fmt: skip
    """Do what ``journal.actions.write`` does; raise Refused (400) first where a text carries a secrecy mark.

    Every room writes through this, so that no form, address of the API or column of a sheet can be forgotten.
    """
    refuse_secrets(said or {})
    refuse_marked(changes)
    if (batch := _batch.get()) is not None:
        facts = {**(facts or {}), "batch": batch}
    return write_event(subject, verb, actor=actor, at=at, changes=changes, said=said, facts=facts, idem=idem)


def refuse_marked(changes: Iterable[Change]) -> None:
    """Refuse rows one of whose texts carries a secrecy mark; the refusal names the column."""
    for change in changes:
        for name, text in _texts(change):
            refuse_secrets({name: text})


def _texts(change: Change) -> Iterator[tuple[str, str]]:
    """Yield the typed texts of a change: of a new row all, of a known one those that change."""
    row, values = change.row, change.values
    for name in _typed(row):
        if name in values or row._state.adding:
            yield name, str(values.get(name, getattr(row, name)))


def _typed(row: Journalled) -> Iterator[str]:
    """Yield the columns people type into: texts, and short ones such as the number of a document."""
    yield from row.journal_texts
    for name in row.journal_fields:
        field = row._meta.get_field(name)
        if isinstance(field, CharField) and not field.choices:
            yield name
