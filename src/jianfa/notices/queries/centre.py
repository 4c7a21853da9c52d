"""The centre of notices (通知中心): pages by key, each line with what its reader may see."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _

from jianfa.intake.models import Demand, Survey
from jianfa.intake.queries import title_of
from jianfa.ledger.models import Problem
from jianfa.ledger.states import MOVES, Sensitivity
from jianfa.notices.models import Notice, Preference
from jianfa.notices.states import TOLD
from jianfa.organisations.models import Person, Post
from jianfa.organisations.policy import Refused, Why
from jianfa.remedies.models import Effect, Petition
from jianfa.supervision.models import Instruction, SupervisionOrder

PAGE_ROWS = 50
COUNTED_UP_TO = 99


@dataclass(frozen=True)
class Line:
    """One notice in words; number and title only while its post may see the problem."""

    notice: Notice
    name: str
    number: str
    title: str
    is_sensitive: bool
    is_legal: bool
    second: str


def notices_of(person: Person) -> QuerySet[Notice]:
    """Return a person's own notices; nobody else's are ever read."""
    return Notice.objects.filter(person=person)


def notices_page(person: Person, *, unread: bool, before: str = "") -> tuple[list[Notice], str]:
    """Return a page of a person's notices, newest first, and the key of the next one ("" at the end)."""
    rows = notices_of(person).select_related("post__unit", "post__person")
    if unread:
        rows = rows.filter(read_at=None)
    if before:
        rows = rows.filter(_earlier(before))
    found = list(rows.order_by("-created_at", "-pk")[: PAGE_ROWS + 1])
    more = len(found) > PAGE_ROWS
    last = found[PAGE_ROWS - 1] if more else None
    return found[:PAGE_ROWS], f"{last.created_at.isoformat()}~{last.pk}" if last else ""


def _earlier(key: str) -> Q:
    moment, _tilde, pk = key.rpartition("~")
    try:
        at, last = datetime.fromisoformat(moment), UUID(pk)
    except ValueError as error:
        raise Refused(_("This page does not exist. Please go back to the first one."), Why.VALUE) from error
    if at.tzinfo is None:
        raise Refused(_("This page does not exist. Please go back to the first one."), Why.VALUE)
    return Q(created_at__lt=at) | Q(created_at=at, pk__lt=last)


def lines_of(notices: Sequence[Notice]) -> list[Line]:
    """Return notices in words; at most six queries for each post they were sent to."""
    wanted: dict[Post, list[Notice]] = {}
    for notice in notices:
        wanted.setdefault(notice.post, []).append(notice)
    seen: dict[tuple[UUID, UUID], Thing] = {}
    for post, own in wanted.items():
        seen |= {(post.pk, thing.key): thing for thing in _things(post, own)}
    return [_line(notice, seen.get((notice.post_id, about(notice)))) for notice in notices]


@dataclass(frozen=True)
class Thing:
    """What a notice is about, as its post may see it."""

    key: UUID
    number: str
    title: str
    is_sensitive: bool


def about(notice: Notice) -> UUID:
    """Return the id of what a notice is about, whichever of its columns names it."""
    found = (
        notice.instruction_id or notice.effect_id or notice.order_id or notice.petition_id or notice.problem_id
        or notice.survey_id or notice.demand_id or notice.discrepancy_id
    )  # fmt: skip
    assert found is not None  # notice_about_one
    return found


def path_of(notice: Notice) -> str:
    """Return the address of what a notice is about."""
    if notice.instruction_id is not None:
        return reverse("instruction", args=[notice.instruction_id])
    if notice.order_id is not None:
        return reverse("order", args=[notice.order_id])
    if notice.survey_id is not None:
        return reverse("survey", args=[notice.survey_id])
    if notice.demand_id is not None:
        return reverse("demand", args=[notice.demand_id])
    if notice.discrepancy_id is not None:
        return reverse("discrepancy", args=[notice.discrepancy_id])
    if notice.effect_id is not None:
        return reverse("remedy", args=["effects", notice.effect_id])
    if notice.petition_id is not None:
        return reverse("remedy", args=["petitions", notice.petition_id])
    return reverse("problem", args=[notice.problem_id])


def _things(post: Post, notices: Sequence[Notice]) -> Iterator[Thing]:
    """Return what a post may still see of what its notices are about; a query for each kind there is."""
    alone = [row for row in notices if row.instruction_id is None and row.effect_id is None]
    problems = [row.problem_id for row in alone if row.problem_id is not None]
    for problem in Problem.objects.visible_to(post).filter(pk__in=problems).only(*COLUMNS) if problems else ():
        yield Thing(problem.pk, problem.number or "", problem.title, problem.sensitivity != Sensitivity.GENERAL)
    orders = [row.order_id for row in notices if row.order_id is not None]
    for order in (
        SupervisionOrder.objects.visible_to(post).filter(pk__in=orders).select_related("unit") if orders else ()
    ):
        title = _("%(kind)s to %(unit)s") % {"kind": order.get_kind_display(), "unit": order.unit.short_name}
        yield Thing(order.pk, order.number or "", title, is_sensitive=False)
    surveys = [row.survey_id for row in notices if row.survey_id is not None]
    for survey in Survey.objects.visible_to(post).filter(pk__in=surveys).select_related("demand") if surveys else ():
        is_sensitive = survey.demand is not None and survey.demand.sensitivity != Sensitivity.GENERAL
        yield Thing(survey.pk, "", survey.title, is_sensitive)
    demands = [row.demand_id for row in notices if row.demand_id is not None]
    for demand in (
        Demand.objects.visible_to(post).filter(pk__in=demands).select_related("first_receiver", "drafted_by")
        if demands else ()
    ):  # fmt: skip
        # What a worker wrote stays inside: a mail names the number alone.
        is_kept_back = demand.is_sensitive or demand.is_from_worker
        yield Thing(demand.pk, demand.receipt_no or "", title_of(demand, post), is_kept_back)
    for notice in notices:
        if notice.discrepancy_id is not None:
            title = _("nothing is approved or written off until the auditor has answered")
            yield Thing(notice.discrepancy_id, "", title, is_sensitive=False)
    ids = [row.instruction_id for row in notices if row.instruction_id is not None]
    for row in Instruction.objects.visible_to(post).filter(pk__in=ids).select_related("problem") if ids else ():
        yield Thing(row.pk, row.problem.number or "", row.problem.title, row.problem.sensitivity != Sensitivity.GENERAL)
    effects = [row.effect_id for row in notices if row.effect_id is not None]
    for one in Effect.objects.visible_to(post).filter(pk__in=effects).select_related("problem") if effects else ():
        is_sensitive = one.problem.sensitivity != Sensitivity.GENERAL
        yield Thing(one.pk, one.problem.number or "", one.problem.title, is_sensitive)
    petitions = [row.petition_id for row in notices if row.petition_id is not None]
    letters = Petition.objects.visible_to(post).filter(pk__in=petitions).select_related("problem")
    for letter in letters if petitions else ():
        is_sensitive = letter.problem is not None and letter.problem.sensitivity != Sensitivity.GENERAL
        yield Thing(letter.pk, letter.letter_no, letter.title, is_sensitive)


COLUMNS = ("pk", "number", "title", "sensitivity")


def _line(notice: Notice, thing: Thing | None) -> Line:
    told = TOLD.get(notice.kind)
    verb = notice.params.get("verb")
    second = [str(MOVES[verb].name)] if verb in MOVES else []
    if due := parse_date(notice.params.get("due") or ""):
        second.append(_("due date %(day)s") % {"day": due.isoformat()})
    if day := parse_date(notice.params.get("answer_by") or ""):
        second.append(_("answer by %(day)s") % {"day": day.isoformat()})
    return Line(
        notice, str(told.name) if told else notice.kind, thing.number if thing else "",
        thing.title if thing else _("(you may no longer see it)"), thing is None or thing.is_sensitive,
        bool(told and told.is_legal), _(" · ").join(second),
    )  # fmt: skip


def unread_count(person: Person) -> str:
    """Return how many notices a person has not read, never counting beyond the cap; "" for none."""
    count = notices_of(person).filter(read_at=None).order_by().values("pk")[: COUNTED_UP_TO + 1].count()
    return f"{COUNTED_UP_TO}+" if count > COUNTED_UP_TO else str(count or "")


def preference_of(person: Person) -> Preference:
    """Return what a person wishes; the usual settings, not saved, where nothing was chosen yet."""
    return Preference.objects.filter(person=person).first() or Preference(person=person)
