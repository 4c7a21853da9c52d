"""One thing of each kind, through its loader: an effect, a policy, a service, a petition, a pairing."""

from typing import Any
from uuid import UUID

from jianfa.organisations.models import Post
from jianfa.organisations.policy import not_found
from jianfa.organisations.queries.single import one_of
from jianfa.remedies.models import Effect, LinkPairing, Petition, PolicyMeasure, TargetedService

KINDS: dict[str, tuple[Any, tuple[str, ...]]] = {
    "effects": (
        Effect,
        ("problem__campaign", "problem__acting_unit", "unit", "asked_by__person", "settled_by__person"),
    ),
    "policies": (PolicyMeasure, ("entered_by__person", "entered_by__unit")),
    "services": (TargetedService, ("problem__source_unit", "unit", "offered_by__person", "judged_by__person")),
    "petitions": (
        Petition,
        ("problem", "addressee", "from_unit", "drafted_by__person", "drafted_by__unit", "signed_by__person"),
    ),
    "pairings": (LinkPairing, ("county", "leader__person", "department", "made_by__person")),
}
"""The word in the address → the noun, and what its page names."""
LISTED = ("policies", "petitions", "pairings")
"""Kinds with a list of their own; effects and services are found on the page of their problem."""


def load_thing(post: Post, kind: str, thing_id: UUID) -> Any:
    """Return a thing the post may see; raise Refused (404) with the words for one that is not there."""
    if kind not in KINDS:
        raise not_found()
    model, shown_with = KINDS[kind]
    found = one_of(model.objects.visible_to(post).filter(pk=thing_id).select_related(*shown_with))
    if found is None:
        raise not_found()
    return found


def rows_of(post: Post, kind: str) -> Any:
    """Return the rows of one kind that the post may see, with what a list names."""
    model, shown_with = KINDS[kind]
    return model.objects.visible_to(post).select_related(*shown_with)
