"""Background jobs: done once, taken up again when a worker dies, and never silently lost."""

from datetime import timedelta

import pytest
from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from jianfa.cli.main import main
from jianfa.exchange.models import Batch
from jianfa.jobs import actions as jobs
from jianfa.jobs.models import Job
from jianfa.ledger.models import Problem
from jianfa.organisations.policy import Refused
from tests import lists
from tests.workspace.html import Page

DONE: list[str] = []


def work(running):
    DONE.append(str(running.job.subject))
    running.report("checking", 3, 10)


def die(running):
    running.report("checking", 1, 10)
    raise SystemExit  # as when the machine takes the worker away: no bookkeeping after it


def refuse(running):
    raise Refused("不行，因为如此。")


def break_down(running):
    raise ZeroDivisionError


@pytest.fixture(autouse=True)
def kinds(monkeypatch):
    DONE.clear()
    here = {name: f"{__name__}.{name}" for name in ("work", "die", "refuse", "break_down")}
    monkeypatch.setattr(settings, "JOBS", settings.JOBS | here)
    monkeypatch.setattr(settings, "JOBS_AT_ONCE", False)


def asked(world, kind="work"):
    return jobs.ask(kind, world.campaign.pk, actor=world.desk, at=world.now)


def state(job):
    job.refresh_from_db()
    return job.state


def test_a_job_waits_until_a_worker_comes_and_is_done_once(world):
    job = asked(world)
    assert state(job) == "waiting"

    assert jobs.run_next() is True
    assert jobs.run_next() is False

    assert state(job) == "done"
    assert len(DONE) == 1
    assert (job.done, job.total) == (3, 10)


def test_asked_twice_is_one_job(world):
    assert asked(world).pk == asked(world).pk
    assert Job.objects.count() == 1


def test_a_job_whose_worker_died_is_taken_up_again_after_its_lease(world, monkeypatch):
    job = asked(world, "die")
    with pytest.raises(SystemExit):
        jobs.run_next()
    assert state(job) == "running"
    assert jobs.run_next() is False  # the lease has not run out

    world.travel(seconds=(jobs.LEASE + timedelta(seconds=1)).total_seconds())
    monkeypatch.setitem(settings.JOBS, "die", f"{__name__}.work")
    assert jobs.run_next() is True

    assert state(job) == "done"
    assert job.attempts == 2


def test_a_job_that_kills_every_worker_is_given_up_with_a_sentence(world):
    job = asked(world, "die")
    for _attempt in range(jobs.MOST_ATTEMPTS):
        with pytest.raises(SystemExit):
            jobs.run_next()
        world.travel(minutes=3)

    jobs.run_next()

    assert state(job) == "failed"
    assert "3 次" in job.sentence


def test_a_worker_that_lost_its_lease_writes_nothing_more(world):
    job = asked(world)
    Job.objects.filter(pk=job.pk).update(state="running", attempts=1, leased_until=timezone.now())
    job.refresh_from_db()
    late = jobs.Running(job)
    Job.objects.filter(pk=job.pk).update(attempts=2)

    with pytest.raises(jobs.LeaseLost):
        late.report("checking", 1, 2)


def test_a_refusal_is_the_result_in_words(world):
    job = asked(world, "refuse")
    jobs.run_next()

    assert (state(job), job.sentence) == ("failed", "不行，因为如此。")


def test_a_fault_is_said_without_its_traceback(world):
    job = asked(world, "break_down")
    jobs.run_next()

    assert state(job) == "failed"
    assert "系统故障" in job.sentence
    assert "ZeroDivision" not in job.sentence


def test_the_worker_does_what_waits_and_stops_when_asked(world, monkeypatch):
    monkeypatch.setattr("jianfa.cli.worker.close_old_connections", lambda: None)  # the test's own is in use
    job = asked(world)

    assert main(["worker", "--until-idle"]) == 0

    assert state(job) == "done"


def test_an_import_can_be_left_and_returned_to(client, world):
    client.force_login(world.desk.person)
    client.post(reverse("import_new"), {"campaign": world.campaign.pk, "file": lists.upload(lists.book())})
    batch = Batch.objects.get()
    client.post(reverse("import_commit", args=[batch.pk]))

    page = Page(client.get(reverse("import", args=[batch.pk])))
    assert "正在导入清单" in page.text()
    assert page.tree.xpath("//*[@id='job']/@hx-get") == [reverse("import_progress", args=[batch.pk])]
    poll = client.get(reverse("import_progress", args=[batch.pk]))
    assert "您可以离开" in poll.content.decode()

    jobs.run_next()

    poll = client.get(reverse("import_progress", args=[batch.pk]))
    assert poll["HX-Redirect"] == reverse("import", args=[batch.pk])
    assert "已导入 1 个问题" in Page(client.get(reverse("import", args=[batch.pk]))).text()


def test_a_large_file_is_understood_in_the_background(client, world, monkeypatch):
    monkeypatch.setattr("jianfa.exchange.actions.READ_AT_ONCE", 3)
    client.force_login(world.desk.person)
    rows = [{"title": f"问题{name * 8}"} for name in "甲乙丙丁"]
    answer = client.post(reverse("import_new"), {"campaign": world.campaign.pk, "file": lists.upload(lists.book(rows))})
    batch = Batch.objects.get()
    assert answer.url == reverse("import", args=[batch.pk])
    assert "正在读取文件" in Page(client.get(answer.url)).text()

    jobs.run_next()

    assert Batch.objects.get().rows_total == 4
    form = Page(client.get(reverse("import_columns", args=[batch.pk]))).values("#columns")
    person = next(name for name, value in form.items() if value == "person")
    client.post(reverse("import_columns", args=[batch.pk]), form | {person: "leader"})
    jobs.run_next()
    assert batch.rows.get(position=1).values["leader"] == "周敏"


def test_an_import_killed_between_writing_and_indexing_is_finished_by_the_next_worker(client, world, monkeypatch):
    client.force_login(world.desk.person)
    client.post(reverse("import_new"), {"campaign": world.campaign.pk, "file": lists.upload(lists.book())})
    batch = Batch.objects.get()
    client.post(reverse("import_commit", args=[batch.pk]))

    def killed(*_args):
        raise SystemExit

    with monkeypatch.context() as patch:
        patch.setattr("jianfa.ledger.actions.importing._index", killed)
        with pytest.raises(SystemExit):
            jobs.run_next()
    world.travel(minutes=3)
    jobs.run_next()

    assert Job.objects.get().state == "done"
    assert Problem.objects.get().grams.exists()
    assert Problem.objects.count() == 1
