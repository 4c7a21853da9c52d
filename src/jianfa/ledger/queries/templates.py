"""Campaign templates that come with the product: goals, limits and criteria to begin with, all of them examples."""

import json
from functools import cache
from pathlib import Path
from typing import Any


@cache
def campaign_templates() -> tuple[dict[str, Any], ...]:
    """Return the templates of ledger/data/campaign_templates.json, each with its classes and their criteria."""
    path = Path(__file__).resolve().parent.parent / "data" / "campaign_templates.json"
    return tuple(json.loads(path.read_text(encoding="utf-8"))["templates"])


def campaign_template(key: str) -> dict[str, Any]:
    """Return one template; the first where the key is unknown."""
    return next((found for found in campaign_templates() if found["key"] == key), campaign_templates()[0])
