"""Reads of sessions: which a post may see, their problems, and who could be on the one panel."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, Prefetch, Q, QuerySet

from jianfa.acceptance.models import CriterionAnswer, CriterionResult, Panel, PanelMember, Session, SessionItem
from jianfa.acceptance.policy.sessions import STEPS, hindrance, is_gone
from jianfa.acceptance.queries.panellists import independent_panellists
from jianfa.ledger.models import Criterion, Problem
from jianfa.ledger.queries import LISTED_WITH
from jianfa.ledger.states import State
from jianfa.organisations.models import Post, Role
from jianfa.organisations.policy import not_found
from jianfa.organisations.queries.single import one_of


def load_session(post: Post, session_id: UUID) -> Session:
    """Return a session the post may see; raise Refused (404) with the same words for others."""
    rows = Session.objects.visible_to(post).select_related("opened_by__person", "decided_by__person")
    found = one_of(rows.filter(pk=session_id))
    if found is None:
        raise not_found()
    return found


def sessions_of(post: Post) -> "QuerySet[Session]":
    """Return the sessions the post may see, each with its number of problems."""
    return Session.objects.visible_to(post).annotate(n_items=Count("items", filter=Q(items__ended_at=None)))


def items_of(session: Session, post: Post | None = None) -> list[SessionItem]:
    """Return the problems in a session in their order; for a post only those it may see."""
    rows = session.items.filter(ended_at=None).select_related(
        "application", "added_by__person", *(f"problem__{name}" for name in LISTED_WITH)
    )
    if post is not None:
        rows = rows.filter(problem__in=Problem.objects.visible_to(post))
    return list(rows)


def pulled_out(session: Session, post: Post) -> list[SessionItem]:
    """Return what was taken out, with the reasons."""
    rows = session.items.exclude(ended_at=None).filter(problem__in=Problem.objects.visible_to(post))
    return list(rows.select_related("problem__source_unit"))


def adders_of_session(session: Session) -> set[UUID]:
    """Return the persons who put problems into the session."""
    return set(session.items.values_list("added_by__person_id", flat=True))


@dataclass
class SessionLine:
    """One problem of a session as a page shows it: what hinders the step, or that it is passed over."""

    item: SessionItem
    hindrance: str = ""
    is_gone: bool = False
    passed: str = ""
    """Why the step leaves it as it is, where it neither hinders nor is hindered."""
    notes: list[str] = field(default_factory=list)

    @property
    def problem(self) -> Problem:
        return self.item.problem


def lines_of(session: Session, post: Post, step: str = "") -> list[SessionLine]:
    """Return the problems; with a step also what hinders each, by the rule of the single verb."""
    rule = STEPS.get(step)
    return [
        SessionLine(item, hindrance(item, rule[0], post, rule[1]) if rule else "", is_gone(item))
        for item in items_of(session, post)
    ]


def candidates(post: Post) -> "QuerySet[Problem]":
    """Return what could be put into a session: applied for, without panel, in no session yet."""
    taken = SessionItem.objects.filter(application__problem=OuterRef("pk"), application__ended_at=None, ended_at=None)
    rows = Problem.objects.visible_to(post).filter(~Exists(taken), state=State.CLOSING)
    return rows.select_related(*LISTED_WITH).order_by("number_order", "pk")


def panellists_for(problems: Sequence[Problem], today: date) -> list[Post]:
    """Return who is independent of every one of these problems."""
    common: dict[UUID, Post] | None = None
    for problem in problems:
        free = {post.pk: post for post in independent_panellists(problem, today)}
        common = free if common is None else {pk: post for pk, post in common.items() if pk in free}
    return list((common or {}).values())


def leaders_for_session(session: Session, today: date) -> "QuerySet[Post]":
    """Return the leaders who may have decided it on paper: none who opened it or added a problem."""
    hands = {session.opener_id, *adders_of_session(session)}
    rows = Post.objects.on(today).filter(role=Role.LEADER).exclude(person__in=hands)
    return rows.select_related("person", "unit").order_by("unit__position", "person__name")


@dataclass(frozen=True)
class ToRecord:
    """A problem whose results a member still owes, with its criteria and what was answered to each."""

    item: SessionItem
    criteria: list[tuple[Criterion, CriterionAnswer | None]]


def owed_by(session: Session, post: Post) -> list[ToRecord]:
    """Return the problems for which this member has not recorded; the same few queries however many."""
    owed = PanelMember.objects.filter(
        panel__application=OuterRef("application"), panel__ended_at=None, person=post.person_id, recorded_at=None
    )
    criteria = Prefetch("problem__criteria", Criterion.objects.filter(ended_at=None), to_attr="standing")
    rows = session.items.filter(Exists(owed), ended_at=None, problem__state=State.VERIFYING)
    found = rows.select_related("application", *(f"problem__{name}" for name in LISTED_WITH))
    result = []
    for item in found.prefetch_related(criteria, "application__answers"):
        answers = {answer.criterion_id: answer for answer in item.application.answers.all()}
        standing: list[Criterion] = vars(item.problem)["standing"]
        result.append(ToRecord(item, [(row, answers.get(row.pk)) for row in standing]))
    return result


def sessions_of_problem(problem: Problem, post: Post) -> list[SessionItem]:
    """Return the sessions a problem is or was in that the post may see, the latest first."""
    visible = Session.objects.visible_to(post).values("pk")
    return list(problem.session_items.filter(session__in=visible).select_related("session").order_by("-added_at"))


def split_among(items: Collection[SessionItem]) -> set[UUID]:
    """Return the applications on which the panel at work did not agree."""
    found = Panel.objects.filter(application__in=[item.application_id for item in items], ended_at=None, is_split=True)
    return set(found.values_list("application_id", flat=True))


def results_by_item(items: Collection[SessionItem]) -> dict[UUID, list[PanelMember]]:
    """Return application → members of the panel at work, with their results."""
    members = PanelMember.objects.filter(
        panel__application__in=[item.application_id for item in items], panel__ended_at=None
    ).select_related("post__person", "post__unit", "panel")
    found: dict[UUID, list[PanelMember]] = {}
    notes = Prefetch("results", CriterionResult.objects.select_related("criterion"))
    for member in members.prefetch_related(notes).order_by("post__unit__position", "pk"):
        found.setdefault(member.panel.application_id, []).append(member)
    return found
