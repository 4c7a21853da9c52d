"""Reads of units, people and posts."""

from jianfa.organisations.queries.pasted import Pasted, pasted_people, pasted_units
from jianfa.organisations.queries.people import (
    found_people,
    free_username,
    handovers_of,
    is_last_administrator,
    load_handover,
    load_person,
    load_post,
    person_named,
    successors,
    waits_for_signature,
)
from jianfa.organisations.queries.units import (
    PROVISIONAL_CODE,
    federation,
    found_units,
    has_real_units,
    load_unit,
    unit_names,
)

__all__ = [
    "PROVISIONAL_CODE",
    "Pasted",
    "federation",
    "found_people",
    "found_units",
    "free_username",
    "handovers_of",
    "has_real_units",
    "is_last_administrator",
    "load_handover",
    "load_person",
    "load_post",
    "load_unit",
    "pasted_people",
    "pasted_units",
    "person_named",
    "successors",
    "unit_names",
    "waits_for_signature",
]
