"""The signature under a petition: given here by a leader, or on the sheet itself and entered by two clerks (代录)."""

from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _

from jianfa.journal.models import Change, Event
from jianfa.ledger.actions import local_day
from jianfa.ledger.policy import may_clerk
from jianfa.organisations.actions.writing import write
from jianfa.organisations.models import Post, Proposal
from jianfa.organisations.policy import Refused, Why, require
from jianfa.remedies.actions.checking import changed, need, not_after
from jianfa.remedies.models import Petition
from jianfa.remedies.policy.petitions import (
    may_be_signer,
    may_check_signature,
    may_record_signature,
    may_sign_petition,
    signature_on_paper,
)
from jianfa.remedies.states import PetitionState

SIGN = "sign_petition"


def sign_petition(petition: Petition, *, actor: Post, at: datetime) -> Event:
    """Sign it off: a city leader who did not draft it. Its text is fixed from then on."""
    require(may_sign_petition(actor, petition))
    return write(petition.subject, SIGN, actor=actor, at=at, changes=[_signed(petition, actor, at)])


def record_paper_signature(
    petition: Petition, *, actor: Post, at: datetime, decider: Post, document_no: str, document_day: date
) -> Event:
    """Enter that a leader has signed the letter itself; it counts once a second clerk has compared it."""
    require(may_record_signature(actor, petition))
    require(may_clerk(actor, decider))
    require(may_be_signer(decider, petition))
    need(document_no=(document_no, _("Please give the number of the document.")))
    not_after(document_day, at, "document_day")
    if document_day < local_day(petition.drafted_at):
        raise Refused(_("The signature is older than the draft."), Why.VALUE, field="document_day")
    proposal = Proposal(
        subject_kind="petition", subject_id=petition.pk, verb=SIGN, proposed_by=actor, proposer_id=actor.person_id,
        proposed_at=at, recorded_for=decider, document_no=document_no.strip(), document_day=document_day,
    )  # fmt: skip
    facts = {"document_no": proposal.document_no}
    changes = [changed(petition), Change(proposal)]
    return write(petition.subject, "record_paper_signature", actor=actor, at=at, changes=changes, facts=facts)


def confirm_paper_signature(petition: Petition, *, actor: Post, at: datetime) -> Event:
    """Confirm, as another clerk, that the sheet says so: the petition is signed by the leader it names."""
    require(may_check_signature(actor, petition))
    proposal = _waiting(petition)
    signer = proposal.recorded_for
    assert signer is not None  # only signatures on paper wait here
    require(may_be_signer(signer, petition))
    facts: dict[str, Any] = {
        "recorded": {
            "document_no": proposal.document_no,
            "document_day": proposal.document_day.isoformat() if proposal.document_day else None,
            "clerks": [str(proposal.proposed_by_id), str(actor.pk)],
        }
    }
    changes = [_signed(petition, signer, at), _answered(proposal, Proposal.State.CONFIRMED, actor, at)]
    return write(petition.subject, SIGN, actor=signer, at=at, changes=changes, facts=facts)


def refuse_paper_signature(petition: Petition, *, actor: Post, at: datetime, reason: str) -> Event:
    """Say, as another clerk, that the sheet does not say so; the petition stays a draft."""
    require(may_check_signature(actor, petition))
    need(reason=(reason, _("Please say what does not fit.")))
    answered = _answered(_waiting(petition), Proposal.State.REJECTED, actor, at, answer=reason.strip())
    changes = [changed(petition), answered]
    return write(petition.subject, "refuse_paper_signature", actor=actor, at=at, changes=changes)


def withdrawn(petition: Petition, at: datetime) -> list[Change]:
    """Return what ends a signature on paper that waits: the draft is another one now, or is dropped."""
    proposal = signature_on_paper(petition)
    if proposal is None:
        return []
    state = Proposal.State.WITHDRAWN.value
    return [Change(proposal, {"state": Proposal.State.OPEN}, state=state, decided_at=at)]


def _waiting(petition: Petition) -> Proposal:
    proposal = signature_on_paper(petition)
    assert proposal is not None  # may_check_signature has found it
    return proposal


def _signed(petition: Petition, signer: Post, at: datetime) -> Change:
    return changed(
        petition, state=PetitionState.SIGNED.value, signed_by=signer, signer=signer.person, signed_at=at
    )  # fmt: skip


def _answered(proposal: Proposal, state: Proposal.State, actor: Post, at: datetime, **values: Any) -> Change:
    return Change(
        proposal, {"state": Proposal.State.OPEN}, state=state.value, decided_by=actor, decider=actor.person,
        decided_at=at, **values,
    )  # fmt: skip
