"""The archive package (一题一档): every file of its manifest is in it, the same matter gives the same bytes."""

import csv
import hashlib
import io
import json
from datetime import date

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.urls import reverse

from jianfa.acceptance import actions as acceptance
from jianfa.documents import actions as documents
from jianfa.documents.models import Archive
from jianfa.files.actions import store
from jianfa.files.models import StoredFile
from jianfa.files.queries import path_of
from jianfa.jobs.actions import run_next
from jianfa.jobs.models import Job
from jianfa.journal.models import Event
from jianfa.ledger import actions as ledger
from jianfa.ledger.models import Evidence
from jianfa.ledger.queries.campaigns import waiting_rules
from jianfa.ledger.states import State
from jianfa.organisations.policy import Refused
from tests.documents.reading import unpacked, words_of_docx, words_of_pdf
from tests.journal.tampering import findings
from tests.supervision.papers import late, signed
from tests.workspace.html import opened
from tests.world import events_of

PROOF = "同意增加职数。".encode()


@pytest.fixture(autouse=True)
def at_once(monkeypatch, tmp_path):
    monkeypatch.setattr(settings, "JOBS_AT_ONCE", True)
    monkeypatch.setattr(settings, "FILES_ROOT", tmp_path / "files")


def finished(world, title="经费审查业务量逐年增加"):
    """Return a problem that is written off, with a file among its evidence."""
    problem = world.problem(State.IN_PROGRESS, title=title)
    file = store(SimpleUploadedFile("批复.txt", PROOF), at=world.tick())
    ledger.add_evidence(
        problem, actor=world.handler, at=world.tick(), kind=Evidence.Kind.FILE, file=file, file_name="批复.txt"
    )
    return struck_off(world, problem)


def struck_off(world, problem):
    answers = {row.pk: acceptance.Answer("已完成", "清编〔2026〕1号") for row in problem.criteria.filter(ended_at=None)}
    acceptance.apply(problem, actor=world.department_head, at=world.tick(), statement="已全部落实", answers=answers)
    panel = [world.panellist, world.second_panellist]
    acceptance.name_panel(problem, actor=world.desk, at=world.tick(), posts=panel)
    for post in panel:
        passed = {row.pk: acceptance.Finding(has_passed=True) for row in problem.criteria.all()}
        acceptance.record_result(problem, actor=post, at=world.tick(), findings=passed)
    acceptance.respond(problem, actor=world.head, at=world.tick(), answer="solved")
    acceptance.conclude(problem, actor=world.desk, at=world.tick())
    acceptance.approve(problem, actor=world.leader, at=world.tick(), decision_no="清工决〔2026〕3号", exemption="示例")
    problem.refresh_from_db()
    return problem


def made(client, world, problem, post=None):
    return opened(client, post or world.desk, reverse("archive_new", args=[problem.pk]), go="1")


def package(client, post, problem):
    opened(client, post, reverse("home"))
    answer = client.get(reverse("archive_file", args=[problem.pk]))
    return answer, b"".join(answer.streaming_content)


def test_every_file_of_the_manifest_is_in_it_with_its_digest_and_nothing_else(client, world):
    problem = finished(world)

    made(client, world, problem)

    files = unpacked(package(client, world.desk, problem)[1])
    manifest = json.loads(files["manifest.json"])
    listed = {row["name"]: (row["sha256"], row["size"]) for row in manifest["files"]}
    found = {name: (hashlib.sha256(data).hexdigest(), len(data)) for name, data in files.items()}
    lines = [line.split("  ", 1) for line in files["SHA256SUMS"].decode().splitlines()]
    sums = {name: digest for digest, name in lines}
    assert {name: found[name] for name in listed} == listed
    assert found.keys() - listed.keys() == {"manifest.json", "SHA256SUMS"}
    assert sums == {name: digest for name, (digest, _size) in found.items() if name != "SHA256SUMS"}


def test_it_holds_catalogue_papers_evidence_and_what_happened(client, world):
    problem = finished(world)

    made(client, world, problem)

    files = unpacked(package(client, world.desk, problem)[1])
    assert sorted(files) == [
        "00-归档目录.docx", "00-归档目录.pdf", "01-销账申请表.docx", "01-销账申请表.pdf", "02-核查记录.docx",
        "02-核查记录.pdf", "03-验收意见.docx", "03-验收意见.pdf", "SHA256SUMS", "manifest.json", "佐证/01-批复.txt",
        "办理经过.csv",
        "办理经过.json", "说明.txt",
    ]  # fmt: skip
    assert files["佐证/01-批复.txt"] == PROOF
    assert "佐证/01-批复.txt" in words_of_pdf(files["00-归档目录.pdf"])
    assert "清工决〔2026〕3号" in words_of_docx(files["03-验收意见.docx"])
    assert "sha256sum -c SHA256SUMS" in files["说明.txt"].decode()
    events = Event.objects.filter(chain=problem.pk).exclude(verb="archive").order_by("seq")
    told = json.loads(files["办理经过.json"])
    assert [row["hash"] for row in told] == [bytes(event.hash).hex() for event in events]
    sheet = list(csv.reader(io.StringIO(files["办理经过.csv"].decode("utf-8-sig"))))
    assert [row[-1] for row in sheet[1:]] == [row["hash"] for row in told]
    assert manifest_of(files)["retention"] == "30"
    assert manifest_of(files)["record"]["head"]["hash"] == told[-1]["hash"]


def manifest_of(files):
    return json.loads(files["manifest.json"])


def test_the_record_says_who_made_it_and_the_digest(client, world):
    problem = finished(world)

    made(client, world, problem)

    answer, data = package(client, world.auditor, problem)
    event = Event.objects.filter(chain=problem.pk).latest("seq")
    facts = json.loads(bytes(event.body))["facts"]
    assert (event.verb, event.post) == ("archive", world.desk.pk)
    assert facts["digest"] == hashlib.sha256(data).hexdigest()
    assert (facts["size"], facts["files"]) == (len(data), Archive.objects.get().files)
    assert f"{problem.number}%20" in answer["Content-Disposition"]
    assert findings() == []
    assert "归档" in opened(client, world.desk, reverse("problem", args=[problem.pk])).text("#content")


def test_the_same_matter_is_not_packed_twice(client, world):
    problem = finished(world)
    made(client, world, problem)
    world.travel(days=3)

    made(client, world, problem, world.desk)

    assert Archive.objects.count() == 1
    assert events_of(problem).count("archive") == 1


def test_after_something_has_happened_the_page_asks_for_a_new_one(client, world):
    problem = finished(world)
    made(client, world, problem)
    page = reverse("papers", args=[problem.pk])
    assert "请重新生成档案包" not in opened(client, world.desk, page).text("#content")
    acceptance.relapse(
        problem, actor=world.desk, at=world.tick(), evidence="人员又被抽调", due=date(2026, 9, 30)
    )  # proposed; a leader confirms

    assert "此后记录又增加1条，请重新生成档案包。" in opened(client, world.desk, page).text("#content")
    made(client, world, problem)
    assert Archive.objects.count() == 2


def test_before_the_write_off_there_is_no_package_and_only_the_desk_makes_one(client, world):
    working, done = world.problem(State.PUBLICISED), finished(world, "第二件事")

    early = made(client, world, working)
    by_leader = made(client, world, done, world.leader)

    assert (early.status, by_leader.status) == (409, 403)
    assert "问题销账后才能生成档案包。" in early.text()
    assert Archive.objects.count() == 0
    with pytest.raises(Refused):
        documents.archive(done, actor=world.auditor, at=world.now)


def test_the_package_is_for_those_who_see_the_whole_city(client, world):
    problem = finished(world)
    made(client, world, problem)

    page = opened(client, world.head, reverse("papers", args=[problem.pk]))
    answer = client.get(reverse("archive_file", args=[problem.pk]))

    assert answer.status_code == 403
    assert "一题一档" not in page.text("#content")


def test_an_order_in_it_shows_the_item_of_this_problem_only(client, world):
    first, second = late(world, "第一件"), late(world, "第二件")
    signed(world, first, second)
    world._at = world.now
    struck_off(world, first)

    made(client, world, first)

    files = unpacked(package(client, world.desk, first)[1])
    words = words_of_pdf(files["01-督办单 督〔2026〕1号.pdf"])
    assert "第一件" in words
    assert "第二件" not in words
    assert "节录：本件共2项，此处只列本题" in words


def test_an_archive_row_cannot_be_doubled(client, world):
    problem = finished(world)
    made(client, world, problem)
    row = Archive.objects.get()

    with pytest.raises(IntegrityError), transaction.atomic():
        Archive.objects.create(
            problem=problem, cycle=1, seq=row.seq, at=row.at, post=world.desk, file=row.file, files=1, retention="30"
        )


def test_a_file_that_is_gone_from_the_store_is_said_and_nothing_is_written(client, world):
    problem = finished(world)
    path_of(StoredFile.objects.get(media_type="text/plain").digest).unlink()

    made(client, world, problem)

    assert Job.objects.get().state == Job.State.FAILED
    assert Archive.objects.count() == 0
    page = opened(client, world.desk, reverse("papers", args=[problem.pk]))
    assert "请告知管理员" in page.text("#job .note-error")


def test_it_is_made_in_the_background_and_the_page_says_how_far_it_is(client, world, monkeypatch):
    monkeypatch.setattr(settings, "JOBS_AT_ONCE", False)
    problem = finished(world)
    made(client, world, problem)
    progress = reverse("archive_progress", args=[problem.pk])

    waiting = opened(client, world.desk, progress).text("#job")
    made(client, world, problem)  # asked twice
    assert run_next()

    assert "正在生成档案包" in waiting
    assert (Job.objects.count(), Archive.objects.count()) == (1, 1)
    job = Job.objects.get()
    assert (job.state, job.total) == (Job.State.DONE, 5)
    client.force_login(world.desk.person)
    assert client.get(progress, HTTP_HX_REQUEST="true")["HX-Refresh"] == "true"
    assert client.get(progress).status_code == 302


def test_how_long_files_are_kept_is_a_rule_of_the_campaign(client, world):
    problem = finished(world)
    ledger.change_rules(world.campaign, {"retention": "permanent"}, actor=world.desk, at=world.tick())
    proposal = waiting_rules(world.campaign)
    assert proposal is not None
    ledger.confirm_rules(world.campaign, proposal, actor=world.department_head, at=world.tick())

    made(client, world, problem)

    assert Archive.objects.get().retention == "permanent"
    assert "永久" in opened(client, world.desk, reverse("papers", args=[problem.pk])).text("#content")


def test_an_unknown_retention_is_refused(world):
    with pytest.raises(Refused) as refused:
        ledger.change_rules(world.campaign, {"retention": "99"}, actor=world.desk, at=world.tick())

    assert refused.value.field == "retention"
