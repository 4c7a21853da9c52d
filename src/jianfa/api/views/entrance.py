"""The API object: who may come in, and the one shape of every error."""

import json
import logging
from typing import Any

from django.db import InterfaceError, OperationalError
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, ValidationError

from jianfa.api.policy import PersonAuth, TokenAuth
from jianfa.api.views import (
    asks,
    calendar,
    campaigns,
    checkpoints,
    demands,
    doubts,
    figures,
    imports,
    lots,
    notices,
    orders,
    papers,
    portal,
    problems,
    remedies,
    sessions,
    similar,
    surveys,
)
from jianfa.journal.actions import Stale
from jianfa.organisations.policy import Refused
from jianfa.organisations.views.fault import RETRY_SECONDS

logger = logging.getLogger(__name__)
DESCRIPTION = (
    "The same actions as the pages, for programs. A token acts for one person in one post within a scope; "
    "results, approvals, signatures, write-offs and opening the worker portal need a session with a recent login. "
    "Every error has one shape."
)
api = NinjaAPI(
    title="Jianfa", version="1", description=DESCRIPTION, auth=[TokenAuth(), PersonAuth()], urls_namespace="api",
    docs_url=None, openapi_url="openapi.json",
)  # fmt: skip
api.add_router("", campaigns.router)
api.add_router("", demands.router)
api.add_router("", problems.router)
api.add_router("", imports.router)
api.add_router("", orders.router)
api.add_router("", papers.router)
api.add_router("", sessions.router)
api.add_router("", lots.router)
api.add_router("", remedies.router)
api.add_router("", surveys.router)
api.add_router("", doubts.router)
api.add_router("", figures.router)
api.add_router("", asks.router)
api.add_router("", calendar.router)
api.add_router("", notices.router)
api.add_router("", checkpoints.router)
api.add_router("", similar.router)
api.add_router("", portal.router)


def error(status: int, code: str, sentence: str, field: str | None = None, instead: str | None = None) -> HttpResponse:
    """Return an error in its one shape."""
    body = {"error": {"code": code, "sentence": sentence, "field": field, "instead": instead}}
    return HttpResponse(json.dumps(body, ensure_ascii=False), status=status, content_type="application/json")


@api.exception_handler(Refused)
def refused(request: HttpRequest, refusal: Refused) -> HttpResponse:
    return error(
        refusal.why.value, refusal.why.name.lower(), str(refusal.sentence), refusal.field, refusal.instead or None
    )


@api.exception_handler(Stale)
def stale(request: HttpRequest, found: Stale) -> HttpResponse:
    return error(409, "stale", str(found))


@api.exception_handler(OperationalError)
@api.exception_handler(InterfaceError)
def away(request: HttpRequest, found: OperationalError | InterfaceError) -> HttpResponse:
    """Whether it was carried out is not known here; the same ``idem`` sent again tells."""
    logger.error("the database is away: %s", found)
    sentence = _("The database cannot be reached right now. Send the same again: with its idem nothing is done twice.")
    answer = error(503, "away", sentence)
    answer["Retry-After"] = str(RETRY_SECONDS)
    return answer


WRAPPINGS = frozenset({"body", "query", "path", "form", "payload", "filters"})
"""Parts of a place that are not the input's own name."""


@api.exception_handler(ValidationError)
def invalid(request: HttpRequest, found: ValidationError) -> HttpResponse:
    first: dict[str, Any] = found.errors[0]
    place = ".".join(str(part) for part in first["loc"] if part not in WRAPPINGS)
    return error(400, "value", _("%(field)s: %(problem)s") % {"field": place, "problem": first["msg"]}, place)


@api.exception_handler(AuthenticationError)
def stranger(request: HttpRequest, found: AuthenticationError) -> HttpResponse:
    return error(401, "token", _("Please send a valid token, or log in."))


@api.exception_handler(Http404)
def missing(request: HttpRequest, found: Http404) -> HttpResponse:
    return error(404, "hidden", _("Not found, or you may not see it."))


@api.exception_handler(HttpError)
def other(request: HttpRequest, found: HttpError) -> HttpResponse:
    return error(found.status_code, "value", str(found))
