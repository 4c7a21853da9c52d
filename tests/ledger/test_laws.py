"""Laws of a problem's life, from the journal alone: where it stood at any moment, and that each step was legal."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from jianfa.journal.models import Event
from jianfa.journal.replay import plain
from jianfa.kit.canonical import read_canonical
from jianfa.ledger.models import Problem, Standing
from jianfa.ledger.replay import Course, course, stood_at
from jianfa.ledger.rules import TRACKED
from jianfa.ledger.states import MOVES, State
from tests.journal import busy
from tests.world import World


def bodies_of(problem: UUID) -> list[dict[str, Any]]:
    events = Event.objects.filter(chain=problem).order_by("seq")
    return [read_canonical(bytes(body)) for body in events.values_list("body", flat=True)]


def stood_in_table(problem: UUID, moment: datetime) -> dict[str, Any] | None:
    rows = Standing.objects.filter(problem=problem, from_at__lte=moment).order_by("seq")
    found = [row for row in rows if row.until_at is None or moment < row.until_at]
    assert len(found) <= 1, "a problem stands in one place at a time"
    return {name: plain(getattr(row, _column(name))) for row in found for name in TRACKED} or None


def _column(name: str) -> str:
    return Standing._meta.get_field(name).attname  # type: ignore[union-attr]


@pytest.fixture
def histories(world: World) -> dict[UUID, list[dict[str, Any]]]:
    """Problems in every state, and one that was sent back, objected to, written off and came back."""
    for state in State:
        world.problem(state, title=f"{state.label}的事")
    busy.live(world)
    return {pk: bodies_of(pk) for pk in Problem.objects.values_list("pk", flat=True)}


def test_at_any_moment_it_stood_where_the_table_of_past_states_says(histories: dict[UUID, list[dict[str, Any]]]):
    begin = datetime(2026, 3, 1, tzinfo=UTC)

    @settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=150)
    @given(st.sampled_from(sorted(histories, key=str)), st.integers(0, 90 * 24 * 60))
    def law(problem: UUID, minutes: int) -> None:
        moment = begin + timedelta(minutes=minutes)

        assert stood_at(histories[problem], plain(moment)) == stood_in_table(problem, moment)

    law()


def test_at_the_moment_of_an_event_and_just_before_it_too(histories: dict[UUID, list[dict[str, Any]]]):
    for problem, bodies in histories.items():
        for body in bodies:
            at = datetime.fromisoformat(body["at"])
            for moment in (at - timedelta(microseconds=1), at):
                assert stood_at(bodies, plain(moment)) == stood_in_table(problem, moment)


def test_what_the_events_say_is_what_the_problem_is(histories: dict[UUID, list[dict[str, Any]]]):
    columns: list[Any] = [Problem._meta.get_field(name) for name in Problem.journal_fields]
    for problem in Problem.objects.all():
        said = course(histories[problem.pk]).columns

        assert said == {field.name: plain(getattr(problem, field.attname)) for field in columns}


def test_no_history_holds_a_step_that_the_table_of_moves_does_not_know(histories: dict[UUID, list[dict[str, Any]]]):
    lives = [(Course(), bodies) for bodies in histories.values()]

    assert [fault for life, bodies in lives for body in bodies for fault in life.step(body)] == []
    assert {body["verb"] for _life, bodies in lives for body in bodies} > {"relapse", "void", "merge", "suspend"}


def after(*bodies: dict[str, Any]) -> list[str]:
    """Return the places of the faults of the last of these events."""
    life = Course()
    faults = [life.step(body) for body in bodies]
    return [fault.place for fault in faults[-1]]


def event(seq: int, verb: str, facts: dict[str, Any] | None = None, **columns: Any) -> dict[str, Any]:
    row = {"t": "ledger.problem", "id": "1", "new": seq == 1, "set": {"version": seq, **columns}}
    return {"sid": "1", "seq": seq, "verb": verb, "at": f"2026-03-0{seq}", "rows": [row], "facts": facts or {}}


DRAFT = event(1, "draft", state="draft", cycle=1, due_original=None, number=None)
SUBMIT = event(2, "submit", {"from": "draft", "to": "submitted"}, state="submitted")


@pytest.mark.parametrize(
    ("bodies", "places"),
    [
        ([DRAFT, SUBMIT], []),
        ([event(1, "draft", state="written_off", cycle=1)], ["state"]),
        ([DRAFT, event(2, "write_off", {"from": "draft", "to": "written_off"}, state="written_off")], ["from"]),
        ([DRAFT, event(2, "submit", {"from": "draft", "to": "listed"}, state="listed")], ["to"]),
        ([DRAFT, event(2, "submit", {"from": "returned", "to": "submitted"}, state="submitted")], ["facts.from"]),
        ([DRAFT, event(2, "submit", {"from": "draft", "to": "listed"}, state="submitted")], ["facts.to"]),
        ([DRAFT, event(2, "edit", state="listed")], ["state"]),
        ([DRAFT, SUBMIT, event(4, "edit")], ["version"]),
        ([DRAFT, event(2, "edit", cycle=2)], ["cycle"]),
        ([DRAFT, event(2, "submit", {"from": "draft", "to": "submitted"}, state="submitted", cycle=2)], ["cycle"]),
        ([{**DRAFT}, event(2, "edit", due_original="2026-06-30"), event(3, "edit", due_original="2026-07-30")],
         ["due_original"]),
        ([{**DRAFT}, event(2, "edit", number="2026-001"), event(3, "edit", number="2026-002")], ["number"]),
    ],
)  # fmt: skip
def test_an_illegal_step_is_named(bodies: list[dict[str, Any]], places: list[str]):
    assert after(*bodies) == places


states = st.sampled_from(State.values)


@given(st.sampled_from(sorted(MOVES)), states, states)
def test_a_move_is_legal_exactly_when_the_table_says_so(verb: str, source: str, target: str):
    life = Course()
    life.step(event(1, "draft", state="draft", cycle=1, merged_from="listed"))
    life.columns["state"] = source
    cycle = 2 if verb == "relapse" else 1
    faults = life.step(event(2, verb, {"from": source, "to": target}, state=target, cycle=cycle))
    move = MOVES[verb]
    aim = "listed" if verb == "unmerge" else (move.target or source)

    assert (faults == []) is (source in move.sources and target == aim)
