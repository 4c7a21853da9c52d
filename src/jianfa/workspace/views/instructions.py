"""Instructions of leaders: those that concern the reader, and one with its answers."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from jianfa.ledger.models import Problem
from jianfa.organisations.policy import not_found, require
from jianfa.supervision.forms.instructing import INSTRUCTION_FORMS, InstructionVerbForm
from jianfa.supervision.models import Instruction
from jianfa.supervision.queries.instructing import addressees_of, is_overdue, load_instruction
from jianfa.workspace.queries.paging import Sort, page_of
from jianfa.workspace.views import Request
from jianfa.workspace.views.sending import DONE, carried_out

NEWEST = Sort(gettext_lazy("newest first"), "at", datetime.fromisoformat, is_down=True)


@require_safe
def instructions(request: Request) -> HttpResponse:
    """List the instructions this post may read, the newest first; others do not learn that there are any."""
    rows = Instruction.objects.visible_to(request.post).select_related("problem", "post__person")
    page = page_of(rows, NEWEST, after=request.GET.get("after", ""), before=request.GET.get("before", ""))
    today = timezone.localdate()
    address = reverse("instructions")
    context = {
        "rows": [{"row": row, "is_late": is_overdue(row, today)} for row in page.rows],
        "pager": {
            "earlier_url": f"{address}?before={page.earlier}" if page.earlier else "",
            "later_url": f"{address}?after={page.later}" if page.later else "",
        },
    }  # fmt: skip
    return render(request, "workspace/instructions.html", context)


@require_safe
def instruction(request: Request, instruction_id: UUID) -> HttpResponse:
    """Show one instruction, to whom it goes, and what they have answered."""
    found = load_instruction(request.post, instruction_id)
    return render(request, "workspace/instruction.html", _context(request, found))


def _context(request: Request, found: Instruction, form: InstructionVerbForm | None = None) -> dict[str, Any]:
    forms = [form_class(instruction=found, post=request.post) for form_class in INSTRUCTION_FORMS.values()]
    is_visible = Problem.objects.visible_to(request.post).filter(pk=found.problem_id).exists()
    return {
        "instruction": found,
        "is_late": is_overdue(found, timezone.localdate()),
        "addressees": addressees_of(found),
        "problem_url": reverse("problem", args=[found.problem_id]) if is_visible else "",
        "steps": [one for one in forms if one.verdict()],
        "form": form,
        "back_url": reverse("instruction", args=[found.pk]),
    }


@require_http_methods(["GET", "POST"])
def instruction_step(request: Request, instruction_id: UUID, verb: str) -> HttpResponse:
    """Answer or close an instruction."""
    found = load_instruction(request.post, instruction_id)
    if verb not in INSTRUCTION_FORMS:
        raise not_found()
    is_sent = request.method == "POST"
    form = INSTRUCTION_FORMS[verb](request.POST if is_sent else None, instruction=found, post=request.post)
    require(form.verdict())
    status = DONE
    if is_sent:
        event, status = carried_out(form, lambda: form.perform(timezone.now()))
        if event is not None:
            messages.success(request, _("%(verb)s: done.") % {"verb": form.heading})
            return redirect("instruction", found.pk)
    found = load_instruction(request.post, found.pk)
    return render(request, "workspace/instruction.html", _context(request, found, form), status=status)
