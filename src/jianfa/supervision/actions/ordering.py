"""Supervision orders: the desk drafts, a leader signs (or a second clerk confirms a signature on paper)."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from django.db.models import Max
from django.utils.translation import gettext as _

from jianfa.calendar.queries import is_working
from jianfa.journal.models import Change, Event
from jianfa.ledger.actions import local_day
from jianfa.ledger.models import Problem
from jianfa.ledger.policy import may_clerk
from jianfa.organisations.actions import asking
from jianfa.organisations.actions.writing import write
from jianfa.organisations.models import UNIT_ROLES, Ask, Post, Proposal, Unit, UnitKind
from jianfa.organisations.policy import Refused, Why, refuse_secrets, require
from jianfa.supervision.models import (
    OrderCopy,
    OrderItem,
    OrderKind,
    OrderState,
    SummonedPost,
    SupervisionOrder,
)
from jianfa.supervision.models.ordering import UNION_UNITS
from jianfa.supervision.policy.ordering import (
    kind_name,
    may_amend,
    may_be_signer,
    may_check,
    may_copy,
    may_draft,
    may_put_forward,
    may_record,
    may_sign,
    may_supervise,
)
from jianfa.supervision.queries.ordering import adders_of, frozen_words, waiting_proposal
from jianfa.supervision.rules.ordering import (
    LEAST_ANSWER_DAYS,
    MOST_ANSWER_DAYS,
    MOST_ITEMS,
    NEXT_KIND,
    USUAL_ANSWER_DAYS,
    answer_day,
    month_of,
    order_number,
    worst,
)

SIGN, COPY = "sign_order", "copy_order"
"""What a proposal on a paper asks a leader to sign: the paper itself, or a letter with a copy of it."""


@dataclass(frozen=True)
class NewOrder:
    """A paper as typed. Day, place and officers are those of a talk; ``based_on`` is the paper it goes on from."""

    unit: Unit
    problems: Sequence[Problem]
    requirement: str
    answer_days: int = USUAL_ANSWER_DAYS
    kind: str = OrderKind.ORDER.value
    based_on: SupervisionOrder | None = None
    talk_on: date | None = None
    place: str = ""
    summoned: Sequence[Post] = ()


def draft_order(new: NewOrder, *, actor: Post, at: datetime) -> SupervisionOrder:
    """Draft a paper with all its items and put it before a leader; the unit hears of it once it is signed."""
    require(may_draft(actor))
    today = local_day(at)
    new = replace(new, requirement=new.requirement.strip(), place=new.place.strip())
    _check_paper(new, today)
    _check_ladder(new)
    order = SupervisionOrder(
        kind=new.kind, unit=new.unit, month=month_of(today), based_on=new.based_on, requirement=new.requirement,
        answer_days=new.answer_days, talk_on=new.talk_on, place=new.place, drafted_by=actor,
        drafter_id=actor.person_id, drafted_at=at,
    )  # fmt: skip
    items = _items(order, new.problems, actor, today, after=0)
    order.colour = worst(row.light for row in items)
    changes = [Change(order), *(Change(row) for row in items)]
    changes += [Change(SummonedPost(order=order, post=post)) for post in new.summoned]
    changes.append(Change(_proposal(order, SIGN, actor, at)))
    write(order.subject, "draft_order", actor=actor, at=at, changes=changes, facts={"items": len(items)})
    return order


def _check_paper(new: NewOrder, today: date) -> None:
    if new.unit.kind not in UNION_UNITS:
        sentence = _("A Party or government body never gets a supervision order; it is asked by letter.")
        raise Refused(sentence, Why.VALUE, field="unit")
    _check_words(new.requirement, new.answer_days)
    refuse_secrets({"place": new.place})
    if new.kind == OrderKind.SUMMONS:
        _check_talk(new, today)
    taken = SupervisionOrder.objects.filter(unit=new.unit, month=month_of(today), kind=new.kind)
    earlier = taken.exclude(state=OrderState.WITHDRAWN).first()
    if earlier is not None:
        raise Refused(_already(earlier))


def _already(earlier: SupervisionOrder) -> str:
    if earlier.state == OrderState.DRAFT:
        return _("This month's paper to this unit is being drafted; please add the items to it.")
    return _("This month's paper to this unit (%(number)s) has been signed; what is new goes into next month's.") % {
        "number": earlier.number
    }


def _check_words(requirement: str, answer_days: int) -> None:
    if not requirement:
        raise Refused(_("Please write what is required."), Why.VALUE, field="requirement")
    refuse_secrets({"requirement": requirement})
    if not LEAST_ANSWER_DAYS <= answer_days <= MOST_ANSWER_DAYS:
        sentence = _("This lies between %(least)s and %(most)s working days.") % {
            "least": LEAST_ANSWER_DAYS, "most": MOST_ANSWER_DAYS,
        }  # fmt: skip
        raise Refused(sentence, Why.VALUE, field="answer_days")


def _check_talk(new: NewOrder, today: date) -> None:
    if new.talk_on is None or new.talk_on < today:
        raise Refused(_("Please give the day of the talk, today or later."), Why.VALUE, field="talk_on")
    if not new.summoned:
        raise Refused(_("Please choose who is summoned."), Why.VALUE, field="summoned")
    for post in new.summoned:
        if post.unit_id != new.unit.pk or post.role not in UNIT_ROLES or not post.is_held_on(today):
            sentence = _("Only union officers of the addressed unit, in office today, are summoned.")
            raise Refused(sentence, Why.VALUE, field="summoned")


def _check_ladder(new: NewOrder) -> None:
    """Step by step: a supervision order first, then the escalated one, then the talk."""
    if new.kind == OrderKind.ORDER:
        return
    before = new.based_on
    if (
        before is None
        or NEXT_KIND.get(before.kind) != new.kind
        or before.unit_id != new.unit.pk
        or before.signed_at is None
    ):
        names = {kind: kind_name(earlier) for earlier, kind in NEXT_KIND.items()}
        sentence = _("This follows a signed paper to the same unit: %(kind)s.") % {"kind": names.get(new.kind, "–")}
        raise Refused(sentence, Why.VALUE, field="based_on")
    on_it = set(before.items.filter(ended_at=None).values_list("problem", flat=True))
    if any(problem.pk not in on_it for problem in new.problems):
        raise Refused(_("Only items of the earlier paper are escalated."), Why.VALUE, field="problems")


def _items(
    order: SupervisionOrder, problems: Iterable[Problem], actor: Post, today: date, *, after: int
) -> list[OrderItem]:
    """Return a row for each problem with its light and reason in words as they are today."""
    rows = []
    for position, problem in enumerate(problems, after + 1):
        light, reason = frozen_words(problem, today)
        require(may_supervise(problem, light))
        if problem.acting_unit_id != order.unit_id:
            sentence = _("%(name)s is with another unit.") % {"name": problem.number}
            raise Refused(sentence, Why.VALUE, field="problems")
        rows.append(
            OrderItem(
                order=order, problem=problem, position=position, number=problem.number or "", title=problem.title,
                light=light, reason=reason, due=problem.due_current, as_of=today, adder_id=actor.person_id,
            )
        )  # fmt: skip
    if not rows:
        raise Refused(_("Please choose at least one item."), Why.VALUE, field="problems")
    if order.items.filter(ended_at=None).count() + len(rows) > MOST_ITEMS:
        sentence = _("A paper holds at most %(n)s items.") % {"n": MOST_ITEMS}
        raise Refused(sentence, Why.VALUE, field="problems")
    return rows


# A draft ---------------------------------------------------------------------------------------------------


def add_items(order: SupervisionOrder, problems: Sequence[Problem], *, actor: Post, at: datetime) -> Event:
    """Put further items on a draft; the leader then signs, or not, what it says now."""
    require(may_amend(actor, order))
    today = local_day(at)
    on_it = set(order.items.filter(ended_at=None).values_list("problem", flat=True))
    if any(problem.pk in on_it for problem in problems):
        raise Refused(_("This item is on the paper already."), Why.VALUE, field="problems")
    last = order.items.aggregate(last=Max("position"))["last"] or 0
    rows = _items(order, problems, actor, today, after=last)
    lights = [*order.items.filter(ended_at=None).values_list("light", flat=True), *(row.light for row in rows)]
    changes = [_changed(order, colour=worst(lights)), *(Change(row) for row in rows)]
    return _amended(order, "add_items", changes, actor=actor, at=at, facts={"items": len(rows)})


def drop_item(order: SupervisionOrder, item: OrderItem, *, actor: Post, at: datetime) -> Event:
    """Take an item off a draft; it stays readable in the record."""
    require(may_amend(actor, order))
    if item.order_id != order.pk or item.ended_at is not None:
        raise Refused(_("This item is not on the paper any more."))
    others = order.items.filter(ended_at=None).exclude(pk=item.pk)
    if not others:
        raise Refused(_("It is the only item; please withdraw the paper instead."))
    lights = list(others.values_list("light", flat=True))
    changes = [_changed(order, colour=worst(lights)), Change(item, {"ended_at": None}, ended_at=at)]
    return _amended(order, "drop_item", changes, actor=actor, at=at, facts={"problem": str(item.problem_id)})


def put_forward(order: SupervisionOrder, *, actor: Post, at: datetime, requirement: str, answer_days: int) -> Event:
    """Put a draft that was rejected before a leader again, with its words as they are now."""
    require(may_put_forward(actor, order, waiting_proposal(order)))
    requirement = requirement.strip()
    _check_words(requirement, answer_days)
    changes = [_changed(order, requirement=requirement, answer_days=answer_days)]
    return _amended(order, "put_forward", changes, actor=actor, at=at)


def withdraw_order(order: SupervisionOrder, *, actor: Post, at: datetime, reason: str) -> Event:
    """Withdraw a draft; another paper to the unit can then be drafted this month."""
    require(may_amend(actor, order))
    reason = _reason(reason)
    changes = [_changed(order, state=OrderState.WITHDRAWN.value), *_withdrawn(order, at)]
    return write(order.subject, "withdraw_order", actor=actor, at=at, changes=changes, said={"reason": reason})


def _amended(
    order: SupervisionOrder, verb: str, changes: list[Change], *, actor: Post, at: datetime,
    facts: Mapping[str, Any] | None = None,
) -> Event:  # fmt: skip
    """Write a change of a draft and put it before a leader as it is now, in the name of whoever changed it."""
    proposal = Change(_proposal(order, SIGN, actor, at))
    changes = [*changes, *_withdrawn(order, at), proposal]
    return write(order.subject, verb, actor=actor, at=at, changes=changes, facts=facts)


# The signature ---------------------------------------------------------------------------------------------


def sign_order(order: SupervisionOrder, proposal: Proposal, *, actor: Post, at: datetime) -> Event:
    """Sign the paper, or the letter with a copy: a leader, or the second clerk of a signature on paper."""
    signer, facts = _settle(order, proposal, actor)
    settled = _answered(proposal, Proposal.State.CONFIRMED, actor, at)
    if proposal.verb == COPY:
        copy = _copy(order, proposal, signer, at)
        return write(order.subject, COPY, actor=signer, at=at, changes=[Change(copy), settled], facts=facts)
    today = local_day(at)
    year = today.year
    last = SupervisionOrder.objects.filter(kind=order.kind, year=year).aggregate(last=Max("n"))["last"] or 0
    answer_by = answer_day(today, order.answer_days, is_working)
    change = _changed(
        order, state=OrderState.SIGNED.value, number=order_number(order.kind, year, last + 1), year=year, n=last + 1,
        signed_by=signer, signer=signer.person, signed_at=at, answer_by=answer_by,
    )  # fmt: skip
    items = order.items.filter(ended_at=None).count()
    asked = asking(
        order.subject, SIGN, unit=order.unit, kind=Ask.Kind.ANSWER, fields=items, actor=signer, at=at, due=answer_by
    )
    return write(order.subject, SIGN, actor=signer, at=at, changes=[change, settled, *asked], facts=facts)


def _settle(order: SupervisionOrder, proposal: Proposal, actor: Post) -> tuple[Post, dict[str, Any]]:
    """Return who signs, the actor or the leader on paper, and what the event says of how it came about."""
    facts: dict[str, Any] = {"proposed_by": str(proposal.proposed_by_id)}
    if proposal.recorded_for is None:
        require(may_sign(actor, order, proposal, adders_of(order)))
        return actor, facts
    require(may_check(actor, proposal))
    require(may_be_signer(proposal.recorded_for, order, None, adders_of(order)))
    facts["recorded"] = {
        "document_no": proposal.document_no,
        "document_day": proposal.document_day.isoformat() if proposal.document_day else None,
        "clerks": [str(proposal.proposed_by_id), str(actor.pk)],
    }
    return proposal.recorded_for, facts


def reject_order(order: SupervisionOrder, proposal: Proposal, *, actor: Post, at: datetime, reason: str) -> Event:
    """Answer with no, and why; a paper stays a draft that the desk can change."""
    if proposal.recorded_for is None:
        require(may_sign(actor, order, proposal, adders_of(order)))
    else:
        require(may_check(actor, proposal))
    reason = _reason(reason)
    change = _answered(proposal, Proposal.State.REJECTED, actor, at, answer=reason)
    facts = {"verb": proposal.verb}
    return write(
        order.subject, "reject_order", actor=actor, at=at, changes=[change], said={"reason": reason}, facts=facts
    )


def record_signature(
    order: SupervisionOrder, *, actor: Post, at: datetime, decider: Post, document_no: str, document_day: date
) -> Event:
    """Enter that a leader has signed the paper itself (代录); a second clerk confirms it."""
    require(may_record(actor, order, waiting_proposal(order)))
    require(may_clerk(actor, decider))
    require(may_be_signer(decider, order, None, {*adders_of(order), actor.person_id}))
    document_no = document_no.strip()
    if not document_no:
        raise Refused(_("Please give the number of the document."), Why.VALUE, field="document_no")
    if document_day > local_day(at):
        raise Refused(_("The document is dated in the future."), Why.VALUE, field="document_day")
    proposal = _proposal(order, SIGN, actor, at)
    proposal.recorded_for, proposal.document_no, proposal.document_day = decider, document_no, document_day
    changes = [_changed(order), *_withdrawn(order, at), Change(proposal)]
    return write(
        order.subject, "record_signature", actor=actor, at=at, changes=changes, facts={"document_no": document_no}
    )


# A copy to a Party committee -------------------------------------------------------------------------------


def propose_copy(
    order: SupervisionOrder, *, actor: Post, at: datetime, unit: Unit, letter_no: str, letter_on: date | None
) -> Event:
    """Put a letter before a leader that sends a copy to a Party committee; without one nothing is sent."""
    require(may_copy(actor, order, waiting_proposal(order)))
    letter_no = letter_no.strip()
    if unit.kind != UnitKind.PARTY_GOV:
        raise Refused(_("A copy by letter goes to a Party committee or government."), Why.VALUE, field="unit")
    if not letter_no or letter_on is None:
        sentence = _("A Party committee gets a copy only by a signed letter: please give its number and date.")
        raise Refused(sentence, Why.VALUE, field="letter_no" if not letter_no else "letter_on")
    refuse_secrets({"letter_no": letter_no})
    if letter_on > local_day(at):
        raise Refused(_("The document is dated in the future."), Why.VALUE, field="letter_on")
    if order.copies.filter(unit=unit).exists():
        raise Refused(_("It has got a copy already."), Why.VALUE, field="unit")
    params = {"unit": str(unit.pk), "letter_no": letter_no, "letter_on": letter_on.isoformat()}
    proposal = Change(_proposal(order, COPY, actor, at, params))
    return write(
        order.subject, "propose_copy", actor=actor, at=at, changes=[_changed(order), proposal],
        facts={"unit": str(unit.pk)},
    )  # fmt: skip


def _copy(order: SupervisionOrder, proposal: Proposal, signer: Post, at: datetime) -> OrderCopy:
    given = proposal.params
    return OrderCopy(
        order=order, unit_id=given["unit"], letter_no=given["letter_no"],
        letter_on=date.fromisoformat(given["letter_on"]), drafter_id=proposal.proposer_id, signed_by=signer,
        signer_id=signer.person_id, signed_at=at,
    )  # fmt: skip


# What they share -------------------------------------------------------------------------------------------


def _changed(order: SupervisionOrder, **values: Any) -> Change:
    """Compare and set: state and version must be those the paper was shown with."""
    return Change(order, {"state": order.state, "version": order.version}, version=order.version + 1, **values)


def _proposal(
    order: SupervisionOrder, verb: str, actor: Post, at: datetime, params: Mapping[str, Any] | None = None
) -> Proposal:
    return Proposal(
        subject_kind="order", subject_id=order.pk, verb=verb, params=dict(params or {}), proposed_by=actor,
        proposer_id=actor.person_id, proposed_at=at,
    )  # fmt: skip


def _withdrawn(order: SupervisionOrder, at: datetime) -> list[Change]:
    """What waited for a signature waits no longer: the paper is another one now."""
    waiting = Proposal.objects.filter(subject_kind="order", subject_id=order.pk, state=Proposal.State.OPEN)
    state = Proposal.State.WITHDRAWN.value
    return [Change(row, {"state": Proposal.State.OPEN}, state=state, decided_at=at) for row in waiting]


def _answered(proposal: Proposal, state: Proposal.State, actor: Post, at: datetime, **values: Any) -> Change:
    return Change(
        proposal, {"state": Proposal.State.OPEN}, state=state.value, decided_by=actor, decider=actor.person,
        decided_at=at, **values,
    )  # fmt: skip


def _reason(reason: str) -> str:
    reason = reason.strip()
    if not reason:
        raise Refused(_("Please say why."), Why.VALUE, field="reason")
    refuse_secrets({"reason": reason})
    return reason
