"""Known problems in sixty and more layouts and all five file kinds come out as they went in."""

from __future__ import annotations

from pathlib import Path

import pytest

from jianfa.exchange.reading import NameBook, as_json, understand
from jianfa.kit.tables import read_workbook
from tests.exchange.layouts import LAYOUTS
from tests.exchange.lists import AS_OF, Layout, expected, known, write_list

NAMES = NameBook.example()


SHORT = 4
LONG = 24
"""Enough for every word of tests/exchange/words.py to stand in the list."""


@pytest.mark.parametrize("name", LAYOUTS)
def test_every_field_of_every_problem_is_read(name: str, tmp_path: Path) -> None:
    _is_read(LAYOUTS[name], LONG, tmp_path)


@pytest.mark.parametrize("name", [name for name, layout in LAYOUTS.items() if layout.kind == "xlsx"])
def test_a_short_list_is_read_as_well(name: str, tmp_path: Path) -> None:
    _is_read(LAYOUTS[name], SHORT, tmp_path)


def _is_read(layout: Layout, count: int, tmp_path: Path) -> None:
    problems = known(count, grouped=bool(layout.groups))
    path = write_list(tmp_path, layout, problems)
    reading = understand(read_workbook(path), names=NAMES, on=AS_OF)
    assert as_json(reading)["problems"] == expected(layout, problems)
