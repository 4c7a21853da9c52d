"""What a person keeps: what was read, what is wished, a calendar feed; and the administrator's switch for robots."""

import secrets
from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from jianfa.journal.models import Change, Event
from jianfa.notices.actions.delivering import NotSent, post
from jianfa.notices.models import Feed, Notice, Robot
from jianfa.notices.queries import configured_robots, feed_of, preference_of
from jianfa.notices.rules import digest_of
from jianfa.notices.states import OPTIONAL
from jianfa.organisations.actions.writing import write
from jianfa.organisations.models import Post
from jianfa.organisations.policy import Refused, Why, may_administer, not_found, require
from jianfa.supervision.actions import note_read


def mark_read(notices: Sequence[Notice], *, actor: Post, at: datetime) -> int:
    """Note that a person has read notices of their own; a reminder's receipt says so too. Leaves no event."""
    mine = [notice for notice in notices if notice.person_id == actor.person_id]
    with transaction.atomic():
        done = Notice.objects.filter(pk__in=[row.pk for row in mine], read_at=None).update(read_at=at)
        note_read(actor.person_id, [row.reminder for row in mine if row.reminder], at=at)
    return done


READ_AT_ONCE = 1000


def read_all(*, actor: Post, at: datetime) -> int:
    """Note that everything has been read, up to a thousand notices. Leaves no event."""
    unread = Notice.objects.filter(person=actor.person_id, read_at=None).order_by("-created_at")
    return mark_read(list(unread[:READ_AT_ONCE]), actor=actor, at=at)


def prefer(*, actor: Post, at: datetime, email: str, is_mailed: bool, muted: Collection[str]) -> Event:
    """Keep what a person wishes; legal notices cannot be switched off."""
    known = {row.kind for row in OPTIONAL}
    if wrong := set(muted) - known:
        raise Refused(
            _("This notice cannot be switched off: %(kind)s") % {"kind": min(wrong)}, Why.VALUE, field="muted"
        )
    row = preference_of(actor.person)
    wanted: dict[str, Any] = {"email": email.strip(), "is_mailed": is_mailed, "muted": sorted(muted)}
    change = Change(row, **wanted) if not row._state.adding else Change(row, person=actor.person, **wanted)
    return write(actor.person.subject, "prefer_notices", actor=actor, at=at, changes=[change])


def make_feed(*, actor: Post, at: datetime) -> str:
    """Make the secret address of one's due dates in this post, ending an earlier one; returned once, never again."""
    token = secrets.token_urlsafe(32)
    earlier = feed_of(actor)
    changes = [Change(earlier, {"ended_at": None}, ended_at=at)] if earlier else []
    changes.append(Change(Feed(post=actor, digest=digest_of(token), created_at=at)))
    write(actor.person.subject, "make_feed", actor=actor, at=at, changes=changes)
    return token


def end_feed(*, actor: Post, at: datetime) -> Event:
    """End the secret address at once."""
    feed = feed_of(actor)
    if feed is None:
        raise Refused(_("There is no calendar address to end."))
    change = Change(feed, {"ended_at": None}, ended_at=at)
    return write(actor.person.subject, "end_feed", actor=actor, at=at, changes=[change])


def switch_robot(name: str, *, actor: Post, at: datetime, is_on: bool) -> Event:
    """Let a robot of the settings speak in its group, or be silent."""
    require(may_administer(actor))
    if name not in configured_robots():
        raise not_found()
    row = Robot.objects.filter(name=name).first()
    if row is None:
        row = Robot(name=name)
        change = Change(row, name=name, is_on=is_on)
    else:
        change = Change(row, {"is_on": not is_on}, is_on=is_on)
    return write(row.subject, "switch_robot", actor=actor, at=at, changes=[change])


def try_robot(name: str, *, actor: Post, at: datetime) -> Event:
    """Send a test message now; raise Refused with what the robot answered."""
    require(may_administer(actor))
    robot = configured_robots().get(name)
    row = Robot.objects.filter(name=name).first()
    if robot is None:
        raise not_found()
    if row is None:
        raise Refused(_("Please switch the robot on first."))
    try:
        post(robot, _("Jianfa: this is a test message."), at)
    except NotSent as failure:
        raise Refused(failure.sentence) from failure
    return write(row.subject, "try_robot", actor=actor, at=at)
