"""Who may do what in the intake."""

from jianfa.intake.policy.demands import (
    HOLDERS,
    channel_of,
    may,
    may_as,
    may_enter,
    may_hand_to,
    may_raise,
    may_read_demands,
    may_read_text,
    offices_of,
    submits,
    works_for,
)

__all__ = [
    "HOLDERS",
    "channel_of",
    "may",
    "may_as",
    "may_enter",
    "may_hand_to",
    "may_raise",
    "may_read_demands",
    "may_read_text",
    "offices_of",
    "submits",
    "works_for",
]
