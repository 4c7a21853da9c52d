"""Verbs on a problem: ask for the effect, link a policy, arrange a service, draft a petition, follow its letter."""

from datetime import datetime
from typing import Any

from django import forms
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from jianfa.journal.models import Event
from jianfa.ledger.forms.base import ASKED_KINDS, VerbForm, choice_field, line_field, text_field, unit_field
from jianfa.organisations.models import Proposal, Role, Unit, UnitKind
from jianfa.remedies import actions
from jianfa.remedies.models import PolicyMeasure
from jianfa.remedies.queries import effects_of
from jianfa.remedies.states import LetterForm


def last_event(chain: Any) -> Event:
    """Return the event that was just written in this chain."""
    return Event.objects.filter(chain=chain).latest("seq")


class ExpectEffectForm(VerbForm):
    verb, name = "expect_effect", _("ask counties for the effect")

    def prepare(self) -> None:
        asked = effects_of(self.problem).order_by().values("unit")
        units = Unit.objects.filter(kind=UnitKind.COUNTY_UNION, valid_until=None).exclude(pk__in=asked)
        self.fields["units"] = forms.ModelMultipleChoiceField(
            units, label=_("county unions"), widget=forms.CheckboxSelectMultiple,
            help_text=_("Each gets a row of its own; its head confirms what has arrived."),
        )  # fmt: skip

    def act(self, at: datetime, proposal: Proposal | None = None) -> Event:
        with transaction.atomic():
            for unit in self.cleaned_data["units"]:
                actions.expect_effect(self.problem, unit, actor=self.post, at=at)
        return last_event(self.problem.pk)


class ServeForm(VerbForm):
    verb, name = "serve", _("link a policy")

    def prepare(self) -> None:
        policies = PolicyMeasure.objects.visible_to(self.post).filter(
            Q(ended_on=None) | Q(ended_on__gte=timezone.localdate())
        )
        served = self.problem.servings.filter(ended_at=None).values("policy")
        self.fields["policy"] = forms.ModelChoiceField(
            policies.exclude(pk__in=served), label=_("policy measure"), empty_label=_("please choose"),
            help_text=_("A policy that is not here yet is entered under “Remedies” first."),
        )  # fmt: skip

    def act(self, at: datetime, proposal: Proposal | None = None) -> Event:
        return actions.serve(self.cleaned_data["policy"], self.problem, actor=self.post, at=at)


class OfferServiceForm(VerbForm):
    verb, name = "offer_service", _("arrange a service")
    unit = unit_field(_("serving department"), [UnitKind.DEPARTMENT])
    what = line_field(_("service"), help_text=_("What the department does for the county, in one line."))

    def prepare(self) -> None:
        if self.post.role != Role.DESK:
            self.initial.setdefault("unit", self.post.unit_id)

    def act(self, at: datetime, proposal: Proposal | None = None) -> Event:
        given = self.cleaned_data
        actions.offer_service(self.problem, given["unit"], actor=self.post, at=at, what=given["what"])
        return last_event(self.problem.pk)


class LetterFields(forms.Form):
    """What a petition says and to whom."""

    addressee = unit_field(_("addressee"), ASKED_KINDS)
    form = choice_field(_("form of the letter"), LetterForm.choices)
    title = line_field(_("title"))
    body = text_field(
        _("what is asked for"), rows=8, help_text=_("The text of the letter: what, for whom, why, on which basis.")
    )

    def letter(self) -> actions.Letter:
        given = self.cleaned_data
        return actions.Letter(given["addressee"], given["title"], given["body"], given["form"])


class DraftPetitionForm(LetterFields, VerbForm):
    verb, name = "draft_petition", _("draft a petition")

    def prefilled(self) -> dict[str, Any]:
        problem = self.problem
        return {"title": problem.title, "form": LetterForm.REQUEST.value, "addressee": problem.addressee_id}

    def act(self, at: datetime, proposal: Proposal | None = None) -> Event:
        row = actions.draft_petition(self.letter(), actor=self.post, at=at, problem=self.problem)
        return last_event(row.pk)


class TakeUpLetterForm(VerbForm):
    verb, name = "take_up_letter", _("follow its letter")

    def act(self, at: datetime, proposal: Proposal | None = None) -> Event:
        return last_event(actions.take_up_letter(self.problem, actor=self.post, at=at).pk)
