"""Surveys: asked by the desk, filled in and signed by the county; the same actions as the pages."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.http import FileResponse, HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _
from ninja import Field, File, Form, Router, Schema, Status
from ninja.files import UploadedFile

from jianfa.api.forms import file_called, refuse_unknown, require_valid
from jianfa.api.models import Scope
from jianfa.api.policy import post_of, require_scope
from jianfa.api.queries import LARGEST_PAGE, named
from jianfa.api.views.schemas import ERRORS, Named
from jianfa.files.views import handed_out
from jianfa.intake.actions import surveys as actions
from jianfa.intake.forms.survey_steps import SURVEY_FORMS
from jianfa.intake.models import Asked, Survey
from jianfa.intake.policy.surveys import may_draft_survey, may_keep, may_read_surveys
from jianfa.intake.queries import demand_of
from jianfa.intake.queries.surveys import Line, asked_of_post, filed_answer, questions_of, result_of, survey_of
from jianfa.journal.actions import Stale
from jianfa.ledger.queries import load_campaign
from jianfa.organisations.models import Post, Unit
from jianfa.organisations.policy import Refused, Why, not_found, require

router = Router(tags=["surveys"])


class QuestionIn(Schema):
    text: str
    kind: str = Field("yes_no", description="yes_no, number, text or choice")
    key: str = Field("", description="the same key in another survey is the same question")
    choices: list[str] = []
    measure: str = ""
    is_required: bool = True


class SurveyIn(Schema):
    campaign: UUID
    title: str
    why: str
    due: date
    units: list[UUID]
    questions: list[QuestionIn]
    demand: UUID | None = None
    theme: str = ""


class SurveyOut(Schema):
    id: UUID
    state: str
    version: int
    title: str
    why: str
    due: date
    demand: UUID | None
    opened_at: datetime | None
    closed_at: datetime | None


class SurveyPage(Schema):
    surveys: list[SurveyOut]
    next: UUID | None = Field(description="give it as after to read on")


class QuestionOut(Schema):
    id: UUID
    key: str
    text: str
    kind: str
    choices: list[str]
    measure: str
    is_required: bool


class AnswerOut(Schema):
    id: UUID
    question: UUID
    value: str
    basis: str
    file_name: str = Field(description="taken at /surveys/{survey}/answers/{id}/file where there is one")
    sha256: str | None = Field(description="of the file attached to it")


class AskedOut(Schema):
    unit: Named
    state: str
    version: int
    is_filled: bool = Field(description="it waits for the head's signature")
    is_counted: bool = Field(description="signed by the head, so its answers add up")
    remark: str
    signed_at: datetime | None
    answers: list[AnswerOut]


class SurveyDetail(SurveyOut):
    questions: list[QuestionOut]
    asked: list[AskedOut] = Field(description="a county reads its own only")
    problems: list[UUID]


class SurveyMoveIn(Schema):
    verb: str = Field(description="open, prolong, send_back, close, make_problem, add_to_problem, split_off")
    version: int | None = None
    fields: dict[str, Any] = Field(default_factory=dict)


class AnswerIn(Schema):
    question: UUID
    value: str
    basis: str = ""


class FillIn(Schema):
    answers: list[AnswerIn] = []
    not_with_us: bool = False
    remark: str = ""
    version: int | None = None


class SignIn(Schema):
    version: int | None = None


@router.get("/surveys", response={200: SurveyPage, **ERRORS})
def list_surveys(request: HttpRequest, after: UUID | None = None, limit: int = 50) -> dict[str, Any]:
    """List the surveys the caller may see, by key."""
    post = post_of(request)
    require(may_read_surveys(post))
    rows = Survey.objects.visible_to(post)
    if after is not None:
        rows = rows.filter(pk__gt=after)
    limit = max(1, min(limit, LARGEST_PAGE))
    some = list(rows.order_by("pk")[: limit + 1])
    more = len(some) > limit
    return {"surveys": [_plain(row) for row in some[:limit]], "next": some[limit - 1].pk if more else None}


@router.post("/surveys", response={201: SurveyOut, **ERRORS})
def draft_survey(request: HttpRequest, payload: SurveyIn) -> Status[dict[str, Any]]:
    """Write a survey down; nobody is asked before it is opened."""
    require_scope(request, Scope.WRITE)
    post = post_of(request)
    campaign = load_campaign(post, payload.campaign)
    require(may_draft_survey(post, campaign))
    demand = demand_of(post, payload.demand) if payload.demand else None
    units = list(Unit.objects.filter(pk__in=payload.units))
    if len(units) != len(set(payload.units)):
        raise Refused(_("There is no such unit."), Why.VALUE, field="units")
    questions = [actions.NewQuestion(**one.dict()) for one in payload.questions]
    new = actions.NewSurvey(payload.title, payload.why, payload.due, units, questions, demand, payload.theme)
    return Status(201, _plain(actions.draft_survey(new, campaign=campaign, actor=post, at=timezone.now())))


@router.get("/surveys/{survey_id}", response={200: SurveyDetail, **ERRORS})
def read_survey(request: HttpRequest, survey_id: UUID) -> dict[str, Any]:
    """Read one survey with its questions and what was answered."""
    post = post_of(request)
    return _detail(survey_of(post, survey_id), post)


@router.post("/surveys/{survey_id}/moves", response={200: SurveyDetail, **ERRORS})
def move_survey(request: HttpRequest, survey_id: UUID, payload: SurveyMoveIn) -> dict[str, Any]:
    """Carry out a verb of the desk."""
    require_scope(request, Scope.WRITE)
    post = post_of(request)
    found = survey_of(post, survey_id)
    form_class = SURVEY_FORMS.get(payload.verb)
    if form_class is None:
        raise Refused(_("There is no verb “%(verb)s”.") % {"verb": payload.verb}, Why.VALUE, field="verb")
    require(may_keep(post, payload.verb, found))
    refuse_unknown(payload.fields, form_class(survey=found, post=post).takes())
    form = form_class({**payload.fields, "version": payload.version}, survey=found, post=post)
    require_valid(form)
    form.perform(timezone.now())
    return _detail(survey_of(post, survey_id), post)


@router.post("/surveys/{survey_id}/answer", response={200: SurveyDetail, **ERRORS})
def fill_survey(request: HttpRequest, survey_id: UUID, payload: FillIn) -> dict[str, Any]:
    """Fill in for the caller's county; it waits for the head's signature then."""
    require_scope(request, Scope.WRITE)
    post = post_of(request)
    found, asked = _mine(post, survey_id, payload.version)
    known = {row.pk for row in questions_of(found)}
    if unknown := {one.question for one in payload.answers} - known:
        raise Refused(_("There is no question %(id)s.") % {"id": unknown.pop()}, Why.VALUE, field="answers")
    given = {one.question: actions.Given(one.value, one.basis) for one in payload.answers}
    actions.fill(asked, given, actor=post, at=timezone.now(), not_with_us=payload.not_with_us, remark=payload.remark)
    return _detail(found, post)


@router.post("/surveys/{survey_id}/questions/{question_id}/file", response={200: SurveyDetail, **ERRORS})
def attach_to_survey(
    request: HttpRequest, survey_id: UUID, question_id: UUID, file: File[UploadedFile], version: Form[int | None] = None
) -> dict[str, Any]:  # fmt: skip
    """Attach a file to what was filled in for one question, as multipart/form-data; another one takes its place."""
    require_scope(request, Scope.WRITE)
    post = post_of(request)
    found, asked = _mine(post, survey_id, version)
    question = next((row for row in questions_of(found) if row.pk == question_id), None)
    if question is None:
        raise not_found()
    with file_called(f"file-{question.pk}"):
        actions.attach_to_answer(asked, question, file, actor=post, at=timezone.now())
    return _detail(found, post)


@router.get("/surveys/{survey_id}/answers/{answer_id}/file", response={200: None, **ERRORS})
def take_survey_file(request: HttpRequest, survey_id: UUID, answer_id: UUID) -> FileResponse:
    """Take the file attached to an answer: the city any, a county its own."""
    post = post_of(request)
    answer = filed_answer(post, survey_of(post, survey_id), answer_id)
    assert answer.file is not None
    return handed_out(answer.file, answer.file_name)


@router.post("/surveys/{survey_id}/sign", response={200: SurveyDetail, **ERRORS})
def sign_survey(request: HttpRequest, survey_id: UUID, payload: SignIn) -> dict[str, Any]:
    """Sign what was filled in, as the county's head: it is the county's answer now."""
    require_scope(request, Scope.WRITE)
    post = post_of(request)
    found, asked = _mine(post, survey_id, payload.version)
    actions.sign(asked, actor=post, at=timezone.now())
    return _detail(found, post)


def _mine(post: Post, survey_id: UUID, version: int | None) -> tuple[Survey, Asked]:
    found = survey_of(post, survey_id)
    asked = asked_of_post(post, found)
    if asked is None:
        raise Refused(_("The county union that is asked fills it in itself."), Why.OFFICE)
    if version is not None and version != asked.version:
        raise Stale
    return found, asked


def _plain(row: Survey) -> dict[str, Any]:
    columns = ("id", "state", "version", "title", "why", "due", "opened_at", "closed_at")
    return {name: getattr(row, name) for name in columns} | {"demand": row.demand_id}


def _detail(found: Survey, post: Post) -> dict[str, Any]:
    mine = asked_of_post(post, found)
    result = result_of(found, [mine.unit_id] if mine else None)
    columns = ("id", "key", "text", "kind", "measure", "is_required")
    questions = [
        {name: getattr(row, name) for name in columns} | {"choices": row.options} for row in questions_of(found)
    ]
    return _plain(found) | {
        "questions": questions, "asked": [_asked(line) for line in result.lines],
        "problems": [] if mine else list(found.problems.values_list("problem", flat=True)),
    }  # fmt: skip


def _asked(line: Line) -> dict[str, Any]:
    columns = ("state", "version", "is_filled", "remark", "signed_at")
    answers = [
        {
            "id": row.pk, "question": key, "value": row.value, "basis": row.basis, "file_name": row.file_name,
            "sha256": row.file_id,
        }
        for key, row in line.said.items()
    ]  # fmt: skip
    return {name: getattr(line.asked, name) for name in columns} | {
        "unit": named(line.asked.unit), "is_counted": line.is_counted, "answers": answers,
    }  # fmt: skip
