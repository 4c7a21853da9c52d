"""What of a demand's words a post reads: the original for those who may, for all others the summary, masked."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from jianfa.intake.models import Demand
from jianfa.intake.policy import may, may_read_text
from jianfa.kit.personal import mask_personal
from jianfa.ledger.states import Sensitivity
from jianfa.organisations.models import Post

NOT_SUMMARISED = "–"


@dataclass(frozen=True)
class Words:
    """Title and text as this post reads them."""

    title: str
    text: str
    is_original: bool
    """The submitter's own words, or written for others."""
    is_missing: bool = False
    """Nothing has been written for others yet."""


def words_of(demand: Demand, post: Post) -> Words:
    """Return what this post reads of a demand; no query."""
    if may_read_text(post, demand):
        if demand.erased_at is not None:
            return Words(demand.title or _("(the person has been erased)"), demand.summary, is_original=False)
        return Words(demand.title, demand.text, is_original=True)
    if not demand.summary:
        title = _("(no summary yet)")
        text = _("The first receiver has not written a summary yet.")
        return Words(title, text, is_original=False, is_missing=True)
    return Words(mask_personal(demand.title), mask_personal(demand.summary), is_original=False)


def title_of(demand: Demand, post: Post) -> str:
    """Return the title as this post reads it."""
    return words_of(demand, post).title


def title_for_others(demand: Demand) -> str:
    """Return the title that may leave the demand's page; empty for a sensitive one, and for a worker's own words."""
    is_own = demand.is_from_worker and not demand.summary
    return "" if is_own or demand.sensitivity == Sensitivity.SENSITIVE else mask_personal(demand.title)


def masked_contact(demand: Demand) -> str:
    """Return enough of a contact to know that there is one: its first and last two characters.

    >>> from jianfa.intake.models import Demand
    >>> masked_contact(Demand(contact="13812345678")), masked_contact(Demand(contact="王大力"))
    ('13*******78', '**力')
    """
    contact = demand.contact
    kept = 2 if len(contact) > 6 else 0
    shown = contact[:kept] + "*" * max(len(contact) - 2 * kept, 0) + (contact[-kept:] if kept else "")
    return shown if kept else "*" * max(len(contact) - 1, 0) + contact[-1:]


def sees_contact(demand: Demand, post: Post) -> bool:
    """Say whether the post may know that there is a contact, and ask for it."""
    return bool(demand.contact) and bool(may(post, "reveal", demand))


def answer_of(demand: Demand, post: Post) -> str:
    """Return the answer in force as this post reads it."""
    return demand.answer if may_read_text(post, demand) else mask_personal(demand.answer)
