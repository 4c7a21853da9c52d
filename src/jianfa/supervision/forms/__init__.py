"""Forms of the verbs that touch dates, clocks and whose work it is, and of the templates of steps."""

from jianfa.ledger.forms.base import VerbForm
from jianfa.supervision.forms.instructing import InstructForm
from jianfa.supervision.forms.requesting import ChangeClockForm, ExtendForm, TransferForm
from jianfa.supervision.forms.scheduling import BackwardPlanForm, FinishTaskForm, ScheduleForm, TaskReportForm
from jianfa.supervision.forms.suspending import ResumeForm, SuspendForm
from jianfa.supervision.forms.templates import CAMPAIGN_FORMS
from jianfa.supervision.forms.urging import UrgeForm

FORMS: dict[str, type[VerbForm]] = {
    form.verb: form
    for form in (
        SuspendForm, ResumeForm, ExtendForm, ChangeClockForm, TransferForm, BackwardPlanForm, ScheduleForm,
        FinishTaskForm, TaskReportForm, InstructForm, UrgeForm,
    )
}  # fmt: skip
"""Plan and report take the place of the forms of the ledger, which knows no tasks."""

__all__ = ["CAMPAIGN_FORMS", "FORMS"]
