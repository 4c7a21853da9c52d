"""Names of units as lists write them: official names, aliases, generated short forms, and the nearest one.

A name is resolved only when it is one of the known writings of exactly one unit. Anything else stays as
written; the nearest known names are offered, never taken.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources

from rapidfuzz import fuzz, process

from jianfa.kit.text import squeezed

COUNTY_UNION = "county_union"
DEPARTMENT = "department"
FEDERATION = "federation"

_SUFFIXES = ("总工会", "总工会机关", "工会", "总", "")
_COUNTY_TAIL = re.compile("总工会$")
_ALL_COUNTIES = re.compile(
    r"^(全市)?(各|所有|全部|全体|\d{1,3}个)(级|基层|相关|有关)?"
    r"(县级|区\(市\)县|区\(县、市\)|区\(市、县\)|县\(市、区\)|县\(区、市\)|市\(区、县\)|县区市|区市县|县市区|区县市|区县|县区|区、市、县|县、市、区)"
    r"(级)?(总工会|工会|总)?$"
)
_ALL_DEPARTMENTS = re.compile(
    r"^(市总工会|市总|机关|市总工会机关|市总机关)?(各|所有|全部|全体)(相关|有关|职能|业务|机关)?(部门|部室|处室|科室|部\(室\)|部、室|内设机构)$"
)
_EVERYONE = re.compile(r"^(各|所有|全部)(相关|有关|责任)?单位$")
_TRAILING_NOTE = re.compile(r"[(（][^()（）]*[)）]$")
_NEAR = 45
"""Percent of likeness from which a known name is offered for one nobody knows; it is never taken by itself."""
_OFFERED = 3


@dataclass(frozen=True, slots=True)
class Name:
    """One unit: its official name, other known writings, and its kind (county_union, department, …)."""

    official: str
    aliases: tuple[str, ...] = ()
    kind: str = COUNTY_UNION


@dataclass(frozen=True, slots=True)
class Resolution:
    """What a written name stands for. ``how`` is official, alias, ambiguous, all (a set of units) or unknown.

    ``nearest`` has the candidates of an ambiguous name, or the likest known names of an unknown one.
    """

    how: str
    name: Name | None = None
    nearest: tuple[str, ...] = ()
    members: tuple[str, ...] = ()

    @property
    def is_county(self) -> bool:
        """Whether one county union is meant."""
        return self.name is not None and self.name.kind == COUNTY_UNION


class NameBook:
    """All known names. Build it from a list of (official, aliases, kind); the seed of Chengdu serves without one."""

    def __init__(self, names: Iterable[Name], *, city: str = "", province: str = "") -> None:
        self.names = tuple(names)
        self._prefixes = _prefixes(city, province)
        self._official = {squeezed(name.official): name for name in self.names}
        self._known: dict[str, dict[str, Name]] = {}
        self._unclear: dict[str, dict[str, Name]] = {}
        for name in self.names:
            for written in (name.official, *name.aliases, *self._generated(name)):
                self._known.setdefault(squeezed(written), {})[name.official] = name
            for written in _generic(name):
                self._unclear.setdefault(written, {})[name.official] = name
        self._resolved = lru_cache(maxsize=5_000)(self._resolve)

    @classmethod
    def of(cls, entries: Iterable[tuple[str, Iterable[str], str]], *, city: str = "", province: str = "") -> NameBook:
        """Build a book from (official name, aliases, kind)."""
        return cls((Name(one, tuple(more), kind) for one, more, kind in entries), city=city, province=province)

    @classmethod
    def example(cls) -> NameBook:
        """The built-in seed (示例): Chengdu's 23 county unions and the federation's departments."""
        text = resources.files("jianfa.exchange.data").joinpath("chengdu.json").read_text(encoding="utf-8")
        data = json.loads(text)
        entries = [(unit["name"], unit.get("aliases", ()), unit["kind"]) for unit in data["units"]]
        return cls.of(entries, city=data["city"], province=data["province"])

    def officials(self, kind: str | None = None) -> tuple[str, ...]:
        """The official names of one kind, or all, in the order given."""
        return tuple(name.official for name in self.names if kind is None or name.kind == kind)

    def resolve(self, written: str) -> Resolution:
        """Say what a written name stands for."""
        return self._resolved(squeezed(written).strip("、，,;；:：。./"))

    def knows(self, written: str) -> bool:
        """Whether a text is the name of one unit, or of a set of units."""
        return self.resolve(written).how in ("official", "alias", "all")

    def _resolve(self, key: str) -> Resolution:
        for candidate in dict.fromkeys((key, _TRAILING_NOTE.sub("", key))):
            if candidate in self._official:
                return Resolution("official", self._official[candidate])
            known = self._known.get(candidate, {})
            if len(known) == 1:
                return Resolution("alias", next(iter(known.values())))
            if len(known) > 1 or candidate in self._unclear:
                return Resolution("ambiguous", nearest=tuple(known or self._unclear[candidate]))
            if members := self._members(candidate):
                return Resolution("all", members=members)
        return Resolution("unknown", nearest=self._nearest(key))

    def _members(self, key: str) -> tuple[str, ...]:
        if _ALL_COUNTIES.match(key):
            return self.officials(COUNTY_UNION)
        if _ALL_DEPARTMENTS.match(key):
            return self.officials(DEPARTMENT)
        return self.officials() if _EVERYONE.match(key) else ()

    def _nearest(self, key: str) -> tuple[str, ...]:
        found = process.extract(key, list(self._known), scorer=fuzz.ratio, limit=8, score_cutoff=_NEAR)
        names = (official for written, _, _ in found for official in self._known[written])
        return tuple(dict.fromkeys(names))[:_OFFERED]

    def _generated(self, name: Name) -> Iterable[str]:
        if name.kind == COUNTY_UNION:
            for place in _places(name):
                for prefix in self._prefixes:
                    for suffix in _SUFFIXES:
                        if len(place) > 1 and (suffix or prefix or len(place) >= 2):
                            yield prefix + place + suffix
        elif name.kind == DEPARTMENT:
            for own in (name.official, *name.aliases):
                for prefix in ("市总工会", "市总", "市总工会机关", "市总机关", "机关", "本级", *self._city_union()):
                    yield prefix + own

    def _city_union(self) -> Iterable[str]:
        return (prefix + "总工会" for prefix in self._prefixes if prefix)


def _prefixes(city: str, province: str) -> tuple[str, ...]:
    """What may stand before the name of a place: nothing, the city, the province, both, each also in short."""
    cities = [city, city.removesuffix("市")] if city else []
    provinces = [province, province.removesuffix("省")] if province else []
    both = [first + second for first in provinces for second in cities]
    return tuple(dict.fromkeys(["", *cities, *provinces, *both]))


def _places(name: Name) -> Iterable[str]:
    """The place of a county union: 锦江区 and 锦江; 高新区 and 高新; never 天府新 from 天府新区."""
    for written in (name.official, *name.aliases):
        if not _COUNTY_TAIL.search(written):
            continue
        place = _COUNTY_TAIL.sub("", written)
        yield place
        if len(place) > 2 and place[-1] in "区县市" and not place.endswith("新区"):
            yield place[:-1]
        elif place == "高新区":
            yield "高新"


def _generic(name: Name) -> Iterable[str]:
    """Names that leave out which one: 区总工会 could be any district's."""
    if name.kind == COUNTY_UNION:
        place = _COUNTY_TAIL.sub("", name.official)
        for tail in {place[-1:], place[-2:] if place.endswith("新区") else place[-1:]}:
            for suffix in ("总工会", "工会", "总"):
                yield tail + suffix
    if name.kind == COUNTY_UNION:
        yield from ("县级工会", "区(市)县工会", "区(市)县总工会", "本单位", "县级总工会", "总工会")
