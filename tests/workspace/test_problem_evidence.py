"""Evidence on the page of a problem: a number is enough; files are checked, handed out, and never shown in place."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image

from jianfa.ledger.models import Evidence
from jianfa.ledger.states import State
from tests.workspace.html import Page, opened
from tests.workspace.test_problem_moves import address, logged_in
from tests.world import events_of

PDF = b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"


@pytest.fixture(autouse=True)
def files_root(settings, tmp_path):
    settings.FILES_ROOT = tmp_path / "files"


def upload(client, problem, name: str, data: bytes):
    typed = {"kind": "document", "file": SimpleUploadedFile(name, data), "note": "示例"}
    return client.post(address(problem, "add_evidence"), typed)


def test_a_number_is_enough(client, world):
    problem = world.problem(State.IN_PROGRESS)
    logged_in(client, world.handler)

    client.post(address(problem, "add_evidence"), {"kind": "document", "document_no": "清工发〔2026〕3号"})

    assert "清工发〔2026〕3号" in opened(client, world.handler, reverse("problem", args=[problem.pk])).text(".rows")


def test_a_file_is_handed_out_as_an_attachment_with_its_name(client, world):
    problem = world.problem(State.IN_PROGRESS)
    logged_in(client, world.handler)
    upload(client, problem, "批复文件.pdf", PDF)

    answer = client.get(reverse("evidence_file", args=[problem.pk, Evidence.objects.get().pk]))

    assert b"".join(answer.streaming_content) == PDF
    assert "attachment" in answer["Content-Disposition"]
    assert "utf-8''%E6%89%B9%E5%A4%8D%E6%96%87%E4%BB%B6.pdf" in answer["Content-Disposition"]
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Security-Policy"].startswith("sandbox")


def test_a_file_is_hidden_with_its_problem(client, world):
    problem, other = world.problem(State.IN_PROGRESS), world.problem(State.IN_PROGRESS, source=world.west)
    logged_in(client, world.handler)
    upload(client, problem, "批复文件.pdf", PDF)
    evidence = Evidence.objects.get()

    logged_in(client, world.other_liaison)
    found = client.get(reverse("evidence_file", args=[problem.pk, evidence.pk])).status_code
    through_another = client.get(reverse("evidence_file", args=[other.pk, evidence.pk])).status_code

    assert (found, through_another) == (404, 404)


def test_a_page_renamed_to_a_picture_is_refused_and_nothing_is_written(client, world):
    problem = world.problem(State.IN_PROGRESS)
    logged_in(client, world.handler)
    before = events_of(problem)

    page = Page(upload(client, problem, "现场.jpg", b"<!doctype html><script>alert(1)</script>"))

    assert page.status == 400
    assert "扩展名" in page.text(".field-error")
    assert page.values("form[data-guard]")["note"] == "示例"
    assert events_of(problem) == before


def test_a_photo_is_handed_out_without_its_place(client, world):
    problem = world.problem(State.IN_PROGRESS)
    logged_in(client, world.handler)
    exif, out = Image.Exif(), io.BytesIO()
    exif.get_ifd(0x8825)[1] = "N"
    Image.new("RGB", (9, 9)).save(out, "JPEG", exif=exif)
    upload(client, problem, "现场.jpg", out.getvalue())

    answer = client.get(reverse("evidence_file", args=[problem.pk, Evidence.objects.get().pk]))

    with Image.open(io.BytesIO(b"".join(answer.streaming_content))) as shown:
        assert not shown.getexif()


def test_the_same_file_on_another_problem_says_so(client, world):
    first, second = world.problem(State.IN_PROGRESS), world.problem(State.IN_PROGRESS)
    logged_in(client, world.handler)
    for problem in (first, second):
        upload(client, problem, "批复文件.pdf", PDF)

    page = opened(client, world.handler, reverse("problem", args=[second.pk]))

    assert f"与 {first.number} 的佐证相同" in page.text("main")


def test_another_problem_that_is_out_of_sight_is_not_named(client, world):
    hidden = world.problem(State.IN_PROGRESS, lead=world.west, source=world.west, solver="county_union")
    shown = world.problem(State.IN_PROGRESS)
    for post, problem in ((world.other_liaison, hidden), (world.handler, shown)):
        logged_in(client, post)
        upload(client, problem, "批复文件.pdf", PDF)

    page = opened(client, world.handler, reverse("problem", args=[shown.pk]))

    assert hidden.number not in page.text("main")


def test_whoever_may_not_add_leaves_no_file_behind(client, world, settings):
    problem = world.problem(State.IN_PROGRESS)
    logged_in(client, world.auditor)

    assert upload(client, problem, "批复文件.pdf", PDF).status_code == 403
    assert not settings.FILES_ROOT.exists()
