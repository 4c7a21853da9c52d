"""Extension, change of clock and transfer: asked, checked, granted, kept; and what is refused."""

from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from jianfa.acceptance.policy import may_verify
from jianfa.ledger import actions as ledger
from jianfa.ledger.models import Problem
from jianfa.ledger.states import INSTEAD, MOVES, State
from jianfa.organisations import actions as organisations
from jianfa.organisations.models import TIMER, Post, Proposal
from jianfa.organisations.policy import Refused, Why
from jianfa.organisations.views.recent import SESSION_LOGIN
from jianfa.supervision import actions as supervision
from jianfa.supervision.models import ClockChange, Extension
from tests.supervision.asking import (
    GRANTED,
    HEARD,
    STAGE,
    UNTIL,
    ask,
    check,
    extended,
    grant,
    made_continuous,
    proposal_of,
    transferred,
)
from tests.workspace.html import Page
from tests.world import DUE, World, events_of, reread


def act(client: Client, post: Post, problem: Problem, verb: str, **typed: Any) -> Page:
    client.force_login(post.person)
    session = client.session
    session["post"], session[SESSION_LOGIN] = str(post.pk), timezone.now().isoformat()
    session.save()
    address = reverse("move", args=[problem.pk, verb])
    return Page(client.post(address, typed | {"version": reread(problem).version, "idem": uuid4()}))


def look(client: Client, post: Post, problem: Problem) -> Page:
    client.force_login(post.person)
    return Page(client.get(reverse("problem", args=[problem.pk])))


# Extension -------------------------------------------------------------------------------------------------


def test_an_extension_is_asked_checked_and_granted_with_an_earlier_date(client: Client, world: World):
    problem = world.problem(State.IN_PROGRESS)

    asked = act(client, world.department_head, problem, "extend", until=UNTIL, reason="拨付批次延后")
    early = act(client, world.leader, problem, "confirm", granted_until=GRANTED)
    checked = act(client, world.desk, problem, "check", note="情况属实")
    granted = act(client, world.leader, problem, "confirm", granted_until=GRANTED)

    assert [page.status for page in (asked, early, checked, granted)] == [302, 409, 302, 302], early.text("main")
    found, row = reread(problem), Extension.objects.get()
    assert (found.state, found.due_original, found.due_current, found.due_base, found.extensions) == (
        State.IN_PROGRESS, DUE, GRANTED, DUE, 1,
    )  # fmt: skip
    assert (row.nth, row.due_before, row.requested_until, row.granted_until) == (1, DUE, UNTIL, GRANTED)
    assert [row.asked_by, row.checked_by, row.granted_by] == [world.department_head, world.desk, world.leader]
    assert events_of(problem)[-3:] == ["propose", "check", "extend"]


def test_the_page_keeps_every_grant_with_who_asked_checked_and_granted(client: Client, world: World):
    problem = extended(world, world.problem(State.IN_PROGRESS))

    page = look(client, world.handler, problem).text("#grants")

    for word in (
        "第 1 次延期",
        "2026-06-30 → 2026-07-31",
        "申请延至 2026-08-31",
        "拨付批次延后",
        "孟凡荣",
        "李文静",
        "何志远",
    ):
        assert word in page


def test_the_form_of_the_grant_begins_with_the_date_asked_for_and_warns_of_a_long_one(client: Client, world: World):
    problem = world.problem(State.IN_PROGRESS)
    ask(world, problem, until=date(2026, 12, 31))
    check(world, problem)
    client.force_login(world.leader.person)

    page = Page(client.get(reverse("move", args=[problem.pk, "confirm"])))

    assert page.values("form[data-guard]")["granted_until"] == "2026-12-31"
    assert "原期限的一半" in page.text(".proposal-warning")


def test_a_grant_names_a_date_between_the_due_date_and_the_one_asked_for(client: Client, world: World):
    problem = world.problem(State.IN_PROGRESS)
    ask(world, problem)
    check(world, problem)

    for day in ("", DUE.isoformat(), (UNTIL + timedelta(days=1)).isoformat()):
        page = act(client, world.leader, problem, "confirm", granted_until=day)
        assert page.status == 400, day

    assert reread(problem).due_current == DUE


def test_a_late_request_is_refused_and_says_what_is_possible_instead(client: Client, world: World):
    problem = world.problem(State.IN_PROGRESS, due=date(2026, 3, 13))

    page = act(client, world.department_head, problem, "extend", until=UNTIL, reason="拨付延后")

    assert page.status == 409
    assert "2026-03-13" in page.text("main")
    assert reverse("move", args=[problem.pk, "change_clock"]) in page.links(".instead a")
    assert events_of(problem)[-1] == "start"


def test_it_may_be_asked_for_on_the_last_day_and_granted_after_it(world: World):
    problem = world.problem(State.IN_PROGRESS, due=world.now.date())
    ask(world, problem)
    check(world, problem)
    later = world.travel(days=2)

    grant(world, problem, GRANTED, at=later)

    assert (reread(problem).due_current, reread(problem).was_overdue) == (GRANTED, False)


def test_while_suspended_it_is_not_asked_for_but_work_is_resumed_first(client: Client, world: World):
    problem = world.problem(State.SUSPENDED)

    page = act(client, world.department_head, problem, "extend", until=UNTIL, reason="拨付延后")

    assert (page.status, "恢复办理" in page.text(".instead")) == (409, True)
    assert "专班" in page.text(".instead")


def test_after_two_extensions_a_change_of_clock_is_what_can_be_asked_for(world: World):
    problem = extended(world, world.problem(State.IN_PROGRESS), GRANTED)
    problem = extended(world, problem, UNTIL)

    with pytest.raises(Refused) as refused:
        ask(world, problem, until=date(2026, 10, 31))

    assert (refused.value.why, refused.value.instead) == (Why.STATE, "change_clock")
    assert list(Extension.objects.values_list("nth", "due_before", "granted_until")) == [
        (1, DUE, GRANTED), (2, GRANTED, UNTIL),
    ]  # fmt: skip


def test_only_one_request_is_pending(client: Client, world: World):
    problem = world.problem(State.IN_PROGRESS)
    ask(world, problem)

    page = act(client, world.department_head, problem, "change_clock", reason="分年", stage_goal="首批",
               review_on=STAGE.review_on, expected_end=STAGE.expected_end)  # fmt: skip

    assert page.status == 409
    assert Proposal.objects.filter(state="open").count() == 1


def test_the_desk_may_refuse_it_with_a_reason_instead_of_passing_it_on(client: Client, world: World):
    problem = world.problem(State.IN_PROGRESS)
    ask(world, problem)

    page = act(client, world.desk, problem, "reject", reason="尚有两个月，先按原期限推进")

    assert (page.status, events_of(problem)[-1]) == (302, "reject")
    assert Proposal.objects.get().state == "rejected"


def test_after_the_check_the_desk_has_no_say_any_more(client: Client, world: World):
    problem = world.problem(State.IN_PROGRESS)
    ask(world, problem)
    check(world, problem)

    refused = [act(client, post, problem, verb, reason="不同意", granted_until=GRANTED).status
               for post, verb in ((world.second_clerk, "reject"), (world.desk, "confirm"))]  # fmt: skip

    assert refused == [403, 403]


def test_who_checks_and_who_decides_are_two_persons_whatever_their_posts(world: World):
    problem = world.problem(State.IN_PROGRESS)
    as_leader = organisations.give_post(
        world.desk.person, actor=TIMER, at=world.now, unit=world.city, role="leader", from_day=world.now.date()
    )
    ask(world, problem)
    check(world, problem)

    with pytest.raises(Refused) as refused:
        supervision.extend(
            problem, actor=as_leader, at=world.now, reason="延后", until=UNTIL, granted_until=GRANTED,
            proposal=proposal_of(problem),
        )  # fmt: skip

    assert refused.value.why == Why.OFFICE


@pytest.mark.parametrize("columns", [
    lambda world: {"state": "confirmed", "checker": None, "decider": world.leader.person},
    lambda world: {"checker": world.department_head.person},
    lambda world: {"checker": world.leader.person, "decider": world.leader.person},
])  # fmt: skip
def test_the_database_holds_that_three_persons_have_to_do_with_it(world: World, columns: Any):
    ask(world, world.problem(State.IN_PROGRESS))

    with pytest.raises(IntegrityError), transaction.atomic():
        Proposal.objects.update(**columns(world))


def test_beginning_work_does_not_withdraw_a_request(world: World):
    problem = world.problem(State.PLANNING, clock="immediate")
    ask(world, problem)

    ledger.start(problem, actor=world.handler, at=world.now)

    assert proposal_of(problem).verb == "extend"


def test_a_granted_extension_may_stand_on_paper(client: Client, world: World):
    problem = world.problem(State.IN_PROGRESS)
    paper = {"of": "extend", "decider": world.leader.pk, "paper_no": "清工纪〔2026〕7号", "paper_day": "2026-03-13",
             "until": UNTIL, "reason": "会议同意", "granted_until": GRANTED}  # fmt: skip

    entered = act(client, world.desk, problem, "record_decision", **paper)
    confirmed = act(client, world.second_clerk, problem, "confirm")

    assert (entered.status, confirmed.status) == (302, 302), entered.text("main")
    row = Extension.objects.get()
    assert (reread(problem).due_current, row.granted_by, row.checked_by) == (GRANTED, world.leader, None)
    assert "清工纪〔2026〕7号" in look(client, world.handler, problem).text("#grants")


def test_a_paper_of_a_day_after_the_due_date_is_refused_at_once(client: Client, world: World):
    problem = world.problem(State.IN_PROGRESS, due=date(2026, 3, 10))
    paper = {"of": "extend", "decider": world.leader.pk, "paper_no": "清工纪〔2026〕7号", "paper_day": "2026-03-13",
             "until": UNTIL, "reason": "会议同意", "granted_until": GRANTED}  # fmt: skip

    page = act(client, world.desk, problem, "record_decision", **paper)

    assert (page.status, events_of(problem)[-1]) == (409, "start")


# Change of clock -------------------------------------------------------------------------------------------


def test_a_stage_goal_becomes_a_criterion_and_the_due_date_the_expected_end(client: Client, world: World):
    problem = made_continuous(world, world.problem(State.IN_PROGRESS))

    row = ClockChange.objects.get()
    assert (problem.clock, problem.due_current, problem.due_original) == ("continuous", STAGE.expected_end, DUE)
    assert [each.text for each in problem.criteria.all()][-1] == row.criterion.text == STAGE.goal
    page = look(client, world.handler, problem)
    assert "下次评估 2026-05-29" in page.text("#grants")
    assert STAGE.goal in page.text(".criteria")


def test_what_was_overdue_when_it_was_asked_for_keeps_that(world: World):
    late = made_continuous(world, world.problem(State.IN_PROGRESS, due=date(2026, 3, 12)))
    timely = made_continuous(world, world.problem(State.IN_PROGRESS, due=world.now.date()))

    assert (late.was_overdue, timely.was_overdue) == (True, False)
    assert extended(world, late, date(2027, 1, 31), date(2027, 1, 31)).was_overdue


def test_what_is_continuous_is_not_changed_again_but_can_be_extended(world: World):
    problem = made_continuous(world, world.problem(State.IN_PROGRESS))

    with pytest.raises(Refused) as refused:
        made_continuous(world, problem)

    assert refused.value.instead == "extend"


@pytest.mark.parametrize("stage", [
    supervision.Stage("首批", date(2026, 3, 16), date(2026, 12, 31)),
    supervision.Stage("首批", date(2027, 1, 1), date(2026, 12, 31)),
    supervision.Stage("首批", date(2026, 5, 29), DUE),
    supervision.Stage(" ", date(2026, 5, 29), date(2026, 12, 31)),
])  # fmt: skip
def test_a_stage_has_a_goal_a_review_to_come_and_an_end_after_it(world: World, stage: supervision.Stage):
    problem = world.problem(State.IN_PROGRESS)

    with pytest.raises(Refused) as refused:
        supervision.change_clock(problem, actor=world.department_head, at=world.now, reason="分年", stage=stage)

    assert (refused.value.why, events_of(problem)[-1]) == (Why.VALUE, "start")


# Transfer --------------------------------------------------------------------------------------------------


def test_a_transfer_hears_both_units_and_the_clock_runs_on(client: Client, world: World):
    problem = world.problem(State.IN_PROGRESS)
    typed = {"to": world.rights.pk, "owner_name": "钱程", **vars(HEARD)}

    silent = act(client, world.desk, problem, "transfer", **{**typed, "receiving": ""})
    asked = act(client, world.desk, problem, "transfer", **typed)
    confirmed = act(client, world.leader, problem, "confirm")

    assert [page.status for page in (silent, asked, confirmed)] == [400, 302, 302], asked.text("main")
    found = reread(problem)
    assert (found.state, found.lead, found.acting_unit, found.due_current) == (
        State.DISPATCHED, world.rights, world.rights, DUE,
    )  # fmt: skip
    assert timezone.localdate(found.dispatched_at) == world.now.date()
    told = look(client, world.desk, problem).text(".trail")
    assert all(text in told for text in vars(HEARD).values())


def test_the_receiving_unit_may_refuse_and_then_it_is_on_the_list_as_usual(world: World):
    problem = transferred(world, world.problem(State.PLANNING, lead=world.finance), to=world.east)

    ledger.refuse(problem, actor=world.liaison, at=world.now, reason="不属职责", proposed=world.finance)

    assert (reread(problem).state, reread(problem).refused_times) == (State.LISTED, 1)


def test_the_unit_that_handed_it_over_stays_bound_by_what_it_did(client: Client, world: World):
    problem = world.problem(State.IN_PROGRESS)
    panellist = organisations.give_post(
        world.handler.person, actor=TIMER, at=world.now, unit=world.finance, role="panellist",
        from_day=world.now.date(),
    )  # fmt: skip

    problem = transferred(world, problem)

    assert not may_verify(problem, [panellist, world.second_panellist])
    assert look(client, world.handler, problem).status == 404


def test_assists_stay_unless_one_of_them_receives_it(world: World):
    problem = world.problem(State.LISTED)
    ledger.dispatch(
        problem, actor=world.desk, at=world.now, lead=world.finance, assists=[world.rights, world.organising]
    )
    ledger.sign_for(problem, actor=world.handler, at=world.now)

    problem = transferred(world, problem)

    assert [row.unit for row in problem.assists.filter(ended_at=None)] == [world.organising]


# What can be asked for instead -----------------------------------------------------------------------------


def test_every_way_out_of_a_refusal_is_a_verb_possible_in_that_state():
    for (verb, state), instead in INSTEAD.items():
        assert verb in MOVES or verb == "edit", verb
        assert state in MOVES[instead].sources, (verb, state, instead)
        assert verb == "edit" or state not in MOVES[verb].sources, (verb, state)


def test_a_plan_beyond_the_due_date_offers_an_extension(client: Client, world: World):
    problem = world.problem(State.PLANNING)
    rows = {"measure-TOTAL_FORMS": "1", "measure-INITIAL_FORMS": "0", "measure-0-text": "报请批复",
            "measure-0-owner_name": "周敏", "measure-0-due": "2026-07-15"}  # fmt: skip

    head = act(client, world.department_head, problem, "plan", **rows)
    handler = act(client, world.handler, problem, "plan", **rows)

    assert (head.status, handler.status) == (400, 400)
    assert head.links(".instead a") == [reverse("move", args=[problem.pk, "extend"])]
    assert (handler.links(".instead a"), "申请延期" in handler.text(".instead")) == ([], True)


def test_changing_what_is_written_after_work_began_offers_an_extension_by_whom_it_is(client: Client, world: World):
    problem = world.problem(State.IN_PROGRESS)

    page = act(client, world.desk, problem, "edit", title="经审力量不足")

    assert (page.status, "申请延期" in page.text(".instead")) == (409, True)


def test_applying_after_the_due_date_says_that_it_counts_as_overdue(client: Client, world: World):
    problem = world.problem(State.IN_PROGRESS, due=date(2026, 3, 13))
    client.force_login(world.department_head.person)

    page = Page(client.get(reverse("move", args=[problem.pk, "apply"])))

    assert "计为逾期" in page.text("#step")
