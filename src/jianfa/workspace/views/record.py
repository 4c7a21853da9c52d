"""The record of a problem, verified now, and the files of its evidence."""

from uuid import UUID

from django.http import FileResponse, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from jianfa.files.queries import open_file
from jianfa.journal.models import Event
from jianfa.journal.queries import check_chain, sentence
from jianfa.ledger.models import Evidence
from jianfa.ledger.queries import load_problem, timeline
from jianfa.organisations.policy import not_found
from jianfa.workspace.views import Request
from jianfa.workspace.views.problem import head_of


@require_safe
def problem_record(request: Request, problem_id: UUID) -> HttpResponse:
    """Show the chain of a problem and verify it now."""
    found = load_problem(request.post, problem_id)
    findings = check_chain(found.pk)
    events = Event.objects.filter(chain=found.pk).order_by("-seq")
    titles = {moment.seq: moment for moment in timeline(found)}
    unsound = {finding.seq for finding in findings}
    context = head_of(found) | {
        "findings": [sentence(finding) for finding in findings],
        "checked_at": timezone.localtime(),
        "rows": [
            {
                "event": event, "moment": titles[event.seq], "hash": bytes(event.hash).hex(),
                "is_sound": event.seq not in unsound,
            }
            for event in events
        ],
    }  # fmt: skip
    return render(request, "workspace/problem_record.html", context)


@require_safe
def evidence_file(request: Request, problem_id: UUID, evidence_id: UUID) -> HttpResponse | FileResponse:
    """Hand out a file to whoever may see its problem; never shown by the browser itself."""
    found = load_problem(request.post, problem_id)
    row = Evidence.objects.filter(pk=evidence_id, problem=found).exclude(file=None).select_related("file").first()
    if row is None or row.file is None:
        raise not_found()
    response = FileResponse(
        open_file(row.file), as_attachment=True, filename=row.file_name or row.file.digest[:12],
        content_type=row.file.media_type,
    )  # fmt: skip
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response["Cache-Control"] = "private, no-store"
    return response
