"""The seat behind a link."""

from datetime import datetime

from jianfa.acceptance.models import SigningLink
from jianfa.acceptance.rules import digest_of
from jianfa.ledger.states import State


def link_of(secret: str, at: datetime) -> SigningLink | None:
    """Return the link of this secret while it works: not used, replaced or expired, and the seat waits for a result."""
    found = SigningLink.objects.filter(
        digest=digest_of(secret), used_at=None, ended_at=None, expires_at__gt=at, member__recorded_at=None,
        member__left_at=None, member__panel__ended_at=None, member__panel__concluded_at=None,
        member__panel__application__ended_at=None, member__panel__application__problem__state=State.VERIFYING,
    )  # fmt: skip
    return found.select_related(
        "member__post__person", "member__post__unit", "member__panel__application__problem__campaign",
        "member__panel__application__problem__source_unit", "member__panel__application__problem__drafted_by",
    ).first()  # fmt: skip
