"""Sessions (验收会): the single verbs for many problems, each with its own event, all of them or none."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from jianfa.acceptance.actions.deciding import approve
from jianfa.acceptance.actions.verifying import Finding, _text, conclude, name_panel, open_application, record_result
from jianfa.acceptance.models import Session, SessionItem, SessionState
from jianfa.acceptance.policy.sessions import (
    MOST_PROBLEMS,
    STEPS,
    hindrance,
    is_gone,
    is_left,
    may_add,
    may_approve_session,
    may_conclude_session,
    may_name,
    may_open_session,
    may_pull_out,
    may_record_session,
    may_withdraw_session,
)
from jianfa.acceptance.queries.sessions import adders_of_session, items_of, owed_by
from jianfa.journal.actions import Stale
from jianfa.journal.models import Change, Event
from jianfa.ledger.models import Problem
from jianfa.ledger.states import State
from jianfa.organisations.actions.writing import in_batch, write
from jianfa.organisations.models import Post
from jianfa.organisations.policy import Refused, Why, require


@dataclass(frozen=True)
class Hindered:
    """One problem for which a step was refused; ``field`` as the single verb names it."""

    item: SessionItem
    sentence: str
    field: str | None = None


class SessionRefused(Refused):
    """A step was refused for some problems, so nothing was written for any."""

    def __init__(self, hindered: Sequence[Hindered], why: Why) -> None:
        self.hindered = hindered
        lines = [f"{row.item.problem.number}：{row.sentence}" for row in hindered]
        super().__init__(_("Nothing has been done. ") + " ".join(lines), why)


def open_session(*, actor: Post, at: datetime, title: str, held_on: date) -> Session:
    """Open a session; problems are added to it until the panel is named."""
    require(may_open_session(actor))
    _text(title, "title", _("Please give the session a name."))
    session = Session(
        title=title.strip(), held_on=held_on, opened_by=actor, opener_id=actor.person_id, opened_at=at
    )  # fmt: skip
    write(session.subject, "open_session", actor=actor, at=at, changes=[Change(session)])
    return session


def add_problems(session: Session, problems: Sequence[Problem], *, actor: Post, at: datetime) -> Event:
    """Put applied problems into the session, all or none."""
    require(may_add(actor, session))
    if not problems:
        raise Refused(_("Please tick at least one problem."), Why.VALUE, field="problems")
    if session.items.filter(ended_at=None).count() + len(problems) > MOST_PROBLEMS:
        sentence = _("A session has at most %(n)s problems.") % {"n": MOST_PROBLEMS}
        raise Refused(sentence, Why.VALUE, field="problems")
    position = session.items.count()
    rows = [_item(session, problem, position + n, actor, at) for n, problem in enumerate(problems, 1)]
    changes = [_changed(session), *(Change(row) for row in rows)]
    facts = {"added": [problem.pk for problem in problems]}
    return write(session.subject, "add_problems", actor=actor, at=at, changes=changes, facts=facts)


def _item(session: Session, problem: Problem, position: int, actor: Post, at: datetime) -> SessionItem:
    name = problem.number or problem.title
    if problem.state != State.CLOSING:
        sentence = _("%(name)s is “%(state)s”; only what has been applied for goes into a session.")
        raise Refused(sentence % {"name": name, "state": problem.get_state_display()}, Why.STATE, field="problems")
    application = open_application(problem)
    if application.session_items.filter(ended_at=None).exists():
        raise Refused(_("%(name)s is in a session already.") % {"name": name}, Why.STATE, field="problems")
    return SessionItem(
        session=session, problem=problem, application=application, position=position, added_by=actor, added_at=at
    )


def pull_out(item: SessionItem, *, actor: Post, at: datetime, reason: str) -> Event:
    """Take one problem out before the decision; it goes on alone, and why is kept."""
    session = item.session
    require(may_pull_out(actor, session))
    _text(reason, "reason", _("Please say why it is pulled out."))
    if item.ended_at is not None:
        raise Refused(_("It has been pulled out already."))
    changes = [_changed(session), Change(item, {"ended_at": None}, ended_at=at, why=reason.strip())]
    facts = {"problem": item.problem_id}
    return write(session.subject, "pull_out", actor=actor, at=at, changes=changes, facts=facts)


def withdraw_session(session: Session, *, actor: Post, at: datetime, reason: str) -> Event:
    """Give a session up before a panel is named; its problems are free for another one."""
    require(may_withdraw_session(actor, session))
    _text(reason, "reason", _("Please say why."))
    changes = [_changed(session, state=SessionState.WITHDRAWN.value, withdrawn_at=at)]
    changes += [Change(row, {"ended_at": None}, ended_at=at) for row in session.items.filter(ended_at=None)]
    return write(session.subject, "withdraw_session", actor=actor, at=at, changes=changes, said={"reason": reason})


# The steps for all -----------------------------------------------------------------------------------------


def name_session_panel(session: Session, *, actor: Post, at: datetime, posts: Sequence[Post]) -> Event:
    """Name one panel for all problems of the session; it must be independent of every one.

    Where each has got its panel singly (drawn by lot), nobody is named and the session goes on.
    """
    require(may_name(actor, session))

    def act(item: SessionItem) -> None:
        name_panel(item.problem, actor=actor, at=at, posts=posts)

    return carry_out(session, "name_panel", act, actor=actor, at=at, state=SessionState.VERIFYING)


def record_session_results(
    session: Session, *, actor: Post, at: datetime, findings: Mapping[UUID, Mapping[UUID, Finding]], note: str = "",
    visits: Mapping[UUID, date] | None = None,
) -> Event:  # fmt: skip
    """Record one member's results for every problem that member still owes: problem → criterion → finding.

    ``visits`` are the days of the visits, by problem, where the method is one.
    """
    require(may_record_session(actor, session))
    owed = [row.item for row in owed_by(session, actor)]
    if not owed:
        raise Refused(_("You have recorded all results already."))

    def act(item: SessionItem) -> None:
        record_result(
            item.problem, actor=actor, at=at, findings=findings.get(item.problem_id, {}), note=note,
            visited_on=(visits or {}).get(item.problem_id),
        )  # fmt: skip

    with transaction.atomic():
        with in_batch(session.pk):
            _all_or_none(owed, act)
        facts = {"problems": len(owed)}
        # Two members record at the same time: the session's version stays, each problem guards its own.
        unmoved = Change(session, {"state": session.state})
        return write(session.subject, "record_results", actor=actor, at=at, changes=[unmoved], facts=facts)


def conclude_session(session: Session, *, actor: Post, at: datetime) -> Event:
    """Conclude the verification of all; what all members found unmet is sent back singly before."""
    require(may_conclude_session(actor, session))

    def act(item: SessionItem) -> None:
        conclude(item.problem, actor=actor, at=at)

    return carry_out(session, "conclude", act, actor=actor, at=at, state=SessionState.DECIDING)


def approve_session(
    session: Session, *, actor: Post, at: datetime, decision_no: str, exemptions: Mapping[UUID, str] | None = None,
    over_unsolved: Mapping[UUID, str] | None = None,
) -> Event:  # fmt: skip
    """Approve all with one decision number.

    ``exemptions`` are reasons for no publicity, ``over_unsolved`` those for going on although whoever raised it says
    that it is not solved; both by problem.
    """
    require(may_approve_session(actor, session, adders_of_session(session)))
    _text(decision_no, "decision_no", _("Please give the number of the decision."))
    reasons = exemptions or {}

    def act(item: SessionItem) -> None:
        approve(
            item.problem, actor=actor, at=at, decision_no=decision_no, exemption=reasons.get(item.problem_id, ""),
            over_unsolved=(over_unsolved or {}).get(item.problem_id, ""),
        )  # fmt: skip

    return carry_out(
        session, "approve", act, actor=actor, at=at, state=SessionState.DECIDED, decision_no=decision_no.strip(),
        decided_by=actor, decider=actor.person, decided_at=at,
    )  # fmt: skip


def carry_out(
    session: Session, step: str, act: Callable[[SessionItem], None], *, actor: Post, at: datetime, verb: str = "",
    signer: Post | None = None, facts: Mapping[str, Any] | None = None, said: Mapping[str, str] | None = None,
    **values: Any,
) -> Event:  # fmt: skip
    """Carry the single verb out for every problem that waits for it; whatever is behind hinders all.

    ``signer`` decided on paper what the actor, a clerk, confirms.
    """
    source, may_step = STEPS[step]
    with transaction.atomic():
        items = [item for item in items_of(session) if not is_left(item, source)]
        behind = [
            Hindered(item, sentence) for item in items if (sentence := hindrance(item, source, actor, may_step))
        ]  # fmt: skip
        if behind:
            raise SessionRefused(behind, Why.STATE)
        if not items and step != "conclude" and not _are_ahead(session, step):
            raise Refused(_("There is no problem in the session for which this could be done."))
        with in_batch(session.pk):
            _all_or_none(items, act)
        return write(
            session.subject, verb or f"{step}_session", actor=signer or actor, at=at,
            changes=[_changed(session, **values)], facts={"problems": len(items), **(facts or {})}, said=said,
        )  # fmt: skip


def _are_ahead(session: Session, step: str) -> bool:
    """Say whether the panels were all drawn by lot, so that the step has nothing left to do; concluding is alike."""
    return step == "name_panel" and any(not is_gone(item) for item in items_of(session))


def _all_or_none(items: Iterable[SessionItem], act: Callable[[SessionItem], None]) -> None:
    hindered, why = [], Why.VALUE
    for item in items:
        try:
            with transaction.atomic():
                act(item)
        except Refused as refused:
            hindered.append(Hindered(item, str(refused.sentence), refused.field))
            why = Why.STATE if refused.why in {Why.STATE, Why.OFFICE} else why
        except Stale as stale:
            hindered.append(Hindered(item, str(stale)))
            why = Why.STATE
    if hindered:
        raise SessionRefused(hindered, why)


def _changed(session: Session, **values: Any) -> Change:
    """Compare and set: state and version must be those the session was shown with."""
    guard = {"state": session.state, "version": session.version}
    values = {name: value.value if isinstance(value, SessionState) else value for name, value in values.items()}
    return Change(session, guard, version=session.version + 1, **values)
