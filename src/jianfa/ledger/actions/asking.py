"""What the verbs on a problem ask of a unit, counted as it is asked (docs/burden.md)."""

from datetime import date, datetime

from jianfa.journal.models import Change
from jianfa.ledger.models import Problem
from jianfa.ledger.states import Clock
from jianfa.organisations.actions import asking
from jianfa.organisations.models import ActingPost, Ask, Unit

FORM, REPORT, ANSWER = Ask.Kind.FORM, Ask.Kind.REPORT, Ask.Kind.ANSWER
ASKED_FOR: dict[str, tuple[Ask.Kind, int]] = {
    "return_": (FORM, 1),  # what is missing
    "dispatch": (FORM, 4),  # one measure of a plan: text, owner, from, until
    "petition": (FORM, 4),
    "transfer": (FORM, 4),
    "urge": (REPORT, 1),  # a sentence on how it stands
    "instruct": (ANSWER, 1),  # what was done
    "expect_effect": (ANSWER, 2),  # what has arrived, and what shows it
    "apply": (ANSWER, 2),  # solved or not, and what is not
}
"""Verb → what it asks for, and the least number of fields that answer it; tests hold them to the forms."""


def asked_of(
    problem: Problem, verb: str, unit: Unit | None, *, actor: ActingPost, at: datetime, due: date | None = None
) -> list[Change]:
    """Return what counts that a verb on the problem asks this unit for something; practice burdens nobody.

    What is to be done at once needs no plan, so handing it over asks for none.
    """
    kind, fields = ASKED_FOR[verb]
    is_plan = verb in {"dispatch", "petition", "transfer"}
    if problem.campaign.is_practice or (is_plan and problem.clock == Clock.IMMEDIATE):
        return []
    return asking(problem.subject, verb, unit=unit, kind=kind, fields=fields, actor=actor, at=at, due=due)
