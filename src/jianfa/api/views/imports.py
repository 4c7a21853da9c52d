"""Lists that come in: upload, doubts, commit, undo. Corrections are made on the pages, where the cells are seen."""

from uuid import UUID

from django.http import HttpRequest
from django.utils import timezone
from ninja import File, Form, Router, Status
from ninja.files import UploadedFile

from jianfa.api.models import Scope
from jianfa.api.policy import post_of, require_scope
from jianfa.api.views import schemas
from jianfa.exchange.models import Batch, BatchRow
from jianfa.exchange.policy import is_still_open, may_upload, may_work_on
from jianfa.exchange.queries import load_batch
from jianfa.jobs.actions import ask
from jianfa.ledger.actions.importing import upload_list
from jianfa.ledger.queries import load_campaign
from jianfa.organisations.policy import require

ERRORS = schemas.ERRORS
ROWS_AT_ONCE = 200
router = Router(tags=["imports"])


@router.post("/imports", response={201: schemas.BatchOut, **ERRORS})
def upload_import(request: HttpRequest, file: File[UploadedFile], campaign: Form[UUID]) -> Status[Batch]:
    """Hand in a file; nothing is on the list before it is committed."""
    require_scope(request, Scope.WRITE)
    post, at = post_of(request), timezone.now()
    require(may_upload(post))
    batch = upload_list(load_campaign(post, campaign), actor=post, at=at, data=file.read(), name=file.name or "")
    if batch.state == Batch.State.UPLOADED:
        ask("understand", batch.pk, actor=post, at=at)
    return Status(201, batch)


@router.get("/imports/{batch_id}", response={200: schemas.BatchOut, **ERRORS})
def read_import(request: HttpRequest, batch_id: UUID) -> Batch:
    """Read how far a file is, and the counts."""
    return load_batch(post_of(request), batch_id)


@router.get("/imports/{batch_id}/rows", response={200: list[schemas.BatchRowOut], **ERRORS})
def list_import_rows(request: HttpRequest, batch_id: UUID, after: int = 0) -> list[BatchRow]:
    """List the rows with their doubts, 200 at once, after a position."""
    rows = load_batch(post_of(request), batch_id).rows.filter(position__gt=after).order_by("position")
    return list(rows[:ROWS_AT_ONCE])


@router.post("/imports/{batch_id}/commit", response={202: schemas.BatchOut, **ERRORS})
def commit_import(request: HttpRequest, batch_id: UUID) -> Status[Batch]:
    """Begin to make problems of the rows chosen; read the import again to see how it ended."""
    return _begin(request, batch_id, "import")


@router.post("/imports/{batch_id}/undo", response={202: schemas.BatchOut, **ERRORS})
def undo_import(request: HttpRequest, batch_id: UUID) -> Status[Batch]:
    """Begin to withdraw what the import brought in, while nothing of it has moved on."""
    return _begin(request, batch_id, "undo")


def _begin(request: HttpRequest, batch_id: UUID, kind: str) -> Status[Batch]:
    require_scope(request, Scope.WRITE)
    post = post_of(request)
    batch = load_batch(post, batch_id)
    require(may_work_on(post, batch))
    if kind == "import":
        require(is_still_open(batch))
    ask(kind, batch.pk, actor=post, at=timezone.now())
    batch.refresh_from_db()
    return Status(202, batch)
