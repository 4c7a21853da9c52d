"""What is answered when something failed that is nobody's mistake."""

import sys

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.template import loader

AWAY = (OperationalError, InterfaceError)
"""The database is being started again, cannot be reached, or was busy for too long."""
RETRY_SECONDS = 10


def fault(request: HttpRequest) -> HttpResponse:
    """Answer 503 while the database is away, 500 after any other fault; neither page asks the database for anything.

    Django's ``handler500``; so it covers what fails in a middleware too.
    """
    if isinstance(sys.exc_info()[1], AWAY):
        page = loader.get_template("503.html").render()
        return HttpResponse(page, status=503, headers={"Retry-After": str(RETRY_SECONDS)})
    return HttpResponse(loader.get_template("500.html").render(), status=500)
