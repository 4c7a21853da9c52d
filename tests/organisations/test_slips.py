"""Activation slips: printed for whom they are meant, shown once, all or none."""

import pytest
from django.urls import reverse

from jianfa.organisations import actions
from jianfa.organisations.models import ActivationSlip
from tests.world import events_of


@pytest.fixture
def keeper(client, world):
    client.force_login(world.administrator.person)
    return client


def text(response) -> str:
    return str(response.content.decode())


def test_slips_are_printed_for_the_people_ticked(keeper, world):
    people = [world.desk.person, world.liaison.person]

    response = keeper.post(reverse("slips"), {"person": [str(person.pk) for person in people]})

    page = text(response)
    sheet = response.context["slips"]
    assert [slip["person"] for slip in sheet] == sorted(people, key=lambda person: person.username)
    assert all(actions.digest_of(slip["code"]) for slip in sheet)
    assert ActivationSlip.objects.filter(ended_at=None).count() == 2
    assert page.count('<svg class="slip-code"') == 2
    assert "2026-03-30" in page
    assert "no-store" in response.headers["Cache-Control"]
    assert events_of(world.liaison.person)[-1] == "issue_slip"


def test_the_codes_are_shown_this_once(keeper, world):
    response = keeper.post(reverse("slips"), {"person": str(world.desk.person_id)})
    code = response.context["slips"][0]["code"]

    assert keeper.get(reverse("slips")).status_code == 405
    assert code not in text(keeper.get(reverse("person", args=[world.desk.person_id])))


def test_nobody_ticked_prints_nothing(keeper, world):
    assert keeper.post(reverse("slips")).status_code == 400
    assert not ActivationSlip.objects.exists()


def test_a_person_who_may_not_log_in_gets_no_slip_and_neither_do_the_others(keeper, world):
    person = world.desk.person
    actions.change_person(person, actor=world.administrator, at=world.now, name=person.name, mobile="", is_active=False)

    response = keeper.post(reverse("slips"), {"person": [str(person.pk), str(world.liaison.person_id)]})

    assert response.status_code == 409
    assert not ActivationSlip.objects.exists()
