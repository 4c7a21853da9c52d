"""The whole journal followed in one snapshot, a batch of chains at a time; yields findings as they are found."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Exists, OuterRef

from jianfa.cli.proof.checkpoints import check_checkpoints, check_outside
from jianfa.cli.proof.counts import Counts
from jianfa.cli.proof.files import changed_files
from jianfa.cli.proof.history import History
from jianfa.cli.proof.tables import compare, compare_standings, journalled_models, orphans
from jianfa.journal.models import Chain, Event
from jianfa.journal.queries import chains_of, checkpoint_keys, deployment_id, events_of
from jianfa.journal.replay import Finding, Walk

CHAINS_AT_ONCE = 200


@dataclass
class Tally:
    """How much was looked at."""

    chains: int = 0
    events: int = 0
    rows: int = 0
    erased_texts: int = 0


def verify(
    keys: Mapping[str, bytes], tally: Tally, *, subject: UUID | None = None,
    progress: Callable[[int, int], None] = lambda done, total: None,
) -> Iterator[Finding]:  # fmt: skip
    """Follow every chain (or one), derive every row, date and count from it, and compare with the tables."""
    with snapshot():
        deployment, counts = deployment_id(), Counts()
        chosen = Chain.objects.filter(pk=subject) if subject else Chain.objects.all()
        total = chosen.count()
        if subject and not total:
            yield Finding("P-head", "", str(subject))
        for ids in _batches(chosen.order_by("kind", "pk").values_list("pk", flat=True).iterator()):
            histories = {chain.subject: History(Walk(chain, deployment, keys)) for chain in chains_of(ids)}
            _follow(histories, tally)
            for history in histories.values():
                counts.add(history)
                yield from history.walk.findings
            tally.chains += len(histories)
            progress(tally.chains, total)
        if subject is None:
            yield from _headless()
            yield from orphans()
            yield from counts.findings()
            yield from changed_files()
            yield from check_checkpoints(deployment, checkpoint_keys(keys))
            if settings.CHECKPOINT_DIR is not None:
                yield from check_outside(settings.CHECKPOINT_DIR)


def _follow(histories: Mapping[UUID, History], tally: Tally) -> None:
    """Read the events of a batch of chains, then every table once for all of them."""
    for chain, event, wordings in events_of(list(histories)):
        histories[chain].take(event, wordings)
    for history in histories.values():
        history.close()
        tally.events += history.events
        tally.erased_texts += history.erased
    models = journalled_models()
    known = {model._meta.label_lower for model in models}
    for history in histories.values():
        for label in {label for label, _row in history.rows} - known:
            history.walk.note("P-missing", label)
    for model in models:
        tally.rows += compare(histories, model)
    compare_standings(histories)


def _headless() -> Iterator[Finding]:
    """Yield events whose chain has no head."""
    lost = Event.objects.order_by().filter(~Exists(Chain.objects.filter(pk=OuterRef("chain_id"))))
    for chain, seq in lost.values_list("chain_id", "seq").iterator():
        yield Finding("P-head", "", str(chain), seq)


def _batches(ids: Any) -> Iterator[list[UUID]]:
    batch: list[UUID] = []
    for one in ids:
        batch.append(one)
        if len(batch) == CHAINS_AT_ONCE:
            yield batch
            batch = []
    if batch:
        yield batch


@contextmanager
def snapshot() -> Iterator[None]:
    """Read one state of the database throughout, while others go on writing; write nothing.

    SQLite gets a plain BEGIN: Django's own would take the lock of a writer (transaction_mode IMMEDIATE).
    """
    if connection.in_atomic_block:
        yield
    elif connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("BEGIN DEFERRED")
            try:
                yield
            finally:
                cursor.execute("ROLLBACK")
    else:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
            yield
