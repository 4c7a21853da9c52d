"""Reads of supervision: lights, what can be done next."""

from jianfa.supervision.queries.lights import (
    SYMBOLS,
    WORDS,
    LightView,
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

__all__ = [
    "SYMBOLS",
    "WORDS",
    "LightView",
    "counted_days",
    "light_of",
    "lights_noted",
    "lights_of",
    "offers",
    "pressing",
    "so_many_days",
    "with_light",
    "working_days",
]
