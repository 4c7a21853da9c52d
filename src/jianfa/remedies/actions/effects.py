"""Effects of what is done for all: expected, confirmed, denied, waived; each in the problem's chain."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from jianfa.journal.models import Change, Event
from jianfa.ledger.actions import asked_of
from jianfa.ledger.models import Problem
from jianfa.organisations.actions.writing import write
from jianfa.organisations.models import Post, Unit, UnitKind
from jianfa.organisations.policy import Refused, Why, require
from jianfa.remedies.actions.checking import changed, need
from jianfa.remedies.models import Effect
from jianfa.remedies.policy.effects import may_answer_effect, may_expect, may_move_effect, may_waive
from jianfa.remedies.states import EffectState


def expect_effect(problem: Problem, unit: Unit, *, actor: Post, at: datetime) -> Effect:
    """Ask a county for the effect of what is done about a common problem; from now on its answer is waited for.

    The problem's version moves on, so that an application at the same moment is refused.
    """
    require(may_expect(actor, problem))
    if unit.kind != UnitKind.COUNTY_UNION:
        raise Refused(_("The effect is confirmed by county unions."), Why.VALUE, field="units")
    if Effect.objects.filter(problem=problem, cycle=problem.cycle, unit=unit).exists():
        raise Refused(_("%(unit)s has been asked already.") % {"unit": unit.name}, Why.STATE, field="units")
    row = Effect(problem=problem, cycle=problem.cycle, unit=unit, asked_by=actor, asked_at=at)
    changes = [Change(row), _moved_on(problem), *asked_of(problem, "expect_effect", unit, actor=actor, at=at)]
    write(
        problem.subject, "expect_effect", actor=actor, at=at, changes=changes,
        facts={"unit": str(unit.pk)},
    )  # fmt: skip
    return row


def confirm_effect(effect: Effect, *, actor: Post, at: datetime, words: str, document_no: str) -> Event:
    """Confirm what has arrived in the county: the head's signature, with a document's number or a row as evidence."""
    require(may_answer_effect(actor, effect))
    need(words=(words, _("Please say in a sentence what has arrived.")))
    need(document_no=(document_no, _("Please give the number of a document, or the row that shows it.")))
    return _settle(
        effect, "confirm_effect", EffectState.CONFIRMED, actor=actor, at=at, words=words, document_no=document_no
    )


def deny_effect(effect: Effect, *, actor: Post, at: datetime, words: str) -> Event:
    """Say that the effect has not arrived yet, and what is missing; it can be confirmed later."""
    require(may_answer_effect(actor, effect))
    need(words=(words, _("Please say what is missing.")))
    return _settle(effect, "deny_effect", EffectState.NOT_YET, actor=actor, at=at, words=words)


def waive_effect(effect: Effect, *, actor: Post, at: datetime, words: str, document_no: str) -> Event:
    """Go on without a county's confirmation: a leader, with the reason and the document that shows it."""
    require(may_waive(actor, effect))
    need(words=(words, _("Please say why this county's confirmation is not needed.")))
    need(document_no=(document_no, _("Please give the number of the document.")))
    return _settle(effect, "waive_effect", EffectState.WAIVED, actor=actor, at=at, words=words, document_no=document_no)


def move_effect(effect: Effect, to: Problem, *, actor: Post, at: datetime) -> Event:
    """Await a county's effect with the problem that was split off, where it is asked already, and no more here."""
    require(may_move_effect(actor, effect))
    if not Effect.objects.filter(problem=to, cycle=to.cycle, unit=effect.unit).exists():
        raise Refused(_("%(unit)s has not been asked there yet.") % {"unit": effect.unit.name}, Why.STATE)
    words = _("Split off as %(number)s.") % {"number": to.number or to.title}
    return _settle(effect, "move_effect", EffectState.MOVED, actor=actor, at=at, words=words, moved_to=to)


def expected_anew(problem: Problem, *, actor: Post, at: datetime) -> list[Change]:
    """Return what asks the counties of this cycle again in the next one, for whoever writes the relapse down."""
    rows = Effect.objects.filter(problem=problem, cycle=problem.cycle).exclude(state=EffectState.MOVED)
    changes: list[Change] = []
    for row in rows.select_related("unit"):
        new = Effect(problem=problem, cycle=problem.cycle + 1, unit=row.unit, asked_by=actor, asked_at=at)
        changes += [Change(new), *asked_of(problem, "expect_effect", row.unit, actor=actor, at=at)]
    return changes


def _settle(
    effect: Effect, verb: str, state: EffectState, *, actor: Post, at: datetime, words: str, document_no: str = "",
    moved_to: Problem | None = None,
) -> Event:  # fmt: skip
    change = changed(
        effect, state=state.value, words=words.strip(), document_no=document_no.strip(), settled_by=actor,
        settled_at=at, moved_to=moved_to,
    )  # fmt: skip
    facts: dict[str, Any] = {"unit": str(effect.unit_id)}
    changes = [change]
    if effect.state == EffectState.CONFIRMED:  # taken back: an application at the same moment must not slip through
        changes.append(_moved_on(effect.problem))
    return write(effect.problem.subject, verb, actor=actor, at=at, changes=changes, facts=facts)


def _moved_on(problem: Problem) -> Change:
    """Whoever applies at the same moment has decided on effects that are others by now."""
    return Change(problem, {"version": problem.version, "state": problem.state}, version=problem.version + 1)
