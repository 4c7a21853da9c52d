"""Files made to do harm, or that no office program wrote; each as bytes."""

import io
import struct
import zipfile
from collections.abc import Callable

from tests import lists

SHEET = "xl/worksheets/sheet1.xml"
CELL = '<row r="{r}"><c r="A{r}" t="inlineStr"><is><t>x</t></is></c></row>'


def remade(changes: dict[str, bytes]) -> bytes:
    """Return a good list with some parts replaced or added."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(lists.book())) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for info in old.infolist():
            if info.filename not in changes:
                new.writestr(info.filename, old.read(info))
        for part, content in changes.items():
            new.writestr(part, content)
    return out.getvalue()


def sheet(body: str, dimension: str = "") -> bytes:
    claimed = f'<dimension ref="{dimension}"/>' if dimension else ""
    head = '<?xml version="1.0"?><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
    return f"{head}{claimed}<sheetData>{body}</sheetData></worksheet>".encode()


def lying_bomb() -> bytes:
    data = bytearray(remade({"xl/sharedStrings.xml": b"<sst>" + b" " * (60 * 2**20) + b"</sst>"}))
    struct.pack_into("<I", data, data.rindex(b"xl/sharedStrings.xml") - 46 + 24, 1000)
    return bytes(data)


def many_parts() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for number in range(60_000):
            archive.writestr(f"xl/{number}", b"")
    return out.getvalue()


def with_password() -> bytes:
    names = "EncryptionInfo".encode("utf-16-le") + "EncryptedPackage".encode("utf-16-le")
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504) + names + bytes(2048)


FILES: dict[str, tuple[str, Callable[[], bytes], str, str]] = {
    "bomb": ("清单.xlsx", lambda: remade({"xl/media/a.bin": bytes(51 * 2**20)}), "解压后超过 50 MB", "Unpacked"),
    "lying bomb": ("清单.xlsx", lying_bomb, "已损坏或不完整", "damaged"),
    "parts": ("清单.xlsx", many_parts, "超过允许的 2000 个", "parts"),
    "dimensions": (
        "清单.xlsx", lambda: remade({SHEET: sheet(CELL.format(r=1), "A1:XFD1048576")}), "声称范围", "claims the range",
    ),
    "doctype": (
        "清单.xlsx", lambda: remade({SHEET: b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>'}),
        "DOCTYPE", "DOCTYPE",
    ),
    "macros": ("清单.xlsx", lambda: remade({"xl/vbaProject.bin": b"\xd0\xcf\x11\xe0"}), "含有宏", "macros"),
    "password": ("清单.xlsx", with_password, "设有密码", "password"),
    "truncated": ("清单.xlsx", lambda: lists.book()[:3000], "已损坏或不完整", "damaged"),
    "large": ("清单.csv", lambda: b"a,b,c\n" * 1_800_000, "超过 10 MB", "larger than 10 MB"),
    "picture": ("清单.xlsx", lambda: b"\x89PNG\r\n\x1a\n" + bytes(100), "不能读取", "not read"),
    "bytes": ("清单.xlsx", lambda: bytes(range(256)) * 10, "不是表格文件", "not a table file"),
    "rows": (
        "清单.xlsx", lambda: remade({SHEET: sheet("".join(CELL.format(r=row) for row in range(1, 6_001)))}),
        "超过 5000 行", "more than 5000 rows",
    ),
    "empty": ("清单.xlsx", bytes, "空", "empty"),
    "secret": ("清单.xlsx", lambda: lists.book([{"title": "机密★一年"}]), "密级标志", "secrecy mark"),
    "no rows": (
        "清单.csv", "序号,存在问题,牵头单位,完成时限\n".encode, "下面没有一个问题", "no problem below them",
    ),
    "no list": ("通讯录.csv", "姓名,电话\n张三,1\n".encode, "没有找到清单", "No list was found"),
}  # fmt: skip
"""What it is → name, bytes, what the refusal says in Chinese and in English."""
