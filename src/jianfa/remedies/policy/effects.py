"""Effects: the city asks, the county's head answers, a leader waives; none of it once the problem is applied for."""

from django.utils.translation import gettext as _

from jianfa.ledger.models import Problem
from jianfa.ledger.policy import closed_campaign, stands_still
from jianfa.ledger.states import Nature, State
from jianfa.organisations.models import DEPARTMENT_ROLES, ActingPost, Post, Role
from jianfa.organisations.policy import Allowed, Denied, Verdict, Why
from jianfa.remedies.models import Effect
from jianfa.remedies.states import OPEN_EFFECTS, EffectState

BEFORE_APPLICATION = frozenset({State.LISTED, State.DISPATCHED, State.PLANNING, State.IN_PROGRESS, State.SUSPENDED})
"""States in which effects are asked for and answered; later the application stands on them."""
NAMED_IN_A_SENTENCE = 8


def may_expect(post: ActingPost, problem: Problem) -> Verdict:
    """The desk asks counties for the effect, or the department that works on the problem."""
    is_staff = isinstance(post, Post) and post.role in DEPARTMENT_ROLES and post.unit_id == problem.acting_unit_id
    if not is_staff and not (isinstance(post, Post) and post.role == Role.DESK):
        return Denied(_("Counties are asked for the effect by the city desk or by the department that works on it."))
    if problem.nature != Nature.COMMON:
        sentence = _("Effects are asked for with a common problem; this one is “%(nature)s”.")
        return Denied(sentence % {"nature": problem.get_nature_display()}, Why.STATE)
    return _while_open(problem)


def may_answer_effect(post: ActingPost, effect: Effect) -> Verdict:
    """The head of the county that is asked; the answer is the signature."""
    if not isinstance(post, Post) or post.role != Role.HEAD or post.unit_id != effect.unit_id:
        return Denied(_("The effect is confirmed or denied by the head of %(unit)s.") % {"unit": effect.unit.name})
    if effect.state == EffectState.WAIVED:
        return Denied(_("A city leader has waived this row."), Why.STATE)
    if effect.state == EffectState.MOVED:
        return Denied(_("Your county's effect is awaited with the problem that was split off."), Why.STATE)
    return _while_open(effect.problem, effect)


def may_waive(post: ActingPost, effect: Effect) -> Verdict:
    """A city leader, with a reason and a document; not what a county has confirmed."""
    if not isinstance(post, Post) or post.role != Role.LEADER:
        return Denied(_("An effect is waived by a city leader, with a reason and a document."))
    if effect.state not in OPEN_EFFECTS:
        return Denied(
            _("This row is “%(state)s”; there is nothing to waive.") % {"state": effect.get_state_display()}, Why.STATE
        )
    return _while_open(effect.problem, effect)


def may_move_effect(post: ActingPost, effect: Effect) -> Verdict:
    """The desk, where a further problem is split off; nothing that has been answered for good moves."""
    if not isinstance(post, Post) or post.role != Role.DESK:
        return Denied(_("A problem is split by the city desk."))
    if effect.state not in OPEN_EFFECTS:
        sentence = _("This row is “%(state)s”; it stays where it is.")
        return Denied(sentence % {"state": effect.get_state_display()}, Why.STATE)
    return _while_open(effect.problem, effect)


def _while_open(problem: Problem, effect: Effect | None = None) -> Verdict:
    if problem.state not in BEFORE_APPLICATION or (effect is not None and effect.cycle != problem.cycle):
        sentence = _("The problem is “%(state)s”; effects are asked for and answered while it is worked on.")
        return Denied(sentence % {"state": problem.get_state_display()}, Why.STATE)
    if stands_still(problem):
        return closed_campaign(problem)
    return Allowed()


def _is_answered_somewhere(problem: Problem) -> Verdict:
    """Refuse where every county went to a problem split off: nobody is left who could say that it is solved."""
    states = set(Effect.objects.filter(problem=problem, cycle=problem.cycle).order_by().values_list("state", flat=True))
    if states != {EffectState.MOVED.value}:
        return Allowed()
    sentence = _(
        "Every county is asked at the problem that was split off, none at this one. Please ask a county here, or merge "
        "the two problems."
    )
    return Denied(sentence, Why.STATE)


def may_apply_with(problem: Problem) -> Verdict:
    """Say whether the effects let the problem be applied for: none of this cycle is awaited or not yet there.

    A policy issued is not yet a write-off: what is solved for all must have arrived with all (docs/remedies.md).
    """
    waiting = Effect.objects.filter(problem=problem).still_open().order_by("unit__position", "unit__code")
    names = list(waiting.values_list("unit__name", flat=True))
    if not names:
        return _is_answered_somewhere(problem)
    shown = _(", ").join(names[:NAMED_IN_A_SENTENCE])
    if len(names) > NAMED_IN_A_SENTENCE:
        shown = _("%(names)s and %(n)s more") % {"names": shown, "n": len(names) - NAMED_IN_A_SENTENCE}
    return Denied(
        _(
            "It cannot be applied for yet: the effect is not confirmed by %(units)s. "
            "Their heads confirm it, or a city leader waives it with a reason."
        ) % {"units": shown},
        Why.STATE,
    )  # fmt: skip
