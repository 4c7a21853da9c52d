"""What the desk types: a decision, a reason, the lists of the first screen; and what can be answered to a decision."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from jianfa.journal.models import Event
from jianfa.organisations.models import Post
from jianfa.organisations.policy import Verdict
from jianfa.portal.actions.keeping import keep_lists
from jianfa.portal.actions.switching import (
    Decision,
    close_portal,
    open_portal,
    propose_opening,
    record_opening,
    reject_opening,
    take_back_opening,
)
from jianfa.portal.models import Portal
from jianfa.portal.policy import may_close, may_settle, may_take_back
from jianfa.portal.queries.inside import current_portal, waiting_decision
from jianfa.portal.rules import Hotline, read_hotlines, read_words
from jianfa.portal.states import Urgent


class OpeningForm(forms.Form):
    """The document that opens the portal; who decided it, where a clerk enters it from paper."""

    document_no = forms.CharField(label=gettext_lazy("Document no."), max_length=80)
    document_day = forms.DateField(
        label=gettext_lazy("Date of the document"), widget=forms.DateInput(attrs={"type": "date"})
    )
    log_days = forms.IntegerField(
        label=gettext_lazy("Days the operator's log is kept"), min_value=0, max_value=366, initial=0,
        help_text=gettext_lazy(
            "The log of the server in front: time, network address and page of each visit. 0: none is kept. "
            "Workers are told exactly this."
        ),
    )  # fmt: skip
    log_by = forms.CharField(
        label=gettext_lazy("Who runs that server"), max_length=80, required=False,
        help_text=gettext_lazy("Needed where a log is kept. It must not be somebody who handles demands."),
    )  # fmt: skip
    decider = forms.ChoiceField(
        label=gettext_lazy("Decided on paper by"), required=False,
        help_text=gettext_lazy(
            "Leave it empty, and a leader is asked to decide here. Otherwise a second clerk confirms it."
        ),
    )  # fmt: skip

    def __init__(self, *args: Any, leaders: Sequence[Post], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.leaders = {str(post.pk): post for post in leaders}
        field = self.fields["decider"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [
            ("", _("– a leader decides here –")),
            *((key, str(post)) for key, post in self.leaders.items()),
        ]
        self.initial.setdefault("document_day", timezone.localdate())

    def decision(self) -> Decision:
        given = self.cleaned_data
        return Decision(given["document_no"], given["document_day"], given["log_by"], given["log_days"])

    @property
    def recorded_for(self) -> Post | None:
        return self.leaders.get(self.cleaned_data["decider"])

    def perform(self, post: Post, at: datetime) -> Event:
        """Put it before a leader, or enter the decision of the one who is named."""
        if (decider := self.recorded_for) is not None:
            return record_opening(self.decision(), actor=post, at=at, decider=decider)
        return propose_opening(self.decision(), actor=post, at=at)


LONGEST_VERSION = 10


class AnswerForm(forms.Form):
    """Why the portal is closed, or not opened; and beside it the version of the portal that was read."""

    reason = forms.CharField(label=gettext_lazy("Reason"), max_length=500)

    @property
    def version(self) -> int:
        """Return the version on the page that was sent, 0 (which no portal has) where there is none."""
        sent = self.data.get("version", "")
        return int(sent) if sent.isascii() and sent.isdecimal() and len(sent) < LONGEST_VERSION else 0

    @property
    def reason_typed(self) -> str:
        return str(self.data.get("reason", ""))


@dataclass(frozen=True)
class Answer:
    """One thing that can be answered: its name, who may, what it does, what is said when it is done."""

    name: str | Promise
    verdict: Callable[[Post], Verdict]
    act: Callable[[Post, datetime, AnswerForm], Event]
    done: str | Promise
    needs_recent_login: bool = False
    needs_reason: bool = False


ANSWERS = {
    "open": Answer(
        gettext_lazy("Open the portal"),
        lambda post: may_settle(post, waiting_decision()),
        lambda post, at, form: open_portal(actor=post, at=at, version=form.version),
        gettext_lazy("The portal is open."), needs_recent_login=True,
    ),
    "reject": Answer(
        gettext_lazy("Leave it closed"),
        lambda post: may_settle(post, waiting_decision()),
        lambda post, at, form: reject_opening(actor=post, at=at, version=form.version, reason=form.reason_typed),
        gettext_lazy("The portal stays closed."), needs_reason=True,
    ),
    "take_back": Answer(
        gettext_lazy("Take back"),
        lambda post: may_take_back(post, waiting_decision()),
        lambda post, at, form: take_back_opening(actor=post, at=at, version=form.version),
        gettext_lazy("The proposal has been taken back."),
    ),
    "close": Answer(
        gettext_lazy("Close the portal"),
        lambda post: may_close(post, current_portal()),
        lambda post, at, form: close_portal(actor=post, at=at, version=form.version, reason=form.reason_typed),
        gettext_lazy("The portal is closed."), needs_reason=True,
    ),
}  # fmt: skip
"""What is sent as the answer → what it does; pages and API send the same words."""


class ListsForm(forms.Form):
    """Hotlines, a line each; urgent words, a field for each kind."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    hotlines = forms.CharField(label=gettext_lazy("Hotlines"), widget=forms.Textarea(attrs={"rows": 6}))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kinds = "、".join(KIND_WORDS)
        self.fields["hotlines"].help_text = _(
            "A line each, in the order of the first screen: number, name, and what puts it on top (%(kinds)s)."
        ) % {"kinds": kinds}
        for kind, label in Urgent.choices:
            self.fields[f"words_{kind}"] = forms.CharField(
                label=_("Words for “%(kind)s”") % {"kind": label},
                required=False,
                widget=forms.Textarea(attrs={"rows": 2}),
            )

    @classmethod
    def of(cls, portal: Portal) -> "ListsForm":
        """Return the form with what stands there now."""
        names = {kind: word for word, kind in KIND_WORDS.items()}
        lines = [
            " ".join(filter(None, (row["number"], row["name"], "、".join(names[kind] for kind in row["kinds"]))))
            for row in portal.hotlines
        ]
        words = {f"words_{kind}": "、".join(portal.urgent_words.get(kind, ())) for kind in Urgent.values}
        return cls(initial={"version": portal.version, "hotlines": "\n".join(lines), **words})

    def clean_hotlines(self) -> list[Hotline]:
        found = read_hotlines(self.cleaned_data["hotlines"], KIND_WORDS)
        if isinstance(found, str):
            sentence = _(
                "This line cannot be read: “%(line)s”. It needs a number, a name, and no other words than %(kinds)s."
            )
            raise forms.ValidationError(sentence % {"line": found, "kinds": "、".join(KIND_WORDS)})
        return found

    def words(self) -> dict[str, list[str]]:
        return {kind: read_words(self.cleaned_data[f"words_{kind}"]) for kind in Urgent.values}

    def perform(self, post: Post, at: datetime) -> Event:
        """Replace the lists by what was typed."""
        given = self.cleaned_data
        return keep_lists(given["hotlines"], self.words(), actor=post, at=at, version=given["version"])


KIND_WORDS = {"自伤": "self_harm", "危险": "danger", "伤害": "injury", "工资": "wages"}
"""How the desk names the kinds in a line; the same in both languages, for they stand beside Chinese names."""
