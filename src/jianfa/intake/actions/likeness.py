"""A person says that two texts are alike, or takes it back. Nothing is merged by it."""

from datetime import datetime

from django.utils.translation import gettext as _

from jianfa.intake.models import Demand, DemandLink
from jianfa.intake.policy.likeness import may_confirm_like
from jianfa.intake.states import LinkKind
from jianfa.journal.models import Change, Event
from jianfa.ledger.models import Problem
from jianfa.organisations.actions.writing import write
from jianfa.organisations.models import Post
from jianfa.organisations.policy import Refused, Why, require


def confirm_like(demand: Demand, other: Demand | Problem, *, actor: Post, at: datetime) -> Event:
    """Put on record that a demand is like another one or like a problem; both pages show it.

    Of two demands the one with the lower id carries the link, so that the database itself knows a pair only once.
    """
    if isinstance(other, Problem):
        require(may_confirm_like(actor, demand))
        _require_seen(actor, [demand], other)
        link = DemandLink(demand=demand, problem=other, kind=LinkKind.LIKE.value, confirmed_by=actor, confirmed_at=at)
        facts = {"problem": str(other.pk)}
    else:
        if demand.pk == other.pk:
            raise Refused(_("A demand is always like itself; please choose another one."), Why.VALUE, field="other")
        require(may_confirm_like(actor, demand, other))
        _require_seen(actor, [demand, other])
        demand, second = sorted((demand, other), key=lambda one: one.pk.hex)
        link = DemandLink(demand=demand, other=second, kind=LinkKind.LIKE.value, confirmed_by=actor, confirmed_at=at)
        facts = {"other": str(second.pk)}
    if DemandLink.objects.filter(
        demand=demand, problem=link.problem_id, other=link.other_id, ended_at=None
    ).exists():  # fmt: skip
        raise Refused(_("That has been confirmed already."))
    return write(demand.subject, "confirm_like", actor=actor, at=at, changes=[Change(link)], facts=facts)


def _require_seen(actor: Post, demands: list[Demand], problem: Problem | None = None) -> None:
    """Refuse what the post does not see, whoever calls."""
    keys = {row.pk for row in demands}
    seen = Demand.objects.visible_to(actor).filter(pk__in=keys).count() == len(keys)
    if not seen or (problem is not None and not Problem.objects.visible_to(actor).filter(pk=problem.pk).exists()):
        raise Refused(_("Not found, or you may not see it."), Why.HIDDEN)


def end_like(link: DemandLink, *, actor: Post, at: datetime, reason: str = "") -> Event:
    """Take a confirmed likeness back; that it was confirmed stays in the record."""
    demands = [row for row in (link.demand, link.other) if row is not None]
    require(may_confirm_like(actor, *demands))
    if link.kind != LinkKind.LIKE or link.ended_at is not None:
        raise Refused(_("That has been taken back already."))
    said = {"reason": reason.strip()} if reason.strip() else None
    change = Change(link, {"ended_at": None}, ended_at=at, ended_by=actor)
    return write(link.demand.subject, "end_like", actor=actor, at=at, changes=[change], said=said)
