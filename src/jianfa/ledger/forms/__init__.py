"""A form for each verb of the ledger."""

from jianfa.ledger.forms.answering import CheckForm, ConfirmForm, RecordForm, RejectForm, TakeBackForm, read_again
from jianfa.ledger.forms.base import RowsForm, VerbForm
from jianfa.ledger.forms.drafting import (
    AppealForm,
    DeclineForm,
    DraftForm,
    EditForm,
    ListForm,
    ReturnForm,
    ReviseForm,
    SubmitForm,
    WithdrawForm,
)
from jianfa.ledger.forms.working import (
    ApprovePlanForm,
    DispatchForm,
    EvidenceForm,
    MergeForm,
    PetitionForm,
    PlanForm,
    RefuseForm,
    ReportForm,
    SignForForm,
    StartForm,
    UnmergeForm,
    VoidForm,
)

FORMS: dict[str, type[VerbForm]] = {
    form.verb: form
    for form in (
        EditForm, SubmitForm, WithdrawForm, ReturnForm, DeclineForm, AppealForm, ListForm, ReviseForm, DispatchForm,
        PetitionForm, RefuseForm, SignForForm, PlanForm, ApprovePlanForm, StartForm, ReportForm, EvidenceForm,
        MergeForm, UnmergeForm, VoidForm, CheckForm, ConfirmForm, RejectForm, TakeBackForm, RecordForm,
    )
}  # fmt: skip

__all__ = ["FORMS", "DraftForm", "EvidenceForm", "ListForm", "RecordForm", "RowsForm", "VerbForm", "read_again"]
