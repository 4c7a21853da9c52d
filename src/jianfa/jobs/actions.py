"""Ask for a job, take the next one up, report how far it is."""

import logging
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import F, Q
from django.utils import timezone, translation
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

from jianfa.jobs.models import Job
from jianfa.journal.actions import Stale
from jianfa.organisations.models import Post
from jianfa.organisations.policy import Refused

LEASE = timedelta(minutes=2)
"""Longer than the longest stretch without a report: the one transaction in which an import is written."""
REPORT_EVERY = timedelta(seconds=1)
MOST_ATTEMPTS = 3

logger = logging.getLogger(__name__)
Work = Callable[["Running"], None]


class LeaseLost(Exception):
    """Another worker has taken the job up; whoever held it before stops."""


def ask(kind: str, subject: UUID, *, actor: Post, at: datetime, params: Mapping[str, Any] | None = None) -> Job:
    """Put a job in the queue; asked again while one of its kind waits for the same subject, return that one.

    With ``settings.JOBS_AT_ONCE`` it is done before this returns.
    """
    if kind not in settings.JOBS:
        raise KeyError(kind)
    job = Job(
        kind=kind, subject=subject, params=dict(params or {}), post=actor, asked_at=at,
        language=translation.get_language() or settings.LANGUAGE_CODE,
    )  # fmt: skip
    try:
        with transaction.atomic():
            job.save(force_insert=True)
    except IntegrityError:
        return Job.objects.get(_open(), kind=kind, subject=subject)
    if settings.JOBS_AT_ONCE:
        run_next(job.pk)
        job.refresh_from_db()
    return job


def _open() -> Q:
    return Q(state__in=[Job.State.WAITING, Job.State.RUNNING])


def run_next(only: UUID | None = None) -> bool:
    """Take up the job that has waited longest, or one whose worker has died, and do it; False when there is none."""
    now = timezone.now()
    free = Q(state=Job.State.WAITING) | Q(state=Job.State.RUNNING, leased_until__lt=now)
    ready = Job.objects.filter(free) if only is None else Job.objects.filter(free, pk=only)
    job = ready.select_related("post__person", "post__unit").order_by("asked_at").first()
    if job is None:
        return False
    mine = Job.objects.filter(free, pk=job.pk, attempts=job.attempts).update(
        state=Job.State.RUNNING, leased_until=now + LEASE, attempts=F("attempts") + 1
    )
    if mine:
        job.attempts += 1
        _run(job)
    return True


def _run(job: Job) -> None:
    running = Running(job)
    if job.attempts > MOST_ATTEMPTS:
        running.end(Job.State.FAILED, _("It was begun %(n)s times and never finished.") % {"n": MOST_ATTEMPTS})
        return
    work: Work = import_string(settings.JOBS[job.kind])
    with translation.override(job.language):
        try:
            work(running)
        except (Refused, Stale) as refusal:
            running.end(Job.State.FAILED, str(getattr(refusal, "sentence", refusal)))
        except LeaseLost:
            logger.warning("job %s was taken up by another worker", job.pk)
        except Exception:  # a worker goes on whatever one job does
            logger.exception("job %s failed", job.pk)
            running.end(Job.State.FAILED, _("A fault in the system stopped it. The administrator can see why."))
        else:
            running.end(Job.State.DONE, "")


class Running:
    """A job under way, as its function sees it: what to do, for whom, and where to report."""

    def __init__(self, job: Job) -> None:
        self.job = job
        self._reported: datetime | None = None

    @property
    def at(self) -> datetime:
        return timezone.now()

    def report(self, stage: str, done: int, total: int) -> None:
        """Say how far it is; written at most once a second, at once when the stage changes. Renews the lease."""
        now = timezone.now()
        if stage == self.job.stage and self._reported is not None and now - self._reported < REPORT_EVERY:
            return
        self._reported = now
        self._write(stage=stage, done=done, total=total, leased_until=now + LEASE)

    def end(self, state: Job.State, sentence: str) -> None:
        """Note how it ended."""
        self._write(state=state.value, sentence=sentence, ended_at=timezone.now(), leased_until=None)

    def _write(self, **values: Any) -> None:
        held = Job.objects.filter(pk=self.job.pk, state=Job.State.RUNNING, attempts=self.job.attempts)
        if not held.update(**values):
            raise LeaseLost
        for name, value in values.items():
            setattr(self.job, name, value)
