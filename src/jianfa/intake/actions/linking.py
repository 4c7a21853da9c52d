"""A demand becomes a problem, or goes into one that is there; a person says so, and a merger can be undone."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from jianfa.intake.actions.likeness import end_like
from jianfa.intake.actions.moving import move, needed, needed_answer
from jianfa.intake.models import Demand, DemandLink
from jianfa.intake.policy import may
from jianfa.intake.states import LinkKind, State
from jianfa.journal.models import Change, Event
from jianfa.ledger.actions import Draft, draft
from jianfa.ledger.models import Origin, Problem
from jianfa.ledger.states import State as ProblemState
from jianfa.organisations.models import COUNTY_ROLES, Post, Role
from jianfa.organisations.policy import Refused, Why, require


def promote(demand: Demand, content: Draft, *, actor: Post, at: datetime, text: str) -> Problem:
    """Write a problem down from a demand, with what is known of it; the desk's is handed in at once."""
    require(may(actor, "promote", demand))
    words = needed_answer(text)
    origin = Origin.COUNTY if actor.role in COUNTY_ROLES else Origin.CITY
    state = ProblemState.SUBMITTED if actor.role == Role.DESK else ProblemState.DRAFT
    with transaction.atomic():
        problem = draft(
            demand.campaign, content, actor=actor, at=at, origin=origin, state=state, facts={"demand": str(demand.pk)}
        )
        link = _link(demand, actor, at, LinkKind.PROMOTED, problem=problem)
        move(
            demand, "promote", actor=actor, at=at, also=[Change(link)], answer=words, satisfaction="",
            facts={"problem": str(problem.pk)},
        )  # fmt: skip
    return problem


def merge(demand: Demand, into: Demand | Problem, *, actor: Post, at: datetime, text: str) -> Event:
    """Say that a demand is about the same as a problem or another demand; a person does, never the system."""
    require(may(actor, "merge", demand))
    words = needed_answer(text)
    _check_target(demand, into, actor)
    target: Mapping[str, Any] = {"problem": into} if isinstance(into, Problem) else {"other": into}
    earlier = [Change(row, {"ended_at": None}, ended_at=at, ended_by=actor) for row in demand.links.filter(
        ended_at=None, kind=LinkKind.LIKE, **target
    )]  # fmt: skip
    link = _link(demand, actor, at, LinkKind.MERGED, **target)
    there = DemandLink.objects.filter(demand=into.pk, other=demand, kind=LinkKind.LIKE, ended_at=None)
    with transaction.atomic():
        for row in there.select_related("demand", "other"):  # of two demands the lower id carries the likeness
            end_like(row, actor=actor, at=at)
        return move(
            demand, "merge", actor=actor, at=at, also=[*earlier, Change(link)], answer=words, satisfaction="",
            facts={name: str(row.pk) for name, row in target.items()},
        )  # fmt: skip


def _check_target(demand: Demand, into: Demand | Problem, actor: Post) -> None:
    visible: QuerySet[Any] = type(into).objects.visible_to(actor)
    if not visible.filter(pk=into.pk).exists():
        raise Refused(_("Not found, or you may not see it."), Why.HIDDEN)
    if into.campaign.is_practice != demand.campaign.is_practice:
        raise Refused(_("Practice and real work are not merged."), Why.VALUE, field="into")
    if isinstance(into, Problem):
        if into.state in {ProblemState.MERGED, ProblemState.VOIDED, ProblemState.DECLINED}:
            raise Refused(_("This problem is off the list; please choose another one."), Why.VALUE, field="into")
        return
    if into.pk == demand.pk:
        raise Refused(_("A demand cannot be merged into itself."), Why.VALUE, field="into")
    if into.state in {State.DRAFT, State.WITHDRAWN, State.MERGED}:
        sentence = _("This demand is “%(state)s”; please choose the one it stands for.")
        raise Refused(sentence % {"state": into.get_state_display()}, Why.VALUE, field="into")


def unmerge(demand: Demand, *, actor: Post, at: datetime, reason: str) -> Event:
    """Undo a merger: the demand is to be answered by itself again."""
    require(may(actor, "unmerge", demand))
    reason = needed(reason, "reason", _("Please say why."))
    ended = [
        Change(row, {"ended_at": None}, ended_at=at, ended_by=actor)
        for row in demand.links.filter(ended_at=None, kind=LinkKind.MERGED)
    ]
    return move(demand, "unmerge", actor=actor, at=at, also=ended, said={"reason": reason}, answer="", satisfaction="")


def _link(demand: Demand, actor: Post, at: datetime, kind: LinkKind, **target: Any) -> DemandLink:
    return DemandLink(demand=demand, kind=kind.value, confirmed_by=actor, confirmed_at=at, **target)
