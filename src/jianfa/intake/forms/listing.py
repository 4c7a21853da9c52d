"""What the list of demands is narrowed to."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from jianfa.intake.policy import HOLDERS
from jianfa.intake.queries.listing import MINE, OFFERED, OPEN_ONES, UNRATED
from jianfa.intake.states import Channel, State
from jianfa.organisations.models import COUNTY_ROLES, Post, Unit

ALL = _("all")


class DemandFilterForm(forms.Form):
    """Everything may be left open."""

    state = forms.ChoiceField(
        label=_("state"), required=False,
        choices=[
            ("", ALL), (OPEN_ONES, _("not answered yet")), (MINE, _("for us to answer")), (OFFERED, _("offered to us")),
            (UNRATED, _("answers we have not rated")), *State.choices,
        ],
    )  # fmt: skip
    unit = forms.ModelChoiceField(
        Unit.objects.filter(kind__in=sorted(HOLDERS)), label=_("unit"), required=False, empty_label=ALL
    )
    channel = forms.ChoiceField(label=_("channel"), required=False, choices=[("", ALL), *Channel.choices])
    number = forms.CharField(label=_("receipt no."), required=False, max_length=20)

    def __init__(self, data: Any, *, post: Post) -> None:
        super().__init__(data)
        if post.role in COUNTY_ROLES:
            del self.fields["unit"]
