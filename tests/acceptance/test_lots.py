"""The lot: candidates first, the seed of the next checkpoint after them, nobody chooses, anybody can repeat it."""

import shutil
import subprocess
from pathlib import Path
from uuid import UUID

import pytest
from django.db import DatabaseError, transaction
from django.test import Client
from django.urls import reverse

from jianfa.acceptance import actions as acceptance
from jianfa.acceptance.models import Lot, Panel, PanelMember
from jianfa.acceptance.rules import Candidate, drawn_order
from jianfa.journal.actions import checkpoint
from jianfa.journal.models import Event
from jianfa.journal.queries import check_chain, first_checkpoint_after
from jianfa.ledger.models import Problem
from jianfa.ledger.queries.campaigns import waiting_rules
from jianfa.ledger.states import Grade, State
from jianfa.organisations import actions as organisations
from jianfa.organisations.models import Post
from jianfa.organisations.policy import Refused
from jianfa.timer import make_round
from tests.acceptance.lots import called_lot, sealed_lot, set_lots
from tests.acceptance.sittings import gathered, panel, problems, record
from tests.acceptance.test_panels import seat
from tests.api.test_problems import move
from tests.workspace.campaigns import page_of, shown_rules, step
from tests.workspace.html import Page, opened, queries
from tests.workspace.verbs import third_panellist
from tests.world import World, events_of, reread


def refused(act, *args, **kwargs) -> str:
    with pytest.raises(Refused) as caught:
        act(*args, **kwargs)
    return str(caught.value.sentence)


def members(problem: Problem) -> set[UUID]:
    rows = PanelMember.objects.filter(panel__application__problem=problem, left_at=None)
    return set(rows.values_list("post", flat=True))


def test_candidates_are_published_and_the_next_checkpoint_names_the_panel(world: World):
    problem = world.problem(State.CLOSING)
    third = third_panellist(world)
    checkpoint(at=world.tick())
    made = sealed_lot(world, problem)
    checkpoint(at=world.tick())

    acceptance.draw_panel(problem, actor=world.second_clerk, at=world.now)

    lot = Lot.objects.get()
    called = Event.objects.get(chain=problem.pk, verb="call_lot")
    candidates = [world.panellist.pk, world.second_panellist.pk, third.pk]
    order = drawn_order(bytes(made.hash), [Candidate(post) for post in candidates])
    assert [row["post"] for row in lot.candidates] == sorted(str(post) for post in candidates)
    assert first_checkpoint_after(called) == made
    assert (lot.checkpoint, lot.seed) == (made.n, bytes(made.hash).hex())
    assert lot.drawn == [str(one.post) for one in order]
    assert members(problem) == {one.post for one in order[:2]}
    assert events_of(problem)[-2:] == ["call_lot", "draw_panel"]
    assert (reread(problem).state, check_chain(problem.pk)) == (State.VERIFYING, [])


def test_before_the_checkpoint_it_is_said_when_it_will_be_there(client: Client, world: World):
    problem = world.problem(State.CLOSING)
    lot = called_lot(world, problem)
    address = reverse("move", args=[problem.pk, "draw_panel"])

    page = opened(client, world.desk, reverse("problem", args=[problem.pk]))
    early = opened(client, world.desk, address)
    world.travel(minutes=30)
    late = opened(client, world.desk, address)

    minute = (lot.called_at.astimezone(world.now.tzinfo)).strftime("%H:")
    assert (early.status, late.status) == (409, 409)
    assert "最迟" in early.text()
    assert minute in early.text()
    assert "定时" in late.text()
    assert "最迟" in page.text("main")
    assert address not in page.links()


def test_the_timer_seals_published_candidates_in_its_next_round(world: World):
    make_round()
    world.travel(minutes=1)
    problem = world.problem(State.CLOSING)
    make_round()

    called_lot(world, problem)
    world.travel(minutes=1)

    assert make_round().done["seal"] == 1
    acceptance.draw_panel(reread(problem), actor=world.desk, at=world.now)


def test_where_the_lot_is_set_the_desk_does_not_choose(client: Client, world: World):
    problem = world.problem(State.CLOSING)
    set_lots(problem)
    posts = [world.panellist, world.second_panellist]
    address = reverse("move", args=[problem.pk, "name_panel"])

    page = opened(client, world.desk, address, posts=[str(post.pk) for post in posts])
    asked = opened(client, world.desk, address)
    home = opened(client, world.desk, reverse("home"))

    assert (page.status, asked.status) == (409, 409)
    assert "抽签" in asked.text("main")
    assert reverse("move", args=[problem.pk, "call_lot"]) in home.links()
    assert not Panel.objects.exists()


def test_once_a_lot_was_called_nobody_chooses_even_when_the_rule_is_off_again(world: World):
    problem = world.problem(State.CLOSING)
    called_lot(world, problem)
    set_lots(problem, is_on=False)
    posts = [world.panellist, world.second_panellist]

    assert "抽签" in refused(acceptance.name_panel, problem, actor=world.desk, at=world.now, posts=posts)


def test_where_the_lot_is_not_set_there_is_none(world: World):
    problem = world.problem(State.CLOSING)

    assert "抽签" in refused(acceptance.call_lot, problem, actor=world.desk, at=world.now)


def test_candidates_are_published_once(world: World):
    problem = world.problem(State.CLOSING)
    called_lot(world, problem)
    early = refused(acceptance.call_lot, problem, actor=world.desk, at=world.now)
    checkpoint(at=world.tick())
    later = refused(acceptance.call_lot, problem, actor=world.desk, at=world.now)

    assert "候选名单已公布" in early
    assert "请抽签" in later
    assert Lot.objects.count() == 1


def test_too_few_candidates_are_no_lot(world: World):
    problem = world.problem(State.CLOSING)
    Problem.objects.filter(pk=problem.pk).update(grade=Grade.KEY)
    problem = reread(problem)
    set_lots(problem)

    sentence = refused(acceptance.call_lot, problem, actor=world.desk, at=world.now)

    assert "2" in sentence
    assert "3" in sentence
    assert not Lot.objects.exists()


def ended(world: World, post: Post) -> None:
    organisations.end_post(post, actor=world.administrator, at=world.now, until_day=world.now.date())
    world.travel(days=1)


def test_whoever_is_no_longer_free_leaves_the_seat_to_the_next(client: Client, world: World):
    problem = world.problem(State.CLOSING)
    third = third_panellist(world)
    made = sealed_lot(world, problem)
    by_id = {post.pk: post for post in (world.panellist, world.second_panellist, third)}
    order = [one.post for one in drawn_order(bytes(made.hash), [Candidate(post) for post in by_id])]
    ended(world, by_id[order[0]])

    acceptance.draw_panel(reread(problem), actor=world.desk, at=world.now)

    page = opened(client, world.desk, reverse("problem", args=[problem.pk]))
    assert Lot.objects.get().gone == [str(order[0])]
    assert members(problem) == set(order[1:])
    first, second, _third = page.texts('[aria-labelledby="lot-title"] tbody tr')
    assert by_id[order[0]].person.name in first
    assert "递补" in first
    assert "入选" in second


def test_candidates_who_cannot_fill_the_panel_are_published_anew(world: World):
    problem = world.problem(State.CLOSING)
    sealed_lot(world, problem)
    ended(world, world.panellist)
    problem = reread(problem)
    sentence = refused(acceptance.draw_panel, problem, actor=world.desk, at=world.now)
    third_panellist(world)

    acceptance.call_lot(problem, actor=world.desk, at=world.now)

    assert "重新公布" in sentence
    assert [lot.ended_at is None for lot in Lot.objects.all()] == [False, True]


def test_another_application_is_another_lot(world: World):
    problem = world.problem(State.CLOSING)
    called_lot(world, problem)
    acceptance.send_back(problem, actor=world.desk, at=world.now, requirement="请补充二〇二六年的拨付凭证")
    answers = {row.pk: acceptance.Answer("已落实", "示例1号") for row in problem.criteria.all()}
    acceptance.apply(
        reread(problem), actor=world.department_head, at=world.now, statement="已落实", answers=answers
    )  # fmt: skip

    acceptance.call_lot(reread(problem), actor=world.desk, at=world.now)

    assert Lot.objects.count() == 2


def test_where_counties_are_ranked_one_drawn_comes_from_outside(world: World):
    problem = world.problem(State.CLOSING, lead=world.east)
    world.problem(State.IN_PROGRESS, lead=world.west, source=world.west, title="西城的事")
    seats = [seat(world, world.west, f"west-{n}") for n in range(6)]
    ended(world, world.second_panellist)
    problem = reread(problem)
    sealed_lot(world, problem)

    acceptance.draw_panel(problem, actor=world.desk, at=world.now)

    lot = Lot.objects.get()
    assert lot.needs_outsider
    assert {row["post"] for row in lot.candidates if not row["outside"]} >= {str(post.pk) for post in seats}
    assert members(problem) & {UUID(row["post"]) for row in lot.candidates if row["outside"]}


def test_an_empty_seat_goes_to_the_next_in_the_order(client: Client, world: World):
    problem = world.problem(State.CLOSING)
    posts = [world.panellist, world.second_panellist, third_panellist(world), seat(world, world.west, "west-seat")]
    sealed_lot(world, problem)
    acceptance.draw_panel(problem, actor=world.desk, at=world.now)
    by_id = {post.pk: post for post in posts}
    order = [by_id[UUID(post)] for post in Lot.objects.get().drawn]
    problem = reread(problem)
    acceptance.step_aside(problem, actor=order[0], at=world.now, reason="配偶在该单位任职")
    left = PanelMember.objects.get(post=order[0])

    sentence = refused(
        acceptance.replace_member, problem, actor=world.desk, at=world.now, member=left, post=order[3]
    )  # fmt: skip
    form = opened(client, world.desk, reverse("move", args=[problem.pk, "replace_member"]))
    acceptance.replace_member(problem, actor=world.desk, at=world.now, member=left, post=order[2])

    assert order[2].person.name in sentence
    assert order[2].person.name in form.text("#id_successor")
    assert order[3].person.name not in form.text("#id_successor")
    assert members(problem) == {order[1].pk, order[2].pk}


def test_a_session_names_no_panel_where_the_lot_is_set(client: Client, world: World):
    session = gathered(world, 1)
    set_lots(session.items.get().problem)

    sentence = refused(acceptance.name_session_panel, session, actor=world.desk, at=world.now, posts=panel(world))
    page = opened(client, world.desk, reverse("session_step", args=[session.pk, "name_panel"]))

    assert "抽签" in sentence
    assert "抽签" in page.text("main")
    assert not Panel.objects.exists()


def test_a_session_goes_on_with_panels_that_were_drawn_singly(client: Client, world: World):
    session = gathered(world, 2)
    for problem in problems(session):
        sealed_lot(world, problem)
        acceptance.draw_panel(reread(problem), actor=world.desk, at=world.now)
    session.refresh_from_db()
    address = reverse("session_step", args=[session.pk, "name_panel"])

    asked = opened(client, world.desk, address)
    done = opened(client, world.desk, address, version=session.version)
    record(world, reread(session), world.panellist)

    assert asked.texts('[name="posts"]') == []
    assert (done.status, reread(session).state) == (302, "verifying")
    assert PanelMember.objects.filter(person=world.panellist.person, recorded_at=None).count() == 0


# What the machine holds ------------------------------------------------------------------------------------


def test_the_database_names_nobody_while_a_lot_waits(world: World):
    problem = world.problem(State.CLOSING)
    lot = called_lot(world, problem)

    with pytest.raises(DatabaseError, match="by choice"), transaction.atomic():
        Panel.objects.create(application=lot.application, named_by=world.desk, named_at=world.now)


@pytest.mark.parametrize(("column", "value"), [("candidates", []), ("size", 9), ("needs_outsider", True)])
def test_what_was_published_stays(world: World, column: str, value: object):
    called_lot(world, world.problem(State.CLOSING))

    with pytest.raises(DatabaseError, match="published"), transaction.atomic():
        Lot.objects.update(**{column: value})


def test_a_draw_stays(world: World):
    problem = world.problem(State.CLOSING)
    sealed_lot(world, problem)
    acceptance.draw_panel(problem, actor=world.desk, at=world.now)

    with pytest.raises(DatabaseError, match="a draw stays"), transaction.atomic():
        Lot.objects.update(gone=[])


# Pages and programs ----------------------------------------------------------------------------------------


def test_the_page_shows_candidates_seed_order_and_how_to_repeat_it(client: Client, world: World):
    problem = world.problem(State.CLOSING)
    made = sealed_lot(world, problem)
    ready = opened(client, world.desk, reverse("problem", args=[problem.pk]))
    client.post(reverse("move", args=[problem.pk, "draw_panel"]), {"version": reread(problem).version})

    for_desk = opened(client, world.desk, reverse("problem", args=[problem.pk]))
    for_county = opened(client, world.liaison, reverse("problem", args=[problem.pk]))

    sheet = reverse("checkpoint", args=[made.n])
    assert reverse("move", args=[problem.pk, "draw_panel"]) in ready.links()
    assert bytes(made.hash).hex() in for_desk.text(".lot-seed")
    assert "sha256sum" in for_desk.text("pre")
    assert str(world.panellist.pk) in for_desk.text("pre")
    assert len([row for row in for_desk.texts("tbody tr") if "入选" in row]) == 2
    assert (sheet in for_desk.links(), sheet in for_county.links()) == (True, False)
    assert bytes(made.hash).hex() in for_county.text(".lot-seed")


@pytest.mark.skipif(shutil.which("sha256sum") is None, reason="no sha256sum here")
def test_the_recipe_of_the_page_gives_the_order_without_the_product(client: Client, world: World, tmp_path: Path):
    problem = world.problem(State.CLOSING)
    third_panellist(world)
    made = sealed_lot(world, problem)
    acceptance.draw_panel(problem, actor=world.desk, at=world.now)
    page = opened(client, world.desk, reverse("problem", args=[problem.pk]))
    recipe = page.tree.xpath("//details//pre")[0].text_content()
    (tmp_path / f"{made.n:08}.note").write_bytes(made.note.encode())

    done = subprocess.run(["bash", "-c", recipe], cwd=tmp_path, capture_output=True, text=True, check=True)

    assert [line.split()[1] for line in done.stdout.splitlines()] == Lot.objects.get().drawn


def test_a_campaign_is_set_to_it_by_its_rules(client: Client, world: World):
    typed = shown_rules(world.campaign) | {"draws_lots": "on"}
    opened(client, world.desk, step(world.campaign, "change_rules"), **typed)
    proposal = waiting_rules(world.campaign)
    assert proposal is not None
    opened(client, world.department_head, step(world.campaign, "confirm"), shown=str(proposal.pk))

    page = opened(client, world.desk, page_of(world.campaign))

    assert reread(world.campaign).draws_lots
    assert "双随机" in page.text("main")


def test_programs_publish_and_draw_through_the_same_forms(client: Client, world: World):
    problem = world.problem(State.CLOSING)
    set_lots(problem)

    def send(verb: str) -> int:
        return int(move(client, world.desk, reread(problem), verb).status_code)

    called, early = send("call_lot"), send("draw_panel")
    checkpoint(at=world.tick())

    assert (called, early, send("draw_panel"), reread(problem).state) == (200, 409, 200, State.VERIFYING)


def shown_queries(client: Client, world: World, problem: Problem) -> int:
    opened(client, world.desk, reverse("problem", args=[problem.pk]))
    return queries(lambda: Page(client.get(reverse("problem", args=[problem.pk]))))


def test_more_candidates_cost_no_more_queries(client: Client, world: World):
    few = world.problem(State.CLOSING)
    sealed_lot(world, few)
    count = shown_queries(client, world, few)
    for n in range(6):
        seat(world, world.west, f"west-{n}")
    many = world.problem(State.CLOSING, title="候选人多")
    sealed_lot(world, many)

    assert (Lot.objects.latest("called_at").application.problem_id, shown_queries(client, world, many)) == (
        many.pk, count,
    )  # fmt: skip
