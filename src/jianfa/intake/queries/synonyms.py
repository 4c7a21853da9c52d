"""The list of synonyms in force: the newest confirmed one, or the one that comes along."""

from dataclasses import dataclass
from functools import cache
from importlib import resources
from uuid import UUID

from django.db.models import QuerySet

from jianfa.intake.models import SynonymList
from jianfa.kit.similar import Synonyms
from jianfa.organisations.models import Post
from jianfa.organisations.policy import not_found


@cache
def packaged() -> str:
    """Return the list that comes along (示例), as text."""
    return resources.files("jianfa.ledger.data").joinpath("synonyms.txt").read_text(encoding="utf-8")


@dataclass(frozen=True)
class InForce:
    """The list as texts are compared by it now; version 0 is the one that comes along."""

    version: int
    text: str
    row: SynonymList | None

    @property
    def synonyms(self) -> Synonyms:
        return Synonyms.read(self.text)


def in_force() -> InForce:
    """Return the list in force; one query."""
    row = _shown().filter(state=SynonymList.State.CONFIRMED).order_by("-version").first()
    return InForce(row.version, row.text, row) if row else InForce(0, packaged(), None)


def waiting() -> SynonymList | None:
    """Return the version that waits for its answer."""
    return _shown().filter(state=SynonymList.State.PROPOSED).first()


def earlier() -> list[SynonymList]:
    """Return the versions there were, the newest first."""
    return list(_shown()[:50])


def load_synonyms(post: Post | None, list_id: UUID) -> SynonymList:
    """Return a version; raise Refused (404) where there is none."""
    found = _shown().filter(pk=list_id).first() if post is not None else None
    if found is None:
        raise not_found()
    return found


def _shown() -> "QuerySet[SynonymList]":
    return SynonymList.objects.select_related("proposer", "proposed_by__unit", "decider")
