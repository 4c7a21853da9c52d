"""Surveys where they stand on the desk: what is to be filled in or signed for the county."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from jianfa.intake.models import Asked
from jianfa.intake.queries.surveys import waiting_surveys
from jianfa.organisations.models import COUNTY_ROLES, Post, Role

Row = dict[str, Any]
ROWS_A_GROUP = 8


def survey_cards(post: Post) -> list[Row]:
    """Return what waits for a county about surveys: to be signed by its head, else to be filled in.

    One query for each kind, one more where there are many.
    """
    if post.role not in COUNTY_ROLES:
        return []
    waiting = waiting_surveys(post)
    groups = [("survey_answer", _("Surveys to answer"), waiting.filter(filled_at=None))]
    if post.role == Role.HEAD:
        groups.insert(0, ("survey_sign", _("Answers to surveys to sign"), waiting.exclude(filled_at=None)))
    cards = []
    for page, title, rows in groups:
        first = list(rows[: ROWS_A_GROUP + 1])
        if first:
            has_more = len(first) > ROWS_A_GROUP
            cards.append({
                "key": page, "title": title, "total": rows.count() if has_more else len(first), "has_more": has_more,
                "url": reverse("surveys"), "rows": [_row(row, page) for row in first[:ROWS_A_GROUP]],
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
