"""What the asks of a page were about, by name, each as far as the post may see it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.utils.translation import gettext as _

from jianfa.intake.models import Survey
from jianfa.ledger.models import Problem
from jianfa.ledger.states import Sensitivity
from jianfa.organisations.models import Ask, Post
from jianfa.supervision.models import SupervisionOrder


@dataclass(frozen=True)
class About:
    """What an ask was about: its name, and the page and key that show it."""

    name: str
    page: str
    key: UUID


def abouts_of(asks: Sequence[Ask], post: Post) -> dict[UUID, About]:
    """Return subject → what it is, of those the post may see; one query for each kind of subject."""
    found: dict[UUID, About] = {}
    for problem in Problem.objects.visible_to(post).filter(pk__in=_keys(asks, "problem")):
        is_sensitive = problem.sensitivity == Sensitivity.SENSITIVE
        title = _("Sensitive matter, see the list") if is_sensitive else problem.title
        name = f"{problem.number} · {title}" if problem.number else title
        found[problem.pk] = About(name, "problem", problem.pk)
    for order in SupervisionOrder.objects.visible_to(post).filter(pk__in=_keys(asks, "order")):
        found[order.pk] = About(order.number or _("Supervision order"), "order", order.pk)
    for survey in Survey.objects.visible_to(post).filter(pk__in=_keys(asks, "survey")):
        found[survey.pk] = About(survey.title, "survey", survey.pk)
    return found


def _keys(asks: Iterable[Ask], kind: str) -> set[UUID]:
    return {ask.subject_id for ask in asks if ask.subject_kind == kind}
