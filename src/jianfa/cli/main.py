"""The command `jianfa`: each command is a module of this package with SUMMARY, add_arguments() and run().

A command line needs no variables: unless the environment describes a server (JIANFA_LOCAL, JIANFA_SECRET_KEY
or JIANFA_HOSTS), it works on this machine's own data in JIANFA_HOME.
"""

import argparse
import os
import sys
from collections.abc import Callable, Sequence
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Protocol

import django
from django.core.exceptions import ImproperlyConfigured
from django.db import DatabaseError
from django.utils import translation
from django.utils.translation import gettext as _

from jianfa import cli
from jianfa.kit.signing import NoSigningKey

SERVER_SETTINGS = (
    "JIANFA_LOCAL", "JIANFA_SECRET_KEY", "JIANFA_SECRET_KEY_FILE", "JIANFA_HOSTS", "JIANFA_PORTAL_SECRET_KEY",
    "JIANFA_PORTAL_SECRET_KEY_FILE",
)  # fmt: skip
NOT_COMMANDS = {"__init__", "main"}
USAGE_ERROR = 2


class Command(Protocol):
    """What a module must offer to be a command; the file name is its name ("import_" is `import`)."""

    SUMMARY: str
    add_arguments: Callable[[argparse.ArgumentParser], None]
    run: Callable[[argparse.Namespace], int]


def command_names() -> dict[str, str]:
    """Return command → module for every command there is, from the files alone."""
    found = {}
    for path in sorted(Path(cli.__path__[0]).glob("*.py")):
        if path.stem not in NOT_COMMANDS and "\ndef run(" in path.read_text(encoding="utf-8"):
            found[path.stem.rstrip("_").replace("_", "-")] = f"{cli.__name__}.{path.stem}"
    return found


def prepare_environment() -> None:
    """Point Django at the settings, and at this machine's own data unless a server is described."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "jianfa.settings")
    if not any(os.environ.get(name) for name in SERVER_SETTINGS):
        os.environ["JIANFA_LOCAL"] = "on"


def shell_language() -> str:
    """Return the language of the command line: Chinese where the shell's is, else English."""
    wanted = os.environ.get("LC_ALL") or os.environ.get("LC_MESSAGES") or os.environ.get("LANG") or ""
    return "zh-hans" if wanted.lower().startswith("zh") else "en"


def build_parser(names: dict[str, str], only: str | None) -> argparse.ArgumentParser:
    """Return the parser; with ``only`` just that command is loaded, which keeps starting quick."""
    parser = argparse.ArgumentParser(
        prog="jianfa", description=_("Jianfa: the problem list that gets shorter."), add_help=False
    )
    commands = parser.add_subparsers(title=_("commands"), dest="command", metavar=_("COMMAND"), required=True)
    parser.add_argument_group(_("also")).add_argument(
        "-h", "--help", action="help", help=_("say this, or what a command does")
    )
    for name, path in names.items():
        if only is None or name == only:
            module = import_module(path)
            summary = str(module.SUMMARY)
            module.add_arguments(commands.add_parser(name, help=summary, description=summary))
    return parser


def loaded(names: dict[str, str], name: str) -> ModuleType:
    return import_module(names[name])


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; return its exit status. What was refused is said in a sentence, never as a traceback."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    prepare_environment()
    names = command_names()
    wanted = next((word for word in given if word in names), None) if given[:1] not in (["--help"], ["-h"]) else None
    try:
        django.setup()
    except ImproperlyConfigured as error:
        print(f"jianfa: {error}", file=sys.stderr)
        return 1 if wanted == "doctor" else USAGE_ERROR
    with translation.override(shell_language()):
        options = build_parser(names, wanted).parse_args(given)
        return _run(loaded(names, options.command), options)


def _run(command: ModuleType, options: argparse.Namespace) -> int:
    try:
        status: int = command.run(options)
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:
        sys.stderr.close()
        return 141
    except ImproperlyConfigured as error:
        print(f"jianfa: {error}", file=sys.stderr)
        return USAGE_ERROR
    except NoSigningKey as error:
        print(_("The signing key cannot be read: %(error)s") % {"error": error}, file=sys.stderr)
        return 1
    except DatabaseError as error:
        print(_("The database does not answer as it should: %(error)s") % {"error": error}, file=sys.stderr)
        print(_("Run “jianfa init” if this is a new installation, “jianfa doctor” otherwise."), file=sys.stderr)
        return 1
    return status


if __name__ == "__main__":
    sys.exit(main())
