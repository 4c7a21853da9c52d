"""Reads of the list: the loaders every page, API call and job goes through."""

from uuid import UUID

from django.db.models import QuerySet

from jianfa.ledger.models import Campaign, Gram, Problem
from jianfa.kit.grams import folded, needed_grams
from jianfa.organisations.models import Post
from jianfa.organisations.policy import not_found

SHOWN_WITH = (
    "campaign", "dimension", "template", "source_unit", "lead", "driver", "acting_unit", "addressee",
    "drafted_by__person", "submitted_by__person", "sponsor__person",
)  # fmt: skip


def load_problem(post: Post | None, problem_id: UUID) -> Problem:
    """Return a problem the post may see; raise Refused (404) with the same words as for one that is not there."""
    if post is None:
        raise not_found()
    found = Problem.objects.visible_to(post).filter(pk=problem_id).select_related(*SHOWN_WITH).first()
    if found is None:
        raise not_found()
    return found


def load_campaign(post: Post | None, campaign_id: UUID) -> Campaign:
    """Return a campaign; everyone with a post but the administrator works in all of them."""
    found = Campaign.objects.filter(pk=campaign_id).first() if post and post.role != "administrator" else None
    if found is None:
        raise not_found()
    return found


def searched(problems: QuerySet[Problem], query: str) -> QuerySet[Problem]:
    """Narrow to problems whose number, text or units contain the words; by index only (docs/search.md).

    White space separates words, all of which must occur; full and half width, upper and lower case are the same.
    """
    for word in query.split():
        short = folded(word)
        if not short:
            continue
        for gram in sorted(needed_grams(short)):
            problems = problems.filter(pk__in=Gram.objects.filter(gram=gram).values("problem_id"))
        if len(short) > 2:
            problems = problems.filter(search__contains=short)
    return problems
