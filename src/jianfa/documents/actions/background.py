"""The making of a package as a job; begun again after a worker died it makes the same bytes."""

from jianfa.documents.actions.archiving import archive
from jianfa.jobs.actions import Running
from jianfa.ledger.queries import load_problem


def make_archive(running: Running) -> None:
    """Make the package of the job's problem for whoever asked."""
    job = running.job
    archive(load_problem(job.post, job.subject), actor=job.post, at=running.at, report=running.report)
