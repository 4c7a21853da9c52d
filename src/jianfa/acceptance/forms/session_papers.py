"""Forms for the decision of a session on paper (代录): enter it, confirm it, take it off again."""

from datetime import datetime

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from jianfa.acceptance import actions
from jianfa.acceptance.forms.sessions import ApproveSessionForm, SessionVerbForm
from jianfa.acceptance.models import Session
from jianfa.acceptance.policy.sessions import (
    entered_for,
    may_confirm_session,
    may_enter_session,
    may_reject_session,
)
from jianfa.acceptance.queries.sessions import SessionLine, leaders_for_session
from jianfa.journal.models import Event
from jianfa.ledger.forms.base import LeaderField, day_field, line_field
from jianfa.organisations.models import Post
from jianfa.organisations.policy import Refused, Verdict


class EnterDecisionForm(ApproveSessionForm):
    """What the leader wrote for all, and on which sheet; the reasons are those of the approval."""

    verb, name, step = "record_decision", gettext_lazy("Enter the decision from paper"), "record_decision"
    question = gettext_lazy(
        "A leader has approved all on a signed sheet or in the minutes. A second clerk confirms what you enter; "
        "until then nothing is approved."
    )
    becomes = gettext_lazy("waits for the second clerk")
    paper_no = line_field(gettext_lazy("no. of the signed sheet or minutes"), length=80)
    paper_day = day_field(gettext_lazy("date of the sheet or minutes"))
    scan = forms.FileField(
        label=gettext_lazy("scan of the sheet or minutes"), required=False, allow_empty_file=True,
        help_text=gettext_lazy("Not required. Kept with the evidence of each problem; the second clerk sees it."),
    )  # fmt: skip
    has_files = True

    def takes(self) -> list[str]:
        """A program sends no file."""
        return [name for name in super().takes() if name != "scan"]

    def prepare(self) -> None:
        leaders = leaders_for_session(self.session, timezone.localdate())
        decider = LeaderField(leaders, label=gettext_lazy("who decided"), empty_label=gettext_lazy("please choose"))
        self.fields = {"decider": decider, **self.fields}
        super().prepare()

    @classmethod
    def verdict(cls, session: Session, post: Post) -> Verdict:
        return may_enter_session(post, session)

    def take(self, refused: Refused) -> None:
        """The paper's own number and day have names of their own here."""
        paper = {"document_no": "paper_no", "document_day": "paper_day"}
        super().take(Refused(refused.sentence, refused.why, field=paper.get(refused.field or "", refused.field)))

    def act(self, at: datetime) -> Event:
        given = self.cleaned_data
        reasons, over = self.reasons()
        return actions.record_session_decision(
            self.session, actor=self.post, at=at, decider=given["decider"], document_no=given["paper_no"],
            document_day=given["paper_day"], decision_no=given["decision_no"], exemptions=reasons, over_unsolved=over,
            scan=given.get("scan"),
        )  # fmt: skip


class ConfirmDecisionForm(SessionVerbForm):
    """The second clerk reads what was entered beside the sheet."""

    verb, name, needs_recent_login = "confirm_decision", gettext_lazy("Confirm the decision on paper"), True
    step = "confirm_decision"
    question = gettext_lazy("Please compare with the sheet: who decided, its number and date, the decision no.")
    becomes = gettext_lazy("is approved and publicised")

    @classmethod
    def verdict(cls, session: Session, post: Post) -> Verdict:
        return may_confirm_session(post, session)

    def lines(self) -> list[SessionLine]:
        """Beside each problem: what was entered for it besides the number."""
        entered = entered_for(self.session)
        found = super().lines()
        for line in found:
            if proposal := entered.get(line.problem.pk):
                if reason := proposal.wording.get("exemption"):
                    line.notes.append(_("No publicity: %(reason)s") % {"reason": reason})
                if reason := proposal.wording.get("over_unsolved"):
                    line.notes.append(_("Goes on because: %(reason)s") % {"reason": reason})
        return found

    def act(self, at: datetime) -> Event:
        return actions.confirm_session_decision(self.session, actor=self.post, at=at)


class RejectDecisionForm(SessionVerbForm):
    verb, name = "reject_decision", gettext_lazy("Take the entry off again")
    question = gettext_lazy("What was entered does not fit the sheet: it is entered anew, or the leader decides here.")
    reason = line_field(gettext_lazy("reason"), length=300)

    @classmethod
    def verdict(cls, session: Session, post: Post) -> Verdict:
        return may_reject_session(post, session)

    def act(self, at: datetime) -> Event:
        reason = self.cleaned_data["reason"]
        return actions.reject_session_decision(self.session, actor=self.post, at=at, reason=reason)
