"""The demo city's content: every day follows from the one before it."""

from __future__ import annotations

import itertools

from tests.demo.content import BOOK, SOLVED, Record, every_problem, every_solved, final_closing


def not_decreasing(days: list[int]) -> bool:
    """True when no day lies before the one in front of it."""
    return all(first <= second for first, second in itertools.pairwise(days))


@every_problem
def test_the_way_to_the_start_runs_forward(problem: Record) -> None:
    plan = problem["plan"]
    days = [plan[name] for name in ("submitted", "listed", "dispatched", "signed", "started")]
    assert not_decreasing(days)
    assert BOOK["campaigns"][0]["start"] <= days[0]
    assert plan["signed"] - plan["dispatched"] <= 4  # two working days over a weekend
    assert plan["started"] < plan["due"]
    assert all(document["day"] >= plan["submitted"] for document in problem["basis"])
    if problem["petition"]:
        assert plan["listed"] <= problem["petition"]["drafted"] <= plan["dispatched"]


@every_problem
def test_measures_lie_inside_the_due_date_and_weigh_100(problem: Record) -> None:
    measures = problem["measures"]
    limit = max([problem["plan"]["due"], *(item["to"] for item in problem["plan"]["extensions"])])
    assert 1 <= len(measures) <= 4
    assert sum(measure["weight"] for measure in measures) == 100
    for measure in measures:
        assert problem["plan"]["started"] <= measure["start"] <= measure["end"] <= limit


@every_problem
def test_reports_run_forward_and_finish_each_measure_once(problem: Record) -> None:
    reports = problem["plan"]["reports"]
    finished = [index for report in reports for index in report["finishes"]]
    assert not_decreasing([problem["plan"]["started"], *(report["day"] for report in reports), 0])
    assert len(finished) == len(set(finished))
    if problem["closings"]:
        assert sorted(finished) == list(range(len(problem["measures"])))
        before = [report for report in reports if report["day"] <= problem["closings"][0]["applied"]]
        assert sum(len(report["finishes"]) for report in before) == len(problem["measures"])


@every_problem
def test_a_closing_runs_forward_with_publicity_of_a_week(problem: Record) -> None:
    last = problem["plan"]["started"]
    for closing in problem["closings"]:
        days = [last, closing["applied"]]
        days += [closing["panel_named"]] if closing["panel_named"] is not None else []
        days += closing["recorded"]
        if closing["sent_back"]:
            last = closing["sent_back"]["day"]
            assert not_decreasing([*days, last])
            assert len(closing["sent_back"]["text"]) >= 10
            continue
        end = closing["written_off"] if closing["exemption"] else closing["publicised_until"]
        days += [closing["concluded"], closing["approved"], end, closing["written_off"]]
        assert not_decreasing([*days, 0])
        if closing["exemption"]:
            assert closing["publicised_until"] is None
            assert closing["written_off"] == closing["approved"]
        else:
            assert closing["publicised_until"] - closing["approved"] >= 7
            assert closing["written_off"] > closing["publicised_until"]
        last = closing["written_off"]


@every_problem
def test_only_sensitive_problems_skip_publicity(problem: Record) -> None:
    sensitivity = problem["sensitivity"]
    assert sensitivity["kind"] in ((None,) if sensitivity["level"] == "一般" else ("编制", "人事", "信访"))
    for closing in problem["closings"]:
        if closing["outcome"] == "written_off":
            assert bool(closing["exemption"]) is (sensitivity["level"] == "敏感")


@every_solved
def test_the_stated_timing_follows_from_the_days(problem: Record) -> None:
    plan, closing = problem["plan"], final_closing(problem)
    sent_back = [item for item in problem["closings"] if item["sent_back"]]
    stopped = sum(item["sent_back"]["day"] - item["applied"] for item in sent_back)
    due = (problem["relapse"] or plan)["due"]
    if closing["applied"] <= due + stopped:
        expected = "原期限内"
    elif plan["extensions"] and closing["applied"] <= plan["extensions"][-1]["to"] + stopped:
        expected = "经批准延期内"
    else:
        expected = "逾期"
    assert closing["timing"] == expected


@every_problem
def test_extensions_and_suspensions_keep_their_limits(problem: Record) -> None:
    plan = problem["plan"]
    for extension in plan["extensions"]:
        assert plan["started"] < extension["asked"] <= plan["due"] < extension["to"]
        assert extension["granted"] is None or extension["asked"] <= extension["granted"] <= plan["due"]
    for suspension in plan["suspensions"]:
        assert suspension["proposed"] <= suspension["approved"] < 0 < suspension["review"]
        assert suspension["review"] - suspension["approved"] <= 90
    assert (problem["final"] == "suspended") is bool(plan["suspensions"])


def test_the_burn_down_is_slow_then_quick_then_slow() -> None:
    days = [final_closing(problem)["written_off"] for problem in SOLVED]
    quarters = [sum(start <= day < start + 90 for day in days) for start in (-360, -270, -180, -90)]
    assert sum(quarters) == 64
    assert quarters[0] < quarters[1]
    assert quarters[0] < quarters[3] < quarters[2]
