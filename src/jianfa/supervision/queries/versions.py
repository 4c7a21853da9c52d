"""Versions of a plan, read from the journal: what stood in it after each change, and what the change was."""

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from jianfa.journal.models import Event, Wording
from jianfa.journal.replay import Rows, fold
from jianfa.ledger.models import Measure, Problem
from jianfa.organisations.models import Post, Unit
from jianfa.supervision.models import Task

TABLES = (Measure._meta.label_lower, Task._meta.label_lower)
SHOWN = ("starts_on", "due_current", "days", "weight", "owner_name", "unit", "is_milestone")
FINISHING = frozenset({"finished_on"})


@dataclass(frozen=True)
class Line:
    """A measure or a task of a version; ``key`` is the first id it had, through all versions."""

    key: str
    is_task: bool
    position: int
    text: str
    values: Mapping[str, str]


@dataclass(frozen=True)
class Version:
    """The plan after one change: its lines, and what differs from the version before, in words."""

    number: int
    at: datetime
    who: str
    due: str
    lines: list[Line]
    differences: list[str]


def versions_of(problem: Problem) -> list[Version]:
    """Return the versions, the newest first; four queries, however long the history.

    An event that only finishes something makes no version.
    """
    events = list(Event.objects.filter(chain=problem.pk).order_by("seq"))
    bodies = [json.loads(bytes(event.body)) for event in events]
    changes = [event for event, body in zip(events, bodies, strict=True) if _is_change(body)]
    if not changes:
        return []
    texts: dict[int, dict[tuple[str, str], str]] = defaultdict(dict)
    for wording in Wording.objects.filter(event__in=changes).order_by("id"):
        table, _slash, rest = wording.name.partition("/")
        row, _slash, column = rest.partition("/")
        if table in TABLES:
            texts[wording.event_id][row, column] = wording.text
    units = {str(pk): name for pk, name in Unit.objects.filter(pk__in=_units(bodies)).values_list("pk", "short_name")}
    posts = {event.post for event in changes if event.post}
    names = {post.pk: str(post.person.name) for post in Post.objects.filter(pk__in=posts).select_related("person")}
    return _told(problem, list(zip(events, bodies, strict=True)), texts, units, names)


def _is_change(body: Mapping[str, Any]) -> bool:
    return any(row["t"] in TABLES and (row["new"] or set(row["set"]) - FINISHING) for row in body["rows"])


def _units(bodies: Iterable[Mapping[str, Any]]) -> set[str]:
    rows = (row for body in bodies for row in body["rows"] if row["t"] in TABLES)
    return {row["set"]["unit"] for row in rows if row["set"].get("unit")}


def _told(
    problem: Problem, history: Iterable[tuple[Event, Mapping[str, Any]]], texts: Mapping[int, Mapping[Any, str]],
    units: Mapping[str, str], names: Mapping[Any, str],
) -> list[Version]:  # fmt: skip
    rows: Rows = {}
    known: dict[tuple[str, str], str] = {}
    due, found = "", list[Version]()
    own = (problem._meta.label_lower, str(problem.pk))
    for event, body in history:
        fold([body], rows=rows)
        known |= texts.get(event.pk, {})
        due = rows.get(own, {}).get("due_current") or due
        if not _is_change(body):
            continue
        lines = _lines(rows, known, units)
        before = found[-1].lines if found else []
        said = differences(before, lines) if found else []
        found.append(Version(len(found) + 1, event.at, names.get(event.post, ""), due, lines, said))
    return found[::-1]


def _lines(rows: Rows, texts: Mapping[tuple[str, str], str], units: Mapping[str, str]) -> list[Line]:
    """Return what is in force: measures in their order, each followed by its tasks."""
    measures, tasks = ({key: row for (table, key), row in rows.items() if table == one} for one in TABLES)
    first: dict[str, str] = {}
    for key, row in tasks.items():
        earlier = str(row.get("replaces") or key)
        first[key] = first.get(earlier, earlier)
    found = []
    for key, row in sorted(measures.items(), key=lambda item: item[1]["position"]):
        if row["ended_at"]:
            continue
        found.append(_line(key, key, row, texts, units, is_task=False))
        own = [(other, task) for other, task in tasks.items() if task["measure"] == key and not task["ended_at"]]
        for other, task in sorted(own, key=lambda item: item[1]["position"]):
            found.append(_line(first[other], other, task, texts, units, is_task=True))
    return found


def _line(
    key: str, row_key: str, row: Mapping[str, Any], texts: Mapping[tuple[str, str], str], units: Mapping[str, str],
    *, is_task: bool,
) -> Line:  # fmt: skip
    values = {name: row[name] for name in SHOWN if row.get(name) not in {None, False, ""}}
    values["owner_name"] = texts.get((row_key, "owner_name"), "")
    if "unit" in values:
        values["unit"] = units.get(values["unit"], "–")
    if "is_milestone" in values:
        values["is_milestone"] = pgettext("rule", "yes")
    text = texts.get((row_key, "text"), _("(the wording has been erased)"))
    return Line(key, is_task, row["position"], text, {name: str(value) for name, value in values.items() if value})


def differences(before: Iterable[Line], after: Iterable[Line]) -> list[str]:
    """Say what was added, dropped and changed; the order alone is no change."""
    old, new = {line.key: line for line in before}, {line.key: line for line in after}
    found = [_("added: %(text)s") % {"text": line.text} for key, line in new.items() if key not in old]
    found += [_("dropped: %(text)s") % {"text": line.text} for key, line in old.items() if key not in new]
    for key, line in new.items():
        if key in old:
            found += _changed(old[key], line)
    return found


def _changed(before: Line, after: Line) -> Iterable[str]:
    if before.text != after.text:
        yield _("“%(before)s” is now “%(after)s”") % {"before": before.text, "after": after.text}
    for name in SHOWN:
        old, new = before.values.get(name, ""), after.values.get(name, "")
        if old != new:
            label = str(getattr(Task._meta.get_field(name), "verbose_name", name))
            if name == "due_current":
                label = _("until when")
            yield _("%(text)s: %(label)s %(before)s → %(after)s") % {
                "text": after.text, "label": label, "before": old or _("none"), "after": new or _("none"),
            }  # fmt: skip
