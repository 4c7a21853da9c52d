"""The rule of the lot: laws that hold for every seed and every list of candidates."""

import hashlib

from hypothesis import given
from hypothesis import strategies as st

import jianfa_verify as verifier
from jianfa.acceptance.rules import Candidate, drawn_order, seated, ticket

SEEDS = st.binary(min_size=32, max_size=32)
CANDIDATES = st.dictionaries(st.uuids(), st.booleans(), min_size=1, max_size=12).map(
    lambda found: [Candidate(post, outside) for post, outside in found.items()]
)


@given(SEEDS, CANDIDATES, st.randoms())
def test_in_which_order_the_candidates_stand_changes_nothing(seed, candidates, chance):
    shuffled = list(candidates)
    chance.shuffle(shuffled)

    assert drawn_order(seed, shuffled) == drawn_order(seed, candidates)


@given(SEEDS, CANDIDATES, st.integers(1, 6), st.booleans(), st.data())
def test_as_many_take_seats_as_there_are_and_nobody_twice_or_gone(seed, candidates, size, needs, data):
    gone = data.draw(st.sets(st.sampled_from([one.post for one in candidates])))
    order = drawn_order(seed, candidates)
    seats = seated(order, size, needs_outsider=needs, gone=gone)
    free = [one for one in order if one.post not in gone]

    assert len(set(seats)) == len(seats) <= size
    assert set(seats) <= set(free)
    if len(free) >= size and (not needs or any(one.is_outside for one in free)):
        assert len(seats) == size


@given(SEEDS, CANDIDATES, st.integers(1, 6))
def test_somebody_from_outside_sits_wherever_one_is_needed_and_there_is_one(seed, candidates, size):
    seats = seated(drawn_order(seed, candidates), size, needs_outsider=True)
    if len(candidates) >= size and any(one.is_outside for one in candidates):
        assert any(one.is_outside for one in seats)
    elif len(candidates) >= size:
        assert seats == []


@given(CANDIDATES, st.data())
def test_every_candidate_can_be_drawn(candidates, data):
    wanted = data.draw(st.sampled_from(candidates))
    seeds = (n.to_bytes(32, "big") for n in range(100_000))

    assert any(drawn_order(seed, candidates)[0] == wanted for seed in seeds)


@given(SEEDS, st.uuids())
def test_a_ticket_is_what_sha256sum_prints(seed, post):
    printed = hashlib.sha256(b"jianfa/lot/1 " + seed.hex().encode() + b" " + str(post).encode()).digest()

    assert ticket(seed, post) == printed


@given(SEEDS, CANDIDATES, st.integers(1, 6), st.booleans(), st.data())
def test_the_verifier_draws_as_the_product_does(seed, candidates, size, needs, data):
    gone = data.draw(st.sets(st.sampled_from([one.post for one in candidates])))
    order = drawn_order(seed, candidates)
    seats = seated(order, size, needs_outsider=needs, gone=gone)
    lot = {
        "rule": "jianfa/lot/1", "size": size, "needs_outsider": needs, "gone": [str(post) for post in gone],
        "candidates": [{"post": str(one.post), "outside": one.is_outside} for one in candidates],
    }  # fmt: skip
    its_order, its_seats = verifier.drawn(lot, seed.hex())

    assert its_order == [str(one.post) for one in order]
    if len(seats) == size:  # fewer are no panel, and no event is written
        assert its_seats == [str(one.post) for one in seats]
