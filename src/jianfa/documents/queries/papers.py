"""Which papers of a problem can be taken now, and why not the others; and the papers themselves."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from jianfa.documents.queries.catalogue import Entry, catalogue_paper
from jianfa.documents.queries.certificates import certificate_paper, why_no_certificate
from jianfa.documents.queries.closing_forms import application_paper, check_paper
from jianfa.documents.queries.letters import notice_paper, opinion_paper
from jianfa.documents.queries.matter import Closing, Matter, who
from jianfa.documents.queries.orders import order_paper
from jianfa.documents.queries.petitions import petition_paper
from jianfa.documents.states import PURPOSES, Format, Kind
from jianfa.kit.papers.docx import docx
from jianfa.kit.papers.faces import Faces, faces
from jianfa.kit.papers.model import Paper
from jianfa.kit.papers.pdf import pdf
from jianfa.ledger.models import Problem
from jianfa.ledger.queries import timeline
from jianfa.ledger.states import Sensitivity
from jianfa.organisations.models import Post
from jianfa.organisations.policy import Refused, Why, not_found
from jianfa.remedies.models import Petition
from jianfa.supervision.models import SupervisionOrder
from jianfa.supervision.queries.ordering import item_lines


@dataclass(frozen=True)
class Offered:
    """A paper on the page: whether it can be taken, else why not; since when it stands as it is."""

    kind: str
    name: str
    purpose: str
    why_not: str = ""
    is_blank: bool = False
    """It is a form that is still to be filled in."""


def offered(matter: Matter) -> list[Offered]:
    """Return every paper of a problem, those that cannot be taken yet with the reason."""
    return [
        Offered(kind.value, str(kind.label), str(PURPOSES[kind]), why_not(kind, matter), _is_blank(kind, matter))
        for kind in Kind
        if kind != Kind.CERTIFICATE or matter.problem.campaign.certificates_on
    ]


def why_not(kind: str, matter: Matter) -> str:
    """Say why a paper cannot be taken; nothing where it can."""
    problem, closing = matter.problem, matter.closing
    if kind in {Kind.CATALOGUE, Kind.CERTIFICATE}:
        return _why_not_of_all(kind, matter)
    if closing is None:
        is_opening = problem.is_opening_balance and problem.written_off_at
        opening = _("An opening balance: its papers are those of the basis document.")
        return opening if is_opening else _("Nobody has applied for its write-off yet.")
    if kind == Kind.APPLICATION:
        return ""
    if closing.panel is None:
        return _("No panel has been named yet.")
    if kind == Kind.CHECK:
        return ""
    if closing.decision is None and (closing.application.ended_at is not None or not closing.is_concluded):
        is_over = closing.application.ended_at is not None
        return _("The application was sent back.") if is_over else _("The verification is not concluded yet.")
    return _why_no_notice(problem, closing) if kind == Kind.NOTICE else ""


def _why_not_of_all(kind: str, matter: Matter) -> str:
    """Papers of a problem as a whole, which need no application."""
    if kind == Kind.CERTIFICATE:
        return why_no_certificate(matter)
    return "" if matter.problem.number else _("It is not on the list yet.")


def _why_no_notice(problem: Problem, closing: Closing) -> str:
    if closing.decision is None:
        return _("It has not been approved yet.")
    if closing.decision.exemption:
        return _("There is no publicity: %(reason)s") % {"reason": closing.decision.exemption}
    if problem.sensitivity == Sensitivity.SENSITIVE:
        return _("Sensitive: no notice is made.")
    return "" if problem.publicity_ends_on else _("It is not being made known.")


def _is_blank(kind: str, matter: Matter) -> bool:
    closing = matter.closing
    if closing is None or why_not(kind, matter):
        return False
    if kind == Kind.CHECK:
        return not closing.is_concluded
    return kind == Kind.OPINION and closing.decision is None


# The papers -------------------------------------------------------------------------------------------------


def paper_of(kind: str, matter: Matter) -> Paper:
    """Return a paper of a problem in the language of papers; raise Refused (409) with why it cannot be made yet."""
    is_off = kind == Kind.CERTIFICATE and not matter.problem.campaign.certificates_on
    if kind not in Kind.values or is_off:
        raise not_found()
    if reason := why_not(kind, matter):
        raise Refused(reason, Why.STATE)
    with translation.override(settings.LANGUAGE_CODE):
        return MAKERS[kind](matter)


def _last(matter: Matter) -> Closing:
    assert matter.closing is not None
    return matter.closing


def _catalogue(matter: Matter) -> Paper:
    papers = [Entry(name, *known(kind, closing)) for name, kind, closing in papers_of(matter)]
    return catalogue_paper(matter, papers, evidence_entries(matter.problem), timeline(matter.problem))


MAKERS: dict[str, Callable[[Matter], Paper]] = {
    Kind.APPLICATION: lambda matter: application_paper(matter, _last(matter)),
    Kind.CHECK: lambda matter: check_paper(matter, _last(matter)),
    Kind.OPINION: lambda matter: opinion_paper(matter, _last(matter)),
    Kind.NOTICE: lambda matter: notice_paper([matter]),
    Kind.CERTIFICATE: certificate_paper,
    Kind.CATALOGUE: _catalogue,
}


def papers_of(matter: Matter) -> list[tuple[str, str, Closing]]:
    """Return name, kind and closing of every paper that the history of a problem has, the oldest first."""
    found: list[tuple[str, str, Closing]] = []
    many = len(matter.closings) > 1
    for closing in matter.closings:
        kinds = [Kind.APPLICATION]
        kinds += [Kind.CHECK] if closing.is_concluded else []
        kinds += [Kind.OPINION] if closing.decision else []
        if closing is matter.closing and not why_not(Kind.NOTICE, matter):
            kinds.append(Kind.NOTICE)
        nth = _(" (no. %(n)s)") % {"n": closing.nth} if many else ""
        found += [(f"{kind.label}{nth}", kind.value, closing) for kind in kinds]
    return found


def known(kind: str, closing: Closing) -> tuple[str, str, datetime | None]:
    """Return document number, author and day of a paper for the catalogue."""
    decision = closing.decision
    if kind == Kind.APPLICATION:
        return "", who(closing.application.post), timezone.localtime(closing.application.applied_at)
    if kind == Kind.CHECK:
        people = _(", ").join(member.post.person.name for member in closing.members)
        at = closing.panel.concluded_at if closing.panel else None
        return "", people, timezone.localtime(at) if at else None
    if decision is None:
        return "", "", None
    return decision.decision_no, who(decision.post), timezone.localtime(decision.decided_at)


def evidence_entries(problem: Problem, names: dict[Any, str] | None = None) -> list[Entry]:
    """Return the evidence as entries; ``names`` are the files of a package by the row's key."""
    rows = problem.evidence.select_related("criterion", "added_by__person", "added_by__unit").order_by("added_at", "pk")
    return [
        Entry(
            row.note or row.file_name or (row.criterion.text if row.criterion else str(row.get_kind_display())),
            row.document_no, who(row.added_by), timezone.localtime(row.added_at), (names or {}).get(row.pk, ""),
        )
        for row in rows
    ]  # fmt: skip


def paper_of_order(order: SupervisionOrder, post: Post) -> Paper:
    """Return a supervision order as a paper, in the language of papers."""
    lines = item_lines(order, post, timezone.localdate())
    with translation.override(settings.LANGUAGE_CODE):
        return order_paper(order, lines)


def paper_of_petition(petition: Petition) -> Paper:
    """Return a petition as a letter, in the language of papers."""
    with translation.override(settings.LANGUAGE_CODE):
        return petition_paper(petition)


# As bytes ---------------------------------------------------------------------------------------------------


def own_faces() -> Faces:
    """Return the typefaces of PDFs on this machine."""
    return faces(settings.FONTS_ROOT)


def as_bytes(paper: Paper, kind: str) -> bytes:
    """Return a paper in one of its formats; the same matter gives the same bytes."""
    if kind not in Format.values:
        raise not_found()
    return docx(paper) if kind == Format.DOCX else pdf(paper, own_faces())


def file_name(paper: Paper, kind: str) -> str:
    """Return a name that every file system takes."""
    return "".join("-" if char in '\\/:*?"<>|\r\n\t' else char for char in paper.name)[:80].strip() + f".{kind}"
