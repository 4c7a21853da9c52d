"""Campaigns with their rules, units and the table of moves."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _
from ninja import Router

from jianfa.api.forms import refuse_unknown, require_valid
from jianfa.api.models import Scope
from jianfa.api.policy import post_of, require_scope
from jianfa.api.views import schemas
from jianfa.api.views.schemas import ERRORS, CampaignDetail, CampaignOut, UnitOut, VerbOut
from jianfa.ledger import actions
from jianfa.ledger.forms.keeping import CampaignVerbForm
from jianfa.ledger.models import CITY_TERMS, Campaign
from jianfa.ledger.policy.campaigns import SEE_PROPOSED_RULES, may_carry_over, may_receive
from jianfa.ledger.queries import LISTED_WITH, load_campaign
from jianfa.ledger.queries.campaigns import to_carry_over, waiting_rules
from jianfa.ledger.states import MOVES
from jianfa.organisations.models import Post, Proposal, Role, Unit
from jianfa.organisations.policy import Refused, Why, not_found, require
from jianfa.supervision.forms import CAMPAIGN_FORMS
from jianfa.supervision.models import StepTemplate
from jianfa.supervision.queries.scheduling import templates_of
from jianfa.supervision.queries.templates import possible_verbs

router = Router(tags=["campaigns and units"])


def plain_campaign(campaign: Campaign) -> dict[str, Any]:
    columns = (
        "id", "name", "state", "starts_on", "ends_on", "closed_at", "headline", "number_pattern", "warn_days",
        "publicity_days", "plan_approval", "day_kind", "quiet_days", "nodes_a_week", "certificates_on", "retention",
        *CITY_TERMS, "answer_days", "key_panel_size", "look_back_percent", "draws_lots", "is_practice",
    )  # fmt: skip
    dimensions = [{"id": row.pk, "name": row.name} for row in campaign.dimensions.all()]
    return {name: getattr(campaign, name) for name in columns} | {"dimensions": dimensions}


@router.get("/campaigns", response={200: list[CampaignOut], **ERRORS})
def list_campaigns(request: HttpRequest) -> list[dict[str, Any]]:
    """List every campaign with its dimensions."""
    if post_of(request).role == Role.ADMINISTRATOR:
        return []
    return [plain_campaign(row) for row in Campaign.objects.prefetch_related("dimensions")]


@router.get("/campaigns/{campaign_id}", response={200: CampaignDetail, **ERRORS})
def read_campaign(request: HttpRequest, campaign_id: UUID) -> dict[str, Any]:
    """Read one campaign with its classes, a change that waits, and the steps possible for the caller."""
    post = post_of(request)
    campaign = load_campaign(post, campaign_id)
    proposal = waiting_rules(campaign) if post.role in SEE_PROPOSED_RULES else None
    verbs = possible_verbs(campaign, post, proposal)
    return plain_campaign(campaign) | {
        "classes": list(campaign.class_templates.filter(ended_at=None)),
        "step_templates": templates_of(campaign),
        "proposal": _plain_proposal(proposal),
        "steps": [_step(form(campaign=campaign, post=post)) for verb, form in CAMPAIGN_FORMS.items() if verb in verbs],
    }


@router.get("/campaigns/{campaign_id}/step-templates", response={200: list[schemas.StepTemplateOut], **ERRORS})
def list_step_templates(request: HttpRequest, campaign_id: UUID) -> list[StepTemplate]:
    """List the templates of steps in force; they are kept with the verbs save_step_template and end_step_template."""
    return templates_of(load_campaign(post_of(request), campaign_id))


def _plain_proposal(proposal: Proposal | None) -> dict[str, Any] | None:
    if proposal is None:
        return None
    who = f"{proposal.proposed_by.person.name}（{proposal.proposed_by.unit.short_name}）"
    return {
        "id": proposal.pk, "verb": proposal.verb, "proposed_at": proposal.proposed_at, "proposed_by": who,
        "fields": proposal.params,
    }  # fmt: skip


def _step(form: CampaignVerbForm) -> dict[str, Any]:
    fields = {name: str(field.label or name) for name, field in form.fields.items()}
    return {"verb": form.verb, "name": form.heading, "fields": fields | form.row_names()}


@router.post("/campaigns/{campaign_id}/moves", response={200: schemas.CampaignMoveOut, **ERRORS})
def move_campaign(request: HttpRequest, campaign_id: UUID, payload: schemas.CampaignMoveIn) -> dict[str, Any]:
    """Open, close, or change the rules; once a campaign is open a change is proposed and then confirmed."""
    require_scope(request, Scope.WRITE)
    post = post_of(request)
    campaign = load_campaign(post, campaign_id)
    form_class = CAMPAIGN_FORMS.get(payload.verb)
    if form_class is None:
        raise Refused(_("There is no verb “%(verb)s”.") % {"verb": payload.verb}, Why.VALUE, field="verb")
    empty = form_class(campaign=campaign, post=post)
    require(empty.verdict())
    refuse_unknown(payload.fields, {*empty.fields, *empty.row_names()})
    form = form_class(empty.as_typed(payload.fields), campaign=campaign, post=post)
    require_valid(form)
    event = form.act(timezone.now())
    campaign.refresh_from_db()
    return {
        "seq": event.seq, "verb": event.verb, "at": event.at, "hash": bytes(event.hash).hex(), "state": campaign.state,
    }  # fmt: skip


@router.post("/campaigns/{campaign_id}/carry-over", response={200: schemas.CarryOut, **ERRORS})
def carry_over(request: HttpRequest, campaign_id: UUID, payload: schemas.CarryIn) -> dict[str, Any]:
    """Carry open problems of a closed campaign over into another one, or say what would become of each."""
    require_scope(request, Scope.WRITE)
    post = post_of(request)
    source = load_campaign(post, campaign_id)
    require(may_carry_over(post, source))
    into = load_campaign(post, payload.into)
    require(may_receive(source, into))
    outcomes = actions.carry_over_all(
        source, _chosen(post, source, payload.problems), actor=post, at=timezone.now(), into=into,
        is_rehearsal=payload.dry_run,
    )  # fmt: skip
    refused = [{"problem": one.problem.pk, "sentence": one.refusal} for one in outcomes if one.refusal]
    carried, left = len(outcomes) - len(refused), to_carry_over(post, source).count()
    return {
        "dry_run": payload.dry_run, "carried": carried, "refused": refused,
        "left": left - carried if payload.dry_run else left,
    }  # fmt: skip


def _chosen(post: Post, source: Campaign, wanted: list[UUID] | None) -> list[Any]:
    """Return the problems asked for; one that is not open in this campaign is refused, never silently left out."""
    found = to_carry_over(post, source).select_related(*LISTED_WITH).order_by("number_order", "pk")
    if wanted is None:
        return list(found[: actions.MOST_AT_ONCE])
    rows = {row.pk: row for row in found.filter(pk__in=wanted[: actions.MOST_AT_ONCE + 1])}
    if unknown := [key for key in wanted if key not in rows][:1]:
        sentence = _("%(id)s is not an open problem of this campaign.") % {"id": unknown[0]}
        raise Refused(sentence, Why.VALUE, field="problems")
    return list(rows.values())


@router.get("/units", response={200: list[UnitOut], **ERRORS})
def list_units(request: HttpRequest) -> list[Unit]:
    """List the units that exist; some dozens, in their order."""
    post_of(request)
    return list(Unit.objects.filter(valid_until=None))


@router.get("/units/{unit_id}", response={200: UnitOut, **ERRORS})
def read_unit(request: HttpRequest, unit_id: UUID) -> Unit:
    """Read one unit."""
    post_of(request)
    found: Unit | None = Unit.objects.filter(pk=unit_id).first()
    if found is None:
        raise not_found()
    return found


@router.get("/verbs", response={200: list[VerbOut], **ERRORS})
def list_verbs(request: HttpRequest) -> list[dict[str, Any]]:
    """List the table of moves: which verb leads from where to where, and who may do it."""
    post_of(request)
    return [
        {
            "verb": move.verb,
            "name": str(move.name),
            "sources": list(move.sources),
            "target": move.target,
            "who": list(move.who),
            "checked_by": list(move.checked_by),
            "confirmed_by": list(move.confirmed_by),
        }
        for move in MOVES.values()
    ]
