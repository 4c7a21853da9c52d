"""Keep the bytes of an upload under their digest, once; what may not be kept is refused and leaves nothing."""

import hashlib
import os
import tempfile
from datetime import datetime
from io import BytesIO
from pathlib import Path
from typing import IO, Any

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from jianfa.files.models import StoredFile
from jianfa.files.queries import path_of
from jianfa.files.rules import PICTURES, Fault, Unfit, clean_picture, media_type_of
from jianfa.kit.secrecy import has_secrecy_mark
from jianfa.organisations.policy import Refused, Why

CHUNK = 64 * 1024
SENTENCES: dict[Fault, str | Promise] = {
    Fault.EMPTY: _("The file is empty."),
    Fault.LARGE: _("The file is larger than %(size)s MB. Please give its document number instead, or a smaller file."),
    Fault.MARKED: _("The file carries a mark of secrecy. It must not be entered here, and nothing has been stored."),
    Fault.UNKNOWN: _(
        "Files of this kind are not accepted: PDF, OFD, JPEG, PNG, WebP, Word, Excel, PowerPoint, WPS, OpenDocument, "
        "text and CSV are."
    ),
    Fault.MISNAMED: _("The content of the file is not what its name says. Please check the file."),
    Fault.MACROS: _("The file contains macros. Please save it without macros (.docx, .xlsx, .pptx)."),
    Fault.ENCRYPTED: _("The file is protected by a password. Please remove the password and choose it again."),
    Fault.BROKEN: _("The file cannot be read; it may be damaged."),
    Fault.PIXELS: _("The picture is too large (more than 50 million pixels). Please save it smaller."),
    Fault.HEIC: _("HEIC pictures cannot be checked. Please save the picture as JPEG."),
    Fault.ANIMATED: _("Moving pictures are not accepted."),
}


def store(upload: "UploadedFile[Any]", *, at: datetime, field: str = "file") -> StoredFile:
    """Check and keep an upload; the same bytes are kept once. Pictures lose EXIF and GPS first.

    Raises Refused (400, ``field`` names the input) with the reason; nothing is stored then.
    """
    name = Path(upload.name or "").name
    try:
        if has_secrecy_mark(name):
            raise Unfit(Fault.MARKED)
        with tempfile.TemporaryFile(dir=_root()) as received:
            _receive(upload, received)
            media_type = media_type_of(received, name)
            received.seek(0)
            content: IO[bytes] = received
            if media_type in PICTURES:
                content = BytesIO(clean_picture(received, media_type))
            digest, size = _keep(content)
    except Unfit as unfit:
        sentence = str(SENTENCES[unfit.fault]) % {"size": settings.MAX_UPLOAD_BYTES // 1024 // 1024}
        raise Refused(sentence, Why.VALUE, field=field) from unfit
    defaults = {"size": size, "media_type": media_type, "stored_at": at}
    return StoredFile.objects.get_or_create(digest=digest, defaults=defaults)[0]


def keep_made(content: IO[bytes], media_type: str, *, at: datetime) -> StoredFile:
    """Keep what the product has made itself; the same bytes are kept once."""
    digest, size = _keep(content)
    defaults = {"size": size, "media_type": media_type, "stored_at": at}
    return StoredFile.objects.get_or_create(digest=digest, defaults=defaults)[0]


def _root() -> Path:
    root: Path = settings.FILES_ROOT
    root.mkdir(mode=0o700, parents=True, exist_ok=True)
    return root


def _receive(upload: "UploadedFile[Any]", target: IO[bytes]) -> None:
    """Copy the upload piece by piece; its declared size is not believed."""
    size = 0
    for piece in upload.chunks(CHUNK):
        size += len(piece)
        if size > settings.MAX_UPLOAD_BYTES:
            raise Unfit(Fault.LARGE)
        target.write(piece)
    target.flush()


def _keep(content: IO[bytes]) -> tuple[str, int]:
    """Write the bytes under their SHA-256, readable by this program only, at once or not at all."""
    digest, size = hashlib.sha256(), 0
    descriptor, name = tempfile.mkstemp(dir=_root(), prefix="incoming-")  # 0600
    temporary = Path(name)
    try:
        with os.fdopen(descriptor, "wb") as target:
            while piece := content.read(CHUNK):
                digest.update(piece)
                size += len(piece)
                target.write(piece)
            target.flush()
            os.fsync(target.fileno())
        path = path_of(digest.hexdigest())
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)
    return digest.hexdigest(), size
