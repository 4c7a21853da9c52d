"""The calendar in the database: what it says, when a change is seen, how many queries it costs."""

import os
import time
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from threading import Thread
from typing import Any

import pytest
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone, translation

from jianfa.calendar import actions, queries
from jianfa.calendar.actions import NewYear
from jianfa.calendar.models import THE_CALENDAR, Calendar, CalendarYear, ExceptionalDay
from jianfa.calendar.queries import (
    LAST_PACKAGED,
    current,
    forget,
    is_provisional,
    is_working,
    noted_day,
    packaged,
    provisional_note,
)
from jianfa.calendar.rules import PACKAGE, Exceptional
from jianfa.cli.proof.whole import Tally, verify
from jianfa.journal.actions import Stale, remember_key
from jianfa.journal.models import Event
from jianfa.journal.queries import trusted_keys
from jianfa.kit.workdays import add_workdays
from jianfa.ledger.actions import local_day
from jianfa.organisations.models import TIMER
from jianfa.organisations.policy import Refused, Why
from tests.world import NOW, World

MARCH = date(2026, 3, 18)
"""A Wednesday like any other."""


def off(day: date = MARCH, **values: Any) -> NewYear:
    """The year of that day, with that day off too."""
    known = current().year(day.year)
    days = tuple(sorted([*known.days, Exceptional(day, False, "示例假日")]))
    return replace(NewYear(day.year, days, "示例发〔2026〕1号"), **values)


def change(world: World, new: NewYear) -> Event:
    return actions.change_year(new, actor=world.administrator, at=world.now)


@pytest.mark.parametrize(
    ("day", "is_worked"),
    [
        (date(2023, 1, 21), False),  # New Year's Eve
        (date(2023, 1, 28), True),  # a Saturday worked for it
        (date(2023, 10, 6), False),
        (date(2023, 10, 8), True),  # a Sunday worked for the National Day
        (date(2024, 2, 29), True),
        (date(2026, 3, 21), False),  # a Saturday like any other
    ],
)
def test_it_knows_holidays_and_worked_weekends(world, day, is_worked):
    assert is_working(day) is is_worked
    assert not is_provisional(day)


def test_it_begins_with_every_year_of_the_package(world):
    rows = CalendarYear.objects.filter(ended_at=None)

    assert list(rows.values_list("year", flat=True)) == list(range(2004, LAST_PACKAGED + 1))
    assert set(rows.values_list("source", "is_published")) == {(PACKAGE, True)}
    assert current().year(2026).days == tuple(packaged(2026))
    assert Calendar.objects.get().version == len(rows)


def test_it_is_filled_once_only(world):
    assert actions.seed(actor=TIMER, at=NOW) == []


def test_an_empty_one_counts_from_monday_to_friday_and_says_so(empty_database):
    assert is_working(date(2026, 10, 1))
    assert is_provisional(date(2026, 10, 1))

    remember_key()
    assert len(actions.seed(actor=TIMER, at=NOW)) == LAST_PACKAGED - 2003
    assert not is_working(date(2026, 10, 1))


def test_a_year_that_is_not_in_it_is_provisional_and_counts_from_monday_to_friday(world):
    monday = date(2099, 1, 5)

    assert is_provisional(monday)
    assert [is_working(monday + timedelta(days=n)) for n in range(7)] == [True] * 5 + [False] * 2


def test_a_year_that_is_entered_before_it_is_announced_stays_provisional(world):
    day = date(2027, 2, 8)
    change(world, off(day, is_published=False))

    assert not is_working(day)
    assert is_provisional(day)


def test_a_date_says_that_it_is_expected_when_any_day_it_hangs_on_is(world):
    with translation.override("zh-hans"):
        assert provisional_note(date(2026, 12, 30)) == ""
        assert provisional_note(None) == ""
        assert provisional_note(date(2026, 12, 30), date(2027, 2, 1)) == "预计，待国务院办公厅通知公布"
        assert noted_day(date(2027, 2, 1)) == "2027-02-01（预计，待国务院办公厅通知公布）"
        assert noted_day(date(2026, 2, 2)) == "2026-02-02"


# A change


def test_a_change_is_seen_at_once_and_the_version_before_is_kept(world):
    before = current()
    assert is_working(MARCH)

    event = change(world, off())

    assert not is_working(MARCH)
    assert current().version == before.version + 1
    old, new = CalendarYear.objects.filter(year=2026).order_by("version")
    assert (old.ended_at, old.days.count()) == (new.made_at, len(before.year(2026).days))
    assert (new.ended_at, new.days.count()) == (None, old.days.count() + 1)
    assert (event.chain_id, event.verb) == (THE_CALENDAR, "change_year")


def test_the_record_stays_whole(world):
    change(world, off())
    change(world, off(date(2027, 2, 8), is_published=False))

    assert list(verify(trusted_keys(), Tally())) == []


def test_a_changed_day_is_found_by_verify(world):
    connection.cursor().execute("UPDATE calendar_exceptionalday SET is_worked = NOT is_worked WHERE name = '国庆节'")

    assert {finding.code for finding in verify(trusted_keys(), Tally())} == {"P-projection"}


def test_only_the_administrator_changes_it(world):
    for post in (world.desk, world.leader, world.liaison):
        with pytest.raises(Refused) as refused:
            actions.change_year(off(), actor=post, at=NOW)

        assert refused.value.why == Why.OFFICE
    assert is_working(MARCH)


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"source": " "}, "source"),
        ({"year": 2003, "days": ()}, "year"),
        ({"year": 2101, "days": ()}, "year"),
        ({"year": 2025}, "days"),
        ({"days": (Exceptional(MARCH, False), Exceptional(MARCH, True))}, "days"),
        ({"days": tuple(packaged(2026))}, None),
    ],
)
def test_it_refuses_what_is_no_year_or_no_change(world, values, field):
    with pytest.raises(Refused) as refused:
        change(world, off(**values))

    assert (refused.value.why, refused.value.field) == (Why.VALUE, field)


def test_it_refuses_when_somebody_else_was_faster(world):
    new = off()
    Calendar.objects.update(version=99)

    with pytest.raises(Stale):
        change(world, new)


def test_there_is_one_calendar():
    assert Calendar._meta.constraints[0].name == "calendar_one"


# Whoever asks, in whichever process


def test_a_request_goes_by_the_calendar_of_another_process(world):
    client = Client()
    client.force_login(world.desk.person)
    is_working(MARCH)
    known = queries._seen.get()
    change(world, off())
    queries._seen.set(known)  # what a process that has not heard of it still believes

    page = client.get(reverse("working_days"))

    assert "示例假日" in page.content.decode()
    assert not is_working(MARCH)


def test_it_costs_one_query_the_first_time_and_none_after_it(world):
    forget()
    with CaptureQueriesContext(connection) as asked:
        for n in range(400):
            is_working(date(2026, 1, 1) + timedelta(days=n))
            is_provisional(date(2026, 1, 1) + timedelta(days=n))

    assert len(asked) == 1


def test_what_was_rolled_back_was_never_there(world):
    with transaction.atomic():
        change(world, off())
        assert not is_working(MARCH)
        transaction.set_rollback(True)
    forget()

    assert is_working(MARCH)


def test_a_table_that_changes_while_it_is_read_is_read_again(world, monkeypatch):
    change(world, off())
    queries._tables.clear()
    forget()
    read = queries._read
    times: list[int] = []

    def slow():
        found = read()
        if not times:
            times.append(1)
            change(world, off(date(2026, 3, 19)))
            forget()
        return found

    monkeypatch.setattr(queries, "_read", slow)

    assert [is_working(MARCH), is_working(date(2026, 3, 19))] == [False, False]


def test_every_thread_asks_for_itself(world):
    is_working(MARCH)
    seen = []
    thread = Thread(target=lambda: seen.append(queries._seen.get()))
    thread.start()
    thread.join()

    assert seen == [None]


def test_only_a_few_versions_are_kept_in_memory(world):
    for n in range(queries.TABLES_KEPT + 2):
        change(world, off(date(2026, 6, 29) + timedelta(weeks=n)))
        is_working(MARCH)

    assert len(queries._tables) <= queries.TABLES_KEPT


# Midnight


@pytest.fixture(params=["UTC", "Asia/Shanghai", "America/Los_Angeles", "Pacific/Kiritimati"])
def server_zone(request, monkeypatch):
    """A server that was set up somewhere else."""
    monkeypatch.setenv("TZ", request.param)
    time.tzset()
    yield request.param
    monkeypatch.undo()
    os.environ["TZ"] = "Asia/Shanghai"  # as Django leaves it
    time.tzset()


@pytest.mark.parametrize(
    ("moment", "day", "ends_on"),
    [
        (datetime(2026, 2, 13, 15, 59, 59, tzinfo=UTC), date(2026, 2, 13), date(2026, 2, 27)),
        (datetime(2026, 2, 13, 16, 0, 0, tzinfo=UTC), date(2026, 2, 14), date(2026, 2, 28)),
        (datetime(2025, 12, 31, 15, 59, 59, tzinfo=UTC), date(2025, 12, 31), date(2026, 1, 8)),
        (datetime(2025, 12, 31, 16, 0, 0, tzinfo=UTC), date(2026, 1, 1), date(2026, 1, 8)),
        (datetime(2024, 2, 28, 16, 0, 0, tzinfo=UTC), date(2024, 2, 29), date(2024, 3, 7)),
    ],
)
def test_midnight_in_shanghai_begins_the_day_wherever_the_server_stands(world, server_zone, moment, day, ends_on):
    assert local_day(moment) == day
    assert timezone.localdate(moment) == day
    assert add_workdays(local_day(moment), 5, is_working) == ends_on


def test_the_days_of_a_version_cannot_be_named_twice(world):
    row = ExceptionalDay.objects.filter(year__year=2026).earliest("day")

    with pytest.raises(Exception, match=r"(?i)unique"), transaction.atomic():
        ExceptionalDay.objects.create(year=row.year, day=row.day, is_worked=True)
