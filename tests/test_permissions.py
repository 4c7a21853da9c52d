"""Role × address × method × object: the answer to each is a line of tests/permissions/*.txt.

Addresses come from the resolver; one that is missing in the tables fails the test. An address has no line for a
method that it accepts from nobody (405). What was found is written to test-results/permissions/, so that a line can
be copied after it was judged.
"""

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from django.db import connection

from jianfa.ledger.policy import offices_of
from jianfa.ledger.states import Office, State
from jianfa.organisations.models import TIMER, Post
from tests import source
from tests.permissions import page
from tests.permissions.cast import ABSENT, ACTORS, STRANGER, Answer, Cast, Request, addresses
from tests.permissions.offices import OFFICES_OF_ROLE
from tests.world import World

FOLDER = Path(__file__).parent / "permissions"
TABLES = sorted(path.name for path in FOLDER.glob("*.txt"))
FOUND = source.ROOT / "test-results" / "permissions"
OPEN = {
    "login", "logout", "locked_out", "activate", "language", "feed", "outside_sign", "api:openapi-json", "api:api-root",
    "certificate_check", "certificate_check_file",
}  # fmt: skip
"""Addresses for people who are not logged in."""
METHODS = ("GET", "POST")
ELSEWHERE = ("liaison", "department_head", "desk", "panellist", "auditor")
"""Who asks on PostgreSQL: every line reaches the database there too; everybody's answers are compared on SQLite."""
ID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="\w+"|"X-CSRFToken": "\w+"')


@cache
def table(name: str) -> dict[Request, list[str]]:
    """Read a table: method, address, object, then one status for each actor; # begins a remark."""
    lines: dict[Request, list[str]] = {}
    for line in (FOLDER / name).read_text(encoding="utf-8").splitlines():
        words = line.partition("#")[0].split()
        if words:
            request = Request(*words[:3])
            assert request not in lines, f"{name}: {line} stands there twice"
            assert len(words) == 3 + len(ACTORS), f"{name}: {line}"
            lines[request] = words[3:]
    return lines


@cache
def expected() -> dict[Request, list[str]]:
    """Return the lines of all tables."""
    lines = [line for name in TABLES for line in table(name).items()]
    assert len(lines) == len(dict(lines)), "a line stands in two tables"
    return dict(lines)


def as_line(request: Request, statuses: list[str]) -> str:
    return f"{request.method:5}{request.name:21} {request.thing:23} {' '.join(statuses)}"


def test_every_address_is_in_the_tables():
    """One that answers a method must have a line for it; test_no_other_method_is_accepted asks for the others."""
    named = {addresses()[request.name] for request in expected() if request.name in addresses()}

    assert sorted(set(addresses().values()) - named) == []
    assert sorted(request.name for request in expected() if request.name not in addresses()) == []


def test_every_address_of_an_object_is_asked_for_one_that_is_not_there():
    objects = {name for name, route in addresses().items() if "<" in route}
    asked = {request.name for request in expected()}
    absent = {request.name for request in expected() if request.thing.partition("/")[0] == ABSENT}

    assert sorted((objects & asked) - absent) == []


@pytest.fixture(autouse=True)
def no_noise(caplog: pytest.LogCaptureFixture) -> None:
    """Thousands of refusals, each logged by Django, would hide what failed."""
    caplog.set_level("CRITICAL", logger="django.request")


@pytest.mark.slow
@pytest.mark.parametrize("name", TABLES)
def test_everybody_gets_the_answer_that_the_tables_say(world: World, name: str):
    cast = Cast(world)
    found: dict[Request, list[str]] = {}
    differing: list[str] = []
    asking = ACTORS if connection.vendor == "sqlite" else ELSEWHERE
    for request, statuses in table(name).items():
        answers = {actor: cast.ask(actor, request) for actor in asking}
        known = dict(zip(ACTORS, statuses, strict=True)) | {who: answer.status for who, answer in answers.items()}
        found[request] = list(known.values())
        differing += differs_from_absent(cast, request, answers)
    FOUND.mkdir(parents=True, exist_ok=True)
    (FOUND / name).write_text("\n".join(as_line(*item) for item in found.items()) + "\n", encoding="utf-8")
    wrong = [
        f"{as_line(request, statuses)}\n{as_line(request, found[request])}"
        for request, statuses in table(name).items()
        if found[request] != statuses
    ]

    assert "\n".join(wrong) == ""
    assert differing == []


def test_the_page_shows_the_table_of_moves():
    _before, made, _after = page.parts(page.PAGE.read_text(encoding="utf-8"))

    assert made == page.table()


@pytest.mark.slow
def test_a_role_holds_no_office_that_the_page_does_not_know(world: World):
    held: dict[str, set[Office]] = {"timer": set(offices_of(TIMER, world.problem(State.DRAFT)))}
    for state in State:
        problem = world.problem(state, title=state.label)
        for post in Post.objects.select_related("person"):
            held.setdefault(post.role, set()).update(offices_of(post, problem))

    unknown = {role: offices - OFFICES_OF_ROLE[role] for role, offices in held.items()}
    assert {role: offices for role, offices in unknown.items() if offices} == {}


def differs_from_absent(cast: Cast, request: Request, answers: dict[str, Answer]) -> Iterator[str]:
    """Yield who could tell what is not theirs to see from what is not there."""
    label, slash, verb = request.thing.partition("/")
    hidden = [actor for actor, answer in answers.items() if answer.status == "404"]
    if label in {"-", ABSENT} or not hidden:
        return
    absent = Request(request.method, request.name, f"{ABSENT}{slash}{verb}")
    for actor in hidden:
        if words(answers[actor]) != words(cast.ask_for_absent(actor, absent)):
            yield f"{actor}: {request}"


def words(answer: Answer) -> tuple[str, str]:
    """Return what the person gets to see, but for what is new in every answer: ids and tokens."""
    return answer.status, TOKEN.sub("TOKEN", ID.sub("ID", answer.content.decode()))


@pytest.mark.slow
def test_a_stranger_is_led_to_the_login(world: World):
    cast = Cast(world)
    wrong = []
    for name in addresses().keys() - OPEN:
        for method in METHODS:
            answer = cast.ask(STRANGER, Request(method, name, ABSENT))
            is_led = answer.status == "302" and answer.location.startswith("/login/")
            if not is_led and not (name.startswith("api:") and answer.status in {"401", "405"}):
                wrong.append(f"{method} {name}: {answer.status}")

    assert wrong == []


@pytest.mark.slow
def test_no_other_method_is_accepted(world: World):
    cast = Cast(world)
    named = {(request.method, addresses()[request.name]) for request in expected()}
    wrong = []
    for name, route in addresses().items():
        for method in (*METHODS, "PUT", "PATCH", "DELETE"):
            if (method, route) in named or name in OPEN:
                continue
            for actor in ("desk", "administrator"):
                status = cast.ask(actor, Request(method, name, ABSENT)).status
                if status not in {"403", "404", "405"}:
                    wrong.append(f"{actor} {method} {name}: {status}")

    assert wrong == []
