"""My desk: what waits for the post one acts through, over all campaigns."""

from datetime import date
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext, pgettext_lazy
from django.views.decorators.http import require_safe

from jianfa.calendar.queries import is_working, provisional_note
from jianfa.ledger.models import Problem
from jianfa.ledger.policy import refusal_ends_on
from jianfa.ledger.queries.campaigns import Waiting, campaigns_waiting
from jianfa.ledger.states import MOVES, State
from jianfa.organisations.models import Post, Role
from jianfa.supervision.forms import CAMPAIGN_FORMS
from jianfa.supervision.policy import OWN_UNIT, may_read_load
from jianfa.supervision.queries import LightView, asked_of, city_steps_of, lights_of
from jianfa.workspace.queries import Group, groups_of
from jianfa.workspace.queries.dates import same_again, step_in_words, why_asked
from jianfa.workspace.queries.scope import ALL
from jianfa.workspace.rules import kind_of_day
from jianfa.workspace.views import Request
from jianfa.workspace.views.demands import demand_cards
from jianfa.workspace.views.papers import paper_cards
from jianfa.workspace.views.remedy_cards import remedy_cards
from jianfa.workspace.views.sessions import session_cards
from jianfa.workspace.views.surveys import survey_cards

WEEKDAYS = (
    pgettext_lazy("weekday", "Monday"), pgettext_lazy("weekday", "Tuesday"), pgettext_lazy("weekday", "Wednesday"),
    pgettext_lazy("weekday", "Thursday"), pgettext_lazy("weekday", "Friday"), pgettext_lazy("weekday", "Saturday"),
    pgettext_lazy("weekday", "Sunday"),
)  # fmt: skip
KINDS = {
    "working": gettext_lazy("a working day"),
    "off": gettext_lazy("a day off"),
    "worked weekend": gettext_lazy("a worked weekend day"),
}
STEPS: dict[str, Promise] = {
    "confirm": pgettext_lazy("step", "Answer"),
    "recorded": pgettext_lazy("step", "Check it"),
    "check": pgettext_lazy("step", "Check it"),
    "triage": pgettext_lazy("step", "Judge it"),
    "complete": pgettext_lazy("step", "Complete it"),
    "start": pgettext_lazy("step", "Plan it"),
    "verify": pgettext_lazy("step", "Verify it"),
    "objection": pgettext_lazy("step", "Answer it"),
    "look_back": pgettext_lazy("step", "Record it"),
}
"""Words on the button where the name of the verb would not say it."""


Lights = dict[UUID, LightView]
"""Problem → its light today."""


@require_safe
def home(request: Request) -> HttpResponse:
    """Show what waits, grouped; the same number of queries however much it is."""
    today = timezone.localdate()
    groups = groups_of(request.post, today)
    campaigns = {problem.campaign_id for group in groups for problem in group.rows}
    lights, notes = lights_of((problem for group in groups for problem in group.rows), today), notes_of(groups, today)
    cards = [_card(group, lights, today, several=len(campaigns) > 1, notes=notes) for group in groups]
    cards += session_cards(request.post)
    cards += paper_cards(request.post, today)
    cards += demand_cards(request.post)
    cards += remedy_cards(request.post)
    cards += survey_cards(request.post)
    cards += campaign_cards(request.post)
    context = {
        "day": day_in_words(today),
        "total": sum(card["total"] for card in cards),
        "groups": cards,
        "step": _first_step(request),
        "plans": plan_links(request.post),
    }
    return render(request, "workspace/desk.html", context)


def plan_links(post: Post) -> list[dict[str, str]]:
    """Return the ways to the dates: the month, and for those of a unit its timetable and load."""
    if post.role == Role.ADMINISTRATOR:
        return []
    links = [{"url": reverse("month"), "label": _("Calendar of due dates")}]
    if post.role in OWN_UNIT:
        links.append({"url": reverse("unit_timetable", args=[post.unit_id]), "label": _("Timetable")})
        # The city has this one in the menu.
        links.append({"url": reverse("publicity"), "label": _("Publicised now")})
    if may_read_load(post):
        links.append({"url": reverse("load"), "label": _("Load")})
    return links


def campaign_cards(post: Post) -> list[dict[str, Any]]:
    """Return what waits for the post about whole campaigns, grouped like what waits about problems."""
    found: dict[str, list[Waiting]] = {}
    for waiting in campaigns_waiting(post):
        found.setdefault(waiting.key, []).append(waiting)
    return [
        {
            "key": key, "title": CAMPAIGN_WAITS[key][0], "total": len(rows), "has_more": False,
            "url": reverse("campaigns"), "rows": [_campaign_row(row) for row in rows],
        }
        for key, rows in found.items()
    ]  # fmt: skip


def _campaign_row(waiting: Waiting) -> dict[str, Any]:
    campaign, proposal = waiting.campaign, waiting.proposal
    url = reverse("campaign", args=[campaign.pk])
    second = f"{campaign.starts_on.isoformat()} – {campaign.ends_on.isoformat()}"
    if proposal is not None:
        verb = CAMPAIGN_FORMS[proposal.verb].name
        second = _("%(who)s proposes: %(verb)s") % {"who": proposal.proposer.name, "verb": verb}
    button = {"label": str(CAMPAIGN_WAITS[waiting.key][1]), "url": url}
    return {"title": campaign.name, "url": url, "second": second, "button": button}


CAMPAIGN_WAITS: dict[str, tuple[Promise, Promise]] = {
    "rules": (gettext_lazy("Changes of rules to confirm"), pgettext_lazy("step", "Answer")),
    "open_campaign": (gettext_lazy("Campaigns to open"), pgettext_lazy("step", "Look at it")),
    "carry_over": (gettext_lazy("Closed campaigns with open problems"), pgettext_lazy("step", "Carry over")),
}
"""Kind → heading, and the word on the button."""


def day_in_words(day: date) -> str:
    """Return the day with its weekday and whether it is worked, as an office says it."""
    kind = kind_of_day(day.weekday(), is_working=is_working(day))
    return pgettext("today", "%(month)s/%(day)s %(weekday)s, %(kind)s") % {
        "month": day.month, "day": day.day, "weekday": WEEKDAYS[day.weekday()], "kind": KINDS[kind],
    }  # fmt: skip


Notes = dict[tuple[str, UUID], str]


def notes_of(groups: list[Group], today: date) -> Notes:
    """Return what stands beside rows whose reason must be worked out: a fixed number of queries for each kind."""
    found: Notes = {}
    by_key = {group.wait.key: group.rows for group in groups}
    for pk, asked in asked_of(by_key.get("report_due", []), today).items():
        found["report_due", pk] = why_asked(asked)
    late = by_key.get("city_overdue", [])
    for pk, steps in city_steps_of(late, today).items() if late else ():
        found["city_overdue", pk] = " · ".join(step_in_words(step) for step in steps if step.is_over)
    return found


def _card(group: Group, lights: Lights, today: date, *, several: bool, notes: Notes) -> dict[str, Any]:
    wait = group.wait
    return {
        "key": wait.key,
        "title": wait.title,
        "total": group.total,
        "has_more": group.total > len(group.rows),
        "url": f"{reverse('problems')}?waiting={wait.key}&campaign={ALL}",  # the desk spans all campaigns
        "rows": [_row(group, problem, lights, today, several=several, notes=notes) for problem in group.rows],
    }


def _row(group: Group, problem: Problem, lights: Lights, today: date, *, several: bool, notes: Notes) -> dict[str, Any]:
    page = reverse("problem", args=[problem.pk])
    verb = group.wait.verb_for(problem)
    label = str(STEPS.get(group.wait.key) or (MOVES[verb].name if verb in MOVES else _("Look at it")))
    url = reverse("move", args=[problem.pk, verb]) if verb else page
    may_say_same = group.wait.key == "report_due" and vars(problem)["has_reports"]
    return {
        "quick": same_again(problem) if may_say_same else None,
        "number": problem.number or pgettext("no number yet", "new"),
        "title": problem.title,
        "url": page,
        "second": _second(group, problem, several=several, note=notes.get((group.wait.key, problem.pk), "")),
        "light": _waited(problem, today) if problem.number is None else lights[problem.pk],
        "button": {"label": label[:1].upper() + label[1:], "url": url},
    }


def _second(group: Group, problem: Problem, *, several: bool, note: str) -> str:
    """Whose it is, and what happened last as far as the step needs it."""
    parts = [_whose(problem), note] if note else [_whose(problem)]
    key = group.wait.key
    if key in {"confirm", "recorded", "check"}:
        proposed = vars(problem)
        verb = MOVES[proposed["proposal_verb"]].name if proposed["proposal_verb"] in MOVES else ""
        template = _("%(who)s entered: %(verb)s") if key == "recorded" else _("%(who)s proposes: %(verb)s")
        parts.append(template % {"who": proposed["proposal_by"], "verb": verb})
    elif key in {"triage", "carry_in"} and problem.submitted_at:
        parts.append(_("handed in on %(day)s") % {"day": _short(timezone.localdate(problem.submitted_at))})
    elif key == "sign_for" and (last_day := refusal_ends_on(problem)):
        parts.append(_("counts as signed for after %(day)s") % {"day": _short(last_day)})
        parts += [note] if (note := provisional_note(last_day)) else []
    elif key == "name_panel":
        parts.append(_("applied for write-off"))
    elif key == "dispatch" and problem.refused_times:
        parts.append(_("refused once, a leader decides"))
    elif key == "submit" and problem.state == State.RETURNED:
        parts.append(_("was returned for completion"))
    if several or problem.campaign.is_practice:
        parts.append(problem.campaign.name)
    return " · ".join(parts)


def _whose(problem: Problem) -> str:
    if problem.state in {State.DRAFT, State.SUBMITTED, State.RETURNED} or problem.acting_unit is None:
        return problem.source_unit.name
    if problem.driver_id and problem.driver_id == problem.acting_unit_id:
        return _("driven by %(unit)s") % {"unit": problem.acting_unit.name}
    return problem.acting_unit.name


def _waited(problem: Problem, today: date) -> LightView | None:
    since = problem.submitted_at or problem.drafted_at
    if since is None:
        return None
    days = (today - timezone.localdate(since)).days
    word = (
        ngettext("waiting for %(n)s day", "waiting for %(n)s days", days) % {"n": days} if days else _("came in today")
    )
    return LightView("waited", "", word, "")


def _short(day: date) -> str:
    return f"{day:%m-%d}"


def _first_step(request: Request) -> dict[str, str] | None:
    """The one step offered when nothing waits: the list; a county drafts, the administrator keeps people."""
    role = request.post.role
    if role == Role.LIAISON:
        return {"url": reverse("problem_new"), "label": _("Draft a problem")}
    if role == Role.ADMINISTRATOR:
        return {"url": "", "label": _("Units and people")}  # their home, which the frame knows
    if role == Role.PANELLIST:
        return None
    return {"url": reverse("problems"), "label": _("Open the list")}
