"""A demand comes in: number, first receiver, who sees it and whose words it keeps."""

import pytest
from django.db import IntegrityError, transaction

from jianfa.intake import actions
from jianfa.intake.models import Demand
from jianfa.intake.policy import may_read_text
from jianfa.intake.queries import demand_of, offers
from jianfa.intake.states import Channel
from jianfa.organisations.models import TIMER
from jianfa.organisations.policy import Refused, Why
from tests.intake.made import TEXT, from_worker, handed, raised, summarised
from tests.journal.tampering import findings
from tests.world import World, events_of, reread


def seen_by(world: World, demand: Demand) -> list[str]:
    return [key for key, post in world.posts.items() if Demand.objects.visible_to(post).filter(pk=demand.pk).exists()]


CITY = ["desk", "second_clerk", "leader", "other_leader"]


def test_it_gets_the_next_receipt_number_and_is_with_the_city(world):
    first, second = raised(world), raised(world, "驿站没有热水")

    assert (first.receipt_no, second.receipt_no) == ("诉2026-0001", "诉2026-0002")
    assert (first.owner, first.first_receiver, first.state) == (world.city, world.city, "received")
    assert events_of(first) == ["raise_demand"]
    assert findings() == []


def test_practice_counts_by_itself(world):
    raised(world)

    assert raised(world, campaign=world.practice).receipt_no == "练诉2026-0001"


def test_the_same_key_takes_it_in_once(world):
    first = from_worker(world, key="abc")
    again = from_worker(world, key="abc")

    assert first == again
    assert Demand.objects.count() == 1
    assert raised(world).receipt_no == "诉2026-0002"


def test_what_a_county_handed_in_is_seen_by_itself_and_the_city(world):
    assert seen_by(world, raised(world)) == [*CITY, "liaison", "head", "auditor"]


def test_what_a_worker_wrote_is_with_the_union_asked(world):
    demand = from_worker(world)

    assert (demand.first_receiver, demand.owner, demand.title) == (
        world.east,
        world.east,
        "我叫王大力，电话13812345678，食堂离车间太远",
    )
    assert demand.summary == ""
    assert seen_by(world, demand) == [*CITY, "liaison", "head", "auditor"]


def test_what_a_worker_means_for_the_city_is_hidden_from_the_union_it_concerns(world):
    demand = from_worker(world, wants_city=True)

    assert demand.first_receiver == world.city
    assert seen_by(world, demand) == [*CITY, "auditor"]


def test_only_the_first_receiver_reads_a_workers_words(world):
    demand = handed(world)
    actions.accept_handover(demand, actor=world.handler, at=world.now)
    demand = reread(demand)

    assert [key for key, post in world.posts.items() if may_read_text(post, demand)] == ["liaison", "head"]
    assert (demand.owner, demand.first_receiver) == (world.finance, world.east)


def test_a_draft_is_the_offices_own_until_it_is_handed_in(world):
    words = actions.Words("标题", TEXT)
    demand = actions.keep_draft(
        words, actor=world.liaison, at=world.now, campaign=world.campaign, unit=world.east, channel=Channel.COUNTY
    )

    assert seen_by(world, demand) == ["liaison", "head"]
    assert demand.receipt_no is None

    actions.hand_in(demand, actor=world.head, at=world.now)

    assert reread(demand).receipt_no == "诉2026-0001"
    assert seen_by(world, demand) == [*CITY, "liaison", "head", "auditor"]


def test_the_loader_says_the_same_for_what_is_not_there(world):
    demand = raised(world)
    with pytest.raises(Refused) as hidden:
        demand_of(world.other_liaison, demand.pk)

    assert hidden.value.why == Why.HIDDEN
    assert demand_of(world.liaison, demand.pk) == demand


@pytest.mark.parametrize(
    ("actor", "channel", "unit", "why"),
    [
        ("liaison", Channel.COUNTY, "west", Why.OFFICE), ("desk", Channel.COUNTY, "east", Why.OFFICE),
        ("leader", Channel.ON_BEHALF, "east", Why.OFFICE), ("desk", Channel.PORTAL, "east", Why.OFFICE),
        ("desk", Channel.ON_BEHALF, "east_government", Why.VALUE),
    ],
)  # fmt: skip
def test_it_refuses_what_is_not_the_posts_to_hand_in(world, actor, channel, unit, why):
    with pytest.raises(Refused) as refused:
        raised(world, actor=getattr(world, actor), channel=channel, unit=getattr(world, unit))

    assert refused.value.why == why
    assert not Demand.objects.exists()


def test_it_refuses_a_demand_without_words_and_one_with_a_secrecy_mark(world):
    for text in ("  ", "机密★10年 某事"):
        with pytest.raises(Refused) as refused:
            raised(world, text=text)

        assert (refused.value.why, refused.value.field) == (Why.VALUE, "text")
    assert not Demand.objects.exists()


def test_every_submitter_gets_an_answer_in_words(world):
    demand = raised(world)
    with pytest.raises(Refused):
        actions.answer(demand, actor=world.desk, at=world.now, text=" ")

    actions.answer(demand, actor=world.desk, at=world.now, text="已报市编办。")
    demand = reread(demand)

    assert (demand.state, demand.answer) == ("answered", "已报市编办。")
    assert [offer.verb for offer in offers(demand, world.liaison)] == ["appeal", "rate"]
    with pytest.raises(IntegrityError), transaction.atomic():
        Demand.objects.filter(pk=demand.pk).update(answer="")


def test_by_itself_the_system_answers_nothing(world):
    with pytest.raises(Refused):
        actions.answer(from_worker(world), actor=TIMER, at=world.now, text="好")


@pytest.mark.parametrize(
    "values", [{"text": "改"}, {"receipt_no": "诉2026-0009"}, {"owner": "finance"}, {"first_receiver": "finance"}]
)
def test_the_database_keeps_what_was_handed_in(world, values):
    demand = raised(world)
    given = {key: world.finance if value == "finance" else value for key, value in values.items()}

    with pytest.raises(Exception, match="intake"), transaction.atomic():
        Demand.objects.filter(pk=demand.pk).update(**given)


def test_the_database_lets_no_words_of_a_worker_leave_without_a_summary(world):
    demand = from_worker(world)

    with pytest.raises(Exception, match="intake"), transaction.atomic():
        Demand.objects.filter(pk=demand.pk).update(state="handing_over", handed_to=world.finance)


def test_a_summary_is_what_the_others_read(world):
    demand = summarised(world)

    assert (demand.title, demand.summary[:4]) == ("食堂太远", "职工反映")
    assert events_of(demand) == ["raise_demand", "summarise"]


def test_other_words_under_the_same_key_are_refused_and_not_lost(world):
    first = raised(world, "甲", text="甲事", key="k")

    assert raised(world, "甲", text="甲事", key="k") == first
    with pytest.raises(Refused, match=str(first.receipt_no)):
        raised(world, "乙", text="乙事", key="k")
