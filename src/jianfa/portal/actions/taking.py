"""What came from outside goes into the ledger's house through the intake, and what became of it goes onto cards."""

from collections.abc import Collection, Iterator
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from jianfa.intake import actions as intake
from jianfa.intake.models import Demand
from jianfa.intake.states import Channel
from jianfa.journal.models import Chain, Event
from jianfa.notices.models import Cursor
from jianfa.organisations.actions.writing import write
from jianfa.organisations.models import Post, Timer, Unit
from jianfa.organisations.policy import Refused, Why, require
from jianfa.portal.models import PORTAL_ID, Card, Feedback, PortalUnit, Submission
from jianfa.portal.policy import may_keep
from jianfa.portal.queries.inside import (
    campaign_of_workers,
    card_values,
    demands_of,
    refused_appeals,
    served_units,
    solved_among,
)
from jianfa.portal.rules import to_the_hour
from jianfa.portal.states import Said

CURSOR, PAGE = "portal", 500
LOOKED_AT_AGAIN = 200
"""Events before the last one read: on PostgreSQL a smaller id may become visible later."""


def take_in(submission: Submission, *, actor: Timer, at: datetime) -> Demand:
    """Make a demand of what was sent, give it a card, and empty the row of the inbox.

    All that is written carries the hour it was sent in, not the minute: no log of a network can be laid beside it.
    """
    with transaction.atomic():
        campaign = campaign_of_workers()
        if campaign is None:
            raise Refused(_("No campaign is open that workers' demands could come into."))
        demand = intake.raise_demand(
            actor=actor, at=submission.sent_at, campaign=campaign, unit=_unit_of(submission), title="",
            text=submission.text, channel=Channel.PORTAL, contact=submission.contact,
            wants_city=submission.wants_city, urgent=submission.urgent, key=f"portal:{submission.pk}",
        )  # fmt: skip
        day = timezone.localdate(submission.sent_at)
        values = {"demand": demand.pk, "received_on": day, "changed_on": day, **card_values(demand, frozenset())}
        Card.objects.get_or_create(digest=submission.digest, defaults=values)
        _empty(submission, at, contact="")
    return demand


def _unit_of(submission: Submission) -> Unit:
    unit: Unit | None = Unit.objects.filter(
        pk__in=PortalUnit.objects.filter(code=submission.unit_code).values("unit")
    ).first()
    if unit is None:
        raise Refused(_("There is no unit with the code %(code)s.") % {"code": submission.unit_code})
    return unit


def take_word(feedback: Feedback, *, actor: Timer, at: datetime) -> None:
    """Put on record what a worker says of an answer, or the appeal."""
    with transaction.atomic():
        card = Card.objects.filter(digest=feedback.digest).first()
        demand = Demand.objects.filter(pk=card.demand).first() if card else None
        if demand is None:
            raise Refused(_("There is no demand under this code."))
        moment = max(to_the_hour(at), Chain.objects.get(pk=demand.pk).last_at)
        if feedback.said == Said.APPEAL:
            intake.appeal(demand, actor=actor, at=moment, facts=feedback.text)
        else:
            intake.rate(demand, actor=actor, at=moment, satisfaction=feedback.said, words=feedback.text)
        _empty(feedback, at)


def put_aside(row: Submission | Feedback, refusal: str, at: datetime) -> None:
    """Note why a row was not taken in: a demand waits and is tried again, a word that comes too late is done with.

    The words of an appeal are kept then, for the worker was thanked for them: the desk reads them.
    """
    if isinstance(row, Feedback):
        kept = {"text": row.text} if row.said == Said.APPEAL else {}
        _empty(row, at, refusal=refusal[:200], **kept)
    else:
        Submission.objects.filter(pk=row.pk).update(refusal=refusal[:200])


def read_appeals(ids: Collection[UUID], *, actor: Post, at: datetime) -> Event:
    """Note that the desk has read refused appeals, and empty them."""
    require(may_keep(actor))
    with transaction.atomic():
        unread = {appeal.row.pk: appeal for appeal in refused_appeals() if appeal.row.pk in ids}
        if not unread:
            raise Refused(_("This has been read already."), Why.STATE)
        facts = {"receipt_nos": sorted(appeal.receipt_no for appeal in unread.values())}
        event = write(("portal", PORTAL_ID), "read_appeals", actor=actor, at=at, facts=facts)
        Feedback.objects.filter(pk__in=unread).update(text="")
    return event


def _empty(row: Submission | Feedback, at: datetime, refusal: str = "", **also: str) -> None:
    values = {"taken_at": to_the_hour(at), "text": "", "refusal": refusal, **also}
    type(row)._default_manager.filter(pk=row.pk, taken_at=None).update(**values)


# Copies for outside ----------------------------------------------------------------------------------------


def renew_units() -> int:
    """Copy code and name of the units there are to where the public process may read them; return how many changed."""
    there = {row.unit: row for row in PortalUnit.objects.all()}
    wanted = {
        unit.pk: PortalUnit(unit=unit.pk, code=unit.code, name=unit.name, position=place)
        for place, unit in enumerate(served_units())
    }
    gone = [key for key, row in there.items() if row.is_shown and key not in wanted]
    new = [row for key, row in wanted.items() if key not in there or not _is_same(row, there[key])]
    if not gone and not new:
        return 0
    with transaction.atomic():
        PortalUnit.objects.filter(unit__in=gone).update(is_shown=False)
        for row in new:
            row.save()  # the key is the unit's code, which stays
    return len(gone) + len(new)


def _is_same(one: PortalUnit, other: PortalUnit) -> bool:
    return all(getattr(one, name) == getattr(other, name) for name in ("code", "name", "position", "is_shown"))


def renew_cards(at: datetime) -> int:
    """Bring the cards up to date with what happened since the last round; return how many now say something else."""
    cursor = begin_reading()
    newest, changed = cursor.position, 0
    for ids, last in _pages(max(cursor.position - LOOKED_AT_AGAIN, 0)):
        changed += _renew(demands_of(ids), at)
        newest = max(newest, last)
    Cursor.objects.filter(name=CURSOR, position__lt=newest).update(position=newest, at=at)
    return changed


def begin_reading() -> Cursor:
    """Return how far the journal has been read; before the first card there is nothing to be told."""
    found = Cursor.objects.filter(pk=CURSOR).first()
    if found is None:
        newest = Event.objects.aggregate(newest=Max("pk"))["newest"] or 0
        found, _is_new = Cursor.objects.get_or_create(name=CURSOR, defaults={"position": newest})
    return found


def _pages(after: int) -> Iterator[tuple[set[UUID], int]]:
    while True:
        found = Event.objects.filter(pk__gt=after, chain__kind__in=("demand", "problem")).order_by("pk")
        rows = list(found.values_list("pk", "chain")[:PAGE])
        if not rows:
            return
        after = rows[-1][0]
        yield {chain for _pk, chain in rows}, after


def _renew(ids: set[UUID], at: datetime) -> int:
    cards = {card.demand: card for card in Card.objects.filter(demand__in=ids)}
    if not cards:
        return 0
    demands = list(Demand.objects.filter(pk__in=cards).select_related("owner", "campaign", "source_unit"))
    solved, changed = solved_among(demands), 0
    for demand in demands:
        card, values = cards[demand.pk], card_values(demand, solved)
        if any(getattr(card, name) != value for name, value in values.items()):
            Card.objects.filter(pk=card.pk).update(**values, changed_on=timezone.localdate(at))
            changed += 1
    return changed
