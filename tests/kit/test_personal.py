"""Identity and mobile numbers in what people write."""

import string
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jianfa.kit.personal import Kind, check_character, find_personal, mask_personal

WIDE = str.maketrans(string.digits + "X+-", "０１２３４５６７８９Ｘ＋－")
WORDS = st.text(st.sampled_from("工资拖欠三个月，找我。 \n单位abc;：（"), max_size=20)
PROVINCES = st.sampled_from(["11", "31", "51", "65", "71", "81", "83", "951"])


@st.composite
def identity_numbers(draw):
    region = draw(PROVINCES)
    region += draw(st.text(string.digits, min_size=6 - len(region), max_size=6 - len(region)))
    born = draw(st.dates(date(1900, 1, 1), date(2020, 12, 31)))
    digits = f"{region}{born:%Y%m%d}{draw(st.integers(0, 999)):03}"
    return digits + check_character(digits)


@st.composite
def mobile_numbers(draw):
    return "1" + draw(st.sampled_from("3456789")) + draw(st.text(string.digits, min_size=9, max_size=9))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("11010519491231002X", [Kind.ID_NUMBER]),
        ("11010519491231002x", [Kind.ID_NUMBER]),
        ("110105 19491231 002X", [Kind.ID_NUMBER]),
        ("１１０１０５１９４９１２３１００２Ｘ", [Kind.ID_NUMBER]),
        ("工号3 11010519491231002X", [Kind.ID_NUMBER]),
        ("130503670401001", [Kind.ID_NUMBER]),
        ("13800138000", [Kind.MOBILE]),
        ("+86 138-0013-8000", [Kind.MOBILE]),
        ("008613800138000", [Kind.MOBILE]),
        ("8613800138000", [Kind.MOBILE]),
        ("（＋86）13800138000", [Kind.MOBILE]),
        ("电话１３８　００１３　８０００。", [Kind.MOBILE]),
        ("1380 0138 000", [Kind.MOBILE]),
        ("138 001 38000", [Kind.MOBILE]),
        ("13800138000、13900139000", [Kind.MOBILE, Kind.MOBILE]),
        ("13800138000/110105194912310021", [Kind.MOBILE]),
        ("110105194912310021", []),  # the check character is wrong
        ("11010519491331002X", []),  # no thirteenth month
        ("00010519491231002X", []),  # no such province
        ("12800138000", []),
        ("138001380001", []),
        ("15 20 30 40 50 6", []),
        ("2023年拖欠工资15800元，涉及138人", []),
        ("拨打12351、12345、12333", []),
        ("", []),
    ],
)
def test_it_tells_numbers_of_persons_from_other_numbers(text, expected):
    found = find_personal(text)

    assert [personal.kind for personal in found] == expected
    assert all(text[personal.start : personal.end] == personal.written for personal in found)


@given(before=WORDS, number=st.one_of(identity_numbers(), mobile_numbers()), after=WORDS, wide=st.booleans())
def test_it_finds_a_number_wherever_it_stands(before, number, after, wide):
    written = number.translate(WIDE) if wide else number

    assert written in [personal.written for personal in find_personal(before + written + after)]


@given(number=identity_numbers(), place=st.integers(0, 17), digit=st.sampled_from(string.digits))
def test_one_wrong_digit_is_not_an_identity_number(number, place, digit):
    changed = number[:place] + digit + number[place + 1 :]

    assert bool(find_personal(changed)) == (changed == number)


@given(
    st.lists(
        st.one_of(identity_numbers(), mobile_numbers(), WORDS, st.text(string.digits + " -+X.*０１３８（", max_size=30))
    ).map("".join)
)
def test_nothing_is_left_to_find_in_a_masked_text(text):
    masked = mask_personal(text)

    assert find_personal(masked) == ()
    assert mask_personal(masked) == masked
    assert len(masked) == len(text)
    assert all(new in {old, "*"} for old, new in zip(text, masked, strict=True))


@given(st.lists(st.one_of(identity_numbers(), mobile_numbers(), WORDS)).map("，".join))
def test_what_is_not_a_number_of_a_person_stays_as_it_was_written(text):
    found = find_personal(text)
    masked = mask_personal(text)
    outside = [i for i in range(len(text)) if not any(p.start <= i < p.end for p in found)]

    assert [masked[i] for i in outside] == [text[i] for i in outside]
