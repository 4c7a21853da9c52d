"""Two sessions led through one action each, step by step, in an order given beforehand.

Each session stops before it reads, checks, writes and commits, and goes on when its turn comes. One that waits for a
lock of the other keeps its turn and makes its step once it is let go, as in PostgreSQL's isolation tester.
"""

import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import combinations
from typing import Any
from unittest import mock

from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper

from jianfa.journal.actions import Stale
from jianfa.journal.actions import writing as journal
from jianfa.organisations.policy import Refused

STEPS = ("read", "check", "write", "commit")
BLOCKED = 0.15
"""Seconds without a sign after which a session is taken to wait for a lock."""
GIVE_UP = 60

Act = Callable[[], Callable[[], Any]]
"""Reads what the action needs, and returns the action."""


def orders() -> list[str]:
    """Return the 70 orders in which two sessions can make four steps each: "AABBABAB"."""
    steps = range(2 * len(STEPS))
    return ["".join("A" if n in places else "B" for n in steps) for places in combinations(steps, len(STEPS))]


@dataclass
class Session:
    """One thread with its own connection; ``turns`` are given by the order, ``passed`` counts the steps made."""

    name: str
    act: Act
    turns: threading.Semaphore = field(default_factory=lambda: threading.Semaphore(0))
    sign: threading.Condition = field(default_factory=threading.Condition)
    waiting: bool = False
    ended: bool = False
    result: Any = None

    def gate(self) -> None:
        """Wait for one's turn before a step."""
        with self.sign:
            self.waiting = True
            self.sign.notify_all()
        assert self.turns.acquire(timeout=GIVE_UP)
        with self.sign:
            self.waiting = False

    def run(self) -> None:
        _mine.session = self
        try:
            self.gate()
            ready = self.act()
            self.gate()
            self.result = ready()
        except (Stale, Refused) as refused:
            self.result = refused
        except BaseException as error:  # noqa: BLE001  the test looks at it
            self.result = error
        finally:
            _mine.session = None
            connections.close_all()
            with self.sign:
                self.ended = True
                self.sign.notify_all()

    def take_turn(self) -> None:
        """Let it make one step; return when it stands before the next one, has ended, or waits for a lock."""
        with self.sign:
            self.sign.wait_for(lambda: self.waiting or self.ended, BLOCKED)
            was_there = self.waiting
            if was_there:
                self.waiting = False
            self.turns.release()
            if was_there:
                self.sign.wait_for(lambda: self.waiting or self.ended, BLOCKED)


class _Mine(threading.local):
    session: Session | None = None


_mine = _Mine()


def _gate() -> None:
    if _mine.session is not None:
        _mine.session.gate()


@contextmanager
def marked() -> Iterator[None]:
    """Stop sessions before the first write of an event and before the commit; other threads pass."""
    lock, commit = journal._lock, BaseDatabaseWrapper.commit

    def locked(*args: Any) -> Any:
        _gate()
        return lock(*args)

    def committed(self: BaseDatabaseWrapper) -> None:
        _gate()
        commit(self)

    with mock.patch.object(journal, "_lock", locked), mock.patch.object(BaseDatabaseWrapper, "commit", committed):
        yield


def in_order(order: Sequence[str], first: Act, second: Act) -> tuple[Any, Any]:
    """Run two actions step by step; return what each returned or was refused with."""
    sessions = {"A": Session("A", first), "B": Session("B", second)}
    threads = [threading.Thread(target=session.run, daemon=True) for session in sessions.values()]
    with marked():
        for thread in threads:
            thread.start()
        for name in order:
            sessions[name].take_turn()
        for session in sessions.values():
            for _more in STEPS:  # an action of two events passes more gates than four
                session.turns.release()
        for thread in threads:
            thread.join(GIVE_UP)
            assert not thread.is_alive()
    return sessions["A"].result, sessions["B"].result
