"""Noting doubts: read on in the journal, keep what each event raises. Derived rows; they leave no event."""

import logging
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Max, Min

from jianfa.acceptance.models import Doubt, DoubtCursor
from jianfa.acceptance.queries.doubting import doubts_of, events_after, in_practice
from jianfa.journal.models import Event

PAGE = 200
SETTLED = timedelta(minutes=10)
"""As in notices: an event gets its number before its transaction ends, so younger ones are read again."""

logger = logging.getLogger(__name__)


def note_doubts(*, at: datetime) -> int:
    """Note the doubts of what happened since the last round; return how many are new. Twice writes once."""
    cursor, _is_new = DoubtCursor.objects.get_or_create(pk=1)
    start, made = cursor.position, 0
    while events := events_after(start, PAGE):
        practice = in_practice(events)
        rows = []
        for event in events:
            if event.problem in practice:
                continue
            try:
                found = list(doubts_of(event))
            except Exception:  # one event that cannot be read does not keep the others from being looked at
                logger.exception("event %s could not be looked at", event.pk)
                continue
            rows += [
                Doubt(
                    kind=one.kind.value, event_id=event.pk, key=one.key, problem_id=event.problem, at=event.at,
                    values=one.values,
                )
                for one in found
            ]  # fmt: skip
        known = set(
            Doubt.objects.filter(event__in=[event.pk for event in events]).values_list("event_id", "kind", "key")
        )
        new = [row for row in rows if (row.event_id, row.kind, row.key) not in known]
        with transaction.atomic():
            Doubt.objects.bulk_create(new, ignore_conflicts=True)  # another timer may have been faster
        made += len(new)
        start = events[-1].pk
    _advance(cursor, at)
    return made


def _advance(cursor: DoubtCursor, at: datetime) -> None:
    beyond = Event.objects.filter(pk__gt=cursor.position)
    youngest = beyond.filter(at__gte=at - SETTLED).aggregate(first=Min("pk"))["first"]
    last = youngest - 1 if youngest else beyond.aggregate(last=Max("pk"))["last"]
    if last and last > cursor.position:
        DoubtCursor.objects.filter(pk=1, position=cursor.position).update(position=last)
