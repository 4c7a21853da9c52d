"""Signing the list off, and the walk since."""

import pytest
from django.urls import reverse

from jianfa.ledger import actions as ledger
from jianfa.ledger.models import Amendment, Baseline
from jianfa.ledger.states import State
from tests.workspace.html import opened
from tests.world import events_of


def walk_page(client, post, **query):
    return opened(client, post, reverse("board_baseline", query=query))


def test_a_leader_finds_the_way_from_the_board_and_signs(client, world):
    world.problem(State.LISTED)
    board = opened(client, world.leader, reverse("board"))
    link = next(link for link in board.links(".burndown-walk a") if "baseline" in link)
    page = opened(client, world.leader, link)
    assert "现在在册 1 个问题" in page.text()

    signed = opened(client, world.leader, link, document_no="清工办〔2026〕3号")

    assert signed.status == 302
    row = Baseline.objects.get()
    assert (row.version, row.count, row.signed_by, row.document_no) == (1, 1, world.leader, "清工办〔2026〕3号")
    assert "sign_baseline" in events_of(world.campaign)


@pytest.mark.parametrize("role", ["desk", "head", "department_head", "auditor"])
def test_nobody_else_can_sign(client, world, role):
    world.problem(State.LISTED)
    post = world.posts[role]

    assert walk_page(client, post).texts("form.form-foot, main form") == []
    refused = opened(client, post, reverse("board_baseline"), document_no="")

    assert refused.status == 403
    assert not Baseline.objects.exists()


def test_an_empty_list_is_not_signed(client, world):
    assert walk_page(client, world.leader).texts("main form") == []
    assert opened(client, world.leader, reverse("board_baseline"), document_no="").status == 409


def test_a_document_number_that_is_too_long_comes_back_with_what_was_typed(client, world):
    world.problem(State.LISTED)
    page = opened(client, world.leader, reverse("board_baseline"), document_no="长" * 81)

    assert page.status == 200
    assert page.values("main form")["document_no"] == "长" * 81
    assert not Baseline.objects.exists()


def after_signature(world):
    """Two problems signed off, then one voided."""
    gone = world.problem(State.LISTED, title="租用场地到期")
    world.problem(State.LISTED)
    ledger.sign_baseline(world.campaign, actor=world.leader, at=world.tick())
    for actor in (world.department_head, world.leader):
        ledger.void(
            gone, actor=actor, at=world.tick(), reason="区划调整后原问题不再存在", proposal=ledger.open_proposal(gone)
        )
    return gone


def test_the_walk_lists_each_amendment_with_its_reason(client, world):
    after_signature(world)

    page = walk_page(client, world.desk)

    assert page.heading == "2 个怎样变成 1 个"
    assert page.texts(".trail li")[0].endswith("区划调整后原问题不再存在")
    assert Amendment.objects.count() == 1


def test_the_walk_can_be_read_by_kind(client, world):
    after_signature(world)

    assert len(walk_page(client, world.desk, kind="voided").texts(".trail li")) == 1
    assert walk_page(client, world.desk, kind="added").texts(".trail li") == []
    assert walk_page(client, world.desk, kind="nonsense").status == 400


def test_a_sensitive_amendment_is_listed_without_its_words(client, world):
    gone = after_signature(world)
    type(gone).objects.filter(pk=gone.pk).update(sensitivity="sensitive")

    text = walk_page(client, world.desk).text(".trail")

    assert "敏感事项" in text
    assert "租用场地" not in text
    assert "区划调整" not in text


def test_a_new_version_starts_the_walk_again_and_keeps_the_old_one(client, world):
    after_signature(world)
    ledger.sign_baseline(world.campaign, actor=world.leader, at=world.tick())

    page = walk_page(client, world.desk)

    assert page.heading == "1 个怎样变成 1 个"
    assert [text.split()[0] + text.split()[1] for text in page.texts("table tbody tr")][:2]
    assert len(page.texts("table tbody tr")) == 2
    assert page.texts(".trail li") == []
    board = opened(client, world.desk, reverse("board"))
    assert "基线 1 = 1" in board.text(".burndown-walk")
