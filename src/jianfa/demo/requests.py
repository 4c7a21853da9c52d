"""Extensions of the demo city: asked by the head, checked by the desk, granted by a leader; one still waits."""

from collections.abc import Iterator
from datetime import date, datetime
from functools import partial
from typing import TYPE_CHECKING

from jianfa.demo.content import Record
from jianfa.demo.days import Step
from jianfa.ledger import actions as ledger
from jianfa.organisations.models import Post, Role
from jianfa.supervision import actions as supervision

if TYPE_CHECKING:
    from jianfa.demo.story import Story


def requests(story: "Story") -> Iterator[Step]:
    """Yield what was asked for of one problem; one without a granting day still waits for the leader."""
    for row in story.record["plan"]["extensions"]:
        yield Step(row["asked"], partial(_ask, story, row))
        yield Step(row["asked"] + 1, partial(_check, story))
        if row["granted"] is not None:
            yield Step(row["granted"], partial(_extend, story, row, actor=story.city.posts[row["leader"]]))


def _until(story: "Story", row: Record) -> date:
    return story.city.days.due(row["to"], is_closed=row["granted"] is not None)


def _ask(story: "Story", row: Record, at: datetime) -> None:
    _extend(story, row, at, actor=story.acting(Role.HEAD, Role.DEPARTMENT_HEAD))


def _check(story: "Story", at: datetime) -> None:
    ledger.check(story.problem, story.proposal(), actor=story.desk(), at=at)


def _extend(story: "Story", row: Record, at: datetime, actor: Post) -> None:
    proposal, until = ledger.open_proposal(story.problem), _until(story, row)
    supervision.extend(
        story.problem, actor=actor, at=at, reason=story.text(row["reason"], row["asked"]), until=until,
        granted_until=until if proposal else None, proposal=proposal,
    )  # fmt: skip
