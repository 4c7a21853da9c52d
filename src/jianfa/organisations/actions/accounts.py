"""Verbs on accounts: activation slips and passwords."""

import hashlib
import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from jianfa.journal.models import Actor, Change, Event
from jianfa.organisations.actions.writing import write
from jianfa.organisations.models import ActivationSlip, Person
from jianfa.organisations.policy import Refused, Why, require_administrator

SLIP_DAYS = 14
SLIP_VALID = timedelta(days=SLIP_DAYS)
SLIP_ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
"""Without 0 O 1 I, which look alike in print."""


def issue_slip(person: Person, *, actor: Actor, at: datetime) -> str:
    """Issue a one-time code to print; earlier codes end. The code is returned once and kept as a digest only."""
    require_administrator(actor)
    if not person.is_active:
        raise Refused(_("%(name)s may not log in; allow it first.") % {"name": person.name})
    code = "".join(secrets.choice(SLIP_ALPHABET) for _n in range(12))
    slip = ActivationSlip(person=person, digest=digest_of(code), issued_at=at, expires_at=at + SLIP_VALID)
    changes = [Change(old, ended_at=at) for old in person.slips.filter(used_at=None, ended_at=None)]
    write(person.subject, "issue_slip", actor=actor, at=at, changes=[*changes, Change(slip)])
    return code


def issue_slips(people: Sequence[Person], *, actor: Actor, at: datetime) -> list[tuple[Person, str]]:
    """Issue a code to each of these people, all or none."""
    require_administrator(actor)
    with transaction.atomic():
        return [(person, issue_slip(person, actor=actor, at=at)) for person in people]


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


def choose_language(person: Person, language: str) -> None:
    """Keep the language a person reads in; a personal setting, so nothing is journalled."""
    Person.objects.filter(pk=person.pk).update(language=language)


class _Self:
    """A person acting for nobody but themselves."""

    def __init__(self, person: Person) -> None:
        self.person = person

    def journal_actor(self) -> dict[str, str]:
        return {"person": str(self.person.pk)}
