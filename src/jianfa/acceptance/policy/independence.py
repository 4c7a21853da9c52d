"""Who may verify and decide: independent by person and by unit, over all posts held (DESIGN §4)."""

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.utils.translation import gettext as _

from jianfa.acceptance.models import PanelMember
from jianfa.acceptance.rules import SMALLEST_PANEL
from jianfa.journal.models import Event
from jianfa.ledger.models import Problem, Standing
from jianfa.ledger.states import State
from jianfa.organisations.models import Post, Unit
from jianfa.organisations.policy import Allowed, Denied, Verdict, Why
from jianfa.organisations.rules import Parents, related_units


@dataclass(frozen=True)
class Matter:
    """The units and persons a problem touches."""

    units: frozenset[UUID]
    persons: frozenset[UUID]


def matter_of(problem: Problem) -> Matter:
    """Return everybody who has to do with the problem: its units, and whoever drafted, worked or applied."""
    units = {problem.source_unit_id, problem.lead_id, problem.driver_id, problem.acting_unit_id}
    units |= set(problem.assists.values_list("unit_id", flat=True)) | former_units(problem)
    persons = {problem.drafted_by.person_id, problem.applicant_id}
    if problem.submitted_by:
        persons.add(problem.submitted_by.person_id)
    if problem.sponsor:
        persons.add(problem.sponsor.person_id)
    persons |= former_sponsors(problem)
    persons |= set(problem.reports.values_list("post__person_id", flat=True))
    # A scan of a paper is its clerk's, who only enters what others decided.
    persons |= set(problem.evidence.filter(proposal=None).values_list("added_by__person_id", flat=True))
    persons |= set(problem.applications.values_list("applicant_id", flat=True))
    return Matter(frozenset(filter(None, units)), frozenset(filter(None, persons)))


def former_units(problem: Problem) -> set[UUID | None]:
    """Return the units that led or drove the work before a transfer; handing it over makes nobody independent."""
    worked = Standing.objects.filter(problem=problem.pk, state__in=(State.PLANNING, State.IN_PROGRESS))
    rows = worked.order_by().values_list("lead_id", "acting_unit_id").distinct()
    return {unit for row in rows for unit in row}


def former_sponsors(problem: Problem) -> set[UUID]:
    """Return who sponsored the problem before somebody took over; a handover makes nobody independent."""
    bodies = Event.objects.filter(chain=problem.pk, verb="take_over").values_list("body", flat=True)
    facts = [json.loads(bytes(body))["facts"] for body in bodies]
    return {UUID(fact["giver_person"]) for fact in facts if fact["what"] == "problem"}


def unit_parents() -> Parents:
    """Return unit → unit above, for the whole tree (some dozens of rows)."""
    return dict(Unit.objects.order_by().values_list("pk", "parent_id"))


def may_verify(problem: Problem, posts: Sequence[Post]) -> Verdict:
    """Say whether these posts make a panel: at least two persons, none of them touched by the matter.

    All posts a person holds or held count, so that a seconded person carries the home unit; of a substitute those
    of whoever is stood in for, too.
    """
    people = {post.person_id for post in posts}
    if len(people) < SMALLEST_PANEL:
        return Denied(_("A panel has at least two different persons."), Why.VALUE)
    matter, parents = matter_of(problem), unit_parents()
    held = units_held({person for post in posts for person in post.stands_for})
    for post in posts:
        if post.stands_for & matter.persons:
            return Denied(_("%(name)s has worked on this problem and cannot verify it.") % {"name": post.person.name},
                          Why.VALUE)  # fmt: skip
        units = set().union(*(held[person] for person in post.stands_for))
        if related := related_units(units, matter.units, parents):
            unit = Unit.objects.get(pk=min(related, key=str))
            return Denied(
                _("%(name)s belongs or belonged to %(unit)s, which is not independent of this problem.")
                % {"name": post.person.name, "unit": unit.name},
                Why.VALUE,
            )
    return Allowed()


def units_held(people: Collection[UUID]) -> Mapping[UUID, set[UUID]]:
    """Return person → every unit the person holds or held a post in."""
    held: dict[UUID, set[UUID]] = {person: set() for person in people}
    for person_id, unit_id in Post.objects.filter(person__in=people).values_list("person_id", "unit_id"):
        held[person_id].add(unit_id)
    return held


def may_decide(problem: Problem, post: Post) -> Verdict:
    """Say whether the leader may approve: never the applicant, a verifier, the sponsor or whoever worked on it.

    Nor somebody who stands in for one of them.
    """
    if problem.sponsor and problem.sponsor.stands_for & post.stands_for:
        return Denied(_("The leader who sponsors a problem does not approve its write-off."))
    if post.stands_for & matter_of(problem).persons:
        return Denied(_("Whoever worked on a problem or applied for it cannot approve it."))
    verified = PanelMember.objects.filter(
        panel__application__problem=problem, panel__application__cycle=problem.cycle, person__in=post.stands_for
    )
    if verified.exists():
        return Denied(_("Whoever verified a problem cannot approve it."))
    return Allowed()
