"""The page of every verb: the form, the act, and each way in which it is refused."""

from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from jianfa.journal.actions import Stale
from jianfa.journal.models import Event
from jianfa.ledger import actions as ledger
from jianfa.ledger.models import Problem
from jianfa.ledger.states import State
from jianfa.organisations.models import Post
from jianfa.organisations.views.recent import SESSION_LOGIN
from jianfa.workspace.views.problem import FORMS
from tests.workspace.html import Page
from tests.workspace.verbs import VERBS, Verb, record_all
from tests.world import PASSWORD, World, events_of, reread


def made(world: World, verb: Verb, state: State | None = None) -> Problem:
    problem = world.problem(state or verb.state, **verb.options)
    if state is None:
        verb.ripen(world, problem)
    return reread(problem)


def logged_in(client: Client, post: Post, *, recently: bool = True) -> None:
    client.force_login(post.person)
    session = client.session
    session["post"] = str(post.pk)
    if recently:
        session[SESSION_LOGIN] = timezone.now().isoformat()
    session.save()


def address(problem: Problem, verb: str) -> str:
    return reverse("move", args=[problem.pk, verb])


def send(client: Client, problem: Problem, verb: str, typed: dict[str, Any]) -> Page:
    return Page(client.post(address(problem, verb), typed | {"version": reread(problem).version, "idem": uuid4()}))


def everybody_else(verb: str) -> str:
    return "assessor" if verb in {"relapse", "object", "look_back", "erase_objector"} else "auditor"


def test_every_verb_has_a_page_and_every_page_a_case():
    assert set(FORMS) == set(VERBS)


@pytest.mark.parametrize("name", VERBS)
def test_it_opens_and_does_it(client: Client, world: World, name: str):
    verb = VERBS[name]
    problem = made(world, verb)
    logged_in(client, getattr(world, verb.who))
    query = {"of": "approve"} if name == "record_decision" else {}

    shown = Page(client.get(address(problem, name), query))
    sent = send(client, problem, name, verb.typed(world, problem))

    assert (shown.status, sent.status) == (200, 200 if name == "make_link" else 302), sent.text("main")
    last = Event.objects.latest("pk").verb if verb.is_elsewhere else events_of(problem)[-1]
    assert last == (verb.event or name)


@pytest.mark.parametrize("name", VERBS)
def test_another_unit_does_not_learn_that_it_exists(client: Client, world: World, name: str):
    problem = made(world, VERBS[name])
    logged_in(client, world.other_liaison)
    before = events_of(problem)

    answers = [client.get(address(problem, name)), client.post(address(problem, name), {"reason": "不详"})]

    assert [answer.status_code for answer in answers] == [404, 404]
    assert events_of(problem) == before


@pytest.mark.parametrize("name", VERBS)
def test_whoever_only_reads_is_refused(client: Client, world: World, name: str):
    verb = VERBS[name]
    problem = made(world, verb)
    logged_in(client, getattr(world, everybody_else(name)))
    before = events_of(problem)

    page = send(client, problem, name, verb.typed(world, problem))

    hidden = problem.state == State.DRAFT or (everybody_else(name) == "assessor" and problem.listed_at is None)
    assert page.status == (404 if hidden else 409 if name == "take_back" and page.status == 409 else 403)
    assert events_of(problem) == before


@pytest.mark.parametrize("name", sorted(set(VERBS) - {"answer_objection", "carry_in", "erase_objector"}))
def test_the_wrong_state_is_said_and_nothing_is_written(client: Client, world: World, name: str):
    verb = VERBS[name]
    problem = made(world, verb, verb.wrong)
    logged_in(client, getattr(world, verb.who))
    before = events_of(problem)

    page = send(client, problem, name, verb.typed(world, problem))

    assert page.status == 409
    assert events_of(problem) == before


@pytest.mark.parametrize("name", VERBS)
def test_only_reading_and_sending_are_possible(client: Client, world: World, name: str):
    problem = made(world, VERBS[name])
    logged_in(client, getattr(world, VERBS[name].who))

    answer = client.delete(address(problem, name))

    assert answer.status_code == 405


@pytest.mark.parametrize("name", ["report", "return_", "approve", "suspend", "list"])
def test_a_stale_form_is_refused_and_keeps_what_was_typed(client: Client, world: World, name: str):
    verb = VERBS[name]
    problem = made(world, verb)
    logged_in(client, getattr(world, verb.who))
    typed = verb.typed(world, problem)

    page = Page(client.post(address(problem, name), typed | {"version": problem.version - 1}))

    assert page.status == 409
    assert page.text(".form-errors") == str(Stale())
    kept = {name: str(value or "").strip() for name, value in page.values("form[data-guard]").items()}
    words = {key: value for key, value in typed.items() if isinstance(value, str)}
    assert {key: kept.get(key) or "" for key in words} == words
    assert kept["version"] == str(problem.version)
    assert reread(problem).state == problem.state


@pytest.mark.parametrize("name", ["submit", "report", "decline", "add_evidence", "approve"])
def test_a_double_click_writes_once(client: Client, world: World, name: str):
    verb = VERBS[name]
    problem = made(world, verb)
    logged_in(client, getattr(world, verb.who))
    typed = verb.typed(world, problem) | {"version": problem.version, "idem": uuid4()}
    before = len(events_of(problem))

    answers = [client.post(address(problem, name), typed) for _n in range(2)]

    assert [answer.status_code for answer in answers] == [302, 302]
    assert len(events_of(problem)) == before + 1


def test_the_token_of_one_person_does_not_stop_another(client: Client, world: World):
    problems = [made(world, VERBS["report"]) for _n in range(2)]
    token = uuid4()
    for who, problem in zip(("handler", "department_head"), problems, strict=True):
        logged_in(client, getattr(world, who))
        client.post(address(problem, "report"), {"text": "已推进", "idem": token})

    assert [events_of(problem)[-1] for problem in problems] == ["report", "report"]


@pytest.mark.parametrize("name", ["approve", "write_off", "record_result"])
def test_what_weighs_most_asks_for_the_password_again(client: Client, world: World, name: str):
    verb = VERBS[name]
    problem = made(world, verb)
    logged_in(client, getattr(world, verb.who), recently=False)
    typed = verb.typed(world, problem)

    without = send(client, problem, name, typed)
    wrong = send(client, problem, name, typed | {"password": "nicht-dieses"})
    state = reread(problem).state, len(events_of(problem))
    right = send(client, problem, name, typed | {"password": PASSWORD})

    assert (without.status, wrong.status, right.status) == (400, 400, 302)
    assert state == (problem.state, len(events_of(problem)) - 1)


def test_a_login_counts_as_recent_for_some_time_only(client: Client, world: World, settings):
    problem = made(world, VERBS["approve"])
    logged_in(client, world.leader)

    fresh = Page(client.get(address(problem, "approve")))
    world.travel(seconds=settings.RECENT_LOGIN_SECONDS + 1)
    later = Page(client.get(address(problem, "approve")))

    assert fresh.texts("[name=password]") == []
    assert len(later.tree.xpath("//input[@name='password']")) == 1


def test_the_form_in_place_is_the_part_alone(client: Client, world: World):
    problem = world.problem(State.IN_PROGRESS)
    logged_in(client, world.handler)

    part = client.get(address(problem, "report"), headers={"HX-Request": "true"}).content.decode()

    assert "<html" not in part
    assert 'id="step"' in part


def test_more_rows_keep_what_was_typed_and_write_nothing(client: Client, world: World):
    problem = world.problem(State.PLANNING)
    logged_in(client, world.handler)
    typed = VERBS["plan"].typed(world, problem) | {"more": "1"}

    page = Page(client.post(address(problem, "plan"), typed))

    assert page.status == 200
    assert page.values("form[data-guard]")["measure-0-text"] == "报请批复"
    assert page.values("form[data-guard]")["measure-TOTAL_FORMS"] == "5"
    assert "plan" not in events_of(problem)


def test_a_class_fills_in_the_form_of_listing(client: Client, world: World):
    problem = world.problem(State.SUBMITTED)
    template = world.campaign.class_templates.get()
    logged_in(client, world.desk)

    page = Page(client.get(address(problem, "list"), {"template": str(template.pk)}))

    filled = page.values("form[data-guard]")
    assert filled["criteria-0-text"] == template.criteria[0]["text"]
    assert filled["template"] == str(template.pk)


def test_a_refused_value_stands_beside_its_field_with_what_was_typed(client: Client, world: World):
    problem = world.problem(State.PLANNING)
    logged_in(client, world.handler)
    typed = VERBS["plan"].typed(world, problem) | {"measure-0-due": "2027-01-01"}

    page = send(client, problem, "plan", typed)

    assert page.status == 400
    assert "2026-06-30" in page.text(".step-row .field-error")
    assert page.values("form[data-guard]")["measure-0-due"] == "2027-01-01"


def test_an_unknown_verb_is_not_found(client: Client, world: World):
    problem = world.problem(State.LISTED)
    logged_in(client, world.desk)

    assert client.get(address(problem, "explode")).status_code == 404


# Two persons ------------------------------------------------------------------------------------------------


def test_whoever_proposed_cannot_confirm_in_another_post(client: Client, world: World):
    problem = world.problem(State.IN_PROGRESS)
    ledger.void(problem, actor=world.department_head, at=world.now, reason="立项有误")
    from jianfa.organisations import actions as organisations  # why: one more post, for this test alone
    from jianfa.organisations.models import TIMER

    both = organisations.give_post(
        world.department_head.person, actor=TIMER, at=world.now, unit=world.city, role="leader",
        from_day=world.now.date(),
    )  # fmt: skip
    logged_in(client, both)

    page = send(client, problem, "confirm", {})

    assert page.status == 403
    assert reread(problem).state == State.IN_PROGRESS


def test_a_proposal_is_confirmed_with_what_was_proposed(client: Client, world: World):
    problem = world.problem(State.IN_PROGRESS)
    logged_in(client, world.desk)
    send(client, problem, "suspend", VERBS["suspend"].typed(world, problem))
    logged_in(client, world.leader)

    shown = Page(client.get(reverse("problem", args=[problem.pk])))
    send(client, problem, "confirm", {})

    assert "政策未出台" in shown.text(".proposal")
    found = reread(problem)
    assert (found.state, found.suspend_reason) == (State.SUSPENDED, "政策未出台")


def test_a_decision_on_paper_needs_a_second_clerk(client: Client, world: World):
    problem = world.problem(State.APPROVING)
    logged_in(client, world.desk)
    send(client, problem, "record_decision", VERBS["record_decision"].typed(world, problem))

    alone = send(client, problem, "confirm", {})
    logged_in(client, world.second_clerk)
    second = send(client, problem, "confirm", {})

    assert (alone.status, second.status) == (403, 302)
    found = reread(problem)
    assert (found.state, found.approver) == (State.PUBLICISED, world.leader.person)
    assert found.decision_no == "清工决〔2026〕4号"


def test_a_result_on_paper_is_the_members_own(client: Client, world: World):
    problem = world.problem(State.VERIFYING)
    logged_in(client, world.desk)
    typed = {"of": "record_result", "decider": world.panellist.pk, "paper_no": "核查表1", "paper_day": "2026-03-13"}
    send(client, problem, "record_decision", typed | VERBS["record_result"].typed(world, problem))
    logged_in(client, world.second_clerk)

    page = send(client, problem, "confirm", {})

    assert page.status == 302
    event = Event.objects.filter(chain=problem.pk).latest("seq")
    assert (event.verb, event.post) == ("record_result", world.panellist.pk)


def test_a_panellist_who_belongs_to_the_matter_is_not_offered_and_not_accepted(client: Client, world: World):
    problem = world.problem(State.CLOSING)
    logged_in(client, world.desk)

    shown = Page(client.get(address(problem, "name_panel")))
    typed = {"posts": [world.panellist.pk, world.county_panellist.pk]}
    page = send(client, problem, "name_panel", typed)

    assert world.panellist.person.name in shown.text("#id_posts")
    assert world.county_panellist.person.name not in shown.text("#id_posts")
    assert page.status == 400
    assert reread(problem).state == State.CLOSING


def test_an_exempted_approval_writes_off_at_once(client: Client, world: World):
    problem = world.problem(State.APPROVING)
    logged_in(client, world.leader)

    send(client, problem, "approve", {"decision_no": "清工决〔2026〕5号", "exemption": "涉及人事，不宜公示"})

    assert reread(problem).state == State.WRITTEN_OFF
    assert events_of(problem)[-2:] == ["approve", "write_off"]


def test_a_panel_of_one_voice_sends_it_back(client: Client, world: World):
    problem = world.problem(State.VERIFYING)
    record_all(world, problem, passed=False)
    logged_in(client, world.panellist)

    send(client, problem, "send_back", {"requirement": "请补充二〇二六年的拨付凭证"})

    assert reread(problem).state == State.IN_PROGRESS


def test_an_answered_objection_is_not_answered_again(client: Client, world: World):
    verb = VERBS["answer_objection"]
    problem = made(world, verb)
    logged_in(client, world.desk)
    typed = verb.typed(world, problem)

    answers = [send(client, problem, "answer_objection", typed).status for _n in range(2)]

    assert answers == [302, 409]


def test_dispatching_offers_union_units_only(client: Client, world: World):
    problem = world.problem(State.LISTED)
    logged_in(client, world.desk)

    page = Page(client.get(address(problem, "dispatch")))

    offered = page.texts('select[name="lead"] option')
    assert "财务部" in offered
    assert world.east_government.name not in offered
    refused = send(client, problem, "dispatch", {"lead": world.east_government.pk})
    assert refused.status == 400
    assert "lead" in refused.tree.xpath("//*[@aria-invalid='true']/@name")


def test_a_first_report_is_not_told_of_a_tick_it_does_not_have(client: Client, world: World):
    problem = world.problem(State.IN_PROGRESS)
    logged_in(client, world.handler)
    report = address(problem, "report")

    first = Page(client.get(report))
    send(client, problem, "report", {"text": "已经启动"})
    second = Page(client.get(report))

    for page, has_tick in ((first, False), (second, True)):
        assert bool(page.tree.xpath("//input[@name='is_same']")) is has_tick
        assert ("没有变化" in page.text(".step-form .second")) is has_tick
