"""What waits about papers and instructions for a post, and what happened to a paper, told from its journal."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import CharField, Count, Exists, OuterRef, Q, QuerySet, Value
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from jianfa.journal.models import Event, Wording
from jianfa.organisations.models import UNIT_ROLES, Post, Proposal, Role
from jianfa.supervision.models import Addressee, Instruction, OrderItem, OrderState, SupervisionOrder
from jianfa.supervision.models.ordering import UNANSWERED
from jianfa.supervision.policy.ordering import HEADS

ROWS_A_GROUP = 8
Condition = Callable[[Post, date], Q]


@dataclass(frozen=True)
class PaperWait:
    """One kind of thing that waits about papers: for whom, which ones, the step and the filter of the list."""

    key: str
    title: Promise
    roles: frozenset[str]
    condition: Condition
    verb: str = ""
    filter: str = ""


def _proposals() -> QuerySet[Proposal]:
    return Proposal.objects.filter(subject_kind="order", subject_id=OuterRef("pk"), state=Proposal.State.OPEN)


def _to_sign(post: Post, _today: date) -> Q:
    mine = _proposals().filter(recorded_for=None).exclude(proposer__in=post.stands_for)
    added = OrderItem.objects.filter(order=OuterRef("pk"), adder__in=post.stands_for)
    return Q(Exists(mine), ~Exists(added)) & ~Q(drafter__in=post.stands_for)


def _to_check(post: Post, _today: date) -> Q:
    entered = _proposals().exclude(recorded_for=None).exclude(proposer__in=post.stands_for)
    return Q(Exists(entered.exclude(recorded_for__person=post.person_id)))


def _overdue(_post: Post, today: date) -> Q:
    return Q(state__in=UNANSWERED, answer_by__lt=today)


DESK, LEADER = frozenset({Role.DESK.value}), frozenset({Role.LEADER.value})
ORDER_WAITS = (
    PaperWait("orders_sign", gettext_lazy("Supervision orders to sign"), LEADER, _to_sign, "sign", "state=draft"),
    PaperWait("orders_check", gettext_lazy("Signatures on paper to check"), DESK, _to_check, "check", "state=draft"),
    PaperWait(
        "orders_rejected", gettext_lazy("Supervision orders that were rejected"), DESK,
        lambda _post, _today: Q(~Exists(_proposals()), state=OrderState.DRAFT), "", "state=draft",
    ),
    PaperWait("orders_late", gettext_lazy("Answers that are overdue"), DESK, _overdue, "", "state=late"),
    PaperWait(
        "orders_close", gettext_lazy("Answered supervision orders"), DESK,
        lambda _post, _today: Q(state=OrderState.ANSWERED), "close", "state=answered",
    ),
    PaperWait(
        "orders_receive", gettext_lazy("Supervision orders to sign for"), frozenset(role.value for role in HEADS),
        lambda _post, _today: Q(state=OrderState.SIGNED), "receive", "state=signed",
    ),
    PaperWait(
        "orders_answer", gettext_lazy("Supervision orders to answer"), frozenset(role.value for role in UNIT_ROLES),
        lambda post, _today: Q(state=OrderState.RECEIVED)
        | (Q(state=OrderState.SIGNED) if post.role not in HEADS else Q(pk=None)),
        "answer", "state=received",
    ),
)  # fmt: skip
WAITING_INSTRUCTIONS = gettext_lazy("Instructions to answer")
ANSWERED_INSTRUCTIONS = gettext_lazy("Instructions that are answered or overdue")


@dataclass(frozen=True)
class PaperGroup:
    """What waits of one kind: the first papers and how many there are."""

    wait: PaperWait
    rows: list[SupervisionOrder]
    total: int


def orders_waiting(post: Post, today: date) -> list[PaperGroup]:
    """Return the papers that wait for the post; one query counts, one more for each kind that waits."""
    waits = [wait for wait in ORDER_WAITS if post.role in wait.roles]
    if not waits:
        return []
    visible = SupervisionOrder.objects.visible_to(post).order_by()
    counts: list[Any] = [
        visible.filter(wait.condition(post, today))
        .annotate(wait=Value(wait.key, CharField()))
        .values("wait")
        .annotate(n=Count("pk"))
        .values_list("wait", "n")
        for wait in waits
    ]
    found = dict(counts[0].union(*counts[1:], all=True)) if len(counts) > 1 else dict(counts[0])
    return [
        PaperGroup(wait, _first(visible.filter(wait.condition(post, today))), found[wait.key])
        for wait in waits
        if found.get(wait.key)
    ]


def _first(orders: QuerySet[SupervisionOrder]) -> list[SupervisionOrder]:
    counted = orders.select_related("unit").annotate(n_items=Count("items", filter=Q(items__ended_at=None)))
    return list(counted.order_by("answer_by", "drafted_at", "pk")[:ROWS_A_GROUP])


def instructions_waiting(post: Post, today: date) -> tuple[str, list[Instruction], int]:
    """Return which instructions wait for the post: to be answered by it; answered or overdue, for those who close.

    Key, first rows and how many; two queries.
    """
    visible = Instruction.objects.visible_to(post)
    if post.role in {Role.DESK, Role.LEADER}:
        is_late = Q(state=Instruction.State.OPEN, due__lt=today)
        key, rows = "instructions_close", visible.filter(is_late | Q(state=Instruction.State.ANSWERED))
    else:
        mine = Addressee.objects.of(post).filter(instruction=OuterRef("pk"), answered_at=None)
        key, rows = "instructions_answer", visible.filter(Exists(mine), state=Instruction.State.OPEN)
    if post.role in {Role.AUDITOR, Role.ADMINISTRATOR}:
        return key, [], 0
    first = list(rows.select_related("problem", "post__person").order_by("due", "at")[: ROWS_A_GROUP + 1])
    return key, first[:ROWS_A_GROUP], rows.count() if len(first) > ROWS_A_GROUP else len(first)


# What happened to a paper ----------------------------------------------------------------------------------

NAMES: dict[str, Promise | str] = {
    "draft_order": pgettext_lazy("order event", "drafted and put before a leader"),
    "add_items": pgettext_lazy("order event", "items added"),
    "drop_item": pgettext_lazy("order event", "item taken off"),
    "put_forward": pgettext_lazy("order event", "put before a leader again"),
    "withdraw_order": pgettext_lazy("order event", "withdrawn"),
    "record_signature": pgettext_lazy("order event", "signature on paper entered"),
    "sign_order": pgettext_lazy("order event", "signed"),
    "reject_order": pgettext_lazy("order event", "rejected"),
    "receive_order": pgettext_lazy("order event", "signed for"),
    "answer_order": pgettext_lazy("order event", "answered"),
    "return_answer": pgettext_lazy("order event", "answer sent back"),
    "close_order": pgettext_lazy("order event", "closed"),
    "propose_copy": pgettext_lazy("order event", "letter with a copy drafted"),
    "copy_order": pgettext_lazy("order event", "letter with a copy signed"),
}
BEFORE_SIGNING = frozenset(
    {"draft_order", "add_items", "drop_item", "put_forward", "record_signature", "reject_order", "propose_copy"}
)
"""The city's own work on the paper: not for the unit that it is addressed to."""
SHOWN_TEXTS = ("closing", "missing")


@dataclass(frozen=True)
class PaperEvent:
    """One event of a paper's chain, ready to show."""

    title: str
    at: datetime
    who: str
    text: str
    marks: list[str]


def history(order: SupervisionOrder, post: Post) -> list[PaperEvent]:
    """Return what happened to the paper, the newest first; four queries. The unit sees it from the signature on."""
    events = list(Event.objects.filter(chain=order.pk).order_by("-seq"))
    if post.role in UNIT_ROLES:
        events = [event for event in events if event.verb not in BEFORE_SIGNING]
    bodies = [json.loads(bytes(event.body)) for event in events]
    posts = Post.objects.filter(pk__in=[event.post for event in events if event.post])
    names = {
        str(row.pk): f"{row.person.name}（{row.unit.short_name}）" for row in posts.select_related("person", "unit")
    }
    said: dict[int, list[str]] = {}
    for wording in Wording.objects.filter(event__in=events).order_by("id"):
        if "/" not in wording.name or wording.name.rpartition("/")[2] in SHOWN_TEXTS:
            said.setdefault(wording.event_id, []).append(wording.text)
    return [
        PaperEvent(
            _title(event.verb), event.at, names.get(str(event.post), ""),
            "\n".join(text for text in said.get(event.pk, ()) if text), _marks(body),
        )
        for event, body in zip(events, bodies, strict=True)
    ]  # fmt: skip


def _title(verb: str) -> str:
    name = str(NAMES.get(verb, verb))
    return name[:1].upper() + name[1:]


def _marks(body: Mapping[str, Any]) -> list[str]:
    return [_("from paper")] if body["facts"].get("recorded") or body["verb"] == "record_signature" else []
