"""Campaigns: set up by the desk, opened by a department head, closed at the end. Their rules: ``keeping``."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Max
from django.utils.translation import gettext as _

from jianfa.journal.models import Change, Event
from jianfa.ledger.models import Campaign, ClassTemplate, Dimension, Headline, Standing
from jianfa.ledger.policy.campaigns import may_close, may_open, may_set_up
from jianfa.ledger.states import Clock, Grade, Method, Nature, Sensitivity
from jianfa.organisations.actions.writing import write
from jianfa.organisations.models import Post, Proposal
from jianfa.organisations.policy import Refused, Why, require

ONE_TICK = timedelta(microseconds=1)


@dataclass(frozen=True)
class NewCampaign:
    """A campaign as typed or as a template gives it; ``classes`` are rows of the class templates.

    A class names its dimension; one that the campaign does not have is left open.
    """

    name: str
    starts_on: date
    ends_on: date
    dimensions: Sequence[str] = ()
    headline: str = Headline.WRITTEN_OFF.value
    number_pattern: str = "{year}-{n:03d}"
    warn_days: int = 5
    publicity_days: int = 5
    plan_approval: bool = False
    is_practice: bool = False
    is_sample: bool = False
    classes: Sequence[Mapping[str, Any]] = ()


def create_campaign(new: NewCampaign, *, actor: Post, at: datetime) -> Campaign:
    """Set a campaign up, with its dimensions and class templates; it is open when a department head opens it."""
    require(may_set_up(actor))
    if not new.name.strip():
        raise Refused(_("Please give the campaign a name."), Why.VALUE, field="name")
    if new.ends_on <= new.starts_on:
        raise Refused(_("The campaign must end after it begins."), Why.VALUE, field="ends_on")
    if Campaign.objects.filter(name=new.name.strip()).exists():
        raise Refused(_("There is already a campaign of this name."), Why.VALUE, field="name")
    _check_pattern(new.number_pattern)
    campaign = Campaign(
        name=new.name.strip(), starts_on=new.starts_on, ends_on=new.ends_on, headline=new.headline,
        number_pattern=new.number_pattern, warn_days=new.warn_days, publicity_days=new.publicity_days,
        plan_approval=new.plan_approval, is_practice=new.is_practice, is_sample=new.is_sample,
    )  # fmt: skip
    names = dict.fromkeys(name.strip() for name in new.dimensions if name.strip())
    dimensions = {name: Dimension(campaign=campaign, name=name, position=n) for n, name in enumerate(names, 1)}
    changes = [Change(campaign), *(Change(row) for row in dimensions.values())]
    changes += [Change(_template(campaign, row, n, dimensions)) for n, row in enumerate(new.classes, 1)]
    write(campaign.subject, "create_campaign", actor=actor, at=at, changes=changes)
    return campaign


def _template(
    campaign: Campaign, row: Mapping[str, Any], position: int, dimensions: Mapping[str, Dimension]
) -> ClassTemplate:
    nature = row.get("nature", "")
    return ClassTemplate(
        campaign=campaign, name=row["name"], dimension=dimensions.get(row.get("dimension", "")),
        nature=nature if nature in Nature.values else "", clock=row.get("clock", Clock.PHASED.value),
        weight=row.get("weight", 1), sensitivity=row.get("sensitivity", Sensitivity.GENERAL.value),
        method=row.get("method", Method.PAPERS.value), grade=row.get("grade", Grade.ORDINARY.value),
        needs_publicity=row.get("needs_publicity", True), criteria=list(row.get("criteria", [])), position=position,
    )  # fmt: skip


def _check_pattern(pattern: str) -> None:
    try:
        one, two = (pattern.format(year=2026, n=n) for n in (1, 2))
    except (KeyError, IndexError, ValueError) as error:
        raise Refused(_("The numbering needs {year} and {n:03d}."), Why.VALUE, field="number_pattern") from error
    if one == two or "2026" not in one:
        raise Refused(_("The numbering needs {year} and {n:03d}."), Why.VALUE, field="number_pattern")


def open_campaign(campaign: Campaign, *, actor: Post, at: datetime) -> Event:
    """Open a campaign that was prepared; a department head who drafted nothing of it confirms its rules by doing so."""
    require(may_open(actor, campaign))
    change = Change(campaign, {"state": campaign.state}, state=Campaign.State.OPEN.value)
    return write(campaign.subject, "open_campaign", actor=actor, at=at, changes=[change])


def close_campaign(campaign: Campaign, *, actor: Post, at: datetime) -> Event:
    """Close a campaign: its figures freeze, nothing on its list moves, what is open can be carried over (结转).

    A proposal about its rules that nobody has answered is withdrawn.
    """
    require(may_close(actor, campaign))
    latest = Standing.objects.filter(campaign=campaign).aggregate(at=Max("from_at"))["at"]
    closed_at = max(at, latest + ONE_TICK) if latest else at  # after whatever was a moment faster, so that it counts
    closed = {"state": Campaign.State.CLOSED.value, "closed_at": closed_at}
    waiting = Proposal.objects.filter(subject_kind="campaign", subject_id=campaign.pk, state=Proposal.State.OPEN)
    withdrawn = [
        Change(row, {"state": Proposal.State.OPEN}, state=Proposal.State.WITHDRAWN.value, decided_at=at)
        for row in waiting
    ]
    changes = [Change(campaign, {"state": campaign.state}, **closed), *withdrawn]
    return write(campaign.subject, "close_campaign", actor=actor, at=at, changes=changes)
