"""What a look at this machine found: one line, and what to do about it."""

from dataclasses import dataclass

FAULT, WARNING, GOOD = "●", "▲", "✓"


@dataclass(frozen=True)
class Finding:
    """One thing looked at: ● a fault, ▲ a warning, ✓ in order; and what to do."""

    sign: str
    sentence: str
    remedy: str = ""
