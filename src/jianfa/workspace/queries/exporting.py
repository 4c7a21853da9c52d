"""The list as a sheet: merged headings of two levels, one block a problem, a row a measure, a hidden key."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from uuid import UUID

from django.db.models import Prefetch, QuerySet
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from jianfa.exchange.states import EXPORT_HEADINGS, KEY_HEADING, NATURE_WORDS, SOLVER_WORDS
from jianfa.kit.sheets import A3, Block, Cell, Heading, Table
from jianfa.ledger.models import Assist, Measure, Problem, Report
from jianfa.ledger.states import ACCEPTED, SOLVED, State
from jianfa.organisations.models import Unit, UnitKind
from jianfa.organisations.policy import Refused, Why

MOST_ROWS = 20_000
WIDTHS = {
    "序号": 6, "立项号": 11, "存在问题": 40, "整改措施": 34, "进展": 26, "解决主体": 14, "配合单位": 16, "完成时限": 12,
    "牵头单位": 16, KEY_HEADING: 40, "上报单位": 16,
}  # fmt: skip
AT_ONCE = 500
LANGUAGE = "zh-hans"
MEASURE = [heading[-1] for heading in EXPORT_HEADINGS].index("整改措施")


def list_table(problems: QuerySet[Problem], *, count: int, filter_words: str, at: datetime) -> Table:
    """Return the rows as a sheet; the file is in Chinese whatever the screen is (exchange.states)."""
    if count > MOST_ROWS:
        sentence = _("%(n)s rows are too many for one file. Please filter to at most %(most)s.")
        raise Refused(sentence % {"n": count, "most": MOST_ROWS}, Why.VALUE)
    with translation.override(LANGUAGE):
        blocks = list(_blocks(problems))
        campaigns = list(dict.fromkeys(problems.order_by().values_list("campaign__name", flat=True).distinct()[:3]))
        info = "　".join(
            [
                _("Campaign: %(names)s") % {"names": "、".join(campaigns)},
                _("Filter: %(words)s") % {"words": filter_words}, _("%(n)s problems") % {"n": count},
                _("as of %(at)s") % {"at": timezone.localtime(at).strftime("%Y-%m-%d %H:%M")},
                *([_("Sample data")] if Unit.objects.filter(is_sample=True).exists() else []),
            ]
        )  # fmt: skip
        return Table(
            name=_("Problem list"), title=_title(), info=[info], paper=A3, per_row=[MEASURE], blocks=blocks,
            headings=[
                Heading(path, WIDTHS.get(path[-1], 11), is_hidden=path[-1] == KEY_HEADING) for path in EXPORT_HEADINGS
            ],
        )  # fmt: skip


def _title() -> str:
    city = Unit.objects.filter(kind=UnitKind.FEDERATION).values_list("name", flat=True).first() or ""
    return _("%(city)s: problem list") % {"city": city}


def _blocks(problems: QuerySet[Problem]) -> Iterator[Block]:
    shown = problems.select_related("dimension", "source_unit", "lead").prefetch_related(
        Prefetch("measures", Measure.objects.filter(ended_at=None)),
        Prefetch("assists", Assist.objects.filter(ended_at=None).select_related("unit")),
    )
    seq = 0
    some: list[Problem] = []
    for problem in shown.iterator(chunk_size=AT_ONCE):
        some.append(problem)
        if len(some) == AT_ONCE:
            yield from _some_blocks(some, seq)
            seq, some = seq + len(some), []
    yield from _some_blocks(some, seq)


def _some_blocks(problems: Sequence[Problem], seq: int) -> Iterator[Block]:
    reports = _latest_reports(problems)
    for n, problem in enumerate(problems, seq + 1):
        measures = [(row.text,) for row in problem.measures.all()]
        yield Block(list(_cells(problem, n, reports.get(problem.pk, ""))), measures or [("",)])


def _latest_reports(problems: Sequence[Problem]) -> dict[UUID, str]:
    rows = Report.objects.filter(problem__in=problems).order_by("at").values_list("problem", "text")
    return dict(rows)


def _cells(problem: Problem, n: int, progress: str) -> Iterator[Cell]:
    """Yield the cells of a problem in the order of EXPORT_HEADINGS, without its measures."""
    yield n
    yield problem.number or ""
    yield problem.dimension.name if problem.dimension else ""
    yield problem.title
    yield problem.source_unit.name
    yield SOLVER_WORDS.get(problem.solver, "")
    yield NATURE_WORDS.get(problem.nature, "")
    yield problem.lead.name if problem.lead else ""
    yield "、".join(row.unit.name for row in problem.assists.all())
    yield problem.owner_name
    yield problem.due_current or problem.due_text
    yield str(problem.get_state_display())
    yield progress
    yield _done(problem.state)
    yield timezone.localtime(problem.applied_at).date() if problem.applied_at else None
    yield timezone.localtime(problem.written_off_at).date() if problem.written_off_at else None
    yield f"{problem.pk}/{problem.version}"


def _done(state: str) -> str:
    """What a list says under 是否完成."""
    if state == State.WRITTEN_OFF:
        return "已销账"
    if state in ACCEPTED:
        return "已验收"
    return "已完成" if state in SOLVED else "未完成"
