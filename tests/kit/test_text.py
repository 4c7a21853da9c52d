"""Text is mended, every repair is named, and nothing that may be meant is changed."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jianfa.kit.text import mend, simplified_offer, squeezed


@pytest.mark.parametrize(
    ("before", "after", "kinds"),
    [
        ("职工书屋", "职工书屋", []),
        ("ABC 12", "ABC 12", []),
        ("　职工书屋", "职工书屋", ["spaces"]),
        ("锦 江 区", "锦江区", ["spaces"]),
        ("A  B", "A B", ["spaces"]),
        ("４１家ＡＰＰ", "41家APP", ["width"]),
        ("１．５倍", "1.5倍", ["width"]),
        ("工\u200b会\ufeff", "工会", ["invisible"]),
        ("⼯会", "工会", ["variants"]),
        ("中國(guó)共產(chǎn)黨", "中國共產黨", ["reading_aid"]),
        ("'001", "001", ["apostrophe"]),
        ("第一行\r\n第二行", "第一行\n第二行", []),
        ("区（市）县，“吃饭难”；", "区（市）县，“吃饭难”；", []),
    ],
)
def test_repairs(before: str, after: str, kinds: list[str]) -> None:
    mended = mend(before)
    assert mended.text == after
    assert [one.kind for one in mended.mends] == kinds


@pytest.mark.parametrize("text", ["大专(dàzhuān)学历", "会员(app)", "（de）", "'quoted'", "方案(a)和(b)"])
def test_it_leaves_alone_what_may_be_meant(text: str) -> None:
    assert mend(text).text == text


def test_toneless_aids_go_only_beside_toned_ones() -> None:
    assert mend("我(wǒ)的(de)家(jiā)").text == "我的家"
    assert mend("选项(a)").text == "选项(a)"


def test_simplified_characters_are_offered_not_applied() -> None:
    mended = mend("總工會")
    assert (mended.text, mended.offered) == ("總工會", "总工会")


@pytest.mark.parametrize("text", ["王乾", "著名", "总工会", "李喆", "covid"])
def test_rare_characters_in_use_are_not_taken_for_traditional(text: str) -> None:
    assert simplified_offer(text) is None


def test_two_writings_of_one_text_compare_equal() -> None:
    assert squeezed("（錦江區） 總工會\n") == squeezed("(锦江区)总工会")


@given(st.text(max_size=60))
def test_mending_twice_changes_nothing_more(text: str) -> None:
    once = mend(text).text
    assert mend(once).text == once


@given(st.text(max_size=60))
def test_a_changed_text_always_says_so(text: str) -> None:
    mended = mend(text)
    if not mended.mends:
        assert mended.text == text.replace("\r\n", "\n").replace("\r", "\n")
    for one, following in zip(mended.mends, mended.mends[1:], strict=False):
        assert one.after == following.before
