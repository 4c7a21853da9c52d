"""Reads of remedies: what pages, papers and other rooms ask."""

from jianfa.remedies.queries.effects import effects_of, open_effects
from jianfa.remedies.queries.grants import Total, grants_shown, quota_totals, units_granted
from jianfa.remedies.queries.offering import offers
from jianfa.remedies.queries.problem import Remedies, remedies_of
from jianfa.remedies.queries.things import KINDS, LISTED, load_thing, rows_of

__all__ = [
    "KINDS", "LISTED", "Remedies", "Total", "effects_of", "grants_shown", "load_thing", "offers",
    "open_effects", "quota_totals", "remedies_of", "rows_of", "units_granted",
]  # fmt: skip
