"""Reads of supervision: lights, city clocks, what was granted, whether a report is asked for, what can be done next."""

from jianfa.supervision.queries.city import STEP_NAMES, city_overdue, city_steps_of, days_of, stays_of
from jianfa.supervision.queries.lights import (
    SYMBOLS,
    WORDS,
    LightView,
    awaits_answer,
    counted_days,
    light_of,
    lights_noted,
    lights_of,
    pressing,
    so_many_days,
    with_light,
    working_days,
)
from jianfa.supervision.queries.offering import offers
from jianfa.supervision.queries.reminding import due_reminders, reminders_of
from jianfa.supervision.queries.reporting import asked_of, report_asked
from jianfa.supervision.queries.requesting import (
    class_of,
    grants_of,
    on_time_counts,
    on_time_of,
    with_on_time,
)
from jianfa.supervision.queries.ripening import ripe_for_review

__all__ = [
    "STEP_NAMES",
    "SYMBOLS",
    "WORDS",
    "LightView",
    "asked_of",
    "awaits_answer",
    "city_overdue",
    "city_steps_of",
    "class_of",
    "counted_days",
    "days_of",
    "due_reminders",
    "grants_of",
    "light_of",
    "lights_noted",
    "lights_of",
    "offers",
    "on_time_counts",
    "on_time_of",
    "pressing",
    "reminders_of",
    "report_asked",
    "ripe_for_review",
    "so_many_days",
    "stays_of",
    "with_light",
    "with_on_time",
    "working_days",
]
