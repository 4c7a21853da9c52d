"""A petition signed on the sheet itself (代录): one clerk enters it, another compares, the leader is the signer."""

from datetime import timedelta

import pytest
from django.urls import reverse

from jianfa.organisations.models import Proposal
from jianfa.organisations.policy import Refused
from jianfa.remedies import actions
from tests.journal.tampering import findings
from tests.remedies import effects as made
from tests.remedies.test_pages import in_person, step
from tests.workspace.html import opened
from tests.world import events_of


def test_two_clerks_enter_a_signature_on_paper_and_the_leader_is_the_signer(client, world):
    row = made.petition(world)
    entered = opened(
        client, world.desk, step("petitions", row, "record"), decider=str(world.leader.pk),
        document_no="清工〔2026〕21号", document_day=world.now.date().isoformat(),
    )  # fmt: skip
    first = opened(client, world.desk, reverse("remedy", args=["petitions", row.pk]))
    second = opened(client, world.second_clerk, reverse("home"))
    page = opened(client, world.second_clerk, reverse("remedy", args=["petitions", row.pk]))
    confirmed = in_person(client, world.second_clerk, step("petitions", row, "check"))
    row.refresh_from_db()

    assert (entered.status, confirmed.status) == (302, 302)
    assert first.texts("[data-next]") == []
    assert "待另一名经办人与纸件核对。" in first.text("main")
    assert "待核对的纸件签字 1" in second.texts(".card-head h2")
    assert page.texts("[data-next]") == ["核对纸件签字"]
    assert "清工〔2026〕21号" in page.text("main")
    assert (row.state, row.signed_by, row.signer) == ("signed", world.leader, world.leader.person)
    assert Proposal.objects.get(subject_id=row.pk).decider == world.second_clerk.person
    assert events_of(row)[-2:] == ["record_paper_signature", "sign_petition"]
    assert findings() == []


def test_whoever_entered_it_does_not_confirm_it_and_the_leader_waits_meanwhile(client, world):
    row = made.on_paper(world)

    assert opened(client, world.desk, step("petitions", row, "check")).status == 403
    assert opened(client, world.desk, step("petitions", row, "record")).status == 409
    assert opened(client, world.leader, step("petitions", row, "sign")).status == 409
    assert "待签发的争取事项" not in opened(client, world.leader, reverse("home")).text("main")


def test_what_does_not_fit_the_sheet_leaves_a_draft(client, world):
    row = made.on_paper(world)
    wordless = opened(client, world.second_clerk, step("petitions", row, "refuse"), reason=" ")
    refused = opened(client, world.second_clerk, step("petitions", row, "refuse"), reason="原件无签字")
    row.refresh_from_db()

    assert (wordless.status, refused.status, row.state) == (400, 302, "drafted")
    assert Proposal.objects.get().state == "rejected"
    assert opened(client, world.leader, step("petitions", row, "sign")).status == 200


@pytest.mark.parametrize("verb", ["amend", "drop"])
def test_a_draft_that_becomes_another_one_takes_the_signature_on_paper_back(world, verb):
    row = made.on_paper(world)
    if verb == "drop":
        actions.drop_petition(row, actor=world.desk, at=world.now, reason="并入另一件")
    else:
        letter = actions.Letter(world.east_government, "关于增设机构的请示", "恳请。")
        actions.amend_petition(row, letter, actor=world.desk, at=world.now)

    assert Proposal.objects.get().state == "withdrawn"
    with pytest.raises(Refused):
        actions.confirm_paper_signature(row, actor=world.second_clerk, at=world.now)


@pytest.mark.parametrize(
    ("given", "field"),
    [({"document_no": " "}, "document_no"), ({"days": 1}, "document_day"), ({"days": -400}, "document_day")],
)
def test_a_signature_on_paper_names_its_document_and_a_day_after_the_draft(world, given, field):
    row = made.petition(world)
    with pytest.raises(Refused) as refused:
        actions.record_paper_signature(
            row, actor=world.desk, at=world.now, decider=world.leader,
            document_no=given.get("document_no", "清工〔2026〕21号"),
            document_day=world.now.date() + timedelta(days=given.get("days", 0)),
        )  # fmt: skip

    assert refused.value.field == field


@pytest.mark.parametrize("who", ["department_head", "head"])
def test_only_a_leader_can_have_signed(world, who):
    row = made.petition(world)

    with pytest.raises(Refused):
        actions.record_paper_signature(
            row, actor=world.desk, at=world.now, decider=getattr(world, who), document_no="1号",
            document_day=world.now.date(),
        )  # fmt: skip
