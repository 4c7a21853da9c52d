"""What one wishes to be told, and the secret calendar address."""

from datetime import timedelta

import pytest
from django.urls import reverse

from jianfa.ledger.models import Problem
from jianfa.ledger.states import State
from jianfa.notices import actions
from jianfa.notices.models import Feed, Preference
from jianfa.notices.rules import digest_of
from jianfa.notices.states import OPTIONAL
from jianfa.organisations.models import Person, Post
from jianfa.organisations.policy import Refused
from tests.timer.rounds import due_in
from tests.workspace.html import Page
from tests.world import World, events_of

ALL = [row.kind for row in OPTIONAL]


def test_what_is_chosen_is_kept_and_shown_again(client, world: World):
    client.force_login(world.desk.person)
    typed = {"email": "desk@example.org", "told": [kind for kind in ALL if kind != "refuse"]}

    answer = client.post(reverse("notice_settings"), typed)

    assert answer.status_code == 302
    row = Preference.objects.get()
    assert (row.email, row.is_mailed, row.muted) == ("desk@example.org", False, ["refuse"])
    assert events_of(world.desk.person)[-1] == "prefer_notices"
    form = Page(client.get(reverse("notice_settings")))
    assert form.tree.xpath("//input[@name='email']/@value") == ["desk@example.org"]
    assert form.tree.xpath("//input[@value='refuse']/@checked") == []


def test_changed_again_it_is_the_same_row(client, world: World):
    client.force_login(world.desk.person)
    for email in ("one@example.org", ""):
        client.post(reverse("notice_settings"), {"email": email, "told": ALL, "is_mailed": "on"})

    assert Preference.objects.get().email == ""


def test_a_wrong_address_is_named_and_what_was_typed_stays(client, world: World):
    client.force_login(world.desk.person)

    page = Page(client.post(reverse("notice_settings"), {"email": "无此地址", "told": ["refuse"]}))

    assert page.status == 400
    assert page.tree.xpath("//input[@name='email']/@value") == ["无此地址"]
    assert not Preference.objects.exists()


def test_a_legal_notice_cannot_be_switched_off(client, world: World):
    with pytest.raises(Refused, match="不能关闭"):
        actions.prefer(actor=world.desk, at=world.now, email="", is_mailed=True, muted=["dispatch"])
    client.force_login(world.desk.person)

    page = Page(client.get(reverse("notice_settings")))

    assert "dispatch" not in page.tree.xpath("//input[@name='told']/@value")


# The calendar address


def made(client, post: Post) -> str:
    client.force_login(post.person)
    page = Page(client.post(reverse("feed_new")))
    (address,) = page.tree.xpath("//code/text()")
    return str(address)


def test_the_address_is_shown_once_and_kept_as_a_digest(client, world: World):
    address = made(client, world.handler)

    token = address.rpartition("/")[2].removesuffix(".ics")
    assert Feed.objects.get().digest == digest_of(token)
    assert token not in client.get(reverse("notice_settings")).content.decode()
    assert events_of(world.handler.person)[-1] == "make_feed"


def test_a_program_without_a_login_reads_the_due_dates(client, world: World):
    problem = world.problem(State.IN_PROGRESS, due=due_in(30))
    address = made(client, world.handler)
    client.logout()

    answer = client.get(address)
    text = answer.content.decode().replace("\r\n ", "")

    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    assert "sessionid" not in answer.cookies
    assert f"SUMMARY:{problem.number} 到期：{problem.title}\r\n" in text
    assert f"UID:problem-{problem.pk}@jianfa" in text
    assert "DTSTART;VALUE=DATE:20260415" in text
    assert "SUMMARY:" + f"{problem.number} 节点：核定人数" in text


def test_reading_twice_gives_the_same_entries_under_the_same_ids(client, world: World):
    world.problem(State.IN_PROGRESS, due=due_in(30))
    address = made(client, world.handler)

    one, two = (client.get(address).content.decode() for _n in range(2))

    ids = [[line for line in text.splitlines() if line.startswith("UID")] for text in (one, two)]
    assert ids[0] == ids[1] != []


def test_a_sensitive_problem_shows_its_number_only(client, world: World):
    problem = world.problem(State.IN_PROGRESS, due=due_in(30))
    Problem.objects.filter(pk=problem.pk).update(sensitivity="sensitive")
    address = made(client, world.handler)

    text = client.get(address).content.decode().replace("\r\n ", "")

    assert f"SUMMARY:{problem.number} 到期\r\n" in text
    assert problem.title not in text
    assert "核定人数" not in text


@pytest.mark.parametrize(("who", "sees"), [("desk", True), ("leader", False), ("other_liaison", False)])
def test_it_holds_what_is_the_posts_business(client, world: World, who: str, sees: bool):  # noqa: FBT001
    problem = world.problem(State.IN_PROGRESS, due=due_in(30))
    address = made(client, world.posts[who])

    assert (str(problem.pk) in client.get(address).content.decode()) is sees


def test_a_leader_reads_what_he_sponsors(client, world: World):
    problem = world.problem(State.IN_PROGRESS, due=due_in(30))
    Problem.objects.filter(pk=problem.pk).update(sponsor=world.leader)
    address = made(client, world.leader)

    assert str(problem.pk) in client.get(address).content.decode()


@pytest.mark.parametrize("end", ["renew", "end", "post", "account"])
def test_it_ends_when_it_should(client, world: World, end: str):
    address = made(client, world.handler)
    if end == "renew":
        made(client, world.handler)
    elif end == "end":
        client.post(reverse("feed_end"))
    elif end == "post":
        Post.objects.filter(pk=world.handler.pk).update(until_day=(world.now - timedelta(days=1)).date())
    else:
        Person.objects.filter(pk=world.handler.person_id).update(is_active=False)
    client.logout()

    assert client.get(address).status_code == 404


def test_there_is_nothing_to_end(client, world: World):
    client.force_login(world.handler.person)

    assert client.post(reverse("feed_end")).status_code == 409


def test_the_queries_of_a_calendar_do_not_grow(client, world: World, django_assert_max_num_queries):
    address = made(client, world.handler)
    for n in range(4):
        world.problem(State.IN_PROGRESS, due=due_in(30), title=f"第{n}件")
    client.logout()

    with django_assert_max_num_queries(6):
        client.get(address)
