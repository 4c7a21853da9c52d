"""Laws of the search index: what contains the words has their grams, whatever the width or case."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jianfa.kit.grams import LONGEST_TEXT, folded, grams, needed_grams

texts = st.text(st.sampled_from("经审办工会阵地 　ＡBａb１2Ⅲ㈠é，。"), max_size=30)


@given(texts, st.data())
def test_a_text_has_every_gram_needed_for_any_part_of_it(text, data):
    short = folded(text)
    start = data.draw(st.integers(0, len(short)))
    part = short[start : data.draw(st.integers(start, len(short)))]

    assert not part or needed_grams(part) <= grams(text)


@given(texts)
def test_folding_twice_is_folding_once(text):
    assert folded(folded(text)) == folded(text)


@given(st.text(max_size=50))
def test_grams_have_one_or_two_characters_of_the_text(text):
    assert all(1 <= len(gram) <= 2 and gram in folded(text) for gram in grams(text))


@given(texts, texts)
def test_one_and_two_characters_are_found_exactly_where_they_are(text, query):
    short = folded(query)[:2]

    if short:
        assert (needed_grams(short) <= grams(text)) is (short in folded(text))


@pytest.mark.parametrize(
    ("one", "other"),
    [("ＡＰＰ推广", "app 推广"), ("１２３", "123"), ("经　审", "经审"), ("Straße", "STRASSE"), ("㈠", "(一)")],
)
def test_width_case_and_spaces_make_no_difference(one, other):
    assert grams(one) == grams(other)


@pytest.mark.parametrize("query", ["", " ", "　\n"])
def test_a_query_without_a_character_needs_nothing(query):
    assert needed_grams(query) == set()


def test_a_very_long_text_is_cut():
    assert len(folded("长" * (LONGEST_TEXT + 1))) == LONGEST_TEXT
