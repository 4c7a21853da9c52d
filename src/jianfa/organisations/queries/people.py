"""Reads of people and posts."""

from collections.abc import Collection
from datetime import date
from uuid import UUID

from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.db.models import F, Q, QuerySet
from django.utils.translation import gettext as _

from jianfa.organisations.models import Handover, Person, Post, Role
from jianfa.organisations.policy import Refused, Why, may_administer, not_found


def load_person(post: Post | None, person_id: UUID) -> Person:
    """Return a person to whoever keeps them; raise Refused (404) with the same words for others."""
    found = Person.objects.filter(pk=person_id).first()
    if post is None or found is None or not may_administer(post):
        raise not_found()
    return found


def load_post(post: Post | None, post_id: UUID) -> Post:
    """Return a post to the administrator and to whoever holds it; raise Refused (404) for others."""
    found = Post.objects.select_related("person", "unit", "substitute_for__person").filter(pk=post_id).first()
    if post is None or found is None or not (may_administer(post) or found.person_id == post.person_id):
        raise not_found()
    return found


def found_people(words: str = "", unit: UUID | None = None, *, is_new: bool = False) -> QuerySet[Person]:
    """Return people by user name whose name, user name, mobile or unit contains the words.

    With ``is_new``, only those who have never had a password.
    """
    people = Person.objects.order_by("username")
    if is_new:
        people = people.filter(password__startswith=UNUSABLE_PASSWORD_PREFIX, is_active=True)
    if unit is not None:
        people = people.filter(pk__in=Post.objects.filter(unit=unit).values("person"))
    if words := words.strip():
        by_unit = Post.objects.filter(Q(unit__name__icontains=words) | Q(unit__short_name__icontains=words))
        people = people.filter(
            Q(name__icontains=words) | Q(username__icontains=words) | Q(mobile__startswith=words)
            | Q(pk__in=by_unit.values("person"))
        )  # fmt: skip
    return people


def person_named(words: str, field: str) -> Person:
    """Return the person of this user name or, where only one has it, of this name.

    Raises Refused beside ``field``, naming who could be meant.
    """
    words = words.strip()
    if person := Person.objects.filter(username=words).first():
        return person
    same = list(Person.objects.filter(name=words)[:5])
    if len(same) == 1:
        return same[0]
    if same:
        names = _(", ").join(person.username for person in same)
        raise Refused(
            _("Several people are called %(name)s; please give the user name: %(names)s.")
            % {"name": words, "names": names}, Why.VALUE, field=field,
        )  # fmt: skip
    raise Refused(_("Nobody is called “%(name)s”.") % {"name": words}, Why.VALUE, field=field)


def successors(post: Post, day: date) -> QuerySet[Post]:
    """Return the posts that could take over from this one: the same role in the same unit, held by others."""
    posts = Post.objects.on(day).filter(unit=post.unit_id, role=post.role).exclude(person=post.person_id)
    return posts.select_related("person", "unit").order_by("person__username")


def handovers_of(post: Post) -> QuerySet[Handover]:
    """Return the handovers a post may look at: one's own, and for the administrator all."""
    found = Handover.objects.select_related("giver__person", "giver__unit", "receiver__person", "receiver__unit")
    if not may_administer(post):
        found = found.filter(Q(giver__person=post.person_id) | Q(receiver__person=post.person_id))
    return found.order_by(F("signed_at").desc(nulls_first=True), "-started_at")


def load_handover(post: Post | None, handover_id: UUID) -> Handover:
    """Return a handover to both sides and the administrator; raise Refused (404) for others."""
    found = handovers_of(post).filter(pk=handover_id).first() if post else None
    if found is None:
        raise not_found()
    return found


def waits_for_signature(person: Person) -> bool:
    """Say whether a handover waits for this person's signature."""
    return Handover.objects.filter(receiver__person=person, signed_at=None).exists()


def free_username(mobile: str = "", taken: Collection[str] = ()) -> str:
    """Return a user name for somebody new: the digits of the mobile number, else the next running number."""
    digits = "".join(char for char in mobile if char.isdigit())
    if digits and digits not in taken and not Person.objects.filter(username=digits).exists():
        return digits
    number = Person.objects.count()
    while True:
        number += 1
        name = f"u{number:04d}"
        if name not in taken and not Person.objects.filter(username=name).exists():
            return name


def is_last_administrator(person: Person, day: date) -> bool:
    """Say whether nobody else could administer after that day."""
    administrators = Post.objects.filter(role=Role.ADMINISTRATOR, person__is_active=True)
    later = administrators.filter(Q(until_day=None) | Q(until_day__gt=day))
    return later.filter(person=person).exists() and not later.exclude(person=person).exists()
