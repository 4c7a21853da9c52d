"""The steps of a thing: an effect, a policy, a service, a petition, a pairing. Every rule stands in the action."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, ClassVar

from django import forms
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from jianfa.journal.models import Event
from jianfa.ledger.forms.base import UNION_KINDS, choice_field, day_field, line_field, text_field, unit_field
from jianfa.ledger.forms.versioned import VersionedForm
from jianfa.ledger.models import Problem
from jianfa.organisations.models import Post
from jianfa.organisations.policy import Denied, Verdict, Why
from jianfa.remedies import actions, policy
from jianfa.remedies.forms.problem import LetterFields, last_event
from jianfa.remedies.states import Helped, QuotaKind, Result


class StepForm(VersionedForm):
    """One verb on one thing."""

    thing: Any
    do_not_call_in_templates: ClassVar[bool] = True
    """A page lists the classes of possible steps; a template would call them."""

    @staticmethod
    def verdict(thing: Any, post: Post) -> Verdict:
        """Say whether the post may do this now."""
        raise NotImplementedError


class ConfirmEffectForm(StepForm):
    verb, name = "confirm", _("Confirm the effect")
    question = _("Your confirmation is the signature of the county.")
    words = text_field(_("what has arrived"))
    document_no = line_field(
        _("document no. or row"), length=120, help_text=_("A number is enough; no file and no photograph is needed.")
    )

    @staticmethod
    def verdict(thing: Any, post: Post) -> Verdict:
        return policy.may_answer_effect(post, thing)

    def act(self, at: datetime) -> Event:
        given = self.cleaned_data
        return actions.confirm_effect(
            self.thing, actor=self.post, at=at, words=given["words"], document_no=given["document_no"]
        )


class DenyEffectForm(StepForm):
    verb, name = "deny", _("Not yet")
    question = _("The problem cannot be applied for until it is there; you can confirm it later.")
    words = text_field(_("what is missing"))
    verdict = staticmethod(ConfirmEffectForm.verdict)

    def act(self, at: datetime) -> Event:
        return actions.deny_effect(self.thing, actor=self.post, at=at, words=self.cleaned_data["words"])


class WaiveEffectForm(StepForm):
    verb, name = "waive", _("Waive it")
    question = _("The problem can be applied for without this county's confirmation.")
    words = text_field(_("reason"))
    document_no = line_field(_("document no."), length=120)

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


class AmendForm(LetterFields, StepForm):
    verb, name = "amend", _("Change the draft")

    def prefilled(self) -> dict[str, Any]:
        row = self.thing
        return {"addressee": row.addressee_id, "form": row.form, "title": row.title, "body": row.body}

    @staticmethod
    def verdict(thing: Any, post: Post) -> Verdict:
        return policy.may_amend_petition(post, thing)

    def act(self, at: datetime) -> Event:
        return actions.amend_petition(self.thing, self.letter(), actor=self.post, at=at)


class DropForm(StepForm):
    verb, name = "drop", _("Drop the draft")
    reason = text_field(_("reason"), rows=2)
    verdict = staticmethod(AmendForm.verdict)

    def act(self, at: datetime) -> Event:
        return actions.drop_petition(self.thing, actor=self.post, at=at, reason=self.cleaned_data["reason"])


class SignForm(StepForm):
    verb, name = "sign", _("Sign it")
    question = _("Its text is fixed from then on.")

    @staticmethod
    def verdict(thing: Any, post: Post) -> Verdict:
        return policy.may_sign_petition(post, thing)

    def act(self, at: datetime) -> Event:
        return actions.sign_petition(self.thing, actor=self.post, at=at)


class SendForm(StepForm):
    verb, name = "send", _("It has gone out")
    letter_no = line_field(_("letter no."), length=80)
    letter_on = day_field(_("date of the letter"))

    def prefilled(self) -> dict[str, Any]:
        return {"letter_on": timezone.localdate()}

    @staticmethod
    def verdict(thing: Any, post: Post) -> Verdict:
        return policy.may_send(post, thing)

    def act(self, at: datetime) -> Event:
        given = self.cleaned_data
        return actions.send_petition(
            self.thing, actor=self.post, at=at, letter_no=given["letter_no"], letter_on=given["letter_on"]
        )


class ReplyForm(StepForm):
    verb, name = "reply", _("Enter the reply")
    result = choice_field(_("result"), Result.choices)
    no = line_field(_("number of the reply"), length=80, required=False)
    on = day_field(_("date of the reply"))
    text = text_field(_("what the reply says"))

    @staticmethod
    def verdict(thing: Any, post: Post) -> Verdict:
        return policy.may_reply(post, thing)

    def act(self, at: datetime) -> Event:
        given = self.cleaned_data
        reply = actions.Reply(given["no"], given["on"], given["text"], given["result"])
        return actions.record_reply(self.thing, reply, actor=self.post, at=at)


class GrantForm(StepForm):
    verb, name = "grant", _("Enter what was granted")
    question = _("One row for each unit and kind; totals are sums over the rows.")
    unit = unit_field(_("unit"), UNION_KINDS)
    kind = choice_field(_("kind of quota"), QuotaKind.choices)
    number = forms.IntegerField(label=_("how many"), min_value=1, max_value=999)
    document_no = line_field(_("approval document"), length=80)
    authority = line_field(_("approving authority"), length=80)
    document_on = day_field(_("date of the document"))
    purpose = line_field(_("for what"), length=80, required=False)

    def prefilled(self) -> dict[str, Any]:
        row = self.thing
        last = row.grants.order_by("-recorded_at").first()
        if last is not None:  # the next unit of the same paper: only the unit differs
            names = ("kind", "number", "document_no", "authority", "document_on", "purpose")
            return {name: getattr(last, name) for name in names}
        return {
            "number": 1, "document_no": row.reply_no, "document_on": row.reply_on, "authority": row.addressee.name,
        }  # fmt: skip

    @staticmethod
    def verdict(thing: Any, post: Post) -> Verdict:
        return policy.may_grant(post, thing)

    def act(self, at: datetime) -> Event:
        given = {name: value for name, value in self.cleaned_data.items() if name != "version"}
        row = actions.record_grant(self.thing, actions.Granted(**given), actor=self.post, at=at)
        return last_event(row.petition_id)


class GrantField(forms.ModelChoiceField):  # type: ignore[type-arg]
    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.document_no} {obj.unit} {obj.get_kind_display()} {obj.number}"


class EndGrantForm(StepForm):
    verb, name = "end_grant", _("A grant does not count")
    reason = text_field(_("why it does not count"), rows=2)

    def prepare(self) -> None:
        rows = self.thing.grants.filter(ended_at=None).select_related("unit")
        self.fields["grant"] = GrantField(rows, label=_("approval document"), empty_label=_("please choose"))
        self.order_fields(["version", "grant", "reason"])

    @staticmethod
    def verdict(thing: Any, post: Post) -> Verdict:
        verdict = policy.may_grant(post, thing)
        if verdict and not thing.grants.filter(ended_at=None).exists():
            return Denied(_("Nothing has been entered yet."), Why.STATE)
        return verdict

    def act(self, at: datetime) -> Event:
        given = self.cleaned_data
        return actions.end_grant(given["grant"], actor=self.post, at=at, reason=given["reason"])


class CallForm(StepForm):
    verb, name = "visit", _("Note a visit")
    visited_on = day_field(_("day of the visit"))
    done = text_field(_("what was heard and done"))

    def prefilled(self) -> dict[str, Any]:
        return {"visited_on": timezone.localdate()}

    @staticmethod
    def verdict(thing: Any, post: Post) -> Verdict:
        return policy.may_visit_pairing(post, thing)

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
    "petitions": (SignForm, SendForm, ReplyForm, GrantForm, AmendForm, DropForm, EndGrantForm),
    "pairings": (CallForm, ConfirmVisitForm, EndPairingForm),
}


def form_for(kind: str, verb: str) -> type[StepForm] | None:
    """Return the form of a verb on a kind of thing; None where there is no such verb."""
    return next((form for form in STEPS[kind] if form.verb == verb), None)


def possible_steps(kind: str, thing: Any, post: Post) -> list[type[StepForm]]:
    """Return the steps possible for the post now, the nearest first."""
    return [form for form in STEPS[kind] if form.verdict(thing, post)]
