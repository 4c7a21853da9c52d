"""Opening the portal takes a leader's decision with its document, two persons always; closing it takes one."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from jianfa.journal.actions import Stale
from jianfa.journal.models import Change, Event
from jianfa.organisations.actions.writing import write
from jianfa.organisations.models import Post, Proposal
from jianfa.organisations.policy import Refused, Why, require
from jianfa.portal.actions.taking import renew_units
from jianfa.portal.models import PORTAL_ID, Portal
from jianfa.portal.policy import OPEN, may_be_decider, may_close, may_enter, may_propose, may_settle, may_take_back
from jianfa.portal.queries.inside import current_portal, waiting_decision

LONGEST_LOG = 366


@dataclass(frozen=True)
class Decision:
    """The document that opens the portal, and what the operator's log keeps: workers are told exactly that."""

    document_no: str
    document_day: date
    log_by: str = ""
    log_days: int = 0


def propose_opening(decision: Decision, *, actor: Post, at: datetime) -> Event:
    """Put it before a leader to open the portal."""
    return _put(decision, "propose_portal", actor, at)


def record_opening(decision: Decision, *, actor: Post, at: datetime, decider: Post) -> Event:
    """Enter that a leader has decided so on paper (代录); a second clerk confirms it."""
    require(may_enter(actor, decider))
    require(may_be_decider(decider, timezone.localdate(at)))
    return _put(decision, "record_portal", actor, at, decider)


def _put(decision: Decision, verb: str, actor: Post, at: datetime, decider: Post | None = None) -> Event:
    portal = current_portal()
    require(may_propose(actor, portal, waiting_decision()))
    _check(decision, at)
    proposal = Proposal(
        subject_kind="portal", subject_id=PORTAL_ID, verb=OPEN, proposed_by=actor, proposer_id=actor.person_id,
        params={"log_by": decision.log_by.strip(), "log_days": decision.log_days}, proposed_at=at,
        recorded_for=decider, document_no=decision.document_no.strip(), document_day=decision.document_day,
    )  # fmt: skip
    changes = [changed(portal), Change(proposal)]
    return write(portal.subject, verb, actor=actor, at=at, changes=changes, facts={"verb": OPEN})


def _check(decision: Decision, at: datetime) -> None:
    if not decision.document_no.strip():
        raise Refused(_("Please give the number of the document."), Why.VALUE, field="document_no")
    if decision.document_day > timezone.localdate(at):
        raise Refused(_("The document is dated in the future."), Why.VALUE, field="document_day")
    if not 0 <= decision.log_days <= LONGEST_LOG:
        raise Refused(_("A log is kept for at most a year."), Why.VALUE, field="log_days")
    if decision.log_days and not decision.log_by.strip():
        raise Refused(_("Please say who runs the server: workers are told."), Why.VALUE, field="log_by")


def open_portal(*, actor: Post, at: datetime, version: int) -> Event:
    """Open the portal as it was proposed, or as a leader decided on paper; ``version`` is of what was read."""
    portal, proposal = current_portal(), waiting_decision()
    require(may_settle(actor, proposal))
    assert proposal is not None
    _as_read(portal, version)
    facts: dict[str, Any] = {"proposed_by": str(proposal.proposed_by_id)}
    decider = actor
    if proposal.recorded_for is not None:
        require(may_be_decider(proposal.recorded_for, timezone.localdate(proposal.proposed_at)))
        decider = proposal.recorded_for
        facts["recorded"] = {
            "document_no": proposal.document_no, "clerks": [str(proposal.proposed_by_id), str(actor.pk)],
        }  # fmt: skip
    opened = changed(
        portal, is_on=True, document_no=proposal.document_no, document_day=proposal.document_day, switched_at=at,
        **proposal.params,
    )  # fmt: skip
    answered = _answered(proposal, Proposal.State.CONFIRMED, actor, at)
    event = write(portal.subject, OPEN, actor=decider, at=at, changes=[opened, answered], facts=facts)
    renew_units()
    return event


def reject_opening(*, actor: Post, at: datetime, version: int, reason: str) -> Event:
    """Leave the portal closed, and say why."""
    portal, proposal = current_portal(), waiting_decision()
    require(may_settle(actor, proposal))
    assert proposal is not None
    _as_read(portal, version)
    reason = _needed(reason)
    changes = [changed(portal), _answered(proposal, Proposal.State.REJECTED, actor, at, answer=reason)]
    return write(
        portal.subject, "reject_portal", actor=actor, at=at, changes=changes, said={"reason": reason},
        facts={"verb": OPEN},
    )  # fmt: skip


def take_back_opening(*, actor: Post, at: datetime, version: int) -> Event:
    """Withdraw one's own proposal."""
    portal, proposal = current_portal(), waiting_decision()
    require(may_take_back(actor, proposal))
    assert proposal is not None
    _as_read(portal, version)
    change = Change(proposal, {"state": Proposal.State.OPEN}, state=Proposal.State.WITHDRAWN.value, decided_at=at)
    changes = [changed(portal), change]
    return write(portal.subject, "take_back_portal", actor=actor, at=at, changes=changes, facts={"verb": OPEN})


def close_portal(*, actor: Post, at: datetime, version: int, reason: str) -> Event:
    """Close the portal at once; what was sent is answered all the same, and codes work again when it reopens."""
    portal = current_portal()
    require(may_close(actor, portal))
    _as_read(portal, version)
    reason = _needed(reason)
    change = changed(portal, is_on=False, switched_at=at)
    return write(portal.subject, "close_portal", actor=actor, at=at, changes=[change], said={"reason": reason})


def _as_read(portal: Portal, version: int) -> None:
    if version != portal.version:
        raise Stale


def changed(portal: Portal, **values: Any) -> Change:
    """Compare and set: nobody else has changed it since it was looked at."""
    if portal._state.adding:
        return Change(portal, **values)
    return Change(portal, {"version": portal.version}, version=portal.version + 1, **values)


def _answered(proposal: Proposal, state: Proposal.State, actor: Post, at: datetime, **values: Any) -> Change:
    return Change(
        proposal, {"state": Proposal.State.OPEN}, state=state.value, decided_by=actor, decider=actor.person,
        decided_at=at, **values,
    )  # fmt: skip


def _needed(reason: str) -> str:
    if not reason.strip():
        raise Refused(_("Please say why."), Why.VALUE, field="reason")
    return reason.strip()
