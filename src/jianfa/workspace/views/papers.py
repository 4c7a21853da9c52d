"""Supervision orders and instructions where they stand on other pages: the desk, a problem, a unit."""

from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from jianfa.ledger.models import Problem
from jianfa.organisations.models import UNIT_ROLES, Post, Unit
from jianfa.supervision.forms.ordering import ORDER_FORMS
from jianfa.supervision.models import Instruction, SupervisionOrder
from jianfa.supervision.policy.ordering import may_close_instruction
from jianfa.supervision.queries import LightView
from jianfa.supervision.queries.instructing import asked_to_answer, instructions_of, is_overdue
from jianfa.supervision.queries.ordering import (
    colour_view,
    is_answer_overdue,
    order_words,
    orders_of_problem,
    orders_of_unit,
)
from jianfa.supervision.queries.papers import (
    ANSWERED_INSTRUCTIONS,
    WAITING_INSTRUCTIONS,
    PaperGroup,
    instructions_waiting,
    orders_waiting,
)

Row = dict[str, Any]


def paper_cards(post: Post, today: date) -> list[Row]:
    """Return what waits for the post about papers and instructions, grouped like what waits about problems."""
    cards = [_order_card(group, today) for group in orders_waiting(post, today)]
    key, rows, total = instructions_waiting(post, today)
    if rows:
        title = WAITING_INSTRUCTIONS if key == "instructions_answer" else ANSWERED_INSTRUCTIONS
        url = reverse("instructions")
        cards.append(
            {
                "key": key, "title": title, "total": total, "has_more": total > len(rows), "url": url,
                "rows": [_instruction_row(row, key, today) for row in rows],
            }
        )  # fmt: skip
    return cards


def _order_card(group: PaperGroup, today: date) -> Row:
    wait = group.wait
    return {
        "key": wait.key, "title": wait.title, "total": group.total, "has_more": group.total > len(group.rows),
        "url": f"{reverse('orders')}?{wait.filter}", "rows": [_order_row(row, wait.verb, today) for row in group.rows],
    }  # fmt: skip


def _order_row(order: SupervisionOrder, verb: str, today: date) -> Row:
    page = reverse("order", args=[order.pk])
    label = ORDER_FORMS[verb].name if verb else _("Look at it")
    n: int = vars(order)["n_items"]
    parts = [order.get_kind_display(), ngettext("%(n)s item", "%(n)s items", n) % {"n": n}]
    if order.answer_by:
        late = _("answer overdue since %(day)s") if is_answer_overdue(order, today) else _("answer by %(day)s")
        parts.append(late % {"day": order.answer_by.isoformat()})
    return {
        "number": order.number or "", "title": order.unit.name, "url": page, "second": " · ".join(map(str, parts)),
        "light": colour_view(order.colour),
        "button": {"label": str(label), "url": reverse("order_step", args=[order.pk, verb]) if verb else page},
    }  # fmt: skip


def _instruction_row(row: Instruction, key: str, today: date) -> Row:
    page = reverse("instruction", args=[row.pk])
    second = f"{row.post.person.name} · {row.problem.number or ''} {row.problem.title}"
    if row.due:
        late = _("answer overdue since %(day)s") if is_overdue(row, today) else _("answer by %(day)s")
        second += " · " + late % {"day": row.due.isoformat()}
    is_to_answer = key == "instructions_answer"
    step = reverse("instruction_step", args=[row.pk, "answer"]) if is_to_answer else page
    button = {"label": _("Answer it") if is_to_answer else _("Look at it"), "url": step}
    return {"title": row.text[:60], "url": page, "second": second, "button": button}


def paper_facts(problem: Problem, post: Post) -> list[Row]:
    """Return a fact for each signed paper on which the problem stands, for those who may see the paper."""
    return [
        {
            "label": order.get_kind_display().capitalize(), "value": order_words(order, colour),
            "url": reverse("order", args=[order.pk]),
        }
        for order, colour in orders_of_problem(post, problem)
    ]  # fmt: skip


def instruction_rows(problem: Problem, post: Post, today: date) -> list[Row]:
    """Return the instructions on a problem that the post may read."""
    rows = list(instructions_of(problem, post))
    asked = asked_to_answer(rows, post)
    return [
        {
            "row": row, "is_late": is_overdue(row, today),
            "can_act": row.pk in asked or bool(may_close_instruction(post, row)),
        }
        for row in rows
    ]  # fmt: skip


def paper_rows(post: Post, unit: Unit) -> list[Row]:
    """Return the latest papers to a unit as rows."""
    return [_unit_row(order, colour_view(order.colour)) for order in orders_of_unit(post, unit)]


def papers_url(post: Post, unit: Unit) -> str:
    """Return the list of all papers to a unit; the unit's own people see no others anyway."""
    return reverse("orders") + ("" if post.role in UNIT_ROLES else f"?unit={unit.pk}")


def _unit_row(order: SupervisionOrder, colour: LightView) -> Row:
    return {
        "number": order.number or "", "title": f"{order.get_kind_display()} {order.month:%Y-%m}",
        "url": reverse("order", args=[order.pk]), "second": order.get_state_display(), "light": colour,
    }  # fmt: skip
