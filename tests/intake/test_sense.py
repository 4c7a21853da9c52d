"""Similar texts by sense as well: vectors made beside the pages and once only, words until they are there."""

import sqlite3

import numpy as np
import pytest
from django.urls import reverse

from jianfa.intake.models import Demand
from jianfa.intake.queries import texts
from jianfa.intake.queries.similar import Asked, similar_to
from jianfa.intake.queries.texts import forget_texts, texts_now
from jianfa.kit.similar import has_encoder, load_encoder
from tests.intake.made import raised

HEAT = ("酷暑作业没有降温补贴", "烈日当空干活缺清凉饮品", "仓库像蒸笼")
"""Three ways to say that it is too hot, without a character in common with what is asked."""
ASKED = "高温津贴"


class Weather:
    """A stand-in for the sentence encoder: it knows heat from everything else, and counts what it reads."""

    version = "weather 1"

    def __init__(self) -> None:
        self.read: list[str] = []

    def encode(self, sentences):
        self.read += [one for one in sentences if one]
        hot = [any(word in one for word in ("酷暑", "烈日", "蒸笼", "高温")) for one in sentences]
        return np.array([[1, 0] if one else [0, 1] for one in hot], dtype=np.float32)


@pytest.fixture
def encoder(settings, tmp_path, monkeypatch) -> Weather:
    found = Weather()
    settings.SENTENCE_ENCODER = True
    settings.VECTORS_FILE = tmp_path / "vectors.sqlite3"
    monkeypatch.setattr(texts, "has_encoder", lambda: True)
    monkeypatch.setattr(texts, "load_encoder", lambda: found)
    monkeypatch.setattr(texts, "_shelf", texts.Shelf())
    return found


def titles(world, asked: str = ASKED) -> set[str]:
    return {one.plain_title for one in similar_to(Asked(world.desk, asked))}


def test_what_means_the_same_is_found_without_a_character_in_common(world, encoder):
    for title in HEAT:
        raised(world, title, text=title)
    raised(world, "食堂太远", text="食堂太远")

    assert titles(world) == set(HEAT)


def test_the_setting_and_the_missing_extra_leave_words(world, encoder, settings, monkeypatch):
    raised(world, HEAT[0], text=HEAT[0])
    settings.SENTENCE_ENCODER = False
    assert titles(world) == set()

    settings.SENTENCE_ENCODER = True
    monkeypatch.setattr(texts, "has_encoder", lambda: False)
    forget_texts()

    assert titles(world) == set()
    assert encoder.read == []


def test_a_text_is_encoded_once_whichever_process_comes_first(world, encoder, monkeypatch):
    for title in HEAT:
        raised(world, title, text=title)
    texts_now()
    assert sorted(encoder.read) == sorted(HEAT)

    monkeypatch.setattr(texts, "_shelf", texts.Shelf())  # another process
    encoder.read.clear()
    texts_now()
    assert encoder.read == []

    raised(world, "冷库太冷还有蒸笼", text="冷库太冷还有蒸笼")
    assert "冷库太冷还有蒸笼" in titles(world)
    assert encoder.read.count("冷库太冷还有蒸笼") == 1


def test_another_version_of_the_encoder_reads_the_texts_again(world, encoder, monkeypatch):
    raised(world, HEAT[0], text=HEAT[0])
    texts_now()
    monkeypatch.setattr(texts, "_shelf", texts.Shelf())
    monkeypatch.setattr(Weather, "version", "weather 2")
    encoder.read.clear()

    texts_now()

    assert encoder.read == [HEAT[0]]


@pytest.mark.parametrize("what", ["folder", "no database"])
def test_a_file_that_cannot_be_used_costs_time_and_nothing_else(world, encoder, settings, what):
    if what == "folder":
        settings.VECTORS_FILE.mkdir()
    else:
        settings.VECTORS_FILE.write_text("no database at all " * 100, encoding="utf-8")
    raised(world, HEAT[0], text=HEAT[0])

    assert titles(world) == {HEAT[0]}


def test_vectors_are_for_their_owner_alone(world, encoder, settings):
    raised(world, HEAT[0], text=HEAT[0])
    texts_now()

    with sqlite3.connect(settings.VECTORS_FILE) as file:
        rows = file.execute("SELECT length(digest), length(vector) FROM vector").fetchall()
    file.close()
    assert (settings.VECTORS_FILE.stat().st_mode & 0o777, rows) == (0o600, [(32, 2)])


def test_what_is_read_again_while_its_vector_is_made_has_the_vector_of_what_it_says_now(world, encoder, monkeypatch):
    demand = raised(world, HEAT[0], text=HEAT[0])
    key = texts.key_of(texts.DEMAND, demand.pk)

    def encode(sentences):
        if HEAT[0] in sentences and HEAT[0] not in encoder.read:
            Demand.objects.filter(pk=demand.pk).update(title="食堂太远", summary="食堂太远")
            texts._shelf.take([key])
        return Weather.encode(encoder, sentences)

    monkeypatch.setattr(encoder, "encode", encode, raising=False)
    index, _synonyms = texts_now()

    assert encoder.read == [HEAT[0], "食堂太远"]
    assert index.vector(key) == bytes([0, 127])


def test_words_answer_until_the_thread_has_made_the_vectors(transactional_db, encoder, settings):
    from tests import world as cast  # why: the fixture needs a transaction, this test one that others see

    settings.JOBS_AT_ONCE = False
    world = cast.World(None)  # type: ignore[arg-type]
    for title in HEAT:
        raised(world, title, text=title)
    with texts._shelf.lock:  # the thread waits until the first answer is there
        index, _synonyms = texts_now()
        first = (index.has_sense, titles(world, HEAT[0]))
    reader = texts._shelf.reader
    if reader is not None:
        reader.join(10)

    assert first == (False, {HEAT[0]})
    assert (texts_now()[0].has_sense, titles(world)) == (True, set(HEAT))


def test_an_encoder_that_fails_leaves_words_and_is_not_tried_again(transactional_db, encoder, settings, caplog):
    from tests import world as cast  # why: the fixture needs a transaction, this test one that others see

    settings.JOBS_AT_ONCE = False
    world = cast.World(None)  # type: ignore[arg-type]
    raised(world, HEAT[0], text=HEAT[0])
    encoder.encode = None
    texts_now()
    if (reader := texts._shelf.reader) is not None:
        reader.join(10)

    assert "by words alone" in caplog.text
    assert titles(world, HEAT[0]) == {HEAT[0]}
    assert texts._shelf.reader is None


def test_the_page_of_a_demand_shows_what_means_the_same(client, world, encoder):
    one = raised(world, "高温津贴未发放", text="高温津贴未发放")
    other = raised(world, HEAT[1], text=HEAT[1])
    client.force_login(world.desk.person)

    page = client.get(reverse("demand_similar", args=[one.pk])).content.decode()

    assert reverse("demand", args=[other.pk]) in page


@pytest.mark.skipif(not has_encoder(), reason="the extra “similar” is not installed")
def test_the_encoder_of_the_extra_knows_a_paraphrase(world, settings, tmp_path, monkeypatch):
    found = load_encoder()
    settings.SENTENCE_ENCODER, settings.VECTORS_FILE = True, tmp_path / "vectors.sqlite3"
    monkeypatch.setattr(texts, "load_encoder", lambda: found)
    monkeypatch.setattr(texts, "_shelf", texts.Shelf())
    raised(world, "食堂太远", text="食堂太远")
    raised(world, "老板欠薪三个月", text="老板欠薪三个月")

    assert titles(world, "工资没有发") == {"老板欠薪三个月"}
