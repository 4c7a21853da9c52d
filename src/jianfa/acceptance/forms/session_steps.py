"""Which forms there are for a session, and which of them a post may use now."""

from collections.abc import Iterable, Mapping

from jianfa.acceptance.forms.session_lots import CallLotsForm, DrawPanelsForm
from jianfa.acceptance.forms.session_papers import ConfirmDecisionForm, EnterDecisionForm, RejectDecisionForm
from jianfa.acceptance.forms.sessions import (
    AddProblemsForm,
    ApproveSessionForm,
    ConcludeSessionForm,
    NameSessionPanelForm,
    PullOutForm,
    RecordSessionForm,
    SessionVerbForm,
    WithdrawSessionForm,
)
from jianfa.acceptance.models import Session
from jianfa.organisations.models import Post

SESSION_FORMS: Mapping[str, type[SessionVerbForm]] = {
    form.verb: form
    for form in (
        ApproveSessionForm, ConfirmDecisionForm, RejectDecisionForm, ConcludeSessionForm, RecordSessionForm,
        DrawPanelsForm, CallLotsForm, NameSessionPanelForm, AddProblemsForm, EnterDecisionForm, PullOutForm,
        WithdrawSessionForm,
    )
}  # fmt: skip


def possible_steps(session: Session, post: Post) -> Iterable[type[SessionVerbForm]]:
    """Yield what the post may do to the session now, the next step first; no fields are made for it."""
    has_items = session.items.filter(ended_at=None).exists()
    for form_class in SESSION_FORMS.values():
        if form_class.step == "name_panel" and not has_items:
            continue
        if form_class.verdict(session, post):
            yield form_class
