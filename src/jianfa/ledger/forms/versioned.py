"""A form for one verb on one thing that counts its versions: a supervision paper, an instruction, a session."""

from datetime import datetime
from typing import Any, ClassVar, Protocol

from django import forms
from django.utils.functional import Promise

from jianfa.journal.actions import Stale
from jianfa.journal.models import Event
from jianfa.organisations.models import Post
from jianfa.organisations.policy import Refused


class Versioned(Protocol):
    """What has a version that grows with every change."""

    version: Any


class VersionedForm(forms.Form):
    """One verb by the holder of one post; ``version`` is the thing's as it was shown, an older one is stale."""

    verb: ClassVar[str] = ""
    name: ClassVar[Promise]
    question: ClassVar[Promise | str] = ""
    """The sentence above the form: what happens then."""

    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, data: Any = None, *, thing: Versioned, post: Post) -> None:
        self.thing, self.post = thing, post
        super().__init__(data, use_required_attribute=False)
        self.initial = {"version": thing.version, **self.prefilled()}
        self.prepare()

    def prefilled(self) -> dict[str, Any]:
        """Return what the form says before anything is typed."""
        return {}

    def prepare(self) -> None:
        """Add the fields that depend on the thing."""

    @property
    def heading(self) -> str:
        return str(self.name)

    def act(self, at: datetime) -> Event:
        """Call the action with what was typed."""
        raise NotImplementedError

    def perform(self, at: datetime) -> Event:
        """Carry the verb out; raise Stale when the thing has changed since the form was shown."""
        seen = self.cleaned_data.get("version")
        if seen is not None and seen != self.thing.version:
            raise Stale
        return self.act(at)

    def takes(self) -> list[str]:
        """Return the names of the fields a program may send."""
        return [name for name in self.fields if name != "version"]

    def take(self, refused: Refused) -> None:
        """Put a refusal beside the field it is about; what was typed stays."""
        self.add_error(refused.field if refused.field in self.fields else None, str(refused.sentence))
