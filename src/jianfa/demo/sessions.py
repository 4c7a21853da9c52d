"""Acceptance sessions of the demo city: one panel and one decision number for several problems."""

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime, time, timedelta
from functools import partial

from jianfa.acceptance import actions
from jianfa.acceptance.models import Session
from jianfa.acceptance.queries.sessions import owed_by
from jianfa.demo.city import City
from jianfa.demo.content import Record
from jianfa.demo.days import Moment
from jianfa.demo.story import Story
from jianfa.ledger.actions import local_day
from jianfa.ledger.models import Problem
from jianfa.ledger.states import Method

SITS, APART = time(17, 2), timedelta(minutes=5)
"""At the end of the day: whatever the problems do that day for themselves has happened by then."""
NOTE = "逐项查阅台账和文号，与申请一致，同意通过。"


def sessions(city: City, row: Record, stories: Mapping[str, Story]) -> Iterator[Moment]:
    """Yield what one session does for all its problems, step by step."""
    sitting = _Sitting(city, row, stories)
    steps: list[tuple[int, Callable[[datetime], None]]] = [
        (row["opened"], sitting.open), (row["opened"], sitting.add), (row["named"], sitting.name_panel),
        *((day, partial(sitting.record, n=n)) for n, day in enumerate(row["recorded"])),
        (row["concluded"], sitting.conclude), (row["approved"], sitting.approve),
    ]  # fmt: skip
    for n, (day, act) in enumerate(steps):
        yield Moment(city.days.moment(day, SITS) + n * APART, f"session/{row['key']}", act)


class _Sitting:
    """One session on its way."""

    def __init__(self, city: City, row: Record, stories: Mapping[str, Story]) -> None:
        self._city, self._row, self._stories = city, row, stories
        self._session: Session | None = None

    @property
    def session(self) -> Session:
        if self._session is None:
            raise LookupError("the session has not been opened yet")
        self._session.refresh_from_db()
        return self._session

    def open(self, at: datetime) -> None:
        held_on = self._city.days.worked(self._row["held"])
        self._session = actions.open_session(
            actor=self._city.desk(0), at=at, title=self._row["title"], held_on=held_on
        )  # fmt: skip

    def add(self, at: datetime) -> None:
        actions.add_problems(self.session, self._problems(), actor=self._city.desk(0), at=at)

    def name_panel(self, at: datetime) -> None:
        posts = [self._city.posts[name] for name in self._row["panel"]]
        actions.name_session_panel(self.session, actor=self._city.desk(0), at=at, posts=posts)

    def record(self, at: datetime, n: int) -> None:
        actor = self._city.posts[self._row["panel"][n]]
        owed = owed_by(self.session, actor)
        findings = {
            row.item.problem_id: {criterion.pk: actions.Finding(has_passed=True) for criterion, _answer in row.criteria}
            for row in owed
        }
        visits = {
            row.item.problem_id: local_day(at) for row in owed if row.item.problem.method == Method.ON_SITE
        }  # fmt: skip
        actions.record_session_results(
            self.session, actor=actor, at=at, findings=findings, note=NOTE, visits=visits
        )  # fmt: skip

    def conclude(self, at: datetime) -> None:
        actions.conclude_session(self.session, actor=self._city.desk(0), at=at)

    def approve(self, at: datetime) -> None:
        row = self._row
        number = self._city.places.text(row["decision_no"], day=row["approved"])
        actions.approve_session(self.session, actor=self._city.posts[row["approver"]], at=at, decision_no=number)
        for problem in self._problems():  # their stories go on with what has become of them
            problem.refresh_from_db()

    def _problems(self) -> list[Problem]:
        return [self._stories[key].problem for key in self._row["problems"]]
