"""Verbs on people."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from jianfa.journal.models import Actor, Change, Event
from jianfa.organisations.actions.posts import give_post
from jianfa.organisations.actions.writing import write
from jianfa.organisations.models import Person, Unit
from jianfa.organisations.policy import Refused, Why, require_administrator
from jianfa.organisations.queries import is_last_administrator


def create_person(
    *, actor: Actor, at: datetime, username: str, name: str, mobile: str = "", is_sample: bool = False,
    password_hash: str = "",
) -> Person:  # fmt: skip
    """Add a person; the account opens with an activation slip.

    ``password_hash``, an encoded hash, is for the sample city alone, whose accounts are open from the start.
    """
    require_administrator(actor)
    if not username.strip() or not name.strip():
        raise Refused(_("A person needs a user name and a name."), Why.VALUE, field="username")
    if Person.objects.filter(username=username.strip()).exists():
        raise Refused(_("The user name %(username)s is taken.") % {"username": username}, Why.VALUE, field="username")
    person = Person(username=username.strip(), name=name.strip(), mobile=mobile.strip(), is_sample=is_sample)
    person.set_unusable_password()
    if password_hash and is_sample:
        person.password = password_hash
    write(person.subject, "create_person", actor=actor, at=at, changes=[Change(person)])
    return person


def change_person(person: Person, *, actor: Actor, at: datetime, name: str, mobile: str, is_active: bool) -> Event:
    """Change a person's name, mobile or whether they may log in."""
    require_administrator(actor)
    if not name.strip():
        raise Refused(_("A person needs a user name and a name."), Why.VALUE, field="name")
    if not is_active and is_last_administrator(person, timezone.localdate(at)):
        raise Refused(_("This is the only administrator; please enter another one first."), field="is_active")
    change = Change(person, name=name.strip(), mobile=mobile.strip(), is_active=is_active)
    return write(person.subject, "change_person", actor=actor, at=at, changes=[change])


@dataclass(frozen=True)
class NewPerson:
    """A person with one post, as pasted from a sheet; ``person`` is set when they are known already."""

    name: str
    username: str
    mobile: str = ""
    unit: Unit | None = None
    role: str = ""
    title: str = ""
    person: Person | None = None


def enter_people(new: Sequence[NewPerson], *, actor: Actor, at: datetime) -> list[Person]:
    """Enter many people with their posts, all or none; the same user name twice is one person with two posts."""
    require_administrator(actor)
    entered: dict[str, Person] = {}
    today = timezone.localdate(at)
    with transaction.atomic():
        for row in new:
            person = row.person or entered.get(row.username)
            if person is None:
                person = create_person(actor=actor, at=at, username=row.username, name=row.name, mobile=row.mobile)
            entered[row.username] = person
            if row.unit is not None:
                give_post(person, actor=actor, at=at, unit=row.unit, role=row.role, from_day=today, title=row.title)
    return list(entered.values())
