"""A worker sees what became of it, says whether it satisfies, and appeals once."""

import pytest
from django.conf import settings
from django.test import override_settings

from jianfa.acceptance import actions as acceptance
from jianfa.intake import actions as intake
from jianfa.intake.models import Demand
from jianfa.journal.models import Event
from jianfa.ledger.models import Campaign
from jianfa.ledger.states import State
from jianfa.organisations import actions as organisations
from jianfa.organisations.models import TIMER
from jianfa.portal.actions import taking
from jianfa.portal.models import PORTAL_ID, Card, Feedback, Submission
from jianfa.portal.rules import ASKING, SAYING, digest_of, receipt_code
from jianfa.timer import make_round
from tests.portal.outside import TEXT, form, opened, public, sent, take_all
from tests.world import World

INSIDE = {
    name: getattr(settings, name)
    for name in ("ROOT_URLCONF", "MIDDLEWARE", "TEMPLATES", "LANGUAGE_COOKIE_NAME", "CSRF_FAILURE_VIEW")
}
"""The main process, for a test that stands in the public one."""
ANSWER = "已与项目部商定，下月起在工地旁供应热饭。"


@pytest.fixture
def outside(world: World):
    opened(world)
    with public() as browser:
        yield browser


def page_of(outside, code: str, status: int = 200) -> str:
    answer = outside.post("/follow/", {"code": code})
    assert answer.status_code == status
    return str(answer.content.decode())


def taken(outside, world: World, **typed) -> tuple[str, Demand]:
    code = sent(outside, **typed)
    take_all(world)
    return code, Demand.objects.get(pk=Card.objects.get(digest=digest_of(code)).demand)


def test_what_was_just_sent_is_found_when_it_has_been_taken_in(outside, world: World):
    code = sent(outside)
    assert "没有查到" in page_of(outside, code, 404)
    take_all(world)

    page = page_of(outside, code)
    assert "已收到，等待答复" in page
    assert "东城区总工会" in page


def test_the_answer_stands_under_the_code(outside, world: World):
    code, demand = taken(outside, world)
    intake.answer(demand, actor=world.liaison, at=world.now, text=ANSWER)
    take_all(world)

    page = page_of(outside, code)
    assert ANSWER in page
    assert "已答复" in page
    assert TEXT not in page


def test_what_is_said_of_it_reaches_whoever_answered(outside, world: World):
    code, demand = taken(outside, world)
    intake.answer(demand, actor=world.liaison, at=world.now, text=ANSWER)
    take_all(world)
    assert outside.post("/say/", {"code": code, "said": "mostly"}).status_code == 200
    take_all(world)

    demand.refresh_from_db()
    assert demand.satisfaction == "mostly"
    assert "基本满意" in page_of(outside, code)
    assert outside.post("/say/", {"code": code, "said": "not"}).status_code == 409


def test_one_may_appeal_once_against_a_refusal(outside, world: World):
    code, demand = taken(outside, world)
    intake.decline(demand, actor=world.liaison, at=world.now, reason="不属于工会职责范围。")
    take_all(world)
    assert "不予受理" in page_of(outside, code)
    assert outside.post("/say/", {"code": code, "said": "appeal", "text": " "}).status_code == 400
    assert outside.post("/say/", {"code": code, "said": "appeal", "text": "工地属于贵区"}).status_code == 200
    take_all(world)

    demand.refresh_from_db()
    assert (demand.state, demand.has_appealed) == ("received", True)
    assert outside.post("/say/", {"code": code, "said": "appeal", "text": "再看看"}).status_code == 409
    assert Event.objects.filter(chain=demand.pk, verb="appeal").exists()


def test_it_is_told_when_the_problem_it_went_into_is_struck_off(outside, world: World):
    problem = world.problem(State.PUBLICISED)
    code, demand = taken(outside, world)
    intake.summarise(demand, actor=world.liaison, at=world.now, title="工地热饭", summary="工地需要热饭点。")
    demand.refresh_from_db()
    intake.merge(demand, problem, actor=world.liaison, at=world.now, text="已与同类问题一并办理。")
    take_all(world)
    assert "已列入问题清单" in page_of(outside, code)
    ends_on = problem.publicity_ends_on
    assert ends_on is not None
    acceptance.write_off(problem, actor=world.desk, at=world.travel(days=(ends_on - world.now.date()).days + 2))
    take_all(world)

    assert "已解决并销账" in page_of(outside, code)


def appealed_twice(outside, world: World) -> Demand:
    """Let a worker appeal twice before the card says that there was an appeal."""
    code, demand = taken(outside, world)
    intake.decline(demand, actor=world.liaison, at=world.now, reason="不属于工会职责范围。")
    take_all(world)
    for text in ("工地属于贵区", "补充一句：另有工友作证"):
        assert outside.post("/say/", {"code": code, "said": "appeal", "text": text}).status_code == 200
    make_round(lambda: world.now)
    return demand


def test_a_second_appeal_that_is_refused_is_kept_for_the_desk_until_it_was_read(outside, world: World, client):
    demand = appealed_twice(outside, world)
    kept = Feedback.objects.exclude(text="").get()
    assert kept.refusal
    with override_settings(**INSIDE):
        client.force_login(world.leader.person)
        assert kept.text not in client.get("/portal/").content.decode()
        client.force_login(world.desk.person)
        page = client.get("/portal/").content.decode()
        assert [part in page for part in (kept.text, str(kept.refusal), demand.receipt_no)] == [True] * 3
        assert client.post("/portal/appeals/", {"read": [str(kept.pk)]}).status_code == 302
        again = client.post("/portal/appeals/", {"read": [str(kept.pk)]})
        assert client.post("/portal/appeals/", {"read": ["1"]}).status_code == 404
        assert kept.text not in client.get("/portal/").content.decode()

    assert again.status_code == 409
    assert not Feedback.objects.exclude(text="").exists()
    assert Event.objects.get(verb="read_appeals").chain_id == PORTAL_ID


def test_the_page_says_that_an_appeal_is_under_way(outside, world: World):
    code, demand = taken(outside, world)
    intake.decline(demand, actor=world.liaison, at=world.now, reason="不属于工会职责范围。")
    take_all(world)
    outside.post("/say/", {"code": code, "said": "appeal", "text": "工地属于贵区"})
    take_all(world)

    assert "申诉已收到" in page_of(outside, code)


def test_a_rating_that_comes_too_late_is_emptied(world: World):
    row = Feedback.objects.create(digest="3" * 64, sent_at=world.now, said="not", text="太慢")
    taking.put_aside(row, "没有", world.now)

    assert Feedback.objects.get().text == ""


def declined(outside, world: World) -> str:
    code, demand = taken(outside, world)
    intake.decline(demand, actor=world.liaison, at=world.now, reason="不属于工会职责范围。")
    take_all(world)
    return code


def test_a_mark_of_secrecy_in_an_appeal_is_named_beside_the_text(outside, world: World):
    code = declined(outside, world)
    answer = outside.post("/say/", {"code": code, "said": "appeal", "text": "机密★1年 见附件"})
    page = answer.content.decode()

    assert answer.status_code == 400
    assert page.count("此处严禁录入涉密信息") == 1
    assert "机密★1年 见附件</textarea>" in page
    assert not Feedback.objects.exists()


def test_an_appeal_that_comes_too_late_is_given_back_with_the_reason(outside, world: World):
    code = declined(outside, world)
    outside.post("/say/", {"code": code, "said": "appeal", "text": "工地属于贵区"})
    take_all(world)
    answer = outside.post("/say/", {"code": code, "said": "appeal", "text": "补充一句"})
    page = answer.content.decode()

    assert answer.status_code == 409
    assert "未提交：您已申诉过" in page
    assert "补充一句</textarea>" in page


def test_what_is_said_too_often_is_given_back_with_the_reason(outside, world: World):
    code = declined(outside, world)
    for n in range(SAYING.most):
        assert outside.post("/say/", {"code": code, "said": "appeal", "text": f"理由{n}"}).status_code == 200
    answer = outside.post("/say/", {"code": code, "said": "appeal", "text": "再说一次"})

    assert answer.status_code == 429
    assert "未提交：" in answer.content.decode()
    assert "再说一次</textarea>" in answer.content.decode()


def test_whoever_has_a_code_is_not_held_up_by_a_network_that_looks_codes_up(outside, world: World):
    code, wrong = declined(outside, world), receipt_code(b"guess", "guess")
    for _n in range(ASKING.most + 1):
        outside.post("/follow/", {"code": wrong})
    assert outside.post("/say/", {"code": wrong, "said": "appeal", "text": "猜"}).status_code == 429

    assert outside.post("/say/", {"code": code, "said": "appeal", "text": "工地属于贵区"}).status_code == 200


# Words that do not fit, and too many of them


@pytest.mark.parametrize("typed", ["", "ABC", "AAAA-CCCC-DDDD-EEEE", "<script>"])
def test_what_is_no_code_is_said_to_be_none(outside, typed):
    answer = outside.post("/follow/", {"code": typed})

    assert answer.status_code == 400
    assert "id_code_error" in answer.content.decode()


def test_a_code_that_fits_but_was_never_given_out_finds_nothing(outside):
    code = receipt_code(b"guess", "guess")

    assert "没有查到" in page_of(outside, code, 404)
    assert outside.post("/say/", {"code": code, "said": "satisfied"}).status_code == 404
    assert not Feedback.objects.exists()


def test_nothing_can_be_said_before_there_is_an_answer(outside, world: World):
    code, _demand = taken(outside, world)

    assert outside.post("/say/", {"code": code, "said": "satisfied"}).status_code == 409
    assert not Feedback.objects.exists()


def test_codes_cannot_be_tried_out_by_the_thousand(outside):
    code = receipt_code(b"guess", "guess")
    statuses = [outside.post("/follow/", {"code": code}).status_code for _n in range(ASKING.most + 1)]

    assert statuses == [404] * ASKING.most + [429]


def test_looking_a_code_up_takes_two_queries(outside, world: World, django_assert_num_queries):
    code, _demand = taken(outside, world)
    for n in range(2):
        taken(outside, world, text=f"第{n}件，{TEXT}")

    with django_assert_num_queries(2):
        page_of(outside, code)


# Taken in


def test_the_inbox_is_empty_of_words_once_they_were_taken_in(outside, world: World):
    _code, demand = taken(outside, world, contact="周师傅")

    row = Submission.objects.get()
    assert (row.text, row.contact) == ("", "")
    assert (demand.text, demand.contact, demand.is_anonymous, demand.summary) == (TEXT, "周师傅", False, "")
    assert demand.raised_at == row.sent_at
    assert (demand.first_receiver, demand.channel) == (world.east, "portal")


def test_what_concerns_the_union_there_goes_to_the_city(outside, world: World):
    _code, demand = taken(outside, world, wants_city="on")

    assert (demand.first_receiver, demand.source_unit) == (world.city, world.east)


def test_taking_in_twice_makes_one_demand(outside, world: World):
    sent(outside)
    row = Submission.objects.get()
    first = taking.take_in(row, actor=TIMER, at=world.now)
    second = taking.take_in(row, actor=TIMER, at=world.now)

    assert first == second
    assert Card.objects.count() == Demand.objects.count() == 1


def test_the_timer_takes_in_what_can_be_and_says_what_cannot(outside, world: World):
    sent(outside)
    Submission.objects.create(digest="1" * 64, sent_at=world.now, unit_code="nowhere", text="甲")
    Feedback.objects.create(digest="2" * 64, sent_at=world.now, said="satisfied")
    done = make_round(lambda: world.now).done["portal"]

    assert done == 1
    assert "nowhere" in Submission.objects.get(taken_at=None).refusal
    assert Feedback.objects.get().refusal
    assert make_round(lambda: world.now).done["portal"] == 0


def test_without_an_open_campaign_a_demand_waits(outside, world: World):
    sent(outside)
    Campaign.objects.update(state=Campaign.State.CLOSED)
    make_round(lambda: world.now)

    row = Submission.objects.get()
    assert (row.taken_at, row.text) == (None, TEXT)
    assert "专项工作" in row.refusal


def test_a_unit_that_ends_is_offered_no_more(outside, world: World):
    assert 'value="T-03"' in outside.get("/raise/").content.decode()
    organisations.change_unit(world.lake, actor=TIMER, at=world.now, valid_until=world.now.date())
    taking.renew_units()

    assert 'value="T-03"' not in outside.get("/raise/").content.decode()
    assert outside.post("/raise/", form(unit="T-03")).status_code == 400
