"""``move``: the only writer of a state; and proposals, which need a second office before they move anything."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from jianfa.journal.actions import Stale, write
from jianfa.journal.models import Change, Event
from jianfa.kit.grams import folded, grams
from jianfa.ledger.models import Gram, Problem, Standing, tracked
from jianfa.ledger.policy import may, may_confirm, state_key
from jianfa.ledger.states import MOVES, State
from jianfa.organisations.models import ActingPost, Post, Proposal, Role
from jianfa.organisations.policy import Allowed, Denied, Refused, Verdict, Why, require

Perform = Callable[..., Event]


def local_day(at: datetime) -> date:
    """Return the day in Shanghai on which a moment falls; a written date lasts until 24:00 there."""
    return timezone.localtime(at).date()


def move(
    problem: Problem,
    verb: str,
    *,
    actor: ActingPost,
    at: datetime,
    target: State | None = None,
    also: Sequence[Change] = (),
    said: Mapping[str, str] | None = None,
    facts: Mapping[str, Any] | None = None,
    proposal: Proposal | None = None,
    idem: str | None = None,
    **values: Any,
) -> Event:
    """Change a problem's state and record it; the only place where either happens.

    Raises Refused with a sentence when the office, the state or a condition is wrong, Stale when somebody was
    faster. With ``proposal`` the move is the confirmation of it, by ``actor``.
    """
    row = MOVES[verb]
    changes = list(also)
    facts = dict(facts or {})
    with transaction.atomic():
        if proposal is not None:
            actor = _settle(problem, proposal, changes, facts, actor=actor, at=at)
        else:
            require(may(actor, verb, problem))
            if row.needs_confirmation(state_key(problem, verb)):
                raise Refused(_("This needs a second office; propose it first."), Why.OFFICE)
        new_state = target or row.target or State(problem.state)
        if new_state != problem.state and proposal is None:
            changes += _withdrawn(problem, at)
        guard = {"state": problem.state, "version": problem.version}
        main = Change(problem, guard, state=new_state.value, version=problem.version + 1, **values)
        facts |= {"from": problem.state, "to": new_state.value, "cycle": values.get("cycle", problem.cycle)}
        event = write(
            problem.subject, verb, actor=actor, at=at, changes=[main, *changes], said=said, facts=facts, idem=idem
        )
        stand(problem, event)
        return event


def stand(problem: Problem, event: Event) -> None:
    """Note where the problem stands since this event; nothing when nothing tracked has changed."""
    now = tracked(problem)
    fields = {Standing._meta.get_field(name).attname: value for name, value in now.items()}
    open_row = Standing.objects.filter(problem=problem, until_at=None).first()
    if open_row is not None:
        if all(getattr(open_row, name) == value for name, value in fields.items()):
            return
        Standing.objects.filter(pk=open_row.pk).update(until_at=event.at)
    Standing.objects.create(problem=problem, seq=event.seq, from_at=event.at, **fields)


def index_text(problem: Problem) -> None:
    """Make the problem findable by its number, title, description and units."""
    words = (
        problem.number or "", problem.title, problem.description, problem.source_unit.name,
        problem.lead.name if problem.lead else "", problem.owner_name,
    )  # fmt: skip
    text = "\n".join(folded(word) for word in words if word)
    if text == problem.search:
        return
    Problem.objects.filter(pk=problem.pk).update(search=text)
    problem.search = text
    wanted = set().union(*(grams(word) for word in words))
    have = set(Gram.objects.filter(problem=problem).values_list("gram", flat=True))
    Gram.objects.filter(problem=problem, gram__in=have - wanted).delete()
    Gram.objects.bulk_create([Gram(problem=problem, gram=gram) for gram in sorted(wanted - have)])


# Two offices -----------------------------------------------------------------------------------------------


def open_proposal(problem: Problem) -> Proposal | None:
    """Return the proposal that waits for an answer, if there is one."""
    return Proposal.objects.filter(
        subject_kind="problem", subject_id=problem.pk, state=Proposal.State.OPEN
    ).first()


def propose(
    problem: Problem,
    verb: str,
    *,
    actor: ActingPost,
    at: datetime,
    params: Mapping[str, Any],
    wording: Mapping[str, str],
) -> Event:
    """Put a move before the office that confirms it; the problem's state stays as it is."""
    require(may(actor, verb, problem))
    if not isinstance(actor, Post):
        raise Refused(_("Only a person can propose."), Why.OFFICE)
    if open_proposal(problem):
        raise Refused(_("Another proposal on this problem is waiting for an answer; at most one may."))
    proposal = Proposal(
        subject_kind="problem", subject_id=problem.pk, verb=verb, params=dict(params), wording=dict(wording),
        proposed_by=actor, proposer_id=actor.person_id, proposed_at=at,
    )  # fmt: skip
    return write(
        problem.subject, "propose", actor=actor, at=at, changes=[Change(proposal)], facts={"verb": verb},
        said=wording,
    )  # fmt: skip


def reject(problem: Problem, proposal: Proposal, *, actor: ActingPost, at: datetime, reason: str) -> Event:
    """Answer a proposal with no; the state stays."""
    verdict = _may_settle(problem, proposal, actor)
    require(verdict)
    if not reason.strip():
        raise Refused(_("Please say why."), Why.VALUE, field="reason")
    if not isinstance(actor, Post):
        raise Refused(_("Only a person can answer a proposal."), Why.OFFICE)
    change = Change(
        proposal, {"state": Proposal.State.OPEN}, state=Proposal.State.REJECTED.value, decided_by=actor,
        decider=actor.person, decided_at=at, answer=reason,
    )  # fmt: skip
    return write(
        problem.subject, "reject", actor=actor, at=at, changes=[change], said={"reason": reason},
        facts={"verb": proposal.verb},
    )  # fmt: skip


def take_back(problem: Problem, proposal: Proposal, *, actor: ActingPost, at: datetime) -> Event:
    """Withdraw one's own proposal."""
    if not isinstance(actor, Post) or actor.person_id != proposal.proposer_id:
        raise Refused(_("A proposal is taken back by whoever made it."), Why.OFFICE)
    if proposal.state != Proposal.State.OPEN:
        raise Refused(_("This proposal has already been answered."))
    changes = _withdrawn(problem, at)
    return write(
        problem.subject, "take_back", actor=actor, at=at, changes=changes, facts={"verb": proposal.verb}
    )


def record_decision(
    problem: Problem,
    verb: str,
    *,
    actor: Post,
    at: datetime,
    decider: Post,
    document_no: str,
    document_day: date,
    params: Mapping[str, Any],
    wording: Mapping[str, str],
) -> Event:
    """Enter what was decided on paper (代录); a second clerk confirms it, neither counts as the decider."""
    if not MOVES[verb].is_recordable:
        raise Refused(_("“%(verb)s” cannot be entered from paper.") % {"verb": MOVES[verb].name}, Why.VALUE)
    require(may_clerk(actor, decider))
    require(_may_decide(decider, verb, problem))
    if not document_no.strip():
        raise Refused(_("Please give the number of the document."), Why.VALUE, field="document_no")
    if document_day > local_day(at):
        raise Refused(_("The document is dated in the future."), Why.VALUE, field="document_day")
    if open_proposal(problem):
        raise Refused(_("Another proposal on this problem is waiting for an answer; at most one may."))
    proposal = Proposal(
        subject_kind="problem", subject_id=problem.pk, verb=verb, params=dict(params), wording=dict(wording),
        proposed_by=actor, proposer_id=actor.person_id, proposed_at=at, recorded_for=decider,
        document_no=document_no, document_day=document_day,
    )  # fmt: skip
    return write(
        problem.subject, "record_decision", actor=actor, at=at, changes=[Change(proposal)],
        facts={"verb": verb, "document_no": document_no}, said=wording,
    )  # fmt: skip


def may_clerk(clerk: ActingPost, decider: Post) -> Verdict:
    """Say whether the post may enter, or confirm, what the decider decided on paper."""
    if not isinstance(clerk, Post) or clerk.person_id == decider.person_id:
        return Denied(_("Whoever decided cannot also be the clerk who enters it."))
    if clerk.role == Role.DESK or (
        clerk.role in {Role.LIAISON, Role.HANDLER} and clerk.unit_id == decider.unit_id
    ):
        return Allowed()
    return Denied(_("A decision on paper is entered by the city desk or by a clerk of the decider's own unit."))


def _may_decide(decider: Post, verb: str, problem: Problem) -> Verdict:
    """Check the decider as if acting; where two offices are needed the deciding one is enough on paper."""
    row = MOVES[verb]
    if not row.needs_confirmation(state_key(problem, verb)):
        return may(decider, verb, problem)
    stand_in = Proposal(verb=verb, state=Proposal.State.OPEN)
    return may_confirm(decider, stand_in, problem)


def _may_settle(problem: Problem, proposal: Proposal, actor: ActingPost) -> Verdict:
    if proposal.recorded_for is None:
        return may_confirm(actor, proposal, problem)
    if isinstance(actor, Post) and actor.person_id == proposal.proposer_id:
        return Denied(_("A second clerk confirms what the first has entered."))
    if proposal.state != Proposal.State.OPEN:
        return Denied(_("This proposal has already been answered."), Why.STATE)
    return may_clerk(actor, proposal.recorded_for)


def _settle(
    problem: Problem,
    proposal: Proposal,
    changes: list[Change],
    facts: dict[str, Any],
    *,
    actor: ActingPost,
    at: datetime,
) -> ActingPost:
    """Mark the proposal confirmed and return who acts: the confirmer, or the decider on paper."""
    require(_may_settle(problem, proposal, actor))
    if not isinstance(actor, Post):
        raise Refused(_("Only a person can answer a proposal."), Why.OFFICE)
    changes.append(
        Change(
            proposal, {"state": Proposal.State.OPEN}, state=Proposal.State.CONFIRMED.value, decided_by=actor,
            decider=actor.person, decided_at=at,
        )
    )  # fmt: skip
    facts["proposed_by"] = str(proposal.proposed_by_id)
    if proposal.recorded_for is None:
        return actor
    require(_may_decide(proposal.recorded_for, proposal.verb, problem))
    facts["recorded"] = {
        "document_no": proposal.document_no,
        "document_day": proposal.document_day.isoformat() if proposal.document_day else None,
        "clerks": [str(proposal.proposed_by_id), str(actor.pk)],
    }
    return proposal.recorded_for


def _withdrawn(problem: Problem, at: datetime) -> list[Change]:
    """A proposal that another move has overtaken is withdrawn with it."""
    proposal = open_proposal(problem)
    if proposal is None:
        return []
    state = Proposal.State.WITHDRAWN.value
    return [Change(proposal, {"state": Proposal.State.OPEN}, state=state, decided_at=at)]


