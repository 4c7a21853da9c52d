"""Who opens, fills, verifies and decides a session, and what hinders a problem in it."""

from collections.abc import Callable, Collection
from uuid import UUID

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from jianfa.acceptance.models import SESSION_OPEN, Lot, Session, SessionItem, SessionState
from jianfa.acceptance.policy.deciding import may_approve
from jianfa.acceptance.policy.lots import may_name_panel
from jianfa.acceptance.policy.verifying import may_conclude
from jianfa.ledger.models import Problem
from jianfa.ledger.states import State
from jianfa.organisations.models import ActingPost, Post, Proposal, Role
from jianfa.organisations.policy import Allowed, Denied, Verdict, Why

READERS = frozenset({Role.DESK, Role.LEADER, Role.AUDITOR, Role.PANELLIST})
MOST_PROBLEMS = 60
"""Problems of one session: each step is one transaction, and others wait for it."""
COURSE = (State.CLOSING, State.VERIFYING, State.APPROVING, State.PUBLICISED, State.WRITTEN_OFF)


def may_read_sessions(post: Post) -> Verdict:
    """Say whether sessions are this post's business at all."""
    if Role(post.role) in READERS:
        return Allowed()
    return Denied(_("Sessions are for the city desk, the panel, the leaders and the auditor."))


def may_open_session(post: ActingPost) -> Verdict:
    """Say whether the post opens and fills sessions."""
    if isinstance(post, Post) and post.role == Role.DESK:
        return Allowed()
    return Denied(_("A session is opened and filled by the city desk."))


def may_add(post: ActingPost, session: Session) -> Verdict:
    """Say whether problems can still be added: until the panel is named."""
    return may_open_session(post) and _in_state(session, SessionState.GATHERING)


def may_name(post: ActingPost, session: Session) -> Verdict:
    """Say whether the post may name the one panel for all."""
    return may_add(post, session)


def to_call(session: Session) -> set[UUID]:
    """Return the applications in the session whose panel is to be drawn and whose candidates are not published."""
    rows = _before_a_panel(session).filter(problem__campaign__draws_lots=True).exclude(application__in=_standing())
    return set(rows.values_list("application", flat=True))


def to_draw(session: Session) -> set[UUID]:
    """Return the applications in the session whose candidates are published and whose panel is not drawn yet."""
    rows = _before_a_panel(session).filter(application__in=_standing().filter(drawn_at=None))
    return set(rows.values_list("application", flat=True))


def _before_a_panel(session: Session) -> "QuerySet[SessionItem]":
    return session.items.filter(ended_at=None, application__ended_at=None, problem__state=State.CLOSING)


def _standing() -> "QuerySet[Lot]":
    return Lot.objects.filter(ended_at=None).values("application")  # type: ignore[return-value]


def may_call_lots(post: ActingPost, session: Session) -> Verdict:
    """Say whether the post may publish the candidates of all problems whose panel is drawn."""
    verdict = may_add(post, session)
    if verdict and not to_call(session):
        return Denied(_("No problem in the session waits for its candidates to be published."), Why.STATE)
    return verdict


def may_draw_panels(post: ActingPost, session: Session) -> Verdict:
    """Say whether the post may draw the panels of all problems whose candidates are published."""
    verdict = may_add(post, session)
    if verdict and not to_draw(session):
        return Denied(_("No problem in the session waits for its panel to be drawn."), Why.STATE)
    return verdict


def may_record_session(post: ActingPost, session: Session) -> Verdict:
    """Say whether a member of the panel may record results for all."""
    if not isinstance(post, Post) or post.role == Role.ADMINISTRATOR:
        return Denied(_("Only a member of the panel records a result."))
    seats = SessionItem.objects.filter(
        session=session, ended_at=None, application__panels__ended_at=None,
        application__panels__members__person=post.person_id,
    )  # fmt: skip
    if not seats.exists():
        return Denied(_("Only a member of the panel records a result."))
    return _in_state(session, SessionState.VERIFYING)


def may_conclude_session(post: ActingPost, session: Session) -> Verdict:
    """Say whether the post may conclude for all."""
    return may_open_session(post) and _in_state(session, SessionState.VERIFYING)


def may_approve_session(post: ActingPost, session: Session, adders: Collection[UUID] = ()) -> Verdict:
    """Say whether the leader may decide; never whoever opened the session or added a problem to it."""
    if not isinstance(post, Post) or post.role != Role.LEADER:
        return Denied(_("A session is decided by a city leader."))
    if post.stands_for & {session.opener_id, *adders}:
        return Denied(_("Whoever opened or filled the session cannot decide it, in whatever post."))
    return _in_state(session, SessionState.DECIDING)


def entered_for(session: Session) -> dict[UUID, Proposal]:
    """Return problem → the decision on paper that one clerk has entered and no second one has confirmed yet."""
    standing = session.items.filter(
        ended_at=None, application__ended_at=None, problem__state=State.APPROVING
    )  # fmt: skip
    rows = Proposal.objects.filter(
        subject_kind="problem", subject_id__in=standing.values("problem"), state=Proposal.State.OPEN, verb="approve",
        recorded_for__isnull=False,
    ).select_related("recorded_for__person", "recorded_for__unit", "proposed_by__person")  # fmt: skip
    return {row.subject_id: row for row in rows}


def may_enter_session(post: ActingPost, session: Session) -> Verdict:
    """Say whether a clerk may enter that a leader has decided on paper (代录): the desk, once."""
    if not isinstance(post, Post) or post.role != Role.DESK:
        return Denied(_("The decision of a session on paper is entered by the city desk."))
    verdict = _in_state(session, SessionState.DECIDING)
    if verdict and entered_for(session):
        return Denied(_("A decision on paper has been entered already; a second clerk confirms it."), Why.STATE)
    return verdict


def may_reject_session(post: ActingPost, session: Session) -> Verdict:
    """Say whether a clerk may take off again what was entered from paper."""
    if not isinstance(post, Post) or post.role != Role.DESK:
        return Denied(_("The decision of a session on paper is entered by the city desk."))
    verdict = _in_state(session, SessionState.DECIDING)
    if verdict and not entered_for(session):
        return Denied(_("No decision on paper waits to be checked."), Why.STATE)
    return verdict


def may_confirm_session(post: ActingPost, session: Session) -> Verdict:
    """Say whether the post is the second clerk: another person than whoever entered it."""
    verdict = may_reject_session(post, session)
    if verdict and any(row.proposer_id in post.stands_for for row in entered_for(session).values()):  # type: ignore[union-attr]
        return Denied(_("A second clerk confirms what the first has entered."))
    return verdict


def may_pull_out(post: ActingPost, session: Session) -> Verdict:
    """Say whether the post may take a problem out of a session: any time before it is decided."""
    if not isinstance(post, Post) or post.role not in {Role.DESK, Role.LEADER}:
        return Denied(_("A problem is pulled out by the city desk or a leader."))
    return _in_state(session, *SESSION_OPEN)


def may_withdraw_session(post: ActingPost, session: Session) -> Verdict:
    """Say whether the desk may withdraw a session: as long as no panel is named."""
    return may_add(post, session)


def _in_state(session: Session, *states: str) -> Verdict:
    if session.state in states:
        return Allowed()
    return Denied(
        _("The session is “%(state)s” now; this is not possible.") % {"state": session.get_state_display()}, Why.STATE
    )


# One problem in it -----------------------------------------------------------------------------------------


def is_gone(item: SessionItem) -> bool:
    """Say whether the problem went back to work by itself: sent back, taken back, an objection upheld."""
    return item.application.ended_at is not None


def stands_before(problem: Problem, source: State) -> int:
    """Return -1 for a problem that has not come to this step, 0 for one that waits for it, 1 for one beyond it."""
    here = COURSE.index(State(problem.state)) if problem.state in COURSE else -1
    wanted = COURSE.index(source)
    return (here > wanted) - (here < wanted)


def is_left(item: SessionItem, source: State) -> bool:
    """Say whether a step passes the item over: it went back to work, or is beyond the step already."""
    return is_gone(item) or stands_before(item.problem, source) > 0


def hindrance(item: SessionItem, source: State, post: Post, may_step: Callable[[Problem, Post], Verdict]) -> str:
    """Return why the step cannot be done for this problem; "" where nothing hinders it."""
    if is_left(item, source):
        return ""
    if stands_before(item.problem, source) < 0:
        sentence = _("It is “%(state)s” now; please pull it out or wait.")
        return sentence % {"state": item.problem.get_state_display()}
    verdict = may_step(item.problem, post)
    return "" if verdict else str(verdict.sentence)  # type: ignore[union-attr]


def _is_entered(problem: Problem, _post: Post) -> Verdict:
    rows = Proposal.objects.filter(subject_kind="problem", subject_id=problem.pk, state=Proposal.State.OPEN)
    if rows.filter(verb="approve", recorded_for__isnull=False).exists():
        return Allowed()
    return Denied(_("Nothing has been entered from paper for it; please pull it out, or enter all anew."), Why.STATE)


STEPS: dict[str, tuple[State, Callable[[Problem, Post], Verdict]]] = {
    "name_panel": (State.CLOSING, may_name_panel),
    "conclude": (State.VERIFYING, lambda problem, post: may_conclude(problem, post, timezone.localdate())),
    "approve": (State.APPROVING, may_approve),
    "record_decision": (State.APPROVING, lambda _problem, _post: Allowed()),
    "confirm_decision": (State.APPROVING, _is_entered),
    "reject_decision": (State.APPROVING, lambda _problem, _post: Allowed()),
}
"""Step of a session → the state its problems must be in, and the rule of the single verb."""
