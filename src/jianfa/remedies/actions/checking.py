"""What every verb of remedies asks of typed values: something is written, the day has come, the version is the one."""

from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _

from jianfa.journal.models import Change, Journalled
from jianfa.ledger.actions import local_day
from jianfa.organisations.policy import Refused, Why, refuse_secrets


def need(**texts: tuple[str, str]) -> None:
    """Raise Refused beside the first field that is empty; each field is given with its text and its sentence."""
    for field, (text, sentence) in texts.items():
        if not text.strip():
            raise Refused(sentence, Why.VALUE, field=field)
    refuse_secrets({field: text for field, (text, _sentence) in texts.items()})


def not_after(day: date, at: datetime, field: str) -> None:
    """Refuse a day that lies in the future."""
    if day > local_day(at):
        raise Refused(_("This day lies in the future."), Why.VALUE, field=field)


def changed(row: Any, **values: Any) -> Change:
    """Compare and set by the version of a row that counts its changes."""
    assert isinstance(row, Journalled)
    return Change(row, {"version": row.version}, version=row.version + 1, **values)  # type: ignore[attr-defined]
