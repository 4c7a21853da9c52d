"""A link for an outside member."""

from datetime import datetime

from django import forms
from django.utils.translation import gettext_lazy as _

from jianfa.acceptance import actions
from jianfa.acceptance.forms.verifying import MemberField
from jianfa.acceptance.models import PanelMember
from jianfa.acceptance.policy import members_without_account
from jianfa.journal.models import Event
from jianfa.ledger.forms.base import VerbForm
from jianfa.organisations.models import Proposal


class MakeLinkForm(VerbForm):
    """The page makes the secret and shows it once; a program sends its own, at least 32 characters of it."""

    verb, name = "make_link", _("link for an outside member")
    member = MemberField(PanelMember.objects.none(), label=_("outside member"), empty_label=None)
    secret = forms.CharField(required=False, min_length=32, max_length=80, widget=forms.HiddenInput)

    def prepare(self) -> None:
        rows = PanelMember.objects.filter(pk__in=[row.pk for row in members_without_account(self.problem)])
        self.fields["member"].queryset = rows.select_related("post__person", "post__unit")  # type: ignore[attr-defined]
        first = rows.first()
        self.initial = {"member": first.pk if first else None, **self.initial}

    def act(self, at: datetime, proposal: Proposal | None = None) -> Event:
        self.shown_once = self.cleaned_data["secret"] or actions.new_secret()
        return actions.make_link(
            self.problem, actor=self.post, at=at, member=self.cleaned_data["member"], secret=self.shown_once
        )
