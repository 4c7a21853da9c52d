"""A form for each verb of a demand. They read what was typed; every rule stands in the actions."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, ClassVar, cast

from django import forms
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from jianfa.intake import actions
from jianfa.intake.forms.raising import FILES, RaiseForm
from jianfa.intake.models import Demand
from jianfa.intake.policy import HOLDERS, may
from jianfa.intake.queries.offers import offers
from jianfa.intake.queries.suggesting import Suggestion, suggested_for_demand, values_of
from jianfa.intake.queries.words import words_of
from jianfa.intake.states import MOVES, Outlet, Satisfaction
from jianfa.journal.models import Event
from jianfa.kit.personal import mask_personal
from jianfa.ledger.actions import Draft
from jianfa.ledger.forms.base import UNION_KINDS, choice_field, day_field, line_field, text_field, unit_field
from jianfa.ledger.forms.versioned import VersionedForm
from jianfa.ledger.models import Dimension, Problem
from jianfa.ledger.states import Nature, Sensitivity, Solver
from jianfa.organisations.models import Post, Unit
from jianfa.organisations.policy import Refused, Verdict, Why

ANSWER = gettext_lazy("What whoever raised it is told")
NOT_YET = gettext_lazy("not decided yet")


class DemandForm(VersionedForm):
    """One verb on one demand."""

    has_files: ClassVar[bool] = False

    @property
    def suggestions(self) -> Sequence[Suggestion]:
        """What earlier problems suggest for its fields; asked for by the page that shows them."""
        return ()

    def __init__(self, data: Any = None, files: Any = None, *, demand: Demand, post: Post) -> None:
        self.demand = demand
        super().__init__(data, thing=demand, post=post)
        if files is not None:
            self.files = files

    def take_suggestions(self) -> None:
        """Begin with what is suggested; whoever sends the form has seen it."""
        self.initial.update(values_of(self.suggestions))

    @property
    def heading(self) -> str:
        name = str(MOVES[self.verb].name)
        return name[:1].upper() + name[1:]

    def takes(self) -> list[str]:
        """Return the names of the fields a program may send; files are sent on the page."""
        return [name for name in super().takes() if not isinstance(self.fields[name], forms.FileField)]

    def verdict(self) -> Verdict:
        """Say whether the post may do this now."""
        return may(self.post, self.verb, self.demand)


class HandInForm(DemandForm):
    verb = "hand_in"
    question = gettext_lazy("It gets its receipt number and cannot be changed any more.")

    def act(self, at: datetime) -> Event:
        return actions.hand_in(self.demand, actor=self.post, at=at)


class EditForm(DemandForm):
    """The draft again, as it is."""

    verb = "edit"

    def __init__(self, data: Any = None, files: Any = None, *, demand: Demand, post: Post) -> None:
        self.inner = RaiseForm(data, post=post, by_worker=demand.is_from_worker, demand=demand)
        super().__init__(data, files, demand=demand, post=post)

    def prepare(self) -> None:
        self.fields |= self.inner.fields

    def prefilled(self) -> dict[str, Any]:
        return dict(self.inner.initial)

    def act(self, at: datetime) -> Event:
        self.inner.is_valid()
        words, unit = self.inner.given()
        return actions.edit_draft(self.demand, words, actor=self.post, at=at, unit=unit)


class WithdrawForm(DemandForm):
    verb = "withdraw"
    question = gettext_lazy("It stays in the record; nobody answers it any more.")
    reason = line_field(pgettext_lazy("reason", "Why"), required=False)

    def act(self, at: datetime) -> Event:
        return actions.withdraw(self.demand, actor=self.post, at=at, reason=self.cleaned_data["reason"])


class AttachForm(DemandForm):
    verb, has_files = "attach", True

    def prepare(self) -> None:
        widget = forms.ClearableFileInput(attrs={"accept": FILES})
        self.fields["uploads"] = forms.FileField(label=_("File"), widget=widget)

    def act(self, at: datetime) -> Event:
        return actions.attach(self.demand, self.cleaned_data["uploads"], actor=self.post, at=at)


class SummariseForm(DemandForm):
    verb = "summarise"
    question = gettext_lazy(
        "Others read only this, never the worker's own words: what it is about, and nothing that points to a person."
    )
    title = line_field(gettext_lazy("In one sentence"), length=80)
    summary = text_field(gettext_lazy("Summary"), rows=4)

    def prefilled(self) -> dict[str, Any]:
        return {"title": self.demand.title, "summary": self.demand.summary} if self.demand.summary else {}

    def act(self, at: datetime) -> Event:
        typed = self.cleaned_data
        return actions.summarise(self.demand, actor=self.post, at=at, title=typed["title"], summary=typed["summary"])


class HandOverForm(DemandForm):
    verb = "hand_over"
    question = gettext_lazy("It stays yours to answer until the other unit has taken it on.")
    unit = unit_field(gettext_lazy("To which unit"), sorted(HOLDERS))
    reason = text_field(gettext_lazy("Why it is theirs"), rows=2)

    def prepare(self) -> None:
        field = cast("forms.ModelChoiceField[Any]", self.fields["unit"])
        assert field.queryset is not None
        field.queryset = field.queryset.exclude(pk=self.demand.owner_id)

    def act(self, at: datetime) -> Event:
        typed = self.cleaned_data
        return actions.hand_over(self.demand, actor=self.post, at=at, unit=typed["unit"], reason=typed["reason"])


class AcceptForm(DemandForm):
    verb = "accept_handover"
    question = gettext_lazy("From now on it is yours to answer.")

    def act(self, at: datetime) -> Event:
        return actions.accept_handover(self.demand, actor=self.post, at=at)


class RefuseForm(DemandForm):
    verb = "refuse_handover"
    question = gettext_lazy("It stays with the unit that offered it.")
    reason = text_field(gettext_lazy("Why it is not yours"), rows=2)

    def act(self, at: datetime) -> Event:
        return actions.refuse_handover(self.demand, actor=self.post, at=at, reason=self.cleaned_data["reason"])


class CallBackForm(DemandForm):
    verb = "call_back"
    question = gettext_lazy("It is yours alone again.")

    def act(self, at: datetime) -> Event:
        return actions.call_back(self.demand, actor=self.post, at=at)


class AnswerForm(DemandForm):
    verb = "answer"
    question = gettext_lazy("Whoever raised it reads this, says whether it helped, and can appeal once.")
    answer = text_field(gettext_lazy("Answer"), rows=5)

    def act(self, at: datetime) -> Event:
        return actions.answer(self.demand, actor=self.post, at=at, text=self.cleaned_data["answer"])


class PassOnForm(DemandForm):
    verb = "pass_on"
    question = gettext_lazy("For what is not the union's to solve. Where it went stays in the record.")
    outlet = choice_field(gettext_lazy("To whom"), Outlet.choices)
    body = line_field(gettext_lazy("Name of the body"), required=False, length=80)
    day = day_field(pgettext_lazy("passing on", "On which day"))
    reference_no = line_field(gettext_lazy("Its number there"), required=False, length=80)
    answer = text_field(ANSWER, rows=3)

    def prefilled(self) -> dict[str, Any]:
        return {"day": timezone.localdate()}

    def act(self, at: datetime) -> Event:
        typed = self.cleaned_data
        to = actions.PassedOn(typed["outlet"], typed["day"], typed["body"], typed["reference_no"])
        return actions.pass_on(self.demand, to, actor=self.post, at=at, text=typed["answer"])


class PromoteForm(DemandForm):
    verb = "promote"

    @cached_property
    def suggestions(self) -> Sequence[Suggestion]:
        return () if self.is_bound else suggested_for_demand(self.demand, self.post)

    question = gettext_lazy("A problem is written down with what is known; the list's own steps follow.")
    title = line_field(gettext_lazy("The problem in one sentence"))
    description = text_field(gettext_lazy("Description"), required=False, rows=4)
    dimension = forms.ModelChoiceField(
        Dimension.objects.none(), label=gettext_lazy("Dimension"), required=False, empty_label=NOT_YET
    )
    solver = forms.ChoiceField(
        label=gettext_lazy("Who must solve it"), required=False, choices=[("", NOT_YET), *Solver.choices]
    )
    nature = forms.ChoiceField(label=gettext_lazy("Nature"), required=False, choices=[("", NOT_YET), *Nature.choices])
    lead = unit_field(gettext_lazy("Lead unit"), UNION_KINDS, required=False)
    answer = text_field(ANSWER, rows=2)

    def prepare(self) -> None:
        field = cast("forms.ModelChoiceField[Dimension]", self.fields["dimension"])
        field.queryset = self.demand.campaign.dimensions.all()
        cast("forms.ModelChoiceField[Unit]", self.fields["lead"]).to_field_name = "name"  # as it is suggested

    def prefilled(self) -> dict[str, Any]:
        own = mask_personal(self.demand.summary) if self.demand.is_from_worker else self.demand.text
        return {
            "title": words_of(self.demand, self.post).title, "description": own,
            "answer": _("Your demand has been taken up as a problem; you can follow here what becomes of it."),
        }  # fmt: skip

    def act(self, at: datetime) -> Event:
        typed = self.cleaned_data
        content = Draft(
            typed["title"], self.demand.source_unit, typed["description"], dimension=typed["dimension"],
            solver=typed["solver"], nature=typed["nature"], lead=typed["lead"], sensitivity=self.demand.sensitivity,
        )  # fmt: skip
        actions.promote(self.demand, content, actor=self.post, at=at, text=typed["answer"])
        return Event.objects.filter(chain=self.demand.pk).latest("seq")


class MergeForm(DemandForm):
    verb = "merge"
    question = gettext_lazy("When both are about the same matter. It can be undone.")
    into = line_field(
        gettext_lazy("Number of the problem or of the demand"), length=20,
        help_text=gettext_lazy("For example 2026-007, or the receipt number of a demand."),
    )  # fmt: skip
    answer = text_field(ANSWER, rows=2)

    def prefilled(self) -> dict[str, Any]:
        text = _("It is dealt with together with an earlier matter; you can follow here what becomes of it.")
        return {"answer": text}

    def target(self) -> Demand | Problem:
        """Return what the number names, of what the post may see; refuse what is not there."""
        number = str(self.cleaned_data["into"]).strip()
        found: Demand | Problem | None = Problem.objects.visible_to(self.post).filter(number=number).first()
        found = found or Demand.objects.visible_to(self.post).filter(receipt_no=number).first()
        if found is None:
            raise Refused(_("No problem and no demand you may see has this number."), Why.VALUE, field="into")
        return found

    def act(self, at: datetime) -> Event:
        return actions.merge(self.demand, self.target(), actor=self.post, at=at, text=self.cleaned_data["answer"])


class UnmergeForm(DemandForm):
    verb = "unmerge"
    question = gettext_lazy("It is to be answered by itself again.")
    reason = text_field(pgettext_lazy("reason", "Why"), rows=2)

    def act(self, at: datetime) -> Event:
        return actions.unmerge(self.demand, actor=self.post, at=at, reason=self.cleaned_data["reason"])


class DeclineForm(DemandForm):
    verb = "decline"
    question = gettext_lazy("Whoever raised it reads the reason and can appeal once.")
    reason = text_field(gettext_lazy("Why it is declined"), rows=3)

    def act(self, at: datetime) -> Event:
        return actions.decline(self.demand, actor=self.post, at=at, reason=self.cleaned_data["reason"])


class AppealForm(DemandForm):
    verb = "appeal"
    question = gettext_lazy("Once; it is looked at again.")
    facts = text_field(gettext_lazy("What was not seen"), rows=3)

    def act(self, at: datetime) -> Event:
        return actions.appeal(self.demand, actor=self.post, at=at, facts=self.cleaned_data["facts"])


class RateForm(DemandForm):
    verb = "rate"
    satisfaction = choice_field(gettext_lazy("Did it help?"), Satisfaction.choices)
    words = line_field(gettext_lazy("In your words"), required=False)

    def act(self, at: datetime) -> Event:
        typed = self.cleaned_data
        return actions.rate(
            self.demand, actor=self.post, at=at, satisfaction=typed["satisfaction"], words=typed["words"]
        )


class SensitivityForm(DemandForm):
    verb = "set_sensitivity"
    question = gettext_lazy(
        "Sensitive: establishment and posts, personnel, complaints. Its title then stays out of mail and of everything "
        "public, and a problem made from it is sensitive too."
    )
    sensitivity = choice_field(gettext_lazy("sensitivity"), Sensitivity.choices)
    reason = line_field(pgettext_lazy("reason", "Why"), required=False)

    def prefilled(self) -> dict[str, Any]:
        return {"sensitivity": self.demand.sensitivity}

    def act(self, at: datetime) -> Event:
        typed = self.cleaned_data
        return actions.set_sensitivity(
            self.demand, actor=self.post, at=at, sensitivity=typed["sensitivity"], reason=typed["reason"]
        )


class EraseForm(DemandForm):
    verb = "erase_person"
    question = gettext_lazy(
        "The worker's words, the contact and the names of files go for good; the summary and the answer stay."
    )
    reason = text_field(pgettext_lazy("reason", "Why"), rows=2)

    def act(self, at: datetime) -> Event:
        return actions.erase_person(self.demand, actor=self.post, at=at, reason=self.cleaned_data["reason"])


FORMS: dict[str, type[DemandForm]] = {
    form.verb: form
    for form in (
        HandInForm, EditForm, WithdrawForm, AttachForm, SummariseForm, HandOverForm, AcceptForm, RefuseForm,
        CallBackForm, AnswerForm, PassOnForm, PromoteForm, MergeForm, UnmergeForm, DeclineForm, AppealForm, RateForm,
        SensitivityForm, EraseForm,
    )
}  # fmt: skip


def possible_forms(demand: Demand, post: Post) -> list[DemandForm]:
    """Return a form for each verb that is possible now, in the order of the page."""
    return [FORMS[offer.verb](demand=demand, post=post) for offer in offers(demand, post) if offer.verb in FORMS]
