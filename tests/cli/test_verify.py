"""The command that proves the record: nothing to say about a true one; a line, a status and JSON for the rest."""

import json
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from jianfa.acceptance import actions as acceptance
from jianfa.cli.main import main
from jianfa.cli.proof.whole import Tally, verify
from jianfa.journal.models import Wording
from jianfa.journal.queries import trusted_keys
from jianfa.ledger import actions as ledger
from jianfa.ledger.models import Origin, Problem
from jianfa.ledger.states import State
from tests.journal.tampering import findings, tampering
from tests.world import World


@pytest.fixture(autouse=True)
def english(monkeypatch: pytest.MonkeyPatch) -> None:
    """The command line speaks the language of the shell."""
    monkeypatch.setenv("LC_ALL", "C.UTF-8")


def test_it_has_nothing_to_say_about_a_true_record(world: World):
    for state in State:
        world.problem(state)

    assert findings() == []


def test_the_walk_holds_when_an_opening_balance_comes_after_the_baseline(world: World):
    """What was struck off before and is entered later adds to the list: an amendment like any other."""
    world.problem(State.LISTED)
    ledger.sign_baseline(world.campaign, actor=world.leader, at=world.tick())
    late = ledger.draft(
        world.campaign, ledger.Draft(title="早已解决的事", source_unit=world.east), actor=world.desk, at=world.tick(),
        origin=Origin.IMPORT, state=State.SUBMITTED, is_opening_balance=True,
    )  # fmt: skip
    acceptance.carry_in(
        late, actor=world.leader, at=world.tick(), struck_off_on=world.campaign.starts_on, basis="清工发〔2025〕9号"
    )

    assert findings() == []
    assert late.amendments.get().kind == "added"


def test_an_erased_text_is_no_finding_when_it_is_gone_everywhere(world: World):
    problem = world.problem(State.SUBMITTED)
    Wording.objects.filter(event__chain=problem.pk, name__endswith="description").delete()
    Problem.objects.filter(pk=problem.pk).update(description="")
    tally = Tally()

    assert list(verify(trusted_keys(), tally)) == []
    assert tally.erased_texts == 1


def test_it_says_so_and_exits_with_0(world: World, capsys: pytest.CaptureFixture[str]):
    world.problem(State.LISTED)

    assert main(["verify"]) == 0
    assert capsys.readouterr().out.startswith("The record is whole. ")


def test_it_prints_a_line_for_each_finding_and_exits_with_1(world: World, capsys: pytest.CaptureFixture[str]):
    problem = world.problem(State.LISTED)
    with tampering():
        Problem.objects.filter(pk=problem.pk).update(state=State.WRITTEN_OFF)
        status = main(["verify"])
    lines = capsys.readouterr().out.splitlines()

    assert status == 1
    assert lines[0] == (
        f"P-projection · problem {problem.number} {problem.pk} · ledger.problem/{problem.pk}/state: the table says "
        "something else than the journal; the journal says listed; found was written_off"
    )
    assert lines[-1].startswith("3 things are not as the journal says. ")  # the row, and two counts


def test_it_prints_one_object_as_json(world: World, capsys: pytest.CaptureFixture[str]):
    problem = world.problem(State.LISTED)
    with tampering():
        Problem.objects.filter(pk=problem.pk).update(title="别的")
        status = main(["verify", "--json", "--subject", str(problem.pk)])
    printed = json.loads(capsys.readouterr().out)

    assert (status, printed["chains"], printed["events"]) == (1, 1, 3)
    assert [(row["code"], row["journal"], row["found"]) for row in printed["findings"]] == [
        ("P-projection", problem.title, "别的")
    ]


def test_it_knows_no_such_subject(world: World, capsys: pytest.CaptureFixture[str]):
    assert main(["verify", "--subject", str(uuid4())]) == 1


def test_the_number_of_queries_does_not_grow_with_the_record(world: World):
    counts = []
    for problems in (1, 5):
        for number in range(problems):
            world.problem(State.PLANNING, title=f"第{number}事")
        with CaptureQueriesContext(connection) as queries:
            findings()
        counts.append(len(queries))

    assert counts[0] == counts[1]


def test_the_numbers_of_practice_are_a_series_of_their_own(world: World):
    world.problem(State.LISTED)
    for n in range(2):
        world.problem(State.LISTED, title=f"练习{n}", campaign=world.practice)

    assert findings() == []
