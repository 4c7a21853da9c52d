"""The three classes of on time (DESIGN §4). Data only."""

from django.db.models import TextChoices
from django.utils.translation import pgettext_lazy


class OnTime(TextChoices):
    """When the application that was finally accepted was made."""

    ORIGINAL = "original", pgettext_lazy("on time", "within the original term")
    EXTENDED = "extended", pgettext_lazy("on time", "within a granted extension")
    OVERDUE = "overdue", pgettext_lazy("on time", "overdue")
