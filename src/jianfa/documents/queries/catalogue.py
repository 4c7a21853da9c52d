"""The catalogue of a problem's file (归档目录): papers, evidence, and what happened."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from jianfa.documents.queries.closing_forms import FOUR
from jianfa.documents.queries.matter import Matter, day_words, unit_words
from jianfa.documents.states import Kind
from jianfa.kit.papers.model import Block, Cell, Form, Heading, Info, Paper, Row, Title
from jianfa.ledger.queries.timeline import Moment

LEFT_OUT = frozenset({"archive", "report", "edit"})
"""Events with no line of their own: reports are counted, and the making of packages is no part of the matter."""


@dataclass(frozen=True)
class Entry:
    """One thing in the file: what, by whom, of which day, and where it is in the package."""

    title: str
    document_no: str = ""
    author: str = ""
    day: datetime | None = None
    file: str = ""


def catalogue_paper(
    matter: Matter, papers: Sequence[Entry], evidence: Sequence[Entry], moments: Sequence[Moment]
) -> Paper:
    """Return the catalogue; ``moments`` the newest first, as the timeline has them."""
    problem = matter.problem
    kept_for = problem.campaign.get_retention_display()
    written_off = day_words(problem.written_off_at)
    kept = [moment for moment in reversed(moments) if moment.verb not in LEFT_OUT and not moment.is_withheld]
    reports = sum(moment.verb == "report" for moment in moments)
    blocks: list[Block] = [
        Title(_("Archive catalogue")),
        Info(_("Unit: %(unit)s") % {"unit": matter.city}, _("Number: %(no)s") % {"no": problem.number or ""}),
        Form(
            FOUR,
            (
                _pair(_("Campaign"), problem.campaign.name, _("Kept for"), str(kept_for)),
                (Cell(_("Problem"), is_label=True), Cell(problem.title, span=3)),
                _pair(_("Raised by"), unit_words(problem.source_unit), _("Lead unit"), unit_words(problem.lead)),
                _pair(_("Listed on"), day_words(problem.listed_at), _("Written off on"), written_off),
            ),
        ),
        Heading(pgettext("paper", "Papers")), _list(papers), Heading(_("Evidence")), _list(evidence),
        Heading(_("Course of the work")), _course(kept, reports),
    ]  # fmt: skip
    at = next((moment.at for moment in moments if moment.verb != "archive"), problem.drafted_at)
    assert at is not None
    return matter.paper(str(Kind.CATALOGUE.label), at, tuple(blocks))


def _pair(label: str, value: str, other: str, other_value: str) -> Row:
    return (Cell(label, is_label=True), Cell(value), Cell(other, is_label=True), Cell(other_value))


def _list(entries: Sequence[Entry]) -> Form:
    """Return a table of entries; where they are in the package only where there is a package."""
    words = [_("No."), _("Document no."), _("By whom"), _("Title"), _("Day")]
    widths = [8, 20, 20, 31, 21]
    if has_files := any(entry.file for entry in entries):
        words.append(_("File in the package"))
        widths = [8, 17, 16, 18, 21, 20]
    rows: list[Row] = []
    for n, entry in enumerate(entries, 1):
        cells = [
            Cell(str(n), is_centred=True), Cell(entry.document_no), Cell(entry.author), Cell(entry.title),
            Cell(f"{entry.day:%Y-%m-%d}" if entry.day else "", is_centred=True),
        ]  # fmt: skip
        rows.append((*cells, Cell(entry.file)) if has_files else tuple(cells))
    if not rows:
        rows.append((Cell(_("none"), span=len(widths), is_centred=True),))
    return Form(tuple(widths), (tuple(Cell(word, is_label=True) for word in words), *rows), head=1)


def _remarks(moment: Moment) -> str:
    return "\n".join(part for part in (moment.second, _(", ").join(moment.marks)) if part)


def _course(moments: Sequence[Moment], reports: int) -> Form:
    head: Row = tuple(Cell(word, is_label=True) for word in (_("No."), _("Day"), _("What"), _("By whom"), _("Remarks")))
    rows: list[Row] = [
        (
            Cell(str(n), is_centred=True), Cell(f"{timezone.localtime(moment.at):%Y-%m-%d}", is_centred=True),
            Cell(moment.title), Cell(moment.who), Cell(_remarks(moment)),
        )
        for n, moment in enumerate(moments, 1)
    ]  # fmt: skip
    if reports:
        rows.append((Cell(), Cell(), Cell(_("Progress reports")), Cell(), Cell(_("%(n)s in all") % {"n": reports})))
    return Form((8, 21, 21, 21, 29), (head, *rows), head=1)
