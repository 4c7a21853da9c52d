"""Verbs of notices: tell what the journal says, send what is in the outbox, keep what a person wishes."""

from jianfa.notices.actions.collecting import begin_reading, collect
from jianfa.notices.actions.delivering import deliver
from jianfa.notices.actions.digesting import make_digests, make_group_messages
from jianfa.notices.actions.keeping import (
    end_feed,
    make_feed,
    mark_read,
    prefer,
    read_all,
    switch_robot,
    try_robot,
)

__all__ = [
    "begin_reading",
    "collect",
    "deliver",
    "end_feed",
    "make_digests",
    "make_feed",
    "make_group_messages",
    "mark_read",
    "prefer",
    "read_all",
    "switch_robot",
    "try_robot",
]
