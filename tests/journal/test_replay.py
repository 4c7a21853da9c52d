"""A chain is whole or the first thing that is wrong is named. No database: events made here, changed here."""

from datetime import UTC, date, datetime
from enum import Enum
from typing import Any
from uuid import UUID, uuid4

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from jianfa.journal.replay import Chained, Finding, Stored, Walk, as_text, fold, misshapen, plain, shown, vouched_for
from jianfa.journal.rules import ALGORITHM, VERSION, commitment, genesis, link, signed_bytes
from jianfa.kit.canonical import canonical
from jianfa.kit.signing import key_id

DEPLOYMENT, SUBJECT = UUID(int=1), UUID(int=2)
KEY = Ed25519PrivateKey.from_private_bytes(b"\7" * 32)
PUBLIC = KEY.public_key().public_bytes_raw()
KEYS = {key_id(PUBLIC): PUBLIC}
SALT = b"\3" * 32


def body_of(seq: int, **changes: Any) -> dict[str, Any]:
    return {
        "v": VERSION, "alg": ALGORITHM, "kid": key_id(PUBLIC), "dep": str(DEPLOYMENT), "kind": "problem",
        "sid": str(SUBJECT), "seq": seq, "verb": "edit", "at": f"2026-03-0{seq}T01:00:00.000000Z",
        "actor": {"person": str(UUID(int=3)), "post": str(UUID(int=4))}, "facts": {},
        "rows": [{"t": "ledger.problem", "id": str(SUBJECT), "new": seq == 1, "set": {"weight": seq}}],
        "said": {"reason": commitment(SALT, "理由")}, **changes,
    }  # fmt: skip


def stored(body: dict[str, Any], previous: bytes, key: Ed25519PrivateKey = KEY) -> Stored:
    data = canonical(body)
    digest = link(previous, data)
    actor = body["actor"]
    return Stored(
        body["seq"], body["verb"], body["at"], actor.get("person"), actor.get("post"), body.get("idem"), data, previous,
        digest, key.sign(signed_bytes(digest)),
    )  # fmt: skip


def history(length: int = 3) -> list[Stored]:
    events: list[Stored] = []
    previous = genesis(DEPLOYMENT, SUBJECT)
    for seq in range(1, length + 1):
        events.append(stored(body_of(seq), previous))
        previous = events[-1].hash
    return events


EVENTS = history()


def check(events: list[Stored], **head: Any) -> list[Finding]:
    last = events[-1] if events else Stored(*(None,) * 10)
    values: dict[str, Any] = {"head_seq": last.seq, "head_hash": last.hash, "last_at": last.at} | head
    walk = Walk(Chained("problem", SUBJECT, **values), DEPLOYMENT, KEYS)
    for event in events:
        walk.step(event)
    walk.finish()
    return walk.findings


def places(found: list[Finding]) -> list[tuple[str, int | None, str]]:
    return [(finding.code, finding.seq, finding.place) for finding in found]


def test_a_true_chain_is_whole():
    assert check(EVENTS) == []


@pytest.mark.parametrize("bit", [1, 32, 128])
def test_every_changed_byte_is_named(bit: int):
    missed = []
    for place in range(len(EVENTS[1].body)):
        body = bytearray(EVENTS[1].body)
        body[place] ^= bit
        found = check([EVENTS[0], EVENTS[1]._replace(body=bytes(body)), EVENTS[2]])
        if ("E-link", 2, "hash") not in places(found) or {finding.seq for finding in found} != {2}:
            missed.append(place)

    assert missed == []


@given(st.sampled_from(Stored._fields), st.integers(0, 2), st.binary(max_size=70) | st.none() | st.text(max_size=40))
def test_whatever_stands_in_a_column_is_a_finding_and_never_an_error(column: str, place: int, value: Any):
    events = list(EVENTS)
    events[place] = events[place]._replace(**{column: value})
    found = check(events)

    assert (found == []) is (events == EVENTS)


@given(st.binary(max_size=120))
def test_an_event_of_any_bytes_is_a_finding_and_never_an_error(data: bytes):
    digest = link(EVENTS[0].hash, data)
    signature = KEY.sign(signed_bytes(digest))
    event = EVENTS[1]._replace(body=data, hash=digest, signature=signature)

    assert {"E-noncanonical"} <= {finding.code for finding in check([EVENTS[0], event])}


@pytest.mark.parametrize(
    ("events", "expected"),
    [
        (EVENTS[:1] + EVENTS[2:], ("E-seq", 3, "seq")),
        ([EVENTS[0], EVENTS[0], *EVENTS[1:]], ("E-seq", 1, "seq")),
        (EVENTS[1:], ("E-seq", 2, "seq")),
        ([EVENTS[0], EVENTS[2], EVENTS[1]], ("E-seq", 3, "seq")),
    ],
)
def test_a_missing_or_moved_event_is_named(events: list[Stored], expected: tuple[str, int, str]):
    assert expected in places(check(events))


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"sid": str(uuid4())}, ("E-subject", 3, "sid")),
        ({"kind": "unit"}, ("E-subject", 3, "kind")),
        ({"dep": str(uuid4())}, ("E-subject", 3, "dep")),
        ({"at": "2026-01-01T00:00:00.000000Z"}, ("E-time", 3, "at")),
        ({"kid": "0" * 16}, ("M-sig", 3, "kid")),
        ({"v": 2}, ("E-noncanonical", 3, "body")),
        ({"rows": [{}]}, ("E-noncanonical", 3, "body")),
        ({"said": {"reason": 1}}, ("E-noncanonical", 3, "body")),
    ],
)
def test_a_true_event_in_the_wrong_place_is_named(changes: dict[str, Any], expected: tuple[str, int, str]):
    assert expected in places(check([*EVENTS[:2], stored(body_of(3, **changes), EVENTS[1].hash)]))


def test_an_event_signed_by_somebody_else_is_named():
    other = Ed25519PrivateKey.from_private_bytes(b"\x08" * 32)

    assert places(check([stored(body_of(1), genesis(DEPLOYMENT, SUBJECT), other)])) == [("M-sig", 1, "signature")]


def test_a_history_moved_to_another_subject_does_not_begin_where_it_must():
    walk = Walk(Chained("problem", UUID(int=9), 3, EVENTS[2].hash, EVENTS[2].at), DEPLOYMENT, KEYS)
    walk.step(EVENTS[0])

    assert [finding.code for finding in walk.findings] == ["E-genesis", "E-subject"]


@pytest.mark.parametrize(
    ("head", "place"),
    [({"head_seq": 2}, "head_seq"), ({"head_hash": b"\0" * 32}, "head_hash"), ({"last_at": None}, "last_at")],
)
def test_a_head_that_is_not_the_last_event_is_named(head: dict[str, Any], place: str):
    assert places(check(EVENTS, **head)) == [("P-head", None, place)]


@pytest.mark.parametrize(
    ("wordings", "found", "erased"),
    [
        ({"reason": (SALT, "理由")}, [], 0),
        ({}, [], 1),
        ({"reason": (SALT, "别的")}, [("E-wording", 1, "reason")], 0),
        ({"reason": (b"", "理由")}, [("E-wording", 1, "reason")], 0),
        ({"reason": (None, None)}, [("E-wording", 1, "reason")], 0),
        ({"reason": (SALT, "\ud800")}, [("E-wording", 1, "reason")], 0),
        ({"reason": (SALT, "理由"), "more": (SALT, "")}, [("E-wording", 1, "more")], 0),
    ],
)
def test_texts_are_held_against_their_commitments(wordings: dict[str, Any], found: list[Any], erased: int):
    walk = Walk(Chained("problem", SUBJECT, 1, b"", ""), DEPLOYMENT, KEYS)

    assert walk.check_wordings(body_of(1), 1, wordings) == erased
    assert places(walk.findings) == found


def test_a_new_key_vouches_for_the_ones_before_it_and_a_stranger_for_none():
    new = Ed25519PrivateKey.from_private_bytes(b"\x09" * 32)
    public = new.public_key().public_bytes_raw()
    facts = {"kid": key_id(public), "key": public.hex(), "earlier": {key_id(PUBLIC): PUBLIC.hex()}}
    event = stored(body_of(1, verb="use_key", facts=facts), genesis(DEPLOYMENT, SUBJECT), new)

    assert vouched_for(event, {key_id(public): public}) == {key_id(public): public, **KEYS}
    assert vouched_for(event, KEYS) == {}


# Values


class Colour(Enum):
    RED = "red"


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (datetime(2026, 3, 1, 9, tzinfo=UTC), "2026-03-01T09:00:00.000000Z"),
        (datetime.fromisoformat("2026-03-01T00:30:00.000001+08:00"), "2026-02-28T16:30:00.000001Z"),
        (date(2026, 3, 1), "2026-03-01"),
        (SUBJECT, str(SUBJECT)),
        (Colour.RED, "red"),
        ({"a": (SUBJECT, None), "b": {"c": True}}, {"a": [str(SUBJECT), None], "b": {"c": True}}),
    ],
)
def test_every_value_has_one_plain_form(value: Any, expected: Any):
    assert plain(value) == expected


@given(st.lists(st.datetimes(timezones=st.timezones()), min_size=2, max_size=2))
def test_plain_times_compare_as_the_times_do(moments: list[datetime]):
    one, other = moments

    assert (plain(one) < plain(other)) is (one < other) or min(one.year, other.year) < 1000


def test_a_text_is_committed_to_as_it_is_and_a_dictionary_with_sorted_keys():
    assert (as_text("甲"), as_text({"乙": 1, "甲": [2]}), as_text(None)) == ("甲", '{"乙":1,"甲":[2]}', "{}")


def test_rows_are_folded_up_to_a_moment():
    bodies = [body_of(seq) for seq in (1, 2, 3)]
    row = ("ledger.problem", str(SUBJECT))

    assert fold(bodies)[row] == {"weight": 3}
    assert fold(bodies, until="2026-03-02T01:00:00.000000Z")[row] == {"weight": 2}
    assert fold(bodies, until="2026-03-01T00:00:00.000000Z") == {}


def test_an_event_of_today_has_the_shape_of_an_event():
    assert misshapen(body_of(1)) is None


@given(st.binary() | st.text() | st.integers() | st.none())
def test_a_finding_shows_any_value_on_one_short_line(value: Any):
    assert "\n" not in shown(value)
    assert 0 < len(shown(value)) <= 121
