"""Put into the outbox: a digest for each person, counts for each robot; at most one a working day, in office hours."""

import logging
from collections.abc import Iterator
from datetime import date, datetime
from email.utils import parseaddr
from urllib.parse import urlsplit
from uuid import UUID, uuid4

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone

from jianfa.notices.models import Delivery, Notice
from jianfa.notices.queries.robots import Configured, group_counts, robots_on
from jianfa.organisations.models import Person

logger = logging.getLogger(__name__)
PAGE = 100


def make_digests(*, at: datetime) -> int:
    """Make today's digest of everybody who has something to be mailed and got none today; return how many."""
    if not settings.EMAIL_HOST:
        return 0
    today, made = timezone.localdate(at), 0
    for person in _waiting(today):
        try:
            made += _digest(person, today, at)
        except Exception:  # one person's digest does not keep the others from theirs
            logger.exception("the digest of %s could not be made", person)
    return made


def _waiting(today: date) -> Iterator[UUID]:
    to_mail = Notice.objects.filter(person=OuterRef("pk"), is_mailed=True, delivery=None, read_at=None)
    has_today = Delivery.objects.filter(person=OuterRef("pk"), day=today)
    people = Person.objects.filter(Exists(to_mail), ~Exists(has_today)).order_by("pk").values_list("pk", flat=True)
    after: UUID | None = None
    while page := list((people.filter(pk__gt=after) if after else people)[:PAGE]):
        yield from page
        after = page[-1]


def _digest(person: UUID, today: date, at: datetime) -> int:
    """Make one digest and bind its notices to it, together or not at all; the day's second one is refused."""
    try:
        with transaction.atomic():
            row = _delivery(Delivery.Channel.MAIL, today, at, person_id=person)
            row.save(force_insert=True)
            return bool(
                Notice.objects.filter(person=person, is_mailed=True, delivery=None, read_at=None).update(delivery=row)
            )
    except IntegrityError:
        return 0  # another timer was faster


def make_group_messages(*, at: datetime) -> int:
    """Make today's message of every robot that is on, if there is anything to count; return how many."""
    robots = robots_on()
    if not robots:
        return 0
    today = timezone.localdate(at)
    have = set(Delivery.objects.filter(day=today).exclude(robot="").values_list("robot", flat=True))
    missing = [robot for robot in robots if robot.name not in have]
    counts = group_counts(today) if missing else {}
    return sum(_message(robot, counts, today, at) for robot in missing) if counts else 0


def _message(robot: Configured, counts: dict[str, int], today: date, at: datetime) -> int:
    try:
        with transaction.atomic():
            _delivery(Delivery.Channel.ROBOT, today, at, robot=robot.name, counts=counts).save(force_insert=True)
    except IntegrityError:
        return 0
    return 1


def _delivery(channel: Delivery.Channel, today: date, at: datetime, **to: object) -> Delivery:
    key = uuid4()
    return Delivery(id=key, channel=channel, day=today, next_at=at, message_id=f"<{key}@{_domain()}>", **to)


def _domain() -> str:
    """Return what stands behind the @ of a Message-ID: the sender's domain, else the host of the pages."""
    return (
        parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2] or urlsplit(settings.ADDRESS).hostname or "local"
    )
