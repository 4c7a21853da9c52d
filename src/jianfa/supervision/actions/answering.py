"""After the signature: the unit signs for the paper and answers each item, the desk closes it."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from jianfa.journal.models import Change, Event
from jianfa.organisations.actions import asking
from jianfa.organisations.actions.writing import write
from jianfa.organisations.models import Ask, Post
from jianfa.organisations.policy import Refused, Why, refuse_secrets, require
from jianfa.supervision.models import OrderAnswer, OrderState, SupervisionOrder
from jianfa.supervision.policy.ordering import HEADS, may_answer, may_close, may_receive, may_return


def receive_order(order: SupervisionOrder, *, actor: Post, at: datetime) -> Event:
    """Sign for the paper: the head of the unit has read it."""
    require(may_receive(actor, order))
    change = _changed(order, state=OrderState.RECEIVED.value, received_by=actor, received_at=at)
    return write(order.subject, "receive_order", actor=actor, at=at, changes=[change])


def answer_order(
    order: SupervisionOrder, answers: Mapping[UUID, str], *, actor: Post, at: datetime, document_no: str = ""
) -> Event:
    """Answer items; with the last one the paper is answered. Answering is signing for it as well.

    A clerk gives the number of the sealed reply; the head's own answer needs none.
    """
    require(may_answer(actor, order))
    document_no = document_no.strip()
    if not document_no and actor.role not in HEADS:
        sentence = _("A clerk gives the number of the sealed reply; without one the unit's head answers.")
        raise Refused(sentence, Why.VALUE, field="document_no")
    waiting = {row.pk: row for row in order.items.filter(ended_at=None).exclude(answers__in=_standing(order))}
    given = {key: text.strip() for key, text in answers.items() if text.strip()}
    if not given:
        raise Refused(_("Please answer at least one item."), Why.VALUE, field="answers")
    if any(key not in waiting for key in given):
        raise Refused(_("This item has been answered already."))
    refuse_secrets({f"answer-{key}": text for key, text in given.items()} | {"document_no": document_no})
    rows = [
        OrderAnswer(item=waiting[key], post=actor, at=at, text=text, document_no=document_no)
        for key, text in given.items()
    ]
    is_done = len(given) == len(waiting)
    values: dict[str, Any] = {"state": (OrderState.ANSWERED if is_done else OrderState.RECEIVED).value}
    if is_done:
        values["answered_at"] = at
    if order.received_at is None:
        values |= {"received_by": actor, "received_at": at}
    changes = [_changed(order, **values), *(Change(row) for row in rows)]
    return write(order.subject, "answer_order", actor=actor, at=at, changes=changes, facts={"items": len(rows)})


def _standing(order: SupervisionOrder) -> Any:
    return OrderAnswer.objects.filter(item__order=order, ended_at=None)


def return_answer(order: SupervisionOrder, answer: OrderAnswer, *, actor: Post, at: datetime, missing: str) -> Event:
    """Send an answer back with what is missing; it stays readable, the item waits for another one."""
    require(may_return(actor, order))
    missing = missing.strip()
    if answer.item.order_id != order.pk or answer.ended_at is not None:
        raise Refused(_("This answer has been sent back already."))
    if not missing:
        raise Refused(_("Please write what is missing."), Why.VALUE, field="missing")
    refuse_secrets({"missing": missing})
    changes = [
        _changed(order, state=OrderState.RECEIVED.value, answered_at=None),
        Change(answer, {"ended_at": None}, ended_at=at, missing=missing),
        *asking(
            order.subject, "return_answer", unit=order.unit, kind=Ask.Kind.ANSWER, fields=1, actor=actor, at=at,
            due=order.answer_by,
        ),
    ]  # fmt: skip
    return write(order.subject, "return_answer", actor=actor, at=at, changes=changes)


def close_order(order: SupervisionOrder, *, actor: Post, at: datetime, closing: str) -> Event:
    """Close the paper; what was not answered is closed with the words why."""
    require(may_close(actor, order))
    closing = closing.strip()
    if not closing and order.state != OrderState.ANSWERED:
        sentence = _("Not everything has been answered; please say why it is closed.")
        raise Refused(sentence, Why.VALUE, field="closing")
    refuse_secrets({"closing": closing})
    change = _changed(order, state=OrderState.CLOSED.value, closed_by=actor, closed_at=at, closing=closing)
    return write(order.subject, "close_order", actor=actor, at=at, changes=[change])


def _changed(order: SupervisionOrder, **values: Any) -> Change:
    return Change(order, {"state": order.state, "version": order.version}, version=order.version + 1, **values)
