"""What clients saw, compared with what the journal holds: pure, so that a wrong log can be given to it.

A finding is one sentence; an empty list means that everything acknowledged happened once, in the order in which it
was seen to happen, and that of two who wanted the same step one had it.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from math import inf

WON, LOST, UNKNOWN = "won", "lost", "unknown"


@dataclass
class Attempt:
    """One wish of one client, sent until it was answered or given up; times are seconds of one monotonic clock."""

    problem: str
    verb: str
    version: int
    """The problem's as the client knew it."""
    key: str
    """As the journal keeps it."""
    invoked: float
    ended: float = inf
    """When it was answered; never, where the outcome is unknown."""
    outcome: str = UNKNOWN
    answers: list[tuple[int, str]] = field(default_factory=list)
    """Place in the chain and hash, of each answer that acknowledged it; the same request is sent again later."""
    refusals_after: int = 0
    """How often it was refused after it had been acknowledged."""
    sent: float = 0.0
    """When the sending that was answered began, seconds since 1970."""
    statuses: list[int] = field(default_factory=list)
    """Of every sending; 0 where the connection broke."""


@dataclass(frozen=True)
class Read:
    """A problem as it was read."""

    problem: str
    begun: float
    ended: float
    version: int
    state: str


@dataclass(frozen=True)
class Written:
    """A move in the journal."""

    problem: str
    seq: int
    verb: str
    key: str
    hash: str
    version: int
    """After it."""
    before: str
    after: str
    at: float = 0.0
    """When the server did it, seconds since 1970."""


def check(attempts: Sequence[Attempt], reads: Sequence[Read], journal: Sequence[Written]) -> list[str]:
    """Return what does not fit; ``journal`` holds the contended verbs only, in any order."""
    events = {event.key: event for event in journal}
    return [
        *_acknowledged(attempts, events),
        *_written(attempts, journal),
        *_contended(attempts, events),
        *_in_order(attempts, journal),
        *_read(attempts, reads, journal),
    ]


def _acknowledged(attempts: Sequence[Attempt], events: Mapping[str, Written]) -> Iterator[str]:
    for attempt in attempts:
        event, what = events.get(attempt.key), f"{attempt.verb} of version {attempt.version} of {attempt.problem}"
        if attempt.outcome == WON and event is None:
            yield f"lost: {what} was acknowledged and is not in the journal"
        if attempt.outcome == LOST and event is not None:
            yield f"refused and done: {what} was refused and is number {event.seq}"
        if attempt.refusals_after:
            yield f"forgotten: {what} was acknowledged, then refused when it was sent again"
        if event is not None and any(answer != (event.seq, event.hash) for answer in attempt.answers):
            yield f"another: {what} is number {event.seq}; its answers say {attempt.answers}"
        if event is not None and (event.verb, event.version) != (attempt.verb, attempt.version + 1):
            yield f"another: {what} became {event.verb} to version {event.version}"
        if strange := [status for status in attempt.statuses if status not in {0, 200, 409, 503}]:
            yield f"strange answer: {what} was answered {strange}"


def _written(attempts: Sequence[Attempt], journal: Sequence[Written]) -> Iterator[str]:
    asked = {attempt.key for attempt in attempts}
    for key, times in Counter(event.key for event in journal).items():
        if times > 1:
            yield f"doubled: {times} events carry the key {key}"
    for event in journal:
        if event.key not in asked:
            yield f"unasked: number {event.seq} of {event.problem} is of no attempt"
    for problem, chain in _chains(journal).items():
        for one, other in pairwise(chain):
            if other.before != one.after or other.version != one.version + 1:
                yield (
                    f"states: number {other.seq} of {problem} goes from {other.before} (version {other.version - 1}), "
                    f"number {one.seq} had led to {one.after} (version {one.version})"
                )


def _contended(attempts: Sequence[Attempt], events: Mapping[str, Written]) -> Iterator[str]:
    """Each version that somebody was told about is followed by one move, and one of those who tried made it."""
    rivals: dict[tuple[str, int], list[Attempt]] = defaultdict(list)
    for attempt in attempts:
        rivals[attempt.problem, attempt.version].append(attempt)
    for (problem, version), those in rivals.items():
        made = sum(attempt.key in events for attempt in those)
        is_decided = any(attempt.outcome != UNKNOWN for attempt in those)
        if made > 1 or (is_decided and made != 1):
            yield f"contended: {made} of {len(those)} moved version {version} of {problem}"


def _in_order(attempts: Sequence[Attempt], journal: Sequence[Written]) -> Iterator[str]:
    """What was acknowledged before another was asked for stands before it (real-time order, R14)."""
    by_key = {attempt.key: attempt for attempt in attempts}
    for problem, chain in _chains(journal).items():
        earliest_end = inf
        for event in reversed(chain):
            if (attempt := by_key.get(event.key)) is None:
                continue
            if earliest_end < attempt.invoked:
                yield f"order: number {event.seq} of {problem} was asked for after a later one had been acknowledged"
            earliest_end = min(earliest_end, attempt.ended)


def _read(attempts: Sequence[Attempt], reads: Sequence[Read], journal: Sequence[Written]) -> Iterator[str]:
    """A read shows at least what was acknowledged before it, and nothing that nobody had asked for yet."""
    by_key = {attempt.key: attempt for attempt in attempts}
    moves = {(event.problem, event.version): event for event in journal}
    acknowledged: dict[str, list[tuple[float, int]]] = defaultdict(list)
    for attempt in attempts:
        if attempt.outcome == WON:
            acknowledged[attempt.problem].append((attempt.ended, attempt.version + 1))
    for read in reads:
        known = [version for ended, version in acknowledged[read.problem] if ended < read.begun]
        if known and read.version < max(known):
            yield f"stale read: version {read.version} of {read.problem}, {max(known)} had been acknowledged"
        event = moves.get((read.problem, read.version))
        if event is not None and event.after != read.state:
            yield f"wrong read: version {read.version} of {read.problem} as {read.state}, it was {event.after}"
        if event is None and any(move.problem == read.problem and move.version < read.version for move in journal):
            yield f"aborted read: version {read.version} of {read.problem} is not in the journal"
        if event is not None and event.key in by_key and by_key[event.key].invoked > read.ended:
            yield f"read before asked: version {read.version} of {read.problem}"


def _chains(journal: Sequence[Written]) -> dict[str, list[Written]]:
    chains: dict[str, list[Written]] = defaultdict(list)
    for event in sorted(journal, key=lambda event: event.seq):
        chains[event.problem].append(event)
    return chains
