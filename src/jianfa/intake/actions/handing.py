"""From one unit to another: offered, and theirs once they have taken it on. And the summary that goes with it."""

from datetime import datetime

from django.utils.translation import gettext as _

from jianfa.intake.actions.moving import move, needed
from jianfa.intake.models import Demand
from jianfa.intake.policy import may, may_hand_to
from jianfa.journal.models import Event
from jianfa.organisations.models import Post, Unit
from jianfa.organisations.policy import require


def summarise(demand: Demand, *, actor: Post, at: datetime, title: str, summary: str) -> Event:
    """Write what others may read of it: a title and a summary without anything that points to a person."""
    require(may(actor, "summarise", demand))
    title = needed(title, "title", _("Please say in one sentence what it is about."))
    summary = needed(summary, "summary", _("Please write the summary."))
    return move(demand, "summarise", actor=actor, at=at, title=title[:200], summary=summary)


def hand_over(demand: Demand, *, actor: Post, at: datetime, unit: Unit, reason: str) -> Event:
    """Offer a demand to another unit; until they take it on it stays with the one that has it."""
    require(may(actor, "hand_over", demand))
    require(may_hand_to(demand, unit))
    reason = needed(reason, "reason", _("Please say why it is theirs."))
    return move(
        demand, "hand_over", actor=actor, at=at, said={"reason": reason}, facts={"unit": str(unit.pk)}, handed_to=unit
    )


def accept_handover(demand: Demand, *, actor: Post, at: datetime) -> Event:
    """Take a demand on that was offered; from now on it is theirs to answer."""
    require(may(actor, "accept_handover", demand))
    return move(demand, "accept_handover", actor=actor, at=at, owner=demand.handed_to, handed_to=None)


def refuse_handover(demand: Demand, *, actor: Post, at: datetime, reason: str) -> Event:
    """Refuse an offer, and say why; it stays where it was."""
    require(may(actor, "refuse_handover", demand))
    reason = needed(reason, "reason", _("Please say why."))
    return move(demand, "refuse_handover", actor=actor, at=at, said={"reason": reason}, handed_to=None)


def call_back(demand: Demand, *, actor: Post, at: datetime) -> Event:
    """Take an offer back that nobody has answered."""
    return move(demand, "call_back", actor=actor, at=at, handed_to=None)
