"""Surveys where they stand on the desk: what is to be filled in or signed for the county."""

from typing import Any

from django.db.models import Count, Window
from django.urls import reverse
from django.utils.translation import gettext as _

from jianfa.intake.models import Asked
from jianfa.intake.queries.surveys import waiting_surveys
from jianfa.organisations.models import COUNTY_ROLES, Post, Role

Row = dict[str, Any]
ROWS_A_GROUP = 8


def survey_cards(post: Post) -> list[Row]:
    """Return what waits for a county about surveys: to be signed by its head, else to be filled in.

    One query for each kind, however many there are.
    """
    if post.role not in COUNTY_ROLES:
        return []
    waiting = waiting_surveys(post)
    groups = [("survey_answer", _("Surveys to answer"), waiting.filter(filled_at=None))]
    if post.role == Role.HEAD:
        groups.insert(0, ("survey_sign", _("Answers to surveys to sign"), waiting.exclude(filled_at=None)))
    cards = []
    for page, title, rows in groups:
        first = list(rows.annotate(total=Window(Count("pk")))[:ROWS_A_GROUP])
        if first:
            total = first[0].total
            cards.append({
                "key": page, "title": title, "total": total, "has_more": total > len(first),
                "url": reverse("surveys"), "rows": [_row(row, page) for row in first],
            })  # fmt: skip
    return cards


def _row(asked: Asked, page: str) -> Row:
    survey = asked.survey
    label = _("Look at it and sign") if page == "survey_sign" else _("Fill it in")
    return {
        "title": survey.title, "url": reverse("survey", args=[survey.pk]), "light": None,
        "second": _("answer by %(day)s") % {"day": survey.due.isoformat()},
        "button": {"label": label, "url": reverse(page, args=[survey.pk])},
    }  # fmt: skip
