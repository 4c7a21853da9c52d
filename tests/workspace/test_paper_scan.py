"""The scan of a signed sheet (代录): never required, checked like any file, kept and shown with the record."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from jianfa.acceptance.policy import matter_of
from jianfa.files.models import StoredFile
from jianfa.ledger.models import Evidence, Problem
from jianfa.ledger.states import State
from tests.workspace.html import Page, opened
from tests.workspace.test_problem_moves import logged_in, send
from tests.workspace.verbs import VERBS
from tests.world import World, events_of, reread

PDF = b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"


@pytest.fixture(autouse=True)
def files_root(settings, tmp_path):
    settings.FILES_ROOT = tmp_path / "files"


def entered(client: Client, world: World, problem: Problem, name: str = "纪要.pdf", data: bytes = PDF) -> Page:
    typed: dict[str, Any] = VERBS["record_decision"].typed(world, problem)
    logged_in(client, world.desk)
    return send(client, problem, "record_decision", typed | {"scan": SimpleUploadedFile(name, data)})


def test_a_scan_may_be_added_and_may_be_left_out(client, world):
    problem = world.problem(State.APPROVING)
    logged_in(client, world.desk)

    page = Page(client.get(reverse("move", args=[problem.pk, "record_decision"]) + "?of=approve"))

    assert page.texts('label[for="id_scan"]') == ["签字表或纪要的扫描件选填"]
    assert page.tree.xpath("//form[@enctype='multipart/form-data']//input[@name='scan']")


def test_the_second_clerk_sees_the_scan_beside_the_entry(client, world):
    problem = world.problem(State.APPROVING)
    assert entered(client, world, problem).status == 302
    scan = Evidence.objects.get()
    address = reverse("evidence_file", args=[problem.pk, scan.pk])

    page = opened(client, world.second_clerk, reverse("problem", args=[problem.pk]))
    answer = client.get(address)

    assert page.links(".proposal a") == [address]
    assert "纪要.pdf" in page.text(".proposal")
    assert "纪要.pdf" in page.texts(".trail li")[0]
    assert b"".join(answer.streaming_content) == PDF
    assert "attachment" in answer["Content-Disposition"]


def test_it_stays_with_the_evidence_and_says_what_it_is(client, world):
    problem = world.problem(State.APPROVING)
    entered(client, world, problem)
    logged_in(client, world.second_clerk)
    assert send(client, problem, "confirm", {}).status == 302

    page = opened(client, world.leader, reverse("problem", args=[problem.pk]))

    scan = Evidence.objects.select_related("proposal").get()
    assert scan.proposal is not None
    assert (scan.kind, scan.document_no, scan.proposal.verb) == ("file", "清工纪〔2026〕4号", "approve")
    assert "代录依据（审定）" in page.text(".row-what")
    assert reread(problem).state == State.PUBLICISED


def test_a_rejected_entry_keeps_its_scan(client, world):
    problem = world.problem(State.APPROVING)
    entered(client, world, problem)
    logged_in(client, world.second_clerk)

    send(client, problem, "reject", {"reason": "文号有误"})

    assert "代录依据（审定）" in opened(client, world.desk, reverse("problem", args=[problem.pk])).text(".row-what")


@pytest.mark.parametrize(
    ("name", "data", "word"),
    [
        ("纪要.pdf", b"<!doctype html><script>alert(1)</script>", "扩展名"),
        ("纪要.exe", b"MZ\x90\x00", "不"),
        ("机密★纪要.pdf", PDF, "密"),
        ("纪要.pdf", b"", "空"),
    ],
)
def test_what_may_not_be_kept_is_refused_beside_the_field(client, world, name, data, word):
    problem = world.problem(State.APPROVING)
    before = events_of(problem)

    page = entered(client, world, problem, name, data)

    assert page.status == 400
    assert word in page.text("#id_scan_error")
    assert page.values("form[data-guard]")["paper_no"] == "清工纪〔2026〕4号"
    assert (events_of(problem), StoredFile.objects.count()) == (before, 0)


def test_whoever_may_not_enter_it_leaves_no_file_behind(client, world, settings):
    problem = world.problem(State.APPROVING)
    typed = VERBS["record_decision"].typed(world, problem)
    logged_in(client, world.handler)

    page = send(client, problem, "record_decision", typed | {"scan": SimpleUploadedFile("纪要.pdf", PDF)})

    assert page.status in {400, 403, 409}
    assert not settings.FILES_ROOT.exists()


def test_entering_a_scan_makes_nobody_part_of_the_matter(client, world):
    problem = world.problem(State.APPROVING)

    entered(client, world, problem)

    assert world.desk.person_id not in matter_of(reread(problem)).persons
