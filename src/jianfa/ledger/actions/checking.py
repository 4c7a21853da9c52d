"""The office between: it looks at what one office asks before another decides on it."""

from datetime import datetime

from django.utils.translation import gettext as _

from jianfa.journal.models import Change, Event
from jianfa.ledger.models import Problem
from jianfa.ledger.policy import may_check
from jianfa.organisations.actions.writing import write
from jianfa.organisations.models import ActingPost, Post, Proposal
from jianfa.organisations.policy import Refused, Why, refuse_secrets, require


def check(problem: Problem, proposal: Proposal, *, actor: ActingPost, at: datetime, note: str = "") -> Event:
    """Say as the office between that a proposal is in order; only then the second office may confirm it."""
    require(may_check(actor, proposal, problem))
    refuse_secrets({"note": note})
    if not isinstance(actor, Post):
        raise Refused(_("Only a person can answer a proposal."), Why.OFFICE)
    change = Change(
        proposal, {"state": Proposal.State.OPEN, "checker": None}, checked_by=actor, checker=actor.person,
        checked_at=at, check_note=note.strip(),
    )  # fmt: skip
    return write(
        problem.subject, "check", actor=actor, at=at, changes=[change], facts={"verb": proposal.verb},
        said={"note": note.strip()} if note.strip() else None,
    )  # fmt: skip
