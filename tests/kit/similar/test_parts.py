"""Synonyms, what is alike, suggestions with their reason, themes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jianfa.cli.measuring.alike import SYNONYMS
from jianfa.kit.similar import BadSynonyms, Classifier, Index, Span, Synonyms, alike, load_encoder, themes
from jianfa.kit.similar.features import plain
from jianfa.kit.similar.index import Text

texts = st.text(st.sampled_from("经審办　驿站（编制）ＡaB１2，é"), max_size=20)
LIST = "# 示例\n户外劳动者服务站点 ~ 驿站、爱心驿站  # 站点\n\n经费审查 经审"


def test_the_list_of_synonyms_is_read_line_by_line():
    synonyms = Synonyms.read(LIST)

    assert synonyms.apply("爱心驿站和经审办") == "户外劳动者服务站点和经费审查办"


@pytest.mark.parametrize(("text", "line", "word"), [("甲 乙\n丙", 2, "丙"), ("甲 乙\n乙 丙", 2, "乙")])
def test_a_line_that_cannot_be_meant_is_named(text, line, word):
    with pytest.raises(BadSynonyms) as caught:
        Synonyms.read(text)

    assert (caught.value.line, caught.value.word) == (line, word)


@pytest.mark.parametrize(
    ("one", "other"),
    [("经审办", "经费审查办公室"), ("职工驿站", "户外劳动者服务站点"), ("社会化工会工作者", "专职化工会工作者")],
)
def test_the_list_that_comes_along_knows_the_words_of_the_city(one, other):
    synonyms = Synonyms.read(SYNONYMS.read_text(encoding="utf-8"))

    assert plain(one, synonyms) == plain(other, synonyms)


@given(texts)
def test_a_text_is_wholly_alike_itself_and_spans_lie_in_it(text):
    one, other = alike(text, text)

    assert one == other
    assert all(0 <= span.start < span.end <= len(text) for span in one)


@given(texts, texts)
def test_what_is_alike_is_the_same_from_either_side(one, other):
    assert alike(one, other) == alike(other, one)[::-1]


def test_width_punctuation_and_synonyms_are_marked_in_the_original_writing():
    marked = alike("增设「ＡＰＰ」经审办", "app：经费审查办", Synonyms.read(LIST))

    assert marked == ((Span(3, 10),), (Span(0, 9),))


def test_nothing_in_common_marks_nothing():
    assert alike("驿站", "编制") == ((), ())


LETTERS = {
    1: "青云小区旁的搅拌站噪音扰民", 2: "投诉青云小区搅拌站噪音", 3: "青云小区搅拌站粉尘噪音太大",
    4: "职工驿站太少，希望增设驿站", 5: "希望增设职工驿站", 6: "食堂饭菜太贵",
}  # fmt: skip


def letters(order=tuple(LETTERS)):
    index: Index[int] = Index()
    for key in order:
        index.add(key, LETTERS[key])
    return index


def test_themes_have_size_representative_and_key_words():
    found = themes(letters(), LETTERS)

    assert [set(theme.keys) for theme in found] == [{1, 2, 3}, {4, 5}]
    assert found[0].representative in {1, 2, 3}
    assert {"青云小区", "搅拌站"} & {word for one in found[0].words for word in ("青云小区", "搅拌站") if word in one}
    assert 0 < found[0].likeness <= 1


@given(st.permutations(list(LETTERS)))
def test_the_same_texts_have_the_same_themes_in_whatever_order_they_came(order):
    assert themes(letters(order), {key: LETTERS[key] for key in order}) == themes(letters(), LETTERS)


def test_themes_are_of_the_texts_asked_for_only():
    found = themes(letters(), {key: LETTERS[key] for key in (1, 2, 6)})

    assert [set(theme.keys) for theme in found] == [{1, 2}]


def test_a_label_comes_with_the_earlier_texts_that_have_it():
    rows = [(Text(key, text), "环境" if key < 4 else "阵地") for key, text in LETTERS.items()]
    found = Classifier.learned(Index(), rows).guesses("搅拌站的噪音")

    assert found[0].label == "环境"
    assert {hit.key for hit in found[0].because} == {1, 2, 3}
    assert sum(guess.share for guess in found) == pytest.approx(1)


def test_what_is_like_nothing_gets_no_suggestion():
    assert Classifier.learned(Index(), [(Text(1, "驿站"), "阵地")]).guesses("编制") == []


def test_without_the_extra_there_is_no_encoder(monkeypatch):
    monkeypatch.setattr("jianfa.kit.similar.encoder.find_spec", lambda _name: None)

    assert load_encoder() is None


def test_the_encoder_reads_sense_where_words_differ():
    encoder = load_encoder()
    if encoder is None:
        pytest.skip("the extra “similar” is not installed")
    rows = {1: "工资被拖欠怎么办", 2: "公园里的花开了"}
    index: Index[int] = Index(encoder=encoder)
    index.extend(Text(key, text) for key, text in rows.items())

    assert [hit.key for hit in index.search("老板不发薪水")][:1] == [1]
