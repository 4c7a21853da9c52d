"""Looking back at write-offs: the timer draws the sample, desk or auditor say what they found."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from jianfa.acceptance.actions.verifying import _text
from jianfa.acceptance.models import LookBack, LookBackDraw
from jianfa.acceptance.policy.looking import may_look_back, open_look_back
from jianfa.acceptance.queries.looking import anniversaries, drawn_until, hashes_of
from jianfa.acceptance.rules import LOOK_BACK_MONTHS, is_drawn
from jianfa.journal.models import Change, Event
from jianfa.ledger.actions import local_day
from jianfa.ledger.models import Campaign, Problem
from jianfa.organisations.actions.writing import in_batch, write
from jianfa.organisations.models import ActingPost, Post
from jianfa.organisations.policy import Refused, Why, require


def draw_look_backs(campaign: Campaign, *, actor: ActingPost, at: datetime) -> Event | None:
    """Draw from what has become 3, 6 or 12 months old since the last draw; None when there was nothing.

    The hash of each write-off decides (acceptance.rules.is_drawn): repeated by anybody, chosen by nobody.
    """
    today, after = local_day(at), drawn_until(campaign)
    if today <= after:
        return None
    due = [(row, months) for months in LOOK_BACK_MONTHS for row in anniversaries(campaign, months, after, today)]
    if not due:
        return None
    hashes, percent = hashes_of(row for row, _months in due), campaign.look_back_percent
    drawn = [(row, months) for row, months in due if is_drawn(hashes[row.problem_id], months, percent)]
    draw = LookBackDraw(
        campaign=campaign, until_day=today, percent=percent, considered=len(due), drawn=len(drawn)
    )  # fmt: skip
    with transaction.atomic():
        facts = {"after": after, "months": list(LOOK_BACK_MONTHS)}
        event = write(
            campaign.subject, "draw_look_backs", actor=actor, at=at, changes=[Change(draw)], facts=facts
        )  # fmt: skip
        with in_batch(draw.pk):
            for row, months in drawn:
                look_back = LookBack(problem=row.problem, write_off=row, months=months, due_on=today)
                facts = {"months": months}
                write(
                    row.problem.subject, "draw_look_back", actor=actor, at=at, changes=[Change(look_back)], facts=facts
                )
    return event


def look_back(problem: Problem, *, actor: Post, at: datetime, outcome: str, note: str) -> Event:
    """Record what was found: it has held, or it is back; then the relapse is proposed apart, with this note in it."""
    require(may_look_back(problem, actor))
    found = open_look_back(problem)
    assert found is not None  # the policy has seen it
    if outcome not in LookBack.Outcome.values:
        raise Refused(_("Please say whether it has held."), Why.VALUE, field="outcome")
    _text(note, "note", _("Please say in a sentence what was seen."))
    change = Change(
        found, {"outcome": ""}, outcome=outcome, note=note.strip(), looked_by=actor, looker=actor.person, looked_at=at
    )
    facts = {"outcome": outcome, "months": found.months}
    return write(problem.subject, "look_back", actor=actor, at=at, changes=[change], facts=facts)
