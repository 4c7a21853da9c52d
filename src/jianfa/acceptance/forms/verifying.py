"""Name the panel, record, conclude, send back, check again."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django import forms
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from jianfa.acceptance import actions
from jianfa.acceptance.forms.applying import CriteriaForm
from jianfa.acceptance.models import PanelMember
from jianfa.acceptance.queries import independent_panellists, members_to_replace, standard_of
from jianfa.acceptance.queries.lots import drawn_successors
from jianfa.journal.models import Event
from jianfa.ledger.forms.base import VerbForm, choice_field, day_field, line_field, text_field
from jianfa.ledger.models import Problem
from jianfa.ledger.states import Method
from jianfa.organisations.models import Post, Proposal


class PostField(forms.ModelChoiceField):  # type: ignore[type-arg]
    """One post by name and unit."""

    def label_from_instance(self, obj: Any) -> str:
        post: Post = obj
        return f"{post.person.name}（{post.unit.name}）"


class PostsField(forms.ModelMultipleChoiceField):  # type: ignore[type-arg]
    """Posts by name and unit."""

    def label_from_instance(self, obj: Any) -> str:
        post: Post = obj
        return f"{post.person.name}（{post.unit.name}）"


def free_posts(problem: Problem) -> "QuerySet[Post]":
    """Return the posts that may be named today, by unit."""
    free = [post.pk for post in independent_panellists(problem, timezone.localdate())]
    return Post.objects.filter(pk__in=free).select_related("person", "unit").order_by("unit__position", "person__name")


class NamePanelForm(VerbForm):
    verb = "name_panel"
    posts = PostsField(
        Post.objects.none(), label=_("members of the panel"), widget=forms.CheckboxSelectMultiple,
        help_text=_("Whoever has to do with this problem, by person or by unit, is not offered."),
    )  # fmt: skip

    @property
    def standard(self) -> str:
        """How it is accepted: grade, method, publicity."""
        return standard_of(self.problem)

    def prepare(self) -> None:
        self.fields["posts"].queryset = free_posts(self.problem)  # type: ignore[attr-defined]

    def act(self, at: datetime, proposal: Proposal | None = None) -> Event:
        posts = list(self.cleaned_data["posts"])
        return actions.name_panel(self.problem, actor=self.post, at=at, posts=posts)


class RecordResultForm(CriteriaForm):
    verb, needs_recent_login, groups_first = "record_result", True, True
    interest = choice_field(
        _("conflict of interest"), PanelMember.Interest.choices,
        help_text=_("A relative, a partner, a former office: whoever has one steps aside."),
    )  # fmt: skip
    note = text_field(_("note"), required=False, rows=2)

    def prepare(self) -> None:
        super().prepare()
        if self.problem.method == Method.ON_SITE:
            self.fields["visited_on"] = day_field(_("you were there on"))

    def prefilled(self) -> dict[str, Any]:
        return {"visited_on": timezone.localdate()}

    def clean_interest(self) -> str:
        declared: str = self.cleaned_data["interest"]
        if declared != PanelMember.Interest.NONE:
            raise forms.ValidationError(_now("Whoever has a conflict of interest records nothing: please step aside."))
        return declared

    def fields_for(self, n: int) -> dict[str, forms.Field]:
        verdicts = [("passed", _("met")), ("failed", _("not met"))]
        return {
            f"criterion-{n}": choice_field(_("result"), verdicts),
            f"note-{n}": line_field(_("what was seen, or what is missing"), required=False, length=500),
        }

    def is_text(self, name: str) -> bool:
        return name.startswith("note")

    def findings(self) -> dict[UUID, actions.Finding]:
        """Return what was found, by criterion."""
        given = self.cleaned_data
        return {
            row.pk: actions.Finding(given[f"criterion-{row.position}"] == "passed", given[f"note-{row.position}"])
            for row in self.criteria
        }

    def act(self, at: datetime, proposal: Proposal | None = None) -> Event:
        given = self.cleaned_data
        return actions.record_result(
            self.problem, actor=self.post, at=at, findings=self.findings(), note=given["note"],
            visited_on=given.get("visited_on"), proposal=proposal,
        )  # fmt: skip


class StepAsideForm(VerbForm):
    verb = "step_aside"
    reason = text_field(_("what the conflict is"), rows=2, help_text=_("You leave the panel; the desk names another."))

    def act(self, at: datetime, proposal: Proposal | None = None) -> Event:
        return actions.step_aside(self.problem, actor=self.post, at=at, reason=self.cleaned_data["reason"])


class MemberField(forms.ModelChoiceField):  # type: ignore[type-arg]
    """Members of a panel by name, unit and whether they have left."""

    def label_from_instance(self, obj: Any) -> str:
        member: PanelMember = obj
        name = f"{member.post.person.name}（{member.post.unit.name}）"
        return _now("%(name)s, has left") % {"name": name} if member.left_at else name


class ReplaceMemberForm(VerbForm):
    verb = "replace_member"
    member = MemberField(PanelMember.objects.none(), label=_("in the place of"), empty_label=None)
    successor = PostField(Post.objects.none(), label=_("new member"))
    reason = text_field(
        _("reason"), required=False, rows=2, help_text=_("Needed where the member has not stepped aside.")
    )

    def prepare(self) -> None:
        waiting = members_to_replace(self.problem)
        rows = PanelMember.objects.filter(pk__in=[row.pk for row in waiting])
        self.fields["member"].queryset = rows.select_related("post__person", "post__unit")  # type: ignore[attr-defined]
        self.initial = {"member": waiting[0].pk if waiting else None, **self.initial}
        named = PanelMember.objects.filter(panel__in=[row.panel_id for row in waiting]).values("person")
        free = free_posts(self.problem).exclude(person__in=named)
        drawn = drawn_successors(self.problem, waiting, timezone.now())
        if drawn:
            free = free.filter(pk__in=[post.pk for post in drawn])
            self.fields["successor"].help_text = _("Drawn by lot: the next in the order takes the seat.")
        self.fields["successor"].queryset = free  # type: ignore[attr-defined]

    def act(self, at: datetime, proposal: Proposal | None = None) -> Event:
        given = self.cleaned_data
        return actions.replace_member(
            self.problem, actor=self.post, at=at, member=given["member"], post=given["successor"],
            reason=given["reason"],
        )  # fmt: skip


class ConcludeForm(VerbForm):
    verb = "conclude"

    def act(self, at: datetime, proposal: Proposal | None = None) -> Event:
        return actions.conclude(self.problem, actor=self.post, at=at)


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
