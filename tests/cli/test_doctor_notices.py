"""What `jianfa doctor` says of the timer, of mail and of robots."""

from datetime import timedelta

import pytest

from jianfa.cli import doctor
from jianfa.notices.models import Cursor, Delivery
from tests.notices.smtp import Mailbox, point_at, serving
from tests.timer.rounds import TODAY, round_now
from tests.world import World


def said(check: doctor.Check) -> list[tuple[str, str]]:
    return [(finding.sign, finding.sentence) for finding in check()]


def test_it_says_whether_the_timer_runs(world: World):
    assert said(doctor.check_timer)[0][0] == doctor.WARNING
    round_now()
    assert said(doctor.check_timer) == [(doctor.GOOD, "定时任务运行正常。")]

    Cursor.objects.update(at=world.now - timedelta(minutes=20))

    assert said(doctor.check_timer) == [(doctor.FAULT, "定时任务最后一次运行在 2026-03-16 09:40。")]


def test_it_counts_what_was_given_up(world: World):
    round_now()
    Delivery.objects.create(
        channel="robot", robot="专班群", day=TODAY, message_id="<1@a>", next_at=world.now, state="failed"
    )

    assert said(doctor.check_timer)[1] == (doctor.WARNING, "近期有 1 条消息未能送达。")


def test_without_a_mail_server_nothing_is_wrong(settings):
    assert [sign for sign, _sentence in said(doctor.check_mail)] == [doctor.GOOD]


def test_a_mail_server_that_answers_is_in_order(settings):
    with serving(Mailbox()) as box:
        point_at(settings, box.port)

        assert [sign for sign, _sentence in said(doctor.check_mail)] == [doctor.GOOD]


def test_what_is_wrong_with_the_mail_is_named(settings):
    point_at(settings, 9)
    settings.DEFAULT_FROM_EMAIL, settings.EMAIL_HOST_USER, settings.MAIL_SECURITY = "", "jianfa", "none"
    settings.EMAIL_HOST_PASSWORD = ""

    found = said(doctor.check_mail)

    assert [sign for sign, _sentence in found] == [doctor.FAULT] * 3
    assert "不接收邮件" in found[-1][1]


@pytest.mark.parametrize(("secret", "expected"), [("", doctor.WARNING), ("SEC", None)])
def test_a_robot_that_signs_nothing_is_named(settings, secret, expected):
    settings.ROBOTS = [{"name": "群", "kind": "dingtalk", "address": "https://a.example/b", "secret": secret}]

    assert [sign for sign, _sentence in said(doctor.check_robots)] == ([expected] if expected else [])


def test_links_without_https_are_named_on_a_server(settings):
    settings.LOCAL, settings.EMAIL_HOST, settings.ADDRESS = False, "mail.example", "http://a.example"

    assert [sign for sign, _sentence in said(doctor.check_links)] == [doctor.WARNING]
