"""Role × address × method × object: the answer to each is a line of tests/permissions/*.txt.

Addresses come from the resolver; one that is missing in the tables fails the test. What was found is written to
test-results/permissions.txt, so that a line can be copied after it was judged.
"""

import re
from pathlib import Path

import pytest

from tests import source
from tests.permissions.cast import ABSENT, ACTORS, STRANGER, Cast, Request, addresses
from tests.world import World

FOLDER = Path(__file__).parent / "permissions"
FOUND = source.ROOT / "test-results" / "permissions.txt"
OPEN = {"login", "logout", "locked_out", "activate", "language"}
"""Addresses for people who are not logged in."""


def expected() -> dict[Request, list[str]]:
    """Read the tables: method, address, object, then one status for each actor; # begins a remark."""
    lines: dict[Request, list[str]] = {}
    for path in sorted(FOLDER.glob("*.txt")):
        for line in path.read_text(encoding="utf-8").splitlines():
            words = line.partition("#")[0].split()
            if words and words[0] != "method":
                request = Request(*words[:3])
                assert request not in lines, f"{path.name}: {line} stands there twice"
                assert len(words) == 3 + len(ACTORS), f"{path.name}: {line}"
                lines[request] = words[3:]
    return lines


def line(request: Request, statuses: list[str]) -> str:
    return f"{request.method:5}{request.name:22}{request.thing:22}{' '.join(statuses)}"


def test_every_address_is_in_the_tables_with_both_methods():
    asked = {(addresses().get(request.name), request.method) for request in expected()}
    wanted = {(route, method) for route in addresses().values() for method in ("GET", "POST")}

    assert sorted(f"{method} {route}" for route, method in wanted - asked) == []
    assert sorted(request.name for request in expected() if request.name not in addresses()) == []


def test_every_address_of_an_object_is_asked_for_one_that_is_not_there():
    objects = {name for name, route in addresses().items() if "<" in route}
    asked = {request.name for request in expected() if request.thing.partition("/")[0] == ABSENT}

    assert sorted(objects - asked) == []


@pytest.mark.slow
def test_everybody_gets_the_answer_that_the_tables_say(world: World):
    cast = Cast(world)
    found = {
        request: [str(cast.ask(actor, request).status_code) for actor in ACTORS] for request in expected()
    }
    FOUND.parent.mkdir(exist_ok=True)
    FOUND.write_text("\n".join(line(*item) for item in found.items()) + "\n", encoding="utf-8")
    wrong = [
        f"{line(request, statuses)}\n{line(request, found[request])}"
        for request, statuses in expected().items()
        if found[request] != statuses
    ]

    assert wrong == []


@pytest.mark.slow
def test_what_is_not_yours_looks_like_what_is_not_there(world: World):
    cast = Cast(world)
    differing = []
    for request, statuses in expected().items():
        label, slash, verb = request.thing.partition("/")
        if label in {"-", ABSENT}:
            continue
        absent = Request(request.method, request.name, f"{ABSENT}{slash}{verb}")
        for actor, status in zip(ACTORS, statuses, strict=True):
            if status == "404" and words(cast, actor, request) != words(cast, actor, absent):
                differing.append(f"{actor}: {request}")

    assert differing == []


def words(cast: Cast, actor: str, request: Request) -> tuple[int, str]:
    """Return what the person gets to see, but for what is new in every answer: ids and tokens."""
    response = cast.ask(actor, request)
    text = response.content.decode()
    text = re.sub(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}", "ID", text)
    return response.status_code, re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "TOKEN", text)


def test_a_stranger_is_led_to_the_login(world: World):
    cast = Cast(world)
    wrong = []
    for request in expected():
        if request.name in OPEN:
            continue
        response = cast.ask(STRANGER, request)
        is_led = response.status_code == 302 and response["Location"].startswith("/login/")
        if not is_led and not (request.name.startswith("api:") and response.status_code == 401):
            wrong.append(f"{request}: {response.status_code}")

    assert wrong == []


@pytest.mark.slow
def test_no_other_method_is_accepted(world: World):
    cast = Cast(world)
    wrong = []
    for method in ("PUT", "PATCH", "DELETE"):
        for request in {Request(method, request.name, request.thing) for request in expected()}:
            for actor in ("desk", "administrator"):
                status = cast.ask(actor, request).status_code
                if status not in {403, 404, 405}:
                    wrong.append(f"{actor} {request}: {status}")

    assert wrong == []
