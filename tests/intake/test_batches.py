"""What one paste brought in is taken back as a whole: only what nobody has touched, one event each."""

from importlib import import_module
from uuid import uuid4

import pytest
from django.apps import apps
from django.test import Client
from django.urls import reverse

from jianfa.intake import actions
from jianfa.intake.models import Demand
from jianfa.intake.queries import batches
from jianfa.intake.queries.batches import batch_of, latest_batches
from jianfa.organisations.policy import Refused
from tests.intake.made import raised
from tests.intake.test_pasting import paste
from tests.journal.tampering import findings
from tests.world import World, events_of, reread


def as_(post) -> Client:
    client = Client()
    client.force_login(post.person)
    return client


def pasted(world: World, n: int = 3) -> list[Demand]:
    new = [actions.NewDemand(f"第{one}件诉求", world.east) for one in range(n)]
    return actions.raise_several(new, actor=world.liaison, at=world.now, campaign=world.campaign, key=str(uuid4()))


def test_after_a_paste_the_batch_is_shown_and_can_be_taken_back(world):
    response = paste(world.liaison, world, "驿站没有热水\n经审人员兼职", do="enter", key="k")
    page = as_(world.liaison).get(response.url).content.decode()

    assert ("共提交 2 件。" in page, "整批撤回 2 件" in page) == (True, True)
    done = as_(world.liaison).post(response.url, follow=True).content.decode()
    assert ("已撤回 2 件诉求。" in done, "没有可以撤回的诉求。" in done) == (True, True)
    assert [(row.state, events_of(row)) for row in Demand.objects.all()] == [
        ("withdrawn", ["raise_demand", "withdraw"])
    ] * 2
    assert findings() == []


def test_what_was_dealt_with_already_stays(world):
    first, second, third = pasted(world)
    actions.answer(reread(first), actor=world.desk, at=world.now, text="已答复")
    actions.withdraw(reread(second), actor=world.liaison, at=world.now)
    batch = first.batch
    assert batch
    page = as_(world.liaison).get(reverse("demands_batch", args=[batch])).content.decode()
    assert ("1 件已在办理，予以保留。" in page, "1 件已撤回。" in page) == (True, True)

    assert actions.withdraw_several(batch, actor=world.liaison, at=world.now) == [third]

    assert [reread(row).state for row in (first, second, third)] == ["answered", "withdrawn", "withdrawn"]
    with pytest.raises(Refused):
        actions.withdraw_several(batch, actor=world.liaison, at=world.now)
    assert as_(world.liaison).post(reverse("demands_batch", args=[batch])).status_code == 409


def test_a_batch_is_its_own_offices_alone(world):
    batch = pasted(world)[0].batch
    address = reverse("demands_batch", args=[batch])

    assert as_(world.desk).get(address).status_code == 404
    assert as_(world.desk).post(address).status_code == 404
    assert as_(world.other_liaison).get(address).status_code == 404
    assert as_(world.head).get(address).status_code == 200
    assert as_(world.liaison).get(reverse("demands_batch", args=[uuid4()])).status_code == 404


def test_the_newest_batches_are_offered_where_they_are_pasted(world):
    raised(world)
    older, newer = pasted(world, 2), pasted(world, 4)

    assert [(batch, n) for batch, _at, n in latest_batches(world.liaison)] == [
        (newer[0].batch, 4), (older[0].batch, 2),
    ]  # fmt: skip
    assert raised(world).batch is None
    page = as_(world.liaison).get(reverse("demands_paste")).content.decode()
    assert "最近批量提交" in page


def test_a_large_batch_takes_the_same_queries(world, django_assert_max_num_queries):
    def count(batch) -> int:
        with django_assert_max_num_queries(60) as taken:
            as_(world.liaison).get(reverse("demands_batch", args=[batch]))
        return len(taken)

    small, large = pasted(world, 2)[0].batch, pasted(world, 12)[0].batch
    assert large

    assert count(small) == count(large)
    assert len(batch_of(world.liaison, large).untouched) == 12


def test_an_older_batch_is_found_however_many_came_after_it(world, monkeypatch):
    monkeypatch.setattr(batches, "LOOKED_AT", 2)
    older, newer = pasted(world, 3), pasted(world, 4)

    assert [batch for batch, _at, _n in latest_batches(world.liaison)] == [newer[0].batch]
    assert as_(world.liaison).get(reverse("demands_batch", args=[older[0].batch])).status_code == 200
    assert findings() == []


def test_demands_from_before_get_the_batch_their_event_names(world):
    made = pasted(world, 3)
    alone = raised(world)
    Demand.objects.update(batch=None)

    import_module("jianfa.intake.migrations.0005_batches").name_batches(apps, None)

    assert {reread(row).batch for row in made} == {made[0].batch}
    assert reread(alone).batch is None
