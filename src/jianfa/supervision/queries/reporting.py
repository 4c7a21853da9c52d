"""Whether a progress report is asked for: for some problems with the reason, and as a condition for lists."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, timedelta
from uuid import UUID

from django.db.models import Exists, Max, OuterRef, Q
from django.utils import timezone

from jianfa.ledger.models import Campaign, Problem, Report
from jianfa.ledger.states import State
from jianfa.supervision.models import ClockChange
from jianfa.supervision.queries.city import stands_since, stays_of
from jianfa.supervision.queries.nodes import open_measures, open_milestones
from jianfa.supervision.rules.city import since
from jianfa.supervision.rules.reporting import Asked, Node, report_due


def asked_of(problems: Sequence[Problem], today: date) -> dict[UUID, Asked]:
    """Return why a report is asked for, of those problems for which it is; five queries for all of them."""
    working = [row for row in problems if row.state == State.IN_PROGRESS]
    ids = [row.pk for row in working]
    if not ids:
        return {}
    nodes, stays = nodes_of(ids), stays_of(ids)
    reports = Report.objects.filter(problem__in=ids).order_by().values("problem").annotate(last=Max("at"))
    last = {row["problem"]: timezone.localdate(row["last"]) for row in reports}
    changes = ClockChange.objects.filter(problem__in=ids)
    reviews = {(row.problem_id, row.cycle): row.review_on for row in changes}
    found: dict[UUID, Asked] = {}
    for row in working:
        asked = report_due(
            nodes[row.pk], last_report=last.get(row.pk), since=since(stays.get(row.pk, ())) or today,
            review_on=reviews.get((row.pk, row.cycle)), today=today, quiet_days=row.campaign.quiet_days,
        )  # fmt: skip
        if asked is not None:
            found[row.pk] = asked
    return found


def nodes_of(problem_ids: Sequence[UUID]) -> dict[UUID, list[Node]]:
    """Return the unfinished nodes of these problems: milestones in force, and measures without tasks in force."""
    found: dict[UUID, list[Node]] = defaultdict(list)
    columns = ("problem_id", "due_current", "text")
    measures = open_measures().filter(problem__in=problem_ids).values_list(*columns)
    milestones = open_milestones().filter(problem__in=problem_ids).values_list(*columns)
    for problem_id, due, text in (*measures, *milestones):
        found[problem_id].append(Node(due, text))
    return found


def report_asked(today: date) -> Q:
    """Return the condition that a report is asked for; equal to ``asked_of``. Costs one query, for the quiet days."""
    told = Report.objects.filter(problem=OuterRef("problem"))
    untold = ~Exists(told.filter(at__date__gte=OuterRef("due_current")))
    found = Q(pk=None)
    fallen = {"problem": OuterRef("pk"), "due_current__lte": today}
    found |= Q(Exists(open_measures().filter(untold, **fallen))) | Q(Exists(open_milestones().filter(untold, **fallen)))
    reviews = ClockChange.objects.filter(
        ~Exists(told.filter(at__date__gte=OuterRef("review_on"))), problem=OuterRef("pk"), cycle=OuterRef("cycle"),
        review_on__lte=today,
    )  # fmt: skip
    found |= Q(Exists(reviews))
    for days in Campaign.objects.order_by().values_list("quiet_days", flat=True).distinct():
        last = today - timedelta(days=days)
        spoke = Report.objects.filter(problem=OuterRef("pk"), at__date__gt=last)
        found |= Q(campaign__quiet_days=days) & ~Q(Exists(spoke)) & stands_since(last)
    return Q(state=State.IN_PROGRESS) & found
