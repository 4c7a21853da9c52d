"""Checkpoints over the record: the list, a sheet to print and keep, and findings with the auditor's answer."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from jianfa.journal.actions import Stale
from jianfa.journal.actions.exporting import note_name
from jianfa.journal.models import Checkpoint, Discrepancy
from jianfa.journal.queries import checkpoint_keys, latest_checkpoint, open_discrepancies
from jianfa.kit.signing import key_id
from jianfa.organisations.actions import correct
from jianfa.organisations.models import Post
from jianfa.organisations.policy import Refused, Why, may_correct, may_see_checkpoints, not_found, require
from jianfa.workspace.queries.paging import PAGE_ROWS
from jianfa.workspace.views import Request

LONGEST_NUMBER = 9
"""Digits of a checkpoint's number in an address."""
FOUND_SHOWN = 20


@require_safe
def checkpoints(request: Request) -> HttpResponse:
    """List the checkpoints, the newest first, and above them what verification has found."""
    require(may_see_checkpoints(request.post))
    rows = Checkpoint.objects.order_by("-n")
    if before := request.GET.get("before", ""):
        if not before.isdecimal() or len(before) > LONGEST_NUMBER:
            raise Refused(_("This page does not exist. Please go back to the first one."), Why.VALUE)
        rows = rows.filter(n__lt=int(before))
    found = list(rows[: PAGE_ROWS + 1])
    shown, address = found[:PAGE_ROWS], reverse("checkpoints")
    context = {
        "rows": shown,
        "latest": latest_checkpoint(),
        "waiting": list(open_discrepancies()[:FOUND_SHOWN]),
        "answered": list(Discrepancy.objects.exclude(corrected_at=None)[:FOUND_SHOWN]),
        "pager": {
            "earlier_url": address if before else "",
            "later_url": f"{address}?before={shown[-1].n}" if len(found) > PAGE_ROWS else "",
        },
    }  # fmt: skip
    return render(request, "workspace/checkpoints.html", context)


def _load(request: Request, n: int) -> Checkpoint:
    require(may_see_checkpoints(request.post))
    found = Checkpoint.objects.filter(n=n).first() if n < 10**LONGEST_NUMBER else None
    if found is None:
        raise not_found()
    return found


@require_safe
def checkpoint(request: Request, n: int) -> HttpResponse:
    """Show one checkpoint as a sheet for paper: the note and its hash, to be signed and kept."""
    found = _load(request, n)
    public = checkpoint_keys().get(found.key, b"")
    context = {
        "checkpoint": found, "key": public.hex(), "key_is_known": key_id(public) == found.key,
        "back_url": reverse("checkpoints"), "file_name": note_name(found.n),
    }  # fmt: skip
    return render(request, "workspace/checkpoint.html", context)


@require_safe
def checkpoint_note(request: Request, n: int) -> HttpResponse:
    """Hand out the note's file, byte for byte as it was signed."""
    found = _load(request, n)
    response = HttpResponse(found.note.encode(), content_type="text/plain; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{note_name(found.n)}"'
    return response


class CorrectionForm(forms.Form):
    """The auditor's answer to a finding."""

    document_no = forms.CharField(
        label=gettext_lazy("document no."), max_length=80, required=False,
        help_text=gettext_lazy("The report or minutes in which it was looked into."),
    )  # fmt: skip
    reason = forms.CharField(
        label=gettext_lazy("what was found out"), widget=forms.Textarea, required=False, max_length=2000,
        help_text=gettext_lazy("What happened and what was done. What the finding names stays as it is."),
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def discrepancy(request: Request, discrepancy_id: UUID) -> HttpResponse:
    """Show one finding; the auditor answers it."""
    require(may_see_checkpoints(request.post))
    found = Discrepancy.objects.filter(pk=discrepancy_id).first()
    if found is None:
        raise not_found()
    form, status = CorrectionForm(request.POST or None), 200
    if request.method == "POST":
        require(may_correct(request.post))
        status = _answer(request, found, form)
        if status == 200:
            messages.success(request, _("The finding is answered."))
            return redirect("checkpoints")
        found.refresh_from_db()
    may_answer = found.corrected_at is None and bool(may_correct(request.post))
    context = _shown(found) | {"form": form if may_answer else None}
    return render(request, "workspace/discrepancy.html", context, status=status)


def _answer(request: Request, found: Discrepancy, form: CorrectionForm) -> int:
    if not form.is_valid():
        return Why.VALUE.value
    at: datetime = timezone.now()
    try:
        correct(found, actor=request.post, at=at, **form.cleaned_data)
    except Refused as refused:
        form.add_error(refused.field, str(refused.sentence))
        return refused.why.value
    except Stale as stale:
        form.add_error(None, str(stale))
        return Why.STATE.value
    return 200


def _shown(found: Discrepancy) -> dict[str, Any]:
    entries = [dict(zip(("code", "kind", "subject", "seq", "place"), entry, strict=True)) for entry in found.entries]
    posts = Post.objects.select_related("person", "unit")
    by = posts.filter(pk=found.corrected_by).first() if found.corrected_by else None
    return {"discrepancy": found, "entries": entries, "more": found.count - len(entries), "by": by}
