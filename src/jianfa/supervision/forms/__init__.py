"""Forms of the verbs that touch dates, clocks and whose work it is."""

from jianfa.ledger.forms.base import VerbForm
from jianfa.supervision.forms.requesting import ChangeClockForm, ExtendForm, TransferForm
from jianfa.supervision.forms.suspending import ResumeForm, SuspendForm

FORMS: dict[str, type[VerbForm]] = {
    form.verb: form for form in (SuspendForm, ResumeForm, ExtendForm, ChangeClockForm, TransferForm)
}
