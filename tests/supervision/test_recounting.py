"""A changed calendar moves the dates computed from it: exactly those, at once, with an event on each problem."""

import json
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone, translation

from jianfa.acceptance import actions as acceptance
from jianfa.calendar import queries
from jianfa.calendar.actions import NewYear
from jianfa.calendar.queries import current, is_working, packaged
from jianfa.calendar.rules import Exceptional, with_day
from jianfa.cli.proof.whole import Tally, verify
from jianfa.journal.actions import Stale, write
from jianfa.journal.models import Change, Event
from jianfa.journal.queries import trusted_keys
from jianfa.ledger import actions as ledger
from jianfa.ledger.models import Measure, Problem
from jianfa.ledger.queries.campaigns import waiting_rules
from jianfa.ledger.queries.timeline import timeline
from jianfa.ledger.states import State
from jianfa.organisations.policy import Refused, Why
from jianfa.supervision.actions import change_calendar
from jianfa.supervision.models import Task
from jianfa.supervision.queries import recounting
from jianfa.supervision.queries.recounting import Rehearsal, rehearse, runs_into
from tests.supervision.schedules import scheduled
from tests.workspace.html import opened
from tests.world import NOW, SHANGHAI, World, events_of, reread

TODAY = NOW.date()
WEDNESDAY = date(2026, 3, 18)
SATURDAY = date(2026, 3, 21)
DUE = date(2026, 3, 27)
"""A Friday."""
PAIR = ((date(2026, 3, 17), date(2026, 3, 19)), (date(2026, 3, 20), date(2026, 3, 25)))
"""Two tasks one after the other, set backward from DUE; two working days are left after them."""


def with_days(*changed: tuple[date, bool | None], year: int = 2026, **values: Any) -> NewYear:
    """The year with some days off (False), worked (True) or like any other (None)."""
    days = list(current().year(year).days)
    for day, is_worked in changed:
        days = with_day(days, day, is_worked=is_worked, name="示例假日")
    return replace(NewYear(year, tuple(days), "示例发〔2026〕1号"), **values)


def carried_out(world: World, new: NewYear, *keep: str):
    found = rehearse(new, TODAY)
    return change_calendar(new, actor=world.administrator, at=world.now, seen=found.seen, kept=keep)


def publicised(world: World, approved: datetime = NOW) -> Problem:
    """A problem whose publicity begins on that day; five working days."""
    problem = world.problem(State.APPROVING)
    world._at = approved - timedelta(hours=1)
    acceptance.approve(problem, actor=world.leader, at=world.tick(), decision_no="清工决〔2026〕1号")
    return reread(problem)


def planned(world: World, **options) -> tuple[Problem, list[Task]]:
    problem = world.problem(State.IN_PROGRESS, **options)
    return problem, scheduled(world, problem, DUE, PAIR)


def shown(found: Rehearsal) -> list[tuple[str, tuple[date, ...], tuple[date, ...]]]:
    return [(row.label, row.was, row.becomes) for row in found.moves]


# What would move


def test_a_day_off_inside_publicity_makes_it_end_a_day_later(world):
    problem = publicised(world)
    assert problem.publicity_ends_on == date(2026, 3, 23)

    found = rehearse(with_days((WEDNESDAY, False)), TODAY)

    assert [(row.number, row.key) for row in found.moves] == [(problem.number, f"publicity_ends_on:{problem.pk}")]
    assert shown(found) == [("公示截止日", (date(2026, 3, 23),), (date(2026, 3, 24),))]


def test_a_worked_weekend_makes_publicity_end_earlier(world):
    publicised(world)

    assert shown(rehearse(with_days((SATURDAY, True)), TODAY)) == [
        ("公示截止日", (date(2026, 3, 23),), (date(2026, 3, 21),))
    ]


def test_a_day_off_inside_a_schedule_makes_the_tasks_before_it_begin_earlier(world):
    planned(world)
    day = date(2026, 3, 24)

    assert shown(rehearse(with_days((day, False)), TODAY)) == [
        ("任务1起止日期", PAIR[0], (date(2026, 3, 16), date(2026, 3, 18))),
        ("任务2起止日期", PAIR[1], (date(2026, 3, 19), date(2026, 3, 25))),
    ]


def test_a_worked_weekend_lets_tasks_begin_later(world):
    planned(world)

    assert shown(rehearse(with_days((SATURDAY, True)), TODAY)) == [
        ("任务1起止日期", PAIR[0], (date(2026, 3, 18), date(2026, 3, 20))),
        ("任务2起止日期", PAIR[1], (date(2026, 3, 21), PAIR[1][1])),
    ]


@pytest.mark.parametrize("day", [date(2026, 3, 13), date(2026, 3, 30), date(2026, 3, 28)])
def test_a_day_that_nothing_hangs_on_moves_nothing(world, day):
    publicised(world)
    planned(world, title="另一件")

    assert rehearse(with_days((day, False)), TODAY).moves == []


def test_a_day_that_only_gets_a_name_moves_nothing(world):
    publicised(world)
    found = rehearse(with_days((SATURDAY, False)), TODAY)

    assert ([row.day for row in found.changed], found.moves) == ([SATURDAY], [])


def test_what_is_finished_ended_struck_off_or_in_natural_days_stays(world):
    finished, tasks = planned(world)
    for task in tasks:
        write(
            finished.subject, "finish", actor=world.handler, at=world.tick(), changes=[Change(task, finished_on=TODAY)]
        )
    ended, tasks = planned(world, title="旧计划")
    for row in (tasks[0].schedule, *tasks):
        write(ended.subject, "end", actor=world.handler, at=world.tick(), changes=[Change(row, ended_at=NOW)])
    world.problem(State.WRITTEN_OFF, title="已销账")
    ledger.change_rules(world.practice, {"day_kind": "natural"}, actor=world.desk, at=world.tick())
    proposal = waiting_rules(world.practice)
    assert proposal
    ledger.confirm_rules(world.practice, proposal, actor=world.department_head, at=world.tick())
    planned(world, title="自然日", campaign=world.practice)

    assert rehearse(with_days((WEDNESDAY, False)), TODAY).moves == []


def test_what_lay_in_the_past_and_stays_there_is_not_asked_about(world):
    world.problem(State.PUBLICISED)  # its publicity ended on 10 March

    assert rehearse(with_days((date(2026, 3, 6), False)), TODAY).moves == []


def test_a_term_given_under_an_earlier_rule_keeps_its_length(world):
    publicised(world)
    world.campaign.publicity_days = 10
    world.campaign.save()

    assert shown(rehearse(with_days((WEDNESDAY, False)), TODAY))[0][2] == (date(2026, 3, 24),)


def test_written_due_dates_on_a_day_off_are_named_and_stay(world):
    problem = world.problem(State.IN_PROGRESS, due=date(2026, 6, 30))
    world.problem(State.WRITTEN_OFF, due=date(2026, 6, 30), title="已销账")

    found = rehearse(with_days((date(2026, 6, 30), False)), TODAY)

    assert [(row.number, row.label, row.day) for row in found.written] == [
        (problem.number, "办结期限", date(2026, 6, 30)),
        *((problem.number, f"措施{row.position}完成时限", row.due_current) for row in Measure.objects.filter(
            problem=problem, due_current=date(2026, 6, 30))),
    ]  # fmt: skip
    assert (found.moves, found.more_written) == ([], 0)
    carried_out(world, found.new)
    assert reread(problem).due_current == date(2026, 6, 30)


def test_more_written_dates_than_fit_are_counted(world, monkeypatch):
    monkeypatch.setattr(recounting, "MOST_WRITTEN", 1)
    for n in range(3):
        world.problem(State.LISTED, due=date(2026, 6, 30), title=f"第{n}件")

    found = rehearse(with_days((date(2026, 6, 30), False)), TODAY)

    assert (len(found.written), found.more_written) == (1, 2)


def test_the_number_of_queries_does_not_grow_with_the_dates(world):
    counts = []
    for n in range(2):
        for m in range(1 + 2 * n):
            publicised(world)
            planned(world, title=f"{n}-{m}")
        with CaptureQueriesContext(connection) as asked:
            rehearse(with_days((WEDNESDAY, False)), TODAY)
        counts.append(len(asked))

    assert counts[0] == counts[1]


# Carrying it out


def test_the_calendar_and_every_date_move_at_once(world):
    problem, (planning, tasks) = publicised(world), planned(world, title="另一件")
    first = [task.due_original for task in tasks]

    done = carried_out(world, with_days((WEDNESDAY, False)))

    assert (done.version, done.moved, done.kept) == (current().version, 2, 0)
    assert not is_working(WEDNESDAY)
    assert reread(problem).publicity_ends_on == date(2026, 3, 24)
    task = reread(tasks[0])
    assert (task.starts_on, task.due_current) == (date(2026, 3, 16), date(2026, 3, 19))
    assert [reread(task).due_original for task in tasks] == first
    measure = reread(tasks[0].measure)
    assert (measure.starts_on, measure.due_current) == (date(2026, 3, 16), PAIR[1][1])
    assert (events_of(problem)[-1], events_of(planning)[-1]) == ("recount", "recount")
    assert list(verify(trusted_keys(), Tally())) == []


def test_each_problem_has_one_event_with_old_new_and_version(world):
    problem, tasks = planned(world)
    done = carried_out(world, with_days((date(2026, 3, 24), False)))

    event = Event.objects.filter(chain=problem.pk).latest("seq")
    facts = json.loads(bytes(event.body))["facts"]
    assert (facts["calendar_version"], facts["year"]) == (done.version, 2026)
    assert facts["moved"] == [
        {
            "what": "task", "id": str(tasks[0].pk), "position": 1, "before": ["2026-03-17", "2026-03-19"],
            "after": ["2026-03-16", "2026-03-18"],
        },
        {
            "what": "task", "id": str(tasks[1].pk), "position": 2, "before": ["2026-03-20", "2026-03-25"],
            "after": ["2026-03-19", "2026-03-25"],
        },
    ]  # fmt: skip
    with translation.override("zh-hans"):
        moment = timeline(problem)[0]
    assert moment.title == "日期随工作日历调整"
    assert moment.second.startswith("任务1起止日期2026-03-17—2026-03-19 → 2026-03-16—2026-03-18")


def test_what_is_kept_stays_and_the_rest_moves(world):
    kept, moved = publicised(world), publicised(world)

    done = carried_out(world, with_days((WEDNESDAY, False)), f"publicity_ends_on:{kept.pk}")

    assert (done.moved, done.kept) == (1, 1)
    assert reread(kept).publicity_ends_on == date(2026, 3, 23)
    assert "recount" not in events_of(kept)
    assert reread(moved).publicity_ends_on == date(2026, 3, 24)


def test_taking_a_change_back_moves_the_dates_back(world):
    problem = publicised(world)
    carried_out(world, with_days((WEDNESDAY, False)))
    carried_out(world, with_days((WEDNESDAY, None)))

    assert reread(problem).publicity_ends_on == date(2026, 3, 23)
    assert current().year(2026).days == tuple(packaged(2026))


def test_a_year_that_is_announced_moves_what_was_computed_while_it_was_expected(world):
    world._traveller.move_to(datetime(2026, 12, 28, 10, tzinfo=SHANGHAI))
    problem = publicised(world, world.now)
    assert problem.publicity_ends_on == date(2027, 1, 4)
    days = tuple(Exceptional(date(2027, 1, n), False, "元旦") for n in (1, 2, 3))
    new = NewYear(2027, days, "示例发〔2026〕1号")

    found = rehearse(new, timezone.localdate())
    change_calendar(new, actor=world.administrator, at=world.now, seen=found.seen)

    assert reread(problem).publicity_ends_on == date(2027, 1, 5)


def refused(world: World, new: NewYear, seen: str, **values) -> Refused:
    with pytest.raises(Refused) as caught:
        change_calendar(new, actor=values.pop("actor", world.administrator), at=world.now, seen=seen, **values)
    return caught.value


def test_only_the_administrator_carries_it_out(world):
    new = with_days((WEDNESDAY, False))

    assert refused(world, new, rehearse(new, TODAY).seen, actor=world.desk).why == Why.OFFICE
    assert is_working(WEDNESDAY)


def test_a_row_that_does_not_move_cannot_be_kept(world):
    new = with_days((WEDNESDAY, False))

    assert refused(world, new, rehearse(new, TODAY).seen, kept=["task:none"]).field == "keep"
    assert is_working(WEDNESDAY)


def test_a_rehearsal_that_is_out_of_date_is_refused_and_writes_nothing(world):
    new = with_days((WEDNESDAY, False))
    seen = rehearse(new, TODAY).seen
    problem = publicised(world)  # approved meanwhile: it would move too, and nobody has seen it

    with pytest.raises(Stale):
        change_calendar(new, actor=world.administrator, at=world.now, seen=seen)

    assert is_working(WEDNESDAY)
    assert reread(problem).publicity_ends_on == date(2026, 3, 23)


def test_the_same_change_sent_twice_is_refused_the_second_time(world):
    new = with_days((WEDNESDAY, False))
    seen = rehearse(new, TODAY).seen
    change_calendar(new, actor=world.administrator, at=world.now, seen=seen)

    with pytest.raises(Stale):
        change_calendar(new, actor=world.administrator, at=world.now, seen=seen)


def test_a_date_is_stored_by_the_newest_calendar_whatever_the_request_has_in_memory(world):
    known = current()
    carried_out(world, with_days((WEDNESDAY, False)))
    queries._seen.set(known)

    assert publicised(world).publicity_ends_on == date(2026, 3, 24)


def test_a_task_finished_in_between_stops_everything(world, monkeypatch):
    problem, tasks = planned(world)
    new = with_days((WEDNESDAY, False))
    found = rehearse(new, TODAY)
    write(
        problem.subject, "finish", actor=world.handler, at=world.tick(), changes=[Change(tasks[0], finished_on=TODAY)]
    )
    monkeypatch.setattr("jianfa.supervision.actions.recounting.rehearse", lambda *_: found)

    with pytest.raises(Stale):
        change_calendar(new, actor=world.administrator, at=world.now, seen=found.seen)

    assert is_working(WEDNESDAY)


def test_it_says_whether_open_work_runs_into_a_year(world):
    assert not runs_into(2027)
    world.problem(State.IN_PROGRESS, due=date(2027, 2, 1))

    assert runs_into(2027)
    assert not runs_into(2028)


def test_the_timetable_says_that_tasks_of_a_year_not_announced_are_expected(client, world):
    problem, _tasks = planned(world)
    address = reverse("problem_timetable", args=[problem.pk])
    words = "任务日期：预计，待国务院办公厅通知公布"
    assert words not in opened(client, world.handler, address).text()

    later = world.problem(State.IN_PROGRESS, due=date(2027, 2, 1), title="跨年")
    scheduled(world, later, date(2027, 2, 1), [(date(2026, 12, 28), date(2026, 12, 31))])

    assert words in opened(client, world.handler, reverse("problem_timetable", args=[later.pk])).text()
