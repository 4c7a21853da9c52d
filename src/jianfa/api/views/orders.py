"""Supervision orders and instructions: the same forms and actions as the pages."""

from datetime import date
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _
from ninja import Query, Router, Status

from jianfa.api.forms import refuse_unknown, require_valid
from jianfa.api.models import Scope
from jianfa.api.policy import post_of, require_scope
from jianfa.api.queries import named, orders_page
from jianfa.api.views.order_schemas import (
    InstructionOut,
    OrderDetail,
    OrderFilterIn,
    OrderIn,
    OrderMoveIn,
    OrderMoveOut,
    OrderOut,
    OrderPage,
)
from jianfa.api.views.schemas import ERRORS
from jianfa.journal.models import Event
from jianfa.organisations.policy import Refused, Why, require
from jianfa.supervision.forms.instructing import INSTRUCTION_FORMS, InstructionVerbForm
from jianfa.supervision.forms.order_drafting import DraftOrderForm, draft_verdict
from jianfa.supervision.forms.ordering import (
    ORDER_FORMS,
    OrderVerbForm,
    possible_forms,
)
from jianfa.supervision.models import Instruction, OrderKind, SupervisionOrder
from jianfa.supervision.policy.ordering import may_read_orders
from jianfa.supervision.queries.instructing import load_instruction
from jianfa.supervision.queries.ordering import is_answer_overdue, item_lines, load_order, load_union_unit
from jianfa.supervision.rules.ordering import NEXT_KIND

MOST_INSTRUCTIONS = 200
router = Router(tags=["supervision orders and instructions"])


@router.get("/orders", response={200: OrderPage, **ERRORS})
def list_orders(
    request: HttpRequest, filters: Query[OrderFilterIn], after: UUID | None = None, limit: int = 50
) -> dict[str, Any]:
    """List the papers the caller may see, by key."""
    post = post_of(request)
    require(may_read_orders(post))
    chosen = {name: value for name, value in filters.dict().items() if value}
    if filters.month:
        chosen["month"] = filters.month.replace(day=1)
    rows, following = orders_page(post, chosen, after, limit)
    today = timezone.localdate()
    return {"orders": [_plain(row, today) for row in rows], "next": following}


@router.post("/orders", response={201: OrderOut, **ERRORS})
def draft_order(request: HttpRequest, payload: OrderIn) -> Status[dict[str, Any]]:
    """Draft a paper and put it before a leader."""
    require_scope(request, Scope.WRITE)
    post = post_of(request)
    based_on = load_order(post, payload.based_on) if payload.based_on else None
    require(draft_verdict(post, based_on))
    if based_on is None and payload.unit is None:
        raise Refused(_("Please give the unit."), Why.VALUE, field="unit")
    unit = based_on.unit if based_on else load_union_unit(payload.unit or UUID(int=0))
    kind = NEXT_KIND[based_on.kind] if based_on else OrderKind.ORDER.value
    empty = DraftOrderForm(post=post, unit=unit, kind=kind, based_on=based_on)
    refuse_unknown(payload.fields, empty.fields)
    typed = {**empty.usual(), **payload.fields}
    form = DraftOrderForm(typed, post=post, unit=unit, kind=kind, based_on=based_on)
    require_valid(form)
    return Status(201, _plain(form.perform(timezone.now()), timezone.localdate()))


@router.get("/orders/{order_id}", response={200: OrderDetail, **ERRORS})
def read_order(request: HttpRequest, order_id: UUID) -> dict[str, Any]:
    """Read one paper with its items, their answers and the steps possible for the caller."""
    post, today = post_of(request), timezone.localdate()
    found = load_order(post, order_id)
    columns = (
        "requirement", "answer_days", "based_on_id", "signed_at", "received_at", "answered_at", "closed_at", "closing",
    )  # fmt: skip
    values = {name.removesuffix("_id"): getattr(found, name) for name in columns}
    items = [
        {name: getattr(line.item, name) for name in ("id", "number", "title", "light", "reason", "due", "as_of")}
        | {"problem": line.item.problem_id, "answers": line.answers}
        for line in item_lines(found, post, today)
    ]
    steps = [_step(form, form.takes()) for form in possible_forms(found, post)]
    return _plain(found, today) | values | {"items": items, "steps": steps}


@router.post("/orders/{order_id}/moves", response={200: OrderMoveOut, **ERRORS})
def move_order(request: HttpRequest, order_id: UUID, payload: OrderMoveIn) -> dict[str, Any]:
    """Carry out a verb on a paper: sign, reject, receive, answer, close and the others its steps name."""
    require_scope(request, Scope.WRITE)
    post = post_of(request)
    found = load_order(post, order_id)
    form_class = ORDER_FORMS.get(payload.verb)
    if form_class is None:
        raise Refused(_("There is no verb “%(verb)s”.") % {"verb": payload.verb}, Why.VALUE, field="verb")
    empty = form_class(order=found, post=post)
    require(empty.verdict())
    refuse_unknown(payload.fields, empty.takes())
    form = form_class({**payload.fields, "version": payload.version}, order=found, post=post)
    require_valid(form)
    event = form.perform(timezone.now())
    return _moved(event, found)


@router.get("/instructions", response={200: list[InstructionOut], **ERRORS})
def list_instructions(request: HttpRequest) -> list[dict[str, Any]]:
    """List the latest instructions the caller may read, at most 200; write one with the move ``instruct``."""
    post = post_of(request)
    rows = Instruction.objects.visible_to(post).select_related("problem", "post__person")
    shown = rows.prefetch_related("addressees__unit", "addressees__post__person", "addressees__post__unit")
    return [_plain_instruction(row, []) for row in shown[:MOST_INSTRUCTIONS]]


@router.get("/instructions/{instruction_id}", response={200: InstructionOut, **ERRORS})
def read_instruction(request: HttpRequest, instruction_id: UUID) -> dict[str, Any]:
    """Read one instruction with its answers and the steps possible for the caller."""
    post = post_of(request)
    found = load_instruction(post, instruction_id)
    forms = [form_class(instruction=found, post=post) for form_class in INSTRUCTION_FORMS.values()]
    return _plain_instruction(found, [form for form in forms if form.verdict()])


@router.post("/instructions/{instruction_id}/moves", response={200: OrderMoveOut, **ERRORS})
def move_instruction(request: HttpRequest, instruction_id: UUID, payload: OrderMoveIn) -> dict[str, Any]:
    """Answer or close an instruction."""
    require_scope(request, Scope.WRITE)
    post = post_of(request)
    found = load_instruction(post, instruction_id)
    form_class = INSTRUCTION_FORMS.get(payload.verb)
    if form_class is None:
        raise Refused(_("There is no verb “%(verb)s”.") % {"verb": payload.verb}, Why.VALUE, field="verb")
    empty = form_class(instruction=found, post=post)
    require(empty.verdict())
    refuse_unknown(payload.fields, {*empty.fields} - {"version"})
    form = form_class({**payload.fields, "version": payload.version}, instruction=found, post=post)
    require_valid(form)
    return _moved(form.perform(timezone.now()), found)


def _plain(order: SupervisionOrder, today: date) -> dict[str, Any]:
    columns = ("id", "kind", "month", "number", "state", "version", "colour", "answer_by")
    return {name: getattr(order, name) for name in columns} | {
        "unit": named(order.unit), "is_answer_overdue": is_answer_overdue(order, today),
    }  # fmt: skip


def _plain_instruction(row: Instruction, forms: list[InstructionVerbForm]) -> dict[str, Any]:
    columns = ("id", "text", "at", "due", "state", "version")
    return {name: getattr(row, name) for name in columns} | {
        "problem": row.problem_id, "number": row.problem.number, "written_by": row.post.person.name,
        "addressees": list(row.addressees.all()),
        "steps": [_step(form, [name for name in form.fields if name != "version"]) for form in forms],
    }  # fmt: skip


def _step(form: OrderVerbForm | InstructionVerbForm, names: list[str]) -> dict[str, Any]:
    fields = {name: str(form.fields[name].label or name) for name in names}
    return {"verb": form.verb, "name": form.heading, "fields": fields}


def _moved(event: Event, found: SupervisionOrder | Instruction) -> dict[str, Any]:
    found.refresh_from_db()
    return {
        "seq": event.seq, "verb": event.verb, "at": event.at, "hash": bytes(event.hash).hex(), "state": found.state,
        "version": found.version,
    }  # fmt: skip
