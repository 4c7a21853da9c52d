"""Nouns of the intake."""

from jianfa.intake.models.demands import (
    COUNTY_ROLES,
    DEPARTMENT_ROLES,
    UNIT_ROLES,
    WHOLE_CITY,
    Attachment,
    Demand,
    DemandLink,
    DemandQuerySet,
    ReceiptSeries,
    Referral,
    same_side,
)
from jianfa.intake.models.synonyms import SynonymList
from jianfa.intake.models.themes import Theme, ThemeMember, ThemeRun

__all__ = [
    "COUNTY_ROLES",
    "DEPARTMENT_ROLES",
    "UNIT_ROLES",
    "WHOLE_CITY",
    "Attachment",
    "Demand",
    "DemandLink",
    "DemandQuerySet",
    "ReceiptSeries",
    "Referral",
    "SynonymList",
    "Theme",
    "ThemeMember",
    "ThemeRun",
    "same_side",
]
