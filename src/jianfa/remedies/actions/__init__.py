"""Verbs of remedies: what is done about problems, and whether it arrived."""

from jianfa.remedies.actions.effects import (
    confirm_effect,
    deny_effect,
    expect_effect,
    expected_anew,
    move_effect,
    waive_effect,
)
from jianfa.remedies.actions.pairing import confirm_visit, end_pairing, pair, visit_county
from jianfa.remedies.actions.petitions import (
    Granted,
    Letter,
    Reply,
    amend_petition,
    draft_petition,
    drop_petition,
    end_grant,
    record_grant,
    record_reply,
    send_petition,
    take_up_letter,
)
from jianfa.remedies.actions.policies import end_policy, enter_policy, serve, unlink
from jianfa.remedies.actions.services import judge_service, offer_service, record_visit
from jianfa.remedies.actions.signing import (
    confirm_paper_signature,
    record_paper_signature,
    refuse_paper_signature,
    sign_petition,
)

__all__ = [
    "Granted", "Letter", "Reply", "amend_petition", "confirm_effect", "confirm_paper_signature", "confirm_visit",
    "deny_effect", "draft_petition", "drop_petition", "end_grant", "end_pairing", "end_policy", "enter_policy",
    "expect_effect", "expected_anew", "judge_service", "move_effect", "offer_service", "pair", "record_grant",
    "record_paper_signature", "record_reply", "record_visit", "refuse_paper_signature", "send_petition", "serve",
    "sign_petition", "take_up_letter", "unlink", "visit_county", "waive_effect",
]  # fmt: skip
