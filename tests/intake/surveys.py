"""Surveys in any state, made by the real actions."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from jianfa.intake.actions import surveys
from jianfa.intake.models import Asked, Survey
from jianfa.ledger.actions import NewCriterion
from jianfa.organisations.models import Post
from tests.world import DUE, World

QUESTIONS = (
    surveys.NewQuestion("是否设有经费审查办公室", "yes_no"),
    surveys.NewQuestion("经费审查专职人员数", "number", measure="人"),
    surveys.NewQuestion("主要困难", "text", is_required=False),
)
WHY = "一个区县反映经费审查任务加重，想了解各区县的情况（示例）。"


def everything(world: World) -> None:
    """Ask, answer with a file, ask once more, make one problem of it and split it."""
    survey = opened_survey(world)
    row = asked_row(survey, world.liaison)
    typed = given(survey, "yes", "2", "人手不足")
    first = next(iter(typed))
    typed[first] = surveys.Given("yes", file=SimpleUploadedFile("批复.txt", "同意".encode()))
    surveys.fill(row, typed, actor=world.liaison, at=world.now, remark="情况属实")
    surveys.sign(row, actor=world.head, at=world.now)
    surveys.send_back(row, actor=world.desk, at=world.now, missing="补充依据")
    row = filled(world, survey)
    surveys.sign(row, actor=world.head, at=world.now)
    new = surveys.NewCommon("经费审查机构不健全", "", DUE, [NewCriterion("批复已印发")], reason="调查汇总")
    surveys.make_common_problem(survey, [world.east], actor=world.desk, at=world.now, new=new)
    surveys.split_off(survey, [world.east], actor=world.desk, at=world.now, new=replace(new, title="职数不足"))


def drafted_survey(world: World, **options: Any) -> Survey:
    """Return a draft to east and west."""
    new: dict[str, Any] = {
        "title": "经费审查机构情况调查", "why": WHY, "due": world.now.date() + timedelta(days=14),
        "units": [world.east, world.west], "questions": QUESTIONS,
    } | options  # fmt: skip
    campaign = new.pop("campaign", world.campaign)
    return surveys.draft_survey(surveys.NewSurvey(**new), campaign=campaign, actor=world.desk, at=world.now)


def opened_survey(world: World, **options: Any) -> Survey:
    """Return a survey that has been sent."""
    survey = drafted_survey(world, **options)
    surveys.open_survey(survey, actor=world.desk, at=world.now)
    return survey


def asked_row(survey: Survey, post: Post) -> Asked:
    return Asked.objects.select_related("survey__campaign", "unit").get(survey=survey, unit=post.unit)


def given(survey: Survey, *values: str) -> dict[Any, surveys.Given]:
    """Return what was typed for the questions in order."""
    return {
        row.pk: surveys.Given(value, "清工〔2026〕1号")
        for row, value in zip(survey.questions.all(), values, strict=False)
    }


def filled(world: World, survey: Survey, post: Post | None = None, *values: str) -> Asked:
    """Return a county's row that its liaison has filled in."""
    row = asked_row(survey, post or world.liaison)
    surveys.fill(row, given(survey, *(values or ("yes", "2", "人手不足"))), actor=post or world.liaison, at=world.now)
    return row


def answered(world: World, survey: Survey, *values: str) -> Asked:
    """Return east's row, signed by its head."""
    row = filled(world, survey, None, *values)
    surveys.sign(row, actor=world.head, at=world.now)
    return row
