"""Words that mean one thing: each group of an editable list is written as its first word before texts are compared."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from jianfa.kit.grams import folded

_BETWEEN = re.compile(r"[\s,，、~～=＝|]+")


class BadSynonyms(ValueError):
    """A line of the list that cannot be meant: its number and what is wrong with it."""

    def __init__(self, line: int, word: str) -> None:
        super().__init__(f"line {line}: {word}")
        self.line = line
        self.word = word


@dataclass(frozen=True)
class Synonyms:
    """Word → the word written in its place. The longest word is replaced first; what is replaced is not read again."""

    written: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        words = sorted(self.written, key=lambda word: (-len(word), word))
        pattern = re.compile("|".join(map(re.escape, words))) if words else None
        object.__setattr__(self, "_pattern", pattern)

    def apply(self, text: str) -> str:
        """Return a folded text with each word of a group written as the group's first.

        >>> Synonyms.of([("经费审查", "经审")]).apply("增设经审办")
        '增设经费审查办'
        """
        pattern: re.Pattern[str] | None = self.__dict__["_pattern"]
        return pattern.sub(lambda match: self.written[match[0]], text) if pattern else text

    def places(self, text: str) -> Iterator[tuple[int, int, str]]:
        """Give where in a folded text a word of a group stands, from and to, and what is written in its place."""
        pattern: re.Pattern[str] | None = self.__dict__["_pattern"]
        for match in pattern.finditer(text) if pattern else ():
            yield match.start(), match.end(), self.written[match[0]]

    @classmethod
    def of(cls, groups: Iterable[Iterable[str]]) -> Synonyms:
        """Return the list for groups of words; a word of two groups belongs to the first that names it."""
        written: dict[str, str] = {}
        for group in groups:
            words = [folded(word) for word in group]
            for word in filter(None, words):
                written.setdefault(word, words[0])
        return cls(written)

    @classmethod
    def read(cls, text: str) -> Synonyms:
        """Return the list written one group a line, words apart by spaces, 、 or ~; ``#`` begins a remark.

        Raises BadSynonyms for a line with a single word and for a word of two groups.
        """
        groups: list[list[str]] = []
        seen: set[str] = set()
        for number, line in enumerate(text.splitlines(), start=1):
            words = [word for word in _BETWEEN.split(line.split("#")[0]) if word]
            if not words:
                continue
            twice = [word for word in words if folded(word) in seen]
            if len(words) == 1 or twice:
                raise BadSynonyms(number, twice[0] if twice else words[0])
            seen.update(map(folded, words))
            groups.append(words)
        return cls.of(groups)


NONE = Synonyms()
