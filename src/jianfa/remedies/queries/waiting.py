"""What waits for a post about remedies: effects to confirm, petitions to sign and to send, services to judge."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, F, Max, OuterRef, Q, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from jianfa.organisations.models import COUNTY_ROLES, DEPARTMENT_ROLES, Post, Proposal, Role
from jianfa.remedies.models import Effect, Petition, ServiceVisit, TargetedService
from jianfa.remedies.policy.effects import BEFORE_APPLICATION
from jianfa.remedies.states import PetitionState

FIRST_ROWS = 8


def _effects(post: Post) -> QuerySet[Any]:
    rows = Effect.objects.filter(unit=post.unit_id, problem__state__in=BEFORE_APPLICATION).still_open()
    return rows.select_related("problem", "unit").order_by("asked_at", "pk")


def _on_paper() -> QuerySet[Proposal]:
    """Return the signatures on paper that wait for a second clerk, for a subquery on petitions."""
    return Proposal.objects.filter(
        subject_kind="petition", subject_id=OuterRef("pk"), state=Proposal.State.OPEN
    )  # fmt: skip


def _to_sign(post: Post) -> QuerySet[Any]:
    rows = Petition.objects.filter(state=PetitionState.DRAFTED).exclude(drafter__in=post.stands_for)
    rows = rows.filter(~Exists(_on_paper()))
    return rows.select_related("addressee", "from_unit").order_by("drafted_at", "pk")


def _to_check(post: Post) -> QuerySet[Any]:
    entered = _on_paper().exclude(proposer__in=post.stands_for)
    rows = Petition.objects.filter(Exists(entered), state=PetitionState.DRAFTED)
    return rows.select_related("addressee", "from_unit").order_by("drafted_at", "pk")


def _to_send(post: Post) -> QuerySet[Any]:
    rows = Petition.objects.filter(state=PetitionState.SIGNED)
    if post.role in DEPARTMENT_ROLES:
        rows = rows.filter(from_unit=post.unit_id)
    return rows.select_related("addressee", "from_unit").order_by("signed_at", "pk")


def _to_judge(post: Post) -> QuerySet[Any]:
    rows = TargetedService.objects.filter(problem__source_unit=post.unit_id)
    visited = rows.filter(Exists(ServiceVisit.objects.filter(service=OuterRef("pk"))))
    last = visited.annotate(last_visit=Max("visits__recorded_at"))
    unjudged = last.filter(Q(judged_at=None) | Q(last_visit__gt=F("judged_at")))
    return unjudged.select_related("problem", "unit").order_by("offered_at", "pk")


@dataclass(frozen=True)
class Wait:
    """One kind of thing that waits: for which roles, which rows, and the step to take."""

    key: str
    title: Promise
    kind: str
    verb: str
    roles: frozenset[Role]
    rows: Callable[[Post], QuerySet[Any]]


WAITS = (
    Wait("effects", _("Effects to confirm"), "effects", "confirm", frozenset({Role.HEAD}), _effects),
    Wait("services", _("Services to judge"), "services", "judge", COUNTY_ROLES, _to_judge),
    Wait("petitions_sign", _("Petitions to sign"), "petitions", "sign", frozenset({Role.LEADER}), _to_sign),
    Wait("petitions_check", _("Signatures on paper to check"), "petitions", "check", frozenset({Role.DESK}), _to_check),
    Wait(
        "petitions_send", _("Signed petitions to send"), "petitions", "send", DEPARTMENT_ROLES | {Role.DESK}, _to_send
    ),
)


def remedies_waiting(post: Post) -> list[tuple[Wait, list[Any], int]]:
    """Return each kind that waits for the post: its first rows and how many there are; two queries a kind."""
    found = []
    for wait in WAITS:
        if post.role not in wait.roles:
            continue
        rows = wait.rows(post)
        first = list(rows[:FIRST_ROWS])
        total = rows.count()
        if total:
            found.append((wait, first, total))
    return found
