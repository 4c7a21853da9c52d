"""Inside: a leader's decision with its document opens the portal, two persons always; the desk keeps its lists."""

import re
from datetime import date, datetime

import pytest
from django.db import IntegrityError, connection, transaction
from django.http import HttpResponse
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone, translation

from jianfa.journal.actions import Stale
from jianfa.journal.models import Event
from jianfa.organisations.models import Post, Proposal
from jianfa.organisations.policy import Refused, Why
from jianfa.organisations.views.recent import SESSION_LOGIN
from jianfa.portal.actions.keeping import keep_lists
from jianfa.portal.actions.switching import (
    Decision,
    close_portal,
    open_portal,
    propose_opening,
    record_opening,
    take_back_opening,
)
from jianfa.portal.models import PORTAL_ID, Feedback, Portal, PortalUnit, Submission
from jianfa.portal.queries.inside import current_portal, leaders
from jianfa.portal.rules import Hotline
from tests.portal.outside import DOCUMENT, LOG_BY, opened
from tests.world import PASSWORD, SHANGHAI, World


def verbs() -> list[str]:
    return list(Event.objects.filter(chain=PORTAL_ID).order_by("seq").values_list("verb", flat=True))


def typed(**more) -> dict[str, str]:
    return {
        "document_no": DOCUMENT, "document_day": "2026-03-16", "log_days": "30", "log_by": LOG_BY, "decider": "",
        **more,
    }  # fmt: skip


def in_office(client, post: Post, *, recently: bool = True) -> None:
    """Be logged in, a moment ago unless said otherwise."""
    client.force_login(post.person)
    session = client.session
    session["post"] = str(post.pk)
    if recently:
        session[SESSION_LOGIN] = timezone.now().isoformat()
    session.save()


def answered(client, answer: str, **more) -> HttpResponse:
    """Send an answer from the page as it stands now."""
    version = str(current_portal().version)
    response: HttpResponse = client.post(reverse("portal_answer"), {"answer": answer, "version": version, **more})
    return response


def test_it_is_closed_until_a_leader_has_confirmed_what_the_desk_proposed(world: World, client):
    in_office(client, world.desk)
    client.post(reverse("portal_opening"), typed())
    assert not current_portal().is_on
    assert answered(client, "open").status_code == 403
    in_office(client, world.leader)
    assert answered(client, "open").status_code == 302

    portal = Portal.objects.get()
    assert (portal.is_on, portal.document_no, portal.log_days, portal.log_by) == (True, DOCUMENT, 30, LOG_BY)
    assert verbs() == ["propose_portal", "open_portal"]
    assert list(PortalUnit.objects.values_list("code", flat=True)) == ["T-01", "T-02", "T-03"]


@pytest.mark.parametrize("answer", ["", "opened", "OPEN", "propose"])
def test_what_is_no_answer_opens_nothing(world: World, client, answer):
    propose_opening(Decision(DOCUMENT, world.now.date()), actor=world.desk, at=world.now)
    in_office(client, world.leader)
    assert answered(client, answer).status_code == 404
    assert client.post(reverse("portal_answer")).status_code == 404

    assert not current_portal().is_on


@pytest.mark.parametrize(
    ("answer", "who"), [("open", "leader"), ("reject", "leader"), ("take_back", "desk"), ("close", "desk")]
)
@pytest.mark.parametrize("version", ["", "-1", "1.5", "99999999999999999999", "old"])
def test_an_answer_to_what_has_changed_since_is_not_carried_out(world: World, client, answer, who, version):
    if answer == "close":
        opened(world)
    else:
        propose_opening(Decision(DOCUMENT, world.now.date()), actor=world.desk, at=world.now)
    before = verbs()
    sent = str(current_portal().version - 1) if version == "old" else version
    in_office(client, world.posts[who])
    response = client.post(reverse("portal_answer"), {"answer": answer, "version": sent, "reason": "先做好人员准备"})

    assert response.status_code == 409
    assert verbs() == before


def test_the_page_of_one_proposal_does_not_open_by_another(world: World, client):
    client.force_login(world.desk.person)
    client.post(reverse("portal_opening"), typed())
    in_office(client, world.leader)
    read = re.findall(r'name="version" value="(\d+)"', client.get(reverse("portal")).content.decode())
    take_back_opening(actor=world.desk, at=world.now, version=current_portal().version)
    propose_opening(Decision("清工办〔2026〕18号", world.now.date()), actor=world.desk, at=world.now)

    assert client.post(reverse("portal_answer"), {"answer": "open", "version": read[0]}).status_code == 409
    assert not current_portal().is_on


def test_opening_asks_for_the_password_when_the_login_is_not_recent(world: World, client):
    propose_opening(Decision(DOCUMENT, world.now.date()), actor=world.desk, at=world.now)
    in_office(client, world.leader, recently=False)
    assert 'type="password"' in client.get(reverse("portal")).content.decode()
    refused = answered(client, "open")
    assert refused.status_code == 400
    assert "id_password_error" in refused.content.decode()
    assert not current_portal().is_on
    assert answered(client, "open", password=PASSWORD).status_code == 302

    assert current_portal().is_on


def test_a_decision_on_paper_takes_two_clerks(world: World, client):
    in_office(client, world.desk)
    client.post(reverse("portal_opening"), typed(decider=str(world.leader.pk)))
    assert answered(client, "open").status_code == 403
    in_office(client, world.second_clerk)
    assert "代录" in client.get(reverse("portal")).content.decode()
    assert answered(client, "open").status_code == 302

    event = Event.objects.get(verb="open_portal")
    assert current_portal().is_on
    assert event.post == world.leader.pk
    assert Proposal.objects.get(subject_id=PORTAL_ID).recorded_for == world.leader


def test_the_database_refuses_one_person_in_both_offices(world: World):
    propose_opening(Decision(DOCUMENT, world.now.date()), actor=world.desk, at=world.now)
    proposal = Proposal.objects.get(subject_id=PORTAL_ID)
    with pytest.raises(IntegrityError), transaction.atomic():
        Proposal.objects.filter(pk=proposal.pk).update(state="confirmed", decider=world.desk.person)


def test_the_database_refuses_to_be_open_without_a_document(world: World):
    opened(world)
    with pytest.raises(IntegrityError), transaction.atomic():
        Portal.objects.update(document_no="")


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"document_no": ""}, "document_no"),
        ({"document_day": "2026-03-17"}, "document_day"),
        ({"log_by": ""}, "log_by"),
        ({"log_days": "367"}, "log_days"),
        ({"document_no": "机密★1号"}, "document_no"),
    ],
)
def test_a_decision_that_lacks_something_is_named(world: World, client, more, field):
    client.force_login(world.desk.person)
    answer = client.post(reverse("portal_opening"), typed(**more))

    assert answer.status_code == 400
    assert f"id_{field}_error" in answer.content.decode()
    assert not Proposal.objects.exists()


def test_a_second_proposal_waits_for_the_answer_to_the_first(world: World):
    propose_opening(Decision(DOCUMENT, world.now.date()), actor=world.desk, at=world.now)
    with pytest.raises(Refused):
        record_opening(
            Decision(DOCUMENT, world.now.date()), actor=world.second_clerk, at=world.now, decider=world.leader
        )


EARLY = datetime(2026, 3, 17, 7, tzinfo=SHANGHAI)
"""In Greenwich it is the day before."""
TERMS = [(date(2026, 3, 18), None), (date(2026, 1, 1), date(2026, 3, 16))]


@pytest.mark.parametrize(("from_day", "until_day"), TERMS)
def test_a_leader_of_another_day_is_not_offered_as_having_decided(world: World, from_day, until_day):
    assert world.leader in leaders(EARLY)
    Post.objects.filter(pk=world.leader.pk).update(from_day=from_day, until_day=until_day)

    assert world.leader not in leaders(EARLY)
    assert leaders(EARLY).exists()


@pytest.mark.parametrize(("from_day", "until_day"), TERMS)
def test_the_action_refuses_a_decider_who_is_not_in_office(world: World, from_day, until_day):
    Post.objects.filter(pk=world.leader.pk).update(from_day=from_day, until_day=until_day)
    decider = Post.objects.get(pk=world.leader.pk)
    with pytest.raises(Refused) as refused:
        record_opening(Decision(DOCUMENT, date(2026, 3, 16)), actor=world.desk, at=EARLY, decider=decider)

    assert refused.value.why == Why.VALUE
    assert not Proposal.objects.exists()


def test_nobody_who_is_no_clerk_enters_a_paper(world: World):
    with pytest.raises(Refused) as refused:
        record_opening(Decision(DOCUMENT, world.now.date()), actor=world.liaison, at=world.now, decider=world.leader)

    assert refused.value.why == Why.OFFICE


def test_it_is_left_closed_with_a_reason_or_taken_back(world: World, client):
    client.force_login(world.desk.person)
    client.post(reverse("portal_opening"), typed())
    client.force_login(world.leader.person)
    assert answered(client, "reject", reason=" ").status_code == 400
    answered(client, "reject", reason="先做好人员准备")
    client.force_login(world.desk.person)
    client.post(reverse("portal_opening"), typed())
    answered(client, "take_back")

    assert verbs() == ["propose_portal", "reject_portal", "propose_portal", "take_back_portal"]
    assert not current_portal().is_on


def test_it_is_closed_at_once_by_one_person_with_a_reason(world: World, client):
    opened(world)
    client.force_login(world.second_clerk.person)
    assert answered(client, "close").status_code == 400
    assert answered(client, "close", reason="系统维护").status_code == 302

    assert not current_portal().is_on
    assert verbs()[-1] == "close_portal"
    with pytest.raises(Refused):
        close_portal(actor=world.desk, at=world.now, version=current_portal().version, reason="再关一次")


def test_nobody_opens_what_nobody_proposed(world: World):
    with pytest.raises(Refused):
        open_portal(actor=world.leader, at=world.now, version=current_portal().version)


# Lists


def lists(client) -> dict[str, str]:
    page = client.get(reverse("portal_lists"))
    return {name: str(page.context["form"][name].value()) for name in page.context["form"].fields}


def test_the_desk_changes_hotlines_and_words_and_the_record_says_so(world: World, client):
    opened(world)
    client.force_login(world.desk.person)
    given = lists(client)
    given |= {"hotlines": "12351 工会热线 工资、伤害\n110/120 报警 自伤", "words_wages": "欠薪、讨薪"}
    assert client.post(reverse("portal_lists"), given).status_code == 302

    portal = current_portal()
    assert portal.hotlines == [
        {"number": "12351", "name": "工会热线", "kinds": ["wages", "injury"]},
        {"number": "110/120", "name": "报警", "kinds": ["self_harm"]},
    ]
    assert portal.urgent_words["wages"] == ["欠薪", "讨薪"]
    assert verbs()[-1] == "keep_portal"


def test_a_line_that_cannot_be_read_is_shown_and_nothing_is_lost(world: World, client):
    client.force_login(world.desk.person)
    answer = client.post(reverse("portal_lists"), lists(client) | {"hotlines": "工会热线"})

    assert answer.status_code == 400
    assert "工会热线" in answer.content.decode()
    assert not Portal.objects.exists()


def test_a_list_somebody_else_changed_meanwhile_is_not_overwritten(world: World):
    opened(world)
    with pytest.raises(Stale):
        keep_lists([Hotline("12351", "工会")], {}, actor=world.desk, at=world.now, version=1)


def test_the_first_screen_cannot_be_emptied(world: World):
    with pytest.raises(Refused):
        keep_lists([], {}, actor=world.desk, at=world.now, version=current_portal().version)


# The page and the sheets


def test_the_page_says_how_it_stands_in_both_languages(world: World, client):
    client.force_login(world.auditor.person)
    assert "职工诉求门户未开通" in client.get(reverse("portal")).content.decode()
    opened(world)
    client.cookies["jianfa-language"] = "en"
    page = client.get(reverse("portal")).content.decode()
    translation.activate("zh-hans")

    assert "The worker portal is open" in page
    assert DOCUMENT in page


def test_the_sheet_of_a_unit_has_its_code_and_the_hotlines(world: World, client, settings):
    settings.PORTAL_ADDRESS = "https://portal.example.gov.cn"
    opened(world)
    client.force_login(world.liaison.person)
    page = client.get(reverse("portal_sheet", args=[world.east.pk])).content.decode()

    assert 'aria-label="https://portal.example.gov.cn/u/T-01/"' in page
    assert "东城区总工会" in page
    assert "12351" in page
    assert client.get(reverse("portal_sheet", args=[world.west.pk])).status_code == 403
    assert client.get(reverse("portal_sheet", args=[world.finance.pk])).status_code == 404


def put_in_the_inbox(world: World, first: int, last: int) -> None:
    """Let demands, ratings and refused appeals wait."""
    for n in range(first, last):
        named = {"digest": f"{n:064}", "sent_at": world.now}
        Submission.objects.create(unit_code="T-01", text=f"示例{n}", refusal="示例", **named)
        Feedback.objects.create(said="satisfied", refusal="示例", **named)
        Feedback.objects.create(said="appeal", text=f"申诉{n}", refusal="示例", taken_at=world.now, **named)


def test_the_number_of_queries_does_not_grow_with_what_waits(world: World, client):
    opened(world)
    client.force_login(world.desk.person)
    put_in_the_inbox(world, 0, 1)
    client.get(reverse("portal"))  # what is asked once only
    with CaptureQueriesContext(connection) as few:
        page = client.get(reverse("portal")).content.decode()
        assert page.count("申诉0") == 1
        assert "2件待收取" in page
    put_in_the_inbox(world, 1, 20)
    with CaptureQueriesContext(connection) as many:
        page = client.get(reverse("portal")).content.decode()
        assert page.count('<td class="is-main">申诉') == 20
        assert "40件待收取" in page

    assert len(many) == len(few)
