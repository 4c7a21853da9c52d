"""The demands and problems most like a text, of those a post may see, with what is alike marked."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.urls import reverse

from jianfa.intake.models import WHOLE_CITY, Demand, DemandQuerySet
from jianfa.intake.queries.texts import DEMAND, PROBLEM, UNHEARD, UNLISTED, key_of, keys_of, subjects_of, texts_now
from jianfa.intake.queries.words import words_of
from jianfa.kit.similar import Hit, Span, Synonyms, alike
from jianfa.ledger.models import Problem, ProblemQuerySet
from jianfa.ledger.states import Sensitivity
from jianfa.organisations.models import Post

LEAST_BY_WORDS, LEAST_BY_SENSE = 0.12, 0.06
"""Below this score nothing is shown, without and with an encoder (docs/similarity.md)."""
SHOWN = 5
DEEP = 200
"""Of whoever sees the whole city, so many texts are looked through for those to be shown."""
MOST_OWN = 2_000
"""Of whoever sees a part, the newest demands and problems that are compared; each is scored exactly."""
LONGEST = 4_000
"""Characters of a text that are compared and shown."""
SNIPPET = 160

Piece = tuple[str, bool]
"""A part of a text, and whether the other text has it too."""


@dataclass(frozen=True)
class Asked:
    """A text, who asks, and what shall not be found: itself."""

    post: Post
    head: str
    body: str = ""
    is_practice: bool = False
    """What is practised resembles nothing real, and the other way round."""
    besides: Collection[str] = ()

    @property
    def text(self) -> str:
        return f"{self.head}\n{self.body}"[:LONGEST]


@dataclass(frozen=True)
class Similar:
    """A demand or problem that was found, as the post reads it."""

    kind: str
    id: UUID
    number: str
    unit: str
    state: str
    url: str
    likeness: int
    """In percent."""
    title: list[Piece]
    text: list[Piece]

    @property
    def plain_title(self) -> str:
        return "".join(text for text, _ in self.title)


def asked_of_problem(problem: Problem, post: Post) -> Asked | None:
    """Return what is asked about a problem; None of a sensitive one: it is in no hint, on neither side."""
    if problem.sensitivity == Sensitivity.SENSITIVE:
        return None
    return Asked(
        post, problem.title, problem.description, is_practice=problem.campaign.is_practice,
        besides=(key_of(PROBLEM, problem.pk),),
    )  # fmt: skip


def similar_to(asked: Asked, *, limit: int = SHOWN) -> list[Similar]:
    """Return what is most like the text, the most alike first; four queries, six for whoever sees a part."""
    hits, synonyms = hits_for(asked, DEEP)
    keys = [hit.key for hit in hits]
    demands = {
        key_of(DEMAND, row.pk): row
        for row in demands_for(asked).filter(pk__in=subjects_of(DEMAND, keys)).select_related(
            "source_unit", "first_receiver", "drafted_by"
        )
    }  # fmt: skip
    problems = {
        key_of(PROBLEM, row.pk): row
        for row in problems_for(asked).filter(pk__in=subjects_of(PROBLEM, keys)).select_related("source_unit")
    }
    seen = [hit for hit in hits if hit.key in demands or hit.key in problems][:limit]
    return [
        _demand(demands[hit.key], hit, asked, synonyms) if hit.key in demands
        else _problem(problems[hit.key], hit, asked, synonyms)
        for hit in seen
    ]  # fmt: skip


def hits_for(asked: Asked, limit: int, *, by_words: bool = False) -> tuple[list[Hit[str]], Synonyms]:
    """Return the texts most like this one; for whoever sees a part only of that part."""
    index, synonyms = texts_now()
    within: set[str] | None = None
    if asked.post.role not in WHOLE_CITY:
        newest_demands = demands_for(asked).order_by("-raised_at", "-pk").values_list("pk", flat=True)[:MOST_OWN]
        newest_problems = problems_for(asked).order_by("-drafted_at", "-pk").values_list("pk", flat=True)[:MOST_OWN]
        within = {*keys_of(DEMAND, list(newest_demands)), *keys_of(PROBLEM, list(newest_problems))}
    least = LEAST_BY_SENSE if index.has_sense and not by_words else LEAST_BY_WORDS
    hits = index.search(
        asked.head[:LONGEST], asked.body[:LONGEST], limit=limit, least=least, within=within, besides=asked.besides,
        by_words=by_words,
    )  # fmt: skip
    return hits, synonyms


def demands_for(asked: Asked) -> DemandQuerySet:
    """Return the demands that may be hinted at: of what the post may see, nothing sensitive and no draft."""
    found = Demand.objects.visible_to(asked.post).filter(sensitivity=Sensitivity.GENERAL)
    return found.exclude(state__in=UNHEARD).filter(campaign__is_practice=asked.is_practice)


def problems_for(asked: Asked) -> ProblemQuerySet:
    """Return the problems that may be hinted at."""
    found = Problem.objects.visible_to(asked.post).filter(sensitivity=Sensitivity.GENERAL)
    return found.exclude(state__in=UNLISTED).filter(campaign__is_practice=asked.is_practice)


def _demand(row: Demand, hit: Hit[str], asked: Asked, synonyms: Synonyms) -> Similar:
    words = words_of(row, asked.post)
    title, text = marked(asked.text, words.title, "" if words.text == words.title else words.text, synonyms)
    return Similar(
        DEMAND, row.pk, row.receipt_no or "", row.source_unit.short_name, row.get_state_display(),
        reverse("demand", args=[row.pk]), percent(hit.score), title, snippet(text),
    )  # fmt: skip


def _problem(row: Problem, hit: Hit[str], asked: Asked, synonyms: Synonyms) -> Similar:
    title, text = marked(asked.text, row.title, row.description, synonyms)
    return Similar(
        PROBLEM, row.pk, row.number or "", row.source_unit.short_name, row.get_state_display(),
        reverse("problem", args=[row.pk]), percent(hit.score), title, snippet(text),
    )  # fmt: skip


def percent(score: float) -> int:
    """Return a score from 0 to 1 as it is shown.

    >>> percent(0.336)
    34
    """
    return round(100 * score)


def marked(own: str, title: str, text: str, synonyms: Synonyms) -> tuple[list[Piece], list[Piece]]:
    """Return another text's title and body in pieces, with what ``own`` has too marked."""
    whole = f"{title}\n{text}"[:LONGEST]
    spans = alike(own, whole, synonyms)[1]
    end = len(title)
    return pieces(whole, spans, 0, end), pieces(whole, spans, end + 1, len(whole))


def pieces(text: str, spans: Sequence[Span], start: int, end: int) -> list[Piece]:
    """Return a stretch of a text in pieces, the spans in it marked.

    >>> pieces("增设经审办", [Span(2, 5)], 0, 5)
    [('增设', False), ('经审办', True)]
    """
    found: list[Piece] = []
    done = start
    for span in spans:
        left, right = max(span.start, start), min(span.end, end)
        if left >= right:
            continue
        if left > done:
            found.append((text[done:left], False))
        found.append((text[left:right], True))
        done = right
    if done < end:
        found.append((text[done:end], False))
    return found


def snippet(whole: Sequence[Piece], length: int = SNIPPET) -> list[Piece]:
    """Return the beginning of a text in pieces, cut to so many characters.

    >>> snippet([("增设", False), ("经审办", True)], 3)
    [('增设', False), ('经…', True)]
    """
    found: list[Piece] = []
    left = length
    for text, is_alike in whole:
        if left <= 0:
            break
        found.append((text if len(text) <= left else text[:left] + "…", is_alike))
        left -= len(text)
    return found
