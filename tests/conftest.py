"""What every test may rely on: a database that can be put back, no network, both languages compiled.

--only-database leaves out what never touches the database: the second run, on PostgreSQL. With --sampled it asks
some of a test's parameters only, and counts no queries again; `make test` does so, `make test-postgres` does not.
"""

import re
import socket
from collections import defaultdict
from collections.abc import Iterator
from typing import Any

import django.test
import hypothesis
import pytest
import time_machine
from django.conf import settings
from django.db import connection, connections
from django.utils import translation
from whitenoise.middleware import WhiteNoiseMiddleware

from jianfa.calendar.queries import current, forget
from jianfa.intake.queries.texts import forget_texts
from tests import snapshot
from tests import world as world_of_tests
from tests.environment import HOME
from tools import messages

pytest_plugins = ["tests.browser", "tests.demo_city", "tests.whole_suite"]

CHEAP_HASHER = "django.contrib.auth.hashers.MD5PasswordHasher"
"""For the cast of the tests and its logins; organisations/test_account.py asks for the hasher of the product."""
DATABASE_FIXTURES = {"db", "transactional_db", "live_server", "django_db_reset_sequences"}

hypothesis.settings.register_profile("default", deadline=None, derandomize=True)  # the same answer for everybody
hypothesis.settings.register_profile("sampled", deadline=None, derandomize=True, max_examples=20)
hypothesis.settings.register_profile("soak", deadline=None, max_examples=10_000)
hypothesis.settings.load_profile("default")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.getgroup("jianfa").addoption(
        "--only-database", action="store_true", help="only tests that touch the database"
    )
    parser.getgroup("jianfa").addoption(
        "--sampled", action="store_true", help="of a test with many parameters two, of a law fewer examples"
    )


def pytest_configure(config: pytest.Config) -> None:
    if not hasattr(config, "workerinput"):
        messages.compile_catalogues()
    if config.getoption("--sampled"):
        hypothesis.settings.load_profile("sampled")
    settings.PASSWORD_HASHERS = [CHEAP_HASHER, *settings.PASSWORD_HASHERS]


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if not config.getoption("--only-database"):
        return
    kept = [item for item in items if touches_database(item)]
    if config.getoption("--sampled"):
        kept = sampled(kept)
    config.hook.pytest_deselected(items=[item for item in items if item not in kept])
    items[:] = kept


ASKED_ONCE = {
    "tests": {"test_permissions.py", "test_article.py"},
    "cli": {"test_bench.py"},
    "demo": {"test_command.py", "test_names.py"},
    "documents": {"test_archive.py", "test_order_papers.py", "test_papers.py"},
    "intake": {"test_pages.py", "test_survey_pages.py"},
    "notices": {"test_robots.py", "test_settings.py"},
    "organisations": {"test_account.py", "test_administration.py", "test_fault.py", "test_slips.py"},
    "portal": {"test_following.py", "test_process.py", "test_raising.py"},
    "remedies": {"test_pages.py", "test_paper.py"},
    "workspace": {
        "test_campaign_offices.py", "test_campaigns.py", "test_carry_over.py", "test_checkpoints.py", "test_classes.py",
        "test_expected_dates.py", "test_handover.py", "test_import_day.py", "test_import_filter.py", "test_mending.py",
        "test_next_step.py", "test_orders.py", "test_paper_scan.py", "test_plan.py", "test_problem.py",
        "test_problem_evidence.py", "test_problem_moves.py", "test_problem_new.py", "test_secrecy.py",
        "test_sessions.py", "test_solvers.py", "test_start.py", "test_working_days.py",
    },
}  # fmt: skip
"""By folder, what is asked on SQLite only: what a page or a paper says, and who gets which answer. These are decided
above the database; the queries and verbs under them are asked on both by the tests of their rooms, and so are all
lists, filters, sums and searches."""


WHOLE = {"cli", "journal", "portal", "race", "verifier"}
"""Folders whose every parameter is another thing asked of the database: attacks, interleavings, triggers, grants."""
SAMPLE = 2
COUNTS_QUERIES = re.compile("queries|cost_the_same|costs_the_same")
"""Both databases are asked the same questions, so they are counted on SQLite."""


def sampled(items: list[pytest.Item]) -> list[pytest.Item]:
    """Leave the first and the last of a test's parameters, and out what counts queries."""
    by_test: dict[str, list[pytest.Item]] = defaultdict(list)
    for item in items:
        by_test[item.nodeid.partition("[")[0]].append(item)
    kept: set[pytest.Item] = set()
    for name, found in by_test.items():
        if found[0].path.parent.name in WHOLE:
            kept.update(found)
        elif not COUNTS_QUERIES.search(name):
            kept.update(found if len(found) <= SAMPLE else (found[0], found[-1]))
    return [item for item in items if item in kept]


def touches_database(item: pytest.Item) -> bool:
    if item.path.name in ASKED_ONCE.get(item.path.parent.name, ()):
        return False
    fixtures = set(getattr(item, "fixturenames", ()))
    return item.get_closest_marker("django_db") is not None or bool(DATABASE_FIXTURES & fixtures)


# The network: loopback and sockets of this machine, nothing else.

_connect = socket.socket.connect


def _connect_nearby(self: socket.socket, address: Any) -> None:
    if self.family != socket.AF_UNIX and address[0] not in {"127.0.0.1", "::1", "localhost"}:
        self.close()
        raise AssertionError(f"a test tried to reach {address[0]}")
    _connect(self, address)


@pytest.fixture(scope="session", autouse=True)
def no_network() -> Iterator[None]:
    patch = pytest.MonkeyPatch()
    patch.setattr(socket.socket, "connect", _connect_nearby)
    yield
    patch.undo()


@pytest.fixture(autouse=True)
def chinese() -> None:
    """Begin in Chinese, whatever language a page of the test before was asked for in."""
    translation.activate(settings.LANGUAGE_CODE)


# Static files: listed once in a process, not once for each client (5 ms each; nothing there changes)

_list_static_files = WhiteNoiseMiddleware.add_files_from_finders
_static_files: dict[str, Any] = {}


def _list_static_files_once(self: WhiteNoiseMiddleware) -> None:
    if not _static_files:
        _list_static_files(self)
        _static_files.update(self.files)
    self.files.update(_static_files)


@pytest.fixture(scope="session", autouse=True)
def static_files_are_listed_once() -> Iterator[None]:
    patch = pytest.MonkeyPatch()
    patch.setattr(WhiteNoiseMiddleware, "add_files_from_finders", _list_static_files_once)
    yield
    patch.undo()


# The database


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix: None) -> None:
    """SQLite in a file, as in real use: one in memory would be shared by the threads of the live server.

    It need not survive the machine, so nothing waits for the disk.
    """
    if connection.vendor == "sqlite":
        of_tests = connections["default"].settings_dict
        of_tests["TEST"]["NAME"] = f"{HOME}/test.sqlite3"
        command = of_tests["OPTIONS"]["init_command"]
        of_tests["OPTIONS"]["init_command"] = command.replace("synchronous=FULL", "synchronous=OFF")


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """Keep the migrated database, and put it back after each test that commits (see tests/snapshot.py)."""
    patch = pytest.MonkeyPatch()
    patch.setattr(django.test.TransactionTestCase, "_fixture_teardown", lambda case: snapshot.restore("world"))
    with django_db_blocker.unblock():
        snapshot.take("empty")
        world_of_tests.build()
        snapshot.take("world")
    yield
    patch.undo()
    with django_db_blocker.unblock():
        snapshot.drop("empty")
        snapshot.drop("world")


@pytest.fixture
def world(db: None) -> Iterator[world_of_tests.World]:
    """The cast of tests/world.py, with the clock at its NOW."""
    forget()
    forget_texts()  # what the test before has rolled back stands in the index of this process still
    current()  # known from the start: what a test counts are its own queries
    with time_machine.travel(world_of_tests.NOW) as traveller:
        yield world_of_tests.World(traveller)


@pytest.fixture
def empty_database(transactional_db: None) -> None:
    """A migrated database with nobody in it, for the first day; put back afterwards."""
    snapshot.restore("empty")
