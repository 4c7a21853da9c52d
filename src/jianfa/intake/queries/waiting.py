"""What waits about demands for a post, for the desk."""

from collections.abc import Callable
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from jianfa.intake.models import Demand, DemandLink
from jianfa.intake.queries.listing import held_by
from jianfa.intake.queries.loading import LISTED_WITH
from jianfa.intake.states import CLOSED, State
from jianfa.organisations.models import COUNTY_ROLES, UNIT_ROLES, Post, Role

ROWS_A_GROUP = 8
HANDLERS = UNIT_ROLES | {Role.DESK}


@dataclass(frozen=True)
class DemandWait:
    """One kind of thing that waits: for whom, which demands, the step and the filter of the list."""

    key: str
    title: Promise
    roles: frozenset[Role]
    condition: Callable[[Post], Q]
    verb: str = ""
    filter: str = ""


def _offered(post: Post) -> Q:
    mine = Q(handed_to=post.unit_id)
    if post.role == Role.DESK:
        mine = Q(handed_to__kind="federation")
    return Q(state=State.HANDING_OVER) & mine


def _to_answer(post: Post) -> Q:
    return Q(state=State.RECEIVED) & held_by(post)


def _drafts(post: Post) -> Q:
    return Q(state=State.DRAFT, drafted_by__unit=post.unit_id)


def _to_rate(post: Post) -> Q:
    linked = DemandLink.objects.filter(demand=OuterRef("pk"), ended_at=None).exclude(kind="like")
    return Q(~Exists(linked), source_unit=post.unit_id, is_from_worker=False, state__in=CLOSED, satisfaction="")


WAITS = (
    DemandWait("demands_offered", gettext_lazy("Demands offered to us"), HANDLERS, _offered, "accept_handover",
               "state=handing_over"),
    DemandWait("demands_answer", gettext_lazy("Demands to answer"), HANDLERS, _to_answer, "", "state=mine"),
    DemandWait("demands_drafts", gettext_lazy("Demands not handed in yet"), HANDLERS, _drafts, "hand_in",
               "state=draft"),
    DemandWait("demands_rate", gettext_lazy("Answers to our demands"), COUNTY_ROLES, _to_rate, "rate",
               "state=answered"),
)  # fmt: skip


@dataclass(frozen=True)
class DemandGroup:
    """What waits of one kind: the first demands and how many there are."""

    wait: DemandWait
    rows: list[Demand]
    total: int


def demands_waiting(post: Post) -> list[DemandGroup]:
    """Return the demands that wait for the post: one query for each kind, one more where there are many."""
    found = []
    for wait in WAITS:
        if post.role not in wait.roles:
            continue
        rows = Demand.objects.visible_to(post).filter(wait.condition(post))
        first = list(rows.select_related(*LISTED_WITH).order_by("raised_at", "pk")[: ROWS_A_GROUP + 1])
        if first:
            total = rows.count() if len(first) > ROWS_A_GROUP else len(first)
            found.append(DemandGroup(wait, first[:ROWS_A_GROUP], total))
    return found
