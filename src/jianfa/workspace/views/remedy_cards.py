"""What waits about remedies, as cards of my desk."""

from typing import Any

from django.urls import reverse

from jianfa.organisations.models import Post
from jianfa.remedies.forms import form_for
from jianfa.remedies.queries.waiting import Wait, remedies_waiting


def remedy_cards(post: Post) -> list[dict[str, Any]]:
    """Return what waits for the post, grouped like what waits about problems."""
    return [_card(wait, rows, total) for wait, rows, total in remedies_waiting(post)]


def _card(wait: Wait, rows: list[Any], total: int) -> dict[str, Any]:
    url = reverse("remedies_of", args=["petitions"]) if wait.kind == "petitions" else reverse("home")
    return {
        "key": wait.key, "title": wait.title, "total": total, "has_more": False, "url": url,
        "rows": [_row(wait, row) for row in rows],
    }  # fmt: skip


def _row(wait: Wait, row: Any) -> dict[str, Any]:
    step = form_for(wait.kind, wait.verb)
    assert step is not None  # the table names verbs that are there
    if wait.kind == "petitions":
        title, second = row.title, f"{row.from_unit.name} → {row.addressee.name}"
    elif wait.kind == "services":
        title, second = row.what, f"{row.unit.name} · {row.problem.number or ''} {row.problem.title}"
    else:
        title, second = f"{row.problem.number or ''} {row.problem.title}".strip(), row.get_state_display()
    page = reverse("remedy", args=[wait.kind, row.pk])
    button = {"label": str(step.name), "url": reverse("remedy_step", args=[wait.kind, row.pk, wait.verb])}
    return {"title": title, "url": page, "second": second, "button": button}
