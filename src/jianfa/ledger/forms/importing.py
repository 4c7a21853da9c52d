"""Forms of an import: the file, and one row corrected by hand."""

from datetime import date
from typing import Any
from uuid import UUID

from django import forms
from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from jianfa.exchange.models import Batch, BatchRow
from jianfa.exchange.rules import Values
from jianfa.exchange.states import FIELD_LABELS
from jianfa.ledger.models import Campaign, Dimension
from jianfa.ledger.states import Nature, Solver
from jianfa.organisations.models import Unit

KINDS_READ = ".xlsx,.xls,.et,.csv,.txt,.ods,.docx"


class UploadForm(forms.Form):
    """A file for a campaign."""

    campaign = forms.ModelChoiceField(Campaign.objects.none(), label=gettext_lazy("Campaign"), empty_label=None)
    file = forms.FileField(
        label=gettext_lazy("List"),
        help_text=gettext_lazy(
            "Excel (.xlsx, .xls, .et), CSV, OpenDocument or a Word table, as your office keeps it; "
            "up to 10 MB and 5,000 rows."
        ),
        widget=forms.ClearableFileInput(attrs={"accept": KINDS_READ}),
    )

    use_required_attribute = False

    def __init__(self, data: Any = None, files: Any = None, *, initial: dict[str, Any] | None = None) -> None:
        super().__init__(data, files, initial=initial)
        campaign = self.fields["campaign"]
        assert isinstance(campaign, forms.ModelChoiceField)
        campaign.queryset = Campaign.objects.filter(state=Campaign.State.OPEN)

    def clean_file(self) -> Any:
        """Refuse what is too large before it is read into memory."""
        file = self.cleaned_data["file"]
        if file.size > settings.MAX_UPLOAD_BYTES:
            limit = settings.MAX_UPLOAD_BYTES // 2**20
            raise forms.ValidationError(_("The file is larger than %(limit)s MB. Please split it.") % {"limit": limit})
        return file


class RowForm(forms.Form):
    """What can be corrected in one row; the list of units shows official names only."""

    title = forms.CharField(label=FIELD_LABELS["title"], widget=forms.Textarea(attrs={"rows": 3}))
    source_unit = forms.ChoiceField(label=FIELD_LABELS["source_unit"], required=False)
    category = forms.ChoiceField(label=FIELD_LABELS["category"], required=False)
    solver = forms.ChoiceField(label=FIELD_LABELS["solver"], required=False, choices=[("", "–"), *Solver.choices])
    nature = forms.ChoiceField(label=FIELD_LABELS["nature"], required=False, choices=[("", "–"), *Nature.choices])
    lead = forms.ChoiceField(label=FIELD_LABELS["lead"], required=False)
    assist = forms.CharField(
        label=FIELD_LABELS["assist"], required=False, help_text=gettext_lazy("Several names separated by 、")
    )
    person = forms.CharField(label=FIELD_LABELS["person"], required=False)
    due = forms.DateField(
        label=FIELD_LABELS["due"], required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    measures = forms.CharField(
        label=FIELD_LABELS["measures"], required=False, widget=forms.Textarea(attrs={"rows": 4}),
        help_text=gettext_lazy("One a line"),
    )  # fmt: skip
    closure_date = forms.DateField(
        label=FIELD_LABELS["closure_date"], required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )  # fmt: skip

    def __init__(self, data: Any = None, *, batch: Batch, row: BatchRow, units: list[Unit]) -> None:
        values = row.values
        initial = {name: values.get(name) or "" for name in self.base_fields}
        initial["assist"] = "、".join(values.get("assist", ()))
        initial["measures"] = "\n".join(values.get("measures", ()))
        super().__init__(data, initial=initial, use_required_attribute=False)
        names = [unit.name for unit in units]
        dimensions = list(Dimension.objects.filter(campaign=batch.target).values_list("name", flat=True))
        for field, known in (("source_unit", names), ("lead", names), ("category", dimensions)):
            self._offer(field, known, str(initial[field]))
        if batch.is_of_county:
            del self.fields["source_unit"], self.fields["closure_date"]

    def _offer(self, field: str, names: list[str], written: str) -> None:
        """Offer the known names, and what is written now even when it is none of them."""
        choice = self.fields[field]
        assert isinstance(choice, forms.ChoiceField)
        own = [(written, written)] if written and written not in names else []
        choice.choices = [("", "–"), *own, *((name, name) for name in names)]

    def values(self) -> Values:
        """Return what was typed, in the form in which a row keeps it."""
        found: Values = {}
        for name in self.changed_data:
            value = self.cleaned_data[name]
            if name == "assist":
                value = [part.strip() for part in value.replace("，", "、").split("、") if part.strip()]
            elif name == "measures":
                value = [line.strip() for line in value.splitlines() if line.strip()]
            elif isinstance(value, date):
                value = value.isoformat()
            found[name] = value
        return found


class OpeningForm(forms.Form):
    """A leader's one decision on the opening balance of a batch."""

    decision_no = forms.CharField(
        label=gettext_lazy("Decision no."), max_length=80,
        help_text=gettext_lazy("The document on which the write-offs of the past rest."),
    )  # fmt: skip
    struck_off_on = forms.DateField(
        label=gettext_lazy("Struck off on, for rows without a date of their own"), required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )  # fmt: skip


class UndoForm(forms.Form):
    """Why a batch is undone."""

    reason = forms.CharField(label=gettext_lazy("Reason"), required=False, max_length=200)


def unit_of(value: str, units: list[Unit]) -> Unit | None:
    """Return the unit of an id as a select sends it."""
    try:
        wanted = UUID(value)
    except ValueError:
        return None
    return next((unit for unit in units if unit.pk == wanted), None)
