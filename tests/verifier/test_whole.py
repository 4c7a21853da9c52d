import time

import jianfa_verify as verifier
from jianfa.journal.actions import checkpoint
from jianfa.ledger.states import State
from tests.journal import busy
from tests.verifier.copies import copy_of_database, notes_outside


def test_try(world, tmp_path):
    world.problem(State.WRITTEN_OFF)
    checkpoint(at=world.tick())
    busy.live(world)
    checkpoint(at=world.tick())
    notes = notes_outside(tmp_path / "notes")
    path = copy_of_database(tmp_path)
    begun = time.time()
    record = verifier.verify(path, notes, verifier.read_keys(notes))
    print(time.time() - begun, record.events, record.chains, record.checkpoints, record.outside, record.has_tables)
    for finding in record.findings[:40]:
        print(finding.line())
    assert record.findings == []
