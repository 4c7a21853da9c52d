"""What is measured, and how: pages through Django's test client in this process, warm."""

import io
import resource
import statistics
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from itertools import cycle
from typing import Any
from uuid import uuid4

import xlsxwriter
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import NoReverseMatch, reverse
from django.utils import timezone

from jianfa.calendar.queries import is_working
from jianfa.cli.measuring.other_pages import checked, get_ready, other_pages
from jianfa.cli.proof.whole import Tally, verify
from jianfa.journal.queries import trusted_keys
from jianfa.kit.schedule import Link, Step, schedule
from jianfa.ledger.actions.importing import import_problems, upload_list
from jianfa.ledger.models import Campaign, Problem
from jianfa.ledger.states import State
from jianfa.organisations.models import Post, Role, Unit

WARM_UP = 1
"""Calls before it is timed; its queries have been counted before that, in two more."""
FEWEST, LONGEST = 5, 1_500
"""A page is called no more once it has taken so many milliseconds, so that all of them are done in some minutes."""
SEARCHES = ("驿", "编制", "劳模疗养")
"""One, two and four characters; the last is in no title, so its pairs decide."""


@dataclass(frozen=True)
class Figure:
    """Times in milliseconds, the 95th percentile last; ``queries`` of one call, where they were counted."""

    name: str
    minimum: float
    median: float
    p95: float
    queries: int | None = None
    note: str = ""


class Measuring:
    """Asks for pages as people of the city do."""

    def __init__(self, rounds: int) -> None:
        self.rounds = rounds
        self.desk = _holder(Role.DESK)
        self.client = Client(raise_request_exception=True)
        self.client.force_login(self.desk.person)
        self.campaign = Campaign.objects.get(is_practice=False)

    def pages(self) -> dict[str, Callable[[], Any]]:
        """Return name → call of every page that is measured."""
        # The first is the same before and after copying, and so is the county whose desk is looked at.
        problem = self.campaign.problems.filter(state=State.IN_PROGRESS).earliest("number_order")
        liaison = Client()
        county = Post.objects.filter(role=Role.LIAISON, unit=problem.source_unit).select_related("person")[0]
        liaison.force_login(county.person)
        leader = Client()
        leader.force_login(_holder(Role.LEADER).person)
        found: dict[str, Callable[[], Any]] = {
            "list": lambda: self._get("problems"),
            "list, filtered": lambda: self._get("problems", state="in_progress", light="overdue", sort="due"),
            "list, of a county": lambda: checked(liaison.get(reverse("problems"))),
            "problem": lambda: self._get("problem", problem.pk),
            "board": lambda: self._get("board"),
            "desk": lambda: self._get("home"),
            "desk, of a county": lambda: checked(liaison.get(reverse("home"))),
            "triage table": lambda: self._get("triage"),
            "timetable of a problem": lambda: self._get("problem_timetable", problem.pk),
            "timetable of a unit": lambda: self._get("unit_timetable", problem.acting_unit_id),
            "load": lambda: self._get("load"),
            "month": lambda: self._get("month"),
            "lights": lambda: self._get("lights"),
            "orders": lambda: self._get("orders"),
            "notices": lambda: self._get("notices"),
            "sessions": lambda: self._get("sessions"),
            "doubts": lambda: checked(leader.get(reverse("doubts"))),
            "doubts of a kind": lambda: checked(leader.get(reverse("doubts_of_kind", args=["quick_pass"]))),
        }
        for words in SEARCHES:
            found[f"search, {len(words)} characters"] = partial(self._get, "search", q=words)
        found |= other_pages(self.client, self.desk)
        return {name: call for name, call in found.items() if _is_there(call)}

    def _get(self, name: str, *args: Any, **query: str) -> Any:
        return checked(self.client.get(reverse(name, args=args), query))

    def all_pages(self) -> Iterator[Figure]:
        self.readied = get_ready(self.campaign)
        for name, call in self.pages().items():
            queries = _queries(call)
            yield _figure(name, _timed(call, self.rounds), queries)

    def texts_read(self) -> Figure:
        """The index of similar texts, read once as a process begins; pages answer meanwhile."""
        took = self.readied.milliseconds
        return Figure("similar texts read", took, took, took, note=f"{self.readied.texts:,} texts")

    def one_move(self) -> Figure:
        """A progress report, typed into its form and sent: guard, rows, signed event, standing, answer."""
        problems = cycle(Problem.objects.filter(state=State.IN_PROGRESS, campaign=self.campaign)[: self.rounds])

        def report() -> None:
            problem = next(problems)
            problem.refresh_from_db()
            address = reverse("move", args=[problem.pk, "report"])
            typed = {"text": "已报请批复", "version": str(problem.version), "idem": str(uuid4())}
            typed |= {"rows-TOTAL_FORMS": "0", "rows-INITIAL_FORMS": "0"}
            answer = self._as_acting(problem).post(address, typed)
            if answer.status_code != 302:
                raise RuntimeError(f"report: {answer.status_code}")

        return _figure("one move (report)", _timed(report, self.rounds), _queries(report))

    def _as_acting(self, problem: Problem) -> Client:
        roles = (Role.LIAISON, Role.HANDLER)
        post = Post.objects.filter(unit=problem.acting_unit, role__in=roles, until_day=None).select_related("person")[0]
        client = Client()
        client.force_login(post.person)
        session = client.session
        session["post"] = str(post.pk)
        session.save()
        return client

    def import_rows(self, rows: int) -> Figure:
        """Upload, read in a child process, check each row against the list, commit in one transaction."""
        data = _workbook(rows)
        started = time.perf_counter()
        batch = upload_list(
            self.campaign, actor=self.desk, at=timezone.now(), data=data, name="示例.xlsx", is_waiting=True
        )
        read = time.perf_counter()
        import_problems(batch, actor=self.desk, at=timezone.now())
        ended = time.perf_counter()
        total = (ended - started) * 1000
        if batch.rows_taken != rows:
            raise RuntimeError(f"import: {batch.rows_taken} of {rows} rows were taken")
        note = f"read and checked {read - started:.1f} s, committed {ended - read:.1f} s"
        return Figure(f"import of {rows:,} rows", total, total, total, note=note)

    def backward_schedule(self) -> Figure:
        """Both passes over ten thousand tasks with twenty thousand links, by the calendar; no page has so many."""
        steps = network(10_000)
        start, due = date(2026, 1, 1), date(2026, 12, 31)
        times = _timed(lambda: schedule(steps, start=start, due=due, is_working=is_working), min(self.rounds, 5))
        links = sum(len(step.after) for step in steps)
        found = _figure("backward schedule", times, None)
        return replace(found, note=f"{len(steps):,} tasks, {links:,} links, without the database")

    def proof(self) -> Figure:
        """`jianfa verify` over everything there is."""
        tally = Tally()
        started = time.perf_counter()
        findings = list(verify(trusted_keys(), tally))
        total = (time.perf_counter() - started) * 1000
        if findings:
            raise RuntimeError(f"verify: {len(findings)} findings, the first: {findings[0]}")
        note = f"{tally.chains:,} chains, {tally.events:,} events, {tally.rows:,} rows; {memory()} MB at most"
        return Figure("verify", total, total, total, note=note)


def network(count: int) -> list[Step]:
    """Return so many steps, each after two of the hundred before it: the same on every machine."""
    steps = []
    for n in range(count):
        before = sorted({n - 1 - n * 7 % min(n, 97), n - 1 - n * 31 % min(n, 89)}) if n else []
        links = tuple(Link(str(other), n % 4 - 1) for other in before)
        steps.append(Step(str(n), 1 + n * 13 % 5, links))
    return steps


def memory() -> int:
    """Return the most memory this process has held so far, in megabytes."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


def _holder(role: Role) -> Post:
    posts = Post.objects.filter(role=role, until_day=None).select_related("person", "unit")
    return posts.order_by("person__username")[0]


def _is_there(call: Callable[[], Any]) -> bool:
    try:
        call()
    except NoReverseMatch:
        return False
    return True


def _queries(call: Callable[[], Any]) -> int:
    call()
    with CaptureQueriesContext(connection) as queries:
        call()
    return len(queries)


def _timed(call: Callable[[], Any], rounds: int) -> list[float]:
    """Return the milliseconds of so many calls; of fewer where they take long, but of FEWEST if so many are wanted."""
    for _warm in range(WARM_UP):
        call()
    times: list[float] = []
    while len(times) < min(rounds, FEWEST) or (len(times) < rounds and sum(times) < LONGEST):
        started = time.perf_counter()
        call()
        times.append((time.perf_counter() - started) * 1000)
    return times


def _figure(name: str, times: Iterable[float], queries: int | None) -> Figure:
    ordered = sorted(times)
    p95 = ordered[min(len(ordered) - 1, round(0.95 * (len(ordered) - 1)))]
    return Figure(name, ordered[0], statistics.median(ordered), p95, queries)


def _workbook(rows: int) -> bytes:
    """Return a plain list as offices keep it, with so many problems of its own."""
    counties = list(Unit.objects.county_unions().values_list("name", flat=True))
    file = io.BytesIO()
    with xlsxwriter.Workbook(file, {"in_memory": True}) as workbook:
        sheet = workbook.add_worksheet("问题清单")
        sheet.write_row(0, 0, ("序号", "上报单位", "存在问题", "解决措施", "完成时限"))
        for n in range(1, rows + 1):
            title = f"第{n}号站点{n * 7919 % 9973}平方米场地未落实"
            sheet.write_row(n, 0, (n, counties[n % len(counties)], title, f"落实{n}号场地", "2030-12-31"))
    return file.getvalue()
