"""Open items of a post pass to whoever holds it next: drafts, sponsorships, seats on panels."""

from datetime import datetime

from django.db import transaction

from jianfa.acceptance.models import PanelMember
from jianfa.acceptance.policy import may_sit, may_verify, sitting_posts
from jianfa.acceptance.queries import open_items
from jianfa.journal.models import Change, Event
from jianfa.ledger.actions import invite, take_over
from jianfa.ledger.models import Problem
from jianfa.organisations.actions import sign_handover
from jianfa.organisations.actions.writing import write
from jianfa.organisations.models import Handover, Post
from jianfa.organisations.policy import require


def receive(handover: Handover, *, actor: Post, at: datetime) -> Event:
    """Sign for a handover and take over everything the giver has open now, all or nothing.

    Raises Refused when a seat on a panel cannot pass because the receiver is not independent.
    """
    with transaction.atomic():
        event = sign_handover(handover, actor=actor, at=at)
        for item in open_items(handover.giver):
            if item.seat is None:
                take_over(item.problem, handover.giver, handover.receiver, actor=actor, at=at)
            else:
                take_over_seat(item.seat, handover.giver, handover.receiver, actor=actor, at=at)
    return event


def take_over_seat(seat: PanelMember, giver: Post, receiver: Post, *, actor: Post, at: datetime) -> Event:
    """Take a seat on a panel whose result has not been recorded; the whole panel must still be independent."""
    problem: Problem = seat.panel.application.problem
    others = [post for post in sitting_posts(seat.panel) if post.pk != seat.post_id]
    require(may_verify(problem, [*others, receiver]))
    require(may_sit(problem, [*others, receiver], at))
    changes = [
        Change(seat, {"recorded_at": None, "post": giver.pk}, post=receiver, person=receiver.person),
        *(
            Change(row, {"ended_at": None}, ended_at=at)
            for row in problem.invitations.filter(post=giver, ended_at=None)
        ),
        *invite(problem, [receiver]),
    ]
    return write(
        problem.subject, "take_over", actor=actor, at=at, changes=changes,
        facts={"giver": giver.pk, "giver_person": giver.person_id, "what": "seat"},
    )  # fmt: skip
