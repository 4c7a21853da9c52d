"""Add an administrator, or print a new activation code for one."""

import argparse
import sys

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from jianfa.organisations import actions
from jianfa.organisations.models import TIMER, Person, Role, Unit, UnitKind
from jianfa.organisations.policy import Refused
from jianfa.organisations.rules import in_groups

SUMMARY = gettext_lazy("add an administrator, or print a new activation code for one")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("username", metavar=_("USER"), help=_("user name"))
    parser.add_argument("--name", metavar=_("NAME"), default="", help=_("name of the person"))


def run(options: argparse.Namespace) -> int:
    unit = Unit.objects.filter(kind=UnitKind.FEDERATION).first()
    if unit is None:
        print(_("There is no city federation yet; run “jianfa init” first."), file=sys.stderr)
        return 1
    try:
        person, code = add_administrator(options.username, options.name, unit)
    except Refused as refused:
        print(refused.sentence, file=sys.stderr)
        return 1
    print_slip(person, code)
    return 0


def add_administrator(username: str, name: str, unit: Unit) -> tuple[Person, str]:
    """Make the person if needed, give the post if needed, and issue a code.

    Raises Refused when the person holds a post with business rights.
    """
    now = timezone.now()
    person = Person.objects.filter(username=username).first() or actions.create_person(
        actor=TIMER, at=now, username=username, name=name or username
    )
    today = timezone.localdate(now)
    if not any(post.role == Role.ADMINISTRATOR and post.is_held_on(today) for post in person.posts.all()):
        actions.give_post(person, actor=TIMER, at=now, unit=unit, role=Role.ADMINISTRATOR, from_day=today)
    return person, actions.issue_slip(person, actor=TIMER, at=now)


def print_slip(person: Person, code: str) -> None:
    """Print user name and one-time code; they are not shown again."""
    rows = [
        (_("User name"), person.username),
        (_("One-time code"), in_groups(code)),
        (_("Valid until"), (timezone.localdate() + actions.SLIP_VALID).isoformat()),
        (_("Where to use it"), "http://127.0.0.1:8000/activate/"),
    ]
    print()
    for label, value in rows:
        print(f"  {label}: {value}")
    print()
