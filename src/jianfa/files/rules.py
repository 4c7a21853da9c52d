"""What a file is, told from its bytes and never from its name alone. Pure: bytes in, answer out.

Allowed are the kinds offices keep evidence in; whatever can run, whatever cannot be looked into (encrypted),
and whatever is not what its name says is refused.
"""

import re
import warnings
import zipfile
from enum import Enum
from io import BytesIO
from typing import BinaryIO

import filetype
from PIL import Image, ImageOps, UnidentifiedImageError

from jianfa.kit.secrecy import has_secrecy_mark

MOST_PIXELS = 50_000_000
"""A phone's picture has 12 to 50 million; more is a picture made to exhaust the machine."""
MOST_ENTRIES = 10_000
MOST_UNPACKED = 200 * 1024 * 1024
MOST_TEXT = 5 * 1024 * 1024
PICTURE_QUALITY = 90


class Fault(Enum):
    """Why a file is refused; the sentence for each stands in the action."""

    EMPTY = "empty"
    LARGE = "large"
    MARKED = "marked"
    UNKNOWN = "unknown"
    MISNAMED = "misnamed"
    MACROS = "macros"
    ENCRYPTED = "encrypted"
    BROKEN = "broken"
    PIXELS = "pixels"
    HEIC = "heic"
    ANIMATED = "animated"


class Unfit(Exception):
    """The file is refused for this fault."""

    def __init__(self, fault: Fault) -> None:
        self.fault = fault
        super().__init__(fault.value)


OPEN_XML = "application/vnd.openxmlformats-officedocument"
SUFFIXES: dict[str, tuple[str, ...]] = {
    "application/pdf": ("pdf",),
    "image/jpeg": ("jpg", "jpeg"),
    "image/png": ("png",),
    "image/webp": ("webp",),
    f"{OPEN_XML}.wordprocessingml.document": ("docx",),
    f"{OPEN_XML}.spreadsheetml.sheet": ("xlsx",),
    f"{OPEN_XML}.presentationml.presentation": ("pptx",),
    "application/ofd": ("ofd",),
    "application/vnd.oasis.opendocument.text": ("odt",),
    "application/vnd.oasis.opendocument.spreadsheet": ("ods",),
    "application/vnd.oasis.opendocument.presentation": ("odp",),
    "application/msword": ("doc", "wps"),
    "application/vnd.ms-excel": ("xls", "et"),
    "application/vnd.ms-powerpoint": ("ppt", "dps"),
    "text/csv": ("csv",),
    "text/plain": ("txt",),
}
"""Media type → endings of names under which it may come."""
PICTURES = {"image/jpeg": "JPEG", "image/png": "PNG", "image/webp": "WEBP"}
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def media_type_of(file: BinaryIO, name: str) -> str:
    """Return the kind of a file after its content; raise Unfit when it may not be kept."""
    suffix = name.rpartition(".")[2].lower() if "." in name else ""
    file.seek(0)
    head = file.read(8192)
    file.seek(0)
    if not head:
        raise Unfit(Fault.EMPTY)
    kind = _kind(file, head, suffix)
    file.seek(0)
    if suffix not in SUFFIXES[kind]:
        raise Unfit(Fault.MISNAMED)
    return kind


def _kind(file: BinaryIO, head: bytes, suffix: str) -> str:
    if head.startswith(b"PK\x03\x04"):
        return _zip_kind(file)
    if head.startswith(OLE):
        return _ole_kind(file.read())
    guess = filetype.guess(head)
    if guess is None:
        return _text_kind(file.read(), suffix)
    if guess.extension in {"heic", "heif", "avif"}:
        raise Unfit(Fault.HEIC)
    if guess.mime not in SUFFIXES:
        raise Unfit(Fault.UNKNOWN)
    return str(guess.mime)


def _zip_kind(file: BinaryIO) -> str:
    try:
        with zipfile.ZipFile(file) as archive:
            entries = archive.infolist()
            if len(entries) > MOST_ENTRIES or sum(entry.file_size for entry in entries) > MOST_UNPACKED:
                raise Unfit(Fault.LARGE)
            if any(entry.flag_bits & 1 for entry in entries):
                raise Unfit(Fault.ENCRYPTED)
            kind = _office_kind(archive, {entry.filename for entry in entries})
            _refuse_marked(archive, entries)
            return kind
    except (zipfile.BadZipFile, OSError, EOFError, NotImplementedError, ValueError) as error:
        raise Unfit(Fault.BROKEN) from error


def _office_kind(archive: zipfile.ZipFile, names: set[str]) -> str:
    if "OFD.xml" in names:
        return "application/ofd"
    if "mimetype" in names:
        kind = _part(archive, "mimetype", 200).decode("ascii", "replace").strip()
        if any(name.startswith(("Basic/", "Scripts/")) for name in names):
            raise Unfit(Fault.MACROS)
        if kind in SUFFIXES and "opendocument" in kind:
            return kind
        raise Unfit(Fault.UNKNOWN)
    if "[Content_Types].xml" not in names:
        raise Unfit(Fault.UNKNOWN)
    types = _part(archive, "[Content_Types].xml", MOST_TEXT)
    if b"macroEnabled" in types or any(name.lower().endswith("vbaproject.bin") for name in names):
        raise Unfit(Fault.MACROS)
    folders = {"word/document.xml": "wordprocessingml.document", "xl/workbook.xml": "spreadsheetml.sheet",
               "ppt/presentation.xml": "presentationml.presentation"}  # fmt: skip
    for part, kind in folders.items():
        if part in names:
            return f"{OPEN_XML}.{kind}"
    raise Unfit(Fault.UNKNOWN)


def _part(archive: zipfile.ZipFile, name: str, most: int) -> bytes:
    with archive.open(name) as part:
        return part.read(most)


def _refuse_marked(archive: zipfile.ZipFile, entries: list[zipfile.ZipInfo]) -> None:
    """Look for a mark of secrecy in the texts of an office file, even where it is split by formatting."""
    for entry in entries:
        if entry.filename.endswith(".xml") and not entry.filename.startswith(("_rels", "docProps")):
            text = re.sub(r"<[^>]*>", "", _part(archive, entry.filename, MOST_TEXT).decode("utf-8", "replace"))
            if has_secrecy_mark(text):
                raise Unfit(Fault.MARKED)


def _ole_kind(data: bytes) -> str:
    """The binary formats of Office and WPS: told by the names of their streams."""
    if "EncryptedPackage".encode("utf-16-le") in data:
        raise Unfit(Fault.ENCRYPTED)
    if "_VBA_PROJECT".encode("utf-16-le") in data:
        raise Unfit(Fault.MACROS)
    # Chinese stands in them as UTF-16, beginning at an even or an odd byte.
    if any(has_secrecy_mark(data[start:].decode("utf-16-le", "replace")) for start in (0, 1)):
        raise Unfit(Fault.MARKED)
    streams = {"WordDocument": "application/msword", "Workbook": "application/vnd.ms-excel",
               "Book": "application/vnd.ms-excel", "PowerPoint Document": "application/vnd.ms-powerpoint"}  # fmt: skip
    for stream, kind in streams.items():
        if stream.encode("utf-16-le") in data:
            return kind
    raise Unfit(Fault.UNKNOWN)


def _text_kind(data: bytes, suffix: str) -> str:
    if suffix not in {"txt", "csv"}:
        raise Unfit(Fault.MISNAMED if suffix in {end for ends in SUFFIXES.values() for end in ends} else Fault.UNKNOWN)
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            text = data.decode(encoding)
            break
        except UnicodeDecodeError:
            continue
    else:
        raise Unfit(Fault.BROKEN)
    if "\0" in text or text.lstrip()[:200].lower().startswith(("<!doctype", "<html", "<script", "<svg", "<?xml", "#!")):
        raise Unfit(Fault.UNKNOWN)
    if has_secrecy_mark(text):
        raise Unfit(Fault.MARKED)
    return "text/csv" if suffix == "csv" else "text/plain"


def clean_picture(file: BinaryIO, media_type: str) -> bytes:
    """Return the picture without EXIF, GPS, comments or thumbnails, upright, in its own format.

    The same picture always gives the same bytes, so that a second upload is recognised.
    """
    file.seek(0)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)  # our own limit is below theirs
            with Image.open(file, formats=[PICTURES[media_type]]) as picture:
                width, height = picture.size
                if width * height > MOST_PIXELS:
                    raise Unfit(Fault.PIXELS)
                if getattr(picture, "n_frames", 1) > 1:
                    raise Unfit(Fault.ANIMATED)
                return _encoded(picture, PICTURES[media_type])
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, Image.DecompressionBombError) as error:
        raise Unfit(Fault.BROKEN) from error


def _encoded(picture: Image.Image, picture_format: str) -> bytes:
    upright = ImageOps.exif_transpose(picture)
    bare = Image.new(upright.mode, upright.size)
    bare.paste(upright)
    if upright.mode == "P" and (palette := upright.getpalette()) is not None:
        bare.putpalette(palette)
    options = {"quality": PICTURE_QUALITY} if picture_format != "PNG" else {"optimize": False}
    out = BytesIO()
    bare.save(out, picture_format, icc_profile=upright.info.get("icc_profile"), **options)
    return out.getvalue()
