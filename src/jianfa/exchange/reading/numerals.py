"""Chinese and circled numerals, as far as lists use them."""

from __future__ import annotations

import re

_DIGITS = {char: index for index, char in enumerate("〇一二三四五六七八九")} | {
    "○": 0,
    "零": 0,
    "两": 2,
    "Ｏ": 0,
    "O": 0,
}
_ORDINALS = {char: index for index, char in enumerate("一二三四五六七八九十", start=1)}
_RUN = "[〇○零一二三四五六七八九十两]+"
_COUNTED = re.compile(f"(?<=第)({_RUN})|({_RUN})(?=个?(?:年|月|日|号|季度|季|周|天|旬|工作日|星期))")


def number_of(text: str) -> int | None:
    """Return the number written in Chinese numerals up to 99, or digit by digit; None when it is not one.

    >>> number_of("二〇二三"), number_of("三十一"), number_of("十"), number_of("甲")
    (2023, 31, 10, None)
    """
    if not text or any(char not in _DIGITS and char != "十" for char in text):
        return None
    if "十" not in text:
        return int("".join(str(_DIGITS[char]) for char in text))
    tens, _, ones = text.partition("十")
    if len(tens) > 1 or len(ones) > 1:
        return None
    return (_DIGITS[tens] if tens else 1) * 10 + (_DIGITS[ones] if ones else 0)


def with_digits(text: str) -> str:
    """Return a text with Chinese numerals before 年月日 季度 个月 … written as digits.

    >>> with_digits("二〇二三年六月三十日"), with_digits("第三季度"), with_digits("一直坚持")
    ('2023年6月30日', '第3季度', '一直坚持')
    """

    def replaced(match: re.Match[str]) -> str:
        number = number_of(match[0])
        return match[0] if number is None else str(number)

    return _COUNTED.sub(replaced, text)


def sequence_number(text: str) -> int | None:
    """Return the number of a 序号 cell: 3, 3.0, 003, （3）, 3., 第3项, 三, ③; None for anything else.

    >>> sequence_number("（3）"), sequence_number("三"), sequence_number("③"), sequence_number("3-1")
    (3, 3, 3, None)
    """
    bare = re.sub(r"^(第|[Nn][Oo]\.?|问题|[(（\[【])+|([)）\]】、.．。:：]|项|号|条)+$", "", text.strip())
    if re.fullmatch(r"\d{1,6}(\.0+)?", bare):
        return int(float(bare))
    if len(bare) == 1 and "①" <= bare <= "⑳":
        return ord(bare) - ord("①") + 1
    number = number_of(bare)
    return number if number is not None and 0 < number < 1000 else None
