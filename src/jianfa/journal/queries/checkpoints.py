"""Checkpoints: what each covers, the keys they are signed with, and whether the record may be acted upon."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet

from jianfa.journal.models import Chain, Checkpoint, CheckpointLeaf, Discrepancy, Event
from jianfa.journal.queries.reading import deployment_id, events_of, trusted_keys
from jianfa.journal.replay import vouched_for
from jianfa.kit.canonical import read_canonical

PATH_STEP = 32


@dataclass(frozen=True)
class Inclusion:
    """Everything that shows, without Jianfa, that an event stands under a checkpoint.

    ``after``: bodies of the events between it and the head that the checkpoint covers, mostly none.
    """

    deployment: UUID
    event: Event
    after: tuple[bytes, ...]
    leaf: CheckpointLeaf
    event_key: bytes
    checkpoint_key: bytes

    @property
    def checkpoint(self) -> Checkpoint:
        return self.leaf.checkpoint

    @property
    def path(self) -> tuple[bytes, ...]:
        steps = bytes(self.leaf.path)
        return tuple(steps[place : place + PATH_STEP] for place in range(0, len(steps), PATH_STEP))


def heads() -> Iterator[tuple[UUID, int, bytes, bool]]:
    """Yield the heads of all chains in the order of the tree: chain, events, hash, whether a checkpoint covers it.

    One statement, so that it sees one moment of the database, however long it is read.
    """
    known = CheckpointLeaf.objects.filter(chain=OuterRef("pk"), seq=OuterRef("head_seq"))
    rows = Chain.objects.order_by("pk").annotate(is_covered=Exists(known))
    for chain, seq, head, is_covered in rows.values_list("pk", "head_seq", "head_hash", "is_covered").iterator():
        yield chain, seq, bytes(head), is_covered


def latest_checkpoint() -> Checkpoint | None:
    """Return the last checkpoint."""
    return Checkpoint.objects.order_by("-n").first()


def checkpoint_keys(trusted: Mapping[str, bytes] | None = None) -> dict[str, bytes]:
    """Return key id → public key of every key that checkpoints were signed with, as the chain of keys announces them.

    ``trusted``: keys of events that are believed (default: ``trusted_keys``).
    """
    trusted = trusted_keys() if trusted is None else trusted
    found: dict[str, bytes] = {}
    for _chain, event, _texts in events_of([deployment_id()]):
        found |= vouched_for(event, trusted, "use_checkpoint_key")
    return found


def first_checkpoint_after(event: Event) -> Checkpoint | None:
    """Return the first checkpoint that covers the event, None while there is none yet."""
    leaf = _first_leaf(event)
    return leaf.checkpoint if leaf else None


def _first_leaf(event: Event) -> CheckpointLeaf | None:
    covering = CheckpointLeaf.objects.filter(chain=event.chain_id, seq__gte=event.seq)
    return covering.select_related("checkpoint").order_by("seq").first()


def inclusion(event: Event) -> Inclusion | None:
    """Return what a certificate about this event needs, None while no checkpoint covers it."""
    leaf = _first_leaf(event)
    if leaf is None:
        return None
    later = Event.objects.filter(chain=event.chain_id, seq__gt=event.seq, seq__lte=leaf.seq).order_by("seq")
    trusted = trusted_keys()
    kid = read_canonical(bytes(event.body))["kid"]
    return Inclusion(
        deployment_id(), event, tuple(bytes(body) for body in later.values_list("body", flat=True)), leaf,
        trusted[kid], checkpoint_keys(trusted)[leaf.checkpoint.key],
    )  # fmt: skip


def write_offs_are_open() -> bool:
    """Say whether write-off and ranking may go on: not while a finding waits for the auditor's correction."""
    return not open_discrepancies().exists()


def open_discrepancies() -> QuerySet[Discrepancy]:
    """Return findings that nobody has answered yet."""
    return Discrepancy.objects.filter(corrected_at=None)
