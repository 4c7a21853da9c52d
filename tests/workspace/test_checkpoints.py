"""Pages of checkpoints, findings and certificates."""

import json
from pathlib import Path

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

import jianfa_verify as verifier
from jianfa.acceptance import actions as acceptance
from jianfa.acceptance.queries.certificates import certificate_of
from jianfa.journal.actions import checkpoint, record_findings
from jianfa.journal.models import Checkpoint, Discrepancy, Event
from jianfa.journal.queries import write_offs_are_open
from jianfa.journal.replay import Finding
from jianfa.ledger.models import Campaign, Problem
from jianfa.ledger.states import State
from jianfa.notices.actions import begin_reading, collect
from jianfa.notices.models import Notice
from jianfa.organisations.policy import Refused
from tests.journal.tampering import findings
from tests.verifier.copies import notes_outside
from tests.world import World

FOUND = [Finding("E-link", "problem", "0" * 8, 3, "hash", "甲", "乙"), Finding("P-head", "problem", "0" * 8)]


def written_off(world: World) -> Problem:
    problem = world.problem(State.WRITTEN_OFF)
    Campaign.objects.filter(pk=problem.campaign_id).update(certificates_on=True)
    checkpoint(at=world.tick())
    problem.refresh_from_db()
    return problem


def found(world: World) -> Discrepancy:
    record_findings(FOUND, at=world.now)
    return Discrepancy.objects.get()


# Checkpoints


def test_the_list_shows_every_checkpoint_with_its_hash(world: World, client: Client):
    checkpoint(at=world.tick())
    made = Checkpoint.objects.get()
    client.force_login(world.auditor.person)
    page = client.get(reverse("checkpoints")).content.decode()

    assert made.hash_in_fours[:19] in page
    assert reverse("checkpoint", args=[1]) in page


def test_the_list_says_why_it_is_empty(world: World, client: Client):
    client.force_login(world.administrator.person)

    assert "尚未封存" in client.get(reverse("checkpoints")).content.decode()


def test_the_list_costs_the_same_however_many_there_are(world: World, client: Client):
    client.force_login(world.auditor.person)
    counts = []
    for n in range(3):
        world.problem(State.DRAFT, title=f"第{n}件")
        checkpoint(at=world.tick())
        with CaptureQueriesContext(connection) as counted:
            client.get(reverse("checkpoints"))
        counts.append(len(counted))

    assert counts[1] == counts[2]


def test_a_page_goes_on_before_a_number(world: World, client: Client):
    checkpoint(at=world.tick())
    world.problem(State.DRAFT)
    checkpoint(at=world.tick())
    client.force_login(world.desk.person)
    page = client.get(reverse("checkpoints"), {"before": "2"}).content.decode()

    assert reverse("checkpoint", args=[1]) in page
    assert f'"{reverse("checkpoint", args=[2])}"' not in page
    assert client.get(reverse("checkpoints"), {"before": "x"}).status_code == 400


def test_the_sheet_holds_the_note_and_its_hash_in_fours(world: World, client: Client):
    checkpoint(at=world.tick())
    made = Checkpoint.objects.get()
    client.force_login(world.leader.person)
    page = client.get(reverse("checkpoint", args=[1])).content.decode()

    assert made.hash_in_fours in page
    assert made.note.splitlines()[2] in page


def test_the_file_of_a_note_is_what_was_signed(world: World, client: Client):
    checkpoint(at=world.tick())
    client.force_login(world.auditor.person)
    answer = client.get(reverse("checkpoint_note", args=[1]))

    assert answer.content == Checkpoint.objects.get().note.encode()
    assert "00000001.note" in answer["Content-Disposition"]


# Findings


def test_a_finding_closes_write_off_until_the_auditor_has_answered(world: World, client: Client):
    problem = world.problem(State.APPROVING)
    row = found(world)
    with pytest.raises(Refused) as refusal:
        acceptance.approve(problem, actor=world.leader, at=world.tick(), decision_no="清工决〔2026〕9号")
    client.force_login(world.auditor.person)
    given = {"document_no": "清工审〔2026〕7号", "reason": "维护人员误改，已另行说明。"}
    answer = client.post(reverse("discrepancy", args=[row.pk]), given)
    acceptance.approve(problem, actor=world.leader, at=world.tick(), decision_no="清工决〔2026〕9号")

    assert refusal.value.why.value == 409
    assert answer.status_code == 302
    assert write_offs_are_open()
    assert [event.verb for event in Event.objects.filter(chain=row.pk).order_by("seq")] == [
        "find_discrepancy",
        "correction",
    ]
    assert findings(row.pk) == []


def test_nothing_is_written_off_while_a_finding_waits(world: World):
    problem = world.problem(State.PUBLICISED)
    found(world)
    world.travel(days=30)
    with pytest.raises(Refused):
        acceptance.write_off(problem, actor=world.desk, at=world.now)

    problem.refresh_from_db()
    assert problem.state == State.PUBLICISED


def test_what_was_found_before_is_not_raised_again(world: World):
    row = found(world)
    again = record_findings(FOUND, at=world.now)
    more = record_findings([*FOUND, Finding("S-root", "checkpoint", "4")], at=world.now)

    assert again is None
    assert more is not None
    assert Discrepancy.objects.exclude(pk=row.pk).get().entries == [["S-root", "checkpoint", "4", "", ""]]


def test_a_finding_is_kept_without_the_values(world: World):
    entries = found(world).entries

    assert entries == [["E-link", "problem", "0" * 8, "3", "hash"], ["P-head", "problem", "0" * 8, "", ""]]


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"document_no": "", "reason": "维护人员误改，已另行说明。"}, "document_no"),
        ({"document_no": "1号", "reason": "误改"}, "reason"),
    ],
)
def test_an_answer_without_document_or_reason_is_refused(
    world: World, client: Client, given: dict[str, str], field: str
):
    row = found(world)
    client.force_login(world.auditor.person)
    answer = client.post(reverse("discrepancy", args=[row.pk]), given)
    row.refresh_from_db()

    assert answer.status_code == 400
    assert list(answer.context["form"].errors) == [field]
    assert given["reason"] in answer.content.decode()
    assert row.corrected_at is None


def test_a_finding_is_answered_once(world: World, client: Client):
    row = found(world)
    client.force_login(world.auditor.person)
    given = {"document_no": "清工审〔2026〕7号", "reason": "维护人员误改，已另行说明。"}
    client.post(reverse("discrepancy", args=[row.pk]), given)

    assert client.post(reverse("discrepancy", args=[row.pk]), given).status_code == 409
    assert "清工审〔2026〕7号" in client.get(reverse("discrepancy", args=[row.pk])).content.decode()


def test_only_the_auditor_answers(world: World, client: Client):
    row = found(world)
    client.force_login(world.administrator.person)
    page = client.get(reverse("discrepancy", args=[row.pk]))

    assert page.status_code == 200
    assert page.context["form"] is None
    assert client.post(reverse("discrepancy", args=[row.pk]), {}).status_code == 403


def test_auditor_and_administrator_are_told(world: World, client: Client):
    begin_reading()
    found(world)
    collect(at=world.now)
    client.force_login(world.administrator.person)
    notice = Notice.objects.get(person=world.administrator.person)
    page = client.get(reverse("notices")).content.decode()
    opened = client.post(reverse("notice_open", args=[notice.pk]))

    assert {row.person for row in Notice.objects.all()} == {world.auditor.person, world.administrator.person}
    assert "记录前后不符" in page
    assert opened["Location"] == reverse("discrepancy", args=[Discrepancy.objects.get().pk])


# Certificates


def test_the_certificate_can_be_checked_without_jianfa(world: World, client: Client, tmp_path: Path):
    problem = written_off(world)
    client.force_login(world.liaison.person)
    answer = client.get(reverse("problem_certificate", args=[problem.pk]))
    notes = notes_outside(tmp_path / "notes")
    proof = verifier.check_certificate(answer.content, notes, verifier.read_keys(notes))

    assert proof.findings == []
    assert proof.said["number"] == problem.number
    assert proof.said["verb"] == "write_off"
    assert (proof.is_outside, proof.said["is_bound"]) == (True, "yes")
    assert (
        reverse("problem_certificate", args=[problem.pk])
        in client.get(reverse("problem", args=[problem.pk])).content.decode()
    )


def test_a_certificate_still_holds_when_more_was_written_before_the_checkpoint(world: World):
    problem = world.problem(State.WRITTEN_OFF)
    Campaign.objects.filter(pk=problem.campaign_id).update(certificates_on=True)
    due = world.now.date().replace(month=12)
    acceptance.relapse(problem, actor=world.desk, at=world.tick(), evidence="又缺一人", due=due)
    checkpoint(at=world.tick())
    problem.refresh_from_db()
    certificate = certificate_of(problem)

    assert certificate is not None
    assert len(certificate.included.after) == 1
    assert verifier.check_certificate(certificate.file, None, verifier.Keys()).findings == []


PLACES = [
    ("event", "hash"),
    ("event", "previous"),
    ("event", "signature"),
    ("event", "body"),
    ("checkpoint", "note"),
    ("leaf", "position"),
    ("leaf", "path"),
    ("problem", "number"),
    ("problem", "id"),
    ("checkpoint", "key"),
    ("event", "key"),
]


@pytest.mark.parametrize(("part", "name"), PLACES)
def test_a_changed_certificate_does_not_hold(world: World, part: str, name: str):
    certificate = certificate_of(written_off(world))
    assert certificate is not None
    data = certificate.data
    value = data[part][name]
    data[part][name] = value + 1 if isinstance(value, int) else value[1:] if isinstance(value, list) else _other(value)

    assert verifier.check_certificate(json.dumps(data).encode(), None, verifier.Keys()).findings != []


def _other(text: str) -> str:
    place = len(text) - 4
    return text[:place] + ("1" if text[place] != "1" else "2") + text[place + 1 :]


def test_a_certificate_of_another_deployments_keys_does_not_hold(world: World):
    certificate = certificate_of(written_off(world))
    assert certificate is not None
    stranger = verifier.Keys()
    stranger.add("event", b"\1" * 32)
    stranger.add("checkpoint", b"\2" * 32)
    proof = verifier.check_certificate(certificate.file, None, stranger)

    assert {finding.place for finding in proof.findings} == {"event key", "checkpoint key"}


def test_there_is_no_certificate_where_it_is_not_switched_on_or_not_sealed(world: World, client: Client):
    problem = world.problem(State.WRITTEN_OFF)
    client.force_login(world.liaison.person)
    address = reverse("problem_certificate", args=[problem.pk])
    off = client.get(address).status_code
    Campaign.objects.filter(pk=problem.campaign_id).update(certificates_on=True)

    assert (off, client.get(address).status_code) == (404, 404)


def test_the_text_of_the_qr_code_fits_and_leads_to_the_root(world: World, tmp_path: Path):
    certificate = certificate_of(written_off(world))
    assert certificate is not None
    text = certificate.qr_text
    notes = notes_outside(tmp_path / "notes")
    proof = verifier.check_certificate(text.encode(), notes, verifier.Keys())

    assert len(text) < 1000
    assert proof.findings == []
    assert proof.said["hash"] == bytes(certificate.included.event.hash).hex()
    assert verifier.check_certificate(text.encode(), None, verifier.Keys()).findings != []
    assert verifier.check_certificate(_other(text).encode(), notes, verifier.Keys()).findings != []


def test_the_check_page_is_open_and_holds_no_data(client: Client, db: None):
    page = client.get(reverse("certificate_check"))

    assert page.status_code == 200
    assert "script-src 'self'" in page["Content-Security-Policy"]


def test_the_check_page_comes_as_one_file(client: Client, db: None):
    answer = client.get(reverse("certificate_check_file"))
    text = answer.content.decode()

    assert "attachment" in answer["Content-Disposition"]
    assert "src=" not in text
    assert "href=" not in text
    assert "isSignedSlowly" in text
