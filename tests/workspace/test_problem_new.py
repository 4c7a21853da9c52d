"""A new problem: one sentence is enough."""

from uuid import uuid4

from django.urls import reverse

from jianfa.ledger.models import Origin, Problem
from jianfa.ledger.states import State
from tests.workspace.html import opened
from tests.workspace.test_problem_moves import logged_in

NEW = reverse("problem_new")


def test_a_county_types_one_sentence(client, world):
    logged_in(client, world.liaison)

    answer = client.post(NEW, {"campaign": world.campaign.pk, "title": "经审人员兼职过多"})

    problem = Problem.objects.get()
    assert answer.url == reverse("problem", args=[problem.pk])
    assert (problem.state, problem.source_unit, problem.origin) == (State.DRAFT, world.east, Origin.COUNTY)


def test_it_asks_for_six_things_at_most(client, world):
    page = opened(client, world.liaison, NEW)

    names = {field.get("name") for field in page.tree.xpath("//main//form//*[@name]")}
    assert len(names - {"csrfmiddlewaretoken", "idem"}) <= 6


def test_the_city_names_the_county_it_is_about(client, world):
    logged_in(client, world.handler)

    client.post(NEW, {"campaign": world.campaign.pk, "title": "驿站空置", "source_unit": world.west.pk})

    problem = Problem.objects.get()
    assert (problem.source_unit, problem.origin) == (world.west, Origin.CITY)


def test_without_a_sentence_it_says_so_and_keeps_the_rest(client, world):
    data = {"campaign": str(world.campaign.pk), "title": " ", "description": "自去年起"}
    page = opened(client, world.liaison, NEW, **data)

    assert page.status == 400
    assert page.text(".field-error")
    assert (page.values("form[data-guard]")["description"] or "").strip() == "自去年起"
    assert not Problem.objects.exists()


def test_a_text_with_a_mark_of_secrecy_is_refused_and_not_kept(client, world):
    page = opened(client, world.liaison, NEW, campaign=str(world.campaign.pk), title="机密★ 编制方案")

    assert page.status == 400
    assert not Problem.objects.exists()


def test_a_double_click_drafts_once(client, world):
    logged_in(client, world.liaison)
    typed = {"campaign": world.campaign.pk, "title": "经审人员兼职过多", "idem": uuid4()}

    answers = [client.post(NEW, typed) for _n in range(2)]

    assert [answer.status_code for answer in answers] == [302, 302]
    assert Problem.objects.count() == 1


def test_whoever_drafts_nothing_is_told_so(client, world):
    assert opened(client, world.leader, NEW).status == 403
    assert opened(client, world.panellist, NEW).status == 403
