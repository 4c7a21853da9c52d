"""The verifier stands alone and so repeats the table of moves; here both are held equal."""

import jianfa_verify
from jianfa.ledger.states import MOVES


def test_the_verifier_knows_every_move_as_the_product_does():
    expected = {
        verb: (" ".join(state.value for state in move.sources), move.target.value if move.target else "")
        for verb, move in MOVES.items()
    }

    assert {verb: (set(row[0].split()), row[1]) for verb, row in jianfa_verify.MOVES.items()} == {
        verb: (set(row[0].split()), row[1]) for verb, row in expected.items()
    }
