"""What the tests of sessions share: a session with problems, brought as far as asked by the real actions."""

from collections.abc import Sequence

from jianfa.acceptance import actions
from jianfa.acceptance.models import Session, SessionItem
from jianfa.acceptance.queries.sessions import owed_by
from jianfa.ledger.models import Problem
from jianfa.ledger.states import State
from jianfa.organisations.models import Post
from tests.world import World

STEPS = ("gathering", "verifying", "recorded", "deciding", "decided")


def gathered(world: World, n: int = 3) -> Session:
    """Return a session of the desk's with so many applied problems of east, led by finance."""
    session = actions.open_session(
        actor=world.desk, at=world.now, title="第一次验收会（示例）", held_on=world.now.date()
    )
    problems = [world.problem(State.CLOSING, title=f"第{k}件事") for k in range(1, n + 1)]
    actions.add_problems(session, problems, actor=world.desk, at=world.now)
    return session


def sitting(world: World, until: str, n: int = 3) -> Session:
    """Return a session brought to one of STEPS."""
    session = gathered(world, n)
    far = STEPS.index(until)
    if far >= 1:
        actions.name_session_panel(session, actor=world.desk, at=world.now, posts=panel(world))
    if far >= 2:
        for post in panel(world):
            record(world, session, post)
    if far >= 3:
        actions.conclude_session(session, actor=world.desk, at=world.now)
    if far >= 4:
        actions.approve_session(session, actor=world.leader, at=world.now, decision_no="清工决〔2026〕8号")
    session.refresh_from_db()
    return session


def panel(world: World) -> list[Post]:
    return [world.panellist, world.second_panellist]


def record(world: World, session: Session, post: Post, failing: Sequence[Problem] = ()) -> None:
    """Record that everything is met but for these problems."""
    unmet = {problem.pk for problem in failing}
    findings = {
        row.item.problem_id: {
            criterion.pk: actions.Finding(row.item.problem_id not in unmet, "缺文号")
            for criterion, _answer in row.criteria
        }
        for row in owed_by(session, post)
    }
    actions.record_session_results(session, actor=post, at=world.now, findings=findings)


def problems(session: Session) -> list[Problem]:
    """Return the problems of the session in order, as they are now."""
    return [item.problem for item in items(session)]


def items(session: Session) -> list[SessionItem]:
    return list(session.items.filter(ended_at=None).select_related("problem", "session", "application"))
