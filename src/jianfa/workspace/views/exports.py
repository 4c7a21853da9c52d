"""What the list shows, as a file: the same filter, only what the post may see, and a note of it in the journal."""

from django.http import FileResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from jianfa.exchange.actions import record_export
from jianfa.exchange.policy import may_export
from jianfa.exchange.rules import digest_of
from jianfa.kit.sheets import workbook
from jianfa.organisations.policy import require
from jianfa.workspace.queries.exporting import list_table
from jianfa.workspace.queries.filters import filtered_problems
from jianfa.workspace.queries.paging import SORTS, ordered
from jianfa.workspace.views import Request
from jianfa.workspace.views.imported import download


@require_POST
def export(request: Request) -> FileResponse:
    """Return the rows of the list with the same query string as .xlsx."""
    require(may_export(request.post))
    at = timezone.now()
    found, filters = filtered_problems(request.post, request.GET, today=timezone.localdate(at))
    count = found.count()
    table = list_table(ordered(found, SORTS[filters.sort]), count=count, filter_words=filters.sentence, at=at)
    data = workbook([table])
    name = f"{_('Problem list')}-{timezone.localdate(at):%Y%m%d}.xlsx"
    record_export(
        actor=request.post, at=at, what="problems", rows=count, digest=digest_of(data), query=request.GET.urlencode(),
        file_name=name,
    )  # fmt: skip
    return download(data, name)
