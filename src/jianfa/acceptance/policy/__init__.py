"""Who may verify, decide, object and strike off: independence (DESIGN §4), and what a table cannot hold."""

from jianfa.acceptance.policy.deciding import may_answer, may_approve, may_object, may_uphold, may_write_off
from jianfa.acceptance.policy.independence import (
    SMALLEST_PANEL,
    Matter,
    former_sponsors,
    former_units,
    matter_of,
    may_decide,
    may_verify,
    unit_parents,
    units_held,
)
from jianfa.acceptance.policy.verifying import (
    may_conclude,
    may_recheck,
    may_record,
    may_send_back,
    open_objections,
    panel_of,
    verdicts_of,
)

__all__ = (
    "SMALLEST_PANEL",
    "Matter",
    "former_sponsors",
    "former_units",
    "matter_of",
    "may_answer",
    "may_approve",
    "may_conclude",
    "may_decide",
    "may_object",
    "may_recheck",
    "may_record",
    "may_send_back",
    "may_uphold",
    "may_verify",
    "may_write_off",
    "open_objections",
    "panel_of",
    "unit_parents",
    "units_held",
    "verdicts_of",
)
