"""What an effect, a service, a petition and a grant can be: words only."""

from django.db.models import TextChoices
from django.utils.translation import pgettext_lazy


class EffectState(TextChoices):
    AWAITED = "awaited", pgettext_lazy("effect", "awaited")
    CONFIRMED = "confirmed", pgettext_lazy("effect", "confirmed")
    NOT_YET = "not_yet", pgettext_lazy("effect", "not yet")
    WAIVED = "waived", pgettext_lazy("effect", "waived")
    MOVED = "moved", pgettext_lazy("effect", "awaited with the problem split off")


OPEN_EFFECTS = (EffectState.AWAITED, EffectState.NOT_YET)
"""While a row is one of these, the problem cannot be applied for."""


class Helped(TextChoices):
    HELPED = "helped", pgettext_lazy("service", "it helped")
    PARTLY = "partly", pgettext_lazy("service", "it helped in part")
    NOT = "not", pgettext_lazy("service", "it did not help")


class LetterForm(TextChoices):
    REQUEST = "request", pgettext_lazy("petition", "request to a superior body")
    LETTER = "letter", pgettext_lazy("petition", "letter to a body of equal rank")


class PetitionState(TextChoices):
    DRAFTED = "drafted", pgettext_lazy("petition", "drafted")
    SIGNED = "signed", pgettext_lazy("petition", "signed, to be sent")
    SENT = "sent", pgettext_lazy("petition", "sent, awaits the reply")
    REPLIED = "replied", pgettext_lazy("petition", "replied")
    DROPPED = "dropped", pgettext_lazy("petition", "dropped")


SIGNED_ON = (PetitionState.SIGNED, PetitionState.SENT, PetitionState.REPLIED)
SENT_ON = (PetitionState.SENT, PetitionState.REPLIED)


class Result(TextChoices):
    GRANTED = "granted", pgettext_lazy("petition", "granted")
    PARTLY = "partly", pgettext_lazy("petition", "granted in part")
    REFUSED = "refused", pgettext_lazy("petition", "refused")


class QuotaKind(TextChoices):
    LEADERSHIP_POST = "leadership_post", pgettext_lazy("quota", "leadership post")
    STAFF_SLOT = "staff_slot", pgettext_lazy("quota", "staff slot")
    DEPARTMENT = "department", pgettext_lazy("quota", "internal department")
