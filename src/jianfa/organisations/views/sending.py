"""What becomes of a form that was sent: its action is carried out, or the refusal stands in it."""

from collections.abc import Callable
from typing import Any, Protocol, TypeVar

from jianfa.journal.actions import Stale
from jianfa.organisations.policy import Refused, Why

Result = TypeVar("Result")
DONE = 200


class Sent(Protocol):
    """A form that can show a refusal."""

    def is_valid(self) -> bool: ...

    def take(self, refused: Refused) -> None: ...

    def add_error(self, field: str | None, error: Any) -> None: ...


def carried_out(form: Sent, act: Callable[[], Result]) -> tuple[Result | None, int]:
    """Check the form and call the action; return what it gave and DONE, or None and the status of the refusal.

    A refusal stands in the form then, beside the field it is about, and what was typed is kept.
    """
    if not form.is_valid():
        return None, Why.VALUE.value
    try:
        return act(), DONE
    except Refused as refused:
        form.take(refused)
        return None, refused.why.value
    except Stale as stale:
        form.add_error(None, str(stale))
        return None, Why.STATE.value
