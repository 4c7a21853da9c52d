"""Nouns of the list."""

from jianfa.ledger.models.campaign import (
    CITY_TERMS,
    Amendment,
    Baseline,
    Campaign,
    ClassTemplate,
    DayKind,
    Dimension,
    Headline,
    NumberSeries,
    Retention,
)
from jianfa.ledger.models.imported import ImportedRow
from jianfa.ledger.models.problem import (
    Assist,
    Criterion,
    Evidence,
    Invitation,
    Measure,
    Origin,
    Problem,
    ProblemQuerySet,
    Report,
)
from jianfa.ledger.models.standing import TRACKED_COLUMNS, Gram, Standing, tracked

__all__ = [
    "CITY_TERMS",
    "TRACKED_COLUMNS",
    "Amendment",
    "Assist",
    "Baseline",
    "Campaign",
    "ClassTemplate",
    "Criterion",
    "DayKind",
    "Dimension",
    "Evidence",
    "Gram",
    "Headline",
    "ImportedRow",
    "Invitation",
    "Measure",
    "NumberSeries",
    "Origin",
    "Problem",
    "ProblemQuerySet",
    "Report",
    "Retention",
    "Standing",
    "tracked",
]
