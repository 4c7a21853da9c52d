"""Whoever owns the database can change anything in it; `jianfa verify` names what was changed."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Any
from uuid import uuid4

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.db import IntegrityError, connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from jianfa.cli.proof.tables import columns_of, journalled_models
from jianfa.files.models import StoredFile
from jianfa.files.queries import path_of
from jianfa.journal.models import Chain, Event, Journalled, PublicKey, Wording
from jianfa.journal.rules import link, signed_bytes
from jianfa.kit.canonical import canonical, read_canonical
from jianfa.kit.signing import key_id
from jianfa.ledger.models import Measure, NumberSeries, Problem, Standing
from jianfa.ledger.states import State
from tests.journal import busy
from tests.journal.tampering import codes, findings, other, tampering
from tests.world import World


@pytest.mark.slow
def test_it_names_every_changed_column_of_every_table(world: World):
    busy.live(world)
    clean = findings()
    with tampering():
        unnamed = [place for model in journalled_models() for place in _unnamed(model)]

    assert (clean, unnamed) == ([], [])


def _unnamed(model: type[Journalled]) -> Iterator[str]:
    """Change all columns of one row, the one that says whose it is by itself; yield those no finding names."""
    row = model._default_manager.order_by("pk").last()
    if row is None:
        yield f"{model._meta.label_lower}: tests/journal/busy.py leaves no row"
        return
    owner = model._default_manager.filter(pk=row.pk).values_list(model.journal_owner, flat=True).get()
    columns = columns_of(model)
    whose = [name for name in columns if name == model.journal_owner]
    for names in ([name for name in columns if name not in whose], whose):
        fields: dict[str, Any] = {name: model._meta.get_field(name) for name in names}
        values = {name: other(field, field.value_from_object(row)) for name, field in fields.items()}
        found = _found_after(model, row.pk, owner, values) if values else set()
        yield from (f"{place}: {found}" for name in names if (place := _place(model, row.pk, name)) not in found)


def _place(model: type[Journalled], pk: Any, name: str) -> str:
    return f"{model._meta.label_lower}/{pk}/{name}"


def _found_after(model: type[Journalled], pk: Any, owner: Any, values: dict[str, Any]) -> set[str]:
    """Return the places that are named after this change, which is taken back."""
    with transaction.atomic():
        model._default_manager.filter(pk=pk).update(**values)
        found = {finding.place for finding in findings(owner) if finding.code == "P-projection"}
        transaction.set_rollback(True)
    return found


@pytest.mark.slow
def test_it_finds_any_one_change_to_any_row(world: World):
    busy.live(world)
    tables: list[Any] = [*journalled_models(), Event, Chain, Wording, Standing]
    places = [
        (model, pk, field)
        for model in tables
        for field in model._meta.concrete_fields
        if field.name not in {*getattr(model, "journal_silent", {}), "id", "event"}
        for pk in model._default_manager.order_by("pk").values_list("pk", flat=True)
    ]

    @settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=25)
    @given(st.sampled_from(places))
    def law(place: tuple[Any, Any, Any]) -> None:
        model, pk, field = place
        row = model._default_manager.get(pk=pk)
        with suppress(IntegrityError), tampering():  # a UNIQUE may refuse; that is as good as a finding
            model._default_manager.filter(pk=pk).update(**{field.name: other(field, field.value_from_object(row))})

            assert findings() != []

    law()


def test_it_names_changed_bytes_of_an_event(world: World):
    """Some of them through the database; tests/journal/test_replay.py changes every single one."""
    event = Event.objects.filter(chain=world.liaison.person_id).latest("seq")
    body = bytes(event.body)
    missed = []
    for place in range(0, len(body), 37):
        changed = body[:place] + bytes([body[place] ^ 1]) + body[place + 1 :]
        with tampering():
            Event.objects.filter(pk=event.pk).update(body=changed)
            found = findings(event.chain_id)
        if not any(finding.seq == event.seq and finding.code in {"E-link", "E-noncanonical"} for finding in found):
            missed.append(place)

    assert missed == []


EVENT_CHANGES: list[tuple[str, Any, str]] = [
    ("seq", 99, "E-seq"),
    ("verb", "approve", "P-event"),
    ("at", "2026-03-01 00:00:00+00:00", "P-event"),
    ("person", uuid4(), "P-event"),
    ("post", uuid4(), "P-event"),
    ("idem", "甲", "P-event"),
    ("previous", b"\0" * 32, "E-link"),
    ("hash", b"\0" * 32, "E-link"),
    ("signature", b"\0" * 64, "M-sig"),
]


@pytest.mark.parametrize(("column", "value", "code"), EVENT_CHANGES)
def test_it_names_a_changed_column_of_an_event(world: World, column: str, value: Any, code: str):
    problem = world.problem(State.DISPATCHED)
    event = Event.objects.filter(chain=problem.pk).get(seq=2)
    with tampering():
        Event.objects.filter(pk=event.pk).update(**{column: value})
        found = findings(problem.pk)

    assert (code, column) in {(finding.code, finding.place) for finding in found}


CHAIN_CHANGES: list[tuple[str, Any, str]] = [
    ("kind", "unit", "E-subject"),
    ("head_seq", 1, "P-head"),
    ("head_hash", b"\0" * 32, "P-head"),
    ("last_at", "2026-01-01 00:00:00+00:00", "P-head"),
]


@pytest.mark.parametrize(("column", "value", "code"), CHAIN_CHANGES)
def test_it_names_a_changed_head(world: World, column: str, value: Any, code: str):
    problem = world.problem(State.SUBMITTED)
    with tampering():
        Chain.objects.filter(pk=problem.pk).update(**{column: value})
        found = findings(problem.pk)

    assert code in codes(found)


def drop_last_event(problem: Problem) -> None:
    """Cut the tail off and set the head right."""
    Wording.objects.filter(event__chain=problem.pk, event__seq=2).delete()
    Event.objects.filter(chain=problem.pk, seq=2).delete()
    first = Event.objects.get(chain=problem.pk, seq=1)
    Chain.objects.filter(pk=problem.pk).update(head_seq=1, head_hash=first.hash, last_at=first.at)


def drop_first_event(problem: Problem) -> None:
    Wording.objects.filter(event__chain=problem.pk, event__seq=1).delete()
    Event.objects.filter(chain=problem.pk, seq=1).delete()


def double_event(problem: Problem) -> None:
    event = Event.objects.get(chain=problem.pk, seq=2)
    event.pk, event.seq, event.idem = None, 3, None
    event.save(force_insert=True)


def change_text(problem: Problem) -> None:
    Wording.objects.filter(event__chain=problem.pk, name__endswith="title").update(text="别的")


def change_salt(problem: Problem) -> None:
    Wording.objects.filter(event__chain=problem.pk, name__endswith="title").update(salt=b"\0" * 32)


def invent_text(problem: Problem) -> None:
    Wording.objects.create(
        event=Event.objects.get(chain=problem.pk, seq=2), name="reason", salt=b"", text="领导口头同意"
    )


def erase_text_but_keep_the_column(problem: Problem) -> None:
    Wording.objects.filter(event__chain=problem.pk, name__endswith="title").delete()


def invent_row(problem: Problem) -> None:
    Measure.objects.create(problem=problem, position=1, text="补写的措施")


def drop_row(problem: Problem) -> None:
    problem.measures.all().delete()


def forget_where_it_stood(problem: Problem) -> None:
    Standing.objects.filter(problem=problem, seq=2).delete()


def change_where_it_stood(problem: Problem) -> None:
    Standing.objects.filter(problem=problem, seq=1).update(state="listed")


def forget_problem(problem: Problem) -> None:
    """Its chain and everything in it, as if it had never been."""
    Wording.objects.filter(event__chain=problem.pk).delete()
    Event.objects.filter(chain=problem.pk).delete()
    Chain.objects.filter(pk=problem.pk).delete()


def count_up(problem: Problem) -> None:
    NumberSeries.objects.create(year=2031, last=7)


ATTACKS: list[tuple[Callable[[Problem], None], str]] = [
    (drop_last_event, "P-projection"),
    (drop_first_event, "E-seq"),
    (double_event, "E-link"),
    (change_text, "E-wording"),
    (change_salt, "E-wording"),
    (invent_text, "E-wording"),
    (erase_text_but_keep_the_column, "P-erased"),
    (invent_row, "P-extra"),
    (drop_row, "P-missing"),
    (forget_where_it_stood, "P-standing"),
    (change_where_it_stood, "P-standing"),
    (forget_problem, "P-extra"),
    (count_up, "P-count"),
]


@pytest.mark.parametrize(("attack", "code"), ATTACKS, ids=[attack.__name__ for attack, _code in ATTACKS])
def test_it_finds_an_attack(world: World, attack: Callable[[Problem], None], code: str):
    state = State.IN_PROGRESS if attack is drop_row else State.SUBMITTED
    problem = world.problem(state)
    with tampering():
        attack(problem)
        found = findings()

    assert code in codes(found)


@contextmanager
def swapped(one: Problem, two: Problem) -> Iterator[None]:
    """Give each of two problems the other's history."""
    with tampering():
        events = {problem.pk: list(Event.objects.filter(chain=problem.pk)) for problem in (one, two)}
        for number, (mine, other_one) in enumerate(((one, two), (two, one))):
            for event in events[mine.pk]:
                Event.objects.filter(pk=event.pk).update(chain=other_one.pk, seq=event.seq + 100 * (number + 1))
        for mine in (one, two):
            for seq, event in enumerate(Event.objects.filter(chain=mine.pk).order_by("seq"), 1):
                Event.objects.filter(pk=event.pk).update(seq=seq)
        yield


def test_it_finds_swapped_histories(world: World):
    one, two = world.problem(State.SUBMITTED), world.problem(State.SUBMITTED, title="乙事")
    with swapped(one, two):
        found = findings(one.pk)

    assert {"E-genesis", "E-subject"} <= codes(found)


def test_a_key_put_into_the_table_by_hand_is_not_trusted(world: World):
    problem = world.problem(State.SUBMITTED)
    with tampering():
        forged = _resigned_with_a_key_of_ones_own(problem)
        found = findings(problem.pk)

    assert (forged, "M-sig") in {(finding.seq, finding.code) for finding in found}


def _resigned_with_a_key_of_ones_own(problem: Problem) -> int:
    """Write the last event anew, perfectly chained and signed, with a key that was slipped into the table."""
    key = Ed25519PrivateKey.generate()
    public = key.public_key().public_bytes_raw()
    PublicKey.objects.create(id=key_id(public), key=public)
    event = Event.objects.filter(chain=problem.pk).latest("seq")
    body = canonical({**read_canonical(bytes(event.body)), "kid": key_id(public), "facts": {"from": "x"}})
    digest = link(bytes(event.previous), body)
    Event.objects.filter(pk=event.pk).update(body=body, hash=digest, signature=key.sign(signed_bytes(digest)))
    Chain.objects.filter(pk=problem.pk).update(head_hash=digest)
    return event.seq


def test_it_finds_a_changed_file(world: World):
    busy.live(world)
    file = StoredFile.objects.earliest("stored_at")
    before = findings()
    path = path_of(file.digest)
    path.chmod(0o600)
    path.write_bytes(b"changed")
    changed = codes(findings())
    path.unlink()

    assert (before, changed, codes(findings())) == ([], {"F-evidence"}, {"F-evidence"})


@pytest.mark.skipif("connection.vendor != 'sqlite'", reason="PostgreSQL refuses such values")
@pytest.mark.parametrize("column", ["state", "due_current", "listed_at", "lead_id", "version", "title", "number"])
@pytest.mark.parametrize("garbage", ["'~'", "x'ff'", "CAST(x'ff' AS TEXT)", "9e99", "''"])
def test_damaged_values_are_findings_and_never_an_error(world: World, column: str, garbage: str):
    problem = world.problem(State.SUBMITTED)
    with tampering(), connection.cursor() as cursor:
        cursor.execute(f"UPDATE ledger_problem SET {column} = {garbage} WHERE id = %s", [problem.pk.hex])
        found = findings(problem.pk)

    assert "P-projection" in codes(found)


@pytest.mark.skipif("connection.vendor != 'sqlite'", reason="PostgreSQL refuses such values")
@pytest.mark.parametrize("column", ["seq", "verb", "at", "person", "body", "hash", "signature"])
@pytest.mark.parametrize("garbage", ["'~'", "x'ff'", "CAST(x'ff' AS TEXT)", "9e99", "''"])
def test_damaged_events_are_findings_and_never_an_error(world: World, column: str, garbage: str):
    problem = world.problem(State.SUBMITTED)
    with tampering(), connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE journal_event SET {column} = {garbage} WHERE chain_id = %s AND seq = 1", [problem.pk.hex]
        )
        found = findings(problem.pk)

    assert found != []
