"""Carry over (结转): what a closed campaign left open goes on in another one, with number, dates and chain."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from jianfa.journal.actions import Stale
from jianfa.journal.models import Change, Event
from jianfa.ledger.actions.moving import stand
from jianfa.ledger.models import Amendment, Baseline, Campaign, ClassTemplate, Dimension, Problem
from jianfa.ledger.policy.campaigns import may_carry_over, may_receive
from jianfa.ledger.states import CARRIED, ON_LIST
from jianfa.organisations.actions.writing import write
from jianfa.organisations.models import Post
from jianfa.organisations.policy import Refused, Why, require

REASON = "结转"
"""The reason of both amendments; the name of the campaign it comes from follows."""
MOST_AT_ONCE = 200
"""Rows of one request; more would keep others from writing for too long."""


@dataclass(frozen=True)
class Receiver:
    """A campaign that takes problems over, with what is looked up by name in it; three queries."""

    campaign: Campaign
    dimensions: Mapping[str, Dimension] = field(init=False)
    templates: Mapping[str, ClassTemplate] = field(init=False)
    signed: frozenset[UUID] = field(init=False)
    """Campaigns whose list has been signed off: there the change of the count is an amendment."""

    def __post_init__(self) -> None:
        found = {
            "dimensions": {row.name: row for row in self.campaign.dimensions.all()},
            "templates": {row.name: row for row in self.campaign.class_templates.filter(ended_at=None)},
            "signed": frozenset(Baseline.objects.order_by().values_list("campaign", flat=True).distinct()),
        }
        for name, value in found.items():
            object.__setattr__(self, name, value)


def carry_over(
    problem: Problem, *, actor: Post, at: datetime, into: Campaign, receiver: Receiver | None = None
) -> Event:
    """Move one open problem of a closed campaign into another; dimension and class go by name, or stay empty.

    On a signed list it is an amendment: one less where it comes from, one added where it goes. The figures of the
    closed campaign are those of its closing and do not change.
    """
    source = problem.campaign
    require(may_carry_over(actor, source))
    require(may_receive(source, into))
    if problem.state not in CARRIED:
        raise Refused(_("Only what is still open is carried over; this one is “%(state)s”.") % {
            "state": problem.get_state_display(),
        })  # fmt: skip
    found = receiver or Receiver(into)
    dimension = found.dimensions.get(problem.dimension.name) if problem.dimension else None
    template = found.templates.get(problem.template.name) if problem.template else None
    guard = {"campaign": source.pk, "state": problem.state, "version": problem.version}
    changes = [
        Change(
            problem, guard, campaign=into, dimension=dimension, template=template, version=problem.version + 1
        ),
        *_amendments(problem, source, into, found.signed, at),
    ]  # fmt: skip
    with transaction.atomic():
        event = write(
            problem.subject, "carry_over", actor=actor, at=at, changes=changes,
            facts={"source": source.pk, "into": into.pk},
        )  # fmt: skip
        stand(problem, event)
    return event


def _amendments(
    problem: Problem, source: Campaign, into: Campaign, signed: frozenset[UUID], at: datetime
) -> list[Change]:
    if problem.state not in ON_LIST:
        return []
    steps = ((source, Amendment.Kind.CARRIED), (into, Amendment.Kind.ADDED))
    reason = f"{REASON}：{source.name}"
    return [
        Change(Amendment(campaign=campaign, problem=problem, kind=kind.value, at=at, reason=reason))
        for campaign, kind in steps
        if campaign.pk in signed
    ]


@dataclass(frozen=True)
class Carried:
    """What became, or would become, of one problem: carried over, or why not."""

    problem: Problem
    refusal: str = ""
    lost: tuple[str, ...] = ()
    """Dimension and class whose names the other campaign does not know."""


def carry_over_all(
    source: Campaign, problems: Iterable[Problem], *, actor: Post, at: datetime, into: Campaign,
    is_rehearsal: bool = False,
) -> list[Carried]:  # fmt: skip
    """Carry many over, each in a transaction of its own; as a rehearsal everything is taken back again.

    A problem that refuses leaves the others done. Raises Refused when the office or one of the campaigns is wrong.
    """
    require(may_carry_over(actor, source))
    require(may_receive(source, into))
    rows = list(problems)
    if len(rows) > MOST_AT_ONCE:
        raise Refused(_("At most %(n)s problems at a time.") % {"n": MOST_AT_ONCE}, Why.VALUE, field="problems")
    receiver = Receiver(into)
    return [_one(row, receiver, actor=actor, at=at, is_rehearsal=is_rehearsal) for row in rows]


def _one(problem: Problem, receiver: Receiver, *, actor: Post, at: datetime, is_rehearsal: bool) -> Carried:
    lost = (
        problem.dimension.name if problem.dimension and problem.dimension.name not in receiver.dimensions else "",
        problem.template.name if problem.template and problem.template.name not in receiver.templates else "",
    )
    try:
        with transaction.atomic():
            carry_over(problem, actor=actor, at=at, into=receiver.campaign, receiver=receiver)
            transaction.set_rollback(is_rehearsal)
    except (Refused, Stale) as refused:
        return Carried(problem, str(refused))
    return Carried(problem, lost=tuple(name for name in lost if name))
