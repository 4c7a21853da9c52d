"""Verbs of the intake: the only writers."""

from jianfa.intake.actions.handing import accept_handover, call_back, hand_over, refuse_handover, summarise
from jianfa.intake.actions.likeness import confirm_like, end_like
from jianfa.intake.actions.linking import merge, promote, unmerge
from jianfa.intake.actions.moving import set_sensitivity
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
    withdraw_several,
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
from jianfa.intake.actions.synonyms import (
    confirm_synonyms,
    propose_synonyms,
    reject_synonyms,
    withdraw_synonyms,
)
from jianfa.intake.actions.themes import JOB as THEMES_JOB
from jianfa.intake.actions.themes import keep_themes, renew_themes, work_out_themes

__all__ = [
    "MOST_FILES",
    "THEMES_JOB",
    "NewDemand",
    "PassedOn",
    "Words",
    "accept_handover",
    "answer",
    "answer_demand",
    "appeal",
    "attach",
    "call_back",
    "confirm_like",
    "confirm_synonyms",
    "decline",
    "edit_draft",
    "end_like",
    "erase_person",
    "hand_in",
    "hand_over",
    "keep_draft",
    "keep_themes",
    "merge",
    "pass_on",
    "promote",
    "propose_synonyms",
    "raise_demand",
    "raise_several",
    "rate",
    "refuse_handover",
    "reject_synonyms",
    "renew_themes",
    "reveal",
    "set_sensitivity",
    "summarise",
    "unmerge",
    "withdraw",
    "withdraw_several",
    "withdraw_synonyms",
    "work_out_themes",
]
