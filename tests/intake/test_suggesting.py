"""Suggestions: learned from listed problems, with the reason, taken with one key, silent where little is known."""

from django.urls import reverse

from jianfa.intake.queries.suggesting import suggested_for_demand, suggested_for_problem
from jianfa.ledger.models import Problem
from tests.intake.made import raised
from tests.workspace.html import opened
from tests.workspace.test_triage import TRIAGE, raw

NEW = "驿站热水设备老化"


def history(world, n: int, **values) -> list[Problem]:
    """List n problems about one matter, judged alike."""
    found = [world.problem("listed", title=f"驿站热水设备不足{place}") for place in range(n)]
    dimension = world.campaign.dimensions.get(name="阵地网络")
    values = {"solver": "superior_union", "nature": "common", "dimension": dimension, "lead": world.finance, **values}
    Problem.objects.filter(pk__in=[row.pk for row in found]).update(**values)
    return found


def said(suggestions) -> dict[str, str]:
    return {one.field: one.label for one in suggestions}


def test_nothing_is_suggested_where_too_little_is_known(world):
    history(world, 2)

    assert suggested_for_problem(raw(world, NEW), world.desk) == []


def test_what_earlier_problems_agree_on_is_suggested_with_the_reason(world):
    earlier = history(world, 4)

    found = suggested_for_problem(raw(world, NEW), world.desk)

    assert {one.field for one in found} == {"nature", "dimension", "solver", "lead"} - _known(raw(world, NEW))
    dimension = next(one for one in found if one.field == "dimension")
    assert (dimension.label, dimension.n) == ("阵地网络", 4)
    assert {row.pk for row in dimension.because} == {row.pk for row in earlier}


def _known(problem: Problem) -> set[str]:
    values = {
        "nature": problem.nature, "solver": problem.solver, "dimension": problem.dimension_id, "lead": problem.lead_id,
    }  # fmt: skip
    return {name for name, value in values.items() if value}


def test_earlier_problems_that_do_not_agree_suggest_nothing(world):
    rows = history(world, 6)
    Problem.objects.filter(pk__in=[row.pk for row in rows[:3]]).update(nature="individual")

    assert "nature" not in said(suggested_for_problem(raw(world, NEW), world.desk))


def test_only_what_the_post_may_see_is_a_reason(world):
    history(world, 4)
    demand = raised(world, NEW, text=NEW)

    assert "dimension" in said(suggested_for_demand(demand, world.desk))
    assert suggested_for_demand(demand, world.other_liaison) == []


def test_a_sensitive_problem_gets_and_gives_no_suggestion(world):
    rows, new = history(world, 4), raw(world, NEW)
    Problem.objects.filter(pk__in=[row.pk for row in rows]).update(sensitivity="sensitive")
    assert suggested_for_problem(new, world.desk) == []

    Problem.objects.filter(pk__in=[row.pk for row in rows]).update(sensitivity="general")
    new.sensitivity = "sensitive"
    assert suggested_for_problem(new, world.desk) == []


def test_the_table_shows_them_with_links_and_the_values_to_take(client, world):
    earlier, new = history(world, 4), raw(world, NEW)
    client.force_login(world.desk.person)

    part = client.get(reverse("similar", args=[new.pk]), headers={"HX-Request": "true"}).content.decode()

    assert "与以前 4 件相似" in part
    assert all(reverse("problem", args=[row.pk]) in part for row in earlier)
    assert f'data-take-dimension="{world.campaign.dimensions.get(name="阵地网络").pk}"' in part


def test_without_javascript_taking_them_fills_the_row_in_and_saving_keeps_them(client, world):
    history(world, 4)
    new = raw(world, NEW)
    dimension = world.campaign.dimensions.get(name="阵地网络")

    page = opened(client, world.desk, f"{TRIAGE}?take={new.pk}")
    sent = page.values("form[data-triage]")

    assert sent[f"p{new.pk.hex}-dimension"] == str(dimension.pk)
    client.post(TRIAGE, {**sent, "row": str(new.pk)})
    new.refresh_from_db()
    assert new.dimension == dimension


def test_an_address_that_takes_nothing_is_the_table(client, world):
    raw(world)

    assert opened(client, world.desk, f"{TRIAGE}?take=x").status == 200


def test_promoting_a_demand_begins_with_what_is_suggested(client, world):
    history(world, 4)
    demand = raised(world, NEW, text=NEW)

    page = opened(client, world.desk, reverse("demand_step", args=[demand.pk, "promote"]))

    assert "与以前 4 件相似" in page.text()
    taken = opened(client, world.desk, reverse("demand_step", args=[demand.pk, "promote"]) + "?take=1")
    assert taken.values("form[data-guard]")["nature"] == "common"
