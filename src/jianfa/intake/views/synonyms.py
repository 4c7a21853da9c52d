"""The list of synonyms: read it, propose another one, confirm it."""

import difflib
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from jianfa.intake import actions
from jianfa.intake.forms.synonyms import SynonymsForm
from jianfa.intake.policy.likeness import (
    may_propose_synonyms,
    may_see_synonyms,
    may_settle_synonyms,
    may_take_back_synonyms,
)
from jianfa.intake.queries.synonyms import earlier, in_force, load_synonyms, waiting
from jianfa.intake.views import Request
from jianfa.organisations.policy import Refused, not_found, require

VERBS = {
    "confirm": (actions.confirm_synonyms, gettext_lazy("The list is in force; texts are compared by it from now on.")),
    "reject": (actions.reject_synonyms, gettext_lazy("The list stays as it was.")),
    "withdraw": (actions.withdraw_synonyms, gettext_lazy("The proposal has been taken back.")),
}


@require_http_methods(["GET", "HEAD", "POST"])
def synonyms(request: Request) -> HttpResponse:
    """Show the list in force and what is proposed; on POST propose another one."""
    require(may_see_synonyms(request.post))
    known, proposed = in_force(), waiting()
    form = SynonymsForm(request.POST or None, initial={"text": known.text.strip()})
    status = 200
    if request.method == "POST":
        require(may_propose_synonyms(request.post))
        status = 400
        if form.is_valid():
            try:
                actions.propose_synonyms(actor=request.post, at=timezone.now(), **form.cleaned_data)
            except Refused as refused:
                form.add_error(refused.field, str(refused.sentence))
                status = refused.why.value
            else:
                messages.success(request, _("Proposed; a department head confirms it."))
                return redirect("synonyms")
    context = {
        "known": known, "proposed": proposed, "form": form, "lines": known.text.strip().splitlines(),
        "changes": changes_of(known.text, proposed.text) if proposed else [],
        "versions": earlier(),
        "may_propose": bool(may_propose_synonyms(request.post)) and proposed is None,
        "may_settle": bool(proposed and may_settle_synonyms(request.post, proposed)),
        "may_take_back": bool(proposed and may_take_back_synonyms(request.post, proposed)),
    }  # fmt: skip
    return render(request, "intake/synonyms.html", context, status=status)


def changes_of(old: str, new: str) -> list[tuple[str, str]]:
    """Return the lines that come and go, each with + or −.

    >>> changes_of("驿站 站点", "驿站 站点 服务站")
    [('−', '驿站 站点'), ('+', '驿站 站点 服务站')]
    """
    compared = difflib.ndiff(old.strip().splitlines(), new.strip().splitlines())
    return [("+" if line[0] == "+" else "−", line[2:]) for line in compared if line[0] in "+-"]


@require_POST
def synonyms_settle(request: Request, list_id: UUID, verb: str) -> HttpResponse:
    """Confirm, reject or take back what was proposed."""
    require(may_see_synonyms(request.post))
    proposed = load_synonyms(request.post, list_id)
    if verb not in VERBS:
        raise not_found()
    act, sentence = VERBS[verb]
    act(proposed, actor=request.post, at=timezone.now())
    messages.success(request, str(sentence))
    return redirect("synonyms")
