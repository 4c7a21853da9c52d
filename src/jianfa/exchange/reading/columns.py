"""What a heading means: known writings, then ordered rules, then likeness. Headings come as paths from the top."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources

from rapidfuzz import fuzz, process

from jianfa.exchange.reading.shapes import Mapping
from jianfa.exchange.reading.values import nature_of, solver_of
from jianfa.kit.text import squeezed

CHOSEN, KNOWN, RULED, IN_GROUP, ALIKE, GUESSED = 110, 100, 90, 85, 60, 50
"""How sure a match is: chosen by a person, a known heading, by rule, by its group, by likeness, from the cells."""

_NOISE = re.compile(r"[*＊:：。.“”\"'_\s]|^[一二三四五六七八九十]{1,2}、|^、|、$")
_BRACKETS = re.compile(r"[(\[【〔][^()\[\]【】〔〕]*[)\]】〕]")
_BARE_UNIT = {"单位", "部门", "名称", "单位名称", "部门名称", "处室", "科室"}
_BARE_TIME = {"时间", "日期", "时限"}
_BARE_TEXT = {"内容", "情况", "描述", "具体内容", "名称", "具体情况", "要求"}
_BARE_PERSON = {"姓名", "人员", "人"}
_LIKENESS = 85
_LONGEST = 24
_SHORT = 4
"""Names no longer than this may be the second half of their group's: 解决 over 主体, 完成时间 over 计划."""
_PERIOD = re.compile(r"(季度?|月份?|半年|年|周|旬|阶段)$")
"""Names of one column of a plan by quarters or months; such columns are kept beside the fields, not read as one."""


@dataclass(frozen=True, slots=True)
class _Lexicon:
    names: dict[str, str]
    rules: tuple[tuple[str, re.Pattern[str]], ...]


@dataclass(frozen=True, slots=True)
class Match:
    """A heading's field, how sure, and for one-column-per-answer lists the answer a tick stands for."""

    field: str | None
    confidence: int = 0
    tick: str | None = None


NO_MATCH = Match(None)


@lru_cache(maxsize=1)
def _lexicon() -> _Lexicon:
    text = resources.files("jianfa.exchange.data").joinpath("synonyms.json").read_text(encoding="utf-8")
    data = json.loads(text)
    names = {plain(name): field for field, written in data["names"].items() for name in written}
    rules = tuple((field, re.compile(pattern)) for field, pattern in data["rules"])
    return _Lexicon(names, rules)


def plain(heading: str) -> str:
    """Return a heading without spaces, line breaks, ordinals and marks, in one width; 、 counts as 及."""
    return _NOISE.sub("", squeezed(heading)).replace("、", "及")


def match_heading(path: tuple[str, ...], mapping: Mapping | None = None) -> Match:
    """Return what a heading means, read from its last part and then from the groups above it."""
    if mapping is not None and (chosen := _chosen("/".join(path), mapping)) is not None:
        return chosen
    if not path:
        return NO_MATCH
    parts = tuple(plain(part) for part in path)
    if len(parts) > 1 and (tick := _tick(parts)) is not None:
        return tick
    leaf, groups = parts[-1], parts[:-1]
    if groups and leaf in _BARE_UNIT | _BARE_TIME | _BARE_TEXT | _BARE_PERSON:
        for group in reversed(groups):
            field = "responsible" if re.search("责任|分工", group) else _match_one(group).field
            found = _in_group(field, leaf)
            if found is not None:
                return Match(found, IN_GROUP)
    found_leaf = _match_one(leaf)
    if found_leaf.field is not None or found_leaf.confidence or not groups:
        return found_leaf
    is_half = len(leaf) <= _SHORT and not _PERIOD.search(leaf)
    return _match_one(groups[-1] + leaf) if is_half else NO_MATCH


def _chosen(path: str, mapping: Mapping) -> Match | None:
    wanted = plain(path)
    for written, field in mapping.fields.items():
        if plain(written) == wanted:
            return Match(field, CHOSEN)
    return None


def _in_group(field: str | None, leaf: str) -> str | None:
    if leaf in _BARE_UNIT and field in ("lead", "assist", "responsible", "source_unit", "verifier", "source"):
        return "source_unit" if field == "source" else field
    if leaf in _BARE_TIME:
        return {"progress": "done_date", "done": "done_date", "measures": "due", "due": "due", "goal": "due"}.get(
            field or ""
        )
    if leaf in _BARE_PERSON and field in ("lead", "responsible", "person"):
        return "person"
    if leaf in _BARE_TEXT and field not in ("seq", None):
        return field
    return None


def _tick(parts: tuple[str, ...]) -> Match | None:
    """One column per answer: 解决主体 / 党委政府 | 上级工会 | 自身 with a tick in one of them."""
    leaf, group = parts[-1], parts[-2]
    field = _match_one(group).field
    if field == "solver" and (solver := solver_of(leaf)[0]):
        return Match("solver", KNOWN, solver)
    if field == "nature" and (nature := nature_of(leaf)):
        return Match("nature", KNOWN, nature)
    if field == "done" and leaf in ("是", "否", "已完成", "未完成", "已整改", "未整改"):
        return Match("done", KNOWN, "yes" if leaf in ("是", "已完成", "已整改") else "no")
    return None


@lru_cache(maxsize=5_000)
def _match_one(heading: str) -> Match:
    lexicon = _lexicon()
    bare = _BRACKETS.sub("", heading)
    if not heading or len(bare) > _LONGEST:
        return NO_MATCH
    for candidate in dict.fromkeys((heading, bare)):
        if candidate in lexicon.names:
            return Match(lexicon.names[candidate], KNOWN)
    for candidate in dict.fromkeys((heading, bare)):
        for field, pattern in lexicon.rules:
            if pattern.search(candidate):
                return Match(field or None, RULED)
    if len(bare) >= 4:
        near = process.extractOne(bare, list(lexicon.names), scorer=fuzz.ratio, score_cutoff=_LIKENESS)
        if near is not None and len(near[0]) >= 4:
            return Match(lexicon.names[near[0]], ALIKE)
    return NO_MATCH


def looks_like_heading(text: str) -> bool:
    """Whether a cell could stand in a heading row: short, no sentence, no date."""
    bare = _BRACKETS.sub("", plain(text)) or plain(text)
    return 0 < len(bare) <= _LONGEST and not re.search(r"[；;，,]|\d{4}", bare)
