"""What stands outside the table: who filed the list, on which day."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import date

from jianfa.exchange.reading.body import CATEGORY_WORDS
from jianfa.exchange.reading.deadlines import read_date
from jianfa.exchange.reading.grid import Area, Grid
from jianfa.exchange.reading.headers import find_areas
from jianfa.exchange.reading.values import category_text, solver_of
from jianfa.kit.tables import Workbook
from jianfa.kit.text import mend, squeezed

_FILED_ON = re.compile(
    r"(?:填报|填表|制表|报送|上报|统计|更新|编制|填写)?(?:时间|日期)[:：]?|截至|截止(?:到|至)?|数据时间[:：]?|更新于|日期[:：]"
)
_FILED_BY = re.compile(
    r"(?:填报|报送|上报|填表|编制|制表)单位(?:[(（][^)）]*[)）])?[:：]\s*([^\s:：]{2,20}?)(?=\s|填报|填表|时间|日期|单位[:：]|$)"
)
_WHO_SOLVES = re.compile(
    r"[需由须应请][^，。；;]{1,16}?(解决|协调|协同|化解)|(自身|自行|本级)[^，。；;]{0,4}(解决|化解)"
)
_SHEET_OF_SOLVER = re.compile(
    r"(区县|县级)?(工会)?(自身|自行)(解决|化解)?|(党委、?政府|上级工会|市总(工会)?)(层面|(协调|协同)?(解决|化解)|协同)?"
)
_A_DAY = re.compile(r"(?:\d{4}|二[〇○零]..)\s*[年./-]\s*\S{1,3}\s*[月./-]\s*\S{1,3}?\s*(?:日|$|[^\d])")
_TITLE_UNIT = re.compile(r"(.{2,14}?(?:总工会|工会))(?:.{0,20})(?:清单|台账|汇总|一览)")
_TITLE_PLACE = re.compile(r"(?:[^区县市]{2,3}市)?(.{1,5}?[区县市])(?=.{0,24}(?:清单|台账|汇总|一览))")


def written_date(workbook: Workbook) -> date | None:
    """The date written in a file: 填报时间, 截至, or a lone date above or below a table. None without one."""
    grids = [Grid(sheet) for sheet in workbook.sheets if not sheet.hidden]
    return day_in([text for grid in grids for text in texts_outside(grid, find_areas(grid, None))])


def texts_outside(grid: Grid, areas: list[Area]) -> Iterator[str]:
    """Notes above a table, the rows up to the heading, rows of few cells at the end."""
    yield from grid.sheet.notes
    rows = grid.sheet.rows
    if not areas or not areas[0].header:
        return
    for row in rows[: areas[0].header[0]]:
        yield from (cell.text for cell in row if cell.text.strip())
    for row in rows[max(areas[0].start, len(rows) - 5) :]:
        filled = [cell.text for cell in row if cell.text.strip()]
        if len(filled) <= 3:
            yield from filled


def day_in(texts: Iterable[str]) -> date | None:
    """The day a list was filed, or the first lone date."""
    loose: list[date] = []
    for text in texts:
        plain = mend(text).text
        for match in _FILED_ON.finditer(plain):
            following = plain[match.end() : match.end() + 24].strip()
            if (day := _leading_day(following)) is not None:
                return day
        if len(plain) < 60 and (found := _A_DAY.search(plain + " ")) and (day := _leading_day(found[0])):
            loose.append(day)
    return loose[0] if loose else None


def _leading_day(text: str) -> date | None:
    match = _A_DAY.match(text + " ")
    return read_date(match[0].strip(), on=date(2000, 1, 1)) if match else None


def unit_in(texts: Iterable[str]) -> str | None:
    """The unit after 填报单位, as written."""
    for text in texts:
        match = _FILED_BY.search(mend(text).text.replace("\u3000", " "))
        if match is not None and not re.match("填报|填表|时间", match[1]):
            return match[1]
    return None


def units_in_titles(texts: Iterable[str]) -> Iterator[str]:
    """What titles such as 锦江区总工会问题清单 or 温江区“四张清单”汇总表 begin with."""
    for text in texts:
        bare = squeezed(text)
        if (match := _TITLE_UNIT.match(bare)) or (match := _TITLE_PLACE.match(bare)):
            yield match[1]


def group_said(sheet: str, titles: Iterable[str]) -> Iterator[tuple[str, str, str]]:
    """What the name of a sheet and the titles above a list say about all of its problems: field, value, words.

    >>> list(group_said("Sheet1", ["附件1：需上级工会解决的共性问题清单"]))[0][:2]
    ('solver', 'superior_union')
    """
    for written in (sheet, *titles):
        bare = squeezed(written)
        who = _WHO_SOLVES.search(bare)
        if who is None and written is sheet:
            who = _SHEET_OF_SOLVER.fullmatch(category_text(bare, heading=True))
        solver, several = solver_of(who[0]) if who is not None else (None, False)
        if solver and not several:
            yield "solver", solver, written
        natures = {word for word in ("共性", "个性") if f"{word}问题" in bare}
        if len(natures) == 1 and len(bare) <= 40:
            yield "nature", "common" if natures == {"共性"} else "individual", written
        category = category_text(re.sub("(问题)?(清单|台账|汇总表?)$", "", bare), heading=True)
        if CATEGORY_WORDS.fullmatch(category):
            yield "category", category, written
