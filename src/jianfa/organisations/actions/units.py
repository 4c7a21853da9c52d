"""Verbs on the tree of units."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from jianfa.journal.models import Actor, Change, Event
from jianfa.kit.grams import folded
from jianfa.organisations.actions.writing import write
from jianfa.organisations.models import Alias, Unit, UnitKind
from jianfa.organisations.policy import Refused, Why, require_administrator
from jianfa.organisations.rules import line_of


def create_unit(
    *, actor: Actor, at: datetime, code: str, name: str, short_name: str = "", kind: str = UnitKind.COUNTY_UNION,
    parent: Unit | None = None, area_code: str | None = None, position: int = 0, valid_from: date | None = None,
    aliases: Sequence[str] = (), is_sample: bool = False,
) -> Unit:  # fmt: skip
    """Add a unit under its own code, with other names it goes by."""
    require_administrator(actor)
    if not code.strip() or not name.strip():
        field = "name" if code.strip() else "code"
        raise Refused(_("A unit needs a code and an official name."), Why.VALUE, field=field)
    if Unit.objects.filter(code=code.strip()).exists():
        raise Refused(_("There is already a unit with the code %(code)s.") % {"code": code}, Why.VALUE, field="code")
    if Unit.objects.filter(name=name.strip(), valid_until=None).exists():
        raise Refused(_("There is already a unit named %(name)s.") % {"name": name}, Why.VALUE, field="name")
    unit = Unit(
        code=code.strip(), name=name.strip(), short_name=short_name.strip() or name.strip()[:30], kind=kind,
        parent=parent, area_code=area_code or None, position=position, is_sample=is_sample,
        valid_from=valid_from or date(2000, 1, 1),
    )  # fmt: skip
    changes = [Change(unit)] + [Change(alias) for alias in _aliases(unit, aliases)]
    write(unit.subject, "create_unit", actor=actor, at=at, changes=changes)
    return unit


def _aliases(unit: Unit, texts: Sequence[str]) -> list[Alias]:
    keys = {folded(text): text.strip() for text in texts if text.strip()}
    return [Alias(unit=unit, text=text, key=key) for key, text in keys.items()]


CHANGEABLE = frozenset({
    "name", "short_name", "kind", "area_code", "position", "valid_until", "successor", "parent",
})  # fmt: skip


def change_unit(unit: Unit, *, actor: Actor, at: datetime, **values: Any) -> Event:
    """Change a unit's names, kind, order, validity or successor; its code stays."""
    require_administrator(actor)
    if unknown := set(values) - CHANGEABLE:
        raise TypeError(f"not a column of a unit: {unknown}")
    name = str(values.get("name", unit.name)).strip()
    if not name:
        raise Refused(_("A unit needs a code and an official name."), Why.VALUE, field="name")
    if Unit.objects.filter(name=name, valid_until=None).exclude(pk=unit.pk).exists():
        raise Refused(_("There is already a unit named %(name)s.") % {"name": name}, Why.VALUE, field="name")
    _check_end(unit, values.get("valid_until", unit.valid_until), values.get("successor", unit.successor))
    _check_parent(unit, values.get("parent", unit.parent))
    return write(unit.subject, "change_unit", actor=actor, at=at, changes=[Change(unit, **values)])


def _check_end(unit: Unit, valid_until: date | None, successor: Unit | None) -> None:
    if valid_until is not None and valid_until < unit.valid_from:
        raise Refused(_("The unit would end before it begins."), Why.VALUE, field="valid_until")
    if successor is None:
        return
    if successor.pk == unit.pk:
        raise Refused(_("A unit is not its own successor."), Why.VALUE, field="successor")
    if valid_until is None:
        raise Refused(_("A unit with a successor has a last day."), Why.VALUE, field="valid_until")


def _check_parent(unit: Unit, parent: Unit | None) -> None:
    if parent is None or parent.pk == unit.parent_id:
        return
    parents = dict(Unit.objects.order_by().values_list("pk", "parent_id"))
    if unit.pk in line_of(parent.pk, parents):
        raise Refused(_("A unit cannot stand under itself."), Why.VALUE, field="parent")


def add_alias(unit: Unit, *, actor: Actor, at: datetime, text: str) -> Event:
    """Let a unit be recognised by one more name."""
    require_administrator(actor)
    if not text.strip():
        raise Refused(_("Please give the other name."), Why.VALUE, field="text")
    key = folded(text)
    if unit.aliases.filter(key=key, ended_at=None).exists():
        raise Refused(_("The unit already goes by this name."), Why.VALUE, field="text")
    change = Change(Alias(unit=unit, text=text.strip(), key=key))
    return write(unit.subject, "add_alias", actor=actor, at=at, changes=[change])


def end_alias(alias: Alias, *, actor: Actor, at: datetime) -> Event:
    """No longer recognise a unit by this name."""
    require_administrator(actor)
    change = Change(alias, {"ended_at": None}, ended_at=at)
    return write(alias.unit.subject, "end_alias", actor=actor, at=at, changes=[change])


def found_city(
    city: Unit, *, actor: Actor, at: datetime, name: str, short_name: str, code: str, area_code: str | None = None
) -> Event:  # fmt: skip
    """Give the city federation its name and its own code; the code may be set as long as no unit stands under it."""
    require_administrator(actor)
    if not name.strip() or not code.strip():
        raise Refused(_("A unit needs a code and an official name."), Why.VALUE, field="name")
    if city.kind != UnitKind.FEDERATION:
        raise Refused(_("Only the city federation is named here."), Why.OFFICE)
    if code.strip() != city.code and Unit.objects.exclude(pk=city.pk).exists():
        raise Refused(_("Other units have been entered; the code of the federation stays."), Why.STATE)
    change = Change(
        city, {"code": city.code}, name=name.strip(), short_name=short_name.strip() or name.strip()[:30],
        code=code.strip(), area_code=area_code or None,
    )  # fmt: skip
    return write(city.subject, "found_city", actor=actor, at=at, changes=[change])


@dataclass(frozen=True)
class NewUnit:
    """A unit as pasted from a sheet."""

    code: str
    name: str
    kind: str
    short_name: str = ""
    area_code: str = ""
    aliases: tuple[str, ...] = ()


def enter_units(new: Sequence[NewUnit], *, actor: Actor, at: datetime) -> list[Unit]:
    """Enter many units at once, all or none; departments and county unions stand under the federation."""
    require_administrator(actor)
    city = Unit.objects.filter(kind=UnitKind.FEDERATION).first()
    start = Unit.objects.count()
    with transaction.atomic():
        return [
            create_unit(
                actor=actor, at=at, code=row.code, name=row.name, short_name=row.short_name, kind=row.kind,
                parent=city if row.kind in UNDER_THE_CITY else None, area_code=row.area_code or None,
                position=start + number, aliases=row.aliases,
            )
            for number, row in enumerate(new)
        ]  # fmt: skip


UNDER_THE_CITY = frozenset({UnitKind.DEPARTMENT.value, UnitKind.COUNTY_UNION.value})
"""Party and government bodies, superior unions and outside bodies are no part of the federation's tree."""
