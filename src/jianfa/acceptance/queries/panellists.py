"""Who could sit on a panel."""

from collections.abc import Collection
from datetime import date, datetime, time, timedelta
from uuid import UUID

from django.utils import timezone

from jianfa.acceptance.models import PanelMember
from jianfa.acceptance.policy import (
    checked_before,
    checked_counties,
    known_counties,
    matter_of,
    unit_parents,
    units_held,
)
from jianfa.acceptance.rules import Counties, mutual
from jianfa.ledger.models import Problem
from jianfa.organisations.models import Post, Role
from jianfa.organisations.rules import related_units


def independent_panellists(problem: Problem, today: date) -> list[Post]:
    """Return the panellists of today who have nothing to do with the problem and whose county makes no mutual pair.

    As many queries for all of them as for one.
    """
    posts = list(Post.objects.on(today).filter(role=Role.PANELLIST).select_related("person", "unit", "substitute_for"))
    matter, parents = matter_of(problem), unit_parents()
    people = {person for post in posts for person in post.stands_for}
    held = units_held(people)
    units = {post.pk: set().union(*(held[person] for person in post.stands_for)) for post in posts}
    free = [
        post
        for post in posts
        if not post.stands_for & matter.persons and not related_units(units[post.pk], matter.units, parents)
    ]
    known = known_counties()
    tonight = timezone.make_aware(datetime.combine(today + timedelta(days=1), time.min))
    checked, earlier = checked_counties(problem, known), checked_before(problem, tonight, known)
    if not earlier:
        return free
    now = counties_today(people, today, known)
    return [
        post for post in free if not mutual(set().union(*(now[person] for person in post.stands_for)), checked, earlier)
    ]


def counties_today(people: Collection[UUID], today: date, known: Counties) -> dict[UUID, set[UUID]]:
    """Return person → the counties of every post held that day."""
    found: dict[UUID, set[UUID]] = {person: set() for person in people}
    rows = Post.objects.on(today).filter(person__in=people)
    for person, unit in rows.values_list("person_id", "unit_id"):
        if (county := known.get(unit)) is not None:
            found[person].add(county)
    return found


def members_to_replace(problem: Problem) -> "list[PanelMember]":
    """Return the members for whom another may be named: those who left first, then those who have not recorded."""
    rows = PanelMember.objects.filter(
        panel__application__problem=problem, panel__application__ended_at=None, panel__ended_at=None, recorded_at=None,
        replaced_by=None,
    )  # fmt: skip
    found = list(rows.select_related("panel", "post__person", "post__unit"))
    return sorted(found, key=lambda member: (member.left_at is None, member.post.person.name))
