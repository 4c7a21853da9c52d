"""A round of the timer: terms that end by themselves, once, on the day the rule names, whatever else is broken."""

from datetime import date, datetime, timedelta

import pytest

from jianfa.acceptance import actions as acceptance
from jianfa.cli.main import main
from jianfa.journal.actions import Stale
from jianfa.ledger import actions as ledger
from jianfa.ledger.models import Problem
from jianfa.ledger.rules import moved_due
from jianfa.ledger.states import State
from jianfa.notices.models import Cursor
from jianfa.supervision.models import Reminder
from jianfa.timer import STEPS, make_round
from tests.timer.rounds import TODAY, dispatched_at, due_in, facts_of, round_now
from tests.world import NOW, SHANGHAI, World, events_of, reread


def at(day: int, hour: int = 10, month: int = 3) -> datetime:
    return datetime(2026, month, day, hour, tzinfo=SHANGHAI)


def test_after_two_working_days_it_counts_as_signed_for(world: World):
    problem = world.problem(State.DISPATCHED)
    dispatched_at(problem, at(12, 17))  # a Thursday; Monday is the second working day

    round_now()
    assert reread(problem).state == State.DISPATCHED

    world.travel(days=1)
    round_now()

    assert reread(problem).state == State.PLANNING
    assert facts_of(problem, "sign_for")["term_ended_on"] == "2026-03-16"
    assert facts_of(problem, "sign_for")["automatic"] is True


@pytest.mark.parametrize("outage", [0, 1, 7])
def test_a_suspension_ends_on_its_review_date_also_after_an_outage(world: World, outage: int):
    problem = world.problem(State.SUSPENDED)
    before = reread(problem)
    assert before.due_current
    assert before.review_on
    assert before.stopped_on
    world.travel(days=(before.review_on - TODAY).days + outage)

    round_now()
    round_now()

    after = reread(problem)
    assert after.due_current == before.due_current + (before.review_on - before.stopped_on)
    assert facts_of(problem, "resume")["resumed_on"] == before.review_on.isoformat()
    assert events_of(problem).count("resume") == 1


def test_a_review_date_that_has_not_come_changes_nothing(world: World):
    problem = world.problem(State.SUSPENDED)

    round_now()

    assert reread(problem).state == State.SUSPENDED


def test_after_publicity_it_is_written_off_by_itself(world: World):
    problem = world.problem(State.PUBLICISED)
    ends_on = reread(problem).publicity_ends_on
    assert ends_on

    world.travel(days=(ends_on - TODAY).days)
    round_now()
    assert reread(problem).state == State.PUBLICISED

    world.travel(days=1)
    round_now()

    assert reread(problem).state == State.WRITTEN_OFF
    assert facts_of(problem, "write_off")["publicity_ended_on"] == ends_on.isoformat()


def test_an_open_objection_keeps_it_publicised(world: World):
    problem = world.problem(State.PUBLICISED)
    before = events_of(problem)
    acceptance.object_to(problem, actor=world.second_clerk, at=world.now, text="仍有人员兼职")
    world.travel(days=30)

    round_now()

    assert reread(problem).state == State.PUBLICISED
    assert events_of(problem) == [*before, "object"]


def test_what_waits_to_be_carried_over_is_left_alone(world: World):
    problem = world.problem(State.SUSPENDED)
    ledger.close_campaign(world.campaign, actor=world.leader, at=world.now)
    world.travel(days=60)

    done = round_now()

    assert reread(problem).state == State.SUSPENDED
    assert done.failed == 0


def test_one_bad_item_does_not_stop_the_others(world: World, monkeypatch, caplog):
    problems = [world.problem(State.SUSPENDED, title=f"经费{name}") for name in "甲乙丙"]
    bad = min(problems, key=lambda row: row.pk)
    world.travel(days=60)

    def breaks(*args):
        if not calls:
            calls.append(1)
            raise ZeroDivisionError
        return moved_due(*args)

    calls: list[int] = []
    monkeypatch.setattr("jianfa.supervision.actions.suspending.moved_due", breaks)

    done = round_now()

    assert (done.done["resume"], done.failed) == (2, 1)
    assert reread(bad).state == State.SUSPENDED
    assert str(bad.pk) in caplog.text
    assert "经费" not in caplog.text  # the log knows ids, never titles


def test_a_step_that_breaks_as_a_whole_does_not_stop_the_next(world: World, monkeypatch, caplog):
    problem = world.problem(State.SUSPENDED)
    world.travel(days=60)

    def breaks(*_args):
        raise ZeroDivisionError

    monkeypatch.setitem(STEPS, "sign_for", breaks)

    done = round_now()

    assert done.failed == 1
    assert reread(problem).state == State.IN_PROGRESS


def test_the_lights_of_a_day_are_noted_once(world: World):
    world.problem(State.IN_PROGRESS, due=due_in(-1))

    done = [round_now().done["lights"] for _n in range(2)]
    world.travel(days=1)
    done.append(round_now().done["lights"])

    assert done == [2, 0, 2]  # the campaign, and the one for practice
    assert events_of(world.campaign).count("note_lights") == 2


def test_somebody_who_was_faster_is_no_fault(world: World, monkeypatch):
    problem = world.problem(State.SUSPENDED)
    world.travel(days=60)

    def too_late(*_args, **_kwargs):
        raise Stale

    monkeypatch.setattr("jianfa.supervision.actions.suspending.move", too_late)

    assert round_now().failed == 0
    assert reread(problem).state == State.SUSPENDED


def test_reading_what_is_ripe_costs_the_same_for_few_and_many(world: World, django_assert_max_num_queries):
    def counted(n: int) -> int:
        for name in range(n):
            world.problem(State.SUSPENDED, title=f"第{name}件")
        with django_assert_max_num_queries(10_000) as found:
            round_now()
        return len(found)

    counted(1)  # the first round of all begins to read the journal

    assert counted(1) == counted(4)  # the review date has not come: nothing is written


def test_tick_says_what_it_did_and_takes_a_moment_of_its_own(world: World, capsys):
    problem = world.problem(State.SUSPENDED)

    status = main(["tick", "--at", "2026-04-21T10:00"])

    assert status == 0
    assert "resume 1" in capsys.readouterr().out
    assert reread(problem).state == State.IN_PROGRESS


def test_no_server_can_be_told_another_time(world: World, settings, capsys):
    settings.LOCAL = False
    problem = world.problem(State.SUSPENDED)

    status = main(["tick", "--at", "2026-04-21T10:00+08:00"])

    assert status == 1
    assert "--at" in capsys.readouterr().err
    assert reread(problem).state == State.SUSPENDED


def test_the_timer_beats_and_ends_when_asked(world: World, monkeypatch):
    monkeypatch.setattr("jianfa.cli.timer.close_old_connections", lambda: None)  # the test's own is in use

    status = main(["timer", "--once"])

    assert status == 0
    assert Cursor.objects.get(name="timer").at is not None


def test_a_round_that_cannot_be_made_does_not_end_the_timer(world: World, monkeypatch, capsys):
    monkeypatch.setattr("jianfa.cli.timer.close_old_connections", lambda: None)

    def breaks():
        raise ZeroDivisionError

    monkeypatch.setattr("jianfa.cli.timer.make_round", breaks)

    assert main(["timer", "--once"]) == 0
    assert "the round could not be made" in capsys.readouterr().err


@pytest.mark.parametrize("moment", ["2026-03-14T10:00", "2026-03-16T08:59", "2026-03-16T17:00", "2026-04-06T10:00"])
def test_nobody_is_reminded_outside_office_hours(world: World, moment: str):
    """A Saturday; a minute too early; the end of the day; Qingming."""
    world.problem(State.IN_PROGRESS, due=due_in(0))
    now = datetime.fromisoformat(moment).replace(tzinfo=SHANGHAI)

    make_round(lambda: now)

    assert not Reminder.objects.exists()


def test_a_problem_is_reminded_of_in_each_step_once(world: World):
    problem = world.problem(State.IN_PROGRESS, due=due_in(2))

    for _day in range(14):
        round_now()
        world.travel(hours=2)
        round_now()
        world.travel(days=1, hours=-2)

    kinds = list(Reminder.objects.filter(problem=problem).order_by("sent_at").values_list("kind", "day"))
    assert [kind for kind, _day in kinds] == ["remind_near", "remind_due", "remind_overdue", "remind_long"]
    assert kinds[-1][1] == date(2026, 3, 25)


def test_after_a_week_down_only_the_step_that_holds_is_sent(world: World):
    problem = world.problem(State.IN_PROGRESS, due=due_in(1))
    world.travel(days=14)

    round_now()

    row = Reminder.objects.get(problem=problem)
    assert (row.kind, row.day) == ("remind_long", (NOW + timedelta(days=8)).date())
    assert facts_of(problem, "remind_long")["since"] == "2026-03-24"


def test_a_due_date_that_moved_is_reminded_of_anew(world: World):
    problem = world.problem(State.IN_PROGRESS, due=due_in(1))
    round_now()
    Problem.objects.filter(pk=problem.pk).update(due_current=due_in(2))

    round_now()

    assert list(Reminder.objects.order_by("sent_at").values_list("due", flat=True)) == [due_in(1), due_in(2)]
