"""The list of synonyms: the desk proposes it, a department head confirms it, and texts are compared by it at once."""

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from jianfa.intake import actions
from jianfa.intake.models import SynonymList
from jianfa.intake.queries.similar import Asked, similar_to
from jianfa.intake.queries.synonyms import in_force, packaged
from jianfa.organisations.policy import Refused, Why
from tests.intake.made import raised
from tests.journal.tampering import findings
from tests.world import events_of, reread

PAGE = reverse("synonyms")
NEW = "暖心小屋 ~ 户外劳动者服务站点 ~ 驿站\n"


def as_(post) -> Client:
    client = Client()
    client.force_login(post.person)
    return client


def proposed(world, text: str = NEW, **options) -> SynonymList:
    given = {"actor": world.desk, "reason": "本地叫法", **options}
    return actions.propose_synonyms(at=world.now, text=text, **given)


def test_the_list_that_comes_along_is_in_force_first(world):
    known = in_force()

    assert (known.version, known.text) == (0, packaged())
    assert "经审办" in as_(world.desk).get(PAGE).content.decode()


def test_confirmed_it_is_in_force_and_texts_are_compared_by_it_at_once(world):
    demand = raised(world, "暖心小屋缺椅子", text="暖心小屋缺椅子。")
    assert similar_to(Asked(world.desk, "驿站太小")) == []

    as_(world.desk).post(PAGE, {"text": NEW, "reason": "本地叫法"})
    row = SynonymList.objects.get()
    assert similar_to(Asked(world.desk, "驿站太小")) == []
    as_(world.department_head).post(reverse("synonyms_settle", args=[row.pk, "confirm"]))

    assert in_force().version == 1
    assert [one.id for one in similar_to(Asked(world.desk, "驿站太小"))] == [demand.pk]
    assert events_of(row) == ["propose_synonyms", "confirm_synonyms"]
    assert findings() == []


def test_a_wrong_line_is_named_and_what_was_typed_is_kept(world):
    answer = as_(world.desk).post(PAGE, {"text": "驿站 站点\n食堂", "reason": "试"})
    page = answer.content.decode()

    assert answer.status_code == 400
    assert "第 2 行" in page
    assert "驿站 站点\n食堂" in page
    assert SynonymList.objects.count() == 0


@pytest.mark.parametrize(
    ("text", "reason", "field"), [(NEW, "", "reason"), (packaged(), "无变化", "text"), ("字" * 100_001, "太长", "text")]
)
def test_it_refuses_what_cannot_be_proposed(world, text, reason, field):
    with pytest.raises(Refused) as refused:
        proposed(world, text, reason=reason)

    assert (refused.value.why, refused.value.field) == (Why.VALUE, field)


def test_at_most_one_waits_for_its_answer(world):
    proposed(world)

    assert as_(world.desk).post(PAGE, {"text": "甲 乙", "reason": "再改"}).status_code == 409
    with pytest.raises(IntegrityError), transaction.atomic():
        SynonymList.objects.create(
            version=9,
            text="甲 乙",
            reason="x",
            proposed_by=world.desk,
            proposer=world.desk.person,
            proposed_at=world.now,
        )


def test_whoever_proposed_it_does_not_confirm_it(world):
    row = proposed(world)

    answers = [
        as_(getattr(world, who)).post(reverse("synonyms_settle", args=[row.pk, "confirm"])).status_code
        for who in ("desk", "second_clerk", "leader", "liaison")
    ]

    assert answers == [403, 403, 403, 403]
    with pytest.raises(IntegrityError), transaction.atomic():
        SynonymList.objects.filter(pk=row.pk).update(
            state="confirmed", decider=world.desk.person, decided_by=world.desk, decided_at=world.now
        )


@pytest.mark.parametrize(("verb", "who", "state"), [
    ("reject", "department_head", "rejected"), ("withdraw", "desk", "withdrawn"),
])  # fmt: skip
def test_rejected_or_taken_back_the_list_stays_as_it_was(world, verb, who, state):
    row = proposed(world)

    as_(getattr(world, who)).post(reverse("synonyms_settle", args=[row.pk, verb]))

    assert (reread(row).state, in_force().version) == (state, 0)
    again = as_(getattr(world, who)).post(reverse("synonyms_settle", args=[row.pk, verb]))
    assert again.status_code == 409


def test_only_whoever_proposed_it_takes_it_back(world):
    row = proposed(world)

    assert as_(world.second_clerk).post(reverse("synonyms_settle", args=[row.pk, "withdraw"])).status_code == 403


def test_the_page_shows_what_would_change(world):
    proposed(world, packaged().strip() + "\n暖心小屋 ~ 爱心小屋")

    page = as_(world.department_head).get(PAGE).content.decode()

    assert "暖心小屋 ~ 爱心小屋" in page
    assert reverse("synonyms_settle", args=[SynonymList.objects.get().pk, "confirm"]) in page
