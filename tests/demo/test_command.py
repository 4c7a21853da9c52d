"""`jianfa demo`: once into an empty database; kept, and its accounts printed again, ever after."""

import argparse

import pytest
from django.conf import settings

from jianfa.cli import demo as command
from jianfa.demo import build as demo
from jianfa.journal.models import Event
from jianfa.organisations.models import Person, Unit
from tests import snapshot
from tests.demo_city import TODAY


def options(*arguments: str) -> argparse.Namespace:
    parser = argparse.ArgumentParser()
    command.add_arguments(parser)
    return parser.parse_args(arguments)


@pytest.fixture
def demo_in_use(demo_snapshot, transactional_db) -> None:
    """The demo city in a database that commits; put back after the test."""
    snapshot.restore(demo_snapshot)


def test_a_second_run_keeps_the_data_and_prints_the_accounts_again(demo_in_use, capsys):
    before = Event.objects.count()

    assert command.run(options()) == 0
    first = capsys.readouterr().out
    assert command.run(options()) == 0

    assert capsys.readouterr().out == first
    assert all(name in first for name in ("liwenjing", "hezhiyuan", "baoxiaochuan"))
    assert not Event.objects.exclude(verb="change_password").filter(pk__gt=before + 1).exists()


def test_the_printed_password_opens_the_printed_accounts(demo_in_use, capsys, client):
    (settings.HOME / "demo-password.txt").unlink(missing_ok=True)
    command.run(options())
    line = next(line for line in capsys.readouterr().out.splitlines() if "bairuolin" in line)

    assert Person.objects.get(username="bairuolin").check_password(line.split()[-1])


def test_it_refuses_a_database_with_real_units(transactional_db, world, capsys):
    before = Unit.objects.count()

    assert command.run(options()) == 2
    assert "JIANFA_HOME" in capsys.readouterr().err
    assert Unit.objects.count() == before


def test_with_if_empty_a_database_in_use_is_no_error(transactional_db, world, capsys):
    assert command.run(options("--if-empty")) == 0


def test_the_builder_itself_refuses_real_data(world):
    with pytest.raises(demo.RealData):
        demo.build(TODAY)
