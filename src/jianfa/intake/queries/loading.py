"""Loading demands: nobody gets one past ``visible_to``."""

from uuid import UUID

from jianfa.intake.models import Demand
from jianfa.organisations.models import Post
from jianfa.organisations.policy import not_found

SHOWN_WITH = (
    "campaign", "source_unit", "first_receiver", "owner", "handed_to", "drafted_by__person", "drafted_by__unit",
)  # fmt: skip
LISTED_WITH = ("source_unit", "owner", "first_receiver")


def demand_of(post: Post | None, demand_id: UUID) -> Demand:
    """Return a demand the post may see; raise Refused (404) with the same words as for one that is not there."""
    if post is None:
        raise not_found()
    found = Demand.objects.visible_to(post).filter(pk=demand_id).select_related(*SHOWN_WITH).first()
    if found is None:
        raise not_found()
    return found
