"""Templates of steps: the rules of a campaign say which steps are usual; two offices keep them, as with classes."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from jianfa.journal.models import Change, Event
from jianfa.ledger import actions as ledger
from jianfa.ledger.actions.keeping import keep
from jianfa.ledger.models import Campaign
from jianfa.ledger.states import Clock, Nature
from jianfa.organisations.models import Post, Proposal
from jianfa.organisations.policy import Refused, Why, refuse_secrets
from jianfa.supervision.models import StepTemplate
from jianfa.supervision.rules.scheduling import MOST_DAYS, MOST_WEIGHT

MOST_STEPS = 20


@dataclass(frozen=True)
class NewSteps:
    """A template as typed; ``steps`` are rows of ``text``, ``days``, ``weight``, ``is_milestone``."""

    name: str
    steps: Sequence[Mapping[str, Any]]
    clock: str = ""
    nature: str = ""


def save_step_template(
    campaign: Campaign, new: NewSteps, *, actor: Post, at: datetime, replaces: StepTemplate | None = None,
    proposal: Proposal | None = None,
) -> Event:  # fmt: skip
    """Add a template of steps or replace one; plans already written stay as they are."""
    _check(campaign, new, replaces)
    steps = [
        {
            "text": row["text"].strip(), "days": row.get("days") or 1, "weight": row.get("weight") or 1,
            "is_milestone": bool(row.get("is_milestone")),
        }
        for row in new.steps
    ]  # fmt: skip
    values = {"name": new.name.strip(), "clock": new.clock, "nature": new.nature, "steps": steps}
    position = replaces.position if replaces else StepTemplate.objects.filter(campaign=campaign).count() + 1
    row = StepTemplate(campaign=campaign, position=position, **values)
    changes = [Change(replaces, {"ended_at": None}, ended_at=at)] if replaces else []
    params = values | {"replaces": str(replaces.pk) if replaces else None}
    return keep(campaign, "save_step_template", params, [*changes, Change(row)], actor=actor, at=at, proposal=proposal)


def end_step_template(
    campaign: Campaign, template: StepTemplate, *, actor: Post, at: datetime, proposal: Proposal | None = None
) -> Event:
    """End a template of steps: no plan begins with it any more."""
    _check_replaced(campaign, template)
    changes = [Change(template, {"ended_at": None}, ended_at=at)]
    params = {"template": str(template.pk)}
    return keep(campaign, "end_step_template", params, changes, actor=actor, at=at, proposal=proposal)


def _check(campaign: Campaign, new: NewSteps, replaces: StepTemplate | None) -> None:
    if not new.name.strip():
        raise Refused(_("Please give the template a name."), Why.VALUE, field="name")
    refuse_secrets({"name": new.name})
    same = StepTemplate.objects.filter(campaign=campaign, name=new.name.strip(), ended_at=None)
    if (same.exclude(pk=replaces.pk) if replaces else same).exists():
        raise Refused(_("There is already a template of this name."), Why.VALUE, field="name")
    if not 1 <= len(new.steps) <= MOST_STEPS:
        sentence = _("Please give between 1 and %(most)s steps.") % {"most": MOST_STEPS}
        raise Refused(sentence, Why.VALUE, field="steps")
    if new.clock and new.clock not in Clock.values:
        raise Refused(_("Please choose a clock from the list."), Why.VALUE, field="clock")
    if new.nature and new.nature not in Nature.values:
        raise Refused(_("Please say whether it is common or individual."), Why.VALUE, field="nature")
    for n, row in enumerate(new.steps, 1):
        where = f"steps-{n}"
        if not row["text"].strip():
            raise Refused(_("Step %(n)s has no text.") % {"n": n}, Why.VALUE, field=where)
        refuse_secrets({where: row["text"]})
        if not 1 <= (row.get("days") or 1) <= MOST_DAYS:
            sentence = _("Step %(n)s: the duration lies between 1 and %(most)s days.")
            raise Refused(sentence % {"n": n, "most": MOST_DAYS}, Why.VALUE, field=where)
        if not 1 <= (row.get("weight") or 1) <= MOST_WEIGHT:
            sentence = _("Step %(n)s: the weight lies between 1 and %(most)s.")
            raise Refused(sentence % {"n": n, "most": MOST_WEIGHT}, Why.VALUE, field=where)
    _check_replaced(campaign, replaces)


def _check_replaced(campaign: Campaign, row: StepTemplate | None) -> None:
    if row is not None and (row.campaign_id != campaign.pk or row.ended_at is not None):
        raise Refused(_("This template has been changed or ended in the meantime. Please look at it again."))


def confirm_rules(campaign: Campaign, proposal: Proposal, *, actor: Post, at: datetime) -> Event:
    """Confirm a proposed change of a campaign's rules, whichever room it belongs to."""
    confirmed = CONFIRMED.get(proposal.verb)
    if confirmed is None:
        return ledger.confirm_rules(campaign, proposal, actor=actor, at=at)
    return confirmed(campaign, proposal, actor, at)


def _save_as_proposed(campaign: Campaign, proposal: Proposal, actor: Post, at: datetime) -> Event:
    given = dict(proposal.params)
    replaces = _found(campaign, given.pop("replaces"))
    return save_step_template(
        campaign, NewSteps(**given), actor=actor, at=at, replaces=replaces, proposal=proposal
    )  # fmt: skip


def _end_as_proposed(campaign: Campaign, proposal: Proposal, actor: Post, at: datetime) -> Event:
    template = _found(campaign, proposal.params["template"])
    assert template is not None  # a row is never deleted
    return end_step_template(campaign, template, actor=actor, at=at, proposal=proposal)


def _found(campaign: Campaign, key: str | None) -> StepTemplate | None:
    return StepTemplate.objects.get(pk=key, campaign=campaign) if key else None


CONFIRMED: dict[str, Callable[[Campaign, Proposal, Post, datetime], Event]] = {
    "save_step_template": _save_as_proposed, "end_step_template": _end_as_proposed,
}  # fmt: skip
