"""Similar demands and problems: found at once, within what the reader may see, with what is alike marked."""

from uuid import UUID

import pytest
from django.test import Client
from django.urls import reverse

from jianfa.intake import actions
from jianfa.intake.models import Demand
from jianfa.intake.queries import texts
from jianfa.intake.queries.similar import Asked, similar_to
from jianfa.intake.queries.texts import forget_texts, still_reading, texts_now
from jianfa.journal.actions import write
from jianfa.journal.models import Event
from jianfa.ledger.models import Problem
from tests.intake.made import SUMMARY, WORDS, from_worker, raised
from tests.workspace.html import opened, queries
from tests.world import reread

TYPING = reverse("similar_typing")
OURS = ("增设经审办", "经费审查工作量逐年增加，希望单独设立经审办。")
TYPED = "我们区要求设立独立的经费审查机构"
IN_PLACE = {"HX-Request": "true"}


def as_(post) -> Client:
    client = Client()
    client.force_login(post.person)
    return client


def found_by(post, text: str = TYPED, **options) -> list[UUID]:
    return [one.id for one in similar_to(Asked(post, text, **options))]


def test_a_new_demand_and_a_new_problem_are_found_at_once(world):
    assert found_by(world.desk) == []

    demand = raised(world, OURS[0], text=OURS[1])
    assert found_by(world.desk) == [demand.pk]

    problem = world.problem("listed", title="经费审查机构编制不足")
    assert set(found_by(world.desk)) == {demand.pk, problem.pk}


def test_synonyms_of_the_domain_are_alike(world):
    raised(world, "驿站没有热水", text="驿站里没有热水。")
    raised(world, "工资拖欠", text="欠薪三个月。")

    found = similar_to(Asked(world.desk, "户外劳动者服务站点缺饮水设施"))

    assert [one.plain_title for one in found] == ["驿站没有热水"]
    assert ("驿站", True) in found[0].title


def test_what_another_process_wrote_is_found_too_and_what_it_took_out_is_gone(world):
    """The journal tells: rows are changed here behind the back of this process, with their event."""
    demand = raised(world, OURS[0], text=OURS[1])
    texts_now()
    Demand.objects.filter(pk=demand.pk).update(title="食堂太远", summary="食堂离车间太远。")
    assert found_by(world.desk) == [demand.pk]

    write(demand.subject, "attach", actor=world.liaison, at=world.now)
    assert found_by(world.desk) == []
    assert found_by(world.desk, "食堂离车间远") == [demand.pk]

    actions.withdraw(reread(demand), actor=world.liaison, at=world.now)
    assert found_by(world.desk, "食堂离车间远") == []


def test_an_event_whose_number_was_passed_over_is_asked_for_again(world, monkeypatch):
    """On PostgreSQL a smaller number can appear after a larger one."""
    texts_now()
    late = raised(world, OURS[0], text=OURS[1])
    number = Event.objects.get(chain=late.pk).pk
    with monkeypatch.context() as patch:  # as long as its transaction lasts nobody sees it
        hidden = Event.objects.exclude(pk=number)
        patch.setattr(Event, "objects", hidden)
        world.problem("listed", title="干部培训不够")
        assert late.pk not in found_by(world.desk)

    assert late.pk in found_by(world.desk)


def test_nobody_gets_a_hint_at_what_they_may_not_see(world):
    demand = raised(world, OURS[0], text=OURS[1])
    problem = world.problem("submitted", title="经费审查机构编制不足")

    assert set(found_by(world.desk)) == {demand.pk, problem.pk}
    assert set(found_by(world.head)) == {demand.pk, problem.pk}
    assert found_by(world.other_liaison) == []
    assert found_by(world.handler) == []


def test_a_workers_words_are_compared_by_their_summary_only(world):
    demand = from_worker(world)
    assert found_by(world.desk, WORDS) == []
    assert found_by(world.liaison, WORDS) == []

    actions.summarise(reread(demand), actor=world.liaison, at=world.now, title="食堂太远", summary=SUMMARY)
    page = as_(world.desk).post(TYPING, {"text": "职工食堂离车间远"}, headers=IN_PLACE).content.decode()

    assert reverse("demand", args=[demand.pk]) in page
    assert "王大力" not in page
    assert "13812345678" not in page


def test_drafts_and_sensitive_ones_are_no_hints(world):
    demand, problem = raised(world, OURS[0], text=OURS[1]), world.problem("listed", title=OURS[0])
    world.problem("draft", title=OURS[0])
    Demand.objects.filter(pk=demand.pk).update(sensitivity="sensitive")
    Problem.objects.filter(pk=problem.pk).update(sensitivity="sensitive")

    assert found_by(world.desk) == []
    page = as_(world.desk).get(reverse("demand_similar", args=[demand.pk])).content.decode()
    assert "没有" in page


def test_practice_is_like_practice_only(world):
    real = raised(world, OURS[0], text=OURS[1])
    tried = raised(world, OURS[0], text=OURS[1], campaign=world.practice)

    assert found_by(world.desk) == [real.pk]
    assert found_by(world.desk, is_practice=True) == [tried.pk]


def test_typing_shows_what_is_alike_in_place_and_as_a_page(client, world):
    demand = raised(world, OURS[0], text=OURS[1])
    client.force_login(world.liaison.person)

    part = client.post(TYPING, {"title": TYPED}, headers=IN_PLACE).content.decode()
    page = client.post(TYPING, {"title": TYPED, "contact": "13812345678"}).content.decode()

    assert "<html" not in part
    assert "<mark>设立经审" in part  # 经费审查, as was typed, is the same word
    assert reverse("demand", args=[demand.pk]) in part
    assert "<html" in page
    assert reverse("demand", args=[demand.pk]) in page
    assert "13812345678" not in page


def test_a_few_characters_are_not_searched_for(client, world):
    raised(world, OURS[0], text=OURS[1])
    client.force_login(world.desk.person)

    assert "先写几个字" in client.post(TYPING, {"title": "经审"}, headers=IN_PLACE).content.decode()
    assert "先写几个字" in client.get(TYPING, headers=IN_PLACE).content.decode()


def test_the_card_of_a_demand_leads_to_both_texts_side_by_side(client, world):
    one, other = (
        raised(world, OURS[0], text=OURS[1]),
        raised(world, "设立经费审查办", unit=world.west, actor=world.other_liaison),
    )

    page = opened(client, world.desk, reverse("demand_similar", args=[one.pk]))

    assert reverse("alike", args=["demand", one.pk, "demand", other.pk]) in page.links(".second a")


def test_the_forms_ask_whether_it_has_been_raised_before(client, world):
    for name in ("demand_new", "problem_new"):
        client.force_login(world.liaison.person)
        page = client.get(reverse(name)).content.decode()

        assert f'formaction="{TYPING}"' in page


@pytest.mark.parametrize("who", ["desk", "liaison"])
def test_a_search_takes_the_same_queries_for_many_texts(world, who):
    post, client = getattr(world, who), as_(getattr(world, who))
    raised(world, OURS[0], text=OURS[1])
    world.problem("listed", title="经费审查机构编制不足")
    client.post(TYPING, {"text": OURS[1]}, headers=IN_PLACE)
    few = queries(lambda: client.post(TYPING, {"text": OURS[1]}, headers=IN_PLACE))
    for n in range(12):
        raised(world, f"增设经审办{n}", text=OURS[1])
    assert len(found_by(post, OURS[1])) == 5

    assert queries(lambda: client.post(TYPING, {"text": OURS[1]}, headers=IN_PLACE)) == few


def test_many_texts_are_read_beside_the_pages(transactional_db, settings, monkeypatch):
    """What is there when the index begins is read by a thread of its own, and the page says so until it is done."""
    from tests import world as cast  # why: the fixture needs a transaction, this test one that others see

    settings.JOBS_AT_ONCE = False
    monkeypatch.setattr(texts, "AT_ONCE", 1)
    world = cast.World(None)  # type: ignore[arg-type]
    demands = {raised(world, f"增设经审办{n}", text=OURS[1]).pk for n in range(4)}
    forget_texts()

    texts_now()
    reader = texts._shelf.reader
    if reader is not None:
        reader.join(10)

    assert still_reading() == 0
    assert {one.id for one in similar_to(Asked(world.desk, TYPED))} == demands
