"""The database itself refuses: events stay, heads go forward, keys and the deployment's id are kept."""

from uuid import uuid4

import pytest
from django.db import DatabaseError, connection, transaction

from jianfa.journal.actions import checkpoint
from jianfa.journal.models import Chain, Event
from jianfa.ledger.states import State
from tests.world import World

postgresql = pytest.mark.skipif("connection.vendor != 'postgresql'", reason="PostgreSQL only")
sqlite = pytest.mark.skipif("connection.vendor != 'sqlite'", reason="SQLite only")

REFUSED = [
    "UPDATE journal_event SET verb = 'approve'",
    "UPDATE journal_event SET body = body",
    "DELETE FROM journal_event",
    "DELETE FROM journal_chain",
    "UPDATE journal_chain SET head_seq = head_seq",
    "UPDATE journal_chain SET head_seq = head_seq - 1",
    "UPDATE journal_chain SET head_seq = head_seq + 2",
    "UPDATE journal_chain SET kind = 'unit', head_seq = head_seq + 1",
    "UPDATE journal_chain SET last_at = '2020-01-01 00:00:00', head_seq = head_seq + 1",
    "UPDATE journal_publickey SET id = 'x'",
    "DELETE FROM journal_publickey",
    "DELETE FROM journal_deployment",
    "UPDATE journal_deployment SET id = '00000000000000000000000000000001'",
    "UPDATE journal_checkpoint SET note = note",
    "DELETE FROM journal_checkpoint",
    "UPDATE journal_checkpointleaf SET seq = seq",
    "DELETE FROM journal_checkpointleaf",
    "INSERT INTO journal_deployment (id) VALUES ('00000000000000000000000000000001')",
]


def refuses(statement: str) -> bool:
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)
    except DatabaseError as error:
        return "journal: " in str(error)
    return False


@pytest.mark.parametrize("statement", REFUSED)
def test_it_refuses(world: World, statement: str):
    world.problem(State.DRAFT)
    checkpoint(at=world.now)

    assert refuses(statement)


@postgresql
@pytest.mark.parametrize("table", ["event", "chain", "publickey", "deployment", "checkpoint", "checkpointleaf"])
def test_it_refuses_to_empty_a_table(world: World, table: str):
    assert refuses(f"TRUNCATE journal_{table} CASCADE")


@sqlite
@pytest.mark.parametrize("way", ["INSERT OR REPLACE", "REPLACE", "INSERT OR IGNORE"])
def test_it_refuses_to_replace_an_event(world: World, way: str):
    """SQLite's REPLACE deletes without asking the triggers of DELETE."""
    world.problem(State.DRAFT)
    columns = "id, chain_id, seq, verb, at, body, previous, hash, signature"

    assert refuses(f"{way} INTO journal_event ({columns}) SELECT {columns} FROM journal_event")


@sqlite
@pytest.mark.parametrize("table", ["chain", "publickey", "checkpoint", "checkpointleaf"])
def test_it_refuses_to_replace_a_row_that_stays(world: World, table: str):
    checkpoint(at=world.now)

    assert refuses(f"INSERT OR REPLACE INTO journal_{table} SELECT * FROM journal_{table}")


def test_a_head_may_go_forward_by_one(world: World):
    problem = world.problem(State.DRAFT)
    with transaction.atomic():
        moved = Chain.objects.filter(pk=problem.pk, head_seq=1).update(head_seq=2)
        transaction.set_rollback(True)

    assert moved == 1


def test_a_second_event_of_the_same_number_is_refused(world: World):
    problem = world.problem(State.DRAFT)
    event = Event.objects.get(chain=problem.pk)
    event.pk = None

    with pytest.raises(DatabaseError), transaction.atomic():
        event.save(force_insert=True)


def test_a_subject_that_has_a_chain_gets_no_second_one(world: World):
    chain = Chain.objects.get(pk=world.east.pk)
    twin = Chain(id=chain.pk, kind="problem", head_hash=b"", last_at=chain.last_at)

    with pytest.raises(DatabaseError), transaction.atomic():
        twin.save(force_insert=True)
    with transaction.atomic():
        twin.id = uuid4()
        twin.save(force_insert=True)
        transaction.set_rollback(True)
