"""The demo city's content: sums, keys, offices, texts."""

from __future__ import annotations

import itertools
import re
import string
from collections import Counter
from typing import Any

import pytest
from rapidfuzz import fuzz

from tests.demo.content import (
    BOOK,
    EXTRAS,
    NAME_SETS,
    OPEN,
    PEOPLE,
    PROBLEMS,
    SESSION,
    SOLVED,
    TEMPLATES,
    UNITS,
    Record,
    acting_unit,
    every_problem,
    final_closing,
    load,
)

SOLVERS = {"party_gov": (8, 6), "superior_union": (36, 33), "county_union": (28, 25)}
DIMENSIONS = ("政治功能", "组织体系", "阵地网络", "制度机制", "创新品牌")
FATES = {
    "merged_after_listing": 1,
    "merged_before_listing": 2,
    "voided_after_listing": 1,
    "declined": 2,
    "returned": 2,
    "withdrawn": 1,
    "waiting": 2,
    "draft": 2,
}
LIGHTS = {"overdue": 1, "awaits_answer": 1, "behind": 1, "near_due": 1, "suspended": 1, "normal": 3}


def texts(value: Any) -> list[str]:
    """Every string inside a nested value."""
    if isinstance(value, str):
        return [value]
    if isinstance(value, dict):
        return [text for item in value.values() for text in texts(item)]
    if isinstance(value, list):
        return [text for item in value for text in texts(item)]
    return []


@pytest.mark.parametrize("name", [*NAME_SETS, "people.json", "templates.json", "problems.json"])
def test_every_file_says_it_is_an_example(name: str) -> None:
    assert load(name)["about"].startswith("示例数据")


@pytest.mark.parametrize("name", NAME_SETS)
def test_a_name_set_has_23_county_unions_20_codes_and_3_without(name: str) -> None:
    counties = [unit for unit in load(name)["units"] if unit["kind"] == "county_union"]
    coded = [unit["area_code"] for unit in counties if unit["area_code"]]
    assert len(counties) == 23
    assert [unit["key"] for unit in counties] == [f"c{number:02d}" for number in range(1, 24)]
    assert len(coded) == len(set(coded)) == 20
    assert coded == sorted(coded)
    assert [unit["code"][-2:] for unit in counties if unit["area_code"] is None] == ["GX", "TF", "DB"]


@pytest.mark.parametrize("name", NAME_SETS)
def test_no_name_or_alias_belongs_to_two_units(name: str) -> None:
    owners: dict[str, set[str]] = {}
    for unit in load(name)["units"]:
        for word in (unit["name"], unit["short_name"], *unit["aliases"]):
            owners.setdefault(word, set()).add(unit["key"])
    assert [word for word, keys in owners.items() if len(keys) > 1] == []


def test_both_name_sets_describe_the_same_tree() -> None:
    shapes = [
        [
            (unit["key"], unit["kind"], unit["parent"], unit.get("related_union"), unit["area_code"] is None)
            for unit in load(name)["units"]
        ]
        for name in NAME_SETS
    ]
    assert shapes[0] == shapes[1]


def test_the_fictional_set_shares_no_place_with_the_real_one() -> None:
    places = [
        {unit["place"] for unit in load(name)["units"] if unit["area_code"] or unit["key"] == "city"}
        for name in NAME_SETS
    ]
    assert places[0].isdisjoint(places[1])


@pytest.mark.parametrize("name", NAME_SETS)
def test_parents_and_related_unions_exist(name: str) -> None:
    units = load(name)["units"]
    keys = {unit["key"] for unit in units}
    for unit in units:
        assert unit["parent"] is None or unit["parent"] in keys, unit["key"]
        assert unit.get("related_union", "city") in keys, unit["key"]


def test_every_person_has_a_unit_and_an_unreachable_number() -> None:
    assert len(PEOPLE) == len(load("people.json")["people"])
    assert len({person["name"] for person in PEOPLE.values()}) == len(PEOPLE)
    assert len({person["mobile"] for person in PEOPLE.values()}) == len(PEOPLE)
    for person in PEOPLE.values():
        assert person["unit"] in UNITS
        assert re.fullmatch("000[0-9]{8}", person["mobile"])


def test_every_office_is_filled() -> None:
    offices = Counter((person["unit"], person["role"]) for person in PEOPLE.values())
    for unit in UNITS.values():
        if unit["kind"] == "county_union":
            assert offices[unit["key"], "liaison"] == offices[unit["key"], "head"] == 1
        if unit["kind"] == "department":
            assert offices[unit["key"], "handler"] == offices[unit["key"], "department_head"] == 1
    roles = Counter(person["role"] for person in PEOPLE.values())
    assert (roles["desk"], roles["leader"], roles["auditor"], roles["administrator"]) == (2, 2, 1, 1)
    panellists = [person["unit"] for person in PEOPLE.values() if person["role"] == "panellist"]
    assert len(set(panellists)) >= 8


def test_the_printed_accounts_exist_in_their_roles() -> None:
    names = {"county_liaison": "liaison", "county_head": "head", "panellists": "panellist"}
    for role, account in load("people.json")["printed_accounts"].items():
        for username in account if isinstance(account, list) else [account]:
            assert PEOPLE[username]["role"] == names.get(role, role)


def test_the_72_are_8_36_and_28_and_the_64_are_6_33_and_25() -> None:
    listed = Counter(problem["solver"] for problem in PROBLEMS)
    solved = Counter(problem["solver"] for problem in SOLVED)
    assert (len(PROBLEMS), len(SOLVED), len(OPEN)) == (72, 64, 8)
    assert {solver: (listed[solver], solved[solver]) for solver in listed} == SOLVERS


def test_the_walk_from_the_baseline_ends_at_72() -> None:
    walk = BOOK["campaigns"][0]["baseline"]["walk"]
    signed_off = BOOK["campaigns"][0]["baseline"]["signed_off"]
    gone = [extra for extra in EXTRAS if extra["fate"] in ("merged_after_listing", "voided_after_listing")]
    in_baseline = [problem for problem in PROBLEMS if problem["in_baseline"]]
    added = [problem for problem in PROBLEMS if not problem["in_baseline"]]
    assert walk["baseline"] == len(in_baseline) + len(gone)
    assert walk["added"] == len(added)
    assert walk["baseline"] + walk["added"] - walk["merged"] - walk["voided"] == walk["total"] == 72
    assert all(record["plan"]["listed"] <= signed_off for record in in_baseline)
    assert all(record["listed"] <= signed_off < record["day"] for record in gone)
    assert all(record["plan"]["listed"] > signed_off and record["amendment_reason"] for record in added)


def test_every_county_reported_at_least_two() -> None:
    sources = Counter(problem["source"] for problem in PROBLEMS)
    counties = {key for key, unit in UNITS.items() if unit["kind"] == "county_union"}
    assert set(sources) == counties
    assert min(sources.values()) >= 2
    assert max(sources.values()) <= 4


def test_the_open_ones_can_show_each_light() -> None:
    assert Counter(problem["light"] for problem in OPEN) == LIGHTS
    assert all(problem["closings"] == [] for problem in OPEN)
    due = {problem["key"]: problem["plan"]["due"] for problem in OPEN}
    for problem in OPEN:
        late = problem["light"] in {"overdue", "awaits_answer"}
        assert (due[problem["key"]] < 0) is late, problem["key"]


def test_the_special_courses_are_there() -> None:
    timings = Counter(final_closing(problem)["timing"] for problem in SOLVED)
    assert 5 <= timings["逾期"] + timings["经批准延期内"] <= 6
    outcomes = Counter(closing["outcome"] for problem in PROBLEMS for closing in problem["closings"])
    assert outcomes == {"written_off": 65, "sent_back": 2}
    assert sum(problem["relapse"] is not None for problem in PROBLEMS) == 1
    assert sum(closing["split"] for problem in PROBLEMS for closing in problem["closings"]) == 1


def test_the_extras_have_the_promised_fates() -> None:
    assert Counter(extra["fate"] for extra in EXTRAS) == FATES
    keys = {problem["key"] for problem in PROBLEMS}
    for extra in EXTRAS:
        assert extra["source"] in UNITS
        assert extra.get("into", "p01") in keys
        for person in ("by", "proposed_by", "approved_by", "confirmed_by"):
            assert extra.get(person) is None or extra[person] in PEOPLE
    waiting = {extra["title"]: extra["source"] for extra in EXTRAS if extra["fate"] == "waiting"}
    assert waiting == {"网约车司机入会渠道不畅": "c10", "工会经费代收对账不及时": "c14"}


def test_the_grants_are_those_of_the_published_report() -> None:
    [problem] = [problem for problem in PROBLEMS if "grants" in problem]
    counts: Counter[str] = Counter()
    for grant in problem["grants"]:
        counts[grant["kind"]] += grant["count"]
    assert counts == {"leadership_post": 4, "staff_slot": 4, "department": 1}
    assert {grant["unit"] for grant in problem["grants"]} == set(problem["involved"])
    assert len(problem["involved"]) == 6


@every_problem
def test_every_key_resolves(problem: Record) -> None:
    units = [problem["source"], problem["lead"], *problem["assists"]]
    units += [unit for unit in problem["involved"] if unit != "*"]
    units += [measure["owner_unit"] for measure in problem["measures"]]
    assert set(units) <= set(UNITS)
    assert UNITS[problem["source"]]["kind"] == "county_union"
    assert problem["sponsor"] is None or PEOPLE[problem["sponsor"]]["role"] == "leader"
    assert PEOPLE[problem["owner"]]["unit"] == acting_unit(problem)
    assert problem["template"] in {template["key"] for template in TEMPLATES["class_templates"]}
    assert problem["dimension"] in DIMENSIONS
    assert problem["nature"] in ("common", "individual")
    assert problem["clock"] in ("immediate", "phased", "continuous")


@every_problem
def test_the_lead_fits_the_solver(problem: Record) -> None:
    kind = UNITS[problem["lead"]]["kind"]
    if problem["solver"] == "party_gov":
        assert kind in ("party_body", "government_body")
        assert UNITS[problem["driver"]]["kind"] in ("county_union", "department")
        assert problem["petition"]["addressee"] == problem["lead"]
        assert "示例" in problem["petition"]["letter_no"]
    else:
        assert problem["driver"] is None
        assert problem["petition"] is None
        assert kind == ("department" if problem["solver"] == "superior_union" else "county_union")
    if problem["solver"] == "county_union":
        assert problem["lead"] == problem["source"]


@every_problem
def test_a_common_problem_says_whom_it_touches(problem: Record) -> None:
    if problem["nature"] == "common":
        assert problem["involved"] == ["*"] or problem["source"] in problem["involved"]
    else:
        assert problem["involved"] == []


@every_problem
def test_nobody_judges_what_is_his_own(problem: Record) -> None:
    own = {problem["source"], problem["lead"], acting_unit(problem), *problem["assists"]}
    own.update(problem["involved"])
    for closing in problem["closings"]:
        units = [PEOPLE[member]["unit"] for member in closing["panel"]]
        assert own.isdisjoint(units)
        assert len(set(units)) == len(units)
        size = 3 if problem.get("grade") == "重点" else 2
        assert len(units) == (size if closing["panel_named"] is not None else 0)
        assert all(PEOPLE[member]["role"] == "panellist" for member in closing["panel"])
        if closing["approver"]:
            assert PEOPLE[closing["approver"]]["role"] == "leader"
            assert closing["approver"] != problem["sponsor"]
    if problem["relapse"]:
        first = problem["closings"][problem["relapse"]["after_closing"]]
        assert problem["relapse"]["approved_by"] != first["approver"]


@every_problem
def test_every_criterion_is_answered_and_judged(problem: Record) -> None:
    assert 2 <= len(problem["criteria"]) <= 3
    for closing in problem["closings"]:
        assert len(closing["answers"]) == len(problem["criteria"])
        assert all(len(result) == len(problem["criteria"]) for result in closing["results"])
        assert len(closing["results"]) == len(closing["notes"]) == len(closing["recorded"])
        verdicts = {all(result) for result in closing["results"]}
        assert (verdicts == {True, False}) is closing["split"]


def test_the_session_and_its_problems_say_the_same() -> None:
    closings = {p["key"]: final_closing(p) for p in SOLVED if "session" in final_closing(p)}
    same = ("panel", "recorded", "concluded", "approved", "approver", "decision_no")

    assert sorted(closings) == sorted(SESSION["problems"])
    for closing in closings.values():
        assert closing["applied"] < SESSION["opened"] < SESSION["named"] == closing["panel_named"]
        assert [closing[name] for name in same] == [SESSION[name] for name in same]


def test_a_key_problem_has_a_panel_of_three_with_a_member_without_an_account() -> None:
    [problem] = [problem for problem in PROBLEMS if problem.get("grade") == "重点"]
    [outside] = [name for name, person in PEOPLE.items() if not person.get("account", True)]

    assert outside in final_closing(problem)["panel"]
    assert UNITS[PEOPLE[outside]["unit"]]["kind"] == "outside"
    assert final_closing(problem)["public_title"] != problem["title"]


def test_titles_are_short_and_distinct() -> None:
    titles = [record["title"] for record in (*PROBLEMS, *EXTRAS)]
    assert all(4 <= len(title) <= 30 for title in titles)
    alike = [pair for pair in itertools.combinations(titles, 2) if fuzz.ratio(*pair) > 90]
    assert alike == []


def test_descriptions_and_criteria_are_written_one_by_one() -> None:
    bodies = [problem["description"] for problem in PROBLEMS]
    bodies += [criterion["text"] for problem in PROBLEMS for criterion in problem["criteria"]]
    bodies += [report["text"] for problem in PROBLEMS for report in problem["plan"]["reports"]]
    assert [pair for pair in itertools.combinations(bodies, 2) if fuzz.ratio(*pair) > 90] == []


def numbering(number: str) -> int:
    return int(re.findall("[0-9]+", number)[0])


def test_decision_numbers_are_one_row_shared_only_by_a_session_and_say_example() -> None:
    numbers = [
        closing["decision_no"] for problem in PROBLEMS for closing in problem["closings"] if closing["decision_no"]
    ]
    assert len(numbers) == 65
    assert sorted(set(numbers), key=numbering) == [f"{{city_doc}}办决〔{{year}}〕示例{n}号" for n in range(1, 61)]
    assert {number: times for number, times in Counter(numbers).items() if times > 1} == {SESSION["decision_no"]: 6}
    documents = [
        (problem["source"], text)
        for problem in PROBLEMS
        for text in (
            *(document["number"] for document in problem["basis"]),
            *(answer["document"] for closing in problem["closings"] for answer in closing["answers"]),
        )
        if text
    ]
    assert all("示例" in number for number in numbers)
    assert all("示例" in number for _, number in documents)
    issued = Counter(number if "{city" in number else f"{unit} {number}" for unit, number in documents)
    assert [number for number, times in issued.items() if times > 1] == ["{city_doc}基〔{year}〕示例11号"]


@pytest.mark.parametrize("name", NAME_SETS)
def test_the_texts_resolve_in_both_name_sets(name: str) -> None:
    units = {unit["key"]: unit for unit in load(name)["units"]}
    city = units["city"]
    for record in (*PROBLEMS, *EXTRAS):
        source = units[record["source"]]
        words = {
            "city": city["place"],
            "city_doc": city["doc_prefix"],
            "city_abbr": city["abbr"],
            "county": source.get("place", ""),
            "county_short": source.get("place_short", ""),
            "county_doc": source.get("doc_prefix", ""),
            "level": source.get("level", ""),
            "party": source.get("party_word", ""),
            "gov": source.get("gov_word", ""),
            "year": "2026",
        }
        for text in texts(record):
            used = [part[1] for part in string.Formatter().parse(text) if part[1]]
            assert all(words[word] for word in used), text


def test_no_place_of_the_real_city_is_written_into_a_text() -> None:
    names = {
        word
        for unit in UNITS.values()
        if unit["area_code"] or unit["key"] == "city"
        for word in (unit["place"], unit["place_short"])
    }
    for text in texts([PROBLEMS, EXTRAS, TEMPLATES]):
        assert [word for word in names if word in text] == [], text


# templates and campaigns


def test_the_templates_are_complete() -> None:
    keys = [template["key"] for template in TEMPLATES["class_templates"]]
    assert len(keys) == len(set(keys)) == 8
    for template in TEMPLATES["class_templates"]:
        assert 2 <= len(template["criteria"]) <= 3
        assert template["publicity"]["required"] is (template["publicity"]["workdays"] >= 5)
        assert {criterion["method"] for criterion in template["criteria"]} <= {"书面", "现场", "回访", "抽查"}
    for template in TEMPLATES["campaign_templates"]:
        assert template["numbering"].format(year=2026, n=19) == "2026-019"
        assert template["headline"] in ("applied", "approved", "written_off")
        assert set(template["class_templates"]) <= set(keys)
    dimensions = [item["name"] for item in TEMPLATES["campaign_templates"][0]["dimensions"]]
    assert tuple(dimensions) == DIMENSIONS


def test_the_campaigns_name_their_templates() -> None:
    templates = {template["key"] for template in TEMPLATES["campaign_templates"]}
    assert [campaign["name"] for campaign in BOOK["campaigns"]] == ["县级工会加强年", "练习专项"]
    assert {campaign["template"] for campaign in BOOK["campaigns"]} <= templates
    used = {problem["dimension"] for problem in PROBLEMS}
    assert used == set(DIMENSIONS)
