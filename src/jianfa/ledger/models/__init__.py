"""Nouns of the list."""

from jianfa.ledger.models.campaign import (
    Amendment,
    Baseline,
    Campaign,
    ClassTemplate,
    Dimension,
    Headline,
    NumberSeries,
)
from jianfa.ledger.models.imported import ImportedRow
from jianfa.ledger.models.problem import (
    TRACKED_COLUMNS,
    Assist,
    Criterion,
    Evidence,
    Gram,
    Invitation,
    Measure,
    Origin,
    Problem,
    ProblemQuerySet,
    Report,
    Standing,
    tracked,
)

__all__ = [
    "TRACKED_COLUMNS",
    "Amendment",
    "Assist",
    "Baseline",
    "Campaign",
    "ClassTemplate",
    "Criterion",
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
    "Standing",
    "tracked",
]
