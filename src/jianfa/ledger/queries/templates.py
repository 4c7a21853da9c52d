"""Templates: those of campaigns that come with the product (examples), and the class a problem is listed with."""

import json
from functools import cache
from pathlib import Path
from typing import Any

from jianfa.ledger.models import ClassTemplate, Problem


@cache
def campaign_templates() -> tuple[dict[str, Any], ...]:
    """Return the templates of ledger/data/campaign_templates.json, each with its classes and their criteria."""
    path = Path(__file__).resolve().parent.parent / "data" / "campaign_templates.json"
    return tuple(json.loads(path.read_text(encoding="utf-8"))["templates"])


def class_in_force(problem: Problem) -> ClassTemplate | None:
    """Return the problem's class as it is now: a class that was changed meanwhile is found again by its name."""
    template = problem.template
    if template is None or template.ended_at is None:
        return template
    return problem.campaign.class_templates.filter(name=template.name, ended_at=None).first()


def campaign_template(key: str) -> dict[str, Any]:
    """Return one template; the first where the key is unknown."""
    return next((found for found in campaign_templates() if found["key"] == key), campaign_templates()[0])
