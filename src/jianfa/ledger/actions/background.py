"""Long work on imports, as jobs: each may be begun again after a worker died, and does nothing twice."""

from datetime import date
from functools import partial
from uuid import UUID

from jianfa.exchange import actions as exchange
from jianfa.exchange.models import Batch
from jianfa.jobs.actions import Running
from jianfa.ledger.actions.importing import campaign_of, check_rows, import_problems, index_batch, undo_import

KINDS = ("understand", "import", "undo")


def _batch(subject: UUID) -> Batch:
    return Batch.objects.select_related("uploaded_by__person", "unit", "file").get(pk=subject)


def understand(running: Running) -> None:
    """Read a large file, or read it again with other columns."""
    job, batch = running.job, _batch(running.job.subject)
    running.report("reading", 0, 0)
    check = partial(check_rows, campaign_of(batch), running.at)
    on = date.fromisoformat(job.params["on"]) if job.params.get("on") else None
    exchange.understand(batch, actor=job.post, at=running.at, check=check, columns=job.params.get("columns"), on=on)


def bring_in(running: Running) -> None:
    """Make problems of a batch's rows; after a death in the middle only what was left over is done."""
    batch = _batch(running.job.subject)
    if batch.state == Batch.State.COMMITTED:
        index_batch(batch, running.report)
        return
    import_problems(batch, actor=running.job.post, at=running.at, report=running.report)


def take_out(running: Running) -> None:
    """Withdraw what a batch brought in."""
    batch = _batch(running.job.subject)
    if batch.state == Batch.State.UNDONE:
        return
    reason = running.job.params.get("reason", "")
    undo_import(batch, actor=running.job.post, at=running.at, reason=reason, report=running.report)
