"""From events to doubts: each checker reads what one kind of event says and yields what is worth a look."""

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import OuterRef, QuerySet, Subquery
from django.utils import timezone

from jianfa.acceptance.models import CriterionAnswer, DoubtKind, PanelMember, SessionItem
from jianfa.acceptance.rules import LATE_DAYS, PAIR_DAYS, PAIR_TIMES, QUICK_MINUTES
from jianfa.journal.models import Event
from jianfa.journal.replay import fold
from jianfa.ledger.models import Evidence, Problem, Standing
from jianfa.ledger.states import State

RUNNING = frozenset({State.LISTED, State.DISPATCHED, State.PLANNING, State.IN_PROGRESS})
Body = Mapping[str, Any]


@dataclass(frozen=True)
class Read:
    """One event as it is read for doubts."""

    pk: int
    problem: UUID
    seq: int
    at: datetime
    body: dict[str, Any]
    stood: tuple[Standing, ...] = ()
    """Where its problem stood, from the first event to the last."""

    def rows(self, table: str) -> Iterator[tuple[str, dict[str, Any]]]:
        """Yield the rows of a table that the event writes: id and columns."""
        return ((row["id"], row["set"]) for row in self.body["rows"] if row["t"] == table)

    @property
    def facts(self) -> dict[str, Any]:
        found: dict[str, Any] = self.body["facts"]
        return found


@dataclass(frozen=True)
class Found:
    """A doubt: its kind, the values it follows from, and what tells it from others on the same event."""

    kind: DoubtKind
    values: dict[str, Any] = field(default_factory=dict)
    key: str = ""


def events_after(position: int, size: int) -> list[Read]:
    """Return the next events that can raise a doubt, by id; practice raises none."""
    rows = (
        Event.objects.filter(pk__gt=position, verb__in=CHECKERS, chain__kind="problem")
        .order_by("pk")
        .values_list("pk", "chain_id", "seq", "at", "body")[:size]
    )
    found = list(rows)
    stood: dict[UUID, list[Standing]] = {}
    for row in Standing.objects.filter(problem__in={chain for _pk, chain, *_rest in found}).order_by("seq"):
        stood.setdefault(row.problem_id, []).append(row)
    return [
        Read(pk, chain, seq, at, json.loads(bytes(body)), tuple(stood.get(chain, ())))
        for pk, chain, seq, at, body in found
    ]


def doubts_of(event: Read) -> Iterator[Found]:
    """Yield the doubts an event raises."""
    for checker in CHECKERS.get(event.body["verb"], ()):
        yield from checker(event)


def _same_pair(event: Read) -> Iterator[Found]:
    for _pk, decision in event.rows("acceptance.decision"):
        if "decider" not in decision:
            continue
        since = event.at - timedelta(days=PAIR_DAYS)
        panel = PanelMember.objects.filter(panel__application=decision["application"], panel__ended_at=None)
        for person in panel.values_list("person", flat=True):
            together = PanelMember.objects.filter(
                person=person, panel__named_at__gte=since, panel__application__decisions__decider=decision["decider"],
                panel__application__decisions__decided_at__range=(since, event.at),
            )  # fmt: skip
            times = len({session or application for application, session in _occasions(together)})
            if times >= PAIR_TIMES:
                values = {"verifier": str(person), "decider": decision["decider"], "times": times, "days": PAIR_DAYS}
                yield Found(DoubtKind.SAME_PAIR, values, str(person))


def _occasions(together: "QuerySet[PanelMember]") -> "QuerySet[PanelMember, tuple[UUID, UUID | None]]":
    """Return application and session of each; a session is one occasion, however many problems it settles."""
    items = SessionItem.objects.filter(application=OuterRef("panel__application"), ended_at=None)
    return together.annotate(session=Subquery(items.values("session")[:1])).values_list(
        "panel__application", "session"
    )  # fmt: skip


def _quick_pass(event: Read) -> Iterator[Found]:
    if event.facts.get("verdict") != "passed":
        return
    for pk, _columns in event.rows("acceptance.panelmember"):
        member = PanelMember.objects.select_related("panel__application").get(pk=pk)
        panel = member.panel
        since = max(panel.named_at, panel.application.applied_at)
        minutes = int((event.at - since).total_seconds() // 60)
        if minutes < QUICK_MINUTES:
            values = {"since": since.isoformat(), "minutes": minutes, "verifier": str(member.person_id)}
            yield Found(DoubtKind.QUICK_PASS, values)


def _reused(event: Read) -> Iterator[Found]:
    seen: set[str] = set()
    for _pk, row in event.rows("ledger.evidence"):
        if row.get("proposal") is None and row.get("file"):
            other = Evidence.objects.filter(file=row["file"], added_at__lt=event.at, proposal=None)
            yield from _used_elsewhere(event, other, "digest", str(row["file"]))
    numbers = [row.get("document_no") for _pk, row in event.rows("ledger.evidence") if row.get("proposal") is None]
    numbers += [row.get("document_no") for _pk, row in event.rows("acceptance.criterionanswer")]
    for number in filter(None, numbers):
        if number not in seen:
            seen.add(number)
            other = Evidence.objects.filter(document_no=number, added_at__lt=event.at, proposal=None)
            yield from _used_elsewhere(event, other, "document_no", number)


def _used_elsewhere(event: Read, evidence: Any, name: str, value: str) -> Iterator[Found]:
    other = evidence.exclude(problem=event.problem).values_list("problem", flat=True).first()
    if other is None and name == "document_no":
        answers = CriterionAnswer.objects.filter(document_no=value, application__applied_at__lt=event.at)
        elsewhere = answers.exclude(application__problem=event.problem)
        other = elsewhere.values_list("application__problem", flat=True).first()
    if other is not None:
        yield Found(DoubtKind.REUSED, {name: value, "other": str(other)}, value[:120])


def _stood(event: Read, *, before: bool) -> Standing | None:
    """Return where the problem stood before (or with) the event."""
    last = event.seq - 1 if before else event.seq
    return next((row for row in reversed(event.stood) if row.seq <= last), None)


def _after_red(event: Read) -> Iterator[Found]:
    stood = _stood(event, before=True)
    day = timezone.localdate(event.at)
    if stood is None or stood.due_current is None or stood.due_current >= day or stood.state not in RUNNING:
        return
    earlier = Event.objects.filter(chain=event.problem, seq__lt=event.seq).order_by("seq")
    before = fold(json.loads(bytes(body)) for body in earlier.values_list("body", flat=True))
    was = before.get(("ledger.problem", str(event.problem)), {})
    values: dict[str, Any] = {"due": stood.due_current.isoformat()}
    for _pk, now in event.rows("ledger.problem"):
        for name in ("due_current", "weight"):
            if name in now and now[name] != was.get(name):
                values[name] = [was.get(name), now[name]]
    if criteria := sum(1 for _row in event.rows("ledger.criterion")):
        values["criteria"] = criteria
    if len(values) > 1:
        yield Found(DoubtKind.AFTER_RED, values)


def _late_extension(event: Read) -> Iterator[Found]:
    stood = _stood(event, before=False)
    if event.facts.get("verb") != "extend" or stood is None or stood.due_current is None:
        return
    days = (stood.due_current - timezone.localdate(event.at)).days
    if 0 <= days <= LATE_DAYS:
        yield Found(DoubtKind.LATE_EXTENSION, {"due": stood.due_current.isoformat(), "days": days})


def _after_baseline(event: Read) -> Iterator[Found]:
    for _pk, row in event.rows("ledger.amendment"):
        yield Found(DoubtKind.AFTER_BASELINE, {"amendment": row["kind"]}, row["kind"])


def _recorded(event: Read) -> Iterator[Found]:
    yield Found(DoubtKind.RECORDED, {"verb": event.facts["verb"], "document_no": event.facts["document_no"]})


def _signed_by_itself(event: Read) -> Iterator[Found]:
    if event.body["actor"].get("system"):
        yield Found(DoubtKind.SIGNED_BY_ITSELF, {"term_ended_on": event.facts.get("term_ended_on")})


def _opening(event: Read) -> Iterator[Found]:
    names = ("struck_off_on", "basis")
    yield Found(DoubtKind.OPENING, {name: event.facts.get(name) for name in names})


def _refused_relapse(event: Read) -> Iterator[Found]:
    if event.facts.get("verb") == "relapse":
        yield Found(DoubtKind.REFUSED_RELAPSE, {"cycle": _cycle(event)})


def _cycle(event: Read) -> int:
    stood = _stood(event, before=False)
    return stood.cycle if stood else 1


Checker = Callable[[Read], Iterator[Found]]
CHECKERS: dict[str, tuple[Checker, ...]] = {
    "approve": (_same_pair,), "record_result": (_quick_pass,), "add_evidence": (_reused,), "apply": (_reused,),
    "edit": (_after_red,), "revise": (_after_red,), "extend": (_after_red,), "change_clock": (_after_red,),
    "recount": (_after_red,), "propose": (_late_extension,), "merge": (_after_baseline,),
    "unmerge": (_after_baseline,), "void": (_after_baseline,), "record_decision": (_recorded,),
    "sign_for": (_signed_by_itself,), "carry_in": (_opening,), "reject": (_refused_relapse,),
}  # fmt: skip
"""Verb of an event → what is asked of it."""


def in_practice(events: list[Read]) -> set[UUID]:
    """Return which of the events' problems are for practice."""
    keys = {event.problem for event in events}
    return set(Problem.objects.filter(pk__in=keys, campaign__is_practice=True).values_list("pk", flat=True))
