"""Apply for write-off, or take it back."""

from collections.abc import Iterator
from datetime import datetime
from typing import ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from jianfa.acceptance import actions
from jianfa.acceptance.queries import standard_of
from jianfa.journal.models import Event
from jianfa.ledger.forms.base import VerbForm, line_field, text_field
from jianfa.ledger.models import Criterion, Problem
from jianfa.organisations.models import Proposal


def criteria_of(problem: Problem) -> list[Criterion]:
    return list(problem.criteria.filter(ended_at=None))


class CriteriaForm(VerbForm):
    """A verb that answers every criterion: each gives a group of fields numbered by its position."""

    keeps_draft: ClassVar[bool] = True
    """What was typed stays on the device until it is sent, also without a network."""

    @property
    def standard(self) -> str:
        """How it is accepted: grade, method, publicity."""
        return standard_of(self.problem)

    def groups(self) -> Iterator[tuple[Criterion, list[forms.BoundField]]]:
        """Yield each criterion with its fields, for the page."""
        for criterion in self.criteria:
            suffix = f"-{criterion.position}"
            yield criterion, [self[name] for name in self.fields if name.endswith(suffix)]

    def prepare(self) -> None:
        self.criteria = criteria_of(self.problem)
        for criterion in self.criteria:
            self.fields |= self.fields_for(criterion.position)

    def fields_for(self, n: int) -> dict[str, forms.Field]:
        raise NotImplementedError


class ApplyForm(CriteriaForm):
    verb = "apply"
    statement = text_field(_("what was done"))

    def fields_for(self, n: int) -> dict[str, forms.Field]:
        return {
            f"criterion-{n}": text_field(_("how it was met"), rows=2),
            f"document-{n}": line_field(_("document no. or row"), required=False, length=120),
        }

    def act(self, at: datetime, proposal: Proposal | None = None) -> Event:
        given = self.cleaned_data
        answers = {
            row.pk: actions.Answer(given[f"criterion-{row.position}"], given[f"document-{row.position}"])
            for row in self.criteria
        }
        return actions.apply(
            self.problem, actor=self.post, at=at, statement=given["statement"], answers=answers
        )  # fmt: skip


class RetractForm(VerbForm):
    verb = "retract"

    def act(self, at: datetime, proposal: Proposal | None = None) -> Event:
        return actions.retract(self.problem, actor=self.post, at=at)
