"""What a class fills in when a problem is put on the list: by its form, in the triage table, in bulk, on import."""

from typing import Any

import pytest
from django.urls import reverse

from jianfa.ledger import actions as ledger
from jianfa.ledger.actions.importing import import_problems, upload_list
from jianfa.ledger.models import ClassTemplate, Problem
from jianfa.ledger.queries.campaigns import waiting_rules
from tests import lists
from tests.workspace.html import opened
from tests.world import World, reread


def saved(world: World, replaces: ClassTemplate | None = None, **values: Any) -> ClassTemplate:
    """Return a class of the open campaign that names dimension and nature: proposed by the desk and confirmed."""
    dimension = world.campaign.dimensions.get(name="阵地网络")
    given = {"dimension": dimension, "nature": "common", "weight": 4, "sensitivity": "sensitive", **values}
    name = given.pop("name", "阵地建设类")
    criteria = given.pop("criteria", [{"text": "对职工开放", "evidence_hint": "验收单"}])
    new = ledger.NewClass(name, criteria, **given)
    ledger.save_class_template(world.campaign, new, actor=world.desk, at=world.now, replaces=replaces)
    proposal = waiting_rules(world.campaign)
    assert proposal is not None
    ledger.confirm_rules(world.campaign, proposal, actor=world.department_head, at=world.now)
    return world.campaign.class_templates.get(name=name, ended_at=None)


def listing(problem: Problem) -> str:
    return reverse("move", args=[problem.pk, "list"])


def judged(world: World, problem: Problem, template: ClassTemplate, **values: str) -> dict[str, str]:
    row = {
        "decision": "list", "solver": "county_union", "nature": "", "template": str(template.pk), "dimension": "",
        "lead": "东城区总工会", "due": "2026-06-30", "reason": "", "version": str(problem.version), **values,
    }  # fmt: skip
    return {f"p{problem.pk.hex}-{name}": value for name, value in row.items()} | {"row": str(problem.pk)}


def test_the_form_of_listing_is_filled_in_from_the_class(client, world):
    template = saved(world)
    problem = world.problem("submitted")

    filled = opened(client, world.desk, f"{listing(problem)}?template={template.pk}").values("form[data-guard]")

    assert (filled["nature"], filled["dimension"]) == ("common", str(template.dimension_id))
    assert (filled["weight"], filled["sensitivity"]) == ("4", "sensitive")


def test_what_the_class_leaves_open_stays_as_the_entry_had_it(client, world):
    template = saved(world, dimension=None, nature="")
    problem = world.problem("submitted")
    own = world.campaign.dimensions.get(name="创新品牌")
    Problem.objects.filter(pk=problem.pk).update(dimension=own, nature="common")

    filled = opened(client, world.desk, f"{listing(problem)}?template={template.pk}").values("form[data-guard]")

    assert (filled["nature"], filled["dimension"]) == ("common", str(own.pk))


def test_the_entry_of_a_problem_with_a_class_begins_with_what_the_class_says(client, world):
    template = saved(world)
    problem = world.problem("submitted")
    Problem.objects.filter(pk=problem.pk).update(template=template)

    filled = opened(client, world.desk, listing(problem)).values("form[data-guard]")

    assert (filled["nature"], filled["dimension"]) == ("common", str(template.dimension_id))
    assert filled["criteria-0-text"] == "对职工开放"


@pytest.mark.parametrize("own", ["", "创新品牌"])
def test_a_row_of_the_triage_table_takes_from_the_class_what_it_leaves_open(client, world, own):
    template = saved(world)
    problem = world.problem("submitted")
    dimension = world.campaign.dimensions.filter(name=own).first()
    chosen = {"dimension": str(dimension.pk), "nature": "individual"} if dimension else {}

    opened(client, world.desk, reverse("triage"), **judged(world, problem, template, **chosen))

    problem = reread(problem)
    assert problem.state == "listed"
    assert problem.dimension == (dimension or template.dimension)
    assert problem.nature == ("individual" if own else "common")


@pytest.mark.parametrize(("typed", "nature"), [("", "common"), ("individual", "individual")])
def test_rows_listed_in_bulk_take_it_too_unless_the_form_says_otherwise(client, world, typed, nature):
    template = saved(world)
    problem = world.problem("submitted")
    data = {"verb": "list", "template": template.name, "solver": "county_union", "nature": typed, "due": "2026-06-30"}

    opened(client, world.desk, reverse("bulk"), id=[str(problem.pk)], step="do", **data)

    assert (reread(problem).dimension, reread(problem).nature) == (template.dimension, nature)


def test_an_imported_row_of_the_class_arrives_with_it(world):
    template = saved(world)
    rows = [{"title": "职工文化宫设施老化", "category": "阵地建设类", "nature": ""}]
    batch = upload_list(world.campaign, actor=world.desk, at=world.now, data=lists.book(rows), name="清单.xlsx")
    import_problems(batch, actor=world.desk, at=world.now)

    problem = Problem.objects.get(imported__batch=batch)
    assert (problem.template, problem.dimension, problem.nature) == (template, template.dimension, "common")


def test_a_problem_on_the_list_keeps_what_it_was_listed_with(client, world):
    template = saved(world)
    problem = world.problem("submitted")
    opened(client, world.desk, reverse("triage"), **judged(world, problem, template))

    saved(world, replaces=template, weight=9, nature="individual")

    problem = reread(problem)
    assert (problem.template, problem.weight, problem.nature) == (template, 4, "common")
    assert [row.text for row in problem.criteria.all()] == ["对职工开放"]


def test_a_class_changed_after_the_import_is_found_again_by_its_name(client, world):
    old = saved(world)
    problem = world.problem("submitted")
    Problem.objects.filter(pk=problem.pk).update(template=old)
    new = saved(world, replaces=old, weight=9)

    form = opened(client, world.desk, listing(problem)).values("form[data-guard]")
    row = opened(client, world.desk, reverse("triage")).values("form[data-triage]")
    data = {"verb": "list", "template": "", "solver": "county_union", "nature": "", "due": "2026-06-30"}
    opened(client, world.desk, reverse("bulk"), id=[str(problem.pk)], step="do", **data)

    assert form["template"] == row[f"p{problem.pk.hex}-template"] == str(new.pk)
    assert (reread(problem).template, reread(problem).weight) == (new, 9)


def test_a_class_that_is_gone_fills_in_nothing(client, world):
    template = saved(world)
    problem = world.problem("submitted")
    Problem.objects.filter(pk=problem.pk).update(template=template)
    ledger.end_class_template(world.campaign, template, actor=world.desk, at=world.now)
    proposal = waiting_rules(world.campaign)
    assert proposal is not None
    ledger.confirm_rules(world.campaign, proposal, actor=world.department_head, at=world.now)

    form = opened(client, world.desk, listing(problem)).values("form[data-guard]")

    assert form["template"] == ""
    assert form["criteria-0-text"] == ""
