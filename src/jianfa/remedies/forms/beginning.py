"""What is begun without a problem: a policy, a petition, a pairing."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, ClassVar

from django import forms
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from jianfa.ledger.forms.base import LeaderField, day_field, line_field, text_field, unit_field
from jianfa.organisations.models import Post, Role, UnitKind
from jianfa.organisations.policy import Refused, Verdict
from jianfa.remedies import actions
from jianfa.remedies.forms.problem import LetterFields
from jianfa.remedies.policy import may_draft_petition, may_enter_policy, may_pair
from jianfa.remedies.states import LetterForm


class NewForm(forms.Form):
    """The first form of a thing."""

    do_not_call_in_templates: ClassVar[bool] = True
    name: ClassVar[Promise]
    lead: ClassVar[Promise]
    """The sentence above the form."""

    def __init__(self, data: Any = None, *, post: Post) -> None:
        self.post = post
        super().__init__(data, use_required_attribute=False)
        self.prepare()

    def prepare(self) -> None:
        """Add the fields that depend on the day."""

    @staticmethod
    def verdict(post: Post) -> Verdict:
        """Say whether the post may begin such a thing."""
        raise NotImplementedError

    def perform(self, at: datetime) -> Any:
        """Call the action; return the new row."""
        raise NotImplementedError

    def take(self, refused: Refused) -> None:
        """Put a refusal beside the field it is about; what was typed stays."""
        self.add_error(refused.field if refused.field in self.fields else None, str(refused.sentence))


class NewPolicyForm(NewForm):
    name = _("Enter a policy")
    lead = _("One document serves one problem or many; which ones is said on the page of each problem.")
    document_no = line_field(_("document no."), length=80)
    document_on = day_field(_("date of the document"))
    issued_by = line_field(_("issued by"), length=120)
    title = line_field(_("title"))
    text = text_field(_("what it says"), rows=6)
    effective_on = day_field(_("effective from"))

    @staticmethod
    def verdict(post: Post) -> Verdict:
        return may_enter_policy(post)

    def perform(self, at: datetime) -> Any:
        return actions.enter_policy(actor=self.post, at=at, **self.cleaned_data)


class NewPetitionForm(LetterFields, NewForm):
    name = _("Draft a petition")
    lead = _("A city leader signs it; number and day are given when it goes out.")

    def prepare(self) -> None:
        self.initial["form"] = LetterForm.REQUEST.value

    @staticmethod
    def verdict(post: Post) -> Verdict:
        return may_draft_petition(post)

    def perform(self, at: datetime) -> Any:
        return actions.draft_petition(self.letter(), actor=self.post, at=at)


class NewPairingForm(NewForm):
    name = _("Pair a county")
    lead = _("A leader or a department answers for the county; at most one open of each.")
    county = unit_field(_("county union"), [UnitKind.COUNTY_UNION])
    department = unit_field(_("department"), [UnitKind.DEPARTMENT], required=False)
    from_day = day_field(_("since when"))

    def prepare(self) -> None:
        leaders = Post.objects.filter(role=Role.LEADER, until_day=None).select_related("person")
        self.fields["leader"] = LeaderField(
            leaders, label=_("city leader"), required=False, empty_label=_("not decided yet"),
            help_text=_("A leader or a department, one of the two."),
        )  # fmt: skip
        self.initial["from_day"] = timezone.localdate()
        self.order_fields(["county", "leader", "department", "from_day"])

    @staticmethod
    def verdict(post: Post) -> Verdict:
        return may_pair(post)

    def perform(self, at: datetime) -> Any:
        given = self.cleaned_data
        return actions.pair(
            given["county"], actor=self.post, at=at, from_day=given["from_day"], leader=given["leader"],
            department=given["department"],
        )  # fmt: skip


NEW_FORMS: Mapping[str, type[NewForm]] = {
    "policies": NewPolicyForm, "petitions": NewPetitionForm, "pairings": NewPairingForm,
}  # fmt: skip
