"""Vectors kept in a file beside the database, so that a text is encoded once, whichever process comes first.

It can be removed at any time: whoever misses a vector encodes the text again. SQLite locks it, so that several
processes may write; what cannot be read or written is as if it were not there.
"""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Mapping, Sequence
from contextlib import closing
from pathlib import Path

from jianfa.kit.similar.encoder import Encoder, packed, sentence
from jianfa.kit.similar.index import Key, Text

AT_ONCE = 16
"""Texts encoded in one go, a tenth of a second: a search that needs the encoder waits no longer."""
ASKED = 500
"""Digests asked for in one query."""
WAIT_SECONDS = 5
TABLE = "CREATE TABLE IF NOT EXISTS vector (digest BLOB PRIMARY KEY, vector BLOB NOT NULL) WITHOUT ROWID"


class Kept:
    """Vectors by the digest of what was encoded and of the encoder's version."""

    def __init__(self, path: Path, encoder: Encoder) -> None:
        self._path = path
        self.encoder = encoder

    def with_vectors(self, texts: Sequence[Text[Key]]) -> list[Text[Key]]:
        """Return the texts with their vectors; those that no process has encoded yet are encoded, and kept."""
        sentences = {self._digest(said): said for said in (sentence(text.head, text.body) for text in texts)}
        known = self._read(list(sentences))
        fresh = [digest for digest in sentences if digest not in known]
        for start in range(0, len(fresh), AT_ONCE):
            some = fresh[start : start + AT_ONCE]
            made = packed(self.encoder.encode([sentences[digest] for digest in some]))
            new = {digest: vector.tobytes() for digest, vector in zip(some, made, strict=True)}
            self._write(new)
            known |= new
        return [
            Text(text.key, text.head, text.body, known[self._digest(sentence(text.head, text.body))]) for text in texts
        ]

    def _digest(self, said: str) -> bytes:
        return hashlib.sha256(f"{self.encoder.version}\0{said}".encode("utf-8", "surrogatepass")).digest()

    def _read(self, digests: Sequence[bytes]) -> dict[bytes, bytes]:
        found: dict[bytes, bytes] = {}
        try:
            with closing(self._opened()) as file:
                for start in range(0, len(digests), ASKED):
                    some = digests[start : start + ASKED]
                    marks = ",".join("?" * len(some))
                    asked = f"SELECT digest, vector FROM vector WHERE digest IN ({marks})"  # noqa: S608 - marks only
                    found.update(file.execute(asked, some).fetchall())
        except (OSError, sqlite3.Error):
            return {}
        return found

    def _write(self, vectors: Mapping[bytes, bytes]) -> None:
        try:
            with closing(self._opened()) as file, file:
                file.executemany("INSERT OR IGNORE INTO vector VALUES (?, ?)", vectors.items())
        except (OSError, sqlite3.Error):
            return  # a full disk, or somebody else's file: the vector serves this process alone

    def _opened(self) -> sqlite3.Connection:
        """Open the file, for its owner alone: vectors say a little of what the texts say."""
        self._path.parent.mkdir(parents=True, exist_ok=True)
        self._path.touch(mode=0o600)
        file = sqlite3.connect(self._path, timeout=WAIT_SECONDS)
        file.execute(TABLE)
        return file
