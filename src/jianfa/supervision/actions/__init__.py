"""Verbs of supervision: they touch dates, clocks and whose work it is, and keep the schedules."""

from jianfa.supervision.actions.noting import note_lights
from jianfa.supervision.actions.recounting import Recounted, change_calendar
from jianfa.supervision.actions.requesting import Heard, Stage, change_clock, extend, transfer
from jianfa.supervision.actions.scheduling import NewTask, finish_task, plan, report, schedule
from jianfa.supervision.actions.suspending import is_over, resume, suspend
from jianfa.supervision.actions.templates import NewSteps, confirm_rules, end_step_template, save_step_template

__all__ = [
    "Heard",
    "NewSteps",
    "NewTask",
    "Recounted",
    "Stage",
    "change_calendar",
    "change_clock",
    "confirm_rules",
    "end_step_template",
    "extend",
    "finish_task",
    "is_over",
    "note_lights",
    "plan",
    "report",
    "resume",
    "save_step_template",
    "schedule",
    "suspend",
    "transfer",
]
