"""Who may do what in supervision, beside what the table of moves says."""

from jianfa.supervision.policy.requesting import (
    OWN_UNIT,
    REMINDED,
    in_time,
    may_extend,
    may_read_load,
    may_urge,
    sees_every_load,
    urged_for,
)

__all__ = [
    "OWN_UNIT",
    "REMINDED",
    "in_time",
    "may_extend",
    "may_read_load",
    "may_urge",
    "sees_every_load",
    "urged_for",
]
