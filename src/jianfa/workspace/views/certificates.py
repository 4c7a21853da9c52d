"""The certificate of a write-off, and the page that checks one in the browser without asking the server anything."""

from uuid import UUID

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from jianfa.acceptance.queries.certificates import certificate_of
from jianfa.ledger.queries import load_problem
from jianfa.organisations.policy import not_found
from jianfa.workspace.views import Request

STATIC = settings.PACKAGE / "static"
LINKS = ('<link rel="stylesheet" href="certificate.css">', '<script src="certificate.js"></script>')
"""What stands in the template where the one file holds style and script."""
SCRIPT, STYLE = STATIC / "js" / "certificate.js", STATIC / "css" / "certificate.css"


@require_safe
def problem_certificate(request: Request, problem_id: UUID) -> HttpResponse:
    """Hand out the certificate's file, where the campaign gives them out and a checkpoint covers the write-off."""
    found = certificate_of(load_problem(request.post, problem_id))
    if found is None:
        raise not_found()
    response = HttpResponse(found.file, content_type="application/json; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="certificate-{found.problem.pk}.json"'
    response["Cache-Control"] = "private, no-store"
    return response


@login_not_required
@require_safe
def certificate_check(request: HttpRequest) -> HttpResponse:
    """Show the page that checks a certificate; it holds no data, so that anybody may open it."""
    return render(request, "workspace/certificate_check.html")


@login_not_required
@require_safe
def certificate_check_file(request: HttpRequest) -> HttpResponse:
    """Hand out the same page in one file, script and style inside, to be kept and opened without the server."""
    page = render(request, "workspace/certificate_file.html").content.decode()
    script, style = (path.read_text(encoding="utf-8") for path in (SCRIPT, STYLE))
    for link, content in ((LINKS[0], f"<style>{style}</style>"), (LINKS[1], f"<script>{script}</script>")):
        page = page.replace(link, content)
    response = HttpResponse(page, content_type="text/html; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="jianfa-certificate-check.html"'
    return response
