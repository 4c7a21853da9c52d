"""What a text is likely to become, judged by the listed problems most like it, which are the reason that is shown."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import islice

from django.utils.translation import gettext_lazy as _

from jianfa.intake.models import Demand
from jianfa.intake.queries.similar import Asked, asked_of_problem, hits_for, problems_for
from jianfa.intake.queries.texts import DEMAND, PROBLEM, key_of, subjects_of
from jianfa.intake.queries.words import words_of
from jianfa.kit.similar import Hit
from jianfa.kit.similar.classify import NEIGHBOURS, guesses_of
from jianfa.ledger.models import Campaign, Dimension, Problem
from jianfa.ledger.states import ON_LIST, Sensitivity
from jianfa.organisations.models import Post

DEEP = 500
"""So many of the most alike texts are looked through for listed problems."""
FEWEST = 3
"""Earlier problems that must say the same before anything is suggested."""
SHARE = 0.6
"""Of what the most alike problems say, the part that must agree."""
REASONS = 6


@dataclass(frozen=True)
class Suggestion:
    """A value for a field of the triage table, and the earlier problems it was learned from."""

    field: str
    name: str
    value: str
    """As the form wants it: a code, an id, the name of a unit."""
    label: str
    n: int
    """So many earlier problems say so."""
    because: Sequence[Problem]
    """The most alike of them."""


def _dimension(row: Problem) -> tuple[str, str] | None:
    return (row.dimension.name, row.dimension.name) if row.dimension else None


def _solver(row: Problem) -> tuple[str, str] | None:
    return (row.solver, row.get_solver_display()) if row.solver else None


def _nature(row: Problem) -> tuple[str, str] | None:
    return (row.nature, row.get_nature_display()) if row.nature else None


def _lead(row: Problem) -> tuple[str, str] | None:
    return (row.lead.name, row.lead.name) if row.lead and row.lead.valid_until is None else None


FIELDS: dict[str, tuple[object, Callable[[Problem], tuple[str, str] | None]]] = {
    "solver": (_("who must solve it"), _solver),
    "nature": (_("nature"), _nature),
    "dimension": (_("dimension"), _dimension),
    "lead": (_("lead unit"), _lead),
}


def suggested_for_problem(problem: Problem, post: Post) -> list[Suggestion]:
    """Return what earlier problems suggest for one that is to be judged, of what is still open in it."""
    asked = asked_of_problem(problem, post)
    if asked is None:
        return []
    known = {
        "solver": problem.solver, "nature": problem.nature, "dimension": problem.dimension_id, "lead": problem.lead_id,
    }  # fmt: skip
    return [one for one in suggested(asked, problem.campaign) if not known[one.field]]


def suggested_for_demand(demand: Demand, post: Post) -> list[Suggestion]:
    """Return what earlier problems suggest for one that a demand is to become."""
    if demand.sensitivity == Sensitivity.SENSITIVE:
        return []
    words = words_of(demand, post)
    asked = Asked(
        post, words.title, words.text, is_practice=demand.campaign.is_practice, besides=(key_of(DEMAND, demand.pk),)
    )
    return suggested(asked, demand.campaign)


def suggested(asked: Asked, campaign: Campaign) -> list[Suggestion]:
    """Return what the listed problems most like a text, that the post may see, agree on; nothing where few do."""
    hits, _synonyms = hits_for(asked, DEEP, by_words=True)  # labels are foreseen best by words (docs/similarity.md)
    rows = {
        key_of(PROBLEM, row.pk): row
        for row in problems_for(asked)
        .filter(pk__in=subjects_of(PROBLEM, [hit.key for hit in hits]), state__in=ON_LIST)
        .select_related("dimension", "lead")
    }
    nearest = list(islice((hit for hit in hits if hit.key in rows), NEIGHBOURS))
    found = [_agreed(name, nearest, rows) for name in FIELDS]
    own = {row.name: row for row in Dimension.objects.filter(campaign=campaign)} if any(found) else {}
    return [one for one in (_in_campaign(one, own) for one in found if one) if one]


def _agreed(field: str, nearest: Sequence[Hit[str]], rows: dict[str, Problem]) -> Suggestion | None:
    name, read = FIELDS[field]
    said = {hit.key: value for hit in nearest if (value := read(rows[hit.key]))}
    guesses = guesses_of(nearest, {key: code for key, (code, _label) in said.items()})
    if not guesses or guesses[0].share < SHARE or len(guesses[0].because) < FEWEST:
        return None
    best = guesses[0]
    label = said[best.because[0].key][1]
    reasons = [rows[hit.key] for hit in best.because[:REASONS]]
    return Suggestion(field, str(name), best.label, label, len(best.because), reasons)


def _in_campaign(one: Suggestion, own: dict[str, Dimension]) -> Suggestion | None:
    """A dimension goes by its name, for each campaign has rows of its own; one that it lacks is not suggested."""
    if one.field != "dimension":
        return one
    row = own.get(one.value)
    if row is None:
        return None
    return Suggestion(one.field, one.name, str(row.pk), one.label, one.n, one.because)


def values_of(suggestions: Sequence[Suggestion]) -> dict[str, str]:
    """Return the values by field, as a form takes them."""
    return {one.field: one.value for one in suggestions}
