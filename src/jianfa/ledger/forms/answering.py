"""Forms that answer a proposal, and the one that enters what was decided on paper (代录).

A proposal keeps the plain values and wordings of the form it came from; confirming it reads them through the
same form again and calls the same action.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from jianfa.files.actions import store
from jianfa.journal.models import Event
from jianfa.ledger import actions
from jianfa.ledger.forms.base import VerbForm, day_field, line_field, stored, text_field
from jianfa.ledger.policy import may_clerk, may_decide_on_paper, may_settle
from jianfa.ledger.queries import deciders_of, open_proposal, signers_of
from jianfa.ledger.states import MOVES
from jianfa.organisations.models import Post, Proposal
from jianfa.organisations.policy import Refused, Why, require


class AnswerForm(VerbForm):
    """An answer to the open proposal; ``proposal`` is the one that was shown."""

    shown = forms.UUIDField(required=False, widget=forms.HiddenInput)

    def prefilled(self) -> dict[str, Any]:
        proposal = open_proposal(self.problem)
        return {"shown": proposal.pk if proposal else None}

    def proposal(self) -> Proposal:
        """Return the proposal to be answered; refuse when it is no longer the one that was shown."""
        proposal = open_proposal(self.problem)
        shown = self.cleaned_data.get("shown")
        if proposal is None or (shown and shown != proposal.pk):
            raise Refused(_("This proposal has already been answered."), Why.STATE)
        return proposal


class ConfirmForm(AnswerForm):
    verb, name = "confirm", gettext_lazy("confirm")

    def prepare(self) -> None:
        """Add what the second office itself must say; on a recorded decision the paper has said it."""
        proposal = open_proposal(self.problem)
        self._decided: dict[str, forms.Field] = {}
        if proposal is not None and proposal.recorded_for is None and proposal.verb in self.registry:
            self._decided = read_typed(self, proposal).decided_fields()
        self.fields = {**self._decided, **self.fields}

    def asks_password(self) -> bool:
        proposal = open_proposal(self.problem)
        form = self.registry.get(proposal.verb) if proposal else None
        return form is not None and form.needs_recent_login

    def act(self, at: datetime, proposal: Proposal | None = None) -> Event:
        found = self.proposal()
        require(may_settle(self.problem, found, self.post))
        decided = {name: stored(self.cleaned_data[name]) for name in self._decided}
        return read_again(self, found, decided).act(at, proposal=found)


def read_typed(form: VerbForm, proposal: Proposal, decided: Mapping[str, Any] | None = None) -> VerbForm:
    """Return the proposed verb's form with what was proposed, and what whoever decides has said."""
    return form.registry[proposal.verb](
        {**proposal.params, **proposal.wording, **(decided or {})}, problem=form.problem, post=form.post,
        registry=form.registry,
    )  # fmt: skip


def read_again(form: VerbForm, proposal: Proposal, decided: Mapping[str, Any] | None = None) -> VerbForm:
    """Return the same, refused where it no longer can be carried out."""
    inner = read_typed(form, proposal, decided)
    if not inner.is_valid():
        raise Refused(
            _("What was proposed can no longer be carried out. Please reject it and propose it anew."), Why.STATE
        )
    return inner


class CheckForm(AnswerForm):
    """The office between says that a request is in order; the leader decides on it then."""

    verb, name = "check", gettext_lazy("check and pass on")
    note = text_field(
        gettext_lazy("note to whoever decides"), required=False, rows=2,
        help_text=gettext_lazy("Such as what the unit could have done earlier, or a date that would do."),
    )  # fmt: skip

    def act(self, at: datetime, proposal: Proposal | None = None) -> Event:
        note = self.cleaned_data["note"]
        return actions.check(self.problem, self.proposal(), actor=self.post, at=at, note=note)


class RejectForm(AnswerForm):
    verb, name = "reject", gettext_lazy("reject")
    reason = text_field(gettext_lazy("reason"))

    def act(self, at: datetime, proposal: Proposal | None = None) -> Event:
        reason = self.cleaned_data["reason"]
        return actions.reject(self.problem, self.proposal(), actor=self.post, at=at, reason=reason)


class TakeBackForm(AnswerForm):
    verb, name = "take_back", gettext_lazy("take the proposal back")

    def act(self, at: datetime, proposal: Proposal | None = None) -> Event:
        return actions.take_back(self.problem, self.proposal(), actor=self.post, at=at)


class RecordForm(VerbForm):
    """What somebody decided on paper: who, in which document, and the fields of the verb itself."""

    verb, name, has_files = "record_decision", gettext_lazy("enter from paper"), True
    of = forms.ChoiceField(
        choices=[(verb, move.name) for verb, move in MOVES.items() if move.is_recordable], widget=forms.HiddenInput
    )
    paper_no = line_field(gettext_lazy("no. of the signed sheet or minutes"), length=80)
    paper_day = day_field(gettext_lazy("date of the sheet or minutes"))
    scan = forms.FileField(
        label=gettext_lazy("scan of the sheet or minutes"), required=False, allow_empty_file=True,
        help_text=gettext_lazy("Not required. Kept with the evidence; the second clerk sees it beside the entry."),
    )  # fmt: skip

    def prepare(self) -> None:
        """Add the deciders and the fields of the verb; an unknown verb leaves the form invalid."""
        wanted = str((self.data.get("of") if self.is_bound else self.initial.get("of")) or "")
        self.inner: VerbForm | None = None
        self._deciders: dict[str, Post] = {}
        if wanted not in MOVES or not MOVES[wanted].is_recordable or wanted not in self.registry:
            return
        who = signers_of if self.is_bound else deciders_of  # sent in the wrong moment, the action says why not
        deciders = who(self.problem, wanted, self.post, timezone.localdate())
        self._deciders = {str(row.pk): row for row in deciders}
        names = [(pk, f"{row.person.name} · {row.unit.name}") for pk, row in self._deciders.items()]
        self.inner = self.registry[wanted](
            self.data if self.is_bound else None, problem=self.problem, post=self.post, registry=self.registry
        )
        own = {"decider": forms.ChoiceField(label=_("who decided"), choices=names), **self.fields}
        self.inner.fields |= self.inner.decided_fields()
        self.fields = own | {name: field for name, field in self.inner.fields.items() if name not in own}

    def asks_password(self) -> bool:
        return self.inner is not None and self.inner.needs_recent_login

    @property
    def heading(self) -> str:
        if self.inner is None:
            return super().heading
        return _("Enter from paper: %(verb)s") % {"verb": MOVES[self.inner.verb].name}

    def is_valid(self) -> bool:
        return super().is_valid() and self.inner is not None and self.inner.is_valid()

    def act(self, at: datetime, proposal: Proposal | None = None) -> Event:
        if self.inner is None:
            raise Refused(_("Please choose what was decided."), Why.VALUE)
        params, wording = self.inner.values()
        given = self.cleaned_data
        decider, upload = self._deciders[given["decider"]], given["scan"]
        require(may_clerk(self.post, decider))  # before a file is kept
        require(may_decide_on_paper(decider, self.inner.verb, self.problem))
        self.inner.check_paper(given["paper_day"])
        return actions.record_decision(
            self.problem, self.inner.verb, actor=self.post, at=at, decider=decider,
            document_no=given["paper_no"], document_day=given["paper_day"], params=params, wording=wording,
            scan=store(upload, at=at, field="scan") if upload else None, scan_name=upload.name[-160:] if upload else "",
        )  # fmt: skip

    def take(self, refused: Refused) -> None:
        """The paper's own number and day have names of their own here."""
        paper = {"document_no": "paper_no", "document_day": "paper_day"}
        own = not (self.inner and refused.field in self.inner.fields)
        field = paper.get(refused.field or "", refused.field) if own else refused.field
        super().take(Refused(refused.sentence, refused.why, field=field))
