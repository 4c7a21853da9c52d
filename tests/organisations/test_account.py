"""Login, lock-out, time-out, activation, password, language, and the post one acts through."""

from datetime import timedelta

import pytest
from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.contrib.sessions.models import Session
from django.test import Client, override_settings
from django.urls import reverse
from django.utils import timezone

from jianfa.organisations import actions
from jianfa.organisations.models import TIMER, Person
from tests.world import PASSWORD, events_of, reread

WRONG = "Falsches-Kennwort-1"


@pytest.fixture
def browser() -> Client:
    return Client(enforce_csrf_checks=False)


def log_in(client: Client, username: str, password: str = PASSWORD, **more: str):
    return client.post(reverse("login"), {"username": username, "password": password, **more})


def text(response) -> str:
    return str(response.content.decode())


# Login


def test_a_password_is_kept_as_argon2_though_the_tests_hash_cheaply():
    """The tests hash cheaply (tests/conftest.py); what the product uses stands behind that hasher."""
    with override_settings(PASSWORD_HASHERS=settings.PASSWORD_HASHERS[1:]):
        kept = make_password(PASSWORD)

    assert kept.startswith("argon2$")
    assert settings.PASSWORD_HASHERS[0].endswith("MD5PasswordHasher")


def test_a_person_logs_in_and_comes_to_the_desk(client, world):
    response = log_in(client, "desk")

    assert (response.status_code, response.url) == (302, "/")
    assert client.session["_auth_user_id"] == str(world.desk.person_id)


@pytest.mark.parametrize("username", ["desk", "nobody-of-this-name"])
def test_the_answer_never_says_which_of_the_two_was_wrong(client, world, username):
    response = log_in(client, username, WRONG)

    assert response.status_code == 200
    shown = response.context["form"].non_field_errors()
    assert shown == ["用户名或密码不正确，请核对后重试。"]


def test_a_person_who_may_not_log_in_gets_the_same_answer(client, world):
    person = world.desk.person
    actions.change_person(person, actor=world.administrator, at=world.now, name=person.name, mobile="", is_active=False)

    assert log_in(client, "desk").context["form"].non_field_errors() == ["用户名或密码不正确，请核对后重试。"]


def test_a_person_without_password_gets_the_same_answer(client, world):
    actions.create_person(actor=world.administrator, at=world.now, username="new", name="新来")

    assert log_in(client, "new", "").context["form"].errors
    assert log_in(client, "new", "x").context["form"].non_field_errors() == ["用户名或密码不正确，请核对后重试。"]


@pytest.mark.parametrize("username", ["desk", "nobody-of-this-name"])
def test_too_many_wrong_tries_close_the_entry_for_a_while(client, world, username):
    for _n in range(settings.AXES_FAILURE_LIMIT):
        last = log_in(client, username, WRONG)

    assert last.status_code == 429
    assert "15分钟" in text(last)
    assert log_in(client, username).status_code == 429


def test_the_lock_holds_for_one_user_from_one_address_only(client, world):
    for _n in range(settings.AXES_FAILURE_LIMIT):
        log_in(client, "desk", WRONG)

    assert log_in(client, "leader").status_code == 302
    assert log_in(Client(REMOTE_ADDR="10.0.0.9"), "desk").status_code == 302


def test_the_lock_opens_after_the_minutes_it_names(client, world):
    for _n in range(settings.AXES_FAILURE_LIMIT):
        log_in(client, "desk", WRONG)
    world.travel(minutes=16)

    assert log_in(client, "desk").status_code == 302


def test_the_page_of_a_closed_entry_says_how_long(client, db):
    response = client.get(reverse("locked_out"))

    assert (response.status_code, "15分钟" in text(response)) == (429, True)


def test_one_logs_out_by_post_only(client, world):
    client.force_login(world.desk.person)

    assert client.get(reverse("logout")).status_code == 405
    assert client.post(reverse("logout")).url == reverse("login")
    assert "_auth_user_id" not in client.session


# The way back


def test_a_stranger_is_sent_to_the_login_page_with_the_way_back(client, db):
    response = client.get("/administration/units/?q=x")

    assert response.url == "/login/?next=%2Fadministration%2Funits%2F%3Fq%3Dx"


def test_after_logging_in_one_comes_back_to_where_one_was(client, world):
    assert log_in(client, "desk", next="/problems/?q=1").url == "/problems/?q=1"


@pytest.mark.parametrize("evil", ["https://example.org/", "//example.org", "/\\example.org", "javascript:alert(1)"])
def test_the_way_back_never_leads_elsewhere(client, world, evil):
    assert log_in(client, "desk", next=evil).url == "/"

    client.force_login(world.handler.person)
    post = {"post": str(world.handler.pk), "next": evil}
    assert client.post(reverse("choose_post"), post).url == "/"
    assert evil not in text(client.get(reverse("choose_post"), {"next": evil}))


def test_a_session_that_ran_out_is_said_and_leads_back(client, world):
    client.force_login(world.desk.person)
    Session.objects.update(expire_date=timezone.now() - timedelta(minutes=1))

    response = client.get("/problems/")

    assert response.url == "/login/?next=%2Fproblems%2F&idle=1"
    assert "30分钟未操作" in text(client.get(response.url))


def test_each_request_begins_the_idle_time_anew(client, world):
    client.force_login(world.desk.person)
    for _n in range(3):
        world.travel(minutes=settings.SESSION_COOKIE_AGE // 60 - 1)
        assert client.get(reverse("password")).status_code == 200
    world.travel(minutes=settings.SESSION_COOKIE_AGE // 60 + 1)

    assert client.get(reverse("password")).status_code == 302


def test_a_form_sent_too_late_leads_back_to_its_page(client, db):
    page = "http://testserver/administration/units/new/"

    assert client.post("/administration/units/new/", headers={"referer": page}).url.endswith(
        "next=%2Fadministration%2Funits%2Fnew%2F"
    )
    assert client.post("/administration/units/new/", headers={"referer": "http://example.org/"}).url == "/login/"


def test_a_part_of_a_page_asked_for_too_late_sends_the_whole_page_to_the_login(client, db):
    headers = {"hx-request": "true", "hx-current-url": "http://testserver/problems/?q=1"}
    response = client.get("/problems/?part=rows", headers=headers)

    assert response.headers["HX-Redirect"] == "/login/?next=%2Fproblems%2F%3Fq%3D1"


# Activation and password


def slip(world, person: Person) -> str:
    return actions.issue_slip(person, actor=world.administrator, at=world.now)


def activate(client: Client, username: str, code: str, password: str = "Jinjiang-2026-x", again: str = ""):
    return client.post(
        reverse("activate"),
        {"username": username, "code": code, "password": password, "again": again or password},
    )


def test_a_slip_sets_the_password_and_logs_in(client, world):
    code = slip(world, world.desk.person)
    spoken = f"{code[:4]}-{code[4:8]} {code[8:]}".lower()

    response = activate(client, "desk", spoken)

    assert response.url == "/"
    assert client.session["_auth_user_id"] == str(world.desk.person_id)
    assert reread(world.desk.person).check_password("Jinjiang-2026-x")
    assert events_of(world.desk.person)[-2:] == ["issue_slip", "activate"]


def test_a_slip_works_once(client, world):
    code = slip(world, world.desk.person)
    activate(client, "desk", code)

    assert activate(Client(), "desk", code, "Another-one-77").status_code == 400
    assert reread(world.desk.person).check_password("Jinjiang-2026-x")


def test_a_newer_slip_ends_the_earlier_one(client, world):
    old = slip(world, world.desk.person)
    new = slip(world, world.desk.person)

    assert activate(client, "desk", old).status_code == 400
    assert activate(client, "desk", new).status_code == 302


def test_a_slip_runs_out(client, world):
    code = slip(world, world.desk.person)
    world.travel(days=actions.SLIP_DAYS, minutes=1)

    assert activate(client, "desk", code).status_code == 400


@pytest.mark.parametrize(
    ("username", "is_code_right"), [("leader", True), ("nobody-of-this-name", True), ("desk", False)]
)
def test_the_activation_page_never_says_which_was_wrong(client, world, username, is_code_right):
    code = slip(world, world.desk.person)

    response = activate(client, username, code if is_code_right else "ABCD-EFGH-JKLM")

    assert response.context["form"].errors == {"code": ["用户名与激活码不符，或激活码已使用、已过期。"]}


@pytest.mark.parametrize("weak", ["short-1", "1234567890", "password1234", "desk-desk"])
def test_a_weak_password_is_refused_with_the_reason(client, world, weak):
    response = activate(client, "desk", slip(world, world.desk.person), weak)

    assert response.context["form"].errors["password"]
    assert reread(world.desk.person).check_password(PASSWORD)


def test_the_new_password_is_typed_twice(client, world):
    response = activate(client, "desk", slip(world, world.desk.person), again="Jinjiang-2026-y")

    assert response.context["form"].errors == {"again": ["两次输入不一致，请重新输入。"]}


def test_the_code_is_kept_as_a_digest_only(world):
    code = slip(world, world.desk.person)

    kept = world.desk.person.slips.get(used_at=None, ended_at=None)
    assert code not in str(vars(kept))
    assert kept.digest == actions.digest_of(code)


def test_one_changes_the_password_and_stays_logged_in(client, world):
    client.force_login(world.desk.person)
    given = {"old": PASSWORD, "password": "Jinjiang-2026-x", "again": "Jinjiang-2026-x"}

    assert client.post(reverse("password"), given).status_code == 302
    assert reread(world.desk.person).check_password("Jinjiang-2026-x")
    assert client.get(reverse("password")).status_code == 200
    assert events_of(world.desk.person)[-1] == "change_password"


def test_the_present_password_is_asked_for(client, world):
    client.force_login(world.desk.person)
    given = {"old": WRONG, "password": "Jinjiang-2026-x", "again": "Jinjiang-2026-x"}

    response = client.post(reverse("password"), given)

    assert response.context["form"].errors == {"old": ["原密码不正确。"]}
    assert reread(world.desk.person).check_password(PASSWORD)


# Language


def test_the_pages_are_chinese_whatever_the_browser_asks_for(client, db):
    response = client.get(reverse("login"), headers={"accept-language": "en"})

    assert "<h1>登录</h1>" in text(response)


def test_the_language_is_kept_for_the_person_on_whatever_computer(client, world):
    client.force_login(world.desk.person)
    client.post(reverse("language"), {"language": "en", "next": "/account/password/"})

    elsewhere = Client()
    log_in(elsewhere, "desk")

    assert reread(world.desk.person).language == "en"
    assert "<h1>Change password</h1>" in text(elsewhere.get(reverse("password")))


def test_a_stranger_may_change_the_language_of_the_login_page(client, db):
    response = client.post(reverse("language"), {"language": "en", "next": "/login/"}, follow=True)

    assert "<h1>Log in</h1>" in text(response)


def test_an_unknown_language_changes_nothing(client, world):
    client.force_login(world.desk.person)
    client.post(reverse("language"), {"language": "xx", "next": "/login/"})

    assert reread(world.desk.person).language == ""


@pytest.mark.parametrize("evil", ["https://example.org/", "//example.org"])
def test_changing_the_language_never_leads_elsewhere(client, db, evil):
    assert client.post(reverse("language"), {"language": "en", "next": evil}).url == "/"


# Posts


def test_who_holds_several_posts_chooses_one_first(client, world):
    response = log_in(client, "handler", next="/problems/")

    assert response.url == "/account/post/?next=%2Fproblems%2F"
    page = text(client.get(response.url))
    assert "财务部 · 经办人" in page
    assert "组织建设部 · 验收组成员" in page


def test_the_chosen_post_is_the_one_acted_through(client, world):
    person = world.handler.person
    client.force_login(person)
    other = person.posts.get(role="panellist")

    assert client.post(reverse("choose_post"), {"post": str(other.pk), "next": "/problems/"}).url == "/problems/"

    page = text(client.get(reverse("password")))
    assert "组织建设部 · 验收组成员" in page.split('class="me-post"')[1][:60]


def test_nobody_acts_through_the_post_of_another(client, world):
    client.force_login(world.handler.person)

    for foreign in (str(world.leader.pk), "not-an-id", ""):
        assert client.post(reverse("choose_post"), {"post": foreign}).status_code == 404
    assert "post" not in client.session


def test_a_post_that_has_ended_is_no_longer_offered(client, world):
    person = world.handler.person
    other = person.posts.get(role="panellist")
    client.force_login(person)
    client.post(reverse("choose_post"), {"post": str(other.pk)})
    actions.end_post(other, actor=TIMER, at=world.now, until_day=world.now.date())
    world.travel(days=1)
    client.force_login(person)

    assert "财务部 · 经办人" in text(client.get(reverse("password")))
    assert client.post(reverse("choose_post"), {"post": str(other.pk)}).status_code == 404


def test_who_holds_no_post_today_reads_so_and_can_log_out(client, world):
    client.force_login(world.nobody)

    response = client.get("/problems/")

    assert response.status_code == 403
    assert "您今天没有在任岗位" in text(response)
    assert client.get(reverse("password")).status_code == 200
    assert client.post(reverse("logout")).status_code == 302
