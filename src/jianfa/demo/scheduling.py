"""Usual steps of the demo's campaigns, and the one plan that is divided into tasks."""

from collections.abc import Iterator
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING

from jianfa.demo.days import Step
from jianfa.ledger.models import Campaign
from jianfa.organisations.models import Post
from jianfa.supervision import actions as supervision

if TYPE_CHECKING:
    from jianfa.demo.story import Story

USUAL_STEPS = (
    {"text": "立行立改：对照问题先行整改", "days": 10, "weight": 40, "is_milestone": True},
    {"text": "举一反三：排查同类问题一并解决", "days": 20, "weight": 30, "is_milestone": True},
    {"text": "建章立制：形成制度并印发执行", "days": 15, "weight": 30, "is_milestone": True},
)
"""A template of steps as offices name them (示例)."""
DIVIDED, DIVIDED_ON = "s03", -30
TASKS = (("排定片区服务日程，印发安排表", 5, False), ("分片区送服务到企业", 12, False), ("预约渠道开通并公布", 3, True))


def usual_steps(campaign: Campaign, *, actor: Post, at: datetime) -> None:
    """Give a campaign that is being set up its template of steps."""
    new = supervision.NewSteps("常规三步（示例）", USUAL_STEPS)
    supervision.save_step_template(campaign, new, actor=actor, at=at)


def divided(story: "Story") -> Iterator[Step]:
    """Yield the day on which a plan under way is divided into tasks that follow one another."""
    if story.key == DIVIDED:
        yield Step(DIVIDED_ON, partial(_divide, story))


def _divide(story: "Story", at: datetime) -> None:
    measure = story.problem.measures.filter(ended_at=None).order_by("position").last()
    assert measure is not None  # the content has three
    tasks = [
        supervision.NewTask(
            measure.pk, text, days=days, unit=measure.unit, owner_name=story.owner.person.name,
            is_milestone=is_milestone, after=[(n - 1, 0)] if n > 1 else (),
        )
        for n, (text, days, is_milestone) in enumerate(TASKS, 1)
    ]  # fmt: skip
    supervision.schedule(story.problem, tasks, actor=story.owner, at=at, reason="分片区推进，细化到任务")
