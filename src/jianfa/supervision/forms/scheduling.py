"""Forms of plans: pre-filled steps dated backward, tasks with durations and links, reports that finish tasks."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from functools import cached_property
from typing import Any, ClassVar
from uuid import UUID

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from jianfa.journal.models import Event
from jianfa.kit.schedule import Link, Step, ways_out
from jianfa.kit.schedule import schedule as lay_out
from jianfa.ledger.forms.base import UNION_KINDS, RowsForm, VerbForm, copied, line_field, unit_field
from jianfa.ledger.forms.working import MeasureRow, PlanForm, ReportForm
from jianfa.organisations.models import Proposal
from jianfa.organisations.policy import Refused, Why
from jianfa.supervision import actions
from jianfa.supervision.actions.scheduling import Draft, drafted
from jianfa.supervision.models import StepTemplate, Task
from jianfa.supervision.queries.lights import counted_days
from jianfa.supervision.queries.scheduling import (
    Outcome,
    day_in_words,
    days_in_words,
    due_when_planned,
    fitting,
    links_of,
    outcome_of,
    schedule_in_force,
    tasks_of,
    usual_steps,
)
from jianfa.supervision.rules.scheduling import (
    MOST_TASKS,
    Unreadable,
    after_in_words,
    counted_back,
    fitted,
    lengths_of,
    read_after,
    window,
)

Rows = list[dict[str, Any]]


class BackwardPlanForm(PlanForm):
    """The plan: at first the usual steps, dated back from the due date; nothing else need be filled in."""

    recalculates = gettext_lazy("Count back from the due date")
    fills_from = gettext_lazy("Fill in from the template")
    _template: StepTemplate | None = None

    @cached_property
    def _divided(self) -> frozenset[Any]:
        """The measures that have tasks: their dates follow from those."""
        return frozenset(row.measure_id for row in tasks_of(self.problem))

    @property
    def has_measures(self) -> bool:
        """Say whether there is a plan that can be divided into tasks."""
        return self._is_change and self.problem.due_current is not None

    def templates(self) -> Sequence[StepTemplate]:
        return () if self._is_change else fitting(self.problem)

    def fill_from(self, template: Any) -> None:
        self._template = template
        self.initial = {**self.initial, "template": template.pk}
        self.__dict__.pop("plan_outcome", None)
        self._rows = self._make_rows(None)

    def _steps(self) -> list[dict[str, Any]]:
        template = self._template or next(iter(self.templates()), None)
        return list(template.steps) if template else usual_steps()

    def row_values(self) -> Sequence[Mapping[str, Any]]:
        if self._is_change:
            return super().row_values()
        steps = self._steps()
        spans = self._spans([row["days"] for row in steps])
        unit = self.problem.acting_unit_id
        return [
            {
                "text": row["text"], "unit": unit, "owner_name": self.problem.owner_name, "starts_on": first,
                "due": last, "weight": row["weight"],
            }
            for row, (first, last) in zip(steps, spans, strict=True)
        ]  # fmt: skip

    def _spans(self, days: Sequence[int]) -> Sequence[tuple[date | None, date | None]]:
        """Date steps back from the due date; those that need more days than are left are shortened in proportion."""
        due, table = self.problem.due_current, counted_days(self.problem.campaign)
        if due is None:
            return [(None, None)] * len(days)
        short = fitted(days, window(timezone.localdate(), due, table))
        if short is None:
            return [(None, due)] * len(days)
        return counted_back(short, due=due, is_working=table)

    @cached_property
    def plan_outcome(self) -> Outcome | None:
        """Say how the dates came about: counted back, shortened, or older than the due date."""
        due = self.problem.due_current
        if due is None or self.is_bound:
            return None
        return self._moved(due) if self._is_change else self._counted(due)

    def _moved(self, due: date) -> Outcome | None:
        before = due_when_planned(self.problem)
        if before is None or before == due:
            return None
        sentence = _("The due date was %(before)s when this was planned and is %(due)s now. Nothing has been moved.")
        return Outcome(sentence % {"before": before.isoformat(), "due": due.isoformat()})

    def _counted(self, due: date) -> Outcome:
        campaign, table = self.problem.campaign, counted_days(self.problem.campaign)
        days, today = [row["days"] for row in self._steps()], timezone.localdate()
        left = window(today, due, table)
        if sum(days) <= left:
            first = counted_back(days, due=due, is_working=table)[0][0]
            sentence = _("Counted back from %(due)s: the first step begins on %(first)s at the latest.")
            return Outcome(sentence % {"due": day_in_words(due), "first": day_in_words(first)})
        links = [(Link(str(n - 1)),) if n > 1 else () for n in range(1, len(days) + 1)]
        steps = [Step(str(n), length, after) for (n, length), after in zip(enumerate(days, 1), links, strict=True)]
        names = {str(n): row["text"] for n, row in enumerate(self._steps(), 1)}
        plan = lay_out(steps, start=today, due=due, is_working=table)
        ways = ways_out(steps, start=today, due=due, is_working=table)
        found = outcome_of(campaign, plan, ways, names)
        sentence = _(
            "The usual steps take %(days)s, %(left)s are left until the due date. %(missing)s The dates below are "
            "shortened in proportion; please check them."
        ) % {
            "days": days_in_words(campaign, sum(days)), "left": days_in_words(campaign, left),
            "missing": found.sentence,
        }  # fmt: skip
        return Outcome(sentence, is_met=False, ways=found.ways)

    def recalculate(self) -> None:
        """Date the rows back from the due date, each as long as it was; finished and divided ones stay."""
        due = self.problem.due_current
        self.rows.is_valid()
        rows = [
            (n, row.cleaned_data) for n, row in enumerate(self.rows.forms)
            if row.cleaned_data.get("text") and row.cleaned_data.get("id") not in self._standing
        ]  # fmt: skip
        if due is None or not rows:
            return
        table, today = counted_days(self.problem.campaign), timezone.localdate()
        lengths = lengths_of(
            [(row.get("starts_on"), row.get("due")) for _n, row in rows], start=today, is_working=table
        )
        changes: dict[str, str] = {}
        for (n, _row), (first, last) in zip(rows, self._spans(lengths), strict=True):
            key = f"{self.rows_name}-{n}"
            changes |= {f"{key}-starts_on": first.isoformat() if first else "", f"{key}-due": str(last or "")}
        self.data = copied(self.data, changes)
        self._rows = self._make_rows(self.data)

    @cached_property
    def _standing(self) -> frozenset[Any]:
        finished = self.problem.measures.filter(ended_at=None, finished_on__isnull=False)
        return self._divided | frozenset(finished.values_list("pk", flat=True))

    def act(self, at: datetime, proposal: Proposal | None = None) -> Event:
        measures = [row.measure() for row in self.filled() if isinstance(row, MeasureRow)]
        return actions.plan(self.problem, measures, actor=self.post, at=at)


class TaskRow(forms.Form):
    """A task: what, of which measure, how long, after which rows."""

    replaces = forms.UUIDField(required=False, widget=forms.HiddenInput)
    text = line_field(gettext_lazy("task"), required=False)
    measure = forms.TypedChoiceField(
        label=gettext_lazy("of the measure"), required=False, coerce=UUID, empty_value=None
    )
    days = forms.IntegerField(label=gettext_lazy("days"), required=False)
    after = line_field(gettext_lazy("after row"), required=False, length=60)
    unit = unit_field(gettext_lazy("owning unit"), UNION_KINDS, required=False)
    owner_name = line_field(gettext_lazy("owner"), required=False, length=40)
    weight = forms.IntegerField(label=gettext_lazy("weight"), required=False)
    is_milestone = forms.BooleanField(label=gettext_lazy("milestone"), required=False)

    def __init__(self, *args: Any, measures: Sequence[tuple[str, str]] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["measure"].choices = measures  # type: ignore[attr-defined]

    def clean_after(self) -> tuple[tuple[int, int], ...]:
        try:
            return read_after(self.cleaned_data["after"])
        except Unreadable as error:
            sentence = _("“%(part)s” cannot be read; give row numbers such as 1, or 2+3 for three days later.")
            raise forms.ValidationError(sentence % {"part": error.part}) from error


class ScheduleForm(RowsForm):
    """Tasks with durations and links (高级); the server counts the dates back from the due date."""

    verb, name = "schedule", gettext_lazy("divide into tasks")
    row_form: ClassVar[type[forms.Form]] = TaskRow
    rows_name = "task"
    rows_label = gettext_lazy("Tasks")
    most_rows = MOST_TASKS
    recalculates = gettext_lazy("Recalculate")

    reason = line_field(gettext_lazy("reason of the change"), required=False)
    in_spite = forms.BooleanField(
        label=gettext_lazy("I know that it cannot be met; write it down all the same"), required=False
    )

    def prepare(self) -> None:
        self._measures = list(self.problem.measures.filter(ended_at=None))
        self._tasks = tasks_of(self.problem)
        self._version = schedule_in_force(self.problem)
        if self._version is None:
            del self.fields["reason"]

    def row_kwargs(self) -> dict[str, Any]:
        return {"measures": [(str(row.pk), f"{row.position}. {row.text[:40]}") for row in self._measures]}

    def row_values(self) -> Sequence[Mapping[str, Any]]:
        if not self._tasks:
            return self._from_measures()
        links = links_of(self._tasks)
        return [
            {
                "replaces": row.pk, "text": row.text, "measure": row.measure_id, "days": row.days,
                "after": after_in_words(links[row.pk]), "unit": row.unit_id, "owner_name": row.owner_name,
                "weight": row.weight, "is_milestone": row.is_milestone,
            }
            for row in self._tasks
        ]  # fmt: skip

    def _from_measures(self) -> Sequence[Mapping[str, Any]]:
        """Each measure that is not finished as one task after the other, as long as its dates say."""
        rows = [row for row in self._measures if row.finished_on is None]
        lengths = lengths_of(
            [(row.starts_on, row.due_current) for row in rows], start=timezone.localdate(),
            is_working=counted_days(self.problem.campaign),
        )  # fmt: skip
        return [
            {
                "text": row.text[:200], "measure": row.pk, "days": length, "after": str(n - 1) if n > 1 else "",
                "unit": row.unit_id, "owner_name": row.owner_name, "weight": row.weight, "is_milestone": True,
            }
            for n, (row, length) in enumerate(zip(rows, lengths, strict=True), 1)
        ]  # fmt: skip

    def filled(self) -> list[forms.Form]:
        """A row counts when it says what; one that was emptied is gone."""
        telling = ("text", "days", "after", "owner_name")
        return [row for row in self.rows.forms if any(row.cleaned_data.get(name) for name in telling)]

    def tasks(self) -> list[actions.NewTask]:
        """Return the tasks as typed; raise Refused where a link leads to an empty row."""
        if not self.is_bound:
            return [_typed(row, self._unread(row["after"])) for row in self.row_values()]
        rows = self.filled()
        places = {self.rows.forms.index(row) + 1: n for n, row in enumerate(rows, 1)}
        found = []
        for n, row in enumerate(rows, 1):
            after = row.cleaned_data.get("after") or ()
            if empty := [shown for shown, _lag in after if shown not in places]:
                sentence = _("Task %(n)s comes after %(other)s: please give the number of another row, once.")
                raise Refused(sentence % {"n": n, "other": empty[0]}, Why.VALUE, field=f"task-{n}")
            found.append(_typed(row.cleaned_data, [(places[shown], lag) for shown, lag in after]))
        return found

    def _unread(self, typed: str) -> tuple[tuple[int, int], ...]:
        return read_after(typed)

    def draft(self) -> Draft:
        """Return what is typed, checked and ready to be laid out; raise Refused."""
        return drafted(self.problem, self.tasks(), timezone.localdate())

    @cached_property
    def plan_outcome(self) -> Outcome | None:
        """Return the dates that follow from what is typed, or nothing while it cannot be read."""
        if self.is_bound and not self.rows.is_valid():
            return None
        try:
            draft = self.draft()
            plan = draft.plan()
        except Refused:
            return None
        names = {str(n): row.text for n, row in enumerate(draft.tasks, 1)}
        campaign = self.problem.campaign
        ways = ways_out(draft.steps, start=draft.today, due=draft.due, is_working=counted_days(campaign))
        found = outcome_of(campaign, plan, ways, names)
        if self._version is None or self._version.due == draft.due:
            return found
        sentence = _("Counted back from %(due)s; the version in force was counted back from %(before)s.") % {
            "due": draft.due.isoformat(), "before": self._version.due.isoformat(),
        }  # fmt: skip
        return replace(found, sentence=f"{found.sentence} {sentence}")

    def others(self) -> list[forms.BoundField]:
        """The tick "all the same" is shown only where the plan cannot be met."""
        is_met = self.plan_outcome is None or self.plan_outcome.is_met
        return [field for field in super().others() if field.name != "in_spite" or not is_met]

    def recalculate(self) -> None:
        if not self.rows.is_valid():
            return
        self.is_valid()
        try:
            self.draft().plan()
        except Refused as refused:
            self.take(refused)

    def act(self, at: datetime, proposal: Proposal | None = None) -> Event:
        given = self.cleaned_data
        return actions.schedule(
            self.problem, self.tasks(), actor=self.post, at=at, reason=given.get("reason", ""),
            in_spite=given["in_spite"],
        )  # fmt: skip


def _typed(row: Mapping[str, Any], after: Sequence[tuple[int, int]]) -> actions.NewTask:
    unit = row.get("unit")
    return actions.NewTask(
        measure=row.get("measure"), text=row.get("text") or "",  # type: ignore[arg-type]
        days=1 if row.get("days") is None else row["days"], unit=unit, owner_name=row.get("owner_name") or "",
        weight=1 if row.get("weight") is None else row["weight"], is_milestone=bool(row.get("is_milestone")),
        after=after, replaces=row.get("replaces"),
    )  # fmt: skip


class TasksField(forms.ModelMultipleChoiceField):  # type: ignore[type-arg]
    """Tasks to be ticked as finished, each with its date."""

    def label_from_instance(self, obj: Any) -> str:
        task: Task = obj
        return f"{task.text}（{task.due_current:%Y-%m-%d}）"


class TaskReportForm(ReportForm):
    """A report that finishes tasks as well as measures; a measure with tasks is finished with them."""

    tasks = TasksField(
        Task.objects.none(), label=gettext_lazy("tasks finished now"), required=False,
        widget=forms.CheckboxSelectMultiple,
    )  # fmt: skip

    def prepare(self) -> None:
        super().prepare()
        in_force = Task.objects.filter(problem=self.problem, ended_at=None, measure__ended_at=None)
        unfinished = in_force.filter(finished_on=None)
        self.fields["tasks"].queryset = unfinished  # type: ignore[attr-defined]
        if not unfinished:
            del self.fields["tasks"]
        if "finished" in self.fields:
            left = self.fields["finished"].queryset.exclude(pk__in=in_force.values("measure"))  # type: ignore[attr-defined]
            self.fields["finished"].queryset = left  # type: ignore[attr-defined]
            if not left:
                del self.fields["finished"]

    def act(self, at: datetime, proposal: Proposal | None = None) -> Event:
        given = self.cleaned_data
        return actions.report(
            self.problem, actor=self.post, at=at, text=given["text"], is_same=given.get("is_same", False),
            finished=[row.pk for row in given.get("finished", ())], tasks=[row.pk for row in given.get("tasks", ())],
        )  # fmt: skip


class TaskField(forms.ModelChoiceField):  # type: ignore[type-arg]
    """An unfinished task, by text and date."""

    def label_from_instance(self, obj: Any) -> str:
        task: Task = obj
        return f"{task.text}（{task.due_current:%Y-%m-%d}）"


class FinishTaskForm(VerbForm):
    verb, name = "finish_task", gettext_lazy("finish a task")
    task = TaskField(Task.objects.none(), label=gettext_lazy("task"), widget=forms.RadioSelect, empty_label=None)

    def prepare(self) -> None:
        unfinished = Task.objects.filter(problem=self.problem, ended_at=None, finished_on=None)
        self.fields["task"].queryset = unfinished.select_related("measure")  # type: ignore[attr-defined]
        self.initial.setdefault("task", self.initial.get("of"))

    def act(self, at: datetime, proposal: Proposal | None = None) -> Event:
        task = self.cleaned_data["task"]
        task.problem = self.problem
        return actions.finish_task(task, actor=self.post, at=at)
