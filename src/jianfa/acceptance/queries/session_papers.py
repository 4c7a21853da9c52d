"""What waits about sessions for a post, and what happened to one, told from its journal."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Exists, OuterRef, Q
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from jianfa.acceptance.models import PanelMember, Session, SessionItem, SessionState
from jianfa.journal.models import Event, Wording
from jianfa.organisations.models import Post, Proposal, Role

ROWS_A_GROUP = 8


@dataclass(frozen=True)
class SessionWait:
    """One kind of thing that waits about sessions: for whom, which ones, and the step."""

    key: str
    title: Promise
    role: Role
    condition: Callable[[Post], Q]
    verb: str


def _owed(post: Post | None = None) -> "Exists":
    rows = PanelMember.objects.filter(
        panel__ended_at=None, recorded_at=None, panel__application__session_items__session=OuterRef("pk"),
        panel__application__session_items__ended_at=None, panel__application__ended_at=None,
    )  # fmt: skip
    return Exists(rows if post is None else rows.filter(person=post.person_id))


def _filled() -> "Exists":
    return Exists(SessionItem.objects.filter(session=OuterRef("pk"), ended_at=None))


def _not_mine(post: Post) -> Q:
    added = SessionItem.objects.filter(session=OuterRef("pk"), added_by__person__in=post.stands_for)
    return ~Q(opener__in=post.stands_for) & ~Q(Exists(added))


def _entered(post: Post | None = None) -> "Exists":
    """A decision on paper has been entered; for a post: by somebody else, so that it may confirm it."""
    waiting = Proposal.objects.filter(
        subject_kind="problem", state=Proposal.State.OPEN, verb="approve", recorded_for__isnull=False
    )  # fmt: skip
    if post is not None:
        waiting = waiting.exclude(proposer__in=post.stands_for)
    return Exists(
        SessionItem.objects.filter(session=OuterRef("pk"), ended_at=None, problem__in=waiting.values("subject_id"))
    )


SESSION_WAITS = (
    SessionWait(
        "sessions_panel", gettext_lazy("Sessions to get a panel"), Role.DESK,
        lambda _post: Q(_filled(), state=SessionState.GATHERING), "name_panel",
    ),
    SessionWait(
        "sessions_paper", gettext_lazy("Sessions decided on paper, to check"), Role.DESK,
        lambda post: Q(_entered(post), state=SessionState.DECIDING), "confirm_decision",
    ),
    SessionWait(
        "sessions_conclude", gettext_lazy("Sessions to conclude"), Role.DESK,
        lambda _post: Q(~_owed(), state=SessionState.VERIFYING), "conclude",
    ),
    SessionWait(
        "sessions_record", gettext_lazy("Sessions to verify"), Role.PANELLIST,
        lambda post: Q(_owed(post), state=SessionState.VERIFYING), "record",
    ),
    SessionWait(
        "sessions_approve", gettext_lazy("Sessions to be decided"), Role.LEADER,
        lambda post: Q(~_entered(), state=SessionState.DECIDING) & _not_mine(post), "approve",
    ),
)  # fmt: skip


def sessions_waiting(post: Post) -> list[tuple[SessionWait, list[Session]]]:
    """Return the sessions that wait for the post, by kind; one query for each kind of the role."""
    found = []
    for wait in SESSION_WAITS:
        if post.role == wait.role:
            rows = Session.objects.visible_to(post).filter(wait.condition(post))
            counted = rows.annotate(n_items=Count("items", filter=Q(items__ended_at=None)))
            if some := list(counted.order_by("held_on", "pk")[:ROWS_A_GROUP]):
                found.append((wait, some))
    return found


# What happened to a session --------------------------------------------------------------------------------

NAMES: dict[str, Promise | str] = {
    "open_session": pgettext_lazy("session event", "opened"),
    "add_problems": pgettext_lazy("session event", "problems added"),
    "pull_out": pgettext_lazy("session event", "a problem pulled out"),
    "withdraw_session": pgettext_lazy("session event", "given up"),
    "name_panel_session": pgettext_lazy("session event", "panel named for all"),
    "record_results": pgettext_lazy("session event", "results recorded for all"),
    "conclude_session": pgettext_lazy("session event", "verification concluded for all"),
    "approve_session": pgettext_lazy("session event", "approved"),
    "call_lots_session": pgettext_lazy("session event", "candidates published for all"),
    "draw_panels_session": pgettext_lazy("session event", "panels drawn for all"),
    "record_decision_session": pgettext_lazy("session event", "decision entered from paper"),
    "reject_decision_session": pgettext_lazy("session event", "entry from paper taken off"),
}


@dataclass(frozen=True)
class SessionEvent:
    """One event of a session's chain, ready to show."""

    title: str
    at: datetime
    who: str
    text: str
    second: str


def session_history(session: Session) -> list[SessionEvent]:
    """Return what happened to the session, the newest first; three queries."""
    events = list(Event.objects.filter(chain=session.pk).order_by("-seq"))
    posts = Post.objects.filter(pk__in=[event.post for event in events if event.post])
    names = {row.pk: f"{row.person.name}（{row.unit.short_name}）" for row in posts.select_related("person", "unit")}
    said: dict[int, list[str]] = {}
    for wording in Wording.objects.filter(event__in=events).exclude(name__endswith="/title"):
        said.setdefault(wording.event_id, []).append(wording.text)
    return [
        SessionEvent(
            title=_title(event.verb), at=event.at, who=names.get(event.post, "") if event.post else "",
            text="\n".join(text for text in said.get(event.pk, ()) if text), second=_numbers(event),
        )
        for event in events
    ]  # fmt: skip


def _title(verb: str) -> str:
    name = str(NAMES.get(verb, verb))
    return name[:1].upper() + name[1:]


def _numbers(event: Event) -> str:
    facts = json.loads(bytes(event.body))["facts"]
    n = facts.get("problems", len(facts.get("added", ())))
    if paper := facts.get("recorded"):
        values = {"n": n, "no": paper["document_no"], "day": paper["document_day"]}
        return _("%(n)s · from paper: %(no)s of %(day)s") % values
    return str(n) if n else ""
