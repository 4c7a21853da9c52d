"""Known problems in forty layouts and all five file kinds come out as they went in."""

from __future__ import annotations

from pathlib import Path

import pytest

from jianfa.exchange.reading import NameBook, as_json, understand
from jianfa.kit.tables import read_workbook
from tests.exchange.layouts import LAYOUTS
from tests.exchange.lists import AS_OF, expected, known, write_list

NAMES = NameBook.example()


@pytest.mark.parametrize("name", LAYOUTS)
@pytest.mark.parametrize("count", [3, 11, 24])
def test_every_field_of_every_problem_is_read(name: str, count: int, tmp_path: Path) -> None:
    layout = LAYOUTS[name]
    problems = known(count, grouped=bool(layout.groups))
    path = write_list(tmp_path, layout, problems)
    reading = understand(read_workbook(path), names=NAMES, on=AS_OF)
    assert as_json(reading)["problems"] == expected(layout, problems)
