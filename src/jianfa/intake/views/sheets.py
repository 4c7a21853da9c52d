"""The result of a survey: a county a line, a question a column, sums that open their counties; page, print, sheet."""

from typing import Any
from urllib.parse import quote, urlencode
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_safe

from jianfa.intake.models import AskedState, QuestionKind, Survey
from jianfa.intake.queries.surveys import Column, Result, asked_of_post, lines_behind, result_of, survey_of
from jianfa.intake.views import Request
from jianfa.intake.views.surveys import WORDS, head_of, line_of, shown
from jianfa.kit.sheets import Block, Cell, Heading, Table, workbook
from jianfa.organisations.policy import Refused, Why, not_found

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@require_safe
def survey_sheet(request: Request, survey_id: UUID) -> HttpResponse:
    """Show the result, as a page or (``?print=1``) as a sheet for paper."""
    found = _of_city(request, survey_id)
    result = result_of(found)
    context = head_of(found) | {
        "result": result, "lines": [line_of(found, line, result) for line in result.lines],
        "sums": [sums_of(found, column) for column in result.columns], "back_url": reverse("survey", args=[found.pk]),
        "n_asked": len(result.lines), "n_silent": result.counted(AskedState.ASKED), "now": timezone.localtime(),
    }  # fmt: skip
    name = "intake/survey_print.html" if request.GET.get("print") else "intake/survey_sheet.html"
    return render(request, name, context)


def _of_city(request: Request, survey_id: UUID) -> Survey:
    found = survey_of(request.post, survey_id)
    if asked_of_post(request.post, found) is not None:
        sentence = _("The result is put together for the city; your own answers stand on the survey's page.")
        raise Refused(sentence, Why.OFFICE)
    return found


def sums_of(found: Survey, column: Column) -> list[dict[str, Any]]:
    """Return the figures under a column: the total of a number, or how many counties gave each answer."""
    question = column.question
    if question.kind == QuestionKind.NUMBER:
        return [{"label": _("sum"), "value": column.total, "url": _behind(found, column) if column.total else ""}]
    return [
        {"label": str(WORDS.get(value, value)), "value": n, "url": _behind(found, column, value)}
        for value, n in sorted(column.counts.items(), reverse=True)
    ]


def _behind(found: Survey, column: Column, value: str = "") -> str:
    parts = {"question": str(column.question.pk), "value": value}
    query = urlencode({name: part for name, part in parts.items() if part})
    return f"{reverse('survey_rows', args=[found.pk])}?{query}"


@require_safe
def survey_rows(request: Request, survey_id: UUID) -> HttpResponse:
    """List the counties a figure of the result adds up."""
    found = _of_city(request, survey_id)
    result, asked_for = result_of(found), request.GET.get("question", "")
    question = next((one.question for one in result.columns if str(one.question.pk) == asked_for), None)
    if question is None:
        raise not_found()
    value = request.GET.get("value", "")
    lines = lines_behind(result, question, value)
    is_number = question.kind == QuestionKind.NUMBER
    context = head_of(found) | {
        "question": question, "value": str(WORDS.get(value, value)), "is_number": is_number,
        "total": sum(line.answers[question.pk].number or 0 for line in lines) if is_number else len(lines),
        "rows": [{"asked": line.asked, "answer": shown(found, question, line)} for line in lines],
    }  # fmt: skip
    return render(request, "intake/survey_rows.html", context)


@require_safe
def survey_excel(request: Request, survey_id: UUID) -> HttpResponse:
    """Hand the result out as a sheet, with the basis of each answer beside it and the sums under it."""
    found = _of_city(request, survey_id)
    name = f"{found.title}-{timezone.localdate().isoformat()}.xlsx"
    response = HttpResponse(workbook([sheet_of(found)]), content_type=XLSX)
    response.headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name)}"
    return response


def sheet_of(found: Survey) -> Table:
    """Return the result as a table for a sheet."""
    result = result_of(found)
    headings = [Heading((_("County union"),), 18), Heading((_("State"),), 12)]
    for column in result.columns:
        name = named(column)
        headings += [Heading((name, _("answer")), 14), Heading((name, _("basis")), 20)]
    headings += [Heading((pgettext("survey", "Signed by"),), 10), Heading((_("remark"),), 24)]
    silent = result.counted(AskedState.ASKED)
    info = _("Answered %(n)s of %(total)s, as of %(moment)s") % {
        "n": len(result.lines) - silent, "total": len(result.lines), "moment": f"{timezone.localtime():%Y-%m-%d %H:%M}",
    }  # fmt: skip
    return Table(found.title, found.title, headings, _blocks(found, result), info=[info], foot=_foot(found, result))


def named(column: Column) -> str:
    """Return a question as the head of its column."""
    question = column.question
    return f"{question.text}（{question.measure}）" if question.measure else question.text


def _blocks(found: Survey, result: Result) -> list[Block]:
    blocks = []
    for line in result.lines:
        state = str(line.asked.get_state_display())
        cells: list[Cell] = [line.asked.unit.name, f"{state}（{line.mark}）" if line.mark else state]
        for column in result.columns:
            one = shown(found, column.question, line)
            answer = line.said.get(column.question.pk)
            cells += [answer.number if answer and answer.number is not None else one["value"], one["basis"]]
        signer = line.asked.signed_by
        blocks.append(Block([*cells, signer.person.name if signer else "", line.asked.remark]))
    return blocks


def _foot(found: Survey, result: Result) -> list[str]:
    columns = [(column, sums) for column in result.columns if (sums := sums_of(found, column))]
    return [
        f"{named(column)}：" + "、".join(f"{one['label']} {one['value']}" for one in sums) for column, sums in columns
    ]
