"""Demands where they stand on other pages: the desk, a problem."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from jianfa.intake.models import Demand, Survey
from jianfa.intake.queries import demands_of_problem, demands_waiting, title_of
from jianfa.intake.queries.waiting import DemandGroup
from jianfa.intake.states import MOVES
from jianfa.ledger.models import Problem
from jianfa.organisations.models import Post

Row = dict[str, Any]


def demand_cards(post: Post) -> list[Row]:
    """Return what waits for the post about demands, grouped like what waits about problems."""
    return [
        {
            "key": group.wait.key, "title": group.wait.title, "total": group.total,
            "has_more": group.total > len(group.rows), "url": f"{reverse('demands')}?{group.wait.filter}",
            "rows": [_row(row, group, post) for row in group.rows],
        }
        for group in demands_waiting(post)
    ]  # fmt: skip


def _row(row: Demand, group: DemandGroup, post: Post) -> Row:
    page = reverse("demand", args=[row.pk])
    verb = group.wait.verb
    label = str(MOVES[verb].name) if verb else _("Look at it")
    parts = [row.source_unit.name, str(row.get_channel_display()), f"{row.raised_at:%m-%d}"]
    if row.urgent:
        parts.insert(0, f"▲ {row.get_urgent_display()}")
    return {
        "number": row.receipt_no or "", "title": title_of(row, post), "url": page, "second": " · ".join(parts),
        "light": None,
        "button": {
            "label": label[:1].upper() + label[1:],
            "url": reverse("demand_step", args=[row.pk, verb]) if verb else page,
        },
    }  # fmt: skip


def demand_facts(problem: Problem, post: Post) -> list[Row]:
    """Return the demands and the survey behind a problem as facts at its side."""
    surveys = Survey.objects.visible_to(post).filter(problems__problem=problem).order_by("drafted_at")
    asked: list[Row] = [
        {"label": _("Survey"), "value": row.title, "url": reverse("survey", args=[row.pk]), "second": ""}
        for row in surveys
    ]
    return asked + [
        {
            "label": _("Demand"), "value": f"{row.receipt_no} {title_of(row, post)}",
            "url": reverse("demand", args=[row.pk]), "second": row.source_unit.name,
        }
        for row in demands_of_problem(problem, post)
    ]  # fmt: skip
