"""The archive package of a problem: have it made, see how far it is, take it."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import FileResponse, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe
from django_htmx.http import HttpResponseClientRefresh

from jianfa.documents.actions import ask_archive
from jianfa.documents.models import Archive
from jianfa.documents.policy import may_read_archive
from jianfa.documents.queries import latest_archive, next_archive
from jianfa.documents.states import ZIP
from jianfa.documents.views import Request
from jianfa.files.queries import open_file
from jianfa.jobs.models import Job
from jianfa.ledger.models import Problem
from jianfa.ledger.queries import load_problem
from jianfa.organisations.policy import not_found, require


@require_POST
def archive_new(request: Request, problem_id: UUID) -> HttpResponse:
    """Have the package made in the background; asked again while it is being made, nothing more happens."""
    found = load_problem(request.post, problem_id)
    job = ask_archive(found, actor=request.post, at=timezone.now())
    if job.state == Job.State.DONE:
        messages.success(request, _("The archive package is ready."))
    return redirect("papers", found.pk)


@require_safe
def archive_progress(request: Request, problem_id: UUID) -> HttpResponse:
    """Say how far the package is; once it is ready the page is loaded anew."""
    found = load_problem(request.post, problem_id)
    require(may_read_archive(request.post))
    job = next_archive(found)
    if job is None:
        if request.headers.get("HX-Request"):
            return HttpResponseClientRefresh()
        return redirect("papers", found.pk)
    return render(request, "_progress.html", {"job": job_of(job, found)})


@require_safe
def archive_file(request: Request, problem_id: UUID) -> FileResponse:
    """Hand out the package made last to those who see the whole city."""
    found = load_problem(request.post, problem_id)
    require(may_read_archive(request.post))
    last = latest_archive(found)
    if last is None:
        raise not_found()
    return package_response(found, last)


def package_response(problem: Problem, row: Archive) -> FileResponse:
    """Return the package with its Chinese name."""
    name = _("%(no)s archive package.zip") % {"no": problem.number}
    response = FileResponse(open_file(row.file), as_attachment=True, filename=name, content_type=ZIP)
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    return response


def job_of(job: Job, problem: Problem) -> dict[str, Any]:
    """Return a job as _progress.html shows it."""
    sentence = job.sentence or (str(job.get_stage_display()) if job.stage else _("It begins in a moment."))
    return {
        "title": _("The archive package is being made"), "running": job.is_running, "done": job.done,
        "total": job.total, "sentence": sentence, "failed": job.state == Job.State.FAILED,
        "poll_url": reverse("archive_progress", args=[problem.pk]),
    }  # fmt: skip
