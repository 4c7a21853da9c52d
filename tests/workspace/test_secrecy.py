"""严禁上传涉密信息: a mark of secrecy in any field of any form is refused, and nothing of it is kept."""

import ast
from typing import Any

import pytest
from django import forms
from django.test import Client
from django.urls import reverse

from jianfa.journal.models import Event, Wording
from jianfa.ledger.forms import RowsForm
from jianfa.ledger.models import Problem
from jianfa.organisations.models import Handover
from jianfa.workspace.views.problem import FORMS
from tests import source
from tests.workspace.test_problem_moves import logged_in, made, send
from tests.workspace.verbs import VERBS
from tests.world import World

MARKED = "机 密★一年"


def typed_texts(world: World, name: str, problem: Problem, typed: dict[str, Any]) -> list[str]:
    """Return the names of what a form lets a person write freely, also in the first of its rows."""
    form = FORMS[name](typed, problem=problem, post=getattr(world, VERBS[name].who), registry=FORMS)
    parts: list[forms.Form] = [form]
    if isinstance(form, RowsForm):
        parts.append(form.rows.forms[0])
    fields = {part.add_prefix(key): field for part in parts for key, field in part.fields.items()}
    return [key for key, field in fields.items() if type(field) is forms.CharField]


@pytest.mark.parametrize("name", VERBS)
def test_no_field_of_any_verb_takes_a_marked_text(client: Client, world: World, name: str):
    verb = VERBS[name]
    problem = made(world, verb)
    typed = verb.typed(world, problem)
    logged_in(client, getattr(world, verb.who))
    before = Event.objects.count()

    answers = {
        field: send(client, problem, name, typed | {field: MARKED}).status
        for field in typed_texts(world, name, problem, typed)
    }

    assert {field: status for field, status in answers.items() if status != 400} == {}
    assert Event.objects.count() == before
    assert not Wording.objects.filter(text__contains="密★").exists()


def test_a_handover_and_a_post_take_none_either(client: Client, world: World):
    client.force_login(world.administrator.person)
    give = reverse("post_give", args=[world.nobody.pk])
    post = {"unit": str(world.city.pk), "role": "desk", "title": MARKED, "from_day": "2026-03-16"}

    answer = client.post(give, post)

    assert answer.status_code == 400
    assert not world.nobody.posts.exists()
    assert not Handover.objects.exists()


def test_every_room_writes_through_the_one_function_that_asks():
    asking = "jianfa.organisations.actions.writing"
    direct = []
    for path in source.python():
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ImportFrom) and node.module == "jianfa.journal.actions":
                direct += [str(path.relative_to(source.PRODUCT)) for name in node.names if name.name == "write"]

    assert direct == ["/".join(asking.split(".")[1:]) + ".py"]
