"""Hashes, signatures and commitments: bytes made for one purpose never pass for another."""

from uuid import UUID, uuid4

from hypothesis import given
from hypothesis import strategies as st

from jianfa.journal.rules import commitment, genesis, link, repeat_key, signed_bytes

DEPLOYMENT = UUID(int=1)
chunks = st.binary(max_size=40)
words = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)


def test_the_bytes_are_those_of_the_first_version():
    """Known answers: whoever changes these breaks every chain there is."""
    subject = UUID(int=2)

    assert genesis(DEPLOYMENT, subject).hex() == "97669b0782517fc9856eaa1b29a2be13714aca8644ace772c8effb825672a9bd"
    assert link(b"\0" * 32, b"{}").hex() == "3bea468627f838cdcbea2d72f69afa95491657ede440d3aca306a7c3a54f529e"
    assert commitment(b"\0" * 32, "甲") == "600702c3a623ef40def99d6716e6386111553c99b4fa32032f1f9fd49abcd065"
    assert signed_bytes(b"\1" * 32) == b"JF/sig/1\0" + b"\1" * 32


def test_a_chain_begins_with_its_subject_and_its_deployment():
    one, other = uuid4(), uuid4()

    assert len({genesis(DEPLOYMENT, one), genesis(DEPLOYMENT, other), genesis(one, DEPLOYMENT)}) == 3


@given(chunks, chunks, chunks, chunks)
def test_only_the_same_event_after_the_same_history_has_the_same_hash(previous, body, other_previous, other_body):
    same = (previous, body) == (other_previous, other_body)

    assert (link(previous, body) == link(other_previous, other_body)) is same


@given(chunks, chunks)
def test_a_byte_moved_from_the_body_to_the_history_is_seen(previous, body):
    assert link(previous + body[:1], body[1:]) != link(previous, body) or not body


@given(chunks, words, chunks, words)
def test_a_commitment_binds_the_text_under_its_salt(salt, text, other_salt, other_text):
    if (salt, text) != (other_salt, other_text) and len(salt) == len(other_salt):
        assert commitment(salt, text) != commitment(other_salt, other_text)


@given(words, words, words, words)
def test_a_key_against_repetition_is_bound_to_person_and_verb(actor, verb, key, other):
    kept = repeat_key(actor, verb, key)

    assert (kept == repeat_key(other, verb, key)) is (actor == other)
    assert (kept == repeat_key(actor, other, key)) is (verb == other)
    assert (kept == repeat_key(actor, verb, other)) is (key == other)
    assert len(key) < 3 or key not in kept
