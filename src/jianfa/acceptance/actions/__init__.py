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
from jianfa.acceptance.actions.handing import receive, take_over_seat
from jianfa.acceptance.actions.outside import make_link, new_secret
from jianfa.acceptance.actions.seating import replace_member, step_aside
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
    "answer_objection",
    "apply",
    "approve",
    "carry_in",
    "conclude",
    "make_link",
    "name_panel",
    "new_secret",
    "object_to",
    "open_application",
    "open_panel",
    "receive",
    "recheck",
    "record_result",
    "relapse",
    "replace_member",
    "respond",
    "retract",
    "send_back",
    "step_aside",
    "take_over_seat",
    "uphold",
    "write_off",
]
