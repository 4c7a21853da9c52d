"""Which rows of a file are likely on the list already, or twice in the file."""

from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeVar
from uuid import UUID

from rapidfuzz import fuzz, process

from jianfa.exchange.rules import LIKE, rarest
from jianfa.kit.text import squeezed
from jianfa.ledger.models import Campaign, Gram, Problem
from jianfa.ledger.states import State

Key = TypeVar("Key", UUID, int)
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
        known = _candidates(campaign, unit, keys)
        for row, grams in zip(rows, keys, strict=True):
            likely = _sharing_most(grams, lambda gram: known.holders.get(gram, ()))  # noqa: B023 - called at once
            near = _nearest(row.title, {pk: known.titles[pk][1] for pk in likely if pk in known.titles})
            if near is not None:
                problem, likeness = near
                number, title = known.titles[problem]
                found[row.key] = Like(likeness, number, title, problem)
    return found


@dataclass(frozen=True)
class Candidates:
    """Problems that share rare pairs with some row of the file: number and title of each, and who has which pair."""

    titles: Mapping[UUID, tuple[str, str]] = field(default_factory=dict)
    holders: Mapping[str, Sequence[UUID]] = field(default_factory=dict)


def _candidates(campaign: Campaign, unit: UUID, keys: Sequence[Sequence[str]]) -> Candidates:
    wanted = {gram for grams in keys for gram in grams}
    problems = Problem.objects.filter(campaign=campaign, source_unit=unit).exclude(state=State.VOIDED)
    if not problems.exists():
        return Candidates()
    hits = Gram.objects.filter(gram__in=wanted, problem__in=problems.values("pk")).values_list("problem", "gram")
    holders: dict[str, list[UUID]] = defaultdict(list)
    for problem, gram in hits[:MOST_GRAMS]:
        holders[gram].append(problem)
    sharing = list({problem for some in holders.values() for problem in some})
    rows = problems.filter(pk__in=sharing).values_list("pk", "number", "title")
    return Candidates({pk: (number or "", title) for pk, number, title in rows}, holders)


def _sharing_most(grams: Sequence[str], holders: Callable[[str], Sequence[Key]]) -> list[Key]:
    """Return who shares at least half of these pairs, those sharing most first."""
    counts = Counter(one for gram in grams for one in holders(gram))
    likely = [one for one, shared in counts.items() if shared * 2 >= len(grams)]
    return sorted(likely, key=lambda one: (-counts[one], one))[:CANDIDATES]


def _nearest(title: str, titles: Mapping[Key, str]) -> tuple[Key, int] | None:
    """Return whose title is most alike, and by how many percent, if one is alike enough."""
    names = {key: squeezed(text) for key, text in titles.items()}
    best = process.extractOne(squeezed(title), names, scorer=fuzz.ratio, score_cutoff=LIKE)
    return (best[2], int(best[1])) if best else None


def alike_in_file(entries: Sequence[Entry]) -> dict[int, Like]:
    """Return for each row the most alike earlier row of the same unit in the same file."""
    found: dict[int, Like] = {}
    for rows in _by_unit(entries).values():
        holders: dict[str, list[int]] = defaultdict(list)
        for n, (row, grams) in enumerate(zip(rows, rarest([row.title for row in rows]), strict=True)):
            likely = _sharing_most(grams, lambda gram: holders[gram][-CANDIDATES:])  # noqa: B023 - called at once
            near = _nearest(row.title, {m: rows[m].title for m in likely})
            if near is not None:
                found[row.key] = Like(near[1], key=rows[near[0]].key, title=rows[near[0]].title)
            for gram in grams:
                holders[gram].append(n)
    return found


def _by_unit(entries: Sequence[Entry]) -> dict[UUID, list[Entry]]:
    by_unit: dict[UUID, list[Entry]] = defaultdict(list)
    for entry in entries:
        if entry.title:
            by_unit[entry.unit].append(entry)
    return by_unit
