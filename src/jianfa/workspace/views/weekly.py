"""The weekly sheet on one page: to read, to print, to save."""

from datetime import date
from decimal import Decimal
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.http import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from jianfa.exchange.actions import record_export
from jianfa.exchange.rules import digest_of
from jianfa.kit.sheets import Block, Heading, Table, workbook
from jianfa.ledger.models import Campaign
from jianfa.ledger.states import Clock, State
from jianfa.organisations.models import Role, Unit, UnitKind
from jianfa.organisations.policy import Refused, Why
from jianfa.supervision.states import OnTime
from jianfa.workspace.queries.weekly import Week, week_of
from jianfa.workspace.views import Request
from jianfa.workspace.views.imported import download

READERS = frozenset({Role.DESK, Role.LEADER, Role.AUDITOR})


@require_http_methods(["GET", "POST"])
def weekly(request: Request) -> HttpResponseBase:
    """Show the sheet as of a day (GET); return it as .xlsx (POST, with a note in the journal)."""
    if request.post.role not in READERS:
        raise Refused(_("The weekly sheet is the city desk's, the leaders' and the auditor's."), Why.OFFICE)
    today = timezone.localdate()
    day, campaigns = _day(request.GET.get("on", ""), today), list(Campaign.objects.all())
    campaign = _campaign(request.GET.get("campaign", ""), campaigns)
    week = week_of(request.post, day, campaign)
    if request.method == "POST":
        name = f"{_('Weekly sheet')}-{day:%Y%m%d}.xlsx"
        data = workbook([_table(week, campaign)])
        rows = sum(len(section.lines) for section in week.sections)
        record_export(
            actor=request.post, at=timezone.now(), what="weekly", rows=rows, digest=digest_of(data),
            query=request.GET.urlencode(), file_name=name,
        )  # fmt: skip
        return download(data, name)
    counted = [campaign] if campaign else [row for row in campaigns if ran_on(row, day)]
    context = on_time_context(week, counted, today) | {
        "week": week, "campaigns": campaigns, "campaign": campaign, "today": today,
    }  # fmt: skip
    return render(request, "workspace/weekly.html", context)


def ran_on(campaign: Campaign, day: date) -> bool:
    """Say whether it is among “all but practice” on that day, as in ``week_of``."""
    if campaign.is_practice:
        return False
    return campaign.closed_at is None or timezone.localdate(campaign.closed_at) > day


def on_time_context(week: Week, campaigns: list[Campaign], today: date) -> dict[str, Any]:
    """Return the classes of on time with their denominator, and the two shares that stand beside the rate.

    Every number leads to its rows. The shares are those of now, so a sheet of a past day leaves them out.
    """
    scope = {"campaign": ",".join(str(row.pk) for row in campaigns)}

    def rows(**query: str) -> str:
        return f"{reverse('problems')}?{urlencode({**query, **scope})}"

    done = {"stage": "written_off", "off_to": week.day.isoformat()}
    total = sum(week.on_time.values())
    on_time = total - week.on_time[OnTime.OVERDUE]
    classes = [
        {"word": name.label, "n": week.on_time[name.value], "url": rows(**done, on_time=name.value)} for name in OnTime
    ]
    shares = [
        {"word": State.SUSPENDED.label, "n": week.suspended, "url": rows(state=State.SUSPENDED.value)},
        {"word": Clock.CONTINUOUS.label, "n": week.continuous, "url": rows(stage="on_list", clock="continuous")},
    ]
    return {
        "classes": classes, "on_time": on_time, "timed": total,
        "timed_url": rows(**done, on_time=",".join(name.value for name in OnTime)),
        "on_time_url": rows(**done, on_time=f"{OnTime.ORIGINAL.value},{OnTime.EXTENDED.value}"),
        "rate": Decimal(on_time * 100) / total if total else None,
        "shares": shares if week.day == today else [], "on_list_now_url": rows(stage="on_list"),
    }  # fmt: skip


def _day(text: str, today: date) -> date:
    if not text:
        return today
    try:
        return min(date.fromisoformat(text), today)
    except ValueError as error:
        raise Refused(_("“%(text)s” is not a date.") % {"text": text}, Why.VALUE, field="on") from error


def _campaign(text: str, campaigns: list[Campaign]) -> Campaign | None:
    try:
        wanted = UUID(text) if text else None
    except ValueError:
        wanted = None
    return next((row for row in campaigns if row.pk == wanted), None)


def _table(week: Week, campaign: Campaign | None) -> Table:
    """Return the sheet: a block per heading, its name merged over its rows."""
    city = Unit.objects.filter(kind=UnitKind.FEDERATION).values_list("name", flat=True).first() or ""
    info = _("%(monday)s to %(sunday)s, as of %(day)s · on the list %(on)s, written off %(off)s, left %(left)s") % {
        "monday": week.monday, "sunday": week.sunday, "day": week.day, "on": week.on_list, "off": week.written_off,
        "left": week.left,
    }  # fmt: skip
    lines = [campaign.name] if campaign else []
    if Unit.objects.filter(is_sample=True).exists():
        lines.append(_("Sample data"))
    empty: tuple[str, ...] = ("–", "", "", "", "", "")
    return Table(
        name=_("Weekly sheet"), title=_("%(city)s: weekly sheet") % {"city": city}, info=[" · ".join([info, *lines])],
        per_row=range(1, 7),
        headings=[
            Heading((_("Matter"),), 16), Heading((_("Number"),), 12), Heading((_("Problem"),), 46),
            Heading((_("Source unit"),), 18), Heading((_("Lead unit"),), 18), Heading((_("Due"),), 12),
            Heading((_("Note"),), 22),
        ],
        blocks=[
            Block(
                [f"{section.title} {section.count}"],
                [
                    (
                        line.problem.number or "–", line.problem.title, line.problem.source_unit.short_name,
                        line.problem.lead.short_name if line.problem.lead else "", line.due, line.note,
                    )
                    for line in section.lines
                ] or [empty],
            )
            for section in week.sections
        ],
    )  # fmt: skip
