"""The day against which words such as 第三季度 are read: shown beside the columns, and another can be chosen."""

import pytest
from django.urls import reverse

from jianfa.exchange.models import Batch
from tests import lists
from tests.workspace.test_imports import shown, uploaded


@pytest.fixture
def desk(client, world):
    client.force_login(world.desk.person)
    return client


def test_the_day_words_are_read_against_is_shown_and_can_be_changed(desk, world):
    batch = uploaded(desk, world.campaign, lists.book([{"due": "第三季度"}]))
    form = shown(desk, batch, "import_columns").values("#columns")
    assert form["read_on"] == batch.read_on.isoformat()

    desk.post(reverse("import_columns", args=[batch.pk]), form | {"read_on": "2031-02-01"})

    batch.refresh_from_db()
    assert batch.read_on.isoformat() == "2031-02-01"
    assert batch.rows.get().values["due"] == "2031-09-30"


def test_the_day_chosen_stays_when_a_column_is_changed_afterwards(desk, world):
    batch = uploaded(desk, world.campaign, lists.book([{"due": "第三季度"}]))
    page = reverse("import_columns", args=[batch.pk])
    desk.post(page, shown(desk, batch, "import_columns").values("#columns") | {"read_on": "2031-02-01"})
    form = shown(desk, batch, "import_columns").values("#columns")
    person = next(name for name, value in form.items() if value == "person")

    desk.post(page, form | {person: "leader"})

    row = batch.rows.get()
    assert (row.values["due"], row.values.get("leader")) == ("2031-09-30", "周敏")


@pytest.mark.parametrize("day", ["", "2031-02-30", "第三季度"])
def test_a_day_that_is_none_changes_nothing(desk, world, day):
    batch = uploaded(desk, world.campaign, lists.book())
    form = shown(desk, batch, "import_columns").values("#columns")

    answer = desk.post(reverse("import_columns", args=[batch.pk]), form | {"read_on": day})

    assert answer.url == reverse("import_check", args=[batch.pk])
    assert Batch.objects.get().read_on == batch.read_on
