"""Forms from the application to the write-off and back."""

from jianfa.acceptance.forms.applying import ApplyForm, CriteriaForm, RetractForm, criteria_of
from jianfa.acceptance.forms.deciding import (
    AnswerObjectionForm,
    ApproveForm,
    CarryInForm,
    ObjectForm,
    ObjectionField,
    RelapseForm,
    UpholdForm,
    WriteOffForm,
)
from jianfa.acceptance.forms.verifying import (
    ConcludeForm,
    NamePanelForm,
    PostsField,
    RecheckForm,
    RecordResultForm,
    SendBackForm,
)
from jianfa.ledger.forms.base import VerbForm

FORMS: dict[str, type[VerbForm]] = {
    form.verb: form
    for form in (
        ApplyForm, RetractForm, NamePanelForm, RecordResultForm, ConcludeForm, SendBackForm, RecheckForm, ApproveForm,
        ObjectForm, AnswerObjectionForm, UpholdForm, WriteOffForm, RelapseForm, CarryInForm,
    )
}  # fmt: skip

__all__ = (
    "FORMS",
    "AnswerObjectionForm",
    "ApplyForm",
    "ApproveForm",
    "CarryInForm",
    "ConcludeForm",
    "CriteriaForm",
    "NamePanelForm",
    "ObjectForm",
    "ObjectionField",
    "PostsField",
    "RecheckForm",
    "RecordResultForm",
    "RelapseForm",
    "RetractForm",
    "SendBackForm",
    "UpholdForm",
    "WriteOffForm",
    "criteria_of",
)
