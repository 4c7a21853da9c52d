"""The rules of a campaign: class templates, limits, dimensions. The desk drafts, a department head confirms.

While a campaign is being prepared its rules are written at once, and opening it confirms them. Once it is open a
change is a Proposal on the campaign; another person, a department head, confirms it by the same action.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _

from jianfa.journal.models import Change, Event
from jianfa.ledger.models import CITY_TERMS, Campaign, ClassTemplate, DayKind, Dimension, Headline, Retention
from jianfa.ledger.policy.campaigns import may_change, may_settle_rules, may_take_back_rules
from jianfa.ledger.states import Clock, Grade, Method, Nature, Sensitivity
from jianfa.organisations.actions.writing import write
from jianfa.organisations.models import Post, Proposal
from jianfa.organisations.policy import Refused, Why, refuse_secrets, require

MOST_WEIGHT = 10
LIMITS = {
    "warn_days": (1, 60), "publicity_days": (1, 60), "quiet_days": (7, 365), "nodes_a_week": (1, 50),
    "answer_days": (1, 15), **dict.fromkeys(CITY_TERMS, (1, 60)),
}  # fmt: skip
"""Smallest and largest, in days or pieces of work."""
PANEL_SIZES = (3, 9)
"""Members of a panel for a key problem, smallest and largest rule."""
RULES = (
    "headline", "ends_on", "warn_days", "publicity_days", "plan_approval", "day_kind", "quiet_days", "nodes_a_week",
    "certificates_on", *CITY_TERMS, "answer_days", "key_panel_size", "retention", "look_back_percent",
    "draws_lots",
)  # fmt: skip
"""What ``change_rules`` may change of the campaign itself; numbering and the first day stay."""


@dataclass(frozen=True)
class NewClass:
    """A class template as typed; ``criteria`` are rows of ``text``, ``test`` and ``evidence_hint``."""

    name: str
    criteria: Sequence[Mapping[str, str]]
    dimension: Dimension | None = None
    nature: str = ""
    clock: str = Clock.PHASED.value
    weight: int = 1
    sensitivity: str = Sensitivity.GENERAL.value
    method: str = Method.PAPERS.value
    grade: str = Grade.ORDINARY.value
    needs_publicity: bool = True


def save_class_template(
    campaign: Campaign, new: NewClass, *, actor: Post, at: datetime, replaces: ClassTemplate | None = None,
    proposal: Proposal | None = None,
) -> Event:  # fmt: skip
    """Add a class template or replace one; problems already listed keep what they were listed with."""
    _check_class(campaign, new, replaces)
    position = replaces.position if replaces else campaign.class_templates.count() + 1
    criteria = [{name: row.get(name, "").strip() for name in CRITERION} for row in new.criteria]
    values: dict[str, Any] = {
        "name": new.name.strip(), "nature": new.nature, "clock": new.clock, "weight": new.weight,
        "sensitivity": new.sensitivity, "method": new.method, "grade": new.grade,
        "needs_publicity": new.needs_publicity, "criteria": criteria,
    }  # fmt: skip
    row = ClassTemplate(campaign=campaign, dimension=new.dimension, position=position, **values)
    params = values | {"dimension": _key(new.dimension), "replaces": _key(replaces)}
    changes = [Change(replaces, {"ended_at": None}, ended_at=at)] if replaces else []
    return keep(campaign, "save_class_template", params, [*changes, Change(row)], actor=actor, at=at, proposal=proposal)


CRITERION = ("text", "test", "evidence_hint")
"""What a criterion of a class says: the result, how it is measured, what serves as evidence."""


def _check_class(campaign: Campaign, new: NewClass, replaces: ClassTemplate | None) -> None:
    if not new.name.strip():
        raise Refused(_("Please give the class a name."), Why.VALUE, field="name")
    same = campaign.class_templates.filter(name=new.name.strip(), ended_at=None)
    if replaces is not None:
        same = same.exclude(pk=replaces.pk)
    if same.exists():
        raise Refused(_("There is already a class of this name."), Why.VALUE, field="name")
    if not new.criteria:
        raise Refused(_("Please give at least one criterion."), Why.VALUE, field="criteria")
    for n, row in enumerate(new.criteria, 1):
        if not row["text"].strip():
            raise Refused(_("Please say what has to be shown."), Why.VALUE, field=f"criteria-{n}")
        refuse_secrets({f"criteria-{n}": " ".join(row.get(name, "") for name in CRITERION)})
    refuse_secrets({"name": new.name})
    _check_class_columns(campaign, new)
    _check_replaced(campaign, replaces)


def _check_class_columns(campaign: Campaign, new: NewClass) -> None:
    if new.dimension is not None and new.dimension.campaign_id != campaign.pk:
        raise Refused(_("This dimension belongs to another campaign."), Why.VALUE, field="dimension")
    if new.nature and new.nature not in Nature.values:
        raise Refused(_("Please say whether it is common or individual."), Why.VALUE, field="nature")
    if new.method not in Method.values or new.grade not in Grade.values:
        raise Refused(_("Please choose how it will be verified."), Why.VALUE, field="method")
    if not 1 <= new.weight <= MOST_WEIGHT:
        raise Refused(_("The weight lies between 1 and %(most)s.") % {"most": MOST_WEIGHT}, Why.VALUE, field="weight")


def _check_replaced(campaign: Campaign, row: ClassTemplate | None) -> None:
    if row is not None and (row.campaign_id != campaign.pk or row.ended_at is not None):
        raise Refused(_("This class has been changed or ended in the meantime. Please look at it again."))


def end_class_template(
    campaign: Campaign, template: ClassTemplate, *, actor: Post, at: datetime, proposal: Proposal | None = None
) -> Event:
    """End a class template: nothing more is listed with it; what was listed with it keeps it."""
    _check_replaced(campaign, template)
    changes = [Change(template, {"ended_at": None}, ended_at=at)]
    params = {"template": _key(template)}
    return keep(campaign, "end_class_template", params, changes, actor=actor, at=at, proposal=proposal)


def change_rules(
    campaign: Campaign, wanted: Mapping[str, Any], *, actor: Post, at: datetime, dimensions: Sequence[str] = (),
    proposal: Proposal | None = None,
) -> Event:  # fmt: skip
    """Change headline, last day or limits, and add dimensions; what it said before stays in the journal.

    ``wanted`` are columns named in RULES; those that are as wanted already are left out.
    """
    changed = {name: value for name, value in wanted.items() if value != getattr(campaign, name)}
    names = list(dict.fromkeys(name.strip() for name in dimensions if name.strip()))
    if not changed and not names:
        raise Refused(_("Nothing is different from what is in force."), Why.VALUE)
    _check_rules(campaign, changed)
    _check_dimensions(campaign, names)
    position = campaign.dimensions.count()
    changes = [
        Change(Dimension(campaign=campaign, name=name, position=n)) for n, name in enumerate(names, position + 1)
    ]
    if changed:
        changes.append(Change(campaign, {name: getattr(campaign, name) for name in changed}, **changed))
    params = {name: value.isoformat() if isinstance(value, date) else value for name, value in changed.items()}
    return keep(
        campaign, "change_rules", params | {"dimensions": names}, changes, actor=actor, at=at, proposal=proposal
    )


def _check_rules(campaign: Campaign, changed: Mapping[str, Any]) -> None:
    if unknown := set(changed) - set(RULES):
        raise ValueError(f"no rule: {', '.join(sorted(unknown))}")
    for name, (least, most) in LIMITS.items():
        if name in changed and not least <= changed[name] <= most:
            sentence = _("This lies between %(least)s and %(most)s days.") % {"least": least, "most": most}
            raise Refused(sentence, Why.VALUE, field=name)
    least, most = PANEL_SIZES
    if not least <= changed.get("key_panel_size", least) <= most:
        sentence = _("A panel for a key problem has between %(least)s and %(most)s members.")
        raise Refused(sentence % {"least": least, "most": most}, Why.VALUE, field="key_panel_size")
    if not 0 <= changed.get("look_back_percent", 0) <= 100:
        raise Refused(_("Please give a number from 0 to 100."), Why.VALUE, field="look_back_percent")
    if changed.get("headline", Headline.SOLVED) not in Headline.values:
        raise Refused(_("Please choose one of the three figures."), Why.VALUE, field="headline")
    if changed.get("day_kind", DayKind.WORKING) not in DayKind.values:
        raise Refused(_("Please choose working or natural days."), Why.VALUE, field="day_kind")
    if changed.get("retention", Retention.THIRTY) not in Retention.values:
        raise Refused(_("Please choose for how long files are kept."), Why.VALUE, field="retention")
    if changed.get("ends_on", campaign.ends_on) <= campaign.starts_on:
        raise Refused(_("The campaign must end after it begins."), Why.VALUE, field="ends_on")


def _check_dimensions(campaign: Campaign, names: Sequence[str]) -> None:
    if known := set(names) & set(campaign.dimensions.values_list("name", flat=True)):
        raise Refused(
            _("“%(name)s” is a dimension of this campaign already.") % {"name": min(known)}, Why.VALUE,
            field="dimensions",
        )  # fmt: skip
    if long := [name for name in names if len(name) > 30]:
        raise Refused(
            _("“%(name)s” is too long: at most 30 characters.") % {"name": long[0]}, Why.VALUE, field="dimensions"
        )


# Two offices -----------------------------------------------------------------------------------------------


def keep(
    campaign: Campaign, verb: str, params: Mapping[str, Any], changes: Sequence[Change], *, actor: Post, at: datetime,
    proposal: Proposal | None,
) -> Event:  # fmt: skip
    """Write a change of the rules: at once while preparing, else as a proposal, or as the confirmation of one."""
    unmoved = Change(campaign, {"state": campaign.state})  # opened or closed meanwhile: somebody was faster
    if proposal is not None:
        require(may_settle_rules(actor, campaign, proposal))
        settled = _answered(proposal, Proposal.State.CONFIRMED, actor, at)
        facts = {"proposed_by": str(proposal.proposed_by_id)}
        return write(
            campaign.subject, verb, actor=actor, at=at, changes=[unmoved, *changes, settled], facts=facts
        )  # fmt: skip
    require(may_change(actor, campaign))
    if campaign.state == Campaign.State.PREPARING:
        return write(campaign.subject, verb, actor=actor, at=at, changes=[unmoved, *changes])
    proposed = Proposal(
        subject_kind="campaign", subject_id=campaign.pk, verb=verb, params=dict(params), proposed_by=actor,
        proposer_id=actor.person_id, proposed_at=at,
    )  # fmt: skip
    return write(
        campaign.subject, "propose", actor=actor, at=at, changes=[unmoved, Change(proposed)], facts={"verb": verb}
    )


def _answered(proposal: Proposal, state: Proposal.State, actor: Post, at: datetime, **values: Any) -> Change:
    return Change(
        proposal, {"state": Proposal.State.OPEN}, state=state.value, decided_by=actor, decider=actor.person,
        decided_at=at, **values,
    )  # fmt: skip


def confirm_rules(campaign: Campaign, proposal: Proposal, *, actor: Post, at: datetime) -> Event:
    """Confirm a proposed change: the same action again, with what was proposed."""
    require(may_settle_rules(actor, campaign, proposal))
    return CONFIRMED[proposal.verb](campaign, proposal, actor, at)


def _save_as_proposed(campaign: Campaign, proposal: Proposal, actor: Post, at: datetime) -> Event:
    given = dict(proposal.params)
    replaces = _found(ClassTemplate, campaign, given.pop("replaces"))
    dimension = _found(Dimension, campaign, given.pop("dimension"))
    new = NewClass(dimension=dimension, **given)
    return save_class_template(campaign, new, actor=actor, at=at, replaces=replaces, proposal=proposal)


def _end_as_proposed(campaign: Campaign, proposal: Proposal, actor: Post, at: datetime) -> Event:
    template = _found(ClassTemplate, campaign, proposal.params["template"])
    assert template is not None  # a row is never deleted
    return end_class_template(campaign, template, actor=actor, at=at, proposal=proposal)


def _change_as_proposed(campaign: Campaign, proposal: Proposal, actor: Post, at: datetime) -> Event:
    given = dict(proposal.params)
    dimensions = given.pop("dimensions")
    if "ends_on" in given:
        given["ends_on"] = date.fromisoformat(given["ends_on"])
    return change_rules(campaign, given, actor=actor, at=at, dimensions=dimensions, proposal=proposal)


CONFIRMED: dict[str, Callable[[Campaign, Proposal, Post, datetime], Event]] = {
    "save_class_template": _save_as_proposed, "end_class_template": _end_as_proposed,
    "change_rules": _change_as_proposed,
}  # fmt: skip


def reject_rules(campaign: Campaign, proposal: Proposal, *, actor: Post, at: datetime, reason: str) -> Event:
    """Answer a proposed change with no; the rules stay."""
    require(may_settle_rules(actor, campaign, proposal))
    if not reason.strip():
        raise Refused(_("Please say why."), Why.VALUE, field="reason")
    refuse_secrets({"reason": reason})
    change = _answered(proposal, Proposal.State.REJECTED, actor, at, answer=reason)
    return write(
        campaign.subject, "reject", actor=actor, at=at, changes=[change], said={"reason": reason},
        facts={"verb": proposal.verb},
    )  # fmt: skip


def take_back_rules(campaign: Campaign, proposal: Proposal, *, actor: Post, at: datetime) -> Event:
    """Withdraw one's own proposed change."""
    require(may_take_back_rules(actor, proposal))
    change = Change(proposal, {"state": Proposal.State.OPEN}, state=Proposal.State.WITHDRAWN.value, decided_at=at)
    facts = {"verb": proposal.verb}
    return write(campaign.subject, "take_back", actor=actor, at=at, changes=[change], facts=facts)


def _key(row: ClassTemplate | Dimension | None) -> str | None:
    return str(row.pk) if row else None


def _found(model: Any, campaign: Campaign, key: str | None) -> Any:
    return model.objects.get(pk=key, campaign=campaign) if key else None
