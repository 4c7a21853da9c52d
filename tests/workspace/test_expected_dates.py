"""Computed dates over a year whose days off are not announced yet say so wherever they stand; typed ones do not."""

from datetime import date

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from jianfa.ledger.states import State
from jianfa.notices.queries import calendar_of
from tests.workspace.html import opened
from tests.workspace.verbs import divide
from tests.world import World

NOT_PUBLISHED, PUBLISHED = date(2027, 1, 20), date(2026, 6, 30)


def pages(world: World, due: date) -> list[str]:
    return [
        f"/month/?month={due:%Y-%m}", f"/month/?day={due.isoformat()}",
        reverse("unit_timetable", args=[world.finance.pk]), f"{reverse('load')}?unit={world.finance.code}",
    ]  # fmt: skip


@pytest.mark.parametrize(("due", "expected"), [(NOT_PUBLISHED, [True] * 4), (PUBLISHED, [False] * 4)])
def test_a_task_says_that_its_date_may_still_move(
    client: Client, world: World, due: date, expected: list[bool]
) -> None:
    divide(world, world.problem(State.IN_PROGRESS, due=due))

    assert ["（预计）" in opened(client, world.desk, page).text("main") for page in pages(world, due)] == expected


def test_a_date_that_was_typed_does_not(client: Client, world: World) -> None:
    world.problem(State.IN_PROGRESS, due=NOT_PUBLISHED)

    found = ["（预计）" in opened(client, world.desk, page).text("main") for page in pages(world, NOT_PUBLISHED)]

    assert found == [False] * 4


def test_a_calendar_program_is_told_too(world: World) -> None:
    divide(world, world.problem(State.IN_PROGRESS, due=NOT_PUBLISHED))

    text = calendar_of(world.handler, timezone.now()).replace("\r\n ", "")

    assert text.count("预计，待国务院办公厅通知公布") == text.count("task-") > 0
