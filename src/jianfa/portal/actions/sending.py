"""The two things that can be done from outside: leave a demand, say something of its answer. Rows are only added."""

from dataclasses import dataclass
from datetime import datetime
from uuid import uuid5

from django.conf import settings
from django.db import IntegrityError, models, transaction

from jianfa.portal.models import PORTAL_ID, Feedback, Submission
from jianfa.portal.rules import digest_of, receipt_code, to_the_hour


@dataclass(frozen=True)
class Sent:
    """A demand as typed; ``key`` is the form's own, drawn when it was shown."""

    key: str
    unit_code: str
    text: str
    contact: str = ""
    wants_city: bool = False
    urgent: str = ""


def send(sent: Sent, at: datetime) -> str:
    """Put a demand into the inbox and return its receipt code; the same form sent twice is one demand."""
    key = f"{sent.key}\n{sent.unit_code}\n{sent.wants_city}\n{sent.contact}\n{sent.text}"
    code = receipt_code(settings.SECRET_KEY.encode(), key)
    _add(
        Submission(
            id=uuid5(PORTAL_ID, code), digest=digest_of(code), sent_at=to_the_hour(at), unit_code=sent.unit_code,
            text=sent.text, contact=sent.contact, wants_city=sent.wants_city, urgent=sent.urgent,
        )
    )  # fmt: skip
    return code


def say(code: str, said: str, text: str, at: datetime) -> None:
    """Leave word about an answer; the same word twice is one."""
    digest = digest_of(code)
    row_id = uuid5(PORTAL_ID, f"{digest}:{said}:{text}")
    _add(Feedback(id=row_id, digest=digest, sent_at=to_the_hour(at), said=said, text=text))


def _add(row: models.Model) -> None:
    """Add a row; one that is there already was sent before."""
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:
        return
