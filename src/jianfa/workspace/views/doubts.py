"""Doubts (疑点): one page with a count for each kind, a page of rows for each, and a sheet with the working."""

from datetime import datetime
from typing import Any

from django.http import FileResponse, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from jianfa.acceptance.models import SEE_DOUBTS, Doubt, DoubtKind
from jianfa.acceptance.queries.doubts import counts_for, doubts_for, rows_of, rule_of
from jianfa.exchange.actions import record_export
from jianfa.exchange.rules import digest_of
from jianfa.kit.sheets import Block, Heading, Table, workbook
from jianfa.organisations.models import Post
from jianfa.organisations.policy import Refused, Why, not_found
from jianfa.workspace.queries.exporting import MOST_ROWS
from jianfa.workspace.queries.paging import Sort, ordered, page_of, total_of
from jianfa.workspace.views import Request
from jianfa.workspace.views.imported import download

NEWEST = Sort(gettext_lazy("newest first"), "at", datetime.fromisoformat, is_down=True)
AT_ONCE = 500


def require_reader(post: Post) -> None:
    """Refuse whoever is neither the auditor nor a leader."""
    if post.role not in SEE_DOUBTS:
        raise Refused(_("Doubts are for the auditor and the city leaders."), Why.OFFICE)


@require_safe
def doubts(request: Request) -> HttpResponse:
    """Show each kind with its rule and how many there are."""
    require_reader(request.post)
    context = {"counts": counts_for(request.post)}
    return render(request, "workspace/doubts.html", context)


def _kind(kind: str) -> DoubtKind:
    if kind not in DoubtKind.values:
        raise not_found()
    return DoubtKind(kind)


@require_safe
def doubts_of_kind(request: Request, kind: str) -> HttpResponse:
    """List the doubts of one kind, the newest first, each with its working."""
    require_reader(request.post)
    found = _kind(kind)
    rows = doubts_for(request.post, found)
    page = page_of(rows, NEWEST, after=request.GET.get("after", ""), before=request.GET.get("before", ""))
    address = f"{reverse('doubts_of_kind', args=[kind])}?"
    context = {
        "kind": found, "rule": rule_of(found), "rows": rows_of(page.rows),
        "total": total_of(Doubt.objects.visible_to(request.post).filter(kind=found)),
        "pager": {
            "shown": len(page.rows), "total": None,
            "earlier_url": f"{address}before={page.earlier}" if page.earlier else "",
            "later_url": f"{address}after={page.later}" if page.later else "",
        },
    }  # fmt: skip
    return render(request, "workspace/doubts_of_kind.html", context)


@require_POST
def doubts_export(request: Request, kind: str) -> FileResponse:
    """Return the doubts of one kind as .xlsx with their working: rule, values, event and its hash."""
    require_reader(request.post)
    found, at = _kind(kind), timezone.now()
    rows = list(ordered(doubts_for(request.post, found), NEWEST)[: MOST_ROWS + 1])
    if len(rows) > MOST_ROWS:
        sentence = _("%(n)s rows are too many for one file. Please filter to at most %(most)s.")
        raise Refused(sentence % {"n": len(rows), "most": MOST_ROWS}, Why.VALUE)
    data = workbook([_table(found, rows, at)])
    name = f"{_('Doubts')}-{found.label}-{timezone.localdate(at):%Y%m%d}.xlsx"
    record_export(
        actor=request.post, at=at, what="doubts", rows=len(rows), digest=digest_of(data), query=kind, file_name=name
    )  # fmt: skip
    return download(data, name)


def _table(kind: DoubtKind, doubts: list[Doubt], at: datetime) -> Table:
    headings = [
        (_("Number"), 11), (_("Problem"), 40), (_("Unit that raised it"), 16), (_("When"), 16), (_("Who acted"), 22),
        (_("Working"), 50), (_("Values"), 40), (_("Entry"), 7), (_("Hash of the entry"), 66),
    ]  # fmt: skip
    blocks = [
        Block(
            (
                row.doubt.problem.number or "", row.doubt.problem.title, row.doubt.problem.source_unit.short_name,
                f"{timezone.localtime(row.doubt.at):%Y-%m-%d %H:%M}", row.who, row.working, _plain(row.doubt.values),
                row.doubt.event.seq, bytes(row.doubt.event.hash).hex(),
            )
        )
        for start in range(0, len(doubts), AT_ONCE)
        for row in rows_of(doubts[start : start + AT_ONCE])
    ]  # fmt: skip
    return Table(
        name=str(kind.label), title=str(kind.label), headings=[Heading((label,), width) for label, width in headings],
        blocks=blocks, info=[rule_of(kind), _("as of %(at)s") % {"at": f"{timezone.localtime(at):%Y-%m-%d %H:%M}"}],
    )  # fmt: skip


def _plain(values: dict[str, Any]) -> str:
    return "；".join(f"{name}={value}" for name, value in sorted(values.items()))
