"""Several demands at once: checked first, then handed in together or not at all."""

from typing import Any
from uuid import UUID, uuid4

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from jianfa.intake import actions
from jianfa.intake.forms.pasting import PasteDemandsForm
from jianfa.intake.policy import may_enter
from jianfa.intake.queries import words_of
from jianfa.intake.queries.batches import batch_of, latest_batches
from jianfa.intake.queries.pasting import pasted_demands, sheet_text
from jianfa.intake.views import Request
from jianfa.organisations.policy import Refused, require
from jianfa.organisations.queries import Pasted

EXAMPLE = "诉求\t标题\t单位\n示例：经审人员全部兼职，希望单独设立经审办。\t设立经审办\t示例区总工会"


@require_http_methods(["GET", "POST"])
def demands_paste(request: Request) -> HttpResponse:
    """Check pasted demands, and hand them in when nothing is doubtful any more; a file is turned into such rows."""
    require(may_enter(request.post))
    is_sent = request.method == "POST"
    form = PasteDemandsForm(request.POST if is_sent else None, request.FILES if is_sent else None)
    pasted: Pasted | None = None
    key = request.POST.get("key") or str(uuid4())
    enters = request.POST.get("do") == "enter"
    if is_sent and form.is_valid():
        pasted = _read(request, form)
        if pasted is not None and enters and pasted.may_be_entered:
            done = _enter(request, form, pasted, key[:40])
            if done is not None:
                return done
    context = {
        "form": form, "pasted": pasted, "table": _preview(pasted), "example": EXAMPLE, "key": key,
        "batches": latest_batches(request.post),
    }  # fmt: skip
    return render(request, "intake/paste.html", context, status=400 if form.errors or enters else 200)


@require_http_methods(["GET", "POST"])
def demands_batch(request: Request, batch_id: UUID) -> HttpResponse:
    """Show what came in together, and take back on request what nobody has touched since."""
    post = request.post
    require(may_enter(post))
    found = batch_of(post, batch_id)
    if request.method == "POST":
        taken = actions.withdraw_several(batch_id, actor=post, at=timezone.now())
        n = len(taken)
        messages.success(request, ngettext("%(n)s demand taken back.", "%(n)s demands taken back.", n) % {"n": n})
        return redirect("demands_batch", batch_id)
    context = {"batch": found, "rows": [{"demand": row, "words": words_of(row, post)} for row in found.demands]}
    return render(request, "intake/batch.html", context)


def _read(request: Request, form: PasteDemandsForm) -> Pasted | None:
    file = form.cleaned_data["file"]
    try:
        if file:
            form.put_text(sheet_text(file.read(), file.name or ""))
    except Refused as refused:
        form.add_error("file", str(refused.sentence))
        return None
    pasted = pasted_demands(form.cleaned_data["text"], timezone.localdate(), request.post)
    if not pasted.rows and not pasted.doubts:
        form.add_error("text", _("No row was found. Copy the rows in Excel or WPS and paste them here."))
    return pasted


def _enter(request: Request, form: PasteDemandsForm, pasted: Pasted, key: str) -> HttpResponse | None:
    new = [actions.NewDemand(row["text"], row["unit"], row["title"]) for row in pasted.rows]
    try:
        made = actions.raise_several(
            new, actor=request.post, at=timezone.now(), campaign=form.cleaned_data["campaign"], key=key
        )
    except Refused as refused:
        form.add_error("text", str(refused.sentence))
        return None
    n = len(made)
    words = ngettext(
        "%(n)s demand received: %(first)s.", "%(n)s demands received: %(first)s to %(last)s.", n
    ) % {"n": n, "first": made[0].receipt_no, "last": made[-1].receipt_no}  # fmt: skip
    messages.success(request, words)
    return redirect("demands_batch", made[0].batch)


def _preview(pasted: Pasted | None) -> dict[str, Any] | None:
    if pasted is None or not pasted.rows:
        return None
    labels = {"title": _("In one sentence"), "text": _("In full"), "unit_name": _("Unit")}
    rows = [
        {
            "id": row["row"],
            "cells": [
                {"label": _("Row"), "text": row["row"], "number": True},
                *({"label": label, "text": row[name], "main": name == "title"} for name, label in labels.items()),
            ],
        }
        for row in pasted.rows
    ]
    return {
        "columns": [{"label": _("Row"), "number": True}, *({"label": one} for one in labels.values())],
        "rows": rows,
    }
