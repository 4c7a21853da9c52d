"""The due dates of one post, for a calendar program: of the unit's problems and of what the unit has to do in them."""

from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from jianfa.calendar.queries import provisional_note
from jianfa.kit.icalendar import AllDay, calendar
from jianfa.ledger.models import Campaign, DayKind, Measure, Problem, ProblemQuerySet
from jianfa.ledger.states import Sensitivity, State
from jianfa.notices.models import Feed
from jianfa.notices.rules import digest_of
from jianfa.organisations.models import UNIT_ROLES, Post, Role
from jianfa.supervision.models import Task
from jianfa.supervision.rules.lights import RUNNING

BACK, AHEAD = timedelta(days=60), timedelta(days=400)
MOST_EVENTS = 500


def feed_of(post: Post) -> Feed | None:
    """Return the feed of a post that is in force."""
    return Feed.objects.filter(post=post, ended_at=None).first()


def post_of_feed(token: str, today: date) -> Post | None:
    """Return the post whose feed has this secret address; None once it ended, or the post or the account did."""
    feed = Feed.objects.filter(digest=digest_of(token), ended_at=None).select_related("post__person").first()
    if feed is None or not feed.post.person.is_active or not feed.post.is_held_on(today):
        return None
    return feed.post


def calendar_of(post: Post, now: datetime) -> str:
    """Return the due dates of a post as an iCalendar file; three queries."""
    today = timezone.localdate(now)
    window = {"due_current__range": (today - BACK, today + AHEAD)}
    mine = _concerns(post)
    problems = mine.filter(**window).order_by("due_current", "pk")[:MOST_EVENTS]
    events = [_event(row, row.due_current, f"problem-{row.pk}") for row in problems]
    for name, rows in _nodes(post, mine).items():
        found = rows.filter(**window).order_by("due_current", "pk")[:MOST_EVENTS]
        events += [
            _event(row.problem, row.due_current, f"{name}-{row.pk}", row.text, expected=_expected(row)) for row in found
        ]
    return calendar(_("Jianfa: due dates"), events, now)


def _nodes(post: Post, mine: ProblemQuerySet) -> dict[str, QuerySet[Any]]:
    """Return what is still to be done: milestones, and measures without tasks (节点); a unit's own only."""
    tasks = Task.objects.filter(problem__in=mine, finished_on=None, ended_at=None)
    measures = Measure.objects.filter(problem__in=mine, finished_on=None, ended_at=None)
    has_tasks = Exists(Task.objects.filter(measure=OuterRef("pk"), ended_at=None))
    own = Q(unit=post.unit_id) | Q(unit=None) if post.role in UNIT_ROLES else Q()
    return {
        "task": tasks.filter(own, is_milestone=True).select_related("problem__campaign", "schedule"),
        "measure": measures.filter(own, ~has_tasks).select_related("problem"),
    }  # fmt: skip


def _concerns(post: Post) -> ProblemQuerySet:
    """Return the problems whose due dates are this post's business: its unit's, or those it sponsors, or all."""
    running = Problem.objects.visible_to(post).filter(state__in=RUNNING).exclude(campaign__state=Campaign.State.CLOSED)
    running = running.exclude(state=State.LISTED)
    if post.role in UNIT_ROLES:
        return running.filter(acting_unit=post.unit_id)
    if post.role == Role.LEADER:
        return running.filter(sponsor__person=post.person_id)
    return running if post.role == Role.DESK else running.none()


def _expected(row: Task | Measure) -> str:
    """Return the words for a computed date that may still move; the date of a measure is typed and does not."""
    if isinstance(row, Measure) or row.problem.campaign.day_kind != DayKind.WORKING:
        return ""
    return provisional_note(row.due_current, row.schedule.due)


def _event(problem: Problem, day: date | None, key: str, node: str = "", *, expected: str = "") -> AllDay:
    """Return one entry; of a sensitive problem the number and nothing else."""
    assert day is not None
    what = _("milestone") if node else pgettext("calendar", "due")
    title = node or problem.title
    if problem.sensitivity != Sensitivity.GENERAL:
        title = ""
    summary = _("%(number)s %(what)s: %(title)s") if title else "%(number)s %(what)s"
    summary %= {"number": problem.number or "–", "what": what, "title": title}
    if expected:
        summary = _("%(what)s (%(note)s)") % {"what": summary, "note": expected}
    return AllDay(f"{key}@jianfa", day, summary, link_to(problem.pk))


def link_to(problem: UUID) -> str:
    """Return the whole address of a problem's page, for whoever reads it outside the pages."""
    return settings.ADDRESS + reverse("problem", args=[problem])
