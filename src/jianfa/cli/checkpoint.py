"""Seal the record now, and put the notes where others keep them."""

import argparse
import sys
from pathlib import Path

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from jianfa.journal.actions import checkpoint, export_notes
from jianfa.journal.queries import latest_checkpoint

SUMMARY = gettext_lazy("seal the record in a signed checkpoint, and export its notes")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--export",
        metavar=_("FOLDER"),
        type=Path,
        help=_("write notes and public keys here as well; nothing is overwritten"),
    )


def run(options: argparse.Namespace) -> int:
    """Make a checkpoint if anything has changed; 1 when a file outside says something else."""
    made = checkpoint(at=timezone.now())
    latest = made or latest_checkpoint()
    if latest is None:
        print(_("There is nothing to seal yet."))
        return 0
    words = _("Checkpoint %(n)s was made.") if made else _("Nothing has changed since checkpoint %(n)s.")
    print(words % {"n": latest.n})
    print(_("Its hash: %(hash)s") % {"hash": latest.hash_in_fours})
    return max(
        [_export(folder) for folder in (options.export, settings.CHECKPOINT_DIR) if folder is not None], default=0
    )


def _export(folder: Path) -> int:
    try:
        differing = export_notes(folder, compared=None)
    except OSError as error:
        print(
            _("The notes cannot be written to %(folder)s: %(error)s") % {"folder": folder, "error": error},
            file=sys.stderr,
        )
        return 2
    for name in differing:
        print(_("%(name)s says something else than our checkpoint.") % {"name": folder / name}, file=sys.stderr)
    if not differing:
        print(_("The notes are in %(folder)s") % {"folder": folder})
    return 1 if differing else 0
