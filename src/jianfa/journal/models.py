"""One chain of events per subject, append-only, and the wordings the events commit to."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from operator import attrgetter
from typing import Any, ClassVar, Protocol
from uuid import UUID, uuid4

from django.db import DEFAULT_DB_ALIAS, connection, connections, models

GENERAL, SENSITIVE = "general", "sensitive"


class Actor(Protocol):
    """Whoever acts: a post of a person, or the timer."""

    def journal_actor(self) -> dict[str, str]:
        """Return opaque ids only (person, post, unit, role); names never enter the journal's bytes."""
        ...


class Journalled(models.Model):
    """A row whose columns are projections of the journal.

    ``journal_fields`` are written as they are, ``journal_texts`` only as salted commitments (typed text,
    names), ``journal_silent`` are left out, each for the reason given beside it. A test holds the three complete.
    ``journal_owner`` is the way from the row to the id of the subject in whose chain it is written.
    """

    journal_fields: ClassVar[tuple[str, ...]] = ()
    journal_texts: ClassVar[tuple[str, ...]] = ()
    journal_silent: ClassVar[dict[str, str]] = {}
    journal_owner: ClassVar[str] = "pk"

    class Meta:
        abstract = True


class Deployment(models.Model):
    """This installation; its id is part of every chain's first hash."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)


class PublicKey(models.Model):
    """A public key events were signed with; kept for ever. The private half is never in the database."""

    id = models.CharField(primary_key=True, max_length=16)
    key = models.BinaryField(max_length=32)


class Chain(models.Model):
    """The head of one subject's history."""

    id = models.UUIDField(primary_key=True)
    kind = models.CharField(max_length=20)
    head_seq = models.PositiveIntegerField(default=0)
    head_hash = models.BinaryField(max_length=32)
    last_at = models.DateTimeField()

    class Meta:
        indexes = (models.Index(fields=["kind", "last_at"], name="chain_kind_last"),)


class Event(models.Model):
    """What was done, verbatim; columns other than ``body`` repeat parts of it for queries."""

    id = models.BigAutoField(primary_key=True)
    chain = models.ForeignKey(Chain, models.PROTECT, related_name="events")
    seq = models.PositiveIntegerField()
    verb = models.CharField(max_length=40)
    at = models.DateTimeField()
    person = models.UUIDField(null=True)
    post = models.UUIDField(null=True)
    idem = models.CharField(max_length=80, null=True, unique=True)  # NULL = none given; many may have none
    body = models.BinaryField()
    previous = models.BinaryField(max_length=32)
    hash = models.BinaryField(max_length=32)
    signature = models.BinaryField(max_length=64)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["chain", "seq"], name="event_chain_seq"),)
        indexes = (
            models.Index(fields=["chain", "-seq"], name="event_newest"),
            models.Index(fields=["verb", "at"], name="event_verb_at"),
        )

    def __str__(self) -> str:
        return f"{self.chain_id} #{self.seq} {self.verb}"


class Wording(models.Model):
    """A text an event commits to. May be erased: the chain still verifies, the text is gone."""

    event = models.ForeignKey(Event, models.PROTECT, related_name="wordings")
    name = models.CharField(max_length=120)
    salt = models.BinaryField(max_length=32)
    text = models.TextField(blank=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["event", "name"], name="wording_event_name"),)


class Checkpoint(models.Model):
    """One signed note over the heads of all chains at one moment; what is exported outside."""

    n = models.PositiveIntegerField(primary_key=True)
    note = models.TextField()
    """Verbatim, as it was signed; the other columns repeat parts of it for queries."""
    root = models.BinaryField(max_length=32)
    size = models.PositiveIntegerField()
    events = models.PositiveBigIntegerField()
    hash = models.BinaryField(max_length=32)
    previous = models.BinaryField(max_length=32)
    at = models.DateTimeField()
    key = models.CharField(max_length=16)

    def __str__(self) -> str:
        return str(self.n)

    @property
    def hash_in_fours(self) -> str:
        """The hash as people compare it: sixteen groups of four digits."""
        digits = bytes(self.hash).hex()
        return " ".join(digits[place : place + 4] for place in range(0, len(digits), 4))


class CheckpointLeaf(models.Model):
    """A head that a checkpoint was the first to cover, with its place and path in that checkpoint's tree.

    Heads that had not moved since are leaves of the tree too, and stand here under an earlier checkpoint. ``chain``
    is no foreign key: the leaf must outlive a chain that somebody makes disappear.
    """

    checkpoint = models.ForeignKey(Checkpoint, models.PROTECT, related_name="leaves")
    chain = models.UUIDField()
    seq = models.PositiveIntegerField()
    head_hash = models.BinaryField(max_length=32)
    position = models.PositiveIntegerField()
    path = models.BinaryField()
    """Inclusion path, 32 bytes for each step from the bottom up."""

    class Meta:
        constraints = (models.UniqueConstraint(fields=["chain", "seq"], name="leaf_head"),)


class Discrepancy(Journalled):
    """What one verification found that no earlier one had; write-off is closed until the auditor has answered it."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    found_at = models.DateTimeField()
    count = models.PositiveIntegerField()
    entries = models.JSONField()
    """Of each finding code, kind and id of the chain, event, place; never a value, which could be a text."""
    corrected_at = models.DateTimeField(null=True)
    corrected_by = models.UUIDField(null=True)
    document_no = models.CharField(max_length=80, blank=True)
    reason = models.TextField(blank=True)

    journal_fields = ("found_at", "count", "entries", "corrected_at", "corrected_by", "document_no")
    journal_texts = ("reason",)

    class Meta:
        ordering = ("-found_at",)
        indexes = (models.Index(fields=["found_at"], condition=models.Q(corrected_at=None), name="discrepancy_open"),)

    def __str__(self) -> str:
        return str(self.pk)

    @property
    def subject(self) -> "Subject":
        return ("discrepancy", self.pk)


class Change:
    """New values for one journalled row; ``guard`` are old values that must still hold (compare-and-set)."""

    def __init__(self, row: Journalled, /, guard: dict[str, Any] | None = None, **values: Any) -> None:
        self.row = row
        self.guard = guard or {}
        self.values = values


Changes = Sequence[Change]
Subject = tuple[str, UUID]
"""Kind and id of what a chain is about: ("problem", id)."""


@dataclass(frozen=True)
class NewSubject:
    """A subject that begins now: its rows in the order in which they depend on one another."""

    subject: Subject
    rows: Sequence[Journalled]
    said: Mapping[str, str] = field(default_factory=dict)
    facts: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Beginnings:
    """First events of many subjects, made ready outside a transaction: signed, every row as a statement's values."""

    events: list[Event]
    texts: list[dict[str, tuple[bytes, str]]]
    inserts: list[tuple[str, list[tuple[Any, ...]]]]


Insertion = tuple[str, list[tuple[Any, ...]]]
"""One INSERT and the values of each row."""


def insertion(objects: Sequence[models.Model]) -> Insertion:
    """Return what inserts these rows of one model, ready before a transaction begins.

    bulk_create prepares its values inside; for the hundred thousand rows of a large import everybody else would
    wait for that (docs/performance.md). Keys the database gives are left to it and not read back.
    """
    meta = type(objects[0])._meta
    fields = [field for field in meta.concrete_fields if not isinstance(field, models.AutoField)]
    database = connections[DEFAULT_DB_ALIAS]  # looked up once: the short name for it looks it up every time
    quote = database.ops.quote_name
    names = ", ".join(quote(str(field.column)) for field in fields)
    marks = ", ".join(["%s"] * len(fields))
    sql = f"INSERT INTO {quote(meta.db_table)} ({names}) VALUES ({marks})"  # noqa: S608 - names of our own models
    prepare = [_prepared(field, database) for field in fields]
    return sql, [tuple(value(row) for value in prepare) for row in objects]


AS_THEY_ARE = (models.CharField, models.TextField, models.IntegerField, models.BooleanField)
"""Kinds of columns whose values go into the database as they are."""


def _prepared(field: "models.Field[Any, Any]", database: Any) -> Callable[[models.Model], Any]:
    """Return what gives a row's value of this column as the database wants it."""
    read = attrgetter(field.attname)
    if isinstance(field, AS_THEY_ARE):
        return read
    if isinstance(field.target_field if isinstance(field, models.ForeignKey) else field, models.UUIDField):
        is_native = database.features.has_native_uuid_field
        return lambda row: (
            (key if is_native else key.hex)
            if isinstance(key := read(row), UUID)
            else field.get_db_prep_save(key, database)
        )
    return lambda row: field.get_db_prep_save(field.pre_save(row, add=True), database)


def insert_all(insertions: Iterable[Insertion]) -> None:
    """Write prepared rows, in the order in which they depend on one another."""
    with connection.cursor() as cursor:
        for sql, rows in insertions:
            cursor.executemany(sql, rows)
