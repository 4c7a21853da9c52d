"""Two persons always: refused by the database itself, whatever writes to it."""

from typing import Any
from uuid import UUID

import pytest
from django.db import DatabaseError, connection, transaction

from jianfa.acceptance.models import ClosureApplication, Decision, Panel, PanelMember
from jianfa.ledger.models import Problem
from jianfa.ledger.states import State
from jianfa.organisations.models import Post
from tests.world import World


def refuses(statement: str, *values: Any) -> bool:
    """Say whether the database refuses a statement that would touch a row."""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement, [_as_stored(value) for value in values])
            assert cursor.rowcount == 1, "the statement touches no row, so nothing was asked"
            transaction.set_rollback(True)
    except DatabaseError:
        return True
    return False


def _as_stored(value: Any) -> Any:
    return value.hex if connection.vendor == "sqlite" and isinstance(value, UUID) else value


def member(problem: Problem) -> PanelMember:
    return PanelMember.objects.filter(panel__application__problem=problem).earliest("person__username")


def take_over(row: PanelMember, post: Post) -> tuple[str, Any, Any, Any]:
    statement = "UPDATE acceptance_panelmember SET person_id = %s, post_id = %s WHERE id = %s"
    return statement, post.person_id, post.pk, row.pk


def test_whoever_applied_cannot_become_a_member_of_the_panel(world: World):
    row = member(world.problem(State.VERIFYING))

    assert refuses(*take_over(row, world.department_head))
    assert not refuses(*take_over(row, world.assessor))


def test_whoever_decided_cannot_become_a_member_of_the_panel(world: World):
    row = member(world.problem(State.PUBLICISED))

    assert refuses(*take_over(row, world.leader))
    assert not refuses(*take_over(row, world.other_leader))


def test_a_member_acts_through_a_post_of_their_own(world: World):
    row = member(world.problem(State.VERIFYING))
    statement = "UPDATE acceptance_panelmember SET person_id = %s WHERE id = %s"

    assert refuses(statement, world.assessor.person_id, row.pk)


def test_nobody_slips_into_a_panel_by_inserting_a_row(world: World):
    panel = Panel.objects.get(application__problem=world.problem(State.VERIFYING))

    with pytest.raises(DatabaseError, match="whoever applied cannot verify"), transaction.atomic():
        PanelMember.objects.create(panel=panel, post=world.department_head, person=world.department_head.person)


@pytest.mark.parametrize("who", ["department_head", "panellist"])
def test_whoever_applied_or_verified_cannot_become_the_decider(world: World, who: str):
    decision = Decision.objects.get(application__problem=world.problem(State.PUBLICISED))
    post: Post = getattr(world, who)
    statement = "UPDATE acceptance_decision SET decider_id = %s, post_id = %s WHERE id = %s"

    assert refuses(statement, post.person_id, post.pk, decision.pk)
    assert not refuses(statement, world.other_leader.person_id, world.other_leader.pk, decision.pk)


def test_the_decision_names_the_applicant_of_its_application(world: World):
    """Its copy is what the CHECK compares; a false copy would open the way."""
    decision = Decision.objects.get(application__problem=world.problem(State.PUBLICISED))

    assert refuses(
        "UPDATE acceptance_decision SET applicant_id = %s WHERE id = %s", world.assessor.person_id, decision.pk
    )


@pytest.mark.parametrize("column", ["applicant_id", "problem_id", "cycle"])
def test_who_applied_for_what_is_never_changed(world: World, column: str):
    application = ClosureApplication.objects.get(problem=world.problem(State.VERIFYING))
    other = world.problem(State.DRAFT)
    value = {"applicant_id": world.assessor.person_id, "problem_id": other.pk, "cycle": 7}[column]

    assert refuses(f"UPDATE acceptance_closureapplication SET {column} = %s WHERE id = %s", value, application.pk)


def test_a_panel_is_not_moved_to_another_application(world: World):
    panel = Panel.objects.get(application__problem=world.problem(State.VERIFYING))
    other = ClosureApplication.objects.get(problem=world.problem(State.CLOSING, title="乙事"))

    assert refuses("UPDATE acceptance_panel SET application_id = %s WHERE id = %s", other.pk, panel.pk)


def test_the_approver_of_a_problem_is_not_its_applicant(world: World):
    problem = world.problem(State.PUBLICISED)

    assert refuses("UPDATE ledger_problem SET approver_id = applicant_id WHERE id = %s", problem.pk)


def test_a_problem_is_written_off_once_in_each_cycle(world: World):
    problem = world.problem(State.WRITTEN_OFF)
    row = problem.write_offs.get()
    row.pk = None

    with pytest.raises(DatabaseError), transaction.atomic():
        row.save(force_insert=True)
