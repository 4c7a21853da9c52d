"""What is measured is true: copies that `jianfa verify` accepts, and pages whose queries do not grow with the list."""

import pytest
import time_machine
from django.db.models import Count

from jianfa.cli import bench
from jianfa.cli.measuring import city, copies
from jianfa.cli.measuring import figures as figures_of_pages
from jianfa.cli.measuring.figures import Figure, Measuring
from jianfa.cli.proof.whole import Tally, verify
from jianfa.intake.models import Asked, Demand
from jianfa.journal.queries import trusted_keys
from jianfa.ledger.models import Problem
from jianfa.organisations.models import Ask
from jianfa.remedies.models import Effect, LinkPairing, Petition, PolicyMeasure, QuotaGrant
from tests.world import NOW

FEW, MANY = 50, 75
THINGS = (Demand, Asked, Petition, PolicyMeasure, QuotaGrant, LinkPairing, Effect, Ask)
"""The small city has something of everything that is measured."""


@pytest.mark.slow
def test_copies_are_true_and_no_page_asks_more_often_for_more_of_them(empty_database: None):
    with time_machine.travel(NOW):
        small_city = city.build(NOW.date())
        city.sign_off(small_city, days_ago=2)
        assert all(thing.objects.exists() for thing in THINGS)
        assert max(Effect.objects.values_list("problem").annotate(n=Count("pk")).values_list("n", flat=True)) > 20
        copies.multiply(FEW)  # so that each search finds some, whichever of them the desk sees
        Measuring(1).one_move()  # answers what waits on a desk; from here on the same kinds of things wait
        few = counted()
        events = copies.multiply(MANY)
        city.sign_off(small_city, days_ago=1)
        findings = list(verify(trusted_keys(), Tally()))
        many = counted()

    assert (Problem.objects.count(), Demand.objects.count(), events > 100, findings) == (MANY, MANY, True, [])
    assert many == few
    assert len(few) > 60
    assert few.keys() >= {
        "list", "problem", "board", "desk", "search, 2 characters", "one move (report)", "demands, of a county",
        "similar to a demand", "theme", "survey, its result", "survey, a county's answer", "grants, of one unit",
        "burden", "portal", "problem, effects of every county", "API: demands", "API: grants",
    }  # fmt: skip


def counted() -> dict[str, int | None]:
    measuring = Measuring(1)
    return {figure.name: figure.queries for figure in (*measuring.all_pages(), measuring.one_move())}


def test_the_table_has_a_row_for_each_figure():
    figures = [Figure("list", 1.4, 2.6, 3.5, 18), Figure("verify", 1000, 1000, 1000, note="2 chains")]
    found = {
        "database": "SQLite", "problems": 10_000, "figures": [vars(figure) for figure in figures],
        "queries": {"list": (18, 18)},
    }  # fmt: skip

    assert bench.as_markdown(found).splitlines()[4:] == [
        "| list | 1 | 3 | 4 | 18 | 18 |  |",
        "| verify | 1,000 | 1,000 | 1,000 |  |  | 2 chains |",
    ]


def test_a_page_that_takes_long_is_called_less_often_but_never_too_few_times(monkeypatch):
    clock = iter(range(0, 10_000, 1))  # a second each time it is looked at
    monkeypatch.setattr("time.perf_counter", lambda: next(clock))

    assert len(figures_of_pages._timed(lambda: None, 30)) == figures_of_pages.FEWEST
