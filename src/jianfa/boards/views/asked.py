"""What a board page was asked for: campaign and day; and the links its figures carry."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from jianfa.boards.queries import AsOf
from jianfa.boards.queries.rows import day_of
from jianfa.ledger.models import Campaign
from jianfa.ledger.policy import may_read_figures, sees_every_row
from jianfa.ledger.queries import load_campaign
from jianfa.organisations.models import Post
from jianfa.organisations.policy import Refused, Why, not_found, require


def acting_post(request: HttpRequest) -> Post:
    """Return the post acted through, if the board is for it."""
    post = getattr(request, "post", None)
    if not isinstance(post, Post):
        raise not_found()
    require(may_read_figures(post))
    return post


def asked_for(request: HttpRequest, post: Post, campaigns: list[Campaign]) -> AsOf | None:
    """Return campaign and day; without a choice the first campaign that runs, as of now. None: there is none."""
    chosen = request.GET.get("campaign")
    if chosen:
        try:
            campaign = load_campaign(post, UUID(chosen))
        except ValueError as error:
            raise not_found() from error
    else:
        running = [row for row in campaigns if row.state == Campaign.State.OPEN]
        if not campaigns:
            return None
        campaign = (running or campaigns)[0]
    typed = request.GET.get("on", "")
    if not typed:
        return AsOf(campaign)
    day, today = day_of(typed), timezone.localdate()
    if day is None:
        raise Refused(_("“%(value)s” is not a date; write 2026-03-31.") % {"value": typed}, Why.VALUE, field="on")
    if day > today:
        raise Refused(_("Figures can be asked for up to today only."), Why.VALUE, field="on")
    return AsOf(campaign, None if day == today else day)


def address(name: str, *args: object) -> str:
    """Return the address of a page of another room, or nothing where that room is not part of the product."""
    try:
        return reverse(name, args=args)
    except NoReverseMatch:
        return ""


@dataclass(frozen=True)
class Links:
    """Addresses of the rows behind figures: the list for today, the board's own rows for a past day.

    Empty where the post would not see as many rows as the figure says.
    """

    as_of: AsOf
    post: Post

    def rows(self, stage: str = "on_list", **filters: str) -> str:
        is_own = self.post.unit.code in {filters.get("source"), filters.get("involved")}
        if not is_own and not sees_every_row(self.post):
            return ""
        parts = {"campaign": str(self.as_of.campaign.pk), **filters}
        if stage:
            parts["stage"] = stage
        if self.as_of.is_now:
            return f"{reverse('problems')}?{urlencode(parts)}"
        return f"{reverse('board_rows')}?{urlencode(parts | {'on': self.as_of.date.isoformat()})}"

    def page(self, name: str, **parts: str) -> str:
        """Return another page of the board for the same campaign and day."""
        parts = {"campaign": str(self.as_of.campaign.pk), **parts}
        if self.as_of.day is not None:
            parts["on"] = self.as_of.day.isoformat()
        return f"{reverse(name)}?{urlencode(parts)}"


def tabs(campaigns: list[Campaign], as_of: AsOf, name: str) -> list[dict[str, Any]]:
    """Return the choice of campaign as tabs; none while there is only one."""
    if len(campaigns) < 2:
        return []
    return [
        {"label": row.name, "url": f"{reverse(name)}?campaign={row.pk}", "current": row.pk == as_of.campaign.pk}
        for row in campaigns
    ]
