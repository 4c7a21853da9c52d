"""The walk from the signed list to today's, and the leader's signature under a new version."""

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from jianfa.boards.forms import SignForm
from jianfa.boards.queries import AsOf, tally_of, walk_of
from jianfa.boards.views.asked import Links, acting_post, address, asked_for, tabs
from jianfa.boards.views.board import is_sensitive, title_of
from jianfa.ledger import actions
from jianfa.ledger.models import Amendment, Baseline, Campaign, Problem
from jianfa.ledger.queries.walk import amendments, baselines
from jianfa.organisations.models import Post, Role
from jianfa.organisations.policy import Refused, Why

PAGE = 200


@require_http_methods(["GET", "HEAD", "POST"])
def baseline(request: HttpRequest) -> HttpResponse:
    """Show versions and amendments with their reasons; a leader signs the list off here."""
    post = acting_post(request)
    campaigns = list(Campaign.objects.all())
    as_of = asked_for(request, post, campaigns)
    if as_of is None:
        return render(request, "boards/none.html")
    form = SignForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        number = form.cleaned_data["document_no"]
        actions.sign_baseline(as_of.campaign, actor=post, at=timezone.now(), document_no=number)
        messages.success(request, _("The list has been signed off. Every change of its count is now an amendment."))
        return redirect(f"{reverse('board_baseline')}?{urlencode({'campaign': as_of.campaign.pk})}")
    total = tally_of(as_of).count()
    walk = walk_of(as_of, total)
    links = Links(as_of, post)
    signed = baselines(as_of).select_related("signed_by__person")
    context = {
        "as_of": as_of, "campaign": as_of.campaign, "tabs": tabs(campaigns, as_of, "board_baseline"), "total": total,
        "total_url": links.rows(), "walk": walk, "versions": [_version(row, links) for row in signed],
        "board_url": links.page("board"), "may_sign": post.role == Role.LEADER and as_of.is_now and total,
        "form": form, **_amendments(request, as_of, walk.baseline, post, links),
    }  # fmt: skip
    return render(request, "boards/baseline.html", context)


def _version(row: Baseline, links: Links) -> dict[str, Any]:
    return {
        "name": _("version %(n)s") % {"n": row.version}, "count": row.count, "document_no": row.document_no,
        "signed": date_format(timezone.localtime(row.signed_at), "Y-m-d"), "who": row.signed_by.person.name,
    }  # fmt: skip


def _amendments(request: HttpRequest, as_of: AsOf, since: Baseline | None, post: Post, links: Links) -> dict[str, Any]:
    """Return the amendments since the latest version, newest last, and the kinds to choose from."""
    kind = request.GET.get("kind", "")
    if kind and kind not in Amendment.Kind.values:
        raise Refused(_("“%(value)s” is not a kind of amendment.") % {"value": kind}, Why.VALUE, field="kind")
    if since is None:
        return {"amendments": [], "kind": ""}
    found = amendments(as_of, since).filter(problem__in=Problem.objects.visible_to(post)).select_related("problem")
    if kind:
        found = found.filter(kind=kind)
    return {
        "amendments": [_amendment(row) for row in found[:PAGE]], "kind": Amendment.Kind(kind).label if kind else "",
        "amendment_count": found.count(), "all_url": links.page("board_baseline"),
    }  # fmt: skip


def _amendment(row: Amendment) -> dict[str, Any]:
    return {
        "title": f"{row.problem.number or '–'} · {title_of(row.problem)}",
        "url": address("problem", row.problem.pk), "text": "" if is_sensitive(row.problem) else row.reason,
        "when": date_format(timezone.localtime(row.at), "Y-m-d"), "marks": [str(row.get_kind_display())],
    }  # fmt: skip
