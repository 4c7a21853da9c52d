"""Asked only when due: whether a progress report is asked for today, and why. Pure (DESIGN §1.8, issue “dates”)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Why(StrEnum):
    """What asks for a report."""

    NODE = "node"
    REVIEW = "review"
    QUIET = "quiet"


@dataclass(frozen=True)
class Node:
    """An unfinished milestone or measure that has a date."""

    due: date
    name: str = ""


@dataclass(frozen=True)
class Asked:
    """A report is asked for: why, since which day, and for a node its name."""

    why: Why
    day: date
    name: str = ""


def report_due(
    nodes: Iterable[Node], *, last_report: date | None, since: date, review_on: date | None, today: date,
    quiet_days: int,
) -> Asked | None:  # fmt: skip
    """Return why a report is asked for, or None; ``since`` is the day work began or went on.

    A node that fell due asks until somebody has reported on that day or later; so does the review of a continuous
    clock. Otherwise only ``quiet_days`` natural days without a word ask.
    """
    fallen = sorted((node for node in nodes if node.due <= today and not _told(last_report, node.due)), key=due_of)
    if fallen:
        return Asked(Why.NODE, fallen[0].due, fallen[0].name)
    if review_on is not None and review_on <= today and not _told(last_report, review_on):
        return Asked(Why.REVIEW, review_on)
    last_word = max(last_report or since, since)
    if (today - last_word).days >= quiet_days:
        return Asked(Why.QUIET, last_word)
    return None


def due_of(node: Node) -> date:
    return node.due


def _told(last_report: date | None, day: date) -> bool:
    return last_report is not None and last_report >= day
