"""A list comes in, step by step: upload, what was understood, check, import, result, undo."""

from datetime import date, datetime
from functools import partial
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.http import FileResponse, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from jianfa.exchange import actions as exchange
from jianfa.exchange.models import Batch, BatchRow
from jianfa.exchange.policy import may_upload, may_work_on
from jianfa.exchange.queries import load_batch, load_row, units_on
from jianfa.files.queries import open_file
from jianfa.jobs.actions import ask
from jianfa.jobs.queries import latest_job
from jianfa.ledger.actions.background import KINDS
from jianfa.ledger.actions.importing import campaign_of, check_rows, moved_on, upload_list
from jianfa.ledger.actions.rows import NO_SOURCE
from jianfa.ledger.forms.importing import RowForm, UndoForm, UploadForm, unit_of
from jianfa.ledger.models import Campaign, Problem
from jianfa.organisations.models import Role
from jianfa.organisations.policy import Refused, Why, not_found, require
from jianfa.workspace.queries.importing import (
    left_out_of,
    mends_of,
    sheets_of,
    shown_doubt,
    shown_row,
    steps_of,
    still_open,
)
from jianfa.workspace.queries.paging import Sort, page_of
from jianfa.workspace.views import Request
from jianfa.workspace.views.imported import IN_ORDER, job_of, rejected_sheet, rows_of, waiting_for_leader

NEWEST = Sort(gettext_lazy("newest first"), "uploaded_at", datetime.fromisoformat, is_down=True)


@require_safe
def imports(request: Request) -> HttpResponse:
    """Show the imports of one's own office, the newest first."""
    if not (may_upload(request.post) or request.post.role in {Role.LEADER, Role.AUDITOR}):
        raise not_found()
    found = Batch.objects.visible_to(request.post).select_related("uploaded_by__person", "unit")
    page = page_of(found, NEWEST, after=request.GET.get("after", ""), before=request.GET.get("before", ""))
    names = dict(Campaign.objects.values_list("pk", "name"))
    context = {
        "batches": [{"batch": batch, "campaign": names.get(batch.target, "")} for batch in page.rows],
        "pager": _pager(reverse("imports"), page.earlier, page.later),
        "may_upload": bool(may_upload(request.post)),
    }
    return render(request, "workspace/imports.html", context)


def _pager(address: str, earlier: str | None, later: str | None, more: str = "") -> dict[str, str] | None:
    if not (earlier or later):
        return None
    return {
        "earlier_url": f"{address}?{more}before={earlier}" if earlier else "",
        "later_url": f"{address}?{more}after={later}" if later else "",
    }


@require_http_methods(["GET", "POST"])
def import_new(request: Request) -> HttpResponse:
    """Take a file; one that is refused leaves nothing behind but its sentence."""
    require(may_upload(request.post))
    form = UploadForm(request.POST or None, request.FILES or None, initial={"campaign": request.GET.get("campaign")})
    twin = None
    if request.method == "POST" and form.is_valid():
        file, at = form.cleaned_data["file"], timezone.now()
        try:
            batch = upload_list(
                form.cleaned_data["campaign"], actor=request.post, at=at, data=file.read(), name=file.name
            )
        except exchange.SameFile as refusal:
            form.add_error("file", str(refusal.sentence))
            twin = refusal.batch
        except Refused as refusal:
            if refusal.why == Why.OFFICE:
                raise
            form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal.sentence))
        else:
            if batch.state == Batch.State.UPLOADED:
                ask("understand", batch.pk, actor=request.post, at=at)
                return redirect("import", batch.pk)
            return redirect("import_columns", batch.pk)
    context = {
        "form": form,
        "steps": steps_of(None, "upload"),
        "twin": twin,
        "is_county": request.post.role != Role.DESK,
    }
    return render(request, "workspace/import_new.html", context, status=400 if form.errors else 200)


def _head(batch: Batch, step: str) -> dict[str, Any]:
    return {"batch": batch, "campaign": campaign_of(batch), "steps": steps_of(batch, step)}


def _open(request: Request, batch_id: UUID) -> Batch:
    """Return a batch that can still be changed by this post."""
    batch = load_batch(request.post, batch_id)
    require(may_work_on(request.post, batch))
    return batch


def _checker(batch: Batch, at: datetime) -> exchange.Check:
    return partial(check_rows, campaign_of(batch), at)


@require_http_methods(["GET", "POST"])
def import_columns(request: Request, batch_id: UUID) -> HttpResponse:
    """Show what each column was taken for, and let it be changed."""
    batch = _open(request, batch_id)
    if batch.state != Batch.State.UNDERSTOOD:
        return redirect("import", batch.pk)
    sheets = sheets_of(batch)
    if request.method == "POST":
        changed = {
            column["path"]: request.POST[column["key"]] or None
            for sheet in sheets for column in sheet["columns"]
            if column["key"] in request.POST and request.POST[column["key"]] != column["field"]
        }  # fmt: skip
        day = _chosen_day(request) or batch.read_on
        if not changed and day == batch.read_on:
            return redirect("import_check", batch.pk)
        return _read_again(request, batch, changed, day)
    context = _head(batch, "columns") | {"sheets": sheets, "left_out": left_out_of(batch), "mends": mends_of(batch)}
    context["others"] = [shown_doubt(doubt, n, BatchRow()) for n, doubt in enumerate(batch.reading.get("doubts", ()))]
    return render(request, "workspace/import_columns.html", context)


def _chosen_day(request: Request) -> date | None:
    try:
        return parse_date(request.POST.get("read_on", ""))
    except ValueError:
        return None


def _read_again(request: Request, batch: Batch, changed: dict[str, str | None], day: date) -> HttpResponse:
    """Read the file with other columns or against another day; a long one in the background."""
    columns, at = batch.columns | changed if changed else None, timezone.now()
    if batch.rows_total > exchange.READ_AT_ONCE:
        params = {"columns": columns, "on": day.isoformat()}
        ask("understand", batch.pk, actor=request.post, at=at, params=params)
        return redirect("import", batch.pk)
    exchange.understand(batch, actor=request.post, at=at, check=_checker(batch, at), columns=columns, on=day)
    if changed:
        said = _("Read again with your columns; they are remembered for lists with these headings.")
    else:
        said = _("Read again: deadlines without a year are now read as of %(day)s.") % {"day": day.isoformat()}
    messages.success(request, said)
    return redirect("import_columns", batch.pk)


@require_http_methods(["GET", "POST"])
def import_check(request: Request, batch_id: UUID) -> HttpResponse:
    """Show rows with their doubts; answer them one by one, by name or by kind; take or leave each row."""
    batch = _open(request, batch_id)
    if batch.state != Batch.State.UNDERSTOOD:
        return redirect("import", batch.pk)
    units = units_on(timezone.localdate())
    if request.method == "POST":
        _answer(request, batch, units)
        return redirect(f"{request.path}?{request.GET.urlencode()}" if request.GET else request.path)
    is_all = request.GET.get("rows") == "all"
    found = still_open(batch, units)
    rows = batch.rows.all() if is_all or not found.rows else batch.rows.filter(open_doubts__gt=0)
    page = page_of(rows, IN_ORDER, after=request.GET.get("after", ""), before=request.GET.get("before", ""))
    context = _head(batch, "check") | {
        "open": found,
        "rows": [shown_row(row) for row in page.rows],
        "is_all": is_all or not found.rows,
        "choices": [one for one in BatchRow.Choice.choices if one[0] != "opening" or not batch.is_of_county],
        "units": [(str(unit.pk), unit.name) for unit in units],
        "pager": _pager(request.path, page.earlier, page.later, "rows=all&" if is_all else ""),
        "today": timezone.localdate(),
    }  # fmt: skip
    return render(request, "workspace/import_check.html", context)


def _answer(request: Request, batch: Batch, units: list[Any]) -> None:
    """Carry out what was pressed; the choices on the page are kept whatever button it was."""
    given, at, actor = request.POST, timezone.now(), request.post
    check = _checker(batch, at)
    choices = {
        int(key.removeprefix("choice-")): value
        for key, value in given.items()
        if key.startswith("choice-") and key.removeprefix("choice-").isdecimal() and value in BatchRow.Choice.values
    }
    if choices:
        exchange.choose_rows(batch, choices, actor=actor, at=at)
    if "settle" in given:
        position, _colon, n = given["settle"].partition(":")
        if not (position.isdecimal() and n.isdecimal()):
            raise not_found()
        row = load_row(batch, int(position))
        exchange.settle_doubt(batch, row, int(n), actor=actor, at=at, check=check)
    elif "kind" in given:
        exchange.settle_kind(batch, given["kind"], actor=actor, at=at, check=check)
    elif "names" in given:
        answers = {
            name: unit_of(value, units)
            for name, value in zip(given.getlist("name"), given.getlist("unit"), strict=False)
            if value == "keep" or unit_of(value, units)
        }
        if answers:
            exchange.name_units(batch, answers, actor=actor, at=at, check=check)
    elif "source" in given and (unit := unit_of(given.get("source", ""), units)):
        exchange.name_units(batch, {NO_SOURCE: unit}, actor=actor, at=at, check=check)


@require_http_methods(["GET", "POST"])
def import_row(request: Request, batch_id: UUID, position: int) -> HttpResponse:
    """Show one row as it stood in the file, and what it will be; correct it by hand while the import is open."""
    batch = load_batch(request.post, batch_id)
    row = load_row(batch, position)
    is_open = batch.state == Batch.State.UNDERSTOOD and bool(may_work_on(request.post, batch))
    form = (
        RowForm(request.POST or None, batch=batch, row=row, units=units_on(timezone.localdate())) if is_open else None
    )
    if request.method == "POST":
        _open(request, batch_id)
        if form is None:
            raise Refused(_("This import can no longer be changed."))
        if form.is_valid():
            at = timezone.now()
            exchange.correct_row(batch, row, form.values(), actor=request.post, at=at, check=_checker(batch, at))
            messages.success(request, _("Row %(row)s has been corrected.") % {"row": row.row})
            return redirect("import_check", batch.pk)
    problem = Problem.objects.visible_to(request.post).filter(imported__batch_row=row).first()
    doubts = [shown_doubt(doubt, n, row) for n, doubt in enumerate(row.doubts)]
    context = _head(batch, "check" if is_open else "result") | {
        "row": row, "form": form, "problem": problem, "doubts": doubts, "written": row.written.items(),
    }  # fmt: skip
    return render(request, "workspace/import_row.html", context, status=400 if form and form.errors else 200)


@require_safe
def import_(request: Request, batch_id: UUID) -> HttpResponse:
    """Show where an import stands: being read, ready, under way, done, undone."""
    batch = load_batch(request.post, batch_id)
    job = latest_job(batch.pk, *KINDS)
    running = (
        job if job is not None and (job.is_running or (job.state == "failed" and batch.ended_at is None)) else None
    )
    step = "result" if not batch.is_open else "import" if batch.state == Batch.State.UNDERSTOOD else "columns"
    context = _head(batch, step) | {
        "job": job_of(running, batch) if running else None,
        "refresh_seconds": 3 if running and running.is_running else None,
        "may_work": bool(may_work_on(request.post, batch)),
    }
    if batch.state == Batch.State.UNDERSTOOD:
        choices = [(value, batch.rows.filter(choice=value).count()) for value in BatchRow.Choice.values]
        context |= {
            "counts": dict(choices),
            "doubts": batch.rows.filter(open_doubts__gt=0).exclude(choice="skip").count(),
        }
    elif batch.state == Batch.State.COMMITTED:
        rows, page = rows_of(batch, request.post, request.GET)
        context |= {
            "rows": rows,
            "pager": _pager(request.path, page.earlier, page.later),
            "list_url": _list_url(batch),
            "waiting": waiting_for_leader(batch).count(),
            "moved": moved_on(batch).count(),
            "is_leader": request.post.role == Role.LEADER,
        }
    return render(request, "workspace/import.html", context)


def _list_url(batch: Batch) -> str:
    """The problems of a batch on the list; one for practice has to be named, else its rows are left out."""
    scope = {"campaign": str(batch.target)} if campaign_of(batch).is_practice else {}
    return f"{reverse('problems')}?{urlencode({'batch': str(batch.pk)} | scope)}"


@require_safe
def import_progress(request: Request, batch_id: UUID) -> HttpResponse:
    """Answer the poll of a page: how far the job is, or go on when it has ended."""
    batch = load_batch(request.post, batch_id)
    job = latest_job(batch.pk, *KINDS)
    if job is None or not job.is_running:
        answer = HttpResponse()
        answer["HX-Redirect"] = reverse("import", args=[batch.pk])
        return answer
    return render(request, "_progress.html", {"job": job_of(job, batch)})


@require_POST
def import_commit(request: Request, batch_id: UUID) -> HttpResponse:
    """Begin the import; the work goes on when the page is left."""
    batch = _open(request, batch_id)
    if batch.state != Batch.State.UNDERSTOOD:
        raise Refused(_("This import has already been carried out or put aside."))
    ask("import", batch.pk, actor=request.post, at=timezone.now())
    return redirect("import", batch.pk)


@require_http_methods(["GET", "POST"])
def import_undo(request: Request, batch_id: UUID) -> HttpResponse:
    """Ask once, then withdraw everything the import brought in."""
    batch = _open(request, batch_id)
    if batch.state != Batch.State.COMMITTED:
        raise Refused(_("Only what was imported can be undone."))
    form = UndoForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        params = {"reason": form.cleaned_data["reason"]}
        ask("undo", batch.pk, actor=request.post, at=timezone.now(), params=params)
        return redirect("import", batch.pk)
    confirm = {
        "title": _("Undo this import?"), "action": request.path, "form": form,
        "text": _("%(n)s problems will be withdrawn; they stay in the record. The same file may be imported again.")
        % {"n": batch.rows_taken},
        "submit_label": _("Undo the import"), "cancel_url": reverse("import", args=[batch.pk]),
    }  # fmt: skip
    return render(request, "confirm.html", {"confirm": confirm})


@require_POST
def import_discard(request: Request, batch_id: UUID) -> HttpResponse:
    """Put an import aside that was not carried out."""
    batch = _open(request, batch_id)
    exchange.discard(batch, actor=request.post, at=timezone.now())
    messages.success(request, _("The import has been put aside. Nothing was added to the list."))
    return redirect("imports")


@require_safe
def import_file(request: Request, batch_id: UUID) -> FileResponse:
    """Return the file as it was uploaded, as an attachment."""
    batch = load_batch(request.post, batch_id)
    return FileResponse(
        open_file(batch.file), as_attachment=True, filename=batch.file_name, content_type="application/octet-stream"
    )


@require_safe
def import_rejected(request: Request, batch_id: UUID) -> FileResponse:
    """Return the rows that did not become problems, with the reason beside each, to be corrected and sent again."""
    batch = load_batch(request.post, batch_id)
    return rejected_sheet(batch, day=_today())


def _today() -> date:
    return timezone.localdate()
