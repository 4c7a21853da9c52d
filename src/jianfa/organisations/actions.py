"""Verbs on units, people and posts, each with its event."""

import hashlib
import secrets
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from uuid import UUID

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from jianfa.journal.actions import write
from jianfa.journal.models import Actor, Change, Event
from jianfa.kit.grams import folded
from jianfa.organisations.models import ActivationSlip, Alias, Handover, Person, Post, Role, Timer, Unit, UnitKind
from jianfa.organisations.policy import Refused, Why, may_administer, require

SLIP_DAYS = 14
SLIP_ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
"""Without 0 O 1 I, which look alike in print."""


def _administrator(actor: Actor) -> None:
    """Timer stands for `jianfa init` and `jianfa demo`, run by whoever holds the machine."""
    if isinstance(actor, Post):
        require(may_administer(actor))
    elif not isinstance(actor, Timer):
        raise Refused(_("Units, people and posts are kept by the administrator."), Why.OFFICE)


def create_unit(
    *, actor: Actor, at: datetime, code: str, name: str, short_name: str = "", kind: str = UnitKind.COUNTY_UNION,
    parent: Unit | None = None, area_code: str | None = None, position: int = 0, valid_from: date | None = None,
    aliases: Sequence[str] = (), is_sample: bool = False,
) -> Unit:  # fmt: skip
    """Add a unit under its own code, with other names it goes by."""
    _administrator(actor)
    if not code.strip() or not name.strip():
        raise Refused(_("A unit needs a code and an official name."), Why.VALUE, field="code")
    if Unit.objects.filter(code=code.strip()).exists():
        raise Refused(_("There is already a unit with the code %(code)s.") % {"code": code}, Why.VALUE, field="code")
    if Unit.objects.filter(name=name.strip(), valid_until=None).exists():
        raise Refused(_("There is already a unit named %(name)s.") % {"name": name}, Why.VALUE, field="name")
    unit = Unit(
        code=code.strip(), name=name.strip(), short_name=short_name.strip() or name.strip()[:30], kind=kind,
        parent=parent, area_code=area_code or None, position=position, is_sample=is_sample,
        valid_from=valid_from or date(2000, 1, 1),
    )  # fmt: skip
    changes = [Change(unit)] + [Change(alias) for alias in _aliases(unit, aliases)]
    write(unit.subject, "create_unit", actor=actor, at=at, changes=changes)
    return unit


def _aliases(unit: Unit, texts: Sequence[str]) -> list[Alias]:
    keys = {folded(text): text.strip() for text in texts if text.strip()}
    return [Alias(unit=unit, text=text, key=key) for key, text in keys.items()]


def change_unit(unit: Unit, *, actor: Actor, at: datetime, **values: object) -> Event:
    """Change a unit's names, kind, order, validity or successor; its code stays."""
    _administrator(actor)
    if unknown := set(values) - {"name", "short_name", "kind", "area_code", "position", "valid_until", "successor", "parent"}:
        raise TypeError(f"not a column of a unit: {unknown}")
    return write(unit.subject, "change_unit", actor=actor, at=at, changes=[Change(unit, **values)])


def add_alias(unit: Unit, *, actor: Actor, at: datetime, text: str) -> Event:
    """Let a unit be recognised by one more name."""
    _administrator(actor)
    if not text.strip():
        raise Refused(_("Please give the other name."), Why.VALUE, field="text")
    key = folded(text)
    if unit.aliases.filter(key=key, ended_at=None).exists():
        raise Refused(_("The unit already goes by this name."), Why.VALUE, field="text")
    change = Change(Alias(unit=unit, text=text.strip(), key=key))
    return write(unit.subject, "add_alias", actor=actor, at=at, changes=[change])


def end_alias(alias: Alias, *, actor: Actor, at: datetime) -> Event:
    """No longer recognise a unit by this name."""
    _administrator(actor)
    change = Change(alias, {"ended_at": None}, ended_at=at)
    return write(alias.unit.subject, "end_alias", actor=actor, at=at, changes=[change])


def create_person(
    *, actor: Actor, at: datetime, username: str, name: str, mobile: str = "", is_sample: bool = False
) -> Person:
    """Add a person; the account opens with an activation slip."""
    _administrator(actor)
    if not username.strip() or not name.strip():
        raise Refused(_("A person needs a user name and a name."), Why.VALUE, field="username")
    if Person.objects.filter(username=username.strip()).exists():
        raise Refused(
            _("The user name %(username)s is taken.") % {"username": username}, Why.VALUE, field="username"
        )
    person = Person(username=username.strip(), name=name.strip(), mobile=mobile.strip(), is_sample=is_sample)
    person.set_unusable_password()
    write(person.subject, "create_person", actor=actor, at=at, changes=[Change(person)])
    return person


def change_person(person: Person, *, actor: Actor, at: datetime, name: str, mobile: str, is_active: bool) -> Event:
    """Change a person's name, mobile or whether they may log in."""
    _administrator(actor)
    change = Change(person, name=name.strip(), mobile=mobile.strip(), is_active=is_active)
    return write(person.subject, "change_person", actor=actor, at=at, changes=[change])


def give_post(
    person: Person, *, actor: Actor, at: datetime, unit: Unit, role: str, from_day: date,
    until_day: date | None = None, title: str = "", substitute_for: Post | None = None,
) -> Post:  # fmt: skip
    """Give a person a post; a substitute (AB角) gets one with an end, in the other's unit and role."""
    _administrator(actor)
    _check_post(person, unit, role, from_day, until_day)
    if substitute_for is not None:
        if substitute_for.person_id == person.pk:
            raise Refused(_("Nobody substitutes for themselves."), Why.VALUE, field="substitute_for")
        if until_day is None:
            raise Refused(_("A substitute needs a last day."), Why.VALUE, field="until_day")
        unit, role = substitute_for.unit, substitute_for.role
    post = Post(
        person=person, unit=unit, role=role, title=title, from_day=from_day, until_day=until_day,
        substitute_for=substitute_for,
    )  # fmt: skip
    write(person.subject, "give_post", actor=actor, at=at, changes=[Change(post)])
    return post


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
    held = set(person.posts.filter(until_day=None).values_list("role", flat=True))
    if role == Role.ADMINISTRATOR and held - {Role.ADMINISTRATOR}:
        raise Refused(_("An administrator has no business post."), Why.VALUE, field="role")
    if role != Role.ADMINISTRATOR and Role.ADMINISTRATOR in held:
        raise Refused(_("An administrator has no business post."), Why.VALUE, field="role")
    if person.posts.filter(unit=unit, role=role, until_day=None).exists():
        raise Refused(_("The person already holds this post."), Why.VALUE, field="role")


def end_post(post: Post, *, actor: Actor, at: datetime, until_day: date, has_open_items: bool = False) -> Event:
    """End a post; open items must have been handed over first."""
    _administrator(actor)
    if has_open_items:
        raise Refused(_("Open items must be handed over before the post can end."))
    if until_day < post.from_day:
        raise Refused(_("The post ends before it begins."), Why.VALUE, field="until_day")
    change = Change(post, {"until_day": None}, until_day=until_day)
    return write(post.person.subject, "end_post", actor=actor, at=at, changes=[change])


def start_handover(
    giver: Post, *, actor: Actor, at: datetime, receiver: Post, items: Sequence[UUID], note: str = ""
) -> Handover:
    """Draw up the list of open items that pass from one post to another."""
    if isinstance(actor, Post) and actor.person_id not in {giver.person_id}:
        require(may_administer(actor))
    if receiver.person_id == giver.person_id:
        raise Refused(_("A handover goes to another person."), Why.VALUE, field="receiver")
    if (receiver.unit_id, receiver.role) != (giver.unit_id, giver.role):
        raise Refused(_("The receiver must hold the same post in the same unit."), Why.VALUE, field="receiver")
    if giver.handovers_given.filter(signed_at=None).exists():
        raise Refused(_("A handover of this post is already waiting for a signature."))
    row = Handover(giver=giver, receiver=receiver, items=[str(item) for item in items], note=note, started_at=at)
    write(giver.person.subject, "start_handover", actor=actor, at=at, changes=[Change(row)])
    return row


def sign_handover(handover: Handover, *, actor: Post, at: datetime) -> Event:
    """Sign for a handover; only the receiver can. Moving the items is the caller's part of the transaction."""
    if actor.person_id != handover.receiver.person_id:
        raise Refused(_("Only the receiver signs for a handover."), Why.OFFICE)
    change = Change(handover, {"signed_at": None}, signed_at=at)
    return write(handover.giver.person.subject, "sign_handover", actor=actor, at=at, changes=[change])


def issue_slip(person: Person, *, actor: Actor, at: datetime) -> str:
    """Issue a one-time code to print; earlier codes end. The code is returned once and kept as a digest only."""
    _administrator(actor)
    code = "".join(secrets.choice(SLIP_ALPHABET) for _n in range(12))
    slip = ActivationSlip(
        person=person, digest=digest_of(code), issued_at=at, expires_at=at + timedelta(days=SLIP_DAYS)
    )
    changes = [Change(old, ended_at=at) for old in person.slips.filter(used_at=None, ended_at=None)]
    write(person.subject, "issue_slip", actor=actor, at=at, changes=[*changes, Change(slip)])
    return code


def digest_of(code: str) -> str:
    """Return what is kept of a code: 12 characters out of 32 are 60 random bits, so a plain hash suffices."""
    return hashlib.sha256("".join(code.upper().split()).replace("-", "").encode()).hexdigest()


def activate(*, username: str, code: str, password: str, at: datetime) -> Person:
    """Use a slip: set the password. The refusal never says which of the two was wrong."""
    slip = ActivationSlip.objects.select_related("person").filter(
        person__username=username.strip(), digest=digest_of(code), used_at=None, ended_at=None, expires_at__gte=at
    ).first()  # fmt: skip
    if slip is None or not slip.person.is_active:
        raise Refused(
            _("User name and code do not fit, or the code has been used or has run out."), Why.VALUE, field="code"
        )
    person = slip.person
    set_password(person, password, at=at, verb="activate", changes=[Change(slip, {"used_at": None}, used_at=at)])
    return person


def set_password(
    person: Person, password: str, *, at: datetime, verb: str = "change_password", changes: Sequence[Change] = ()
) -> Event:
    """Set a password; the record says that, never what."""
    try:
        validate_password(password, person)
    except ValidationError as error:
        raise Refused(" ".join(error.messages), Why.VALUE, field="password") from error
    with transaction.atomic():
        person.set_password(password)
        person.save(update_fields=["password"])
        return write(person.subject, verb, actor=_Self(person), at=at, changes=changes)


class _Self:
    """A person acting for nobody but themselves."""

    def __init__(self, person: Person) -> None:
        self.person = person

    def journal_actor(self) -> dict[str, str]:
        return {"person": str(self.person.pk)}
