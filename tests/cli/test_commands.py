"""The command line: its frame, setting up, and the doctor."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from datetime import date
from importlib import import_module
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.conf import settings
from django.db import connection
from django.utils import translation

from jianfa.cli import doctor, main
from jianfa.cli.triggers import missing_triggers
from jianfa.journal.actions import remember_key
from jianfa.journal.models import Event
from jianfa.ledger.states import State
from jianfa.organisations.models import Person, Post, Role, Unit
from tests.world import reread

SIGNS = {"●": "fault", "▲": "warning", "✓": "good"}


@pytest.fixture
def english(monkeypatch):
    monkeypatch.setenv("LC_ALL", "C.UTF-8")


def jianfa(*arguments: str) -> int:
    return main.main(arguments)


# The frame


def test_every_command_says_what_it_does(english, capsys):
    with pytest.raises(SystemExit) as ended:
        jianfa("--help")

    shown = " ".join(capsys.readouterr().out.split())
    assert ended.value.code == 0
    for name, path in main.command_names().items():
        assert name in shown
        with translation.override("en"):
            assert str(import_module(path).SUMMARY) in shown


@pytest.mark.parametrize(("language", "word"), [("zh_CN.UTF-8", "启动服务"), ("en_GB.UTF-8", "start the server")])
def test_the_help_speaks_the_language_of_the_shell(monkeypatch, capsys, language, word):
    monkeypatch.setenv("LC_ALL", language)

    with pytest.raises(SystemExit):
        jianfa("--help")

    assert word in capsys.readouterr().out


def test_an_unknown_command_is_refused(english, capsys):
    with pytest.raises(SystemExit) as ended:
        jianfa("fly")

    assert ended.value.code == main.USAGE_ERROR


def test_it_runs_as_a_machine_of_ones_own_unless_a_server_is_described(monkeypatch):
    for name in main.SERVER_SETTINGS:
        monkeypatch.delenv(name, raising=False)
    main.prepare_environment()
    assert os.environ["JIANFA_LOCAL"] == "on"

    monkeypatch.delenv("JIANFA_LOCAL")
    monkeypatch.setenv("JIANFA_HOSTS", "jianfa.example")
    main.prepare_environment()
    assert "JIANFA_LOCAL" not in os.environ


# init, createadmin


def test_init_makes_the_first_administrator_and_may_run_again(empty_database, english, capsys):
    assert jianfa("init", "--name", "包小川") == 0
    first = capsys.readouterr().out
    assert jianfa("init") == 0
    second = capsys.readouterr().out

    post = Post.objects.get()
    assert (post.role, post.person.username, post.person.name) == (Role.ADMINISTRATOR, "admin", "包小川")
    assert Unit.objects.get() == post.unit
    assert "One-time code" in first
    assert "One-time code" not in second
    assert not post.person.has_usable_password()


def test_createadmin_gives_a_new_code_to_one_who_is_there(world, english, capsys):
    before = Post.objects.count()

    assert jianfa("createadmin", "administrator") == 0

    assert "One-time code" in capsys.readouterr().out
    assert Post.objects.count() == before
    assert world.administrator.person.slips.filter(ended_at=None).count() == 1


def test_createadmin_adds_another(world, english, capsys):
    assert jianfa("createadmin", "second", "--name", "第二人") == 0

    assert Person.objects.get(username="second").posts.get().role == Role.ADMINISTRATOR


def test_createadmin_makes_no_administrator_of_one_with_a_business_post(world, english, capsys):
    assert jianfa("createadmin", "desk") == 1

    assert "no business post" in capsys.readouterr().err
    assert not world.desk.person.slips.exists()


def test_createadmin_needs_an_installation(empty_database, english, capsys):
    assert jianfa("createadmin", "admin") == 1
    assert "jianfa init" in capsys.readouterr().err


# The doctor


@pytest.fixture
def whole(world, tmp_path):
    """An installation in which nothing is wrong."""
    settings.FILES_ROOT.mkdir(parents=True, exist_ok=True)
    remember_key()
    return world


def test_it_finds_nothing_wrong_where_nothing_is(whole, english, capsys):
    assert jianfa("doctor") == 0
    assert "●" not in capsys.readouterr().out


def found(check: doctor.Check, sign: str = doctor.FAULT) -> list[str]:
    return [finding.sentence for finding in check() if finding.sign == sign]


@pytest.mark.parametrize(("secret", "faults"), [("", 1), ("short", 1), ("x" * 50, 0)])
def test_it_names_a_missing_and_a_short_secret(monkeypatch, secret, faults):
    monkeypatch.setattr(doctor, "settings", SimpleNamespace(SECRET_KEY=secret))

    assert len(found(doctor.check_secret)) == faults


@pytest.mark.parametrize(
    ("changed", "faults"),
    [
        ({}, 0),
        ({"ALLOWED_HOSTS": []}, 1),
        ({"ALLOWED_HOSTS": ["*"]}, 1),
        ({"SESSION_COOKIE_SECURE": False}, 1),
        ({"SECURE_PROXY_SSL_HEADER": None}, 1),
    ],
)
def test_it_names_what_is_unsafe_on_a_server(settings, changed, faults):
    settings.LOCAL = False
    settings.ALLOWED_HOSTS = ["jianfa.example"]
    settings.SESSION_COOKIE_SECURE = settings.CSRF_COOKIE_SECURE = True
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    for name, value in changed.items():
        setattr(settings, name, value)

    assert len(found(doctor.check_serving)) == faults


def test_debugging_on_a_server_is_a_fault(settings):
    settings.DEBUG, settings.LOCAL = True, False

    assert found(doctor.check_mode)


def test_it_misses_a_trigger_that_was_removed(whole):
    assert missing_triggers(connection) == []
    table = " ON journal_event" if connection.vendor == "postgresql" else ""
    name = "journal_event_no_change" if connection.vendor == "postgresql" else "journal_event_no_delete"

    with connection.cursor() as cursor:
        cursor.execute(f"DROP TRIGGER {name}{table}")

    assert missing_triggers(connection) == [name]
    assert found(doctor.check_database)


def test_it_names_a_signing_key_that_others_can_read_or_nobody_knows(whole, settings, tmp_path):
    assert not found(doctor.check_signing_key)

    settings.SIGNING_KEY_FILE = tmp_path / "event.key"
    assert len(found(doctor.check_signing_key)) == 1
    settings.SIGNING_KEY_FILE.write_text("11" * 32)
    settings.SIGNING_KEY_FILE.chmod(0o644)
    assert len(found(doctor.check_signing_key)) == 2


def test_it_names_a_folder_that_is_not_there(settings, tmp_path):
    settings.FILES_ROOT = tmp_path / "nowhere"

    assert found(doctor.check_files)


def test_it_warns_of_a_disk_that_is_nearly_full_and_of_giant_uploads(settings, tmp_path, monkeypatch):
    settings.FILES_ROOT = tmp_path
    settings.MAX_UPLOAD_BYTES = 200 * 1024**2
    monkeypatch.setattr(shutil, "disk_usage", lambda _path: SimpleNamespace(free=1024**2))

    assert len(found(doctor.check_files, doctor.WARNING)) == 2


def test_it_knows_a_network_disk(monkeypatch, tmp_path):
    mounts = tmp_path / "mounts"
    mounts.write_text("/dev/sda1 / ext4 rw 0 0\nserver:/x /data nfs4 rw 0 0\n", encoding="utf-8")
    monkeypatch.setattr(doctor, "MOUNTS", mounts)

    assert doctor.disk_of(Path("/data/jianfa/jianfa.sqlite3")) in doctor.NETWORK_DISKS
    assert doctor.disk_of(Path("/var/jianfa.sqlite3")) == "ext4"


@pytest.mark.parametrize(
    ("today", "due", "warnings"),
    [
        ("2026-12-01", date(2027, 2, 1), 1),
        ("2026-11-30", date(2027, 2, 1), 0),  # the notice for the next year is not out yet
        ("2026-12-31", date(2026, 12, 31), 0),  # nothing runs into it
        ("2027-01-04", date(2027, 2, 1), 1),
        ("2026-03-16", date(2026, 6, 30), 0),
    ],
)
def test_it_warns_of_a_year_into_which_dates_run_and_whose_holidays_are_not_known(world, today, due, warnings):
    world.problem(State.IN_PROGRESS, due=due)
    world._traveller.move_to(f"{today} 02:00:00+00:00")

    assert len(found(doctor.check_calendar, doctor.WARNING)) == warnings
    assert len(found(doctor.check_calendar, doctor.GOOD)) == 1 - warnings


def test_an_empty_calendar_is_a_fault(empty_database):
    assert found(doctor.check_calendar)


def test_its_exit_status_says_whether_something_is_wrong(whole, english, capsys, settings, tmp_path):
    settings.FILES_ROOT = tmp_path / "nowhere"

    assert jianfa("doctor", "--quiet") == 1
    shown = capsys.readouterr().out
    assert "1 thing must be put right" in shown
    assert "✓" not in shown


# The server


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.mark.slow
def test_the_server_starts_answers_and_ends_on_sigterm(tmp_path):
    home = {**os.environ, "JIANFA_HOME": str(tmp_path), "LC_ALL": "C.UTF-8"}
    home.pop("DATABASE_URL", None)
    command = [sys.executable, "-m", "jianfa.cli.main"]
    refused = subprocess.run([*command, "serve"], env=home, capture_output=True, text=True, check=False, timeout=120)
    assert (refused.returncode, "jianfa init" in refused.stderr) == (1, True)
    subprocess.run([*command, "init"], env=home, check=True, capture_output=True, timeout=120)
    port = free_port()

    server = subprocess.Popen(
        [*command, "serve", "--port", str(port)], env=home, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )
    try:
        assert "登录" in answer(f"http://127.0.0.1:{port}/login/")
    finally:
        server.send_signal(signal.SIGTERM)
        said, _errors = server.communicate(timeout=60)

    assert server.returncode == 0
    assert "GET /login/" not in said
    assert not list(tmp_path.glob("*.pid"))


def answer(address: str, tries: int = 120) -> str:
    for _n in range(tries):
        try:
            with urllib.request.urlopen(address, timeout=10) as response:
                return str(response.read().decode())
        except OSError:
            time.sleep(0.5)
    raise AssertionError(f"{address} does not answer")


def test_what_the_administrator_did_on_the_command_line_is_in_the_record(world, english, capsys):
    jianfa("createadmin", "second")

    person = reread(Person.objects.get(username="second"))
    verbs = list(Event.objects.filter(chain=person.pk).order_by("seq").values_list("verb", flat=True))
    assert verbs == ["create_person", "give_post", "issue_slip"]
