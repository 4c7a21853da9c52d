"""Carrying over (结转): what a closed campaign left open goes on in another one, with number, dates and chain."""

from datetime import date, timedelta
from urllib.parse import urlsplit

import pytest
from django.urls import reverse

from jianfa.acceptance import actions as acceptance
from jianfa.ledger import actions as ledger
from jianfa.ledger.models import Amendment, Problem, Standing
from jianfa.ledger.queries.figures import AsOf, tally_of
from jianfa.ledger.states import State
from jianfa.organisations.policy import Refused
from jianfa.workspace.queries import waiting_counts
from tests.journal.tampering import findings
from tests.workspace.campaigns import closed, opened_by, page_of, prepared
from tests.workspace.html import opened, queries
from tests.world import events_of, reread

OPEN = ("submitted", "returned", "listed", "in_progress", "suspended", "publicised")


def address(campaign) -> str:
    return reverse("carry_over", args=[campaign.pk])


def sent(problems, into, **more) -> dict[str, object]:
    return {"into": str(into.pk), "problem": [str(problem.pk) for problem in problems], **more}


def test_all_that_is_open_goes_over_with_number_dates_and_chain(client, world):
    problems = [world.problem(state, title=state) for state in OPEN]
    done = world.problem("written_off", title="已销账")
    source, into = closed(world), opened_by(world, "职工服务提升年")
    before = {row.pk: (row.number, row.due_original, row.due_current, row.state) for row in problems}

    page = opened(client, world.desk, address(source), **sent([*problems, done], into, step="do"))

    after = Problem.objects.filter(campaign=into)
    assert page.response.url == page_of(source)
    assert {row.pk: (row.number, row.due_original, row.due_current, row.state) for row in after} == before
    assert reread(done).campaign_id == source.pk
    for problem in problems:
        assert events_of(problem)[-1] == "carry_over"
    assert findings() == []


def test_dimension_and_class_are_found_by_name_or_left_empty(client, world):
    template = world.campaign.class_templates.get()
    kept, lost = world.problem("in_progress"), world.problem("in_progress", title="另一个")
    for problem, name in ((kept, "组织体系"), (lost, "创新品牌")):
        dimension = world.campaign.dimensions.get(name=name)
        Problem.objects.filter(pk=problem.pk).update(dimension=dimension, template=template)
    source = closed(world)
    into = opened_by(world, "职工服务提升年", classes=({"name": "机构编制类", "criteria": [{"text": "完成"}]},))

    opened(client, world.desk, address(source), **sent([kept, lost], into, step="do"))

    assert reread(kept).dimension == into.dimensions.get(name="组织体系")
    assert reread(lost).dimension is None
    assert reread(kept).template == into.class_templates.get()


def test_a_rehearsal_counts_names_what_is_lost_and_writes_nothing(client, world):
    problem = world.problem("in_progress")
    source, into = closed(world), opened_by(world, "职工服务提升年")
    stood = Standing.objects.filter(problem=problem).count()

    page = opened(client, world.desk, address(source), **sent([problem], into, step="check"))

    assert "1 个问题可结转至“职工服务提升年”" in page.text("main")
    assert "政治功能 1" in page.text("main")
    assert page.tree.xpath("//button[@value='do']")
    assert reread(problem).campaign_id == source.pk
    assert events_of(problem)[-1] != "carry_over"
    assert Standing.objects.filter(problem=problem).count() == stood


def test_only_what_is_ticked_goes_over_and_the_others_stay_listed(client, world):
    one, other = world.problem("in_progress"), world.problem("listed", title="留下的")
    source, into = closed(world), opened_by(world, "职工服务提升年")

    page = opened(client, world.desk, address(source), **sent([one], into, step="do"))
    left = opened(client, world.desk, address(source))

    assert page.response.url == address(source)
    assert left.titles == ["留下的"]
    assert reread(other).campaign_id == source.pk


def test_nothing_ticked_is_said_and_nothing_happens(client, world):
    problem = world.problem("in_progress")
    source, into = closed(world), opened_by(world, "职工服务提升年")

    page = opened(client, world.desk, address(source), into=str(into.pk), step="do")

    assert page.status == 400
    assert "请至少勾选一个问题" in page.text(".form-errors")
    assert page.tree.xpath("//input[@name='problem'][@checked]") == []
    assert reread(problem).campaign_id == source.pk


def test_work_stands_still_until_it_is_carried_over_and_goes_on_then(client, world):
    problem = world.problem("in_progress")
    source, into = closed(world), opened_by(world, "职工服务提升年")
    move = reverse("move", args=[problem.pk, "report"])
    typed = {"version": problem.version, "text": "已核定人数"}

    refused = opened(client, world.handler, move, **typed)
    offered = opened(client, world.handler, reverse("problem", args=[problem.pk])).links("#step a")
    opened(client, world.desk, address(source), **sent([problem], into, step="do"))
    done = opened(client, world.handler, move, **(typed | {"version": reread(problem).version}))

    assert refused.status == 409
    assert "“县级工会加强年”已结束。专班结转该问题后方可继续办理。" in refused.text("main")
    assert offered == []
    assert done.status == 302
    assert events_of(problem)[-2:] == ["carry_over", "report"]


@pytest.mark.parametrize("state", [state for state in State if state not in {"draft", "declined", "merged", "voided"}])
def test_no_verb_moves_what_is_on_a_closed_list(client, world, state):
    """Papers before the list may still be answered, and a relapse is a fact whenever it is found."""
    problem = world.problem(state)
    closed(world)
    allowed = {"submit", "withdraw", "return_", "decline", "edit", "record_decision", "relapse", "object"}

    for post in world.posts.values():
        links = opened(client, post, reverse("problem", args=[problem.pk])).links("#step a")
        verbs = {urlsplit(link).path.split("/")[3] for link in links if link.startswith("/problems/")}
        assert verbs <= allowed, post.role


def test_the_desk_finds_the_closed_campaign_instead_of_steps_it_cannot_take(client, world):
    world.problem("submitted", title="待研判")
    world.problem("listed", title="待交办")
    source = closed(world)

    page = opened(client, world.desk, reverse("home"))

    assert page.texts(".card-head h2") == ["已结束、待结转的专项工作 1"]
    assert page.links(".row-do a") == [page_of(source)]
    assert waiting_counts(world.desk, date(2026, 3, 16)) == {}
    assert "没有" in opened(client, world.desk, reverse("triage")).heading


def test_a_paper_in_a_closed_campaign_is_not_listed_but_goes_over(client, world):
    problem = world.problem("submitted")
    source, into = closed(world), opened_by(world, "职工服务提升年")

    refused = opened(client, world.desk, reverse("move", args=[problem.pk, "list"]))
    opened(client, world.desk, address(source), **sent([problem], into, step="do"))

    assert refused.status == 409
    assert opened(client, world.desk, reverse("move", args=[problem.pk, "list"])).status == 200
    assert not Amendment.objects.exists()


def test_on_signed_lists_it_is_an_amendment_on_both_sides(client, world):
    problem = world.problem("in_progress")
    other = opened_by(world, "职工服务提升年")
    world.problem("listed", title="目标清单上的", campaign=other)
    for campaign in (world.campaign, other):
        ledger.sign_baseline(campaign, actor=world.leader, at=world.now)
    world.travel(hours=1)
    source = closed(world)
    world.travel(hours=1)

    opened(client, world.desk, address(source), **sent([problem], other, step="do"))
    walk = opened(client, world.desk, reverse("board", query={"campaign": other.pk})).text(".burndown-walk")

    rows = {row.campaign_id: (row.kind, row.reason) for row in Amendment.objects.filter(problem=problem)}
    assert rows == {
        source.pk: ("carried", "结转：县级工会加强年"), other.pk: ("added", "结转：县级工会加强年"),
    }  # fmt: skip
    assert "基线 1 + 增补 1 = 2" in walk
    assert findings() == []


def test_the_figures_of_the_closed_campaign_stay_as_of_its_closing(client, world):
    problems = [world.problem("in_progress", title=f"示例{n}") for n in range(3)]
    world.problem("written_off", title="已销账")
    ledger.sign_baseline(world.campaign, actor=world.leader, at=world.now)
    world.travel(minutes=5)
    source, into = closed(world), opened_by(world, "职工服务提升年")
    query = reverse("board", query={"campaign": source.pk})
    parts = (".equation-value", ".burndown-walk", ".tiles", ".counties", ".bars", ".rows .row-title", ".figures")
    before = opened(client, world.desk, query)
    said = {part: before.texts(part) for part in parts}
    world.travel(minutes=5)

    opened(client, world.desk, address(source), **sent(problems, into, step="do"))

    for later in ({}, {"days": 1}, {"days": 40}):
        world.travel(**later)
        after = opened(client, world.desk, query)
        assert {part: after.texts(part) for part in parts} == said
        assert "2026-03-16 10:05" in after.text(".note")
        for link, n in zip(after.links(".equation a"), (4, 1, 3), strict=True):
            assert len(opened(client, world.desk, link).titles) == n
    assert tally_of(AsOf(into)).pair() == (0, 3)
    assert tally_of(AsOf(source, date(2026, 3, 15))).pair() == tally_of(AsOf(source)).pair()


def test_what_came_in_just_before_the_closing_and_went_over_just_after_is_counted(world):
    """Also when the clock of the closing is behind: nothing on the list is younger than the closing."""
    problem = world.problem("submitted")
    criteria = (ledger.NewCriterion("完成"),)
    ledger.list_problem(
        problem, actor=world.desk, at=world.now, solver="county_union", nature="individual", due=date(2026, 6, 30),
        lead=world.finance, criteria=criteria,
    )  # fmt: skip
    at = world.now
    ledger.close_campaign(world.campaign, actor=world.leader, at=at - timedelta(hours=1))
    source, into = world.campaign, opened_by(world, "职工服务提升年")

    ledger.carry_over(reread(problem), actor=world.desk, at=world.now, into=into)

    assert tally_of(AsOf(source)).pair() == (0, 1)
    assert tally_of(AsOf(into)).pair() == (0, 1)


def test_a_relapse_after_the_closing_changes_no_figure_and_can_be_carried_over(client, world):
    problem = world.problem("written_off")
    world.travel(days=20)
    source, into = closed(world), opened_by(world, "职工服务提升年")
    world.travel(hours=1)
    for actor in (world.desk, world.other_leader):
        acceptance.relapse(
            problem, actor=actor, at=world.now, evidence="回访发现反弹", due=date(2026, 9, 1),
            proposal=ledger.open_proposal(problem),
        )  # fmt: skip
    world.travel(hours=1)

    opened(client, world.desk, address(source), **sent([problem], into, step="do"))
    old = opened(client, world.desk, reverse("board", query={"campaign": source.pk}))
    new = opened(client, world.desk, reverse("board", query={"campaign": into.pk}))

    assert old.texts(".equation-value") == ["1", "1", "0"]
    assert problem.number in old.text(".trail")
    assert new.texts(".equation-value") == ["1", "0", "1"]
    assert problem.number not in new.text(".trail")
    assert findings() == []


def test_the_weekly_sheet_of_all_campaigns_leaves_the_closed_one_out(client, world):
    world.problem("in_progress", due=date(2026, 3, 18))
    before = opened(client, world.desk, reverse("weekly")).text("main")
    closed(world)

    assert "经费审查业务量逐年增加" in before
    assert "经费审查业务量逐年增加" not in opened(client, world.desk, reverse("weekly")).text("main")
    of_it = reverse("weekly", query={"campaign": world.campaign.pk})
    assert "经费审查业务量逐年增加" in opened(client, world.desk, of_it).text("main")


def test_the_timeline_says_from_where_to_where(client, world):
    problem = world.problem("in_progress")
    source, into = closed(world), opened_by(world, "职工服务提升年")
    opened(client, world.desk, address(source), **sent([problem], into, step="do"))

    page = opened(client, world.handler, reverse("problem", args=[problem.pk]))

    assert page.texts(".trail-title")[0] == "结转"
    assert "由“县级工会加强年”转入“职工服务提升年”" in page.text(".trail")


# What is refused


def test_it_is_the_desks_after_the_closing(client, world):
    world.problem("in_progress")

    assert opened(client, world.desk, address(world.campaign)).status == 409
    closed(world)
    assert opened(client, world.department_head, address(world.campaign)).status == 403
    assert opened(client, world.desk, address(world.campaign)).status == 200


def test_without_another_open_campaign_the_page_says_what_to_do_first(client, world):
    world.problem("in_progress")
    prepared(world)

    page = opened(client, world.desk, address(closed(world)))

    assert page.links(".nothing a") == [reverse("start_campaign")]
    assert page.tree.xpath("//select[@name='into']") == []


def test_when_nothing_is_open_there_is_nothing_to_carry(client, world):
    world.problem("written_off")

    page = opened(client, world.desk, address(closed(world)))

    assert "没有待结转" in page.heading
    assert page.links(".nothing a") == [page_of(world.campaign)]


def test_practice_and_real_campaigns_are_kept_apart(client, world):
    problem = world.problem("in_progress")
    source = closed(world)

    page = opened(client, world.desk, address(source), **sent([problem], world.practice, step="do"))

    assert page.status == 400
    with pytest.raises(Refused):
        ledger.carry_over(problem, actor=world.desk, at=world.now, into=world.practice)


@pytest.mark.parametrize("wrong", ["open source", "same", "preparing", "struck off", "not the desk"])
def test_the_action_itself_refuses(world, wrong):
    problem = world.problem("written_off" if wrong == "struck off" else "in_progress")
    into = opened_by(world, "职工服务提升年")
    if wrong != "open source":
        closed(world)
    target = {"same": world.campaign, "preparing": prepared(world)}.get(wrong, into)
    actor = world.leader if wrong == "not the desk" else world.desk

    with pytest.raises(Refused):
        ledger.carry_over(reread(problem), actor=actor, at=world.now, into=target)
    assert events_of(problem)[-1] != "carry_over"


def test_one_that_was_changed_meanwhile_leaves_the_others_done(world):
    stale, good = world.problem("in_progress"), world.problem("in_progress", title="另一个")
    into = opened_by(world, "职工服务提升年")
    source = closed(world)
    stale, good = reread(stale), reread(good)
    Problem.objects.filter(pk=stale.pk).update(version=stale.version + 1)

    outcomes = ledger.carry_over_all(source, [stale, good], actor=world.desk, at=world.now, into=into)

    assert [bool(one.refusal) for one in outcomes] == [True, False]
    assert reread(stale).campaign_id == source.pk
    assert reread(good).campaign_id == into.pk


def test_too_many_at_once_are_refused(world, monkeypatch):
    monkeypatch.setattr("jianfa.ledger.actions.carrying.MOST_AT_ONCE", 1)
    problems = [world.problem("in_progress", title=f"示例{n}") for n in range(2)]
    into = opened_by(world, "职工服务提升年")

    with pytest.raises(Refused):
        ledger.carry_over_all(closed(world), problems, actor=world.desk, at=world.now, into=into)


def test_the_number_of_queries_of_the_page_does_not_grow(client, world):
    source, counts = world.campaign, []
    opened_by(world, "职工服务提升年")
    world.problem("in_progress")
    more = [world.problem("in_progress", title=f"示例{n}") for n in range(4)]
    Problem.objects.filter(pk__in=[row.pk for row in more]).update(campaign=world.practice)
    closed(world)
    for rows in ([], more):
        Problem.objects.filter(pk__in=[row.pk for row in rows]).update(campaign=source)
        opened(client, world.desk, address(source))
        counts.append(queries(lambda: client.get(address(source))))

    assert counts[0] == counts[1]
