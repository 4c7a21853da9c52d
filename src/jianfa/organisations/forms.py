"""What is typed about accounts, units, people and posts. Rules stand in the actions; forms only read."""

from typing import Any

from django import forms
from django.conf import settings
from django.contrib.auth.forms import AuthenticationForm
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from jianfa.organisations.models import Post, Role, Unit, UnitKind
from jianfa.organisations.policy import Refused


def carry(refused: Refused, form: forms.Form) -> None:
    """Put what an action refused beside the field it is about, so that what was typed is kept."""
    form.add_error(refused.field if refused.field in form.fields else None, str(refused.sentence))


class LoginForm(AuthenticationForm):
    """User name and password; the answer never says which of the two was wrong."""

    error_messages = {
        "invalid_login": _("User name or password is wrong. Please check both and try again."),
        "inactive": _("User name or password is wrong. Please check both and try again."),
    }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["username"].label = _("User name")
        self.fields["password"].label = _("Password")


class NewPasswordForm(forms.Form):
    """A new password, typed twice."""

    password = forms.CharField(
        label=_("New password"), strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )  # fmt: skip
    again = forms.CharField(
        label=_("New password again"), strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        least = settings.PASSWORD_LENGTH
        self.fields["password"].help_text = _(
            "At least %(least)s characters; not only digits, not your name, nothing too common."
        ) % {"least": least}

    def clean_again(self) -> str:
        again: str = self.cleaned_data["again"]
        if "password" in self.cleaned_data and again != self.cleaned_data["password"]:
            raise forms.ValidationError(_("The two are not the same. Please type the new password again."))
        return again


class ActivationForm(NewPasswordForm):
    """The user name and code of a printed slip, and the password to be."""

    field_order = ["username", "code", "password", "again"]
    username = forms.CharField(
        label=_("User name"), max_length=40, widget=forms.TextInput(attrs={"autocomplete": "username"})
    )
    code = forms.CharField(
        label=_("Code on the slip"), max_length=40,
        help_text=_("12 letters and digits; capitals, spaces and hyphens do not matter."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}),
    )  # fmt: skip


class PasswordForm(NewPasswordForm):
    """The password as it is, and the new one."""

    field_order = ["old", "password", "again"]
    old = forms.CharField(
        label=_("Present password"), strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )  # fmt: skip


class DayInput(forms.DateInput):
    """A day, chosen in the browser's own calendar."""

    input_type = "date"

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(format="%Y-%m-%d", **kwargs)


class UnitForm(forms.Form):
    """A new unit. Names, kind and place in the tree may change later, the code stays."""

    name = forms.CharField(label=_("Official name"), max_length=80)
    short_name = forms.CharField(
        label=_("Short name"), max_length=30, required=False,
        help_text=_("As shown in tables; empty: the official name."),
    )  # fmt: skip
    code = forms.CharField(label=_("Unit code"), max_length=20, help_text=_("Your own code; it stays for good."))
    kind = forms.ChoiceField(label=_("Kind"), choices=UnitKind.choices, initial=UnitKind.COUNTY_UNION)
    parent = forms.ModelChoiceField(
        label=_("Stands under"), queryset=Unit.objects.none(), required=False,
        help_text=_("Party and government bodies stand under no union."),
    )  # fmt: skip
    area_code = forms.RegexField(
        label=_("Area code"), regex=r"^\d{6}$", required=False,
        help_text=_("Six digits of GB/T 2260, where there is one."),
        error_messages={"invalid": _("An area code has six digits.")},
    )  # fmt: skip
    position = forms.IntegerField(label=_("Order"), min_value=0, max_value=9999, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("parent", "successor"):
            if name in self.fields:
                self.fields[name].queryset = Unit.objects.order_by("position", "code")  # type: ignore[attr-defined]


class UnitChangeForm(UnitForm):
    """What may change of a unit, with its last day and successor."""

    code = None  # type: ignore[assignment]
    valid_until = forms.DateField(
        label=_("Last day"), required=False, widget=DayInput(),
        help_text=_("Only for a unit that is dissolved or merged; what it did stays under its name."),
    )  # fmt: skip
    successor = forms.ModelChoiceField(label=_("Successor"), queryset=Unit.objects.none(), required=False)


class AliasForm(forms.Form):
    """One more name a unit goes by in lists."""

    text = forms.CharField(label=_("Other names"), max_length=80)


class PersonForm(forms.Form):
    """A new person; the account opens with an activation slip."""

    name = forms.CharField(label=pgettext_lazy("person", "Name"), max_length=40)
    username = forms.CharField(
        label=_("User name"), max_length=40, required=False,
        help_text=_("For logging in. Empty: the mobile number, else a running number."),
    )  # fmt: skip
    mobile = forms.RegexField(
        label=_("Mobile"), regex=r"^[\d+\- ]{5,20}$", required=False,
        error_messages={"invalid": _("A mobile number has digits only.")},
    )  # fmt: skip


class PersonChangeForm(PersonForm):
    """What may change of a person; the user name stays."""

    username = None  # type: ignore[assignment]
    is_active = forms.BooleanField(label=_("May log in"), required=False)


class PostForm(forms.Form):
    """A post of a person: unit, role, and from when until when."""

    unit = forms.ModelChoiceField(label=_("Unit"), queryset=Unit.objects.none())
    role = forms.ChoiceField(label=_("Role"), choices=Role.choices)
    title = forms.CharField(
        label=_("Title of the post"), max_length=40, required=False,
        help_text=_("As it stands on paper, for example deputy chair."),
    )  # fmt: skip
    basis = forms.CharField(
        label=_("Basis document"), max_length=80, required=False,
        help_text=_("The number of the document that appoints; an auditor needs one, and a last day."),
    )  # fmt: skip
    leads = forms.BooleanField(
        label=_("Leads the desk"), required=False,
        help_text=_("Of the city desk only its lead sees who objected to a write-off."),
    )  # fmt: skip
    from_day = forms.DateField(label=_("From"), widget=DayInput())
    until_day = forms.DateField(label=_("Until"), required=False, widget=DayInput(), help_text=_("Empty: open."))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].queryset = Unit.objects.filter(valid_until=None)  # type: ignore[attr-defined]


class SubstituteForm(forms.Form):
    """Who acts for a post during a period."""

    person = forms.CharField(label=_("Who stands in"), max_length=40, help_text=_("Name or user name."))
    from_day = forms.DateField(label=_("From"), widget=DayInput())
    until_day = forms.DateField(label=_("Until"), widget=DayInput())


class CityForm(forms.Form):
    """The city federation itself: the first thing that is entered."""

    name = forms.CharField(label=_("Official name"), max_length=80)
    short_name = forms.CharField(label=_("Short name"), max_length=30, required=False)
    code = forms.CharField(
        label=_("Unit code"), max_length=20,
        help_text=_("Your own short code; it can be changed as long as no other unit has been entered."),
    )  # fmt: skip
    area_code = forms.RegexField(
        label=_("Area code"), regex=r"^\d{6}$", required=False,
        help_text=_("Six digits of GB/T 2260, where there is one."),
        error_messages={"invalid": _("An area code has six digits.")},
    )  # fmt: skip


class PasteForm(forms.Form):
    """Rows copied from a sheet."""

    text = forms.CharField(
        label=_("Rows copied from Excel or WPS"), max_length=400_000,
        widget=forms.Textarea(attrs={"rows": 12, "spellcheck": "false", "wrap": "off"}),
    )  # fmt: skip


class EndForm(forms.Form):
    """The last day of a post."""

    until_day = forms.DateField(label=_("Last day"), widget=DayInput())


class HandoverForm(forms.Form):
    """Who takes over, and a word to them."""

    receiver = forms.ModelChoiceField(label=_("Who takes over"), queryset=Post.objects.none())
    note = forms.CharField(
        label=_("What they should know"), max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 4})
    )

    def __init__(self, *args: Any, receivers: QuerySet[Post], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["receiver"].queryset = receivers  # type: ignore[attr-defined]
