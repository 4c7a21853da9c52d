"""The demo city for tests: built once in a test process, then copied.

``demo_city`` puts it into the database, for a whole module, and sets the clock to the evening its year ends on.
"""

import gc
from collections.abc import Iterator
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import time_machine

from jianfa.calendar.actions import seed
from jianfa.calendar.queries import current, forget
from jianfa.demo.build import build
from jianfa.journal.actions import remember_key
from jianfa.ledger.models import Campaign
from jianfa.organisations.models import TIMER, Post
from tests import snapshot

TODAY = date(2026, 11, 22)
NOW = datetime(2026, 11, 22, 20, tzinfo=ZoneInfo("Asia/Shanghai"))


class DemoCity:
    """Finds people and campaigns of the demo city by name."""

    @property
    def campaign(self) -> Campaign:
        return Campaign.objects.get(is_practice=False)

    @property
    def practice(self) -> Campaign:
        return Campaign.objects.get(is_practice=True)

    def post(self, username: str) -> Post:
        return Post.objects.select_related("person", "unit").get(person__username=username)


@pytest.fixture(scope="session")
def demo_snapshot(django_db_setup: None, django_db_blocker: Any) -> Iterator[str]:
    """Build the city in an empty database and keep it; the database the other tests use comes back at once."""
    with django_db_blocker.unblock():
        snapshot.restore("empty")
        remember_key()
        seed(actor=TIMER, at=NOW)
        gc.collect()
        gc.freeze()  # as the command does: half the time of a build in a big process is garbage collection
        with time_machine.travel(NOW):
            build(TODAY)
        gc.unfreeze()
        snapshot.take("demo")
        snapshot.restore("world")
    yield "demo"
    with django_db_blocker.unblock():
        snapshot.drop("demo")


@pytest.fixture(scope="module")
def demo_database(demo_snapshot: str, django_db_blocker: Any) -> Iterator[None]:
    """The city for all tests of a module, each rolled back; so the module may hold no test of another kind."""
    with django_db_blocker.unblock():
        snapshot.restore(demo_snapshot)
    yield
    with django_db_blocker.unblock():
        snapshot.restore("world")


@pytest.fixture
def demo_city(demo_database: None, db: None) -> Iterator[DemoCity]:
    """The city in the database, on the evening of TODAY."""
    forget()
    current()
    with time_machine.travel(NOW, tick=False):
        yield DemoCity()
