"""Campaigns and their dictionaries: the desk drafts, a department head confirms."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _

from jianfa.journal.actions import write
from jianfa.journal.models import Change, Event
from jianfa.ledger.models import Campaign, ClassTemplate, Dimension, Headline
from jianfa.ledger.states import Clock, Sensitivity
from jianfa.organisations.models import Post, Role
from jianfa.organisations.policy import Refused, Why

KEEPERS = frozenset({Role.DESK, Role.DEPARTMENT_HEAD})


@dataclass(frozen=True)
class NewCampaign:
    """A campaign as typed or as a template gives it; ``classes`` are rows of the class templates."""

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
    _may_keep(actor)
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
    names = [name.strip() for name in new.dimensions if name.strip()]
    changes = [Change(campaign)]
    changes += [Change(Dimension(campaign=campaign, name=name, position=n)) for n, name in enumerate(names, 1)]
    changes += [Change(_template(campaign, row, n)) for n, row in enumerate(new.classes, 1)]
    write(campaign.subject, "create_campaign", actor=actor, at=at, changes=changes)
    return campaign


def _template(campaign: Campaign, row: Mapping[str, Any], position: int) -> ClassTemplate:
    return ClassTemplate(
        campaign=campaign, name=row["name"], clock=row.get("clock", Clock.PHASED.value),
        weight=row.get("weight", 1), sensitivity=row.get("sensitivity", Sensitivity.GENERAL.value),
        criteria=list(row.get("criteria", [])), position=position,
    )  # fmt: skip


def _check_pattern(pattern: str) -> None:
    try:
        one, two = (pattern.format(year=2026, n=n) for n in (1, 2))
    except (KeyError, IndexError, ValueError) as error:
        raise Refused(_("The numbering needs {year} and {n:03d}."), Why.VALUE, field="number_pattern") from error
    if one == two or "2026" not in one:
        raise Refused(_("The numbering needs {year} and {n:03d}."), Why.VALUE, field="number_pattern")


def open_campaign(campaign: Campaign, *, actor: Post, at: datetime) -> Event:
    """Open a campaign that the desk prepared; a department head confirms its rules by doing so (DESIGN §4)."""
    if actor.role != Role.DEPARTMENT_HEAD:
        raise Refused(_("A campaign is opened by a department head, who confirms its rules."), Why.OFFICE)
    if campaign.state != Campaign.State.PREPARING:
        raise Refused(_("Only a campaign in preparation can be opened."))
    change = Change(campaign, {"state": campaign.state}, state=Campaign.State.OPEN.value)
    return write(campaign.subject, "open_campaign", actor=actor, at=at, changes=[change])


def close_campaign(campaign: Campaign, *, actor: Post, at: datetime) -> Event:
    """Close a campaign; what is open stays visible and can be carried over."""
    if actor.role not in {Role.DEPARTMENT_HEAD, Role.LEADER}:
        raise Refused(_("A campaign is closed by a department head or a leader."), Why.OFFICE)
    if campaign.state != Campaign.State.OPEN:
        raise Refused(_("Only an open campaign can be closed."))
    change = Change(campaign, {"state": campaign.state}, state=Campaign.State.CLOSED.value)
    return write(campaign.subject, "close_campaign", actor=actor, at=at, changes=[change])


def save_class_template(
    campaign: Campaign, *, actor: Post, at: datetime, name: str, criteria: Sequence[Mapping[str, str]],
    clock: str = Clock.PHASED.value, weight: int = 1, sensitivity: str = Sensitivity.GENERAL.value,
    replaces: ClassTemplate | None = None,
) -> Event:  # fmt: skip
    """Add a class template or replace one; problems already listed keep the criteria they were listed with."""
    _may_keep(actor)
    if not name.strip():
        raise Refused(_("Please give the class a name."), Why.VALUE, field="name")
    if not criteria:
        raise Refused(_("Please give at least one criterion."), Why.VALUE, field="criteria")
    position = replaces.position if replaces else campaign.class_templates.count() + 1
    row = {"name": name.strip(), "clock": clock, "weight": weight, "sensitivity": sensitivity, "criteria": criteria}
    changes = [Change(replaces, {"ended_at": None}, ended_at=at)] if replaces else []
    changes.append(Change(_template(campaign, row, position)))
    return write(campaign.subject, "save_class_template", actor=actor, at=at, changes=changes)


def _may_keep(actor: Post) -> None:
    if actor.role not in KEEPERS:
        raise Refused(_("Campaigns and their rules are kept by the city desk and department heads."), Why.OFFICE)
