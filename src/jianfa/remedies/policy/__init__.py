"""Who may do what with effects, policies, services, petitions, grants and pairing; one function for each verb."""

from jianfa.remedies.policy.effects import may_answer_effect, may_apply_with, may_expect, may_waive
from jianfa.remedies.policy.pairing import (
    may_confirm_visit,
    may_confirm_visits,
    may_end_pairing,
    may_pair,
    may_visit_pairing,
)
from jianfa.remedies.policy.petitions import (
    may_amend_petition,
    may_be_signer,
    may_check_signature,
    may_draft_petition,
    may_drop_petition,
    may_end_grant,
    may_grant,
    may_read_remedies,
    may_record_signature,
    may_reply,
    may_send,
    may_sign_petition,
    may_take_up,
    signature_on_paper,
    signed_on_paper,
)
from jianfa.remedies.policy.policies import may_enter_policy, may_link, may_work_on_policy
from jianfa.remedies.policy.services import may_judge, may_offer, may_visit

__all__ = [
    "may_amend_petition",
    "may_answer_effect",
    "may_apply_with",
    "may_be_signer",
    "may_check_signature",
    "may_confirm_visit",
    "may_confirm_visits",
    "may_draft_petition",
    "may_drop_petition",
    "may_end_grant",
    "may_end_pairing",
    "may_enter_policy",
    "may_expect",
    "may_grant",
    "may_judge",
    "may_link",
    "may_offer",
    "may_pair",
    "may_read_remedies",
    "may_record_signature",
    "may_reply",
    "may_send",
    "may_sign_petition",
    "may_take_up",
    "may_visit",
    "may_visit_pairing",
    "may_waive",
    "may_work_on_policy",
    "signature_on_paper",
    "signed_on_paper",
]  # fmt: skip
