"""Forms from the application to the write-off and back."""

from jianfa.acceptance.forms.applying import ApplyForm, CriteriaForm, RetractForm, criteria_of
from jianfa.acceptance.forms.asking import RespondForm
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
from jianfa.acceptance.forms.looking import LookBackForm
from jianfa.acceptance.forms.lots import CallLotForm, DrawPanelForm
from jianfa.acceptance.forms.outside import MakeLinkForm
from jianfa.acceptance.forms.publicity import DraftPublicityForm, EraseObjectorForm
from jianfa.acceptance.forms.verifying import (
    ConcludeForm,
    NamePanelForm,
    PostsField,
    RecheckForm,
    RecordResultForm,
    ReplaceMemberForm,
    SendBackForm,
    StepAsideForm,
)
from jianfa.ledger.forms.base import VerbForm

FORMS: dict[str, type[VerbForm]] = {
    form.verb: form
    for form in (
        ApplyForm, RetractForm, NamePanelForm, CallLotForm, DrawPanelForm, RespondForm, RecordResultForm,
        StepAsideForm, ReplaceMemberForm, MakeLinkForm, ConcludeForm, SendBackForm, RecheckForm, ApproveForm,
        ObjectForm, AnswerObjectionForm, UpholdForm, WriteOffForm, RelapseForm, CarryInForm,
        DraftPublicityForm, EraseObjectorForm, LookBackForm,
    )
}  # fmt: skip

__all__ = (
    "FORMS",
    "AnswerObjectionForm",
    "ApplyForm",
    "ApproveForm",
    "CallLotForm",
    "CarryInForm",
    "ConcludeForm",
    "CriteriaForm",
    "DraftPublicityForm",
    "DrawPanelForm",
    "EraseObjectorForm",
    "LookBackForm",
    "MakeLinkForm",
    "NamePanelForm",
    "ObjectForm",
    "ObjectionField",
    "PostsField",
    "RecheckForm",
    "RecordResultForm",
    "RelapseForm",
    "ReplaceMemberForm",
    "RespondForm",
    "RetractForm",
    "SendBackForm",
    "StepAsideForm",
    "UpholdForm",
    "WriteOffForm",
    "criteria_of",
)
