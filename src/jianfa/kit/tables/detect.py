"""What kind of file this is, decided by its content, and the cheap checks made before any parser sees it."""

from __future__ import annotations

import io
import re
import zipfile
import zlib

from jianfa.kit.tables.model import Limits, TableRefused
from jianfa.kit.tables.xmlparts import refuse_doctype

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_OTHER_KINDS: tuple[tuple[bytes, str], ...] = (
    (b"%PDF", "PDF"),
    (b"{\\rtf", "RTF"),
    (b"\x89PNG", "PNG"),
    (b"\xff\xd8\xff", "JPEG"),
    (b"Rar!", "RAR"),
    (b"7z\xbc\xaf", "7z"),
    (b"\x1f\x8b", "gzip"),
)
_XML_NAMES = (".xml", ".rels", ".vml")


def kind_of(data: bytes, limits: Limits) -> str:
    """Return xlsx, docx, ods, xls or csv for the bytes of a file.

    Raises TableRefused for anything that must not reach a parser: too big, a bomb, encrypted, with macros,
    with XML declarations, damaged, or no table file at all.
    """
    if not data.strip(b"\x00 \t\r\n"):
        raise TableRefused("empty")
    if len(data) > limits.file_bytes:
        raise TableRefused("file_too_big", {"limit": limits.file_bytes // 2**20})
    if data.startswith(b"PK"):
        return _zip_kind(data, limits)
    if data.startswith(_OLE):
        return _ole_kind(data)
    for magic, name in _OTHER_KINDS:
        if data.startswith(magic):
            raise TableRefused("old_kind", {"kind": name})
    head = data[:2000].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if head.startswith((b"<!doctype", b"<html", b"<?xml", b"<table", b"<meta")):
        raise TableRefused("old_kind", {"kind": "HTML/XML"})
    if data.startswith((b"\xd0\xcf\x11", b"\x09\x08", b"\x09\x04", b"\x09\x02", b"\x09\x00")):
        raise TableRefused("damaged")
    return "csv"


def _ole_kind(data: bytes) -> str:
    def has(name: str) -> bool:
        return name.encode("utf-16-le") in data

    if has("EncryptedPackage") or has("EncryptionInfo"):
        raise TableRefused("encrypted")
    if has("_VBA_PROJECT_CUR") or has("_VBA_PROJECT"):
        raise TableRefused("macros")
    if has("WordDocument"):
        raise TableRefused("old_kind", {"kind": ".doc"})
    if not (has("Workbook") or has("Book")):
        raise TableRefused("damaged" if _cut_off(data) else "wrong_kind")
    return "xls"


def _cut_off(data: bytes) -> bool:
    """Whether the directory of an OLE file lies behind its end."""
    if len(data) < 512:
        return True
    shift, directory = int.from_bytes(data[30:32], "little"), int.from_bytes(data[48:52], "little")
    return (directory + 2) * (1 << min(shift, 16)) > len(data)


def _zip_kind(data: bytes, limits: Limits) -> str:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            _check_directory(archive, len(data), limits)
            names = {info.filename for info in archive.infolist()}
            kind = _office_kind(archive, names)
            _check_parts(archive)
            return kind
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, UnicodeDecodeError) as error:
        raise TableRefused("damaged") from error
    except RuntimeError as error:  # zipfile says so when an entry needs a password
        raise TableRefused("encrypted") from error


def _check_directory(archive: zipfile.ZipFile, size: int, limits: Limits) -> None:
    entries = archive.infolist()
    if len(entries) > limits.entries:
        raise TableRefused("too_many_parts", {"count": len(entries), "limit": limits.entries})
    if any(info.flag_bits & 0x1 for info in entries):
        raise TableRefused("encrypted")
    unpacked = sum(info.file_size for info in entries)
    packed = sum(info.compress_size for info in entries)
    if unpacked > limits.unpacked_bytes or packed > size:  # packed > size: entries share bytes
        raise TableRefused("unpacked_too_big", {"limit": limits.unpacked_bytes // 2**20})
    names = [info.filename for info in entries]
    if len(set(names)) != len(names):
        raise TableRefused("damaged")


def _office_kind(archive: zipfile.ZipFile, names: set[str]) -> str:
    lowered = {name.lower() for name in names}
    if any(name.endswith(("vbaproject.bin", "vbadata.xml")) or "/macrosheets/" in name for name in lowered):
        raise TableRefused("macros")
    types = archive.read("[Content_Types].xml").lower() if "[Content_Types].xml" in names else b""
    if b"macroenabled" in types or b"vbaproject" in types:
        raise TableRefused("macros")
    if "xl/workbook.bin" in lowered:
        raise TableRefused("old_kind", {"kind": ".xlsb"})
    if b"spreadsheetml" in types and any(name.startswith("xl/") for name in lowered):
        return "xlsx"
    if b"wordprocessingml" in types and "word/document.xml" in lowered:
        return "docx"
    if "mimetype" in names:
        return _open_document_kind(archive, names)
    raise TableRefused("wrong_kind")


def _open_document_kind(archive: zipfile.ZipFile, names: set[str]) -> str:
    kind = archive.read("mimetype").strip()
    if not kind.startswith(b"application/vnd.oasis.opendocument.spreadsheet"):
        raise TableRefused("wrong_kind")
    manifest = archive.read("META-INF/manifest.xml") if "META-INF/manifest.xml" in names else b""
    if b"encryption-data" in manifest:
        raise TableRefused("encrypted")
    library = re.compile(r"(Basic|Scripts)/.*(?<!script-lb\.xml)(?<!script-lc\.xml)(?<!/)$")
    if any(library.match(name) for name in names):
        raise TableRefused("macros")
    if "content.xml" not in names:
        raise TableRefused("damaged")
    return "ods"


def _check_parts(archive: zipfile.ZipFile) -> None:
    """Unpack every part once: sizes in the directory may lie, checksums then fail; XML may carry a DOCTYPE."""
    for info in archive.infolist():
        with archive.open(info) as part:
            head = part.read(2**16)
            while part.read(2**20):
                pass
        if info.filename.lower().endswith(_XML_NAMES):
            refuse_doctype(head)
