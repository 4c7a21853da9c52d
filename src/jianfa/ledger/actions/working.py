"""From the list into the work: dispatch, petition, refuse, sign for, plan, start, report, evidence."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from jianfa.files.models import StoredFile
from jianfa.journal.models import Change, Event
from jianfa.ledger.actions.asking import asked_of
from jianfa.ledger.actions.listing import UNION_UNITS, NewMeasure, _assists, _measures, _need
from jianfa.ledger.actions.moving import index_text, local_day, move, propose
from jianfa.ledger.models import Criterion, Evidence, Measure, Problem, Report
from jianfa.ledger.policy import (
    may,
    may_add_evidence,
    may_approve_plan,
    may_plan,
    may_refuse,
    offices_of,
    refusal_ends_on,
)
from jianfa.ledger.rules import is_driven, progress
from jianfa.ledger.states import State
from jianfa.organisations.actions.writing import write
from jianfa.organisations.models import ActingPost, Post, Proposal, Timer, Unit
from jianfa.organisations.policy import Refused, Why, refuse_secrets, require


def dispatch(
    problem: Problem, *, actor: Post, at: datetime, lead: Unit, assists: Sequence[Unit] = (), owner_name: str = "",
    note: str = "",
) -> Event:  # fmt: skip
    """Assign a listed problem to a union unit (交办)."""
    require(may(actor, "dispatch", problem))
    if lead.kind not in UNION_UNITS and not is_driven(problem.solver, lead.kind):
        raise Refused(_("It can be dispatched to a union unit only."), Why.VALUE, field="lead")
    driver = problem.driver if is_driven(problem.solver, lead.kind) else None
    if is_driven(problem.solver, lead.kind) and driver is None:
        raise Refused(_("Please name the union unit that drives it."), Why.VALUE, field="driver")
    also = _assists(problem, assists, at=at) + asked_of(problem, "dispatch", driver or lead, actor=actor, at=at)
    event = move(
        problem, "dispatch", actor=actor, at=at, also=also,
        said={"note": note} if note else None, lead=lead, driver=driver, acting_unit=driver or lead,
        owner_name=owner_name or problem.owner_name, dispatched_at=at,
    )  # fmt: skip
    index_text(problem)
    return event


def petition(
    problem: Problem, *, actor: Post, at: datetime, addressee: Unit, letter_no: str, letter_on: date,
    driver: Unit | None = None, proposal: Proposal | None = None,
) -> Event:  # fmt: skip
    """Ask a Party committee, a government or a superior union by letter (提请); a leader signs it off."""
    if proposal is None:
        require(may(actor, "petition", problem))
    driver = driver or problem.driver or problem.lead
    if driver is None or driver.kind not in UNION_UNITS:
        raise Refused(_("Please name the union unit that drives it."), Why.VALUE, field="driver")
    if addressee.kind not in {"party_gov", "superior_union"}:
        raise Refused(
            _("A petition goes to a Party committee, a government or a superior union only."), Why.VALUE,
            field="addressee",
        )  # fmt: skip
    _need(letter_no, "letter_no", _("Please give the number of the letter."))
    if letter_on > local_day(at):
        raise Refused(_("The letter is dated in the future."), Why.VALUE, field="letter_on")
    if proposal is None:
        params = {
            "addressee": str(addressee.pk), "letter_no": letter_no, "letter_on": letter_on.isoformat(),
            "driver": str(driver.pk),
        }  # fmt: skip
        return propose(problem, "petition", actor=actor, at=at, params=params, wording={})
    also = asked_of(problem, "petition", driver, actor=actor, at=at)
    return move(
        problem, "petition", actor=actor, at=at, proposal=proposal, also=also, driver=driver, acting_unit=driver,
        addressee=addressee, letter_no=letter_no, letter_on=letter_on, dispatched_at=at,
    )  # fmt: skip


def refuse(problem: Problem, *, actor: Post, at: datetime, reason: str, proposed: Unit | None = None) -> Event:
    """Give a dispatched problem back, once, within two working days, naming who should have it."""
    require(may_refuse(actor, problem, local_day(at)))
    _need(reason, "reason", _("Please say why the unit cannot take it."))
    if proposed is None:
        raise Refused(_("Please name the unit that should have it."), Why.VALUE, field="proposed")
    return move(
        problem, "refuse", actor=actor, at=at, said={"reason": reason}, facts={"proposed": str(proposed.pk)},
        refused_times=problem.refused_times + 1,
    )  # fmt: skip


def sign_for(problem: Problem, *, actor: ActingPost, at: datetime) -> Event:
    """Take it on; the timer does so after two working days, and the record says 自动."""
    require(may(actor, "sign_for", problem))
    facts: dict[str, Any] = {"automatic": isinstance(actor, Timer)}
    if isinstance(actor, Timer):
        last_day = refusal_ends_on(problem)
        if last_day is None or local_day(at) <= last_day:
            raise Refused(_("The unit still has time to sign for it."))
        facts["term_ended_on"] = last_day  # the day the rule names, also when the timer was down
    return move(problem, "sign_for", actor=actor, at=at, facts=facts)


def plan(problem: Problem, measures: Sequence[NewMeasure], *, actor: Post, at: datetime) -> Event:
    """Write down the measures with owners and dates; the acting unit's own.

    A measure given with its ``id`` goes on as the one it was: its first date and its finish stay. Measures of the
    plan in force that are not named end.
    """
    require(may_plan(offices_of(actor, problem), problem))
    for n, new in enumerate(measures, 1):
        _check_measure(problem, new, n)
    changes = [Change(problem, {"version": problem.version}, version=problem.version + 1, plan_approved_at=None)]
    changes += _replanned(problem, measures, at)
    facts = {"measures": len(measures)}
    return write(problem.subject, "plan", actor=actor, at=at, changes=changes, facts=facts)


def _replanned(problem: Problem, measures: Sequence[NewMeasure], at: datetime) -> list[Change]:
    """Return the changes from the measures in force to these ones; what stays as it is, is not written again.

    While work goes on, first dates stay and what is finished does too. Before it starts the plan is still a draft.
    """
    is_draft = problem.state != State.IN_PROGRESS
    before = list(problem.measures.filter(ended_at=None))
    stay = _staying(before, measures, by_text=not is_draft)
    changes: list[Change] = []
    for row in before:
        if row.pk not in {kept.pk for kept in stay if kept}:
            if row.finished_on is not None and not is_draft:
                raise Refused(_("“%(text)s” is finished and stays in the plan.") % {"text": row.text}, Why.VALUE)
            changes.append(Change(row, {"ended_at": None}, ended_at=at))
    for position, (new, kept) in enumerate(zip(measures, stay, strict=True), 1):
        if kept is None:
            changes += _measures(problem, [new], position)
            continue
        wanted = {
            "position": position, "text": new.text, "unit": new.unit, "owner_name": new.owner_name,
            "starts_on": new.starts_on, "due_current": new.due, "weight": new.weight,
            "due_original": new.due if is_draft else kept.due_original or new.due,
        }  # fmt: skip
        changed = {name: value for name, value in wanted.items() if getattr(kept, name) != value}
        if changed:
            changes.append(Change(kept, {"ended_at": None, "due_current": kept.due_current}, **changed))
    return changes


def _staying(before: Sequence[Measure], measures: Sequence[NewMeasure], *, by_text: bool) -> list[Measure | None]:
    """Return, for each measure as typed, the one in force that it goes on as: by its id, else by its words."""
    left = {row.pk: row for row in before}
    found: list[Measure | None] = []
    for position, new in enumerate(measures, 1):
        row = left.pop(new.id, None) if new.id else None
        if new.id and row is None:
            sentence = _("Measure %(n)s is no longer in the plan, or stands there twice. Please open the plan again.")
            raise Refused(sentence % {"n": position}, Why.STATE, field=f"measure-{position}")
        found.append(row)
    for n, new in enumerate(measures):
        if by_text and found[n] is None:
            same = next((row for row in left.values() if row.text == new.text), None)
            found[n] = left.pop(same.pk) if same else None
    return found


def approve_plan(problem: Problem, *, actor: Post, at: datetime) -> Event:
    """Approve the measures as written, where the campaign asks for it; a changed plan is approved again."""
    require(may_approve_plan(offices_of(actor, problem), problem))
    change = Change(
        problem, {"version": problem.version, "plan_approved_at": None}, version=problem.version + 1,
        plan_approved_at=at,
    )  # fmt: skip
    return write(problem.subject, "approve_plan", actor=actor, at=at, changes=[change])


def _check_measure(problem: Problem, new: NewMeasure, n: int) -> None:
    where = f"measure-{n}"
    if not new.text.strip():
        raise Refused(_("Measure %(n)s has no text.") % {"n": n}, Why.VALUE, field=where)
    refuse_secrets({where: new.text})
    if new.weight < 1:
        raise Refused(_("The weight of measure %(n)s must be at least 1.") % {"n": n}, Why.VALUE, field=where)
    if new.starts_on and new.due and new.due < new.starts_on:
        raise Refused(_("Measure %(n)s ends before it begins.") % {"n": n}, Why.VALUE, field=where)
    if new.due and problem.due_current and new.due > problem.due_current:
        raise Refused(
            _("Measure %(n)s ends after the due date %(due)s.") % {"n": n, "due": problem.due_current.isoformat()},
            Why.VALUE, field=where, instead="extend",
        )  # fmt: skip


def start(problem: Problem, *, actor: Post, at: datetime) -> Event:
    """Begin work; needs at least one measure with owner and dates, unless it is to be done at once."""
    return move(problem, "start", actor=actor, at=at)


def report(
    problem: Problem, *, actor: Post, at: datetime, text: str = "", finished: Iterable[UUID] = (),
    is_same: bool = False, also: Sequence[Change] = (),
) -> Event:  # fmt: skip
    """Report progress; ``finished`` are measures now done, from which the percentage follows.

    ``also`` are rows of an upper room that are written with it.
    """
    require(may(actor, "report", problem))
    if is_same:
        last = problem.reports.first()
        text = text or (last.text if last else "")
    _need(text, "text", _("Please say in a sentence how it stands."))
    measures = list(problem.measures.filter(ended_at=None))
    done_now = set(finished)
    if unknown := done_now - {row.pk for row in measures}:
        raise Refused(_("Unknown measure: %(id)s") % {"id": next(iter(unknown))}, Why.VALUE, field="finished")
    changes = [
        Change(row, {"finished_on": None}, finished_on=local_day(at))
        for row in measures
        if row.pk in done_now and row.finished_on is None
    ]
    percent = progress((row.weight, row.finished_on is not None or row.pk in done_now) for row in measures)
    row = Report(problem=problem, at=at, post=actor, text=text.strip(), is_same=is_same, percent=percent)
    return move(problem, "report", actor=actor, at=at, also=[Change(row), *changes, *also], facts={"percent": percent})


def add_evidence(
    problem: Problem, *, actor: Post, at: datetime, kind: Evidence.Kind, document_no: str = "", note: str = "",
    criterion: Criterion | None = None, file: StoredFile | None = None, file_name: str = "",
) -> Event:  # fmt: skip
    """Add what proves something; a document's number is enough, a file is never required."""
    require(may_add_evidence(offices_of(actor, problem), problem))
    if kind == Evidence.Kind.FILE and file is None:
        raise Refused(_("Please choose a file."), Why.VALUE, field="file")
    if kind != Evidence.Kind.FILE:
        _need(document_no, "document_no", _("Please give the number of the document or the row."))
    refuse_secrets({"note": note, "document_no": document_no, "file_name": file_name})
    row = Evidence(
        problem=problem, criterion=criterion, kind=kind.value, document_no=document_no, note=note, file=file,
        file_name=file_name, added_by=actor, added_at=at,
    )  # fmt: skip
    return write(
        problem.subject, "add_evidence", actor=actor, at=at, changes=[Change(row)],
        facts={"kind": kind.value, "sha256": file.digest if file else None},
    )  # fmt: skip


def invite(problem: Problem, posts: Sequence[Post]) -> list[Change]:
    """Return the changes that let panellists see the problem; written with the event that names them."""
    from_before = set(problem.invitations.filter(ended_at=None).values_list("post_id", flat=True))
    return [
        Change(problem.invitations.model(problem=problem, post=post)) for post in posts if post.pk not in from_before
    ]
