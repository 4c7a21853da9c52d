"""What a person has confirmed to be alike, and two texts side by side."""

from dataclasses import dataclass, replace
from uuid import UUID

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from jianfa.intake.models import Demand, DemandLink
from jianfa.intake.queries.loading import demand_of
from jianfa.intake.queries.similar import LONGEST, Piece, pieces
from jianfa.intake.queries.synonyms import in_force
from jianfa.intake.queries.texts import DEMAND, PROBLEM
from jianfa.intake.queries.words import words_of
from jianfa.intake.states import LinkKind
from jianfa.kit.similar import alike
from jianfa.ledger.models import Problem
from jianfa.ledger.queries import load_problem
from jianfa.organisations.models import Post
from jianfa.organisations.policy import not_found

MOST_SHOWN = 50


@dataclass(frozen=True)
class Confirmed:
    """A confirmed likeness as one of the two pages shows it."""

    link: DemandLink
    number: str
    title: str
    unit: str
    state: str
    url: str
    beside_url: str


def confirmed_of(thing: Demand | Problem, post: Post) -> list[Confirmed]:
    """Return what was confirmed to be like this, as far as the post may see it; three queries."""
    here = Q(problem=thing) if isinstance(thing, Problem) else Q(demand=thing) | Q(other=thing)
    rows = list(
        DemandLink.objects.filter(here, kind=LinkKind.LIKE, ended_at=None)
        .select_related("confirmed_by__person", "confirmed_by__unit")
        .order_by("confirmed_at")[:MOST_SHOWN]
    )
    ends = {row.pk: _far_end(row, thing) for row in rows}
    demands = (
        Demand.objects.visible_to(post).select_related("source_unit", "first_receiver", "drafted_by")
        .in_bulk([key for kind, key in ends.values() if kind == DEMAND])
    )  # fmt: skip
    problems = (
        Problem.objects.visible_to(post).select_related("source_unit")
        .in_bulk([key for kind, key in ends.values() if kind == PROBLEM])
    )  # fmt: skip
    own = PROBLEM if isinstance(thing, Problem) else DEMAND
    found = []
    for row in rows:
        kind, key = ends[row.pk]
        other = problems.get(key) if kind == PROBLEM else demands.get(key)
        if other is not None:
            shown = as_side(other, post)
            url = reverse("alike", args=[own, thing.pk, kind, key])
            found.append(Confirmed(row, shown.number, shown.heading, shown.unit, shown.state, shown.url, url))
    return found


def _far_end(row: DemandLink, thing: Demand | Problem) -> tuple[str, UUID]:
    if isinstance(thing, Demand) and row.demand_id == thing.pk:
        return (PROBLEM, row.problem_id) if row.problem_id else (DEMAND, row.other_id or row.demand_id)
    return DEMAND, row.demand_id


def link_between(one: Demand | Problem, other: Demand | Problem) -> DemandLink | None:
    """Return the confirmed likeness of two things, if there is one in force."""
    if isinstance(one, Problem):
        one, other = other, one
    if isinstance(one, Problem):
        return None
    if isinstance(other, Problem):
        pair = Q(demand=one, problem=other)
    else:
        pair = Q(demand=one, other=other) | Q(demand=other, other=one)
    return DemandLink.objects.filter(pair, kind=LinkKind.LIKE, ended_at=None).first()


@dataclass(frozen=True)
class Side:
    """One of two texts, as the post reads it."""

    kind: str
    name: str
    thing: Demand | Problem
    number: str
    heading: str
    body: str
    unit: str
    state: str
    url: str
    title: list[Piece]
    text: list[Piece]


def as_side(thing: Demand | Problem, post: Post) -> Side:
    """Return a demand or problem as the post reads it, nothing marked; no query."""
    if isinstance(thing, Problem):
        return Side(
            PROBLEM, _("Problem"), thing, thing.number or "", thing.title, thing.description,
            thing.source_unit.short_name, thing.get_state_display(), reverse("problem", args=[thing.pk]), [], [],
        )  # fmt: skip
    words = words_of(thing, post)
    return Side(
        DEMAND, _("Demand"), thing, thing.receipt_no or "", words.title,
        "" if words.text == words.title else words.text, thing.source_unit.short_name, thing.get_state_display(),
        reverse("demand", args=[thing.pk]), [], [],
    )  # fmt: skip


def beside(one: Demand | Problem, other: Demand | Problem, post: Post) -> tuple[Side, Side]:
    """Return both texts with what they have in common marked in each."""
    sides = as_side(one, post), as_side(other, post)
    wholes = [f"{side.heading}\n{side.body}"[:LONGEST] for side in sides]
    spans = alike(wholes[0], wholes[1], in_force().synonyms)
    first, second = (
        replace(
            side, title=pieces(whole, some, 0, len(side.heading)),
            text=pieces(whole, some, len(side.heading) + 1, len(whole)),
        )
        for side, whole, some in zip(sides, wholes, spans, strict=True)
    )  # fmt: skip
    return first, second


def load_thing(post: Post, kind: str, key: UUID) -> Demand | Problem:
    """Return a demand or problem the post may see; raise Refused (404) otherwise."""
    if kind == DEMAND:
        return demand_of(post, key)
    if kind == PROBLEM:
        return load_problem(post, key)
    raise not_found()
