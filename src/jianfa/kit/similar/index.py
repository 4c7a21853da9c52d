"""The index of texts: what is added is found at once, what is removed is gone, and scores depend on the texts alone."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from threading import RLock
from typing import Generic, NamedTuple, TypeVar

import numpy as np
from numpy.typing import NDArray

from jianfa.kit.similar.blend import WEIGHT_OF_COUNT, Floats, beyond_chance, blended, rarity, sense, share_of_sense
from jianfa.kit.similar.encoder import Encoder, Packed, packed, sentence, shortened
from jianfa.kit.similar.features import TERMS, Features, features
from jianfa.kit.similar.segment import Ints, Segment, merged, segment_of
from jianfa.kit.similar.synonyms import NONE, Synonyms

Key = TypeVar("Key", bound=object)
CANDIDATES = 500
"""Of so many texts, the most alike at a rough look, the score is computed exactly."""
FEW = 2_000
"""Among so few texts each is scored exactly."""
POSTED = 150_000
"""Entries read of the lists of who has a pair, the rarest pairs first; what all texts have tells them apart least."""
BATCH = 2_000
"""Texts made ready at a time."""


class Text(NamedTuple, Generic[Key]):
    """A text to add: its key, heading and body, and its vector where `Index.vector` gave it out before."""

    key: Key
    head: str
    body: str = ""
    vector: bytes | None = None


@dataclass(frozen=True, slots=True)
class Hit(Generic[Key]):
    """A text that was found: its score from 0 to 1, and the two parts of it; ``sense`` is None without an encoder."""

    key: Key
    score: float
    words: float
    sense: float | None


@dataclass(frozen=True, slots=True)
class _Query:
    found: Features
    weights: NDArray[np.float64]
    """What each of its terms weighs now."""
    norm: float
    typical: float
    """How rare its terms are on average; the norm of another text is about its plain length times that."""
    vector: Packed | None


class Index(Generic[Key]):
    """Texts by key, for one process. Calls from several threads wait for one another.

    An index with an encoder needs some 2 kB a text, one without 1.5 kB; docs/similarity.md has the figures.
    """

    def __init__(self, *, synonyms: Synonyms = NONE, encoder: Encoder | None = None) -> None:
        self._synonyms = synonyms
        self._encoder = encoder
        self._holders = np.zeros(TERMS, dtype=np.int32)
        self._parts: list[Segment] = []
        self._keys: list[list[Key]] = []
        self._alive: list[NDArray[np.bool_]] = []
        self._where: dict[Key, tuple[int, int]] = {}
        self._lock = RLock()

    def __len__(self) -> int:
        return len(self._where)

    def __contains__(self, key: object) -> bool:
        return key in self._where

    @property
    def has_sense(self) -> bool:
        """Whether scores are blended with an encoder's."""
        return self._encoder is not None

    def keys(self) -> list[Key]:
        """Return the keys in their order, which is that of their writing as text."""
        return sorted(self._where, key=_written)

    def add(self, key: Key, head: str, body: str = "") -> None:
        """Add a text, or put it in the place of the one that has this key."""
        self.extend([Text(key, head, body)])

    def extend(self, texts: Iterable[Text[Key]]) -> None:
        """Add many texts; quicker than one by one. Of two with one key the later counts."""
        rows = list({text.key: text for text in texts}.values())
        for start in range(0, len(rows), BATCH):
            some = rows[start : start + BATCH]
            found = [features(row.head, row.body, self._synonyms) for row in some]
            vectors = self._vectors_of(some)
            with self._lock:
                for row in some:
                    self.remove(row.key)
                self._append([row.key for row in some], found, vectors)
        with self._lock:
            self._tidy()

    def remove(self, key: Key) -> bool:
        """Take a text out; return whether it was there."""
        with self._lock:
            place = self._where.pop(key, None)
            if place is None:
                return False
            part, local = place
            self._alive[part][local] = False
            self._holders[self._parts[part].of(local)[0]] -= 1
            return True

    def give_sense(self, encoder: Encoder, vectors: Mapping[Key, bytes]) -> None:
        """From now on compare the sense as well; KeyError, and nothing changed, if a text of the index has no vector.

        So whoever searches has answers by words while the vectors are being made. Not while another thread adds texts.
        """
        gone = bytes(encoder.encode([""]).shape[1])
        with self._lock:
            parts = []
            for part, keys, mask in zip(self._parts, self._keys, self._alive, strict=True):
                rows = [vectors[key] if alive else gone for key, alive in zip(keys, mask, strict=True)]
                stacked = np.frombuffer(b"".join(rows), dtype=np.int8).reshape(len(rows), len(gone))
                parts.append(part.with_vectors(stacked))
            self._parts, self._encoder = parts, encoder

    def vector(self, key: Key) -> bytes | None:
        """Return the vector of a text as bytes to be kept, so that a later start need not compute it; None without."""
        with self._lock:
            part, local = self._where[key]
            vectors = self._parts[part].vectors
            return None if vectors is None else vectors[local].tobytes()

    def search(
        self, head: str, body: str = "", *, limit: int = 10, least: float = 0.0, within: Collection[Key] | None = None,
        besides: Collection[Key] = (), by_words: bool = False,
    ) -> list[Hit[Key]]:  # fmt: skip
        """Return the texts most alike, best first, equal scores in the order of their keys; none that scores 0.

        ``within`` names the keys that may be found (what a reader may see), ``besides`` those that shall not;
        ``by_words`` leaves the encoder out.
        """
        found = features(head, body, self._synonyms)
        vector = None if by_words else self._encoded([sentence(head, body)])
        with self._lock:
            query = self._query(found, None if vector is None else vector[0])
            return self._best(query, limit, least, within, besides)

    def like(
        self, key: Key, *, limit: int = 10, least: float = 0.0, within: Collection[Key] | None = None
    ) -> list[Hit[Key]]:
        """Return the texts most alike a text that is in the index, itself left out. KeyError if it is not."""
        with self._lock:
            return self._best(self._query_of(key), limit, least, within, (key,))

    def likeness(self, one: Key, other: Key) -> Hit[Key]:
        """Return how alike two texts of the index are, the same both ways. KeyError if one is not there."""
        with self._lock:
            part, local = self._where[other]
            return self._scored(self._query_of(one), {part: np.array([local])})[0]

    def exhaustive(self, key: Key, *, limit: int = 10) -> list[Hit[Key]]:
        """Return what `like` should: the score of every text computed. For measuring."""
        with self._lock:
            rows = self._scored(self._query_of(key), {n: np.flatnonzero(alive) for n, alive in enumerate(self._alive)})
            return _ordered([hit for hit in rows if hit.key != key], limit, 0.0)

    # -- adding ---------------------------------------------------------------------------------------------------

    def _vectors_of(self, rows: Sequence[Text[Key]]) -> Packed | None:
        if self._encoder is None:
            return None
        fresh = [n for n, row in enumerate(rows) if row.vector is None]
        made = self._encoded([sentence(rows[n].head, rows[n].body) for n in fresh])
        known = {n: np.frombuffer(row.vector, dtype=np.int8) for n, row in enumerate(rows) if row.vector is not None}
        if made is not None:
            known.update(zip(fresh, made, strict=True))
        return np.stack([known[n] for n in range(len(rows))])

    def _encoded(self, sentences: Sequence[str]) -> Packed | None:
        return None if self._encoder is None or not sentences else packed(self._encoder.encode(sentences))

    def _append(self, keys: list[Key], found: Sequence[Features], vectors: Packed | None) -> None:
        part = segment_of(found, vectors, None if vectors is None else shortened(vectors))
        self._parts.append(part)
        self._keys.append(keys)
        self._alive.append(np.ones(len(keys), dtype=np.bool_))
        self._where.update({key: (len(self._parts) - 1, n) for n, key in enumerate(keys)})
        np.add.at(self._holders, part.terms, 1)

    def _tidy(self) -> None:
        """Merge the last parts while they are small beside the one before: few parts, and each text is moved seldom."""
        first = len(self._parts) - 1
        while first > 0 and self._parts[first - 1].size < 2 * sum(part.size for part in self._parts[first:]):
            first -= 1
        if 2 * len(self._where) < sum(part.size for part in self._parts):
            first = 0  # most of what is kept has been removed
        elif first >= len(self._parts) - 1:
            return
        if not self._parts:
            return
        part = merged(self._parts[first:], self._alive[first:])
        kept = zip(self._keys[first:], self._alive[first:], strict=True)
        keys = [key for some, alive in kept for key, here in zip(some, alive, strict=True) if here]
        self._parts[first:], self._keys[first:] = [part], [keys]
        self._alive[first:] = [np.ones(len(keys), dtype=np.bool_)]
        self._where.update({key: (first, n) for n, key in enumerate(keys)})

    # -- finding --------------------------------------------------------------------------------------------------

    def _query(self, found: Features, vector: Packed | None) -> _Query:
        weights = WEIGHT_OF_COUNT[found.counts] * rarity(self._holders[found.terms], len(self))
        norm = float(np.sqrt(_added(weights * weights)))
        bare = float(np.sqrt(_added(WEIGHT_OF_COUNT[found.counts] ** 2)))
        return _Query(found, weights, norm, norm / max(bare, 1e-12), vector)

    def _query_of(self, key: Key) -> _Query:
        number, local = self._where[key]
        part = self._parts[number]
        terms, counts = part.of(local)
        vector = None if part.vectors is None else part.vectors[local]
        return self._query(Features(terms, counts, int(part.lengths[local])), vector)

    def _best(
        self, query: _Query, limit: int, least: float, within: Collection[Key] | None, besides: Collection[Key]
    ) -> list[Hit[Key]]:
        chosen = self._all(within) if self._few(within) else self._candidates(query, within, max(CANDIDATES, limit))
        skipped = set(besides)
        return _ordered([hit for hit in self._scored(query, chosen) if hit.key not in skipped], limit, least)

    def _few(self, within: Collection[Key] | None) -> bool:
        return min(len(self), len(self) if within is None else len(within)) <= FEW

    def _all(self, within: Collection[Key] | None) -> dict[int, Ints]:
        if within is None:
            return {n: np.flatnonzero(alive) for n, alive in enumerate(self._alive)}
        places: dict[int, list[int]] = {}
        for key in within:
            if key in self._where:
                part, local = self._where[key]
                places.setdefault(part, []).append(local)
        return {part: np.array(sorted(set(locals_)), dtype=np.int64) for part, locals_ in places.items()}

    def _candidates(self, query: _Query, within: Collection[Key] | None, count: int) -> dict[int, Ints]:
        """Return the texts that score highest as far as rare pairs and few dimensions tell, of all parts together."""
        masks = self._alive if within is None else self._masks(within)
        words = self._by_rare_pairs(query)
        if query.vector is not None:
            words = [self._with_sense(part, found, query) for part, found in zip(self._parts, words, strict=True)]
        return self._cut([np.where(mask, found, 0.0) for found, mask in zip(words, masks, strict=True)], count)

    def _with_sense(self, part: Segment, words: Floats, query: _Query) -> Floats:
        """Return the scores as far as few dimensions tell them."""
        if part.near is None or query.vector is None:
            return words
        near = beyond_chance((part.near @ shortened(query.vector[None, :])[0]).astype(np.float64))
        share = share_of_sense(part.lengths, query.found.length)
        found: Floats = (1 - share) * words + share * np.round(near, 5)
        return found

    def _masks(self, within: Collection[Key]) -> list[NDArray[np.bool_]]:
        masks = [np.zeros(part.size, dtype=np.bool_) for part in self._parts]
        for part, locals_ in self._all(within).items():
            masks[part][locals_] = True
        return masks

    def _by_rare_pairs(self, query: _Query) -> list[Floats]:
        """Return for each part what its texts share with the query, counting pairs from the rarest until POSTED."""
        held = self._holders[query.found.terms]
        order = np.lexsort((query.found.terms, held))
        order = order[(held[order] > 0)]
        order = order[np.cumsum(held[order]) - held[order] <= POSTED]
        terms = query.found.terms[order]
        strength = query.weights[order] * rarity(held[order], len(self)) / max(query.norm * query.typical, 1e-12)
        return [_shared(part, terms, strength) for part in self._parts]

    def _cut(self, scores: Sequence[Floats], count: int) -> dict[int, Ints]:
        """Return the places of the highest scores above 0 over all parts; of equal ones those with the first keys."""
        whole = np.round(np.concatenate(scores), 9) if scores else np.empty(0)
        places = np.flatnonzero(whole > 0)
        if places.size > count:
            bar = np.partition(whole[places], places.size - count)[places.size - count]
            above, level = places[whole[places] > bar], places[whole[places] == bar]
            if above.size + level.size > count:
                keys = [key for some in self._keys for key in some]
                level = np.array(sorted(level, key=lambda n: _written(keys[n]))[: count - above.size], dtype=np.int64)
            places = np.sort(np.concatenate([above, level]))
        starts = np.cumsum([0, *(part.size for part in self._parts)])
        return {n: places[(places >= starts[n]) & (places < starts[n + 1])] - starts[n]
                for n in range(len(self._parts))}  # fmt: skip

    def _scored(self, query: _Query, chosen: dict[int, Ints]) -> list[Hit[Key]]:
        """Return the exact scores of the chosen texts. Only these numbers are ever shown."""
        weight = np.zeros(TERMS)
        weight[query.found.terms] = query.weights
        hits: list[Hit[Key]] = []
        for number, locals_ in chosen.items():
            if locals_.size:
                hits.extend(self._scored_of(number, locals_, weight, query))
        return hits

    def _scored_of(self, number: int, locals_: Ints, weight: Floats, query: _Query) -> list[Hit[Key]]:
        part, keys = self._parts[number], self._keys[number]
        sizes = part.starts[locals_ + 1] - part.starts[locals_]
        owners = np.repeat(np.arange(locals_.size), sizes)
        offsets = np.arange(sizes.sum()) - np.repeat(np.cumsum(sizes) - sizes, sizes)
        flat = np.repeat(part.starts[locals_], sizes) + offsets
        terms = part.terms[flat]
        own = WEIGHT_OF_COUNT[part.counts[flat]] * rarity(self._holders[terms], len(self))
        shared = np.bincount(owners, weights=own * weight[terms], minlength=locals_.size)
        norms = np.sqrt(np.bincount(owners, weights=own * own, minlength=locals_.size))
        words = np.clip(np.round(shared / np.maximum(norms * query.norm, 1e-12), 10), 0.0, 1.0)
        meaning = None if query.vector is None or part.vectors is None else sense(part.vectors[locals_], query.vector)
        scores = blended(words, meaning, share_of_sense(part.lengths[locals_], query.found.length))
        senses = [None] * len(words) if meaning is None else [float(value) for value in meaning]
        return [Hit(keys[local], float(score), float(word), one_sense)
                for local, score, word, one_sense in zip(locals_, scores, words, senses, strict=True)]  # fmt: skip


def _shared(part: Segment, terms: NDArray[np.uint32], strength: Floats) -> Floats:
    places = np.searchsorted(part.posted, terms)
    held = places < part.posted.size
    held[held] = part.posted[places[held]] == terms[held]
    where, strong = places[held], strength[held]
    found: Floats = np.zeros(part.size)
    if not where.size:
        return found
    here = [slice(part.first[n], part.first[n + 1]) for n in where]
    who = np.concatenate([part.holders[one] for one in here])
    what = np.concatenate([part.strengths[one] * weight for one, weight in zip(here, strong, strict=True)])
    found += np.bincount(who, weights=what, minlength=part.size)
    return found


def _added(values: Floats) -> float:
    """Return the sum, adding one after the other as `bincount` does, so that a text is exactly like itself."""
    return float(np.bincount(np.zeros(values.size, dtype=np.int64), weights=values, minlength=1)[0])


def _ordered(hits: Iterable[Hit[Key]], limit: int, least: float) -> list[Hit[Key]]:
    wanted = [hit for hit in hits if hit.score > 0 and hit.score >= least]
    return sorted(wanted, key=lambda hit: (-hit.score, _written(hit.key)))[:limit]


def _written(key: object) -> str:
    return str(key)
