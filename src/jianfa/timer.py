"""One round of the timer: what the calendar has made ripe, reminders, notices, and what is in the outbox.

Each item is a transaction of its own, guarded by unique keys and compare-and-set: two timers, a killed one, or one
that was down for a week do nothing twice (docs/timer.md).
"""

import logging
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, TypeVar
from uuid import UUID

from django.conf import settings
from django.utils import timezone

from jianfa.acceptance.actions import draw_look_backs, note_doubts, write_off
from jianfa.acceptance.queries import ripe_for_write_off
from jianfa.calendar.queries import forget, is_working
from jianfa.cli.proof.whole import Tally, verify
from jianfa.intake.actions import keep_themes
from jianfa.intake.actions.surveys import remind_survey
from jianfa.intake.queries.surveys import surveys_to_remind
from jianfa.journal.actions import Stale, checkpoint, export_notes, record_findings
from jianfa.journal.models import Event
from jianfa.journal.queries import latest_checkpoint, trusted_keys
from jianfa.journal.replay import Finding
from jianfa.journal.rules import CHECKPOINT_EVERY
from jianfa.kit.signing import NoSigningKey
from jianfa.ledger.actions import sign_for
from jianfa.ledger.models import Campaign, Problem, ProblemQuerySet
from jianfa.ledger.queries import LISTED_WITH, ripe_for_signing
from jianfa.notices.actions import begin_reading, collect, deliver, make_digests, make_group_messages
from jianfa.notices.models import Cursor
from jianfa.notices.rules import is_office_time
from jianfa.organisations.models import TIMER
from jianfa.organisations.policy import Refused
from jianfa.portal.actions.taking import begin_reading as begin_portal
from jianfa.portal.actions.taking import put_aside, renew_cards, renew_units, take_in, take_word
from jianfa.portal.models import Feedback, Submission
from jianfa.supervision.actions import note_lights, remind, resume
from jianfa.supervision.queries import due_reminders, ripe_for_review

PAGE = 100
BEAT, PROOF = "timer", "proof"
PUBLICATIONS = ("approve", "call_lot")
"""Verbs after which something is publicised, candidates of a lot too: it is sealed before the ten minutes are over."""
NIGHTLY_HOUR = 2

logger = logging.getLogger(__name__)
Item = TypeVar("Item")
Now = Callable[[], datetime]


@dataclass
class Round:
    """What one round has done: step → how many."""

    done: dict[str, int] = field(default_factory=dict)
    failed: int = 0

    def __str__(self) -> str:
        return ", ".join(f"{name} {n}" for name, n in self.done.items() if n)


def make_round(now: Now = timezone.now) -> Round:
    """Do everything that is due once; a step that fails as a whole is logged, and the next one is done."""
    found = Round()
    forget()  # the calendar may have been changed since the last round
    begin_reading()  # before the first step writes: what this very round does is told
    for name, step in STEPS.items():
        try:
            found.done[name] = step(now, found)
        except Exception:  # the database away in one step: the others, and the next round, go on
            logger.exception("the timer's step %s failed", name)
            found.failed += 1
    Cursor.objects.update_or_create(name=BEAT, defaults={"at": now()})
    return found


def each(items: Iterable[Item], act: Callable[[Item], object], found: Round) -> int:
    """Act on every item; one that is refused or was somebody else's is passed over, a broken one is logged."""
    done = 0
    for item in items:
        try:
            act(item)
        except (Refused, Stale) as passed:
            logger.info("passed over %s: %s", key_of(item), passed)
        except Exception:
            logger.exception("the timer could not do %s", key_of(item))
            found.failed += 1
        else:
            done += 1
    return done


def key_of(item: object) -> object:
    """Return what the log calls an item by: an id, never a title."""
    return getattr(getattr(item, "problem", item), "pk", "?")


def pages(problems: ProblemQuerySet) -> Iterator[Problem]:
    """Yield problems by key, a page at a time: what is done drops out, what is refused does not come back."""
    after: UUID | None = None
    while True:
        some = problems if after is None else problems.filter(pk__gt=after)
        page = list(some.select_related(*LISTED_WITH).order_by("pk")[:PAGE])
        yield from page
        if len(page) < PAGE:
            return
        after = page[-1].pk


def _by_calendar(ripe: Callable[..., ProblemQuerySet], verb: Callable[..., Any]) -> Callable[[Now, Round], int]:
    def step(now: Now, found: Round) -> int:
        problems = pages(ripe(timezone.localdate(now())))
        return each(problems, lambda problem: verb(problem, actor=TIMER, at=now()), found)

    return step


def _note_lights(now: Now, found: Round) -> int:
    """Note the lights of each open campaign on the first round of a day; asked again it finds that it was done."""
    begun, campaigns = now(), Campaign.objects.filter(state=Campaign.State.OPEN)
    noted: list[Event] = []
    each(campaigns, lambda campaign: noted.append(note_lights(campaign, actor=TIMER, at=now())), found)
    return sum(event.at >= begun for event in noted)


def _seal(now: Now, found: Round) -> int:
    """Make a checkpoint when the last one is ten minutes old, or something was publicised since."""
    last, at = latest_checkpoint(), now()
    is_young = last is not None and at - last.at < CHECKPOINT_EVERY
    if last and is_young and not Event.objects.filter(verb__in=PUBLICATIONS, at__gt=last.at).exists():
        return 0
    try:
        made = checkpoint(at=at)
    except NoSigningKey as error:  # sealed by somebody else with `jianfa checkpoint`, or not at all: the doctor says so
        logger.info("no checkpoint: %s", error)
        made = None
    if settings.CHECKPOINT_DIR is not None:
        differing = export_notes(settings.CHECKPOINT_DIR)
        record_findings([Finding("X-fork", "checkpoint", "", None, name) for name in differing], at=now())
    return int(made is not None)


def _prove(now: Now, found: Round) -> int:
    """Verify everything once a night, in the first round after two o'clock, and put on record what is found."""
    at = timezone.localtime(now())
    if at.hour < NIGHTLY_HOUR:
        return 0
    cursor, is_new = Cursor.objects.get_or_create(name=PROOF, defaults={"at": now()})
    if is_new or (cursor.at and timezone.localdate(cursor.at) >= at.date()):
        return 0  # a new installation is verified from its first night on
    Cursor.objects.filter(name=PROOF).update(at=now())
    return int(record_findings(list(verify(trusted_keys(), Tally())), at=now()) is not None)


def _look_back(now: Now, found: Round) -> int:
    """Draw what is looked back at, for each campaign what has come of age since its last draw."""
    drawn: list[Event | None] = []
    campaigns = Campaign.objects.exclude(state=Campaign.State.PREPARING)
    each(campaigns, lambda campaign: drawn.append(draw_look_backs(campaign, actor=TIMER, at=now())), found)
    return sum(event is not None for event in drawn)


def _portal(now: Now, found: Round) -> int:
    """Take in what came from outside, and tell the holders of receipt codes what became of it."""
    begin_portal()  # before anything is taken in: what happens to it from now on is told
    renew_units()
    taken = _inbox(Submission, take_in, now, found) + _inbox(Feedback, take_word, now, found)
    return taken + renew_cards(now())


def _inbox(kind: type[Submission] | type[Feedback], take: Callable[..., object], now: Now, found: Round) -> int:
    def act(row: Submission | Feedback) -> None:
        try:
            take(row, actor=TIMER, at=now())
        except Refused as refused:
            put_aside(row, str(refused.sentence), now())
            raise

    waiting: list[Submission | Feedback] = list(kind.objects.filter(taken_at=None).order_by("sent_at", "pk")[:PAGE])
    return each(waiting, act, found)


def _themes(now: Now, found: Round) -> int:
    """Work themes out again where demands have come in, as long as they are few (docs/similarity.md)."""
    made: list[object] = []
    campaigns = Campaign.objects.filter(state=Campaign.State.OPEN)
    each(campaigns, lambda campaign: made.append(keep_themes(campaign, at=now())), found)
    return sum(run is not None for run in made)


def _remind(now: Now, found: Round) -> int:
    if not _is_office_time(now()):
        return 0
    due = due_reminders(timezone.localdate(now()), PAGE)
    return each(due, lambda one: remind(one, actor=TIMER, at=now()), found)


def _remind_surveys(now: Now, found: Round) -> int:
    if not _is_office_time(now()):
        return 0
    due = surveys_to_remind(timezone.localdate(now()))
    return each(due, lambda survey: remind_survey(survey, actor=TIMER, at=now()), found)


def _outbox(make: Callable[..., int]) -> Callable[[Now, Round], int]:
    return lambda now, _found: make(at=now()) if _is_office_time(now()) else 0


def _deliver(now: Now, _found: Round) -> int:
    return deliver(now=now) if _is_office_time(now()) else 0


def _is_office_time(at: datetime) -> bool:
    return is_office_time(timezone.localtime(at), settings.OFFICE_HOURS, is_working)


STEPS: dict[str, Callable[[Now, Round], int]] = {
    "sign_for": _by_calendar(ripe_for_signing, sign_for),
    "resume": _by_calendar(ripe_for_review, resume),
    "write_off": _by_calendar(ripe_for_write_off, write_off),
    "look_back": _look_back,
    "lights": _note_lights,
    "portal": _portal,
    "seal": _seal,
    "prove": _prove,
    "remind": _remind,
    "surveys": _remind_surveys,
    "doubts": lambda now, _found: note_doubts(at=now()),
    "themes": _themes,
    "tell": lambda now, _found: collect(at=now()),
    "digest": _outbox(make_digests),
    "group": _outbox(make_group_messages),
    "deliver": _deliver,
}
"""In this order: what ripens today is told today."""
