"""Who may do what in supervision, beside what the table of moves says."""

from jianfa.supervision.policy.requesting import in_time, may_extend

__all__ = ["in_time", "may_extend"]
