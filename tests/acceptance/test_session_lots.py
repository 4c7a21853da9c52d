"""Lots of a session: candidates published and panels drawn for many problems at once, each with its own event."""

import json

import pytest

from jianfa.acceptance import actions
from jianfa.acceptance.models import Lot, PanelMember, Session
from jianfa.journal.actions import checkpoint
from jianfa.journal.models import Event
from jianfa.ledger.models import Campaign
from jianfa.ledger.states import State
from jianfa.organisations.policy import Refused, Why
from tests.acceptance.lots import called_lot, order_lots
from tests.acceptance.sittings import gathered, problems
from tests.journal.tampering import findings
from tests.workspace.html import opened
from tests.world import World


def with_lots(world: World, n: int = 3) -> Session:
    """Return a session whose problems get their panels by lot."""
    order_lots(world)
    return gathered(world, n)


def test_one_click_publishes_the_candidates_of_each_problem_in_its_own_chain(world: World):
    session = with_lots(world)

    actions.call_session_lots(session, actor=world.desk, at=world.now)

    assert Lot.objects.filter(ended_at=None).count() == 3
    for problem in problems(session):
        event = Event.objects.get(chain=problem.pk, verb="call_lot")
        assert json.loads(bytes(event.body))["facts"]["batch"] == str(session.pk)
    assert Event.objects.get(chain=session.pk, verb="call_lots_session").seq > 0


def test_what_is_published_already_stays_as_it_is(world: World):
    session = with_lots(world)
    first = called_lot(world, problems(session)[0])

    actions.call_session_lots(session, actor=world.desk, at=world.now)

    assert Lot.objects.filter(application=first.application).get() == first
    assert Lot.objects.count() == 3


def test_the_panels_are_drawn_for_all_once_the_seed_is_there(world: World):
    session = with_lots(world)
    actions.call_session_lots(session, actor=world.desk, at=world.now)
    session.refresh_from_db()
    with pytest.raises(Refused) as early:
        actions.draw_session_panels(session, actor=world.desk, at=world.now)
    checkpoint(at=world.tick())
    session.refresh_from_db()

    actions.draw_session_panels(session, actor=world.desk, at=world.now)

    assert early.value.why == Why.STATE
    assert {problem.state for problem in problems(session)} == {State.VERIFYING}
    assert PanelMember.objects.count() == 6
    session.refresh_from_db()
    actions.name_session_panel(session, actor=world.desk, at=world.now, posts=[])
    session.refresh_from_db()
    assert session.state == "verifying"
    assert findings() == []


def test_one_problem_without_enough_candidates_keeps_all_from_being_published(world: World):
    session = with_lots(world)
    Campaign.objects.update(key_panel_size=50)
    key = problems(session)[2]
    key.grade = "key"
    key.save()

    with pytest.raises(Refused) as caught:
        actions.call_session_lots(session, actor=world.desk, at=world.now)

    assert str(key.number) in str(caught.value.sentence)
    assert not Lot.objects.exists()


def test_where_no_lot_is_set_there_is_nothing_to_publish(client, world: World):
    session = gathered(world)

    with pytest.raises(Refused) as caught:
        actions.call_session_lots(session, actor=world.desk, at=world.now)

    assert caught.value.why == Why.STATE
    assert f"/sessions/{session.pk}/call_lots/" not in opened(client, world.desk, f"/sessions/{session.pk}/").links()


def test_the_pages_publish_and_draw(client, world: World):
    session = with_lots(world)
    called_lot(world, problems(session)[0])
    here = f"/sessions/{session.pk}/"
    page = opened(client, world.desk, here + "call_lots/")
    rows = page.texts("[data-row]")
    assert [("公布" in row, "保持不变" in row) for row in rows] == [(False, True), (True, False), (True, False)]

    published = client.post(here + "call_lots/", {"version": session.version})
    early = opened(client, world.desk, here + "draw_panels/")
    hindered = client.post(here + "draw_panels/", {"version": session.version + 1})
    checkpoint(at=world.tick())
    drawn = client.post(here + "draw_panels/", {"version": session.version + 1})

    assert (published.status_code, hindered.status_code, drawn.status_code) == (302, 409, 302)
    assert all("▲" in row for row in early.texts("[data-row]"))
    assert {problem.state for problem in problems(session)} == {State.VERIFYING}
    assert "抽签组成验收组" in opened(client, world.desk, here).text("main")
