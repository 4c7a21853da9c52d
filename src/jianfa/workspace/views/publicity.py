"""What is publicised now: for staff by title as they may see it; for the public by approved public titles."""

from datetime import date
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from jianfa.acceptance.queries import Closing, closing_of
from jianfa.acceptance.queries.publicity import objectors_of, public_now, publicised_now
from jianfa.ledger.models import Problem
from jianfa.ledger.policy import READERS
from jianfa.organisations.models import Post, Role
from jianfa.organisations.policy import Refused, Why
from jianfa.organisations.queries import federation
from jianfa.workspace.queries.paging import Sort, page_of, total_of
from jianfa.workspace.views import Request

SOONEST = Sort(gettext_lazy("by the end of publicity"), "publicity_ends_on", date.fromisoformat)
PRINTERS = frozenset({Role.DESK, Role.LEADER, Role.AUDITOR})
MOST_ON_A_NOTICE = 500


@require_safe
def publicity(request: Request) -> HttpResponse:
    """List what is publicised now and this post may see, what ends soonest first."""
    if Role(request.post.role) not in READERS:
        raise Refused(
            _("What is publicised is for those who work on problems; your post has no part in it."), Why.OFFICE
        )
    rows = publicised_now(request.post)
    page = page_of(rows, SOONEST, after=request.GET.get("after", ""), before=request.GET.get("before", ""))
    address = f"{reverse('publicity')}?"
    context = {
        "rows": page.rows, "total": total_of(rows), "may_print": Role(request.post.role) in PRINTERS,
        "pager": {
            "shown": len(page.rows), "total": None,
            "earlier_url": f"{address}before={page.earlier}" if page.earlier else "",
            "later_url": f"{address}after={page.later}" if page.later else "",
        },
    }  # fmt: skip
    return render(request, "workspace/publicity.html", context)


@require_safe
def publicity_notice(request: Request) -> HttpResponse:
    """Show the notice for the public, for print: approved public titles only."""
    if Role(request.post.role) not in PRINTERS:
        raise Refused(_("The notice for the public is printed by the city."), Why.OFFICE)
    rows = [
        {"title": vars(row)["public_title"], "until": row.publicity_ends_on} for row in public_now()[:MOST_ON_A_NOTICE]
    ]
    context = notice_of(rows, is_public=True) | {"decided_at": timezone.now(), "back_url": reverse("publicity")}
    return render(request, "workspace/publicity_notice.html", context)


def notice_of(rows: list[dict[str, Any]], *, is_public: bool) -> dict[str, Any]:
    """Return what a notice shows; every sheet of publicity is this one."""
    city = federation()
    days = [row["until"] for row in rows if row["until"]]
    return {
        "rows": rows, "is_public": is_public, "city": city.name if city else "", "until": max(days, default=None),
    }  # fmt: skip


def closing_with_objectors(found: Problem, post: Post) -> Closing:
    """Return the closing; beside each objection who raised it, for the few who may know."""
    closing, named = closing_of(found), objectors_of(found, post)
    for objection in closing.objections:
        vars(objection)["shown_objector"] = named.get(objection.pk)
    return closing
