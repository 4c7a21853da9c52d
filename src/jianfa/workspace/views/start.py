"""Getting started: from an empty database to the first dispatched problem, each step with who does it."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from jianfa.ledger import actions
from jianfa.ledger.forms.campaign import CampaignForm
from jianfa.ledger.models import Campaign, Problem
from jianfa.ledger.queries.loading import load_campaign
from jianfa.ledger.queries.templates import campaign_template, campaign_templates
from jianfa.organisations.forms import carry
from jianfa.organisations.models import Person, Post, Role, Unit, UnitKind
from jianfa.organisations.policy import Refused, Why
from jianfa.organisations.queries import PROVISIONAL_CODE, federation, found_people
from jianfa.workspace.views import Request

READERS = frozenset({Role.ADMINISTRATOR, Role.DESK, Role.DEPARTMENT_HEAD})


@dataclass(frozen=True)
class Step:
    """One step: what for, how far it is, who does it, and the button of whoever may."""

    title: str
    why: str
    role: Role
    is_done: bool
    stands: str = ""
    """How far it is, in a few words."""
    buttons: tuple[tuple[str, str], ...] = ()
    """Label and address; shown to the role that does the step."""
    sends: tuple[tuple[str, str], ...] = ()
    """The same, for what is sent rather than opened."""


@require_safe
def start(request: Request) -> HttpResponse:
    """Show the steps with ticks; the first open one is the current one."""
    if request.post.role not in READERS:
        raise Refused(
            _("The first steps are taken by the administrator, the city desk and a department head."), Why.OFFICE
        )
    steps = [*_foundation(), *_campaign(request.post), *_list()]
    current = next((number for number, step in enumerate(steps) if not step.is_done), None)
    rows = [
        {
            "step": step, "number": number + 1, "is_current": number == current, "who": step.role.label,
            "is_mine": step.role == request.post.role,
        }
        for number, step in enumerate(steps)
    ]  # fmt: skip
    return render(request, "workspace/start.html", {"rows": rows, "is_finished": current is None})


def address(name: str, *arguments: object) -> str:
    """Return the address of a page, or nothing while there is no such page."""
    try:
        return reverse(name, args=arguments)
    except NoReverseMatch:
        return ""


def _foundation() -> list[Step]:
    """The administrator's part: city, units, people."""
    city = federation()
    is_named = city is not None and city.code != PROVISIONAL_CODE
    kinds = list(Unit.objects.order_by().values_list("kind", flat=True))
    counties, departments = kinds.count(UnitKind.COUNTY_UNION), kinds.count(UnitKind.DEPARTMENT)
    held = set(Post.objects.on(timezone.localdate()).values_list("role", flat=True))
    people, waiting = Person.objects.count(), found_people(is_new=True).count()
    needed = [role for role in (Role.DESK, Role.DEPARTMENT_HEAD, Role.LIAISON) if role not in held]
    missing = _(", ").join(str(role.label) for role in needed)
    return [
        Step(
            _("The city"), _("Name and code of the city federation."), Role.ADMINISTRATOR, is_named,
            city.name if city is not None and is_named else "", ((_("Name the city"), address("start_city")),),
        ),
        Step(
            _("Units"), _("County unions, departments, and the bodies petitions go to: pasted from a sheet."),
            Role.ADMINISTRATOR, bool(counties and departments),
            _("%(counties)s county unions, %(departments)s departments")
            % {"counties": counties, "departments": departments},
            ((_("Paste units"), address("start_units")), (_("Look at the units"), address("units"))),
        ),
        Step(
            pgettext("step", "People"),
            _("Name, unit, post and mobile, pasted from a sheet; then the activation slips are printed."),
            Role.ADMINISTRATOR, not needed,
            (_("still missing: %(roles)s") % {"roles": missing}) if needed
            else _("%(people)s people, %(waiting)s not activated yet") % {"people": people, "waiting": waiting},
            ((_("Paste people"), address("start_people")), (_("Print slips"), f"{address('people')}?new=1")),
        ),
    ]  # fmt: skip


def _campaign(post: Post) -> list[Step]:
    """The campaign: drafted by the desk, opened by a department head."""
    campaigns = list(Campaign.objects.order_by("is_practice", "-starts_on"))
    prepared = [campaign for campaign in campaigns if campaign.state == Campaign.State.PREPARING]
    running = [campaign for campaign in campaigns if campaign.state != Campaign.State.PREPARING]
    return [
        Step(
            _("Campaign"),
            _("From a template: dates, dimensions, numbering, criteria, counting and the headline word."),
            Role.DESK, bool(campaigns), _(", ").join(campaign.name for campaign in campaigns[:3]),
            ((_("Set up a campaign"), address("start_campaign")), *_rules_buttons(campaigns)),
        ),
        Step(
            _("Opening"), _("A department head confirms the rules of the campaign and opens it."),
            Role.DEPARTMENT_HEAD, bool(running), _(", ").join(campaign.name for campaign in running[:3]),
            _rules_buttons(prepared),
            sends=tuple(
                (_("Open “%(name)s”") % {"name": campaign.name}, address("open_campaign", campaign.pk))
                for campaign in prepared[:3]
            ),
        ),
    ]  # fmt: skip


def _rules_buttons(campaigns: list[Campaign]) -> tuple[tuple[str, str], ...]:
    """A button to the rules of each of the first campaigns."""
    return tuple(
        (_("Rules of “%(name)s”") % {"name": campaign.name}, address("campaign", campaign.pk))
        for campaign in campaigns[:2]
    )


def _list() -> list[Step]:
    """The list in hand, and the first problem dispatched."""
    has_problems = Problem.objects.exists()
    return [
        Step(
            _("The list in hand"),
            _("Uploaded as it is. Rows already struck off enter as opening balance, with date and document."),
            Role.DESK, has_problems, "",
            tuple(
                pair for pair in (
                    (_("Upload the list"), address("import_new")),
                    (_("Write one down by hand"), address("problem_new")),
                ) if pair[1]
            ),
        ),
        Step(
            _("The first dispatch"),
            _("Judged in the triage table, put on the list, and dispatched to whoever solves it."),
            Role.DESK, Problem.objects.filter(dispatched_at__isnull=False).exists(), "",
            ((_("To the triage table"), address("triage")), (_("To the list"), address("problems"))),
        ),
    ]  # fmt: skip


@require_http_methods(["GET", "POST"])
def start_campaign(request: Request) -> HttpResponse:
    """Set up a campaign from a template."""
    if request.post.role not in actions.KEEPERS:
        raise Refused(_("Campaigns and their rules are kept by the city desk and department heads."), Why.OFFICE)
    template = campaign_template(request.GET.get("template", ""))
    form = CampaignForm(request.POST or None, template=template, initial=_this_year(template))
    if request.method == "POST" and form.is_valid():
        try:
            campaign = actions.create_campaign(form.campaign(), actor=request.post, at=timezone.now())
        except Refused as refused:
            carry(refused, form)
        else:
            messages.success(request, _("“%(name)s” is set up. A department head opens it.") % {"name": campaign.name})
            return redirect("start")
    context = {"form": form, "templates": campaign_templates(), "chosen": template["key"]}
    return render(request, "workspace/start_campaign.html", context, status=400 if form.errors else 200)


def _this_year(template: dict[str, Any]) -> dict[str, Any]:
    today = timezone.localdate()
    return {
        "name": template["name"], "starts_on": today.replace(month=1, day=1),
        "ends_on": today.replace(month=12, day=31),
    }  # fmt: skip


@require_POST
def open_campaign(request: Request, campaign_id: UUID) -> HttpResponse:
    """Open a campaign that the desk has set up."""
    campaign = load_campaign(request.post, campaign_id)
    actions.open_campaign(campaign, actor=request.post, at=timezone.now())
    messages.success(request, _("“%(name)s” is open.") % {"name": campaign.name})
    return redirect("start")
