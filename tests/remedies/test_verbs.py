"""Every verb of remedies once, with the record whole afterwards; who may, and what is refused."""

from datetime import UTC, date, datetime
from functools import partial

import pytest

from jianfa.ledger.models import Campaign, Problem
from jianfa.ledger.states import State
from jianfa.organisations.actions import give_post
from jianfa.organisations.models import Role
from jianfa.organisations.policy import Refused
from jianfa.remedies import actions
from jianfa.remedies.models import Effect, Petition, QuotaGrant
from jianfa.remedies.policy import may_confirm_visit, may_confirm_visits, may_draft_petition, may_judge, may_visit
from tests.journal.tampering import findings
from tests.remedies import effects as made
from tests.remedies.effects import everything
from tests.world import reread


def test_everything_that_can_happen_leaves_a_whole_record(world):
    everything(world)

    assert findings() == []
    assert Effect.objects.filter(state="waived").count() == 1
    assert sorted(Petition.objects.values_list("state", flat=True)) == ["dropped", "replied", "sent", "signed"]
    assert list(QuotaGrant.objects.in_force().values_list("kind", "number")) == [("staff_slot", 1)]


def test_nothing_is_petitioned_about_what_is_struck_off_already(client, world):
    problem = world.problem(State.WRITTEN_OFF)
    client.force_login(world.desk.person)

    page = client.get(f"/problems/{problem.pk}/").content.decode()

    assert not may_draft_petition(world.desk, problem)
    assert "draft_petition" not in page
    assert may_draft_petition(world.desk, world.problem(State.IN_PROGRESS))


def test_a_service_is_for_one_county_and_ends_with_its_problem(world):
    with pytest.raises(Refused):
        made.service(world, made.common(world))

    given = made.visited(world)
    Campaign.objects.filter(pk=given.problem.campaign_id).update(state=Campaign.State.CLOSED)
    given = reread(given)

    assert not may_visit(world.handler, given)
    assert not may_judge(world.liaison, given)


def test_whoever_noted_a_visit_does_not_confirm_it_for_the_county(world):
    visit = made.called_on(world)
    both = give_post(
        visit.recorded_by.person, actor=world.administrator, at=world.now, unit=world.east, role=Role.LIAISON,
        from_day=world.now.date(),
    )  # fmt: skip

    assert not may_confirm_visit(both, visit)
    assert not may_confirm_visits(both, visit.pairing)
    assert may_confirm_visit(world.liaison, visit)


def test_a_policy_serves_until_its_last_day_and_its_number_is_free_again(world):
    row = made.policy(world)
    actions.end_policy(row, actor=world.handler, at=world.now, ended_on=date(2026, 12, 31), reason="有误")
    actions.serve(reread(row), made.common(world), actor=world.handler, at=world.now)

    assert made.policy(world).document_no == row.document_no
    later = datetime(2027, 1, 1, 4, tzinfo=UTC)
    with pytest.raises(Refused):
        actions.serve(reread(row), made.common(world, title="另一件"), actor=world.handler, at=later)


def test_a_pairing_does_not_end_in_the_future(world):
    with pytest.raises(Refused) as refused:
        actions.end_pairing(made.paired(world), actor=world.desk, at=world.now, until_day=date(2026, 12, 31))
    assert refused.value.field == "until_day"


def test_a_letter_number_goes_out_once(world):
    for n, row in enumerate((made.petition(world, "signed"), made.petition(world, "signed"))):
        act = partial(
            actions.send_petition, row, actor=world.desk, at=world.now, letter_no="清工〔2026〕30号", letter_on=made.DAY
        )
        if n:
            with pytest.raises(Refused, match="30"):
                act()
        else:
            act()


def test_a_county_sees_what_it_was_granted_in_a_sensitive_matter_and_not_the_letter(world):
    problem = world.problem(State.IN_PROGRESS)
    Problem.objects.filter(pk=problem.pk).update(sensitivity="sensitive")
    row = made.granted(world, made.petition(world, "replied", problem))

    assert row.grants.get() in QuotaGrant.objects.visible_to(world.head)
    assert row not in Petition.objects.visible_to(world.other_head)
    if not Problem.objects.visible_to(world.head).filter(pk=problem.pk).exists():
        assert row not in Petition.objects.visible_to(world.head)


def test_an_unknown_unit_or_kind_is_no_list_of_all_grants(client, world):
    client.force_login(world.desk.person)

    for query in ("unit=nonsense", "kind=nonsense"):
        assert client.get(f"/remedies/grants/?{query}").status_code == 404
