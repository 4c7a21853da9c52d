"""Verbs on posts: given, ended, stood in for, handed over."""

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from jianfa.journal.models import Actor, Change, Event
from jianfa.organisations.actions.writing import write
from jianfa.organisations.models import Handover, Person, Post, Role, Unit, UnitKind
from jianfa.organisations.policy import Refused, Why, may_administer, require, require_administrator
from jianfa.organisations.queries import is_last_administrator


def give_post(
    person: Person, *, actor: Actor, at: datetime, unit: Unit, role: str, from_day: date,
    until_day: date | None = None, title: str = "", substitute_for: Post | None = None, basis: str = "",
    leads: bool = False,
) -> Post:  # fmt: skip
    """Give a person a post; a substitute (AB角) gets one with an end, in the other's unit, role and on its basis.

    An auditor is appointed by a document, named in ``basis``, and until a day. ``leads``: of the desk.
    """
    require_administrator(actor)
    if substitute_for is not None:
        unit, role, basis = substitute_for.unit, substitute_for.role, substitute_for.basis or ""
        leads = bool(substitute_for.leads)
        _check_substitute(person, substitute_for, until_day)
    _check_post(person, unit, role, from_day, until_day)
    if role == Role.AUDITOR:
        _check_auditor(basis, until_day)
    if leads and role != Role.DESK:
        raise Refused(_("Only a post of the city desk can lead the desk."), Why.VALUE, field="leads")
    post = Post(
        person=person, unit=unit, role=role, title=title, from_day=from_day, until_day=until_day,
        substitute_for=substitute_for, basis=basis.strip() or None, leads=leads or None,
    )  # fmt: skip
    write(person.subject, "give_post", actor=actor, at=at, changes=[Change(post)])
    return post


def _check_substitute(person: Person, post: Post, until_day: date | None) -> None:
    if post.person_id == person.pk:
        raise Refused(_("Nobody substitutes for themselves."), Why.VALUE, field="substitute_for")
    if post.substitute_for_id is not None:
        raise Refused(_("A substitute cannot be substituted for; name one for the post itself."), Why.VALUE)
    if until_day is None:
        raise Refused(_("A substitute needs a last day."), Why.VALUE, field="until_day")
    if post.until_day is not None and until_day > post.until_day:
        raise Refused(_("The post itself ends before the substitute would."), Why.VALUE, field="until_day")


def _check_auditor(basis: str, until_day: date | None) -> None:
    """Whoever may see everything and moves nothing is appointed by a document, and for a time."""
    if not basis.strip():
        raise Refused(_("Please give the document by which the auditor is appointed."), Why.VALUE, field="basis")
    if until_day is None:
        raise Refused(_("An auditor needs a last day."), Why.VALUE, field="until_day")


def substitute(post: Post, person: Person, *, actor: Actor, at: datetime, from_day: date, until_day: date) -> Post:
    """Let another person act for a post during a period (AB角); the record then says on whose behalf."""
    return give_post(
        person, actor=actor, at=at, unit=post.unit, role=post.role, from_day=from_day, until_day=until_day,
        title=post.title, substitute_for=post,
    )  # fmt: skip


ROLE_KINDS = {
    Role.LIAISON: {UnitKind.COUNTY_UNION}, Role.HEAD: {UnitKind.COUNTY_UNION},
    Role.HANDLER: {UnitKind.DEPARTMENT}, Role.DEPARTMENT_HEAD: {UnitKind.DEPARTMENT},
}  # fmt: skip


def _check_post(person: Person, unit: Unit, role: str, from_day: date, until_day: date | None) -> None:
    if role not in Role.values:
        raise Refused(_("Unknown role: %(role)s") % {"role": role}, Why.VALUE, field="role")
    kinds = ROLE_KINDS.get(Role(role))
    if kinds and unit.kind not in kinds:
        raise Refused(
            _("A %(role)s does not belong into %(unit)s.") % {"role": Role(role).label, "unit": unit.name},
            Why.VALUE, field="role",
        )  # fmt: skip
    if until_day is not None and until_day < from_day:
        raise Refused(_("The post ends before it begins."), Why.VALUE, field="until_day")
    running = person.posts.filter(Q(until_day=None) | Q(until_day__gte=from_day))
    held = set(running.values_list("role", flat=True))
    if role == Role.ADMINISTRATOR and held - {Role.ADMINISTRATOR}:
        raise Refused(_("An administrator has no business post."), Why.VALUE, field="role")
    if role != Role.ADMINISTRATOR and Role.ADMINISTRATOR in held:
        raise Refused(_("An administrator has no business post."), Why.VALUE, field="role")
    if running.filter(unit=unit, role=role).exists():
        raise Refused(_("The person already holds this post."), Why.VALUE, field="role")


def end_post(post: Post, *, actor: Actor, at: datetime, until_day: date, has_open_items: bool = False) -> Event:
    """End a post, and with it whoever stands in for it; open items must have been handed over first."""
    require_administrator(actor)
    if has_open_items:
        raise Refused(_("Open items must be handed over before the post can end."))
    if post.handovers_given.filter(signed_at=None).exists():
        raise Refused(_("A handover of this post is waiting for a signature; it ends after that."))
    if until_day < post.from_day:
        raise Refused(_("The post ends before it begins."), Why.VALUE, field="until_day")
    if post.until_day is not None and until_day > post.until_day:
        raise Refused(_("The post has ended already; please give it anew."), Why.VALUE, field="until_day")
    if post.role == Role.ADMINISTRATOR and is_last_administrator(post.person, until_day):
        raise Refused(_("This is the only administrator; please enter another one first."))
    with transaction.atomic():
        for other in post.substitutes.filter(until_day__gt=until_day):
            day = max(until_day, other.from_day)
            change = Change(other, {"until_day": other.until_day}, until_day=day)
            write(other.person.subject, "end_post", actor=actor, at=at, changes=[change])
        change = Change(post, {"until_day": post.until_day}, until_day=until_day)
        return write(post.person.subject, "end_post", actor=actor, at=at, changes=[change])


def start_handover(
    giver: Post, *, actor: Actor, at: datetime, receiver: Post, items: Sequence[UUID], note: str = ""
) -> Handover:
    """Draw up the list of open items that pass from one post to another."""
    if isinstance(actor, Post) and actor.person_id != giver.person_id:
        require(may_administer(actor))
    if receiver.person_id == giver.person_id:
        raise Refused(_("A handover goes to another person."), Why.VALUE, field="receiver")
    if (receiver.unit_id, receiver.role) != (giver.unit_id, giver.role):
        raise Refused(_("The receiver must hold the same post in the same unit."), Why.VALUE, field="receiver")
    if not receiver.is_held_on(timezone.localdate(at)):
        raise Refused(_("The receiver does not hold the post today."), Why.VALUE, field="receiver")
    if giver.handovers_given.filter(signed_at=None).exists():
        raise Refused(_("A handover of this post is already waiting for a signature."))
    row = Handover(giver=giver, receiver=receiver, items=[str(item) for item in items], note=note, started_at=at)
    write(giver.person.subject, "start_handover", actor=actor, at=at, changes=[Change(row)])
    return row


def sign_handover(handover: Handover, *, actor: Post, at: datetime) -> Event:
    """Sign for a handover; only the receiver can. Moving the items is the caller's part of the transaction."""
    if actor.person_id != handover.receiver.person_id:
        raise Refused(_("Only the receiver signs for a handover."), Why.OFFICE)
    if handover.signed_at is not None:
        raise Refused(_("This handover has been signed already."))
    change = Change(handover, {"signed_at": None}, signed_at=at)
    return write(handover.giver.person.subject, "sign_handover", actor=actor, at=at, changes=[change])
