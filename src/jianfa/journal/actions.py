"""The one way to write: rows and their event, together or not at all."""

import os
from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import IntegrityError, models, transaction
from django.utils.translation import gettext_lazy as _

from jianfa.journal.models import Actor, Chain, Change, Changes, Deployment, Event, Journalled, PublicKey, Subject, Wording
from jianfa.journal.replay import plain
from jianfa.journal.rules import ALGORITHM, SALT_BYTES, commitment, genesis, link, signed_bytes
from jianfa.kit.canonical import canonical
from jianfa.kit.signing import key_id, public_key, sign

VERSION = 1


class Stale(Exception):
    """Somebody else was faster: the row no longer has the values the action was decided on."""

    sentence = _("Somebody changed this in the meantime. Please look at it again before you act.")

    def __str__(self) -> str:
        return str(self.sentence)


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

    ``said`` are typed texts that belong to the event itself (a reason), ``facts`` further plain values.
    Raises Stale when a guard no longer holds. A repeated ``idem`` returns the first event and writes nothing.
    """
    with transaction.atomic():
        if idem is not None and (earlier := Event.objects.filter(idem=idem).first()):
            return earlier
        chain = _lock(subject, at)
        at = max(at, chain.last_at)
        wordings: dict[str, str] = dict(said or {})
        rows = [_apply(change, wordings) for change in changes]
        salts = {name: os.urandom(SALT_BYTES) for name in wordings}
        body = {
            "v": VERSION, "alg": ALGORITHM, "kid": key_id(public_key(settings.SIGNING_KEY_FILE)), "dep": str(_deployment()),
            "kind": subject[0], "sid": str(subject[1]), "seq": chain.head_seq + 1, "verb": verb,
            "at": plain(at), "actor": actor.journal_actor(), "rows": rows, "facts": plain(dict(facts or {})),
            "said": {name: commitment(salts[name], text) for name, text in wordings.items()},
        }  # fmt: skip
        if idem is not None:
            body["idem"] = idem
        event = _append(chain, body, at)
        Wording.objects.bulk_create(
            [Wording(event=event, name=name, salt=salts[name], text=text) for name, text in wordings.items()]
        )
        return event


def remember_key() -> None:
    """Keep the public half of the signing key for those who verify later."""
    public = public_key(settings.SIGNING_KEY_FILE)
    PublicKey.objects.get_or_create(id=key_id(public), defaults={"key": public})


def _deployment() -> UUID:
    found = Deployment.objects.values_list("id", flat=True).first()
    if found is None:
        raise RuntimeError("The database has no deployment id; run 'jianfa init'.")
    return found


def _lock(subject: Subject, at: datetime) -> Chain:
    """Return the subject's chain, locked where the database can; its head is compared again on append."""
    kind, subject_id = subject
    chain = Chain.objects.select_for_update(no_key=True).filter(pk=subject_id).first()
    if chain is not None:
        return chain
    try:
        with transaction.atomic():
            return Chain.objects.create(
                id=subject_id, kind=kind, head_hash=genesis(_deployment(), subject_id), last_at=at
            )
    except IntegrityError as error:
        raise Stale from error


def _apply(change: Change, wordings: dict[str, str]) -> dict[str, Any]:
    """Write one row and return what the event says of it; its texts are added to ``wordings``."""
    row = change.row
    label = row._meta.label_lower
    named = set(row.journal_fields) | set(row.journal_texts)
    if unknown := set(change.values) - named - set(row.journal_silent):
        raise TypeError(f"{label} does not journal {', '.join(sorted(unknown))}")
    values = dict(change.values)
    is_new = row._state.adding
    if is_new:
        for name, value in values.items():
            setattr(row, name, value)
        row.save(force_insert=True)
        values = {name: getattr(row, name) for name in named}
    elif values or change.guard:
        manager = type(row)._default_manager
        if not manager.filter(pk=row.pk, **change.guard).update(**(values or change.guard)):
            raise Stale
        for name, value in values.items():
            setattr(row, name, value)
    for name in row.journal_texts:
        if name in values:
            wordings[f"{label}/{row.pk}/{name}"] = str(values[name] or "")
    return {
        "t": label,
        "id": str(row.pk),
        "new": is_new,
        "set": {name: plain(_column(row, name, values[name])) for name in row.journal_fields if name in values},
    }


def _column(row: Journalled, name: str, value: Any) -> Any:
    """A relation is written as the id it points to."""
    return value.pk if isinstance(value, models.Model) else value


def _append(chain: Chain, body: dict[str, Any], at: datetime) -> Event:
    data = canonical(body)
    previous = bytes(chain.head_hash)
    digest = link(previous, data)
    seq = chain.head_seq + 1
    actor = body["actor"]
    try:
        with transaction.atomic():
            event = Event.objects.create(
                chain=chain, seq=seq, verb=body["verb"], at=at, idem=body.get("idem"), body=data,
                person=actor.get("person"), post=actor.get("post"),
                previous=previous, hash=digest, signature=sign(settings.SIGNING_KEY_FILE, signed_bytes(digest)),
            )  # fmt: skip
    except IntegrityError as error:
        raise Stale from error
    moved = Chain.objects.filter(pk=chain.pk, head_seq=chain.head_seq).update(
        head_seq=seq, head_hash=digest, last_at=at
    )
    if not moved:
        raise Stale
    return event
