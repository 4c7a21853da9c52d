"""Measures out of a cell: numbered in any style, or line by line."""

from __future__ import annotations

import re

from jianfa.exchange.reading.numerals import number_of

_CIRCLED = {
    chr(first + n): n + 1
    for first, count in ((0x2460, 20), (0x2474, 20), (0x2776, 10), (0x2160, 12))
    for n in range(count)
}
"""①, ⑴, ❶ and Ⅰ."""
_MARK = re.compile(
    r"(?<![(（【\[])(?P<digit>\d{1,2})[.、．,，)）:：。]+"
    r"|[(（【\[](?P<paren>\d{1,2}|[一二三四五六七八九十]{1,3})[)）】\]][.、．]?"
    r"|(?P<circle>[①-⑳⑴-⒇❶-❿Ⅰ-Ⅻ])[.、．]?"
    r"|(?P<word>[一二三四五六七八九十]{1,2})是"
    r"|(?P<ordinal>[一二三四五六七八九十]{1,3})[、.．]"
    r"|(?:第|措施|举措|任务)(?P<nth>[一二三四五六七八九十]{1,2}|\d)[,，、:：]"
)
_AMOUNT = re.compile(r"\d+(\.\d+)?(万|亿|千|百|%|％|公里|里|倍|米|平方|元|小时|分|吨|亩|度)")
_BULLET = re.compile(r"^[-•·●○■□◆◇▪*➢－]\s*")
_BARE_NUMBER = re.compile(r"^(\d{1,2})\s+(?=\D)")


def split_measures(text: str) -> tuple[str, ...]:
    """Return the numbered measures in a cell without their numbers; unnumbered lines one by one.

    >>> split_measures("1.梳理权属资料；2.协调自然资源部门办证")
    ('梳理权属资料', '协调自然资源部门办证')
    >>> split_measures("补贴标准提高到1.5万元")
    ('补贴标准提高到1.5万元',)
    >>> split_measures("1.建制度（1）摸底（2）起草；2.抓落实")
    ('建制度（1）摸底（2）起草', '抓落实')
    """
    text = text.strip()
    marks = _numbered(text)
    if marks:
        before = text[: marks[0].start()].strip(" \n：:;；")
        ends = [mark.start() for mark in marks[1:]] + [len(text)]
        parts = [text[mark.end() : end] for mark, end in zip(marks, ends, strict=True)]
        return _clean([before, *parts] if before and len(marks) > 1 and not _is_intro(before) else parts)
    lines = [line for line in (line.strip() for line in text.split("\n")) if line]
    if len(lines) > 1 and _are_items(lines):
        return _clean(_without_bullets(lines))
    return _clean([_joined(lines)])


def _is_intro(text: str) -> bool:
    return len(text) <= 12


def _numbered(text: str) -> list[re.Match[str]]:
    """The marks 1, 2, 3 … of one kind in order, the kind that begins the text first of all."""
    found: list[list[re.Match[str]]] = []
    for kind in ("digit", "paren", "circle", "word", "ordinal", "nth"):
        marks = _marks(text, kind)
        if len(marks) > 1 or (marks and marks[0].start() == 0):
            found.append(marks)
    return min(found, key=lambda marks: marks[0].start(), default=[])


def _marks(text: str, kind: str) -> list[re.Match[str]]:
    marks: list[re.Match[str]] = []
    position = 0
    while match := _MARK.search(text, position):
        wanted = match.lastgroup == kind and _value(match) == len(marks) + 1
        if wanted and not _is_decimal(text, match) and _may_begin(text, match.start(), len(marks)):
            marks.append(match)
            position = match.end()
        else:
            position = match.start() + 1
    return marks


def _is_decimal(text: str, match: re.Match[str]) -> bool:
    """Whether a number with a point is the beginning of 1.5万元 rather than a mark; 2.2023年 and ；3.3家 are marks."""
    rest = text[match.end() :]
    if match.lastgroup != "digit" or not rest[:1].isdigit() or re.match(r"\d{4}[年./-]", rest):
        return False
    begins = match.start() == 0 or text[match.start() - 1] in "；;\n。"
    return not begins or bool(_AMOUNT.match(rest))


def _may_begin(text: str, position: int, count: int) -> bool:
    if position == 0:
        return True
    before = text[position - 1]
    return not (before.isdigit() or before in ".第") and (before in "；;。.\n ，,、：:)）”" or count > 0)


def _value(match: re.Match[str]) -> int | None:
    text = match[match.lastgroup or 0]
    if text in _CIRCLED:
        return _CIRCLED[text]
    return int(text) if text.isdigit() else number_of(text)


def _are_items(lines: list[str]) -> bool:
    """Whether lines are separate measures rather than one sentence that was wrapped."""
    return all(
        line[-1] in "；;。" or (len(line) >= 4 and line[-1] not in "，,、（(和与及的") for line in lines[:-1]
    ) and all(len(line) >= 3 for line in lines)


def _without_bullets(lines: list[str]) -> list[str]:
    """Drop what stands before every line: a bullet, or 1 2 3 without a point."""
    if all(_BULLET.match(line) for line in lines):
        return [_BULLET.sub("", line) for line in lines]
    numbers = [match and int(match[1]) for match in map(_BARE_NUMBER.match, lines)]
    if numbers == list(range(1, len(lines) + 1)):
        return [_BARE_NUMBER.sub("", line) for line in lines]
    return lines


def _joined(lines: list[str]) -> str:
    return "".join(lines)


def _clean(parts: list[str]) -> tuple[str, ...]:
    joined = (_joined([line.strip() for line in part.split("\n")]) for part in parts)
    return tuple(part for part in (part.strip().rstrip("；;。.，,、") for part in joined) if part)


def without_number(text: str, number: int) -> str:
    """Return a measure without its number when it is the expected one: rows numbered 1. 2. 3. below one another."""
    match = _MARK.match(text)
    if match is None or _value(match) != number or match.lastgroup == "word" or _is_decimal(text, match):
        return text
    return text[match.end() :].strip().rstrip("；;。") or text
