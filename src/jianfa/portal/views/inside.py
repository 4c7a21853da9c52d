"""The portal inside: how it stands, the decision that opens it, its lists, the sheet of a unit."""

from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from jianfa.kit.qr import qr_path
from jianfa.organisations.forms import carry
from jianfa.organisations.middleware import acting_post
from jianfa.organisations.models import Post
from jianfa.organisations.policy import Refused, Why, not_found, require
from jianfa.organisations.views.recent import PasswordAgainForm, has_recent_login
from jianfa.portal.actions.taking import read_appeals
from jianfa.portal.forms.inside import ANSWERS, AnswerForm, ListsForm, OpeningForm
from jianfa.portal.models import Portal
from jianfa.portal.policy import may_close, may_keep, may_print, may_propose, may_see, may_settle, may_take_back
from jianfa.portal.queries.inside import (
    campaign_of_workers,
    code_of,
    current_portal,
    leaders,
    refused_appeals,
    served_units,
    unit_of,
    waiting,
    waiting_decision,
)
from jianfa.portal.queries.public import hotlines_of
from jianfa.portal.states import Urgent


@require_GET
def portal(request: HttpRequest) -> HttpResponse:
    """Show whether it is open and by which decision, what waits, the lists, and the sheets."""
    post = acting_post(request)
    require(may_see(post))
    return render(request, "portal/portal.html", _page(request, post))


def _page(
    request: HttpRequest, post: Post, reason: AnswerForm | None = None, password: PasswordAgainForm | None = None
) -> dict[str, Any]:
    known, proposal = current_portal(), waiting_decision()
    may_open = bool(may_settle(post, proposal))
    return {
        "portal": known, "proposal": proposal, "hotlines": hotlines_of(known), "inbox": waiting(),
        "appeals": refused_appeals() if may_keep(post) else [],
        "words": [
            {"kind": label, "words": known.urgent_words.get(kind, [])} for kind, label in Urgent.choices
        ],
        "units": served_units(), "address": settings.PORTAL_ADDRESS, "has_campaign": campaign_of_workers() is not None,
        "may_propose": bool(may_propose(post, known, proposal)), "may_settle": may_open,
        "may_take_back": bool(may_take_back(post, proposal)), "may_close": bool(may_close(post, known)),
        "may_keep": bool(may_keep(post)), "reason_form": reason or AnswerForm(),
        "password": password or (_password_form(request, None) if may_open else None),
    }  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
def portal_opening(request: HttpRequest) -> HttpResponse:
    """Put the opening before a leader, or enter a decision on paper."""
    post = acting_post(request)
    require(may_propose(post, current_portal(), waiting_decision()))
    now = timezone.now()
    form = OpeningForm(request.POST if request.method == "POST" else None, leaders=list(leaders(now)))
    if request.method == "POST" and form.is_valid():
        try:
            form.perform(post, now)
        except Refused as refused:
            if refused.why != Why.VALUE:
                raise
            carry(refused, form)
        else:
            messages.success(request, _("It waits for the decision now."))
            return redirect("portal")
    status = 400 if form.errors else 200
    return render(request, "portal/portal_opening.html", {"form": form}, status=status)


def _password_form(request: HttpRequest, typed: QueryDict | None) -> PasswordAgainForm | None:
    """Return the field for the password where the last login is a while ago."""
    now = timezone.now()
    return None if has_recent_login(request, now) else PasswordAgainForm(typed, request=request, at=now)


@require_POST
def portal_answer(request: HttpRequest) -> HttpResponse:
    """Open the portal as proposed, leave it closed, take the proposal back, or close the portal."""
    post, answer = acting_post(request), ANSWERS.get(request.POST.get("answer", ""))
    require(may_see(post))
    if answer is None:
        raise not_found()
    require(answer.verdict(post))
    if answer.needs_recent_login:
        password = _password_form(request, request.POST)
        if password is not None and not password.is_valid():
            return render(request, "portal/portal.html", _page(request, post, password=password), status=400)
    form = AnswerForm(request.POST)
    try:
        answer.act(post, timezone.now(), form)
    except Refused as refused:
        if refused.why != Why.VALUE:
            raise
        form.is_valid()
        return render(request, "portal/portal.html", _page(request, post, form), status=400)
    messages.success(request, str(answer.done))
    return redirect("portal")


@require_POST
def portal_appeals(request: HttpRequest) -> HttpResponse:
    """Note that the refused appeals on the page have been read."""
    post = acting_post(request)
    require(may_keep(post))
    read_appeals(_ids(request.POST.getlist("read")), actor=post, at=timezone.now())
    messages.success(request, _("Noted as read; the words have been emptied."))
    return redirect("portal")


def _ids(sent: list[str]) -> set[UUID]:
    try:
        return {UUID(one) for one in sent}
    except ValueError:
        raise not_found() from None


@require_http_methods(["GET", "HEAD", "POST"])
def portal_lists(request: HttpRequest) -> HttpResponse:
    """Change hotlines and urgent words."""
    post = acting_post(request)
    require(may_keep(post))
    if request.method != "POST":
        return render(request, "portal/portal_lists.html", {"form": ListsForm.of(current_portal())})
    form = ListsForm(request.POST)
    if form.is_valid():
        try:
            form.perform(post, timezone.now())
        except Refused as refused:
            carry(refused, form)
        else:
            messages.success(request, _("Saved; the public pages show it at once."))
            return redirect("portal")
    return render(request, "portal/portal_lists.html", {"form": form}, status=400)


@require_GET
def portal_sheet(request: HttpRequest, unit_id: UUID) -> HttpResponse:
    """Print the sheet of a unit: a code to scan, what it is for, and the hotlines."""
    post, unit = acting_post(request), unit_of(unit_id)
    require(may_print(post, unit))
    known: Portal = current_portal()
    address = f"{settings.PORTAL_ADDRESS}/u/{code_of(unit)}/" if settings.PORTAL_ADDRESS else ""
    size, path = qr_path(address) if address else (0, "")
    context = {
        "unit": unit, "portal": known, "address": address, "qr_size": size, "qr_path": path,
        "hotlines": hotlines_of(known), "back_url": reverse("portal") if may_see(post) else reverse("home"),
    }  # fmt: skip
    return render(request, "portal/portal_sheet.html", context)
