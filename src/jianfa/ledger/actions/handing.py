"""A problem that hangs on one person passes to whoever takes over; the first drafter stays on record."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from jianfa.journal.models import Change, Event
from jianfa.ledger.actions.moving import stand
from jianfa.ledger.models import Problem
from jianfa.organisations.actions.writing import write
from jianfa.organisations.models import Post
from jianfa.organisations.policy import Refused, Why


def take_over(problem: Problem, giver: Post, receiver: Post, *, actor: Post, at: datetime) -> Event:
    """Take over a draft or the sponsorship of a problem; called while a handover is being signed."""
    if actor.person_id != receiver.person_id:
        raise Refused(_("Only the receiver signs for a handover."), Why.OFFICE)
    changes = []
    if problem.sponsor_id == giver.pk:
        guard = {"sponsor": giver.pk, "version": problem.version}
        changes.append(Change(problem, guard, sponsor=receiver, version=problem.version + 1))
    facts = {"giver": giver.pk, "giver_person": giver.person_id, "what": "problem" if changes else "draft"}
    with transaction.atomic():
        event = write(problem.subject, "take_over", actor=actor, at=at, changes=changes, facts=facts)
        stand(problem, event)
    return event
