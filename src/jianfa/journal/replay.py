"""From events back to values: what any row said at any time, and whether the chain is whole. Pure; knows no model."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from enum import Enum
from typing import Any, NamedTuple
from uuid import UUID

from jianfa.journal.rules import ALGORITHM, VERSION, commitment, genesis, link, signed_bytes
from jianfa.kit.canonical import NotCanonical, read_canonical
from jianfa.kit.signing import is_signed

Rows = dict[tuple[str, str], dict[str, Any]]
"""(table label, row id) → column → plain value."""
Body = Mapping[str, Any]
LONGEST_SHOWN = 120
"""Characters of a value that a finding shows."""


def plain(value: Any) -> Any:
    """Return the JSON form of a value: UTC times with microseconds, ISO dates, ids as text."""
    if isinstance(value, Enum):
        value = value.value
    if value is None or isinstance(value, bool | int | str):
        return value
    if isinstance(value, datetime):
        return value.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, UUID):
        return str(value)
    if isinstance(value, Mapping):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [plain(item) for item in value]
    return str(value)


def as_text(value: Any) -> str:
    """Return what is committed to: a text as it is, anything else as JSON with sorted keys, whatever their script."""
    if isinstance(value, str):
        return value
    return json.dumps({} if value is None else value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def fold(bodies: Iterable[Body], *, until: str | None = None, rows: Rows | None = None) -> Rows:
    """Apply events in order and return every row as it stood after the last one at or before ``until``.

    ``until`` is a time in the form of ``plain``; those compare correctly as text.
    """
    state: Rows = rows if rows is not None else {}
    for body in bodies:
        if until is not None and body["at"] > until:
            break
        for change in body["rows"]:
            state.setdefault((change["t"], change["id"]), {}).update(change["set"])
    return state


@dataclass(frozen=True)
class Finding:
    """One thing that is not as the journal says. ``code``: docs/journal.md.

    ``kind`` and ``subject`` name the chain, ``seq`` the event (None: the whole chain), ``place`` the column or
    the part of the event; then what stands in the journal and what was found, as far as there are two sides.
    """

    code: str
    kind: str
    subject: str
    seq: int | None = None
    place: str = ""
    journal: str | None = None
    found: str | None = None


def shown(value: Any) -> str:
    """Return a value as a finding shows it: short, on one line, bytes as hexadecimal digits."""
    text = value.hex() if isinstance(value, bytes) else value if isinstance(value, str) else repr(plain(value))
    text = " ".join(text.split()) or "“”"
    return text if len(text) <= LONGEST_SHOWN else f"{text[:LONGEST_SHOWN]}…"


class Stored(NamedTuple):
    """An event as the database has it; whatever the database gives, however damaged."""

    seq: Any
    verb: Any
    at: Any
    person: Any
    post: Any
    idem: Any
    body: Any
    previous: Any
    hash: Any
    signature: Any


class Chained(NamedTuple):
    """The head of a chain as the database has it."""

    kind: str
    subject: UUID
    head_seq: Any
    head_hash: Any
    last_at: Any


class Walk:
    """Follows one chain event by event, in constant memory, and notes what does not fit.

    After a fault it goes on from what is stored, so that one changed byte gives one or two findings and not as
    many as there are events after it.
    """

    def __init__(self, chain: Chained, deployment: UUID, keys: Mapping[str, bytes]) -> None:
        self.chain, self.deployment, self.keys = chain, deployment, keys
        self.findings: list[Finding] = []
        self._seq = 0
        self._hash = genesis(deployment, chain.subject)
        self._at = ""

    def note(self, code: str, place: str, journal: Any = None, found: Any = None, *, seq: int | None = None) -> None:
        """Note a finding on this chain."""
        sides = (None if side is None else shown(side) for side in (journal, found))
        self.findings.append(Finding(code, self.chain.kind, str(self.chain.subject), seq, place, *sides))

    def step(self, event: Stored) -> dict[str, Any] | None:
        """Check the next event; return its content, or None when it is not what was signed."""
        self._seq += 1
        seq = event.seq if isinstance(event.seq, int) else self._seq
        if event.seq != self._seq:
            self.note("E-seq", "seq", self._seq, event.seq, seq=seq)
            self._seq = seq
        data, previous, digest = (_bytes(part) for part in (event.body, event.previous, event.hash))
        if previous != self._hash:
            self.note("E-genesis" if seq == 1 else "E-link", "previous", self._hash, previous, seq=seq)
        made = link(previous, data)
        if digest != made:
            self.note("E-link", "hash", made, digest, seq=seq)
        self._hash = digest
        body = self._read(data, seq)
        is_authentic = self._check_signature(body, event, made, digest, seq) and digest == made
        if body is None or not is_authentic:
            return None
        self._compare(body, event, seq)
        return body

    def _read(self, data: bytes, seq: int) -> dict[str, Any] | None:
        try:
            body = read_canonical(data)
        except NotCanonical as error:
            self.note("E-noncanonical", "body", None, str(error), seq=seq)
            return None
        if fault := misshapen(body):
            self.note("E-noncanonical", "body", None, fault, seq=seq)
            return None
        return dict(body)

    def _check_signature(
        self, body: dict[str, Any] | None, event: Stored, made: bytes, digest: bytes, seq: int
    ) -> bool:
        signature = _bytes(event.signature)
        kid = body["kid"] if body is not None else None
        candidates = list(self.keys.values()) if kid is None else [self.keys[kid]] if kid in self.keys else []
        if not candidates:
            self.note("M-sig", "kid", None, kid, seq=seq)
            return False
        for signed in (made, digest):
            if any(is_signed(key, signed_bytes(signed), signature) for key in candidates):
                return True
        self.note("M-sig", "signature", None, signature, seq=seq)
        return False

    def _compare(self, body: dict[str, Any], event: Stored, seq: int) -> None:
        """The columns beside the body repeat it, and the body names its own place in the world."""
        actor = body["actor"]
        own = {"kind": self.chain.kind, "sid": str(self.chain.subject), "dep": str(self.deployment), "seq": seq}
        for name, expected in own.items():
            if body[name] != expected:
                self.note("E-subject", name, body[name], expected, seq=seq)
        columns = {
            "verb": (body["verb"], event.verb), "at": (body["at"], event.at), "idem": (body.get("idem"), event.idem),
            "person": (actor.get("person"), event.person), "post": (actor.get("post"), event.post),
        }  # fmt: skip
        for name, (said, stored) in columns.items():
            if said != plain(stored):
                self.note("P-event", name, said, stored, seq=seq)
        if body["at"] < self._at:
            self.note("E-time", "at", self._at, body["at"], seq=seq)
        self._at = max(self._at, body["at"])

    def check_wordings(self, body: Body, seq: int, wordings: Mapping[str, tuple[Any, Any]]) -> int:
        """Compare texts (name → salt, text) with what the event commits to; return how many were erased."""
        said = body["said"]
        for name, (salt, text) in wordings.items():
            if name not in said:
                self.note("E-wording", name, None, text, seq=seq)
            elif not is_committed(said[name], salt, text):
                self.note("E-wording", name, said[name], text, seq=seq)
        return len(said.keys() - wordings.keys())

    def finish(self) -> None:
        """Compare the head with the last event seen."""
        head = self.chain
        if head.head_seq != self._seq:
            self.note("P-head", "head_seq", self._seq, head.head_seq)
        if _bytes(head.head_hash) != self._hash:
            self.note("P-head", "head_hash", self._hash, _bytes(head.head_hash))
        if self._at and plain(head.last_at) != self._at:
            self.note("P-head", "last_at", self._at, head.last_at)


def vouched_for(event: Stored, keys: Mapping[str, bytes], verb: str = "use_key") -> dict[str, bytes]:
    """Return the keys that an event of the chain of keys announces with this verb, if a trusted key signed it."""
    signed, signature = signed_bytes(link(_bytes(event.previous), _bytes(event.body))), _bytes(event.signature)
    if not any(is_signed(key, signed, signature) for key in keys.values()):
        return {}
    body = read_canonical(_bytes(event.body))
    if body["verb"] != verb:
        return {}
    facts = body["facts"]
    return {kid: bytes.fromhex(key) for kid, key in {**facts["earlier"], facts["kid"]: facts["key"]}.items()}


def is_committed(expected: str, salt: Any, text: Any) -> bool:
    """Say whether a commitment was made to this text; whatever stands in the table is taken as it comes."""
    try:
        return commitment(_bytes(salt), as_text(text)) == expected
    except (ValueError, TypeError):
        return False


def misshapen(body: Any) -> str | None:
    """Say what an event lacks, or None when it has the shape every event has."""
    if not isinstance(body, dict):
        return "not an object"
    for name, kinds in SHAPE.items():
        if not isinstance(body.get(name), kinds):
            return f"{name} is missing or of another kind"
    if body["v"] != VERSION or body["alg"] != ALGORITHM:
        return "made by another version"
    if not all(isinstance(value, str) for value in (*body["said"].values(), *body["actor"].values())):
        return "said or actor holds something that is not text"
    for row in body["rows"]:
        if not isinstance(row, dict) or not all(isinstance(row.get(name), kind) for name, kind in ROW.items()):
            return "a row lacks its table, id or values"
    return None


SHAPE: dict[str, type] = {
    "v": int, "alg": str, "kid": str, "dep": str, "kind": str, "sid": str, "seq": int, "verb": str, "at": str,
    "actor": dict, "rows": list, "facts": dict, "said": dict,
}  # fmt: skip
ROW: dict[str, type] = {"t": str, "id": str, "new": bool, "set": dict}


def _bytes(value: Any) -> bytes:
    """Bytes as they are; a damaged table may hold text or nothing."""
    if isinstance(value, str):
        return value.encode(errors="surrogatepass")
    return bytes(value) if isinstance(value, bytes | bytearray | memoryview) else b""
