"""Checkpoints held against the chains and against the notes kept outside. The verifier for outsiders does the same.

Each tree is made again from its leaves, each leaf is compared with the event it names; nothing is believed because
a checkpoint stands there.
"""

from bisect import bisect_left, insort
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from uuid import UUID

from django.db.models import Exists, OuterRef

from jianfa.journal.models import Chain, Checkpoint, CheckpointLeaf, Event
from jianfa.journal.queries import DAMAGE
from jianfa.journal.replay import Finding, plain, shown
from jianfa.journal.rules import NO_CHECKPOINT, Note, head_leaf, note_hash, note_key_hash, origin_of, read_note
from jianfa.kit.merkle import Tree, leaf_hash, root_of
from jianfa.kit.signing import is_signed

KIND = "checkpoint"
LEAVES_AT_ONCE = 500
STEP = 32


class Seals:
    """Follows checkpoints in order, in memory that grows with the number of chains only."""

    def __init__(self, deployment: UUID, keys: Mapping[str, bytes]) -> None:
        self.origin, self.keys = origin_of(deployment), keys
        self.heads: dict[UUID, tuple[int, bytes]] = {}
        self.order: list[UUID] = []
        self.tree = Tree([])
        self.last: Note | None = None
        self.findings: list[Finding] = []

    def note(self, code: str, n: object, place: str = "", journal: object = None, found: object = None) -> None:
        sides = (None if side is None else shown(side) for side in (journal, found))
        self.findings.append(Finding(code, KIND, str(n), None, place, *sides))

    def begin_after(self, first: int) -> None:
        """Take what the checkpoints before the first one say as it stands."""
        leaves = CheckpointLeaf.objects.filter(checkpoint__lt=first).order_by("chain", "seq")
        for chain, seq, head in leaves.values_list("chain", "seq", "head_hash").iterator():
            self.heads[chain] = (seq, bytes(head))
        self.order = sorted(self.heads)
        self.tree = Tree(self._hashed(chain) for chain in self.order)
        before = Checkpoint.objects.filter(n__lt=first).order_by("-n").first()
        self.last = read_note(before.note) if before else None

    def step(self, made: Checkpoint) -> None:
        """Check the next checkpoint."""
        note = read_note(made.note)
        self._take_leaves(made, note)
        if note is None:
            self.note("S-badsig", made.n, "note")
            return
        public = self.keys.get(made.key, b"")
        if note.key_hash != note_key_hash(note.origin, public) or not is_signed(
            public, note.text.encode(), note.signature
        ):
            self.note("S-badsig", made.n, "key", None, made.key)
        self._compare(made, note)
        if self.tree.root != note.root:
            self.note("S-root", made.n, "root", note.root, self.tree.root)
        counted = (len(self.order), sum(seq for seq, _head in self.heads.values()))
        if counted != (note.size, note.events):
            self.note("S-root", made.n, "size, events", str((note.size, note.events)), str(counted))
        self.last = note

    def _compare(self, made: Checkpoint, note: Note) -> None:
        columns: dict[str, tuple[object, object]] = {
            "n": (note.n, made.n), "size": (note.size, made.size), "events": (note.events, made.events),
            "root": (note.root, bytes(made.root)), "hash": (note_hash(made.note), bytes(made.hash)),
            "previous": (note.previous, bytes(made.previous)), "at": (note.at, plain(made.at)),
            "origin": (self.origin, note.origin),
        }  # fmt: skip
        for name, (said, stored) in columns.items():
            if said != stored:
                self.note("S-chkchain", made.n, name, said, stored)
        last = self.last
        expected = (last.n + 1, note_hash(last.whole)) if last else (1, NO_CHECKPOINT)
        if (note.n, note.previous) != expected:
            self.note("S-chkchain", made.n, "prev", expected[1], note.previous)
        if last and (note.at < last.at or note.size < last.size or note.events < last.events):
            self.note("S-chkchain", made.n, "time, size, events")

    def _take_leaves(self, made: Checkpoint, note: Note | None) -> None:
        leaves = list(CheckpointLeaf.objects.filter(checkpoint=made).order_by("pk"))
        hashes = _hashes(leaves)
        grows = any(leaf.chain not in self.heads for leaf in leaves)
        for leaf in leaves:
            head = bytes(leaf.head_hash)
            known = self.heads.get(leaf.chain)
            if (known and leaf.seq <= known[0]) or hashes.get((leaf.chain, leaf.seq)) != head:
                self.note("S-head-not-prefix", made.n, f"{leaf.chain}#{leaf.seq}")
            if known is None:
                insort(self.order, leaf.chain)
            self.heads[leaf.chain] = (leaf.seq, head)
        if grows:
            self.tree = Tree(self._hashed(chain) for chain in self.order)
        for leaf in leaves:
            if not grows:
                self.tree.replace(bisect_left(self.order, leaf.chain), self._hashed(leaf.chain))
            path = bytes(leaf.path)
            steps = [path[place : place + STEP] for place in range(0, len(path), STEP)]
            if note and root_of(self._hashed(leaf.chain), leaf.position, note.size, steps) != note.root:
                self.note("S-root", made.n, f"{leaf.chain}: position, path")

    def _hashed(self, chain: UUID) -> bytes:
        return leaf_hash(head_leaf(chain, *self.heads[chain]))

    def finish(self) -> None:
        """Ask that every chain a checkpoint covers is there, and not shorter than it was."""
        heads = dict(Chain.objects.values_list("pk", "head_seq").iterator())
        for chain, (seq, _head) in self.heads.items():
            if heads.get(chain, -1) < seq:
                self.note("S-head-not-prefix", "", f"{chain}#{seq}", seq, heads.get(chain))


def _hashes(leaves: Sequence[CheckpointLeaf]) -> dict[tuple[UUID, int], bytes]:
    found: dict[tuple[UUID, int], bytes] = {}
    for start in range(0, len(leaves), LEAVES_AT_ONCE):
        some = leaves[start : start + LEAVES_AT_ONCE]
        covered = CheckpointLeaf.objects.filter(
            pk__in=[leaf.pk for leaf in some], chain=OuterRef("chain_id"), seq=OuterRef("seq")
        )
        events = Event.objects.filter(Exists(covered), chain__in={leaf.chain for leaf in some}).order_by()
        for chain, seq, digest in events.values_list("chain", "seq", "hash"):
            found[chain, seq] = bytes(digest)
    return found


def check_checkpoints(deployment: UUID, keys: Mapping[str, bytes], *, last: int | None = None) -> Iterator[Finding]:
    """Yield what is wrong with the checkpoints; ``last``: look at so many of the newest only."""
    seals = Seals(deployment, keys)
    rows = Checkpoint.objects.order_by("n")
    try:
        if last is not None and (newest := Checkpoint.objects.order_by("-n").first()):
            first = max(newest.n - last + 1, 1)
            seals.begin_after(first)
            rows = rows.filter(n__gte=first)
        for made in rows.iterator():
            seals.step(made)
            yield from seals.findings
            seals.findings.clear()
        seals.finish()
    except DAMAGE as error:
        seals.note("S-chkchain", "", "unreadable", None, str(error))
    yield from seals.findings
    lost = CheckpointLeaf.objects.filter(~Exists(Checkpoint.objects.filter(pk=OuterRef("checkpoint_id"))))
    for chain, n in lost.order_by().values_list("chain", "checkpoint_id").iterator():
        yield Finding("S-chkchain", KIND, str(n), None, f"leaf {chain}")


def check_outside(folder: Path) -> Iterator[Finding]:
    """Yield the notes in a folder that say something else than ours, or that we no longer have."""
    for files in _some(sorted(folder.glob("*.note"))):
        notes = {file: read_note(file.read_bytes().decode("utf-8", "replace")) for file in files}
        numbers = {note.n for note in notes.values() if note}
        ours = dict(Checkpoint.objects.filter(n__in=numbers).values_list("n", "note"))
        for file, note in notes.items():
            if note is None:
                yield Finding("S-badsig", KIND, "", None, file.name)
            elif note.n not in ours:
                yield Finding("X-rollback", KIND, str(note.n), None, file.name)
            elif ours[note.n] != note.whole:
                yield Finding("X-fork", KIND, str(note.n), None, file.name)


def _some(files: Sequence[Path]) -> Iterable[Sequence[Path]]:
    return (files[start : start + LEAVES_AT_ONCE] for start in range(0, len(files), LEAVES_AT_ONCE))
