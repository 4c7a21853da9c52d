"""A member without an account signs by a link: shown once, used once, and only that problem."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from jianfa.acceptance import actions as acceptance
from jianfa.acceptance.models import PanelMember, SigningLink
from jianfa.acceptance.rules import LINK_DAYS, digest_of
from jianfa.journal.models import Event
from jianfa.ledger.models import Problem
from jianfa.ledger.states import State
from jianfa.organisations.policy import Refused
from tests.workspace.html import Page, opened
from tests.workspace.verbs import outside_member
from tests.world import World, events_of

SECRET = "s" * 40


@pytest.fixture
def seat(world: World) -> PanelMember:
    problem = world.problem(State.VERIFYING)
    return outside_member(world, problem)


def matter(seat: PanelMember) -> Problem:
    return Problem.objects.get(applications__panels__members=seat)


def linked(world: World, seat: PanelMember, secret: str = SECRET) -> str:
    acceptance.make_link(matter(seat), actor=world.desk, at=world.now, member=seat, secret=secret)
    return reverse("outside_sign", args=[secret])


def typed(seat: PanelMember, **more: str) -> dict[str, str]:
    rows = {f"criterion-{row.position}": "passed" for row in matter(seat).criteria.all()}
    return {**rows, "interest": "none", "note": "查阅了文件", **more}


def test_the_desk_sees_the_link_once_and_only_its_hash_is_kept(client: Client, world: World, seat: PanelMember):
    problem = matter(seat)
    address = reverse("move", args=[problem.pk, "make_link"])
    idem = "7b0c3f9e-4f5e-4a43-8a9b-0d9d7a6b1c11"

    page = opened(client, world.desk, address, member=str(seat.pk), version=problem.version, idem=idem)
    again = opened(client, world.desk, address, member=str(seat.pk), version=problem.version, idem=idem)

    found = re.search(r"/sign/([\w-]{43})/", page.response.content.decode())
    assert (page.status, again.status) == (200, 302)
    assert found
    link = SigningLink.objects.get()
    assert link.digest == digest_of(found[1])
    assert found[1] not in "".join(str(bytes(event.body)) for event in Event.objects.all())
    assert events_of(problem).count("make_link") == 1


def test_it_shows_criteria_and_answers_and_nothing_else(client: Client, world: World, seat: PanelMember):
    page = Page(client.get(linked(world, seat)))
    text = page.text("body")

    assert (page.status, page.response["Referrer-Policy"]) == (200, "same-origin")
    assert all(part in text for part in ("批复文件已印发", "已完成", "艾教授", "一般 · 书面 · 公示"))
    assert not any(part in text for part in ("经过", "问题清单", world.second_panellist.person.name))


def test_the_signature_is_the_members_and_the_link_is_used_up(client: Client, world: World, seat: PanelMember):
    address = linked(world, seat)

    signed, again = client.post(address, typed(seat)), client.post(address, typed(seat))

    seat.refresh_from_db()
    event = Event.objects.filter(chain=matter(seat).pk).latest("seq")
    assert (signed.status_code, again.status_code, seat.verdict) == (200, 404, "passed")
    assert (event.verb, event.person) == ("record_result", seat.person_id)
    assert SigningLink.objects.get().used_at == seat.recorded_at


def test_a_link_that_does_not_work_is_not_found_in_the_same_words(client: Client, world: World, seat: PanelMember):
    replaced, used = linked(world, seat, "a" * 40), linked(world, seat)
    client.post(used, typed(seat))
    wrong = reverse("outside_sign", args=["x" * 40])

    pages = [Page(client.get(address)) for address in (wrong, replaced, used)]

    assert {page.status for page in pages} == {404}
    assert len({page.text("main") for page in pages}) == 1


def test_it_ends_after_some_days(client: Client, world: World, seat: PanelMember):
    address = linked(world, seat)
    world.travel(days=LINK_DAYS, seconds=1)

    assert client.get(address).status_code == 404


def test_it_ends_with_the_seat(client: Client, world: World, seat: PanelMember):
    address = linked(world, seat)
    PanelMember.objects.filter(pk=seat.pk).update(left_at=world.now)

    assert client.get(address).status_code == 404


def test_what_was_typed_is_kept_when_something_is_missing(client: Client, world: World, seat: PanelMember):
    address = linked(world, seat)
    given = typed(seat) | {"criterion-1": "failed", "note": "名册待补"}

    page = Page(client.post(address, given))

    assert page.status == 400
    assert "名册待补" in page.text("textarea")
    assert client.get(address).status_code == 200


def test_a_declared_conflict_is_not_signed(client: Client, world: World, seat: PanelMember):
    page = Page(client.post(linked(world, seat), typed(seat, interest="conflict")))

    assert page.status == 400
    assert SigningLink.objects.get().used_at is None


def test_whoever_has_an_account_signs_in(world: World):
    problem = world.problem(State.VERIFYING)
    member = PanelMember.objects.get(person=world.panellist.person)

    with pytest.raises(Refused):
        acceptance.make_link(problem, actor=world.desk, at=world.now, member=member, secret=SECRET)


def test_only_the_desk_makes_one(world: World, seat: PanelMember):
    with pytest.raises(Refused):
        acceptance.make_link(matter(seat), actor=world.leader, at=world.now, member=seat, secret=SECRET)


def test_it_lasts_so_many_days(world: World, seat: PanelMember):
    linked(world, seat)

    link = SigningLink.objects.get()
    assert link.expires_at - link.made_at == timedelta(days=LINK_DAYS)
