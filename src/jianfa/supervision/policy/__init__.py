"""Who may do what in supervision, beside what the table of moves says."""

from jianfa.supervision.policy.requesting import OWN_UNIT, in_time, may_extend, may_read_load, sees_every_load

__all__ = ["OWN_UNIT", "in_time", "may_extend", "may_read_load", "sees_every_load"]
