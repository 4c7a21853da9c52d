"""Verbs on surveys (以此类推): from a question to every county to one problem on the list."""

from jianfa.intake.actions.surveys.answering import Given, attach_to_answer, fill, sign
from jianfa.intake.actions.surveys.asking import (
    NewQuestion,
    NewSurvey,
    close_survey,
    draft_survey,
    edit_survey,
    open_survey,
    prolong_survey,
    remind_survey,
    send_back,
)
from jianfa.intake.actions.surveys.concluding import NewCommon, as_class, make_common_problem, split_off

__all__ = [
    "Given",
    "NewCommon",
    "NewQuestion",
    "NewSurvey",
    "as_class",
    "attach_to_answer",
    "close_survey",
    "draft_survey",
    "edit_survey",
    "fill",
    "make_common_problem",
    "open_survey",
    "prolong_survey",
    "remind_survey",
    "send_back",
    "sign",
    "split_off",
]
