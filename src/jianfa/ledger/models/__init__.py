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
from jianfa.ledger.models.problem import (
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
