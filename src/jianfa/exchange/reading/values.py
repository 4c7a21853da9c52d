"""What single cells say: who must solve, common or individual, done or not, units, measures, categories."""

from __future__ import annotations

import re
from dataclasses import dataclass

from jianfa.exchange.reading.names import NameBook
from jianfa.exchange.reading.numerals import number_of
from jianfa.kit.text import mend, squeezed

NOTHING = {"-", "--", "—", "——", "/", "\\", "无", "暂无", "空", "N/A", "n/a", "None", "none", "无。", "〇", "●无", "、"}
DITTO = {"同上", "同前", "如上", "同上。", "同上述", "〃", "″", '"', "”", "“", "〝", "々", "''", "``", "′′"}
TICKS = {"√", "✓", "✔", "☑", "是", "●", "■", "√√", "对", "Y", "y", "V", "v", "1", "○", "◯", "★", "R"}

_PARTY = re.compile(r"党委|党政|政府|地方党|区委|县委|市委|党工委|管委会|行政")
_SUPERIOR = re.compile(r"上级|市总|省总|市级工会|市级层面|市总工会|市级|全总|上一级")
_OWN = re.compile(
    r"自身|自行|自主|自己|本级|本单位|本地|县级工会|县级总工会|区\(市\)县|区县|县\(市、区\)|区县工会|县级层面|县级"
)
_UPPER_OF_PARTY = re.compile(r"上级(党委|党政|政府)")

_YES = re.compile(
    r"^(已|均已|全部|已经|已全部|全部已|基本已)?(全面|全部|如期|按期|按时)?"
    r"(完成|整改|办结|销号|销账|解决|落实|办理|结案|验收|完结|闭环)(整改|销号|销账|办结|到位|完毕|完成|解决)?(到位|完毕)?$"
    r"|^(是|√|√√|✓|✔|☑|Y|yes|YES|Yes|对|TRUE|True|true|100%|100\.0+%|100％|已销|完结|●|1)$"
)
_NO = re.compile(
    r"^(否|×|✗|✘|☒|X|x|N|no|NO|No|FALSE|False|false|□|0%?)$|^(未|没有|尚未|暂未|不)|推进中|进行中|办理中|整改中|正在|持续|部分|基本"
    r"|逐步|待|推进|启动|长期|^\d{1,2}(\.\d+)?%$|实施中|解决中|中$"
)

_EMPTY_BOX = re.compile("[□☐◻]")
_TICKED_BOX = re.compile("[☑☒■√✓✔●◼]\\s*([^□☐◻☑☒■√✓✔●◼]+)")

_UNIT_BREAK = re.compile(r"[、，,;；/\n|&＆]+")
_AND = re.compile(r"和|及|与|以及")
_ROLE_BEFORE = re.compile(r"^(牵头|主办|主责|责任|配合|协办|协助|参与)(单位|部门|处室|科室)?[:：]")
_ROLE_AFTER = re.compile(r"[(（](牵头|主办|主责|责任|配合|协办|协助|参与)(单位|部门)?[)）]$")
_LEADING = {"牵头", "主办", "主责"}

_CATEGORY_ORDINAL = re.compile(
    r"^(第?[一二三四五六七八九十]{1,3}[、.．,，]|[(（][一二三四五六七八九十\d]{1,3}[)）]|\d{1,2}[、.．](?!\d)|[①-⑳]|第[一二三四五六七八九十]+(类|部分|方面)[:：、]?)\s*"
)
_CATEGORY_COUNT = re.compile(r"[(（\[【]?(共|计|合计)?\s*\d+\s*(个|项|条|件|类)(问题)?[)）\]】]?$")
_CATEGORY_TAIL = re.compile(r"(方面的?问题|类的?问题|方面|类|问题|的)$")


def is_nothing(text: str) -> bool:
    """Whether a cell says that there is nothing: a dash, 无, a slash."""
    bare = squeezed(text)
    return not bare or bare in NOTHING or (len(bare) > 1 and not ticked(bare))


def ticked(text: str) -> str:
    """Return the answers with a tick in a cell that offers several with boxes; any other text as it is.

    >>> ticked("☑党委政府 □上级工会"), ticked("□是 □否"), ticked("√")
    ('党委政府', '', '√')
    """
    if not _EMPTY_BOX.search(text):
        return text
    return "、".join(match[1].strip(" 、，,;；/") for match in _TICKED_BOX.finditer(text))


def is_ditto(text: str) -> bool:
    """Whether a cell says: as above."""
    return squeezed(text) in DITTO or text.strip() in DITTO


def solver_of(text: str) -> tuple[str | None, bool]:
    """Return who must solve (party_gov, superior_union, county_union) and whether several are named.

    >>> solver_of("需党委政府协同解决"), solver_of("区(市)县工会自身解决")
    (('party_gov', False), ('county_union', False))
    """
    bare = squeezed(ticked(text))
    found = []
    if _PARTY.search(bare):
        found.append("party_gov")
    rest = _UPPER_OF_PARTY.sub("", bare)
    if _SUPERIOR.search(rest):
        found.append("superior_union")
    if _OWN.search(rest) and not found:
        found.append("county_union")
    return (found[0] if found else None), len(found) > 1


def nature_of(text: str) -> str | None:
    """Return common or individual when the cell says so and nothing else.

    >>> nature_of("共性问题"), nature_of("个性"), nature_of("共性与个性")
    ('common', 'individual', None)
    """
    bare = re.sub(r"[（(].*[)）]|[:：。、]", "", squeezed(ticked(text)))
    if re.fullmatch(r"(属于?|为|系)?(共性|普遍性?|共同)(类|的)?(问题)?", bare):
        return "common"
    if re.fullmatch(r"(属于?|为|系)?(个性|个别|特殊|个案)(类|的|化)?(问题)?", bare):
        return "individual"
    return None


def done_of(text: str) -> bool | None:
    """Return whether a cell claims that the work is done; None when it says neither.

    >>> done_of("已完成"), done_of("是"), done_of("推进中"), done_of("√"), done_of("已制定方案")
    (True, True, False, True, None)
    """
    bare = squeezed(ticked(text) or text).strip("。.!！;；,，")
    if _NO.search(bare) and not re.fullmatch(r"(是|100%)", bare):
        return False
    if _YES.match(bare):
        return True
    return None


@dataclass(frozen=True, slots=True)
class WrittenUnit:
    """One name out of a cell; ``role`` is lead or assist where the cell itself says so."""

    name: str
    role: str | None = None


def split_units(text: str, names: NameBook) -> tuple[WrittenUnit, ...]:
    """Return the names in a cell: split on 、，,;；/ and line breaks, outside brackets, never inside a known name."""
    found: list[WrittenUnit] = []
    role: str | None = None
    for piece in _pieces(text, names):
        name, said = piece, role
        if (before := _ROLE_BEFORE.match(name)) is not None:
            role = said = _role(before[1])
            name = name[before.end() :]
        if (after := _ROLE_AFTER.search(name)) is not None:
            said = _role(after[1])
            name = name[: after.start()]
        name = name.strip(" 。.:：").removesuffix("等")
        if name and not is_nothing(name):
            found.append(WrittenUnit(name, said))
    return tuple(dict.fromkeys(found))


def _role(word: str) -> str | None:
    if word in _LEADING:
        return "lead"
    return None if word == "责任" else "assist"


def _pieces(text: str, names: NameBook) -> list[str]:
    whole = squeezed(text)
    if names.knows(whole):
        return [_tidy(text)]
    pieces: list[str] = []
    for part in _outside_brackets(text):
        bare = squeezed(part)
        if not bare:
            continue
        if names.knows(bare):
            pieces.append(_tidy(part))
            continue
        spaced = part.split()
        if len(spaced) > 1 and all(names.knows(one) for one in spaced):
            pieces.extend(_tidy(one) for one in spaced)
            continue
        joined = [one for one in _AND.split(_tidy(part)) if one]
        pieces.extend(joined if len(joined) > 1 and all(names.knows(one) for one in joined) else [_tidy(part)])
    return pieces


def _tidy(text: str) -> str:
    return re.sub(r"\s+", "", mend(text).text)


def _outside_brackets(text: str) -> list[str]:
    depth, current, parts = 0, "", []
    for char in text:
        if char in "(（":
            depth += 1
        elif char in ")）":
            depth = max(0, depth - 1)
        if depth == 0 and _UNIT_BREAK.fullmatch(char):
            parts.append(current)
            current = ""
        else:
            current += char
    return [*parts, current]


_MARK = re.compile(
    r"(?P<digit>\d{1,2})[.、．,，)）:：](?!\d(?!\d{3}年))"
    r"|[(（](?P<paren>\d{1,2}|[一二三四五六七八九十]{1,3})[)）][.、．]?"
    r"|(?P<circle>[①-⑳])[.、．]?"
    r"|(?P<word>[一二三四五六七八九十]{1,2})是"
    r"|(?P<ordinal>[一二三四五六七八九十]{1,3})[、.．]"
    r"|(?:第|措施|举措|任务)(?P<nth>[一二三四五六七八九十]{1,2}|\d)[,，、:：]"
)


def split_measures(text: str) -> tuple[str, ...]:
    """Return the numbered measures in a cell without their numbers; unnumbered lines one by one.

    >>> split_measures("1.梳理权属资料；2.协调自然资源部门办证")
    ('梳理权属资料', '协调自然资源部门办证')
    >>> split_measures("补贴标准提高到1.5万元")
    ('补贴标准提高到1.5万元',)
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
        return _clean(lines)
    return _clean([_joined(lines)])


def _is_intro(text: str) -> bool:
    return len(text) <= 12


def _numbered(text: str) -> list[re.Match[str]]:
    """The marks 1, 2, 3 … of one kind in order; the first at the beginning or after an introduction."""
    for kind in ("digit", "paren", "circle", "word", "ordinal", "nth"):
        marks: list[re.Match[str]] = []
        position = 0
        while match := _MARK.search(text, position):
            if (
                match.lastgroup == kind
                and _value(match) == len(marks) + 1
                and _may_begin(text, match.start(), len(marks))
            ):
                marks.append(match)
                position = match.end()
            else:
                position = match.start() + 1
        if len(marks) > 1 or (marks and marks[0].start() == 0):
            return marks
    return []


def _may_begin(text: str, position: int, count: int) -> bool:
    if position == 0:
        return True
    before = text[position - 1]
    return not (before.isdigit() or before in ".第") and (before in "；;。.\n ，,、：:)）”" or count > 0)


def _value(match: re.Match[str]) -> int | None:
    text = match[match.lastgroup or 0]
    if "①" <= text <= "⑳":
        return ord(text) - ord("①") + 1
    return int(text) if text.isdigit() else number_of(text)


def _are_items(lines: list[str]) -> bool:
    """Whether lines are separate measures rather than one sentence that was wrapped."""
    return all(
        line[-1] in "；;。" or (len(line) >= 4 and line[-1] not in "，,、（(和与及的") for line in lines[:-1]
    ) and all(len(line) >= 3 for line in lines)


def _joined(lines: list[str]) -> str:
    return "".join(lines)


def _clean(parts: list[str]) -> tuple[str, ...]:
    joined = (_joined([line.strip() for line in part.split("\n")]) for part in parts)
    return tuple(part for part in (part.strip().rstrip("；;。.，,、") for part in joined) if part)


def without_number(text: str, number: int) -> str:
    """Return a measure without its number when it is the expected one: rows numbered 1. 2. 3. below one another."""
    match = _MARK.match(text)
    if match is not None and _value(match) == number and match.lastgroup != "word":
        return text[match.end() :].strip().rstrip("；;。") or text
    return text


def category_text(text: str, *, heading: bool = False) -> str:
    """Return a category without its ordinal; from a heading row also without 类, 方面 and the count.

    >>> category_text("一、政治功能方面", heading=True), category_text("组织体系")
    ('政治功能', '组织体系')
    """
    bare = _CATEGORY_ORDINAL.sub("", squeezed(text))
    if heading:
        bare = re.sub(r"[:：]$", "", bare)
        bare = _CATEGORY_COUNT.sub("", bare)
        shorter = _CATEGORY_TAIL.sub("", bare)
        while shorter != bare and len(shorter) > 1:
            bare, shorter = shorter, _CATEGORY_TAIL.sub("", shorter)
    return bare


def category_level(text: str) -> int:
    """The depth of a category heading by its ordinal: 一、 is 1, （一） 2, 1. 3, none 0."""
    bare = squeezed(text)
    for level, pattern in (
        (1, r"^(第?[一二三四五六七八九十]{1,3}[、.．,，]|第[一二三四五六七八九十]+(类|部分))"),
        (2, r"^[(（][一二三四五六七八九十]"),
        (3, r"^[(（]?\d"),
    ):
        if re.match(pattern, bare):
            return level
    return 0


_PHONE = re.compile(r"[(（:：\s]*(?:(?:联系)?电话|手机)?[:：]?\s*\d[\d\s-]{5,}\d\s*[)）]?")


def person_text(text: str) -> str:
    """Return names of persons: spaces inside a two-character name dropped, between two names replaced by 、.

    A telephone number beside a name is no part of it.

    >>> person_text("张　涛"), person_text("张涛 李敏")
    ('张涛', '张涛、李敏')
    """
    text = _PHONE.sub("", text)
    lines = [part for part in re.split(r"[\s\u3000]+", text.strip()) if part]
    if len(lines) > 1 and all(len(part) == 1 for part in lines):
        return "".join(lines)
    if len(lines) > 1 and all(re.fullmatch(r"[\u3400-\u9fff·]{2,4}", part) for part in lines):
        return "、".join(lines)
    return "".join(lines) if all(re.search(r"[\u3400-\u9fff，、；]", part) for part in lines) else " ".join(lines)
