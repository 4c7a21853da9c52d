"""Send what is in the outbox: take a lease, send, note it. Killed in between, it is sent again as the same message."""

import json
import logging
import smtplib
from collections.abc import Callable
from datetime import datetime, timedelta
from urllib.error import URLError
from urllib.request import HTTPRedirectHandler, Request, build_opener
from uuid import UUID

from django.conf import settings
from django.core.mail import EmailMessage
from django.db.models import F, Q
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from jianfa.journal.queries import latest_checkpoint
from jianfa.notices.models import Delivery
from jianfa.notices.queries.centre import lines_of, path_of, preference_of
from jianfa.notices.queries.robots import SHOWN_LIGHTS, Configured, configured_robots
from jianfa.notices.rules import next_attempt, robot_request, was_accepted
from jianfa.organisations.models import Person
from jianfa.supervision.queries import WORDS
from jianfa.supervision.rules.lights import Light

LEASE = timedelta(minutes=5)
"""Longer than a mail can take: ten seconds for each answer of the server (settings.EMAIL_TIMEOUT)."""
PAGE = 50
HTTP_SECONDS = 10
LONGEST_ANSWER = 10_000

logger = logging.getLogger(__name__)
Now = Callable[[], datetime]


class NotSent(Exception):
    """The message was not taken; ``is_final`` when trying again is of no use, ``is_ours`` when nothing goes out."""

    def __init__(self, sentence: str, *, is_final: bool = False, is_ours: bool = False) -> None:
        self.sentence, self.is_final, self.is_ours = sentence, is_final, is_ours
        super().__init__(sentence)


def deliver(*, now: Now) -> int:
    """Send what is due, the oldest first; return how many went out. A server that is away ends its channel's turn."""
    sent, closed, seen = 0, set[str](), set[UUID]()
    while rows := _due(now(), closed, seen):
        for row in rows:
            seen.add(row.pk)
            if row.channel in closed or not _lease(row, now()):
                continue
            try:
                SENDERS[row.channel](row, now())
            except NotSent as failure:
                _note_failure(row, failure, now())
                if failure.is_ours:
                    closed.add(row.channel)
            except Exception:
                logger.exception("delivery %s failed", row.pk)
                _note_failure(row, NotSent(_("A fault in the system stopped it; its log says why.")), now())
            else:
                sent += _write(row, state=Delivery.State.SENT, sent_at=now(), leased_until=None, sentence="")
    return sent


def _due(at: datetime, closed: set[str], seen: set[UUID]) -> list[Delivery]:
    free = Q(state=Delivery.State.WAITING, next_at__lte=at) | Q(state=Delivery.State.SENDING, leased_until__lt=at)
    rows = Delivery.objects.filter(free).exclude(channel__in=closed).exclude(pk__in=seen)
    return list(rows.select_related("person").order_by("next_at", "pk")[:PAGE])


def _lease(row: Delivery, at: datetime) -> bool:
    """Take the message by compare-and-set; False when somebody else was faster."""
    taken = Delivery.objects.filter(pk=row.pk, state=row.state, attempts=row.attempts).update(
        state=Delivery.State.SENDING, attempts=F("attempts") + 1, leased_until=at + LEASE
    )
    row.state, row.attempts = Delivery.State.SENDING, row.attempts + 1
    return bool(taken)


def _write(row: Delivery, **values: object) -> int:
    """Note what came of it, if the lease is still ours."""
    return Delivery.objects.filter(pk=row.pk, state=Delivery.State.SENDING, attempts=row.attempts).update(**values)


def _note_failure(row: Delivery, failure: NotSent, at: datetime) -> None:
    failures = row.failures + 1
    again = None if failure.is_final else next_attempt(failures, at)
    state = Delivery.State.WAITING if again else Delivery.State.FAILED
    _write(row, state=state, failures=failures, next_at=again or at, leased_until=None, sentence=failure.sentence[:500])


# E-mail ------------------------------------------------------------------------------------------------------


def send_mail(row: Delivery, at: datetime) -> None:
    """Send a digest; raise NotSent with a sentence for the administrator."""
    person = row.person
    assert person is not None
    wishes = preference_of(person)
    if not wishes.email:
        raise NotSent(_("The person has taken the e-mail address away."), is_final=True)
    with translation.override(person.language or settings.LANGUAGE_CODE):
        message = digest_message(row, person, wishes.email)
    try:
        message.send()
    except smtplib.SMTPRecipientsRefused as error:
        code, words = next(iter(error.recipients.values()))
        sentence = _("The mail server refused the address: %(words)s") % {"words": _text(words)}
        raise NotSent(sentence, is_final=code >= 500) from error
    except smtplib.SMTPAuthenticationError as error:
        raise NotSent(_("The mail server refuses our user name or password."), is_ours=True) from error
    except smtplib.SMTPResponseException as error:
        sentence = _("The mail server answered %(code)s: %(words)s")
        raise NotSent(sentence % {"code": error.smtp_code, "words": _text(error.smtp_error)}) from error
    except (smtplib.SMTPException, OSError) as error:
        sentence = _("The mail server %(host)s cannot be reached: %(error)s")
        raise NotSent(sentence % {"host": settings.EMAIL_HOST, "error": error}, is_ours=True) from error


def _text(words: object) -> str:
    return words.decode(errors="replace") if isinstance(words, bytes) else str(words)


def digest_message(row: Delivery, person: Person, address: str) -> EmailMessage:
    """Return the digest: kind, number, date and link of each notice; a title only where it is not sensitive."""
    notices = list(row.notices.select_related("post__unit", "post__person").order_by("created_at", "pk"))
    entries = [{"line": line, "url": settings.ADDRESS + path_of(line.notice)} for line in lines_of(notices)]
    context = {
        "person": person, "day": row.day, "entries": entries, "checkpoint": latest_checkpoint(),
        "address": settings.ADDRESS,
        "settings_url": settings.ADDRESS + reverse("notice_settings"),
    }  # fmt: skip
    subject = _("Jianfa: %(n)s notices, %(day)s") % {"n": len(notices), "day": row.day.isoformat()}
    body = render_to_string("notices/digest.txt", context)
    return EmailMessage(subject, body, to=[address], headers={"Message-ID": row.message_id})


# Robots ------------------------------------------------------------------------------------------------------


def send_message(row: Delivery, at: datetime) -> None:
    """Send a robot's counts; raise NotSent with a sentence for the administrator."""
    robot = configured_robots().get(row.robot)
    if robot is None:
        raise NotSent(_("The robot is no longer in the settings of the server."), is_final=True)
    with translation.override(settings.LANGUAGE_CODE):
        text = group_text(row)
    post(robot, text, at)


def group_text(row: Delivery) -> str:
    """Return what a group is told: how many of each light, and where to look. Never a unit, a title or a person."""
    counts = _(", ").join(f"{WORDS[Light(light)]} {row.counts[light]}" for light in SHOWN_LIGHTS if light in row.counts)
    return _("Problem list %(day)s: %(counts)s. %(link)s") % {
        "day": row.day.isoformat(), "counts": counts, "link": settings.ADDRESS + "/",
    }  # fmt: skip


class _NoRedirect(HTTPRedirectHandler):
    """A robot's address that leads elsewhere is not followed: the text would go to somebody else."""

    def redirect_request(self, *_args: object, **_kwargs: object) -> None:
        return None


def post(robot: Configured, text: str, at: datetime) -> None:
    """Send a text to a robot; raise NotSent."""
    address, body = robot_request(robot.kind, robot.address, robot.secret, text, at)
    if not address.startswith("https://") and not settings.LOCAL:
        raise NotSent(_("The robot's address does not begin with https."), is_final=True)
    data = json.dumps(body, ensure_ascii=False).encode()
    request = Request(address, data, {"Content-Type": "application/json; charset=utf-8"})  # noqa: S310  asked above
    try:
        with build_opener(_NoRedirect).open(request, timeout=HTTP_SECONDS) as response:
            answer = json.loads(response.read(LONGEST_ANSWER))
    except (URLError, OSError) as error:
        sentence = _("The robot at %(host)s cannot be reached: %(error)s")
        raise NotSent(sentence % {"host": robot.host, "error": getattr(error, "reason", error)}) from error
    except ValueError as error:
        raise NotSent(_("The robot at %(host)s gave no answer of a robot.") % {"host": robot.host}) from error
    if not isinstance(answer, dict) or not was_accepted(answer):
        said = answer.get("errmsg") or answer.get("msg") if isinstance(answer, dict) else answer
        raise NotSent(_("The robot refused the message: %(words)s") % {"words": str(said)[:200]})


SENDERS: dict[str, Callable[[Delivery, datetime], None]] = {"mail": send_mail, "robot": send_message}
