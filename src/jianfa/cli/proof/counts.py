"""Counts held against the journal: problems by state, the walk from the baseline, the series of numbers."""

from collections import Counter
from collections.abc import Iterator
from typing import Any

from django.db.models import Count, Q

from jianfa.cli.proof.history import History
from jianfa.journal.replay import Finding
from jianfa.ledger.actions.listing import PRACTICE_SERIES
from jianfa.ledger.models import Amendment, NumberSeries, Problem, Standing
from jianfa.ledger.states import ON_LIST

NUMBERS_A_YEAR = 10**7
"""``ledger.rules.number_order``: year and running number in one figure."""


class Counts:
    """Gathers what the chains say, campaigns before problems, in memory that does not grow with their number."""

    def __init__(self) -> None:
        self.states: Counter[tuple[Any, Any]] = Counter()
        self.steps: Counter[Any] = Counter()
        self.numbers: dict[int, int] = {}
        self.baselines: dict[Any, dict[str, Any]] = {}
        self.practice: set[str] = set()
        """Campaigns for practice: their numbers are a series of their own."""

    def add(self, history: History) -> None:
        """Count one chain."""
        self.practice |= {str(key) for key, row in history.of("ledger.campaign").items() if row.get("is_practice")}
        if history.course and history.course.columns:
            columns = history.course.columns
            self.states[columns.get("campaign"), columns.get("state")] += 1
            if order := columns.get("number_order"):
                year, n = divmod(order, NUMBERS_A_YEAR)
                series = PRACTICE_SERIES if str(columns.get("campaign")) in self.practice else year
                self.numbers[series] = max(n, self.numbers.get(series, 0))
        for row in history.of("ledger.baseline").values():
            newest = self.baselines.get(row["campaign"])
            if newest is None or row["version"] > newest["version"]:
                self.baselines[row["campaign"]] = row
        for row in history.of("ledger.amendment").values():
            baseline = self.baselines.get(row["campaign"])
            if baseline and row["at"] >= baseline["signed_at"]:
                self.steps[row["campaign"]] += Amendment.STEP.get(row["kind"], 0)

    def findings(self) -> Iterator[Finding]:
        """Compare with the tables, and the sum with the walk."""
        yield from self._states()
        yield from self._walk()
        yield from self._series()

    def _states(self) -> Iterator[Finding]:
        counted = Problem.objects.order_by().values_list("campaign", "state").annotate(n=Count("pk"))
        table = {(str(campaign), state): n for campaign, state, n in counted}
        for campaign, state in sorted(self.states.keys() | table.keys(), key=str):
            said, found = self.states[campaign, state], table.get((campaign, state), 0)
            if said != found:
                yield Finding("P-count", "campaign", str(campaign), None, str(state), str(said), str(found))

    def _walk(self) -> Iterator[Finding]:
        """On the list = baseline + added − merged − voided + mergers undone (DESIGN §4, counting)."""
        for campaign, baseline in self.baselines.items():
            on_list = sum(n for (owner, state), n in self.states.items() if owner == campaign and state in ON_LIST)
            walked = baseline["count"] + self.steps[campaign]
            if walked != on_list:
                yield Finding("P-count", "campaign", campaign, None, "walk", str(walked), str(on_list))
            stood = Standing.objects.filter(
                Q(until_at=None) | Q(until_at__gt=baseline["signed_at"]), campaign=campaign, state__in=ON_LIST,
                from_at__lte=baseline["signed_at"],
            ).count()  # fmt: skip
            if stood != baseline["count"]:
                yield Finding("P-count", "campaign", campaign, None, "baseline", str(baseline["count"]), str(stood))

    def _series(self) -> Iterator[Finding]:
        table = dict(NumberSeries.objects.values_list("year", "last"))
        for year in sorted(self.numbers.keys() | table.keys()):
            said, found = self.numbers.get(year, 0), table.get(year)
            if said != found:
                yield Finding("P-count", "", "", None, f"ledger.numberseries/{year}/last", str(said), str(found))
