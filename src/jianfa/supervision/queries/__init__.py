"""Reads of supervision: lights, what can be done next."""

from jianfa.supervision.queries.lights import SYMBOLS, WORDS, LightView, light_of, pressing, with_light, working_days
from jianfa.supervision.queries.offering import offers

__all__ = ["SYMBOLS", "WORDS", "LightView", "light_of", "offers", "pressing", "with_light", "working_days"]
