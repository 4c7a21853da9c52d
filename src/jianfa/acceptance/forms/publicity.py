"""Scope and public title; forgetting who objected."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from jianfa.acceptance import actions
from jianfa.acceptance.forms.deciding import ObjectionField
from jianfa.acceptance.models import Objection, Scope
from jianfa.acceptance.queries.publicity import standing_publicity
from jianfa.journal.models import Event
from jianfa.ledger.forms.base import VerbForm, choice_field, line_field
from jianfa.organisations.models import Proposal


class DraftPublicityForm(VerbForm):
    verb, name = "draft_publicity", _("draft scope and public title")
    scope = choice_field(
        pgettext_lazy("publicity", "scope"),
        Scope.choices,
        help_text=_("Internal in the ordinary case; the leader approves both together."),
    )
    public_title = line_field(
        _("public title"), required=False, length=200,
        help_text=_("What the public reads in place of the internal title: no names, no units that could be guessed."),
    )  # fmt: skip

    def prefilled(self) -> dict[str, Any]:
        row = standing_publicity(self.problem)
        return {"scope": row.scope, "public_title": row.public_title} if row else {"scope": Scope.INTERNAL.value}

    def act(self, at: datetime, proposal: Proposal | None = None) -> Event:
        given = self.cleaned_data
        return actions.draft_publicity(
            self.problem, actor=self.post, at=at, scope=given["scope"], public_title=given["public_title"]
        )  # fmt: skip


class EraseObjectorForm(VerbForm):
    verb, name = "erase_objector", _("erase who objected")
    reason = line_field(_("reason"), length=300)

    def prepare(self) -> None:
        named = self.problem.objections.filter(objector__isnull=False)
        choices = named if self.is_bound else named.filter(objector__erased_at=None)
        objection = ObjectionField(choices, label=_("objection"), empty_label=None, initial=choices.first())
        self.fields = {"objection": objection, **self.fields}

    def act(self, at: datetime, proposal: Proposal | None = None) -> Event:
        objection: Objection = self.cleaned_data["objection"]
        return actions.erase_objector(objection, actor=self.post, at=at, reason=self.cleaned_data["reason"])
