"""Reads of the intake."""

from jianfa.intake.queries.history import history
from jianfa.intake.queries.linked import demands_of_problem, linked_here, links_of
from jianfa.intake.queries.listing import demands_asked_for
from jianfa.intake.queries.loading import LISTED_WITH, SHOWN_WITH, demand_of, file_of, files_of
from jianfa.intake.queries.offers import Offer, offers
from jianfa.intake.queries.receiving import first_receiver
from jianfa.intake.queries.waiting import demands_waiting
from jianfa.intake.queries.words import title_of, words_of

__all__ = [
    "LISTED_WITH",
    "SHOWN_WITH",
    "Offer",
    "demand_of",
    "demands_asked_for",
    "demands_of_problem",
    "demands_waiting",
    "file_of",
    "files_of",
    "first_receiver",
    "history",
    "linked_here",
    "links_of",
    "offers",
    "title_of",
    "words_of",
]
