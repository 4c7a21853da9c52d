"""Receipt codes, urgent words, hotlines, networks, the proof of work."""

import hashlib
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jianfa.portal.rules import (
    ALPHABET,
    Hotline,
    blinded,
    digest_of,
    in_groups,
    is_worked,
    network_of,
    on_top,
    read_code,
    read_hotlines,
    read_words,
    receipt_code,
    to_the_hour,
    urgent_kinds,
)

CODES = st.text(max_size=30).map(lambda key: receipt_code(b"secret", key))
WORDS = {"wages": ["欠薪", "工钱"], "danger": ["爆炸"], "self_harm": ["不想活"]}
ORDER = ["self_harm", "danger", "wages"]


def test_the_alphabet_is_a_prime_without_signs_that_look_alike():
    assert len(set(ALPHABET)) == len(ALPHABET) == 23
    assert not set(ALPHABET) & set("0O1IL2Z5SBGUV")


@given(CODES, st.sampled_from(["", " ", "-", "－", "  "]))
def test_a_code_is_read_however_it_is_written(code, gap):
    written = gap.join(in_groups(code).lower())

    assert read_code(written) == code


@given(CODES, st.integers(0, 15), st.sampled_from(ALPHABET))
def test_one_wrong_sign_is_noticed(code, place, sign):
    wrong = code[:place] + sign + code[place + 1 :]

    assert (read_code(wrong) == "") == (wrong != code)


@given(CODES, st.integers(0, 14), st.integers(0, 14))
def test_two_exchanged_signs_are_noticed(code, one, other):
    signs = list(code)
    signs[one], signs[other] = signs[other], signs[one]
    wrong = "".join(signs)

    assert (read_code(wrong) == "") == (wrong != code)


@given(st.text(max_size=50))
def test_no_text_breaks_the_reading_of_codes(text):
    assert read_code(text) == "" or len(read_code(text)) == 16


@given(st.text(max_size=30), st.text(max_size=30))
def test_a_form_has_one_code_and_another_form_another(one, other):
    codes = receipt_code(b"secret", one), receipt_code(b"secret", other)

    assert (codes[0] == codes[1]) == (one == other)
    assert receipt_code(b"other", one) != codes[0]
    assert codes[0] not in digest_of(codes[0])


def test_of_a_moment_the_hour_is_kept():
    assert to_the_hour(datetime(2026, 3, 16, 10, 59, 31, 5, UTC)) == datetime(2026, 3, 16, 10, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("老板欠 薪三个月", ["wages"]),
        ("车间可能爆炸，我也不想活了", ["self_harm", "danger"]),
        ("食堂太远", []),
        ("", []),
    ],
)
def test_urgent_words_are_found_in_the_order_of_danger(text, expected):
    assert urgent_kinds(text, WORDS, ORDER) == expected


@given(st.text(max_size=20), st.text(max_size=20))
def test_an_urgent_word_is_found_wherever_it_stands(before, after):
    assert "danger" in urgent_kinds(f"{before}爆炸{after}", WORDS, ORDER)


def test_the_line_of_the_more_urgent_kind_comes_first_and_each_stands_once():
    wages, police = Hotline("12351", "工会", ("wages", "danger")), Hotline("110/120", "报警", ("danger",))

    assert on_top([wages, police], ["danger", "wages"]) == [wages, police]
    assert on_top([wages, police], []) == []
    assert police.numbers == ["110", "120"]


@pytest.mark.parametrize("line", ["工会热线", "12351", "12351 工会 房租", "12 工会", "<b> 工会"])
def test_a_line_that_is_no_hotline_is_given_back(line):
    assert read_hotlines(f"12345 政务热线\n{line}", {"工资": "wages"}) == line


def test_words_are_read_whatever_stands_between_them():
    assert read_words("欠薪、讨薪，工钱 欠薪\n") == ["欠薪", "讨薪", "工钱"]


@pytest.mark.parametrize(
    ("remote", "forwarded", "proxies", "expected"),
    [
        ("203.0.113.9", "6.6.6.6", 0, "203.0.113.9"),
        ("10.0.0.1", "6.6.6.6, 203.0.113.9", 1, "203.0.113.9"),
        ("10.0.0.1", "203.0.113.9, 10.0.0.2", 2, "203.0.113.9"),
        ("10.0.0.1", "", 1, "10.0.0.1"),
        ("2001:db8:1:2:3::9", "", 0, "2001:db8:1:2::/64"),
        ("::ffff:203.0.113.9", "", 0, "203.0.113.9"),
        ("::ffff:198.51.100.7", "", 0, "198.51.100.7"),
        ("::1", "", 0, "::/64"),
        ("203.0.113.9:4711", "", 0, "203.0.113.9"),
        ("10.0.0.1", "203.0.113.9:4711", 1, "203.0.113.9"),
        ("[2001:db8:1:2::9]:4711", "", 0, "2001:db8:1:2::/64"),
        ("[2001:db8:1:2::9]", "", 0, "2001:db8:1:2::/64"),
        ("[::ffff:203.0.113.9]:80", "", 0, "203.0.113.9"),
        ("somewhere:80", "", 0, "unknown"),
        ("[", "", 0, "unknown"),
        ("", "", 0, "unknown"),
    ],
)
def test_a_sender_is_the_address_before_our_own_proxies(remote, forwarded, proxies, expected):
    assert network_of(remote, forwarded, proxies) == expected


def test_what_stands_for_an_address_depends_on_the_key_and_does_not_hold_it():
    assert blinded(b"today", "203.0.113.9") != blinded(b"tomorrow", "203.0.113.9")


@given(st.text("abc", max_size=10), st.integers(0, 10**6))
def test_work_is_done_when_the_digest_begins_with_zeros(challenge, answer):
    digest = hashlib.sha256(f"{challenge}:{answer}".encode()).hexdigest()

    assert is_worked(challenge, str(answer), bits=4) == digest.startswith("0")


@pytest.mark.parametrize("answer", ["", "-1", "１", "x", "9" * 17])
def test_an_answer_that_is_no_number_is_no_work(answer):
    assert not is_worked("challenge", answer, bits=0)
