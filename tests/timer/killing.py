"""A process that kills others of its kind with SIGKILL, at marked points or at random moments; run by test_killing.py.

It loads the product once and forks: each child does the work and is killed in it, the next one finds what is left.
Nothing in the product knows of this: the marks are put round Django's transactions, its updates and smtplib here.

    python -m tests.timer.killing points WORK DATABASE TEMPLATE MOST     a fresh copy of TEMPLATE for each point
    python -m tests.timer.killing random WORK DATABASE KILLS             one database, day after day
    python -m tests.timer.killing never WORK DATABASE DAYS               the same without killing

It answers with one line of JSON.
"""

import json
import os
import random
import shutil
import signal
import smtplib
import sys
import time
import traceback
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import django
import time_machine

START = datetime.fromisoformat("2026-03-16T10:00+08:00")
LATER = timedelta(minutes=6)
"""Longer than any lease."""
KILLS_A_DAY = 12
SEED = 20260316

Mark = Callable[[str], None]
Work = Callable[[datetime], None]


def main() -> None:
    mode, work, database, *rest = sys.argv[1:]
    os.environ["DATABASE_URL"] = database
    django.setup()
    warm_up(mode, WORKS[work], rest)
    modes: dict[str, Callable[..., dict[str, Any]]] = {
        "points": at_points, "random": at_random, "never": undisturbed,
    }  # fmt: skip
    answer = modes[mode](WORKS[work], *rest)
    print(json.dumps(answer))


def warm_up(mode: str, work: Work, rest: list[str]) -> None:
    """Do the work once in this process, so that no child has to load what is loaded late."""
    if mode == "points":
        fresh(rest[0])
    work(START if mode == "points" else START - timedelta(days=1))


# Work -----------------------------------------------------------------------------------------------------------


def make_rounds(at: datetime) -> None:
    from jianfa.timer import STEPS, make_round  # why: Django is set up by main()

    STEPS.pop("prove", None)  # due dates are moved here behind the journal's back; it would rightly close write-off
    begun = time.monotonic()
    make_round(lambda: at + timedelta(seconds=time.monotonic() - begun))


def do_jobs(at: datetime) -> None:
    from jianfa.jobs.actions import run_next  # why: Django is set up by main()

    with time_machine.travel(at):
        while run_next():
            pass


WORKS: dict[str, Work] = {"timer": make_rounds, "jobs": do_jobs}


# Modes ----------------------------------------------------------------------------------------------------------


def at_points(work: Work, template: str, most: str) -> dict[str, Any]:
    """Kill at each marked point (at most so many, spread evenly, those round a mail first), each on a fresh copy."""
    fresh(template)
    labels = run(work, START, note=True)["labels"]
    run(work, START + LATER)
    expected, differing = shape(), []
    for point in chosen(labels, int(most)):
        fresh(template)
        killed = run(work, START, kill_at=point)
        run(work, START + LATER)
        if killed["status"] != -signal.SIGKILL or shape() != expected:
            differing.append({"point": point, "label": labels[point - 1], "found": shape(), **killed})
    return {
        "points": len(labels),
        "kills": len(chosen(labels, int(most))),
        "expected": expected,
        "differing": differing,
    }


def chosen(labels: list[str], most: int) -> list[int]:
    """Return the numbers of the points at which to kill, the first one is 1."""
    mails = [n for n, label in enumerate(labels, 1) if "mail" in label]
    others = [n for n in range(1, len(labels) + 1) if n not in mails]
    if len(labels) <= most:
        return sorted(mails + others)
    mails = mails[: most // 3]
    room = most - len(mails)
    return sorted({*mails, *(others[n * len(others) // room] for n in range(room))})


def at_random(work: Work, kills: str) -> dict[str, Any]:
    """Kill again and again, by turns at a random point and at a random moment, until it has died so often."""
    chance, killed, day, points, took = random.Random(SEED), 0, 0, 100, 1.0
    while killed < int(kills):
        at = morning(day)
        for _attempt in range(min(KILLS_A_DAY, int(kills) - killed)):
            begun = time.monotonic()
            if killed % 2:
                found = run(work, at, kill_at=chance.randint(1, points))
            else:
                found = run(work, at, kill_after=chance.uniform(0, took))
            if not found["status"]:
                took = time.monotonic() - begun
                break
            killed, at = killed + 1, at + LATER
        points = max(20, len(run(work, at, note=True)["labels"]))
        run(work, at + LATER)
        day += 1
    return {"kills": killed, "days": day, "found": shape()}


def undisturbed(work: Work, days: str) -> dict[str, Any]:
    for day in range(int(days)):
        at = morning(day)
        run(work, at)
        run(work, at + LATER)
    return {"found": shape()}


def morning(day: int) -> datetime:
    """Return ten o'clock on the n-th weekday, and make that day the due date of everything that is worked on.

    So there is something to remind of every day; in the product dates do not move by themselves.
    """
    from jianfa.ledger.models import Problem  # why: Django is set up by main()

    at = START + timedelta(days=day + day // 5 * 2)
    Problem.objects.filter(state="in_progress").update(due_current=at.date())
    return at


# Children -------------------------------------------------------------------------------------------------------


def run(
    work: Work, at: datetime, *, kill_at: int = 0, kill_after: float | None = None, note: bool = False
) -> dict[str, Any]:
    """Do the work in a child; return how it ended (negative: by which signal) and the marks it passed."""
    from django.db import connections  # why: Django is set up by main()

    connections.close_all()
    reader, writer = os.pipe()
    child = os.fork()
    if not child:
        status = 1
        try:
            os.close(reader)
            labels = lived(work, at, kill_at)
            if note:
                os.write(writer, json.dumps(labels).encode())
            status = 0
        except BaseException:  # noqa: BLE001  whatever it was, the parent reads the status
            traceback.print_exc()
        finally:
            os._exit(status)
    os.close(writer)
    if kill_after is not None:
        time.sleep(kill_after)
        os.kill(child, signal.SIGKILL)
    told = b""
    while part := os.read(reader, 65536):
        told += part
    os.close(reader)
    status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    assert status in {0, -signal.SIGKILL}, f"a child failed: {status}"
    return {"status": status, "labels": json.loads(told) if told else []}


def lived(work: Work, at: datetime, kill_at: int) -> list[str]:
    """Do the work with a mark round everything that lasts; die at the mark with this number."""
    labels: list[str] = []

    def mark(label: str) -> None:
        labels.append(label)
        if len(labels) == kill_at:
            os.kill(os.getpid(), signal.SIGKILL)

    put_marks(mark)
    work(at)
    return labels


def put_marks(mark: Mark) -> None:
    """Put marks before and after each transaction, update and mail. Never taken away: the process dies soon."""
    from django.db.models import QuerySet  # why: Django is set up by main()
    from django.db.transaction import Atomic  # why: Django is set up by main()

    around(Atomic, "__enter__", "transaction begins", mark)
    around(Atomic, "__exit__", "transaction ends", mark)
    around(QuerySet, "update", "update", mark)
    around(smtplib.SMTP, "sendmail", "mail", mark)


def around(owner: Any, name: str, label: str, mark: Mark) -> None:
    original = getattr(owner, name)

    def marked(*args: Any, **kwargs: Any) -> Any:
        mark(f"before {label}")
        result = original(*args, **kwargs)
        mark(f"after {label}")
        return result

    setattr(owner, name, marked)


# The database ---------------------------------------------------------------------------------------------------


def fresh(template: str) -> None:
    """Put a copy of the template in place of the database."""
    from django.conf import settings  # why: Django is set up by main()
    from django.db import connections  # why: Django is set up by main()

    connections.close_all()
    path = Path(settings.DATABASES["default"]["NAME"])
    for beside in ("-wal", "-shm"):
        path.with_name(path.name + beside).unlink(missing_ok=True)
    shutil.copy(template, path)


def shape() -> dict[str, list[Any]]:
    """Return every effect that counts, without what differs from run to run: ids and moments."""
    from jianfa.jobs.models import Job  # why: Django is set up by main()
    from jianfa.journal.models import Event
    from jianfa.journal.queries import check_chain
    from jianfa.ledger.models import Gram, Problem
    from jianfa.notices.models import Delivery, Notice
    from jianfa.supervision.models import Reminder

    titles = dict(Problem.objects.values_list("pk", "title"))
    return {
        "events": sorted(
            (titles.get(chain, ""), seq, verb)
            for chain, seq, verb in Event.objects.filter(chain__kind="problem").values_list("chain", "seq", "verb")
        ),
        "broken": [titles[pk] for pk in titles if check_chain(pk)],
        "reminders": sorted(
            (row.problem.title, row.kind, str(row.due), row.receipts.count())
            for row in Reminder.objects.select_related("problem")
        ),
        "notices": sorted(Notice.objects.values_list("problem__title", "kind", "person__username", "event__seq")),
        "digests": sorted(
            (name, str(day), state)
            for name, day, state in Delivery.objects.values_list("person__username", "day", "state")
        ),
        "mailed": sorted(
            (name, str(day), n)
            for name, day, n in Notice.objects.exclude(delivery=None)
            .values("person__username", "delivery__day").annotate(n=count("pk"))
            .values_list("person__username", "delivery__day", "n")
        ),
        "grams": [Gram.objects.count()],
        "jobs": sorted(Job.objects.values_list("kind", "state")),
    }  # fmt: skip


def count(field: str) -> Any:
    from django.db.models import Count  # why: Django is set up by main()

    return Count(field)


if __name__ == "__main__":
    main()
