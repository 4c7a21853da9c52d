"""The auditor's answer to what a verification found; only with it write-off opens again."""

from datetime import datetime

from django.utils.translation import gettext as _

from jianfa.journal.models import Change, Discrepancy, Event
from jianfa.organisations.actions.writing import write
from jianfa.organisations.models import Post
from jianfa.organisations.policy import Refused, Why, may_correct, require

SHORTEST_REASON = 10
"""Characters: enough to say what was found out."""


def correct(discrepancy: Discrepancy, *, actor: Post, at: datetime, reason: str, document_no: str) -> Event:
    """Answer a finding: what was found out, and by which document. The finding and what it names stay as they are."""
    require(may_correct(actor))
    if not document_no.strip():
        raise Refused(
            _("Please give the number of the document the correction rests on."), Why.VALUE, field="document_no"
        )
    if len(reason.strip()) < SHORTEST_REASON:
        raise Refused(_("Please say in a sentence what was found out."), Why.VALUE, field="reason")
    if discrepancy.corrected_at is not None:
        raise Refused(_("This finding has been answered already."), Why.STATE)
    change = Change(
        discrepancy, {"corrected_at": None}, corrected_at=at, corrected_by=actor.pk, reason=reason.strip(),
        document_no=document_no.strip(),
    )  # fmt: skip
    return write(
        discrepancy.subject, "correction", actor=actor, at=at, changes=[change], facts={"finding": discrepancy.pk}
    )
