"""A problem's life read back from its events: where it stood when, and whether each step was a legal one. Pure.

Events are the contents of the journal (``rows``, ``facts`` …) of one problem's chain, in order; times are UTC text
that compares correctly.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from jianfa.ledger.rules import TRACKED
from jianfa.ledger.states import MOVES, State

PROBLEM = "ledger.problem"
FIRST_STATES = (State.DRAFT, State.SUBMITTED)
NEVER_CHANGED = ("number", "due_original", "campaign", "drafted_by")
"""Once they have a value they keep it; the campaign changes when a problem is carried over, and only then."""
CARRY_OVER = "carry_over"
Body = Mapping[str, Any]
Columns = Mapping[str, Any]


class Stay(NamedTuple):
    """Where a problem stood from one event until the next that changed something; None: until now."""

    seq: int
    from_at: str
    until_at: str | None
    columns: Columns


class Fault(NamedTuple):
    """A step the table of moves does not know: which part, what was allowed, what was done."""

    place: str
    allowed: str
    done: str


@dataclass
class Course:
    """Follows one problem event by event."""

    columns: dict[str, Any] = field(default_factory=dict)
    stays: list[Stay] = field(default_factory=list)

    def step(self, body: Body) -> list[Fault]:
        """Take the next event in; return what was not legal about it."""
        change = own_change(body)
        faults = illegal(body, self.columns, change)
        self.columns.update(change)
        if self.columns:
            self._stand(body)
        return faults

    def _stand(self, body: Body) -> None:
        now = {name: self.columns.get(name) for name in TRACKED}
        if self.stays:
            last = self.stays[-1]
            if last.columns == now:
                return
            self.stays[-1] = Stay(last.seq, last.from_at, body["at"], last.columns)
        self.stays.append(Stay(body["seq"], body["at"], None, now))


def course(bodies: Iterable[Body]) -> Course:
    """Return the course of a problem after all its events."""
    found = Course()
    for body in bodies:
        found.step(body)
    return found


def stood_at(bodies: Iterable[Body], moment: str) -> Columns | None:
    """Return the columns of a problem as it stood at a moment, or None when it did not exist yet."""
    for stay in reversed(course(bodies).stays):
        if stay.from_at <= moment and (stay.until_at is None or moment < stay.until_at):
            return stay.columns
    return None


def own_change(body: Body) -> dict[str, Any]:
    """Return the columns of the problem itself that an event sets."""
    found: dict[str, Any] = {}
    for row in body["rows"]:
        if row["t"] == PROBLEM and row["id"] == body["sid"]:
            found.update(row["set"])
    return found


def illegal(body: Body, before: Columns, change: Columns) -> list[Fault]:
    """Compare one event with the table of moves and with what never changes."""
    faults = [
        Fault(name, str(before[name]), str(change[name]))
        for name in NEVER_CHANGED
        if before.get(name) is not None and name in change and change[name] != before[name]
        if not (name == "campaign" and body["verb"] == CARRY_OVER)
    ]
    if "version" in change and change["version"] != before.get("version", 0) + 1:
        faults.append(Fault("version", str(before.get("version", 0) + 1), str(change["version"])))
    if not before:
        return faults + _expect("state", FIRST_STATES, change.get("state"))
    old, new = before.get("state"), change.get("state", before.get("state"))
    faults += _illegal_cycle(body, before, change)
    if body["verb"] not in MOVES:
        return faults + _expect("state", (old,), new)
    return faults + _illegal_move(body, before, old, new)


def _illegal_move(body: Body, before: Columns, old: Any, new: Any) -> list[Fault]:
    move, facts = MOVES[body["verb"]], body["facts"]
    target = before.get("merged_from") if move.verb == "unmerge" else move.target or old
    return [
        *_expect("from", move.sources, old),
        *_expect("facts.from", (old,), facts.get("from")),
        *_expect("to", (target,), new),
        *_expect("facts.to", (new,), facts.get("to")),
    ]


def _illegal_cycle(body: Body, before: Columns, change: Columns) -> list[Fault]:
    step = 1 if body["verb"] == "relapse" else 0
    return _expect("cycle", (before.get("cycle", 1) + step,), change.get("cycle", before.get("cycle", 1)))


def _expect(place: str, allowed: Iterable[Any], done: Any) -> list[Fault]:
    options = [str(option) for option in allowed]
    return [] if str(done) in options else [Fault(place, " / ".join(options), str(done))]
