"""The verifier repeats every draw, and finds one that its inputs do not give."""

from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

import jianfa_verify as verifier
from jianfa.acceptance import actions as acceptance
from jianfa.acceptance.actions import lots, verifying
from jianfa.acceptance.models import Lot
from jianfa.acceptance.queries.lots import Draw, draw_of
from jianfa.journal.actions import checkpoint
from jianfa.journal.models import Checkpoint
from jianfa.ledger.models import Problem
from jianfa.ledger.states import State
from jianfa.organisations.policy import Allowed
from tests.acceptance.lots import order_lots, sealed_lot
from tests.journal.tampering import tampering
from tests.verifier.copies import copy_of_database, notes_outside
from tests.workspace.verbs import third_panellist
from tests.world import World, reread


def findings(folder: Path) -> list[str]:
    notes = notes_outside(folder / "notes")
    found = verifier.verify(copy_of_database(folder), notes, verifier.read_keys(notes)).findings
    return sorted({finding.code for finding in found})


def test_the_verifier_repeats_the_draw(world: World, tmp_path: Path):
    problem = to_be_drawn(world)
    acceptance.draw_panel(problem, actor=world.desk, at=world.now)
    checkpoint(at=world.tick())

    assert findings(tmp_path) == []


def to_be_drawn(world: World) -> Problem:
    """A problem whose candidates are published and sealed, in a campaign whose rules say so."""
    order_lots(world)
    problem = world.problem(State.CLOSING)
    third_panellist(world)
    sealed_lot(world, problem)
    return reread(problem)


@pytest.mark.parametrize("lie", ["panel", "seed", "drawn"])
def test_the_verifier_finds_a_draw_that_its_inputs_do_not_give(
    world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, lie: str
):
    """By somebody who has changed the product itself: everything is signed and sealed as it should be."""

    def otherwise(problem: Problem, lot: Lot, at: datetime) -> Draw:
        draw = draw_of(problem, lot, at)
        assert draw is not None
        by_id = {post.pk: post for post in (world.panellist, world.second_panellist, third_panellist(world))}
        lies: dict[str, dict[str, Any]] = {
            "panel": {"posts": [by_id[one.post] for one in draw.order[1:]]},
            "seed": {"checkpoint": Checkpoint.objects.exclude(pk=draw.checkpoint.pk).latest("n")},
            "drawn": {"order": draw.order[::-1]},
        }  # fmt: skip
        return replace(draw, **lies[lie])

    checkpoint(at=world.tick())
    problem = to_be_drawn(world)
    monkeypatch.setattr(lots, "draw_of", otherwise)
    acceptance.draw_panel(problem, actor=world.desk, at=world.now)
    checkpoint(at=world.tick())

    assert findings(tmp_path) == ["E-draw"]


def test_the_verifier_finds_a_panel_that_was_chosen_while_a_lot_waited(
    world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    problem = to_be_drawn(world)
    monkeypatch.setattr(verifying, "may_name_panel", lambda problem, actor: Allowed())
    with tampering():
        acceptance.name_panel(
            problem, actor=world.desk, at=world.now, posts=[world.panellist, world.second_panellist]
        )  # fmt: skip
        found = findings(tmp_path)

    assert found == ["E-draw"]
