"""Group robots against a receiver that checks what they sign: counts and a link, never more."""

from collections.abc import Iterator

import pytest
from django.urls import reverse

from jianfa.journal.models import Event
from jianfa.ledger.models import Problem
from jianfa.ledger.states import State
from jianfa.notices.models import Delivery, Robot
from jianfa.notices.queries import configured_robots
from tests.notices.smtp import Group, serving
from tests.timer.rounds import due_in, round_now
from tests.workspace.html import Page
from tests.world import World

NAME, SECRET = "专班群", "SEC-example"
KINDS = ("wecom", "dingtalk", "feishu")


@pytest.fixture
def group() -> Iterator[Group]:
    with serving(Group(SECRET)) as found:
        yield found


def configure(settings, group: Group, kind: str, secret: str = SECRET) -> None:
    settings.ROBOTS = [{"name": NAME, "kind": kind, "address": group.address(kind), "secret": secret}]
    settings.ADDRESS = "https://jianfa.example.org"


def switched_on(client, world: World) -> None:
    client.force_login(world.administrator.person)
    client.post(reverse("robot_switch"), {"robot": NAME, "on": "yes"})


def events_of_the_robot() -> list[str]:
    chain = Robot.objects.get().pk
    return list(Event.objects.filter(chain=chain).order_by("seq").values_list("verb", flat=True))


@pytest.mark.parametrize("kind", KINDS)
def test_the_group_is_told_counts_and_a_link_once_a_day(client, world: World, settings, group: Group, kind: str):
    configure(settings, group, kind)
    switched_on(client, world)
    problem = world.problem(State.IN_PROGRESS, due=due_in(-3))
    world.problem(State.IN_PROGRESS, due=due_in(2))

    round_now()
    round_now()

    assert group.texts == ["问题清单 2026-03-16：红 超期 1、蓝 临期 1。https://jianfa.example.org/"]
    for word in (problem.title, str(problem.number), world.finance.name, world.east.name, "周敏"):
        assert word not in group.texts[0]
    world.travel(days=1)
    round_now()
    assert len(group.texts) == 2


def test_without_anything_to_say_the_group_is_left_in_peace(client, world: World, settings, group: Group):
    configure(settings, group, "wecom")
    switched_on(client, world)
    world.problem(State.IN_PROGRESS, due=due_in(-3), campaign=world.practice)
    sensitive = world.problem(State.IN_PROGRESS, due=due_in(-3))
    Problem.objects.filter(pk=sensitive.pk).update(sensitivity="sensitive")

    round_now()

    assert (group.texts, Delivery.objects.count()) == ([], 0)


def test_a_robot_that_nobody_switched_on_is_silent(client, world: World, settings, group: Group):
    configure(settings, group, "wecom")
    world.problem(State.IN_PROGRESS, due=due_in(-3))

    round_now()
    switched_on(client, world)
    client.post(reverse("robot_switch"), {"robot": NAME, "on": "no"})
    round_now()

    assert group.texts == []
    assert events_of_the_robot() == ["switch_robot", "switch_robot"]


def test_the_page_shows_neither_address_nor_secret(client, world: World, settings, group: Group):
    configure(settings, group, "dingtalk")
    switched_on(client, world)

    page = client.get(reverse("robots")).content.decode()

    assert (NAME in page, "127.0.0.1" in page) == (True, True)
    for secret in (SECRET, "hidden-token", group.address("dingtalk")):
        assert secret not in page
    assert SECRET not in repr(configured_robots())


def test_an_empty_page_says_where_robots_come_from(client, world: World):
    client.force_login(world.administrator.person)

    page = Page(client.get(reverse("robots")))

    assert "服务器设置中没有机器人" in page.text("main")
    assert "目前全部送达" in page.text("main")


def test_a_test_message_goes_out_now(client, world: World, settings, group: Group):
    configure(settings, group, "feishu")
    switched_on(client, world)

    client.post(reverse("robot_test"), {"robot": NAME})

    assert group.texts == ["减法：这是一条测试消息。"]
    assert events_of_the_robot()[-1] == "try_robot"


@pytest.mark.parametrize("kind", ["dingtalk", "feishu"])
def test_a_wrong_secret_is_said_in_a_sentence(client, world: World, settings, group: Group, kind: str):
    configure(settings, group, kind, "another secret")
    switched_on(client, world)

    answer = client.post(reverse("robot_test"), {"robot": NAME})

    assert answer.status_code == 409
    assert "sign not match" in answer.content.decode()
    assert group.texts == []


def test_a_robot_is_switched_on_before_it_is_tried(client, world: World, settings, group: Group):
    configure(settings, group, "wecom")
    client.force_login(world.administrator.person)

    assert client.post(reverse("robot_test"), {"robot": NAME}).status_code == 409
    assert client.post(reverse("robot_test"), {"robot": "没有这个"}).status_code == 404


ANSWERS = {
    "down": ((500, "down"), "连接不上机器人"), "elsewhere": ((302, ""), "连接不上机器人"),
    "page": ((200, "<html>"), "不是机器人的答复"), "list": ((200, "[1]"), "机器人拒绝"),
}  # fmt: skip


@pytest.mark.parametrize("case", ANSWERS)
def test_what_a_receiver_answers_is_tried_again_and_kept(client, world: World, settings, group: Group, case: str):
    answer, words = ANSWERS[case]
    configure(settings, group, "wecom")
    switched_on(client, world)
    world.problem(State.IN_PROGRESS, due=due_in(-3))
    group.answer = answer

    round_now()
    row = Delivery.objects.get()
    group.answer = None
    world.travel(minutes=2)
    round_now()

    assert (row.state, row.failures) == ("waiting", 1)
    assert words in row.sentence
    assert "hidden-token" not in row.sentence
    assert (Delivery.objects.get().state, len(group.texts)) == ("sent", 1)


def test_on_a_server_only_https_is_used(client, world: World, settings, group: Group):
    configure(settings, group, "wecom")
    switched_on(client, world)
    settings.LOCAL = False

    answer = client.post(reverse("robot_test"), {"robot": NAME})

    assert answer.status_code == 409
    assert group.texts == []


def test_a_robot_taken_out_of_the_settings_is_given_up(client, world: World, settings, group: Group):
    configure(settings, group, "wecom")
    switched_on(client, world)
    world.problem(State.IN_PROGRESS, due=due_in(-3))
    group.answer = (500, "down")
    round_now()
    settings.ROBOTS = []
    world.travel(minutes=2)

    round_now()

    assert Delivery.objects.get().state == "failed"
