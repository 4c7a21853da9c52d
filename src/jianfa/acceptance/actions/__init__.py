"""Verbs from the application to the write-off and back."""

from jianfa.acceptance.actions.asking import respond
from jianfa.acceptance.actions.deciding import (
    answer_objection,
    approve,
    carry_in,
    object_to,
    relapse,
    uphold,
    write_off,
)
from jianfa.acceptance.actions.doubting import note_doubts
from jianfa.acceptance.actions.handing import receive, take_over_seat
from jianfa.acceptance.actions.looking import draw_look_backs, look_back
from jianfa.acceptance.actions.lots import call_lot, draw_panel
from jianfa.acceptance.actions.outside import make_link, new_secret
from jianfa.acceptance.actions.publicity import draft_publicity, erase_objector
from jianfa.acceptance.actions.seating import replace_member, step_aside
from jianfa.acceptance.actions.session_lots import call_session_lots, draw_session_panels
from jianfa.acceptance.actions.session_papers import (
    confirm_session_decision,
    record_session_decision,
    reject_session_decision,
)
from jianfa.acceptance.actions.sessions import (
    add_problems,
    approve_session,
    conclude_session,
    name_session_panel,
    open_session,
    pull_out,
    record_session_results,
    withdraw_session,
)
from jianfa.acceptance.actions.verifying import (
    Answer,
    Finding,
    apply,
    conclude,
    name_panel,
    open_application,
    open_panel,
    recheck,
    record_result,
    retract,
    send_back,
)

__all__ = [
    "Answer",
    "Finding",
    "add_problems",
    "answer_objection",
    "apply",
    "approve",
    "approve_session",
    "call_lot",
    "call_session_lots",
    "carry_in",
    "conclude",
    "conclude_session",
    "confirm_session_decision",
    "draft_publicity",
    "draw_look_backs",
    "draw_panel",
    "draw_session_panels",
    "erase_objector",
    "look_back",
    "make_link",
    "name_panel",
    "name_session_panel",
    "new_secret",
    "note_doubts",
    "object_to",
    "open_application",
    "open_panel",
    "open_session",
    "pull_out",
    "receive",
    "recheck",
    "record_result",
    "record_session_decision",
    "record_session_results",
    "reject_session_decision",
    "relapse",
    "replace_member",
    "respond",
    "retract",
    "send_back",
    "step_aside",
    "take_over_seat",
    "uphold",
    "withdraw_session",
    "write_off",
]
