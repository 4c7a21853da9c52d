"""Set up a new installation: database, keys, folders, and the first administrator. May be run again."""

import argparse

from django.conf import settings
from django.core.management import call_command
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from jianfa.calendar.actions import seed
from jianfa.cli.createadmin import add_administrator, print_slip
from jianfa.journal.actions import remember_checkpoint_key, remember_key
from jianfa.kit.signing import make_key_file
from jianfa.organisations import actions
from jianfa.organisations.models import TIMER, Post, Role, Unit, UnitKind
from jianfa.organisations.queries import PROVISIONAL_CODE

SUMMARY = gettext_lazy("set up a new installation: database, keys and the first administrator")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--administrator", metavar=_("USER"), default="admin", help=_("user name of the first administrator")
    )
    parser.add_argument("--name", metavar=_("NAME"), default="", help=_("name of the first administrator"))


def run(options: argparse.Namespace) -> int:
    prepare()
    print(_("The database is ready: %(where)s") % {"where": place_of_database()})
    if Post.objects.filter(role=Role.ADMINISTRATOR).exists():
        print(_("There is an administrator already; nothing else was changed."))
        print(_("A lost password: “jianfa createadmin USER” prints a new activation code."))
        return 0
    person, code = add_administrator(options.administrator, options.name, federation())
    print_slip(person, code)
    print(_("Start the server with “jianfa serve”, open the address above, and go on with “Getting started”."))
    return 0


def prepare() -> None:
    """Bring database, keys and folders to where every command can rely on them; nothing that is there is changed."""
    settings.HOME.mkdir(parents=True, exist_ok=True)
    settings.FILES_ROOT.mkdir(parents=True, exist_ok=True)
    make_key_file(settings.SIGNING_KEY_FILE)
    make_key_file(settings.CHECKPOINT_KEY_FILE)
    call_command("migrate", verbosity=0, interactive=False)
    remember_key()
    remember_checkpoint_key()
    seed(actor=TIMER, at=timezone.now())


def federation() -> Unit:
    """Return the city federation; on the first day one that is to be named on the page "Getting started"."""
    found = Unit.objects.filter(kind=UnitKind.FEDERATION).first()
    return found or actions.create_unit(
        actor=TIMER, at=timezone.now(), code=PROVISIONAL_CODE, name="市总工会", kind=UnitKind.FEDERATION
    )


def place_of_database() -> str:
    """Name the database without its password."""
    database = settings.DATABASES["default"]
    return str(database["NAME"]) if settings.IS_SQLITE else f"{database['NAME']} @ {database['HOST']}"
