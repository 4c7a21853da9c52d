"""The web process with what protects it taken away, as the control of test_races.py: its faults must be found.

Requests are not recognised when they come again, and no row is compared with what it was decided on.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from jianfa.wsgi import application  # isort: skip  # sets Django up

from jianfa.journal.actions import writing
from jianfa.journal.rules import repeat_key
from jianfa.ledger.forms import base

_apply = writing._apply


def _without_guard(change: Any, wordings: dict[str, str]) -> dict[str, Any]:
    change.guard = {}
    return _apply(change, wordings)


@contextmanager
def _never_known(token: str | None) -> Iterator[None]:
    """Let the event carry its token, and know of no earlier one."""
    outer = writing._token.set(repeat_key("request", "", token) if token else None)
    try:
        yield
    finally:
        writing._token.reset(outer)


writing._apply = _without_guard
vars(base)["once"] = _never_known

__all__ = ["application"]
