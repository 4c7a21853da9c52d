"""What the table of moves cannot hold: requests that depend on the day, who may urge, who reads the load of units."""

from datetime import date
from uuid import UUID

from django.utils.translation import gettext as _

from jianfa.calendar.queries import is_working
from jianfa.kit.workdays import next_working_day
from jianfa.ledger.models import Problem
from jianfa.ledger.policy import closed_campaign, may, stands_still
from jianfa.ledger.states import Clock, State
from jianfa.organisations.models import ActingPost, Post, Role
from jianfa.organisations.policy import Allowed, Denied, Verdict, Why, sees_whole_city
from jianfa.supervision.models import Reminder
from jianfa.supervision.rules.reminding import Kind

REMINDED = (State.DISPATCHED, State.PLANNING, State.IN_PROGRESS)
"""States in which a unit has the next step; before and after them the city or a panel has it."""
OWN_UNIT = frozenset({Role.LIAISON, Role.HEAD, Role.HANDLER, Role.DEPARTMENT_HEAD})


def in_time(problem: Problem, asked_on: date) -> Verdict:
    """Say whether an extension was asked for before the due date was over; else what is possible in its place."""
    if problem.due_current is None or asked_on <= problem.due_current:
        return Allowed()
    due = problem.due_current.isoformat()
    if problem.state == State.IN_PROGRESS and problem.clock != Clock.CONTINUOUS:
        return Denied(
            _(
                "The due date %(due)s has passed; an extension is asked for before it. You may apply for write-off, "
                "which then counts as overdue, or ask for a change to continuous."
            ) % {"due": due}, Why.STATE, instead="change_clock",
        )  # fmt: skip
    return Denied(
        _(
            "The due date %(due)s has passed; an extension is asked for before it. Work goes on, and the application "
            "for write-off then counts as overdue."
        ) % {"due": due}, Why.STATE, instead="apply" if problem.state == State.IN_PROGRESS else "start",
    )  # fmt: skip


def may_extend(problem: Problem, post: ActingPost, today: date) -> Verdict:
    """Say whether the post may ask for an extension today."""
    return may(post, "extend", problem) and in_time(problem, today)


def sees_every_load(post: Post) -> bool:
    """Say whether the post sees the load of all units: whoever sees the whole city."""
    return sees_whole_city(post)


def may_read_load(post: Post, unit: UUID | None = None) -> Verdict:
    """Say whether the post may read the load of a unit; without one, of any. A unit reads its own."""
    if sees_every_load(post):
        return Allowed()
    if post.role in OWN_UNIT and unit in {None, post.unit_id}:
        return Allowed()
    return Denied(_("The load of units is read by the city desk and leaders, and by each unit of itself."))


def may_urge(post: ActingPost, problem: Problem, today: date) -> Verdict:
    """Say whether the desk may urge now (催办): once a problem and working day."""
    if not isinstance(post, Post) or post.role != Role.DESK:
        return Denied(_("Units are urged by the city desk."))
    if problem.state not in REMINDED or problem.acting_unit_id is None:
        return Denied(_("Nobody can be urged: the next step is not a unit's."), Why.STATE)
    if stands_still(problem):
        return closed_campaign(problem)
    day = urged_for(today)
    if Reminder.objects.filter(problem=problem, kind=Kind.URGE, day=day).exists():
        return Denied(_("It has been urged already; once a working day is enough."), Why.STATE)
    return Allowed()


def urged_for(today: date) -> date:
    """Return the working day that an urging of ``today`` counts for."""
    return next_working_day(today, is_working)
