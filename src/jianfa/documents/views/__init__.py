"""Pages of papers: which there are, and each as a file."""

from django.http import HttpRequest, HttpResponse
from django.utils.http import content_disposition_header

from jianfa.documents.queries import as_bytes, file_name
from jianfa.documents.states import MEDIA_TYPES, Format
from jianfa.kit.papers.model import Paper
from jianfa.organisations.models import Post
from jianfa.organisations.policy import not_found

VIEWER_POLICY = "default-src 'none'; object-src 'self'; style-src 'unsafe-inline'; frame-ancestors 'none'"
"""Nothing but the browser's own viewer, which puts the file into a page of its own."""


class Request(HttpRequest):
    """A request that has passed the gate: somebody acts through a post."""

    post: Post


def paper_response(paper: Paper, kind: str, *, as_attachment: bool | None = None) -> HttpResponse:
    """Return a paper as a file with its Chinese name (RFC 6266); a PDF opens in the browser, Word is kept."""
    if kind not in Format.values:
        raise not_found()
    response = HttpResponse(as_bytes(paper, kind), content_type=MEDIA_TYPES[kind])
    keep = kind != Format.PDF if as_attachment is None else as_attachment
    response["Content-Disposition"] = content_disposition_header(keep, file_name(paper, kind)) or "attachment"
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = VIEWER_POLICY
    response["Cache-Control"] = "private, no-store"
    return response
