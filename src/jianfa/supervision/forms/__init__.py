"""Forms of the verbs that touch dates and clocks."""

from jianfa.ledger.forms.base import VerbForm
from jianfa.supervision.forms.suspending import ResumeForm, SuspendForm

FORMS: dict[str, type[VerbForm]] = {form.verb: form for form in (SuspendForm, ResumeForm)}
