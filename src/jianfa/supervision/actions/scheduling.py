"""Verbs of the backward schedule (倒排工期): write a version of it, write the plan, finish a task, report."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from jianfa.calendar.queries import hold
from jianfa.journal.models import Change, Event
from jianfa.kit.schedule import Circle, Link, Plan, Step, TooLong
from jianfa.kit.schedule import schedule as lay_out
from jianfa.kit.workdays import add_workdays
from jianfa.ledger import actions as ledger
from jianfa.ledger.actions import local_day
from jianfa.ledger.models import Measure, Problem
from jianfa.ledger.policy import may, may_plan, offices_of
from jianfa.organisations.actions.writing import write
from jianfa.organisations.models import Post, Unit
from jianfa.organisations.policy import Refused, Why, refuse_secrets, require
from jianfa.supervision.models import Schedule, Task, TaskLink
from jianfa.supervision.queries.lights import counted_days
from jianfa.supervision.queries.scheduling import plan_in_words
from jianfa.supervision.rules.scheduling import MOST_DAYS, MOST_TASKS, MOST_WEIGHT


@dataclass(frozen=True)
class NewTask:
    """A task as typed. ``after`` are (place in the list from 1, lag in days); ``replaces`` a task in force."""

    measure: UUID
    text: str
    days: int = 1
    unit: Unit | None = None
    owner_name: str = ""
    weight: int = 1
    is_milestone: bool = False
    after: Sequence[tuple[int, int]] = ()
    replaces: UUID | None = None


@dataclass
class Draft:
    """A schedule that is checked and laid out, before anything is written."""

    problem: Problem
    due: date
    today: date
    tasks: Sequence[NewTask]
    measures: dict[UUID, Measure]
    old: dict[UUID, Task]
    steps: list[Step] = field(default_factory=list)
    """The unfinished tasks, under their place as key."""

    def earlier(self, task: NewTask) -> Task | None:
        return self.old.get(task.replaces) if task.replaces else None

    def finished_on(self, task: NewTask) -> date | None:
        earlier = self.earlier(task)
        return earlier.finished_on if earlier else None

    def plan(self) -> Plan:
        """Lay the unfinished tasks out from today; raise Refused where they wait for one another."""
        try:
            return lay_out(self.steps, start=self.today, due=self.due, is_working=counted_days(self.problem.campaign))
        except Circle as circle:
            names = pgettext("steps in a circle", " → ").join([*circle.keys, circle.keys[0]])
            sentence = _("These tasks wait for one another: %(names)s. Please take one of the links away.")
            where = f"task-{max(int(key) for key in circle.keys)}"
            raise Refused(sentence % {"names": names}, Why.VALUE, field=where) from circle
        except TooLong as error:
            raise Refused(_("The durations lead out of the calendar."), Why.VALUE) from error


def drafted(problem: Problem, tasks: Sequence[NewTask], today: date) -> Draft:
    """Check the tasks and return them ready to be laid out; raise Refused naming the row ("task-2")."""
    if problem.due_current is None:
        raise Refused(_("Without a due date there is nothing to count back from."), Why.STATE)
    if len(tasks) > MOST_TASKS:
        raise Refused(_("At most %(most)s tasks.") % {"most": MOST_TASKS}, Why.VALUE)
    measures = {row.pk: row for row in problem.measures.filter(ended_at=None)}
    old = {row.pk: row for row in problem.tasks.filter(ended_at=None)}
    found = Draft(problem, problem.due_current, today, tasks, measures, old)
    seen: set[UUID] = set()
    for n, task in enumerate(tasks, 1):
        _check(found, task, n)
        if task.replaces:
            if task.replaces not in old or task.replaces in seen:
                sentence = _("Task %(n)s is no longer in force, or stands there twice. Please open the page again.")
                raise Refused(sentence % {"n": n}, Why.STATE, field=f"task-{n}")
            seen.add(task.replaces)
    for row in old.values():
        if row.finished_on and row.pk not in seen:
            raise Refused(_("“%(task)s” is finished; it stays in the schedule.") % {"task": row.text}, Why.VALUE)
    found.steps = [_step(found, task, n) for n, task in enumerate(tasks, 1) if found.finished_on(task) is None]
    return found


def _check(draft: Draft, task: NewTask, n: int) -> None:
    where = f"task-{n}"
    measure = draft.measures.get(task.measure)
    if measure is None:
        raise Refused(_("Task %(n)s belongs to no measure of the plan.") % {"n": n}, Why.VALUE, field=where)
    if measure.finished_on and draft.finished_on(task) is None:
        sentence = _("The measure “%(text)s” is finished; it takes no further task.")
        raise Refused(sentence % {"text": measure.text}, Why.VALUE, field=where)
    if not task.text.strip():
        raise Refused(_("Task %(n)s has no text.") % {"n": n}, Why.VALUE, field=where)
    refuse_secrets({where: task.text})
    if not 1 <= task.days <= MOST_DAYS:
        sentence = _("Task %(n)s: the duration lies between 1 and %(most)s days.")
        raise Refused(sentence % {"n": n, "most": MOST_DAYS}, Why.VALUE, field=where)
    if not 1 <= task.weight <= MOST_WEIGHT:
        sentence = _("Task %(n)s: the weight lies between 1 and %(most)s.")
        raise Refused(sentence % {"n": n, "most": MOST_WEIGHT}, Why.VALUE, field=where)
    places = [place for place, _lag in task.after]
    wrong = [place for place in places if not 1 <= place <= len(draft.tasks) or place == n]
    if wrong or len(set(places)) < len(places):
        sentence = _("Task %(n)s comes after %(other)s: please give the number of another row, once.")
        raise Refused(sentence % {"n": n, "other": (wrong or places)[0]}, Why.VALUE, field=where)
    if any(abs(lag) > MOST_DAYS for _place, lag in task.after):
        raise Refused(_("Task %(n)s: the lag is too long.") % {"n": n}, Why.VALUE, field=where)


def _step(draft: Draft, task: NewTask, n: int) -> Step:
    """What comes before and is finished holds a task back only by what is left of its lag."""
    links, held = [], None
    for place, lag in task.after:
        done = draft.finished_on(draft.tasks[place - 1])
        if done is None:
            links.append(Link(str(place), lag))
        elif lag >= 0:
            free = add_workdays(done, lag + 1, counted_days(draft.problem.campaign))
            held = max(held, free) if held else free
    return Step(str(n), task.days, tuple(links), held)


def schedule(
    problem: Problem, tasks: Sequence[NewTask], *, actor: Post, at: datetime, reason: str = "", in_spite: bool = False
) -> Event:
    """Write a version of the schedule: dates are counted back from the due date, never typed.

    Earlier versions stay; a task that goes on keeps its first date and its finish. A plan that cannot be met is
    refused with how many days are missing, unless ``in_spite`` says that this is known. No tasks at all: each
    measure is its own task again.
    """
    require(may_plan(offices_of(actor, problem), problem))
    refuse_secrets({"reason": reason})
    with transaction.atomic():
        hold()  # its dates and a change of the calendar cannot pass one another
        draft = drafted(problem, tasks, local_day(at))
        in_force = problem.schedules.filter(ended_at=None).first()
        if not tasks and in_force is None:
            raise Refused(_("Please write down at least one task."), Why.VALUE)
        plan = draft.plan()
        if plan.missing and not in_spite:
            raise Refused(plan_in_words(problem.campaign, plan), Why.VALUE, field="in_spite")
        return _write(draft, plan, in_force, actor=actor, at=at, reason=reason)


def _write(
    draft: Draft, plan: Plan, in_force: Schedule | None, *, actor: Post, at: datetime, reason: str
) -> Event:  # fmt: skip
    problem = draft.problem
    version = Schedule(
        problem=problem, version=problem.schedules.count() + 1, due=draft.due, made_by=actor,
        made_at=at, reason=reason.strip(),
    )  # fmt: skip
    rows = _rows(draft, plan, version)
    changes = [Change(problem, {"version": problem.version}, version=problem.version + 1, plan_approved_at=None)]
    if in_force is not None:
        changes.append(Change(in_force, {"ended_at": None}, ended_at=at))
    changes += [Change(row, {"ended_at": None}, ended_at=at) for row in draft.old.values()]
    changes += [Change(version), *(Change(row) for row in rows)]
    changes += [
        Change(TaskLink(problem=problem, task=row, after=rows[place - 1], lag=lag))
        for row, task in zip(rows, draft.tasks, strict=True)
        for place, lag in task.after
    ]
    changes += _spans(draft.measures, rows)
    facts = {"version": version.version, "tasks": len(rows), "missing": plan.missing}
    return write(problem.subject, "schedule", actor=actor, at=at, changes=changes, facts=facts)


def _rows(draft: Draft, plan: Plan, version: Schedule) -> list[Task]:
    """Return the tasks with their dates; of each measure the last one is a milestone where none is marked."""
    rows = []
    for n, new in enumerate(draft.tasks, 1):
        earlier, placed = draft.earlier(new), plan.placed.get(str(n))
        if placed is None:  # finished: it stays where it was
            assert earlier is not None
            start, due, days = earlier.starts_on, earlier.due_current, earlier.days
        else:
            start, due, days = placed.latest_start, placed.latest_finish, new.days
        rows.append(
            Task(
                problem=draft.problem, schedule=version, measure=draft.measures[new.measure], replaces=earlier,
                position=n, text=new.text.strip(), days=days, unit=new.unit, owner_name=new.owner_name.strip(),
                weight=new.weight, is_milestone=new.is_milestone, starts_on=start,
                due_original=earlier.due_original if earlier else due, due_current=due,
                finished_on=earlier.finished_on if earlier else None,
            )
        )  # fmt: skip
    for own in _by_measure(rows).values():
        if not any(row.is_milestone for row in own):
            max(own, key=lambda row: (row.due_current, row.position)).is_milestone = True
    return rows


def _by_measure(rows: Iterable[Task]) -> dict[UUID, list[Task]]:
    found: dict[UUID, list[Task]] = {}
    for row in rows:
        found.setdefault(row.measure_id, []).append(row)
    return found


def _spans(measures: Mapping[UUID, Measure], rows: Sequence[Task]) -> list[Change]:
    """A measure with tasks begins with the first and ends with the last of them, and is finished with all of them."""
    changes = []
    for key, own in _by_measure(rows).items():
        measure = measures[key]
        due = max(row.due_current for row in own)
        wanted: dict[str, Any] = {
            "starts_on": min(row.starts_on for row in own), "due_current": due,
            "due_original": measure.due_original or due,
        }  # fmt: skip
        if measure.finished_on is None and all(row.finished_on for row in own):
            wanted["finished_on"] = max(row.finished_on for row in own if row.finished_on)
        changed = {name: value for name, value in wanted.items() if getattr(measure, name) != value}
        if changed:
            changes.append(Change(measure, {"ended_at": None, "finished_on": measure.finished_on}, **changed))
    return changes


def plan(problem: Problem, measures: Sequence[ledger.NewMeasure], *, actor: Post, at: datetime) -> Event:
    """Write the plan; tasks of a measure that is no longer in it end with it, as a new version of the schedule.

    The dates of a measure with tasks follow from them and stay.
    """
    tasks = list(problem.tasks.filter(ended_at=None).select_related("unit"))
    divided = {row.measure_id for row in tasks}
    rows = {row.pk: row for row in problem.measures.filter(ended_at=None, pk__in=divided)}
    wanted = []
    for n, new in enumerate(measures, 1):
        row = rows.get(new.id) if new.id else None
        if row and (new.due not in {None, row.due_current} or new.starts_on not in {None, row.starts_on}):
            sentence = _("Measure %(n)s has tasks; its dates follow from them. Please change the tasks.")
            raise Refused(sentence % {"n": n}, Why.VALUE, field=f"measure-{n}")
        wanted.append(replace(new, starts_on=row.starts_on, due=row.due_current) if row else new)
    kept = {new.id for new in measures if new.id}
    with transaction.atomic():
        event = ledger.plan(problem, wanted, actor=actor, at=at)
        if divided - kept:
            _without(problem, [row for row in tasks if row.measure_id in kept], actor=actor, at=at)
    return event


def _without(problem: Problem, kept: Sequence[Task], *, actor: Post, at: datetime) -> None:
    """Write a version with the tasks that are left, as they are: their dates stay."""
    in_force = problem.schedules.get(ended_at=None)  # there are tasks, so there is a version
    old = {row.pk: row for row in problem.tasks.filter(ended_at=None)}
    places = {row.pk: n for n, row in enumerate(kept, 1)}
    links = TaskLink.objects.filter(task__in=places, after__in=places)
    version = Schedule(
        problem=problem, version=problem.schedules.count() + 1, due=in_force.due,
        made_by=actor, made_at=at,
    )  # fmt: skip
    columns = ("text", "days", "unit", "owner_name", "weight", "is_milestone", "starts_on", "due_original",
               "due_current", "finished_on")  # fmt: skip
    rows = {
        row.pk: Task(
            problem=problem, schedule=version, measure=row.measure, replaces=row, position=places[row.pk],
            **{name: getattr(row, name) for name in columns},
        )
        for row in kept
    }  # fmt: skip
    changes = [Change(problem, {"version": problem.version}, version=problem.version + 1)]
    changes.append(Change(in_force, {"ended_at": None}, ended_at=at))
    changes += [Change(row, {"ended_at": None}, ended_at=at) for row in old.values()]
    changes += [Change(version), *(Change(row) for row in rows.values())]
    changes += [
        Change(TaskLink(problem=problem, task=rows[link.task_id], after=rows[link.after_id], lag=link.lag))
        for link in links
    ]
    facts = {"version": version.version, "tasks": len(rows)}
    write(problem.subject, "schedule", actor=actor, at=at, changes=changes, facts=facts)


# Finishing -------------------------------------------------------------------------------------------------


def report(
    problem: Problem, *, actor: Post, at: datetime, text: str = "", finished: Iterable[UUID] = (),
    tasks: Iterable[UUID] = (), is_same: bool = False,
) -> Event:  # fmt: skip
    """Report progress; ``finished`` are measures and ``tasks`` tasks now done.

    A measure with tasks is finished when all of them are, and not before.
    """
    require(may(actor, "report", problem))
    in_force = list(problem.tasks.filter(ended_at=None, measure__ended_at=None))
    done_now, measures = set(tasks), set(finished)
    if unknown := done_now - {row.pk for row in in_force}:
        raise Refused(_("Unknown task: %(id)s") % {"id": next(iter(unknown))}, Why.VALUE, field="tasks")
    for key, own in _by_measure(in_force).items():
        left = [row for row in own if row.finished_on is None and row.pk not in done_now]
        if left and key in measures:
            sentence = _("The measure is finished with its tasks; still open: “%(task)s”.")
            raise Refused(sentence % {"task": left[0].text}, Why.VALUE, field="finished")
        if not left:
            measures.add(key)
    return ledger.report(
        problem, actor=actor, at=at, text=text, finished=measures, is_same=is_same,
        also=_finished(in_force, done_now, local_day(at)),
    )  # fmt: skip


def _finished(tasks: Iterable[Task], done_now: set[UUID], today: date) -> list[Change]:
    guard = {"finished_on": None, "ended_at": None}
    rows = (row for row in tasks if row.pk in done_now and row.finished_on is None)
    return [Change(row, guard, finished_on=today) for row in rows]


def finish_task(task: Task, *, actor: Post, at: datetime) -> Event:
    """Mark a task as finished; with the last of them its measure is."""
    problem = task.problem
    require(may(actor, "report", problem))
    if task.ended_at is not None:
        raise Refused(_("This task is no longer in force; the schedule has been changed. Please open it again."))
    if task.finished_on is not None:
        raise Refused(_("This task is finished already."))
    today = local_day(at)
    changes = [Change(problem, {"version": problem.version, "state": problem.state}, version=problem.version + 1)]
    changes += _finished([task], {task.pk}, today)
    others = problem.tasks.filter(measure=task.measure_id, ended_at=None).exclude(pk=task.pk)
    if task.measure.finished_on is None and not others.filter(finished_on=None).exists():
        changes.append(Change(task.measure, {"finished_on": None, "ended_at": None}, finished_on=today))
    return write(problem.subject, "finish_task", actor=actor, at=at, changes=changes, facts={"task": task.position})
