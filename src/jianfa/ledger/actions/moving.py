"""``move``: the only writer of a state; and proposals, which need a second office before they move anything."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from jianfa.files.models import StoredFile
from jianfa.journal.actions import repeated
from jianfa.journal.models import Change, Event
from jianfa.kit.grams import folded, grams
from jianfa.ledger.models import TRACKED_COLUMNS, Evidence, Gram, Problem, Standing, tracked
from jianfa.ledger.policy import may, may_clerk, may_decide_on_paper, may_reject, may_settle, state_key
from jianfa.ledger.queries import open_proposal
from jianfa.ledger.states import MOVES, State
from jianfa.organisations.actions.writing import write
from jianfa.organisations.models import ActingPost, Post, Proposal
from jianfa.organisations.policy import Refused, Why, require
from jianfa.organisations.queries.single import one_of

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
        if idem is not None and (earlier := repeated(verb, actor, idem)):
            return earlier
        if proposal is not None:
            actor = _settle(problem, proposal, changes, facts, actor=actor, at=at)
        else:
            require(may(actor, verb, problem))
            if row.needs_confirmation(state_key(problem, verb)):
                raise Refused(_("This needs a second office; propose it first."), Why.OFFICE)
        new_state = target or row.target or State(problem.state)
        if new_state != problem.state and proposal is None:
            changes += _withdrawn(problem, at, new_state)
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
    fields = {TRACKED_COLUMNS[name]: value for name, value in now.items()}
    open_row = one_of(Standing.objects.filter(problem=problem, until_at=None))
    if open_row is not None:
        if all(getattr(open_row, name) == value for name, value in fields.items()):
            return
        Standing.objects.filter(pk=open_row.pk).update(until_at=event.at, until_day=local_day(event.at))
    standing(problem, event).save(force_insert=True)


def standing(problem: Problem, event: Event) -> Standing:
    """Return where the problem stands from this event on, not saved."""
    fields = {TRACKED_COLUMNS[name]: value for name, value in tracked(problem).items()}
    return Standing(problem=problem, seq=event.seq, from_at=event.at, from_day=local_day(event.at), **fields)


def index_text(problem: Problem) -> None:
    """Make the problem findable by its number, title, description and units."""
    words = search_words(problem)
    text = search_text(words)
    if text == problem.search:
        return
    Problem.objects.filter(pk=problem.pk).update(search=text)
    problem.search = text
    wanted = set().union(*(grams(word) for word in words))
    have = set(Gram.objects.filter(problem=problem).values_list("gram", flat=True))
    Gram.objects.filter(problem=problem, gram__in=have - wanted).delete()
    Gram.objects.bulk_create([Gram(problem=problem, gram=gram) for gram in sorted(wanted - have)])


def search_words(problem: Problem) -> tuple[str, ...]:
    """Return the texts by which a problem is found."""
    return (
        problem.number or "", problem.title, problem.description, problem.source_unit.name,
        problem.lead.name if problem.lead else "", problem.owner_name,
    )  # fmt: skip


def search_text(words: Iterable[str]) -> str:
    """Return these texts in the one form that is searched."""
    return "\n".join(folded(word) for word in words if word)


# Two offices -----------------------------------------------------------------------------------------------


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
        proposed_by=actor, proposer_id=actor.person_id, proposed_at=at, needs_check=bool(MOVES[verb].checked_by),
    )  # fmt: skip
    return write(
        problem.subject, "propose", actor=actor, at=at, changes=[Change(proposal)], facts={"verb": verb},
        said=wording,
    )  # fmt: skip


def reject(problem: Problem, proposal: Proposal, *, actor: ActingPost, at: datetime, reason: str) -> Event:
    """Answer a proposal with no; the state stays."""
    require(may_reject(problem, proposal, actor))
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
    return write(problem.subject, "take_back", actor=actor, at=at, changes=changes, facts={"verb": proposal.verb})


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
    scan: StoredFile | None = None,
    scan_name: str = "",
) -> Event:
    """Enter what was decided on paper (代录); a second clerk confirms it, neither counts as the decider.

    ``scan`` is the signed sheet or the minutes as a file, never required; it stays with the evidence.
    """
    if not MOVES[verb].is_recordable:
        raise Refused(_("“%(verb)s” cannot be entered from paper.") % {"verb": MOVES[verb].name}, Why.VALUE)
    require(may_clerk(actor, decider))
    require(may_decide_on_paper(decider, verb, problem))
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
    changes = [Change(proposal)]
    if scan is not None:
        row = Evidence(
            problem=problem, kind=Evidence.Kind.FILE.value, document_no=document_no, file=scan, file_name=scan_name,
            added_by=actor, added_at=at, proposal=proposal,
        )  # fmt: skip
        changes.append(Change(row))
    facts = {"verb": verb, "document_no": document_no, "sha256": scan.digest if scan else None}
    return write(problem.subject, "record_decision", actor=actor, at=at, changes=changes, facts=facts, said=wording)


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
    require(may_settle(problem, proposal, actor))
    if not isinstance(actor, Post):
        raise Refused(_("Only a person can answer a proposal."), Why.OFFICE)
    changes.append(
        Change(
            proposal, {"state": Proposal.State.OPEN}, state=Proposal.State.CONFIRMED.value, decided_by=actor,
            decider=actor.person, decided_at=at,
        )
    )  # fmt: skip
    facts["proposed_by"] = str(proposal.proposed_by_id)
    if proposal.checked_by_id is not None:
        facts["checked_by"] = str(proposal.checked_by_id)
    if proposal.recorded_for is None:
        return actor
    require(may_decide_on_paper(proposal.recorded_for, proposal.verb, problem))
    facts["recorded"] = {
        "document_no": proposal.document_no,
        "document_day": proposal.document_day.isoformat() if proposal.document_day else None,
        "clerks": [str(proposal.proposed_by_id), str(actor.pk)],
    }
    return proposal.recorded_for


def _withdrawn(problem: Problem, at: datetime, new_state: State | None = None) -> list[Change]:
    """A proposal that another move has overtaken is withdrawn with it; a request that still can be granted stays."""
    # Asked by every move: without the persons and units that pages show beside a proposal.
    waiting = Proposal.objects.filter(subject_kind="problem", subject_id=problem.pk, state=Proposal.State.OPEN)
    state = Proposal.State.WITHDRAWN.value
    overtaken = [
        row for row in waiting if not (MOVES[row.verb].checked_by and new_state in MOVES[row.verb].sources)
    ]  # fmt: skip
    return [Change(row, {"state": Proposal.State.OPEN}, state=state, decided_at=at) for row in overtaken]
