"""Reads of pages that show more than one room: my desk, the list, triage, who must solve, a unit, search."""

from jianfa.workspace.queries.filters import Dictionaries, Filters, filtered_problems
from jianfa.workspace.queries.waiting import Group, groups_of, waiting_counts, waits_of

__all__ = ["Dictionaries", "Filters", "Group", "filtered_problems", "groups_of", "waiting_counts", "waits_of"]
