"""The sixteen scripted attacks on the record: by whoever owns the database, or (t16) the machine and both keys."""

from collections.abc import Callable
from datetime import date
from typing import Any

from django.conf import settings
from django.db.models import F

from jianfa.journal.models import Chain, Checkpoint, CheckpointLeaf, Event, Wording
from jianfa.journal.queries import deployment_id
from jianfa.journal.rules import (
    NO_CHECKPOINT,
    head_leaf,
    link,
    note_hash,
    note_text,
    origin_of,
    read_note,
    signed_bytes,
    signed_note,
)
from jianfa.kit.canonical import canonical, read_canonical
from jianfa.kit.merkle import Tree, leaf_hash
from jianfa.kit.signing import public_key, sign
from jianfa.ledger.models import Problem
from tests.world import World

Body = dict[str, Any]


class Scene:
    """Two written-off problems sealed under several checkpoints, and one event written after the last."""

    def __init__(self, world: World, one: Problem, two: Problem, young: Problem) -> None:
        self.world, self.one, self.two, self.young = world, one, two, young


def of(problem: Problem, verb: str) -> Event:
    return Event.objects.filter(chain=problem.pk, verb=verb).latest("seq")


def read(event: Event) -> Body:
    return dict(read_canonical(bytes(event.body)))


def earlier(body: Body) -> Body:
    """A lie: it was done a month before."""
    return {**body, "at": f"2026-02-{body['at'][8:]}"}


def rechain(event: Event, lie: Callable[[Body], Body], *, with_key: bool = False) -> None:
    """Rewrite an event and every link after it, set the head right; sign anew only with the key."""
    previous = bytes(event.previous)
    for number, one in enumerate(Event.objects.filter(chain=event.chain_id, seq__gte=event.seq).order_by("seq")):
        body = read(one)
        data = canonical(lie(body) if number == 0 else body)
        digest = link(previous, data)
        signature = sign(settings.SIGNING_KEY_FILE, signed_bytes(digest)) if with_key else bytes(one.signature)
        Event.objects.filter(pk=one.pk).update(
            body=data, previous=previous, hash=digest, signature=signature, at=read_canonical(data)["at"]
        )
        previous = digest
    set_head(event.chain_id)


def set_head(chain: Any) -> None:
    last = Event.objects.filter(chain=chain).latest("seq")
    Chain.objects.filter(pk=chain).update(head_seq=last.seq, head_hash=last.hash, last_at=last.at)


def reseal(*, with_key: bool = False) -> None:
    """Make all leaves, roots and notes again over what the chains say now; sign anew only with the key."""
    heads: dict[Any, tuple[int, bytes]] = {}
    previous, origin = NO_CHECKPOINT, origin_of(deployment_id())
    public = public_key(settings.CHECKPOINT_KEY_FILE)
    for made in Checkpoint.objects.order_by("n"):
        leaves = list(CheckpointLeaf.objects.filter(checkpoint=made))
        for leaf in leaves:
            heads[leaf.chain] = (leaf.seq, bytes(Event.objects.get(chain=leaf.chain, seq=leaf.seq).hash))
        order = sorted(heads, key=lambda chain: chain.bytes)
        tree = Tree(leaf_hash(head_leaf(chain, *heads[chain])) for chain in order)
        for leaf in leaves:
            place = order.index(leaf.chain)
            CheckpointLeaf.objects.filter(pk=leaf.pk).update(
                head_hash=heads[leaf.chain][1], position=place, path=b"".join(tree.path(place))
            )
        old = read_note(made.note)
        assert old is not None
        events = sum(seq for seq, _head in heads.values())
        text = note_text(
            origin, size=len(tree), root=tree.root, n=made.n, events=events, previous=previous, at=old.at
        )  # fmt: skip
        signature = sign(settings.CHECKPOINT_KEY_FILE, text.encode()) if with_key else old.signature
        note = signed_note(text, origin, public, signature)
        Checkpoint.objects.filter(pk=made.pk).update(
            note=note, root=tree.root, size=len(tree), events=events, hash=note_hash(note), previous=previous
        )
        previous = note_hash(note)


def forget(problem: Problem) -> None:
    """Take a problem's history out, and its row; rows of other rooms stay for the table of what remains."""
    Wording.objects.filter(event__chain=problem.pk).delete()
    Event.objects.filter(chain=problem.pk).delete()
    Chain.objects.filter(pk=problem.pk).delete()


def t01_edit_state(scene: Scene) -> None:
    Problem.objects.filter(pk=scene.young.pk).update(state="written_off")


def t02_edit_due_date(scene: Scene) -> None:
    Problem.objects.filter(pk=scene.one.pk).update(due_current=date(2026, 12, 31))


def t03_edit_body(scene: Scene) -> None:
    event = of(scene.one, "write_off")
    Event.objects.filter(pk=event.pk).update(body=canonical(earlier(read(event))))


def t04_edit_body_and_hash(scene: Scene) -> None:
    event = of(scene.one, "write_off")
    data = canonical(earlier(read(event)))
    Event.objects.filter(pk=event.pk).update(body=data, hash=link(bytes(event.previous), data))


def t05_edit_and_rechain(scene: Scene) -> None:
    rechain(of(scene.one, "apply"), earlier)


def t06_rebuild_leaves_and_roots(scene: Scene) -> None:
    rechain(of(scene.one, "apply"), earlier)
    reseal()


def t07_delete_last_event(scene: Scene) -> None:
    event = Event.objects.filter(chain=scene.one.pk).latest("seq")
    Wording.objects.filter(event=event).delete()
    event.delete()
    set_head(scene.one.pk)


def t08_delete_problem(scene: Scene) -> None:
    forget(scene.two)


def t09_delete_problem_and_leaves(scene: Scene) -> None:
    CheckpointLeaf.objects.filter(chain=scene.two.pk).delete()
    forget(scene.two)
    reseal()


def t10_insert_back_dated(scene: Scene) -> None:
    """Push a copy of an event in between, everything after it one place on."""
    first = Event.objects.get(chain=scene.one.pk, seq=3)
    later = Event.objects.filter(chain=scene.one.pk, seq__gte=3)
    later.update(seq=F("seq") + 1000)
    later.filter(seq__gte=1000).update(seq=F("seq") - 999)
    first.pk, first.idem, first._state.adding = None, None, True
    first.save(force_insert=True)
    set_head(scene.one.pk)


def t11_swap_histories(scene: Scene) -> None:
    events = {problem.pk: list(Event.objects.filter(chain=problem.pk)) for problem in (scene.one, scene.two)}
    for n, (mine, theirs) in enumerate(((scene.one, scene.two), (scene.two, scene.one)), 1):
        for event in events[mine.pk]:
            Event.objects.filter(pk=event.pk).update(chain=theirs.pk, seq=event.seq + 1000 * n)
    for problem in (scene.one, scene.two):
        for seq, event in enumerate(Event.objects.filter(chain=problem.pk).order_by("seq"), 1):
            Event.objects.filter(pk=event.pk).update(seq=seq)
        set_head(problem.pk)


def t12_append_fake_write_off(scene: Scene) -> None:
    """Perfectly chained, with the signature of another event, and the problem's row to fit."""
    chain, pattern = Chain.objects.get(pk=scene.young.pk), of(scene.one, "write_off")
    body = {**read(pattern), "sid": str(scene.young.pk), "seq": chain.head_seq + 1}
    previous = bytes(chain.head_hash)
    digest = link(previous, canonical(body))
    Event.objects.create(
        chain=chain, seq=chain.head_seq + 1, verb="write_off", at=body["at"], person=pattern.person,
        post=pattern.post, body=canonical(body), previous=previous, hash=digest, signature=pattern.signature,
    )  # fmt: skip
    set_head(scene.young.pk)
    Problem.objects.filter(pk=scene.young.pk).update(state="written_off")


def t14_drop_last_checkpoints(_scene: Scene) -> None:
    last = Checkpoint.objects.latest("n").n
    CheckpointLeaf.objects.filter(checkpoint__gte=last - 1).delete()
    Checkpoint.objects.filter(n__gte=last - 1).delete()


def t15_rewrite_after_last_checkpoint(scene: Scene) -> None:
    rechain(Event.objects.filter(chain=scene.young.pk).latest("seq"), earlier)


def t16_insider_with_both_keys(scene: Scene) -> None:
    """Everything rewritten and signed again: nothing inside contradicts anything."""
    event = of(scene.one, "write_off")
    rechain(event, lambda body: {**body, "facts": {**body["facts"], "publicity_ended_on": "2026-01-05"}}, with_key=True)
    reseal(with_key=True)


ATTACKS: tuple[Callable[[Scene], None], ...] = (
    t01_edit_state, t02_edit_due_date, t03_edit_body, t04_edit_body_and_hash, t05_edit_and_rechain,
    t06_rebuild_leaves_and_roots, t07_delete_last_event, t08_delete_problem, t09_delete_problem_and_leaves,
    t10_insert_back_dated, t11_swap_histories, t12_append_fake_write_off, t14_drop_last_checkpoints,
    t15_rewrite_after_last_checkpoint, t16_insider_with_both_keys,
)  # fmt: skip
"""All but t13, the old backup, which is a copy and not a change."""
ONLY_OUTSIDE = {"t13_restore_old_backup", "t14_drop_last_checkpoints", "t16_insider_with_both_keys"}
"""What nothing inside the database can tell."""
