"""How events are chained, signed and committed to (design: docs/journal.md). Pure functions.

Domain tags and lengths go into every hash, so that bytes made for one purpose can never pass for another.
"""

import hashlib
from uuid import UUID

GENESIS_TAG = b"JF/genesis/1\0"
EVENT_TAG = b"JF/event/1\0"
SIGNATURE_TAG = b"JF/sig/1\0"
COMMITMENT_TAG = b"JF/pii/1\0"
REPEAT_TAG = b"JF/idem/1\0"
ALGORITHM = "sha256+ed25519"
VERSION = 1
SALT_BYTES = 32


def genesis(deployment: UUID, subject: UUID) -> bytes:
    """Return the hash before the first event; bound to the subject, so that no history fits another one."""
    return hashlib.sha256(GENESIS_TAG + deployment.bytes + subject.bytes).digest()


def link(previous: bytes, body: bytes) -> bytes:
    """Return the hash of an event: SHA-256 over tag, length and previous hash, length and body."""
    return hashlib.sha256(EVENT_TAG + _with_length(previous) + _with_length(body)).digest()


def signed_bytes(event_hash: bytes) -> bytes:
    """Return what the application's key signs for an event."""
    return SIGNATURE_TAG + event_hash


def commitment(salt: bytes, wording: str) -> str:
    """Return the hexadecimal commitment to a text; with salt and text gone nothing can be learned from it."""
    return hashlib.sha256(COMMITMENT_TAG + salt + wording.encode()).hexdigest()


def repeat_key(actor: str, verb: str, key: str) -> str:
    """Return what is kept of a key against repetition: bound to who acts and what is done, never the key itself.

    So the same key used by somebody else, or for another verb, is another key.
    """
    parts = (actor.encode(), verb.encode(), key.encode())
    return hashlib.sha256(REPEAT_TAG + b"".join(map(_with_length, parts))).hexdigest()


def _with_length(part: bytes) -> bytes:
    return len(part).to_bytes(4, "big") + part
