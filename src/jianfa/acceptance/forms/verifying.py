"""Name the panel, record, conclude, send back, check again."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from jianfa.acceptance import actions
from jianfa.acceptance.forms.applying import CriteriaForm
from jianfa.acceptance.queries import SOURCE_ANSWERS, independent_panellists
from jianfa.journal.models import Event
from jianfa.ledger.forms.base import VerbForm, choice_field, line_field, text_field
from jianfa.organisations.models import Post, Proposal


class PostsField(forms.ModelMultipleChoiceField):  # type: ignore[type-arg]
    """Posts by name and unit."""

    def label_from_instance(self, obj: Any) -> str:
        post: Post = obj
        return f"{post.person.name}（{post.unit.name}）"


class NamePanelForm(VerbForm):
    verb = "name_panel"
    posts = PostsField(
        Post.objects.none(), label=_("members of the panel"), widget=forms.CheckboxSelectMultiple,
        help_text=_("At least two. Whoever has to do with this problem, by person or by unit, is not offered."),
    )  # fmt: skip

    def prepare(self) -> None:
        free = [post.pk for post in independent_panellists(self.problem, timezone.localdate())]
        posts = Post.objects.filter(pk__in=free).select_related("person", "unit")
        self.fields["posts"].queryset = posts.order_by("unit__position", "person__name")  # type: ignore[attr-defined]

    def act(self, at: datetime, proposal: Proposal | None = None) -> Event:
        posts = list(self.cleaned_data["posts"])
        return actions.name_panel(self.problem, actor=self.post, at=at, posts=posts)


class RecordResultForm(CriteriaForm):
    verb, needs_recent_login, groups_first = "record_result", True, True
    note = text_field(_("note"), required=False, rows=2)

    def fields_for(self, n: int) -> dict[str, forms.Field]:
        verdicts = [("passed", _("met")), ("failed", _("not met"))]
        return {
            f"criterion-{n}": choice_field(_("result"), verdicts),
            f"note-{n}": line_field(_("what was seen, or what is missing"), required=False, length=500),
        }

    def is_text(self, name: str) -> bool:
        return name.startswith("note")

    def act(self, at: datetime, proposal: Proposal | None = None) -> Event:
        given = self.cleaned_data
        findings: dict[UUID, actions.Finding] = {
            row.pk: actions.Finding(given[f"criterion-{row.position}"] == "passed", given[f"note-{row.position}"])
            for row in self.criteria
        }
        return actions.record_result(
            self.problem, actor=self.post, at=at, findings=findings, note=given["note"], proposal=proposal
        )  # fmt: skip


class ConcludeForm(VerbForm):
    verb = "conclude"
    source_answer = choice_field(
        _("what the county union that raised it says"), list(SOURCE_ANSWERS.items()),
        help_text=_("Asked once, never twice."),
    )  # fmt: skip

    def prefilled(self) -> dict[str, Any]:
        return {"source_answer": "none"}

    def act(self, at: datetime, proposal: Proposal | None = None) -> Event:
        answer = self.cleaned_data["source_answer"]
        return actions.conclude(self.problem, actor=self.post, at=at, source_answer=answer)


class SendBackForm(VerbForm):
    verb = "send_back"
    requirement = text_field(_("further requirement"), help_text=_("At least ten characters."))

    def act(self, at: datetime, proposal: Proposal | None = None) -> Event:
        requirement = self.cleaned_data["requirement"]
        return actions.send_back(self.problem, actor=self.post, at=at, requirement=requirement)


class RecheckForm(VerbForm):
    verb = "recheck"
    reason = text_field(_("what is to be checked again"))

    def act(self, at: datetime, proposal: Proposal | None = None) -> Event:
        return actions.recheck(self.problem, actor=self.post, at=at, reason=self.cleaned_data["reason"])
