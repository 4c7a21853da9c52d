"""Counting what belongs to each row that is shown, in the same query."""

from typing import Any

from django.db.models import Count, IntegerField, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce


def counted_in(rows: "QuerySet[Any]", owner: str) -> Coalesce:
    """Return a count of ``rows`` (filtered by ``OuterRef``) for each row outside; ``owner`` is what they hang on."""
    counted = rows.order_by().values(owner).annotate(n_=Count("pk")).values("n_")
    return Coalesce(Subquery(counted, output_field=IntegerField()), Value(0))
