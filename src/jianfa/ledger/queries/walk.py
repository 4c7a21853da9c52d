"""The walk from the signed list to today's: baseline + added − merged − voided, each with its rows."""

from dataclasses import dataclass

from django.db.models import Count, QuerySet

from jianfa.ledger.models import Amendment, Baseline
from jianfa.ledger.queries.figures import AsOf


@dataclass(frozen=True)
class Walk:
    """``steps`` is kind → how many; ``other`` are rows on the list that no amendment explains (期初)."""

    baseline: Baseline | None
    steps: dict[str, int]
    other: int


def walk_of(as_of: AsOf, total: int) -> Walk:
    """Return the walk since the latest baseline as of the day; two queries."""
    baseline = baselines(as_of).order_by("-version").first()
    if baseline is None:
        return Walk(None, {}, 0)
    steps = dict(amendments(as_of, baseline).order_by().values_list("kind").annotate(n=Count("*")))
    explained = baseline.count + sum(Amendment.STEP[kind] * n for kind, n in steps.items())
    return Walk(baseline, steps, total - explained)


def baselines(as_of: AsOf) -> QuerySet[Baseline]:
    """Return the versions signed by the end of the day."""
    return Baseline.objects.filter(campaign=as_of.campaign, signed_at__lt=as_of.end)


def amendments(as_of: AsOf, baseline: Baseline) -> QuerySet[Amendment]:
    """Return what changed the count between that version and the end of the day."""
    return Amendment.objects.filter(
        campaign=as_of.campaign, at__gt=baseline.signed_at, at__lt=as_of.end
    ).order_by("at")  # fmt: skip
