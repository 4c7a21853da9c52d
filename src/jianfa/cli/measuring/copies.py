"""Many problems out of a few, without waiting for a hundred thousand actions.

Each copy has the whole history of its original: the same events under ids of its own, with texts and a number of its
own, hashed and signed again event by event. `jianfa verify` finds nothing wrong with them.
"""

from collections.abc import Iterator
from itertools import count
from uuid import UUID

from jianfa.cli.measuring.copying import Batch, Changes, Copy, Original, Progress, copy_until, originals_of, rows_of
from jianfa.cli.measuring.other_copies import multiply_others
from jianfa.journal.queries import deployment_id
from jianfa.kit.grams import grams
from jianfa.ledger.actions.moving import search_text, search_words
from jianfa.ledger.models import NumberSeries, Problem, Standing
from jianfa.ledger.rules import next_number, number_order

PROBLEM = Problem._meta.label_lower
WORDS = (
    "驿站选址", "职工之家", "经费返还", "社会化工会工作者", "劳模疗休养", "女职工关爱室", "新就业形态", "职代会",
    "困难帮扶", "集体协商", "文化宫改造", "专职人员编制", "财务代管", "入会扫码", "法律援助", "技能竞赛",
)  # fmt: skip
"""Two of them are added to the title of each copy, so that a search finds a part of the list and not all of it."""


def multiply(target: int, progress: Progress = lambda done, total: None) -> int:
    """Copy until there are ``target`` problems and demands, and other things to match; return the events written."""
    events = _multiply_problems(target, progress)
    return events + multiply_others(target, progress)


def originals() -> list[Original]:
    """Read the problems that are to be copied, with where each stood when."""
    found = originals_of(Problem.objects.select_related("campaign", "source_unit", "lead"))
    by_id = {one.subject.pk: one for one in found}
    for _owner, row in rows_of(Standing, "problem", {"problem__in": list(by_id)}):
        by_id[row["problem_id"]].beside.append(row)
    return found


def _multiply_problems(target: int, progress: Progress) -> int:
    found, deployment = originals(), deployment_id()
    year, last = NumberSeries.objects.order_by("-year").values_list("year", "last")[0]
    numbers = _Numbers(year, count(last + 1))
    events = copy_until(
        target, found, lambda original, n: ProblemCopy(original, n, numbers, deployment), len(found), progress
    )
    NumberSeries.objects.filter(year=year).update(last=next(numbers.following) - 1)
    return events


class _Numbers:
    """The series of a year, read on."""

    def __init__(self, year: int, following: Iterator[int]) -> None:
        self.year, self.following = year, following

    def give(self, pattern: str) -> tuple[str, int]:
        n = next(self.following)
        return next_number(pattern, self.year, n), number_order(self.year, n)


class ProblemCopy(Copy):
    """One problem over again, with its own number and title, findable and with its standings."""

    def __init__(self, original: Original, n: int, numbers: _Numbers, deployment: UUID) -> None:
        one, two = WORDS[n % len(WORDS)], WORDS[n // len(WORDS) % len(WORDS)]
        suffix = f"（{one}、{two}，第{n}件）"
        values = {}
        if original.subject.number:
            number, order = numbers.give(original.subject.campaign.number_pattern)
            values = {(PROBLEM, "number"): lambda _old: number, (PROBLEM, "number_order"): lambda _old: order}
        super().__init__(original, Changes(values, {"title": lambda title: title + suffix}), deployment)

    def add_to(self, batch: Batch) -> None:
        super().add_to(batch)
        row = next(row for row in reversed(batch.objects[Problem]) if row.pk == self.pk)
        self._index(row, batch)
        for stay in self.original.beside:
            batch.add(Standing, {name: value for name, value in stay.items() if name != "id"} | {"problem_id": self.pk})

    def _index(self, row: Problem, batch: Batch) -> None:
        """Make it findable: what ``ledger.actions.moving.index_text`` does for one problem."""
        words = search_words(self._as_written(row))
        row.__dict__["search"] = search_text(words)
        batch.grams += [(self.pk, gram) for gram in set().union(*(grams(word) for word in words))]

    def _as_written(self, row: Problem) -> Problem:
        problem = Problem(**row.__dict__)
        problem.source_unit, problem.lead = self.original.subject.source_unit, self.original.subject.lead
        return problem
