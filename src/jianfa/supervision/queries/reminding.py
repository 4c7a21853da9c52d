"""Which reminders are due, whom each goes to, and what was sent: in constant queries for each page of problems."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Case, CharField, Exists, F, IntegerField, OuterRef, Prefetch, Q, QuerySet, Value, When

from jianfa.calendar.queries import is_working
from jianfa.kit.workdays import every_day
from jianfa.ledger.models import Campaign, DayKind, Problem
from jianfa.organisations.models import Post, Role, UnitKind
from jianfa.supervision.models import Receipt, Reminder
from jianfa.supervision.policy import REMINDED
from jianfa.supervision.queries.lights import awaits_answer
from jianfa.supervision.rules.lights import near_until
from jianfa.supervision.rules.reminding import LADDER, Kind, Level, NearUntil, first_day, latest_due

CLERKS = frozenset({Role.LIAISON, Role.HANDLER})
HEADS = frozenset({Role.HEAD, Role.DEPARTMENT_HEAD})
UNIONS = (UnitKind.COUNTY_UNION, UnitKind.DEPARTMENT, UnitKind.FEDERATION)
"""Only these are reminded: never a Party committee, a government or an outside body."""


@dataclass(frozen=True)
class Addressee:
    """Who is told, through which post, on which level."""

    post: Post
    level: Level


@dataclass(frozen=True)
class DueReminder:
    """A reminder to be sent: the problem, the step that holds, the day from which on it holds, and to whom."""

    problem: Problem
    kind: Kind
    day: date
    addressees: Sequence[Addressee]


def near_rule(campaign: Campaign) -> NearUntil:
    """Return the rule by which a campaign's due dates count as near, in its own days."""
    counted = every_day if campaign.day_kind == DayKind.NATURAL else is_working
    return lambda today: near_until(today, campaign.warn_days, counted)


def due_reminders(today: date, size: int = 100) -> Iterator[DueReminder]:
    """Yield what the ladder asks for on ``today`` and was not sent yet, page by page; three queries a page."""
    after: UUID | None = None
    while True:
        problems = list(_not_reminded(today, after)[:size])
        told = addressees_of(problems, today)
        for problem in problems:
            kind = Kind(vars(problem)["step"])
            assert problem.due_current is not None
            day = first_day(kind, problem.due_current, near_rule(problem.campaign), is_working)
            yield DueReminder(problem, kind, day, [one for one in told[problem.pk] if one.level in LADDER[kind]])
        if len(problems) < size:
            return
        after = problems[-1].pk


def _not_reminded(today: date, after: UUID | None) -> QuerySet[Problem]:
    latest = latest_due(today, is_working)
    step = Case(
        *(When(due_current__lte=latest[kind], then=Value(kind.value))
          for kind in (Kind.LONG_OVERDUE, Kind.OVERDUE, Kind.DUE)),
        default=Value(Kind.NEAR.value), output_field=CharField(),
    )  # fmt: skip
    sent = Reminder.objects.filter(problem=OuterRef("pk"), kind=OuterRef("step"), due=OuterRef("due_current"))
    found = Problem.objects.filter(
        _near(today), ~awaits_answer(today), state__in=REMINDED, campaign__state=Campaign.State.OPEN,
        campaign__is_practice=False, acting_unit__kind__in=UNIONS,
    )  # fmt: skip
    found = found.annotate(step=step).filter(~Exists(sent)).select_related("campaign", "sponsor")
    return (found if after is None else found.filter(pk__gt=after)).order_by("pk")


def _near(today: date) -> Q:
    """Near, due or over, for each campaign that runs by its own days; costs one query."""
    found = Q(pk=None)
    for campaign in Campaign.objects.filter(state=Campaign.State.OPEN, is_practice=False):
        found |= Q(campaign=campaign, due_current__lte=near_rule(campaign)(today))
    return found


def addressees_of(problems: Sequence[Problem], today: date) -> Mapping[UUID, list[Addressee]]:
    """Return problem → whoever may be told, one post for each person, the nearest level first; one query.

    A substitute (AB角) holds a post of the own in the same unit and role, and so is told like the one they stand in
    for; for the leader in charge whoever stands in for that very post.
    """
    if not problems:
        return {}
    units = {problem.acting_unit_id for problem in problems}
    in_unit = Q(unit__in=units, unit__kind__in=UNIONS, role__in=CLERKS | HEADS)
    posts = list(
        Post.objects.filter(in_unit | Q(role__in=(Role.DESK, Role.LEADER)), person__is_active=True)
        .filter(pk__in=Post.objects.filter(from_day__lte=today).filter(Q(until_day=None) | Q(until_day__gte=today)))
        .select_related("person")
        .order_by("from_day", "pk")
    )
    return {problem.pk: _told(problem, posts) for problem in problems}


def _told(problem: Problem, posts: Sequence[Post]) -> list[Addressee]:
    in_charge = {post.pk for post in posts if problem.sponsor_id in {post.pk, post.substitute_for_id}}
    leaders = in_charge or {post.pk for post in posts if post.role == Role.LEADER}
    found: dict[UUID, Addressee] = {}
    for wanted in Level:
        for post in posts:
            if _level(problem, leaders, post) == wanted:
                found.setdefault(post.person_id, Addressee(post, wanted))
    return list(found.values())


def _level(problem: Problem, leaders: set[UUID], post: Post) -> Level | None:
    if post.role == Role.DESK:
        return Level.DESK
    if post.role == Role.LEADER:
        return Level.LEADER if post.pk in leaders else None
    if post.unit_id != problem.acting_unit_id:
        return None
    return Level.CLERK if post.role in CLERKS else Level.HEAD


def reminders_of(problem: Problem) -> list[Reminder]:
    """Return what was sent about a problem, the newest first, with its receipts; two queries."""
    order = Case(*(When(level=level.value, then=n) for n, level in enumerate(Level)), output_field=IntegerField())
    receipts = Receipt.objects.select_related("person", "post__unit").order_by(order, "pk")
    found = problem.reminders.select_related("urged_by__person").order_by(F("sent_at").desc(), "pk")
    return list(found.prefetch_related(Prefetch("receipts", receipts)))
