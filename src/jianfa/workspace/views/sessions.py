"""Sessions (验收会): the list, opening one, its problems, a page for each step, and the notice of publicity."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods, require_safe

from jianfa.acceptance.forms.session_steps import SESSION_FORMS, possible_steps
from jianfa.acceptance.forms.sessions import OpenSessionForm, SessionVerbForm
from jianfa.acceptance.models import Scope, Session, SessionState
from jianfa.acceptance.policy.sessions import entered_for, may_open_session, may_read_sessions
from jianfa.acceptance.queries.publicity import publicities_of
from jianfa.acceptance.queries.session_papers import session_history, sessions_waiting
from jianfa.acceptance.queries.sessions import (
    items_of,
    lines_of,
    load_session,
    pulled_out,
    results_by_item,
    sessions_of,
    sessions_of_problem,
    split_among,
)
from jianfa.ledger.models import Problem
from jianfa.organisations.models import Post
from jianfa.organisations.policy import Why, not_found, require
from jianfa.organisations.views.recent import PasswordAgainForm
from jianfa.supervision.queries import lights_of
from jianfa.workspace.queries.paging import Sort, page_of, total_of
from jianfa.workspace.queries.problem import scan_of
from jianfa.workspace.views import Request
from jianfa.workspace.views.publicity import notice_of
from jianfa.workspace.views.sending import DONE, carried_out, password_form

NEWEST = Sort(gettext_lazy("newest first"), "opened_at", datetime.fromisoformat, is_down=True)
Row = dict[str, Any]


@require_safe
def sessions(request: Request) -> HttpResponse:
    """List the sessions this post may see, the newest first."""
    require(may_read_sessions(request.post))
    rows = sessions_of(request.post)
    page = page_of(rows, NEWEST, after=request.GET.get("after", ""), before=request.GET.get("before", ""))
    address = f"{reverse('sessions')}?"
    context = {
        "rows": [{"session": row, "problems": _problems(row)} for row in page.rows],
        "total": total_of(Session.objects.visible_to(request.post)),
        "may_open": bool(may_open_session(request.post)),
        "pager": {
            "shown": len(page.rows), "total": None,
            "earlier_url": f"{address}before={page.earlier}" if page.earlier else "",
            "later_url": f"{address}after={page.later}" if page.later else "",
        },
    }  # fmt: skip
    return render(request, "workspace/sessions.html", context)


def _problems(session: Session) -> str:
    n: int = vars(session)["n_items"]
    return ngettext("%(n)s problem", "%(n)s problems", n) % {"n": n}


def session_cards(post: Post) -> list[Row]:
    """Return the sessions that wait for the post, as cards of the desk."""
    return [
        {
            "key": wait.key, "title": wait.title, "total": len(rows), "has_more": False, "url": reverse("sessions"),
            "rows": [_row(session, wait.verb) for session in rows],
        }
        for wait, rows in sessions_waiting(post)
    ]  # fmt: skip


def _row(session: Session, verb: str) -> Row:
    page = reverse("session", args=[session.pk])
    button = {"label": str(SESSION_FORMS[verb].name), "url": reverse("session_step", args=[session.pk, verb])}
    second = f"{session.held_on.isoformat()} · {_problems(session)}"
    return {"title": session.title, "url": page, "second": second, "button": button}


@require_http_methods(["GET", "POST"])
def session_new(request: Request) -> HttpResponse:
    """Open a session."""
    require(may_open_session(request.post))
    form = OpenSessionForm(request.POST or None, post=request.post)
    status = DONE
    if request.method == "POST":
        found, status = carried_out(form, lambda: form.perform(timezone.now()))
        if found is not None:
            messages.success(request, _("The session is open; now add the problems."))
            return redirect("session_step", found.pk, "add")
    return render(request, "workspace/session_new.html", {"form": form}, status=status)


@require_safe
def session(request: Request, session_id: UUID) -> HttpResponse:
    """Show one session: its problems and what each member found, what can be done, what happened."""
    found, post = load_session(request.post, session_id), request.post
    lines = lines_of(found, post)
    # As rows: a template would call the classes.
    steps = [{"verb": form.verb, "name": form.name, "question": form.question} for form in possible_steps(found, post)]
    context = head_of(found) | {
        "rows": _rows(lines, timezone.localdate()),
        "pulled_out": pulled_out(found, post),
        "first": steps[0] if steps else None,
        "paper": next(iter(entered_for(found).values()), None) if found.state == SessionState.DECIDING else None,
        "others": steps[1:],
        "events": session_history(found),
        "facts": facts_of(found),
        "has_notice": any(line.problem.publicity_ends_on for line in lines),
    }
    return render(request, "workspace/session.html", context)


def _rows(lines: Any, today: date) -> list[Row]:
    """Return the problems as rows; light and panel with the same few queries however many."""
    lights = lights_of([line.problem for line in lines], today)
    members = results_by_item([line.item for line in lines])
    return [
        {
            "line": line, "problem": line.problem, "light": lights[line.problem.pk],
            "members": members.get(line.item.application_id, []), "publicity_until": line.problem.publicity_ends_on,
        }
        for line in lines
    ]  # fmt: skip


def head_of(found: Session) -> Row:
    """Return what stands at the top of every page of a session."""
    return {"session": found, "session_url": reverse("session", args=[found.pk])}


def facts_of(found: Session) -> list[Row]:
    """Return the facts at the side; what is not known is left out."""
    decided = f"{timezone.localtime(found.decided_at):%Y-%m-%d %H:%M}" if found.decided_at else ""
    rows = [
        (_("Day of the session"), found.held_on.isoformat(), ""),
        (_("Opened by"), found.opened_by.person.name, f"{timezone.localtime(found.opened_at):%Y-%m-%d %H:%M}"),
        (_("Decision no."), found.decision_no, ""),
        (_("Decided by"), found.decided_by.person.name if found.decided_by else "", decided),
    ]
    return [{"label": label, "value": value, "second": second} for label, value, second in rows if value]


def session_facts(problem: Problem, post: Post) -> list[Row]:
    """Return a fact for each session a problem is or was in, for those who may see the session."""
    return [
        {
            "label": _("Session"), "value": item.session.title, "url": reverse("session", args=[item.session_id]),
            "second": _("pulled out: %(why)s") % {"why": item.why} if item.why else item.session.get_state_display(),
        }
        for item in sessions_of_problem(problem, post)
    ]  # fmt: skip


# A step ----------------------------------------------------------------------------------------------------


@require_http_methods(["GET", "POST"])
def session_step(request: Request, session_id: UUID, verb: str) -> HttpResponse:
    """Show what a step would do to each problem and what hinders it; carry it out for all or for none."""
    found = load_session(request.post, session_id)
    if verb not in SESSION_FORMS:
        raise not_found()
    form_class = SESSION_FORMS[verb]
    require(form_class.verdict(found, request.post))
    is_sent = request.method == "POST"
    data, files = (request.POST, request.FILES) if is_sent else (None, None)
    form = form_class(data, files, session=found, post=request.post)
    password = password_form(request, form)
    if not is_sent:
        return _step_page(request, form, password)
    if password is not None and not password.is_valid():
        form.is_valid()  # what else is wrong is said at once
        return _step_page(request, form, password, status=Why.VALUE.value)
    event, status = carried_out(form, lambda: form.perform(timezone.now()))
    if event is not None:
        messages.success(request, _("%(verb)s: done.") % {"verb": form.heading})
        return redirect("session", found.pk)
    return _step_page(request, form, password, status=status)


def _step_page(
    request: Request, form: SessionVerbForm, password: PasswordAgainForm | None, *, status: int = 200
) -> HttpResponse:
    found = load_session(request.post, form.session.pk)  # as it is now, not as the failed attempt left it
    form.session = found
    lines = form.lines() if form.step else []
    words = publicities_of([line.problem for line in lines]) if form.verb == "approve" else {}
    context = head_of(found) | {
        "form": form, "password": password, **_paper_of(form),
        "lines": [(line, words.get(line.problem.pk)) for line in lines],
        "split": split_among([line.item for line in lines]), "version": found.version,
        "goes": sum(1 for line in lines if not (line.hindrance or line.is_gone or line.passed)),
        "hindered": sum(1 for line in lines if line.hindrance), "facts": facts_of(found),
    }  # fmt: skip
    return render(request, "workspace/session_step.html", context, status=status)


def _paper_of(form: SessionVerbForm) -> dict[str, Any]:
    """Return what was entered from paper, for those who compare it with the sheet; one row stands for all."""
    if form.verb not in {"confirm_decision", "reject_decision"}:
        return {"paper": None, "scan": None}
    paper = next(iter(entered_for(form.session).values()), None)
    return {"paper": paper, "scan": scan_of(paper) if paper else None}


@require_safe
def session_notice(request: Request, session_id: UUID) -> HttpResponse:
    """Show the notice of publicity of a session for print, internal or (?scope=public) for the public."""
    found = load_session(request.post, session_id)
    is_public = request.GET.get("scope") == Scope.PUBLIC
    problems = [item.problem for item in items_of(found, request.post) if item.problem.publicity_ends_on]
    words = publicities_of(problems) if is_public else {}
    rows: list[Row] = [
        {
            "number": problem.number, "title": words[problem.pk].public_title if is_public else problem.title,
            "unit": problem.source_unit.short_name, "until": problem.publicity_ends_on,
        }
        for problem in problems
        if not is_public or (problem.pk in words and words[problem.pk].approved_at and words[problem.pk].public_title)
    ]  # fmt: skip
    context = notice_of(rows, is_public=is_public) | {
        "decision_no": found.decision_no, "decided_at": found.decided_at,
        "back_url": reverse("session", args=[found.pk]),
    }  # fmt: skip
    return render(request, "workspace/publicity_notice.html", context)
