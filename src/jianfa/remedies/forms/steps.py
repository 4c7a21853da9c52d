"""The steps of a thing: an effect, a policy, a service, a petition, a pairing. Every rule stands in the action."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django import forms
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from jianfa.journal.models import Event
from jianfa.ledger.forms.base import choice_field, day_field, line_field, text_field
from jianfa.ledger.models import Problem
from jianfa.organisations.models import Post
from jianfa.organisations.policy import Denied, Verdict, Why
from jianfa.remedies import actions, policy
from jianfa.remedies.forms.petitions import (
    AmendForm,
    CheckSignatureForm,
    DropForm,
    EndGrantForm,
    GrantForm,
    RecordSignatureForm,
    RefuseSignatureForm,
    ReplyForm,
    SendForm,
    SignForm,
)
from jianfa.remedies.forms.problem import last_event
from jianfa.remedies.forms.stepping import StepForm, nobody_waits
from jianfa.remedies.states import OPEN_EFFECTS, Helped


class ConfirmEffectForm(StepForm):
    verb, name, needs_recent_login = "confirm", _("Confirm the effect"), True
    question = _("Your confirmation is the signature of the county.")
    words = text_field(_("what has arrived"))
    document_no = line_field(
        _("document no. or row"), length=120, help_text=_("A number is enough; no file and no photograph is needed.")
    )

    @staticmethod
    def verdict(thing: Any, post: Post) -> Verdict:
        return policy.may_answer_effect(post, thing)

    @staticmethod
    def is_asked(thing: Any) -> bool:
        return thing.state in OPEN_EFFECTS

    def act(self, at: datetime) -> Event:
        given = self.cleaned_data
        return actions.confirm_effect(
            self.thing, actor=self.post, at=at, words=given["words"], document_no=given["document_no"]
        )


class DenyEffectForm(StepForm):
    verb, name = "deny", _("Not there yet")
    question = _("The problem cannot be applied for until it is there; you can confirm it later.")
    words = text_field(_("what is missing"))
    is_asked = staticmethod(nobody_waits)
    verdict = staticmethod(ConfirmEffectForm.verdict)

    def act(self, at: datetime) -> Event:
        return actions.deny_effect(self.thing, actor=self.post, at=at, words=self.cleaned_data["words"])


class WaiveEffectForm(StepForm):
    verb, name, needs_recent_login = "waive", _("Waive it"), True
    question = _("The problem can be applied for without this county's confirmation.")
    words = text_field(_("reason"))
    document_no = line_field(_("document no."), length=120)
    is_asked = staticmethod(nobody_waits)

    @staticmethod
    def verdict(thing: Any, post: Post) -> Verdict:
        return policy.may_waive(post, thing)

    def act(self, at: datetime) -> Event:
        given = self.cleaned_data
        return actions.waive_effect(
            self.thing, actor=self.post, at=at, words=given["words"], document_no=given["document_no"]
        )


class EndPolicyForm(StepForm):
    verb, name = "end", _("It no longer holds")
    ended_on = day_field(_("ended on"))
    reason = text_field(_("why it ended"))
    is_asked = staticmethod(nobody_waits)

    @staticmethod
    def verdict(thing: Any, post: Post) -> Verdict:
        return policy.may_work_on_policy(post, thing)

    def act(self, at: datetime) -> Event:
        given = self.cleaned_data
        return actions.end_policy(
            self.thing, actor=self.post, at=at, ended_on=given["ended_on"], reason=given["reason"]
        )  # fmt: skip


class ServingField(forms.ModelChoiceField):  # type: ignore[type-arg]
    def label_from_instance(self, obj: Any) -> str:
        return str(obj.problem)


class UnlinkForm(StepForm):
    verb, name = "unlink", _("End a link")
    is_asked = staticmethod(nobody_waits)

    def prepare(self) -> None:
        seen = Problem.objects.visible_to(self.post)
        rows = self.thing.servings.filter(ended_at=None, problem__in=seen).select_related("problem")
        self.fields["serving"] = ServingField(rows, label=_("problem"), empty_label=_("please choose"))

    @staticmethod
    def verdict(thing: Any, post: Post) -> Verdict:
        verdict = policy.may_enter_policy(post)
        if verdict and not thing.servings.filter(ended_at=None).exists():
            return Denied(_("It serves no problem."), Why.STATE)
        return verdict

    def act(self, at: datetime) -> Event:
        return actions.unlink(self.cleaned_data["serving"], actor=self.post, at=at)


class VisitForm(StepForm):
    verb, name = "visit", _("Note a visit")
    visited_on = day_field(_("day of the visit"))
    done = text_field(_("what was done"))
    outcome = text_field(_("what came of it"), required=False, rows=2)

    def prefilled(self) -> dict[str, Any]:
        return {"visited_on": timezone.localdate()}

    @staticmethod
    def verdict(thing: Any, post: Post) -> Verdict:
        return policy.may_visit(post, thing)

    @staticmethod
    def is_asked(thing: Any) -> bool:
        return thing.judged_at is None and not thing.visits.exists()

    def act(self, at: datetime) -> Event:
        given = {name: self.cleaned_data[name] for name in ("visited_on", "done", "outcome")}
        return actions.record_visit(self.thing, actor=self.post, at=at, **given)


class JudgeForm(StepForm):
    verb, name = "judge", _("Say whether it helped")
    result = choice_field(_("did it help?"), Helped.choices)
    words = text_field(_("in the county's words"), required=False, rows=2)

    @staticmethod
    def verdict(thing: Any, post: Post) -> Verdict:
        return policy.may_judge(post, thing)

    def act(self, at: datetime) -> Event:
        given = self.cleaned_data
        return actions.judge_service(
            self.thing, actor=self.post, at=at, verdict=given["result"], words=given["words"]
        )  # fmt: skip


class CallForm(StepForm):
    verb, name = "visit", _("Note a visit")
    visited_on = day_field(_("day of the visit"))
    done = text_field(_("what was heard and done"))

    def prefilled(self) -> dict[str, Any]:
        return {"visited_on": timezone.localdate()}

    @staticmethod
    def verdict(thing: Any, post: Post) -> Verdict:
        return policy.may_visit_pairing(post, thing)

    @staticmethod
    def is_asked(thing: Any) -> bool:
        return not thing.visits.exists()

    def act(self, at: datetime) -> Event:
        given = self.cleaned_data
        row = actions.visit_county(
            self.thing, actor=self.post, at=at, visited_on=given["visited_on"], done=given["done"]
        )
        return last_event(row.pairing_id)


class CallField(forms.ModelChoiceField):  # type: ignore[type-arg]
    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.visited_on.isoformat()} {obj.done[:24]}"


def _unconfirmed(thing: Any) -> Any:
    return thing.visits.filter(Q(confirmed_at=None)).select_related("pairing__county")


class ConfirmVisitForm(StepForm):
    verb, name = "confirm_visit", _("Confirm a visit")
    answer = text_field(_("what the county says"), required=False, rows=2)

    def prepare(self) -> None:
        self.fields["visit"] = CallField(_unconfirmed(self.thing), label=_("visit"), empty_label=_("please choose"))
        self.order_fields(["version", "visit", "answer"])

    @staticmethod
    def verdict(thing: Any, post: Post) -> Verdict:
        return policy.may_confirm_visits(post, thing)

    def act(self, at: datetime) -> Event:
        given = self.cleaned_data
        return actions.confirm_visit(given["visit"], actor=self.post, at=at, answer=given["answer"])


class EndPairingForm(StepForm):
    verb, name = "end", _("End the pairing")
    is_asked = staticmethod(nobody_waits)
    until_day = day_field(_("last day"))

    def prefilled(self) -> dict[str, Any]:
        return {"until_day": timezone.localdate()}

    @staticmethod
    def verdict(thing: Any, post: Post) -> Verdict:
        return policy.may_end_pairing(post, thing)

    def act(self, at: datetime) -> Event:
        return actions.end_pairing(self.thing, actor=self.post, at=at, until_day=self.cleaned_data["until_day"])


STEPS: Mapping[str, tuple[type[StepForm], ...]] = {
    "effects": (ConfirmEffectForm, DenyEffectForm, WaiveEffectForm),
    "policies": (EndPolicyForm, UnlinkForm),
    "services": (VisitForm, JudgeForm),
    "petitions": (
        SignForm,
        CheckSignatureForm,
        RefuseSignatureForm,
        SendForm,
        ReplyForm,
        GrantForm,
        AmendForm,
        DropForm,
        RecordSignatureForm,
        EndGrantForm,
    ),
    "pairings": (CallForm, ConfirmVisitForm, EndPairingForm),
}


def form_for(kind: str, verb: str) -> type[StepForm] | None:
    """Return the form of a verb on a kind of thing; None where there is no such verb."""
    return next((form for form in STEPS[kind] if form.verb == verb), None)


def possible_steps(kind: str, thing: Any, post: Post) -> list[type[StepForm]]:
    """Return the steps possible for the post now, the nearest first."""
    return [form for form in STEPS[kind] if form.verdict(thing, post)]
