"""Make the archive package of a problem and write into its record who did, and the digest."""

import tempfile
from datetime import datetime

from django.conf import settings
from django.utils import translation

from jianfa.documents.actions.packing import Report, pack
from jianfa.documents.models import Archive
from jianfa.documents.policy import may_archive
from jianfa.documents.queries.archives import JOB
from jianfa.documents.queries.matter import matter_of
from jianfa.documents.states import ZIP
from jianfa.files.actions import keep_made
from jianfa.jobs.actions import ask
from jianfa.jobs.models import Job
from jianfa.journal.models import Change
from jianfa.ledger.models import Problem
from jianfa.organisations.actions.writing import write
from jianfa.organisations.models import Post
from jianfa.organisations.policy import require


def ask_archive(problem: Problem, *, actor: Post, at: datetime) -> Job:
    """Have the package made in the background."""
    require(may_archive(actor, problem))
    return ask(JOB, problem.pk, actor=actor, at=at)


def archive(problem: Problem, *, actor: Post, at: datetime, report: Report | None = None) -> Archive:
    """Make the package (一题一档); one with the same bytes is returned as it is, and nothing is written."""
    require(may_archive(actor, problem))
    with translation.override(settings.LANGUAGE_CODE), tempfile.TemporaryFile() as made:
        members, seq = pack(matter_of(problem), made, report or (lambda _stage, _done, _total: None))
        made.seek(0)
        file = keep_made(made, ZIP, at=at)
    if same := problem.archives.filter(file=file).first():
        return same
    row = Archive(
        problem=problem, cycle=problem.cycle, seq=seq, at=at, post=actor, file=file, files=len(members),
        retention=problem.campaign.retention,
    )  # fmt: skip
    facts = {"digest": file.digest, "size": file.size, "files": len(members)}
    write(problem.subject, "archive", actor=actor, at=at, changes=[Change(row)], facts=facts)
    return row
