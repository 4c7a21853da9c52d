"""Which campaigns a list is about: unasked all but those for practice, and it says so."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from django.db.models import Q
from django.utils.translation import gettext as _

from jianfa.ledger.models import Campaign

REAL, ALL = "real", "all"
"""Values of the filter ``campaign`` beside ids: every campaign but those for practice, and truly all."""
SCOPES = frozenset({REAL, ALL})
Values = dict[str, list[str]]


def has_both(campaigns: Sequence[Campaign]) -> bool:
    """Say whether there is practice beside something real, so that a list has to say which of them it shows."""
    return {row.is_practice for row in campaigns} == {True, False}


def options_of(campaigns: Sequence[Campaign]) -> list[tuple[str, str]]:
    """Return what can be chosen, with its words."""
    scopes = [(REAL, _("All but practice")), (ALL, _("All, practice too"))] if has_both(campaigns) else []
    return [*scopes, *((str(row.pk), row.name) for row in campaigns)]


def scoped(values: Mapping[str, list[str]], campaigns: Sequence[Campaign]) -> Values:
    """Add which campaigns are meant where nobody said so; where there is no practice there is nothing to say."""
    if has_both(campaigns):
        return {"campaign": [REAL], **values}  # what was asked for comes later and prevails
    return {key: given for key, given in values.items() if key != "campaign" or not SCOPES & set(given)}


def one_campaign(given: Sequence[str] | None, campaigns: Sequence[Campaign]) -> Campaign | None:
    """Return the one campaign these values mean; None where they may mean several."""
    asked = set(given or [ALL])
    meant = [row for row in campaigns if {ALL, str(row.pk)} & asked or (REAL in asked and not row.is_practice)]
    return meant[0] if len(meant) == 1 else None


def condition_of(given: Sequence[str]) -> Q:
    """Return the condition on problems for these values."""
    if ALL in given:
        return Q()
    named = Q(campaign__in=ids_of(given))
    # Told what to leave out, the database goes on reading the list in its order instead of gathering all of it first.
    return named | ~Q(campaign__in=Campaign.objects.filter(is_practice=True)) if REAL in given else named


def ids_of(given: Sequence[str]) -> list[UUID]:
    """Return the campaigns among these values that are named by id."""
    return [UUID(value) for value in given if value not in SCOPES]
