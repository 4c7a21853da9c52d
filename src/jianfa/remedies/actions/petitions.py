"""Petitions: drafted, signed by a leader, sent with number and day, replied to; and what the reply grants."""

from dataclasses import dataclass
from datetime import date, datetime

from django.utils.translation import gettext as _

from jianfa.journal.models import Change, Event
from jianfa.ledger.models import Problem
from jianfa.organisations.actions.writing import write
from jianfa.organisations.models import Post, Proposal, Role, Unit, UnitKind
from jianfa.organisations.policy import Refused, Why, require
from jianfa.organisations.queries.units import federation
from jianfa.remedies.actions.checking import changed, need, not_after
from jianfa.remedies.actions.signing import withdrawn
from jianfa.remedies.models import Petition, QuotaGrant
from jianfa.remedies.policy.petitions import (
    may_amend_petition,
    may_draft_petition,
    may_drop_petition,
    may_end_grant,
    may_grant,
    may_reply,
    may_send,
    may_take_up,
)
from jianfa.remedies.states import LetterForm, PetitionState, QuotaKind, Result

ASKED_KINDS = frozenset({UnitKind.PARTY_GOV, UnitKind.SUPERIOR_UNION})


@dataclass(frozen=True)
class Letter:
    """What a petition says and to whom."""

    addressee: Unit
    title: str
    body: str
    form: str = LetterForm.REQUEST.value


def draft_petition(letter: Letter, *, actor: Post, at: datetime, problem: Problem | None = None) -> Petition:
    """Draft a petition; the desk writes for the federation, a department in its own name."""
    require(may_draft_petition(actor, problem))
    _check(letter)
    row = Petition(
        problem=problem, form=letter.form, addressee=letter.addressee, from_unit=_from(actor),
        title=letter.title.strip(), body=letter.body.strip(), drafted_by=actor, drafter_id=actor.person_id,
        drafted_at=at,
    )  # fmt: skip
    facts = {"problem": str(problem.pk) if problem else None}
    write(row.subject, "draft_petition", actor=actor, at=at, changes=[Change(row)], facts=facts)
    return row


def _check(letter: Letter) -> None:
    if letter.addressee.kind not in ASKED_KINDS:
        raise Refused(
            _("A petition goes to a Party committee, a government or a superior union only."), Why.VALUE,
            field="addressee",
        )  # fmt: skip
    if letter.form not in LetterForm.values:
        raise Refused(_("Please choose the form of the letter."), Why.VALUE, field="form")
    need(
        title=(letter.title, _("Please give the letter a title.")),
        body=(letter.body, _("Please write what is asked for, and why.")),
    )


def _from(actor: Post) -> Unit:
    """The desk acts for the federation, wherever its post is."""
    city = federation() if actor.role == Role.DESK else None
    return city or actor.unit


def amend_petition(petition: Petition, letter: Letter, *, actor: Post, at: datetime) -> Event:
    """Change a draft; every wording stays in the record."""
    require(may_amend_petition(actor, petition))
    _check(letter)
    change = changed(
        petition, addressee=letter.addressee, title=letter.title.strip(), body=letter.body.strip(), form=letter.form
    )
    changes = [change, *withdrawn(petition, at)]
    return write(petition.subject, "amend_petition", actor=actor, at=at, changes=changes)


def drop_petition(petition: Petition, *, actor: Post, at: datetime, reason: str) -> Event:
    """Drop a draft, or call back what was signed and has not gone out, with a reason; it stays in the record."""
    require(may_drop_petition(actor, petition))
    need(reason=(reason, _("Please say why it is dropped.")))
    change = changed(petition, state=PetitionState.DROPPED.value, dropping=reason.strip())
    changes = [change, *withdrawn(petition, at)]
    return write(petition.subject, "drop_petition", actor=actor, at=at, changes=changes)


def send_petition(petition: Petition, *, actor: Post, at: datetime, letter_no: str, letter_on: date) -> Event:
    """Note number and day under which the signed letter went out."""
    require(may_send(actor, petition))
    need(letter_no=(letter_no, _("Please give the number of the letter.")))
    not_after(letter_on, at, "letter_on")
    same = Petition.objects.filter(from_unit=petition.from_unit, problem=petition.problem, letter_no=letter_no.strip())
    if same.exists():
        sentence = _("%(no)s has gone out already; please check the number.")
        raise Refused(sentence % {"no": letter_no.strip()}, Why.VALUE, field="letter_no")
    change = changed(petition, state=PetitionState.SENT.value, letter_no=letter_no.strip(), letter_on=letter_on)
    return write(petition.subject, "send_petition", actor=actor, at=at, changes=[change])


def take_up_letter(problem: Problem, *, actor: Post, at: datetime) -> Petition:
    """Follow the letter by which a problem was petitioned: number, day, addressee and signature are the problem's."""
    require(may_take_up(actor, problem))
    signed = (
        Proposal.objects.filter(subject_kind="problem", subject_id=problem.pk, verb="petition", state="confirmed")
        .select_related("proposed_by__unit", "recorded_for", "decided_by")
        .order_by("-decided_at")
        .first()
    )
    signer = (signed.recorded_for or signed.decided_by) if signed else None
    if signed is None or signer is None or problem.addressee is None:
        raise Refused(_("Who signed this letter is not known; please draft the petition itself."))
    row = Petition(
        problem=problem, addressee=problem.addressee, from_unit=_from(signed.proposed_by), title=problem.title,
        body=problem.description, is_from_ledger=True, state=PetitionState.SENT.value, drafted_by=signed.proposed_by,
        drafter_id=signed.proposer_id, drafted_at=signed.proposed_at, signed_by=signer, signer_id=signer.person_id,
        signed_at=signed.decided_at, letter_no=problem.letter_no, letter_on=problem.letter_on,
    )  # fmt: skip
    facts = {"problem": str(problem.pk)}
    write(row.subject, "take_up_letter", actor=actor, at=at, changes=[Change(row)], facts=facts)
    return row


@dataclass(frozen=True)
class Reply:
    """What came back: number and day of the paper, what it says, and whether it grants."""

    no: str
    on: date
    text: str
    result: str


def record_reply(petition: Petition, reply: Reply, *, actor: Post, at: datetime) -> Event:
    """Enter the reply; what it grants is entered row by row after it."""
    require(may_reply(actor, petition))
    if reply.result not in Result.values:
        raise Refused(_("Please say whether it was granted."), Why.VALUE, field="result")
    need(text=(reply.text, _("Please say what the reply says.")))
    not_after(reply.on, at, "on")
    if petition.letter_on and reply.on < petition.letter_on:
        raise Refused(_("The reply is older than the letter."), Why.VALUE, field="on")
    change = changed(
        petition, state=PetitionState.REPLIED.value, reply_no=reply.no.strip(), reply_on=reply.on,
        reply=reply.text.strip(), result=reply.result, replied_at=at,
    )  # fmt: skip
    facts = {"result": reply.result}
    return write(petition.subject, "record_reply", actor=actor, at=at, changes=[change], facts=facts)


@dataclass(frozen=True)
class Granted:
    """What one approval document gives one unit of one kind."""

    unit: Unit
    kind: str
    number: int
    document_no: str
    authority: str
    document_on: date
    purpose: str = ""


def record_grant(petition: Petition, granted: Granted, *, actor: Post, at: datetime) -> QuotaGrant:
    """Enter what an approval gives one unit; totals are sums over these rows and are never entered."""
    require(may_grant(actor, petition))
    need(
        document_no=(granted.document_no, _("Please give the number of the approval document.")),
        authority=(granted.authority, _("Please say which authority approved it.")),
    )
    if granted.kind not in QuotaKind.values:
        raise Refused(_("Please say what was granted."), Why.VALUE, field="kind")
    if granted.number < 1:
        raise Refused(_("The number is at least 1."), Why.VALUE, field="number")
    if granted.unit.kind not in {UnitKind.COUNTY_UNION, UnitKind.FEDERATION, UnitKind.DEPARTMENT}:
        raise Refused(_("Posts and slots are granted to union units."), Why.VALUE, field="unit")
    not_after(granted.document_on, at, "document_on")
    document_no = granted.document_no.strip()
    same = QuotaGrant.objects.in_force().filter(document_no=document_no, unit=granted.unit, kind=granted.kind)
    if same.exists():
        raise Refused(
            _("%(no)s has been entered for %(unit)s with this kind already.")
            % {"no": document_no, "unit": granted.unit.name}, Why.STATE, field="document_no",
        )  # fmt: skip
    row = QuotaGrant(
        petition=petition, document_no=document_no, authority=granted.authority.strip(),
        document_on=granted.document_on, unit=granted.unit, kind=granted.kind, number=granted.number,
        purpose=granted.purpose.strip(), recorded_by=actor, recorded_at=at,
    )  # fmt: skip
    facts = {"unit": str(granted.unit.pk), "kind": granted.kind, "count": granted.number}
    changes = [Change(row), changed(petition)]
    write(petition.subject, "record_grant", actor=actor, at=at, changes=changes, facts=facts)
    return row


def end_grant(grant: QuotaGrant, *, actor: Post, at: datetime, reason: str) -> Event:
    """Let a grant no longer count: entered wrongly, or taken back by its authority. The row stays with the reason."""
    require(may_end_grant(actor, grant))
    need(reason=(reason, _("Please say why it does not count.")))
    changes = [Change(grant, {"ended_at": None}, ended_at=at, ending=reason.strip()), changed(grant.petition)]
    facts = {"grant": str(grant.pk)}
    return write(grant.petition.subject, "end_grant", actor=actor, at=at, changes=changes, facts=facts)
