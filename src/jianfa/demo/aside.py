"""What happened beside the 72: merged, voided, declined, returned, withdrawn, waiting and drafted."""

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from functools import partial

from jianfa.demo.city import City
from jianfa.demo.content import Record
from jianfa.demo.days import Step
from jianfa.demo.story import Story
from jianfa.ledger import actions as ledger
from jianfa.organisations.models import Post, Role


class Aside(Story):
    """One record outside the 72; its ``fate`` says how it ends."""

    def __init__(self, city: City, record: Record, stories: Mapping[str, Story]) -> None:
        super().__init__(city, record)
        self._stories = stories

    def steps(self) -> Iterator[Step]:
        if self.record["fate"] == "draft":
            yield Step(self.record["day"], self.draft)
            return
        yield from self.begin()
        if "dispatched" in self.record:
            yield Step(self.record["dispatched"], self.dispatch)
            yield Step(self.record["signed"], partial(self.sign_for, actor=self.owner))
        yield from self._end()

    def _end(self) -> Iterator[Step]:
        record, day = self.record, self.record.get("day")
        fates: dict[str, Callable[..., None]] = {
            "merged_after_listing": self._merge, "merged_before_listing": self._merge,
            "voided_after_listing": self._void, "declined": self._decline, "returned": self._return,
            "withdrawn": self._withdraw,
        }  # fmt: skip
        act = fates.get(record["fate"])
        if act is None or day is None:
            return
        if "proposed" in record:
            proposer = self.city.posts[record["proposed_by"]]
            yield Step(record["proposed"], partial(act, actor=proposer))
            yield Step(day, partial(act, actor=self.city.posts[record["approved_by"]]))
            return
        if record["fate"] == "withdrawn":
            yield Step(day, partial(act, actor=self.city.offices[record["source"], Role.LIAISON]))
            return
        yield Step(day, partial(act, actor=self.desk()))
        if record["fate"] == "declined":
            yield Step(day, partial(act, actor=self.city.posts[record["confirmed_by"]]))

    def _reason(self) -> str:
        return self.text(self.record["reason"], self.record["day"])

    def _merge(self, at: datetime, actor: Post) -> None:
        into = self._stories[self.record["into"]].problem
        into.refresh_from_db()
        ledger.merge(
            self.problem, actor=actor, at=at, into=into, reason=self._reason(),
            proposal=ledger.open_proposal(self.problem),
        )  # fmt: skip

    def _void(self, at: datetime, actor: Post) -> None:
        ledger.void(
            self.problem, actor=actor, at=at, reason=self._reason(), proposal=ledger.open_proposal(self.problem)
        )

    def _decline(self, at: datetime, actor: Post) -> None:
        ledger.decline(
            self.problem, actor=actor, at=at, reason=self._reason(), proposal=ledger.open_proposal(self.problem)
        )

    def _return(self, at: datetime, actor: Post) -> None:
        ledger.return_(self.problem, actor=actor, at=at, missing=self.text(self.record["missing"], self.record["day"]))

    def _withdraw(self, at: datetime, actor: Post) -> None:
        ledger.withdraw(self.problem, actor=actor, at=at, reason=self._reason())
