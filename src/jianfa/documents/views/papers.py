"""The papers of one problem: a page that says what can be taken and why not the rest, and each paper."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from jianfa.documents.policy import may_archive, may_read_archive
from jianfa.documents.queries import (
    latest_archive,
    matter_of,
    next_archive,
    offered,
    own_faces,
    paper_of,
    paper_of_order,
    paper_of_petition,
    since,
)
from jianfa.documents.states import Format
from jianfa.documents.views import Request, paper_response
from jianfa.documents.views.archives import job_of
from jianfa.ledger.queries import load_problem
from jianfa.remedies.queries import load_thing
from jianfa.supervision.queries.ordering import load_order, orders_of_problem


@require_safe
def papers(request: Request, problem_id: UUID) -> HttpResponse:
    """Show every paper of a problem with its files, or why it cannot be made yet; and the archive package."""
    found = load_problem(request.post, problem_id)
    can_read, can_make = may_read_archive(request.post), may_archive(request.post, found)
    job = next_archive(found) if can_read else None
    last = latest_archive(found) if can_read else None
    context = {
        "problem": found,
        "papers": offered(matter_of(found)),
        "formats": list(Format),
        "orders": [order for order, _colour in orders_of_problem(request.post, found)],
        "archive": last,
        "later": since(last) if last else 0,
        "job": job_of(job, found) if job else None,
        "refresh_seconds": 5 if job and job.is_running else None,
        "can_read_archive": bool(can_read),
        "can_archive": bool(can_make),
        "no_archive": "" if can_make else getattr(can_make, "sentence", ""),
        "substituted": own_faces().missing,
        "problem_url": reverse("problem", args=[found.pk]),
    }
    return render(request, "documents/papers.html", context)


@require_safe
def paper(request: Request, problem_id: UUID, paper: str, file_format: str) -> HttpResponse:
    """Hand out one paper."""
    matter = matter_of(load_problem(request.post, problem_id))
    return paper_response(paper_of(paper, matter), file_format)


@require_safe
def order_paper(request: Request, order_id: UUID, file_format: str) -> HttpResponse:
    """Hand out a supervision order as a file."""
    return paper_response(paper_of_order(load_order(request.post, order_id), request.post), file_format)


@require_safe
def petition_paper(request: Request, petition_id: UUID, file_format: str) -> HttpResponse:
    """Hand out a petition as a letter in the official layout."""
    return paper_response(paper_of_petition(load_thing(request.post, "petitions", petition_id)), file_format)
