"""Reads of jobs."""

from uuid import UUID

from jianfa.jobs.models import Job


def latest_job(subject: UUID, *kinds: str) -> Job | None:
    """Return the job asked for last on a subject, of these kinds."""
    return Job.objects.filter(subject=subject, kind__in=kinds).order_by("-asked_at").first()
