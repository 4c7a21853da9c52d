"""The centre of notices (通知中心): pages by key, each line with what its reader may see."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _

from jianfa.ledger.models import Problem
from jianfa.ledger.states import MOVES
from jianfa.notices.models import Notice, Preference
from jianfa.notices.states import TOLD
from jianfa.organisations.models import Person, Post
from jianfa.organisations.policy import Refused, Why

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
    """Return notices in words; one query for each post they were sent to."""
    wanted: dict[Post, set[UUID]] = {}
    for notice in notices:
        wanted.setdefault(notice.post, set()).add(notice.problem_id)
    seen = {
        (post.pk, row.pk): row
        for post, ids in wanted.items()
        for row in Problem.objects.visible_to(post).filter(pk__in=ids).only(*COLUMNS)
    }
    return [_line(notice, seen.get((notice.post_id, notice.problem_id))) for notice in notices]


COLUMNS = ("pk", "number", "title", "sensitivity")


def _line(notice: Notice, problem: Problem | None) -> Line:
    told = TOLD.get(notice.kind)
    due = parse_date(notice.params.get("due") or "")
    verb = notice.params.get("verb")
    second = [_("due date %(day)s") % {"day": due.isoformat()}] if due else []
    if verb in MOVES:
        second.insert(0, str(MOVES[verb].name))
    return Line(
        notice, str(told.name) if told else notice.kind, (problem.number or "") if problem else "",
        problem.title if problem else _("(you may no longer see it)"),
        problem is None or problem.sensitivity != "general", bool(told and told.is_legal), _(" · ").join(second),
    )  # fmt: skip


def unread_count(person: Person) -> str:
    """Return how many notices a person has not read, never counting beyond the cap; "" for none."""
    count = notices_of(person).filter(read_at=None).order_by().values("pk")[: COUNTED_UP_TO + 1].count()
    return f"{COUNTED_UP_TO}+" if count > COUNTED_UP_TO else str(count or "")


def preference_of(person: Person) -> Preference:
    """Return what a person wishes; the usual settings, not saved, where nothing was chosen yet."""
    return Preference.objects.filter(person=person).first() or Preference(person=person)
