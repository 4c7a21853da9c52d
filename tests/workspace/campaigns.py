"""What the tests of campaign pages share: a class as a form sends it, and a campaign that is closed."""

from datetime import date
from typing import Any

from django.urls import reverse

from jianfa.ledger import actions as ledger
from jianfa.ledger.models import CITY_TERMS, Campaign, ClassTemplate
from tests.world import World

CLASS = {
    "title": "阵地建设类", "nature": "individual", "clock": "phased", "weight": "2", "sensitivity": "general",
    "criteria-TOTAL_FORMS": "2", "criteria-INITIAL_FORMS": "0", "criteria-0-text": "场所已对职工开放",
    "criteria-0-evidence_hint": "验收单", "criteria-1-text": "", "criteria-1-evidence_hint": "",
}  # fmt: skip
"""A class with one criterion; the second row is left empty."""
RULES = {
    "headline": "written_off", "ends_on": "2026-12-31", "warn_days": "5", "publicity_days": "5", "dimensions": "",
}  # fmt: skip


def prepared(world: World, name: str = "筹备中的专项", **options: Any) -> Campaign:
    """Return a campaign the desk has set up and nobody has opened."""
    new = ledger.NewCampaign(name, date(2026, 3, 1), date(2026, 12, 31), dimensions=("组织体系",), **options)
    return ledger.create_campaign(new, actor=world.desk, at=world.now)


def opened_by(world: World, name: str, **options: Any) -> Campaign:
    """Return another campaign that runs."""
    campaign = prepared(world, name, **options)
    ledger.open_campaign(campaign, actor=world.department_head, at=world.now)
    return campaign


def closed(world: World) -> Campaign:
    """Close the campaign the world works in, and return it."""
    ledger.close_campaign(world.campaign, actor=world.leader, at=world.now)
    return world.campaign


def step(campaign: Campaign, verb: str) -> str:
    return reverse("campaign_step", args=[campaign.pk, verb])


def page_of(campaign: Campaign) -> str:
    return reverse("campaign", args=[campaign.pk])


def shown_rules(campaign: Campaign) -> dict[str, str]:
    """The rules as the form shows them, and what it showed in hidden fields."""
    days = (
        "warn_days", "publicity_days", "day_kind", "quiet_days", "nodes_a_week", *CITY_TERMS, "answer_days",
        "key_panel_size", "retention", "look_back_percent",
    )  # fmt: skip
    values = RULES | {name: str(getattr(campaign, name)) for name in days}
    return {**values, **{f"initial-{name}": value for name, value in values.items() if name != "dimensions"}}


def class_named(campaign: Campaign, name: str) -> ClassTemplate:
    return campaign.class_templates.get(name=name, ended_at=None)
