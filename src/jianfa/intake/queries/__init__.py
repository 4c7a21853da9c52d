"""Reads of the intake."""

from jianfa.intake.queries.loading import LISTED_WITH, SHOWN_WITH, demand_of
from jianfa.intake.queries.offers import Offer, offers

__all__ = ["LISTED_WITH", "SHOWN_WITH", "Offer", "demand_of", "offers"]
