"""A worker raises a demand: few fields, warned before anything is kept, a code in the end."""

from datetime import UTC, datetime

import pytest
from django.conf import settings

from jianfa.portal.models import LONGEST_TEXT, Submission
from jianfa.portal.rules import SENDING, digest_of, is_worked
from tests.portal.outside import TEXT, code_in, form, opened, public, sent
from tests.world import World

NUMBER = "13800138000"


@pytest.fixture
def outside(world: World):
    opened(world)
    with public() as browser:
        yield browser


def test_the_first_screen_names_the_hotlines(outside):
    page = outside.get("/").content.decode()

    assert [number for number in ("12351", "12345", "12333", "110", "120") if f'href="tel:{number}"' not in page] == []


def test_a_demand_is_kept_and_its_code_is_not(outside):
    code = sent(outside, contact="周师傅", wants_city="on")

    row = Submission.objects.get()
    assert (row.digest, row.text, row.contact, row.unit_code, row.wants_city) == (
        digest_of(code), TEXT, "周师傅", "T-01", True,
    )  # fmt: skip
    assert row.sent_at == datetime(2026, 3, 16, 2, tzinfo=UTC)
    assert code not in str(Submission.objects.values())


def test_nothing_is_stored_of_the_network_or_the_device(outside):
    outside.post("/raise/", form(), HTTP_USER_AGENT="Phone/7", REMOTE_ADDR="203.0.113.9")

    names = {field.name for field in Submission._meta.fields}
    assert names == {
        "id", "digest", "sent_at", "taken_at", "refusal", "unit_code", "text", "contact", "wants_city", "urgent",
    }  # fmt: skip
    assert "203.0.113.9" not in str(Submission.objects.values())
    assert "Phone" not in str(Submission.objects.values())


def test_a_form_sent_twice_is_one_demand_with_one_code(outside):
    assert sent(outside) == sent(outside)
    assert Submission.objects.count() == 1


def test_a_form_that_was_changed_and_sent_again_is_another_demand(outside):
    assert sent(outside) != sent(outside, text="另一件事，也请看看。")
    assert Submission.objects.count() == 2


def test_the_code_of_a_unit_chooses_it(outside):
    assert '<option value="T-02" selected>' in outside.get("/u/T-02/").content.decode()
    assert "selected>" in outside.get("/u/nowhere/").content.decode()


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"unit": ""}, "unit"),
        ({"unit": "T"}, "unit"),
        ({"text": " "}, "text"),
        ({"text": "长" * (LONGEST_TEXT + 1)}, "text"),
        ({"text": "机密★ 附件"}, "text"),
        ({"contact": "绝密"}, "contact"),
    ],
)
def test_what_is_wrong_stands_beside_its_field_and_the_text_is_kept(outside, typed, field):
    answer = outside.post("/raise/", form(**typed))

    assert answer.status_code == 400
    assert f"id_{field}_error" in answer.content.decode()
    assert typed.get("text", TEXT).strip()[:100] in answer.content.decode()
    assert not Submission.objects.exists()


# Personal numbers


def test_it_warns_of_a_number_before_anything_is_kept(outside):
    answer = outside.post("/raise/", form(text=f"老板电话{NUMBER}，{TEXT}"))

    page = answer.content.decode()
    assert f'<b class="portal-number">{NUMBER}</b>' in page
    assert f"老板电话{NUMBER}，{TEXT}</textarea>" in page
    assert not Submission.objects.exists()


@pytest.mark.parametrize(("choice", "kept"), [("mask", "138********"), ("keep", NUMBER)])
def test_the_number_is_hidden_or_sent_as_the_worker_says(outside, choice, kept):
    sent(outside, text=f"老板电话{NUMBER}，{TEXT}", personal=choice)

    assert Submission.objects.get().text == f"老板电话{kept}，{TEXT}"


def test_a_number_to_be_reached_under_is_not_warned_of(outside):
    sent(outside, contact=NUMBER)

    assert Submission.objects.get().contact == NUMBER


# Urgent words


def test_the_hotline_goes_on_top_before_it_is_sent_and_after(outside):
    typed = form(text="老板拖欠工资三个月，还说要打人。")
    before = outside.post("/raise/", typed).content.decode()
    assert not Submission.objects.exists()
    after = outside.post("/raise/", {**typed, "seen": ["wages"]}).content.decode()

    for page in (before, after):
        assert page.index("portal-urgent") < page.index('href="tel:12351"')
        assert 'id="urgent"' in page
    assert Submission.objects.get().urgent == "wages"


def test_the_most_urgent_kind_is_kept(outside):
    sent(outside, text="拖欠工资，我不想活了", seen=["wages", "self_harm"])

    assert Submission.objects.get().urgent == "self_harm"


def test_what_is_not_urgent_has_no_hotline_on_top(outside):
    assert 'id="urgent"' not in outside.post("/raise/", form()).content.decode()


# Limits


def flood(browser) -> None:
    for n in range(SENDING.most):
        sent(browser, text=f"第{n}件，{TEXT}")


def solved(page: str) -> dict[str, str]:
    challenge = page.split('name="challenge" value="')[1].split('"', maxsplit=1)[0]
    answer = next(n for n in range(10**7) if is_worked(challenge, str(n)))
    return {"challenge": challenge, "answer": str(answer)}


def test_when_much_was_sent_a_calculation_is_asked_for_and_the_text_is_kept(outside):
    flood(outside)
    answer = outside.post("/raise/", form(contact="周师傅"))

    page = answer.content.decode()
    assert answer.status_code == 429
    assert TEXT in page
    assert "周师傅" in page
    assert "12351" in page.split("<noscript>")[1].split("</noscript>")[0]
    assert Submission.objects.count() == SENDING.most


def test_the_calculation_lets_one_through_and_only_one(outside):
    flood(outside)
    work = solved(outside.post("/raise/", form()).content.decode())
    first = outside.post("/raise/", form(**work))
    second = outside.post("/raise/", form(text="又一件，请看看。", **work))

    assert code_in(first)
    assert second.status_code == 429


def test_a_wrong_answer_or_a_made_up_calculation_lets_nothing_through(outside):
    flood(outside)
    page = outside.post("/raise/", form()).content.decode()
    challenge = page.split('name="challenge" value="')[1].split('"')[0]

    assert outside.post("/raise/", form(challenge=challenge, answer="x")).status_code == 429
    assert outside.post("/raise/", form(challenge="mine:1:x", answer="1")).status_code == 429


def test_another_network_is_not_held_up(outside):
    flood(outside)

    assert code_in(outside.post("/raise/", form(), REMOTE_ADDR="198.51.100.7"))


# Closed, and the rest


def test_before_anybody_decided_it_names_the_hotlines_it_begins_with(db: None):
    with public() as browser:
        page = browser.get("/").content.decode()

    assert [
        number for number in ("12351", "12333", "12345", "110", "120", "12356") if f"tel:{number}" not in page
    ] == []


def test_while_it_is_closed_nothing_is_taken_and_the_hotlines_stand_there(world: World):
    with public() as browser:
        answers = [browser.get("/"), browser.post("/raise/", form()), browser.get("/follow/"), browser.get("/privacy/")]

    assert [answer.status_code for answer in answers] == [503] * 4
    assert all('href="tel:12351"' in answer.content.decode() for answer in answers)
    assert not Submission.objects.exists()


def test_the_purpose_text_says_what_the_log_of_the_operator_keeps(outside):
    page = outside.get("/privacy/").content.decode()

    assert "清河市电子政务中心" in page
    assert "保留30天" in page


def test_a_form_without_its_cookie_is_refused_in_words(world: World):
    opened(world)
    with public() as browser:
        strict = type(browser)(enforce_csrf_checks=True)
        answer = strict.post("/raise/", form())

    assert answer.status_code == 403
    assert "没有保存" in answer.content.decode()
    assert not Submission.objects.exists()


def test_it_can_be_read_in_english(outside):
    answer = outside.post("/language/", {"language": "en"})
    assert answer.status_code == 302
    page = outside.get("/").content.decode()

    assert "Raise a demand" in page
    assert 'lang="en"' in page


def test_an_address_that_there_is_not_is_answered_in_chinese(outside):
    answer = outside.get("/problems/")

    assert answer.status_code == 404
    assert "没有这个页面" in answer.content.decode()


def test_no_answer_is_kept_by_a_browser(outside):
    assert outside.get("/").headers["Cache-Control"] == "no-store"
    assert "script-src 'self'" in outside.get("/").headers["Content-Security-Policy"]


@pytest.mark.parametrize("address", ["/u/T-01/", "/raise/", "/follow/", "/say/", "/privacy/"])
def test_the_main_process_serves_none_of_it(world: World, client, address):
    assert settings.ROOT_URLCONF == "jianfa.urls"
    client.force_login(world.desk.person)
    assert client.get(address).status_code == 404
