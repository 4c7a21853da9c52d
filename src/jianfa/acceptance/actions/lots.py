"""Draw a panel by lot (双随机): publish the candidates, wait for the seal, let the seed name the members."""

from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from jianfa.acceptance.actions.verifying import open_application, seat
from jianfa.acceptance.models import Lot
from jianfa.acceptance.policy import lot_of, needs_outsider, panel_size
from jianfa.acceptance.queries.lots import candidates_for, draw_of, may_call, may_draw
from jianfa.acceptance.rules import LOT_RULE, Candidate
from jianfa.journal.models import Change, Event
from jianfa.ledger.actions import move
from jianfa.ledger.models import Problem
from jianfa.organisations.models import Post
from jianfa.organisations.policy import Refused, Why, require


def call_lot(problem: Problem, *, actor: Post, at: datetime) -> Event:
    """Publish who may be drawn, how many, and by which rule (公布候选名单); the seed comes after, so nobody knows it.

    Again only where the candidates published before cannot fill the panel.
    """
    require(may_call(problem, actor, at))
    size, outsider, before = panel_size(problem), needs_outsider(problem), lot_of(problem)
    candidates = candidates_for(problem, at)
    _check(candidates, size, outsider=outsider)
    lot = Lot(
        application=open_application(problem), rule=LOT_RULE, size=size, needs_outsider=outsider, called_by=actor,
        called_at=at, candidates=[{"post": str(one.post), "outside": one.is_outside} for one in candidates],
    )  # fmt: skip
    ended = [Change(before, {"drawn_at": None, "ended_at": None}, ended_at=at)] if before else []
    return move(
        problem, "call_lot", actor=actor, at=at, also=[*ended, Change(lot)], facts={"candidates": len(candidates)}
    )  # fmt: skip


def _check(candidates: list[Candidate], size: int, *, outsider: bool) -> None:
    """Refuse a lot that could never fill the panel."""
    if len(candidates) < size:
        raise Refused(
            ngettext(
                "Only %(n)s panellist is independent of this problem, and the panel needs %(size)s.",
                "Only %(n)s panellists are independent of this problem, and the panel needs %(size)s.",
                len(candidates),
            ) % {"n": len(candidates), "size": size}, Why.VALUE,
        )  # fmt: skip
    if outsider and not any(one.is_outside for one in candidates):
        raise Refused(_("No panellist from outside the ranked county unions is independent of it."), Why.VALUE)


def draw_panel(problem: Problem, *, actor: Post, at: datetime) -> Event:
    """Name the panel that the seed gives: the hash of the first checkpoint after the candidates were published.

    Whoever of the candidates is no longer free is passed over, and the next in the order takes the seat.
    """
    require(may_draw(problem, actor, at))
    lot = lot_of(problem)
    draw = draw_of(problem, lot, at) if lot else None
    if lot is None or draw is None:  # may_draw has said so before
        raise Refused(_("No candidates have been published for this panel."), Why.STATE)
    drawn = Change(
        lot, {"drawn_at": None, "ended_at": None}, drawn_at=at, checkpoint=draw.checkpoint.n,
        seed=bytes(draw.checkpoint.hash).hex(), drawn=[str(one.post) for one in draw.order],
        gone=[str(post) for post in draw.gone],
    )  # fmt: skip
    return seat(problem, "draw_panel", actor=actor, at=at, posts=draw.posts, also=[drawn])
