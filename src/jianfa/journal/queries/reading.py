"""Reads of the journal: whether a chain is whole, in words. Damaged data are read as far as they can be."""

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cache
from itertools import islice
from operator import attrgetter
from typing import Any, TypeVar
from uuid import UUID

from django.conf import settings
from django.db import DatabaseError, connection, models
from django.db.models import F
from django.db.models.expressions import Combinable
from django.db.models.functions import Cast
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from jianfa.journal.models import Chain, Deployment, Event, Journalled, PublicKey, Wording
from jianfa.journal.replay import Chained, Finding, Stored, Walk, as_text, plain, vouched_for
from jianfa.kit.signing import NoSigningKey, key_id, public_key

EVENTS_AT_ONCE = 1000
DAMAGE = (DatabaseError, ValueError, TypeError, OverflowError, AttributeError, KeyError, RecursionError)
"""What reading a damaged row may raise; it becomes a finding."""
STORED = ("seq", "verb", "at", "person", "post", "idem", "body", "previous", "hash", "signature")
UNREADABLE = Stored(*(None for name in STORED))
Wordings = dict[str, tuple[Any, Any]]
Key = TypeVar("Key")
Item = TypeVar("Item")


def check_chain(subject_id: UUID) -> list[Finding]:
    """Verify one subject's chain: bytes, links, signatures, commitments and head. Empty means whole.

    What the rows of other rooms say is compared with it by `jianfa verify`, not here.
    """
    chain = next(chains_of([subject_id]), None)
    if chain is None:
        return [Finding("P-head", "", str(subject_id))]
    walk = Walk(chain, deployment_id(), trusted_keys())
    for _chain, event, wordings in events_of([subject_id]):
        body = walk.step(event)
        if body is not None:
            walk.check_wordings(body, body["seq"], wordings)
    walk.finish()
    return walk.findings


def chains_of(subjects: Sequence[UUID]) -> Iterator[Chained]:
    """Yield the heads of these chains, those of campaigns before those of their problems."""
    columns = {f"{name}_": as_read(Chain, name) for name in ("kind", "head_seq", "head_hash", "last_at")}
    for row in Chain.objects.filter(pk__in=subjects).order_by("kind", "pk").annotate(**columns).values("pk", *columns):
        last_at = as_plain(Chain, "last_at")(row["last_at_"])
        yield Chained(row["kind_"], row["pk"], row["head_seq_"], row["head_hash_"], last_at)


def events_of(chains: Sequence[UUID]) -> Iterator[tuple[UUID, Stored, Wordings]]:
    """Yield the events of these chains in order, each with its texts, in constant memory."""
    rows = _event_rows(chains)
    while chunk := list(islice(rows, EVENTS_AT_ONCE)):
        texts = dict(in_halves([pk for _chain, pk, _event in chunk], _wordings, lambda pk: (pk, {"?": (None, None)})))
        for chain, pk, event in chunk:
            yield chain, event, texts.get(pk, {})


def _event_rows(chains: Sequence[UUID]) -> Iterator[tuple[UUID, int, Stored]]:
    events = Event.objects.filter(chain__in=chains).order_by("chain", "seq")
    columns = {f"{name}_": as_read(Event, name) for name in STORED}
    wanted = events.annotate(**columns).values_list("chain", "pk", *columns)
    done = 0
    try:
        for chain, pk, *values in wanted.iterator(chunk_size=EVENTS_AT_ONCE):
            yield chain, pk, _stored(values)
            done += 1
    except DAMAGE:  # one of the rows cannot be read: go on row by row
        for chain, pk in list(events.values_list("chain", "pk"))[done:]:
            yield chain, pk, in_halves([pk], lambda keys: _read_events(wanted, keys), lambda key: UNREADABLE)[0]


def _read_events(wanted: "models.QuerySet[Event, Any]", keys: Sequence[int]) -> list[Stored]:
    return [_stored(values) for _chain, _pk, *values in wanted.filter(pk__in=keys)]


def _stored(values: Iterable[Any]) -> Stored:
    return Stored(*(read(value) for read, value in zip(_readers(), values, strict=True)))


@cache
def _readers() -> tuple[Callable[[Any], Any], ...]:
    return tuple(as_plain(Event, name) for name in STORED)


def _wordings(events: Sequence[int]) -> list[tuple[int, Wordings]]:
    found: dict[int, Wordings] = {}
    rows = Wording.objects.filter(event__in=events).values_list("event", "name", "salt", "text")
    for event, name, salt, text in rows:
        found.setdefault(event, {})[name] = (salt, text)
    return list(found.items())


def in_halves(
    keys: Sequence[Key], read: Callable[[Sequence[Key]], list[Item]], give_up: Callable[[Key], Item]
) -> list[Item]:
    """Read many at once; where that fails, halve until only what is damaged is left."""
    try:
        return read(keys)
    except DAMAGE:
        if len(keys) == 1:
            return [give_up(keys[0])]
    middle = len(keys) // 2
    return in_halves(keys[:middle], read, give_up) + in_halves(keys[middle:], read, give_up)


# SQLite keeps whatever it is given in any column, and Django reads an unparsable day as none. So days, times and
# ids are read as the text they are there.

TEXTUAL = (models.UUIDField, models.DateField, models.DateTimeField, models.JSONField)
SHORT_ID = re.compile(r"[0-9a-f]{32}")
MOMENT = re.compile(r"(\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d)(\.\d{6})?")


def as_read(model: type[models.Model], path: str) -> Combinable:
    """Return what to select so that a damaged column shows what it holds."""
    if connection.vendor == "sqlite" and isinstance(_target(model, path), TEXTUAL):
        return Cast(F(path), models.TextField())
    return F(path)


def as_plain(model: type[models.Model], path: str) -> Callable[[Any], Any]:
    """Return what turns a value that ``as_read`` gave into the journal's form; ask once for each column."""
    return _reader(connection.vendor, model, path)


@cache
def _reader(vendor: str, model: type[models.Model], path: str) -> Callable[[Any], Any]:
    field = _target(model, path)
    readers: tuple[tuple[Any, Callable[[Any], Any]], ...] = (
        (models.JSONField, _json), (models.DateTimeField, _moment), (models.UUIDField, _id), (models.DateField, str),
    )  # fmt: skip
    of_text = next((reader for kind, reader in readers if vendor == "sqlite" and isinstance(field, kind)), None)

    def read(value: Any) -> Any:
        if of_text is not None and isinstance(value, str):
            return of_text(value)
        return value if value is None or isinstance(value, str | int | bytes | memoryview) else plain(value)

    return read


def _moment(text: str) -> str:
    found = MOMENT.fullmatch(text)
    return f"{found[1]}T{found[2]}{found[3] or '.000000'}Z" if found else text


def _id(text: str) -> str:
    if not SHORT_ID.fullmatch(text):
        return text
    return f"{text[:8]}-{text[8:12]}-{text[12:16]}-{text[16:20]}-{text[20:]}"


def _json(text: str) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return text


def _target(model: type[models.Model], path: str) -> Any:
    """Return the field at the end of a path of relations, as the one it refers to."""
    field: Any = None
    for name in path.split("__"):
        field = model._meta.pk if name == "pk" else model._meta.get_field(name)
        while field.is_relation:
            model, field = field.related_model, field.target_field
    return field


# Keys


def deployment_id() -> UUID:
    """Return the id of this installation."""
    found = Deployment.objects.values_list("id", flat=True).first()
    if found is None:
        raise RuntimeError("The database has no deployment id; run 'jianfa init'.")
    return found


def trusted_keys(anchor: bytes | None = None) -> Mapping[str, bytes]:
    """Return key id → public key: ``anchor`` (default: today's key file) and the keys it vouches for.

    Whoever can write the database can put a key into its table; but not into an event signed by a trusted key.
    Without any key outside the database the table has to be believed; see ``has_own_key``.
    """
    if anchor is None:
        if not has_own_key():
            return {row.id: bytes(row.key) for row in PublicKey.objects.all()}
        anchor = public_key(settings.SIGNING_KEY_FILE)
    keys = {key_id(anchor): anchor}
    for _chain, event, _texts in reversed(list(events_of([deployment_id()]))):
        keys |= vouched_for(event, keys)  # the newest first: each key vouches for those before it
    return keys


def has_own_key() -> bool:
    """Say whether the key file can be read, so that keys need not be taken from the database."""
    try:
        public_key(settings.SIGNING_KEY_FILE)
    except NoSigningKey:
        return False
    return True


SENTENCES: dict[str, Promise] = {
    "E-noncanonical": gettext_lazy("the event's bytes are damaged"),
    "E-seq": gettext_lazy("an event is missing, doubled or out of order"),
    "E-link": gettext_lazy("the event was changed after it was written"),
    "E-genesis": gettext_lazy("the chain does not begin where this subject's chain must"),
    "E-subject": gettext_lazy("the event belongs to another chain"),
    "E-time": gettext_lazy("the event is earlier than the one before it"),
    "E-wording": gettext_lazy("a text is not the one that was written"),
    "M-sig": gettext_lazy("the signature does not fit"),
    "P-event": gettext_lazy("a column of the event does not repeat its content"),
    "P-head": gettext_lazy("the head of the chain is not its last event"),
}


def sentence(finding: Finding, more: Mapping[str, Promise] | None = None) -> str:
    """Return a finding in words: what is wrong, where, and both sides. ``more``: sentences of further codes."""
    words = str({**SENTENCES, **(more or {})}.get(finding.code, finding.code))
    if finding.place:
        words = _("%(place)s: %(words)s") % {"words": words, "place": finding.place}
    if finding.journal is not None:
        words += _("; the journal says %(value)s") % {"value": finding.journal}
    if finding.found is not None:
        words += _("; found was %(value)s") % {"value": finding.found}
    return words


# What an event says of a row --------------------------------------------------------------------------------


def named(row: Journalled) -> set[str]:
    """Return the columns that stand in events, as they are or as commitments."""
    return set(row.journal_fields) | set(row.journal_texts)


def told_row(row: Journalled, values: Mapping[str, Any], wordings: dict[str, str], *, is_new: bool) -> dict[str, Any]:
    """Return what an event says of a row; its texts are added to ``wordings``."""
    label = row._meta.label_lower
    for name in row.journal_texts:
        if name in values:
            wordings[f"{label}/{row.pk}/{name}"] = as_text(values[name])
    return {
        "t": label,
        "id": str(row.pk),
        "new": is_new,
        "set": {name: plain(_as_stored(row, name, values[name])) for name in row.journal_fields if name in values},
    }


def told_new(row: Journalled, wordings: dict[str, str]) -> dict[str, Any]:
    """Return what ``told_row`` says of a new row with all its values; for imports, with tens of thousands of rows."""
    label, key = row._meta.label_lower, str(row.pk)
    for name in row.journal_texts:
        wordings[f"{label}/{key}/{name}"] = as_text(getattr(row, name))
    return {"t": label, "id": key, "new": True, "set": {name: read(row) for name, read in _json_readers(type(row))}}


@cache
def _json_readers(model: type[Journalled]) -> tuple[tuple[str, Callable[[Journalled], Any]], ...]:
    """Return for each journalled column what gives a row's value of it in the form of JSON."""
    return tuple((name, _json_reader(model._meta.get_field(name))) for name in model.journal_fields)


def _json_reader(field: Any) -> Callable[[Journalled], Any]:
    read, as_it_is = attrgetter(field.attname), _AS_THEY_ARE.get(field.get_internal_type())

    def value(row: Journalled) -> Any:
        found = read(row)
        return found if found is None or type(found) is as_it_is else plain(field.to_python(found))

    return value


_AS_THEY_ARE: dict[str, type] = {"CharField": str, "TextField": str, "BooleanField": bool} | dict.fromkeys(
    ("IntegerField", "PositiveIntegerField", "PositiveSmallIntegerField", "SmallIntegerField"), int
)
"""Kinds of columns whose values are JSON already, when they have this type."""


def _as_stored(row: Journalled, name: str, value: Any) -> Any:
    """Return the value as the database will have it: a relation as the id it points to, a typed day as a day."""
    if isinstance(value, models.Model):
        return value.pk
    field = row._meta.get_field(name)
    assert isinstance(field, models.Field)
    return field.to_python(value)
