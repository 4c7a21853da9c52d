"""Reads of the list."""

from jianfa.ledger.queries.loading import (
    LISTED_WITH,
    SHOWN_WITH,
    filed_evidence,
    gram_counts,
    load_campaign,
    load_problem,
    searched,
)
from jianfa.ledger.queries.offers import FIRST, Offer, deciders_of, move_offers, offers, open_proposal, signers_of
from jianfa.ledger.queries.ripening import ripe_for_signing
from jianfa.ledger.queries.timeline import WITHHELD, Moment, timeline

__all__ = [
    "FIRST",
    "LISTED_WITH",
    "SHOWN_WITH",
    "WITHHELD",
    "Moment",
    "Offer",
    "deciders_of",
    "filed_evidence",
    "gram_counts",
    "load_campaign",
    "load_problem",
    "move_offers",
    "offers",
    "open_proposal",
    "ripe_for_signing",
    "searched",
    "signers_of",
    "timeline",
]
