"""What hangs on one person and must pass on."""

from dataclasses import dataclass

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from jianfa.acceptance.models import (
    PanelMember,
)
from jianfa.ledger.models import Problem
from jianfa.ledger.queries import SHOWN_WITH
from jianfa.ledger.states import ON_LIST, State
from jianfa.organisations.models import Post


@dataclass(frozen=True)
class OpenItem:
    """Something that hangs on one person and must pass on before their post can end."""

    problem: Problem
    kind: str | Promise
    seat: PanelMember | None = None


def open_items(post: Post) -> list[OpenItem]:
    """Return the drafts, sponsorships and seats on panels of a post; what belongs to the office needs no handover.

    A draft is taken over with the office: it is open only while nobody else holds the same post.
    """
    today = timezone.localdate()
    others = Post.objects.on(today).filter(unit=post.unit_id, role=post.role).exclude(person=post.person_id)
    problems = Problem.objects.select_related(*SHOWN_WITH)
    drafts = problems.filter(drafted_by=post, state__in=(State.DRAFT, State.RETURNED))
    sponsored = problems.filter(sponsor=post, state__in=SPONSORED)
    seats = PanelMember.objects.filter(
        post=post, recorded_at=None, left_at=None, panel__ended_at=None, panel__concluded_at=None,
        panel__application__ended_at=None, panel__application__problem__state=State.VERIFYING,
    ).select_related("panel__application__problem")  # fmt: skip
    left_behind = [] if others.exists() else list(drafts)
    return [
        *(OpenItem(problem, gettext_lazy("draft")) for problem in left_behind),
        *(OpenItem(problem, gettext_lazy("sponsored problem")) for problem in sponsored),
        *(OpenItem(seat.panel.application.problem, gettext_lazy("seat on a panel"), seat) for seat in seats),
    ]


SPONSORED = tuple(state for state in ON_LIST if state not in {State.PUBLICISED, State.WRITTEN_OFF})
"""States in which it still matters who sponsors a problem."""
