"""Reads of archive packages."""

from jianfa.documents.models import Archive
from jianfa.jobs.models import Job
from jianfa.jobs.queries import latest_job
from jianfa.journal.models import Event
from jianfa.ledger.models import Problem

JOB = "archive"


def latest_archive(problem: Problem) -> Archive | None:
    """Return the package made last."""
    return problem.archives.select_related("post__person", "post__unit", "file").first()


def next_archive(problem: Problem) -> Job | None:
    """Return the job that makes a package, or failed to; nothing once it is done."""
    job = latest_job(problem.pk, JOB)
    return job if job is not None and job.state != Job.State.DONE else None


def since(archive: Archive) -> int:
    """Return how many entries the record has got since, beside the making of packages."""
    later = Event.objects.filter(chain=archive.problem_id, seq__gt=archive.seq)
    return later.exclude(verb=JOB).count()
