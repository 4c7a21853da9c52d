"""Ending a post: what is still open passes to somebody else first, who signs for it."""

from collections import Counter
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from jianfa.acceptance import actions as acceptance
from jianfa.acceptance.queries import OpenItem, open_items
from jianfa.organisations import actions
from jianfa.organisations.forms import EndForm, HandoverForm, carry
from jianfa.organisations.models import Handover, Post
from jianfa.organisations.policy import Refused, may_administer
from jianfa.organisations.queries import handovers_of, load_handover, load_post, successors
from jianfa.workspace.views import Request

SHOWN_HANDOVERS = 100


@require_http_methods(["GET", "POST"])
def post_end(request: Request, post_id: UUID) -> HttpResponse:
    """End a post, or begin to hand over what is still open; the administrator sees numbers, never matters."""
    held = load_post(request.post, post_id)
    items = open_items(held)
    receivers = successors(held, timezone.localdate())
    is_ending = request.POST.get("do") == "end"
    end_form = EndForm(request.POST if is_ending else None, initial={"until_day": timezone.localdate()})
    hand_form = HandoverForm(request.POST if request.method == "POST" and not is_ending else None, receivers=receivers)
    form = end_form if is_ending else hand_form
    if request.method == "POST" and form.is_valid():
        try:
            return _end(request, held, items, end_form) if is_ending else _begin(request, held, items, hand_form)
        except Refused as refused:
            carry(refused, form)
    context = {
        "held": held, "end_form": end_form, "hand_form": hand_form, "has_receivers": receivers.exists(),
        "open": held.handovers_given.filter(signed_at=None).first(),
        "is_administrator": bool(may_administer(request.post)), "total": len(items),
        **_shown(request, held.person_id, items),
    }  # fmt: skip
    return render(request, "workspace/post_end.html", context, status=400 if form.errors else 200)


def _shown(request: Request, *allowed_and_items: Any) -> dict[str, Any]:
    """Return the open items with their titles for those concerned, and as plain numbers for the administrator."""
    *allowed, items = allowed_and_items
    counts = Counter(str(item.kind) for item in items)
    shown = items if request.post.person_id in allowed else []
    return {"items": shown, "counts": [{"kind": kind, "n": n} for kind, n in counts.items()]}


def _end(request: Request, held: Post, items: list[OpenItem], form: EndForm) -> HttpResponse:
    actions.end_post(
        held,
        actor=request.post,
        at=timezone.now(),
        until_day=form.cleaned_data["until_day"],
        has_open_items=bool(items),
    )
    messages.success(request, _("The post ends on %(day)s.") % {"day": form.cleaned_data["until_day"].isoformat()})
    return redirect("person", held.person_id)


def _begin(request: Request, held: Post, items: list[OpenItem], form: HandoverForm) -> HttpResponse:
    begun = actions.start_handover(
        held, actor=request.post, at=timezone.now(), receiver=form.cleaned_data["receiver"],
        items=[item.problem.pk for item in items], note=form.cleaned_data["note"],
    )  # fmt: skip
    messages.success(request, _("%(name)s signs for it next.") % {"name": begun.receiver.person.name})
    return redirect("handover", begun.pk)


@require_safe
def handovers(request: Request) -> HttpResponse:
    """Show handovers, those that wait first."""
    rows = [
        {
            "title": _("%(giver)s to %(receiver)s")
            % {"giver": row.giver.person.name, "receiver": row.receiver.person.name},
            "url": reverse("handover", args=[row.pk]), "second": _stands(row),
        }
        for row in handovers_of(request.post)[:SHOWN_HANDOVERS]
    ]  # fmt: skip
    return render(request, "workspace/handovers.html", {"rows": rows})


def _stands(row: Handover) -> str:
    place = f"{row.giver.unit.name} · {row.giver.get_role_display()}"
    if row.signed_at is None:
        return _("%(post)s; waits for a signature") % {"post": place}
    return _("%(post)s; signed on %(day)s") % {"post": place, "day": timezone.localdate(row.signed_at).isoformat()}


@require_http_methods(["GET", "POST"])
def handover(request: Request, handover_id: UUID) -> HttpResponse:
    """Show one handover; the receiver signs, and with that everything passes over."""
    row = load_handover(request.post, handover_id)
    if request.method == "POST":
        acceptance.receive(row, actor=request.post, at=timezone.now())
        messages.success(request, _("Signed. The open items are yours now."))
        return redirect("handover", row.pk)
    items = open_items(row.giver) if row.signed_at is None else []
    context = {
        "row": row, "stands": _stands(row), "total": len(row.items),
        "may_sign": row.signed_at is None and request.post.person_id == row.receiver.person_id,
        **_shown(request, row.giver.person_id, row.receiver.person_id, items),
    }  # fmt: skip
    return render(request, "workspace/handover.html", context)
