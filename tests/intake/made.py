"""Demands for the tests, made by the real actions."""

from typing import Any
from uuid import UUID

from jianfa.intake import actions
from jianfa.intake.models import Demand
from jianfa.intake.states import Channel
from jianfa.organisations.models import TIMER
from tests.world import World, reread

TITLE = "经审人员全部兼职"
TEXT = "区总经费审查由财务兼任，希望单独设立经审办。"
WORDS = "我叫王大力，电话13812345678，食堂离车间太远。"
SUMMARY = "职工反映食堂离车间较远，中午时间不够。"


def raised(world: World, title: str = TITLE, **options: Any) -> Demand:
    """Return a demand of east, handed in by its liaison and received by the city desk."""
    given: dict[str, Any] = {
        "actor": world.liaison, "campaign": world.campaign, "unit": world.east, "text": TEXT,
        "channel": Channel.COUNTY,
    }  # fmt: skip
    return reread(actions.raise_demand(at=world.now, title=title, **{**given, **options}))


def from_worker(world: World, **options: Any) -> Demand:
    """Return what a worker wrote through the portal to east."""
    given: dict[str, Any] = {
        "actor": TIMER, "unit": world.east, "text": WORDS, "channel": Channel.PORTAL, "contact": "13812345678",
        "title": "",
    }  # fmt: skip
    return raised(world, **{**given, **options})


def summarised(world: World, **options: Any) -> Demand:
    """Return the same with the summary its first receiver has written."""
    demand = from_worker(world, **options)
    actions.summarise(demand, actor=world.liaison, at=world.now, title="食堂太远", summary=SUMMARY)
    return reread(demand)


def handed(world: World) -> Demand:
    """Return a worker's demand that east offers to finance."""
    demand = summarised(world)
    actions.hand_over(demand, actor=world.liaison, at=world.now, unit=world.finance, reason="属财务部职责")
    return reread(demand)


def pasted(world: World, *texts: str) -> UUID:
    """Return the batch of demands of east that its liaison handed in together."""
    new = [actions.NewDemand(text, world.east) for text in texts]
    made = actions.raise_several(new, actor=world.liaison, at=world.now, campaign=world.campaign, key="pasted")
    batch = made[0].batch
    assert batch
    return batch
