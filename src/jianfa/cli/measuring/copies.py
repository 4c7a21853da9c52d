"""Many problems out of a few, without waiting for a hundred thousand actions.

Each copy has the whole history of its original: the same events under ids of its own, with texts and a number of its
own, hashed and signed again event by event. `jianfa verify` finds nothing wrong with them.
"""

import json
import os
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID, uuid4

from django.conf import settings
from django.db import connection, models, transaction

from jianfa.cli.proof.tables import journalled_models
from jianfa.journal.models import Chain, Event, Insertion, Wording, insert_all, insertion
from jianfa.journal.queries import deployment_id
from jianfa.journal.replay import as_text
from jianfa.journal.rules import SALT_BYTES, commitment, genesis, link, signed_bytes
from jianfa.kit.canonical import canonical
from jianfa.kit.grams import grams
from jianfa.kit.signing import sign
from jianfa.ledger.actions.moving import search_text, search_words
from jianfa.ledger.models import Gram, NumberSeries, Problem, Standing
from jianfa.ledger.rules import next_number, number_order

PROBLEM = Problem._meta.label_lower
ID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
AT_ONCE = 500
WORDS = (
    "驿站选址", "职工之家", "经费返还", "社会化工会工作者", "劳模疗休养", "女职工关爱室", "新就业形态", "职代会",
    "困难帮扶", "集体协商", "文化宫改造", "专职人员编制", "财务代管", "入会扫码", "法律援助", "技能竞赛",
)  # fmt: skip
"""Two of them are added to the title of each copy, so that a search finds a part of the list and not all of it."""


@dataclass
class Original:
    """Everything there is of one problem, read once."""

    problem: Problem
    rows: list[tuple[type[models.Model], dict[str, Any]]] = field(default_factory=list)
    events: list[tuple[Event, str, dict[str, str]]] = field(default_factory=list)
    standings: list[dict[str, Any]] = field(default_factory=list)


def originals() -> list[Original]:
    """Read the problems that are to be copied, rows in the order in which they refer to one another."""
    found = {
        problem.pk: Original(problem) for problem in Problem.objects.select_related("campaign", "source_unit", "lead")
    }
    for model in journalled_models():
        of_problem = {f"{model.journal_owner}__in": list(found)}
        for owner, row in _rows(model, model.journal_owner, of_problem):
            found[owner].rows.append((model, row))
    for _owner, row in _rows(Standing, "problem", {"problem__in": list(found)}):
        found[row["problem_id"]].standings.append(row)
    events = Event.objects.filter(chain__in=found).order_by("chain", "seq").prefetch_related("wordings")
    for event in events:
        texts = {wording.name: wording.text for wording in event.wordings.all()}
        found[event.chain_id].events.append((event, bytes(event.body).decode(), texts))
    return list(found.values())


def _rows(model: Any, owner: str, of_problem: dict[str, Any]) -> Iterator[tuple[UUID, dict[str, Any]]]:
    columns = [column.attname for column in model._meta.concrete_fields]
    rows = model._default_manager.filter(**of_problem).order_by().annotate(owner_=models.F(owner))
    for row in rows.values("owner_", *columns):
        yield row.pop("owner_"), row


@dataclass
class Batch:
    """Rows of some copies, ready to be inserted; texts and grams apart, because there are so many."""

    objects: dict[Any, list[Any]] = field(default_factory=dict)
    texts: dict[tuple[UUID, int], dict[str, tuple[bytes, str]]] = field(default_factory=dict)
    grams: list[tuple[UUID, str]] = field(default_factory=list)

    def add(self, row: models.Model) -> None:
        self.objects.setdefault(type(row), []).append(row)

    def insert(self) -> None:
        insert_all(insertion(rows) for rows in self.objects.values())
        written = Event.objects.filter(chain__in={chain for chain, _seq in self.texts})
        events = {(chain, seq): pk for chain, seq, pk in written.values_list("chain", "seq", "pk")}
        insert_all([
            insertion([
                Wording(event_id=events[key], name=name, salt=salt, text=text)
                for key, texts in self.texts.items()
                for name, (salt, text) in texts.items()
            ]),
            self._grams(),
        ])  # fmt: skip

    def _grams(self) -> Insertion:
        sql, _rows = insertion([Gram(problem_id=self.grams[0][0], gram="")])
        stored: dict[UUID, Any] = {}
        prepare = Problem._meta.pk.get_db_prep_value
        for problem, _gram in self.grams:
            stored.setdefault(problem, prepare(problem, connection))
        return sql, [(stored[problem], gram) for problem, gram in self.grams]


def multiply(target: int, progress: Callable[[int, int], None] = lambda done, total: None) -> int:
    """Copy the problems there are until there are ``target``; return how many events were written."""
    models_ = originals()
    copied, events, deployment = len(models_), 0, deployment_id()
    year, last = NumberSeries.objects.order_by("-year").values_list("year", "last")[0]
    while copied < target:
        batch = Batch()
        for original in models_ * (AT_ONCE // len(models_) or 1):
            if copied == target:
                break
            copied += 1
            number = None
            if original.problem.number:
                last += 1
                number = (next_number(original.problem.campaign.number_pattern, year, last), number_order(year, last))
            copy = Copy(original, copied, number, deployment)
            copy.add_to(batch)
            events += len(original.events)
        with transaction.atomic():
            batch.insert()
            NumberSeries.objects.filter(year=year).update(last=last)
        progress(copied, target)
    return events


class Copy:
    """One problem over again: the same life under other ids, with its own number and title."""

    def __init__(self, original: Original, n: int, number: tuple[str, int] | None, deployment: UUID) -> None:
        self.original, self.number, self.deployment = original, number, deployment
        one, two = WORDS[n % len(WORDS)], WORDS[n // len(WORDS) % len(WORDS)]
        self.suffix = f"（{one}、{two}，第{n}件）"
        own = {str(row[model._meta.pk.attname]) for model, row in original.rows}
        self.ids = {old: str(uuid4()) for old in own}
        self.pk = UUID(self.ids[str(original.problem.pk)])

    def add_to(self, batch: Batch) -> None:
        for model, row in self.original.rows:
            batch.add(model(**self._row(model, row)))
        problem = next(row for row in reversed(batch.objects[Problem]) if row.pk == self.pk)
        self._index(problem, batch)
        self._chain(batch)
        for row in self.original.standings:
            values = {name: value for name, value in row.items() if name != "id"}
            batch.add(Standing(**values | {"problem_id": self.pk}))

    def _row(self, model: type[models.Model], row: dict[str, Any]) -> dict[str, Any]:
        values = {name: self._value(value) for name, value in row.items()}
        if model is Problem:
            values["title"] = self._text(f"{PROBLEM}/{self.pk}/title", values["title"])
            if self.number:
                values["number"], values["number_order"] = self.number
        return values

    def _value(self, value: Any) -> Any:
        if isinstance(value, UUID):
            return UUID(self.ids.get(str(value), str(value)))
        if isinstance(value, dict | list):
            return json.loads(self._renamed(as_text(value)))
        return value

    def _renamed(self, text: str) -> str:
        return ID.sub(lambda match: self.ids.get(match[0], match[0]), text)

    def _text(self, name: str, text: str) -> str:
        return text + self.suffix if name.endswith(f"{self.pk}/title") else self._renamed(text)

    def _index(self, problem: Problem, batch: Batch) -> None:
        """Make it findable: what ``ledger.actions.moving.index_text`` does for one problem."""
        problem.source_unit, problem.lead = self.original.problem.source_unit, self.original.problem.lead
        words = search_words(problem)
        problem.search = search_text(words)
        batch.grams += [(self.pk, gram) for gram in set().union(*(grams(word) for word in words))]

    def _chain(self, batch: Batch) -> None:
        previous = genesis(self.deployment, self.pk)
        last = self.original.events[-1][0]
        for event, body, texts in self.original.events:
            new_texts = {
                (name := self._renamed(old)): (os.urandom(SALT_BYTES), self._text(name, text))
                for old, text in texts.items()
            }
            copy = self._event(event, self._body(body, new_texts), previous)
            batch.add(copy)
            previous = bytes(copy.hash)
            batch.texts[self.pk, event.seq] = new_texts
        head = {"head_seq": last.seq, "head_hash": previous, "last_at": last.at}
        batch.add(Chain(id=self.pk, kind="problem", **head))

    def _body(self, old: str, texts: dict[str, tuple[bytes, str]]) -> dict[str, Any]:
        body: dict[str, Any] = json.loads(self._renamed(old))
        body["said"] = {name: commitment(salt, text) for name, (salt, text) in texts.items()}
        if "idem" in body:
            body["idem"] = os.urandom(32).hex()
        for row in body["rows"]:
            if self.number and row["t"] == PROBLEM and row["set"].get("number"):
                row["set"]["number"], row["set"]["number_order"] = self.number
        return body

    def _event(self, old: Event, body: dict[str, Any], previous: bytes) -> Event:
        data = canonical(body)
        digest = link(previous, data)
        return Event(
            chain_id=self.pk, seq=old.seq, verb=old.verb, at=old.at, person=old.person, post=old.post,
            idem=body.get("idem"), body=data, previous=previous, hash=digest,
            signature=sign(settings.SIGNING_KEY_FILE, signed_bytes(digest)),
        )  # fmt: skip
