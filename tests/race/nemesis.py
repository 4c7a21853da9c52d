"""Contended moves over HTTP against the real server, whose processes are killed with SIGKILL meanwhile.

    python -m tests.race.nemesis sqlite --transitions 10000 --kills 60 --seed 20261128
    python -m tests.race.nemesis postgres --transitions 10000 --kills 60

It makes a database of its own (PostgreSQL: a whole cluster, for that is killed too), starts ``jianfa serve``, lets
pairs of clients race for each step, kills, starts again what a supervisor would, and compares at the end what the
clients were told with the journal (history.py), and the journal with the tables (``jianfa verify``). It answers with
one line of JSON. The seed decides what is killed when, and what clients do after a broken connection; threads and
the machine decide the rest.
"""

import argparse
import json
import os
import random
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import django

from tests import source
from tests.race.servers import Cluster, Server, free_port, kill, wait_for

SEED = 20261128
PROBLEMS, DRIVERS = 24, 4
"""Problems at most, and pairs of clients."""
TOLD = 20
"""Findings told at most."""
LEAST = 40
"""Steps below which a run proves nothing; it goes on even when its time is over."""
OF_SERVER = ["web", "worker", "master", "web", "everything", "timer"]
"""A web process; the background worker; what all web processes are children of; the lot at once; the timer."""
OF_POSTGRES = ["web", "postmaster", "worker", "backend", "master", "web", "everything", "timer"]


def main() -> None:
    options = read_options()
    home = Path(tempfile.mkdtemp(prefix="jianfa-race-"))
    try:
        with database(options.database, home) as (url, cluster):
            set_up(home, url)
            if options.like:
                shutil.copy(options.like / "snapshot-world.sqlite3", home / "race.sqlite3")
                shutil.copy(options.like / "keys" / "event.key", home / "keys" / "event.key")
            print(json.dumps(race(options, home, cluster), ensure_ascii=False))
    finally:
        shutil.rmtree(home, ignore_errors=True)


def read_options() -> argparse.Namespace:
    parser = argparse.ArgumentParser()
    parser.add_argument("database", choices=["sqlite", "postgres"])
    parser.add_argument("--transitions", type=int, default=200)
    parser.add_argument("--kills", type=int, default=3)
    parser.add_argument("--seed", type=int, default=SEED)
    parser.add_argument("--at-most", type=float, default=3600.0, metavar="SECONDS")
    parser.add_argument("--like", type=Path, help="SQLite only: a folder of the tests with a city and its keys")
    parser.add_argument("--sabotaged", action="store_true", help="without guards and keys: must find faults")
    return parser.parse_args()


@contextmanager
def database(kind: str, home: Path) -> Iterator[tuple[str, Cluster | None]]:
    if kind == "sqlite":
        yield f"sqlite:///{home}/race.sqlite3", None
        return
    cluster = Cluster()
    try:
        cluster.revive(is_safe=False)  # while it is filled
        cluster.wait()
        yield cluster.url, cluster
    finally:
        cluster.remove()


def set_up(home: Path, url: str) -> None:
    """Set Django up in this process and, by the environment, in those it starts."""
    for name in [name for name in os.environ if name.startswith("JIANFA_")]:
        del os.environ[name]
    os.environ |= {
        "DATABASE_URL": url, "DJANGO_SETTINGS_MODULE": "jianfa.settings", "JIANFA_HOME": str(home),
        "JIANFA_LOCAL": "on", "JIANFA_LOG_LEVEL": "ERROR",
        "PYTHONPATH": os.pathsep.join(str(source.ROOT / part) for part in ("src", ".")),
    }  # fmt: skip
    django.setup()


# The race -------------------------------------------------------------------------------------------------------


def race(options: argparse.Namespace, home: Path, cluster: Cluster | None) -> dict[str, Any]:
    from tests.race.clients import SENT_AGAIN, Client, Driver, Log  # why: Django is set up by main()

    problems, head, leader = build(options.transitions // 20, is_founded=options.like is not None)
    if cluster:
        cluster.stop()
        cluster.revive()
        cluster.wait()
    port = free_port()
    server = Server(port, home / "server.log", sabotaged(port) if options.sabotaged else None)
    log, probe = Log(), Client(port, random.Random(0))
    nemesis = Nemesis(
        server, cluster, lambda: probe.ask(head, "GET", f"problems/{problems[0]}")[0] == 200, options.seed
    )

    def make(n: int, is_over: threading.Event) -> threading.Thread:
        mine = problems[n::DRIVERS]
        return Driver(
            port, mine, (head, leader), log, seed=f"{options.seed}/{n}", is_over=is_over,
            sent_again=1.0 if options.sabotaged else SENT_AGAIN,
        )  # fmt: skip

    try:
        nemesis.wait_until_back("web")
        begun = time.monotonic()
        drive(options, nemesis, log, make)
        seconds = time.monotonic() - begun
        nemesis.wait_until_whole(is_sabotaged=options.sabotaged)
    finally:
        status = server.stop()
    return report(options, log, nemesis, seconds, problems) | {"ended": status, "log": tail(server.log)}


def sabotaged(port: int) -> list[str]:
    from jianfa.cli.serve import web_command  # why: Django is set up by main()

    command = web_command(f"127.0.0.1:{port}", 2, 4)
    return ["tests.race.sabotaged:application" if word == "jianfa.wsgi:application" else word for word in command]


def drive(
    options: argparse.Namespace, nemesis: "Nemesis", log: Any,
    make: Callable[[int, threading.Event], threading.Thread],
) -> None:  # fmt: skip
    """Let the drivers run until enough steps were taken, and kill at moments spread over them."""
    is_over, begun = threading.Event(), time.monotonic()
    drivers: list[Any] = [make(n, is_over) for n in range(DRIVERS)]
    kills = planned(options, is_postgres=nemesis.cluster is not None)
    for thread in drivers:
        thread.start()
    try:
        while True:
            nemesis.tend()
            gone = max(len(log.steps) / options.transitions, (time.monotonic() - begun) / options.at_most)
            if kills and gone >= kills[0][0]:
                _when, pause, kind = kills.pop(0)
                time.sleep(pause)
                nemesis.strike(kind)
            if faults := [thread.fault for thread in drivers if thread.fault]:
                raise faults[0]
            if gone >= 1 and not kills and len(log.steps) >= min(LEAST, options.transitions):
                break
            time.sleep(0.05)
    finally:
        is_over.set()
    for thread in drivers:
        while thread.is_alive():  # a client may still wait for what is starting again
            nemesis.tend()
            thread.join(0.1)


def planned(options: argparse.Namespace, *, is_postgres: bool) -> list[tuple[float, float, str]]:
    """Return when to kill what: after which part of the whole, how many seconds later, and which kind."""
    chance, kinds = random.Random(options.seed), list(OF_POSTGRES if is_postgres else OF_SERVER)
    order: list[str] = []
    while len(order) < options.kills:
        order += kinds
        chance.shuffle(kinds)
    return [
        ((n + chance.uniform(0.5, 1.4)) / (options.kills + 1), chance.uniform(0, 0.5), kind)
        for n, kind in enumerate(order[: options.kills])
    ]


class Nemesis:
    """Kills, and starts again what a supervisor would."""

    def __init__(self, server: Server, cluster: Cluster | None, answers: Callable[[], bool], seed: int) -> None:
        self.server, self.cluster, self.answers, self.chance = server, cluster, answers, random.Random(seed)
        self.kills: Counter[str] = Counter()
        self.away: list[float] = []
        """Seconds until a request was answered again, after each kill that can be felt."""

    def tend(self) -> None:
        if self.cluster:
            self.cluster.revive()
        self.server.revive()

    def strike(self, kind: str) -> None:
        """Kill one of a kind; wait until requests are answered again."""
        wait_for(lambda: bool(self._victims(kind)), kind)  # it may still be starting again
        kill(*self._victims(kind))
        self.kills[kind] += 1
        if kind not in {"worker", "timer"}:
            self.away.append(self.wait_until_back(kind))

    def _victims(self, kind: str) -> list[int]:
        parts = self.server.parts()
        if self.cluster and self.cluster.process:
            parts |= {"postmaster": [self.cluster.process.pid], "backend": self.cluster.backends()}
        if kind == "everything":
            return [pid for part, pids in parts.items() for pid in pids if part not in {"postmaster", "backend"}]
        return [self.chance.choice(parts[kind])] if parts.get(kind) else []

    def wait_until_back(self, what: str) -> float:
        def is_back() -> bool:
            self.tend()
            return self.answers()

        return wait_for(is_back, what)

    def wait_until_whole(self, *, is_sabotaged: bool) -> None:
        """Wait until every part runs, so that ending it in order shows that each of them came back."""

        def is_whole() -> bool:
            self.tend()
            parts = self.server.parts()
            return all(parts.get(part) for part in ("web", "worker", "timer")) and self.answers()

        if not is_sabotaged:
            wait_for(is_whole, "all parts")


# The database ---------------------------------------------------------------------------------------------------


def build(most: int, *, is_founded: bool) -> tuple[list[str], Any, Any]:
    """Found a city unless there is one, with problems in work; return them, and the two who move them with a token.

    Each problem was sent back twice already: from then on a leader may do so any number of times.
    """
    import time_machine  # why: Django is set up by main()
    from django.conf import settings
    from django.core.management import call_command
    from django.db import connections
    from django.utils import timezone

    from jianfa.acceptance import actions as acceptance
    from jianfa.api.actions import create_token
    from jianfa.ledger.states import State
    from tests import world as cast
    from tests.race.clients import REQUIREMENT, Caller

    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # nobody logs in here
    settings.FILES_ROOT.mkdir(parents=True, exist_ok=True)
    if not is_founded:
        call_command("migrate", verbosity=0, interactive=False)
        cast.build()
    with time_machine.travel(cast.NOW) as traveller:
        world = cast.World(traveller)
        problems = []
        for n in range(max(DRIVERS, min(PROBLEMS, most))):
            problem = world.problem(State.CLOSING, title=f"第{n}件（示例）")
            maker = cast._Maker(world, {})
            maker.problem = problem
            for last in (False, True):
                acceptance.send_back(problem, actor=world.desk, at=world.tick(), requirement=REQUIREMENT)
                if not last:
                    maker._apply()
            problems.append(str(problem.pk))
    callers = []
    for post in (world.department_head, world.leader):
        at = timezone.now()
        expires_on = timezone.localdate(at) + timedelta(days=30)
        _row, secret = create_token(actor=post, at=at, name="示例", scope="write", expires_on=expires_on)
        callers.append(Caller(str(post.person_id), secret))
    connections.close_all()
    return problems, callers[0], callers[1]


def read_journal(problems: list[str]) -> list[Any]:
    """Return the contended moves as the journal holds them."""
    from jianfa.journal.models import Event  # why: Django is set up by main()
    from tests.race.clients import FIELDS
    from tests.race.history import Written

    found = []
    rows = (
        Event.objects.filter(chain__in=[UUID(problem) for problem in problems], verb__in=FIELDS)
        .exclude(idem=None)
        .order_by("chain", "seq")
    )
    for event in rows.iterator():
        body = json.loads(bytes(event.body))
        problem = next(row for row in body["rows"] if row["t"] == "ledger.problem")
        facts = body["facts"]
        found.append(
            Written(
                str(event.chain_id), event.seq, event.verb, body["idem"], bytes(event.hash).hex(),
                problem["set"]["version"], facts["from"], facts["to"], event.at.timestamp(),
            )
        )  # fmt: skip
    return found


# The answer -----------------------------------------------------------------------------------------------------


def report(
    options: argparse.Namespace, log: Any, nemesis: Nemesis, seconds: float, problems: list[str]
) -> dict[str, Any]:
    from tests.race.history import check  # why: Django is set up by main()

    journal = read_journal(problems)
    findings = check(log.attempts, log.reads, journal)
    outcomes = Counter(attempt.outcome for attempt in log.attempts)
    written = {event.key: event for event in journal}
    statuses = Counter(status for attempt in log.attempts for status in attempt.statuses)
    return {
        "database": options.database, "seed": options.seed, "transitions": len(journal),
        "attempts": len(log.attempts), "requests": sum(statuses.values()), "reads": len(log.reads),
        "acknowledged": outcomes["won"], "refused": outcomes["lost"], "unknown": outcomes["unknown"],
        "unknown_done": sum(row.outcome == "unknown" and row.key in written for row in log.attempts),
        "found_done": sum(row.outcome == "won" and row.sent > written[row.key].at for row in log.attempts
                          if row.key in written),
        "sent_again": sum(len(row.answers) - 1 for row in log.attempts if row.answers),
        "statuses": {str(status): n for status, n in sorted(statuses.items())},
        "kills": dict(nemesis.kills), "killed": sum(nemesis.kills.values()),
        "longest_away": round(max(nemesis.away, default=0.0), 1), "seconds": round(seconds, 1),
        "per_second": round(len(journal) / seconds, 1),
        "kinds": sorted({finding.partition(":")[0] for finding in findings}), "findings": findings[:TOLD],
        "verify": verified()[:TOLD],
    }  # fmt: skip


def verified() -> list[str]:
    """Return what ``jianfa verify`` finds."""
    command = [sys.executable, "-m", "jianfa.cli.main", "verify", "--json", "--quiet"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode not in {0, 1}:
        return [done.stderr[-2000:]]
    return [f"{found['code']} {found['subject']} {found['sentence']}" for found in json.loads(done.stdout)["findings"]]


def tail(log: Path) -> str:
    """Return the end of what the server said, but for a line on each refusal."""
    lines = log.read_text(encoding="utf-8", errors="replace").splitlines()
    return "\n".join(line for line in lines if not line.startswith("Conflict: "))[-4000:]


if __name__ == "__main__":
    main()
