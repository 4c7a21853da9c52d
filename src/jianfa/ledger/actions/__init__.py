"""Verbs of the list: the only writers."""

from jianfa.ledger.actions.amending import merge, sign_baseline, unmerge, void
from jianfa.ledger.actions.asking import ASKED_FOR, asked_of
from jianfa.ledger.actions.campaigns import NewCampaign, close_campaign, create_campaign, open_campaign
from jianfa.ledger.actions.carrying import MOST_AT_ONCE, Carried, carry_over, carry_over_all
from jianfa.ledger.actions.checking import check
from jianfa.ledger.actions.handing import take_over
from jianfa.ledger.actions.keeping import (
    RULES,
    NewClass,
    change_rules,
    confirm_rules,
    end_class_template,
    reject_rules,
    save_class_template,
    take_back_rules,
)
from jianfa.ledger.actions.listing import (
    Draft,
    NewCriterion,
    NewMeasure,
    appeal,
    decline,
    draft,
    edit,
    list_problem,
    return_,
    revise,
    submit,
    withdraw,
)
from jianfa.ledger.actions.moving import (
    local_day,
    move,
    propose,
    record_decision,
    reject,
    take_back,
)
from jianfa.ledger.actions.working import (
    add_evidence,
    approve_plan,
    dispatch,
    invite,
    petition,
    plan,
    refuse,
    report,
    sign_for,
    start,
)
from jianfa.ledger.policy import refusal_ends_on
from jianfa.ledger.policy.campaigns import KEEPERS
from jianfa.ledger.queries import open_proposal

__all__ = [
    "ASKED_FOR",
    "KEEPERS",
    "MOST_AT_ONCE",
    "RULES",
    "Carried",
    "Draft",
    "NewCampaign",
    "NewClass",
    "NewCriterion",
    "NewMeasure",
    "add_evidence",
    "appeal",
    "approve_plan",
    "asked_of",
    "carry_over",
    "carry_over_all",
    "change_rules",
    "check",
    "close_campaign",
    "confirm_rules",
    "create_campaign",
    "decline",
    "dispatch",
    "draft",
    "edit",
    "end_class_template",
    "invite",
    "list_problem",
    "local_day",
    "merge",
    "move",
    "open_campaign",
    "open_proposal",
    "petition",
    "plan",
    "propose",
    "record_decision",
    "refusal_ends_on",
    "refuse",
    "reject",
    "reject_rules",
    "report",
    "return_",
    "revise",
    "save_class_template",
    "sign_baseline",
    "sign_for",
    "start",
    "submit",
    "take_back",
    "take_back_rules",
    "take_over",
    "unmerge",
    "void",
    "withdraw",
]
