"""What single cells say: who must solve, common or individual, done or not, units, measures, categories."""

from __future__ import annotations

import re
from dataclasses import dataclass

from jianfa.exchange.reading.names import NameBook
from jianfa.kit.text import mend, squeezed

NOTHING = {"-", "--", "—", "——", "/", "\\", "无", "暂无", "空", "N/A", "n/a", "None", "none", "无。", "〇", "●无", "、"}
DITTO = {"同上", "同前", "如上", "同上。", "同上述", "〃", "″", '"', "”", "“", "〝", "々", "''", "``", "′′"}
TICKS = {"√", "✓", "✔", "☑", "是", "●", "■", "√√", "对", "Y", "y", "V", "v", "1", "○", "◯", "★", "R"}

_PARTY = re.compile(r"党委|党政|政府|地方党|区委|县委|市委|党工委|管委会|行政")
_SUPERIOR = re.compile(
    r"上级|省总|省级|市级|全总|上一级|(?:(?<=成都)|(?<![\u3400-\u9fff])|(?<=[由需请报经和与及待或要求商]))市总"
)
_OWN = re.compile(
    r"自身|自行|自主|自己|本级|本单位|本地|县级工会|县级总工会|区\(市\)县|区县|县\(市、区\)|县级|^[由需]?(?:区|县)(?:总工会|工会|总)"
)
_UPPER_OF_PARTY = re.compile(r"上级(党委|党政|政府)")

_EMPTY_BOX = re.compile("[□☐◻]")
_TICKED_BOX = re.compile("[☑☒■√✓✔●◼]\\s*([^□☐◻☑☒■√✓✔●◼]+)")

_UNIT_BREAK = re.compile(r"[、，,;；/\n|&＆]+")
_AND = re.compile(r"和|及|与|以及|[·+＋→．。—－-]|兼")
_UNIT_NUMBER = re.compile(r"^(\d{1,2}[.、．)）]|[(（]\d{1,2}[)）]|[①-⑳⑴-⒇❶-❿])\s*")
_NUMBERED_UNIT = re.compile(r"\s*(?=[①-⑳⑴-⒇❶-❿])|(?<=[\u3400-\u9fff)）])\s*(?=\d{1,2}[.．、][\u3400-\u9fff])")
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


def nature_in(text: str) -> str | None:
    """Return what the cell of a column for it says in other words.

    >>> nature_in("普遍存在"), nature_in("特有"), nature_in("共"), nature_in("共性与个性")
    ('common', 'individual', 'common', None)
    """
    bare = squeezed(ticked(text))
    common = bool(re.search("共|普遍|面上", bare))
    individual = bool(re.search("个|特殊|特有|独有", bare))
    if common == individual or "非" in bare:
        return None
    return "common" if common else "individual"


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
        name = _UNIT_NUMBER.sub("", name.strip(" 。.:：")).removesuffix("等")
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
    for part in _outside_brackets(_NUMBERED_UNIT.sub("、", text)):
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
