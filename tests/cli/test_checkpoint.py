"""Commands that seal, export and prove: checkpoints, notes outside, the journal for others, the round of the timer."""

from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.conf import settings as product
from django.utils import timezone

import jianfa_verify as verifier
from jianfa.acceptance.actions import approve
from jianfa.cli import doctor, timer
from jianfa.cli.main import main
from jianfa.cli.proof.checkpoints import check_checkpoints, check_outside
from jianfa.journal.actions import checkpoint, export_notes
from jianfa.journal.models import Checkpoint, CheckpointLeaf, Discrepancy
from jianfa.journal.queries import checkpoint_keys, deployment_id
from jianfa.ledger.states import State
from jianfa.notices.models import Cursor
from jianfa.timer import PROOF, make_round
from tests.journal.tampering import codes, findings, tampering
from tests.verifier import attacks
from tests.verifier.attacks import Scene
from tests.world import World


@pytest.fixture(autouse=True)
def english(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LC_ALL", "C.UTF-8")


def jianfa(*arguments: object) -> int:
    return main([str(argument) for argument in arguments])


# jianfa checkpoint, jianfa export --journal


def test_it_seals_and_puts_notes_and_keys_outside(world: World, tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    status = jianfa("checkpoint", "--export", tmp_path / "out")
    made = Checkpoint.objects.get()

    assert status == 0
    assert made.hash_in_fours in capsys.readouterr().out
    assert (tmp_path / "out" / "00000001.note").read_text(encoding="utf-8") == made.note
    assert len(verifier.read_keys(tmp_path / "out").checkpoint) == 1
    assert len(verifier.read_keys(tmp_path / "out").event) == 1


def test_it_says_when_nothing_has_changed(world: World, capsys: pytest.CaptureFixture[str]):
    jianfa("checkpoint")

    assert jianfa("checkpoint") == 0
    assert "Nothing has changed since checkpoint 1." in capsys.readouterr().out


def test_a_file_outside_is_never_overwritten(world: World, tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    checkpoint(at=world.now)
    note = tmp_path / "00000001.note"
    note.write_text("somebody else's", encoding="utf-8")

    assert jianfa("checkpoint", "--export", tmp_path) == 1
    assert "00000001.note" in capsys.readouterr().err
    assert note.read_text(encoding="utf-8") == "somebody else's"


def test_a_folder_that_cannot_be_written_is_said(world: World, tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    (tmp_path / "file").touch()

    assert jianfa("checkpoint", "--export", tmp_path / "file") == 2
    assert "cannot be written" in capsys.readouterr().err


def test_the_journal_goes_out_without_names_and_can_be_proved(
    world: World, tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    problem = world.problem(State.WRITTEN_OFF, title="极少见的标题")
    checkpoint(at=world.now)
    export_notes(tmp_path / "notes")
    status = jianfa("export", "--journal", tmp_path / "journal")
    record = verifier.verify(tmp_path / "journal", tmp_path / "notes", verifier.read_keys(tmp_path / "notes"))
    text = "".join(path.read_text(encoding="utf-8") for path in (tmp_path / "journal").iterdir())

    assert status == 0
    assert (record.findings, record.outside, record.has_tables) == ([], 1, False)
    assert str(problem.pk) in text
    assert "极少见的标题".encode().hex() not in text
    assert world.desk.person.name.encode().hex() not in text
    assert jianfa("export", "--journal", tmp_path / "journal") == 2


def test_an_export_without_a_file_is_refused(world: World, capsys: pytest.CaptureFixture[str]):
    assert jianfa("export") == 2


# jianfa verify


def scene_of(world: World) -> Scene:
    checkpoint(at=world.tick())
    one = world.problem(State.WRITTEN_OFF, title="甲事")
    checkpoint(at=world.tick())
    two, young = world.problem(State.PUBLICISED, title="乙事"), world.problem(State.IN_PROGRESS, title="丙事")
    checkpoint(at=world.tick())
    return Scene(world, one, two, young)


@pytest.mark.parametrize("attack", attacks.ATTACKS, ids=lambda attack: attack.__name__)
def test_it_finds_every_attack_itself_with_the_folder_outside(
    world: World, settings: object, tmp_path: Path, attack: Callable[[Scene], None]
):
    settings.CHECKPOINT_DIR = tmp_path  # type: ignore[attr-defined]
    scene = scene_of(world)
    export_notes(tmp_path)
    clean = findings()
    with tampering():
        attack(scene)
        found = codes(findings())

    assert clean == []
    assert found != set()


def change(field: str, value: object) -> Callable[[], object]:
    return lambda: Checkpoint.objects.filter(n=2).update(**{field: value})


def move_leaf() -> None:
    leaf = CheckpointLeaf.objects.filter(checkpoint=2).latest("pk")
    CheckpointLeaf.objects.filter(pk=leaf.pk).update(position=leaf.position + 1)


CHANGES: list[tuple[Callable[[], object], str]] = [
    (change("note", "x"), "S-badsig"),
    (change("key", "0" * 16), "S-badsig"),
    (change("root", b"\0" * 32), "S-chkchain"),
    (change("hash", b"\0" * 32), "S-chkchain"),
    (change("previous", b"\0" * 32), "S-chkchain"),
    (change("size", 1), "S-chkchain"),
    (change("events", 1), "S-chkchain"),
    (change("at", timezone.now()), "S-chkchain"),
    (move_leaf, "S-root"),
    (lambda: CheckpointLeaf.objects.filter(checkpoint=2).update(head_hash=b"\0" * 32), "S-head-not-prefix"),
    (lambda: CheckpointLeaf.objects.filter(checkpoint=2).delete(), "S-root"),
    (lambda: Checkpoint.objects.filter(n=2)._raw_delete("default"), "S-chkchain"),
]


@pytest.mark.parametrize(("act", "code"), CHANGES)
def test_it_finds_a_changed_checkpoint(world: World, act: Callable[[], object], code: str):
    scene_of(world)
    clean = list(check_checkpoints(deployment_id(), checkpoint_keys()))
    with tampering():
        act()
        found = codes(list(check_checkpoints(deployment_id(), checkpoint_keys())))
        lately = codes(list(check_checkpoints(deployment_id(), checkpoint_keys(), last=2)))

    assert clean == []
    assert code in found
    assert code in lately


def test_the_last_checkpoints_can_be_looked_at_by_themselves(world: World):
    scene_of(world)

    assert [list(check_checkpoints(deployment_id(), checkpoint_keys(), last=n)) for n in (1, 2, 100)] == [[], [], []]


def test_a_file_that_is_no_note_and_one_from_later_are_findings(world: World, tmp_path: Path):
    scene_of(world)
    export_notes(tmp_path)
    (tmp_path / "x.note").write_bytes(b"\xff\0")
    with tampering():
        attacks.t14_drop_last_checkpoints(None)  # type: ignore[arg-type]
        found = [(finding.code, finding.subject, finding.place) for finding in check_outside(tmp_path)]

    assert found == [
        ("X-rollback", "2", "00000002.note"), ("X-rollback", "3", "00000003.note"), ("S-badsig", "", "x.note"),
    ]  # fmt: skip


def test_findings_are_put_on_record_only_when_asked(world: World, capsys: pytest.CaptureFixture[str]):
    problem = world.problem(State.SUBMITTED)
    with tampering():
        attacks.t02_edit_due_date(SimpleNamespace(one=problem))  # type: ignore[arg-type]
        jianfa("verify", "--json")
        before = Discrepancy.objects.count()
        jianfa("verify", "--json", "--record")
        entries = Discrepancy.objects.get().entries

    assert before == 0
    assert [entry[0] for entry in entries] == ["P-projection"]


# The timer and the doctor


def test_the_timer_seals_every_ten_minutes_and_after_an_approval(world: World):
    rounds = [make_round().done["seal"]]
    world.travel(minutes=5)
    world.problem(State.DRAFT)
    rounds.append(make_round().done["seal"])
    world.travel(minutes=5)
    rounds.append(make_round().done["seal"])
    world._at = world.now
    world.problem(State.PUBLICISED, title="公示中")
    world.travel(days=2)
    rounds.append(make_round().done["seal"])

    assert rounds == [1, 0, 1, 1]


def test_an_approval_is_sealed_at_once(world: World):
    make_round()
    world.travel(minutes=1)
    problem = world.problem(State.APPROVING)

    approve(problem, actor=world.leader, at=world.now, decision_no="清工决〔2026〕8号")
    world.travel(minutes=1)

    assert make_round().done["seal"] == 1


def test_the_timer_fills_the_folder_outside_and_notes_what_differs(world: World, settings: object, tmp_path: Path):
    settings.CHECKPOINT_DIR = tmp_path  # type: ignore[attr-defined]
    make_round()
    written = sorted(path.name for path in tmp_path.glob("*.note"))
    (tmp_path / "00000001.note").chmod(0o600)
    (tmp_path / "00000001.note").write_text("x", encoding="utf-8")
    world.travel(minutes=11)
    make_round()

    assert written == ["00000001.note"]
    assert Discrepancy.objects.get().entries == [["X-fork", "checkpoint", "", "", "00000001.note"]]


def test_the_timer_verifies_once_a_night(world: World):
    first = make_round().done["prove"]
    begun = Cursor.objects.get(name=PROOF).at
    with tampering():
        attacks.t02_edit_due_date(SimpleNamespace(one=world.problem(State.LISTED)))  # type: ignore[arg-type]
        world.travel(hours=15)  # one o'clock at night
        early = make_round().done["prove"]
        world.travel(hours=2)
        nightly = [make_round().done["prove"] for _n in range(2)]
        count = Discrepancy.objects.count()

    assert (first, early, nightly, count) == (0, 0, [1, 0], 1)
    assert begun is not None


def test_the_timer_looks_at_the_last_checkpoints_when_it_starts(world: World):
    scene_of(world)
    with tampering():
        Checkpoint.objects.filter(n=2).update(root=b"\0" * 32)
        timer._prove_lately()
        entries = Discrepancy.objects.get().entries

    assert {entry[0] for entry in entries} == {"S-chkchain"}


def test_the_doctor_speaks_of_the_second_key_and_of_findings(world: World, settings: object, tmp_path: Path):
    checkpoint(at=world.now)
    good = [found.sign for found in doctor.check_checkpoints()]
    Path(product.CHECKPOINT_KEY_FILE).chmod(0o644)
    open_key = [found.sign for found in doctor.check_checkpoints()]
    Path(product.CHECKPOINT_KEY_FILE).chmod(0o600)
    settings.CHECKPOINT_KEY_FILE = tmp_path / "none.key"  # type: ignore[attr-defined]
    missing = [found.sign for found in doctor.check_checkpoints()]

    assert (good, open_key, missing) == (["✓", "✓"], ["●", "✓", "✓"], ["●"])


def test_the_timer_leaves_sealing_to_whoever_holds_the_key(world: World, settings: object, tmp_path: Path):
    settings.CHECKPOINT_KEY_FILE = tmp_path / "none.key"  # type: ignore[attr-defined]
    done = make_round()

    assert (done.done["seal"], done.failed) == (0, 0)
