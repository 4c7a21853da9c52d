"""Changes of the list itself: merge, undo a merger, void, and signing the baseline off."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from jianfa.journal.models import Change, Event
from jianfa.ledger.actions.listing import _need, amendment
from jianfa.ledger.actions.moving import move, propose
from jianfa.ledger.models import Amendment, Baseline, Campaign, Problem
from jianfa.ledger.policy import may
from jianfa.ledger.states import ON_LIST, State
from jianfa.organisations.actions.writing import write
from jianfa.organisations.models import Post, Proposal, Role
from jianfa.organisations.policy import Refused, Why, require


def merge(
    problem: Problem, *, actor: Post, at: datetime, into: Problem, reason: str, proposal: Proposal | None = None
) -> Event:
    """Count a problem with another one (并案); linked, never deleted."""
    if proposal is None:
        require(may(actor, "merge", problem))
    _need(reason, "reason", _("Please say why they are the same."))
    if problem.pk in {into.pk, into.merged_into_id}:
        raise Refused(_("A problem cannot be merged into itself."), Why.VALUE, field="into")
    if into.campaign_id != problem.campaign_id:
        raise Refused(_("The other problem belongs to another campaign."), Why.VALUE, field="into")
    if into.state not in {State.SUBMITTED, *ON_LIST} or into.state == State.WRITTEN_OFF:
        raise Refused(_("The other problem must be open."), Why.VALUE, field="into")
    if problem.state != State.SUBMITTED and into.state not in ON_LIST:
        raise Refused(_("A listed problem can be merged into a listed one only."), Why.VALUE, field="into")
    if problem.state != State.SUBMITTED and proposal is None:
        params = {"into": str(into.pk)}
        return propose(problem, "merge", actor=actor, at=at, params=params, wording={"reason": reason})
    return move(
        problem, "merge", actor=actor, at=at, proposal=proposal, said={"reason": reason},
        also=_amendment_if_listed(problem, Amendment.Kind.MERGED, at, reason), merged_into=into,
        merged_from=problem.state,
    )  # fmt: skip


def unmerge(problem: Problem, *, actor: Post, at: datetime, reason: str, proposal: Proposal | None = None) -> Event:
    """Undo a merger: the problem goes back to the state it had."""
    if proposal is None:
        require(may(actor, "unmerge", problem))
    _need(reason, "reason", _("Please say why."))
    if problem.merged_from != State.SUBMITTED and proposal is None:
        return propose(problem, "unmerge", actor=actor, at=at, params={}, wording={"reason": reason})
    also: Sequence[Change] = ()
    if problem.merged_from != State.SUBMITTED:
        also = amendment(problem, Amendment.Kind.UNMERGED, at, reason)
    return move(
        problem, "unmerge", actor=actor, at=at, proposal=proposal, target=State(problem.merged_from),
        said={"reason": reason}, also=also, merged_into=None, merged_from="",
    )  # fmt: skip


def void(problem: Problem, *, actor: Post, at: datetime, reason: str, proposal: Proposal | None = None) -> Event:
    """Take a problem off the list (撤销); it stays in the record and in the walk from the baseline."""
    _need(reason, "reason", _("Please say why it is taken off the list."))
    if proposal is None:
        return propose(problem, "void", actor=actor, at=at, params={}, wording={"reason": reason})
    return move(
        problem, "void", actor=actor, at=at, proposal=proposal, said={"reason": reason},
        also=_amendment_if_listed(problem, Amendment.Kind.VOIDED, at, reason),
    )  # fmt: skip


def _amendment_if_listed(problem: Problem, kind: Amendment.Kind, at: datetime, reason: str) -> list[Change]:
    return [] if problem.state == State.SUBMITTED else amendment(problem, kind, at, reason)


def sign_baseline(campaign: Campaign, *, actor: Post, at: datetime, document_no: str = "") -> Event:
    """Sign the list off as the next version; from now on every change of the count is an amendment."""
    if actor.role != Role.LEADER:
        raise Refused(_("The list is signed off by a city leader."), Why.OFFICE)
    if campaign.state == Campaign.State.CLOSED:
        raise Refused(_("The campaign is closed; its list stays as it was signed off."))
    with transaction.atomic():
        on_list = list(
            Problem.objects.filter(campaign=campaign, state__in=ON_LIST).order_by("number").values_list("pk", flat=True)
        )
        if not on_list:
            raise Refused(_("There is nothing on the list yet."))
        version = Baseline.objects.filter(campaign=campaign).count() + 1
        row = Baseline(
            campaign=campaign, version=version, signed_at=at, signed_by=actor, count=len(on_list),
            document_no=document_no,
        )  # fmt: skip
        facts = {"problems": [str(pk) for pk in on_list], "count": len(on_list)}
        return write(campaign.subject, "sign_baseline", actor=actor, at=at, changes=[Change(row)], facts=facts)
