"""Campaigns: which there are, the rules of one, its opening and closing, and what is carried over."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db.models import Count, Exists, OuterRef, Q
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_http_methods, require_safe

from jianfa.journal.models import Event
from jianfa.ledger.forms.keeping import CampaignVerbForm, ClassForm, EndClassForm
from jianfa.ledger.models import CITY_TERMS, Campaign, ClassTemplate
from jianfa.ledger.policy import may_read_figures, sees_every_row
from jianfa.ledger.policy.campaigns import KEEPERS, SEE_PROPOSED_RULES
from jianfa.ledger.queries import load_campaign
from jianfa.ledger.queries.campaigns import (
    history,
    in_words,
    open_counts,
    waiting_rules,
)
from jianfa.ledger.queries.figures import AsOf, tally_of
from jianfa.organisations.models import Post, Proposal, Role
from jianfa.organisations.policy import not_found, require
from jianfa.supervision.forms import CAMPAIGN_FORMS
from jianfa.supervision.forms.templates import EndStepTemplateForm, StepTemplateForm
from jianfa.supervision.models import StepTemplate
from jianfa.supervision.queries.scheduling import templates_of
from jianfa.supervision.queries.templates import differences, possible_verbs, steps_in_words
from jianfa.workspace.views import Request
from jianfa.workspace.views.sending import carried_out

SHOWN_RULES = (
    "headline", "number_pattern", "warn_days", "publicity_days", "plan_approval", "day_kind", "quiet_days",
    "nodes_a_week", "certificates_on", "retention", *CITY_TERMS, "answer_days", "key_panel_size", "look_back_percent",
    "draws_lots",
)  # fmt: skip
SIDE = ("state", "starts_on", "ends_on")


@require_safe
def campaigns(request: Request) -> HttpResponse:
    """List the campaigns; some dozen at most."""
    if request.post.role == Role.ADMINISTRATOR:
        raise not_found()
    in_force = Count("class_templates", filter=Q(class_templates__ended_at=None))
    waiting = Proposal.objects.filter(subject_kind="campaign", subject_id=OuterRef("pk"), state=Proposal.State.OPEN)
    found = Campaign.objects.annotate(classes=in_force, waits=Exists(waiting)).order_by(*Campaign._meta.ordering or ())
    context = {
        "rows": found,
        "may_set_up": request.post.role in KEEPERS,
        "sees_proposals": request.post.role in SEE_PROPOSED_RULES,
    }
    return render(request, "workspace/campaigns.html", context)


@require_safe
def campaign(request: Request, campaign_id: UUID) -> HttpResponse:
    """Show one campaign with its rules, what waits, and what this post may do next."""
    found, post = load_campaign(request.post, campaign_id), request.post
    proposal = waiting_rules(found) if post.role in SEE_PROPOSED_RULES else None
    counts = open_counts(found)
    verbs = possible_verbs(found, post, proposal)
    context = {
        "campaign": found,
        "verbs": verbs,
        "proposes": found.state == Campaign.State.OPEN,
        "proposal": shown_proposal(found, proposal),
        "classes": list(found.class_templates.filter(ended_at=None).select_related("dimension")),
        "step_templates": [(row, steps_in_words(row.steps)) for row in templates_of(found)],
        "facts": [*_facts(found, SIDE), *_facts(found, SHOWN_RULES), _dimensions(found)],
        "figures": _figures(found, post, counts.to_carry),
        "to_carry": counts.to_carry,
        "events": [
            {
                "title": step.title, "when": date_format(timezone.localtime(step.at), "Y-m-d H:i"), "who": step.who,
                "text": step.text, "second": step.second,
            }
            for step in history(found)
        ],
    }  # fmt: skip
    return render(request, "workspace/campaign.html", context)


def shown_proposal(found: Campaign, proposal: Proposal | None) -> dict[str, Any] | None:
    """Return the waiting proposal in words: who, what it is about, what would differ."""
    if proposal is None:
        return None
    return {
        "row": proposal, "name": CAMPAIGN_FORMS[proposal.verb].name, "who": proposal.proposed_by,
        "differences": differences(found, proposal),
    }  # fmt: skip


def _facts(found: Campaign, names: tuple[str, ...]) -> list[dict[str, str]]:
    facts = []
    for name in names:
        field = Campaign._meta.get_field(name)
        shown = str(found.get_state_display()) if name == "state" else in_words(name, getattr(found, name))
        facts.append({"label": str(getattr(field, "verbose_name", name)), "value": shown})
    return facts


def _dimensions(found: Campaign) -> dict[str, str]:
    names = pgettext("between values", ", ").join(found.dimensions.values_list("name", flat=True))
    return {"label": _("dimensions"), "value": names or _("none")}


def _figures(found: Campaign, post: Post, to_carry: int) -> list[dict[str, Any]]:
    """Return on the list, done, left, for whoever reads the city's figures; links where the post sees every row."""
    if not may_read_figures(post) or found.state == Campaign.State.PREPARING:
        return []
    as_of = AsOf(found)
    done, total = tally_of(as_of).pair()
    stages = (
        (_("on the list"), total, "on_list"), (found.get_headline_display(), done, found.headline),
        (_("left"), total - done, f"not_{found.headline}"),
    )  # fmt: skip
    figures: list[dict[str, Any]] = [
        {"label": label, "value": n, "url": _rows_url(as_of, post, stage)} for label, n, stage in stages
    ]
    if found.state == Campaign.State.CLOSED and post.role == Role.DESK:
        url = reverse("carry_over", args=[found.pk]) if to_carry else ""
        figures.append({"label": _("still to be carried over"), "value": to_carry, "url": url})
    return figures


def _rows_url(as_of: AsOf, post: Post, stage: str) -> str:
    if not sees_every_row(post):
        return ""
    rows = f"campaign={as_of.campaign.pk}&stage={stage}"
    if as_of.is_now:
        return f"{reverse('problems')}?{rows}"
    return f"{reverse('board_rows')}?{rows}&on={as_of.date.isoformat()}"


# A verb ----------------------------------------------------------------------------------------------------


@require_http_methods(["GET", "POST"])
def campaign_step(request: Request, campaign_id: UUID, verb: str) -> HttpResponse:
    """Show the form of a verb, or the question before it, and carry it out."""
    found = load_campaign(request.post, campaign_id)
    if verb not in CAMPAIGN_FORMS:
        raise not_found()
    is_sent = request.method == "POST"
    form = CAMPAIGN_FORMS[verb](request.POST if is_sent else None, campaign=found, post=request.post)
    require(form.verdict())
    if not is_sent:
        _fill(form, request.GET.get("of", ""))
        return _form_page(request, form)
    if "more" in request.POST and isinstance(form, ClassForm | StepTemplateForm):
        form.more()
        return _form_page(request, form)
    event, status = carried_out(form, lambda: form.act(timezone.now()))
    if event is not None:
        messages.success(request, _success(form, event))
        return redirect("campaign", found.pk)
    form.campaign.refresh_from_db()  # as it is now, not as the failed attempt left it in memory
    return _form_page(request, form, status=status)


def _fill(form: CampaignVerbForm, wanted: str) -> None:
    """Open a form about one class or one template of steps: the one to be changed or ended."""
    if not wanted and not isinstance(form, EndClassForm | EndStepTemplateForm):
        return
    rows: list[ClassTemplate] | list[StepTemplate] = list(form.campaign.class_templates.filter(ended_at=None))
    if isinstance(form, StepTemplateForm | EndStepTemplateForm):
        rows = templates_of(form.campaign)
    row = next((row for row in rows if str(row.pk) == wanted), None)
    if row is None:
        raise not_found()
    if isinstance(form, ClassForm | StepTemplateForm):
        form.fill_from(row)  # type: ignore[arg-type]
    else:
        form.initial = {**form.initial, "template": row.pk}


def _success(form: CampaignVerbForm, event: Event) -> str:
    template = (
        _("%(verb)s: proposed. A department head confirms it.") if event.verb == "propose" else _("%(verb)s: done.")
    )
    return template % {"verb": form.heading}


def _form_page(request: Request, form: CampaignVerbForm, *, status: int = 200) -> HttpResponse:
    """A form with fields is a page; a question before an act is confirm.html."""
    found = form.campaign
    context: dict[str, Any] = {"campaign": found, "form": form, "back_url": reverse("campaign", args=[found.pk])}
    if form.verb in {"save_class_template", "save_step_template", "change_rules"}:
        return render(request, "workspace/campaign_rules.html", context, status=status)
    text, facts = _question(form)
    context["confirm"] = {
        "title": form.heading, "text": text, "facts": facts, "form": form, "action": request.path,
        "submit_label": _("Propose it") if form.proposes else form.heading, "cancel_url": context["back_url"],
    }  # fmt: skip
    return render(request, "confirm.html", context, status=status)


def _question(form: CampaignVerbForm) -> tuple[str, list[dict[str, Any]]]:
    """Return what is asked before an act that weighs, and the facts it is decided on."""
    found = form.campaign
    if form.verb == "close_campaign":
        return _closing(found)
    if form.verb == "open_campaign":
        rules = [*_facts(found, ("starts_on", "ends_on", *SHOWN_RULES)), _dimensions(found)]
        classes = {"label": _("classes"), "value": found.class_templates.filter(ended_at=None).count()}
        return _("By opening it you confirm its rules. From then on problems can be entered."), [*rules, classes]
    if form.verb == "end_class_template":
        wanted = str(form["template"].value())
        row = next((row for row in found.class_templates.all() if str(row.pk) == wanted), None)
        facts = [{"label": _("class"), "value": row.name}] if row else []
        return _("Nothing more is listed with it. Problems that were listed with it keep their criteria."), facts
    if form.verb == "end_step_template":
        wanted = str(form["template"].value())
        named = [row.name for row in templates_of(found) if str(row.pk) == wanted]
        facts = [{"label": _("template"), "value": name} for name in named]
        return _("No plan begins with it any more. Plans that are written stay as they are."), facts
    shown = shown_proposal(found, waiting_rules(found))
    facts = (
        [{"label": one.label, "value": one.after, "second": one.before} for one in shown["differences"]]
        if shown
        else []
    )
    texts = {
        "confirm": _("The change comes into force at once. What was listed before keeps its criteria."),
        "reject": _("The rules stay as they are; whoever proposed it reads your reason."),
        "take_back": _("The rules stay as they are."),
    }
    return texts[form.verb], facts


def _closing(found: Campaign) -> tuple[str, list[dict[str, Any]]]:
    counts = open_counts(found)
    text = _(
        "The figures freeze as they are now, and nothing on the list moves any more. Open problems are not lost: "
        "the city desk carries them over into another campaign, with number, dates and record."
    )
    facts: list[dict[str, Any]] = [
        {"label": _("on the list"), "value": counts.on_list},
        {"label": _("written off"), "value": counts.written_off},
        {"label": _("still open"), "value": counts.open},
        {"label": _("handed in, not judged yet"), "value": counts.waiting},
    ]
    if proposal := waiting_rules(found):
        verb = str(CAMPAIGN_FORMS[proposal.verb].name)
        facts.append({"label": _("proposed change"), "value": _("%(verb)s: is withdrawn") % {"verb": verb}})
    return text, facts
