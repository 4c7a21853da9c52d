"""Batches as the actions make them: in bulk what one by one would make, guarded, and provable."""

from functools import partial

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from jianfa.cli.proof.whole import Tally, verify
from jianfa.exchange import actions as exchange
from jianfa.exchange.models import Batch, BatchRow
from jianfa.journal.actions import Stale
from jianfa.journal.queries import trusted_keys
from jianfa.ledger import actions as ledger
from jianfa.ledger.actions.importing import check_rows, import_problems, index_batch, undo_import, upload_list
from jianfa.ledger.actions.moving import index_text
from jianfa.ledger.models import Gram, Origin, Problem, Standing, tracked
from jianfa.ledger.states import State
from jianfa.organisations.policy import Refused
from tests import lists
from tests.world import events_of, reread

ROWS = [{"title": f"第{name}类问题" + name * 9} for name in "甲乙丙丁戊己庚辛"]


@pytest.fixture
def batch(world):
    return upload_list(world.campaign, actor=world.desk, at=world.now, data=lists.book(ROWS), name="清单.xlsx")


def brought_in(batch, world):
    import_problems(batch, actor=world.desk, at=world.now)
    return list(Problem.objects.filter(imported__batch=batch).order_by("imported__batch_row__position"))


def test_a_row_becomes_what_a_draft_by_hand_would_be(batch, world):
    problem = brought_in(batch, world)[0]
    content = ledger.Draft(
        title=problem.title, source_unit=world.east, lead=world.finance, owner_name="周敏",
        solver="superior_union", nature="individual", due=problem.due_current, due_text=problem.due_text,
        dimension=problem.dimension, assists=[world.rights],
        measures=[
            ledger.NewMeasure(text, unit=world.finance, owner_name="周敏", due=problem.due_current)
            for text in ("建立台账", "分批换届")
        ],
    )  # fmt: skip
    by_hand = ledger.draft(
        world.campaign, content, actor=world.desk, at=world.now, origin=Origin.IMPORT, state=State.SUBMITTED
    )

    assert tracked(reread(problem)) == tracked(reread(by_hand))
    columns = ("text", "unit", "owner_name", "due_current", "due_original", "weight", "position")
    told = [list(one.measures.values_list(*columns)) for one in (problem, by_hand)]
    assert told[0] == told[1]
    assert reread(problem).search == reread(by_hand).search
    grams = [set(Gram.objects.filter(problem=one).values_list("gram", flat=True)) for one in (problem, by_hand)]
    assert grams[0] == grams[1]
    standings = [Standing.objects.get(problem=one) for one in (problem, by_hand)]
    assert standings[0].from_day == standings[1].from_day
    for column in (
        "version",
        "state",
        "origin",
        "drafted_by_id",
        "submitted_by_id",
        "clock",
        "weight",
        "acting_unit_id",
    ):
        assert getattr(problem, column) == getattr(by_hand, column), column


def test_the_record_is_whole_after_import_and_undo(batch, world):
    brought_in(batch, world)
    assert list(verify(trusted_keys(), Tally())) == []

    undo_import(batch, actor=world.desk, at=world.now, reason="传错了")

    assert list(verify(trusted_keys(), Tally())) == []


def test_undoing_writes_the_same_as_withdrawing_by_hand(batch, world):
    other = brought_in(batch, world)[1]
    ledger.withdraw(other, actor=world.desk, at=world.travel(minutes=1))
    undone = upload_list(world.practice, actor=world.desk, at=world.now, data=lists.book(ROWS[:1]), name="清单.xlsx")
    (mine,) = brought_in(undone, world)
    undo_import(undone, actor=world.desk, at=world.travel(minutes=1))

    assert events_of(mine) == events_of(other) == ["draft", "withdraw"]
    assert (reread(mine).state, reread(mine).version) == (reread(other).state, reread(other).version)
    assert list(Standing.objects.filter(problem=mine, until_at=None).values_list("state", "seq")) == [("voided", 2)]


def test_it_is_not_undone_when_one_problem_has_moved_on_and_names_it(batch, world):
    problems = brought_in(batch, world)
    ledger.return_(problems[3], actor=world.desk, at=world.now, missing="请补充人数")

    with pytest.raises(Refused, match="第丁类问题"):
        undo_import(batch, actor=world.desk, at=world.now)

    assert {reread(problem).state for problem in problems} == {"submitted", "returned"}
    assert reread(batch).state == "committed"


def test_nothing_is_undone_when_somebody_moves_a_problem_at_the_same_moment(batch, world, monkeypatch):
    problems = brought_in(batch, world)
    monkeypatch.setattr("jianfa.ledger.actions.importing.moved_on", lambda batch: Problem.objects.none())
    ledger.return_(problems[3], actor=world.desk, at=world.now, missing="请补充人数")

    with pytest.raises(Stale):
        undo_import(batch, actor=world.desk, at=world.now)

    assert reread(batch).state == "committed"
    assert reread(problems[0]).state == "submitted"


def test_committed_twice_is_imported_once(batch, world):
    same = Batch.objects.get(pk=batch.pk)
    brought_in(batch, world)

    with pytest.raises((Refused, Stale)):
        import_problems(same, actor=world.desk, at=world.now)

    assert Problem.objects.count() == len(ROWS)


def test_a_fault_in_the_middle_leaves_nothing(batch, world, monkeypatch):
    def fail(*_args):
        raise RuntimeError("the power is gone")

    monkeypatch.setattr("jianfa.ledger.actions.importing.write_prepared", fail)
    with pytest.raises(RuntimeError):
        import_problems(batch, actor=world.desk, at=world.now)

    assert not Problem.objects.exists()
    assert reread(batch).state == "understood"
    assert set(BatchRow.objects.values_list("outcome", flat=True)) == {""}


def test_indexing_can_be_taken_up_again(batch, world):
    problems = brought_in(batch, world)
    Gram.objects.filter(problem__in=problems[2:]).delete()

    index_batch(batch)
    before = Gram.objects.count()
    index_batch(batch)

    assert Gram.objects.count() == before
    index_text(problems[5])
    assert Gram.objects.count() == before


def test_the_number_of_queries_does_not_grow_with_the_rows(world):
    def cost(rows):
        batch = upload_list(world.campaign, actor=world.desk, at=world.now, data=lists.book(rows), name="清单.xlsx")
        with CaptureQueriesContext(connection) as caught:
            import_problems(batch, actor=world.desk, at=world.now)
        return len(caught)

    assert cost(ROWS[:2]) == cost(ROWS[2:])


def test_a_batch_tells_its_whole_life_in_its_chain(batch, world):
    check = partial(check_rows, world.campaign, world.now)
    row = batch.rows.get(position=1)
    exchange.correct_row(batch, row, {"person": "陈刚"}, actor=world.desk, at=world.now, check=check)
    exchange.choose_rows(batch, {2: "skip"}, actor=world.desk, at=world.now)
    exchange.name_units(batch, {"财务处": world.finance}, actor=world.desk, at=world.now, check=check)
    brought_in(batch, world)
    undo_import(batch, actor=world.desk, at=world.now)

    assert events_of(batch) == ["upload", "correct", "choose", "name_units", "commit", "undo"]
    assert (batch.rows_taken, batch.rows_skipped, batch.rows_rejected) == (len(ROWS) - 1, 1, 0)


def test_the_digest_of_what_was_taken_changes_with_any_value(world):
    digests = []
    for campaign, person in ((world.campaign, "周敏"), (world.practice, "陈刚")):
        batch = upload_list(
            campaign, actor=world.desk, at=world.now, data=lists.book([{"person": person}]), name="a.xlsx"
        )
        brought_in(batch, world)
        digests.append(batch.rows_digest)

    assert len(set(digests)) == 2


def test_a_closed_campaign_takes_no_list(world):
    ledger.close_campaign(world.campaign, actor=world.leader, at=world.now)

    with pytest.raises(Refused, match="专项工作"):
        upload_list(world.campaign, actor=world.desk, at=world.now, data=lists.book(), name="清单.xlsx")


def test_another_office_changes_nothing(batch, world):
    for post in (world.liaison, world.leader, world.handler):
        with pytest.raises(Refused):
            exchange.discard(batch, actor=post, at=world.now)
    assert reread(batch).state == "understood"


def test_a_secrecy_mark_typed_into_a_row_is_refused_and_not_kept(batch, world):
    check = partial(check_rows, world.campaign, world.now)
    row = batch.rows.get(position=1)

    with pytest.raises(Refused, match="涉密"):
        exchange.correct_row(batch, row, {"title": "绝密事项"}, actor=world.desk, at=world.now, check=check)

    assert "绝密" not in str(batch.rows.get(position=1).values)
    assert len(brought_in(batch, world)) == len(ROWS)


def test_a_column_nobody_knows_is_kept_under_its_own_heading(world):
    data = lists.book([{"title": "场地不足"}], more={"联系电话": "略", "进度安排": "年底建成"})
    batch = upload_list(world.campaign, actor=world.desk, at=world.now, data=data, name="清单.xlsx")

    import_problems(batch, actor=world.desk, at=world.now)

    assert "联系电话：略" in Problem.objects.get(imported__batch=batch).description
    assert len(reread(batch).rows_digest) == 64


def test_problems_stand_in_the_order_of_the_file(batch, world):
    brought_in(batch, world)
    written = [row.values["title"] for row in batch.rows.order_by("position")]

    found = Problem.objects.filter(imported__batch=batch).order_by("submitted_at", "pk")

    assert [problem.title for problem in found] == written
