"""Independence: who may verify and decide on a problem (DESIGN §4)."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.utils.translation import gettext as _

from jianfa.acceptance.models import PanelMember
from jianfa.ledger.models import Problem
from jianfa.organisations.models import Post, Unit
from jianfa.organisations.policy import Allowed, Denied, Verdict, Why
from jianfa.organisations.rules import Parents, related_units

SMALLEST_PANEL = 2


@dataclass(frozen=True)
class Matter:
    """The units and persons a problem touches."""

    units: frozenset[UUID]
    persons: frozenset[UUID]


def matter_of(problem: Problem) -> Matter:
    """Return everybody who has to do with the problem: its units, and whoever drafted, worked or applied."""
    units = {problem.source_unit_id, problem.lead_id, problem.driver_id, problem.acting_unit_id}
    units |= set(problem.assists.values_list("unit_id", flat=True))
    persons = {problem.drafted_by.person_id, problem.applicant_id}
    if problem.submitted_by:
        persons.add(problem.submitted_by.person_id)
    if problem.sponsor:
        persons.add(problem.sponsor.person_id)
    persons |= set(problem.reports.values_list("post__person_id", flat=True))
    persons |= set(problem.evidence.values_list("added_by__person_id", flat=True))
    persons |= set(problem.applications.values_list("applicant_id", flat=True))
    return Matter(frozenset(units - {None}), frozenset(persons - {None}))


def unit_parents() -> Parents:
    """Return unit → unit above, for the whole tree (some dozens of rows)."""
    return dict(Unit.objects.order_by().values_list("pk", "parent_id"))


def may_verify(problem: Problem, posts: Sequence[Post]) -> Verdict:
    """Say whether these posts make a panel: at least two persons, none of them touched by the matter.

    All posts a person holds or held count, so that a seconded person carries the home unit.
    """
    people = {post.person_id for post in posts}
    if len(people) < SMALLEST_PANEL:
        return Denied(_("A panel has at least two different persons."), Why.VALUE)
    matter, parents = matter_of(problem), unit_parents()
    held: dict[UUID, set[UUID]] = {}
    for person_id, unit_id in Post.objects.filter(person__in=people).values_list("person_id", "unit_id"):
        held.setdefault(person_id, set()).add(unit_id)
    for post in posts:
        if post.person_id in matter.persons:
            return Denied(_("%(name)s has worked on this problem and cannot verify it.") % {"name": post.person.name},
                          Why.VALUE)  # fmt: skip
        if related := related_units(held[post.person_id], matter.units, parents):
            unit = Unit.objects.get(pk=min(related, key=str))
            return Denied(
                _("%(name)s belongs or belonged to %(unit)s, which is not independent of this problem.")
                % {"name": post.person.name, "unit": unit.name},
                Why.VALUE,
            )
    return Allowed()


def may_decide(problem: Problem, post: Post) -> Verdict:
    """Say whether the leader may approve: never the applicant, a verifier, the sponsor or whoever worked on it."""
    if problem.sponsor and problem.sponsor.person_id == post.person_id:
        return Denied(_("The leader who sponsors a problem does not approve its write-off."))
    if post.person_id in matter_of(problem).persons:
        return Denied(_("Whoever worked on a problem or applied for it cannot approve it."))
    verified = PanelMember.objects.filter(
        panel__application__problem=problem, panel__application__cycle=problem.cycle, person=post.person_id
    )
    if verified.exists():
        return Denied(_("Whoever verified a problem cannot approve it."))
    return Allowed()
