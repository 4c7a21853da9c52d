"""How events are chained, signed and committed to (design: docs/journal.md). Pure functions.

Domain tags and lengths go into every hash, so that bytes made for one purpose can never pass for another.
"""

import hashlib
import re
from base64 import b64decode, b64encode
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

GENESIS_TAG = b"JF/genesis/1\0"
EVENT_TAG = b"JF/event/1\0"
SIGNATURE_TAG = b"JF/sig/1\0"
COMMITMENT_TAG = b"JF/pii/1\0"
REPEAT_TAG = b"JF/idem/1\0"
ALGORITHM = "sha256+ed25519"
VERSION = 1
SALT_BYTES = 32
CHECKPOINT_EVERY = timedelta(minutes=10)
"""So long after the last checkpoint the timer makes another one, when something has changed."""


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


# Checkpoints: one signed note over the heads of all chains, in the form of C2SP's tlog-checkpoint and signed-note.

HEAD_TAG = b"JF/head/1\0"
NO_CHECKPOINT = bytes(32)
"""What the first note names as the one before it."""
KEY_KIND = b"\1"
"""Ed25519, in the numbering of signed notes."""


def head_leaf(subject: UUID, seq: int, head: bytes) -> bytes:
    """Return the data of a leaf: which chain, how many events, the hash of the last one."""
    return HEAD_TAG + subject.bytes + seq.to_bytes(8, "big") + head


def origin_of(deployment: UUID) -> str:
    """Return the first line of a note, which is also the name its key signs under."""
    return f"jianfa/{deployment}"


def note_text(origin: str, *, size: int, root: bytes, n: int, events: int, previous: bytes, at: str) -> str:
    """Return what a checkpoint's key signs: origin, size and root, then Jianfa's own lines."""
    lines = (
        origin, str(size), b64encode(root).decode(), f"n {n}", f"events {events}", f"prev {previous.hex()}",
        f"time {at}",
    )  # fmt: skip
    return "".join(f"{line}\n" for line in lines)


def note_key_hash(origin: str, public: bytes) -> bytes:
    """Return the four bytes by which a signature line names its key."""
    return hashlib.sha256(origin.encode() + b"\n" + KEY_KIND + public).digest()[:4]


def signed_note(text: str, origin: str, public: bytes, signature: bytes) -> str:
    """Return the whole note: text, an empty line, the line of the signature."""
    return f"{text}\n— {origin} {b64encode(note_key_hash(origin, public) + signature).decode()}\n"


def note_hash(note: str) -> bytes:
    """Return the hash of a note: SHA-256 over the bytes of its file, so that any tool can make it."""
    return hashlib.sha256(note.encode()).digest()


@dataclass(frozen=True)
class Note:
    """A note taken apart; ``text`` is what was signed."""

    whole: str
    text: str
    origin: str
    size: int
    root: bytes
    n: int
    events: int
    previous: bytes
    at: str
    key_hash: bytes
    signature: bytes


NOTE = re.compile(
    r"(?P<text>(?P<origin>jianfa/[0-9a-f-]{36})\n(?P<size>\d{1,15})\n(?P<root>[A-Za-z0-9+/]{43}=)\nn (?P<n>\d{1,15})\n"
    r"events (?P<events>\d{1,15})\nprev (?P<previous>[0-9a-f]{64})\ntime (?P<at>[0-9T:.-]{26}Z)\n)"
    r"\n— (?P<name>\S+) (?P<signature>[A-Za-z0-9+/]{91}=)\n",
    re.ASCII,
)


def read_note(note: str) -> Note | None:
    """Take a note apart; None when it has not the one form a note has."""
    found = NOTE.fullmatch(note)
    if found is None or found["name"] != found["origin"]:
        return None
    signed = b64decode(found["signature"])
    return Note(
        note, found["text"], found["origin"], int(found["size"]), b64decode(found["root"]), int(found["n"]),
        int(found["events"]), bytes.fromhex(found["previous"]), found["at"], signed[:4], signed[4:],
    )  # fmt: skip
