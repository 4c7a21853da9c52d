"""Notices from the journal: read on from the cursor, tell each event's people once."""

import logging
from collections.abc import Iterator
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Max, Min
from django.utils import timezone

from jianfa.intake.models import Demand, Survey
from jianfa.journal.models import Event
from jianfa.ledger.models import Problem
from jianfa.notices.models import Cursor, Notice, Preference
from jianfa.notices.queries.audience import Scene, Stored, stored_events
from jianfa.supervision.models import Instruction, SupervisionOrder

JOURNAL = "journal"
PAGE = 200
SETTLED = timedelta(minutes=10)
"""Longer than the longest transaction. An event gets its number before its transaction ends, so a smaller number may
appear after a larger one; younger events are looked at again until they are older than this. Telling twice is
impossible: an event and a person make one notice."""

logger = logging.getLogger(__name__)


def collect(*, at: datetime) -> int:
    """Make the notices of what happened since the last round; return how many people were newly told."""
    cursor = begin_reading()
    start, made = cursor.position, 0
    while events := stored_events(start, PAGE):
        made += _tell(events, at)
        start = events[-1].pk
    _advance(cursor, at)
    return made


def begin_reading() -> Cursor:
    """Return how far the journal has been read; what was before the first round of all is not told."""
    found = Cursor.objects.filter(pk=JOURNAL).first()
    if found is None:
        newest = Event.objects.aggregate(newest=Max("pk"))["newest"] or 0
        found, _is_new = Cursor.objects.get_or_create(name=JOURNAL, defaults={"position": newest})
    return found


def _tell(events: list[Stored], at: datetime) -> int:
    scene = Scene(events, timezone.localdate(at))
    rows: list[Notice] = []
    for event in events:
        try:
            rows += _notices(scene, event, at)
        except Exception:  # one event that cannot be told does not keep the others from being told
            logger.exception("event %s could not be told", event.pk)
    known = set(Notice.objects.filter(event__in=[event.pk for event in events]).values_list("event_id", "person_id"))
    new = [row for row in rows if (row.event_id, row.person_id) not in known]
    with transaction.atomic():
        Notice.objects.bulk_create(new, ignore_conflicts=True)  # another timer may have been faster
    return len(new)


def _notices(scene: Scene, event: Stored, at: datetime) -> Iterator[Notice]:
    reminders = event.row_ids("supervision.reminder")
    for post in scene.posts_told(event):
        wishes = scene.preferences.get(post.person_id)
        if not event.told.is_legal and wishes is not None and event.kind in wishes.muted:
            continue
        problem, order = scene.problems.get(event.subject), scene.orders.get(event.subject)
        survey, demand = scene.surveys.get(event.subject), scene.demands.get(event.subject)
        petition, effect = scene.petitions.get(event.subject), scene.effect_for(event, post)
        instruction = next((row.instruction for row in scene.addressees_of(event)), None)
        matter = problem or survey or demand or (petition.problem if petition else None)
        yield Notice(
            event_id=event.pk, person_id=post.person_id, post=post, kind=event.kind, problem=problem, order=order,
            discrepancy_id=None if matter or order or petition else event.subject,
            survey=survey, demand=demand, petition=petition, effect=effect, instruction=instruction,
            reminder=reminders[0] if reminders else None,
            params=_params(scene, event, problem, order, instruction), created_at=at,
            is_mailed=_is_mailed(event, matter, wishes),
        )  # fmt: skip


def _params(
    scene: Scene, event: Stored, problem: Problem | None, order: SupervisionOrder | None,
    instruction: Instruction | None,
) -> dict[str, str]:  # fmt: skip
    """Return the days a notice shows: of a paper or an instruction until when to answer, else the due date."""
    params = {"day": timezone.localdate(event.at).isoformat()}
    survey = scene.surveys.get(event.subject)
    answer_by = instruction.due if instruction else order.answer_by if order else survey.due if survey else None
    if answer_by is not None:
        params["answer_by"] = answer_by.isoformat()
    if problem is not None and instruction is None and problem.due_current is not None:
        params["due"] = problem.due_current.isoformat()
    proposal = scene.proposal(event) if event.kind in {"propose", "check", "reject", "record_decision"} else None
    if proposal is not None:
        params["verb"] = proposal.verb
    return params


def _is_mailed(event: Stored, matter: Problem | Survey | Demand | None, wishes: Preference | None) -> bool:
    """Say whether it belongs into a digest: to an address, not in practice, and a legal one whatever was chosen."""
    if wishes is None or not wishes.email or not event.told.mailed:
        return False
    if matter is not None and matter.campaign.is_practice:
        return False
    return event.told.is_legal or wishes.is_mailed


def _advance(cursor: Cursor, at: datetime) -> None:
    """Leave behind what is settled; compare-and-set, for two timers may read at once."""
    beyond = Event.objects.filter(pk__gt=cursor.position)
    youngest = beyond.filter(at__gte=at - SETTLED).aggregate(first=Min("pk"))["first"]
    last = youngest - 1 if youngest else beyond.aggregate(last=Max("pk"))["last"]
    if last and last > cursor.position:
        Cursor.objects.filter(pk=JOURNAL, position=cursor.position).update(position=last, at=at)
