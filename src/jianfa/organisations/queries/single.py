"""Reads of one row."""

from typing import TypeVar

from django.core.exceptions import ObjectDoesNotExist
from django.db.models import Model, QuerySet

Row = TypeVar("Row", bound=Model)


def one_of(rows: QuerySet[Row]) -> Row | None:
    """Return the one row there is, or None; more than one is a fault and raises MultipleObjectsReturned.

    `first()` would put in order what is only one row, and for that Django looks at each column of every table that is
    joined: for a problem with its units and people about a millisecond.
    """
    try:
        return rows.get()
    except ObjectDoesNotExist:
        return None
