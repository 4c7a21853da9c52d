"""Killed with SIGKILL wherever it hurts: nothing lost, nothing done twice, a repeated mail is recognisably the same.

A short form by itself; all marked points and a hundred kills with ``--hypothesis-profile soak`` (make soak).
"""

import json
import os
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.db import connection
from django.urls import reverse

from jianfa.exchange.models import Batch
from jianfa.ledger.states import State
from jianfa.notices import actions
from jianfa.notices.models import Delivery
from tests import lists, snapshot, source
from tests.environment import HOME
from tests.notices.smtp import Mailbox, serving
from tests.timer.rounds import due_in, with_address
from tests.world import World

pytestmark = pytest.mark.slow
SHORT_POINTS, SHORT_KILLS, LONG_KILLS = 8, 6, 100
ALL = 10_000


@pytest.fixture
def mailbox() -> Iterator[Mailbox]:
    with serving(Mailbox()) as box:
        yield box


@pytest.fixture
def is_long(request: pytest.FixtureRequest) -> bool:
    return bool(request.config.getoption("--hypothesis-profile") == "soak")


def busy_day(world: World) -> None:
    """Everything the timer does has something to do, for three people with an address."""
    for post in (world.handler, world.department_head, world.desk):
        with_address(post, world)
    for n, days in enumerate((3, 2, 1, 0, -1, -9)):
        world.problem(State.IN_PROGRESS, title=f"第{n}件", due=due_in(days))
    world.problem(State.DISPATCHED, title="待签收")
    world.problem(State.SUSPENDED, title="暂缓的")
    world.problem(State.PUBLICISED, title="公示完的")
    actions.begin_reading()


def killing(mode: str, work: str, database: str, *rest: Any, port: int = 9) -> dict[str, Any]:
    """Run tests/timer/killing.py beside this process, on a database of its own or on the committed test database."""
    environment = {
        **os.environ, "DJANGO_SETTINGS_MODULE": "jianfa.settings", "JIANFA_HOME": HOME, "JIANFA_LOCAL": "on",
        "JIANFA_MAIL_SERVER": f"127.0.0.1:{port}", "JIANFA_MAIL_SECURITY": "none", "JIANFA_LOG_LEVEL": "ERROR",
        "JIANFA_MAIL_FROM": "jianfa@example.org", "JIANFA_JOBS_AT_ONCE": "off",
        "PYTHONPATH": os.pathsep.join(str(source.ROOT / part) for part in ("src", ".")),
    }  # fmt: skip
    command = [sys.executable, "-m", "tests.timer.killing", mode, work, database, *map(str, rest)]
    done = subprocess.run(command, env=environment, cwd=source.ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-4000:]
    answer: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return answer


def database_url() -> str:
    """Return the address of the test database, for a process beside this one."""
    name = connection.settings_dict["NAME"]
    if connection.vendor == "sqlite":
        return f"sqlite:///{name}"
    return urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{name}").geturl()


def repeats(mailbox: Mailbox) -> int:
    """Return how many mails came again under the same Message-ID."""
    return sum(n - 1 for n in Counter(mailbox.ids()).values())


@pytest.mark.skipif("connection.vendor != 'sqlite'", reason="a fresh copy for each point: a file is copied quickly")
def test_the_timer_killed_at_every_marked_point_loses_and_repeats_nothing(transactional_db, world, mailbox, is_long):
    busy_day(world)
    snapshot.take("killing")
    template, database = Path(HOME, "snapshot-killing.sqlite3"), Path(HOME, "killing.sqlite3")

    found = killing(
        "points", "timer", f"sqlite:///{database}", template, ALL if is_long else SHORT_POINTS, port=mailbox.port
    )

    assert found["differing"] == []
    assert found["expected"]["broken"] == []
    assert {state for _name, _day, state in found["expected"]["digests"]} == {"sent"}
    assert found["points"] > 100
    assert repeats(mailbox) <= found["kills"]
    assert len(set(mailbox.ids())) == 3 * (2 + found["kills"])  # three people, one mail each, whatever happened


def test_the_timer_killed_at_random_moments_tells_everybody_of_everything_once(
    transactional_db, world, mailbox, is_long
):
    busy_day(world)
    snapshot.take("killing")
    url, kills = database_url(), LONG_KILLS if is_long else SHORT_KILLS

    found = killing("random", "timer", url, kills, port=mailbox.port)
    sent = set(Delivery.objects.values_list("message_id", flat=True))
    came = set(mailbox.ids())
    repeated = repeats(mailbox)
    connection.close()
    snapshot.restore("killing")
    undisturbed = killing("never", "timer", url, found["days"], port=mailbox.port)

    assert found["found"] == undisturbed["found"]
    assert came == sent
    assert repeated <= found["kills"] == kills


@pytest.mark.skipif("connection.vendor != 'sqlite'", reason="a fresh copy for each point: a file is copied quickly")
def test_a_job_whose_worker_was_killed_is_taken_up_and_done_once(transactional_db, world, client, settings, is_long):
    settings.JOBS_AT_ONCE = False
    client.force_login(world.desk.person)
    rows = [{"title": f"职工文化宫设施老化{n}"} for n in range(3)]
    client.post(reverse("import_new"), {"campaign": world.campaign.pk, "file": lists.upload(lists.book(rows))})
    client.post(reverse("import_commit", args=[Batch.objects.get().pk]))
    snapshot.take("killing")
    template, database = Path(HOME, "snapshot-killing.sqlite3"), Path(HOME, "killing.sqlite3")

    found = killing("points", "jobs", f"sqlite:///{database}", template, ALL if is_long else SHORT_POINTS)

    assert found["differing"] == []
    assert found["expected"]["jobs"] == [["import", "done"]]
    assert found["expected"]["broken"] == []
    assert [verb for _title, _seq, verb in found["expected"]["events"]] == ["draft", "draft", "draft"]
    assert found["points"] > 10
