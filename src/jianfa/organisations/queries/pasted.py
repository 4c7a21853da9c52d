"""Units and people pasted from a sheet: what would be entered, and what is doubtful, before anything is written."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from jianfa.kit.grams import folded
from jianfa.organisations.models import Person, Role, Unit, UnitKind
from jianfa.organisations.queries.people import free_username
from jianfa.organisations.queries.sheets import Doubt, Line, lines_of, nearest, shared_values, words
from jianfa.organisations.queries.units import unit_names

UNIT_COLUMNS = ("code", "name", "short_name", "kind", "area_code", "aliases")
PERSON_COLUMNS = ("person", "unit", "post", "mobile")
SEPARATORS = re.compile(r"[、,，;；/\n]+")
AREA_CODE = re.compile(r"\d{6}")


@dataclass(frozen=True)
class Pasted:
    """What a pasted text would enter, as keyword arguments of the action's rows, and the doubts about it."""

    rows: list[dict[str, Any]] = field(default_factory=list)
    doubts: list[Doubt] = field(default_factory=list)

    @property
    def may_be_entered(self) -> bool:
        return bool(self.rows) and not any(doubt.blocks for doubt in self.doubts)


# Units -----------------------------------------------------------------------------------------------------


def pasted_units(text: str, day: date) -> Pasted:
    """Read pasted units; code and kind may be left open where the name or the area code says them."""
    lines = lines_of(text, UNIT_COLUMNS)
    known = {folded(name): name for name in Unit.objects.on(day).values_list("name", flat=True)}
    codes = set(Unit.objects.values_list("code", flat=True))
    doubts = [*shared_values(lines, "name", _("Official name")), *shared_values(lines, "code", _("Unit code"))]
    rows = []
    for line in lines:
        name = line["name"]
        if not name:
            doubts.append(Doubt(line.row, _("Official name"), "", _("The official name is missing.")))
            continue
        if folded(name) in known:
            doubts.append(Doubt(line.row, _("Official name"), name, _("This unit has been entered already.")))
        kind = _kind(line, doubts)
        code = _code(line, codes, doubts)
        codes.add(code)
        rows.append(
            {
                "row": line.row, "code": code, "name": name, "short_name": line["short_name"] or _short(name),
                "kind": kind, "kind_label": str(UnitKind(kind).label), "area_code": _area_code(line, doubts),
                "aliases": tuple(part.strip() for part in SEPARATORS.split(line["aliases"]) if part.strip()),
            }
        )  # fmt: skip
    return Pasted(rows, sorted(doubts, key=lambda doubt: (doubt.row, doubt.column)))


def _short(name: str) -> str:
    return name[:30]


def _kind(line: Line, doubts: list[Doubt]) -> str:
    """Return the kind that is written, else the one the name ends with (said as a doubt that does not block)."""
    given = line["kind"]
    names = {folded(word): kind for kind, known in words()["kinds"].items() for word in known}
    names |= {folded(str(label)): kind for kind, label in UnitKind.choices}
    if folded(given) in names:
        return names[folded(given)]
    if given:
        labels = [word for known in words()["kinds"].values() for word in known]
        doubts.append(Doubt(line.row, _("Kind"), given, _("This kind is not known."), nearest=nearest(given, labels)))
    for kind, endings in words()["kind_by_ending"].items():
        if line["name"].endswith(tuple(endings)):
            if not given:
                sentence = _("Left open; taken from the name: %(kind)s.") % {"kind": UnitKind(kind).label}
                doubts.append(Doubt(line.row, _("Kind"), "", sentence, blocks=False))
            return kind
    if not given:
        doubts.append(Doubt(line.row, _("Kind"), "", _("The kind is missing, and the name does not say it.")))
    return UnitKind.OUTSIDE.value


def _code(line: Line, codes: set[str], doubts: list[Doubt]) -> str:
    given = line["code"]
    if given:
        if given in codes:
            doubts.append(Doubt(line.row, _("Unit code"), given, _("Another unit has this code.")))
        return given[:20]
    area = line["area_code"]
    number = len(codes)
    code = area if area and area not in codes else f"U{number:03d}"
    while code in codes:
        number += 1
        code = f"U{number:03d}"
    doubts.append(
        Doubt(line.row, _("Unit code"), "", _("Left open; it becomes %(code)s.") % {"code": code}, blocks=False)
    )
    return code


def _area_code(line: Line, doubts: list[Doubt]) -> str:
    given = line["area_code"]
    if given and not AREA_CODE.fullmatch(given):
        doubts.append(Doubt(line.row, _("Area code"), given, _("An area code has six digits.")))
        return ""
    return given


# People ----------------------------------------------------------------------------------------------------


def pasted_people(text: str, day: date) -> Pasted:
    """Read pasted people; who stands in two rows with one mobile number is one person with two posts."""
    lines = lines_of(text, PERSON_COLUMNS)
    names = unit_names(day)
    by_mobile = _known_mobiles(lines)
    usernames: dict[str, str] = {}
    doubts: list[Doubt] = []
    rows = []
    for line in lines:
        if not line["person"]:
            doubts.append(Doubt(line.row, pgettext("person", "Name"), "", _("The name is missing.")))
            continue
        unit = _unit(line, names, doubts)
        role = _role(line, unit, doubts)
        person = by_mobile.get(_digits(line["mobile"]))
        if person is not None and person.name != line["person"]:
            sentence = _("This number belongs to %(name)s already.") % {"name": person.name}
            doubts.append(Doubt(line.row, _("Mobile"), line["mobile"], sentence))
        key = _digits(line["mobile"]) or f"{line['person']}/{unit.pk if unit else ''}"
        if key in usernames and not _digits(line["mobile"]):
            sentence = _("This name stands here twice without a mobile number; give one to tell them apart.")
            doubts.append(Doubt(line.row, pgettext("person", "Name"), line["person"], sentence))
        if key not in usernames:
            usernames[key] = person.username if person else free_username(line["mobile"], set(usernames.values()))
        rows.append(
            {
                "row": line.row, "name": line["person"], "username": usernames[key], "mobile": line["mobile"][:20],
                "unit": unit, "role": role, "role_label": str(Role(role).label) if role else "",
                "title": line["post"][:40], "person": person,
            }
        )  # fmt: skip
    doubts += _two_names(rows)
    return Pasted(rows, sorted(doubts, key=lambda doubt: (doubt.row, doubt.column)))


def _digits(mobile: str) -> str:
    return "".join(char for char in mobile if char.isdigit())


def _known_mobiles(lines: Sequence[Line]) -> dict[str, Person]:
    mobiles = {_digits(line["mobile"]) for line in lines} | {line["mobile"] for line in lines}
    known = Person.objects.filter(mobile__in=mobiles - {""})
    return {_digits(person.mobile): person for person in known}


def _unit(line: Line, names: Mapping[str, Unit], doubts: list[Doubt]) -> Unit | None:
    given = line["unit"]
    found = names.get(folded(given)) if given else None
    if found is None:
        sentence = _("No unit goes by this name.") if given else _("The unit is missing.")
        near = nearest(folded(given), names.keys()) if given else ""
        doubts.append(Doubt(line.row, _("Unit"), given, sentence, nearest=names[near].name if near else ""))
    return found


def _role(line: Line, unit: Unit | None, doubts: list[Doubt]) -> str:
    """Return the role a post's words mean in a unit of this kind."""
    given = line["post"]
    if unit is None:
        return ""
    known: dict[str, list[str]] = words()["roles"].get(unit.kind, words()["roles"]["outside"])  # type: ignore[assignment]
    by_word = {folded(word): role for role, names in known.items() for word in names}
    by_word |= {folded(str(Role(role).label)): role for role in known}
    role = by_word.get(folded(given))
    if role == Role.AUDITOR:
        sentence = _("An auditor is entered under “People”, with the document that appoints them and a last day.")
        doubts.append(Doubt(line.row, pgettext("column", "Post"), given, sentence))
        return ""
    if role is not None:
        return role
    valid = [names[0] for names in known.values()]
    sentence = _("In %(unit)s there are: %(roles)s.") % {"unit": unit.name, "roles": _(", ").join(valid)}
    offered = nearest(given, [word for names in known.values() for word in names]) if given else ""
    doubts.append(Doubt(line.row, pgettext("column", "Post"), given, sentence, nearest=offered))
    return ""


def _two_names(rows: Sequence[Mapping[str, Any]]) -> list[Doubt]:
    """One mobile number with two names is a slip of somebody's."""
    first: dict[str, Mapping[str, Any]] = {}
    doubts = []
    for row in rows:
        if digits := _digits(row["mobile"]):
            earlier = first.setdefault(digits, row)
            if earlier["name"] != row["name"]:
                sentence = _("Row %(row)s has this number for %(name)s.")
                sentence %= {"row": earlier["row"], "name": earlier["name"]}
                doubts.append(Doubt(row["row"], _("Mobile"), row["mobile"], sentence))
    return doubts
