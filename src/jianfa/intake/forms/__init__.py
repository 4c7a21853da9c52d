"""Forms of the intake."""

from jianfa.intake.forms.listing import DemandFilterForm
from jianfa.intake.forms.raising import RaiseForm
from jianfa.intake.forms.verbs import FORMS, DemandForm, possible_forms

__all__ = ["FORMS", "DemandFilterForm", "DemandForm", "RaiseForm", "possible_forms"]
