"""The demo city's content as written in data/ (its README says what each field means), with places filled in."""

import json
from collections.abc import Mapping
from datetime import date, timedelta
from functools import cache
from importlib.resources import files
from typing import Any, Literal

Record = dict[str, Any]
Names = Literal["chengdu", "fictional"]
DATA = files("jianfa.demo") / "data"


@cache
def load(name: str) -> Record:
    """Return one data file."""
    content: Record = json.loads((DATA / f"{name}.json").read_text(encoding="utf-8"))
    return content


class Places:
    """Fills the placeholders of texts with the names of one name set."""

    def __init__(self, names: Names, today: date) -> None:
        content = load(f"units_{names}")
        self.units: list[Record] = content["units"]
        self._by_key = {unit["key"]: unit for unit in self.units}
        self._city = self._by_key["city"]
        self._city_name: str = content["city"]
        self._today = today

    def text(self, text: str | None, *, day: int, unit: str = "city") -> str:
        """Return a text of the data with its placeholders filled; ``unit`` is the source unit's key."""
        return (text or "").format(**self._values(unit, day))

    def _values(self, unit: str, day: int) -> Mapping[str, str]:
        place = self._by_key[unit]
        if "place" not in place:  # a department speaks for the city
            place = self._city
        return {
            "city": self._city_name, "city_doc": self._city["doc_prefix"], "city_abbr": self._city["abbr"],
            "county": place["place"], "county_short": place["place_short"], "county_doc": place["doc_prefix"],
            "level": place["level"], "party": place["party_word"], "gov": place["gov_word"],
            "year": str((self._today + timedelta(days=day)).year),
        }  # fmt: skip
