"""Reads of stored files."""

from pathlib import Path
from typing import BinaryIO

from django.conf import settings
from django.utils.translation import gettext as _

from jianfa.files.models import StoredFile
from jianfa.organisations.policy import Refused, Why


def path_of(digest: str) -> Path:
    """Return where the bytes of a digest lie: FILES_ROOT/ab/cdef…"""
    root: Path = settings.FILES_ROOT
    return root / digest[:2] / digest[2:]


def open_file(file: StoredFile) -> BinaryIO:
    """Open the bytes for reading; the caller has checked that the person may see what the file belongs to."""
    try:
        return path_of(file.digest).open("rb")
    except OSError as error:
        raise Refused(
            _("The file is in the record, but not in the store. Please tell the administrator."), Why.STATE
        ) from error
