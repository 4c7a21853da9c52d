#!/usr/bin/env python3
"""Prove a record of Jianfa without Jianfa: one file, the standard library, and `cryptography` where it is installed.

    jianfa-verify INPUT [--notes DIR] [--keys PATH] [--json]
    jianfa-verify certificate FILE [--notes DIR] [--keys PATH]

INPUT is a SQLite file, a plain dump of PostgreSQL (COPY or INSERT), or the folder that `jianfa export --journal`
writes. Notes are checkpoints that were kept outside (*.note); keys are public halves (*.pub). Exit status: 0 whole,
1 something differs, 2 it could not be done. A damaged input is a finding, never an error of this program.
"""

import argparse
import base64
import csv
import hashlib
import json
import os
import re
import sqlite3
import sys
import tempfile
from bisect import bisect_left, insort
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

WHOLE, DIFFERS, CANNOT = 0, 1, 2
IS_CHINESE = (os.environ.get("LC_ALL") or os.environ.get("LC_MESSAGES") or os.environ.get("LANG") or "zh")[:2] == "zh"

SENTENCES: dict[str, tuple[str, str]] = {
    "D-input": ("the input is damaged here", "输入文件在此处损坏"),
    "E-noncanonical": ("the event's bytes are damaged", "记录记录的字节已损坏"),
    "E-seq": ("an event is missing, doubled or out of order", "记录缺失、重复或次序不对"),
    "E-link": ("the event was changed after it was written", "记录写入后被改动"),
    "E-genesis": ("the chain does not begin where it must", "记录链的起点不对"),
    "E-subject": ("the event belongs to another chain", "记录属于另一条记录链"),
    "E-time": ("the event is earlier than the one before it", "记录时间早于上一条"),
    "E-wording": ("a text is not the one that was written", "文字不是当时写入的文字"),
    "E-row": ("a row is changed before it was written, or written twice", "行在写入前被改动，或写入两次"),
    "E-draw": ("the panel is not the one that the lot gives", "验收组不是抽签所得"),
    "E-illegal-transition": ("the step is not in the table of moves", "该步骤不在流转表中"),
    "M-sig": ("not signed by a known key", "不是已知密钥的签名"),
    "P-head": ("the head of the chain is not its last event", "链头不是最后一条"),
    "P-event": ("a column of the event does not repeat its content", "记录旁的列与内容不符"),
    "P-projection": ("the table says something else than the journal", "数据表与记录不一致"),
    "P-missing": ("the row is gone from its table", "数据表中缺少该行"),
    "P-extra": ("the row is in no event", "该行不见于任何记录记录"),
    "P-erased": ("the text was erased from the journal, but the table still has one", "文字已从记录中清除，表中仍有"),
    "S-root": ("the leaves do not lead to the root", "叶子推不出根值"),
    "S-badsig": ("the note is not signed by a known checkpoint key", "封存单不是已知封存密钥的签名"),
    "S-head-not-prefix": ("what the checkpoint covers is no longer in the chain", "封存点覆盖的内容已不在链中"),
    "S-chkchain": ("the checkpoint does not follow the one before it", "封存点与上一个不相衔接"),
    "X-fork": ("the note kept outside says something else", "外部留存的封存单与此不同"),
    "X-rollback": ("a checkpoint that was kept outside is missing here", "外部留存的封存点此处没有"),
    "C-certificate": ("the certificate does not prove what it says", "凭证不能证明其所述"),
}


@dataclass(frozen=True)
class Finding:
    """One thing that is not as it was written: code, which chain, which event, which column, between which notes."""

    code: str
    subject: str = ""
    seq: int | None = None
    place: str = ""
    journal: str = ""
    found: str = ""
    kind: str = ""
    number: str = ""
    interval: str = ""

    def line(self) -> str:
        english, chinese = SENTENCES[self.code]
        words = chinese if IS_CHINESE else english
        who = " ".join(part for part in (self.kind, self.number, self.subject) if part)
        sides = " ≠ ".join(part for part in (self.journal, self.found) if part)
        parts = (
            self.code,
            who,
            f"#{self.seq}" if self.seq is not None else "",
            self.interval,
            self.place,
            words,
            sides,
        )
        return " · ".join(part for part in parts if part)


def say(english: str, chinese: str, **values: object) -> str:
    return (chinese if IS_CHINESE else english).format(**values)


def shown(value: Any) -> str:
    """Return a value as a finding shows it: short, on one line."""
    text = value.hex() if isinstance(value, bytes) else value if isinstance(value, str) else repr(value)
    text = " ".join(text.split()).encode("utf-8", "backslashreplace").decode() or "“”"
    return text if len(text) <= 120 else f"{text[:120]}…"


# Bytes --------------------------------------------------------------------------------------------------------

TAGS = {name: f"JF/{name}/1\0".encode() for name in ("genesis", "event", "sig", "pii", "head")}
NOTE = re.compile(
    r"(?P<text>(?P<origin>jianfa/[0-9a-f-]{36})\n(?P<size>\d{1,15})\n(?P<root>[A-Za-z0-9+/]{43}=)\nn (?P<n>\d{1,15})\n"
    r"events (?P<events>\d{1,15})\nprev (?P<previous>[0-9a-f]{64})\ntime (?P<at>[0-9T:.-]{26}Z)\n)"
    r"\n— (?P<name>\S+) (?P<signature>[A-Za-z0-9+/]{91}=)\n",
    re.ASCII,
)
UUID = re.compile(r"[0-9a-fA-F]{8}-?(?:[0-9a-fA-F]{4}-?){3}[0-9a-fA-F]{12}")


def sha(*parts: bytes) -> bytes:
    return hashlib.sha256(b"".join(parts)).digest()


def genesis(deployment: str, subject: str) -> bytes:
    return sha(TAGS["genesis"], bytes.fromhex(deployment), bytes.fromhex(subject))


def link(previous: bytes, body: bytes) -> bytes:
    return sha(TAGS["event"], len(previous).to_bytes(4, "big"), previous, len(body).to_bytes(4, "big"), body)


def head_leaf(subject: str, seq: int, head: bytes) -> bytes:
    return sha(b"\0", TAGS["head"], bytes.fromhex(subject), seq.to_bytes(8, "big"), head)


def node(left: bytes, right: bytes) -> bytes:
    return sha(b"\1", left, right)


class Tree:
    """The Merkle tree of RFC 9162; an odd last node goes up as it is."""

    def __init__(self, leaves: Iterable[bytes]) -> None:
        self.levels = [list(leaves)]
        while len(self.levels[-1]) > 1:
            below = self.levels[-1]
            self.levels.append([self._above(below, place) for place in range(0, len(below), 2)])

    @staticmethod
    def _above(below: Sequence[bytes], place: int) -> bytes:
        return node(below[place], below[place + 1]) if place + 1 < len(below) else below[place]

    @property
    def root(self) -> bytes:
        return self.levels[-1][0] if self.levels[-1] else sha()

    def replace(self, index: int, leaf: bytes) -> None:
        self.levels[0][index] = leaf
        for below, level in zip(self.levels, self.levels[1:], strict=False):
            index //= 2
            level[index] = self._above(below, index * 2)


def root_of(leaf: bytes, index: int, size: int, path: Sequence[bytes]) -> bytes | None:
    """Return the root a leaf and its path lead to (RFC 9162 §2.1.3.2); None when the path cannot fit."""
    if not 0 <= index < size:
        return None
    last, rest = size - 1, list(path)
    while last:
        if index % 2 or index < last:
            if not rest:
                return None
            beside = rest.pop(0)
            leaf = node(beside, leaf) if index % 2 else node(leaf, beside)
        index, last = index // 2, last // 2
    return None if rest else leaf


def canonical(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False).encode()


def read_body(data: bytes) -> dict[str, Any] | None:
    """Return an event's content, None when the bytes are not the one way to write it."""
    try:
        value = json.loads(data)
        if not isinstance(value, dict) or canonical(value) != data or not _is_plain(value, 0):
            return None
    except (ValueError, RecursionError):
        return None
    return value if _has_shape(value) else None


def _is_plain(value: Any, depth: int) -> bool:
    """Refuse floats, large numbers, NUL and deep nesting: other languages would write them otherwise."""
    if isinstance(value, dict):
        return depth < 32 and all(key.isascii() and _is_plain(item, depth + 1) for key, item in value.items())
    if isinstance(value, list):
        return depth < 32 and all(_is_plain(item, depth + 1) for item in value)
    if isinstance(value, str):
        return "\0" not in value
    return value is None or isinstance(value, bool) or (isinstance(value, int) and abs(value) < 2**53)


SHAPE: dict[str, type] = {
    "v": int, "alg": str, "kid": str, "dep": str, "kind": str, "sid": str, "seq": int, "verb": str, "at": str,
    "actor": dict, "rows": list, "facts": dict, "said": dict,
}  # fmt: skip


def _has_shape(body: dict[str, Any]) -> bool:
    rows = {"t": str, "id": str, "new": bool, "set": dict}
    return (
        all(isinstance(body.get(name), kind) for name, kind in SHAPE.items())
        and all(isinstance(value, str) for value in (*body["said"].values(), *body["actor"].values()))
        and all(isinstance(row, dict) for row in body["rows"])
        and all(isinstance(row.get(name), kind) for row in body["rows"] for name, kind in rows.items())
    )


# Signatures ---------------------------------------------------------------------------------------------------

P = 2**255 - 19
ORDER = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, P - 2, P) % P
Point = tuple[int, int, int, int]


def _add(p: Point, q: Point) -> Point:
    a, b = (p[1] - p[0]) * (q[1] - q[0]) % P, (p[1] + p[0]) * (q[1] + q[0]) % P
    c, d = 2 * p[3] * q[3] * D % P, 2 * p[2] * q[2] % P
    e, f, g, h = b - a, d - c, d + c, b + a
    return e * f % P, g * h % P, f * g % P, e * h % P


def _times(scalar: int, point: Point) -> Point:
    found: Point = (0, 1, 1, 0)
    while scalar:
        if scalar & 1:
            found = _add(found, point)
        point, scalar = _add(point, point), scalar >> 1
    return found


def _point(data: bytes) -> Point | None:
    y = int.from_bytes(data, "little")
    sign, y = y >> 255, y & ((1 << 255) - 1)
    if y >= P:
        return None
    square = (y * y - 1) * pow(D * y * y + 1, P - 2, P) % P
    x = pow(square, (P + 3) // 8, P)
    if (x * x - square) % P:
        x = x * pow(2, (P - 1) // 4, P) % P
    if (x * x - square) % P or (x == 0 and sign):
        return None
    x = P - x if x & 1 != sign else x
    return x, y, 1, x * y % P


BASE = _point(bytes.fromhex("58" + "66" * 31))


def is_signed_slowly(public: bytes, message: bytes, signature: bytes) -> bool:
    """Check Ed25519 (RFC 8032 §5.1.7) with nothing but Python; some milliseconds each."""
    if len(public) != 32 or len(signature) != 64 or BASE is None:
        return False
    a, r, s = _point(public), _point(signature[:32]), int.from_bytes(signature[32:], "little")
    if a is None or r is None or s >= ORDER:
        return False
    k = int.from_bytes(hashlib.sha512(signature[:32] + public + message).digest(), "little") % ORDER
    one, two = _times(s, BASE), _add(r, _times(k, a))
    return (one[0] * two[2] - two[0] * one[2]) % P == 0 and (one[1] * two[2] - two[1] * one[2]) % P == 0


def _quick() -> Callable[[bytes, bytes, bytes], bool]:
    try:
        from cryptography.exceptions import InvalidSignature
        from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
    except ImportError:
        return is_signed_slowly

    def check(public: bytes, message: bytes, signature: bytes) -> bool:
        try:
            Ed25519PublicKey.from_public_bytes(public).verify(signature, message)
        except (InvalidSignature, ValueError):
            return False
        return True

    return check


is_signed = _quick()


def key_id(public: bytes) -> str:
    return hashlib.sha256(public).hexdigest()[:16]


@dataclass
class Keys:
    """Public keys by id: of events and of checkpoints."""

    event: dict[str, bytes] = field(default_factory=dict)
    checkpoint: dict[str, bytes] = field(default_factory=dict)

    def add(self, use: str, public: bytes) -> None:
        (self.event if use == "event" else self.checkpoint)[key_id(public)] = public


def read_keys(path: Path) -> Keys:
    """Read public halves: lines of `event HEX` or `checkpoint HEX`, in one file or in the *.pub of a folder."""
    found = Keys()
    for file in sorted(path.rglob("*.pub")) if path.is_dir() else [path]:
        for use, public in re.findall(r"^(event|checkpoint) ([0-9a-f]{64})\s*$", _text(file), re.MULTILINE):
            found.add(use, bytes.fromhex(public))
    return found


def _text(path: Path) -> str:
    return path.read_bytes().decode("utf-8", "replace")


# Notes --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Note:
    """A checkpoint's note taken apart."""

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

    @property
    def hash(self) -> bytes:
        return sha(self.whole.encode())

    def signer(self, keys: Mapping[str, bytes]) -> str | None:
        """Return the id of the key that signed it, None when no known one did."""
        for kid, public in keys.items():
            named = sha(self.origin.encode(), b"\n\1", public)[:4]
            if named == self.key_hash and is_signed(public, self.text.encode(), self.signature):
                return kid
        return None


def read_note(whole: str) -> Note | None:
    found = NOTE.fullmatch(whole)
    if found is None or found["name"] != found["origin"]:
        return None
    signed = base64.b64decode(found["signature"])
    return Note(
        whole, found["text"], found["origin"], int(found["size"]), base64.b64decode(found["root"]), int(found["n"]),
        int(found["events"]), bytes.fromhex(found["previous"]), found["at"], signed[:4], signed[4:],
    )  # fmt: skip


def outside_notes(folder: Path | None) -> tuple[list[tuple[str, Note]], list[Finding]]:
    """Return the notes kept outside with the names of their files, and the files that are no notes."""
    notes, findings = [], []
    for file in sorted(folder.rglob("*.note")) if folder else []:
        note = read_note(_text(file).replace("\r\n", "\n"))
        if note is None:
            findings.append(Finding("S-badsig", place=file.name))
        else:
            notes.append((file.name, note))
    return notes, findings


# Reading the input --------------------------------------------------------------------------------------------

LEFT_OUT = re.compile(r"(django|auth|axes|sqlite)_|.*_gram$")
NUMBERS = {"seq", "n", "head_seq", "size", "events", "position", "event_id", "checkpoint_id"}
UNIQUE_ID = re.compile(r"id|.*_id|chain")


class Store:
    """The tables of the input in a database of this program's own, whatever the input was."""

    def __init__(self, folder: str) -> None:
        self.database = sqlite3.connect(Path(folder) / "input.sqlite3", isolation_level=None)
        self.database.execute("PRAGMA journal_mode=OFF")
        self.database.execute("PRAGMA synchronous=OFF")
        self.database.execute("BEGIN")
        self.columns: dict[str, list[str]] = {}
        self.findings: list[Finding] = []

    def damage(self, place: str, error: object) -> None:
        self.findings.append(Finding("D-input", place=place, found=shown(str(error))))

    def table(self, name: str, columns: Sequence[str]) -> bool:
        """Make a table ready to be filled; say whether it is wanted."""
        if LEFT_OUT.match(name) or not re.fullmatch(r"[a-z0-9_]{1,63}", name):
            return False
        if name not in self.columns:
            self.columns[name] = list(columns)
            quoted = ", ".join(f'"{column}"' for column in columns)
            self.database.execute(f'CREATE TABLE "{name}" ({quoted})')
        return True

    def add(self, name: str, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
        """Add rows as they come; one that does not fit its table is a finding."""
        own = self.columns[name]
        if not set(columns) <= set(own):
            self.damage(name, "columns")
            return
        marks = ", ".join("?" for column in columns)
        quoted = ", ".join(f'"{column}"' for column in columns)
        sql = f'INSERT INTO "{name}" ({quoted}) VALUES ({marks})'
        for row in rows:
            if len(row) != len(columns):
                self.damage(name, f"{len(row)} values for {len(columns)} columns")
                continue
            try:
                values = [_as_kept(column, value) for column, value in zip(columns, row, strict=True)]
                self.database.execute(sql, values)
            except (sqlite3.Error, ValueError, OverflowError) as error:
                self.damage(name, error)

    def finish(self) -> None:
        """Make the indexes that the checks go by."""
        for table, names in INDEXES:
            if table in self.columns and set(names) <= set(self.columns[table]):
                self.database.execute(f'CREATE INDEX "{table}_{names[0]}" ON "{table}" ({", ".join(names)})')
        for table, columns in self.columns.items():
            if "id" in columns:
                self.database.execute(f'CREATE INDEX "{table}_id" ON "{table}" (id)')

    def rows(self, table: str, names: str, rest: str = "", values: Sequence[Any] = ()) -> Iterator[tuple[Any, ...]]:
        """Yield columns of a table; nothing when the input has not got them."""
        wanted = [name.strip() for name in names.split(",")]
        have = self.columns.get(table, [])
        if not have:
            return
        quoted = ", ".join(f'"{name}"' if name in have else "NULL" for name in wanted)
        yield from self.database.execute(f'SELECT {quoted} FROM "{table}" {rest}', values)


INDEXES = (
    ("journal_event", ("chain_id", "seq")), ("journal_wording", ("event_id",)),
    ("journal_checkpointleaf", ("checkpoint_id",)), ("journal_checkpointleaf", ("chain", "seq")),
)  # fmt: skip


def _as_kept(column: str, value: Any) -> Any:
    """Return ids without dashes and numbers as numbers, so that every kind of input reads the same."""
    if isinstance(value, bytes | int | float) or value is None:
        return value
    if column in NUMBERS and re.fullmatch(r"\d{1,18}", value):
        return int(value)
    if UNIQUE_ID.fullmatch(column) and UUID.fullmatch(value):
        return value.replace("-", "").lower()
    if column == "id" and re.fullmatch(r"\d{1,18}", value):
        return int(value)
    return value.encode("utf-8", "replace").decode()


def load(path: Path, store: Store) -> None:
    """Read whatever the input is."""
    if path.is_dir():
        _load_csv(path, store)
    else:
        with path.open("rb") as file:
            head = file.read(16)
        (_load_sqlite if head[:6] == b"SQLite" else _load_dump)(path, store)
    store.finish()
    if "journal_event" not in store.columns:
        store.damage(path.name, "no journal")


def _load_csv(path: Path, store: Store) -> None:
    csv.field_size_limit(2**28)
    for file in sorted(path.glob("*.csv")):
        try:
            with file.open(encoding="utf-8-sig", errors="replace", newline="") as opened:
                lines = csv.reader(line.replace("\0", "�") for line in opened)
                columns = next(lines, [])
                if columns and store.table(file.stem, columns):
                    store.add(file.stem, columns, ([None if v == "\\N" else v for v in row] for row in lines if row))
        except (csv.Error, sqlite3.Error) as error:
            store.damage(file.name, error)


def _load_sqlite(path: Path, store: Store) -> None:
    """Read tables whole, without their indexes: a damaged page costs what stands on it and no more."""
    address = path.resolve().as_uri()
    try:
        with closing(sqlite3.connect(f"{address}?mode=ro", uri=True)) as given:
            given.text_factory = lambda data: data.decode("utf-8", "replace")
            names = [name for (name,) in given.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
            for name in names:
                try:
                    rows = given.execute(f'SELECT * FROM "{name}" NOT INDEXED')
                    columns = [column[0] for column in rows.description]
                    if store.table(name, columns):
                        store.add(name, columns, rows)
                except (sqlite3.Error, UnicodeError) as error:
                    store.damage(name, error)
    except (sqlite3.Error, UnicodeError, TypeError) as error:
        store.damage(path.name, error)


COPY = re.compile(r'COPY (?:public\.)?"?(\w+)"? \((.+)\) FROM stdin;\s*')
CREATE = re.compile(r'CREATE TABLE (?:public\.)?"?(\w+)"? \(\s*')
COLUMN = re.compile(r'\s+"?(\w+)"? \S')
INSERT = re.compile(r'INSERT INTO (?:public\.)?"?(\w+)"?(?: \(([^)]*)\))? VALUES\s*')
LITERAL = re.compile(r"(?P<null>NULL)|(?P<bare>true|false|-?[0-9.]+(?:e[+-]?\d+)?)|(?P<e>E)?'(?P<text>(?:[^']|'')*)'")
ESCAPES = {"b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t", "v": "\v"}


def _load_dump(path: Path, store: Store) -> None:
    """Read a plain dump of PostgreSQL, line by line."""
    known: dict[str, list[str]] = {}
    with path.open(encoding="utf-8", errors="replace", newline="\n") as lines:
        for line in lines:
            if found := COPY.match(line):
                _copied(found, lines, store)
            elif found := CREATE.match(line):
                known[found[1]] = _columns(lines)
            elif found := INSERT.match(line):
                _inserted(found, line, lines, (store, known))


def _columns(lines: Iterator[str]) -> list[str]:
    found = []
    for line in lines:
        if line.startswith(")"):
            break
        if (column := COLUMN.match(line)) and column[1] != "CONSTRAINT":
            found.append(column[1])
    return found


def _copied(found: re.Match[str], lines: Iterator[str], store: Store) -> None:
    name, columns = found[1], [column.strip().strip('"') for column in found[2].split(",")]
    is_wanted, has_ended = store.table(name, columns), False

    def rows() -> Iterator[list[str | None]]:
        nonlocal has_ended
        for line in lines:
            if line.rstrip("\r\n") == "\\.":
                has_ended = True
                return
            yield [_unescaped(value) for value in line.removesuffix("\n").split("\t")]

    if is_wanted:
        store.add(name, columns, rows())
    for _row in rows() if not has_ended else ():
        pass
    if not has_ended:
        store.damage(name, "the dump ends in the middle of a table")


def _unescaped(value: str) -> str | None:
    if value == "\\N":
        return None
    return re.sub(r"\\(.)", lambda m: ESCAPES.get(m[1], m[1]), value) if "\\" in value else value


def _inserted(found: re.Match[str], line: str, lines: Iterator[str], into: tuple[Store, dict[str, list[str]]]) -> None:
    store, known = into
    statement = line[found.end() :]
    while statement.count("'") % 2 or not statement.rstrip().endswith(");"):
        more = next(lines, None)
        if more is None:
            store.damage(found[1], "the dump ends in the middle of a row")
            break
        statement += more
    columns = [name.strip().strip('"') for name in found[2].split(",")] if found[2] else known.get(found[1], [])
    if not columns or not store.table(found[1], columns):
        return
    store.add(found[1], columns, _tuples(statement))


def _tuples(statement: str) -> Iterator[list[str | None]]:
    row: list[str | None] = []
    place = 0
    while place < len(statement):
        letter = statement[place]
        if letter == "(":
            row = []
        elif letter == ")":
            yield row
        elif found := LITERAL.match(statement, place):
            row.append(_literal(found))
            place = found.end()
            continue
        place += 1


def _literal(found: re.Match[str]) -> str | None:
    if found["null"]:
        return None
    if found["bare"]:
        return found["bare"]
    text = found["text"].replace("''", "'")
    return _unescaped(text) if found["e"] else text


def blob(value: Any) -> bytes:
    """Return bytes however the input writes them; what is none becomes bytes that fit nothing."""
    if isinstance(value, bytes):
        return value
    if isinstance(value, str):
        try:
            return bytes.fromhex(value[2:]) if value.startswith("\\x") else value.encode("utf-8", "replace")
        except ValueError:
            return value.encode("utf-8", "replace")
    return b""


def moment(value: Any) -> Any:
    """Return a time in the journal's form: UTC with microseconds."""
    try:
        found = datetime.fromisoformat(str(value))
    except ValueError:
        return value
    found = found.replace(tzinfo=UTC) if found.tzinfo is None else found
    return found.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def same(said: Any, stored: Any) -> bool:
    """Say whether a stored value is the one the journal says, however the database writes it."""
    if said is None or stored is None:
        return said is stored
    if isinstance(said, bool):
        return stored in ((1, "t", "true", "1") if said else (0, "f", "false", "0"))
    if isinstance(said, int):
        return not isinstance(stored, float | bytes) and str(stored) == str(said)
    if isinstance(said, str):
        return _same_text(said, stored)
    try:
        return bool(json.loads(stored) == said)
    except (ValueError, TypeError, RecursionError):
        return False


def _same_text(said: str, stored: Any) -> bool:
    if stored == said:
        return True
    if not isinstance(stored, str):
        return False
    if UUID.fullmatch(said):
        return stored.replace("-", "").lower() == said.replace("-", "")
    if said.endswith("Z") and len(said) == 27:
        return bool(moment(stored) == said)
    try:
        return bool(json.loads(stored) == said) if stored.startswith('"') else False
    except ValueError:
        return False


# Chains -------------------------------------------------------------------------------------------------------

STATES_BEFORE = ("draft", "submitted")
NEVER_CHANGED = ("number", "due_original", "campaign", "drafted_by")
MOVES: dict[str, tuple[str, str]] = {
    "submit": ("draft returned", "submitted"), "withdraw": ("draft submitted returned", "voided"),
    "return_": ("submitted", "returned"), "decline": ("submitted", "declined"), "appeal": ("declined", "submitted"),
    "list": ("submitted", "listed"), "carry_in": ("submitted", "written_off"), "dispatch": ("listed", "dispatched"),
    "petition": ("listed", "dispatched"), "refuse": ("dispatched", "listed"), "sign_for": ("dispatched", "planning"),
    "start": ("planning", "in_progress"), "report": ("in_progress", ""), "suspend": ("in_progress", "suspended"),
    "resume": ("suspended", "in_progress"), "extend": ("planning in_progress", ""), "change_clock": ("in_progress", ""),
    "transfer": ("planning in_progress", "dispatched"), "apply": ("in_progress", "closing"),
    "retract": ("closing", "in_progress"), "name_panel": ("closing", "verifying"), "call_lot": ("closing", ""),
    "draw_panel": ("closing", "verifying"), "record_result": ("verifying", ""),
    "conclude": ("verifying", "approving"), "send_back": ("closing verifying approving", "in_progress"),
    "recheck": ("approving publicised", "verifying"), "approve": ("approving", "publicised"),
    "uphold": ("publicised", "in_progress"), "write_off": ("publicised", "written_off"),
    "respond": ("closing verifying", ""), "step_aside": ("verifying", ""), "replace_member": ("verifying", ""),
    "relapse": ("written_off", "in_progress"), "unmerge": ("merged", ""),
    "merge": ("submitted listed dispatched planning in_progress suspended", "merged"),
    "void": ("listed dispatched planning in_progress suspended", "voided"),
}  # fmt: skip
"""Verb → states it starts from, state it leads to ("": stays); the table of docs/life-of-a-problem.md."""


@dataclass
class Record:
    """What is being checked: the tables, the keys, what was found so far."""

    store: Store
    keys: Keys
    deployment: str = ""
    findings: list[Finding] = field(default_factory=list)
    chains: int = 0
    events: int = 0
    erased: int = 0
    checkpoints: int = 0
    outside: int = 0
    has_tables: bool = False
    draws: list["Draw"] = field(default_factory=list)

    def note(self, code: str, subject: str = "", **about: Any) -> None:
        """Note a finding; values are shortened."""
        for side in ("journal", "found"):
            if side in about:
                about[side] = shown(about[side])
        self.findings.append(Finding(code, subject, **about))


@dataclass(frozen=True)
class Draw:
    """A panel that was drawn: the lot as its events say it, where its candidates were published, who was seated."""

    subject: str
    number: str
    seq: int
    called: int
    lot: Mapping[str, Any]
    seats: Sequence[str]


class Chain:
    """One chain followed event by event, and the rows that it says there are."""

    def __init__(self, record: Record, subject: str, kind: str) -> None:
        self.record, self.subject, self.kind = record, subject, kind
        self.seq, self.at = 0, ""
        self.hash = genesis(record.deployment, subject) if len(subject) == 32 else b""
        self.rows: dict[tuple[str, str], dict[str, Any]] = {}
        self.called: dict[str, int] = {}
        self.texts: dict[tuple[str, str, str], tuple[str, Any, Any]] = {}
        self.columns: dict[str, Any] = {}
        self.is_readable = True

    def note(self, code: str, place: str = "", journal: Any = "", found: Any = "", seq: int | None = None) -> None:
        about = {"kind": self.kind, "number": str(self.columns.get("number") or ""), "seq": seq, "place": place}
        sides = {name: side for name, side in (("journal", journal), ("found", found)) if side != ""}
        self.record.note(code, self.subject, **about, **sides)

    def step(self, event: Mapping[str, Any], wordings: Mapping[str, tuple[Any, Any]]) -> None:
        """Check the next event and take in what it says."""
        self.seq += 1
        seq = event["seq"] if isinstance(event["seq"], int) else self.seq
        if event["seq"] != self.seq:
            self.note("E-seq", "seq", self.seq, event["seq"], seq)
            self.seq = seq
        data, previous, digest = blob(event["body"]), blob(event["previous"]), blob(event["hash"])
        if previous != self.hash:
            self.note("E-genesis" if seq == 1 else "E-link", "previous", self.hash, previous, seq)
        made = link(previous, data)
        if digest != made:
            self.note("E-link", "hash", made, digest, seq)
        self.hash = digest
        body = read_body(data)
        if body is None:
            self.note("E-noncanonical", "body", seq=seq)
        is_signed_well = self._check_signature(body, made, blob(event["signature"]), seq)
        if body is None or digest != made or not is_signed_well:
            self.is_readable = False  # nothing is derived from what nobody signed; that alone is the finding
            return
        self._compare(body, event, seq)
        self._take(body, wordings, seq)

    def _check_signature(self, body: dict[str, Any] | None, made: bytes, signature: bytes, seq: int) -> bool:
        keys = self.record.keys.event
        candidates = list(keys.values()) if body is None else [keys[body["kid"]]] if body["kid"] in keys else []
        if any(is_signed(public, TAGS["sig"] + made, signature) for public in candidates):
            return True
        self.note("M-sig", "kid" if not candidates else "signature", found=body["kid"] if body else "", seq=seq)
        return False

    def _compare(self, body: dict[str, Any], event: Mapping[str, Any], seq: int) -> None:
        own = {"kind": self.kind, "sid": self.subject, "dep": self.record.deployment, "seq": seq}
        for name, expected in own.items():
            said = body[name].replace("-", "") if name in {"sid", "dep"} else body[name]
            if said != expected:
                self.note("E-subject", name, body[name], expected, seq)
        columns = {
            "verb": body["verb"], "at": body["at"], "idem": body.get("idem"), "person": body["actor"].get("person"),
            "post": body["actor"].get("post"),
        }  # fmt: skip
        for name, said in columns.items():
            if not same(said, event[name]):
                self.note("P-event", name, said, event[name], seq)
        if body["at"] < self.at:
            self.note("E-time", "at", self.at, body["at"], seq)
        self.at = max(self.at, body["at"])

    def _take(self, body: dict[str, Any], wordings: Mapping[str, tuple[Any, Any]], seq: int) -> None:
        for name, (salt, text) in wordings.items():
            if name not in body["said"] or not is_committed(body["said"][name], salt, text):
                self.note("E-wording", name, seq=seq)
        self.record.erased += len(body["said"].keys() - wordings.keys())
        change: dict[str, Any] = {}
        for row in body["rows"]:
            key = (row["t"], row["id"])
            if row["new"] is (key in self.rows):
                self.note("E-row", "/".join(key), seq=seq)
            self.rows.setdefault(key, {}).update(row["set"])
            if row["t"] == "ledger.problem" and row["id"] == body["sid"]:
                change.update(row["set"])
        self._take_panel(body, seq)
        for name, commitment in body["said"].items():
            if len(parts := name.split("/")) == 3:
                self.texts[parts[0], parts[1], parts[2]] = (commitment, *wordings.get(name, (None, None)))
        if self.kind == "problem":
            for place, allowed, done in illegal(body, self.columns, change):
                self.note("E-illegal-transition", place, allowed, done, seq)
            self.columns.update(change)

    def _take_panel(self, body: Mapping[str, Any], seq: int) -> None:
        """Note a panel that was drawn; one that was chosen while a lot waited to be drawn is a finding."""
        self.called |= {row["id"]: seq for row in body["rows"] if row["t"] == "acceptance.lot" and row["new"]}
        panels = [
            row["set"].get("application") for row in body["rows"] if row["t"] == "acceptance.panel" and row["new"]
        ]
        lots = {row: self.rows["acceptance.lot", row] for row in self.called}
        if any(lot["application"] in panels and _waits(lot) for lot in lots.values()):
            self.note("E-draw", "acceptance.panel", seq=seq)
        if body["verb"] != "draw_panel":
            return
        given = [(row, lot) for row, lot in lots.items() if lot["application"] in panels and lot.get("drawn_at")]
        if len(given) != 1:
            self.note("E-draw", "acceptance.lot", seq=seq)
            return
        members = [row for row in body["rows"] if row["t"] == "acceptance.panelmember" and row["new"]]
        row, lot = given[0]
        number = str(self.columns.get("number") or "")
        seats = [member["set"]["post"] for member in members]
        self.record.draws.append(Draw(self.subject, number, seq, self.called[row], dict(lot), seats))

    def finish(self, head: Mapping[str, Any]) -> None:
        """Compare the head with the last event, and every row with its table."""
        last = {"head_seq": self.seq, "head_hash": self.hash, "last_at": self.at}
        stored = {"head_seq": head["head_seq"], "head_hash": blob(head["head_hash"]), "last_at": head["last_at"]}
        for name, expected in last.items():
            found = moment(stored[name]) if name == "last_at" else stored[name]
            if expected != found and not (name == "last_at" and not self.at):
                self.note("P-head", name, expected, found)
        if self.record.has_tables and self.is_readable:
            for (label, row), columns in self.rows.items():
                self._compare_row(label, row, columns)

    def _compare_row(self, label: str, row: str, expected: Mapping[str, Any]) -> None:
        store, table = self.record.store, label.replace(".", "_")
        have = store.columns.get(table, [])
        key: Any = row.replace("-", "") if UUID.fullmatch(row) else int(row) if row.isdecimal() else row
        texts = {column: text for (t, r, column), text in self.texts.items() if (t, r) == (label, row)}
        names = [*expected, *texts]
        columns = [name if name in have else f"{name}_id" for name in names]
        found = list(store.rows(table, ", ".join(columns), "WHERE id = ?", [key])) if names and "id" in have else []
        if not found:
            self.note("P-missing", f"{label}/{row}")
            return
        for name, column, value in zip(names, columns, found[0], strict=True):
            if column not in have:
                self.note("P-missing", f"{label}/{row}/{name}")
            elif name in texts:
                self._compare_text(f"{label}/{row}/{name}", texts[name], value)
            elif not same(expected[name], value):
                self.note("P-projection", f"{label}/{row}/{name}", expected[name], value)

    def _compare_text(self, place: str, text: tuple[str, Any, Any], value: Any) -> None:
        commitment, salt, _text = text
        if salt is None:
            if value not in (None, "", "{}", "[]"):
                self.note("P-erased", place)
        elif not is_committed(commitment, salt, value):
            self.note("P-projection", place, "", value)


def _waits(lot: Mapping[str, Any]) -> bool:
    return lot.get("drawn_at") is None and lot.get("ended_at") is None


def is_committed(commitment: str, salt: Any, text: Any) -> bool:
    """Say whether a commitment was made to this text, or to the JSON a column of JSON holds."""
    candidates = [text] if isinstance(text, str) else ["{}", ""] if text is None else [str(text)]
    try:
        given = json.loads(text) if isinstance(text, str) else None
        candidates.append(json.dumps(given, ensure_ascii=False, sort_keys=True, separators=(",", ":")))
    except (ValueError, RecursionError):
        pass
    salted = TAGS["pii"] + blob(salt)
    return any(sha(salted, one.encode("utf-8", "replace")).hex() == commitment for one in candidates)


def illegal(
    body: Mapping[str, Any], before: Mapping[str, Any], change: Mapping[str, Any]
) -> list[tuple[str, Any, Any]]:
    """Return what about one event of a problem the table of moves does not know: place, allowed, done."""
    asked: list[tuple[str, Sequence[Any], Any]] = [
        (name, (before[name],), change[name])
        for name in NEVER_CHANGED
        if before.get(name) is not None and name in change and (name, body["verb"]) != ("campaign", "carry_over")
    ]
    if "version" in change:
        asked.append(("version", (before.get("version", 0) + 1,), change["version"]))
    if not before:
        asked.append(("state", STATES_BEFORE, change.get("state")))
    else:
        asked += _asked_of_move(body, before, change)
    return [(place, " / ".join(map(str, allowed)), done) for place, allowed, done in asked if done not in allowed]


def _asked_of_move(
    body: Mapping[str, Any], before: Mapping[str, Any], change: Mapping[str, Any]
) -> Iterator[tuple[str, Sequence[Any], Any]]:
    verb, facts = body["verb"], body["facts"]
    old, new = before.get("state"), change.get("state", before.get("state"))
    cycle = before.get("cycle", 1)
    yield "cycle", (cycle + (verb == "relapse"),), change.get("cycle", cycle)
    if verb not in MOVES:
        yield "state", (old,), new
        return
    sources, target = MOVES[verb]
    yield "from", sources.split(), old
    yield "facts.from", (old,), facts.get("from")
    yield "to", (before.get("merged_from") if verb == "unmerge" else target or old,), new
    yield "facts.to", (new,), facts.get("to")


EVENT = "id, chain_id, seq, verb, at, person, post, idem, body, previous, hash, signature"
HEAD = "id, kind, head_seq, head_hash, last_at"


def follow(record: Record) -> None:
    """Follow every chain of the input."""
    store = record.store
    seen = store.database
    seen.execute("CREATE TABLE seen (label, row, PRIMARY KEY (label, row)) WITHOUT ROWID")
    for head in _named(HEAD, store.rows("journal_chain", HEAD, "ORDER BY kind, id")):
        chain = Chain(record, str(head["id"]), str(head["kind"]))
        try:
            for event in _named(
                EVENT, store.rows("journal_event", EVENT, "WHERE chain_id = ? ORDER BY seq", [head["id"]])
            ):
                chain.step(event, _wordings(store, event["id"]))
                record.events += 1
            chain.finish(head)
        except DAMAGE as error:
            chain.note("D-input", type(error).__name__, found=str(error))
        keys = [(label, row.replace("-", "")) for label, row in chain.rows]
        seen.executemany("INSERT OR IGNORE INTO seen VALUES (?, ?)", keys)
        record.chains += 1
    _headless(record)
    if record.has_tables:
        _strays(record)


DAMAGE = (ValueError, TypeError, KeyError, IndexError, AttributeError, OverflowError, RecursionError, sqlite3.Error)
"""What a damaged value may raise; it becomes a finding."""


def _named(names: str, rows: Iterable[tuple[Any, ...]]) -> Iterator[dict[str, Any]]:
    columns = [name.strip() for name in names.split(",")]
    return (dict(zip(columns, row, strict=True)) for row in rows)


def _wordings(store: Store, event: Any) -> dict[str, tuple[Any, Any]]:
    rows = store.rows("journal_wording", "name, salt, text", "WHERE event_id = ?", [event])
    return {str(name): (salt if salt is not None else b"", text) for name, salt, text in rows}


def _headless(record: Record) -> None:
    """Name events whose chain is gone, and texts whose event is."""
    rest = "WHERE chain_id IS NULL OR chain_id NOT IN (SELECT id FROM journal_chain WHERE id IS NOT NULL)"
    if "journal_chain" in record.store.columns:
        for subject, seq in record.store.rows("journal_event", "chain_id, seq", rest):
            record.note("P-head", shown(subject), seq=seq if isinstance(seq, int) else None)
    if "journal_event" in record.store.columns:
        rest = "WHERE event_id IS NULL OR event_id NOT IN (SELECT id FROM journal_event WHERE id IS NOT NULL)"
        for (name,) in record.store.rows("journal_wording", "name", rest):
            record.note("E-wording", place=shown(name))


def _strays(record: Record) -> None:
    """Name rows of journalled tables that no event knows."""
    labels = [label for (label,) in record.store.database.execute("SELECT DISTINCT label FROM seen")]
    for label in labels:
        table = label.replace(".", "_")
        rest = "WHERE id IS NULL OR CAST(id AS TEXT) NOT IN (SELECT row FROM seen WHERE label = ?)"
        for (row,) in record.store.rows(table, "id", rest, [label]):
            record.note("P-extra", place=f"{label}/{shown(row)}")


# Checkpoints --------------------------------------------------------------------------------------------------

CHECKPOINT = "n, note, root, size, events, hash, previous, at, key"
LEAF = "chain, seq, head_hash, position, path"


class Seals:
    """All checkpoints followed in order: each tree made again from the leaves, each leaf held against its chain."""

    def __init__(self, record: Record) -> None:
        self.record, self.store = record, record.store
        self.last: Note | None = None
        self.notes: dict[int, Note] = {}
        self.leaves: dict[str, tuple[int, bytes]] = {}
        self.order: list[str] = []
        self.tree = Tree([])
        self.of_event: dict[str, list[tuple[int, int]]] = {}

    def follow(self) -> None:
        for row in _named(CHECKPOINT, self.store.rows("journal_checkpoint", CHECKPOINT, "ORDER BY n")):
            self.record.checkpoints += 1
            interval = self._between(row["n"])
            try:
                self._step(row, interval)
            except DAMAGE as error:
                self.record.note("D-input", interval=interval, place=type(error).__name__, found=str(error))
        self._lost_leaves()
        self._against_heads()

    def _between(self, n: Any) -> str:
        return say("checkpoint {n}", "第 {n} 号封存点", n=shown(n) if not isinstance(n, int) else n)

    def _step(self, row: Mapping[str, Any], interval: str) -> None:
        note = read_note(str(row["note"]))
        if note is None:
            self.record.note("S-badsig", interval=interval, place="note")
            self._take_leaves(row["n"], None, interval)
            return
        kid = note.signer(self.record.keys.checkpoint)
        if kid is None:
            self.record.note("S-badsig", interval=interval)
        self._compare_columns(row, note, kid, interval)
        self._compare_with_last(note, interval)
        self._take_leaves(row["n"], note, interval)
        if self.tree.root != note.root:
            self.record.note("S-root", interval=interval, place="root", journal=note.root, found=self.tree.root)
        if (len(self.order), sum(seq for seq, _hash in self.leaves.values())) != (note.size, note.events):
            self.record.note("S-root", interval=interval, place="size, events")
        self.last = self.notes[note.n] = note

    def _compare_columns(self, row: Mapping[str, Any], note: Note, kid: str | None, interval: str) -> None:
        columns = {
            "n": (note.n, row["n"]), "size": (note.size, row["size"]), "events": (note.events, row["events"]),
            "root": (note.root, blob(row["root"])), "hash": (note.hash, blob(row["hash"])),
            "previous": (note.previous, blob(row["previous"])), "at": (note.at, moment(row["at"])),
            "key": (kid, row["key"]), "origin": (f"jianfa/{self.record.deployment}", note.origin.replace("-", "")),
        }  # fmt: skip
        for name, (said, stored) in columns.items():
            if said is not None and said != stored:
                self.record.note("S-chkchain", interval=interval, place=name, journal=said, found=stored)

    def _compare_with_last(self, note: Note, interval: str) -> None:
        last = self.last
        expected = (last.n + 1, last.hash) if last else (1, bytes(32))
        if (note.n, note.previous) != expected:
            self.record.note("S-chkchain", interval=interval, place="n, prev", journal=expected[1], found=note.previous)
        if last and (note.at < last.at or note.size < last.size or note.events < last.events):
            self.record.note("S-chkchain", interval=interval, place="time, size, events")

    def _take_leaves(self, n: Any, note: Note | None, interval: str) -> None:
        rows = list(_named(LEAF, self.store.rows("journal_checkpointleaf", LEAF, "WHERE checkpoint_id = ?", [n])))
        new = [str(row["chain"]) for row in rows if str(row["chain"]) not in self.leaves]
        for row in rows:
            self._take_leaf(n, row, interval)
        if new:
            self.tree = Tree(self._hashed(chain) for chain in self.order)
        else:
            for row in rows:
                chain = str(row["chain"])
                self.tree.replace(bisect_left(self.order, chain), self._hashed(chain))
        for row in rows if note else ():
            self._check_path(note, row, interval)

    def _hashed(self, chain: str) -> bytes:
        seq, head = self.leaves[chain]
        return head_leaf(chain, seq, head) if len(chain) == 32 else b""

    def _take_leaf(self, n: Any, row: Mapping[str, Any], interval: str) -> None:
        chain, seq, head = str(row["chain"]), row["seq"], blob(row["head_hash"])
        if not isinstance(seq, int):
            self.record.note("S-root", chain, interval=interval, place="seq", found=seq)
            seq = 0
        known = self.leaves.get(chain)
        if known is None:
            insort(self.order, chain)
        elif seq <= known[0]:
            self.record.note("S-head-not-prefix", chain, seq=seq, interval=interval, place="seq")
        self.leaves[chain] = (seq, head)
        self.of_event.setdefault(chain, []).append((seq, n if isinstance(n, int) else 0))
        stored = list(self.store.rows("journal_event", "hash", "WHERE chain_id = ? AND seq = ?", [chain, seq]))
        if len(stored) != 1 or blob(stored[0][0]) != head:
            self.record.note("S-head-not-prefix", chain, seq=seq, interval=interval)

    def _check_path(self, note: Note | None, row: Mapping[str, Any], interval: str) -> None:
        chain, path = str(row["chain"]), blob(row["path"])
        steps = [path[place : place + 32] for place in range(0, len(path), 32)]
        position = row["position"] if isinstance(row["position"], int) else -1
        if note and root_of(self._hashed(chain), position, note.size, steps) != note.root:
            self.record.note("S-root", chain, interval=interval, place="position, path")

    def _lost_leaves(self) -> None:
        rest = (
            "WHERE checkpoint_id IS NULL OR checkpoint_id NOT IN (SELECT n FROM journal_checkpoint WHERE n IS NOT NULL)"
        )
        if "journal_checkpoint" in self.store.columns:
            for chain, n in self.store.rows("journal_checkpointleaf", "chain, checkpoint_id", rest):
                self.record.note("S-chkchain", shown(chain), interval=self._between(n), place="leaf")

    def _against_heads(self) -> None:
        """A chain that a checkpoint covers is there, and not shorter than it was."""
        heads = {str(chain): seq for chain, seq in self.store.rows("journal_chain", "id, head_seq")}
        for chain, (seq, _hash) in self.leaves.items():
            head = heads.get(chain)
            if not isinstance(head, int) or head < seq:
                self.record.note("S-head-not-prefix", chain, seq=seq, place="head_seq", found=shown(head))

    def first(self, chain: str, seq: int) -> int | None:
        """Return the number of the first checkpoint that covers an event."""
        return next((n for covered, n in self.of_event.get(chain, ()) if covered >= seq), None)

    def interval(self, chain: str, seq: int | None) -> str:
        """Say between which checkpoints an event was written."""
        if seq is None or not self.notes:
            return ""
        n = self.first(chain, seq)
        if n is None:
            return say("after checkpoint {n}", "第 {n} 号封存点之后", n=max(self.notes))
        return say("between checkpoints {a} and {n}", "第 {a} 号至第 {n} 号封存点之间", a=n - 1, n=n)


def check_draws(record: Record, seals: Seals) -> None:
    """Draw every panel again: from its candidates and the first checkpoint after they were published."""
    for draw in record.draws:
        about = {"kind": "problem", "number": draw.number, "seq": draw.seq}
        n = seals.first(draw.subject, draw.called)
        note = seals.notes.get(n) if n is not None else None
        try:
            order, seats = drawn(draw.lot, note.hash.hex() if note else "")
            asked = {
                "checkpoint": (n, draw.lot["checkpoint"]), "seed": (note.hash.hex() if note else "", draw.lot["seed"]),
                "drawn": (order, draw.lot["drawn"]), "panel": (seats, draw.seats),
            }  # fmt: skip
        except DAMAGE as error:
            record.note("E-draw", draw.subject, place=type(error).__name__, **about)
            continue
        for place, (expected, found) in asked.items():
            if expected != found:
                record.note("E-draw", draw.subject, place=place, journal=expected, found=found, **about)


def drawn(lot: Mapping[str, Any], seed: str) -> tuple[list[str], list[str]]:
    """Return the order that a seed gives, and who takes the seats: docs/acceptance.md, "Drawn by lot"."""
    outside = {row["post"] for row in lot["candidates"] if row["outside"]}
    order = sorted(
        (row["post"] for row in lot["candidates"]), key=lambda post: sha(f"{lot['rule']} {seed} {post}".encode())
    )
    free = [post for post in order if post not in lot["gone"]]
    seats = free[: lot["size"]]
    if lot["needs_outsider"] and not outside & set(seats):
        seats = [*seats[:-1], *[post for post in free if post in outside][:1]]
    return order, seats


def compare_outside(record: Record, inside: Mapping[int, Note], folder: Path | None) -> None:
    """Hold the notes kept outside against those of the input."""
    notes, faults = outside_notes(folder)
    record.findings += faults
    known: dict[int, Note] = {}
    for file, note in notes:
        record.outside += 1
        place = {"place": file, "interval": say("checkpoint {n}", "第 {n} 号封存点", n=note.n)}
        if note.signer(record.keys.checkpoint) is None:
            record.note("S-badsig", **place)
            continue
        mine = inside.get(note.n)
        if mine is None:
            record.note("X-rollback", **place)
        elif mine.whole != note.whole or known.setdefault(note.n, note).whole != note.whole:
            record.note("X-fork", **place, journal=note.hash, found=mine.hash)


# Keys of the input --------------------------------------------------------------------------------------------


def trust(store: Store, given: Keys, deployment: str) -> Keys:
    """Return the keys to believe: those given, and those that they vouch for in the chain of keys of the input.

    Without any given key those of the input announce themselves; the caller says so.
    """
    rows = list(
        store.rows("journal_event", "body, previous, signature", "WHERE chain_id = ? ORDER BY seq", [deployment])
    )
    found = Keys(dict(given.event), dict(given.checkpoint))
    events = [(read_body(blob(body)), link(blob(previous), blob(body)), blob(sig)) for body, previous, sig in rows]
    if not given.event:
        for body, _hash, _sig in events:
            _announce(found, body, "use_key", {})
    for body, digest, signature in reversed(events):
        if any(is_signed(public, TAGS["sig"] + digest, signature) for public in found.event.values()):
            _announce(found, body, "use_key", {})
    for body, digest, signature in events:
        if any(is_signed(public, TAGS["sig"] + digest, signature) for public in found.event.values()):
            _announce(found, body, "use_checkpoint_key", given.checkpoint)
    return found


def strange_keys(record: Record) -> None:
    """Name keys of the table that nobody announced in the chain of keys."""
    for kid, public in record.store.rows("journal_publickey", "id, key"):
        if record.keys.event.get(str(kid)) != blob(public):
            record.note("M-sig", place=f"journal_publickey/{shown(kid)}")


def _announce(keys: Keys, body: dict[str, Any] | None, verb: str, instead: Mapping[str, bytes]) -> None:
    if body is None or body["verb"] != verb or instead:
        return
    try:
        for public in {**body["facts"]["earlier"], body["facts"]["kid"]: body["facts"]["key"]}.values():
            keys.add("event" if verb == "use_key" else "checkpoint", bytes.fromhex(public))
    except DAMAGE:
        return


# The whole ----------------------------------------------------------------------------------------------------


def verify(path: Path, notes: Path | None, given: Keys) -> Record:
    """Check an input; whatever is wrong with it is among the findings."""
    with tempfile.TemporaryDirectory(prefix="jianfa-verify-") as folder:
        store = Store(folder)
        with closing(store.database):
            record = Record(store, given)
            for stage in (_stage_load(path), _stage_chains(notes, given)):
                try:
                    stage(record)
                except DAMAGE as error:
                    record.note("D-input", place=type(error).__name__, found=str(error))
            record.findings = store.findings + record.findings
    return record


def _stage_load(path: Path) -> Callable[[Record], None]:
    def stage(record: Record) -> None:
        load(path, record.store)
        found = [str(deployment) for (deployment,) in record.store.rows("journal_deployment", "id")]
        if len(found) != 1 or len(found[0]) != 32:
            record.store.damage("journal_deployment", f"{len(found)} rows")
        record.deployment = found[0] if found and re.fullmatch("[0-9a-f]{32}", found[0]) else "0" * 32
        record.has_tables = any(not name.startswith("journal_") for name in record.store.columns)

    return stage


def _stage_chains(notes: Path | None, given: Keys) -> Callable[[Record], None]:
    def stage(record: Record) -> None:
        record.keys = trust(record.store, given, record.deployment)
        strange_keys(record)
        follow(record)
        seals = Seals(record)
        seals.follow()
        check_draws(record, seals)
        compare_outside(record, seals.notes, notes)
        record.findings = [
            found
            if found.interval
            else Finding(**{**asdict(found), "interval": seals.interval(found.subject, found.seq)})
            for found in record.findings
        ]

    return stage


# One certificate ----------------------------------------------------------------------------------------------


@dataclass
class Proof:
    """What one certificate proves, and what it does not."""

    findings: list[Finding] = field(default_factory=list)
    said: dict[str, str] = field(default_factory=dict)
    keys: dict[str, str] = field(default_factory=dict)
    is_outside: bool = False

    def fail(self, place: str) -> None:
        self.findings.append(Finding("C-certificate", place=place))


def check_certificate(data: bytes, notes: Path | None, given: Keys) -> Proof:
    """Check one certificate: from the event's bytes up to the signed root."""
    proof = Proof()
    try:
        text = data.decode("utf-8", "replace").strip()
        if text.startswith(QR_MARK):
            _prove_code(text[len(QR_MARK) :], notes, proof)
        else:
            _prove(json.loads(text), notes, given, proof)
    except DAMAGE as error:
        proof.findings.append(Finding("D-input", place=type(error).__name__, found=shown(str(error))))
    return proof


def _prove(given: dict[str, Any], notes: Path | None, keys: Keys, proof: Proof) -> None:
    event, leaf, checkpoint = given["event"], given["leaf"], given["checkpoint"]
    data = event["body"].encode()
    body, note = read_body(data), read_note(checkpoint["note"])
    if body is None or note is None:
        proof.fail("event" if body is None else "checkpoint")
        return
    dep, sid = body["dep"].replace("-", ""), body["sid"].replace("-", "")
    digest = head = link(bytes.fromhex(event["previous"]), data)
    for later in given["after"]:
        head = link(head, later.encode())
    seq = body["seq"] + len(given["after"])
    path = [bytes.fromhex(step) for step in leaf["path"]]
    own = {
        name: bytes.fromhex(checkpoint["key"] if name == "checkpoint" else event["key"])
        for name in ("event", "checkpoint")
    }
    asked = {
        "hash": event["hash"] == digest.hex(),
        "subject": given["problem"]["id"].replace("-", "") == sid and given["deployment"].replace("-", "") == dep,
        "origin": note.origin.replace("-", "") == f"jianfa/{dep}",
        "path": root_of(head_leaf(sid, seq, head), leaf["position"], note.size, path) == note.root,
        "event key": not keys.event or key_id(own["event"]) in keys.event,
        "event signature": is_signed(own["event"], TAGS["sig"] + digest, bytes.fromhex(event["signature"])),
        "checkpoint key": not keys.checkpoint or key_id(own["checkpoint"]) in keys.checkpoint,
        "checkpoint signature": note.signer({"": own["checkpoint"]}) is not None,
        "number": said_number(body) in (None, given["problem"]["number"]),
    }  # fmt: skip
    for place, is_so in asked.items():
        if not is_so:
            proof.fail(place)
    proof.keys = {name: key_id(public) for name, public in own.items()}
    proof.said = {
        "number": str(given["problem"]["number"]), "id": body["sid"], "verb": body["verb"], "at": body["at"],
        "seq": str(body["seq"]), "hash": digest.hex(), "n": str(note.n), "note": note.hash.hex(), "time": note.at,
        "is_bound": "yes" if said_number(body) else "",
    }  # fmt: skip
    _hold_against(note, notes, proof)


QR_MARK = "JF1."


def _prove_code(text: str, notes: Path | None, proof: Proof) -> None:
    """Check the text of a QR code; the note it names must be at hand."""
    data = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
    dep, sid, digest, head, hashed = data[:16], data[16:32], data[36:68], data[72:104], data[108:140]
    seq, head_seq, n, position, size = (
        int.from_bytes(data[place : place + 4], "big") for place in (32, 68, 104, 140, 144)
    )
    path = [data[place : place + 32] for place in range(149, len(data), 32)]
    note = next((one for _file, one in outside_notes(notes)[0] if one.hash == hashed), None)
    found = root_of(head_leaf(sid.hex(), head_seq, head), position, size, path)
    asked = {
        "hash": len(path) == data[148] and head_seq >= seq and (head_seq != seq or head == digest),
        "note": note is not None,
        "path": note is not None and (found, size, n) == (note.root, note.size, note.n),
        "origin": note is not None and note.origin.replace("-", "") == f"jianfa/{dep.hex()}",
    }  # fmt: skip
    for place, is_so in asked.items():
        if not is_so:
            proof.fail(place)
    proof.is_outside = note is not None
    proof.keys = {"event": "–", "checkpoint": "–"}
    proof.said = {
        "number": "", "id": sid.hex(), "verb": "", "at": "", "seq": str(seq), "hash": digest.hex(), "n": str(n),
        "note": hashed.hex(), "time": note.at if note else "", "is_bound": "yes",
    }  # fmt: skip


def said_number(body: Mapping[str, Any]) -> Any:
    """Return the number of the problem, where the event's own bytes name it."""
    rows = [row["set"] for row in body["rows"] if row["t"] == "ledger.problem" and "number" in row["set"]]
    return body["facts"].get("number") or (rows[0]["number"] if rows else None)


def _hold_against(note: Note, folder: Path | None, proof: Proof) -> None:
    kept, faults = outside_notes(folder)
    proof.findings += faults
    for file, other in kept:
        if other.n == note.n and other.origin == note.origin:
            proof.is_outside = True
            if other.whole != note.whole:
                proof.findings.append(Finding("X-fork", place=file))


def certificate_words(proof: Proof) -> list[str]:
    """Say what a certificate proves."""
    if proof.findings:
        words = say("The certificate does NOT hold.", "凭证不成立。")
        return [*(finding.line() for finding in proof.findings), words]
    said = proof.said
    lines = [
        say("The certificate holds.", "凭证成立。"),
        say("Problem {number} ({id}): event {seq} “{verb}” of {at} (UTC)",
            "问题 {number}（{id}）：第 {seq} 条记录 “{verb}”，时间 {at}（协调世界时）", **said),
        say("Its hash: {hash}", "记录摘要值：{hash}", **said),
        say("Sealed under checkpoint {n} of {time}, whose note has the hash {note}", "由第 {n} 号封存点（{time}）覆盖，"
            "封存单摘要值 {note}", **said),
        say("Keys: events {event}, checkpoints {checkpoint}. Compare them with those that were announced.",
            "密钥：记录 {event}，封存 {checkpoint}。请与公布的密钥比对。", **proof.keys),
        say("It says nothing about what happened after that checkpoint.", "凭证不涉及该封存点之后的事。"),
    ]  # fmt: skip
    if not said["is_bound"]:
        lines.append(say("The number is as stated, the id is proved.", "编号为凭证所称，编码（id）已证实。"))
    if proof.is_outside:
        lines.append(say("The same note was kept outside.", "与外部留存的封存单一致。"))
    else:
        lines.append(say("No note kept outside was compared.", "未与外部留存的封存单比对。"))
    return lines


# The command --------------------------------------------------------------------------------------------------


def main(arguments: Sequence[str] | None = None) -> int:
    """Check what is named on the command line; return the exit status."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    is_certificate = given[:1] == ["certificate"]
    parser = argparse.ArgumentParser(
        prog="jianfa-verify", description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("input", type=Path, metavar="INPUT")
    parser.add_argument("--notes", type=Path, metavar="DIR", help=say("notes kept outside", "外部留存封存单的目录"))
    parser.add_argument("--keys", type=Path, metavar="PATH", help=say("public keys", "公钥文件或目录"))
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args(given[1:] if is_certificate else given)
    for path in (options.input, options.notes, options.keys):
        if path is not None and not path.exists():
            print(say("There is no {path}.", "没有 {path}。", path=path), file=sys.stderr)
            return CANNOT
    try:
        keys = read_keys(options.keys or options.notes) if options.keys or options.notes else Keys()
        if is_certificate:
            return _report_certificate(check_certificate(options.input.read_bytes(), options.notes, keys), options.json)
        return _report(verify(options.input, options.notes, keys), keys, as_json=options.json)
    except OSError as error:
        print(error, file=sys.stderr)
        return CANNOT


def _report_certificate(proof: Proof, as_json: bool) -> int:  # noqa: FBT001
    print(json.dumps(asdict(proof), ensure_ascii=False) if as_json else "\n".join(certificate_words(proof)))
    return DIFFERS if proof.findings else WHOLE


def _report(record: Record, given: Keys, *, as_json: bool) -> int:
    findings = record.findings
    counts = {name: getattr(record, name) for name in ("chains", "events", "erased", "checkpoints", "outside")}
    if as_json:
        print(json.dumps({**counts, "findings": [asdict(one) for one in findings]}, ensure_ascii=False))
        return DIFFERS if findings else WHOLE
    for finding in findings:
        print(finding.line())
    print(say(
        "{chains} chains, {events} events, {checkpoints} checkpoints; {outside} notes kept outside were compared.",
        "共 {chains} 条记录链、{events} 条记录、{checkpoints} 个封存点；比对外部留存的封存单 {outside} 份。", **counts,
    ))  # fmt: skip
    if record.erased:
        print(
            say(
                "{erased} texts were erased and cannot be shown any more.",
                "有 {erased} 段文字已清除，无法再显示。",
                **counts,
            )
        )
    for kind, is_given in (("events", given.event), ("checkpoints", given.checkpoint)):
        if not is_given:
            name = {"events": "记录", "checkpoints": "封存"}[kind] if IS_CHINESE else kind
            print(say("No key of {name} was given: what the input says had to be believed.",
                      "未提供{name}公钥，只能采信输入自身所载。", name=name))  # fmt: skip
    if not record.outside:
        print(say("Without notes kept outside, an old backup or a record rewritten with its keys is not found.",
                  "没有外部留存的封存单，无法发现恢复旧备份或连同密钥的重写。"))  # fmt: skip
    if not record.has_tables:
        print(say("The input holds the journal only; tables were not compared.", "输入只含记录，未比对数据表。"))
    print(say("{n} things are not as they were written.", "有 {n} 处与写入时不符。", n=len(findings))
          if findings else say("The record is whole.", "记录完整。"))  # fmt: skip
    return DIFFERS if findings else WHOLE


if __name__ == "__main__":
    sys.exit(main())
