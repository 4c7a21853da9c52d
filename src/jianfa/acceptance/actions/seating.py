"""Who sits on a panel after it was named: a member with a conflict of interest leaves, the desk names another."""

from datetime import datetime

from django.utils.translation import gettext as _

from jianfa.acceptance.actions.verifying import check_panel, open_panel
from jianfa.acceptance.models import PanelMember
from jianfa.acceptance.policy import may_replace, may_step_aside, sitting_posts
from jianfa.acceptance.queries.lots import next_drawn
from jianfa.journal.models import Change, Event
from jianfa.ledger.actions import invite, move
from jianfa.ledger.models import Problem
from jianfa.organisations.models import Post
from jianfa.organisations.policy import Refused, Why, refuse_secrets, require


def step_aside(problem: Problem, *, actor: Post, at: datetime, reason: str) -> Event:
    """Declare a conflict of interest (有回避情形): the member leaves the panel before recording anything."""
    require(may_step_aside(problem, actor))
    _need(reason, "reason", _("Please say what the conflict is."))
    member = open_panel(problem).members.get(person=actor.person_id)
    left = Change(
        member, {"recorded_at": None, "left_at": None}, left_at=at, interest=PanelMember.Interest.CONFLICT.value,
        note=reason,
    )  # fmt: skip
    return move(problem, "step_aside", actor=actor, at=at, also=[left, *_uninvited(problem, member, at)])


def replace_member(
    problem: Problem, *, actor: Post, at: datetime, member: PanelMember, post: Post, reason: str = ""
) -> Event:
    """Name another in the place of a member who has left, or, with a reason, of one who has not recorded."""
    require(may_replace(problem, actor))
    panel = open_panel(problem)
    if (
        member.panel_id != panel.pk
        or member.recorded_at is not None
        or PanelMember.objects.filter(replaces=member).exists()
    ):
        raise Refused(_("This member has recorded a result or has been replaced already."), Why.STATE)
    if panel.members.filter(person=post.person_id).exists():
        raise Refused(
            _("%(name)s is on this panel already, or was.") % {"name": post.person.name}, Why.VALUE, field="successor"
        )
    staying = [seat for seat in sitting_posts(panel) if seat.pk != member.post_id]
    successor = next_drawn(problem, panel, staying, at)
    if successor is not None and successor.pk != post.pk:
        raise Refused(
            _("This panel was drawn by lot: the next in the order is %(name)s.") % {"name": successor.person.name},
            Why.VALUE, field="successor",
        )  # fmt: skip
    check_panel(problem, [*staying, post], at)
    changes = [*invite(problem, [post])]
    if member.left_at is None:
        _need(reason, "reason", _("Please say why this member is replaced."))
        changes += [
            Change(member, {"recorded_at": None, "left_at": None}, left_at=at),
            *_uninvited(problem, member, at),
        ]
    changes.append(Change(PanelMember(panel=panel, post=post, person=post.person, replaces=member)))
    return move(
        problem, "replace_member", actor=actor, at=at, also=changes, said={"reason": reason} if reason else None,
        facts={"instead_of": member.post_id},
    )  # fmt: skip


def _uninvited(problem: Problem, member: PanelMember, at: datetime) -> list[Change]:
    """Whoever has left the panel no longer sees the problem through it."""
    rows = problem.invitations.filter(post=member.post_id, ended_at=None)
    return [Change(row, {"ended_at": None}, ended_at=at) for row in rows]


def _need(text: str, field: str, sentence: str) -> None:
    if not text.strip():
        raise Refused(sentence, Why.VALUE, field=field)
    refuse_secrets({field: text})
