"""Numbers that lead to a person: citizens' identity numbers and mobile numbers, found in a text and masked in it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

KEPT = 3
"""So many digits stay: enough to see that a number stood there, too few to find the person."""
MASK = "*"

_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECK = "10X98765432"
_PROVINCES = frozenset(
    f"{code}"
    for code in (*range(11, 16), *range(21, 24), *range(31, 38), *range(41, 47), *range(50, 55), *range(61, 66),
                 71, 81, 82, 83)
)  # fmt: skip
"""GB/T 2260, with 71, 81, 82 and 83 of the residence permits for 港澳台; foreigners' begin with 9 and the province."""
_FIRST_YEAR, _LAST_YEAR = 1850, 2099
_DASHES = "-‐‑‒–—―−－﹣"

_GAP = "[ .-]{0,2}"
_LONG = re.compile(rf"(?<!\d)(?=((?:\d{_GAP}){{17}}[\dX])(?!\d))")
_SHORT = re.compile(r"(?<!\d)(?=(\d{15})(?![\dX]))")
_MOBILE = re.compile(
    r"(?<!\d)(?=((?:(?:\+|00)?86[)]?[ -]{0,2})?"
    rf"(?:1[3-9]\d{_GAP}\d{{4}}{_GAP}\d{{4}}|1[3-9]\d{_GAP}\d{{3}}{_GAP}\d{{5}}|1[3-9]\d\d{_GAP}\d{{4}}{_GAP}\d{{3}}))(?!\d))"
)


class Kind(StrEnum):
    """What a number is."""

    ID_NUMBER = "id_number"
    MOBILE = "mobile"


@dataclass(frozen=True, slots=True, order=True)
class Personal:
    """One number found: ``text[start:end]``, as it was written, gaps included."""

    start: int
    end: int
    kind: Kind
    written: str


def find_personal(text: str) -> tuple[Personal, ...]:
    """Return the identity and mobile numbers of a text in their order; none overlaps another.

    Identity numbers of 18 characters must hold a real date of birth and the right check character (GB 11643), those of
    15 digits a province and a date; numbers may be written full-width or with gaps, mobile ones after +86.

    >>> [found.kind.value for found in find_personal("王某，１３８－００１３－８０００，身份证11010519491231002x")]
    ['mobile', 'id_number']
    >>> find_personal("文号510104199003071234")  # the check character is wrong
    ()
    """
    plain = "".join(map(_plain, text))
    found: list[Personal] = []
    last = 0
    for start, end, kind in sorted(_candidates(plain), key=lambda span: (span[0], -span[1])):
        if start >= last:
            found.append(Personal(start, end, kind, text[start:end]))
            last = end
    return tuple(found)


def mask_personal(text: str) -> str:
    """Return the text, as long as before, in which of each such number only the first three digits are left.

    >>> mask_personal("请打 138 0013 8000 找我")
    '请打 138 **** **** 找我'
    """
    while found := find_personal(text):  # again: a masked number is a new edge for the digits beside it
        for personal in reversed(found):
            text = text[: personal.start] + _masked(personal.written) + text[personal.end :]
    return text


def _plain(character: str) -> str:
    """Return one character for one: ASCII digits, X, a hyphen or a space for all that people write for them."""
    if character.isascii():
        return {"x": "X", "\t": " "}.get(character, character)
    if (digit := unicodedata.decimal(character, None)) is not None:
        return str(digit)
    if character in _DASHES:
        return "-"
    if character in "ｘＸ×Хх":
        return "X"
    if unicodedata.category(character) in {"Zs", "Cf"}:
        return " "
    return {"＋": "+", "）": ")", "．": ".", "·": ".", "。": "."}.get(character, character)


def _candidates(plain: str) -> Iterator[tuple[int, int, Kind]]:
    for match in _LONG.finditer(plain):
        if _is_identity_number(re.sub("[^0-9X]", "", match[1])):
            yield *match.span(1), Kind.ID_NUMBER
    for match in _SHORT.finditer(plain):
        if match[1][:2] in _PROVINCES and _is_date(f"19{match[1][6:12]}"):
            yield *match.span(1), Kind.ID_NUMBER
    for match in _MOBILE.finditer(plain):
        yield *match.span(1), Kind.MOBILE


def check_character(digits: str) -> str:
    """Return the eighteenth character to seventeen digits (GB 11643, ISO 7064 MOD 11-2).

    >>> check_character("11010519491231002")
    'X'
    """
    return _CHECK[sum(weight * int(digit) for weight, digit in zip(_WEIGHTS, digits, strict=True)) % 11]


def _is_identity_number(number: str) -> bool:
    province = number[1:3] if number.startswith("9") else number[:2]
    return province in _PROVINCES and _is_date(number[6:14]) and check_character(number[:17]) == number[17]


def _is_date(digits: str) -> bool:
    try:
        return _FIRST_YEAR <= date(int(digits[:4]), int(digits[4:6]), int(digits[6:])).year <= _LAST_YEAR
    except ValueError:
        return False


def _masked(written: str) -> str:
    masked, seen = "", 0
    for character in written:
        if _plain(character).isdecimal() or _plain(character) == "X":
            seen += 1
            masked += character if seen <= KEPT else MASK
        else:
            masked += character
    return masked
