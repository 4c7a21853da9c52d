"""Reads of the list: the loaders every page, API call and job goes through."""

from collections.abc import Collection
from uuid import UUID

from django.db import connection
from django.db.models import Exists, OuterRef

from jianfa.kit.grams import folded, needed_grams
from jianfa.ledger.models import Campaign, Evidence, Gram, Problem, ProblemQuerySet
from jianfa.organisations.models import Post
from jianfa.organisations.policy import not_found
from jianfa.organisations.queries.single import one_of

MOST_WORDS = 8
MOST_GRAMS = 24
"""Grams of one word that are asked for; a longer word is compared with the text anyway."""
PROBED = 2_000

SHOWN_WITH = (
    "campaign", "dimension", "template", "source_unit", "lead", "driver", "acting_unit", "addressee",
    "drafted_by__person", "submitted_by__person", "sponsor__person",
)  # fmt: skip
"""What the page of one problem names."""
LISTED_WITH = ("campaign", "dimension", "source_unit", "lead", "driver", "acting_unit", "drafted_by", "sponsor")
"""What a row of a list names. With more tables PostgreSQL spends longer on its plan than on the rows."""


def load_problem(post: Post | None, problem_id: UUID) -> Problem:
    """Return a problem the post may see; raise Refused (404) with the same words as for one that is not there."""
    if post is None:
        raise not_found()
    found = one_of(Problem.objects.visible_to(post).filter(pk=problem_id).select_related(*SHOWN_WITH))
    if found is None:
        raise not_found()
    return found


def filed_evidence(problem: Problem, evidence_id: UUID) -> Evidence:
    """Return evidence with its file; refuse in the words of what does not exist."""
    found = problem.evidence.exclude(file=None).filter(pk=evidence_id).select_related("file").first()
    if found is None:
        raise not_found()
    return found


def load_campaign(post: Post | None, campaign_id: UUID) -> Campaign:
    """Return a campaign; everyone with a post but the administrator works in all of them."""
    found = Campaign.objects.filter(pk=campaign_id).first() if post and post.role != "administrator" else None
    if found is None:
        raise not_found()
    return found


def searched(problems: ProblemQuerySet, query: str) -> ProblemQuerySet:
    """Narrow to problems whose number, text or units contain the words; by index only (docs/search.md).

    White space separates words, all of which must occur; full and half width, upper and lower case are the same.
    The rarest gram of all words says which problems to look at; of each further word its rarest gram is looked up
    for those. Words of three characters and more are then compared with the text itself. Costs one query when the
    words have more than one gram.
    """
    words = list(dict.fromkeys(word for word in map(folded, query.split()) if word))[:MOST_WORDS]
    needed = {word: sorted(needed_grams(word))[:MOST_GRAMS] for word in words}
    counts = gram_counts({gram for grams in needed.values() for gram in grams})
    rarest = dict.fromkeys(min(needed[word], key=lambda gram: (counts[gram], gram)) for word in words)
    for place, gram in enumerate(sorted(rarest, key=counts.__getitem__)):
        if place == 0:
            problems = problems.filter(pk__in=Gram.objects.filter(gram=gram).values("problem_id"))
        else:
            problems = problems.filter(Exists(Gram.objects.filter(gram=gram, problem=OuterRef("pk"))))
    for word in words:
        if len(word) > 2:
            problems = problems.filter(search__contains=word)
    return problems


def gram_counts(grams: Collection[str]) -> dict[str, int]:
    """Return how many problems have each gram, counted up to PROBED: enough to tell rare from frequent.

    In SQL, because a count that stops early inside a union is beyond the ORM on SQLite. One gram costs no query.
    """
    if len(grams) < 2:
        return dict.fromkeys(grams, 0)
    table = connection.ops.quote_name(Gram._meta.db_table)
    one = f"SELECT %s, (SELECT COUNT(*) FROM (SELECT 1 FROM {table} WHERE gram = %s LIMIT {PROBED}) AS few)"  # noqa: S608  no typed text
    ordered = sorted(grams)
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join([one] * len(ordered)), [gram for pair in ordered for gram in (pair, pair)])
        return dict(cursor.fetchall())
