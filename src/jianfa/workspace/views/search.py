"""Search over problems and units; a whole number goes straight to its problem, a problem for practice too."""

import unicodedata
from typing import Any
from urllib.parse import urlencode

from django.db.models import F
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from jianfa.kit.grams import folded
from jianfa.ledger.models import Problem
from jianfa.ledger.queries import LISTED_WITH, searched
from jianfa.organisations.models import Role
from jianfa.organisations.policy import not_found
from jianfa.supervision.queries import lights_of
from jianfa.workspace.queries.paging import total_of
from jianfa.workspace.queries.scope import ALL
from jianfa.workspace.queries.summing import units_found
from jianfa.workspace.rules import marked, snippet
from jianfa.workspace.views import Request

MOST_SHOWN = 30
UNITS_SHOWN = 5
"""Further units are folded away: a common word would push the problems out of sight."""
LONGEST_QUERY = 100


@require_safe
def search(request: Request) -> HttpResponse:
    """Show what contains all the words typed; what is only practice is counted apart and one click away."""
    if request.post.role == Role.ADMINISTRATOR:
        raise not_found()
    typed = request.GET.get("q", "").strip()[:LONGEST_QUERY]
    visible = Problem.objects.visible_to(request.post)
    number = "".join(unicodedata.normalize("NFKC", typed).split())
    if number and (direct := visible.filter(number=number).first()):
        return redirect("problem", direct.pk)
    words = [word for word in map(folded, typed.split()) if word]
    context: dict[str, Any] = {"search_query": typed, "words": words, "rows": [], "units": [], "total": 0}
    if words:
        with_practice = searched(visible, typed)
        is_wide = request.GET.get("campaign") == ALL
        found = with_practice if is_wide else with_practice.without_practice()
        today = timezone.localdate()
        scope = {"campaign": ALL} if is_wide else {}
        units = units_found(request.post, words)
        newest = (F("number_order").desc(nulls_last=True), "pk")
        first = list(found.order_by(*newest).values_list("pk", flat=True)[:MOST_SHOWN])
        shown = list(Problem.objects.filter(pk__in=first).select_related(*LISTED_WITH).order_by(*newest))
        lights = lights_of(shown, today)
        context |= {
            "rows": [_row(problem, words) | {"light": lights[problem.pk]} for problem in shown],
            "total": total_of(found),
            "practised": 0 if is_wide else total_of(with_practice.filter(campaign__is_practice=True)),
            "practice_url": f"{reverse('search')}?{urlencode({'q': typed, 'campaign': ALL})}",
            "list_url": f"{reverse('problems')}?{urlencode({'q': typed, **scope})}",
            "more_units": max(len(units) - UNITS_SHOWN, 0),
            "units": [
                {"url": reverse("unit", args=[row.pk]), "name": marked(row.name, words), "kind": row.get_kind_display()}
                for row in units
            ],
        }
    return render(request, "workspace/search.html", context)


def _row(problem: Problem, words: list[str]) -> dict[str, Any]:
    """Return a row with the words marked where they stand: number, title, text, units."""
    units = [problem.source_unit.name] + ([problem.lead.name] if problem.lead else [])
    return {
        "url": reverse("problem", args=[problem.pk]),
        "number": marked(problem.number or "", words),
        "title": marked(problem.title, words),
        "text": snippet(problem.description, words),
        "units": marked(" · ".join(dict.fromkeys(units)), words),
        "state": problem.get_state_display(),
    }
