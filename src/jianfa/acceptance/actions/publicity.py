"""How far a problem is publicised and with which words; forgetting who objected."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from jianfa.acceptance.actions.verifying import _text
from jianfa.acceptance.models import Decision, Objection, Publicity, Scope
from jianfa.acceptance.policy.publicity import may_draft_publicity, may_know_objector
from jianfa.acceptance.queries.publicity import standing_publicity
from jianfa.journal.models import Change, Event, Wording
from jianfa.kit.text import squeezed
from jianfa.ledger.models import Problem
from jianfa.ledger.states import Sensitivity
from jianfa.organisations.actions.writing import write
from jianfa.organisations.models import Post
from jianfa.organisations.policy import Refused, Why, require


def draft_publicity(problem: Problem, *, actor: Post, at: datetime, scope: str, public_title: str = "") -> Event:
    """Draft scope and public title (公开标题); a leader approves them together with the problem."""
    require(may_draft_publicity(problem, actor))
    if scope not in Scope.values:
        raise Refused(_("Please choose how far it is publicised."), Why.VALUE, field="scope")
    public_title = public_title.strip() if scope == Scope.PUBLIC else ""
    if scope == Scope.PUBLIC:
        _check_words(problem, public_title)
    row = Publicity(
        problem=problem, cycle=problem.cycle, scope=scope, public_title=public_title, drafted_by=actor,
        drafter_id=actor.person_id, drafted_at=at,
    )  # fmt: skip
    old = standing_publicity(problem)
    changes = [Change(old, {"ended_at": None}, ended_at=at)] if old else []
    unmoved = Change(problem, {"state": problem.state, "version": problem.version}, version=problem.version + 1)
    return write(problem.subject, "draft_publicity", actor=actor, at=at, changes=[unmoved, *changes, Change(row)])


def _check_words(problem: Problem, public_title: str) -> None:
    if problem.sensitivity == Sensitivity.SENSITIVE:
        sentence = _("A sensitive problem is never publicised; the leader gives the reason with the approval.")
        raise Refused(sentence, Why.VALUE, field="scope")
    _text(public_title, "public_title", _("Please write the title that the public reads."))
    if squeezed(public_title) == squeezed(problem.title):
        sentence = _("The public title must not be the internal one; write what the public may know.")
        raise Refused(sentence, Why.VALUE, field="public_title")


def approved_publicity(problem: Problem, decision: Decision, *, at: datetime, is_exempt: bool) -> list[Change]:
    """Return what an approval writes about publicity: the drafted words are approved, or without effect."""
    row = standing_publicity(problem)
    if row is None:
        return []
    if is_exempt:
        return [Change(row, {"ended_at": None}, ended_at=at)]
    if row.scope == Scope.PUBLIC and problem.sensitivity == Sensitivity.SENSITIVE:
        raise Refused(_("A sensitive problem is never publicised; the leader gives the reason with the approval."))
    if row.drafter_id == decision.decider_id:
        raise Refused(_("Whoever drafted the public title cannot approve it, in whatever post."))
    return [Change(row, {"ended_at": None}, decision=decision, approver=decision.decider, approved_at=at)]


def erase_objector(objection: Objection, *, actor: Post, at: datetime, reason: str) -> Event:
    """Forget who objected: names leave the table and the journal's texts; what was objected stays."""
    require(may_know_objector(actor))
    _text(reason, "reason", _("Please say why."))
    row = getattr(objection, "objector", None)
    if row is None or row.erased_at is not None:
        raise Refused(_("Nobody is named with this objection."))
    change = Change(row, {"erased_at": None}, name="", contact="", erased_at=at)
    with transaction.atomic():
        event = write(
            objection.problem.subject, "erase_objector", actor=actor, at=at, changes=[change], said={"reason": reason}
        )
        named = Wording.objects.filter(
            event__chain=objection.problem_id, name__startswith=f"acceptance.objector/{row.pk}/"
        )
        named.exclude(event=event).delete()
    return event
