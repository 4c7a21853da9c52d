"""Pure rules of plans: steps that fit a window, dates counted back, planned progress, how links are written."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from jianfa.kit.schedule import Days, Link, Step, schedule
from jianfa.kit.workdays import IsWorking

MOST_TASKS = 200
MOST_DAYS = 365
MOST_WEIGHT = 100
USUAL_DAYS = (10, 15, 10)
"""示例: 立行立改, 举一反三, 建章立制 (domain.md §1.2), where officials keep no template of their own."""


def window(start: date, due: date, is_working: IsWorking) -> int:
    """Return how many days of work lie between both dates, both included; 0 when the due date is over."""
    table = Days(start, is_working)
    return max(table.last_until(due) + 1, 0)


def fitted(days: Sequence[int], available: int) -> list[int] | None:
    """Return the durations, made shorter in proportion where they need more days than there are.

    None where there is not even a day for each. The largest remainders get the days left over, the first before
    the last.

    >>> fitted([10, 15, 10], 12)
    [3, 6, 3]
    """
    total = sum(days)
    if total <= available:
        return list(days)
    if available < len(days):
        return None
    spare = available - len(days)
    weights = [length - 1 for length in days]
    whole = sum(weights)
    shares = [Fraction(spare * weight, whole) for weight in weights]
    found = [int(share) for share in shares]
    order = sorted(range(len(days)), key=lambda n: (found[n] - shares[n], n))
    for n in order[: spare - sum(found)]:
        found[n] += 1
    return [1 + extra for extra in found]


def counted_back(days: Sequence[int], *, due: date, is_working: IsWorking) -> list[tuple[date, date]]:
    """Return first and last day of steps one after the other, the last of them ending at the due date."""
    if not days:
        return []
    steps = [Step(str(n), length, (Link(str(n - 1)),) if n else ()) for n, length in enumerate(days)]
    placed = schedule(steps, start=due, due=due, is_working=is_working).placed
    return [(placed[str(n)].latest_start, placed[str(n)].latest_finish) for n in range(len(days))]


def lengths_of(spans: Iterable[tuple[date | None, date | None]], *, start: date, is_working: IsWorking) -> list[int]:
    """Return how many days of work each of these (from, until) takes; without a first day, since the one before."""
    found, since = [], start
    for first, last in spans:
        begin = first or since
        found.append(max(window(begin, last, is_working), 1) if last else 1)
        if last is not None:
            since = Days(last, is_working).day(1) if is_working(last) else Days(last, is_working).day(0)
    return found


@dataclass(frozen=True)
class Share:
    """A measure's part in the planned progress: its weight, and the (weight, due date) of its nodes."""

    weight: int
    nodes: tuple[tuple[int, date | None], ...]


def planned_progress(shares: Iterable[Share], day: date) -> int:
    """Return the weight of the nodes due by ``day`` in whole percent of all; 0 without measures.

    A written date lasts until the end of its day, so that a node due on ``day`` counts.
    """
    done, total = Fraction(0), 0
    for share in shares:
        total += share.weight
        whole = sum(weight for weight, _due in share.nodes)
        reached = sum(weight for weight, due in share.nodes if due is not None and due <= day)
        if whole:
            done += Fraction(share.weight * reached, whole)
    return int(done * 100 / total) if total else 0


AFTER = re.compile(r"(\d{1,3})(?:([+-])(\d{1,3}))?")
_SAME = str.maketrans({"－": "-", "−": "-", "＋": "+", **{chr(0xFF10 + n): str(n) for n in range(10)}})


class Unreadable(ValueError):
    """Something typed as a link cannot be read as one; ``part`` is what was typed."""

    def __init__(self, part: str) -> None:
        self.part = part
        super().__init__(part)


def read_after(typed: str) -> tuple[tuple[int, int], ...]:
    """Read "1, 2+3, 4-1" as (row, lag in days); separators are commas, semicolons, spaces and their Chinese forms.

    >>> read_after("1、2+3；4-1")
    ((1, 0), (2, 3), (4, -1))
    """
    found: dict[int, int] = {}
    spaced = re.sub(r"\s*([+-])\s*", r"\1", typed.translate(_SAME))
    for part in re.split(r"[,，;；、\s]+", spaced):
        if not part:
            continue
        match = AFTER.fullmatch(part)
        if match is None or int(match[1]) in found:
            raise Unreadable(part)
        found[int(match[1])] = int(f"{match[2]}{match[3]}") if match[2] else 0
    return tuple(found.items())


def after_in_words(links: Iterable[tuple[int, int]]) -> str:
    """Return links as they are typed."""
    return ", ".join(f"{row}{lag:+d}" if lag else str(row) for row, lag in sorted(links))
