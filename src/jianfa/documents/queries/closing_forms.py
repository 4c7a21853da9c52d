"""Papers that are forms: the application for write-off, and the record of each member of the panel."""

from collections.abc import Iterator

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from jianfa.acceptance.models import CriterionAnswer, CriterionResult, PanelMember
from jianfa.documents.queries.matter import Closing, Matter, blank_day, day_words, unit_words
from jianfa.documents.states import Kind
from jianfa.kit.papers.model import Block, Cell, Form, Info, NewSheet, Paper, Row, Title
from jianfa.ledger.models import Problem

FOUR = (19, 31, 19, 31)
"""Label, value, label, value."""
BLANK = "　　　　　　　"
"""Room for a signature, in characters."""


def application_paper(matter: Matter, closing: Closing) -> Paper:
    """Return the application: what was done, how each criterion was met, who signs."""
    problem, row = matter.problem, closing.application
    unit = row.post.unit
    blocks: tuple[Block, ...] = (
        Title(_("Application for write-off of a problem")),
        Info(_("Applying unit: %(unit)s") % {"unit": unit.name}, _("Number: %(no)s") % {"no": problem.number or ""}),
        Form(
            FOUR,
            (
                *facts_of(matter),
                _pair(_("Applied on"), day_words(row.applied_at), _("Which time"), _nth(closing)),
                _wide(_("What was done"), row.statement, lines=3),
            ),
        ),
        Form((9, 35, 34, 22), (_answers_head(), *(_answer(answer) for answer in closing.answers)), head=1),
        Form(
            (19, 81),
            (
                (
                    _label(_("Opinion of the unit")),
                    Cell(
                        _("All criteria are met; we apply for the write-off."), lines=5,
                        foot=(
                            _("Head (signature): %(name)s") % {"name": row.post.person.name + "　　　　"},
                            _("(seal of the unit)") + "　　　　", day_words(row.applied_at),
                        ),
                    ),
                ),
                (_label(_("Received by the desk")), Cell(lines=3, foot=(_signature(_("Clerk")), blank_day()))),
            ),
        ),
    )  # fmt: skip
    return matter.paper(str(Kind.APPLICATION.label), row.applied_at, blocks)


def facts_of(matter: Matter) -> Iterator[Row]:
    """Yield the rows that say which problem it is."""
    problem = matter.problem
    yield _pair(_("Campaign"), problem.campaign.name, _("Number of the problem"), problem.number or "")
    yield _wide(_("Problem"), problem.title)
    yield _pair(_("Raised by"), unit_words(problem.source_unit), _("Lead unit"), unit_words(problem.lead))
    solver = str(problem.get_solver_display()) if problem.solver else ""
    yield _pair(_("Solved by"), solver, _("Owner"), problem.owner_name)
    yield _pair(_("Listed on"), day_words(problem.listed_at), _("Due"), _due(problem))
    if problem.goal:
        yield _wide(_("Goal"), problem.goal)


def _due(problem: Problem) -> str:
    if problem.due_original is None:
        return problem.due_text
    if problem.due_current == problem.due_original:
        return day_words(problem.due_original)
    return _("%(original)s, now %(current)s") % {
        "original": day_words(problem.due_original), "current": day_words(problem.due_current),
    }  # fmt: skip


def _nth(closing: Closing) -> str:
    words = _("no. %(n)s") % {"n": closing.nth}
    if closing.application.cycle > 1:
        words += _(" (round %(n)s, after a relapse)") % {"n": closing.application.cycle}
    return words


def _answers_head() -> Row:
    return tuple(_label(word) for word in (_("No."), _("Criterion"), _("How it was met"), _("Document or row")))


def _answer(answer: CriterionAnswer) -> Row:
    number = Cell(str(answer.criterion.position), is_centred=True)
    return (number, Cell(answer.criterion.text), Cell(answer.text), Cell(answer.document_no))


# The record of verification ---------------------------------------------------------------------------------


def check_paper(matter: Matter, closing: Closing) -> Paper:
    """Return the records of the newest panel, each member on a sheet; of one who has not recorded, a form."""
    panel = closing.panel
    assert panel is not None
    blocks: list[Block] = []
    for n, member in enumerate(closing.members, 1):
        if blocks:
            blocks.append(NewSheet())
        blocks += _member_sheet(matter, closing, member, n)
    at = panel.concluded_at or panel.named_at
    return matter.paper(str(Kind.CHECK.label), at, tuple(blocks))


def _member_sheet(matter: Matter, closing: Closing, member: PanelMember, n: int) -> Iterator[Block]:
    """While the verification goes on nobody learns what another member has found: the sheet stays blank."""
    problem, panel = matter.problem, closing.panel
    assert panel is not None
    is_shown = closing.is_concluded and member.recorded_at is not None
    post = member.post
    yield Title(_("Record of verification"))
    sheet = _("Member %(n)s of %(all)s") % {"n": n, "all": len(closing.members)}
    if panel.round > 1:
        sheet += _(" · round %(n)s") % {"n": panel.round}
    yield Info(_("Number: %(no)s") % {"no": problem.number or ""}, sheet)
    yield Form(
        FOUR,
        (
            _wide(_("Problem"), problem.title),
            _pair(_("Applying unit"), closing.application.post.unit.name, _("Applied on"),
                  day_words(closing.application.applied_at)),
            _pair(_("Verified by"), post.person.name, _("Unit and office"), _office(member)),
            _pair(_("Verified on"), day_words(member.recorded_at) if is_shown else blank_day(),
                  _("Panel since"), day_words(panel.named_at)),
        ),
    )  # fmt: skip
    results = {row.criterion_id: row for row in member.results.all()} if is_shown else {}
    rows = [_finding(answer, results.get(answer.criterion_id), is_shown=is_shown) for answer in closing.answers]
    yield Form((8, 26, 28, 14, 24), (_findings_head(), *rows), head=1)
    yield Form((19, 81), (_verdict_row(matter, member, is_shown=is_shown),))


def _office(member: PanelMember) -> str:
    title = member.post.title or str(member.post.get_role_display())
    return f"{member.post.unit.name} {title}"


def _findings_head() -> Row:
    words = (_("No."), _("Criterion"), _("What the unit says"), _("Result"), pgettext("paper", "Finding"))
    return tuple(_label(word) for word in words)


def _finding(answer: CriterionAnswer, result: CriterionResult | None, *, is_shown: bool) -> Row:
    said = "\n".join(part for part in (answer.text, answer.document_no) if part)
    verdict = _boxes() if not is_shown else "–" if result is None else passed_words(has_passed=result.has_passed)
    return (
        Cell(str(answer.criterion.position), is_centred=True), Cell(answer.criterion.text), Cell(said),
        Cell(verdict, is_centred=True), Cell(result.note if result else "", lines=1 if is_shown else 3),
    )  # fmt: skip


def passed_words(*, has_passed: bool) -> str:
    return pgettext("criterion", "passed") if has_passed else pgettext("criterion", "not passed")


def _boxes() -> str:
    return f"□{passed_words(has_passed=True)}\n□{passed_words(has_passed=False)}"


def _verdict_row(matter: Matter, member: PanelMember, *, is_shown: bool) -> Row:
    if not is_shown:
        words = f"□{passed_words(has_passed=True)}　　□{passed_words(has_passed=False)}"
        return (_label(_("Conclusion")), Cell(words, lines=7, foot=(_signature(_("Verified by")), blank_day())))
    words = passed_words(has_passed=member.verdict == PanelMember.Verdict.PASSED)
    if member.note:
        words += f"\n{member.note}"
    if paper := matter.on_paper(member):
        words += f"\n{paper.words}"
    name = member.post.person.name
    foot = (_("Verified by (signature): %(name)s") % {"name": f"{name}　　　　"}, day_words(member.recorded_at))
    return (_label(_("Conclusion")), Cell(words, lines=7, foot=foot))


# Cells ------------------------------------------------------------------------------------------------------


def _label(text: str) -> Cell:
    return Cell(text, is_label=True)


def _pair(label: str, value: str, other: str, other_value: str) -> Row:
    return (_label(label), Cell(value), _label(other), Cell(other_value))


def _wide(label: str, value: str, lines: int = 1) -> Row:
    return (_label(label), Cell(value, span=3, lines=lines))


def _signature(who: str) -> str:
    return _("%(who)s (signature): %(room)s") % {"who": who, "room": BLANK}
