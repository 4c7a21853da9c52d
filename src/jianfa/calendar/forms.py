"""What is typed about the calendar: a notice as lines, or one day."""

from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from jianfa.calendar.actions import NewYear
from jianfa.calendar.queries import Year, current, packaged
from jianfa.calendar.rules import FIRST_YEAR, LAST_YEAR, LONGEST_NAME, PACKAGE, Wrong, as_notice, read_notice, with_day

SENTENCES: dict[Wrong, Promise] = {
    Wrong.NO_DAY: gettext_lazy("no day is named; write it as 2027-02-06"),
    Wrong.NO_KIND: gettext_lazy("it does not say whether the day is off or worked"),
    Wrong.NOT_A_DATE: gettext_lazy("this is not a date, or it ends before it begins"),
    Wrong.OTHER_YEAR: gettext_lazy("it lies in another year"),
    Wrong.TOO_LONG: gettext_lazy("it is longer than a month"),
    Wrong.BOTH: gettext_lazy("the same day is off and worked"),
    Wrong.WORKED_ANYWAY: gettext_lazy("a day from Monday to Friday is worked anyway"),
    Wrong.LONG_NAME: gettext_lazy("the name of the holiday is too long"),
}
LONGEST_NOTICE = 20_000
FREE, WORKED, USUAL = "free", "worked", "usual"


class NoticeForm(forms.Form):
    """All exceptional days of a year, as short lines or as the notice has them.

    It may be empty where a rehearsal is carried out: a single day may have been the last one.
    """

    form = forms.CharField(widget=forms.HiddenInput(), initial="notice", required=False)
    year = forms.IntegerField(widget=forms.HiddenInput(), min_value=FIRST_YEAR, max_value=LAST_YEAR)
    text = forms.CharField(
        label=gettext_lazy("Days off and worked weekends of the whole year"), max_length=LONGEST_NOTICE,
        widget=forms.Textarea(attrs={"rows": 14, "spellcheck": "false"}),
        help_text=gettext_lazy(
            "Paste the notice as it was published, or write a day a line: date, off or worked, holiday."
        ),
    )  # fmt: skip
    source = forms.CharField(
        label=gettext_lazy("Document no. of the notice"), max_length=120,
        help_text=gettext_lazy("As it is printed on the notice."),
    )  # fmt: skip
    is_published = forms.BooleanField(
        label=gettext_lazy("The State Council has announced this year"), required=False,
        help_text=gettext_lazy("Not ticked: every date computed from this year goes on saying that it is expected."),
    )  # fmt: skip

    @classmethod
    def of(cls, year: Year) -> "NoticeForm":
        """Return the form with what is in force, or with what the package knows of a year that is not in the table."""
        days = year.days if year.version else tuple(packaged(year.year))
        source = "" if year.version or not days else PACKAGE
        initial = {"form": "notice", "year": year.year, "text": as_notice(days), "source": source}
        return cls(initial=initial | {"is_published": bool(days)})

    def __init__(self, *args: Any, may_be_empty: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["text"].required = not may_be_empty
        self.may_be_empty = may_be_empty

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        year, text = given.get("year"), given.get("text")
        if year is None or text is None:
            return given
        self.notice = read_notice(text, year)
        for fault in self.notice.faults:
            self.add_error(
                "text",
                _("Line %(row)s, “%(text)s”: %(sentence)s.")
                % {"row": fault.row, "text": fault.text[:60], "sentence": SENTENCES[fault.wrong]},
            )
        if not self.notice.days and not self.notice.faults and not self.may_be_empty:
            self.add_error("text", _("No day was found. Write one as 2027-02-06, or paste the text of the notice."))
        return given

    def new_year(self) -> NewYear:
        """Return what is typed as the change it asks for."""
        given = self.cleaned_data
        return NewYear(given["year"], tuple(self.notice.days), given["source"], given["is_published"])


class DayForm(forms.Form):
    """One day that is not as the year has it now."""

    form = forms.CharField(widget=forms.HiddenInput(), initial="day", required=False)
    day = forms.DateField(
        label=pgettext_lazy("calendar", "Day"), widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    )
    kind = forms.ChoiceField(
        label=gettext_lazy("This day is"),
        choices=(
            (FREE, pgettext_lazy("this day is", "off")),
            (WORKED, pgettext_lazy("this day is", "worked")),
            (USUAL, gettext_lazy("as its weekday says")),
        ),
    )
    name = forms.CharField(label=gettext_lazy("Holiday"), max_length=LONGEST_NAME, required=False)
    source = forms.CharField(label=gettext_lazy("Document no. of the notice"), max_length=120)

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        day, kind = given.get("day"), given.get("kind")
        if day is None or kind is None:
            return given
        if not FIRST_YEAR <= day.year <= LAST_YEAR:
            sentence = _("The calendar goes from %(first)s to %(last)s.") % {"first": FIRST_YEAR, "last": LAST_YEAR}
            self.add_error("day", sentence)
        if kind == WORKED and day.weekday() < 5:
            self.add_error("kind", _("A day from Monday to Friday is worked anyway."))
        return given

    def new_year(self) -> NewYear:
        """Return the year of that day with this one day changed."""
        given = self.cleaned_data
        known = current().year(given["day"].year)
        is_worked = {FREE: False, WORKED: True, USUAL: None}[given["kind"]]
        days = with_day(known.days, given["day"], is_worked=is_worked, name=given["name"].strip())
        return NewYear(known.year, tuple(days), given["source"], known.is_published)
