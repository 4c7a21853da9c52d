"""A person confirms that two are alike; both pages say so, nothing is merged, and it can be taken back."""

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from jianfa.intake import actions
from jianfa.intake.models import DemandLink
from jianfa.organisations.policy import Refused, Why
from tests.intake.made import from_worker, raised
from tests.journal.tampering import findings
from tests.workspace.html import opened
from tests.world import events_of, reread


def as_(post) -> Client:
    client = Client()
    client.force_login(post.person)
    return client


def pair(world):
    first = raised(world, "增设经审办")
    second = raised(world, "要有经费审查办", unit=world.west, actor=world.other_liaison)
    return first, second


def address(one, kind: str, other) -> str:
    return reverse("alike", args=["demand", one.pk, kind, other.pk])


def test_both_texts_stand_side_by_side_with_what_is_alike_marked(world):
    one, other = pair(world)

    page = opened(Client(), world.desk, address(one, "demand", other))

    assert page.texts("h2 mark") == ["经审办", "经费审查办"]


def test_confirming_is_an_event_and_both_pages_say_so(world):
    one, other = pair(world)

    answer = as_(world.desk).post(address(one, "demand", other))

    assert answer.status_code == 302
    link = DemandLink.objects.get()
    assert (link.kind, link.confirmed_by, link.ended_at) == ("like", world.desk, None)
    assert events_of(link.demand)[-1] == "confirm_like"
    assert (reread(one).state, reread(other).state) == ("received", "received")
    for shown, at_the_other_end in ((one, other), (other, one)):
        page = as_(world.desk).get(reverse("demand", args=[shown.pk])).content.decode()
        assert "已确认相似" in page
        assert reverse("demand", args=[at_the_other_end.pk]) in page
    assert findings() == []


def test_a_problem_shows_the_demands_confirmed_to_be_like_it(world):
    one, problem = raised(world, "增设经审办"), world.problem("listed", title="经审机构编制不足")

    as_(world.desk).post(address(one, "problem", problem))

    assert "增设经审办" in as_(world.desk).get(reverse("problem", args=[problem.pk])).content.decode()
    assert "经审机构编制不足" in as_(world.desk).get(reverse("demand", args=[one.pk])).content.decode()


def test_whoever_may_not_see_the_other_end_is_not_told_of_it(world):
    one, other = pair(world)
    actions.confirm_like(one, other, actor=world.desk, at=world.now)

    page = as_(world.liaison).get(reverse("demand", args=[one.pk])).content.decode()

    assert "已确认相似" not in page
    assert as_(world.liaison).get(address(one, "demand", other)).status_code == 404
    assert as_(world.liaison).post(address(one, "demand", other)).status_code == 404


def test_the_same_pair_is_confirmed_once_from_either_side(world):
    one, other = pair(world)
    actions.confirm_like(one, other, actor=world.desk, at=world.now)

    with pytest.raises(Refused, match="已经确认"):
        actions.confirm_like(other, one, actor=world.second_clerk, at=world.now)
    known = DemandLink.objects.get()
    with pytest.raises(IntegrityError), transaction.atomic():
        DemandLink.objects.create(
            demand=known.demand, other=known.other, kind="like", confirmed_by=world.desk, confirmed_at=world.now
        )


def test_it_is_taken_back_and_can_be_confirmed_again(world):
    one, other = pair(world)
    as_(world.desk).post(address(one, "demand", other))

    answer = as_(world.second_clerk).post(address(one, "demand", other) + "end/", {"reason": "不是一回事"})

    assert answer.status_code == 302
    link = DemandLink.objects.get()
    assert link.ended_by == world.second_clerk
    assert events_of(link.demand)[-1] == "end_like"
    assert as_(world.desk).post(address(one, "demand", other) + "end/").status_code == 404
    assert as_(world.desk).post(address(one, "demand", other)).status_code == 302
    assert DemandLink.objects.filter(ended_at=None).count() == 1


def test_a_county_confirms_only_for_what_is_with_it(world):
    ours, wants_city = from_worker(world), raised(world, "增设经审办")
    actions.summarise(ours, actor=world.liaison, at=world.now, title="食堂太远", summary="食堂离车间较远")

    assert as_(world.liaison).post(address(reread(ours), "demand", wants_city)).status_code == 302
    problem = world.problem("submitted", title="经审机构编制不足")
    assert as_(world.liaison).post(address(wants_city, "problem", problem)).status_code == 403


def test_what_was_withdrawn_is_compared_with_nothing(world):
    one, other = pair(world)
    actions.withdraw(one, actor=world.liaison, at=world.now)

    with pytest.raises(Refused) as refused:
        actions.confirm_like(reread(one), other, actor=world.desk, at=world.now)

    assert refused.value.why == Why.STATE


def test_an_action_refuses_what_its_actor_does_not_see(world):
    ours = from_worker(world)
    problem = world.problem("draft", title="没有交来的事")

    with pytest.raises(Refused) as refused:
        actions.confirm_like(ours, problem, actor=world.desk, at=world.now)

    assert refused.value.why == Why.HIDDEN
    with pytest.raises(Refused):
        actions.confirm_like(ours, ours, actor=world.desk, at=world.now)


def test_two_problems_are_merged_elsewhere(world):
    one, other = world.problem("listed", title="经审编制不足"), world.problem("listed", title="经审编制不够")
    address = reverse("alike", args=["problem", one.pk, "problem", other.pk])

    assert reverse("move", args=[one.pk, "merge"]) in as_(world.desk).get(address).content.decode()
    assert as_(world.desk).post(address).status_code == 404
