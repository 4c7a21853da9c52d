"""Verbs of the intake: the only writers."""

from jianfa.intake.actions.handing import accept_handover, call_back, hand_over, refuse_handover, summarise
from jianfa.intake.actions.linking import merge, promote, unmerge
from jianfa.intake.actions.raising import (
    MOST_FILES,
    NewDemand,
    Words,
    attach,
    edit_draft,
    hand_in,
    keep_draft,
    raise_demand,
    raise_several,
    withdraw,
)
from jianfa.intake.actions.settling import (
    PassedOn,
    answer,
    answer_demand,
    appeal,
    decline,
    erase_person,
    pass_on,
    rate,
    reveal,
)

__all__ = [
    "MOST_FILES",
    "NewDemand",
    "PassedOn",
    "Words",
    "accept_handover",
    "answer",
    "answer_demand",
    "appeal",
    "attach",
    "call_back",
    "decline",
    "edit_draft",
    "erase_person",
    "hand_in",
    "hand_over",
    "keep_draft",
    "merge",
    "pass_on",
    "promote",
    "raise_demand",
    "raise_several",
    "rate",
    "refuse_handover",
    "reveal",
    "summarise",
    "unmerge",
    "withdraw",
]
