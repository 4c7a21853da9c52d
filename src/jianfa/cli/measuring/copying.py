"""One subject over again: the same life under other ids, hashed and signed again event by event.

`jianfa verify` finds nothing wrong with a copy: it has the chain, the signatures and the rows of its own.
"""

import json
import os
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID, uuid4

from django.conf import settings
from django.db import connection, models, transaction

from jianfa.cli.proof.tables import journalled_models
from jianfa.journal.models import Chain, Event, Insertion, Wording, insert_all, insertion
from jianfa.journal.replay import as_text
from jianfa.journal.rules import SALT_BYTES, commitment, genesis, link, signed_bytes
from jianfa.kit.canonical import canonical
from jianfa.kit.signing import sign
from jianfa.ledger.models import Gram, Problem

ID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
AT_ONCE = 500
Row = tuple[type[models.Model], dict[str, Any]]
Progress = Callable[[int, int], None]


@dataclass
class Original:
    """Everything there is of one subject, read once."""

    subject: Any
    rows: list[Row] = field(default_factory=list)
    events: list[tuple[Event, str, dict[str, str]]] = field(default_factory=list)
    beside: list[dict[str, Any]] = field(default_factory=list)
    """Rows that are not journalled but follow from the events."""

    @property
    def kind(self) -> str:
        return str(self.subject.subject[0])

    @property
    def facts(self) -> list[dict[str, Any]]:
        """What its events say beside rows and texts."""
        return [json.loads(body).get("facts", {}) for _event, body, _texts in self.events]


def originals_of(subjects: Iterable[Any]) -> list[Original]:
    """Read these subjects, rows in the order in which they refer to one another."""
    found = {subject.pk: Original(subject) for subject in subjects}
    for model in journalled_models():
        for owner, row in rows_of(model, model.journal_owner, {f"{model.journal_owner}__in": list(found)}):
            found[owner].rows.append((model, row))
    events = Event.objects.filter(chain__in=found).order_by("chain", "seq").prefetch_related("wordings")
    for event in events:
        texts = {wording.name: wording.text for wording in event.wordings.all()}
        found[event.chain_id].events.append((event, bytes(event.body).decode(), texts))
    return list(found.values())


def rows_of(model: Any, owner: str, wanted: dict[str, Any]) -> Iterator[tuple[UUID, dict[str, Any]]]:
    """Yield the rows of a table as plain values, each with its owner."""
    columns = [column.attname for column in model._meta.concrete_fields]
    rows = model._default_manager.filter(**wanted).order_by().annotate(owner_=models.F(owner))
    for row in rows.values("owner_", *columns):
        yield row.pop("owner_"), row


def bare(model: type[models.Model], values: dict[str, Any]) -> models.Model:
    """Return a row with these columns that can be inserted and nothing else; a whole one takes ten times as long."""
    row = model.__new__(model)
    row.__dict__.update(values)
    return row


@dataclass
class Batch:
    """Rows of some copies, ready to be inserted; texts and grams apart, because there are so many."""

    objects: dict[Any, list[Any]] = field(default_factory=dict)
    texts: dict[tuple[UUID, int], dict[str, tuple[bytes, str]]] = field(default_factory=dict)
    grams: list[tuple[UUID, str]] = field(default_factory=list)

    def add(self, model: type[models.Model], values: dict[str, Any]) -> models.Model:
        """Put a row in, given by the values of all its columns."""
        row = bare(model, values)
        self.objects.setdefault(model, []).append(row)
        return row

    def insert(self) -> None:
        insert_all(insertion(rows) for rows in self.objects.values())
        written = Event.objects.filter(chain__in={chain for chain, _seq in self.texts})
        events = {(chain, seq): pk for chain, seq, pk in written.values_list("chain", "seq", "pk")}
        insert_all([
            insertion([
                bare(Wording, {"event_id": events[key], "name": name, "salt": salt, "text": text})
                for key, texts in self.texts.items()
                for name, (salt, text) in texts.items()
            ]),
            *self._grams(),
        ])  # fmt: skip

    def _grams(self) -> Iterator[Insertion]:
        if not self.grams:
            return
        sql, _rows = insertion([Gram(problem_id=self.grams[0][0], gram="")])
        stored: dict[UUID, Any] = {}
        prepare = Problem._meta.pk.get_db_prep_value
        for problem, _gram in self.grams:
            stored.setdefault(problem, prepare(problem, connection))
        yield sql, [(stored[problem], gram) for problem, gram in self.grams]


@dataclass(frozen=True)
class Changes:
    """What is other in a copy than in its original; everything else is the same but for the ids."""

    values: Mapping[tuple[str, str], Callable[[Any], Any]] = field(default_factory=dict)
    """(table, column) → the new value of an old one, wherever there is one."""
    texts: Mapping[str, Callable[[str], str]] = field(default_factory=dict)
    """Column of the subject's own row → the new text of an old one."""
    ids: Mapping[str, str] = field(default_factory=dict)
    """Ids of other subjects → those that the copy names instead."""


class Copy:
    """One subject over again."""

    def __init__(self, original: Original, changes: Changes, deployment: UUID) -> None:
        self.original, self.changes, self.deployment = original, changes, deployment
        own = {row[model._meta.pk.attname] for model, row in original.rows}
        self.keys = {old: uuid4() for old in own} | {UUID(old): UUID(new) for old, new in changes.ids.items()}
        self.ids = {str(old): str(new) for old, new in self.keys.items()}
        self.pk = self.keys[original.subject.pk]
        self.own = f"{original.subject._meta.label_lower}/{self.pk}"
        self.changed_tables = {table for table, _column in changes.values}

    def add_to(self, batch: Batch) -> None:
        for model, row in self.original.rows:
            batch.add(model, self._row(model, row))
        self._chain(batch)

    def _row(self, model: type[models.Model], row: dict[str, Any]) -> dict[str, Any]:
        label = model._meta.label_lower
        values = self._changed(label, {name: self._value(value) for name, value in row.items()})
        if f"{label}/{values[model._meta.pk.attname]}" == self.own:
            values |= {name: changed(values[name]) for name, changed in self.changes.texts.items()}
        return values

    def _changed(self, label: str, values: dict[str, Any]) -> dict[str, Any]:
        if label not in self.changed_tables:
            return values
        changes = self.changes.values
        return {
            name: changes[label, name](value) if (label, name) in changes and value not in {None, ""} else value
            for name, value in values.items()
        }

    def _value(self, value: Any) -> Any:
        if isinstance(value, UUID):
            return self.keys.get(value, value)
        if isinstance(value, dict | list):
            return json.loads(self._renamed(as_text(value)))
        return value

    def _renamed(self, text: str) -> str:
        return ID.sub(lambda match: self.ids.get(match[0], match[0]), text) if "-" in text else text

    def _text(self, name: str, text: str) -> str:
        row, _slash, column = name.rpartition("/")
        changed = self.changes.texts.get(column) if row == self.own else None
        return changed(text) if changed else self._renamed(text)

    def _chain(self, batch: Batch) -> None:
        previous = genesis(self.deployment, self.pk)
        last = self.original.events[-1][0]
        for event, body, texts in self.original.events:
            new_texts = {
                (name := self._renamed(old)): (os.urandom(SALT_BYTES), self._text(name, text))
                for old, text in texts.items()
            }
            copy = self._event(event, self._body(body, new_texts), previous)
            batch.add(Event, copy)
            previous = copy["hash"]
            batch.texts[self.pk, event.seq] = new_texts
        head = {"head_seq": last.seq, "head_hash": previous, "last_at": last.at}
        batch.add(Chain, {"id": self.pk, "kind": self.original.kind} | head)

    def _body(self, old: str, texts: dict[str, tuple[bytes, str]]) -> dict[str, Any]:
        body: dict[str, Any] = json.loads(self._renamed(old))
        body["said"] = {name: commitment(salt, text) for name, (salt, text) in texts.items()}
        if "idem" in body:
            body["idem"] = os.urandom(32).hex()
        for row in body["rows"]:
            row["set"] = self._changed(row["t"], row["set"])
        return body

    def _event(self, old: Event, body: dict[str, Any], previous: bytes) -> dict[str, Any]:
        data = canonical(body)
        digest = link(previous, data)
        return {
            "chain_id": self.pk, "seq": old.seq, "verb": old.verb, "at": old.at, "person": old.person,
            "post": old.post, "idem": body.get("idem"), "body": data, "previous": previous, "hash": digest,
            "signature": sign(settings.SIGNING_KEY_FILE, signed_bytes(digest)),
        }  # fmt: skip


def copy_until(
    target: int, originals: list[Original], make: Callable[[Original, int], Copy], copied: int, progress: Progress
) -> int:  # fmt: skip
    """Copy the originals in turn until there are ``target``; return how many events were written."""
    events = 0
    while originals and copied < target:
        batch = Batch()
        for original in originals * (AT_ONCE // len(originals) or 1):
            if copied == target:
                break
            copied += 1
            make(original, copied).add_to(batch)
            events += len(original.events)
        with transaction.atomic():
            batch.insert()
        progress(copied, target)
    return events
