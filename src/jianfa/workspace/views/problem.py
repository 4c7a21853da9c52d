"""One problem on one page, and a page for every verb: read what may be seen, call the action, show the result."""

from collections.abc import Callable
from datetime import date
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.forms import ChoiceField, Form
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from jianfa.acceptance.forms import FORMS as ACCEPTANCE_FORMS
from jianfa.acceptance.policy import (
    may_apply,
    may_draft_publicity,
    may_know_objector,
    may_look_back,
    may_make_link,
    may_name_panel,
    may_object,
)
from jianfa.acceptance.queries import standard_of
from jianfa.acceptance.queries.certificates import certificate_of
from jianfa.acceptance.queries.lots import may_call, may_draw
from jianfa.acceptance.rules import LINK_DAYS
from jianfa.journal.actions import Stale
from jianfa.journal.models import Event
from jianfa.journal.queries import check_chain
from jianfa.ledger.forms import FORMS as LEDGER_FORMS
from jianfa.ledger.forms import DraftForm, RowsForm, VerbForm
from jianfa.ledger.models import Campaign, Problem
from jianfa.ledger.policy import (
    may,
    may_add_evidence,
    may_approve_plan,
    may_check,
    may_edit,
    may_enter_from_paper,
    may_plan,
    may_read,
    may_reject,
    may_revise,
    may_settle,
    office_names,
    offices_of,
)
from jianfa.ledger.queries import load_problem, open_proposal, timeline
from jianfa.ledger.states import CLOCK_STOPPED, MOVES
from jianfa.organisations.middleware import refusal_page
from jianfa.organisations.models import Post, Proposal, Role
from jianfa.organisations.policy import Refused, Verdict, Why, may_see_checkpoints, not_found, require
from jianfa.remedies.forms import FORMS as REMEDY_FORMS
from jianfa.remedies.policy import may_draft_petition, may_expect, may_link, may_offer, may_take_up
from jianfa.remedies.queries import remedies_of
from jianfa.supervision.forms import FORMS as SUPERVISION_FORMS
from jianfa.supervision.policy import may_extend, may_urge
from jianfa.supervision.policy.ordering import may_instruct
from jianfa.supervision.queries import grants_of, light_of, reminders_of
from jianfa.workspace.queries.dates import asked_note, dates_facts, instead_of, latest_report
from jianfa.workspace.queries.importing import source_fact
from jianfa.workspace.queries.loads import load_before_dispatch
from jianfa.workspace.queries.problem import evidence_of, facts_of, offer_for, scan_of, steps_of, tags_of, work_of
from jianfa.workspace.views import Request
from jianfa.workspace.views.demands import demand_facts
from jianfa.workspace.views.papers import instruction_rows, paper_facts
from jianfa.workspace.views.publicity import closing_with_objectors
from jianfa.workspace.views.sending import password_form
from jianfa.workspace.views.sessions import session_facts

FORMS: dict[str, type[VerbForm]] = LEDGER_FORMS | SUPERVISION_FORMS | ACCEPTANCE_FORMS | REMEDY_FORMS
WATCH = frozenset({Role.DESK, Role.LEADER})
"""See who was reminded and who has read it."""
DRAFTERS = frozenset({Role.LIAISON, Role.HEAD, Role.DESK, Role.HANDLER, Role.DEPARTMENT_HEAD})


@require_safe
def problem(request: Request, problem_id: UUID) -> HttpResponse:
    """Show everything about a problem that this post may see."""
    found = load_problem(request.post, problem_id)
    today = timezone.localdate()
    findings = check_chain(found.pk)
    moments = timeline(found)
    context = head_of(found) | {
        "steps": steps_of(found, request.post),
        "asked": asked_note(found, request.post, today),
        "report": latest_report(found),
        "grants": grants_of(found),
        "remedies": (remedies := remedies_of(found, request.post)),
        "own_effect": remedies.own,
        "proposal": shown_proposal(found, request.post),
        "work": work_of(found, today),
        "criteria": list(found.criteria.filter(ended_at=None)),
        "standard": standard_of(found),
        "closing": closing_with_objectors(found, request.post),
        "sees_checkpoints": bool(may_see_checkpoints(request.post)),
        "evidence": evidence_of(found, request.post),
        "events": [moment for moment in moments if not moment.is_withheld],
        "entries": len(moments),
        "reminders": reminders_of(found) if request.post.role in WATCH else (),
        "instructions": instruction_rows(found, request.post, today),
        "facts": [
            *facts_of(found),
            *dates_facts(found, today),
            *paper_facts(found, request.post),
            *session_facts(found, request.post),
            *source_fact(found, request.post),
            *demand_facts(found, request.post),
        ],
        "is_whole": not findings,
        "certificate": certificate_of(found),
        "merged_here": Problem.objects.visible_to(request.post).filter(merged_into=found),
    }
    return render(request, "workspace/problem.html", context)


def head_of(found: Problem) -> dict[str, Any]:
    """Return what stands at the top of every page of a problem."""
    return {
        "problem": found,
        "light": light_of(found, timezone.localdate()),
        "tags": tags_of(found),
        "problem_url": reverse("problem", args=[found.pk]),
    }


def shown_proposal(found: Problem, post: Post) -> dict[str, Any] | None:
    """Return the open proposal in words: what, who, with which values, and who answers it."""
    proposal = open_proposal(found)
    if proposal is None:
        return None
    move = MOVES[proposal.verb]
    if proposal.recorded_for:
        waits_for = _("a second clerk")
    else:
        waits_for = office_names(move.checked_by if proposal.waits_for_check else move.confirmed_by)
    form = FORMS[proposal.verb](
        {**proposal.params, **proposal.wording}, problem=found, post=post, registry=FORMS
    )  # fmt: skip
    form.is_valid()
    return {
        "row": proposal, "name": move.name, "who": proposal.proposed_by, "waits_for": waits_for,
        "facts": proposed_facts(form), "warning": form.warning(),
        "scan": scan_of(proposal) if proposal.recorded_for else None,
    }  # fmt: skip


def proposed_facts(form: VerbForm) -> list[dict[str, Any]]:
    """Return what was proposed, labelled as in the form it came from."""
    given = {name: value for name, value in form.cleaned_data.items() if name not in {"version", "idem"} and value}
    return [{"label": label_of(form, name), "value": in_words(form, name, value)} for name, value in given.items()]


def label_of(form: VerbForm, name: str) -> str:
    """Return the label of a field, with the number of its criterion where it has one."""
    n = name.rpartition("-")[2]
    label = str(form.fields[name].label or "")
    return f"{n}. {label}" if n.isdecimal() else label


def in_words(form: VerbForm, name: str, value: Any) -> Any:
    """Return a typed value as it is read: the words of a choice, a day as the pages write it."""
    field = form.fields[name]
    if isinstance(value, str) and isinstance(field, ChoiceField):
        return dict(field.choices).get(value, value)  # type: ignore[arg-type]
    return value.isoformat() if isinstance(value, date) else value


# A new problem ---------------------------------------------------------------------------------------------


@require_http_methods(["GET", "POST"])
def problem_new(request: Request) -> HttpResponse:
    """Draft a problem: a county in its own name, the city what it has found."""
    post = request.post
    if post.role not in DRAFTERS:
        raise Refused(_("A county's problem is drafted by its liaison."), Why.OFFICE)
    campaigns = list(Campaign.objects.filter(state=Campaign.State.OPEN))
    if not campaigns:
        raise Refused(_("The campaign is not open; nothing can be added to it."))
    form = DraftForm(request.POST or None, post=post, campaigns=campaigns)
    status = 200
    if request.method == "POST":
        status = Why.VALUE.value
        if form.is_valid():
            try:
                drafted = form.perform(timezone.now())
            except Refused as refused:
                form.add_error(refused.field if refused.field in form.fields else None, str(refused.sentence))
                status = refused.why.value
            else:
                messages.success(request, _("The draft is kept. It goes to the city desk when it is handed in."))
                return redirect("problem", drafted.pk)
    return render(request, "workspace/problem_new.html", {"form": form}, status=status)


# A verb ----------------------------------------------------------------------------------------------------


@require_http_methods(["GET", "POST"])
def move(request: Request, problem_id: UUID, verb: str) -> HttpResponse:
    """Show the form of a verb, in place or as a page of its own, and carry the verb out."""
    found = load_problem(request.post, problem_id)
    if verb not in FORMS:
        raise not_found()
    try:
        return _moved(request, found, verb) if request.method == "POST" else _asked(request, found, verb)
    except Refused as refused:
        instead = _instead(request, found, refused)
        if instead is None:
            raise
        back_url = reverse("problem", args=[found.pk])
        return refusal_page(request, str(refused.sentence), refused.why.value, instead=instead, back_url=back_url)


def _instead(request: Request, found: Problem, refused: Refused) -> dict[str, str] | None:
    """Return what can be asked for in place of what was refused."""
    if not refused.instead:
        return None
    is_possible = offer_for(found, request.post, refused.instead) is not None
    return instead_of(found, refused.instead, is_possible=is_possible)


def _asked(request: Request, found: Problem, verb: str) -> HttpResponse:
    """Show the form of a verb; refuse where it is not possible now."""
    offer = offer_for(found, request.post, verb)
    if offer is None:
        _say_why_not(found, request.post, verb)
    initial = {"of": request.GET.get("of")} if "of" in request.GET else None
    form = FORMS[verb](problem=found, post=request.post, registry=FORMS, initial=initial)
    if request.GET.get("template"):
        _fill(form, request.GET["template"])
    return _form_page(request, found, form, password_form(request, form), rule=offer.rule if offer else "")


def _say_why_not(found: Problem, post: Post, verb: str) -> None:
    """A step that is not possible now: refuse with the sentence of the rule, or in general words."""
    proposal = open_proposal(found)
    if verb in MOVES:
        require(may(post, verb, found))
    if proposal and verb in MOVES and MOVES[verb].needs_confirmation(found.state):
        raise Refused(_("Another proposal on this problem is waiting for an answer; at most one may."))
    if verb in WHY_NOT:
        require(WHY_NOT[verb](found, post))
    if proposal and verb in ANSWERS:
        require(ANSWERS[verb](found, proposal, post))
    raise Refused(_("This step is not possible now, or not through the post you are acting in."), Why.STATE)


ANSWERS: dict[str, Callable[[Problem, Proposal, Post], Verdict]] = {
    "confirm": may_settle,
    "reject": may_reject,
    "check": lambda found, proposal, post: may_check(post, proposal, found),
}
WHY_NOT: dict[str, Callable[[Problem, Post], Verdict]] = {
    "schedule": lambda found, post: may_plan(offices_of(post, found), found),
    "finish_task": lambda found, post: may(post, "report", found),
    "edit": lambda found, post: may_edit(post, found),
    "plan": lambda found, post: may_plan(offices_of(post, found), found),
    "revise": lambda found, post: may_revise(offices_of(post, found), found),
    "approve_plan": lambda found, post: may_approve_plan(offices_of(post, found), found),
    "add_evidence": lambda found, post: may_add_evidence(offices_of(post, found), found),
    "urge": lambda found, post: may_urge(post, found, timezone.localdate()),
    "apply": may_apply,
    "expect_effect": lambda found, post: may_expect(post, found),
    "serve": lambda found, post: may_link(post, found),
    "offer_service": lambda found, post: may_offer(post, found),
    "draft_petition": lambda found, post: may_draft_petition(post, found),
    "take_up_letter": lambda found, post: may_take_up(post, found),
    "name_panel": may_name_panel,
    "call_lot": lambda found, post: may_call(found, post, timezone.now()),
    "draw_panel": lambda found, post: may_draw(found, post, timezone.now()),
    "object": may_object,
    "make_link": may_make_link,
    "draft_publicity": may_draft_publicity,
    "look_back": may_look_back,
    "erase_objector": lambda found, post: may_know_objector(post),
    "extend": lambda found, post: may_extend(found, post, timezone.localdate()),
    "instruct": lambda found, post: may_instruct(post, found),
    "record_decision": lambda found, post: may_enter_from_paper(post),
}


def _fill(form: VerbForm, wanted: str) -> None:
    template = next((row for row in form.templates() if str(row.pk) == wanted), None)
    if template is None:
        raise not_found()
    form.fill_from(template)


def _moved(request: Request, found: Problem, verb: str) -> HttpResponse:
    form = FORMS[verb](request.POST, request.FILES, problem=found, post=request.post, registry=FORMS)
    if "more" in request.POST and isinstance(form, RowsForm):
        form.more()
        return _form_page(request, found, form, None)
    if "recalculate" in request.POST and form.recalculates:
        form.recalculate()
        return _form_page(request, found, form, None)
    if earlier := form.earlier():
        return _done(request, found, form, earlier)
    password = password_form(request, form)
    status, instead = Why.VALUE.value, None
    is_valid = form.is_valid()
    if not is_valid and offer_for(found, request.post, verb) is None:
        _say_why_not(found, request.post, verb)
    if (password is None or password.is_valid()) and is_valid:
        try:
            event = form.perform(timezone.now())
        except Refused as refused:
            if refused.why == Why.HIDDEN:
                raise
            form.take(refused)
            status, instead = refused.why.value, _instead(request, found, refused)
        except Stale as stale:
            form.add_error(None, str(stale))
            status = Why.STATE.value
        else:
            return _done(request, found, form, event)
    found = load_problem(request.post, found.pk)  # as it is now, not as the failed attempt left it in memory
    form.problem = found
    form.refresh()
    return _form_page(request, found, form, password, status=status, instead=instead)


def _done(request: Request, found: Problem, form: VerbForm, event: Event) -> HttpResponse:
    """Say what was done and go back to the problem, or to the desk when it is out of sight now."""
    if secret := getattr(form, "shown_once", ""):
        address = request.build_absolute_uri(reverse("outside_sign", args=[secret]))
        return render(request, "workspace/link_made.html", head_of(found) | {"address": address, "days": LINK_DAYS})
    messages.success(request, _success(found, form, event))
    if note := _reuse(request, found, event):
        messages.info(request, note)
    if not may_read(request.post, found):
        return redirect("home")
    return redirect("problem", found.pk)


def _success(found: Problem, form: VerbForm, event: Event) -> str:
    if event.verb == "propose":
        proposal = shown_proposal(found, form.post)
        who = proposal["waits_for"] if proposal else ""
        return _("%(verb)s: proposed. It now waits for %(who)s.") % {"verb": form.heading, "who": who}
    if event.verb == "record_decision":
        return _("%(verb)s. It now waits for a second clerk.") % {"verb": form.heading}
    return _("%(verb)s: done.") % {"verb": form.heading}


def _reuse(request: Request, found: Problem, event: Event) -> str:
    """Say so when the same file stands elsewhere already."""
    if event.verb != "add_evidence":
        return ""
    shown = evidence_of(found, request.post)
    if not shown or not shown[-1].same_as:
        return ""
    return _("The file is the same as evidence of %(numbers)s; it is kept once.") % {"numbers": shown[-1].same_as}


def _form_page(
    request: Request, found: Problem, form: VerbForm, password: Form | None, *, status: int = 200, rule: str = "",
    instead: dict[str, str] | None = None,
) -> HttpResponse:  # fmt: skip
    context = head_of(found) | {
        "form": form,
        "password": password,
        "rule": rule,
        "instead": instead,
        "last_report": latest_report(found) if form.verb == "report" else None,
        "action": reverse("move", args=[found.pk, form.verb]),
        "templates": form.templates(),
        "dispatch_load": load_before_dispatch(found, request.post) if form.verb == "dispatch" else None,
    }
    if request.headers.get("HX-Request"):
        return render(request, "workspace/_step_form.html", context, status=status)
    answers = form.verb in {*ANSWERS, "take_back"}  # in place, the proposal stands above the form already
    context |= {"facts": facts_of(found), "proposal": shown_proposal(found, request.post) if answers else None}
    if found.state in CLOCK_STOPPED:  # who verifies or decides reads what was applied for
        context |= {
            "closing": closing_with_objectors(found, request.post),
            "sees_checkpoints": bool(may_see_checkpoints(request.post)),
            "evidence": evidence_of(found, request.post),
        }
    return render(request, "workspace/move.html", context, status=status)
