"""Reads of the tree of units."""

from datetime import date
from uuid import UUID

from django.db.models import Q

from jianfa.kit.grams import folded
from jianfa.organisations.models import Alias, Post, Unit, UnitKind, UnitQuerySet
from jianfa.organisations.policy import may_administer, not_found

PROVISIONAL_CODE = "CITY"
"""The code of the city federation between `jianfa init` and the first step of "Getting started"."""


def has_real_units() -> bool:
    """Say whether units of a real city have been entered; `jianfa demo` refuses such a database."""
    is_real: bool = Unit.objects.filter(is_sample=False).exclude(code=PROVISIONAL_CODE).exists()
    return is_real


def federation() -> Unit | None:
    """Return the city federation, if there is one yet."""
    found: Unit | None = Unit.objects.filter(kind=UnitKind.FEDERATION).first()
    return found


def load_unit(post: Post | None, unit_id: UUID) -> Unit:
    """Return a unit to whoever keeps them; raise Refused (404) with the same words for others."""
    found: Unit | None = Unit.objects.select_related("parent", "successor").filter(pk=unit_id).first()
    if post is None or found is None or not may_administer(post):
        raise not_found()
    return found


def found_units(words: str = "", kind: str = "", *, on: date | None = None) -> UnitQuerySet:
    """Return units in the order of the tree whose name, code or alias contains the words.

    With ``on``, only those that exist on that day.
    """
    units: UnitQuerySet = Unit.objects.with_tree_fields().select_related("successor")
    if on is not None:
        units = units.on(on)
    if kind in UnitKind.values:
        units = units.filter(kind=kind)
    if key := folded(words):
        aliases = Alias.objects.filter(key__contains=key, ended_at=None).values("unit")
        plain = words.strip()
        units = units.filter(Q(name__icontains=plain) | Q(code__icontains=plain) | Q(pk__in=aliases))
    return units


def unit_names(day: date) -> dict[str, Unit]:
    """Return every name, short name, code and alias in the form names are looked up by → unit.

    A name that two units share is left out: it decides nothing.
    """
    found: dict[str, Unit] = {}
    shared: set[str] = set()
    units = {unit.pk: unit for unit in Unit.objects.on(day)}
    names = [(folded(text), unit) for unit in units.values() for text in (unit.name, unit.short_name, unit.code)]
    aliases = Alias.objects.filter(unit__in=units, ended_at=None).values_list("key", "unit_id")
    for key, unit in [*names, *((key, units[unit_id]) for key, unit_id in aliases)]:
        if found.setdefault(key, unit).pk != unit.pk:
            shared.add(key)
    return {key: unit for key, unit in found.items() if key not in shared}
