"""What a text is, judged by the earlier ones most like it, which are the reason that is shown."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Generic

from jianfa.kit.similar.index import Hit, Index, Key, Text

NEIGHBOURS = 15
"""So many earlier texts have a say, each as its score squared: who is twice as like says four times as much."""


@dataclass(frozen=True, slots=True)
class Guess(Generic[Key]):
    """A label, its share of what was said (0 to 1), and the earlier texts that have it, the most alike first."""

    label: str
    share: float
    because: tuple[Hit[Key], ...]


class Classifier(Generic[Key]):
    """Labels of texts in an index; several classifiers may stand on one index."""

    def __init__(self, index: Index[Key], labels: Mapping[Key, str]) -> None:
        self.index = index
        self.labels = dict(labels)

    @classmethod
    def learned(cls, index: Index[Key], rows: Iterable[tuple[Text[Key], str]]) -> Classifier[Key]:
        """Add texts to the index and return the classifier that knows their labels."""
        found = list(rows)
        index.extend(text for text, _ in found)
        return cls(index, {text.key: label for text, label in found})

    def guesses(self, head: str, body: str = "", *, within: Collection[Key] | None = None) -> list[Guess[Key]]:
        """Return the labels of the most alike texts, the likeliest first; nothing where nothing is alike."""
        hits = self.index.search(head, body, limit=NEIGHBOURS, within=within)
        return guesses_of(hits, self.labels)


def guesses_of(hits: Iterable[Hit[Key]], labels: Mapping[Key, str]) -> list[Guess[Key]]:
    """Return what found texts say; one without a label says nothing."""
    by_label: dict[str, list[Hit[Key]]] = defaultdict(list)
    for hit in hits:
        if hit.key in labels:
            by_label[labels[hit.key]].append(hit)
    weights = {label: sum(hit.score**2 for hit in some) for label, some in by_label.items()}
    whole = sum(weights.values())
    found = [Guess(label, weights[label] / whole, tuple(some)) for label, some in by_label.items()]
    return sorted(found, key=lambda guess: (-guess.share, guess.label))
