"""Nouns of the intake."""

from jianfa.intake.models.demands import (
    WHOLE_CITY,
    Attachment,
    Demand,
    DemandLink,
    DemandQuerySet,
    ReceiptSeries,
    Referral,
    same_side,
)
from jianfa.intake.models.surveys import (
    Answer,
    Asked,
    AskedState,
    Question,
    QuestionKind,
    Survey,
    SurveyProblem,
    SurveyQuerySet,
    SurveyState,
)
from jianfa.intake.models.synonyms import SynonymList
from jianfa.intake.models.themes import Theme, ThemeMember, ThemeRun

__all__ = [
    "WHOLE_CITY",
    "Answer",
    "Asked",
    "AskedState",
    "Attachment",
    "Demand",
    "DemandLink",
    "DemandQuerySet",
    "Question",
    "QuestionKind",
    "ReceiptSeries",
    "Referral",
    "Survey",
    "SurveyProblem",
    "SurveyQuerySet",
    "SurveyState",
    "SynonymList",
    "Theme",
    "ThemeMember",
    "ThemeRun",
    "same_side",
]
