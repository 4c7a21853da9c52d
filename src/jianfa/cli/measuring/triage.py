"""How well a label is foreseen from the texts most like: macro-F1 over five parts, each judged by the other four."""

import random
from collections import Counter, defaultdict
from pathlib import Path
from typing import Any

from jianfa.cli.measuring.figuring import macro_f1
from jianfa.cli.measuring.tables_in import HALVES, read_messages
from jianfa.kit.similar import Encoder, Index, Synonyms
from jianfa.kit.similar.classify import NEIGHBOURS, guesses_of
from jianfa.kit.similar.index import Text

FOLDS = 5
SHOWN = 3


def of_labelled(
    path: Path, seed: int, synonyms: Synonyms, encoder: Encoder | None, half: str | None = None
) -> dict[str, Any]:
    """Return the macro-F1 and some suggestions with their reason. Rarity is counted over all texts.

    Texts that stand in the file twice are in one part, so that no text is judged by itself.
    """
    rows = read_messages(path, labelled=True)[HALVES[half] if half else slice(None)]
    index: Index[int] = Index(synonyms=synonyms, encoder=encoder)
    index.extend(Text(n, row.head, row.body) for n, row in enumerate(rows))
    fold = _folds([(row.label, row.head + row.body) for row in rows], seed)
    guesses: list[str] = []
    shown: list[dict[str, Any]] = []
    by_fold = {part: {n: row.label for n, row in enumerate(rows) if fold[n] != part} for part in range(FOLDS)}
    for n, row in enumerate(rows):
        known = by_fold[fold[n]]
        found = guesses_of(index.like(n, limit=NEIGHBOURS, within=known.keys()), known)
        guesses.append(found[0].label if found else "")
        if found and len(shown) < SHOWN:
            best = found[0]
            shown.append({"label": row.label, "suggested": best.label, "share": round(best.share, 3),
                          "like_earlier": len(best.because)})  # fmt: skip
    truths = [row.label for row in rows]
    by_label = macro_f1(truths, guesses)
    right = sum(t == g for t, g in zip(truths, guesses, strict=True))
    return {
        "file": path.name, "messages": len(rows), "labels": len(by_label), "folds": FOLDS, "seed": seed, "half": half,
        "encoder": encoder is not None, "macro_f1": round(sum(by_label.values()) / len(by_label), 4),
        "accuracy": round(right / len(rows), 4), "f1_by_label": by_label, "without_suggestion": guesses.count(""),
        "suggestions": shown, "sizes": dict(Counter(truths)),
    }  # fmt: skip


def _folds(rows: list[tuple[str, str]], seed: int) -> list[int]:
    """Deal the texts of each label to the parts in turn, in an order drawn by the seed."""
    by_label: dict[str, list[str]] = defaultdict(list)
    for label, text in dict.fromkeys(rows):
        by_label[label].append(text)
    dealt: dict[str, int] = {}
    for label in sorted(by_label):
        texts = by_label[label]
        random.Random(seed).shuffle(texts)  # noqa: S311 - parts for measuring, no secret
        for n, text in enumerate(texts):
            dealt.setdefault(text, n % FOLDS)
    return [dealt[text] for _label, text in rows]
