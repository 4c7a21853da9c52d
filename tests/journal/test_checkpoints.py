"""A checkpoint is one signed note over the heads of all chains, and proves each of them."""

from datetime import timedelta
from hashlib import sha256

import pytest
from django.conf import settings
from django.db import connection
from django.test.utils import CaptureQueriesContext

from jianfa.journal.actions import checkpoint, remember_checkpoint_key
from jianfa.journal.models import Chain, Checkpoint, CheckpointLeaf, Event
from jianfa.journal.queries import checkpoint_keys, first_checkpoint_after, inclusion, trusted_keys
from jianfa.journal.rules import NO_CHECKPOINT, head_leaf, link, note_key_hash, read_note
from jianfa.kit.merkle import Tree, leaf_hash, root_of
from jianfa.kit.signing import NoSigningKey, is_signed, key_id, make_key_file, public_key
from jianfa.ledger.states import State
from tests.world import World


def sealed(world: World) -> Checkpoint:
    made = checkpoint(at=world.tick())
    assert made is not None
    return made


def newest(world: World, state: State) -> Event:
    return Event.objects.filter(chain=world.problem(state).pk).latest("seq")


def test_a_note_says_what_is_under_it_and_is_signed_with_the_second_key(world: World):
    made = sealed(world)
    leaves = [
        leaf_hash(head_leaf(chain.pk, chain.head_seq, bytes(chain.head_hash))) for chain in Chain.objects.order_by("pk")
    ]
    note = read_note(made.note)
    public = public_key(settings.CHECKPOINT_KEY_FILE)

    assert note is not None
    assert (note.n, note.size, note.events, note.previous) == (1, len(leaves), Event.objects.count(), NO_CHECKPOINT)
    assert note.root == bytes(made.root) == Tree(leaves).root
    assert note.key_hash == note_key_hash(note.origin, public)
    assert is_signed(public, note.text.encode(), note.signature)
    assert public != public_key(settings.SIGNING_KEY_FILE)
    assert bytes(made.hash) == sha256(made.note.encode()).digest()


def test_nothing_is_sealed_twice(world: World):
    sealed(world)

    assert checkpoint(at=world.tick()) is None


def test_the_next_one_names_the_one_before_and_keeps_only_what_changed(world: World):
    first = sealed(world)
    event = newest(world, State.DISPATCHED)
    second = sealed(world)

    assert (second.n, bytes(second.previous)) == (2, bytes(first.hash))
    assert CheckpointLeaf.objects.filter(checkpoint=first).count() == first.size
    assert event.chain_id in set(CheckpointLeaf.objects.filter(checkpoint=second).values_list("chain", flat=True))
    assert CheckpointLeaf.objects.filter(checkpoint=second).count() < second.size


def test_time_never_goes_back_from_one_to_the_next(world: World):
    first = sealed(world)
    world.problem(State.DRAFT)
    second = checkpoint(at=first.at - timedelta(days=1))

    assert second is not None
    assert second.at == first.at


def test_an_event_is_covered_by_the_first_checkpoint_after_it(world: World):
    sealed(world)
    event = newest(world, State.SUBMITTED)
    before = first_checkpoint_after(event)
    second = sealed(world)
    world.problem(State.SUBMITTED, title="乙事")
    sealed(world)

    assert before is None
    assert first_checkpoint_after(event) == second
    assert first_checkpoint_after(Event.objects.get(chain=event.chain_id, seq=1)) == second


def test_what_is_included_leads_from_the_event_to_the_signed_root(world: World):
    problem = world.problem(State.SUBMITTED)
    event = Event.objects.get(chain=problem.pk, seq=1)
    sealed(world)
    found = inclusion(event)

    assert found is not None
    digest = link(bytes(event.previous), bytes(event.body))
    for body in found.after:
        digest = link(digest, body)
    leaf = leaf_hash(head_leaf(problem.pk, found.leaf.seq, digest))
    assert root_of(leaf, found.leaf.position, found.checkpoint.size, found.path) == bytes(found.checkpoint.root)
    assert len(found.after) == 1


def test_nothing_is_included_before_a_checkpoint(world: World):
    assert inclusion(newest(world, State.SUBMITTED)) is None


def test_a_certificate_costs_the_same_in_a_large_city(world: World):
    event = newest(world, State.SUBMITTED)
    sealed(world)
    with CaptureQueriesContext(
        connection,
    ) as few:
        inclusion(event)
    for n in range(5):
        world.problem(State.SUBMITTED, title=f"第{n}件")
        sealed(world)
    with CaptureQueriesContext(connection) as many:
        inclusion(event)

    assert len(many) == len(few)


def test_a_key_that_was_never_announced_seals_nothing(world: World, settings, tmp_path):
    settings.CHECKPOINT_KEY_FILE = tmp_path / "new.key"
    with pytest.raises(NoSigningKey):
        checkpoint(at=world.now)
    make_key_file(settings.CHECKPOINT_KEY_FILE)
    with pytest.raises(NoSigningKey):
        checkpoint(at=world.now)
    remember_checkpoint_key()
    made = sealed(world)

    assert made.key == key_id(public_key(settings.CHECKPOINT_KEY_FILE))
    assert len(checkpoint_keys()) == 2


def test_the_second_key_signs_no_event(world: World):
    assert trusted_keys().keys().isdisjoint(checkpoint_keys())
