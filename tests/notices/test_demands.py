"""Demands in the centre of notices: who hears of what, and what a mail may say of a worker's words."""

from django.urls import reverse

from jianfa.intake import actions as intake
from jianfa.intake.states import MOVES
from jianfa.notices.actions import begin_reading, collect, prefer
from jianfa.notices.models import Notice
from jianfa.notices.queries import lines_of
from jianfa.notices.states import DEMAND_VERBS, TOLD, UNTOLD
from jianfa.organisations.models import Post
from tests.intake.made import from_worker, handed, raised, summarised
from tests.workspace.html import Page, queries
from tests.world import World, reread


def told(kind: str) -> set[str]:
    return set(Notice.objects.filter(kind=kind).values_list("person__username", flat=True))


def line(post: Post, kind: str):
    (found,) = lines_of([Notice.objects.get(person=post.person_id, kind=kind)])
    return found


def test_every_verb_of_a_demand_is_told_or_says_why_not():
    untold = {verb for verb in MOVES if f"demand_{verb}" not in {*TOLD, *UNTOLD}}

    assert untold == set()
    assert {verb for verb in DEMAND_VERBS if verb not in MOVES} == {"raise_demand", "urgent", "received"}


def test_a_demand_is_told_to_the_city_and_its_answer_to_the_county(client, world: World):
    begin_reading()
    demand = raised(world)
    intake.answer(demand, actor=world.desk, at=world.now, text="下月起开放。")
    collect(at=world.now)

    assert told("demand_received") == {"desk", "second_clerk"}
    assert told("demand_answer") == {"head", "liaison"}
    client.force_login(world.liaison.person)
    text = Page(client.get(reverse("notices"))).text("main")
    assert (f"您的诉求已答复：{demand.title}" in text, str(demand.receipt_no) in text) == (True, True)
    notice = Notice.objects.get(person=world.liaison.person_id, kind="demand_answer")
    assert client.post(reverse("notice_open", args=[notice.pk])).url == reverse("demand", args=[demand.pk])


def test_urgent_words_are_told_to_the_first_receiver_as_a_legal_notice(world: World):
    begin_reading()
    from_worker(world, urgent="wages")
    collect(at=world.now)

    assert (told("demand_urgent"), told("demand_received")) == ({"liaison", "head"}, set())
    assert TOLD["demand_urgent"].is_legal


def test_what_is_meant_for_the_city_is_not_told_to_the_union_it_concerns(world: World):
    begin_reading()
    from_worker(world, urgent="danger", wants_city=True)
    collect(at=world.now)

    assert told("demand_urgent") == {"desk", "second_clerk"}


def test_an_offer_is_told_to_whom_it_was_made_also_after_they_refused_it(world: World):
    begin_reading()
    demand = handed(world)
    intake.refuse_handover(demand, actor=world.handler, at=world.now, reason="不属本部职责")
    collect(at=world.now)

    assert told("demand_hand_over") == {"handler", "department_head"}
    assert told("demand_refuse_handover") == {"liaison", "head"}


def test_taking_it_on_is_told_to_the_first_receiver(world: World):
    begin_reading()
    intake.accept_handover(handed(world), actor=world.handler, at=world.now)
    collect(at=world.now)

    assert told("demand_accept_handover") == {"liaison", "head"}


def test_a_refusal_goes_to_the_submitter_and_the_appeal_to_the_owner(world: World):
    begin_reading()
    demand = raised(world)
    intake.decline(demand, actor=world.desk, at=world.now, reason="另有渠道")
    intake.appeal(reread(demand), actor=world.liaison, at=world.now, facts="已问过，无人受理")
    collect(at=world.now)

    assert told("demand_decline") == {"liaison", "head"}
    assert told("demand_appeal") == {"desk", "second_clerk"}


def test_of_the_portal_nobody_inside_is_told_as_the_submitter(world: World):
    begin_reading()
    intake.answer(summarised(world), actor=world.liaison, at=world.now, text="已协调。")
    collect(at=world.now)

    assert told("demand_answer") == set()


def test_a_mail_names_workers_and_sensitive_demands_by_number_alone(world: World):
    begin_reading()
    own, worker, sensitive = raised(world), from_worker(world), raised(world, "人事一事")
    intake.set_sensitivity(sensitive, actor=world.desk, at=world.now, sensitivity="sensitive")
    collect(at=world.now)

    rows = {row.notice.demand_id: row.is_sensitive for row in lines_of(list(Notice.objects.all()))}
    assert rows == {own.pk: False, worker.pk: True, sensitive.pk: True}


def test_practice_is_not_mailed(world: World):
    begin_reading()
    prefer(actor=world.liaison, at=world.now, email="liaison@example.org", is_mailed=True, muted=())
    for campaign in (world.practice, world.campaign):
        demand = raised(world, campaign=campaign)
        intake.answer(demand, actor=world.desk, at=world.now, text="已答复")
    collect(at=world.now)

    mailed = Notice.objects.filter(is_mailed=True).values_list("person__username", "demand__campaign")
    assert list(mailed) == [("liaison", world.campaign.pk)]


def test_a_list_is_not_told_one_by_one(world: World):
    begin_reading()
    new = [intake.NewDemand(f"第{n}件", world.east) for n in range(3)]
    intake.raise_several(new, actor=world.liaison, at=world.now, campaign=world.campaign, key="k")
    collect(at=world.now)

    assert told("demand_received") == set()


def test_more_demands_cost_no_more_queries(client, world: World, django_assert_max_num_queries):
    begin_reading()
    client.force_login(world.desk.person)
    counts = []
    for n in (1, 5):
        for _ in range(n):
            raised(world)
            handed(world)
        with django_assert_max_num_queries(20):
            collect(at=world.now)
        client.get(reverse("notices"))
        counts.append(queries(lambda: client.get(reverse("notices"))))

    assert counts[0] == counts[1]
