"""Papers of problems and of supervision orders, and the archive package of a problem."""

from typing import Any
from uuid import UUID

from django.http import FileResponse, HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Router, Status

from jianfa.api.models import Scope
from jianfa.api.policy import post_of, require_scope
from jianfa.api.views.paper_schemas import ArchiveOut, PaperOut
from jianfa.api.views.schemas import ERRORS
from jianfa.documents.actions import ask_archive
from jianfa.documents.policy import may_archive, may_read_archive
from jianfa.documents.queries import (
    latest_archive,
    matter_of,
    next_archive,
    offered,
    paper_of,
    paper_of_order,
    since,
)
from jianfa.documents.views import paper_response
from jianfa.documents.views.archives import package_response
from jianfa.ledger.models import Problem
from jianfa.ledger.queries import load_problem
from jianfa.organisations.policy import not_found, require
from jianfa.supervision.queries.ordering import load_order

router = Router(tags=["papers"])


@router.get("/problems/{problem_id}/papers", response={200: list[PaperOut], **ERRORS})
def list_papers(request: HttpRequest, problem_id: UUID) -> list[dict[str, Any]]:
    """List the papers of a problem: which can be taken, and why not the others."""
    matter = matter_of(load_problem(post_of(request), problem_id))
    return [vars(row) | {"formats": [] if row.why_not else ["pdf", "docx"]} for row in offered(matter)]


@router.get("/problems/{problem_id}/papers/{paper}.{file_format}", response={200: None, **ERRORS})
def take_paper(request: HttpRequest, problem_id: UUID, paper: str, file_format: str) -> HttpResponse:
    """Take one paper as pdf or docx."""
    matter = matter_of(load_problem(post_of(request), problem_id))
    return paper_response(paper_of(paper, matter), file_format, as_attachment=True)


@router.get("/orders/{order_id}/paper.{file_format}", response={200: None, **ERRORS})
def take_order_paper(request: HttpRequest, order_id: UUID, file_format: str) -> HttpResponse:
    """Take a supervision order as pdf or docx."""
    post = post_of(request)
    return paper_response(paper_of_order(load_order(post, order_id), post), file_format, as_attachment=True)


@router.get("/problems/{problem_id}/archive", response={200: ArchiveOut, **ERRORS})
def read_archive(request: HttpRequest, problem_id: UUID) -> dict[str, Any]:
    """Read which archive package was made last, and whether one is being made."""
    post = post_of(request)
    found = load_problem(post, problem_id)
    require(may_read_archive(post))
    return _plain(found)


@router.post("/problems/{problem_id}/archive", response={202: ArchiveOut, **ERRORS})
def make_archive(request: HttpRequest, problem_id: UUID) -> Status[dict[str, Any]]:
    """Have the archive package of a problem made in the background."""
    require_scope(request, Scope.WRITE)
    post = post_of(request)
    found = load_problem(post, problem_id)
    require(may_archive(post, found))
    ask_archive(found, actor=post, at=timezone.now())
    return Status(202, _plain(found))


@router.get("/problems/{problem_id}/archive.zip", response={200: None, **ERRORS})
def take_archive(request: HttpRequest, problem_id: UUID) -> FileResponse:
    """Take the archive package made last."""
    post = post_of(request)
    found = load_problem(post, problem_id)
    require(may_read_archive(post))
    last = latest_archive(found)
    if last is None:
        raise not_found()
    return package_response(found, last)


def _plain(problem: Problem) -> dict[str, Any]:
    last, job = latest_archive(problem), next_archive(problem)
    return {
        "made_at": last.at if last else None, "sha256": last.file_id if last else None,
        "size": last.file.size if last else None, "files": last.files if last else None,
        "retention": last.retention if last else None, "entries_since": since(last) if last else None,
        "job": job.state if job else None, "sentence": job.sentence if job else "",
    }  # fmt: skip
