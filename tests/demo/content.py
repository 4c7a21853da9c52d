"""The demo city's content as the tests read it: plain data, no database."""

from __future__ import annotations

import json
from importlib.resources import files
from typing import Any

import pytest

Record = dict[str, Any]

DATA = files("jianfa.demo") / "data"
NAME_SETS = ("units_chengdu.json", "units_fictional.json")


def load(name: str) -> Record:
    """One data file as a dictionary."""
    content: Record = json.loads((DATA / name).read_text(encoding="utf-8"))
    return content


UNITS = {unit["key"]: unit for unit in load(NAME_SETS[0])["units"]}
PEOPLE = {person["username"]: person for person in load("people.json")["people"]}
TEMPLATES = load("templates.json")
BOOK = load("problems.json")
PROBLEMS: list[Record] = BOOK["problems"]
EXTRAS: list[Record] = BOOK["extras"]
SESSION: Record = BOOK["sessions"][0]
SOLVED = [problem for problem in PROBLEMS if problem["final"] == "written_off"]
OPEN = [problem for problem in PROBLEMS if problem["final"] != "written_off"]

every_problem = pytest.mark.parametrize("problem", PROBLEMS, ids=lambda problem: problem["key"])
every_solved = pytest.mark.parametrize("problem", SOLVED, ids=lambda problem: problem["key"])


def acting_unit(problem: Record) -> str:
    """Driver when a Party or government body solves, else the lead."""
    return str(problem["driver"] or problem["lead"])


def final_closing(problem: Record) -> Record:
    """The closing that struck the problem off for good."""
    closing: Record = problem["closings"][-1]
    return closing
