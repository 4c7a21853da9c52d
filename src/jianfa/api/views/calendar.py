"""The working calendar, year by year; a change is rehearsed first."""

from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _
from ninja import Router

from jianfa.api.models import Scope
from jianfa.api.policy import post_of, require_scope
from jianfa.api.views import date_schemas, schemas
from jianfa.calendar.actions import NewYear
from jianfa.calendar.policy import may_keep_calendar
from jianfa.calendar.queries import current
from jianfa.calendar.rules import FIRST_YEAR, LAST_YEAR, Exceptional
from jianfa.organisations.policy import Refused, Why, not_found, require
from jianfa.supervision.actions import change_calendar as carry_out
from jianfa.supervision.queries.recounting import Rehearsal, rehearse

ERRORS = schemas.ERRORS
router = Router(tags=["calendar"])


@router.get("/calendar/{int:year}", response={200: date_schemas.YearOut, **ERRORS})
def read_calendar(request: HttpRequest, year: int) -> dict[str, Any]:
    """Read a year: its days off and worked weekends; every other day is as its weekday says."""
    post_of(request)
    _require_year(year)
    return _plain_year(year)


@router.post("/calendar/{int:year}", response={200: date_schemas.CalendarChangeOut, **ERRORS})
def change_calendar(request: HttpRequest, year: int, payload: date_schemas.CalendarChangeIn) -> dict[str, Any]:
    """Say what a new version of the year would move; with ``dry_run`` false and ``seen`` of that answer, do it."""
    require_scope(request, Scope.WRITE)
    post = post_of(request)
    require(may_keep_calendar(post))
    _require_year(year)
    days = tuple(sorted(Exceptional(row.day, row.is_worked, row.name) for row in payload.days))
    new = NewYear(year, days, payload.source, payload.is_published)
    if payload.dry_run:
        found = rehearse(new, timezone.localdate())
        return _plain_rehearsal(found) | {"dry_run": True, "moved": len(found.moves), "kept": 0}
    if not payload.seen:
        raise Refused(_("Please make a dry run first, and send its mark."), Why.VALUE, field="seen")
    done = carry_out(new, actor=post, at=timezone.now(), seen=payload.seen, kept=payload.keep)
    return {"dry_run": False, "version": done.version, "moved": done.moved, "kept": done.kept}


def _require_year(year: int) -> None:
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise not_found()


def _plain_year(year: int) -> dict[str, Any]:
    known = current().year(year)
    return {
        "year": year, "version": known.version, "source": known.source, "is_provisional": not known.is_published,
        "days": [{"day": row.day, "is_worked": row.is_worked, "name": row.name} for row in known.days],
    }  # fmt: skip


def _plain_rehearsal(found: Rehearsal) -> dict[str, Any]:
    return {
        "version": found.version,
        "seen": found.seen,
        "moves": [
            {"key": row.key, "number": row.number, "what": row.kind, "before": row.was, "after": row.becomes}
            for row in found.moves
        ],
        "written": [{"number": row.number, "what": row.label, "day": row.day} for row in found.written],
    }
