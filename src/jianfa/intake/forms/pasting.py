"""Several demands at once: rows copied from a sheet, or a file with them."""

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from jianfa.ledger.forms.base import copied
from jianfa.ledger.models import Campaign

KINDS_READ = ".xlsx,.xls,.et,.csv,.txt,.ods,.docx"


class PasteDemandsForm(forms.Form):
    """Rows as text, or a file that is turned into such text; nothing is written by it."""

    file = forms.FileField(
        label=gettext_lazy("A file with the rows"), required=False,
        widget=forms.ClearableFileInput(attrs={"accept": KINDS_READ}),
        help_text=gettext_lazy("Excel, CSV, OpenDocument or a Word table; its first table is read into the box below."),
    )  # fmt: skip
    text = forms.CharField(
        label=gettext_lazy("Rows copied from Excel or WPS, or one demand a line"), max_length=400_000, required=False,
        widget=forms.Textarea(attrs={"rows": 10, "spellcheck": "false", "wrap": "off"}),
    )  # fmt: skip
    campaign = forms.ModelChoiceField(Campaign.objects.none(), label=gettext_lazy("Campaign"), empty_label=None)

    def __init__(self, data: Any = None, files: Any = None) -> None:
        super().__init__(data, files, use_required_attribute=False)
        field = self.fields["campaign"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = Campaign.objects.filter(state=Campaign.State.OPEN)

    def clean_file(self) -> Any:
        """Refuse what is too large before it is read into memory."""
        file = self.cleaned_data["file"]
        if file and file.size > settings.MAX_UPLOAD_BYTES:
            limit = settings.MAX_UPLOAD_BYTES // 2**20
            raise forms.ValidationError(_("The file is larger than %(limit)s MB. Please split it.") % {"limit": limit})
        return file

    def put_text(self, text: str) -> None:
        """Show what a file held in the box, so that it can be mended before it is handed in."""
        self.data = copied(self.data, {"text": text})
        self.cleaned_data["text"] = text
