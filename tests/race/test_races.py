"""Two clients race for each step while the server is killed: nothing acknowledged is lost, nothing happens twice.

The short form ends after some seconds; with ``--hypothesis-profile soak`` (make soak) it is ten thousand steps and
sixty kills. On each database the other parts of which run beside this one, with a server and data of its own.
"""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from tests import source
from tests.environment import HOME

pytestmark = [
    pytest.mark.slow,
    pytest.mark.django_db,
    pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="processes are found in /proc"),
]
SHORT_KILLS = {"sqlite": 3, "postgresql": 4}
"""By a web process, the postmaster, the worker, a backend, the parent of the web processes."""
LONG_TRANSITIONS, LONG_KILLS = 10_000, 60


def race(*options: object) -> dict[str, Any]:
    """Run tests/race/nemesis.py beside this process, on the kind of database that this run is about."""
    kind = ["sqlite", "--like", HOME] if connection.vendor == "sqlite" else ["postgres"]
    command = [sys.executable, "-m", "tests.race.nemesis", *kind, *map(str, options)]
    done = subprocess.run(command, cwd=source.ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-4000:]
    answer: dict[str, Any] = json.loads(done.stdout)
    print({name: value for name, value in answer.items() if name != "log"})
    return answer


def test_a_server_killed_again_and_again_loses_nothing_and_does_nothing_twice(request):
    is_long = request.config.getoption("--hypothesis-profile") == "soak"
    transitions = LONG_TRANSITIONS if is_long else 200
    kills = LONG_KILLS if is_long else SHORT_KILLS[connection.vendor]

    found = race("--transitions", transitions, "--kills", kills, "--at-most", 7200 if is_long else 10)

    assert (found["findings"], found["verify"]) == ([], []), found["log"]
    assert (found["killed"], found["ended"]) == (kills, 0)
    assert found["transitions"] >= (transitions if is_long else 40)
    assert found["refused"] >= found["transitions"] / 2  # the two really wanted the same


@pytest.mark.skipif("connection.vendor != 'sqlite'", reason="what is taken away is taken away in Python")
def test_without_guards_and_keys_the_same_race_finds_faults():
    found = race("--transitions", 60, "--kills", 0, "--at-most", 5, "--sabotaged")

    assert {"contended", "forgotten", "states"} <= set(found["kinds"])
    assert found["verify"] != []
