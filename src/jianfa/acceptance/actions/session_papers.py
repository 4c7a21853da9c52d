"""The decision of a session on paper (代录): entered by one clerk for all its problems, confirmed by a second."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _

from jianfa.acceptance.actions.deciding import approve, decided_so
from jianfa.acceptance.actions.sessions import carry_out
from jianfa.acceptance.actions.verifying import _text
from jianfa.acceptance.models import Session, SessionItem, SessionState
from jianfa.acceptance.policy.sessions import (
    entered_for,
    may_approve_session,
    may_confirm_session,
    may_enter_session,
    may_reject_session,
)
from jianfa.acceptance.queries.sessions import adders_of_session
from jianfa.files.actions import store
from jianfa.journal.models import Event
from jianfa.ledger.actions import record_decision, reject, take_back
from jianfa.organisations.models import Post
from jianfa.organisations.policy import Refused, Why, require


def record_session_decision(
    session: Session, *, actor: Post, at: datetime, decider: Post, document_no: str, document_day: date,
    decision_no: str, exemptions: Mapping[UUID, str] | None = None, over_unsolved: Mapping[UUID, str] | None = None,
    scan: "UploadedFile[Any] | None" = None,
) -> Event:  # fmt: skip
    """Enter that a leader has approved all on a signed sheet or in the minutes; nothing is approved by it yet.

    Each problem gets the entry that the single verb makes, and whoever decided is asked the same as at a desk.
    ``scan`` is the sheet as a file, never required; it stands with the evidence of each problem.
    """
    require(may_enter_session(actor, session))
    require(may_approve_session(decider, session, adders_of_session(session)))
    stored = store(scan, at=at, field="scan") if scan else None
    scan_name = (scan.name or "")[-160:] if scan else ""
    reasons, over = exemptions or {}, over_unsolved or {}

    def act(item: SessionItem) -> None:
        problem = item.problem
        wording = {"exemption": reasons.get(problem.pk, ""), "over_unsolved": over.get(problem.pk, "")}
        decided_so(problem, decider, decision_no, **wording)
        record_decision(
            problem, "approve", actor=actor, at=at, decider=decider, document_no=document_no,
            document_day=document_day, params={"decision_no": decision_no.strip()}, wording=wording,
            scan=stored, scan_name=scan_name,
        )  # fmt: skip

    return carry_out(
        session, "record_decision", act, actor=actor, at=at, facts={"document_no": document_no, "decider": decider.pk}
    )


def confirm_session_decision(session: Session, *, actor: Post, at: datetime) -> Event:
    """Confirm what another clerk has entered: every problem is approved by the leader who signed."""
    require(may_confirm_session(actor, session))
    entered = entered_for(session)
    first = next(iter(entered.values()))
    decider, decision_no = first.recorded_for, first.params["decision_no"]
    assert decider is not None  # entered_for returns what was entered from paper only
    sheets = {
        (row.recorded_for_id, row.document_no, row.document_day, row.params["decision_no"]) for row in entered.values()
    }
    if len(sheets) > 1:
        raise Refused(
            _("What was entered is not one and the same decision; please confirm each on the page of its problem."),
            Why.STATE,
        )
    require(may_approve_session(decider, session, adders_of_session(session)))

    def act(item: SessionItem) -> None:
        proposal = entered[item.problem_id]
        approve(
            item.problem, actor=actor, at=at, decision_no=decision_no, proposal=proposal,
            exemption=proposal.wording.get("exemption", ""), over_unsolved=proposal.wording.get("over_unsolved", ""),
        )  # fmt: skip

    recorded = {
        "document_no": first.document_no,
        "document_day": first.document_day.isoformat() if first.document_day else None,
        "clerks": [str(first.proposed_by_id), str(actor.pk)],
    }
    return carry_out(
        session, "confirm_decision", act, actor=actor, at=at, verb="approve_session", signer=decider,
        facts={"recorded": recorded}, state=SessionState.DECIDED, decision_no=decision_no, decided_by=decider,
        decider=decider.person, decided_at=at,
    )  # fmt: skip


def reject_session_decision(session: Session, *, actor: Post, at: datetime, reason: str) -> Event:
    """Take what was entered off again, for all: the second clerk with a reason, or whoever entered it."""
    require(may_reject_session(actor, session))
    _text(reason, "reason", _("Please say why."))
    entered = entered_for(session)

    def act(item: SessionItem) -> None:
        proposal = entered.get(item.problem_id)
        if proposal is None:
            return
        if proposal.proposer_id == actor.person_id:
            take_back(item.problem, proposal, actor=actor, at=at)
        else:
            reject(item.problem, proposal, actor=actor, at=at, reason=reason.strip())

    return carry_out(session, "reject_decision", act, actor=actor, at=at, said={"reason": reason.strip()})
