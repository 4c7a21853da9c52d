"""Everything the public process reads: the first screen, the names of units, the card of one receipt code."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from jianfa.portal.models import CARD_COLUMNS, PORTAL_COLUMNS, Card, Portal, PortalUnit
from jianfa.portal.rules import Hotline, digest_of, on_top, urgent_kinds
from jianfa.portal.states import Urgent

LISTS = Path(__file__).parent.parent / "data" / "lists.json"


@dataclass(frozen=True)
class Front:
    """What the first screen says; where nobody has decided anything yet it is closed, with the lists it begins with."""

    is_on: bool
    hotlines: Sequence[Hotline]
    words: Mapping[str, Sequence[str]]
    log_by: str
    log_days: int

    def urgent_in(self, text: str) -> list[str]:
        """Return the urgent kinds of a text, the most urgent first."""
        return urgent_kinds(text, self.words, Urgent.values)

    def on_top(self, kinds: Sequence[str]) -> list[Hotline]:
        return on_top(self.hotlines, kinds)


@cache
def first_lists() -> dict[str, Any]:
    """Return what the portal begins with: hotlines, urgent words, no log."""
    return dict(json.loads(LISTS.read_text(encoding="utf-8")))


def front() -> Front:
    """Return the first screen in one query."""
    row = Portal.objects.only(*PORTAL_COLUMNS).first()
    if row is None:
        row = Portal(**first_lists())
    return Front(row.is_on, hotlines_of(row), row.urgent_words, row.log_by, row.log_days)


def hotlines_of(portal: Portal) -> tuple[Hotline, ...]:
    return tuple(Hotline(row["number"], row["name"], tuple(row["kinds"])) for row in portal.hotlines)


def unit_choices() -> list[tuple[str, str]]:
    """Return code and name of the units a demand can be about, in the order of the city."""
    return list(PortalUnit.objects.filter(is_shown=True).values_list("code", "name"))


def card_of(code: str) -> Card | None:
    """Return the card of a receipt code as it was read, or None."""
    return Card.objects.only(*CARD_COLUMNS).filter(digest=digest_of(code)).first()
