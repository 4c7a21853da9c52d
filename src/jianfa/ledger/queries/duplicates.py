"""Which rows of a file are likely on the list already, or twice in the file."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from rapidfuzz import fuzz, process

from jianfa.exchange.rules import LIKE, rarest
from jianfa.kit.text import squeezed
from jianfa.ledger.models import Campaign, Gram, Problem
from jianfa.ledger.states import State

CANDIDATES = 50
"""Of so many problems sharing rare pairs of characters the likeness is computed, those sharing most first."""
MOST_GRAMS = 20_000
"""Rows of the gram index read for one unit; beyond, the commonest pairs are left out."""


@dataclass(frozen=True)
class Entry:
    """One row as it is compared: a key of the caller's, the unit it comes from, its title."""

    key: int
    unit: UUID
    title: str


@dataclass(frozen=True)
class Like:
    """What a row is alike: a problem (number, title) or an earlier row of the file (key)."""

    likeness: int
    number: str = ""
    title: str = ""
    problem: UUID | None = None
    key: int | None = None


def alike_on_list(campaign: Campaign, entries: Sequence[Entry]) -> dict[int, Like]:
    """Return for each row the most alike problem of the same source unit, if one is alike enough.

    Candidates come from the gram index, one query a unit; nothing scans the list.
    """
    found: dict[int, Like] = {}
    for unit, rows in _by_unit(entries).items():
        keys = rarest([row.title for row in rows])
        titles = _candidates(campaign, unit, keys)
        for row, grams in zip(rows, keys, strict=True):
            near = _nearest(row.title, titles, grams)
            if near is not None:
                problem, number, title, likeness = near
                found[row.key] = Like(likeness, number, title, problem)
    return found


Candidates = dict[UUID, tuple[str, str, set[str]]]
"""problem → number, title, the rare pairs it has."""


def _candidates(campaign: Campaign, unit: UUID, keys: Sequence[Sequence[str]]) -> Candidates:
    wanted = {gram for grams in keys for gram in grams}
    problems = Problem.objects.filter(campaign=campaign, source_unit=unit).exclude(state=State.VOIDED)
    if not problems.exists():
        return {}
    hits = Gram.objects.filter(gram__in=wanted, problem__in=problems.values("pk")).values_list("problem", "gram")
    shared: dict[UUID, set[str]] = defaultdict(set)
    for problem, gram in hits[:MOST_GRAMS]:
        shared[problem].add(gram)
    rows = problems.filter(pk__in=list(shared)).values_list("pk", "number", "title")
    return {pk: (number or "", title, shared[pk]) for pk, number, title in rows}


def _nearest(title: str, titles: Candidates, grams: Sequence[str]) -> tuple[UUID, str, str, int] | None:
    wanted = set(grams)
    shared = {pk: len(wanted & have) for pk, (_number, _title, have) in titles.items()}
    likely = sorted((pk for pk, n in shared.items() if n * 2 >= len(wanted)), key=lambda pk: -shared[pk])[:CANDIDATES]
    names = {pk: squeezed(titles[pk][1]) for pk in likely}
    best = process.extractOne(squeezed(title), names, scorer=fuzz.ratio, score_cutoff=LIKE)
    if best is None:
        return None
    _text, likeness, pk = best
    number, original, _have = titles[pk]
    return pk, number, original, int(likeness)


def alike_in_file(entries: Sequence[Entry]) -> dict[int, Like]:
    """Return for each row the most alike earlier row of the same unit in the same file."""
    found: dict[int, Like] = {}
    for rows in _by_unit(entries).values():
        holders: dict[str, list[int]] = defaultdict(list)
        for n, (row, grams) in enumerate(zip(rows, rarest([row.title for row in rows]), strict=True)):
            near = _earlier(rows, n, grams, holders)
            if near is not None:
                found[row.key] = Like(near[1], key=rows[near[0]].key, title=rows[near[0]].title)
            for gram in grams:
                holders[gram].append(n)
    return found


def _earlier(
    rows: Sequence[Entry], n: int, grams: Sequence[str], holders: Mapping[str, list[int]]
) -> tuple[int, int] | None:
    counts: dict[int, int] = defaultdict(int)
    for gram in grams:
        for earlier in holders.get(gram, ())[-CANDIDATES:]:
            counts[earlier] += 1
    likely = sorted((m for m, shared in counts.items() if shared * 2 >= len(grams)), key=lambda m: (-counts[m], m))
    names = {m: squeezed(rows[m].title) for m in likely[:CANDIDATES]}
    best = process.extractOne(squeezed(rows[n].title), names, scorer=fuzz.ratio, score_cutoff=LIKE)
    return (best[2], int(best[1])) if best else None


def _by_unit(entries: Sequence[Entry]) -> dict[UUID, list[Entry]]:
    by_unit: dict[UUID, list[Entry]] = defaultdict(list)
    for entry in entries:
        if entry.title:
            by_unit[entry.unit].append(entry)
    return by_unit
