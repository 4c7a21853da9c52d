"""What waits about demands for a post, for the desk."""

from collections.abc import Callable
from dataclasses import dataclass

from django.db.models import Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from jianfa.intake.models import Demand
from jianfa.intake.queries.listing import MINE, OFFERED, UNRATED, offered_to, unrated_by, with_us
from jianfa.intake.queries.loading import LISTED_WITH
from jianfa.intake.states import State
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


def _drafts(post: Post) -> Q:
    return Q(state=State.DRAFT, drafted_by__unit=post.unit_id)


WAITS = (
    DemandWait("demands_offered", gettext_lazy("Demands offered to us"), HANDLERS, offered_to, "accept_handover",
               f"state={OFFERED}"),
    DemandWait("demands_answer", gettext_lazy("Demands to answer"), HANDLERS, with_us, "", f"state={MINE}"),
    DemandWait("demands_drafts", gettext_lazy("Demands not handed in yet"), HANDLERS, _drafts, "hand_in",
               f"state={State.DRAFT}"),
    DemandWait("demands_rate", gettext_lazy("Answers to our demands"), COUNTY_ROLES, unrated_by, "rate",
               f"state={UNRATED}"),
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
