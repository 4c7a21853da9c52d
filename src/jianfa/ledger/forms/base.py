"""What every form of a verb has in common. Forms read what was typed; every rule stands in the action."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any, ClassVar
from uuid import UUID, uuid4

from django import forms
from django.db import models
from django.db.models import QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from jianfa.journal.actions import Repeated, Stale, carried_out, once
from jianfa.journal.models import Event
from jianfa.ledger.models import Criterion, Problem
from jianfa.ledger.states import MOVES
from jianfa.organisations.models import Post, Proposal, Unit, UnitKind
from jianfa.organisations.policy import Refused

UNION_KINDS = (UnitKind.FEDERATION, UnitKind.DEPARTMENT, UnitKind.COUNTY_UNION)
ASKED_KINDS = (UnitKind.PARTY_GOV, UnitKind.SUPERIOR_UNION)

Registry = Mapping[str, "type[VerbForm]"]
MORE_ROWS = 3


class VerbForm(forms.Form):
    """One verb on one problem, typed by the holder of one post.

    ``version`` is the problem's as it was when the form was shown: an older one is refused as stale. ``idem``
    is made once for each form shown, so that a double click writes once.
    """

    verb: ClassVar[str] = ""
    name: ClassVar[str | Promise] = ""
    """The heading, where the verb is not in the table of moves."""
    texts: ClassVar[tuple[str, ...]] = ()
    """Fields whose wording a proposal keeps apart from its plain values."""
    needs_recent_login: ClassVar[bool] = False
    has_files: ClassVar[bool] = False
    groups_first: ClassVar[bool] = False
    """Fields grouped by criterion stand before the others."""
    recalculates: ClassVar[str | Promise] = ""
    """The word on a button that works the form out anew and writes nothing."""
    fills_from: ClassVar[str | Promise] = gettext_lazy("Fill in from the class")

    version = forms.IntegerField(required=False, widget=forms.HiddenInput)
    idem = forms.UUIDField(required=False, widget=forms.HiddenInput)

    def __init__(
        self, data: Any = None, files: Any = None, *, problem: Problem, post: Post, registry: Registry | None = None,
        initial: Mapping[str, Any] | None = None, prefix: str | None = None,
    ) -> None:  # fmt: skip
        self.problem, self.post, self.registry = problem, post, registry or {}
        super().__init__(data, files, prefix=prefix, use_required_attribute=False)
        self.initial = {"version": problem.version, "idem": uuid4(), **self.prefilled(), **(initial or {})}
        self.prepare()

    def prefilled(self) -> dict[str, Any]:
        """Return what the form says before anything is typed."""
        return {}

    def prepare(self) -> None:
        """Add the fields that depend on the problem."""

    @property
    def heading(self) -> str:
        name = str(self.name or MOVES[self.verb].name)
        return name[:1].upper() + name[1:]

    @property
    def rows(self) -> "forms.BaseFormSet[forms.Form] | None":
        """Repeated rows, where a form has them."""
        return None

    def templates(self) -> Sequence[models.Model]:
        """Return what the form may be filled in from."""
        return ()

    def fill_from(self, template: Any) -> None:
        """Fill in what a template says."""
        raise NotImplementedError

    def recalculate(self) -> None:
        """Work out anew what follows from what was typed."""
        raise NotImplementedError

    def groups(self) -> Iterable[tuple[Criterion, list[forms.BoundField]]]:
        """Return fields that belong together, by criterion, where a form has them."""
        return ()

    def others(self) -> list[forms.BoundField]:
        """Return the visible fields that belong to no group."""
        grouped = {field.name for _criterion, fields in self.groups() for field in fields}
        return [field for field in self.visible_fields() if field.name not in grouped]

    def asks_password(self) -> bool:
        """Say whether the act weighs so much that the password is asked for when the login is not recent."""
        return self.needs_recent_login

    def is_valid(self) -> bool:
        rows = self.rows
        rows_valid = rows is None or rows.is_valid()
        return super().is_valid() and rows_valid

    def decided_fields(self) -> dict[str, forms.Field]:
        """Return what whoever decides on a proposal of this verb must say, beyond yes."""
        return {}

    def warning(self) -> str:
        """Return a sentence for whoever decides about what was typed; "" where there is nothing to warn of."""
        return ""

    def check_paper(self, day: date) -> None:
        """Raise Refused when a decision of that day on paper could not have been this one."""

    def act(self, at: datetime, proposal: Proposal | None = None) -> Event:
        """Call the action with what was typed."""
        raise NotImplementedError

    def perform(self, at: datetime, idem: str | None = None) -> Event:
        """Carry the verb out once; raise Stale when the problem has changed since the form was shown."""
        try:
            with once(idem or self.token()):
                seen = self.cleaned_data.get("version")
                if seen is not None and seen != self.problem.version:
                    raise Stale
                return self.act(at)
        except Repeated as repeated:
            return repeated.event

    def token(self) -> str | None:
        """Return what tells this request from every other; bound to the person who sends it."""
        try:
            token = UUID(str(self.data.get(self.add_prefix("idem"))))
            return f"{self.post.person_id}/{self.problem.pk}/{self.verb}/{token}"
        except ValueError:
            return None

    def earlier(self) -> Event | None:
        """Return what this very request wrote when it was sent before; by now its values may no longer fit."""
        token = self.token()
        return carried_out(token) if token else None

    def take(self, refused: Refused) -> None:
        """Put a refusal beside the field it is about; what was typed stays."""
        self.add_error(refused.field if refused.field in self.fields else None, str(refused.sentence))

    def refresh(self) -> None:
        """Let the same text be sent again knowingly, after the person has seen the newer state."""
        self.data = copied(self.data, {self.add_prefix("version"): str(self.problem.version)})

    def values(self) -> tuple[dict[str, Any], dict[str, str]]:
        """Return what was typed as plain values and wordings, as a proposal keeps them."""
        names = [name for name in self.fields if name not in {"version", "idem"}]
        plain = {name: stored(self.cleaned_data.get(name)) for name in names if not self.is_text(name)}
        return plain, {name: str(self.cleaned_data.get(name) or "") for name in names if self.is_text(name)}

    def is_text(self, name: str) -> bool:
        return name in self.texts


class WithRows(forms.Form):
    """Repeated rows in a form: some blank ones, and more on request, with or without JavaScript."""

    post: Post
    row_form: ClassVar[type[forms.Form]]
    rows_name: ClassVar[str] = "rows"
    blank_rows: ClassVar[int] = 2
    most_rows: ClassVar[int] = 100

    def __init__(self, data: Any = None, *args: Any, **kwargs: Any) -> None:
        super().__init__(data, *args, **kwargs)
        self._rows: forms.BaseFormSet[forms.Form] = self._make_rows(data)

    def _make_rows(self, data: Any) -> "forms.BaseFormSet[forms.Form]":
        factory = forms.formset_factory(self.row_form, extra=self.blank_rows, max_num=self.most_rows, absolute_max=300)
        kwargs = self.row_kwargs()
        if data is not None:
            return factory(data, prefix=self.rows_name, form_kwargs=kwargs)
        return factory(initial=list(self.row_values()), prefix=self.rows_name, form_kwargs=kwargs)

    @property
    def rows(self) -> "forms.BaseFormSet[forms.Form]":
        return self._rows

    def row_kwargs(self) -> dict[str, Any]:
        """Return what every row is told when it is made."""
        return {"post": self.post} if getattr(self.row_form, "wants_post", False) else {}

    def row_values(self) -> Sequence[Mapping[str, Any]]:
        """Return what the rows say before anything is typed."""
        return ()

    def more(self) -> None:
        """Offer more blank rows; what was typed stays as it is, unchecked."""
        key = f"{self.rows_name}-TOTAL_FORMS"
        typed = str(self.data.get(key, ""))
        total = min(int(typed) if typed.isdecimal() else 0, self.most_rows - MORE_ROWS) + MORE_ROWS
        self.data = copied(self.data, {key: str(total)})
        self._rows = self._make_rows(self.data)

    def filled(self) -> list[forms.Form]:
        """Return the rows in which something was typed."""
        return [row for row in self._rows.forms if row.has_changed() and any(row.cleaned_data.values())]

    def take_in_row(self, refused: Refused) -> bool:
        """Put a refusal about "measure-2" beside the second row that was filled in; say whether it was about one."""
        kind, _dash, n = (refused.field or "").rpartition("-")
        filled = self.filled()
        if not kind or not n.isdecimal() or not 0 < int(n) <= len(filled):
            return False
        filled[int(n) - 1].add_error(None, str(refused.sentence))
        return True


class RowsForm(WithRows, VerbForm):
    """A verb with repeated rows."""

    def take(self, refused: Refused) -> None:
        if not self.take_in_row(refused):
            super().take(refused)


def copied(data: Any, changes: Mapping[str, str]) -> Any:
    """Return what was sent with some values replaced; a request's own data cannot be changed."""
    copy = data.copy()
    for name, value in changes.items():
        copy[name] = value
    return copy


def stored(value: Any) -> Any:
    """Return a cleaned value as JSON keeps it and a form reads it again."""
    if isinstance(value, models.Model):
        return str(value.pk)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, UUID):
        return str(value)
    if isinstance(value, QuerySet | list | tuple):
        return [stored(item) for item in value]
    return value


PLEASE_CHOOSE, NOT_YET = gettext_lazy("please choose"), gettext_lazy("not decided yet")


def line_field(label: Any, *, required: bool = True, length: int = 200, help_text: Any = "") -> forms.CharField:
    """One line of text."""
    return forms.CharField(label=label, required=required, max_length=length, help_text=help_text)


def text_field(label: Any, *, required: bool = True, rows: int = 3, help_text: Any = "") -> forms.CharField:
    """Some lines of text."""
    widget = forms.Textarea(attrs={"rows": rows})
    return forms.CharField(label=label, required=required, max_length=5000, help_text=help_text, widget=widget)


def day_field(label: Any, *, required: bool = True, help_text: Any = "") -> forms.DateField:
    """A date, chosen with what the browser offers."""
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, required=required, help_text=help_text, widget=widget)


def unit_field(
    label: Any, kinds: Sequence[str], *, required: bool = True, help_text: Any = ""
) -> "forms.ModelChoiceField[Unit]":
    """A unit of these kinds that exists today."""
    units = Unit.objects.filter(kind__in=kinds, valid_until=None)
    return forms.ModelChoiceField(
        units, label=label, required=required, help_text=help_text, empty_label=PLEASE_CHOOSE if required else NOT_YET
    )


class LeaderField(forms.ModelChoiceField):  # type: ignore[type-arg]  # Django has no subscript at run time
    """City leaders by name, with what they are."""

    def label_from_instance(self, obj: Any) -> str:
        post: Post = obj
        return f"{post.person.name}（{post.title or post.get_role_display()}）"


def choice_field(
    label: Any, choices: Sequence[tuple[Any, Any]], *, required: bool = True, help_text: Any = ""
) -> forms.ChoiceField:
    """One of a few; radio buttons, so that all can be read at once."""
    return forms.ChoiceField(
        label=label, choices=choices, required=required, help_text=help_text, widget=forms.RadioSelect
    )
