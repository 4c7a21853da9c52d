"""Figures of merit, written out: area under the curve, precision, recall, F1, shares of a whole."""

from collections.abc import Collection, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray


def area_under_curve(scores: Sequence[float], truths: Sequence[bool]) -> float | None:
    """Return how often a true pair scores above a false one, ties counting half; None unless there are both."""
    values, truth = np.asarray(scores, dtype=np.float64), np.asarray(truths, dtype=np.bool_)
    positive, negative = int(truth.sum()), int((~truth).sum())
    if not positive or not negative:
        return None
    _distinct, place, many = np.unique(values, return_inverse=True, return_counts=True)
    ends = np.cumsum(many)
    ranks: NDArray[np.float64] = ((ends - many + 1 + ends) / 2)[place]
    return round(float((ranks[truth].sum() - positive * (positive + 1) / 2) / (positive * negative)), 4)


def best_bar(scores: Sequence[float], truths: Sequence[bool]) -> float:
    """Return the score from which on calling pairs alike gives the highest F1."""
    order = np.argsort(-np.asarray(scores), kind="stable")
    values, truth = np.asarray(scores)[order], np.asarray(truths, dtype=np.int64)[order]
    hits = np.cumsum(truth)
    f1 = 2 * hits / (np.arange(1, truth.size + 1) + truth.sum())
    return float(values[int(f1.argmax())])


def of_sets(found: Collection[object], wanted: Collection[object]) -> dict[str, Any]:
    """Return precision, recall and F1 of what was found against what was wanted."""
    hits = len(set(found) & set(wanted))
    precision, recall = hits / max(len(found), 1), hits / max(len(wanted), 1)
    return {"found": len(found), "right": hits, "precision": round(precision, 4), "recall": round(recall, 4),
            "f1": round(2 * precision * recall / max(precision + recall, 1e-9), 4)}  # fmt: skip


def macro_f1(truths: Sequence[str], guesses: Sequence[str]) -> dict[str, float]:
    """Return the F1 of each label; the macro-F1 is their mean."""
    found = {}
    for label in sorted(set(truths)):
        right = sum(t == g == label for t, g in zip(truths, guesses, strict=True))
        found[label] = round(2 * right / (truths.count(label) + guesses.count(label)), 4)
    return found
