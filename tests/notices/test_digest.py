"""The e-mail digest against a real SMTP server: once a working day, the same Message-ID, nothing sensitive."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from jianfa.ledger.models import Problem
from jianfa.ledger.states import State
from jianfa.notices import actions
from jianfa.notices.models import Delivery, Notice
from jianfa.supervision import actions as supervision
from jianfa.timer import STEPS
from tests.notices.smtp import Mailbox, point_at, serving
from tests.timer.rounds import TODAY, due_in, round_now, with_address
from tests.world import World, reread


@pytest.fixture
def mailbox(settings) -> Iterator[Mailbox]:
    with serving(Mailbox()) as box:
        point_at(settings, box.port)
        yield box


def reminded(world: World, n: int = 1, **options) -> list[Problem]:
    return [
        world.problem(State.IN_PROGRESS, due=due_in(2), title=f"经费审查第{name}件", **options) for name in range(n)
    ]


def test_one_mail_with_everything_new_goes_out(world: World, mailbox: Mailbox):
    with_address(world.handler, world)
    problems = reminded(world, 2)

    round_now()
    round_now()

    (text,) = mailbox.to("handler@example.org")
    for problem in problems:
        assert f"临期 · {problem.number} {problem.title}" in text
        assert f"https://jianfa.example.org/problems/{problem.pk}/" in text
    assert "期限 2026-03-18" in text
    row = Delivery.objects.get()
    assert (row.state, row.attempts, row.day, mailbox.ids()) == ("sent", 1, TODAY, [row.message_id])
    _to, mail = mailbox.mails[0]
    assert (mail["Subject"], mail["From"]) == ("减法：2 条通知，2026-03-16", "减法 <jianfa@example.org>")


def test_what_comes_later_waits_for_the_next_working_day(world: World, mailbox: Mailbox):
    with_address(world.handler, world)
    first, second = reminded(world, 2)
    Problem.objects.filter(pk=second.pk).update(due_current=due_in(100))
    round_now()
    supervision.urge(reread(second), actor=world.desk, at=world.now, words="请抓紧")
    round_now()
    assert len(mailbox.mails) == 1

    world.travel(days=1)
    round_now()

    assert "催办" in mailbox.to("handler@example.org")[1]
    assert "请抓紧" not in mailbox.to("handler@example.org")[1]
    assert str(first.number) not in mailbox.to("handler@example.org")[1]


def test_a_sensitive_problem_is_named_by_its_number_only(world: World, mailbox: Mailbox):
    with_address(world.handler, world)
    (problem,) = reminded(world)
    Problem.objects.filter(pk=problem.pk).update(sensitivity="sensitive")

    round_now()

    (text,) = mailbox.to("handler@example.org")
    assert str(problem.number) in text
    assert problem.title not in text
    assert problem.title not in str(mailbox.mails[0][1]["Subject"])


def test_a_title_that_may_no_longer_be_seen_is_not_mailed(world: World, mailbox: Mailbox, monkeypatch):
    with_address(world.handler, world)
    (problem,) = reminded(world)
    monkeypatch.setattr("jianfa.timer.STEPS", _without("deliver"))
    round_now()
    Problem.objects.filter(pk=problem.pk).update(lead=world.organising, driver=None, acting_unit=world.organising)

    actions.deliver(now=lambda: world.now)

    assert problem.title not in mailbox.to("handler@example.org")[0]


def _without(*names):
    return {name: step for name, step in STEPS.items() if name not in names}


def test_what_was_read_in_the_pages_is_not_mailed_again(world: World, mailbox: Mailbox, monkeypatch):
    with_address(world.handler, world)
    reminded(world)
    with monkeypatch.context() as patch:
        patch.setattr("jianfa.timer.STEPS", _without("digest"))
        round_now()
    actions.read_all(actor=world.handler, at=world.now)

    round_now()

    assert mailbox.mails == []


def test_without_an_address_nothing_is_mailed_and_the_notice_stands_in_the_centre(world: World, mailbox: Mailbox):
    reminded(world)

    round_now()

    assert (mailbox.mails, Delivery.objects.count()) == ([], 0)
    assert Notice.objects.filter(person=world.handler.person_id).count() == 1


def test_without_a_mail_server_nothing_is_made(world: World):
    with_address(world.handler, world)
    reminded(world)

    round_now()

    assert not Delivery.objects.exists()


def test_an_optional_notice_follows_the_settings_and_a_legal_one_does_not(world: World, mailbox: Mailbox):
    actions.prefer(
        actor=world.desk, at=world.now, email="desk@example.org", is_mailed=False, muted=["refuse"]
    )  # fmt: skip
    with_address(world.handler, world)
    Notice.objects.all().delete()
    round_now()
    problem = world.problem(State.CLOSING)  # the desk is told of the application, by mail only if it wishes
    round_now()

    assert Notice.objects.filter(person=world.desk.person_id, problem=problem, kind="apply").count() == 1
    assert mailbox.to("desk@example.org") == []


def test_practice_is_never_mailed(world: World, mailbox: Mailbox):
    with_address(world.desk, world)
    round_now()
    world.problem(State.CLOSING, campaign=world.practice)

    round_now()

    assert mailbox.mails == []
    assert Notice.objects.filter(kind="apply").exists()


@pytest.mark.parametrize(
    ("answers", "state", "sentence"),
    [
        ({"RCPT": "550 no such user"}, "failed", "no such user"),
        ({"RCPT": "450 try later"}, "waiting", "try later"),
        ({"MAIL": "554 spam"}, "waiting", "554"),
    ],
)
def test_what_the_server_refuses_is_tried_again_or_given_up(world: World, mailbox: Mailbox, answers, state, sentence):
    with_address(world.handler, world)
    reminded(world)
    mailbox.answers |= answers

    round_now()

    row = Delivery.objects.get()
    assert (row.state, row.failures) == (state, 1)
    assert sentence in row.sentence


def test_pauses_grow_and_in_the_end_it_is_given_up_with_a_sentence(world: World, mailbox: Mailbox, client):
    with_address(world.handler, world)
    reminded(world)
    mailbox.answers["MAIL"] = "451 busy"
    for _attempt in range(8):
        round_now()
        world.travel(minutes=65)
    world.travel(days=1, hours=-8)
    round_now()

    row = Delivery.objects.order_by("day").first()
    assert row is not None
    assert (row.state, row.failures, mailbox.mails) == ("failed", 6, [])
    client.force_login(world.administrator.person)
    assert "451" in client.get("/administration/robots/").content.decode()


def test_a_server_that_is_away_is_asked_once_a_round(world: World, settings):
    point_at(settings, 9)
    for post in (world.handler, world.department_head):
        with_address(post, world)
    world.problem(State.IN_PROGRESS, due=due_in(0))

    round_now()

    assert sorted(Delivery.objects.values_list("state", "failures")) == [("waiting", 0), ("waiting", 1)]


def test_a_mail_that_was_being_sent_when_the_timer_died_goes_out_again_as_the_same(world: World, mailbox: Mailbox):
    with_address(world.handler, world)
    reminded(world)
    round_now()
    row = Delivery.objects.get()
    Delivery.objects.update(state="sending", leased_until=world.now + timedelta(seconds=30), sent_at=None)

    round_now()
    assert len(mailbox.mails) == 1  # the lease still holds

    world.travel(minutes=1)
    round_now()

    assert mailbox.ids() == [row.message_id] * 2
    assert Delivery.objects.get().state == "sent"


def test_the_database_holds_one_digest_a_person_and_day(world: World):
    def make() -> None:
        Delivery.objects.create(
            channel="mail", person=world.handler.person, day=TODAY, message_id=f"<{Delivery.objects.count()}@a>",
            next_at=world.now,
        )  # fmt: skip

    make()

    with pytest.raises(IntegrityError), transaction.atomic():
        make()


def test_an_address_that_was_taken_away_gets_nothing(world: World, mailbox: Mailbox, monkeypatch):
    with_address(world.handler, world)
    reminded(world)
    with monkeypatch.context() as patch:
        patch.setattr("jianfa.timer.STEPS", _without("deliver"))
        round_now()
    actions.prefer(actor=world.handler, at=world.now, email="", is_mailed=True, muted=())

    round_now()

    assert (mailbox.mails, Delivery.objects.get().state) == ([], "failed")
