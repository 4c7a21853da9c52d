"""How well similar texts are found: on pairs of sentences, on messages that several people grouped, and how fast."""

import random
import resource
import statistics
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import combinations
from pathlib import Path
from typing import Any

import numpy as np

from jianfa.cli.measuring.figuring import area_under_curve, best_bar, of_sets
from jianfa.cli.measuring.tables_in import HALVES, Message, Pair, read_groups, read_messages, read_pairs
from jianfa.kit.similar import Encoder, Index, Synonyms, themes
from jianfa.kit.similar.index import Text
from jianfa.kit.similar.themes import usual_bar

TOP = 5
COMPUTED = 20
"""For so many searches every score is computed, to see what the quick way misses."""
AGREED = 2
"""So many answers must put a pair together for it to count as true."""
Couple = tuple[str, str]


def of_pairs(path: Path, synonyms: Synonyms, encoder: Encoder | None) -> dict[str, Any]:
    """Return the areas under the curve of the blend and of plain character TF-IDF, which is the same without the rest.

    The bar above which pairs count as alike is chosen on the odd lines and tried on the even ones.
    """
    pairs = read_pairs(path)
    truths = [pair.same for pair in pairs]
    blend = _scores(pairs, Index(synonyms=synonyms, encoder=encoder))
    bare = _scores(pairs, Index())
    found: dict[str, Any] = {
        "file": path.name, "pairs": len(pairs), "same": sum(truths), "encoder": encoder is not None,
        "auc_blend": area_under_curve(blend, truths), "auc_character_tfidf": area_under_curve(bare, truths),
    }  # fmt: skip
    bar = best_bar(blend[::2], truths[::2])
    guessed = {n for n, score in enumerate(blend) if n % 2 and score >= bar}
    found["other_half"] = {
        "bar": round(bar, 4),
        **of_sets(guessed, {n for n, same in enumerate(truths) if n % 2 and same}),
    }
    return found


def _scores(pairs: Sequence[Pair], index: Index[tuple[int, int]]) -> list[float]:
    index.extend(
        Text((n, side), text) for n, pair in enumerate(pairs) for side, text in enumerate((pair.one, pair.other))
    )
    return [index.likeness((n, 0), (n, 1)).score for n in range(len(pairs))]


def of_messages(
    messages: Path, groups: Path, synonyms: Synonyms, encoder: Encoder | None, *, alike: float | None,
    half: str | None = None,
) -> dict[str, Any]:  # fmt: skip
    """Return how themes and search agree with the pairs that two answers or more put together.

    Nobody judged the other messages, so precision counts pairs of messages that stand in some such pair;
    ``strict`` counts every pair of a theme that has one such message.
    """
    rows = read_messages(messages)[HALVES[half] if half else slice(None)]
    index: Index[str] = Index(synonyms=synonyms, encoder=encoder)
    index.extend(Text(row.number, row.head, row.body) for row in rows)
    bar = usual_bar(index) if alike is None else alike
    agreed = agreed_pairs(read_groups(groups), index)
    known = {key for pair in agreed for key in pair}
    found = themes(index, {row.number: row.head or row.body[:60] for row in rows}, alike=bar, synonyms=synonyms)
    together = {pair for theme in found for pair in combinations(sorted(theme.keys), 2) if known.intersection(pair)}
    inside = {pair for pair in together if known.issuperset(pair)}
    return {
        "messages": len(rows), "half": half, "encoder": encoder is not None, "alike": bar,
        "agreed_pairs": len(agreed),
        "messages_in_agreed_pairs": len(known), "themes": len(found), "largest": [len(t.keys) for t in found[:5]],
        "pairs": of_sets(inside, agreed), "strict": of_sets(together, agreed), "halves": _halves(inside, agreed),
        f"top_{TOP}_hit_rate": _hit_rate(index, agreed, known),
    }  # fmt: skip


def agreed_pairs(groups: Mapping[tuple[str, str], Sequence[str]], present: Index[str]) -> set[Couple]:
    """Return the pairs of messages of the file that AGREED answers or more put into one group."""
    answers: dict[Couple, set[str]] = defaultdict(set)
    for (answer, _group), numbers in groups.items():
        for pair in combinations(sorted({number for number in numbers if number in present}), 2):
            answers[pair].add(answer)
    return {pair for pair, who in answers.items() if len(who) >= AGREED}


def _halves(found: Collection[Couple], agreed: Collection[Couple]) -> dict[str, dict[str, Any]]:
    """Return the figures for every second matter: thresholds were chosen on the first half, the second is the test."""
    matter = _matters(agreed)
    sizes = Counter(matter.values())
    place = {one: n for n, one in enumerate(sorted(sizes, key=lambda one: (-sizes[one], one)))}
    both = {}
    for name, rest in (("chosen_on", 0), ("tested_on", 1)):
        keys = {key for key, one in matter.items() if place[one] % 2 == rest}
        both[name] = of_sets([p for p in found if keys.issuperset(p)], [p for p in agreed if keys.issuperset(p)])
    return both


def _matters(agreed: Iterable[Couple]) -> dict[str, str]:
    """Return for each message the lowest that agreed pairs connect it with."""
    lowest: dict[str, str] = {}

    def root(key: str) -> str:
        while lowest.setdefault(key, key) != key:
            key = lowest[key]
        return key

    for one, other in agreed:
        first, second = sorted((root(one), root(other)))
        lowest[second] = first
    return {key: root(key) for key in list(lowest)}


def _hit_rate(index: Index[str], agreed: Collection[Couple], known: Collection[str]) -> float | None:
    """Return for how many of the known messages a partner is among the TOP most alike."""
    partners: dict[str, set[str]] = defaultdict(set)
    for one, other in agreed:
        partners[one].add(other)
        partners[other].add(one)
    hits = [any(hit.key in partners[key] for hit in index.like(key, limit=TOP)) for key in sorted(known)]
    return round(sum(hits) / len(hits), 4) if hits else None


@dataclass(frozen=True)
class Size:
    """How many texts, drawn by which seed, invented or mixed from the sentences of a file, and how many searches."""

    texts: int
    seed: int
    rounds: int
    messages: Path | None = None


def of_size(wanted: Size, synonyms: Synonyms, encoder: Encoder | None) -> dict[str, Any]:
    """Return times, memory and recall@10 of the index with so many texts."""
    size, seed, rounds = wanted.texts, wanted.seed, wanted.rounds
    draw = random.Random(seed)  # noqa: S311 - texts for measuring, no secret
    source = read_messages(wanted.messages) if wanted.messages else []
    texts = [Text(n, *_mixed(draw, source)) for n in range(size)]
    vectors = _invented_vectors(size, seed) if encoder is not None else None
    if vectors is not None:
        texts = [Text(text.key, text.head, text.body, vector) for text, vector in zip(texts, vectors, strict=True)]
    index: Index[int] = Index(synonyms=synonyms, encoder=encoder)
    before = _resident()
    started = time.perf_counter()
    index.extend(texts)
    built = time.perf_counter() - started
    held = _resident() - before
    asked = [texts[draw.randrange(size)] for _ in range(rounds)]
    index.search(asked[0].head)  # the first loads the encoder
    searches = [_timed(partial(index.search, text.head)) for text in asked]
    with_bodies = [_timed(partial(index.like, text.key)) for text in asked]
    adding = [_timed(partial(index.add, size + n, *_mixed(draw, source))) for n in range(rounds)]
    return {
        "texts": size, "seed": seed, "encoder": encoder is not None, "rounds": rounds, "built_seconds": round(built, 1),
        "from": wanted.messages.name if wanted.messages else None,
        "characters": round(statistics.mean(len(text.head + text.body) for text in texts)),
        "typing_ms": _spread(searches), "like_ms": _spread(with_bodies), "adding_ms": _spread(adding),
        "memory_mb": round(held / 2**20),
        "process_at_most_mb": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024),
        "recall_at_10": recall(index, [text.key for text in asked[:COMPUTED]]),
    }  # fmt: skip


def recall(index: Index[int], keys: Sequence[int]) -> float:
    """Return what share of the ten best by computing every score is found without; equal scores are as good."""
    shares = []
    for key in keys:
        best = index.exhaustive(key)
        if best:
            bar = best[-1].score
            shares.append(min(1.0, sum(hit.score >= bar for hit in index.like(key)) / len(best)))
    return round(statistics.mean(shares), 4) if shares else 1.0


def _resident() -> int:
    """Return the bytes of memory of this process now."""
    return int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1]) * resource.getpagesize()


def _timed(step: Callable[[], object]) -> float:
    started = time.perf_counter()
    step()
    return (time.perf_counter() - started) * 1000


def _spread(times: Sequence[float]) -> dict[str, float]:
    ordered = sorted(times)
    return {"median": round(statistics.median(ordered), 1), "p95": round(ordered[int(len(ordered) * 0.95)], 1)}


WHO = (
    "职工",
    "快递员",
    "网约车司机",
    "社会化工会工作者",
    "困难职工",
    "劳模",
    "女职工",
    "农民工",
    "退休职工",
    "教师",
    "护士",
)
WHAT = (
    "编制",
    "驿站",
    "经审办",
    "疗休养",
    "体检",
    "食堂",
    "工资",
    "社保",
    "培训",
    "活动阵地",
    "法律援助",
    "公积金",
    "停车",
)
HOW = (
    "不足",
    "迟迟没有落实",
    "标准不一",
    "办理太慢",
    "无人负责",
    "希望尽快解决",
    "要求增加",
    "被拖欠",
    "设施老旧",
    "不知找谁",
)
SYLLABLES = "安平和兴福康宁华新江河山水云龙凤东西南北中金玉石林泉桥柳青白红明光大小长高天地春秋文武德仁义礼信"


def _mixed(draw: random.Random, source: Sequence[Message]) -> tuple[str, str]:
    """Return a heading and a body: invented, or put together from the sentences of two messages of a file."""
    if source:
        one, other = draw.choice(source), draw.choice(source)
        half = len(one.body) // 2
        return one.head[: len(one.head) // 2] + other.head[len(other.head) // 2 :], one.body[:half] + other.body[half:][
            :100
        ]
    place = "".join(draw.choices(SYLLABLES, k=4))
    head = f"{place}街道{draw.choice(WHO)}{draw.choice(WHAT)}{draw.choice(HOW)}"
    parts = [f"{draw.choice(WHO)}反映{''.join(draw.choices(SYLLABLES, k=3))}的{draw.choice(WHAT)}{draw.choice(HOW)}"
             for _ in range(4)]  # fmt: skip
    return head, "，".join(parts)


def _invented_vectors(size: int, seed: int) -> list[bytes]:
    """Return vectors as scattered as those of real sentences: a few hundred matters with neighbours round each.

    Encoding 10^5 texts takes minutes and is done once, when a text is added; searching is measured here.
    """
    generator = np.random.default_rng(seed)
    matters = generator.standard_normal((400, 512)).astype(np.float32)
    found = []
    for start in range(0, size, 10_000):
        count = min(10_000, size - start)
        some = matters[generator.integers(0, 400, count)] + 0.9 * generator.standard_normal((count, 512)).astype(
            np.float32
        )
        some /= np.linalg.norm(some, axis=1, keepdims=True)
        found += [row.tobytes() for row in np.round(some * 127).astype(np.int8)]
    return found
