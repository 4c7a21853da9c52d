"""Groups of texts about one matter: the two groups most alike on average are joined, until none are alike enough."""

from __future__ import annotations

import heapq
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Generic

from jianfa.kit.similar.features import plain
from jianfa.kit.similar.index import Index, Key
from jianfa.kit.similar.synonyms import NONE, Synonyms

ALIKE_BY_WORDS, ALIKE_BY_SENSE = 0.14, 0.11
"""Groups are joined while their texts score so much on average, without and with an encoder (docs/similarity.md)."""
NEIGHBOURS = 60
"""So many texts most alike each text are looked at; the likeness of any other pair counts as 0."""
FEWEST = 2
"""Texts of a theme, at least."""
WORDS = 5
"""Key words shown of a theme."""
LONGEST_WORD = 6


@dataclass(frozen=True, slots=True)
class Theme(Generic[Key]):
    """Keys in order of likeness to the rest, the representative first; the average score of its pairs; key words."""

    keys: tuple[Key, ...]
    likeness: float
    words: tuple[str, ...]

    @property
    def representative(self) -> Key:
        """The text most like all others of the theme."""
        return self.keys[0]


Edges = dict[int, dict[int, float]]


def themes(
    index: Index[Key], heads: Mapping[Key, str], *, alike: float | None = None, synonyms: Synonyms = NONE,
    tick: Callable[[int, int], None] | None = None,
) -> list[Theme[Key]]:  # fmt: skip
    """Return the themes of the texts that ``heads`` names, the largest first; same texts, same themes.

    Joining by averages keeps two matters apart that a single message mentions both of. Cost: one search a text;
    ``tick`` is told how many of how many have been made.
    """
    bar = usual_bar(index) if alike is None else alike
    keys = sorted((key for key in heads if key in index), key=str)
    edges = _edges(index, keys, tick)
    plain_heads = {key: plain(heads[key], synonyms) for key in keys}
    common = _holders(plain_heads.values())
    whole = sorted(set(synonyms.written.values()))
    found = []
    for members in _joined(edges, len(keys), bar):
        if len(members) >= FEWEST:
            group = tuple(keys[n] for n in _central_first(members, edges))
            found.append(Theme(group, _average(members, edges), _words([plain_heads[k] for k in group], common, whole)))
    return sorted(found, key=lambda theme: (-len(theme.keys), str(min(map(str, theme.keys)))))


def usual_bar(index: Index[Key]) -> float:
    """Return the average score from which texts of this index are about one matter."""
    return ALIKE_BY_SENSE if index.has_sense else ALIKE_BY_WORDS


def _edges(index: Index[Key], keys: list[Key], tick: Callable[[int, int], None] | None) -> Edges:
    """Return the scores between each text and those most alike, both ways."""
    place = {key: n for n, key in enumerate(keys)}
    within = None if len(keys) == len(index) else place.keys()
    edges: Edges = defaultdict(dict)
    for n, key in enumerate(keys):
        for hit in index.like(key, limit=NEIGHBOURS, within=within):
            other = place[hit.key]
            edges[n][other] = edges[other][n] = hit.score
        if tick is not None:
            tick(n + 1, len(keys))
    return edges


def _joined(edges: Edges, count: int, alike: float) -> list[list[int]]:
    """Join the two groups with the highest average score, again and again; ties by the lowest members."""
    sums: Edges = {n: dict(edges.get(n, {})) for n in range(count)}
    members: dict[int, list[int]] = {n: [n] for n in range(count)}
    queue = [(-score, one, other, 1, 1) for one in sums for other, score in sums[one].items()
             if one < other and score >= alike]  # fmt: skip
    heapq.heapify(queue)
    while queue:
        _, one, other, size, other_size = heapq.heappop(queue)
        if (len(members.get(one, ())), len(members.get(other, ()))) != (size, other_size):
            continue  # one of them has grown or is gone
        members[one] += members.pop(other)
        for third, score in sums.pop(other).items():
            sums[third].pop(other, None)
            if third != one:
                sums[one][third] = sums[third][one] = sums[one].get(third, 0.0) + score
        for third, score in sums[one].items():
            average = round(score / (len(members[one]) * len(members[third])), 10)
            if average >= alike:
                low, high = min(one, third), max(one, third)
                heapq.heappush(queue, (-average, low, high, len(members[low]), len(members[high])))
    return [sorted(group) for group in members.values()]


def _central_first(members: list[int], edges: Edges) -> list[int]:
    inside = set(members)
    total = {n: round(sum(score for other, score in sorted(edges[n].items()) if other in inside), 9) for n in members}
    return sorted(members, key=lambda n: (-total[n], n))


def _average(members: list[int], edges: Edges) -> float:
    inside = set(members)
    scores = [score for n in members for other, score in sorted(edges[n].items()) if other in inside and n < other]
    return round(sum(scores) / (len(members) * (len(members) - 1) / 2), 6)


def _holders(heads: Iterable[str]) -> Counter[str]:
    """Count in how many headings each piece of 2 to LONGEST_WORD characters stands."""
    found: Counter[str] = Counter()
    for head in heads:
        found.update(_pieces(head))
    return found


def _pieces(head: str) -> set[str]:
    return {head[n : n + size] for size in range(2, LONGEST_WORD + 1) for n in range(len(head) - size + 1)}


EMPTY = ("没有", "希望", "不能", "问题", "怎么", "什么", "我们", "请求", "需要", "无法", "能否", "可以", "反映", "还是")
"""Words any demand may have and that say nothing of its subject (示例)."""


def _words(heads: list[str], common: Counter[str], whole: list[str]) -> tuple[str, ...]:
    """Return the pieces that a third of the headings have and few others do, none inside or overlapping another.

    A piece of a word of the list of synonyms (``whole``) that as many headings have is shown as that word.
    """
    inside: Counter[str] = Counter()
    for head in heads:
        inside.update(_pieces(head))
    least = max(2, -(-len(heads) // 3))
    scored = {
        piece: held * held / common[piece] * held * (1 + len(piece))
        for piece, held in inside.items()
        if held >= least and not any(word in piece for word in EMPTY)
    }
    chosen: list[str] = []
    known = [word for word in whole if sum(word in head for head in heads) >= least]
    for part in sorted(scored, key=lambda one: (-scored[one], one)):
        piece = next((word for word in known if part in word), part)
        if not any(_overlap(piece, other) for other in chosen):
            chosen.append(piece)
        if len(chosen) == WORDS:
            break
    return tuple(chosen)


def _overlap(one: str, other: str) -> bool:
    """Whether two pieces share a character: 搅拌 and 拌站 are parts of one word."""
    return bool(set(one) & set(other))
