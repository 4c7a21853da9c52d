"""The form in which a demand is handed in: at most six things to type."""

from datetime import datetime
from typing import Any, cast

from django import forms
from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from jianfa.intake import actions
from jianfa.intake.actions import MOST_FILES, Words
from jianfa.intake.models import Demand
from jianfa.intake.policy import HOLDERS, channel_of
from jianfa.ledger.forms.base import line_field, text_field, unit_field
from jianfa.ledger.models import Campaign
from jianfa.organisations.models import COUNTY_ROLES, Post, Unit
from jianfa.organisations.policy import Refused

FILES = ".pdf,.ofd,.jpg,.jpeg,.png,.webp,.doc,.docx,.xls,.xlsx,.wps,.et,.txt,.csv"


class Several(forms.ClearableFileInput):
    """A place for several files."""

    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Several files at once; none is an empty list."""

    widget = Several

    def clean(self, data: Any, initial: Any = None) -> Any:
        """Return the files; each is looked at by the action that keeps it."""
        given = data if isinstance(data, list | tuple) else [data] if data else []
        if len(given) > MOST_FILES:
            raise forms.ValidationError(_("At most %(n)s files can be attached.") % {"n": MOST_FILES})
        files = [super(FilesField, self).clean(item, initial) for item in given]
        if any(file.size > settings.MAX_UPLOAD_BYTES for file in files):
            limit = settings.MAX_UPLOAD_BYTES // 2**20
            raise forms.ValidationError(_("A file is larger than %(limit)s MB.") % {"limit": limit})
        return files


class RaiseForm(forms.Form):
    """What is wanted and in whose name; of a worker also how to reach them (``by_worker``)."""

    text = text_field(
        gettext_lazy("What is it about?"), rows=5,
        help_text=gettext_lazy("What is missing or in the way, where, for how long, and what would help."),
    )  # fmt: skip
    title = line_field(
        gettext_lazy("In one sentence"), required=False, length=80,
        help_text=gettext_lazy("Empty: the first sentence is taken."),
    )  # fmt: skip
    unit = unit_field(gettext_lazy("Which unit does it concern?"), sorted(HOLDERS))
    contact = line_field(
        gettext_lazy("How to reach the worker"), required=False, length=120,
        help_text=gettext_lazy("Never leaves the first receiver. Empty: nobody can call back."),
    )  # fmt: skip
    wants_city = forms.BooleanField(
        label=gettext_lazy("It concerns the local union itself: straight to the city"), required=False
    )
    uploads = FilesField(label=gettext_lazy("Files"), required=False, widget=Several(attrs={"accept": FILES}))
    campaign = forms.ModelChoiceField(
        Campaign.objects.none(), label=gettext_lazy("Campaign"), empty_label=None, required=False
    )

    def __init__(
        self, data: Any = None, uploads: Any = None, *, post: Post, by_worker: bool = False,
        demand: Demand | None = None, practises: bool = False,
    ) -> None:  # fmt: skip
        self.post, self.by_worker, self.demand = post, by_worker, demand
        super().__init__(data, uploads, use_required_attribute=False)
        campaigns = self._campaigns(practises=practises)
        self.only = campaigns[0] if len(campaigns) == 1 else None
        # The title of a worker's demand is written with its summary, by the first receiver.
        left_out = {"title"} if by_worker else {"contact", "wants_city"}
        left_out |= {"unit"} if post.role in COUNTY_ROLES else set()
        left_out |= {"campaign", "uploads"} if demand is not None else {"campaign"} if len(campaigns) < 2 else set()
        for name in left_out:
            del self.fields[name]
        self.initial = self._initial(campaigns)

    def _campaigns(self, *, practises: bool) -> list[Campaign]:
        """Return what it can be handed in to: practice only where it was asked for, or where nothing else is open."""
        is_open = list(Campaign.objects.filter(state=Campaign.State.OPEN))
        practice = [row for row in is_open if row.is_practice]
        real = [row for row in is_open if not row.is_practice]
        self.has_practice = bool(practice and real)
        found = practice if practice and (practises or not real) else real
        self.practises = found is practice
        field = cast("forms.ModelChoiceField[Campaign]", self.fields["campaign"])
        field.queryset = Campaign.objects.filter(pk__in=[row.pk for row in found])
        return found

    def _initial(self, campaigns: list[Campaign]) -> dict[str, Any]:
        demand = self.demand
        if demand is None:
            return {"campaign": campaigns[0].pk if campaigns else None}
        return {
            "text": demand.text, "title": demand.title, "unit": demand.source_unit_id, "contact": demand.contact,
            "wants_city": demand.wants_city,
        }  # fmt: skip

    @property
    def channel(self) -> str:
        return channel_of(self.post, by_worker=self.by_worker)

    def given(self) -> tuple[Words, Unit]:
        """Return what was typed, and the unit it concerns."""
        typed = self.cleaned_data
        words = Words(
            typed.get("title", ""), typed["text"], typed.get("contact", ""), is_from_worker=self.by_worker,
            wants_city=bool(typed.get("wants_city")),
        )  # fmt: skip
        return words, typed.get("unit") or self.post.unit

    def chosen_campaign(self) -> Campaign:
        """Return the campaign it is handed in to; refuse when none is open."""
        found = self.cleaned_data.get("campaign") or self.only
        if found is None:
            raise Refused(_("The campaign is not open; nothing can be handed in."))
        return cast(Campaign, found)

    def hand_in(self, at: datetime, key: str | None = None) -> Demand:
        """Hand in what was typed; the same ``key`` again hands nothing in a second time."""
        words, unit = self.given()
        return actions.raise_demand(
            actor=self.post, at=at, campaign=self.chosen_campaign(), unit=unit, title=words.title, text=words.text,
            channel=self.channel, contact=words.contact, wants_city=words.wants_city,
            is_from_worker=words.is_from_worker, files=self.cleaned_data["uploads"], key=key,
        )  # fmt: skip

    def keep(self, at: datetime, key: str | None = None) -> Demand:
        """Keep what was typed as a draft; the same ``key`` again keeps no second one."""
        words, unit = self.given()
        return actions.keep_draft(
            words, actor=self.post, at=at, campaign=self.chosen_campaign(), unit=unit, channel=self.channel,
            files=self.cleaned_data["uploads"], key=key,
        )  # fmt: skip

    def take(self, refused: Refused) -> None:
        """Put a refusal beside the field it is about; what was typed stays."""
        self.add_error(refused.field if refused.field in self.fields else None, str(refused.sentence))
