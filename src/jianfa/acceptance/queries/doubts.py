"""Doubts for reading: how many of each kind, their rows, and the working in words."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from jianfa.acceptance.models import Doubt, DoubtKind
from jianfa.acceptance.rules import LATE_DAYS, PAIR_DAYS, PAIR_TIMES, QUICK_MINUTES
from jianfa.journal.models import Wording
from jianfa.ledger.models import Amendment, Problem
from jianfa.ledger.states import MOVES
from jianfa.organisations.models import Person, Post

COUNTED_UP_TO = 999
RULES: dict[str, Promise] = {
    "same_pair": gettext_lazy(
        "The same verifier and the same decider at least %(times)s times within %(days)s days; a session counts once."
    ),
    "quick_pass": gettext_lazy(
        "Passed less than %(minutes)s minutes after the application and the naming of the panel."
    ),
    "reused": gettext_lazy("A file or a document's number that stood with another problem before."),
    "after_red": gettext_lazy("Due date, weight or criteria changed while the problem was overdue."),
    "late_extension": gettext_lazy("An extension asked for %(late)s days before the due date or later."),
    "after_baseline": gettext_lazy("What left the list, or came back to it, after it was signed off."),
    "recorded": gettext_lazy("A decision on paper, entered by a clerk."),
    "signed_by_itself": gettext_lazy("Nobody signed for it or refused it in time."),
    "opening": gettext_lazy("Struck off before Jianfa, entered on a leader's decision."),
    "refused_relapse": gettext_lazy("Somebody said that it is back, and a leader said no."),
}
NUMBERS = {"times": PAIR_TIMES, "days": PAIR_DAYS, "minutes": QUICK_MINUTES, "late": LATE_DAYS}


def rule_of(kind: str) -> str:
    """Return the rule of a kind in words, with its numbers."""
    return str(RULES[kind]) % NUMBERS


@dataclass(frozen=True)
class Count:
    """How many doubts there are of a kind; counted no further than COUNTED_UP_TO."""

    kind: DoubtKind
    rule: str
    n: int

    @property
    def shown(self) -> str:
        return f"{COUNTED_UP_TO}+" if self.n > COUNTED_UP_TO else str(self.n)


def counts_for(post: Post) -> list[Count]:
    """Return every kind with its number; one bounded query a kind, each answered by the index."""
    visible = Doubt.objects.visible_to(post).order_by()
    return [
        Count(kind, rule_of(kind), visible.filter(kind=kind).values("pk")[: COUNTED_UP_TO + 1].count())
        for kind in DoubtKind
    ]


def doubts_for(post: Post, kind: str) -> "QuerySet[Doubt]":
    """Return the doubts of a kind the post may see."""
    return Doubt.objects.visible_to(post).filter(kind=kind).select_related("problem__source_unit", "event")


@dataclass(frozen=True)
class DoubtRow:
    """A doubt as a page and a sheet show it: who acted, and the working in words."""

    doubt: Doubt
    who: str
    working: str


def rows_of(doubts: Sequence[Doubt]) -> list[DoubtRow]:
    """Return the rows with names and reasons; five queries, however many."""
    persons: set[str] = set()
    problems: set[str] = set()
    for doubt in doubts:
        persons |= {doubt.values[name] for name in ("verifier", "decider") if name in doubt.values}
        problems |= {doubt.values["other"]} if "other" in doubt.values else set()
    posts = Post.objects.filter(pk__in={doubt.event.post for doubt in doubts if doubt.event.post})
    who = {post.pk: f"{post.person.name}（{post.unit.short_name}）" for post in posts.select_related("person", "unit")}
    names = {str(pk): name for pk, name in Person.objects.filter(pk__in=persons).values_list("pk", "name")}
    numbers = {str(pk): number or title for pk, number, title in _numbers(problems)}
    refused = [doubt.event_id for doubt in doubts if doubt.kind == DoubtKind.REFUSED_RELAPSE]
    reasons = dict(Wording.objects.filter(event__in=refused, name="reason").values_list("event", "text"))
    known = _Known(names, numbers, reasons)
    return [
        DoubtRow(
            doubt, who.get(doubt.event.post, "") if doubt.event.post else _("the system"),
            WORKINGS[doubt.kind](doubt, known),
        )
        for doubt in doubts
    ]  # fmt: skip


def _numbers(problems: set[str]) -> "QuerySet[Any, tuple[UUID, str | None, str]]":
    return Problem.objects.filter(pk__in=problems).values_list("pk", "number", "title")


@dataclass(frozen=True)
class _Known:
    """The names, numbers and reasons that the workings of a page mention."""

    names: dict[str, str]
    numbers: dict[str, str]
    reasons: dict[int, str]


def _pair(doubt: Doubt, known: _Known) -> str:
    values = doubt.values
    return _("%(verifier)s verified and %(decider)s approved, for the %(times)s. time") % {
        "verifier": known.names.get(values["verifier"], "–"), "decider": known.names.get(values["decider"], "–"),
        "times": values["times"],
    }  # fmt: skip


def _quick(doubt: Doubt, _known: _Known) -> str:
    n = doubt.values["minutes"]
    return ngettext("passed after %(n)s minute", "passed after %(n)s minutes", n) % {"n": n}


def _reused(doubt: Doubt, known: _Known) -> str:
    values = doubt.values
    what = values.get("document_no") or _("the same file, SHA-256 %(digest)s…") % {"digest": values["digest"][:12]}
    return _("%(what)s, also of %(other)s") % {"what": what, "other": known.numbers.get(values["other"], "–")}


def _late(doubt: Doubt, _known: _Known) -> str:
    n = doubt.values["days"]
    asked = ngettext("asked for %(n)s day before", "asked for %(n)s days before", n) % {"n": n}
    return _("due %(due)s, %(asked)s") % {"due": doubt.values["due"], "asked": asked}


def _recorded(doubt: Doubt, _known: _Known) -> str:
    verb = doubt.values["verb"]
    name = MOVES[verb].name if verb in MOVES else verb
    return _("%(verb)s, document %(no)s") % {"verb": name, "no": doubt.values["document_no"]}


def _opening(doubt: Doubt, _known: _Known) -> str:
    values = {"day": doubt.values["struck_off_on"], "basis": doubt.values["basis"]}
    return _("struck off on %(day)s, basis: %(basis)s") % values


def _refused(doubt: Doubt, known: _Known) -> str:
    reason = known.reasons.get(doubt.event_id, _("(the wording has been erased)"))
    return _("refused, because: %(reason)s") % {"reason": reason}


WORKINGS: dict[str, Callable[[Doubt, _Known], str]] = {
    "same_pair": _pair, "quick_pass": _quick, "reused": _reused,
    "after_red": lambda doubt, _known: "；".join(_changed(doubt.values)), "late_extension": _late,
    "after_baseline": lambda doubt, _known: str(Amendment.Kind(doubt.values["amendment"]).label),
    "recorded": _recorded,
    "signed_by_itself": lambda doubt, _known: _("the term ended on %(day)s") % {
        "day": doubt.values["term_ended_on"] or "–"
    },
    "opening": _opening, "refused_relapse": _refused,
}  # fmt: skip
"""Kind → with which values the rule was met, in words."""


def _changed(values: dict[str, Any]) -> list[str]:
    found = [_("overdue since %(due)s") % {"due": values["due"]}]
    for name, label in (("due_current", _("due date")), ("weight", _("weight"))):
        if name in values:
            before, after = values[name]
            found.append(f"{label} {before or '–'} → {after or '–'}")
    if n := values.get("criteria"):
        found.append(ngettext("%(n)s criterion touched", "%(n)s criteria touched", n) % {"n": n})
    return found
