"""What an event asks of a unit, counted as it is asked (减负): rows for the verb that asks to write with itself."""

from datetime import date, datetime

from jianfa.journal.models import Change, Subject
from jianfa.organisations.models import ActingPost, Ask, Post, Unit, UnitKind

COUNTED = frozenset({UnitKind.COUNTY_UNION.value, UnitKind.DEPARTMENT.value})
"""Whose burden is counted: Party committees, governments and superior unions are asked by letter, not by the system."""


def asking(
    subject: Subject, verb: str, *, unit: Unit | None, kind: Ask.Kind, fields: int, actor: ActingPost, at: datetime,
    due: date | None = None,
) -> list[Change]:  # fmt: skip
    """Return what counts that ``verb`` asks the unit to fill in ``fields`` fields; nothing where nobody is burdened.

    A unit that asks itself is not burdened by the city and is not counted.
    """
    asker = actor if isinstance(actor, Post) else None
    if unit is None or unit.kind not in COUNTED or fields < 1 or (asker and asker.unit_id == unit.pk):
        return []
    subject_kind, subject_id = subject
    row = Ask(
        subject_kind=subject_kind, subject_id=subject_id, verb=verb, unit=unit, kind=kind.value, fields=fields,
        due=due, at=at, asked_by=asker,
    )  # fmt: skip
    return [Change(row)]
