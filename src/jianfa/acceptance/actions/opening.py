"""The opening balance of an imported list: one leader's decision for all rows struck off before (期初)."""

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from jianfa.acceptance.actions.deciding import carry_in
from jianfa.exchange.models import Batch, BatchRow
from jianfa.journal.models import Event
from jianfa.ledger.models import Problem
from jianfa.ledger.states import State
from jianfa.organisations.models import Post, Role
from jianfa.organisations.policy import Refused, Why

DATES = ("closure_date", "done_date")
"""Where the file says when a row was struck off, the surer one first."""


def carry_in_batch(
    batch: Batch, *, actor: Post, at: datetime, decision_no: str, struck_off_on: date | None = None
) -> list[Event]:
    """Enter every row of a batch that was struck off before, each with its own date, all on one decision.

    ``struck_off_on`` is for rows whose file gives no date. All of them or none.
    """
    if actor.role != Role.LEADER:
        raise Refused(_("An opening balance is decided by a city leader."), Why.OFFICE)
    if not decision_no.strip():
        raise Refused(_("Please give the number of the decision."), Why.VALUE, field="decision_no")
    waiting = list(
        Problem.objects.filter(imported__batch=batch, is_opening_balance=True, state=State.SUBMITTED)
        .select_related("campaign", "source_unit", "lead", "drafted_by", "imported__batch_row")
        .order_by("imported__batch_row__position")
    )
    if not waiting:
        raise Refused(_("No row of this import waits to be entered as opening balance."))
    days = [_struck_off(problem.imported.batch_row, struck_off_on) for problem in waiting]
    events = []
    with transaction.atomic():
        for problem, day in zip(waiting, days, strict=True):
            basis = _basis(decision_no.strip(), problem.imported.batch_row)
            events.append(carry_in(problem, actor=actor, at=at, struck_off_on=day, basis=basis))
    return events


def _struck_off(row: BatchRow, otherwise: date | None) -> date:
    for name in DATES:
        if text := row.values.get(name):
            return date.fromisoformat(text)
    if otherwise is None:
        sentence = _("Row %(row)s gives no date of its write-off. Please give one for rows without a date.")
        raise Refused(sentence % {"row": row.row}, Why.VALUE, field="struck_off_on")
    return otherwise


def _basis(decision_no: str, row: BatchRow) -> str:
    """The decision, and what the file itself named as evidence."""
    evidence = row.values.get("evidence") or ""
    return f"{decision_no}；{evidence}" if evidence else decision_no
