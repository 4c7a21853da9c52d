"""Surveys: the list, writing one, one survey on one page, its steps, what a county fills in and signs."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import FileResponse, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from jianfa.files.views import handed_out
from jianfa.intake.forms.survey_steps import SURVEY_FORMS
from jianfa.intake.forms.surveys import ANSWERS, AnswerForm, SignForm, SurveyForm
from jianfa.intake.models import Asked, AskedState, Demand, Question, QuestionKind, Survey, SurveyState
from jianfa.intake.policy.surveys import may_draft_survey, may_fill, may_keep, may_read_surveys, may_sign_answer
from jianfa.intake.queries.loading import demand_of
from jianfa.intake.queries.surveys import (
    Line,
    Result,
    asked_of_post,
    earlier_answers,
    filed_answer,
    questions_of,
    repeats_of,
    result_of,
    survey_of,
    surveys_of,
)
from jianfa.intake.queries.words import title_for_others, title_of
from jianfa.intake.views import Request
from jianfa.ledger.models import Campaign, Problem
from jianfa.organisations.models import Post, Unit
from jianfa.organisations.policy import Refused, Why, not_found, require
from jianfa.organisations.queries.paging import PAGE_ROWS, Sort, page_of
from jianfa.organisations.views.sending import DONE, carried_out

NEWEST = Sort(gettext_lazy("newest first"), "drafted_at", datetime.fromisoformat, is_down=True)
WORDS = dict(ANSWERS)


@require_safe
def surveys(request: Request) -> HttpResponse:
    """List the surveys this post may see, the newest first, with how far each is."""
    require(may_read_surveys(request.post))
    found = surveys_of(request.post)
    beside = {side: request.GET.get(side, "") for side in ("after", "before")}
    page = page_of(found, NEWEST, **beside, size=PAGE_ROWS)
    today, address = timezone.localdate(), f"{reverse('surveys')}?"
    own = Asked.objects.filter(survey__in=page.rows, unit=request.post.unit_id)
    mine = {row.survey_id: row for row in own}
    context = {
        "rows": [
            {"survey": row, "mine": mine.get(row.pk), "is_late": row.state == SurveyState.OPEN and row.is_over(today)}
            for row in page.rows
        ],
        "pager": {
            "earlier_url": f"{address}before={page.earlier}" if page.earlier else "",
            "later_url": f"{address}after={page.later}" if page.later else "",
        },
        "may_draft": bool(may_draft_survey(request.post, _running())),
    }  # fmt: skip
    return render(request, "intake/surveys.html", context)


@require_http_methods(["GET", "POST"])
def survey_new(request: Request) -> HttpResponse:
    """Write a survey down; ``?demand=`` names the demand it grows from, ``?theme=`` a demand whose theme it is."""
    demand, theme = _grown_from(request)
    campaign = demand.campaign if demand else _campaign()
    require(may_draft_survey(request.post, campaign))
    form = SurveyForm(request.POST or None, post=request.post, demand=demand, theme=theme)
    return _written(request, form, campaign)


def _running() -> Campaign | None:
    return Campaign.objects.filter(state=Campaign.State.OPEN).order_by("is_practice", "starts_on").first()


def _campaign() -> Campaign:
    if (found := _running()) is None:
        raise Refused(_("The campaign is not open; nobody is asked in it."))
    return found


def _grown_from(request: Request) -> tuple[Demand | None, str]:
    """Return the demand a survey grows from, and the theme in words where it grows from one."""
    name = next((name for name in ("demand", "theme") if request.GET.get(name)), None)
    if name is None:
        return None, ""
    try:
        typed = UUID(request.GET[name])
    except ValueError as error:
        raise not_found() from error
    found = demand_of(request.post, typed)  # a theme goes by the demand that stands for it
    return found, title_for_others(found) if name == "theme" else ""


def _written(request: Request, form: SurveyForm, campaign: Campaign) -> HttpResponse:
    status = DONE
    if request.method == "POST" and "more" in request.POST:
        form.more()
    elif request.method == "POST":
        survey, status = carried_out(form, lambda: form.perform(campaign, timezone.now()))
        if survey is not None:
            messages.success(request, _("Kept as a draft. Nobody has been asked yet."))
            return redirect("survey", survey.pk)
    back = reverse("survey", args=[form.survey.pk]) if form.survey else reverse("surveys")
    context = {
        "form": form, "demand": form.demand, "survey": form.survey, "back_url": back,
        "demand_title": title_of(form.demand, request.post) if form.demand else "",
    }  # fmt: skip
    return render(request, "intake/survey_new.html", context, status=status)


# One survey ------------------------------------------------------------------------------------------------


@require_safe
def survey(request: Request, survey_id: UUID) -> HttpResponse:
    """Show one survey: to the city how far it is and what comes next, to a county its own answers."""
    found, post = survey_of(request.post, survey_id), request.post
    mine = asked_of_post(post, found)
    result = result_of(found, [post.unit_id] if mine else None)
    is_draft = found.state == SurveyState.DRAFT
    context = head_of(found) | {
        "questions": questions_of(found), "is_city": mine is None, "mine": mine, "is_draft": is_draft,
        "lines": [line_of(found, line, result) for line in result.lines],
        "verbs": [] if mine else _possible(found, post, result),
        "may_edit": bool(may_keep(post, "edit", found)),
        "repeats": repeats_of(found) if is_draft else [], "units": _unit_names(found) if is_draft else [],
        "may_fill": bool(mine and may_fill(post, mine)), "may_sign": bool(mine and may_sign_answer(post, mine)),
        "problems": _problems(found, post),
        "n_asked": len(result.lines), "n_silent": result.counted(AskedState.ASKED),
        "n_answered": result.counted(AskedState.ANSWERED), "n_not": result.counted(AskedState.NOT_WITH_US),
    }  # fmt: skip
    return render(request, "intake/survey.html", context)


def _possible(found: Survey, post: Post, result: Result) -> list[dict[str, Any]]:
    """Return the steps that can be taken now; without a signed answer there is nothing to make of it."""
    needs_answer = {"make_problem", "add_to_problem", "split_off"} if not result.counted(AskedState.ANSWERED) else set()
    if result.counted(AskedState.ASKED) == len(result.lines):
        needs_answer.add("send_back")
    is_complete = found.state == SurveyState.CLOSED or not result.counted(AskedState.ASKED)
    return [
        {"verb": verb, "name": form.name, "is_primary": form.is_primary and (verb == "open" or is_complete)}
        for verb, form in SURVEY_FORMS.items()
        if verb not in needs_answer and may_keep(post, verb, found)
    ]


def head_of(found: Survey) -> dict[str, Any]:
    """Return what stands at the top of every page of a survey."""
    is_late = found.state == SurveyState.OPEN and found.is_over(timezone.localdate())
    return {"survey": found, "survey_url": reverse("survey", args=[found.pk]), "is_late": is_late}


def _unit_names(found: Survey) -> list[str]:
    units = Unit.objects.filter(pk__in=found.units).order_by("position", "code")
    return list(units.values_list("short_name", flat=True))


def _problems(found: Survey, post: Post) -> list[dict[str, Any]]:
    visible = set(Problem.objects.visible_to(post).filter(survey_link__survey=found).values_list("pk", flat=True))
    return [
        {"problem": row.problem, "split_from": row.split_from, "url": reverse("problem", args=[row.problem_id])}
        for row in found.problems.select_related("problem", "split_from")
        if row.problem_id in visible
    ]


def line_of(found: Survey, line: Line, result: Result) -> dict[str, Any]:
    """Return one county with its answers in the order of the questions."""
    answers = [shown(found, column.question, line) for column in result.columns]
    return {"asked": line.asked, "mark": line.mark, "answers": answers}


def shown(found: Survey, question: Question, line: Line) -> dict[str, Any]:
    """Return an answer as a page shows it; of “not with us” there is none."""
    answer = line.said.get(question.pk)
    if answer is None:
        return {"question": question, "value": "", "basis": "", "file_url": "", "reused": None}
    value = str(WORDS[answer.text]) if question.kind == QuestionKind.YES_NO and answer.text in WORDS else answer.value
    return {
        "question": question, "value": value, "basis": answer.basis, "file_name": answer.file_name,
        "file_url": reverse("survey_file", args=[found.pk, answer.pk]) if answer.file_id else "",
        "reused": answer.reused_from.survey if answer.reused_from else None,
    }  # fmt: skip


@require_http_methods(["GET", "POST"])
def survey_step(request: Request, survey_id: UUID, verb: str) -> HttpResponse:
    """Show the form of a verb of the desk, and carry it out."""
    found, post = survey_of(request.post, survey_id), request.post
    if verb != "edit" and verb not in SURVEY_FORMS:
        raise not_found()
    require(may_keep(post, verb, found))
    if verb == "edit":
        form = SurveyForm(request.POST or None, post=post, demand=found.demand, survey=found)
        return _written(request, form, found.campaign)
    step = SURVEY_FORMS[verb](request.POST if request.method == "POST" else None, survey=found, post=post)
    status = DONE
    if request.method == "POST":
        done: Any
        done, status = carried_out(step, lambda: step.perform(timezone.now()))
        if done is not None:
            messages.success(request, _("%(verb)s: done.") % {"verb": step.heading})
            return redirect("problem", done.pk) if isinstance(done, Problem) else redirect("survey", found.pk)
    context = head_of(found) | {
        "form": step, "repeats": repeats_of(found) if verb == "open" else [],
        "units": _unit_names(found) if verb == "open" else [],
        "questions": questions_of(found) if verb == "open" else [],
    }  # fmt: skip
    return render(request, "intake/survey_step.html", context, status=status)


# What a county fills in ------------------------------------------------------------------------------------


@require_http_methods(["GET", "POST"])
def survey_answer(request: Request, survey_id: UUID) -> HttpResponse:
    """Fill in for the county; what it said before stands there already."""
    found, asked = _mine(request, survey_id)
    require(may_fill(request.post, asked))
    earlier = earlier_answers(asked.unit, questions_of(found), found.campaign, timezone.now())
    is_sent = request.method == "POST"
    data, files = (request.POST, request.FILES) if is_sent else (None, None)
    form = AnswerForm(data, files, asked=asked, post=request.post, earlier=earlier)
    status = DONE
    if is_sent:
        event, status = carried_out(form, lambda: form.perform(timezone.now()))
        if event is not None:
            messages.success(request, _("Filled in. It is the county's answer once its head has signed it."))
            return redirect("survey", found.pk)
    context = head_of(found) | {"form": form, "asked": asked, "reused": len(earlier)}
    return render(request, "intake/survey_answer.html", context, status=status)


@require_http_methods(["GET", "POST"])
def survey_sign(request: Request, survey_id: UUID) -> HttpResponse:
    """Show what was filled in, and let the county's head sign it."""
    found, asked = _mine(request, survey_id)
    require(may_sign_answer(request.post, asked))
    form = SignForm(request.POST if request.method == "POST" else None, asked=asked, post=request.post)
    status = DONE
    if request.method == "POST":
        event, status = carried_out(form, lambda: form.perform(timezone.now()))
        if event is not None:
            messages.success(request, _("Signed. Thank you; nothing more is asked here."))
            return redirect("survey", found.pk)
    result = result_of(found, [asked.unit_id])
    lines = [line_of(found, line, result) for line in result.lines]
    context = head_of(found) | {"form": form, "asked": asked, "lines": lines}
    return render(request, "intake/survey_step.html", context, status=status)


def _mine(request: Request, survey_id: UUID) -> tuple[Survey, Asked]:
    found = survey_of(request.post, survey_id)
    asked = asked_of_post(request.post, found)
    if asked is None:
        raise Refused(_("The county union that is asked fills it in itself."), Why.OFFICE)
    return found, asked


@require_safe
def survey_file(request: Request, survey_id: UUID, answer_id: UUID) -> FileResponse:
    """Hand out what is attached to an answer, to the city and to the county itself."""
    answer = filed_answer(request.post, survey_of(request.post, survey_id), answer_id)
    assert answer.file is not None
    return handed_out(answer.file, answer.file_name)
