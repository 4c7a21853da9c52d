"""The steps of a petition: signed, sent, replied to, granted; a draft changed or dropped, a grant that ends."""

from datetime import datetime
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from jianfa.journal.models import Event
from jianfa.ledger.forms.base import (
    UNION_KINDS,
    LeaderField,
    choice_field,
    day_field,
    line_field,
    text_field,
    unit_field,
)
from jianfa.organisations.models import Post, Role
from jianfa.organisations.policy import Denied, Verdict, Why
from jianfa.remedies import actions, policy
from jianfa.remedies.forms.problem import LetterFields, last_event
from jianfa.remedies.forms.stepping import StepForm, nobody_waits
from jianfa.remedies.states import QuotaKind, Result


class AmendForm(LetterFields, StepForm):
    verb, name = "amend", _("Change the draft")
    is_asked = staticmethod(nobody_waits)

    def prefilled(self) -> dict[str, Any]:
        row = self.thing
        return {"addressee": row.addressee_id, "form": row.form, "title": row.title, "body": row.body}

    @staticmethod
    def verdict(thing: Any, post: Post) -> Verdict:
        return policy.may_amend_petition(post, thing)

    def act(self, at: datetime) -> Event:
        return actions.amend_petition(self.thing, self.letter(), actor=self.post, at=at)


class DropForm(StepForm):
    verb, name = "drop", _("Drop it, it does not go out")
    is_asked = staticmethod(nobody_waits)
    reason = text_field(_("reason"), rows=2)

    @staticmethod
    def verdict(thing: Any, post: Post) -> Verdict:
        return policy.may_drop_petition(post, thing)

    def act(self, at: datetime) -> Event:
        return actions.drop_petition(self.thing, actor=self.post, at=at, reason=self.cleaned_data["reason"])


class SignForm(StepForm):
    verb, name, needs_recent_login = "sign", _("Sign it"), True
    question = _("Its text is fixed from then on.")

    @staticmethod
    def verdict(thing: Any, post: Post) -> Verdict:
        return policy.may_sign_petition(post, thing)

    def act(self, at: datetime) -> Event:
        return actions.sign_petition(self.thing, actor=self.post, at=at)


class RecordSignatureForm(StepForm):
    verb, name = "record", _("Enter a signature on paper")
    question = _("A leader has signed the sheet itself. A second clerk confirms what you enter.")
    document_no = line_field(_("document no."), length=80)
    document_day = day_field(_("date of the document"))
    is_asked = staticmethod(nobody_waits)

    def prepare(self) -> None:
        today = timezone.localdate()
        leaders = Post.objects.on(today).filter(role=Role.LEADER).exclude(person=self.thing.drafter_id)
        self.fields["decider"] = LeaderField(
            leaders.select_related("person"), label=_("who signed"), empty_label=_("please choose")
        )  # fmt: skip
        self.order_fields(["version", "decider", "document_no", "document_day"])

    @staticmethod
    def verdict(thing: Any, post: Post) -> Verdict:
        return policy.may_record_signature(post, thing)

    def act(self, at: datetime) -> Event:
        given = {name: self.cleaned_data[name] for name in ("decider", "document_no", "document_day")}
        return actions.record_paper_signature(self.thing, actor=self.post, at=at, **given)


class CheckSignatureForm(StepForm):
    verb, name, needs_recent_login = "check", _("Confirm the signature on paper"), True
    question = _("Please compare with the sheet: who signed, its number and date.")

    @staticmethod
    def verdict(thing: Any, post: Post) -> Verdict:
        return policy.may_check_signature(post, thing)

    def act(self, at: datetime) -> Event:
        return actions.confirm_paper_signature(self.thing, actor=self.post, at=at)


class RefuseSignatureForm(StepForm):
    verb, name = "refuse", _("The sheet does not say so")
    reason = text_field(_("what does not fit"), rows=2)
    is_asked = staticmethod(nobody_waits)
    verdict = staticmethod(CheckSignatureForm.verdict)

    def act(self, at: datetime) -> Event:
        return actions.refuse_paper_signature(self.thing, actor=self.post, at=at, reason=self.cleaned_data["reason"])


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

    @staticmethod
    def is_asked(thing: Any) -> bool:
        return not thing.grants.exists()

    def act(self, at: datetime) -> Event:
        given = {name: value for name, value in self.cleaned_data.items() if name != "version"}
        row = actions.record_grant(self.thing, actions.Granted(**given), actor=self.post, at=at)
        return last_event(row.petition_id)


class GrantField(forms.ModelChoiceField):  # type: ignore[type-arg]
    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.document_no} {obj.unit} {obj.get_kind_display()} {obj.number}"


class EndGrantForm(StepForm):
    verb, name = "end_grant", _("A grant does not count")
    is_asked = staticmethod(nobody_waits)
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
