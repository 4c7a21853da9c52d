"""What was confirmed to be like a demand or problem, for both pages."""

from typing import Any

from django import template

from jianfa.intake.models import Demand
from jianfa.intake.queries.likeness import Confirmed, confirmed_of
from jianfa.ledger.models import Problem

register = template.Library()


@register.simple_tag(takes_context=True)
def confirmed_likes(context: dict[str, Any], thing: Demand | Problem) -> list[Confirmed]:
    """Return what was confirmed to be like this, as far as whoever reads the page may see it."""
    return confirmed_of(thing, context["request"].post)
