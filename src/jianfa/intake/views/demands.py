"""Demands: the list, handing one in, one demand on one page, a page for every verb, its files."""

from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from django.contrib import messages
from django.http import FileResponse, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from jianfa.files.views import handed_out
from jianfa.intake import actions
from jianfa.intake.forms import FORMS, DemandFilterForm, DemandForm, RaiseForm
from jianfa.intake.models import Demand
from jianfa.intake.policy import may_enter, may_read_demands, may_read_text
from jianfa.intake.policy.likeness import may_see_themes
from jianfa.intake.policy.surveys import may_draft_survey, may_read_surveys
from jianfa.intake.queries import (
    demand_of,
    demands_asked_for,
    file_of,
    files_of,
    history,
    linked_here,
    links_of,
    offers,
    words_of,
)
from jianfa.intake.queries.surveys import surveys_of
from jianfa.intake.queries.words import answer_of, masked_contact, sees_contact
from jianfa.intake.states import CLOSED
from jianfa.intake.views import Request
from jianfa.organisations.models import COUNTY_ROLES, Post
from jianfa.organisations.policy import Why, not_found, require
from jianfa.organisations.queries.paging import Sort, page_of, total_of
from jianfa.organisations.views.sending import DONE, carried_out

NEWEST = Sort(gettext_lazy("newest first"), "raised_at", datetime.fromisoformat, is_down=True)


@require_safe
def demands(request: Request) -> HttpResponse:
    """List the demands this post may see, narrowed as the address says."""
    require(may_read_demands(request.post))
    form = DemandFilterForm(request.GET, post=request.post)
    rows = demands_asked_for(request.post, form.cleaned_data) if form.is_valid() else Demand.objects.none()
    page = page_of(rows, NEWEST, after=request.GET.get("after", ""), before=request.GET.get("before", ""))
    query = request.GET.copy()
    for name in ("after", "before"):
        query.pop(name, None)
    address = f"{reverse('demands')}?{query.urlencode()}&" if query else f"{reverse('demands')}?"
    context = {
        "form": form,
        "is_narrowed": any(form.data.get(name) for name in form.fields),
        "rows": [{"demand": row, "words": words_of(row, request.post)} for row in page.rows],
        "total": total_of(rows),
        "may_raise": bool(may_enter(request.post)),
        "sees_themes": bool(may_see_themes(request.post)),
        "sees_surveys": bool(may_read_surveys(request.post)),
        "pager": {
            "shown": len(page.rows), "total": None,
            "earlier_url": f"{address}before={page.earlier}" if page.earlier else "",
            "later_url": f"{address}after={page.later}" if page.later else "",
        },
    }  # fmt: skip
    return render(request, "intake/demands.html", context, status=200 if form.is_valid() else Why.VALUE.value)


@require_http_methods(["GET", "POST"])
def demand_new(request: Request) -> HttpResponse:
    """Show the form, and hand in what was typed or keep it as a draft. ?worker=1: somebody came in; ?practice=1."""
    post = request.post
    require(may_enter(post))
    by_worker = request.GET.get("worker") == "1"
    uploads = {"uploads": request.FILES.getlist("uploads")} if request.method == "POST" else None
    practises = request.GET.get("practice") == "1"
    form = RaiseForm(request.POST or None, uploads, post=post, by_worker=by_worker, practises=practises)
    status, key = DONE, request.POST.get("key") or str(uuid4())
    if request.method == "POST":
        at, keeps = timezone.now(), request.POST.get("do") == "keep"
        act = (lambda: form.keep(at, key[:40])) if keeps else (lambda: form.hand_in(at, key[:40]))
        demand, status = carried_out(form, act)
        if demand is not None:
            if demand.receipt_no:
                messages.success(request, _("Received as %(number)s.") % {"number": demand.receipt_no})
            return redirect("demand", demand.pk)
    context = {
        "form": form, "by_worker": by_worker, "key": key, "post": post,
        "is_county": post.role in COUNTY_ROLES, "is_practice": form.practises, "has_practice": form.has_practice,
    }  # fmt: skip
    return render(request, "intake/demand_new.html", context, status=status)


# One demand ------------------------------------------------------------------------------------------------


@require_safe
def demand(request: Request, demand_id: UUID) -> HttpResponse:
    """Show one demand: its words as this post reads them, what can be done, what happened."""
    return _page(request, demand_of(request.post, demand_id))


def _page(request: Request, found: Demand, contact: str = "") -> HttpResponse:
    post = request.post
    possible = [offer for offer in offers(found, post) if offer.verb in FORMS]
    reads = may_read_text(post, found)
    context = head_of(found, post) | {
        "first": next((offer for offer in possible if offer.is_first), None),
        "others": [offer for offer in possible if not offer.is_first],
        "answer": answer_of(found, post) if found.state in CLOSED else "",
        "summary": found.summary if found.is_from_worker and reads else "",
        "contact": contact,
        "masked": masked_contact(found) if sees_contact(found, post) else "",
        "files": list(files_of(found, post)),
        "referrals": list(found.referrals.all()),
        "links": links_of(found, post),
        "merged_here": [{"demand": row, "words": words_of(row, post)} for row in linked_here(found, post)],
        "facts": facts_of(found, post),
        "surveys": list(surveys_of(post).filter(demand=found)) if found.receipt_no else [],
        "may_survey": bool(found.receipt_no and may_draft_survey(post, found.campaign)),
        "events": [
            {
                "title": event.title, "when": date_format(timezone.localtime(event.at), "Y-m-d H:i"),
                "who": event.who, "text": event.text, "marks": event.marks,
            }
            for event in history(found, post)
        ],
    }  # fmt: skip
    return render(request, "intake/demand.html", context)


def head_of(found: Demand, post: Post) -> dict[str, Any]:
    """Return what stands at the top of every page of a demand."""
    return {
        "demand": found, "words": words_of(found, post), "is_closed": found.state in CLOSED,
        "demand_url": reverse("demand", args=[found.pk]),
    }  # fmt: skip


def facts_of(found: Demand, post: Post) -> list[dict[str, Any]]:
    """Return the facts at the side; what is not known is left out."""
    drafter = found.drafted_by
    who = f"{drafter.person.name}（{drafter.unit.short_name}）" if drafter else ""
    rows: list[tuple[str, Any, str]] = [
        (_("Receipt no."), found.receipt_no, ""),
        (_("Channel"), found.get_channel_display(), who),
        (_("Concerns"), found.source_unit.name, ""),
        (_("Received by"), found.first_receiver.name, _moment(found.received_at)),
        (_("Is with"), found.owner.name, ""),
        (_("Offered to"), found.handed_to.name if found.handed_to else "", ""),
        (_("Answered"), _moment(found.answered_at), ""),
        (_("Satisfaction"), found.get_satisfaction_display() if found.satisfaction else "", ""),
        (_("Campaign"), found.campaign.name, ""),
    ]
    return [{"label": label, "value": value, "second": second} for label, value, second in rows if value]


def _moment(at: datetime | None) -> str:
    return f"{timezone.localtime(at):%Y-%m-%d %H:%M}" if at else ""


@require_POST
def demand_contact(request: Request, demand_id: UUID) -> HttpResponse:
    """Show the contact once; that it was looked at stays in the record."""
    found = demand_of(request.post, demand_id)
    contact = actions.reveal(found, actor=request.post, at=timezone.now())
    return _page(request, found, contact)


@require_safe
def demand_file(request: Request, demand_id: UUID, attachment_id: UUID) -> FileResponse:
    """Hand out a file to whoever may read the demand's own words; never shown by the browser itself."""
    found = demand_of(request.post, demand_id)
    row = file_of(found, attachment_id, request.post)
    return handed_out(row.file, row.file_name)


# A verb ----------------------------------------------------------------------------------------------------


@require_http_methods(["GET", "POST"])
def demand_step(request: Request, demand_id: UUID, verb: str) -> HttpResponse:
    """Show the form of a verb, in place or on a page of its own, and carry it out."""
    found = demand_of(request.post, demand_id)
    if verb not in FORMS:
        raise not_found()
    is_sent = request.method == "POST"
    form = FORMS[verb](
        request.POST if is_sent else None, request.FILES if is_sent else None, demand=found, post=request.post
    )
    require(form.verdict())
    if request.GET.get("take") and not is_sent:
        form.take_suggestions()
    status = DONE
    if is_sent:
        event, status = carried_out(form, lambda: form.perform(timezone.now()))
        if event is not None:
            messages.success(request, _("%(verb)s: done.") % {"verb": form.heading})
            return redirect("demand", found.pk)
        found = demand_of(request.post, demand_id)
    return _step_page(request, form, found, status)


def _step_page(request: Request, form: DemandForm, found: Demand, status: int) -> HttpResponse:
    context = head_of(found, request.post) | {
        "form": form, "facts": facts_of(found, request.post),
        "action": reverse("demand_step", args=[found.pk, form.verb]),
        "take_url": f"{reverse('demand_step', args=[found.pk, form.verb])}?take=1",
    }  # fmt: skip
    name = "intake/_step_form.html" if request.htmx and status == DONE else "intake/demand_step.html"
    return render(request, name, context, status=status)
