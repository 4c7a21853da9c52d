"""Pure rules of accepting: how heavy a panel is, who verifies for one another, what is looked back at. No Django."""

from jianfa.acceptance.rules.afterwards import (
    LATE_DAYS,
    LOOK_BACK_MONTHS,
    ONE_LEVEL_UP,
    PAIR_DAYS,
    PAIR_TIMES,
    QUICK_MINUTES,
    SECOND_RELAPSE,
    is_drawn,
    months_before,
)
from jianfa.acceptance.rules.lot import LOT_RULE, Candidate, drawn_order, seated, ticket
from jianfa.acceptance.rules.panels import (
    LINK_DAYS,
    MUTUAL_DAYS,
    SMALLEST_PANEL,
    Checked,
    Counties,
    Mutual,
    counties,
    digest_of,
    mutual,
)

__all__ = (
    "LATE_DAYS",
    "LINK_DAYS",
    "LOOK_BACK_MONTHS",
    "LOT_RULE",
    "MUTUAL_DAYS",
    "ONE_LEVEL_UP",
    "PAIR_DAYS",
    "PAIR_TIMES",
    "QUICK_MINUTES",
    "SECOND_RELAPSE",
    "SMALLEST_PANEL",
    "Candidate",
    "Checked",
    "Counties",
    "Mutual",
    "counties",
    "digest_of",
    "drawn_order",
    "is_drawn",
    "months_before",
    "mutual",
    "seated",
    "ticket",
)
