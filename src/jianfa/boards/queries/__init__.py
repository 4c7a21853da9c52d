"""What the board shows, now or at the end of any past day."""

from jianfa.boards.queries.burndown import Burndown, burndown_of
from jianfa.boards.queries.rows import Asked, asked_rows, latest_write_offs, still_open
from jianfa.ledger.queries.figures import DONE, STAGES, AsOf, Cell, Tally, county_cells, tally_of
from jianfa.ledger.queries.walk import Walk, walk_of

__all__ = [
    "DONE",
    "STAGES",
    "AsOf",
    "Asked",
    "Burndown",
    "Cell",
    "Tally",
    "Walk",
    "asked_rows",
    "burndown_of",
    "county_cells",
    "latest_write_offs",
    "still_open",
    "tally_of",
    "walk_of",
]
