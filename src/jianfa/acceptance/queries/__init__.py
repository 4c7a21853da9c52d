"""Reads of the closing side: what can be done next, who may verify, and how far a closing has come."""

from jianfa.acceptance.queries.closing import Closing, closing_of
from jianfa.acceptance.queries.handing import SPONSORED, OpenItem, open_items
from jianfa.acceptance.queries.offering import RANKS, RULES, SOURCE_ANSWERS, offers, ripe_for_write_off
from jianfa.acceptance.queries.outside import link_of
from jianfa.acceptance.queries.panellists import independent_panellists, members_to_replace
from jianfa.acceptance.queries.standard import standard_of

__all__ = (
    "RANKS",
    "RULES",
    "SOURCE_ANSWERS",
    "SPONSORED",
    "Closing",
    "OpenItem",
    "closing_of",
    "independent_panellists",
    "link_of",
    "members_to_replace",
    "offers",
    "open_items",
    "ripe_for_write_off",
    "standard_of",
)
