"""The one way to write: rows and their event, together or not at all."""

import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import IntegrityError, models, transaction
from django.db.models import Exists
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from jianfa.journal.models import (
    Actor,
    Beginnings,
    Chain,
    Change,
    Changes,
    Deployment,
    Event,
    Journalled,
    NewSubject,
    PublicKey,
    Subject,
    Wording,
    insert_all,
    insertion,
)
from jianfa.journal.queries.reading import named, told_new, told_row
from jianfa.journal.replay import plain
from jianfa.journal.rules import (
    ALGORITHM,
    SALT_BYTES,
    VERSION,
    commitment,
    genesis,
    link,
    repeat_key,
    signed_bytes,
)
from jianfa.kit.canonical import canonical
from jianfa.kit.signing import NoSigningKey, key_id, public_key, sign

WRITTEN_AT_ONCE = 500
KEYS = "keys"
"""Kind of the chain in which keys are announced; its subject is the deployment."""


class Stale(Exception):
    """Somebody else was faster: the row no longer has the values the action was decided on."""

    sentence = _("Somebody changed this in the meantime. Please look at it again before you act.")

    def __str__(self) -> str:
        return str(self.sentence)


class Repeated(Exception):
    """The request had been carried out before; nothing was written now. ``event`` is what it wrote then."""

    def __init__(self, event: Event) -> None:
        self.event = event
        super().__init__(f"already done: {event}")


_token: ContextVar[str | None] = ContextVar("_token", default=None)


@contextmanager
def once(token: str | None) -> Iterator[None]:
    """Let the first event written inside carry the token of a request, so that sending it twice writes once.

    The token must name the person and what the request is for (DESIGN §5: bound to actor and route). Raises
    Repeated when an event carries the token already, also when a simultaneous request was faster.
    """
    if token is None:
        yield
        return
    idem = repeat_key("request", "", token)
    if earlier := Event.objects.filter(idem=idem).first():
        raise Repeated(earlier)
    outer = _token.set(idem)
    try:
        yield
    except Exception as error:
        if earlier := Event.objects.filter(idem=idem).first():
            raise Repeated(earlier) from error
        raise
    finally:
        _token.reset(outer)


def carried_out(token: str) -> Event | None:
    """Return the event of the request with this token, if it was carried out before."""
    return Event.objects.filter(idem=repeat_key("request", "", token)).first()


def write(
    subject: Subject,
    verb: str,
    *,
    actor: Actor,
    at: datetime,
    changes: Changes = (),
    said: Mapping[str, str] | None = None,
    facts: Mapping[str, Any] | None = None,
    idem: str | None = None,
) -> Event:
    """Write rows and the event that says so, in one transaction.

    ``said`` are typed texts that belong to the event itself (a reason), ``facts`` further plain values: ids,
    numbers, days, never names or sentences. Raises Stale when a guard no longer holds or somebody else wrote the
    same row first; then nothing is written and the rows in memory are as before. A repeated ``idem`` of the same
    person and verb returns the first event and writes nothing.
    """
    try:
        with transaction.atomic():
            deployment, kid = _signer()
            chain = _lock(subject, at, deployment)
            if idem is not None and (earlier := repeated(verb, actor, idem)):
                return earlier
            wordings: dict[str, str] = dict(said or {})
            rows = [_apply(change, wordings) for change in changes]
            salts = {name: os.urandom(SALT_BYTES) for name in wordings}
            moment = max(at, chain.last_at)
            body = {
                **_body(subject, chain.head_seq + 1, verb, actor=actor, at=moment, rows=rows, facts=facts),
                "dep": str(deployment), "kid": kid,
                "said": {name: commitment(salts[name], text) for name, text in wordings.items()},
            }  # fmt: skip
            if moment != at:
                body["skew"] = plain(at)  # the clock went back; the chain never does
            if mark := _repeat_key(verb, actor, idem) if idem is not None else _token.get():
                body["idem"] = mark
                _token.set(None)  # the first event of a request carries its token
            event = _append(chain, body, moment)
            Wording.objects.bulk_create(
                [Wording(event=event, name=name, salt=salts[name], text=text) for name, text in wordings.items()]
            )
    except IntegrityError as error:
        if _is_taken(error):
            raise Stale from error
        raise
    for change in changes:  # only now: a refused write leaves no trace in memory either
        for name, value in change.values.items():
            setattr(change.row, name, value)
    return event


def repeated(verb: str, by: Actor, key: str) -> Event | None:
    """Return the event that this person wrote with this verb and this key before, if there is one."""
    return Event.objects.filter(idem=_repeat_key(verb, by, key)).first()


def _repeat_key(verb: str, actor: Actor, key: str) -> str:
    who = actor.journal_actor()
    return repeat_key(who.get("person") or who["system"], verb, key)


def _is_taken(error: IntegrityError) -> bool:
    """Say whether somebody else's row stands where ours should: a lost race, not a broken rule."""
    cause = error.__cause__
    return (
        getattr(cause, "sqlstate", None) == "23505"
        or getattr(cause, "sqlite_errorname", None) in {"SQLITE_CONSTRAINT_UNIQUE", "SQLITE_CONSTRAINT_PRIMARYKEY"}
        or "journal: " in str(cause)
    )


def prepare_new(entries: Sequence[NewSubject], verb: str, *, actor: Actor, at: datetime) -> Beginnings:
    """Make the first event of many new subjects ready: what ``write`` would write, to be written at one go."""
    signer = _signer()
    rows: dict[type[models.Model], list[models.Model]] = {}
    chains: list[models.Model] = []
    events, texts = [], []
    for entry in entries:
        said = dict(entry.said)
        told = []
        for row in entry.rows:
            rows.setdefault(type(row), []).append(row)
            told.append(told_new(row, said))
        body = _body(entry.subject, 1, verb, actor=actor, at=at, rows=told, facts=entry.facts)
        kind, subject_id = entry.subject
        event, salted = _sealed(body, said, at, signer, previous=genesis(signer[0], subject_id))
        chains.append(Chain(id=subject_id, kind=kind, head_seq=1, head_hash=event.hash, last_at=at))
        event.chain_id = subject_id
        events.append(event)
        texts.append(salted)
    tables: list[Sequence[models.Model]] = [*rows.values(), chains, events]
    return Beginnings(events, texts, [insertion(objects) for objects in tables if objects])


def write_prepared(ready: Beginnings) -> list[Event]:
    """Write what was made ready, in few statements; for imports, where thousands of subjects begin at once."""
    try:
        with transaction.atomic():
            insert_all(ready.inserts)
            _read_ids(ready.events)
            _write_texts(ready.events, ready.texts)
    except IntegrityError as error:
        if _is_taken(error):
            raise Stale from error
        raise
    return ready.events


def _read_ids(events: Sequence[Event]) -> None:
    """Give first events of their chains the ids the database gave them."""
    for start in range(0, len(events), WRITTEN_AT_ONCE):
        some = {event.chain_id: event for event in events[start : start + WRITTEN_AT_ONCE]}
        for pk, chain in Event.objects.filter(chain__in=some, seq=1).values_list("pk", "chain"):
            some[chain].pk = pk


def write_same(
    rows: Sequence[Journalled], verb: str, *, actor: Actor, at: datetime, guard: Mapping[str, Any],
    said: Mapping[str, str] | None = None, facts: Mapping[str, Any] | None = None, **values: Any,
) -> list[Event]:  # fmt: skip
    """Make the same change to many rows, each the subject of its own chain: what ``write`` would write for each.

    For the undoing of an import. Raises Stale, and writes nothing, when the guard does not hold for one of them.
    """
    by_chain: dict[UUID, Any] = {row.subject[1]: row for row in rows}  # type: ignore[attr-defined]
    model, keys = type(rows[0]), list(by_chain)
    events, texts, heads = [], [], []
    with transaction.atomic():
        signer = _signer()
        for start in range(0, len(keys), WRITTEN_AT_ONCE):
            some = keys[start : start + WRITTEN_AT_ONCE]
            pks = [by_chain[key].pk for key in some]
            if model._default_manager.filter(pk__in=pks, **guard).update(**values) != len(pks):
                raise Stale
            for chain in Chain.objects.select_for_update(no_key=True).filter(pk__in=some):
                row, added, moment = by_chain[chain.pk], dict(said or {}), max(at, chain.last_at)
                told = [told_row(row, values, added, is_new=False)]
                body = _body(row.subject, chain.head_seq + 1, verb, actor=actor, at=moment, rows=told, facts=facts)
                event, salted = _sealed(body, added, moment, signer, previous=bytes(chain.head_hash))
                event.chain = chain
                chain.head_seq, chain.head_hash, chain.last_at = event.seq, event.hash, moment
                events.append(event)
                texts.append(salted)
                heads.append(chain)
        Event.objects.bulk_create(events, batch_size=WRITTEN_AT_ONCE)
        _write_texts(events, texts)
        Chain.objects.bulk_update(heads, ["head_seq", "head_hash", "last_at"], batch_size=WRITTEN_AT_ONCE)
    for row in rows:
        for name, value in values.items():
            setattr(row, name, value)
    return events


def _sealed(
    body: dict[str, Any], said: Mapping[str, str], at: datetime, signer: tuple[UUID, str], *, previous: bytes
) -> tuple[Event, dict[str, tuple[bytes, str]]]:
    """Return a body's event, signed, and the salted texts it commits to."""
    salted = {name: (os.urandom(SALT_BYTES), text) for name, text in said.items()}
    commitments = {name: commitment(*pair) for name, pair in salted.items()}
    signed = body | {"dep": str(signer[0]), "kid": signer[1], "said": commitments}
    return _event(signed, at, previous=previous), salted


def _write_texts(events: Sequence[Event], texts: Sequence[Mapping[str, tuple[bytes, str]]]) -> None:
    sql, _none = insertion([Wording(event_id=0, name="", salt=b"", text="")])
    values = [
        (event.pk, name, salt, text)
        for event, salted in zip(events, texts, strict=True)
        for name, (salt, text) in salted.items()
    ]
    insert_all([(sql, values)])


def _body(
    subject: Subject, seq: int, verb: str, *, actor: Actor, at: datetime, rows: list[dict[str, Any]],
    facts: Mapping[str, Any] | None,
) -> dict[str, Any]:  # fmt: skip
    """Return an event's content but for what it commits to and who signs."""
    return {
        "v": VERSION, "alg": ALGORITHM, "kind": subject[0], "sid": str(subject[1]), "seq": seq, "verb": verb,
        "at": plain(at), "actor": actor.journal_actor(), "rows": rows, "facts": plain(dict(facts or {})),
    }  # fmt: skip


def remember_key() -> None:
    """Keep the public half of the signing key, and say so in the chain of keys, signed with it.

    The new key vouches for the ones before it; so whoever holds today's key file can tell which older keys were
    ours, and a key put into the table by hand is not one of them (docs/journal.md).
    """
    public = public_key(settings.SIGNING_KEY_FILE)
    with transaction.atomic():
        earlier = {row.id: bytes(row.key).hex() for row in PublicKey.objects.all()}
        if key_id(public) in earlier:
            return
        PublicKey.objects.create(id=key_id(public), key=public)
        deployment, kid = _signer()
        write(
            (KEYS, deployment), "use_key", actor=Keeper(), at=timezone.now(),
            facts={"kid": kid, "key": public.hex(), "earlier": earlier},
        )  # fmt: skip


class Keeper:
    """Whoever holds the machine the key file is on."""

    def journal_actor(self) -> dict[str, str]:
        return {"system": "keys"}


def _signer() -> tuple[UUID, str]:
    """Return the deployment's id and the id of the key to sign with; the key must be known for verifying later."""
    kid = key_id(public_key(settings.SIGNING_KEY_FILE))
    is_known = Exists(PublicKey.objects.filter(pk=kid))
    found = Deployment.objects.annotate(is_known=is_known).values_list("id", "is_known").first()
    if found is None:
        raise RuntimeError("The database has no deployment id; run 'jianfa init'.")
    deployment, knows_key = found
    if not knows_key:
        raise NoSigningKey(f"{settings.SIGNING_KEY_FILE}: this key is new here; run 'jianfa init' once")
    return deployment, kid


def _lock(subject: Subject, at: datetime, deployment: UUID) -> Chain:
    """Return the subject's chain, locked where the database can; its head is compared again on append."""
    kind, subject_id = subject
    chain = Chain.objects.select_for_update(no_key=True).filter(pk=subject_id).first()
    if chain is None:
        return Chain.objects.create(id=subject_id, kind=kind, head_hash=genesis(deployment, subject_id), last_at=at)
    if chain.kind != kind:
        raise ValueError(f"{subject_id} is a {chain.kind}, not a {kind}")
    return chain


def _apply(change: Change, wordings: dict[str, str]) -> dict[str, Any]:
    """Write one row and return what the event says of it; its texts are added to ``wordings``."""
    row = change.row
    label = row._meta.label_lower
    known = named(row)
    if unknown := set(change.values) - known - set(row.journal_silent):
        raise TypeError(f"{label} does not journal {', '.join(sorted(unknown))}")
    values = dict(change.values)
    is_new = row._state.adding
    if is_new:
        for name, value in values.items():
            setattr(row, name, value)
        row.save(force_insert=True)
        values = {name: getattr(row, name) for name in known}
    elif values or change.guard:
        manager = type(row)._default_manager
        if not manager.filter(pk=row.pk, **change.guard).update(**(values or change.guard)):
            raise Stale
    return told_row(row, values, wordings, is_new=is_new)


def _event(body: dict[str, Any], at: datetime, *, previous: bytes) -> Event:
    """Return the event of a body, hashed and signed; its chain is set by the caller."""
    data = canonical(body)
    digest = link(previous, data)
    actor = body["actor"]
    return Event(
        seq=body["seq"], verb=body["verb"], at=at, idem=body.get("idem"), body=data, person=actor.get("person"),
        post=actor.get("post"), previous=previous, hash=digest,
        signature=sign(settings.SIGNING_KEY_FILE, signed_bytes(digest)),
    )  # fmt: skip


def _append(chain: Chain, body: dict[str, Any], at: datetime) -> Event:
    event = _event(body, at, previous=bytes(chain.head_hash))
    event.chain = chain
    event.save(force_insert=True)
    moved = Chain.objects.filter(pk=chain.pk, head_seq=chain.head_seq).update(
        head_seq=event.seq, head_hash=event.hash, last_at=at
    )
    if not moved:
        raise Stale
    return event
