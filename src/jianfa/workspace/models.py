"""What a person keeps for the pages: saved views of the list."""

from typing import ClassVar
from uuid import uuid4

from django.db import models
from django.utils.translation import gettext_lazy as _

from jianfa.organisations.models import Person


class SavedView(models.Model):
    """A query string under a name, for one person.

    Not journalled: a personal setting like a bookmark. It holds no business fact, gives no right (the list always
    starts from what the post may see) and may be thrown away.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    person = models.ForeignKey(Person, models.CASCADE, related_name="saved_views")
    name = models.CharField(_("name of the view"), max_length=30)
    query = models.CharField(max_length=2000)

    objects: ClassVar[models.Manager["SavedView"]] = models.Manager()

    class Meta:
        ordering = ("name",)
        constraints = (models.UniqueConstraint(fields=["person", "name"], name="saved_view_once"),)

    def __str__(self) -> str:
        return self.name
