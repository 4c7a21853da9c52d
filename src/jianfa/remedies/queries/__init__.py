"""Reads of remedies: what pages, papers and other rooms ask."""

from jianfa.remedies.queries.effects import effects_of, load_effect, open_effects

__all__ = ["effects_of", "load_effect", "open_effects"]
