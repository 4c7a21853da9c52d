"""The one way to write: rows and their event, together or not at all."""

from datetime import timedelta
from typing import Any

import pytest
from django.apps import apps
from django.conf import settings
from django.db import IntegrityError, models

from jianfa.journal.actions import Repeated, Stale, once, remember_key, repeated, write
from jianfa.journal.models import Change, Event, Journalled, PublicKey, Wording
from jianfa.journal.queries import check_chain, deployment_id, trusted_keys
from jianfa.journal.rules import commitment
from jianfa.kit.canonical import read_canonical
from jianfa.kit.signing import NoSigningKey, make_key_file
from jianfa.ledger import actions as ledger
from jianfa.ledger.models import Assist, Problem
from jianfa.ledger.states import State
from jianfa.organisations import actions as organisations
from jianfa.organisations.models import TIMER, Unit
from tests.journal import busy
from tests.world import PASSWORD, World, events_of, reread

JOURNALLED = [model for model in apps.get_models() if issubclass(model, Journalled)]


def content(event: Event) -> dict[str, Any]:
    found: dict[str, Any] = read_canonical(bytes(event.body))
    return found


# Which columns, and how


@pytest.mark.parametrize("model", JOURNALLED, ids=lambda model: model._meta.label)
def test_every_column_is_journalled_in_exactly_one_way(model: type[Journalled]):
    columns = sorted(field.name for field in model._meta.concrete_fields if not field.primary_key)
    named = sorted([*model.journal_fields, *model.journal_texts, *model.journal_silent])

    assert named == columns


@pytest.mark.parametrize("model", JOURNALLED, ids=lambda model: model._meta.label)
def test_what_is_left_out_has_a_reason(model: type[Journalled]):
    assert [name for name, reason in model.journal_silent.items() if len(reason) < 5] == []


DERIVED = {"ledger.NumberSeries", "intake.ReceiptSeries"}


@pytest.mark.parametrize(
    "model", [model for model in JOURNALLED if model._meta.label not in DERIVED], ids=lambda model: model._meta.label
)
def test_a_row_leads_to_the_subject_of_its_chain(model: type[Journalled]):
    """``jianfa verify`` finds the rows of a chain by this path."""
    target: Any = model
    field: Any = None
    for step in model.journal_owner.split("__"):
        field = target._meta.pk if step == "pk" else target._meta.get_field(step)
        target = field.related_model or target

    assert isinstance(field.target_field if field.is_relation else field, models.UUIDField)


PERSONAL = {
    ("organisations.Person", "username"), ("organisations.Person", "name"), ("organisations.Person", "mobile"),
    ("ledger.Problem", "title"), ("ledger.Problem", "owner_name"), ("ledger.Measure", "owner_name"),
    ("ledger.Report", "text"), ("ledger.Evidence", "file_name"), ("organisations.Proposal", "params"),
}  # fmt: skip


@pytest.mark.parametrize(("label", "column"), sorted(PERSONAL))
def test_names_and_typed_texts_are_only_committed_to(label: str, column: str):
    model: Any = apps.get_model(label)

    assert column in model.journal_texts


WRITTEN_OUT = {
    "organisations.unit/name", "organisations.unit/short_name", "organisations.alias/text", "organisations.alias/key",
    "ledger.campaign/name", "ledger.dimension/name", "ledger.classtemplate/name", "ledger.classtemplate/criteria",
    "ledger.baseline/document_no", "ledger.evidence/document_no", "ledger.problem/decision_no",
    "acceptance.criterionanswer/document_no", "acceptance.decision/decision_no", "acceptance.writeoff/basis",
    "acceptance.session/decision_no", "organisations.proposal/document_no", "facts/document_no", "facts/recorded",
    "ledger.problem/number", "facts/number",
    "calendar.exceptionalday/name", "organisations.post/basis",
    "supervision.supervisionorder/number", "supervision.ordercopy/letter_no", "supervision.steptemplate/name",
    "supervision.steptemplate/steps", "intake.demand/receipt_no",
    "portal.portal/document_no",
    "ledger.problem/letter_no", "remedies.effect/document_no", "remedies.petition/letter_no",
    "remedies.petition/reply_no", "remedies.policymeasure/document_no", "remedies.quotagrant/document_no",
}  # fmt: skip
"""Names of units, rules and holidays, and numbers of documents: everything in the journal's bytes that is Chinese."""


def test_no_name_of_a_person_and_no_typed_sentence_is_in_any_event(world: World):
    busy.live(world)
    bodies = [content(event) for event in Event.objects.all()]
    found = {f"{row['t']}/{column}" for body in bodies for row in body["rows"] for column in _chinese(row["set"])}
    found |= {f"facts/{column}" for body in bodies for column in _chinese(body["facts"])}
    found |= {name for body in bodies for name in body if not str(body[name]).isascii()} - {"rows", "facts"}

    assert found == WRITTEN_OUT


def _chinese(values: dict[str, Any]) -> list[str]:
    return [name for name, value in values.items() if not str(value).isascii()]


def test_a_text_stands_beside_the_event_under_its_own_salt(world: World):
    problem = world.problem(State.DRAFT, title="甲事")
    wording = Wording.objects.get(event__chain=problem.pk, name=f"ledger.problem/{problem.pk}/title")

    assert wording.text == "甲事"
    assert content(wording.event)["said"][wording.name] == commitment(bytes(wording.salt), "甲事")
    assert (
        Wording.objects.filter(event=wording.event).values("salt").distinct().count() == wording.event.wordings.count()
    )


def test_the_actor_is_named_by_ids_only(world: World):
    problem = world.problem(State.DRAFT)
    actor = content(Event.objects.get(chain=problem.pk))["actor"]

    assert actor == {
        "person": str(world.liaison.person_id), "post": str(world.liaison.pk), "unit": str(world.east.pk),
        "role": "liaison",
    }  # fmt: skip


def test_a_day_typed_as_text_is_journalled_as_the_day_it_is(world: World):
    problem = world.problem(State.DRAFT)
    event = write(
        problem.subject, "edit", actor=world.liaison, at=world.tick(),
        changes=[Change(problem, due_current="2026-06-30", weight="2")],
    )  # fmt: skip

    assert content(event)["rows"][0]["set"] == {"due_current": "2026-06-30", "weight": 2}


# Together or not at all


def test_a_guard_that_no_longer_holds_writes_nothing(world: World):
    problem = world.problem(State.DRAFT)
    before = events_of(problem), problem.weight
    changes = [Change(problem, weight=5), Change(problem, {"state": "listed"}, state="voided")]

    with pytest.raises(Stale):
        write(problem.subject, "edit", actor=world.liaison, at=world.tick(), changes=changes)

    assert (events_of(problem), problem.weight, reread(problem).weight) == (*before, before[1])
    assert (problem.state, reread(problem).state) == ("draft", "draft")


def test_a_guard_alone_is_asked_too(world: World):
    problem = world.problem(State.DRAFT)

    with pytest.raises(Stale):
        write(problem.subject, "look", actor=world.liaison, at=world.tick(), changes=[Change(problem, {"weight": 99})])


def test_a_row_that_somebody_else_wrote_first_is_stale_and_not_an_error(world: World):
    problem = world.problem(State.DRAFT)
    for expected in (None, Stale):
        change = Change(Assist(problem=problem, unit=world.west, from_at=world.now))
        if expected is None:
            write(problem.subject, "edit", actor=world.liaison, at=world.tick(), changes=[change])
            continue
        with pytest.raises(expected):
            write(problem.subject, "edit", actor=world.liaison, at=world.tick(), changes=[change])

    assert events_of(problem) == ["draft", "edit"]


def test_a_broken_rule_of_the_database_stays_an_error(world: World):
    """A CHECK that fails is a fault of ours, not a lost race; it must not pass for one."""
    problem = world.problem(State.DRAFT)

    with pytest.raises(IntegrityError):
        write(problem.subject, "edit", actor=world.liaison, at=world.tick(), changes=[Change(problem, state="listed")])

    assert events_of(problem) == ["draft"]


def test_a_column_that_is_not_journalled_cannot_be_written(world: World):
    with pytest.raises(TypeError, match="does not journal nonsense"):
        write(world.east.subject, "change_unit", actor=TIMER, at=world.tick(), changes=[Change(world.east, nonsense=1)])


def test_a_subject_is_of_one_kind(world: World):
    with pytest.raises(ValueError, match="is a unit, not a problem"):
        write(("problem", world.east.pk), "edit", actor=TIMER, at=world.tick())


# Time


def test_the_clock_of_a_chain_never_goes_back_and_says_when_the_machine_did(world: World):
    unit = world.east
    late = world.tick()
    first = write(unit.subject, "look", actor=TIMER, at=late)
    second = write(unit.subject, "look", actor=TIMER, at=late - timedelta(hours=3))

    assert (first.at, second.at) == (late, late)
    assert "skew" not in content(first)
    assert content(second)["skew"] < content(second)["at"]
    assert check_chain(unit.pk) == []


# Sent twice


def test_the_same_key_of_the_same_person_writes_once(world: World):
    first, second = (
        write(world.east.subject, "look", actor=world.desk, at=world.tick(), idem="甲") for _time in (1, 2)
    )

    assert first == second
    assert repeated("look", world.desk, "甲") == first


def test_somebody_elses_key_is_another_key(world: World):
    mine = write(world.east.subject, "look", actor=world.desk, at=world.tick(), idem="甲")
    theirs = write(world.east.subject, "look", actor=world.leader, at=world.tick(), idem="甲")
    for_something_else = write(world.east.subject, "touch", actor=world.desk, at=world.tick(), idem="甲")

    assert len({mine.pk, theirs.pk, for_something_else.pk}) == 3


def test_the_key_itself_is_not_kept(world: World):
    event = write(world.east.subject, "look", actor=world.desk, at=world.tick(), idem="13800000000")

    assert b"13800000000" not in bytes(event.body)
    assert "13800000000" not in str(event.idem)


def test_a_draft_sent_twice_is_one_draft(world: World):
    draft = ledger.Draft(title="甲事", source_unit=world.east)
    first, second = (
        ledger.draft(world.campaign, draft, actor=world.liaison, at=world.tick(), idem="1") for _time in (1, 2)
    )

    assert first.pk == second.pk
    assert Problem.objects.count() == 1


def test_a_request_sent_twice_carries_its_token_once(world: World):
    with once("desk/touch/1"):
        first = write(world.east.subject, "touch", actor=world.desk, at=world.tick())
        write(world.west.subject, "touch", actor=world.desk, at=world.tick())
    with pytest.raises(Repeated) as again, once("desk/touch/1"):
        raise AssertionError("the second time nothing must be tried")

    assert again.value.event == first
    assert events_of(world.east)[-1:] == events_of(world.west)[-1:] == ["touch"]


# Keys


def test_a_new_key_must_be_announced_before_it_signs(world: World, monkeypatch: pytest.MonkeyPatch, tmp_path: Any):
    old = trusted_keys()
    make_key_file(tmp_path / "new.key")
    monkeypatch.setattr(settings, "SIGNING_KEY_FILE", tmp_path / "new.key")
    with pytest.raises(NoSigningKey):
        write(world.east.subject, "look", actor=TIMER, at=world.tick())
    remember_key()
    remember_key()
    write(world.east.subject, "look", actor=TIMER, at=world.tick())

    assert check_chain(world.east.pk) == check_chain(deployment_id()) == []
    assert old.keys() < trusted_keys().keys() == set(PublicKey.objects.values_list("id", flat=True))


def test_setting_a_password_says_that_and_never_what(world: World):
    event = organisations.set_password(world.liaison.person, f"{PASSWORD}!", at=world.tick())

    assert PASSWORD.encode() not in bytes(event.body)
    assert not event.wordings.filter(text__contains=PASSWORD).exists()


def test_a_missing_chain_is_a_finding(world: World):
    unit = Unit.objects.create(code="X", name="没有来历的单位", short_name="没有", kind="department")

    assert [finding.code for finding in check_chain(unit.pk)] == ["P-head"]
