"""Verbs of supervision: they touch dates and clocks."""

from jianfa.supervision.actions.noting import note_lights
from jianfa.supervision.actions.recounting import Recounted, change_calendar
from jianfa.supervision.actions.suspending import is_over, resume, suspend

__all__ = ["Recounted", "change_calendar", "is_over", "note_lights", "resume", "suspend"]
