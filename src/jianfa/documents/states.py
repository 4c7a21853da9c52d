"""Which papers there are, and what each is for; data only."""

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Kind(models.TextChoices):
    """The papers of one problem, in the order in which they come about."""

    APPLICATION = "application", pgettext_lazy("paper", "application for write-off")
    CHECK = "check", pgettext_lazy("paper", "verification record")
    OPINION = "opinion", pgettext_lazy("paper", "acceptance opinion")
    NOTICE = "notice", pgettext_lazy("paper", "publicity notice")
    CERTIFICATE = "certificate", pgettext_lazy("paper", "certificate of the write-off")
    CATALOGUE = "catalogue", pgettext_lazy("paper", "archive catalogue")


PURPOSES: dict[str, Promise] = {
    Kind.APPLICATION: _("What was done and how each criterion was met; the head of the unit signs."),
    Kind.CHECK: _("One sheet a member, criterion by criterion. Until a member has recorded it is a form to fill in."),
    Kind.OPINION: _("What the panel found, what the county union says, and the decision with its number."),
    Kind.NOTICE: _("What is made known, until when, and how to object."),
    Kind.CERTIFICATE: _("Proof for others: the entry, its digest, the checkpoint, and a code to check it by."),
    Kind.CATALOGUE: _("What stands in the file of this problem: papers, evidence, and what happened."),
}


class Format(models.TextChoices):
    """How a paper is taken."""

    PDF = "pdf", "PDF"
    DOCX = "docx", "Word"


MEDIA_TYPES = {
    Format.PDF.value: "application/pdf",
    Format.DOCX.value: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}
ZIP = "application/zip"
