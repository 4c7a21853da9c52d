"""Loading demands: nobody gets one past ``visible_to``."""

from uuid import UUID

from django.db.models import QuerySet

from jianfa.intake.models import Attachment, Demand
from jianfa.intake.policy import may_read_text
from jianfa.organisations.models import Post
from jianfa.organisations.policy import not_found
from jianfa.organisations.queries.single import one_of

SHOWN_WITH = (
    "campaign", "source_unit", "first_receiver", "owner", "handed_to", "drafted_by__person", "drafted_by__unit",
)  # fmt: skip
LISTED_WITH = ("source_unit", "owner", "first_receiver")


def demand_of(post: Post | None, demand_id: UUID) -> Demand:
    """Return a demand the post may see; raise Refused (404) with the same words as for one that is not there."""
    if post is None:
        raise not_found()
    found = one_of(Demand.objects.visible_to(post).filter(pk=demand_id).select_related(*SHOWN_WITH))
    if found is None:
        raise not_found()
    return found


def files_of(demand: Demand, post: Post) -> QuerySet[Attachment]:
    """Return what is attached, for whoever may read the demand's own words; none once the person has been erased."""
    rows = demand.attachments.select_related("file")
    return rows.all() if may_read_text(post, demand) and demand.erased_at is None else rows.none()


def file_of(demand: Demand, attachment_id: UUID, post: Post) -> Attachment:
    """Return one of them; refuse in the words of what does not exist."""
    found = files_of(demand, post).filter(pk=attachment_id).first()
    if found is None:
        raise not_found()
    return found
