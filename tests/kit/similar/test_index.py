"""Laws of the index of similar texts: same texts, same answers, whatever the order in which they came."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from jianfa.kit.similar import Index, Synonyms
from jianfa.kit.similar import index as module
from jianfa.kit.similar.index import Text

words = st.text(st.sampled_from("经审办驿站编制不足要求增设工会职工ab12"), min_size=1, max_size=14)
texts = st.dictionaries(st.integers(0, 30), words, min_size=1, max_size=7)


class Drawn:
    """A stand-in for the sentence encoder: each text has a vector of its own, always the same."""

    version = "drawn"

    def encode(self, texts):
        rows = [np.random.default_rng(sum(map(ord, text))).standard_normal(16) for text in texts]
        return np.array([row / np.linalg.norm(row) for row in rows], dtype=np.float32)


encoders = st.sampled_from([None, Drawn()])


def index_of(rows, encoder=None, synonyms=None):
    index: Index[int] = Index(encoder=encoder, synonyms=synonyms or Synonyms())
    index.extend(Text(key, text) for key, text in rows)
    return index


@given(texts, words, encoders, st.randoms(use_true_random=False))
def test_the_order_of_adding_makes_no_difference(rows, query, encoder, draw):
    other = list(rows.items())
    draw.shuffle(other)
    one_by_one: Index[int] = Index(encoder=encoder)
    for key, text in other:
        one_by_one.add(key, text)

    assert one_by_one.search(query) == index_of(rows.items(), encoder).search(query)


@given(texts, encoders)
def test_likeness_is_the_same_both_ways_and_from_nothing_to_one(rows, encoder):
    index = index_of(rows.items(), encoder)

    for one in rows:
        for other in list(rows)[:4]:
            score = index.likeness(one, other).score
            assert 0 <= score <= 1
            assert score == index.likeness(other, one).score


@given(texts, words, encoders)
def test_what_is_added_is_found_at_once_and_an_equal_text_scores_one(rows, text, encoder):
    index = index_of(rows.items(), encoder)
    index.add(99, text)
    best = index.search(text, limit=100)

    assert best[0].score == 1
    assert [hit.score for hit in best if hit.key == 99] == [1]


@given(texts, words, encoders)
def test_what_is_removed_leaves_no_trace(rows, text, encoder):
    index = index_of(rows.items(), encoder)
    index.add(99, text)
    gone = index.remove(99)

    assert gone
    assert 99 not in index
    assert not index.remove(99)
    assert index.search(text) == index_of(rows.items(), encoder).search(text)


@given(texts, words, words)
def test_a_text_added_again_takes_the_place_of_the_old(rows, old, new):
    index = index_of(rows.items())
    index.add(99, old)
    index.add(99, new)

    assert index.search(new) == index_of([*rows.items(), (99, new)]).search(new)
    assert len(index) == len(rows) + 1


@given(texts, words, st.sets(st.integers(0, 30)))
def test_only_what_may_be_seen_is_found(rows, query, visible):
    index = index_of(rows.items())
    seen = [hit for hit in index.search(query, limit=100) if hit.key in visible]

    assert index.search(query, limit=100, within=visible) == seen


def city(count):
    places = [f"{one}{two}" for one in "安平和兴福康宁华新江" for two in "街镇村湾桥庄坝坪沟岭"]
    matters = ["职工驿站太少", "社会化工会工作者编制不足", "经审办没有专人", "体检标准不一", "工资被拖欠", "食堂太远"]
    return [
        Text(n, f"{places[n % 100]}{places[n * 7 % 100]}{matters[n % 6]}", f"第{n}号来信，{places[n * 13 % 100]}")
        for n in range(count)
    ]


@pytest.mark.parametrize("encoder", [None, Drawn()])
def test_the_quick_way_finds_what_computing_every_score_finds(monkeypatch, encoder):
    monkeypatch.setattr(module, "FEW", 10)
    monkeypatch.setattr(module, "POSTED", 2_000)
    index: Index[int] = Index(encoder=encoder)
    index.extend(city(3_000))
    found, best = 0, 0
    for key in range(0, 3_000, 100):
        bar = index.exhaustive(key)[-1].score
        found += sum(hit.score >= bar for hit in index.like(key))
        best += 10

    assert found >= 0.95 * best


def test_the_quick_way_obeys_what_may_be_seen(monkeypatch):
    monkeypatch.setattr(module, "FEW", 10)
    index: Index[int] = Index()
    index.extend(city(600))
    visible = set(range(0, 600, 3))
    seen = index.search("安街职工驿站太少", limit=5, within=visible)

    assert len(seen) == 5
    assert {hit.key for hit in seen} <= visible


def test_equal_scores_at_the_edge_of_the_quick_way_go_by_key(monkeypatch):
    monkeypatch.setattr(module, "FEW", 1)
    monkeypatch.setattr(module, "CANDIDATES", 3)
    rows = [(n, "职工驿站太少") for n in range(10)]

    assert [hit.key for hit in index_of(rows).search("驿站", limit=3)] == [0, 1, 2]
    assert [hit.key for hit in index_of(rows[::-1]).search("驿站", limit=3)] == [0, 1, 2]


def test_a_vector_that_was_kept_is_not_computed_again():
    class Never:
        version = "never"

        def encode(self, texts):
            raise AssertionError(texts)

    first = index_of([(1, "职工驿站"), (2, "经审办")], Drawn())
    kept = [Text(key, text, "", first.vector(key)) for key, text in ((1, "职工驿站"), (2, "经审办"))]
    second: Index[int] = Index(encoder=Never())
    second.extend(kept)

    assert second.likeness(1, 2) == first.likeness(1, 2)


def test_synonyms_are_alike_and_without_the_list_they_are_not():
    rows = [(1, "希望增设驿站"), (2, "希望修好道路")]
    synonyms = Synonyms.of([("户外劳动者歇脚点", "驿站")])

    assert index_of(rows, synonyms=synonyms).search("户外劳动者歇脚点太少")[0].key == 1
    assert index_of(rows).search("户外劳动者歇脚点太少") == []


@pytest.mark.parametrize("query", ["", " 　", "。！", "🙂", "x" * 5000, "\ud800"])
def test_odd_queries_find_what_is_like_them_or_nothing(query):
    index = index_of([(1, "职工驿站"), (2, "")])

    assert index.search(query) == []


def test_an_empty_index_finds_nothing():
    index: Index[int] = Index()

    assert (index.search("驿站"), index.keys(), len(index)) == ([], [], 0)


@given(texts, words)
def test_sense_given_later_is_as_if_it_had_been_there_from_the_start(rows, query):
    whole, later = index_of(rows.items(), Drawn()), index_of([*rows.items(), (99, query)])
    later.remove(99)
    later.give_sense(Drawn(), {key: whole.vector(key) for key in rows})

    assert later.search(query) == whole.search(query)


@given(texts, words)
def test_a_search_by_words_is_that_of_an_index_without_sense(rows, query):
    assert index_of(rows.items(), Drawn()).search(query, by_words=True) == index_of(rows.items()).search(query)


def test_sense_is_not_given_by_halves():
    index = index_of([(1, "经审办"), (2, "驿站")])

    with pytest.raises(KeyError):
        index.give_sense(Drawn(), {1: bytes(16)})

    assert not index.has_sense
