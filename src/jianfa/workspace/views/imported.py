"""What an import has become: its progress, its problems, and the rows that came back with a reason."""

from datetime import date
from io import BytesIO
from typing import Any

from django.db.models import QuerySet
from django.http import FileResponse, QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from jianfa.exchange.models import Batch, BatchRow
from jianfa.jobs.models import Job
from jianfa.kit.sheets import Block, Heading, Table, workbook
from jianfa.ledger.models import Problem
from jianfa.ledger.states import State
from jianfa.organisations.models import Post
from jianfa.workspace.queries.importing import words_of
from jianfa.workspace.queries.paging import Page, Sort, page_of

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
IN_ORDER = Sort(gettext_lazy("as in the file"), "position", int)
TITLES = {
    "understand": gettext_lazy("The file is being read"),
    "import": gettext_lazy("The list is being imported"),
    "undo": gettext_lazy("The import is being undone"),
}


def job_of(job: Job, batch: Batch) -> dict[str, Any]:
    """Return a job as _progress.html shows it."""
    sentence = job.sentence or (str(job.get_stage_display()) if job.stage else _("It begins in a moment."))
    return {
        "title": TITLES[job.kind], "running": job.is_running, "done": job.done, "total": job.total,
        "sentence": sentence, "poll_url": reverse("import_progress", args=[batch.pk]), "failed": job.state == "failed",
    }  # fmt: skip


def rows_of(batch: Batch, post: Post, params: QueryDict) -> tuple[list[dict[str, Any]], Page[BatchRow]]:
    """Return a page of the rows that were taken, each with its problem as far as the post may see it."""
    taken = batch.rows.filter(outcome=BatchRow.Outcome.TAKEN)
    page = page_of(taken, IN_ORDER, after=params.get("after", ""), before=params.get("before", ""))
    shown = Problem.objects.visible_to(post).filter(imported__batch_row__in=page.rows)
    shown = shown.select_related("source_unit", "lead", "imported")
    found = {problem.imported.batch_row_id: problem for problem in shown}
    return [{"row": row, "problem": found.get(row.pk)} for row in page.rows], page


def waiting_for_leader(batch: Batch) -> QuerySet[Problem]:
    """Return the rows of opening balance that a leader has not decided on yet."""
    return Problem.objects.filter(imported__batch=batch, is_opening_balance=True, state=State.SUBMITTED)


def rejected_sheet(batch: Batch, *, day: date) -> FileResponse:
    """Return a workbook of the rows that were rejected or left out, as written, each with its reason.

    A second sheet names each doubt about them: where, what stands there, and the nearest valid value.
    """
    rows = list(batch.rows.exclude(outcome__in=["", BatchRow.Outcome.TAKEN]))
    headings = list(dict.fromkeys(heading for row in rows for heading in row.written))
    table = Table(
        name=_("Rejected rows"), title=_("Rows that were not imported"),
        info=[_("File: %(name)s · %(n)s rows · %(day)s") % {"name": batch.file_name, "n": len(rows), "day": day}],
        headings=[
            Heading((_("Reason"),), 30), Heading((_("Sheet"),), 12), Heading((_("Row in the file"),), 8),
            *(Heading((heading,), 18) for heading in headings),
        ],
        blocks=[
            Block([
                row.reason or str(row.get_outcome_display()), row.sheet, row.row,
                *(row.written.get(h, "") for h in headings),
            ])
            for row in rows
        ],
    )  # fmt: skip
    name = f"{batch.file_name.rpartition('.')[0]}-{_('not imported')}.xlsx"
    return download(workbook([table, _doubts_table(rows)]), name)


def _doubts_table(rows: list[BatchRow]) -> Table:
    headings = [
        (_("Sheet"), 12), (_("Row in the file"), 8), (_("Column"), 6), (_("Heading"), 14), (_("Value"), 24),
        (_("What is in doubt"), 40), (_("Nearest valid value"), 20),
    ]  # fmt: skip
    doubts = [doubt for row in rows for doubt in row.doubts if not doubt["settled"]]
    return Table(
        name=_("Doubts"), title=_("Doubts about these rows"),
        headings=[Heading((name,), width) for name, width in headings],
        blocks=[
            Block([
                doubt["sheet"], doubt["row"], doubt["column"], doubt["heading"], doubt["value"], words_of(doubt),
                doubt["nearest"] or "",
            ])
            for doubt in doubts
        ],
    )  # fmt: skip


def download(data: bytes, name: str) -> FileResponse:
    """Return bytes as a workbook to save."""
    return FileResponse(BytesIO(data), as_attachment=True, filename=name, content_type=XLSX)
