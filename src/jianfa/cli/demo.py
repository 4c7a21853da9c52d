"""Fill an empty database with the demo city, or print its accounts again."""

import argparse
import gc
import secrets
import sys
from datetime import date
from pathlib import Path
from unicodedata import east_asian_width

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from jianfa.cli.init import prepare
from jianfa.demo import build as demo
from jianfa.journal.actions import checkpoint
from jianfa.organisations import actions as organisations
from jianfa.organisations.actions import SLIP_ALPHABET
from jianfa.organisations.models import Person, Unit

SUMMARY = gettext_lazy("fill an empty database with the demo city (sample data) and print its accounts")
REFUSED = 2


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--today", type=date.fromisoformat, default=None, metavar=_("DATE"), help=_("the day the year ends on")
    )
    parser.add_argument("--names", choices=("chengdu", "fictional"), default="chengdu", help=_("names of places"))
    parser.add_argument(
        "--if-empty", action="store_true", help=_("do nothing when the database is in use already; never an error")
    )


def run(options: argparse.Namespace) -> int:
    prepare()
    if demo.is_in_real_use():
        if options.if_empty:
            print(_("The database is in use already; the demo city was not added."))
            return 0
        print(_("This database holds real units or people. The demo city needs an empty database."), file=sys.stderr)
        print(_("Set JIANFA_HOME to a new folder and try again."), file=sys.stderr)
        return REFUSED
    path = settings.HOME / "demo-password.txt"
    if demo.is_empty():
        password = new_password(path)
        print(_("Building the demo city (sample data); this takes up to a minute."), flush=True)
        gc.freeze()  # what is loaded by now stays; collecting garbage then looks at the rest only, a quarter faster
        demo.build(options.today or timezone.localdate(), options.names, password=password)
        checkpoint(at=timezone.now())
    else:
        print(_("The demo city is there already; its data are kept."))
        password = known_password(path)
    print_accounts(password)
    return 0


def new_password(path: Path) -> str:
    """Make the one password of all demo accounts, and keep it in a file only its owner can read."""
    drawn = "".join(secrets.choice(SLIP_ALPHABET) for _n in range(8))
    password = f"shili-{drawn[:4]}-{drawn[4:]}"
    path.unlink(missing_ok=True)
    path.touch(mode=0o600)
    path.write_text(password + "\n", encoding="ascii")
    return password


def known_password(path: Path) -> str:
    """Return the password that was printed before; if its file is gone, the printed accounts get a new one."""
    if path.exists():
        return path.read_text(encoding="ascii").strip()
    password, at = new_password(path), timezone.now()
    names = [account.username for account in demo.accounts()]
    for person in Person.objects.filter(username__in=names, is_sample=True):
        organisations.set_password(person, password, at=at)
    return password


def print_accounts(password: str) -> None:
    """Print the accounts as a table whose columns line up with Chinese characters in them."""
    head = (pgettext("person", "Name"), _("Unit"), _("Post"), _("User name"), _("Password"))
    rows = [head] + [
        (one.name, one.unit, " · ".join(dict.fromkeys((one.role, one.title))), one.username, password)
        for one in demo.accounts()
    ]
    widths = [max(width(row[n]) for row in rows) for n in range(len(head))]
    units = Unit.objects.filter(is_sample=True).count()
    print(_("%(units)s units, sample data throughout. One account for each office:") % {"units": units})
    print()
    for row in rows:
        cells = [cell + " " * (widths[n] - width(cell)) for n, cell in enumerate(row)]
        print("  " + "  ".join(cells).rstrip())
    print()
    print(_("Everybody else in the demo has the same password; the user name is the name in pinyin, without spaces."))
    print()


def width(text: str) -> int:
    """Return how many columns of a terminal a text takes."""
    return sum(2 if east_asian_width(letter) in "WF" else 1 for letter in text)
