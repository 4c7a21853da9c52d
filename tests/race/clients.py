"""Clients that want the same step at the same moment, and write down what they were answered."""

import http.client
import json
import random
import threading
import time
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

from jianfa.journal.rules import repeat_key
from tests.race.history import LOST, WON, Attempt, Read

PATIENCE = 120.0
"""Seconds after which a client gives up a request that was never answered."""
GIVEN_UP = 0.15
"""Part of the broken or unanswered requests that are not sent again: their outcome stays unknown to the client."""
SENT_AGAIN = 0.08
"""Part of the acknowledged requests that are sent again all the same."""
READ_AGAIN = 0.1
"""Part of the steps after which the problem is read, though the answer said where it stands."""
IN_PROGRESS = "in_progress"
REQUIREMENT = "请补充编制批复文件后再申请。"


@dataclass(frozen=True)
class Caller:
    """Somebody with a token."""

    person: str
    token: str


@dataclass
class Log:
    """What all clients saw; lists are appended to by several threads, each append is one step."""

    attempts: list[Attempt] = field(default_factory=list)
    reads: list[Read] = field(default_factory=list)
    steps: list[str] = field(default_factory=list)
    """One entry for each step that was taken, by whichever attempt."""


class Client:
    """One connection, kept open as a browser does; opened anew when it breaks."""

    def __init__(self, port: int, chance: random.Random, *, sent_again: float = 0.0) -> None:
        self.port, self.chance, self.sent_again = port, chance, sent_again
        self.connection: http.client.HTTPConnection | None = None

    def ask(self, caller: Caller, method: str, path: str, body: Any = None) -> tuple[int, Any]:
        """Return status and JSON; 0 where no answer came."""
        headers = {"Authorization": f"Bearer {caller.token}", "Content-Type": "application/json"}
        try:
            if self.connection is None:
                self.connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=45)
            self.connection.request(method, f"/api/v1/{path}", json.dumps(body) if body else None, headers)
            answer = self.connection.getresponse()
            told = answer.read()
        except (OSError, http.client.HTTPException):
            self.close()
            return 0, None
        is_json = answer.headers.get_content_type() == "application/json"
        return answer.status, json.loads(told) if is_json else None

    def close(self) -> None:
        if self.connection is not None:
            self.connection.close()
        self.connection = None

    def attempt(self, caller: Caller, problem: str, verb: str, version: int, log: Log) -> tuple[Attempt, Any]:
        """Ask for a step until it is answered; return the attempt and the last answer."""
        idem, fields = str(uuid4()), dict(FIELDS[verb])
        body = {"verb": verb, "version": version, "idem": idem, "fields": fields}
        key = repeat_key("request", "", f"{caller.person}/{problem}/{verb}/{idem}")
        made = Attempt(problem, verb, version, key, invoked=time.monotonic())
        log.attempts.append(made)
        while True:
            made.sent = time.time()
            status, told = self.ask(caller, "POST", f"problems/{problem}/moves", body)
            made.statuses.append(status)
            if status in {200, 409}:
                made.ended, made.outcome = time.monotonic(), WON if status == 200 else LOST
                break
            given_up = self.chance.random() < GIVEN_UP or time.monotonic() > made.invoked + PATIENCE
            if given_up or status not in {0, 500, 503}:
                return made, None
            time.sleep(self.chance.uniform(0.02, 0.4))
        if made.outcome == WON:
            made.answers.append((told["seq"], told["hash"]))
            if self.chance.random() < self.sent_again:
                self.repeat(made, caller, body)
        return made, told

    def repeat(self, made: Attempt, caller: Caller, body: Any) -> None:
        """Send what was acknowledged once more: the same event is the answer."""
        status, told = self.ask(caller, "POST", f"problems/{made.problem}/moves", body)
        made.statuses.append(status)
        if status == 200:
            made.answers.append((told["seq"], told["hash"]))
        elif status == 409:
            made.refusals_after += 1

    def read(self, caller: Caller, problem: str, log: Log) -> tuple[int, str] | None:
        """Return version and state, None where it could not be read."""
        begun = time.monotonic()
        status, told = self.ask(caller, "GET", f"problems/{problem}")
        if status != 200:
            return None
        log.reads.append(Read(problem, begun, time.monotonic(), told["version"], told["state"]))
        return told["version"], told["state"]


FIELDS: dict[str, dict[str, str]] = {
    "apply": {"statement": "已全部落实（示例）", "criterion-1": "已印发", "criterion-2": "已到岗"},
    "retract": {},
    "send_back": {"requirement": REQUIREMENT},
}


class Driver(threading.Thread):
    """Takes some problems round and round: applied for by two windows at once, then taken back and sent back at once.

    The two have the same version; exactly one of them can have the step.
    """

    def __init__(
        self, port: int, problems: Iterable[str], callers: tuple[Caller, Caller], log: Log, *, seed: str,
        is_over: threading.Event, sent_again: float,
    ) -> None:  # fmt: skip
        super().__init__(daemon=True)
        self.problems, self.log, self.is_over = list(problems), log, is_over
        self.head, self.leader = callers
        self.chance = random.Random(seed)
        self.clients = [Client(port, random.Random(f"{seed}/{n}"), sent_again=sent_again) for n in range(2)]
        self.known: dict[str, tuple[int, str] | None] = dict.fromkeys(self.problems)
        self.fault: BaseException | None = None

    def run(self) -> None:
        try:
            with ThreadPoolExecutor(2) as pool:
                while not self.is_over.is_set():
                    self.step(self.chance.choice(self.problems), pool)
        except BaseException as fault:  # noqa: BLE001  whatever it was, the main thread tells
            self.fault = fault

    def step(self, problem: str, pool: ThreadPoolExecutor) -> None:
        known = self.known[problem] or self.clients[0].read(self.head, problem, self.log)
        if known is None:
            time.sleep(0.2)
            return
        version, state = known
        callers = (self.head, self.head) if state == IN_PROGRESS else (self.head, self.leader)
        verbs = ("apply", "apply") if state == IN_PROGRESS else ("retract", "send_back")
        together = threading.Barrier(2)

        def contend(n: int) -> tuple[Attempt, Any]:
            together.wait()
            return self.clients[n].attempt(callers[n], problem, verbs[n], version, self.log)

        found = list(pool.map(contend, range(2)))
        told = next((told for made, told in found if made.outcome == WON), None)
        self.known[problem] = (told["version"], told["state"]) if told else None
        if told is None or self.chance.random() < READ_AGAIN:
            self.known[problem] = self.clients[1].read(self.head, problem, self.log)
        if told or ((after := self.known[problem]) and after[0] > version):
            self.log.steps.append(problem)
