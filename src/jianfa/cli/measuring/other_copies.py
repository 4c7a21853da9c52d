"""Copies of what belongs to no one problem: demands, surveys with their answers, petitions, policies, pairings."""

from collections.abc import Iterator
from functools import partial
from itertools import cycle
from typing import Any
from uuid import UUID, uuid5

from jianfa.cli.measuring.copying import Changes, Copy, Original, Progress, copy_until, originals_of
from jianfa.intake.models import Demand, DemandLink, ReceiptSeries, Survey
from jianfa.intake.rules.demands import receipt_number
from jianfa.journal.queries import deployment_id
from jianfa.ledger.models import Problem
from jianfa.ledger.states import ON_LIST
from jianfa.remedies.models import LinkPairing, Petition, PolicyMeasure, QuotaGrant, Serving

MATTERS = (
    "户外劳动者驿站", "职工之家", "经费返还", "社会化工会工作者待遇", "劳模疗休养名额", "女职工关爱室", "骑手入会",
    "职代会换届", "困难职工帮扶金", "工资集体协商", "文化宫场地", "专职副主席编制", "经费审查", "法律援助律师",
    "技能竞赛经费", "园区食堂",
)  # fmt: skip
TROUBLES = (
    "长期无人管理", "开放时间太短", "办理手续繁琐", "三年没有调整", "名额分配不均", "离工作地点太远", "缺少专人负责",
    "去年以来一直没有着落", "标准各地不一", "设备老旧需要更换", "希望由市里统筹安排",
)  # fmt: skip
"""A demand's copy is about one matter and one trouble, so that there are themes, and likeness of every degree."""
OF_A_BATCH = 500
"""What came in by one paste is copied into as many pastes, none larger than a paste can be."""
MOST_OTHERS = 400
IMPORT = "batch"


def multiply_others(target: int, progress: Progress) -> int:
    """Copy until there are ``target`` demands, and a quarter as many of the others, at most ``MOST_OTHERS`` each."""
    others = min(target // 4, MOST_OTHERS)
    events = _demands(target, progress)
    events += _of(Survey.objects.all(), others, _survey_changes(), progress)
    events += _of(Petition.objects.all(), others, _petition_changes(), progress)
    events += _of(PolicyMeasure.objects.all(), others, _policy_changes(), progress)
    return events + _of(LinkPairing.objects.exclude(until_day=None), others, lambda _original, _n: Changes(), progress)


def _of(rows: Any, target: int, changes: Any, progress: Progress) -> int:
    found, deployment = originals_of(rows), deployment_id()

    def make(original: Original, n: int) -> Copy:
        return Copy(original, changes(original, n), deployment)

    return copy_until(target, found, make, len(found), progress)


def _copied_problems() -> Iterator[UUID]:
    """Yield problems to be linked with, over and over; never one of the first ten, whose page is measured."""
    rows = Problem.objects.filter(title__contains="，第", state__in=ON_LIST).order_by("number_order")
    return cycle(list(rows.values_list("pk", flat=True)) or [])


def _instead(original: Original, model: type[Any], others: Iterator[UUID]) -> dict[str, str]:
    """Return problem of the original → another one that its copy names instead."""
    named = {row["problem_id"] for kind, row in original.rows if kind is model and row["problem_id"]}
    return {str(problem): str(next(others)) for problem in named}


# Demands ---------------------------------------------------------------------------------------------------


def _demands(target: int, progress: Progress) -> int:
    series = ReceiptSeries.objects.exclude(year=0).latest("year")
    others, label = _copied_problems(), Demand._meta.label_lower

    def changes(original: Original, n: int) -> Changes:
        words = f"{MATTERS[n % len(MATTERS)]}{TROUBLES[n // len(MATTERS) % len(TROUBLES)]}，第{n}件（示例）"
        values = {}
        if original.subject.receipt_no:
            series.last += 1
            number = receipt_number(series.year, series.last)
            values = {(label, "receipt_no"): lambda _old: number}
        texts = {
            "title": lambda old: words if old else "", "text": lambda old: f"{words}。{old}" if old else "",
            "summary": lambda old: f"{words}。{old[-40:]}" if old else "",
        }  # fmt: skip
        ids = _instead(original, DemandLink, others) | _other_batch(original, n)
        return Changes(values, texts, ids)

    events = _of(Demand.objects.order_by("receipt_no", "pk"), target, changes, progress)
    ReceiptSeries.objects.filter(pk=series.pk).update(last=series.last)
    return events


def _other_batch(original: Original, n: int) -> dict[str, str]:
    facts = [line for line in original.facts if IMPORT in line]
    return {line[IMPORT]: str(uuid5(UUID(line[IMPORT]), str(n // OF_A_BATCH))) for line in facts}


# Surveys and remedies --------------------------------------------------------------------------------------


def _survey_changes() -> Any:
    free = iter(Problem.objects.filter(survey_link=None, title__contains="，第").values_list("pk", flat=True))

    def changes(original: Original, n: int) -> Changes:
        named = [row["problem_id"] for kind, row in original.rows if kind._meta.model_name == "surveyproblem"]
        ids = {str(problem): str(next(free)) for problem in named}
        return Changes({}, {"title": lambda title: f"{title}（第{n}次）"}, ids)

    return changes


def _petition_changes() -> Any:
    others = _copied_problems()

    def changes(original: Original, n: int) -> Changes:
        numbered = partial(_numbered, n)
        values = {
            (Petition._meta.label_lower, "letter_no"): numbered,
            (QuotaGrant._meta.label_lower, "document_no"): numbered,
        }
        texts = {"title": lambda title: f"{title}（第{n}件）"}
        return Changes(values, texts, _instead(original, Petition, others))

    return changes


def _policy_changes() -> Any:
    others = _copied_problems()

    def changes(original: Original, n: int) -> Changes:
        values = {(PolicyMeasure._meta.label_lower, "document_no"): partial(_numbered, n)}
        texts = {"title": lambda title: f"{title}（第{n}件）"}
        return Changes(values, texts, _instead(original, Serving, others))

    return changes


def _numbered(n: int, old: str) -> str:
    return f"{old.partition('之')[0]}之{n}"
