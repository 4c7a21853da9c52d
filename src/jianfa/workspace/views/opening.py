"""A leader decides once on all rows of an import that had been struck off before (期初)."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from jianfa.acceptance.actions.opening import carry_in_batch
from jianfa.exchange.models import Batch
from jianfa.exchange.queries import load_batch
from jianfa.ledger.actions.importing import campaign_of
from jianfa.ledger.forms.importing import OpeningForm
from jianfa.organisations.models import Role
from jianfa.organisations.policy import Refused, Why
from jianfa.workspace.queries.importing import steps_of
from jianfa.workspace.views import Request
from jianfa.workspace.views.imported import waiting_for_leader

SHOWN = 200


@require_http_methods(["GET", "POST"])
def import_opening(request: Request, batch_id: UUID) -> HttpResponse:
    """Show what waits for the decision, each row with its date, and take the decision."""
    batch = load_batch(request.post, batch_id)
    if request.post.role != Role.LEADER:
        raise Refused(_("An opening balance is decided by a city leader."), Why.OFFICE)
    if batch.state != Batch.State.COMMITTED:
        raise Refused(_("Only what was imported can be entered as opening balance."))
    form = OpeningForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            events = carry_in_batch(batch, actor=request.post, at=timezone.now(), **form.cleaned_data)
        except Refused as refusal:
            if refusal.field not in form.fields:
                raise
            form.add_error(refusal.field, str(refusal.sentence))
        else:
            sentence = ngettext(
                "%(n)s problem entered as opening balance.", "%(n)s problems entered as opening balance.", len(events)
            )
            messages.success(request, sentence % {"n": len(events)})
            return redirect("import", batch.pk)
    shown_with = ("source_unit", "imported__batch_row")
    waiting = waiting_for_leader(batch).select_related(*shown_with).order_by("imported__batch_row__position")
    rows = [{"problem": problem, "day": _day(problem.imported.batch_row.values)} for problem in waiting[:SHOWN]]
    context = {
        "batch": batch, "campaign": campaign_of(batch), "form": form, "rows": rows, "count": waiting.count(),
        "steps": steps_of(batch, "result"),
    }  # fmt: skip
    return render(request, "workspace/import_opening.html", context, status=400 if form.errors else 200)


def _day(values: dict[str, str]) -> str:
    return values.get("closure_date") or values.get("done_date") or ""
