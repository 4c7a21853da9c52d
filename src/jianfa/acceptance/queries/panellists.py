"""Who could sit on a panel."""

from datetime import date

from jianfa.acceptance.policy import (
    matter_of,
    unit_parents,
    units_held,
)
from jianfa.ledger.models import Problem
from jianfa.organisations.models import Post, Role
from jianfa.organisations.rules import related_units


def independent_panellists(problem: Problem, today: date) -> list[Post]:
    """Return the panellists of today who have nothing to do with the problem; four queries for all of them."""
    posts = list(Post.objects.on(today).filter(role=Role.PANELLIST).select_related("person", "unit", "substitute_for"))
    matter, parents = matter_of(problem), unit_parents()
    held = units_held({person for post in posts for person in post.stands_for})
    units = {post.pk: set().union(*(held[person] for person in post.stands_for)) for post in posts}
    return [
        post
        for post in posts
        if not post.stands_for & matter.persons and not related_units(units[post.pk], matter.units, parents)
    ]
