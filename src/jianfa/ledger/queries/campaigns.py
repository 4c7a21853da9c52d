"""Reads of a campaign's own page: what waits, what was proposed in words, its history, what is open."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy

from jianfa.journal.models import Event, Wording
from jianfa.ledger.models import (
    Campaign,
    ClassTemplate,
    DayKind,
    Dimension,
    Headline,
    Problem,
    ProblemQuerySet,
    Retention,
)
from jianfa.ledger.policy.campaigns import (
    may_carry_over,
    may_close,
    may_keep,
    may_open,
    may_settle_rules,
    may_take_back_rules,
)
from jianfa.ledger.rules import next_number
from jianfa.ledger.states import CARRIED, ON_LIST, Clock, Grade, Method, Nature, Sensitivity, State
from jianfa.organisations.models import Post, Proposal, Role

SHOWN_EVENTS = 60
STEP_TEMPLATE = "supervision.steptemplate"
"""Rows of an upper room that stand in a campaign's chain."""
VERBS: dict[str, str | Promise] = {
    "create_campaign": pgettext_lazy("campaign", "set up"),
    "open_campaign": pgettext_lazy("campaign", "opened"),
    "close_campaign": pgettext_lazy("campaign", "closed"),
    "save_class_template": pgettext_lazy("campaign", "class changed"),
    "end_class_template": pgettext_lazy("campaign", "class ended"),
    "save_step_template": pgettext_lazy("campaign", "template of steps changed"),
    "end_step_template": pgettext_lazy("campaign", "template of steps ended"),
    "change_rules": pgettext_lazy("campaign", "rules changed"),
    "sign_baseline": pgettext_lazy("campaign", "list signed off"),
    "draw_look_backs": pgettext_lazy("campaign", "sample drawn for looking back"),
    "propose": gettext_lazy("proposed: %(verb)s"),
    "reject": gettext_lazy("proposal rejected: %(verb)s"),
    "take_back": gettext_lazy("proposal taken back: %(verb)s"),
}
ROUTINE = ("note_lights",)
"""What the timer writes every day; it is no change of the campaign and would hide those that are."""
CHOICES: Mapping[str, Any] = {
    "headline": Headline, "nature": Nature, "clock": Clock, "sensitivity": Sensitivity, "day_kind": DayKind,
    "method": Method, "grade": Grade, "retention": Retention,
}  # fmt: skip


def waiting_rules(campaign: Campaign) -> Proposal | None:
    """Return the proposed change of the rules that waits for an answer, if there is one."""
    return (
        Proposal.objects.filter(subject_kind="campaign", subject_id=campaign.pk, state=Proposal.State.OPEN)
        .select_related("proposed_by__person", "proposed_by__unit")
        .first()
    )


@dataclass(frozen=True)
class Difference:
    """One rule as it is and as it shall be; ``before`` is empty for what is new."""

    label: str
    before: str
    after: str


def differences(campaign: Campaign, proposal: Proposal) -> list[Difference]:
    """Return what a proposal would change, in words; what stays the same is left out."""
    given = proposal.params
    if proposal.verb == "end_class_template":
        row = ClassTemplate.objects.get(pk=given["template"])
        return [Difference(_("class"), row.name, _("ended"))]
    if proposal.verb == "change_rules":
        found = [_column(Campaign, name, getattr(campaign, name), value) for name, value in given.items()
                 if name != "dimensions"]  # fmt: skip
        return found + [Difference(_("dimension"), "", name) for name in given["dimensions"]]
    replaced = given["replaces"] and ClassTemplate.objects.select_related("dimension").get(pk=given["replaces"])
    names = {str(row.pk): row.name for row in Dimension.objects.filter(campaign=campaign)}
    after = given | {"dimension": names.get(given["dimension"] or "", "")}
    before = _as_given(replaced) if replaced else {}
    shown = [_column(ClassTemplate, name, before.get(name, ""), after[name]) for name in CLASS_COLUMNS if name in after]
    return [row for row in shown if row.before != row.after or row.label == _label(ClassTemplate, "name")]


CLASS_COLUMNS = (
    "name", "dimension", "nature", "clock", "weight", "sensitivity", "method", "grade", "needs_publicity", "criteria",
)  # fmt: skip


def _as_given(row: ClassTemplate) -> dict[str, Any]:
    names = [name for name in CLASS_COLUMNS if name != "dimension"]
    return {name: getattr(row, name) for name in names} | {"dimension": row.dimension.name if row.dimension else ""}


def _column(model: Any, name: str, before: Any, after: Any) -> Difference:
    return Difference(_label(model, name), in_words(name, before), in_words(name, after))


def _label(model: Any, name: str) -> str:
    return str(model._meta.get_field(name).verbose_name)


def in_words(name: str, value: Any) -> str:
    """Return the value of a rule as it is read."""
    if isinstance(value, bool):
        return pgettext("rule", "yes") if value else pgettext("rule", "no")
    if name == "criteria":
        return "\n".join(f"{n}. {_criterion(row)}" for n, row in enumerate(value or (), 1))
    if name == "number_pattern":
        return _("like %(number)s") % {"number": next_number(str(value), 2026, 19)}
    if name in CHOICES and value in CHOICES[name].values:
        return str(CHOICES[name](value).label)
    return value.isoformat() if isinstance(value, date) else str(value or "")


def _criterion(row: Mapping[str, str]) -> str:
    return f"{row['text']}（{row['test']}）" if row.get("test") else row["text"]


def possible_verbs(campaign: Campaign, post: Post, proposal: Proposal | None) -> frozenset[str]:
    """Return what the post may do to the campaign now; ``proposal`` is the change that waits for an answer."""
    keeps, settles = may_keep(post, campaign), may_settle_rules(post, campaign, proposal)
    verdicts = {
        "open_campaign": may_open(post, campaign), "close_campaign": may_close(post, campaign),
        "save_class_template": keeps and proposal is None, "end_class_template": keeps and proposal is None,
        "change_rules": keeps and proposal is None, "confirm": settles, "reject": settles,
        "take_back": may_take_back_rules(post, proposal), "carry_over": may_carry_over(post, campaign),
    }  # fmt: skip
    return frozenset(verb for verb, verdict in verdicts.items() if verdict)


# History ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Step:
    """One event of a campaign's chain, ready to show."""

    verb: str
    title: str
    at: datetime
    who: str
    text: str
    second: str


def history(campaign: Campaign) -> list[Step]:
    """Return what was done to the campaign and its rules, newest first; at most SHOWN_EVENTS, four queries."""
    events = list(Event.objects.filter(chain=campaign.pk).exclude(verb__in=ROUTINE).order_by("-seq")[:SHOWN_EVENTS])
    bodies = [json.loads(bytes(event.body)) for event in events]
    wanted = {body["actor"].get("post") for body in bodies} | {body["facts"].get("proposed_by") for body in bodies}
    posts = Post.objects.filter(pk__in=wanted - {None}).select_related("person", "unit")
    names = {str(post.pk): f"{post.person.name}（{post.unit.short_name}）" for post in posts}
    ended = [row["id"] for body in bodies if body["verb"] == "end_class_template" for row in body["rows"]]
    classes = ClassTemplate.objects.filter(pk__in=ended).values_list("pk", "name") if ended else ()
    names |= {str(pk): name for pk, name in classes}
    made = (row for body in bodies for row in body["rows"] if row["new"] and row["t"] == STEP_TEMPLATE)
    names |= {row["id"]: row["set"]["name"] for row in made}
    said = dict(Wording.objects.filter(event__in=events, name="reason").values_list("event", "text"))
    known: dict[str, Any] = {}
    steps = []
    for event, body in zip(events[::-1], bodies[::-1], strict=True):  # the oldest first: what a rule said before
        who = names.get(body["actor"].get("post") or "", "")
        second = _second(body, names, known)
        steps.append(Step(event.verb, _title(body), event.at, who, said.get(event.pk, ""), second))
    return steps[::-1]


def _title(body: Mapping[str, Any]) -> str:
    name = str(VERBS.get(body["verb"], body["verb"]))
    if "%(verb)s" in name:
        name %= {"verb": VERBS.get(body["facts"].get("verb"), "")}
    return name[:1].upper() + name[1:]


def _second(body: Mapping[str, Any], names: Mapping[str, str], known: dict[str, Any]) -> str:
    """Return what the event set, in words, and who had proposed it; ``known`` are the rules before it."""
    parts = list(_set_values(body, known))
    if body["verb"] in {"end_class_template", "end_step_template"}:
        parts = [names[row["id"]] for row in body["rows"] if row["id"] in names]
    if body["verb"] == "create_campaign":
        parts = []
    if proposed_by := body["facts"].get("proposed_by"):
        parts.append(_("proposed by %(who)s") % {"who": names.get(proposed_by, "–")})
    return _(" · ").join(parts)


def _set_values(body: Mapping[str, Any], known: dict[str, Any]) -> Iterable[str]:
    for row in body["rows"]:
        values = row["set"]
        if row["t"] in {"ledger.classtemplate", "ledger.dimension", STEP_TEMPLATE} and row["new"]:
            yield values["name"]
        elif row["t"] == "ledger.campaign":
            for name, value in values.items():
                before, known[name] = known.get(name), value
                if name in {"state", "closed_at"}:
                    continue
                shown = in_words(name, value)
                if before is not None:
                    shown = _("%(before)s → %(after)s") % {"before": in_words(name, before), "after": shown}
                yield _("%(name)s: %(value)s") % {"name": _label(Campaign, name), "value": shown}


# What is open ----------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Open:
    """How many problems of a campaign are on the list, struck off, open on it, and handed in but not judged."""

    on_list: int
    written_off: int
    waiting: int

    @property
    def open(self) -> int:
        return self.on_list - self.written_off

    @property
    def to_carry(self) -> int:
        return self.open + self.waiting


def open_counts(campaign: Campaign) -> Open:
    """Count the problems as they are now, from the index over campaign and state."""
    counted = Problem.objects.filter(campaign=campaign).order_by().values_list("state").annotate(n=Count("pk"))
    states = dict(counted)
    on_list = sum(n for state, n in states.items() if state in ON_LIST)
    waiting = states.get(State.SUBMITTED, 0) + states.get(State.RETURNED, 0)
    return Open(on_list, states.get(State.WRITTEN_OFF, 0), waiting)


def to_carry_over(post: Post, campaign: Campaign) -> ProblemQuerySet:
    """Return what is open in the campaign, of what the post may see."""
    return Problem.objects.visible_to(post).filter(campaign=campaign, state__in=CARRIED)


def receivers(source: Campaign) -> QuerySet[Campaign]:
    """Return the campaigns that can take over what is open in this one."""
    running = Campaign.objects.filter(state=Campaign.State.OPEN, is_practice=source.is_practice)
    return running.exclude(pk=source.pk)


# What waits for a post -------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Waiting:
    """A campaign that waits for this post: to answer a proposal, to open it, or to carry over what is open."""

    key: str
    campaign: Campaign
    proposal: Proposal | None = None


def campaigns_waiting(post: Post) -> list[Waiting]:
    """Return the campaigns in which something waits for the post; at most three queries."""
    if post.role == Role.DESK:
        open_ones = Problem.objects.filter(campaign=OuterRef("pk"), state__in=CARRIED)
        left = Campaign.objects.filter(Exists(open_ones), state=Campaign.State.CLOSED)
        return [Waiting("carry_over", row) for row in left]
    if post.role != Role.DEPARTMENT_HEAD:
        return []
    waiting = Proposal.objects.filter(subject_kind="campaign", state=Proposal.State.OPEN)
    proposals: dict[UUID, Proposal] = {row.subject_id: row for row in waiting.select_related("proposer")}
    asked = Campaign.objects.filter(pk__in=proposals)
    drafted_by_them = Event.objects.filter(chain=OuterRef("pk"), person=post.person_id)
    prepared = Campaign.objects.filter(~Exists(drafted_by_them), state=Campaign.State.PREPARING)
    answers = [
        Waiting("rules", row, proposals[row.pk]) for row in asked if may_settle_rules(post, row, proposals[row.pk])
    ]
    return answers + [Waiting("open_campaign", row) for row in prepared]
