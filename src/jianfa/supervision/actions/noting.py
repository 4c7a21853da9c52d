"""Note the lights of a day, for history only."""

from collections import Counter
from collections.abc import Iterable
from datetime import date, datetime
from hashlib import sha256
from typing import Any

from django.db import transaction

from jianfa.journal.actions import repeated
from jianfa.journal.models import Event
from jianfa.kit.canonical import canonical
from jianfa.ledger.actions import local_day
from jianfa.ledger.models import Campaign, Problem
from jianfa.organisations.actions.writing import write
from jianfa.organisations.models import Timer
from jianfa.supervision.models import LightSpan
from jianfa.supervision.queries import with_light
from jianfa.supervision.rules.lights import Light

WRITTEN_AT_ONCE = 500


def note_lights(campaign: Campaign, *, actor: Timer, at: datetime) -> Event:
    """Keep which light each problem of the campaign has today, once a day; only what differs is written.

    The event holds how many had each light and a digest of what differs. Asked again on the same day it returns
    the first event: what changes later that day shows tomorrow.
    """
    today = local_day(at)
    idem = f"lights/{campaign.pk}/{today.isoformat()}"
    with transaction.atomic():
        if earlier := repeated("note_lights", actor, idem):
            return earlier
        lit: Any = with_light(Problem.objects.filter(campaign=campaign).on_list(), today)
        now: dict[Any, str] = {pk: light for pk, light in lit.values_list("pk", "light").iterator() if light != "none"}
        changed = _note(campaign, now, today)
        counts = Counter(now.values())
        facts = {
            "day": today.isoformat(), "lights": {light.value: counts[light.value] for light in Light if counts[light]},
            "changed": len(changed), "sha256": digest_of(changed),
        }  # fmt: skip
        return write(campaign.subject, "note_lights", actor=actor, at=at, facts=facts, idem=idem)


def digest_of(changed: Iterable[tuple[str, str]]) -> str:
    """Return the SHA-256 of a day's changes: pairs of problem and light ("" when it has none any more), in order."""
    return sha256(canonical([list(pair) for pair in changed])).hexdigest()


def _note(campaign: Campaign, now: dict[Any, str], today: date) -> list[tuple[str, str]]:
    """Write what differs from the days before; return it as pairs of problem and light."""
    before = {span.problem_id: span for span in LightSpan.objects.filter(campaign=campaign, until_day=None)}
    ended = [span for pk, span in before.items() if now.get(pk) != span.light and span.from_day < today]
    over = {span.problem_id for span in ended}
    begun = [pk for pk in now if pk not in before or pk in over]
    for n in range(0, len(ended), WRITTEN_AT_ONCE):
        part = [span.pk for span in ended[n : n + WRITTEN_AT_ONCE]]
        LightSpan.objects.filter(pk__in=part, until_day=None).update(until_day=today)
    LightSpan.objects.bulk_create(
        [LightSpan(problem_id=pk, campaign=campaign, light=now[pk], from_day=today) for pk in begun],
        batch_size=WRITTEN_AT_ONCE,
    )
    gone = [(str(span.problem_id), "") for span in ended if span.problem_id not in now]
    return sorted([*gone, *((str(pk), now[pk]) for pk in begun)])
