"""Random changes are found, clean histories raise no alarm, damaged files no traceback.

A short form by itself; 2,000 mutations, 1,000 histories and 2,000 damaged inputs with ``--hypothesis-profile soak``.
"""

import os
import random
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import IntegrityError, connection, transaction

import jianfa_verify as verifier
from jianfa.journal.actions import checkpoint
from jianfa.journal.actions.exporting import export_journal
from jianfa.ledger.states import State
from tests.journal import busy
from tests.journal.tampering import tampering
from tests.verifier.copies import copy_of_database, notes_outside
from tests.verifier.mutations import Mutation
from tests.world import World

pytestmark = pytest.mark.slow
FIRST_SEED = 20260316
COUNTS = {"mutations": (25, 2000), "histories": (8, 1000), "damaged": (40, 1000)}


@pytest.fixture
def seeds(request: pytest.FixtureRequest) -> Iterator[range]:
    """Seeds of the cases of a test, by the word its name ends with."""
    is_long = request.config.getoption("--hypothesis-profile") == "soak"
    count = COUNTS[request.node.originalname.rpartition("_")[2]][is_long]
    print(f"{connection.vendor}: {count} cases, seeds from {FIRST_SEED}")
    return range(FIRST_SEED, FIRST_SEED + count)  # type: ignore[return-value]


def found_in(path: Path, notes: Path) -> list[verifier.Finding]:
    return verifier.verify(path, notes, verifier.read_keys(notes)).findings


def live(world: World) -> None:
    """A city in which everything has happened, sealed three times."""
    world.problem(State.WRITTEN_OFF, title="先销一件")
    checkpoint(at=world.tick())
    busy.live(world)
    checkpoint(at=world.tick())


def test_it_finds_all_of_many_random_mutations(world: World, tmp_path: Path, seeds: range):
    live(world)
    notes = notes_outside(tmp_path / "notes")
    missed = []
    for seed in seeds:
        mutation = Mutation(seed)
        try:
            with tampering():
                mutation.make()
                path = copy_of_database(tmp_path)
        except IntegrityError:
            continue  # a UNIQUE refused; as good as a finding
        if not found_in(path, notes):
            missed.append((seed, mutation.words))

    assert missed == []


def test_it_raises_no_alarm_over_clean_histories(world: World, tmp_path: Path, seeds: range):
    alarms, begun = [], world._at
    for seed in seeds:
        chance, world._at = random.Random(seed), begun  # each history begins on the same day
        with transaction.atomic():
            for n in range(chance.randint(1, 4)):
                world.problem(chance.choice(list(State)), title=f"第{n}件")
                if chance.random() < 0.6:
                    checkpoint(at=world.tick())
            notes = notes_outside(tmp_path / str(seed))
            path = copy_of_database(tmp_path)
            transaction.set_rollback(True)
        alarms += [(seed, finding.line()) for finding in found_in(path, notes)]

    assert alarms == []


def damaged(data: bytes, chance: random.Random) -> bytes:
    """Cut a file off, flip bits, lose or repeat a piece of it."""
    way, place = chance.randrange(4), chance.randrange(len(data))
    if way == 0:
        return data[:place]
    if way == 1:
        flipped = bytearray(data)
        for _n in range(chance.choice((1, 8, 64))):
            flipped[chance.randrange(len(data))] ^= 1 << chance.randrange(8)
        return bytes(flipped)
    piece = chance.randrange(1, 5000)
    return data[:place] + (data[place + piece :] if way == 2 else data[place : place + piece] + data[place:])


def test_it_never_fails_on_any_of_the_files_damaged(world: World, tmp_path: Path, seeds: range, capsys):
    live(world)
    notes = notes_outside(tmp_path / "notes")
    whole = copy_of_database(tmp_path)
    export_journal(tmp_path / "csv")
    certificate = tmp_path / "csv" / "journal_event.csv"
    statuses = set()
    for seed in seeds:
        chance = random.Random(seed)
        broken = tmp_path / f"broken{whole.suffix}"
        broken.write_bytes(damaged(whole.read_bytes(), chance))
        statuses.add(verifier.main([os.fspath(broken), "--notes", os.fspath(notes)]))
        folder = tmp_path / "broken-csv"
        folder.mkdir(exist_ok=True)
        for file in (tmp_path / "csv").iterdir():
            data = file.read_bytes()
            (folder / file.name).write_bytes(damaged(data, chance) if file != certificate else data)
        statuses.add(verifier.main([os.fspath(folder), "--notes", os.fspath(notes)]))
        capsys.readouterr()

    assert statuses <= {verifier.WHOLE, verifier.DIFFERS}
