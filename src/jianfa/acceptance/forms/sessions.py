"""A form for each verb of a session. They read what was typed; every rule stands in the actions."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any, ClassVar
from uuid import UUID

from django import forms
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from jianfa.acceptance import actions
from jianfa.acceptance.actions.sessions import Hindered, SessionRefused
from jianfa.acceptance.forms.verifying import PostsField
from jianfa.acceptance.models import PanelMember, Session, SessionItem
from jianfa.acceptance.policy.asking import is_called_unsolved
from jianfa.acceptance.policy.sessions import (
    is_left,
    may_add,
    may_approve_session,
    may_conclude_session,
    may_name,
    may_open_session,
    may_pull_out,
    may_record_session,
    may_withdraw_session,
)
from jianfa.acceptance.queries.sessions import (
    SessionLine,
    ToRecord,
    adders_of_session,
    candidates,
    items_of,
    lines_of,
    owed_by,
    panellists_for,
)
from jianfa.journal.models import Event
from jianfa.ledger.forms.base import choice_field, day_field, line_field
from jianfa.ledger.forms.versioned import VersionedForm
from jianfa.ledger.models import Problem
from jianfa.ledger.states import Method, Sensitivity, State
from jianfa.organisations.models import Post
from jianfa.organisations.policy import Refused, Verdict, require

MOST_OFFERED = 200
"""Applied problems that are offered at once; more than a session holds anyway."""


class OpenSessionForm(forms.Form):
    """A new session: what it is called and when it is held."""

    title = line_field(gettext_lazy("name of the session"), length=80)
    held_on = day_field(gettext_lazy("day of the session"))

    def __init__(self, data: Any = None, *, post: Post) -> None:
        self.post = post
        today = timezone.localdate()
        name = _("Acceptance session of %(day)s") % {"day": today.isoformat()}
        super().__init__(data, initial={"title": name, "held_on": today}, use_required_attribute=False)

    def perform(self, at: datetime) -> Session:
        """Open the session."""
        require(may_open_session(self.post))
        given = self.cleaned_data
        return actions.open_session(actor=self.post, at=at, title=given["title"], held_on=given["held_on"])

    def take(self, refused: Refused) -> None:
        self.add_error(refused.field if refused.field in self.fields else None, str(refused.sentence))


class SessionVerbForm(VersionedForm):
    """One verb on one session."""

    step: ClassVar[str] = ""
    """The single verb whose rule stands beside each problem; "" where no problem moves."""
    becomes: ClassVar[Promise | str] = ""
    """What becomes of each problem that nothing hinders."""
    needs_recent_login: ClassVar[bool] = False

    has_files: ClassVar[bool] = False

    def __init__(self, data: Any = None, files: Any = None, *, session: Session, post: Post) -> None:
        self.session = session
        self.hindered: Sequence[Hindered] = ()
        super().__init__(data, thing=session, post=post)
        self.files = files or self.files

    def asks_password(self) -> bool:
        """Say whether the act weighs so much that the password is asked for when the login is not recent."""
        return self.needs_recent_login

    @classmethod
    def verdict(cls, session: Session, post: Post) -> Verdict:
        """Say whether the post may do this now."""
        raise NotImplementedError

    def take(self, refused: Refused) -> None:
        """Put a refusal where it belongs; one about some of the problems stands beside each."""
        if isinstance(refused, SessionRefused):
            self.hindered = refused.hindered
            self.add_error(None, _("Nothing has been done; what hinders stands beside the problems."))
            for row in refused.hindered:
                name = self.field_of(row.item, row.field)
                if name in self.fields:
                    self.add_error(name, row.sentence)
            return
        super().take(refused)

    def field_of(self, item: SessionItem, field: str | None) -> str:
        """Return which field of this form a refusal of the single verb is about."""
        return ""

    def lines(self) -> list[SessionLine]:
        """Return the problems with what hinders each, by the rule and by what the last attempt said."""
        said = {row.item.pk: row.sentence for row in self.hindered}
        return [
            SessionLine(line.item, said.get(line.item.pk) or line.hindrance, line.is_gone)
            for line in lines_of(self.session, self.post, self.step)
        ]


class ProblemsField(forms.ModelMultipleChoiceField):  # type: ignore[type-arg]
    def label_from_instance(self, obj: Any) -> str:
        problem: Problem = obj
        return f"{problem.number} {problem.title} · {problem.source_unit.short_name}"


class AddProblemsForm(SessionVerbForm):
    verb, name = "add", gettext_lazy("Add problems")
    question = gettext_lazy("Everything that has been applied for and has no panel yet.")

    def prepare(self) -> None:
        offered = candidates(self.post)
        keys = list(offered.values_list("pk", flat=True)[:MOST_OFFERED])
        rows = Problem.objects.filter(pk__in=keys).select_related("source_unit").order_by("number_order", "pk")
        self.fields["problems"] = ProblemsField(
            rows, label=gettext_lazy("problems"), widget=forms.CheckboxSelectMultiple,
            error_messages={"required": gettext_lazy("Please tick at least one problem.")},
        )  # fmt: skip

    @classmethod
    def verdict(cls, session: Session, post: Post) -> Verdict:
        return may_add(post, session)

    def act(self, at: datetime) -> Event:
        problems = list(self.cleaned_data["problems"])
        return actions.add_problems(self.session, problems, actor=self.post, at=at)


class NameSessionPanelForm(SessionVerbForm):
    verb, name, step = "name_panel", gettext_lazy("Name the panel for all"), "name_panel"
    question = gettext_lazy("One panel for every problem of the session.")
    becomes = gettext_lazy("gets the panel and is verified")

    def prepare(self) -> None:
        problems = [item.problem for item in items_of(self.session) if not is_left(item, State.CLOSING)]
        if not problems:  # each was drawn by lot: nobody is left to be named
            return
        free = [post.pk for post in panellists_for(problems, timezone.localdate())]
        posts = Post.objects.filter(pk__in=free).select_related("person", "unit")
        self.fields["posts"] = PostsField(
            posts.order_by("unit__position", "person__name"), label=gettext_lazy("members of the panel"),
            widget=forms.CheckboxSelectMultiple,
            help_text=gettext_lazy("At least two. Offered is only who is independent of every problem of the session."),
        )  # fmt: skip

    @classmethod
    def verdict(cls, session: Session, post: Post) -> Verdict:
        return may_name(post, session)

    def act(self, at: datetime) -> Event:
        posts = list(self.cleaned_data.get("posts", ()))
        return actions.name_session_panel(self.session, actor=self.post, at=at, posts=posts)


class RecordSessionForm(SessionVerbForm):
    """All criteria of all problems on one page: passed, with the exceptions written down."""

    verb, name, needs_recent_login = "record", gettext_lazy("Record results for all"), True
    question = gettext_lazy(
        "Met is ticked beforehand; change what is not met and write down what is missing. "
        "One result is recorded for each criterion, and it cannot be changed afterwards."
    )

    def prepare(self) -> None:
        self.owed: list[ToRecord] = owed_by(self.session, self.post)
        verdicts = [("passed", _("met")), ("failed", _("not met"))]
        for row in self.owed:
            for criterion, _answer in row.criteria:
                name = f"{row.item.position}-{criterion.position}"
                result = forms.ChoiceField(label=_("result"), choices=verdicts, initial="passed")
                note = line_field(_("what was seen, or what is missing"), required=False, length=500)
                for kind, field in (("result", result), ("note", note)):
                    field.widget.attrs["class"] = "input input-small"
                    field.widget.attrs["aria-label"] = f"{row.item.problem.number} {criterion.text}: {field.label}"
                    self.fields[f"{kind}-{name}"] = field
        for row in self.owed:
            if row.item.problem.method == Method.ON_SITE:
                label = _("%(number)s: you were there on") % {"number": row.item.problem.number}
                self.fields[f"visited-{row.item.position}"] = day_field(label)
        self.fields["interest"] = choice_field(
            _("conflict of interest"), PanelMember.Interest.choices,
            help_text=_("For every one of these problems; whoever has one steps aside on the page of that problem."),
        )  # fmt: skip
        self.fields["note"] = line_field(_("note for all"), required=False, length=500)

    def for_all(self) -> list[forms.BoundField]:
        """Return the fields under the table: days of visits, the declaration, a note."""
        visits = [name for name in self.fields if name.startswith("visited-")]
        return [self[name] for name in (*visits, "interest", "note")]

    def clean_interest(self) -> str:
        declared: str = self.cleaned_data["interest"]
        if declared != PanelMember.Interest.NONE:
            raise forms.ValidationError(_("Whoever has a conflict of interest records nothing: please step aside."))
        return declared

    def groups(self) -> Iterator[tuple[ToRecord, list[tuple[Any, Any, list[forms.BoundField]]]]]:
        """Yield each problem with its criteria, what was answered, and the two fields of each."""
        for row in self.owed:
            found = []
            for criterion, answer in row.criteria:
                name = f"{row.item.position}-{criterion.position}"
                found.append((criterion, answer, [self[f"result-{name}"], self[f"note-{name}"]]))
            yield row, found

    @classmethod
    def verdict(cls, session: Session, post: Post) -> Verdict:
        return may_record_session(post, session)

    def field_of(self, item: SessionItem, field: str | None) -> str:
        if field == "visited_on":
            return f"visited-{item.position}"
        kind, _dash, n = (field or "").rpartition("-")
        return f"note-{item.position}-{n}" if kind == "criterion" else ""

    def perform(self, at: datetime) -> Event:
        return self.act(at)  # two members may record at the same time; each result guards itself

    def act(self, at: datetime) -> Event:
        given = self.cleaned_data
        findings: dict[UUID, dict[UUID, actions.Finding]] = {}
        for row in self.owed:
            found = findings.setdefault(row.item.problem_id, {})
            for criterion, _answer in row.criteria:
                name = f"{row.item.position}-{criterion.position}"
                found[criterion.pk] = actions.Finding(given[f"result-{name}"] == "passed", given[f"note-{name}"])
        visits = {
            row.item.problem_id: day for row in self.owed if (day := given.get(f"visited-{row.item.position}"))
        }  # fmt: skip
        return actions.record_session_results(
            self.session, actor=self.post, at=at, findings=findings, note=given["note"], visits=visits
        )  # fmt: skip


class ConcludeSessionForm(SessionVerbForm):
    verb, name, step = "conclude", gettext_lazy("Conclude for all"), "conclude"
    question = gettext_lazy("All members have recorded. What every member found unmet is sent back singly before.")
    becomes = gettext_lazy("goes to the leader")

    @classmethod
    def verdict(cls, session: Session, post: Post) -> Verdict:
        return may_conclude_session(post, session)

    def act(self, at: datetime) -> Event:
        return actions.conclude_session(self.session, actor=self.post, at=at)


class ApproveSessionForm(SessionVerbForm):
    verb, name, needs_recent_login = "approve", gettext_lazy("Approve all"), True
    step = "approve"
    question = gettext_lazy("One decision number for all; publicity begins. What hinders must be pulled out first.")
    becomes = gettext_lazy("is approved and publicised")
    decision_no = line_field(gettext_lazy("decision no."), length=80)

    def prepare(self) -> None:
        for item in items_of(self.session):
            if item.problem.sensitivity == Sensitivity.SENSITIVE:
                label = _("%(number)s is sensitive: reason for no publicity") % {"number": item.problem.number}
                self.fields[f"exemption-{item.position}"] = line_field(label, required=False, length=500)
            if is_called_unsolved(item.problem):
                label = _("%(number)s: %(unit)s says that it is not solved; why you go on all the same") % {
                    "number": item.problem.number, "unit": item.problem.source_unit.name,
                }  # fmt: skip
                self.fields[f"over-{item.position}"] = line_field(label, required=False, length=500)

    @classmethod
    def verdict(cls, session: Session, post: Post) -> Verdict:
        return may_approve_session(post, session, adders_of_session(session))

    def field_of(self, item: SessionItem, field: str | None) -> str:
        names = {"exemption": "exemption", "over_unsolved": "over"}
        return f"{names[field]}-{item.position}" if field in names else str(field)

    def reasons(self) -> tuple[dict[UUID, str], dict[UUID, str]]:
        """Return problem → reason for no publicity, and for going on although it is said to be unsolved."""
        given, items = self.cleaned_data, items_of(self.session)
        reasons, over = (
            {item.problem_id: given.get(f"{kind}-{item.position}") or "" for item in items}
            for kind in ("exemption", "over")
        )
        return reasons, over

    def act(self, at: datetime) -> Event:
        reasons, over = self.reasons()
        return actions.approve_session(
            self.session, actor=self.post, at=at, decision_no=self.cleaned_data["decision_no"], exemptions=reasons,
            over_unsolved=over,
        )  # fmt: skip


class ItemField(forms.ModelChoiceField):  # type: ignore[type-arg]
    def label_from_instance(self, obj: Any) -> str:
        item: SessionItem = obj
        return f"{item.problem.number} {item.problem.title}"


class PullOutForm(SessionVerbForm):
    verb, name = "pull_out", gettext_lazy("Pull a problem out")
    question = gettext_lazy("It goes on alone from where it is; why is kept.")

    def prepare(self) -> None:
        rows = self.session.items.filter(ended_at=None).select_related("problem")
        item = ItemField(rows, label=gettext_lazy("problem"), empty_label=None, widget=forms.RadioSelect)
        reason = line_field(gettext_lazy("why it is pulled out"), length=300)
        self.fields |= {"item": item, "reason": reason}

    @classmethod
    def verdict(cls, session: Session, post: Post) -> Verdict:
        return may_pull_out(post, session)

    def act(self, at: datetime) -> Event:
        given = self.cleaned_data
        item: SessionItem = given["item"]
        item.session = self.session
        return actions.pull_out(item, actor=self.post, at=at, reason=given["reason"])


class WithdrawSessionForm(SessionVerbForm):
    verb, name = "withdraw", gettext_lazy("Give the session up")
    reason = line_field(gettext_lazy("reason"), length=300)

    @classmethod
    def verdict(cls, session: Session, post: Post) -> Verdict:
        return may_withdraw_session(post, session)

    def act(self, at: datetime) -> Event:
        return actions.withdraw_session(self.session, actor=self.post, at=at, reason=self.cleaned_data["reason"])
