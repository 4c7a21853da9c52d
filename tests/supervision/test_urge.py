"""催办: the desk's, once a problem and working day, in words that are kept."""

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from jianfa.journal.actions import Stale
from jianfa.ledger.states import State
from jianfa.organisations.models import Post
from jianfa.organisations.policy import Refused
from jianfa.supervision import actions as supervision
from jianfa.supervision.models import Reminder
from jianfa.supervision.queries import due_reminders
from tests.timer.rounds import TODAY, due_in
from tests.workspace.html import Page
from tests.world import World, events_of


def test_it_tells_the_clerk_and_the_head(world: World):
    problem = world.problem(State.PLANNING)

    supervision.urge(problem, actor=world.desk, at=world.now, words=" 请抓紧 ")

    row = Reminder.objects.get()
    assert (row.words, row.day, row.urged_by) == ("请抓紧", TODAY, world.desk)
    told = set(row.receipts.values_list("person__username", "level"))
    assert told == {("handler", "clerk"), ("department_head", "head")}
    assert events_of(problem)[-1] == "urge"


def test_once_a_working_day_is_enough(client, world: World):
    problem = world.problem(State.PLANNING)
    supervision.urge(problem, actor=world.desk, at=world.now)

    with pytest.raises(Refused, match="已经催办过"):
        supervision.urge(problem, actor=world.second_clerk, at=world.now)

    client.force_login(world.desk.person)
    assert "催办" not in Page(client.get(reverse("problem", args=[problem.pk]))).text("#step")
    world.travel(days=1)
    supervision.urge(problem, actor=world.desk, at=world.now)
    assert Reminder.objects.count() == 2


def test_a_weekend_counts_for_the_monday(world: World):
    problem = world.problem(State.PLANNING)
    world.travel(days=5)

    supervision.urge(problem, actor=world.desk, at=world.now)

    assert Reminder.objects.get().day == due_in(7)


def test_two_clerks_at_once_urge_once(world: World, monkeypatch):
    problem = world.problem(State.PLANNING)
    supervision.urge(problem, actor=world.desk, at=world.now)
    monkeypatch.setattr("jianfa.supervision.actions.reminding.may_urge", lambda *_args: True)
    monkeypatch.setattr("jianfa.supervision.actions.reminding.require", lambda _verdict: None)

    with pytest.raises(Stale):
        supervision.urge(problem, actor=world.second_clerk, at=world.now)

    assert events_of(problem).count("urge") == 1


def test_the_database_holds_one_a_day_and_a_name_to_it(world: World):
    problem = world.problem(State.PLANNING)
    row = {"problem": problem, "kind": "urge", "day": TODAY, "sent_at": world.now}
    Reminder.objects.create(**row, urged_by=world.desk)

    for wrong in ({"urged_by": world.desk}, {"urged_by": None, "day": due_in(1)}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Reminder.objects.create(**(row | wrong))


def test_a_unit_without_people_is_said(world: World):
    problem = world.problem(State.PLANNING)
    Post.objects.filter(unit=world.finance).update(until_day=due_in(-1))

    with pytest.raises(Refused, match="目前无人在岗"):
        supervision.urge(problem, actor=world.desk, at=world.now)


def test_secrets_are_refused_in_the_words_too(client, world: World):
    problem = world.problem(State.PLANNING)
    client.force_login(world.desk.person)

    page = Page(client.post(reverse("move", args=[problem.pk, "urge"]), {"words": "机密★ 请办"}))

    assert page.status == 400
    assert not Reminder.objects.exists()


def test_the_timer_alone_sends_the_steps_of_the_ladder(world: World):
    world.problem(State.IN_PROGRESS, due=due_in(1))
    (due,) = due_reminders(TODAY)

    with pytest.raises(Refused):
        supervision.remind(due, actor=world.desk, at=world.now)
