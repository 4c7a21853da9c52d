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
    "same_side",
]
