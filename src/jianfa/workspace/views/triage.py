"""Triage (研判): every problem handed in as a row, decided from the keyboard, and the minutes afterwards."""

from collections.abc import Callable
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods, require_safe

from jianfa.intake.queries.similar import Similar, asked_of_problem, similar_to
from jianfa.intake.queries.suggesting import suggested_for_problem, values_of
from jianfa.intake.queries.texts import PROBLEM, still_reading
from jianfa.journal.actions import Stale
from jianfa.ledger.models import Problem
from jianfa.ledger.queries import load_problem
from jianfa.ledger.states import MOVES, State
from jianfa.organisations.models import Person, Post, Proposal, Role
from jianfa.organisations.policy import Refused, Why
from jianfa.workspace.actions import judge
from jianfa.workspace.forms import DECISIONS, JudgeForm
from jianfa.workspace.queries.paging import Sort, page_of, total_of
from jianfa.workspace.queries.triage import (
    ROWS_A_PAGE,
    Choices,
    choices,
    judged_on,
    proposals_on,
    to_judge,
)
from jianfa.workspace.views import Request

MOST_SHOWN = 3
BY_ARRIVAL = Sort(gettext_lazy("as they came in"), "submitted_at", datetime.fromisoformat)
Row = dict[str, Any]


def _only_desk(post: Post) -> None:
    if post.role != Role.DESK:
        raise Refused(_("Triage is the city desk's."), Why.OFFICE)


@require_http_methods(["GET", "HEAD", "POST"])
def triage(request: Request) -> HttpResponse:
    """Show the rows to be judged; on POST carry out what was decided, row by row, each on its own."""
    _only_desk(request.post)
    waiting = to_judge(request.post)
    if request.method == "POST":
        return _save(request)
    page = page_of(
        waiting, BY_ARRIVAL, after=request.GET.get("after", ""), before=request.GET.get("before", ""), size=ROWS_A_PAGE
    )
    options = choices()
    proposals = proposals_on(page.rows)
    taken = _taken(request)
    rows = [
        _row(problem, options, proposals.get(problem.pk), JudgeForm(problem, options, suggested=taken.get(problem.pk)))
        for problem in page.rows
    ]
    context = _context(rows, options, total_of(waiting), page.later, page.earlier)
    return render(request, "workspace/triage.html", context)


def _taken(request: Request) -> dict[UUID, dict[str, str]]:
    """Return what is suggested for the row whose suggestions were taken (?take=), by its problem."""
    try:
        problem = load_problem(request.post, UUID(request.GET["take"]))
    except (KeyError, ValueError):
        return {}
    return {problem.pk: values_of(suggested_for_problem(problem, request.post))}


def _context(
    rows: list[Row], options: Choices, total: int, later: str | None = None, earlier: str | None = None
) -> dict[str, Any]:
    address = reverse("triage")
    return {
        "rows": rows,
        "total": total,
        "units": options.units,
        "today": timezone.localdate(),
        "heads": [field.label for field in JudgeForm.base_fields.values()][:-1],
        "triage_keys": True,
        "pager": {
            "shown": len(rows), "total": total,
            "earlier_url": f"{address}?before={earlier}" if earlier else "",
            "later_url": f"{address}?after={later}" if later else "",
        },
    }  # fmt: skip


def _row(problem: Problem, options: Choices, proposal: Proposal | None, form: JudgeForm | None = None) -> Row:
    """A row to be filled in, or one that waits for a second office."""
    return {
        "problem": problem,
        "form": None if proposal else form or JudgeForm(problem, options),
        "proposal": proposal,
        "verb": MOVES[proposal.verb].name if proposal and proposal.verb in MOVES else "",
        "is_amendment": problem.campaign_id in options.signed,
    }


def _save(request: Request) -> HttpResponse:
    """Carry out every row in which something was typed; rows with errors come back as typed, the others are done."""
    only = request.POST.get("only", "")
    options = choices()
    problems = _rows_sent(request, only)
    proposals = proposals_on(problems)
    rows, done, failed = [], 0, 0
    for problem in problems:
        if problem.pk in proposals:
            rows.append(_row(problem, options, proposals[problem.pk]))
            continue
        form = JudgeForm(problem, options, request.POST)
        if not form.is_touched():
            rows.append(_row(problem, options, None, form))
        elif outcome := _judge(form, request.post):
            done += 1
            rows.append(outcome)
        else:
            failed += 1
            rows.append(_row(problem, options, None, form))
    if request.htmx and only:
        context = {"row": rows[0] if rows else None}
        return render(request, "workspace/_triage_row.html", context, status=422 if failed else 200)
    if done:
        text = ngettext("%(n)s row is done.", "%(n)s rows are done.", done) % {"n": done}
        messages.success(request, text)
    if not failed:
        if not done:
            messages.info(request, _("Nothing was decided or changed."))
        return redirect("triage")
    text = ngettext(
        "%(n)s row could not be done; what you typed is kept, please see the row.",
        "%(n)s rows could not be done; what you typed is kept, please see the rows.", failed,
    ) % {"n": failed}  # fmt: skip
    messages.error(request, text)
    waiting = [row for row in rows if not row.get("done")]
    return render(request, "workspace/triage.html", _context(waiting, options, len(waiting)), status=400)


def _rows_sent(request: Request, only: str) -> list[Problem]:
    """Return the rows whose fields were sent, of those still to be judged, in the order of the table."""
    sent = [only] if only else request.POST.getlist("row")
    keys = []
    for value in sent:
        try:
            keys.append(UUID(value))
        except ValueError as error:
            raise Refused(_("This form cannot be read; please open the table again."), Why.VALUE) from error
    return list(to_judge(request.post).filter(pk__in=keys[:ROWS_A_PAGE]).order_by("submitted_at", "pk"))


def _judge(form: JudgeForm, post: Post) -> Row | None:
    """Carry out one row; return what stands in its place, or None with the errors in the form."""
    if not form.is_valid():
        return None
    problem = form.problem
    try:
        with transaction.atomic():
            judge(problem, form.given(), actor=post, at=timezone.now())
    except Refused as refused:
        form.take(refused)
        return None
    except Stale as stale:
        form.add_error(None, str(stale))
        return None
    return {"problem": problem, "done": DONE[form.cleaned_data["decision"]](problem)}


DONE: dict[str, Callable[[Problem], str]] = {
    "": lambda _problem: _("Kept; not decided yet."),
    "list": lambda problem: _("On the list as %(number)s.") % {"number": problem.number},
    "return_": lambda _problem: _("Returned for completion."),
    "decline": lambda _problem: _("Proposed to be declined; a department head confirms it."),
}


@require_safe
def similar(request: Request, problem_id: UUID) -> HttpResponse:
    """Show what one row is like, and what earlier problems suggest for it; in place, or as a page of its own."""
    _only_desk(request.post)
    problem = load_problem(request.post, problem_id)
    is_open = problem.state == State.SUBMITTED
    context = {
        "problem": problem,
        "found": _likely(problem, request.post),
        "suggestions": suggested_for_problem(problem, request.post) if is_open else [],
        "take_url": f"{reverse('triage')}?take={problem.pk}#row-{problem.pk}",
        "own_kind": PROBLEM, "own_id": problem.pk,
        "still_reading": still_reading(),
        "can_merge": is_open,
    }  # fmt: skip
    return render(request, "workspace/_similar.html" if request.htmx else "workspace/similar.html", context)


def _likely(problem: Problem, post: Post) -> list[Similar]:
    asked = asked_of_problem(problem, post)
    return similar_to(asked, limit=MOST_SHOWN) if asked else []


@require_safe
def minutes(request: Request) -> HttpResponse:
    """Show the minutes of a day's triage (研判纪要), ready for paper; who took part is typed and not kept."""
    _only_desk(request.post)
    today = timezone.localdate()
    try:
        day = date.fromisoformat(request.GET.get("day") or today.isoformat())
    except ValueError as error:
        sentence = _("“%(value)s” is not a date.") % {"value": request.GET["day"]}
        raise Refused(sentence, Why.VALUE, field="day") from error
    lines = judged_on(day, request.post)
    names = dict(Person.objects.filter(pk__in={line.clerk for line in lines}).values_list("pk", "name"))
    words = dict(DECISIONS)
    context = {
        "day": day,
        "lines": [{"problem": line.problem, "decision": words[line.verb], "at": line.at} for line in lines],
        "clerks": sorted(names.values()),
        "participants": request.GET.get("participants", "")[:300],
        "back_url": reverse("triage"),
    }
    return render(request, "workspace/minutes.html", context)
