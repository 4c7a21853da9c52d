"""What a post can do with a demand now, in the order in which a page offers it."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from jianfa.intake.models import Demand
from jianfa.intake.policy import may_as, offices_of
from jianfa.intake.states import MOVES
from jianfa.organisations.models import Post
from jianfa.organisations.policy import Verdict

ORDER = (
    "hand_in", "edit", "accept_handover", "refuse_handover", "answer", "summarise", "promote", "merge", "hand_over",
    "pass_on", "decline", "call_back", "appeal", "rate", "attach", "set_sensitivity", "unmerge", "withdraw",
    "erase_person",
)  # fmt: skip


@dataclass(frozen=True)
class Offer:
    """One verb that is possible now."""

    verb: str
    name: str
    is_first: bool
    """The one next step of the page."""


def offers(demand: Demand, post: Post) -> list[Offer]:
    """Return what the post can do now; the first is the one next step where something waits for this post."""
    offices = offices_of(post, demand)
    possible = [verb for verb in ORDER if may_as(offices, post, verb, demand)]
    first = first_of(demand, possible)
    return [Offer(verb, str(MOVES[verb].name), verb == first) for verb in possible]


def first_of(demand: Demand, possible: list[str]) -> str:
    """Return the next step: the summary before anything else where only the first receiver can read the demand."""
    if "summarise" in possible and not demand.summary:
        return "summarise"
    return next((verb for verb in ("hand_in", "accept_handover", "answer", "rate") if verb in possible), "")


def verdict(demand: Demand, post: Post, verb: str) -> Verdict:
    """Say whether one verb is possible."""
    return may_as(offices_of(post, demand), post, verb, demand)


def no_step_words() -> str:
    """Return the sentence where nothing is to be done by this post."""
    return _("There is nothing for you to do here now.")
