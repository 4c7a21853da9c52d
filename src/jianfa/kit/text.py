"""Mending text that went through spreadsheets, web pages and input methods, and saying what was changed.

Mending repairs what nobody meant to write: invisible characters, full-width letters and digits, stray
spaces, reading aids a web page printed into the text (中國(guó)共產(chǎn)黨). Traditional characters may
be meant, so their simplified form is only offered.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

from opencc import OpenCC

_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff\ufffc\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_VARIANTS = re.compile("[\u2e80-\u2fdf\uf900-\ufaff]")
_WIDE = str.maketrans(
    {chr(code): chr(code - 0xFEE0) for code in (*range(0xFF10, 0xFF1A), *range(0xFF21, 0xFF3B), *range(0xFF41, 0xFF5B))}
    | {"％": "%", "＋": "+", "＝": "="}
)
_WIDE_POINT = re.compile(r"(?<=\d)．(?=\d)")
_CJK = "\u3001-\u303f\u3400-\u9fff\uf900-\ufaff\uff01-\uff65“”‘’—…"
_SPACE = "[ \t\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]"
_SPACES = re.compile(f"{_SPACE}+")
_SPACE_IN_CJK = re.compile(f"(?<=[{_CJK}]){_SPACE}+(?=[{_CJK}])")
_SPACE_AT_ENDS = re.compile(f"^{_SPACE}+|{_SPACE}+$", re.MULTILINE)
_TONED = "āáǎàōóǒòēéěèīíǐìūúǔùǖǘǚǜńňǹḿ"
_READING_AID = re.compile(f"(?<=[\u3400-\u9fff])[(（]([a-zɡü{_TONED}]{{1,6}})[)）]")
_HAS_TONE = re.compile(f"[{_TONED}]")
_APOSTROPHE = re.compile(r"^['‘’`](?=[\d\w\u3400-\u9fff])")


@dataclass(frozen=True, slots=True)
class Mend:
    """One kind of repair done to a text: invisible, variants, reading_aid, width, spaces or apostrophe."""

    kind: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Mended:
    """The mended text, what was repaired, and the simplified form where the text has traditional characters."""

    text: str
    mends: tuple[Mend, ...] = ()
    offered: str | None = None


@lru_cache(maxsize=20_000)
def mend(text: str) -> Mended:
    """Return a text mended, with every repair named; line breaks stay.

    >>> mend("中國(guó)共產(chǎn)黨").text, mend("超期４１ 家").text
    ('中國共產黨', '超期41 家')
    """
    if text.isascii() and text.isprintable() and text == text.strip() and "'" not in text and "  " not in text:
        return Mended(text)
    mends: list[Mend] = []
    now = text.replace("\r\n", "\n").replace("\r", "\n")
    for kind, repaired in _STEPS:
        after = repaired(now)
        if after != now:
            mends.append(Mend(kind, now, after))
            now = after
    return Mended(now, tuple(mends), simplified_offer(now))


def _without_invisible(text: str) -> str:
    return _INVISIBLE.sub("", text)


def _without_variants(text: str) -> str:
    composed = unicodedata.normalize("NFC", text)
    return _VARIANTS.sub(lambda match: unicodedata.normalize("NFKC", match[0]), composed)


def _without_reading_aids(text: str) -> str:
    """Drop (pīnyīn) after a character, toneless ones only where the text has a toned one as well."""
    if not any(_HAS_TONE.search(match[1]) for match in _READING_AID.finditer(text)):
        return text
    return _READING_AID.sub("", text)


def _narrowed(text: str) -> str:
    return _WIDE_POINT.sub(".", text.translate(_WIDE))


def _without_stray_spaces(text: str) -> str:
    text = _SPACE_IN_CJK.sub("", text)
    return _SPACES.sub(" ", _SPACE_AT_ENDS.sub("", text)).strip()


def _without_apostrophe(text: str) -> str:
    closed = len(text) > 1 and text[-1] in "'‘’`"
    return text if closed else _APOSTROPHE.sub("", text)


_STEPS: tuple[tuple[str, Callable[[str], str]], ...] = (
    ("invisible", _without_invisible),
    ("variants", _without_variants),
    ("reading_aid", _without_reading_aids),
    ("width", _narrowed),
    ("spaces", _without_stray_spaces),
    ("apostrophe", _without_apostrophe),
)


@lru_cache(maxsize=1)
def _converter() -> OpenCC:
    return OpenCC("t2s")


@lru_cache(maxsize=20_000)
def _all_common(text: str) -> bool:
    """Whether every character is in GB 2312, where characters in use today are all simplified."""
    return all(ord(char) < 0x3400 or _in_gb2312(char) for char in text)


@lru_cache(maxsize=20_000)
def _in_gb2312(char: str) -> bool:
    try:
        char.encode("gb2312")
    except UnicodeEncodeError:
        return False
    return True


def simplified_offer(text: str) -> str | None:
    """Return the simplified form of a text that has characters used only in traditional writing, else None.

    A rare character of a name (乾, 著) is in use on the mainland too and is left alone.

    >>> simplified_offer("中國共產黨"), simplified_offer("王乾")
    ('中国共产党', None)
    """
    if _all_common(text):
        return None
    new = _converter().convert(text)
    if len(new) == len(text):
        new = "".join(old if _in_gb2312(old) else char for old, char in zip(text, new, strict=True))
    return new if new != text else None


@lru_cache(maxsize=20_000)
def squeezed(text: str) -> str:
    """Return the form in which two writings of one text compare equal: mended, simplified, no spaces.

    >>> squeezed("（解決　主体）") == squeezed("(解决主体)")
    True
    """
    mended = mend(text)
    plain = unicodedata.normalize("NFKC", mended.offered or mended.text)
    return re.sub(r"\s+", "", plain)
