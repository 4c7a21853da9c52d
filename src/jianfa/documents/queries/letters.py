"""Papers that are letters: the acceptance opinion and the notice of publicity."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from jianfa.acceptance.models import PanelMember
from jianfa.documents.queries.closing_forms import passed_words
from jianfa.documents.queries.matter import Closing, Matter, blank_day, day_words, unit_words, who
from jianfa.documents.states import Kind
from jianfa.kit.papers.model import (
    Addressee,
    Block,
    Cell,
    Form,
    Heading,
    Imprint,
    Mark,
    Note,
    Number,
    Paper,
    Paragraph,
    Row,
    Signature,
    Title,
)
from jianfa.ledger.models import Problem


def opinion_paper(matter: Matter, closing: Closing) -> Paper:
    """Return what the panel found and what was decided; before the decision it is the sheet that a leader signs."""
    panel, decision = closing.panel, closing.decision
    assert panel is not None
    assert panel.concluded_at is not None
    number = decision.decision_no if decision else _("(not decided yet; without effect)")
    blocks = [
        Mark(matter.city), Number(number), Title(_title(matter.problem)),
        Addressee(closing.application.post.unit.name), Paragraph(_opening(matter, closing)),
        Heading(pgettext("paper", "Verification")), Paragraph(_verification(closing)), *_votes(matter, closing),
        Heading(_("The unit that raised it")), Paragraph(_source(matter.problem, closing)),
        Heading(_("Conclusion of the acceptance")), *_conclusion(matter, closing),
    ]  # fmt: skip
    if decision is None:
        made_at = panel.concluded_at
        room = _("Decided by (signature): %(room)s%(day)s") % {"room": "　　　　　　　", "day": blank_day()}
        blocks.append(Paragraph(room))
    else:
        made_at = decision.decided_at
        blocks.append(Signature(matter.city, day_words(made_at)))
        if paper := matter.on_paper(decision):
            blocks.append(Note(paper.words))
        blocks.append(Imprint(_copies(matter, closing), matter.city, day_words(made_at)))
    return matter.paper(str(Kind.OPINION.label), made_at, tuple(blocks))


def _title(problem: Problem) -> str:
    return _("Opinion on the acceptance of problem %(no)s") % {"no": problem.number or ""}


def _opening(matter: Matter, closing: Closing) -> str:
    problem = matter.problem
    return _(
        "On %(day)s you applied for the write-off of problem %(no)s of the campaign “%(campaign)s”, “%(title)s”. A "
        "panel has verified it criterion by criterion. The opinion is as follows:"
    ) % {
        "day": day_words(closing.application.applied_at), "no": problem.number or "", "title": problem.title,
        "campaign": problem.campaign.name,
    }  # fmt: skip


def _verification(closing: Closing) -> str:
    panel, members = closing.panel, closing.members
    assert panel is not None
    people = _(", ").join(who(member.post) for member in members)
    n = len(closing.answers)
    words = ngettext(
        "The panel: %(people)s. %(n)s criterion was verified; it was concluded on %(day)s.",
        "The panel: %(people)s. %(n)s criteria were verified one by one; it was concluded on %(day)s.", n,
    ) % {"people": people, "n": n, "day": day_words(panel.concluded_at)}  # fmt: skip
    if panel.is_split:
        return words + _("The members did not agree; both records are before whoever decides.")
    return words + _("All members found every criterion met.")


def _votes(matter: Matter, closing: Closing) -> Iterator[Block]:
    """Where the members did not agree, or one was entered from paper, say who found what."""
    for member in closing.members:
        paper = matter.on_paper(member)
        if not (closing.panel and closing.panel.is_split) and paper is None:
            continue
        found = passed_words(has_passed=member.verdict == PanelMember.Verdict.PASSED)
        words = _("%(who)s: %(found)s.") % {"who": member.post.person.name, "found": found}
        missed = [row.note for row in member.results.all() if not row.has_passed and row.note]
        yield Paragraph(words + "".join(missed) + (paper.words if paper else ""))


def _source(problem: Problem, closing: Closing) -> str:
    unit = unit_words(problem.source_unit)
    if closing.panel and closing.panel.source_answer in {"", "none"}:
        return _("%(unit)s has not answered. That is no agreement.") % {"unit": unit}
    if closing.panel and closing.panel.source_answer in {"same", "city"}:
        return _("The unit that raised it, %(unit)s, was %(answer)s.") % {"unit": unit, "answer": closing.source_answer}
    return _("%(unit)s answers: %(answer)s.") % {"unit": unit, "answer": closing.source_answer}


def _conclusion(matter: Matter, closing: Closing) -> Iterator[Block]:
    decision = closing.decision
    if decision is None:
        yield Paragraph(_("□ Accepted.\n□ Not accepted; still to be done:"))
        return
    yield Paragraph(_("Accepted. Decided by %(who)s on %(day)s.") % {
        "who": who(decision.post), "day": day_words(decision.decided_at)
    })  # fmt: skip
    if decision.exemption:
        yield Paragraph(_("There is no publicity. Reason: %(reason)s") % {"reason": decision.exemption})
    elif closing is matter.closing and matter.problem.publicity_ends_on:
        yield Paragraph(_("The result is made known until %(day)s; then it is written off if no objection is open.") % {
            "day": day_words(matter.problem.publicity_ends_on)
        })  # fmt: skip


def _copies(matter: Matter, closing: Closing) -> tuple[str, ...]:
    source = unit_words(matter.problem.source_unit)
    return (source,) if source != closing.application.post.unit.name else ()


# Publicity --------------------------------------------------------------------------------------------------


def notice_paper(matters: Sequence[Matter]) -> Paper:
    """Return the notice for one problem, or one for all problems of a session; each has a decision with publicity."""
    first = matters[0]
    decided = [_decided_at(matter) for matter in matters]
    ends_on = max(matter.problem.publicity_ends_on for matter in matters if matter.problem.publicity_ends_on)
    many = len(matters) > 1
    title = _("Notice of the acceptance of %(n)s problems") % {"n": len(matters)} if many else _(
        "Notice of the acceptance of problem %(no)s") % {"no": first.problem.number or ""}  # fmt: skip
    opening = _(
        "Under the campaign “%(campaign)s” the following has been verified by a panel and accepted by decision. It is "
        "made known from %(begin)s to %(end)s."
    ) % {
        "campaign": first.problem.campaign.name, "begin": day_words(max(decided)), "end": day_words(ends_on),
    }  # fmt: skip
    objecting = _(
        "Whoever does not agree tells %(city)s in writing before the end of %(end)s, with name, unit and how to be "
        "reached, so that there can be an answer. Each objection is answered."
    ) % {"city": first.city, "end": day_words(ends_on)}  # fmt: skip
    blocks: tuple[Block, ...] = (
        Mark(first.city), Title(title), Paragraph(opening),
        Form((17, 36, 24, 23), (_notice_head(), *(_notice_row(matter) for matter in matters)), head=1),
        Paragraph(objecting), Signature(first.city, day_words(max(decided))),
    )  # fmt: skip
    return first.paper(str(Kind.NOTICE.label), max(decided), blocks)


def _decided_at(matter: Matter) -> datetime:
    closing = matter.closing
    assert closing is not None
    assert closing.decision is not None
    return closing.decision.decided_at


def _notice_head() -> Row:
    words = (_("Number"), _("Problem"), _("Lead unit"), _("Decision no."))
    return tuple(Cell(word, is_label=True) for word in words)


def _notice_row(matter: Matter) -> Row:
    problem, closing = matter.problem, matter.closing
    number = closing.decision.decision_no if closing and closing.decision else ""
    return (
        Cell(problem.number or "", is_centred=True), Cell(problem.title), Cell(unit_words(problem.lead)),
        Cell(number),
    )  # fmt: skip
