"""The public process: portal addresses only, none of the other rooms in its memory, no key in its surroundings."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.urls import get_resolver

from jianfa.cli import portal_checks
from jianfa.cli.findings import WARNING
from jianfa.cli.serve import can_serve_portal, portal_environment, tell_where
from tests.permissions.cast import addresses
from tests.portal.outside import opened
from tests.portal.process import running, status_of
from tests.world import World

sqlite = pytest.mark.skipif("connection.vendor != 'sqlite'", reason="the process of the tests runs on SQLite")
LOOK = """
import json, sys, django
django.setup()
from django.conf import settings
from django.test import Client
status = Client().get("/", headers={"host": "127.0.0.1"}).status_code
print(json.dumps({
    "status": status, "modules": sorted(name for name in sys.modules if name.startswith("jianfa.")),
    "apps": settings.INSTALLED_APPS, "key": str(settings.SIGNING_KEY_FILE), "middleware": settings.MIDDLEWARE,
    "engine": settings.DATABASES["default"]["ENGINE"],
}))
"""
OTHER_ROOMS = (
    "organisations", "ledger", "intake", "supervision", "acceptance", "files", "exchange", "documents", "workspace",
    "boards", "api",
)  # fmt: skip


@pytest.fixture
def inside(transactional_db: None) -> dict[str, Any]:
    """What the process looks like from within."""
    environment = portal_environment() | {
        "JIANFA_HOME": os.environ["JIANFA_HOME"], "DJANGO_SETTINGS_MODULE": "jianfa.settings",
        "JIANFA_PORTAL_DATABASE_URL": f"sqlite:///{connection.settings_dict['NAME']}",
    }  # fmt: skip
    done = subprocess.run(
        [sys.executable, "-c", LOOK], env=environment, capture_output=True, text=True, check=True, timeout=60
    )
    return dict(json.loads(done.stdout.splitlines()[-1]))


@sqlite
def test_it_loads_none_of_the_other_rooms_and_has_no_key(inside):
    loaded = [name for name in inside["modules"] if name.split(".")[1] in OTHER_ROOMS]

    assert inside["status"] == 503  # closed, but it has asked the database
    assert loaded == []
    assert not {"django.contrib.auth", "django.contrib.sessions"} & set(inside["apps"])
    assert not [name for name in inside["middleware"] if "session" in name or "auth" in name]
    assert (inside["key"], inside["engine"]) == (os.devnull, "jianfa.portal.guarded")


@sqlite
def test_it_answers_its_own_addresses_and_none_of_the_main_ones(transactional_db: None, world: World):
    opened(world)
    main = [f"/{route}" for route in addresses().values() if "<" not in route and not route.startswith("^")]
    with running() as address:
        own = [status_of(address + path) for path in ("/", "/raise/", "/u/T-01/", "/follow/", "/privacy/")]
        others = {path: status for path in main if path != "/" and (status := status_of(address + path)) != 404}

    assert own == [200] * 5
    assert others == {}
    assert len(main) > 30


def test_the_main_process_knows_no_public_address():
    names = set(get_resolver("jianfa.portal.urls.public").reverse_dict.keys())

    assert {name for name in names if isinstance(name, str)} & set(addresses()) == set()


def test_its_surroundings_hold_what_it_reads_and_nothing_else(monkeypatch):
    withheld = (
        "DATABASE_URL", "JIANFA_SECRET_KEY_FILE", "JIANFA_SIGNING_KEY", "JIANFA_ROBOTS", "JIANFA_MAIL_PASSWORD",
        "PGPASSWORD", "AWS_SECRET_ACCESS_KEY", "SMTP_TOKEN", "JIANFA_SOMETHING_NEW",
    )  # fmt: skip
    told = (
        "JIANFA_PORTAL_SECRET_KEY_FILE",
        "JIANFA_PORTAL_DATABASE_URL",
        "JIANFA_PORTAL_HOSTS",
        "JIANFA_PROXIES",
        "PATH",
    )
    for name in withheld:
        monkeypatch.setenv(name, "secret")
    for name in told:
        monkeypatch.setenv(name, "told")
    kept = portal_environment()

    assert "secret" not in kept.values()
    assert {name for name, value in kept.items() if value == "told"} == set(told)
    assert kept["JIANFA_PORTAL"] == "on"


def processes(folder: Path, *commands: str) -> Path:
    """Write a /proc in which these commands run as the user of the test."""
    for n, command in enumerate(commands, 1):
        (folder / str(n)).mkdir(exist_ok=True)
        (folder / str(n) / "cmdline").write_bytes("\0".join(command.split()).encode())
    return folder


@pytest.fixture
def is_warned(world: World, monkeypatch, settings, tmp_path) -> Callable[[str], bool]:
    """Ask the doctor in production, while the portal is open and a command runs as the user who owns the key."""
    opened(world)
    settings.LOCAL, settings.SIGNING_KEY_FILE = False, tmp_path / "event.key"
    settings.SIGNING_KEY_FILE.touch(mode=0o600)

    def look(command: str) -> bool:
        monkeypatch.setattr(portal_checks, "PROCESSES", processes(tmp_path, command))
        found = [finding.sentence for finding in portal_checks.check_portal() if finding.sign == WARNING]
        return any("签名密钥" in sentence for sentence in found)

    return look


@pytest.mark.parametrize(
    ("command", "expected"),
    [
        ("python -m jianfa.cli.main serve --with-portal 127.0.0.1:8001", True),
        ("jianfa serve --with-portal=127.0.0.1:8001", True),
        ("jianfa serve --portal", True),
        ("jianfa serve --port 8000", False),
        ("jianfa timer", False),
    ],
)
def test_the_doctor_warns_of_a_public_process_that_can_read_the_key(is_warned, command, expected):
    assert is_warned(command) == expected


def test_the_doctor_says_nothing_of_it_on_a_machine_of_ones_own(is_warned, settings):
    settings.LOCAL = True

    assert not is_warned("jianfa serve --portal")


def test_the_doctor_is_content_with_a_user_of_its_own(is_warned, monkeypatch, settings):
    monkeypatch.setattr(portal_checks, "portal_users", lambda: {settings.SIGNING_KEY_FILE.stat().st_uid + 1})
    assert not is_warned("jianfa serve --portal")
    settings.SIGNING_KEY_FILE.chmod(0o644)

    assert is_warned("jianfa serve --portal")


def test_it_is_not_served_on_postgresql_without_a_role_of_its_own(monkeypatch, settings, capsys):
    settings.IS_SQLITE = False
    monkeypatch.delenv("JIANFA_PORTAL_DATABASE_URL", raising=False)
    assert not can_serve_portal()
    assert "portal-role" in capsys.readouterr().err
    monkeypatch.setenv("JIANFA_PORTAL_DATABASE_URL", "postgres://jianfa_portal@/jianfa")

    assert can_serve_portal()


@pytest.mark.parametrize(
    ("said", "told"), [("", "http://127.0.0.1:8101"), ("https://said.example", "https://said.example")]
)
def test_the_sheets_say_where_the_portal_of_ones_own_machine_listens(monkeypatch, said, told):
    monkeypatch.setenv("JIANFA_PORTAL_ADDRESS", said)
    if not said:
        monkeypatch.delenv("JIANFA_PORTAL_ADDRESS")

    tell_where("127.0.0.1:8101")

    assert os.environ["JIANFA_PORTAL_ADDRESS"] == told
