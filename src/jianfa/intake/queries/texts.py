"""What is compared: demands as others may read them, and problems, in one index in the memory of each process.

The journal tells what is new, whoever wrote it: each search first reads the events since the last one. An event gets
its number before its transaction ends, so numbers that were passed over are asked for again until they are too old.
Left out: drafts, what was withdrawn or voided, what is sensitive, and a worker's words nobody has summed up.

Where the sentence encoder is installed its vectors are made, or read from the file where they are kept, by a thread
beside the pages; until all are there the answers go by words.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from threading import RLock, Thread
from uuid import UUID

from django.conf import settings
from django.db import connection
from django.db.models import Max, Q

from jianfa.intake.models import Demand
from jianfa.intake.queries.synonyms import in_force
from jianfa.intake.states import State
from jianfa.journal.models import Event
from jianfa.kit.personal import mask_personal
from jianfa.kit.similar import Index, Kept, Synonyms, has_encoder, load_encoder
from jianfa.kit.similar.index import Text
from jianfa.ledger.models import Problem
from jianfa.ledger.states import Sensitivity
from jianfa.ledger.states import State as ProblemState

DEMAND, PROBLEM, SYNONYMS = "demand", "problem", "synonyms"
AT_ONCE = 2_000
"""So many texts are read while somebody waits, a second's work; more are read beside the pages."""
ENCODED_AT_ONCE = 30
"""The same where a vector has to be made of each."""
CHUNK = 500
EVENTS = 20_000
"""Events looked through at a time: three numbers each."""
LOOKED_BACK = 1_000
"""Numbers before the newest event that may still appear when the index begins."""
MISSING_SECONDS = 600
"""Longer than the longest transaction (`notices`: SETTLED)."""
UNHEARD = (State.DRAFT, State.WITHDRAWN)
UNLISTED = (ProblemState.DRAFT, ProblemState.VOIDED)


def key_of(kind: str, subject: UUID) -> str:
    """Return the name of a text in the index: its kind's first letter and its id."""
    return f"{kind[0]}{subject.hex}"


def keys_of(kind: str, subjects: Sequence[UUID]) -> list[str]:
    """Return the names of several."""
    return [key_of(kind, subject) for subject in subjects]


def subjects_of(kind: str, keys: Sequence[str]) -> list[UUID]:
    """Return the ids of those names that are of a kind, in their order."""
    return [UUID(key[1:]) for key in keys if key[0] == kind[0]]


@dataclass(eq=False)
class Shelf:
    """The index of this process, and how far the journal has been read."""

    lock: RLock = field(default_factory=RLock)
    index: Index[str] | None = None
    synonyms: Synonyms = field(default_factory=Synonyms)
    position: int = 0
    missing: dict[int, float] = field(default_factory=dict)
    to_read: list[str] = field(default_factory=list)
    """Texts still to be read beside the pages, the newest last."""
    reader: Thread | None = None
    is_broken: bool = False
    """The encoder failed, for lack of memory perhaps; it is not tried again."""
    kept: Kept | None = None
    """The encoder with the file of its vectors, once it is loaded."""
    bare: dict[str, None] = field(default_factory=dict)
    """Texts of an index without sense that have no vector yet, the newest last."""
    vectors: dict[str, bytes] = field(default_factory=dict)
    """Those of the others, until all are there."""

    def begin(self) -> None:
        """Begin anew: with the synonyms in force, the newest texts first."""
        newest = Event.objects.aggregate(newest=Max("pk"))["newest"] or 0
        start = max(0, newest - LOOKED_BACK)
        known = set(Event.objects.filter(pk__gt=start).values_list("pk", flat=True))
        self.position = newest
        self.missing = dict.fromkeys(set(range(start + 1, newest)) - known, time.monotonic())
        self.synonyms = in_force().synonyms
        self.index = Index(synonyms=self.synonyms)
        self.bare, self.vectors = {}, {}
        self.take_later(
            [
                *keys_of(PROBLEM, list(Problem.objects.order_by("drafted_at", "pk").values_list("pk", flat=True))),
                *keys_of(DEMAND, list(Demand.objects.order_by("raised_at", "pk").values_list("pk", flat=True))),
            ]
        )

    def catch_up(self) -> None:
        """Read what has happened since; one query where nothing has."""
        changed: dict[str, None] = {}
        while True:
            wanted = Q(pk__gt=self.position) | Q(pk__in=list(self.missing))
            events = list(
                Event.objects.filter(wanted).order_by("pk").values_list("pk", "chain_id", "chain__kind")[:EVENTS]
            )
            self._note([pk for pk, _, _ in events])
            kinds = {kind for _, _, kind in events}
            if SYNONYMS in kinds:
                return self.begin()
            changed |= dict.fromkeys(key_of(kind, chain) for _, chain, kind in events if kind in {DEMAND, PROBLEM})
            if len(events) < EVENTS:
                return self.take_later(list(changed))

    def _note(self, seen: Sequence[int]) -> None:
        """Remember how far it was read, and which numbers in between have not appeared yet."""
        now = time.monotonic()
        newest = max(seen, default=0)
        passed = set(range(self.position + 1, newest)) - set(seen)
        missing = {pk: since for pk, since in self.missing.items() if now - since < MISSING_SECONDS}
        self.missing = {pk: missing.get(pk, now) for pk in (missing.keys() | passed) - set(seen)}
        self.position = max(self.position, newest)

    @property
    def at_once(self) -> int:
        return ENCODED_AT_ONCE if self.index is not None and self.index.has_sense else AT_ONCE

    def take_later(self, keys: list[str]) -> None:
        """Read few texts now, and many beside the pages, where their vectors are made as well."""
        if len(keys) <= self.at_once or settings.JOBS_AT_ONCE:
            for start in range(0, len(keys), CHUNK):
                self.take(keys[start : start + CHUNK])
        else:
            self.to_read += keys
        if settings.JOBS_AT_ONCE:
            while self.encode_some():
                pass
        elif self.reader is None and (self.to_read or self.wants_sense):
            self.reader = Thread(target=self._read_on, name="similar texts", daemon=True)
            self.reader.start()

    def _read_on(self) -> None:
        try:
            while self._read_some() or self.encode_some():
                time.sleep(0.001)  # whoever waits for the lock comes first
        except Exception:  # a search by words is better than none
            logger.exception("similar texts are found by words alone until the next start")
            self.is_broken = True
        finally:
            with self.lock:
                self.reader = None
            connection.close()

    def _read_some(self) -> bool:
        """Read some of what is still to be read; return whether there was any."""
        with self.lock:  # one after the other with what is new: the later text counts
            size = min(CHUNK, self.at_once)
            some, self.to_read = self.to_read[-size:], self.to_read[:-size]
            if some:
                self.take(some)
            return bool(some)

    def take(self, keys: Sequence[str]) -> None:
        """Put texts in as they are now, or out where nobody is to find them."""
        assert self.index is not None
        texts = _texts(keys)
        for gone in set(keys) - {text.key for text in texts}:
            self.index.remove(gone)
        if self.index.has_sense and self.kept is not None:
            texts = self.kept.with_vectors(texts)
        self.index.extend(texts)
        if self.wants_sense:
            self.bare |= dict.fromkeys(text.key for text in texts)

    @property
    def wants_sense(self) -> bool:
        """Whether vectors are still to be made before the index can compare by sense."""
        wanted = settings.SENTENCE_ENCODER and not self.is_broken and has_encoder()
        return wanted and self.index is not None and not self.index.has_sense

    def encode_some(self) -> bool:
        """Make, or look up, the vectors of some texts; with the last of them the index has sense. Return if it goes on.

        The lock is not held meanwhile: a text that is read again meanwhile is bare again.
        """
        with self.lock:
            if not self.wants_sense:
                return False
            some = list(self.bare)[-CHUNK:]
            for key in some:
                del self.bare[key]
        if self.kept is None:
            encoder = load_encoder()
            assert encoder is not None
            encoder.encode([""])  # it reads its weights at the first text
            self.kept = Kept(settings.VECTORS_FILE, encoder)
        texts = self.kept.with_vectors(_texts(some))
        with self.lock:
            self.vectors |= {text.key: text.vector for text in texts if text.vector is not None}
            return not self._has_gained_sense(set(some) - {text.key for text in texts})

    def _has_gained_sense(self, gone: set[str]) -> bool:
        """Give the index its vectors if none is missing. What was not there any more is found no more."""
        if self.index is None:
            return True
        for key in gone - self.bare.keys():
            self.index.remove(key)
        if self.bare or self.to_read or self.kept is None:
            return False
        self.index.give_sense(self.kept.encoder, self.vectors)
        self.vectors = {}
        return True


logger = logging.getLogger(__name__)
_shelf = Shelf()


def texts_now() -> tuple[Index[str], Synonyms]:
    """Return the index with everything that is in the database, and the synonyms it goes by.

    Where thousands of texts are new it lacks some for a while, the oldest longest; `still_reading` says so.
    """
    with _shelf.lock:
        if _shelf.index is None:
            _shelf.begin()
        else:
            _shelf.catch_up()
        assert _shelf.index is not None
        return _shelf.index, _shelf.synonyms


def still_reading() -> int:
    """Return how many texts are still to be read."""
    return len(_shelf.to_read)


def forget_texts() -> None:
    """Begin anew at the next search: the database is another one."""
    with _shelf.lock:
        _shelf.index, _shelf.to_read, _shelf.bare, _shelf.vectors = None, [], {}, {}


def _texts(keys: Sequence[str]) -> list[Text[str]]:
    return [*_demands(subjects_of(DEMAND, keys)), *_problems(subjects_of(PROBLEM, keys))]


def _demands(subjects: Sequence[UUID]) -> Iterator[Text[str]]:
    if not subjects:
        return
    rows = Demand.objects.filter(pk__in=subjects, sensitivity=Sensitivity.GENERAL).exclude(state__in=UNHEARD)
    for row in rows.exclude(summary="").values_list("pk", "title", "summary", "is_from_worker"):
        yield demand_text(*row)


def demand_text(subject: UUID, title: str, summary: str, is_from_worker: bool) -> Text[str]:  # noqa: FBT001
    """Return a demand as it is compared: never a worker's own words, but what was written for others, masked."""
    if is_from_worker:
        title, summary = mask_personal(title), mask_personal(summary)
    return Text(key_of(DEMAND, subject), title, "" if summary == title else summary)


def _problems(subjects: Sequence[UUID]) -> Iterator[Text[str]]:
    if not subjects:
        return
    rows = Problem.objects.filter(pk__in=subjects, sensitivity=Sensitivity.GENERAL).exclude(state__in=UNLISTED)
    for subject, title, description in rows.values_list("pk", "title", "description"):
        yield Text(key_of(PROBLEM, subject), title, description)
