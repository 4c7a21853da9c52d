"""Problems, their moves, measures, reports, evidence and events."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.forms import FileField
from django.http import FileResponse, HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _
from ninja import File, Form, Query, Router, Status
from ninja.files import UploadedFile

from jianfa.acceptance.forms import FORMS as ACCEPTANCE_FORMS
from jianfa.acceptance.queries import offers as acceptance_offers
from jianfa.api.forms import refuse_unknown, require_valid
from jianfa.api.models import Scope
from jianfa.api.policy import post_of, require_keyboard, require_scope
from jianfa.api.queries import Filter, dates_of, named, plain_problem, problems_page
from jianfa.api.views import plan_schemas, schemas
from jianfa.files.views import handed_out
from jianfa.journal.models import Event
from jianfa.kit.schedule import ways_out
from jianfa.ledger.forms import FORMS as LEDGER_FORMS
from jianfa.ledger.forms import DraftForm, RowsForm, VerbForm
from jianfa.ledger.models import Evidence, Measure, Problem, Report
from jianfa.ledger.policy import may_enter_from_paper, may_plan, offices_of
from jianfa.ledger.queries import WITHHELD, filed_evidence, load_campaign, load_problem
from jianfa.ledger.queries import offers as ledger_offers
from jianfa.ledger.rules import progress
from jianfa.organisations.models import Post
from jianfa.organisations.policy import Refused, Why, require
from jianfa.remedies.forms import FORMS as REMEDY_FORMS
from jianfa.supervision.forms import FORMS as SUPERVISION_FORMS
from jianfa.supervision.forms.scheduling import ScheduleForm
from jianfa.supervision.models import Task
from jianfa.supervision.queries import light_of, on_time_of
from jianfa.supervision.queries import offers as supervision_offers
from jianfa.supervision.queries.lights import counted_days
from jianfa.supervision.queries.scheduling import (
    laid_out,
    links_of,
    moved_since,
    outcome_of,
    planned_percent,
    schedule_in_force,
    tasks_of,
)

FORMS: dict[str, type[VerbForm]] = {**LEDGER_FORMS, **SUPERVISION_FORMS, **ACCEPTANCE_FORMS, **REMEDY_FORMS}
ERRORS = schemas.ERRORS
router = Router(tags=["problems"])


@router.get("/problems", response={200: schemas.Page, **ERRORS})
def list_problems(
    request: HttpRequest, filters: Query[schemas.FilterIn], q: str = "", after: UUID | None = None, limit: int = 50
) -> dict[str, Any]:
    """List what the caller may see, by key; ``next`` leads to the following page."""
    chosen = Filter(**filters.dict())
    rows, following = problems_page(
        post_of(request), chosen, q=q, after=after, limit=limit, today=timezone.localdate()
    )  # fmt: skip
    return {
        "problems": [plain_problem(row, getattr(row, "light", "none"), getattr(row, "on_time", "")) for row in rows],
        "next": following,
    }


@router.post("/problems", response={201: schemas.ProblemDetail, **ERRORS})
def draft_problem(request: HttpRequest, payload: schemas.DraftIn) -> Status[dict[str, Any]]:
    """Write down a problem; the fields are those of the form of a new problem."""
    require_scope(request, Scope.WRITE)
    post = post_of(request)
    campaign = load_campaign(post, payload.campaign)
    form = DraftForm({**payload.fields, "campaign": campaign.pk}, post=post, campaigns=[campaign])
    require_valid(form)
    return Status(201, detail(post, form.perform(timezone.now())))


@router.get("/problems/{problem_id}", response={200: schemas.ProblemDetail, **ERRORS})
def read_problem(request: HttpRequest, problem_id: UUID) -> dict[str, Any]:
    """Read one problem with its criteria, measures and the steps possible for the caller."""
    post = post_of(request)
    return detail(post, load_problem(post, problem_id))


@router.post("/problems/{problem_id}/moves", response={200: schemas.MoveOut, **ERRORS})
def move_problem(request: HttpRequest, problem_id: UUID, payload: schemas.MoveIn) -> dict[str, Any]:
    """Carry out a verb with the fields its step names; propose it where a second office must confirm."""
    require_scope(request, Scope.WRITE)
    post = post_of(request)
    problem = load_problem(post, problem_id)
    form_class = FORMS.get(payload.verb)
    if form_class is None:
        raise Refused(_("There is no verb “%(verb)s”.") % {"verb": payload.verb}, Why.VALUE, field="verb")
    form = form_class(_as_typed(form_class, payload), problem=problem, post=post, registry=FORMS)
    require_keyboard(request, form)
    _refuse_unknown(payload.fields, form)
    return _moved(form, payload.idem)


@router.post("/problems/{problem_id}/recorded-decisions", response={200: schemas.MoveOut, **ERRORS})
def record_with_scan(
    request: HttpRequest, problem_id: UUID, scan: File[UploadedFile], payload: Form[schemas.RecordIn]
) -> dict[str, Any]:
    """Enter a decision from paper with the scan of it, as multipart/form-data; without a scan a move does the same."""
    require_scope(request, Scope.WRITE)
    post = post_of(request)
    problem = load_problem(post, problem_id)
    require(may_enter_from_paper(post))
    typed = {**payload.fields, "version": payload.version}
    form = FORMS["record_decision"](typed, {"scan": scan}, problem=problem, post=post, registry=FORMS)
    require_keyboard(request, form)
    _refuse_unknown(payload.fields, form)
    return _moved(form, payload.idem)


def _moved(form: VerbForm, idem: str | None) -> dict[str, Any]:
    """Carry the verb out and say what was written and where the problem stands now."""
    require_valid(form)
    problem = form.problem
    event = form.perform(timezone.now(), f"{form.post.person_id}/{problem.pk}/{form.verb}/{idem}" if idem else None)
    problem.refresh_from_db()
    return _plain_event(event) | {"state": problem.state, "version": problem.version}


@router.get("/problems/{problem_id}/events", response={200: list[schemas.EventOut], **ERRORS})
def list_events(request: HttpRequest, problem_id: UUID) -> list[dict[str, Any]]:
    """List the events of a problem's chain, the oldest first, with their hashes."""
    problem = load_problem(post_of(request), problem_id)
    return [_plain_event(event) for event in Event.objects.filter(chain=problem.pk).order_by("seq")]


@router.get("/problems/{problem_id}/measures", response={200: list[schemas.MeasureOut], **ERRORS})
def list_measures(request: HttpRequest, problem_id: UUID) -> QuerySet[Measure]:
    """List the measures in force."""
    return load_problem(post_of(request), problem_id).measures.filter(ended_at=None)


@router.get("/problems/{problem_id}/schedule", response={200: plan_schemas.ScheduleOut, **ERRORS})
def read_schedule(request: HttpRequest, problem_id: UUID) -> dict[str, Any]:
    """Read the schedule in force: tasks with dates and links, how far it is and how far it was planned to be."""
    problem = load_problem(post_of(request), problem_id)
    version, tasks, measures = schedule_in_force(problem), tasks_of(problem), problem.measures.filter(ended_at=None)
    plan = laid_out(version, tasks) if version and tasks else None
    links = links_of(tasks)
    return {
        "version": version.version if version else None, "due": version.due if version else None,
        "due_moved": moved_since(problem) is not None,
        "percent": progress((row.weight, row.finished_on is not None) for row in measures),
        "planned_percent": planned_percent(problem, timezone.localdate()),
        "slack": plan.slack if plan else None, "critical": [int(key) for key in plan.critical] if plan else [],
        "tasks": [_plain_task(row, links[row.pk]) for row in tasks],
    }  # fmt: skip


def _plain_task(task: Task, links: list[tuple[int, int]]) -> dict[str, Any]:
    columns = (
        "id", "position", "measure_id", "text", "days", "unit_id", "owner_name", "weight", "is_milestone", "starts_on",
        "due_original", "due_current", "finished_on", "replaces_id",
    )  # fmt: skip
    return {name: getattr(task, name) for name in columns} | {
        "links": [{"after": place, "lag": lag} for place, lag in links]
    }


@router.post("/problems/{problem_id}/schedule", response={200: plan_schemas.ScheduledOut, **ERRORS})
def write_schedule(request: HttpRequest, problem_id: UUID, payload: plan_schemas.ScheduleIn) -> dict[str, Any]:
    """Count the tasks back from the due date and write them as a new version, or only say what would come out."""
    require_scope(request, Scope.WRITE)
    post = post_of(request)
    problem = load_problem(post, problem_id)
    require(may_plan(offices_of(post, problem), problem))
    fields = {"task": [row.dict(exclude_none=True) for row in payload.tasks], "in_spite": payload.in_spite}
    if payload.reason:
        fields["reason"] = payload.reason
    body = schemas.MoveIn(verb="schedule", version=payload.version, idem=payload.idem, fields=fields)
    form = ScheduleForm(_as_typed(ScheduleForm, body), problem=problem, post=post, registry=FORMS)
    require_valid(form)
    draft = form.draft()
    plan, table = draft.plan(), counted_days(problem.campaign)
    ways = ways_out(draft.steps, start=draft.today, due=draft.due, is_working=table)
    names = {str(n): row.text for n, row in enumerate(draft.tasks, 1)}
    found = outcome_of(problem.campaign, plan, ways, names)
    if not payload.dry_run:
        _moved(form, payload.idem)
    return {
        "is_written": not payload.dry_run, "missing": plan.missing, "slack": plan.slack, "ways_out": list(found.ways),
        "dates": [{"position": int(key)} | vars(placed) for key, placed in plan.placed.items()],
    }  # fmt: skip


@router.get("/problems/{problem_id}/reports", response={200: list[schemas.ReportOut], **ERRORS})
def list_reports(request: HttpRequest, problem_id: UUID) -> QuerySet[Report]:
    """List the progress reports, the newest first; report with the verb ``report``."""
    return load_problem(post_of(request), problem_id).reports.all()


@router.get("/problems/{problem_id}/evidence", response={200: list[schemas.EvidenceOut], **ERRORS})
def list_evidence(request: HttpRequest, problem_id: UUID) -> QuerySet[Evidence]:
    """List what proves something, with the SHA-256 of each file."""
    return load_problem(post_of(request), problem_id).evidence.all()


@router.get("/problems/{problem_id}/evidence/{evidence_id}/file", response={200: None, **ERRORS})
def take_evidence(request: HttpRequest, problem_id: UUID, evidence_id: UUID) -> FileResponse:
    """Take a file that proves something."""
    row = filed_evidence(load_problem(post_of(request), problem_id), evidence_id)
    assert row.file is not None
    return handed_out(row.file, row.file_name)


@router.post("/problems/{problem_id}/evidence", response={200: schemas.MoveOut, **ERRORS})
def upload_evidence(request: HttpRequest, problem_id: UUID, file: File[UploadedFile], note: str = "") -> dict[str, Any]:
    """Add a file as evidence; its kind is read from its content. A document's number goes by a move."""
    require_scope(request, Scope.WRITE)
    post = post_of(request)
    problem = load_problem(post, problem_id)
    typed = {"kind": Evidence.Kind.DOCUMENT.value, "note": note, "version": problem.version}  # a file makes it a file
    form = FORMS["add_evidence"](typed, {"file": file}, problem=problem, post=post, registry=FORMS)
    return _moved(form, None)


def detail(post: Post, problem: Problem) -> dict[str, Any]:
    """Return a problem with everything that belongs to it and the steps possible for the post."""
    offered = [*ledger_offers(problem, post), *supervision_offers(problem, post), *acceptance_offers(problem, post)]
    assists = problem.assists.filter(ended_at=None).select_related("unit")
    today, on_time = timezone.localdate(), on_time_of(problem)
    plain = plain_problem(problem, light_of(problem, today).name, on_time.value if on_time else "")
    return (
        plain
        | dates_of(problem, today)
        | {
            "criteria": list(problem.criteria.filter(ended_at=None)),
            "measures": list(problem.measures.filter(ended_at=None)),
            "assists": [named(row.unit) for row in assists],
            "steps": [
                {"verb": offer.verb, "name": offer.label, "fields": _field_names(FORMS[offer.verb], problem, post)}
                for offer in offered
                if offer.verb in FORMS
            ],
        }
    )


def _takes(form: VerbForm) -> list[str]:
    """Return the fields a body may give; files come by addresses of their own."""
    own = {"version", "idem"}
    return [name for name, field in form.fields.items() if name not in own and not isinstance(field, FileField)]


def _field_names(form_class: type[VerbForm], problem: Problem, post: Post) -> dict[str, str]:
    form = form_class(problem=problem, post=post, registry=FORMS)
    shown = {name: str(form.fields[name].label or name) for name in _takes(form)}
    if isinstance(form, RowsForm):
        row = form.rows.empty_form
        shown[form.rows_name] = ", ".join(name for name in row.fields if name != "DELETE")
    return shown


def _as_typed(form_class: type[VerbForm], payload: schemas.MoveIn) -> dict[str, Any]:
    """Return the fields as a page would send them; a list of objects under the rows' name becomes its rows."""
    typed: dict[str, Any] = {**payload.fields, "version": payload.version}
    if issubclass(form_class, RowsForm):
        rows = typed.pop(form_class.rows_name, [])
        if not isinstance(rows, list) or not all(isinstance(row, Mapping) for row in rows):
            raise Refused(f"{form_class.rows_name}: [{{…}}]", Why.VALUE, field=form_class.rows_name)
        prefix = form_class.rows_name
        typed |= {f"{prefix}-TOTAL_FORMS": len(rows), f"{prefix}-INITIAL_FORMS": 0}
        for n, row in enumerate(rows):
            typed |= {f"{prefix}-{n}-{name}": value for name, value in row.items()}
    return typed


def _refuse_unknown(given: Mapping[str, Any], form: VerbForm) -> None:
    """Refuse a misspelt field, and a file in a body that carries none."""
    rows = [form.rows_name] if isinstance(form, RowsForm) else []
    refuse_unknown({name for name in given if name not in {"version", "idem"}}, {*_takes(form), *rows})


def _plain_event(event: Event) -> dict[str, Any]:
    verb = "withheld" if event.verb in WITHHELD else event.verb
    return {"seq": event.seq, "verb": verb, "at": event.at, "hash": bytes(event.hash).hex()}
