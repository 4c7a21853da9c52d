"""Text that was pasted: what could be tidied in it is offered, and nothing is changed unasked."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST

from jianfa.exchange.reading.sentences import NOTES
from jianfa.kit.text import mend
from jianfa.workspace.views import Request

LONGEST = 5000
"""Longer pastes are not looked at: a whole document is imported, not typed."""


@require_POST
def mending(request: Request) -> HttpResponse:
    """Answer a pasted ``text`` with the forms it may take instead; with nothing where it is in order.

    A text with tabs is part of a sheet, which the page that takes sheets reads itself.
    """
    text = request.POST.get("text", "").replace("\r\n", "\n")
    mended = mend(text)
    if "\t" in text or len(text) > LONGEST or (mended.text == text.strip() and mended.offered is None):
        return HttpResponse(status=204)
    context = {
        "text": text, "mended": mended.text if mended.text != text.strip() else "", "offered": mended.offered,
        "notes": [NOTES[found.kind] for found in mended.mends],
    }  # fmt: skip
    return render(request, "workspace/_mending.html", context)
