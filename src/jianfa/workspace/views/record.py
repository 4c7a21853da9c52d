"""The record of a problem, verified now, and the files of its evidence."""

from uuid import UUID

from django.http import FileResponse, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from jianfa.files.views import handed_out
from jianfa.journal.models import Event
from jianfa.journal.queries import check_chain, sentence
from jianfa.ledger.queries import filed_evidence, load_problem, timeline
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
def evidence_file(request: Request, problem_id: UUID, evidence_id: UUID) -> FileResponse:
    """Hand out a file to whoever may see its problem; never shown by the browser itself."""
    found = load_problem(request.post, problem_id)
    row = filed_evidence(found, evidence_id)
    assert row.file is not None
    return handed_out(row.file, row.file_name)
