"""The one way from state to state: policy, compare and set, event."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from jianfa.intake.models import Demand
from jianfa.intake.policy import may
from jianfa.intake.states import CLOSED, MOVES, OPEN, State
from jianfa.journal.models import Change, Event
from jianfa.ledger.states import Sensitivity
from jianfa.organisations.actions.writing import write
from jianfa.organisations.models import ActingPost, Post
from jianfa.organisations.policy import Refused, Why, refuse_secrets, require


def move(
    demand: Demand, verb: str, *, actor: ActingPost, at: datetime, also: Sequence[Change] = (),
    said: Mapping[str, str] | None = None, facts: Mapping[str, Any] | None = None, **values: Any,
) -> Event:  # fmt: skip
    """Carry a verb of the table out: compare and set state and version, write further rows, append the event."""
    require(may(actor, verb, demand))
    row = MOVES[verb]
    target = row.target or State(demand.state)
    if target in CLOSED and row.target is not None:
        values = {"answered_at": demand.answered_at or at, "settled_at": at, **values}
    elif target in OPEN and demand.settled_at is not None:
        values = {"settled_at": None, **values}
    change = Change(
        demand, {"state": demand.state, "version": demand.version}, version=demand.version + 1, state=target.value,
        **values,
    )  # fmt: skip
    return write(
        demand.subject, verb, actor=actor, at=at, changes=[change, *also], said=said,
        facts={"to": target.value, **(facts or {})},
    )  # fmt: skip


def set_sensitivity(demand: Demand, *, actor: Post, at: datetime, sensitivity: str, reason: str = "") -> Event:
    """Say whether it is sensitive: then it is counted, and its title stays out of mail and of everything public."""
    require(may(actor, "set_sensitivity", demand))
    if sensitivity not in Sensitivity.values:
        raise Refused(_("Please choose whether it is sensitive."), Why.VALUE, field="sensitivity")
    if sensitivity == demand.sensitivity:
        raise Refused(_("It is so already."), Why.VALUE, field="sensitivity")
    said = {"reason": reason.strip()} if reason.strip() else None
    return move(demand, "set_sensitivity", actor=actor, at=at, said=said, sensitivity=sensitivity)


def needed(text: str, field: str, sentence: str, *, longest: int | None = None) -> str:
    """Return a text that must be there, stripped, of ``longest`` characters at most; raise Refused naming the field."""
    text = text.strip()
    if not text:
        raise Refused(sentence, Why.VALUE, field=field)
    if longest is not None and len(text) > longest:
        raise Refused(_("At most %(n)s characters, please.") % {"n": longest}, Why.VALUE, field=field)
    refuse_secrets({field: text})
    return text


def needed_answer(text: str) -> str:
    """Return the words for whoever raised it: every submitter gets an answer."""
    return needed(text, "answer", _("Please write what whoever raised it is told."))
