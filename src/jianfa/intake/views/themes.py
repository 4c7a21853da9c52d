"""Themes: groups of like demands, each figure with its rows."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from jianfa.intake import actions
from jianfa.intake.policy.likeness import may_renew_themes, may_see_themes
from jianfa.intake.policy.surveys import may_draft_survey
from jianfa.intake.queries.themes import (
    THEMES_A_PAGE,
    is_behind,
    read_month,
    run_of,
    shown_themes,
    theme_of,
    written,
)
from jianfa.intake.queries.words import words_of
from jianfa.intake.views import Request
from jianfa.jobs.queries import latest_job
from jianfa.ledger.models import Campaign
from jianfa.organisations.policy import Refused, Why, not_found, require

ROWS_A_PAGE = 100
LAST_PAGE = 10_000


def _campaign(request: Request) -> Campaign | None:
    """Return the campaign the address names, else the open one that is no practice."""
    wanted = request.GET.get("campaign") or request.POST.get("campaign", "")
    if not wanted:
        return Campaign.objects.filter(state=Campaign.State.OPEN, is_practice=False).order_by("-starts_on").first()
    try:
        found = Campaign.objects.filter(pk=UUID(wanted)).first()
    except ValueError:
        found = None
    if found is None:
        raise not_found()
    return found


@require_safe
def themes(request: Request) -> HttpResponse:
    """Show the themes of a campaign, the largest first."""
    require(may_see_themes(request.post))
    campaign = _campaign(request)
    run = run_of(campaign) if campaign else None
    number = _page(request)
    rows = shown_themes(run, request.post, timezone.localdate(), number) if run else []
    job = latest_job(campaign.pk, actions.THEMES_JOB) if campaign else None
    total = run.themes.count() if run else 0
    context = {
        "campaign": campaign, "run": run, "rows": rows, "total": total,
        "is_behind": campaign is not None and is_behind(campaign, run),
        "may_renew": bool(may_renew_themes(request.post)),
        "job": job if job is not None and job.is_running else None,
        "earlier": number - 1, "later": number + 1 if number * THEMES_A_PAGE < total else 0,
    }  # fmt: skip
    if context["job"] is not None:
        context["refresh_seconds"] = 5
    return render(request, "intake/themes.html", context)


def _page(request: Request) -> int:
    typed = request.GET.get("page", "1")
    if not typed.isdecimal() or not 1 <= int(typed) <= LAST_PAGE:
        raise Refused(_("“%(value)s” is not a page.") % {"value": typed}, Why.VALUE, field="page")
    return int(typed)


@require_POST
def themes_renew(request: Request) -> HttpResponse:
    """Have the themes worked out again."""
    campaign = _campaign(request)
    if campaign is None:
        require(may_renew_themes(request.post))
        raise Refused(_("There is no open campaign."), Why.STATE)
    actions.renew_themes(campaign, actor=request.post, at=timezone.now())
    messages.success(request, _("The themes are being worked out; the page shows them when they are ready."))
    return redirect("themes")


@require_safe
def theme(request: Request, demand_id: UUID) -> HttpResponse:
    """Show the theme a demand is in: what it says, from where, when, and its demands."""
    require(may_see_themes(request.post))
    month_text, unit = request.GET.get("month", ""), request.GET.get("unit", "")
    month = read_month(month_text) if month_text else None
    if month_text and month is None:
        raise Refused(_("“%(value)s” is not a month.") % {"value": month_text}, Why.VALUE, field="month")
    post = request.post
    found = theme_of(post, demand_id, month, unit)
    rows = list(found.rows[: ROWS_A_PAGE + 1])
    context = {
        "page": found,
        "rows": [{"demand": row, "words": words_of(row, post)} for row in rows[:ROWS_A_PAGE]],
        "has_more": len(rows) > ROWS_A_PAGE,
        "shown": min(len(rows), ROWS_A_PAGE),
        "month": written(month) if month else "", "may_survey": bool(may_draft_survey(post, found.run.campaign)),
        "unit_name": next((part.label for part in found.units if part.key == unit), ""),
    }  # fmt: skip
    return render(request, "intake/theme.html", context)
