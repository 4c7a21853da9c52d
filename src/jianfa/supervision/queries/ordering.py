"""Reads of supervision orders: what could stand on one, one paper, the papers of a unit or a problem."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.utils import translation
from django.utils.translation import gettext as _

from jianfa.ledger.models import Campaign, Problem
from jianfa.organisations.models import Post, Proposal, Role, Unit
from jianfa.organisations.policy import not_found
from jianfa.organisations.queries.single import one_of
from jianfa.supervision.models import OrderItem, OrderKind, OrderState, SupervisionOrder
from jianfa.supervision.models.ordering import UNION_UNITS
from jianfa.supervision.queries.lights import SYMBOLS, WORDS, LightView, light_of, with_light
from jianfa.supervision.rules.lights import Light
from jianfa.supervision.rules.ordering import COLOURS, SUPERVISED, month_of

SHOWN_WITH = (
    "unit", "based_on", "drafted_by__person", "drafted_by__unit", "signed_by__person", "signed_by__unit",
    "received_by__person", "closed_by__person",
)  # fmt: skip
OF_PROBLEM = ("campaign", "acting_unit")
LATE_OR_NEAR = Q(light__in=[light.value for light in COLOURS])
"""Of problems with their light (``with_light``)."""


def candidates(post: Post, today: date) -> QuerySet[Problem]:
    """Return the problems that can stand on a paper today: overdue, behind or near, with a union unit."""
    found = Problem.objects.visible_to(post).filter(
        state__in=SUPERVISED, campaign__state=Campaign.State.OPEN, campaign__is_practice=False,
        acting_unit__kind__in=UNION_UNITS,
    )  # fmt: skip
    return with_light(found, today).filter(LATE_OR_NEAR)


def on_paper_this_month(today: date, kind: str = OrderKind.ORDER.value) -> Q:
    """Return the condition of problems that stand on a paper of this month already."""
    items = OrderItem.objects.filter(problem=OuterRef("pk"), ended_at=None, order__kind=kind,
                                     order__month=month_of(today))  # fmt: skip
    return Q(Exists(items.exclude(order__state=OrderState.WITHDRAWN)))


def candidates_of(post: Post, unit: Unit, today: date) -> list[Problem]:
    """Return what a paper to this unit would hold: not on one of this month yet, the earliest due first."""
    rows = candidates(post, today).filter(acting_unit=unit).exclude(on_paper_this_month(today))
    return list(rows.select_related(*OF_PROBLEM).order_by("due_current", "number_order", "pk"))


def still_late(post: Post, order: SupervisionOrder, today: date) -> list[Problem]:
    """Return which problems of a paper are still overdue or behind with the same unit: what can be escalated."""
    on_it = OrderItem.objects.filter(order=order, ended_at=None).values("problem")
    rows = candidates(post, today).filter(pk__in=on_it, acting_unit=order.unit_id).exclude(Q(light=Light.NEAR.value))
    return list(rows.select_related(*OF_PROBLEM).order_by("due_current", "number_order", "pk"))


@dataclass(frozen=True)
class UnitLine:
    """A unit with what waits to be put on its paper of this month, by colour, and the paper there is already."""

    unit: Unit
    counts: Counter[str]
    paper: SupervisionOrder | None

    @property
    def total(self) -> int:
        return self.counts.total()

    @property
    def lights(self) -> list[tuple[LightView, int]]:
        return [(colour_view(light.value), self.counts[light.value]) for light in COLOURS if self.counts[light.value]]

    @property
    def step(self) -> str:
        """What can be done: draft a paper, add to the draft, or wait for next month's because this one is signed."""
        if self.paper is None:
            return "draft"
        return "add" if self.paper.state == OrderState.DRAFT else "signed"


def unit_lines(post: Post, today: date) -> list[UnitLine]:
    """Return the units to which a paper could be drafted this month, in the order of the units; four queries."""
    rows = candidates(post, today).exclude(on_paper_this_month(today)).order_by()
    columns: tuple[str, ...] = ("acting_unit", "light")
    counted: Any = rows.values(*columns).annotate(n=Count("pk")).values_list(*columns, "n")
    counts: dict[UUID, Counter[str]] = {}
    for unit, light, n in counted:
        counts.setdefault(unit, Counter())[light] += n
    papers = {
        row.unit_id: row
        for row in SupervisionOrder.objects.filter(
            month=month_of(today), kind=OrderKind.ORDER, unit__in=list(counts)
        ).exclude(state=OrderState.WITHDRAWN)
    }
    units = Unit.objects.filter(pk__in=list(counts))
    return [UnitLine(unit, counts[unit.pk], papers.get(unit.pk)) for unit in units]


def colour_view(light: str) -> LightView:
    """Return a colour ready to show: symbol and word; the reason stands with each item."""
    found = Light(light)
    return LightView(light, SYMBOLS[found], str(WORDS[found]), "")


def frozen_words(problem: Problem, today: date) -> tuple[str, str]:
    """Return light and reason of a problem as they are written on a paper, in the language of the deployment."""
    with translation.override(settings.LANGUAGE_CODE):
        view = light_of(problem, today)
    return view.name, f"{view.word} {view.reason}".strip()


# One paper -------------------------------------------------------------------------------------------------


def load_order(post: Post, order_id: UUID) -> SupervisionOrder:
    """Return a paper the post may see; raise Refused (404) with the same words as for one that is not there."""
    found = one_of(SupervisionOrder.objects.visible_to(post).filter(pk=order_id).select_related(*SHOWN_WITH))
    if found is None:
        raise not_found()
    return found


def load_union_unit(unit_id: UUID) -> Unit:
    """Return a unit that can be addressed; raise Refused (404) for any other."""
    found: Unit | None = Unit.objects.filter(pk=unit_id, kind__in=UNION_UNITS).first()
    if found is None:
        raise not_found()
    return found


def waiting_proposal(order: SupervisionOrder) -> Proposal | None:
    """Return what on this paper waits for a signature, if something does."""
    return (
        Proposal.objects.filter(subject_kind="order", subject_id=order.pk, state=Proposal.State.OPEN)
        .select_related("proposed_by__person", "proposed_by__unit", "recorded_for__person", "recorded_for__unit")
        .first()
    )


def last_rejection(order: SupervisionOrder) -> Proposal | None:
    """Return the last answer with no, to show why; None when it was put forward again since."""
    last = (
        Proposal.objects.filter(subject_kind="order", subject_id=order.pk)
        .order_by("-proposed_at")
        .select_related("decided_by__person")
        .first()
    )
    return last if last is not None and last.state == Proposal.State.REJECTED else None


def adders_of(order: SupervisionOrder) -> set[UUID]:
    """Return the persons who put items on the paper; none of them signs it."""
    return set(order.items.values_list("adder", flat=True))


@dataclass(frozen=True)
class ItemLine:
    """One item of a paper as it is shown: frozen words, the light now, the answers, the newest last."""

    item: OrderItem
    colour: LightView
    now: LightView | None
    is_visible: bool
    answers: list[Any] = field(default_factory=list)

    @property
    def answer(self) -> Any:
        return next((row for row in self.answers if row.ended_at is None), None)


def item_lines(order: SupervisionOrder, post: Post, today: date) -> list[ItemLine]:
    """Return the items with their answers; the light of today where the post may see the problem. Four queries."""
    items = list(order.items.filter(ended_at=None).prefetch_related("answers__post__person").order_by("position"))
    visible = Problem.objects.visible_to(post).filter(pk__in=[row.problem_id for row in items])
    columns: tuple[str, ...] = ("pk", "light")
    now: dict[UUID, str] = dict(with_light(visible, today).values_list(*columns))
    return [
        ItemLine(
            row, colour_view(row.light), colour_view(now[row.problem_id]) if now.get(row.problem_id) else None,
            row.problem_id in now, list(row.answers.all()),
        )
        for row in items
    ]  # fmt: skip


def leaders_for(order: SupervisionOrder, clerk: Post, today: date) -> QuerySet[Post]:
    """Return the leaders who may have signed on paper: in office, and not among those who drafted."""
    drafters = {order.drafter_id, clerk.person_id, *adders_of(order)}
    return Post.objects.on(today).filter(role=Role.LEADER).exclude(person__in=drafters).select_related("person", "unit")


# Papers of a unit, of a problem ----------------------------------------------------------------------------


def orders_of_unit(post: Post, unit: Unit, limit: int = 12) -> list[SupervisionOrder]:
    """Return the papers to a unit that the post may see, the newest first."""
    rows = SupervisionOrder.objects.visible_to(post).filter(unit=unit).exclude(state=OrderState.WITHDRAWN)
    return list(rows[:limit])


def orders_of_problem(post: Post, problem: Problem) -> list[tuple[SupervisionOrder, LightView]]:
    """Return the signed papers on which a problem stands, of those the post may see, with its colour there."""
    items = (
        OrderItem.objects.filter(problem=problem, ended_at=None, order__in=SupervisionOrder.objects.visible_to(post))
        .exclude(order__state__in=(OrderState.DRAFT, OrderState.WITHDRAWN))
        .select_related("order")
        .order_by("order__signed_at")
    )
    return [(row.order, colour_view(row.light)) for row in items]


def order_words(order: SupervisionOrder, colour: LightView) -> str:
    """Return a paper in one line: number, and its colour with symbol and word."""
    return _("%(number)s (%(colour)s)") % {"number": order.number or "–", "colour": f"{colour.symbol} {colour.word}"}


def is_answer_overdue(order: SupervisionOrder, today: date) -> bool:
    """Say whether the answer is overdue; a written date lasts until 24:00."""
    waits = order.state in {OrderState.SIGNED, OrderState.RECEIVED}
    return waits and order.answer_by is not None and today > order.answer_by
