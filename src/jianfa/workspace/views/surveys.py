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
    """Return what waits for a county about surveys: to be signed by its head, else to be filled in; one query."""
    if post.role not in COUNTY_ROLES:
        return []
    rows = list(waiting_surveys(post))  # some few at a time: surveys that are open, for one county
    signs = [row for row in rows if row.is_filled and post.role == Role.HEAD]
    fills = [row for row in rows if not row.is_filled]
    groups = (
        ("survey_sign", _("Answers to surveys to sign"), signs),
        ("survey_answer", _("Surveys to answer"), fills),
    )
    return [
        {
            "key": page, "title": title, "total": len(found), "has_more": len(found) > ROWS_A_GROUP,
            "url": reverse("surveys"), "rows": [_row(row, page) for row in found[:ROWS_A_GROUP]],
        }
        for page, title, found in groups
        if found
    ]  # fmt: skip


def _row(asked: Asked, page: str) -> Row:
    survey = asked.survey
    label = _("Look at it and sign") if page == "survey_sign" else _("Fill it in")
    return {
        "title": survey.title, "url": reverse("survey", args=[survey.pk]), "light": None,
        "second": _("answer by %(day)s") % {"day": survey.due.isoformat()},
        "button": {"label": label, "url": reverse(page, args=[survey.pk])},
    }  # fmt: skip
