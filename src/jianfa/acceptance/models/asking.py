"""What the unit that raised a problem says when it is applied for: solved, partly, or not."""

from uuid import uuid4

from django.db import models
from django.db.models import Q
from django.utils.translation import pgettext_lazy

from jianfa.acceptance.models.applying import ClosureApplication
from jianfa.journal.models import Journalled
from jianfa.organisations.models import Person, Post, Proposal


class SourceAnswer(Journalled):
    """One answer to one application, by a post of the unit that raised it; silence writes no row (未答复)."""

    class Answer(models.TextChoices):
        SOLVED = "solved", pgettext_lazy("answer of the county union", "solved")
        PARTLY = "partly", pgettext_lazy("answer of the county union", "partly solved")
        UNSOLVED = "unsolved", pgettext_lazy("answer of the county union", "not solved")

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    application = models.OneToOneField(ClosureApplication, models.PROTECT, related_name="source_answer")
    answer = models.CharField(max_length=8, choices=Answer)
    reason = models.TextField(blank=True)
    post = models.ForeignKey(Post, models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    answered_at = models.DateTimeField()
    proposal = models.ForeignKey(Proposal, models.PROTECT, null=True, related_name="+")
    """The paper it was entered from (代录)."""
    over_unsolved = models.TextField(blank=True)
    """Why the leader went on although it says: not solved."""

    journal_owner = "application__problem"
    journal_fields = ("application", "answer", "post", "person", "answered_at", "proposal")
    journal_texts = ("reason", "over_unsolved")

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(answer="solved") | (Q(answer__in=["partly", "unsolved"]) & ~Q(reason="")),
                name="source_answer_has_reason",
            ),
        )
