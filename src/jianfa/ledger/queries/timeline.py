"""What happened to a problem, told from its journal: who, when, what was said, which dates moved."""

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext_lazy

from jianfa.calendar.queries import noted_day
from jianfa.journal.models import Event, Wording
from jianfa.ledger.models import Campaign, Problem
from jianfa.ledger.states import MOVES
from jianfa.organisations.models import Post, Unit

NAMES: dict[str, str | Promise] = {
    "submit": pgettext_lazy("event", "submitted"),
    "withdraw": pgettext_lazy("event", "withdrawn"),
    "return_": pgettext_lazy("event", "returned for completion"),
    "decline": pgettext_lazy("event", "declined"),
    "appeal": pgettext_lazy("event", "appealed"),
    "list": pgettext_lazy("event", "put on the list"),
    "carry_in": pgettext_lazy("event", "entered as opening balance"),
    "dispatch": pgettext_lazy("event", "dispatched"),
    "petition": pgettext_lazy("event", "petitioned"),
    "refuse": pgettext_lazy("event", "refused"),
    "sign_for": pgettext_lazy("event", "signed for"),
    "start": pgettext_lazy("event", "work started"),
    "report": pgettext_lazy("event", "progress reported"),
    "suspend": pgettext_lazy("event", "suspended"),
    "resume": pgettext_lazy("event", "resumed"),
    "extend": pgettext_lazy("event", "extension granted"),
    "change_clock": pgettext_lazy("event", "clock changed to continuous"),
    "transfer": pgettext_lazy("event", "transferred"),
    "apply": pgettext_lazy("event", "applied for write-off"),
    "retract": pgettext_lazy("event", "application taken back"),
    "name_panel": pgettext_lazy("event", "panel named"),
    "call_lot": pgettext_lazy("event", "candidates of the lot published"),
    "draw_panel": pgettext_lazy("event", "panel drawn by lot"),
    "record_result": pgettext_lazy("event", "result recorded"),
    "respond": pgettext_lazy("event", "whoever raised it has answered"),
    "step_aside": pgettext_lazy("event", "a member stepped aside"),
    "replace_member": pgettext_lazy("event", "another member named"),
    "make_link": pgettext_lazy("event", "link made for an outside member"),
    "conclude": pgettext_lazy("event", "verification concluded"),
    "send_back": pgettext_lazy("event", "sent back"),
    "recheck": pgettext_lazy("event", "another check asked for"),
    "approve": pgettext_lazy("event", "approved"),
    "uphold": pgettext_lazy("event", "objection upheld"),
    "write_off": pgettext_lazy("event", "written off"),
    "relapse": pgettext_lazy("event", "relapse reported"),
    "merge": pgettext_lazy("event", "merged"),
    "unmerge": pgettext_lazy("event", "merger undone"),
    "void": pgettext_lazy("event", "voided"),
    "draft": pgettext_lazy("event", "drafted"),
    "edit": pgettext_lazy("event", "edited"),
    "revise": pgettext_lazy("event", "what it was listed with changed"),
    "plan": pgettext_lazy("event", "plan written"),
    "schedule": pgettext_lazy("event", "divided into tasks"),
    "finish_task": pgettext_lazy("event", "task finished"),
    "approve_plan": pgettext_lazy("event", "plan approved"),
    "add_evidence": pgettext_lazy("event", "evidence added"),
    "propose": gettext_lazy("proposed: %(verb)s"),
    "check": gettext_lazy("proposal checked: %(verb)s"),
    "reject": gettext_lazy("proposal rejected: %(verb)s"),
    "take_back": gettext_lazy("proposal taken back: %(verb)s"),
    "record_decision": gettext_lazy("entered from paper: %(verb)s"),
    "take_over": pgettext_lazy("event", "taken over"),
    "carry_over": pgettext_lazy("event", "carried over"),
    "recount": pgettext_lazy("event", "dates moved by the working calendar"),
    "object": pgettext_lazy("event", "objection"),
    "answer_objection": pgettext_lazy("event", "objection answered"),
    "draw_look_back": pgettext_lazy("event", "drawn for a look-back"),
    "look_back": pgettext_lazy("event", "looked back"),
    "erase_objector": pgettext_lazy("event", "who objected was erased"),
    "draft_publicity": pgettext_lazy("event", "scope and public title drafted"),
    "remind_near": pgettext_lazy("event", "reminded: near the due date"),
    "remind_due": pgettext_lazy("event", "reminded: due"),
    "remind_overdue": pgettext_lazy("event", "reminded: overdue"),
    "remind_long": pgettext_lazy("event", "reminded: long overdue"),
    "urge": pgettext_lazy("event", "urged"),
    "archive": pgettext_lazy("event", "archived"),
    "expect_effect": pgettext_lazy("event", "a county is asked for the effect"),
    "confirm_effect": pgettext_lazy("event", "effect confirmed by a county"),
    "deny_effect": pgettext_lazy("event", "effect not there yet"),
    "waive_effect": pgettext_lazy("event", "effect waived"),
    "move_effect": pgettext_lazy("event", "effect awaited with the problem split off"),
    "offer_service": pgettext_lazy("event", "service arranged"),
    "record_visit": pgettext_lazy("event", "visit noted"),
    "judge_service": pgettext_lazy("event", "the county has said whether it helped"),
}
WITHHELD = frozenset({"instruct", "answer_instruction", "close_instruction"})
"""Events that only those they concern may read; others learn that there is an entry, so that the record is whole."""
WITHHELD_NAME = gettext_lazy("entry for those it concerns")
AGAIN: dict[str, str | Promise] = {
    "plan": pgettext_lazy("event", "plan changed"), "schedule": pgettext_lazy("event", "tasks changed"),
}  # fmt: skip
"""Names from the second time on."""
SHOWN_TEXTS = {
    "report": ("text",), "apply": ("statement",), "object": ("text",), "answer_objection": ("answer",),
    "add_evidence": ("note", "file_name"), "record_decision": ("file_name",), "schedule": ("reason",),
    "finish_task": (), "urge": ("words",), "respond": ("reason",), "approve": ("over_unsolved",),
    "draft_publicity": ("public_title",), "look_back": ("note",),
    "confirm_effect": ("words",), "deny_effect": ("words",), "waive_effect": ("words",), "offer_service": ("what",),
    "move_effect": ("words",),
    "record_visit": ("done",), "judge_service": ("words",),
}  # fmt: skip
"""Which texts of the written rows an event shows; what was said with the event itself is always shown."""


@dataclass
class Moment:
    """One event, ready to show."""

    seq: int
    verb: str
    title: str
    at: datetime
    who: str
    text: str = ""
    second: str = ""
    marks: list[str] = field(default_factory=list)

    @property
    def is_withheld(self) -> bool:
        return self.verb in WITHHELD


def timeline(problem: Problem) -> list[Moment]:
    """Return what happened, newest first; four queries, however long the history."""
    events = list(Event.objects.filter(chain=problem.pk).order_by("seq"))
    bodies = [json.loads(bytes(event.body)) for event in events]
    texts: dict[int, dict[str, str]] = defaultdict(dict)
    for wording in Wording.objects.filter(event__in=events).order_by("id"):
        texts[wording.event_id][wording.name] = wording.text
    names = _Names([body for body in bodies if body["verb"] not in WITHHELD])
    due: str | None = None
    moments: list[Moment] = []
    seen: set[str] = set()
    for event, body in zip(events, bodies, strict=True):
        values = _columns(body, problem)
        details = _details(body, values, names)
        if event.verb in WITHHELD:
            moments.append(Moment(event.seq, event.verb, str(WITHHELD_NAME), event.at, ""))
            continue
        new_due = values.get("due_current", due)
        if due and new_due != due:
            details.append(_due_moved(due, new_due, body["facts"]))
        due = new_due
        title = _title(body, values, is_again=event.verb in seen)
        seen.add(event.verb)
        moments.append(
            Moment(
                event.seq, event.verb, title, event.at, names.who(body), _said(body, texts[event.pk]),
                _(" · ").join(details), _marks(body),
            )
        )  # fmt: skip
    return moments[::-1]


def _columns(body: Mapping[str, Any], problem: Problem) -> dict[str, Any]:
    """Return the columns of the problem itself that the event set."""
    found: dict[str, Any] = {}
    for row in body["rows"]:
        if row["id"] == str(problem.pk):
            found |= row["set"]
    return found


def _title(body: Mapping[str, Any], values: Mapping[str, Any], *, is_again: bool) -> str:
    verb = str(body["verb"])
    names = NAMES | AGAIN if is_again else NAMES
    name = str(names.get(verb, verb))
    about = body["facts"].get("verb")
    if "%(verb)s" in name:
        name %= {"verb": MOVES[about].name if about in MOVES else about}
    name = name[:1].upper() + name[1:]
    if verb in {"list", "carry_in"} and values.get("number"):
        return f"{name} {values['number']}"
    if verb == "report" and body["facts"].get("percent") is not None:
        return f"{name} {body['facts']['percent']}%"
    return name


def _said(body: Mapping[str, Any], texts: Mapping[str, str]) -> str:
    """Return the texts of the event; one that was erased says so."""
    shown = SHOWN_TEXTS.get(body["verb"], ())
    lines = []
    for name in body["said"]:
        if "/" in name and name.rpartition("/")[2] not in shown:
            continue
        text = texts.get(name, _("(the wording has been erased)"))
        if text.strip() and text not in lines:
            lines.append(text)
    return "\n".join(lines)


def _marks(body: Mapping[str, Any]) -> list[str]:
    marks = []
    if body["actor"].get("system"):
        marks.append(_("automatic"))
    if body["facts"].get("recorded") or body["verb"] == "record_decision":
        marks.append(_("from paper"))
    return marks


def _due_moved(before: str, after: str | None, facts: Mapping[str, Any]) -> str:
    sentence = _("due date %(before)s → %(after)s") % {"before": before, "after": after or _("none")}
    days = facts.get("stopped_days")
    if days:
        sentence += ngettext(" (stopped for %(n)s day)", " (stopped for %(n)s days)", days) % {"n": days}
    return sentence


def _details(body: Mapping[str, Any], values: Mapping[str, Any], names: "_Names") -> list[str]:
    """Return the second line: units, numbers, persons that the event names."""
    verb, facts = body["verb"], body["facts"]
    found: list[str] = []
    if verb in {"dispatch", "petition", "list", "transfer"}:
        found += names.units(values, {"lead": _("lead"), "driver": _("driver"), "addressee": _("addressee")})
        if assists := [row["set"]["unit"] for row in body["rows"] if row["new"] and set(row["set"]) == ASSIST]:
            found.append(_("assists: %(units)s") % {"units": _(", ").join(names.unit(unit) for unit in assists)})
    found += _granted(verb, facts)
    if verb in OF_ONE_UNIT:
        found.append(names.unit(facts["unit"]))
    if verb == "refuse" and facts.get("proposed"):
        found.append(_("should go to %(unit)s") % {"unit": names.unit(facts["proposed"])})
    if verb in {"name_panel", "draw_panel", "replace_member"}:
        members = [row["set"]["post"] for row in body["rows"] if "person" in row["set"]]
        found.append(_(", ").join(names.post(post) for post in members))
    if verb in {"draw_look_back", "look_back"}:
        months = facts["months"]
        found.append(ngettext("%(n)s month later", "%(n)s months later", months) % {"n": months})
    found += _planned(body, facts)
    if verb == "carry_over":
        found.append(_("from “%(source)s” to “%(into)s”") % {
            "source": names.campaign(facts["source"]), "into": names.campaign(facts["into"]),
        })  # fmt: skip
    if verb == "recount":
        found += [_recounted(one) for one in facts["moved"]]
    found += _documents(verb, values, facts)
    found += _offices(facts, names)
    return found


def _offices(facts: Mapping[str, Any], names: "_Names") -> Iterable[str]:
    """Return who had to do with it beside whoever acted: proposer, checker, or the clerks of a paper."""
    recorded = facts.get("recorded")
    if facts.get("proposed_by") and not recorded:
        yield _("proposed by %(who)s") % {"who": names.post(facts["proposed_by"])}
    if facts.get("approved_by"):
        yield _("the write-off was approved by %(who)s") % {"who": names.post(facts["approved_by"])}
    if facts.get("checked_by"):
        yield _("checked by %(who)s") % {"who": names.post(facts["checked_by"])}
    if recorded:
        clerks = _(", ").join(names.post(clerk) for clerk in recorded["clerks"])
        yield _("document %(no)s of %(day)s, entered by %(clerks)s") % {
            "no": recorded["document_no"], "day": recorded["document_day"], "clerks": clerks,
        }  # fmt: skip


def _recounted(moved: Mapping[str, Any]) -> str:
    """Say which computed date went where."""
    name = _("publicity until") if moved["what"] == "publicity_ends_on" else _("task %(n)s") % {"n": moved["position"]}
    before, after = ("—".join(moved[side]) for side in ("before", "after"))
    return _("%(name)s %(before)s → %(after)s") % {"name": name, "before": before, "after": after}


def _granted(verb: str, facts: Mapping[str, Any]) -> Iterable[str]:
    """Return which extension it was and what had been asked for; the review of a continuous clock."""
    if verb == "extend":
        yield _("extension no. %(nth)s, asked for: until %(until)s") % {
            "nth": facts["nth"], "until": facts["requested_until"],
        }  # fmt: skip
    elif verb == "change_clock":
        yield _("next review %(day)s") % {"day": facts["review_on"]}


def _planned(body: Mapping[str, Any], facts: Mapping[str, Any]) -> Iterable[str]:
    if body["verb"] == "plan":
        new = sum(1 for row in body["rows"] if row["new"])
        n = facts.get("measures", new)  # events from before facts said so
        yield ngettext("%(n)s measure", "%(n)s measures", n) % {"n": n}
    if body["verb"] == "schedule":
        yield _("version %(n)s") % {"n": facts["version"]}
        yield ngettext("%(n)s task", "%(n)s tasks", facts["tasks"]) % {"n": facts["tasks"]}
        if missing := facts.get("missing"):
            yield ngettext("%(n)s day missing", "%(n)s days missing", missing) % {"n": missing}


OF_ONE_UNIT = frozenset(
    {"expect_effect", "confirm_effect", "deny_effect", "waive_effect", "move_effect", "offer_service"}
)
"""Events whose fact ``unit`` says which unit they are about."""
ASSIST = {"problem", "unit", "ended_at"}
"""The columns of a row that names an assisting unit."""


def _documents(verb: str, values: Mapping[str, Any], facts: Mapping[str, Any]) -> Iterable[str]:
    for column in ("letter_no", "decision_no"):
        if values.get(column):
            yield _("document %(no)s") % {"no": values[column]}
    if facts.get("document_no"):
        yield _("document %(no)s") % {"no": facts["document_no"]}
    if verb == "approve" and values.get("publicity_ends_on"):
        ends_on = date.fromisoformat(values["publicity_ends_on"])
        yield _("publicity until %(day)s") % {"day": noted_day(ends_on)}
    if facts.get("split"):
        yield _("the panel did not agree")
    if facts.get("basis"):
        yield _("struck off on %(day)s, basis: %(basis)s") % {"day": facts["struck_off_on"], "basis": facts["basis"]}


class _Names:
    """The names of all posts, units and campaigns a history mentions, fetched together."""

    def __init__(self, bodies: Iterable[Mapping[str, Any]]) -> None:
        posts: set[str] = set()
        units: set[str] = set()
        campaigns: set[str] = set()
        for body in bodies:
            facts = body["facts"]
            posts |= {body["actor"].get("post"), facts.get("proposed_by"), facts.get("checked_by")}
            posts.add(facts.get("approved_by"))
            posts |= set((facts.get("recorded") or {}).get("clerks", ()))
            units |= {facts.get("proposed")}
            if body["verb"] in OF_ONE_UNIT:
                units.add(facts["unit"])
            if body["verb"] == "carry_over":
                campaigns |= {facts["source"], facts["into"]}
            for row in body["rows"]:
                posts.add(row["set"].get("post"))
                units |= {row["set"].get(name) for name in ("lead", "driver", "addressee", "unit")}
        self._posts = {
            str(post.pk): post for post in Post.objects.filter(pk__in=posts - {None}).select_related("person", "unit")
        }
        self._units: dict[str, str] = {
            str(pk): name for pk, name in Unit.objects.filter(pk__in=units - {None}).values_list("pk", "short_name")
        }

        named = Campaign.objects.filter(pk__in=campaigns).values_list("pk", "name") if campaigns else ()
        self._campaigns = {str(pk): name for pk, name in named}

    def campaign(self, campaign_id: str) -> str:
        return self._campaigns.get(campaign_id, "–")

    def post(self, post_id: str | UUID) -> str:
        post = self._posts.get(str(post_id))
        return f"{post.person.name}（{post.unit.short_name}）" if post else "–"

    def unit(self, unit_id: str | None) -> str:
        return self._units.get(str(unit_id), "–")

    def units(self, values: Mapping[str, Any], labels: Mapping[str, str]) -> list[str]:
        """Return "label: unit" for each of these columns that was set."""
        return [
            _("%(label)s: %(unit)s") % {"label": label, "unit": self.unit(values[name])}
            for name, label in labels.items()
            if values.get(name)
        ]

    def who(self, body: Mapping[str, Any]) -> str:
        post = body["actor"].get("post")
        return self.post(post) if post else ""
