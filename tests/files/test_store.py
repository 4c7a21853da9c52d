"""What may be kept, how, and what is refused with a sentence and leaves nothing."""

import hashlib
import io
import stat
import zipfile
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from PIL import Image

from jianfa.files import rules
from jianfa.files.actions import store
from jianfa.files.models import StoredFile
from jianfa.files.queries import open_file, path_of
from jianfa.organisations.policy import Refused, Why

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"
GPS = 0x8825


@pytest.fixture(autouse=True)
def files_root(settings, tmp_path):
    settings.FILES_ROOT = tmp_path / "files"
    return settings.FILES_ROOT


def keep(name: str, data: bytes) -> StoredFile:
    return store(SimpleUploadedFile(name, data), at=timezone.now())


def refusal(name: str, data: bytes) -> Refused:
    with pytest.raises(Refused) as caught:
        keep(name, data)
    return caught.value


def picture(kind: str = "JPEG", size: tuple[int, int] = (40, 20), **options: Any) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", size, (200, 30, 30)).save(out, kind, **options)
    return out.getvalue()


def photo_with_place() -> bytes:
    exif = Image.Exif()
    exif[0x010F] = "Telefon"
    exif[0x0112] = 6  # lies on its side
    exif.get_ifd(GPS)[1] = "N"
    exif.get_ifd(GPS)[2] = (30.0, 39.0, 0.0)
    return picture(exif=exif)


def archive(*names: str, **contents: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as file:
        for name in names:
            file.writestr(name, contents.get(name, b"<x/>"))
    return out.getvalue()


def office(part: str, text: str = "内容", types: str = "<Types/>", *more: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as file:
        file.writestr("[Content_Types].xml", types)
        file.writestr(part, f"<w:t>{text}</w:t>")
        for name in more:
            file.writestr(name, "x")
    return out.getvalue()


def ole(*streams: str) -> bytes:
    return rules.OLE + b"\0" * 504 + b"".join(name.encode("utf-16-le") + b"\0" * 32 for name in streams)


def test_it_keeps_the_bytes_under_their_digest_for_this_program_only():
    kept = keep("批复.pdf", PDF)

    path = path_of(hashlib.sha256(PDF).hexdigest())
    assert (kept.digest, kept.size, kept.media_type) == (path.parent.name + path.name, len(PDF), "application/pdf")
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    with open_file(kept) as file:
        assert file.read() == PDF


def test_the_same_bytes_are_kept_once(files_root):
    first, second = keep("一.pdf", PDF), keep("二.pdf", PDF)

    assert first == second
    assert len([path for path in files_root.rglob("*") if path.is_file()]) == 1


def test_a_photo_loses_its_place_and_stands_upright():
    kept = keep("现场.jpg", photo_with_place())

    with open_file(kept) as file, Image.open(file) as shown:
        assert not shown.getexif()
        assert shown.size == (20, 40)


@pytest.mark.parametrize(("kind", "name"), [("PNG", "图.png"), ("WEBP", "图.webp"), ("JPEG", "图.jpeg")])
def test_pictures_are_kept_in_their_format(kind: str, name: str):
    with open_file(keep(name, picture(kind))) as file, Image.open(file) as shown:
        assert shown.format == kind


def test_the_same_photo_gives_the_same_file_again():
    assert keep("一.jpg", photo_with_place()) == keep("二.jpg", photo_with_place())


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("通知.docx", office("word/document.xml")),
        ("名册.xlsx", office("xl/workbook.xml")),
        ("汇报.pptx", office("ppt/presentation.xml")),
        ("公文.ofd", archive("OFD.xml")),
        ("老文件.doc", ole("WordDocument")),
        ("老文件.wps", ole("WordDocument")),
        ("老表.xls", ole("Workbook")),
        ("老表.et", ole("Workbook")),
        ("名单.csv", "单位,人数\n东城,3\n".encode("gb18030")),
        ("说明.txt", "情况说明".encode()),
    ],
)
def test_it_accepts_what_offices_keep_evidence_in(name: str, data: bytes):
    assert keep(name, data).size == len(data)


@pytest.mark.parametrize(
    ("name", "data", "fault"),
    [
        ("空.pdf", b"", rules.Fault.EMPTY),
        ("网页.jpg", b"<!doctype html><script>alert(1)</script>", rules.Fault.MISNAMED),
        ("网页.txt", b"<html><script>alert(1)</script>", rules.Fault.UNKNOWN),
        ("图.png", picture("JPEG"), rules.Fault.MISNAMED),
        ("程序.exe", b"MZ" + b"\0" * 200, rules.Fault.UNKNOWN),
        ("程序.pdf", b"MZ" + b"\0" * 200, rules.Fault.UNKNOWN),
        ("脚本.sh", b"#!/bin/sh\nrm -rf /\n", rules.Fault.UNKNOWN),
        ("包.zip", archive("a.txt"), rules.Fault.UNKNOWN),
        ("宏.docm", office("word/document.xml", types="<x>macroEnabled</x>"), rules.Fault.MACROS),
        ("宏.docx", office("word/document.xml", "内容", "<Types/>", "word/vbaProject.bin"), rules.Fault.MACROS),
        ("宏.doc", ole("WordDocument", "_VBA_PROJECT"), rules.Fault.MACROS),
        ("加密.docx", ole("EncryptedPackage"), rules.Fault.ENCRYPTED),
        ("坏.docx", b"PK\x03\x04" + b"x" * 300, rules.Fault.BROKEN),
        ("坏.jpg", picture()[:200], rules.Fault.BROKEN),
        ("手机.heic", b"\0\0\0\x18ftypheic\0\0\0\0heicmif1", rules.Fault.HEIC),
        ("机密★通报.pdf", PDF, rules.Fault.MARKED),
        ("绝密.pdf", PDF, rules.Fault.MARKED),
        ("通知.docx", office("word/document.xml", "机密</w:t></w:r><w:r><w:t>★一年"), rules.Fault.MARKED),
        ("通知.doc", ole("WordDocument", "机 密★一年"), rules.Fault.MARKED),
        ("说明.txt", "秘密★ 三年".encode(), rules.Fault.MARKED),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_it_refuses_and_stores_nothing(files_root, name: str, data: bytes, fault: rules.Fault):
    refused = refusal(name, data)

    cause = refused.__cause__
    assert isinstance(cause, rules.Unfit)
    assert (cause.fault, refused.why, refused.field) == (fault, Why.VALUE, "file")
    assert str(refused.sentence)
    assert not StoredFile.objects.exists()
    assert not files_root.exists() or [path for path in files_root.rglob("*") if path.is_file()] == []


def test_it_does_not_believe_the_size_that_is_declared(settings):
    settings.MAX_UPLOAD_BYTES = 1024
    upload = SimpleUploadedFile("大.pdf", PDF + b"0" * 2000)
    upload.size = 10

    with pytest.raises(Refused, match="0 MB"):
        store(upload, at=timezone.now())


def test_a_picture_made_to_exhaust_the_machine_is_refused(monkeypatch):
    monkeypatch.setattr(rules, "MOST_PIXELS", 100)

    cause = refusal("大图.png", picture("PNG", (20, 20))).__cause__

    assert isinstance(cause, rules.Unfit)
    assert cause.fault == rules.Fault.PIXELS


def test_an_archive_that_unpacks_to_too_much_is_refused(monkeypatch):
    monkeypatch.setattr(rules, "MOST_UNPACKED", 10)

    cause = refusal("名册.xlsx", office("xl/workbook.xml")).__cause__

    assert isinstance(cause, rules.Unfit)
    assert cause.fault == rules.Fault.LARGE


def test_a_moving_picture_is_refused():
    frames = [Image.new("RGB", (8, 8), colour) for colour in ("red", "blue")]
    out = io.BytesIO()
    frames[0].save(out, "WEBP", save_all=True, append_images=frames[1:])

    cause = refusal("动图.webp", out.getvalue()).__cause__

    assert isinstance(cause, rules.Unfit)
    assert cause.fault == rules.Fault.ANIMATED


def test_a_file_missing_on_the_disk_is_said():
    kept = keep("批复.pdf", PDF)
    path_of(kept.digest).unlink()

    with pytest.raises(Refused):
        open_file(kept)
