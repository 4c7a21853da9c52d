"""Who may verify, decide, object and strike off: independence (DESIGN §4), and what a table cannot hold."""

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.utils.translation import gettext as _

from jianfa.acceptance.models import Objection, Panel, PanelMember
from jianfa.calendar.queries import noted_day
from jianfa.journal.models import Event
from jianfa.ledger.models import Problem, Standing
from jianfa.ledger.policy import may, may_read
from jianfa.ledger.states import State
from jianfa.organisations.models import ActingPost, Post, Role, Unit
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


# What a table of moves cannot hold -------------------------------------------------------------------------


def panel_of(problem: Problem) -> Panel | None:
    """Return the panel at work on the open application, if there is one."""
    return Panel.objects.filter(
        application__problem=problem, application__ended_at=None, ended_at=None
    ).first()  # fmt: skip


def verdicts_of(problem: Problem) -> list[str]:
    """Return what the members of the panel have found; "" for who has not recorded yet."""
    panel = panel_of(problem)
    return list(panel.members.values_list("verdict", flat=True)) if panel else []


def open_objections(problem: Problem) -> bool:
    """Say whether an objection of this cycle waits for its answer."""
    return problem.objections.filter(cycle=problem.cycle, answered_at=None).exists()


def may_record(problem: Problem, decider: Post) -> Verdict:
    """Say whether the post still owes the panel its result."""
    panel = panel_of(problem)
    member = panel.members.filter(person=decider.person_id).first() if panel else None
    if member is None:
        return Denied(_("Only a member of the panel records a result."))
    if member.recorded_at is not None:
        return Denied(_("This member has already recorded a result."), Why.STATE)
    return Allowed()


def may_conclude(problem: Problem, post: ActingPost) -> Verdict:
    """Say whether the verification can be closed: all have recorded, and not all found it unmet."""
    verdict = may(post, "conclude", problem)
    if not verdict:
        return verdict
    verdicts = verdicts_of(problem)
    if missing := verdicts.count(""):
        return Denied(_("%(n)s members of the panel have not recorded their results yet.") % {"n": missing}, Why.STATE)
    if set(verdicts) == {PanelMember.Verdict.FAILED.value}:
        return Denied(_("All members found it not met; please send it back."), Why.STATE)
    return Allowed()


def may_send_back(problem: Problem, post: Post) -> Verdict:
    """Say whether the post may send it back; a panel does so only with one voice."""
    verdict = may(post, "send_back", problem)
    if not verdict or problem.state != State.VERIFYING or post.role == Role.LEADER:
        return verdict
    if set(verdicts_of(problem)) != {PanelMember.Verdict.FAILED.value}:
        return Denied(_("The panel sends it back only when all its members found it not met."), Why.STATE)
    return Allowed()


def may_recheck(problem: Problem, post: Post) -> Verdict:
    """Say whether another check may be asked for; during publicity the desk needs an objection for it."""
    verdict = may(post, "recheck", problem)
    if verdict and problem.state == State.PUBLICISED and post.role == Role.DESK and not open_objections(problem):
        return Denied(_("During publicity the desk asks for another check only because of an objection."), Why.STATE)
    return verdict


def may_approve(problem: Problem, post: Post) -> Verdict:
    """Say whether the post may approve now."""
    return may(post, "approve", problem) and may_decide(problem, post)


def may_uphold(problem: Problem, post: Post) -> Verdict:
    """Say whether there is an objection that the post may uphold."""
    verdict = may(post, "uphold", problem)
    if verdict and not open_objections(problem):
        return Denied(_("There is no open objection to uphold."), Why.STATE)
    return verdict


def may_write_off(problem: Problem, post: ActingPost, today: date) -> Verdict:
    """Say whether it can be struck off: publicity over, no objection open."""
    verdict = may(post, "write_off", problem)
    if not verdict:
        return verdict
    ends_on = problem.publicity_ends_on
    if ends_on is not None and today <= ends_on:
        return Denied(_("Publicity lasts until the end of %(day)s.") % {"day": noted_day(ends_on)}, Why.STATE)
    if open_objections(problem):
        return Denied(_("An objection has not been answered yet."), Why.STATE)
    return Allowed()


def may_object(problem: Problem, post: Post) -> Verdict:
    """Say whether the post may enter an objection that came in."""
    if post.role not in {Role.DESK, Role.AUDITOR, Role.LIAISON, Role.HEAD}:
        return Denied(_("Objections are entered by a county union, the desk or the auditor."))
    if not may_read(post, problem):
        return Denied(_("Not found, or you may not see it."), Why.HIDDEN)
    if problem.state != State.PUBLICISED:
        return Denied(_("Objections are possible while it is publicised."), Why.STATE)
    return Allowed()


def may_answer(objection: Objection, post: Post) -> Verdict:
    """Say whether the post may answer this objection without upholding it."""
    if post.role not in {Role.DESK, Role.LEADER} or post.person_id == objection.entered_by.person_id:
        return Denied(_("An objection is answered by the desk or a leader, not by whoever entered it."))
    if objection.answered_at is not None:
        return Denied(_("This objection has already been answered."), Why.STATE)
    return Allowed()
