"""The scripted attacks: with notes kept outside each is found, on both databases."""

from collections.abc import Callable
from pathlib import Path

import pytest

import jianfa_verify as verifier
from jianfa.journal.actions import checkpoint
from jianfa.ledger import actions as ledger
from jianfa.ledger.states import State
from tests.journal.tampering import tampering
from tests.verifier import attacks
from tests.verifier.attacks import Scene
from tests.verifier.copies import copy_of_database, notes_outside
from tests.world import World


@pytest.fixture
def scene(world: World) -> Scene:
    checkpoint(at=world.tick())
    one = world.problem(State.WRITTEN_OFF, title="甲事")
    checkpoint(at=world.tick())
    two, young = world.problem(State.PUBLICISED, title="乙事"), world.problem(State.IN_PROGRESS, title="丙事")
    checkpoint(at=world.tick())
    two.refresh_from_db()
    checkpoint(at=world.tick())
    return Scene(world, one, two, young)


def codes(path: Path, notes: Path | None, keys: Path) -> set[str]:
    record = verifier.verify(path, notes, verifier.read_keys(keys))
    return {finding.code for finding in record.findings}


def write_more(scene: Scene) -> None:
    """Something happens after the last checkpoint."""
    ledger.report(scene.young, actor=scene.world.handler, at=scene.world.tick(), text="已报批", finished=())


@pytest.mark.parametrize("attack", attacks.ATTACKS, ids=lambda attack: attack.__name__)
def test_it_finds_an_attack(scene: Scene, tmp_path: Path, attack: Callable[[Scene], None]):
    notes = notes_outside(tmp_path / "notes")
    write_more(scene)
    clean = codes(copy_of_database(tmp_path), notes, notes)
    with tampering():
        attack(scene)
        path = copy_of_database(tmp_path, "attacked")
    found = codes(path, notes, notes)

    assert clean == set()
    assert found != set()
    assert (codes(path, None, notes) == set()) is (attack.__name__ in attacks.ONLY_OUTSIDE)


def test_it_finds_an_old_backup_put_back(scene: Scene, tmp_path: Path):
    backup = copy_of_database(tmp_path)
    write_more(scene)
    checkpoint(at=scene.world.tick())
    notes = notes_outside(tmp_path / "notes")

    assert codes(backup, notes, notes) == {"X-rollback"}
    assert codes(backup, None, notes) == set()


def test_the_insider_with_both_keys_is_betrayed_by_the_notes_alone(scene: Scene, tmp_path: Path):
    notes = notes_outside(tmp_path / "notes")
    with tampering():
        attacks.t16_insider_with_both_keys(scene)
        path = copy_of_database(tmp_path)

    assert codes(path, notes, notes) == {"X-fork"}
