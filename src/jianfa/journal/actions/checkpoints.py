"""Seal what was written: one signed note over the heads of all chains."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from django.conf import settings
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from jianfa.journal.actions.writing import KEYS, Keeper, write
from jianfa.journal.models import Checkpoint, CheckpointLeaf
from jianfa.journal.queries.checkpoints import checkpoint_keys, heads, latest_checkpoint
from jianfa.journal.queries.reading import deployment_id
from jianfa.journal.replay import plain
from jianfa.journal.rules import NO_CHECKPOINT, head_leaf, note_hash, note_text, origin_of, signed_note
from jianfa.kit.merkle import Tree, leaf_hash
from jianfa.kit.signing import NoSigningKey, key_id, public_key, sign

WRITTEN_AT_ONCE = 500


class _Head(NamedTuple):
    """A head that no checkpoint covers yet, and its place in the tree."""

    position: int
    chain: UUID
    seq: int
    hash: bytes


def checkpoint(*, at: datetime) -> Checkpoint | None:
    """Seal the heads of all chains with the second key; None when nothing has changed since the last one.

    Raises NoSigningKey when the key cannot be read or was never announced. Two at once: the slower one finds its
    number taken and writes nothing.
    """
    public = public_key(settings.CHECKPOINT_KEY_FILE)
    if key_id(public) not in checkpoint_keys():
        raise NoSigningKey(f"{settings.CHECKPOINT_KEY_FILE}: this key is new here; run 'jianfa init' once")
    try:
        with transaction.atomic():
            _read_one_moment()
            return _seal(latest_checkpoint(), public, at)
    except IntegrityError:
        return None


def _read_one_moment() -> None:
    """Let the whole transaction see one moment, unless a transaction around it has begun to read already."""
    if connection.vendor == "postgresql" and not connection.savepoint_ids:
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")


def _seal(last: Checkpoint | None, public: bytes, at: datetime) -> Checkpoint | None:
    leaves, new, events = [], [], 0
    for position, (chain, seq, head, is_covered) in enumerate(heads()):
        leaves.append(leaf_hash(head_leaf(chain, seq, head)))
        events += seq
        if not is_covered:
            new.append(_Head(position, chain, seq, head))
    if not new:
        return None
    tree = Tree(leaves)
    made = _signed(tree, events, last, public, at)
    made.save(force_insert=True)
    CheckpointLeaf.objects.bulk_create(_leaves(made, tree, new), batch_size=WRITTEN_AT_ONCE)
    return made


def _signed(tree: Tree, events: int, last: Checkpoint | None, public: bytes, at: datetime) -> Checkpoint:
    n, previous = (last.n + 1, bytes(last.hash)) if last else (1, NO_CHECKPOINT)
    moment = max(at, last.at) if last else at
    origin = origin_of(deployment_id())
    text = note_text(
        origin, size=len(tree), root=tree.root, n=n, events=events, previous=previous, at=plain(moment)
    )  # fmt: skip
    note = signed_note(text, origin, public, sign(settings.CHECKPOINT_KEY_FILE, text.encode()))
    return Checkpoint(
        n=n, note=note, root=tree.root, size=len(tree), events=events, hash=note_hash(note), previous=previous,
        at=moment, key=key_id(public),
    )  # fmt: skip


def _leaves(made: Checkpoint, tree: Tree, new: Sequence[_Head]) -> list[CheckpointLeaf]:
    return [
        CheckpointLeaf(
            checkpoint=made, chain=head.chain, seq=head.seq, head_hash=head.hash, position=head.position,
            path=b"".join(tree.path(head.position)),
        )
        for head in new
    ]  # fmt: skip


def remember_checkpoint_key() -> None:
    """Announce the key that checkpoints are signed with in the chain of keys, signed with the key of events."""
    public = public_key(settings.CHECKPOINT_KEY_FILE)
    with transaction.atomic():
        earlier = checkpoint_keys()
        if key_id(public) in earlier:
            return
        write(
            (KEYS, deployment_id()), "use_checkpoint_key", actor=Keeper(), at=timezone.now(),
            facts={
                "kid": key_id(public), "key": public.hex(), "earlier": {kid: key.hex() for kid, key in earlier.items()},
            },
        )  # fmt: skip
