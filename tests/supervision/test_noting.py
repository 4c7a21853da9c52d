"""The lights of a day are kept once, for history only."""

import json
from datetime import date

from django.urls import reverse

from jianfa.acceptance import actions as acceptance
from jianfa.ledger import actions as ledger
from jianfa.organisations.models import TIMER
from jianfa.supervision.actions import note_lights
from jianfa.supervision.actions.noting import digest_of
from jianfa.supervision.models import LightSpan
from jianfa.supervision.queries import lights_noted
from tests.supervision.plans import dated
from tests.workspace.html import opened, queries
from tests.world import World, events_of

FIRST, LAST = date(2026, 4, 17), date(2026, 6, 30)


def noted(world: World):
    return note_lights(world.campaign, actor=TIMER, at=world.now)


def facts(event):
    return json.loads(bytes(event.body))["facts"]


def test_a_day_is_noted_once_and_says_how_many_had_each_light(world: World):
    problem = dated(world, "核定人数", FIRST, "报请批复", LAST)
    world.problem("suspended")
    world.problem("draft")

    first, again = noted(world), noted(world)

    assert first.pk == again.pk
    assert events_of(world.campaign).count("note_lights") == 1
    said = facts(first)
    assert (said["day"], said["lights"], said["changed"]) == ("2026-03-16", {"normal": 1, "stopped": 1}, 2)
    assert LightSpan.objects.get(problem=problem).light == "normal"


def test_only_what_differs_is_written_and_earlier_days_can_be_asked_for(world: World):
    problem = dated(world, "核定人数", FIRST, "报请批复", LAST)
    noted(world)
    world.travel(days=2)
    quiet = noted(world)
    world.travel(days=33)
    late = noted(world)

    assert facts(quiet)["changed"] == 0
    assert facts(late)["sha256"] == digest_of([(str(problem.pk), "behind")])
    spans = list(LightSpan.objects.order_by("from_day").values_list("light", "from_day", "until_day"))
    assert spans == [
        ("normal", date(2026, 3, 16), date(2026, 4, 20)), ("behind", date(2026, 4, 20), None),
    ]  # fmt: skip
    assert lights_noted([problem.pk], date(2026, 4, 19)) == {problem.pk: ("normal", date(2026, 3, 16))}
    assert lights_noted([problem.pk], date(2026, 4, 20)) == {problem.pk: ("behind", date(2026, 4, 20))}
    assert lights_noted([problem.pk], date(2026, 3, 1)) == {}


def test_what_is_struck_off_has_no_light_any_more(world: World):
    problem = world.problem("approving")
    noted(world)
    acceptance.approve(
        problem, actor=world.leader, at=world.travel(days=1), decision_no="清工决〔2026〕1号", exemption="不宜公示"
    )
    noted(world)

    assert LightSpan.objects.get(problem=problem).until_day == date(2026, 3, 17)


def test_noting_costs_the_same_however_many_problems_there_are(world: World):
    counts = []
    for more in (2, 5):
        for _n in range(more):
            dated(world, "核定人数", FIRST, "报请批复", LAST)
        world.travel(days=1)
        counts.append(queries(lambda: noted(world)))

    assert counts[0] == counts[1]


def test_the_rows_of_a_past_day_show_the_light_noted_then(client, world: World):
    problem = dated(world, "核定人数", FIRST, "报请批复", LAST)
    world.travel(days=35)
    noted(world)
    ledger.report(
        problem, actor=world.handler, at=world.travel(days=2), text="人数已核定",
        finished=[problem.measures.earliest("due_current").pk],
    )  # fmt: skip
    noted(world)
    world.travel(days=10)

    page = opened(client, world.desk, f"{reverse('board_rows')}?on=2026-04-21&campaign={world.campaign.pk}")

    assert "黄 滞后 2026-04-20 起" in page.text("table")
