"""What a worker sees a demand is at, what is urgent, and what can be said back. Data only."""

from django.db.models import TextChoices
from django.utils.translation import pgettext_lazy


class Seen(TextChoices):
    """The state of a demand in a worker's words; several states inside are one of these."""

    RECEIVED = "received", pgettext_lazy("state for the worker", "received, waiting for an answer")
    IN_HAND = "in_hand", pgettext_lazy("state for the worker", "put on the problem list and being worked on")
    ANSWERED = "answered", pgettext_lazy("state for the worker", "answered")
    PASSED_ON = "passed_on", pgettext_lazy("state for the worker", "passed on to the office in charge")
    SOLVED = "solved", pgettext_lazy("state for the worker", "solved and struck off the list")
    DECLINED = "declined", pgettext_lazy("state for the worker", "not accepted")
    CLOSED = "closed", pgettext_lazy("state for the worker", "closed")


class Urgent(TextChoices):
    """What puts a hotline on top of the page; the order is that of danger."""

    SELF_HARM = "self_harm", pgettext_lazy("urgent", "thoughts of self-harm")
    DANGER = "danger", pgettext_lazy("urgent", "danger")
    INJURY = "injury", pgettext_lazy("urgent", "injury at work")
    WAGES = "wages", pgettext_lazy("urgent", "wages")


class Said(TextChoices):
    """What a worker says of the answer."""

    SATISFIED = "satisfied", pgettext_lazy("of an answer", "satisfied")
    MOSTLY = "mostly", pgettext_lazy("of an answer", "mostly satisfied")
    NOT = "not", pgettext_lazy("of an answer", "not satisfied")
    APPEAL = "appeal", pgettext_lazy("of an answer", "please look at it again")


RATED = (Seen.ANSWERED, Seen.PASSED_ON, Seen.SOLVED, Seen.DECLINED, Seen.CLOSED)
"""Something has been said to the worker, who may say how it was."""
