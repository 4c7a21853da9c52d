"""Everything the papers of one problem say, read once in a constant number of queries."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db.models import Prefetch
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from jianfa.acceptance.models import ClosureApplication, CriterionAnswer, CriterionResult, Decision, Panel, PanelMember
from jianfa.acceptance.queries import SOURCE_ANSWERS
from jianfa.journal.models import Event
from jianfa.kit.papers.model import Block, Paper
from jianfa.ledger.models import Problem
from jianfa.organisations.models import Post, Unit
from jianfa.organisations.queries.units import federation

ON_PAPER = ("record_result", "approve")
"""Verbs of the closing that can be entered from paper (代录)."""


@dataclass(frozen=True)
class Recorded:
    """A decision entered from paper: the document, its day, and the two clerks."""

    document_no: str
    day: date | None
    clerks: tuple[str, ...]

    @property
    def words(self) -> str:
        return _("From paper: %(no)s of %(day)s, entered by %(clerks)s.") % {
            "no": self.document_no, "day": day_words(self.day), "clerks": _(", ").join(self.clerks),
        }  # fmt: skip


@dataclass(frozen=True)
class Closing:
    """One application with what came of it, the newest panel last."""

    application: ClosureApplication
    nth: int
    answers: list[CriterionAnswer]
    panels: list[Panel]
    decision: Decision | None

    @property
    def panel(self) -> Panel | None:
        return self.panels[-1] if self.panels else None

    @property
    def is_concluded(self) -> bool:
        return self.panel is not None and self.panel.concluded_at is not None

    @property
    def members(self) -> list[PanelMember]:
        """Return who sits on the panel; whoever has left does not sign its papers."""
        return [member for member in self.panel.members.all() if member.left_at is None] if self.panel else []

    @property
    def source_answer(self) -> str:
        return str(SOURCE_ANSWERS.get(self.panel.source_answer, "")) if self.panel else ""


@dataclass(frozen=True)
class Matter:
    """A problem as its papers tell it."""

    problem: Problem
    city: str
    is_sample: bool
    closings: list[Closing]
    recorded: Mapping[str, Recorded] = field(default_factory=dict)
    """Id of a member's row or of a decision → the paper it was entered from."""

    @property
    def closing(self) -> Closing | None:
        return self.closings[-1] if self.closings else None

    def on_paper(self, row: PanelMember | Decision) -> Recorded | None:
        return self.recorded.get(str(row.pk))

    def paper(self, name: str, made_at: datetime, blocks: tuple[Block, ...]) -> Paper:
        """Return a paper of this matter; invented data say so on each page."""
        full = f"{self.problem.number} {name}" if self.problem.number else name
        return Paper(full, blocks, made_at, self.city, _("Sample data") if self.is_sample else "")


def matter_of(problem: Problem) -> Matter:
    """Read a problem's closings with their papers; the caller has checked that the reader may see the problem."""
    city = federation()
    is_sample = problem.campaign.is_sample or bool(city and city.is_sample)
    return Matter(problem, city.name if city else "", is_sample, _closings(problem), _recorded(problem))


def _closings(problem: Problem) -> list[Closing]:
    results = CriterionResult.objects.select_related("criterion").order_by("criterion__position")
    members = (
        PanelMember.objects.select_related("post__person", "post__unit")
        .prefetch_related(Prefetch("results", results))
        .order_by("post__unit__position", "pk")
    )
    panels = Panel.objects.prefetch_related(Prefetch("members", members)).order_by("round")
    decisions = Decision.objects.select_related("post__person", "post__unit").filter(revoked_at=None)
    applications = (
        problem.applications.select_related("post__person", "post__unit")
        .prefetch_related(
            Prefetch("answers", CriterionAnswer.objects.select_related("criterion").order_by("criterion__position")),
            Prefetch("panels", panels), Prefetch("decisions", decisions),
        )
        .order_by("applied_at")
    )  # fmt: skip
    return [
        Closing(row, nth, list(row.answers.all()), list(row.panels.all()), next(iter(row.decisions.all()), None))
        for nth, row in enumerate(applications, 1)
    ]


def _recorded(problem: Problem) -> dict[str, Recorded]:
    events = Event.objects.filter(chain=problem.pk, verb__in=ON_PAPER).order_by("seq")
    bodies = [json.loads(bytes(event.body)) for event in events]
    papers = [(body, body["facts"]["recorded"]) for body in bodies if body["facts"].get("recorded")]
    clerks = {clerk for _body, paper in papers for clerk in paper["clerks"]}
    names: dict[str, str] = {
        str(post.pk): who(post)
        for post in (Post.objects.filter(pk__in=clerks).select_related("person", "unit") if clerks else ())
    }
    return {
        row["id"]: _paper_of(paper, names)
        for body, paper in papers
        for row in body["rows"]
        if "recorded_at" in row["set"] or "decided_at" in row["set"]
    }


def _paper_of(paper: Mapping[str, Any], names: Mapping[str, str]) -> Recorded:
    day = date.fromisoformat(paper["document_day"]) if paper["document_day"] else None
    return Recorded(paper["document_no"], day, tuple(names.get(clerk, "–") for clerk in paper["clerks"]))


# Words ------------------------------------------------------------------------------------------------------


def who(post: Post) -> str:
    """Return a person with the unit the post is in."""
    return f"{post.person.name}（{post.unit.short_name or post.unit.name}）"


def unit_words(unit: Unit | None) -> str:
    return unit.name if unit else ""


def day_words(day: date | datetime | None) -> str:
    """Return a day as papers write it; empty where there is none."""
    if day is None:
        return ""
    return str(date_format(timezone.localdate(day) if isinstance(day, datetime) else day, "DATE_FORMAT"))


def blank_day() -> str:
    return _("　　　(year)　　(month)　　(day)")
