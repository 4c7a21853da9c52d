"""Pages of sessions: opened, filled from the list, verified on one page, decided with one number, printed."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from jianfa.acceptance.models import Session
from jianfa.ledger.states import State
from tests.acceptance.sittings import gathered, items, panel, problems, sitting
from tests.workspace.html import opened
from tests.workspace.test_problem_moves import logged_in
from tests.world import World


def page_of(session: Session) -> str:
    return reverse("session", args=[session.pk])


def step(session: Session, verb: str) -> str:
    return reverse("session_step", args=[session.pk, verb])


def test_a_session_is_opened_with_its_name_and_day_filled_in(client, world):
    page = opened(client, world.desk, reverse("session_new"))
    values = page.values("#content form")

    answer = opened(client, world.desk, reverse("session_new"), **values)

    session = Session.objects.get()
    assert (session.title, session.held_on) == ("2026-03-16 验收会", timezone.localdate())
    assert answer.response.url == step(session, "add")


def test_a_session_without_a_name_is_not_opened_and_what_was_typed_stays(client, world):
    page = opened(client, world.desk, reverse("session_new"), title="", held_on="2026-03-18")

    assert page.status == 400
    assert page.values("#content form")["held_on"] == "2026-03-18"
    assert not Session.objects.exists()


def test_only_what_was_applied_for_is_offered(client, world):
    session = gathered(world, 1)
    world.problem(State.IN_PROGRESS, title="还在办")
    world.problem(State.CLOSING, title="已申请")

    page = opened(client, world.desk, step(session, "add"))

    assert "已申请" in page.text("#step")
    assert "还在办" not in page.text("#step")
    assert "第1件事" not in page.text("#step")


def test_the_list_puts_several_into_a_session_after_a_rehearsal(client, world):
    session = gathered(world, 1)
    ids = [world.problem(State.CLOSING, title="甲事").pk, world.problem(State.IN_PROGRESS, title="乙事").pk]
    sent = {"verb": "session", "id": ids, "session": session.pk}

    rehearsal = opened(client, world.desk, reverse("bulk"), **sent, step="check")
    before = session.items.count()
    result = opened(client, world.desk, reverse("bulk"), **sent, step="do")

    assert rehearsal.status == 200
    assert (before, session.items.count()) == (1, 2)
    assert "已申请销账的问题才能列入" in result.text()


def test_what_hinders_stands_beside_the_problem_before_anything_is_done(client, world):
    session = sitting(world, "deciding")
    own = problems(session)[1]
    own.sponsor = world.leader
    own.save()

    page = opened(client, world.leader, step(session, "approve"))

    rows = page.texts("[data-row]")
    assert page.heading == "全部审定"
    assert ["▲" in row for row in rows] == [False, True, False]
    assert "2个问题可办理，1个不能办理" in page.text("#lines-title")


def test_a_refused_approval_writes_nothing_and_keeps_what_was_typed(client, world):
    session = sitting(world, "deciding")
    own = problems(session)[1]
    own.sponsor = world.leader
    own.save()
    logged_in(client, world.leader)

    answer = client.post(step(session, "approve"), {"decision_no": "清工决〔2026〕8号", "version": session.version})

    assert answer.status_code == 409
    assert "清工决〔2026〕8号" in answer.content.decode()
    assert {row.state for row in problems(session)} == {State.APPROVING}


def test_a_member_records_all_results_on_one_page(client, world):
    session = sitting(world, "verifying", 2)
    page = opened(client, world.panellist, step(session, "record"))
    values = page.values("#content form") | {"interest": "none"}
    logged_in(client, world.panellist)

    answer = client.post(step(session, "record"), values | {"interest": "none"})

    assert answer.status_code == 302
    assert "宋清源：已填写" in opened(client, world.desk, page_of(session)).text("table")


def test_an_exception_without_what_is_missing_is_refused_beside_its_field(client, world):
    session = sitting(world, "verifying", 2)
    values = opened(client, world.panellist, step(session, "record")).values("#content form")
    logged_in(client, world.panellist)

    answer = client.post(step(session, "record"), values | {"result-2-1": "failed"})

    assert answer.status_code == 400
    assert 'aria-invalid="true"' in answer.content.decode()
    assert not session.items.filter(application__panels__members__recorded_at__isnull=False).exists()


def test_results_ask_for_the_password_when_the_login_is_not_recent(client, world):
    session = sitting(world, "verifying", 1)

    page = opened(client, world.panellist, step(session, "record"))

    assert page.tree.xpath('//input[@name="password"]')


def test_a_page_shown_before_a_change_is_stale(client, world):
    session = sitting(world, "deciding", 2)
    logged_in(client, world.leader)

    answer = client.post(step(session, "approve"), {"decision_no": "1号", "version": session.version - 1})

    assert answer.status_code == 409
    assert {row.state for row in problems(session)} == {State.APPROVING}


def test_a_problem_is_pulled_out_with_a_reason_that_is_shown(client, world):
    session = sitting(world, "verifying", 2)
    item = items(session)[0]

    opened(client, world.desk, step(session, "pull_out"), item=item.pk, reason="需单独研究", version=session.version)
    page = opened(client, world.desk, page_of(session))

    assert "需单独研究" in page.text(".members")
    assert len(page.titles) == 1
    assert "已移出：需单独研究" in opened(client, world.desk, reverse("problem", args=[item.problem_id])).text(".facts")


def test_a_session_waits_on_the_desk_of_whoever_has_the_next_step(client, world):
    gathered(world, 1)
    sitting(world, "verifying", 1)
    sitting(world, "deciding", 1)

    def cards(post):
        return {title for title in opened(client, post, reverse("home")).texts(".card-head h2") if "验收会" in title}

    assert cards(world.desk) == {"待组成验收组的验收会 1"}
    assert cards(world.panellist) == {"待核查的验收会 1"}
    assert cards(world.leader) == {"待审定的验收会 1"}


def test_one_notice_lists_every_problem_of_the_session(client, world):
    session = sitting(world, "decided")

    page = opened(client, world.desk, reverse("session_notice", args=[session.pk]))

    assert [row[2] for row in page.table(".order-table")[1:]] == ["第1件事", "第2件事", "第3件事"]
    assert "清工决〔2026〕8号" in page.text(".paper-head")


@pytest.mark.parametrize("who", ["liaison", "head", "handler", "department_head", "assessor", "administrator"])
def test_others_do_not_learn_that_there_is_a_session(client, world: World, who: str):
    session = gathered(world, 1)

    assert opened(client, world.posts[who], page_of(session)).status == 404


def test_a_panellist_sees_only_sessions_with_a_seat(client, world):
    mine, other = sitting(world, "verifying", 1), gathered(world, 1)

    assert opened(client, world.panellist, page_of(mine)).status == 200
    assert opened(client, world.panellist, page_of(other)).status == 404
    assert opened(client, panel(world)[1], reverse("sessions")).titles == ["第一次验收会（示例）"]


def queries(client, post, address) -> int:
    client.force_login(post.person)
    client.get(address)
    with CaptureQueriesContext(
        connection,
    ) as captured:
        assert client.get(address).status_code == 200
    return len(captured)


@pytest.mark.parametrize("until", ["gathering", "verifying", "decided"])
def test_a_session_asks_the_same_number_of_queries_however_many_problems(client, world, until):
    small, large = sitting(world, until, 2), sitting(world, until, 7)

    assert queries(client, world.desk, page_of(small)) == queries(client, world.desk, page_of(large))


def test_the_page_of_results_asks_the_same_number_of_queries_however_many_problems(client, world):
    small, large = sitting(world, "verifying", 2), sitting(world, "verifying", 7)

    assert queries(client, world.panellist, step(small, "record")) == queries(
        client, world.panellist, step(large, "record")
    )


def test_the_list_asks_the_same_number_of_queries_however_many_sessions(client, world):
    gathered(world, 1)
    few = queries(client, world.desk, reverse("sessions"))
    for _n in range(5):
        gathered(world, 1)

    assert queries(client, world.desk, reverse("sessions")) == few
