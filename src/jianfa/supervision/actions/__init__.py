"""Verbs of supervision: they touch dates, clocks and whose work it is."""

from jianfa.supervision.actions.noting import note_lights
from jianfa.supervision.actions.recounting import Recounted, change_calendar
from jianfa.supervision.actions.requesting import Heard, Stage, change_clock, extend, transfer
from jianfa.supervision.actions.suspending import is_over, resume, suspend

__all__ = [
    "Heard",
    "Recounted",
    "Stage",
    "change_calendar",
    "change_clock",
    "extend",
    "is_over",
    "note_lights",
    "resume",
    "suspend",
    "transfer",
]
