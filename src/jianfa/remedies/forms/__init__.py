"""Forms of remedies: verbs on a problem, steps of a thing, and what is begun without a problem."""

from jianfa.ledger.forms.base import VerbForm
from jianfa.remedies.forms.beginning import NEW_FORMS, NewForm
from jianfa.remedies.forms.problem import (
    DraftPetitionForm,
    ExpectEffectForm,
    OfferServiceForm,
    ServeForm,
    TakeUpLetterForm,
)
from jianfa.remedies.forms.stepping import StepForm
from jianfa.remedies.forms.steps import STEPS, form_for, possible_steps

FORMS: dict[str, type[VerbForm]] = {
    form.verb: form for form in (ExpectEffectForm, ServeForm, OfferServiceForm, DraftPetitionForm, TakeUpLetterForm)
}

__all__ = ["FORMS", "NEW_FORMS", "STEPS", "NewForm", "StepForm", "form_for", "possible_steps"]
