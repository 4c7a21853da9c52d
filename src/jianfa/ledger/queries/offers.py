"""What can be done with a problem next, by this post: only real possibilities, each with its rule."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from jianfa.calendar.queries import noted_day
from jianfa.ledger.models import Problem
from jianfa.ledger.policy import (
    may_add_evidence,
    may_approve_plan,
    may_as,
    may_check,
    may_clerk,
    may_decide_on_paper,
    may_edit,
    may_enter_from_paper,
    may_plan,
    may_refuse,
    may_revise,
    may_settle,
    offices_of,
    refusal_ends_on,
    state_key,
)
from jianfa.ledger.rules import MOST_RETURNS
from jianfa.ledger.states import MOVES, ON_LIST, Clock, Office, State
from jianfa.organisations.models import Post, Proposal, Role
from jianfa.organisations.queries.single import one_of

FIRST = 20
"""An offer ranked up to here is a next step and may be the red button; later ones are other possibilities."""


@dataclass(frozen=True)
class Offer:
    """One possible step: its verb, its button, its rule in one sentence, and where it stands among others."""

    verb: str
    label: str
    rule: str = ""
    rank: int = 50
    query: str = ""
    """What follows the address, to choose among several things of one verb."""


PROPOSAL_SHOWN_WITH = (
    "proposed_by__person", "proposed_by__unit", "recorded_for__person", "recorded_for__unit", "checked_by__person",
)  # fmt: skip


def open_proposal(problem: Problem) -> Proposal | None:
    """Return the proposal that waits for an answer, if there is one."""
    waiting = Proposal.objects.filter(subject_kind="problem", subject_id=problem.pk, state=Proposal.State.OPEN)
    return one_of(waiting.select_related(*PROPOSAL_SHOWN_WITH))


def move_offers(
    problem: Problem,
    offices: frozenset[Office],
    ranks: Mapping[str, int],
    rules: Mapping[str, Promise],
    proposal: Proposal | None,
) -> list[Offer]:
    """Return an offer for each of these moves that the offices may make, or propose, now."""
    found = []
    for verb, rank in ranks.items():
        move = MOVES[verb]
        if problem.state not in move.sources or not may_as(offices, verb, problem):
            continue
        is_proposal = move.needs_confirmation(state_key(problem, verb))
        if is_proposal and proposal is not None:
            continue
        name = str(move.name)
        is_request = bool(move.checked_by)  # its name says already that it is asked for
        label = name[:1].upper() + name[1:]
        if is_proposal and not is_request:
            label = _("Propose to %(verb)s") % {"verb": name}
        found.append(Offer(verb, label, str(rules.get(verb, "")), rank))
    return found


RANKS = {
    "submit": 10, "appeal": 10, "list": 10, "dispatch": 10, "petition": 10, "sign_for": 10, "start": 10, "report": 12,
    "refuse": 30, "return_": 30, "withdraw": 50, "decline": 40, "merge": 60, "unmerge": 60, "void": 70,
}  # fmt: skip
RULES = {
    "submit": gettext_lazy("The head's click is the signature. From then on the city desk sees it."),
    "appeal": gettext_lazy("Possible once, with new facts."),
    "list": gettext_lazy("It receives a number; its first due date is kept for ever."),
    "dispatch": gettext_lazy("The unit may refuse once within two working days; after that it counts as signed for."),
    "petition": gettext_lazy("A city leader signs the letter off before it counts as sent."),
    "start": gettext_lazy("Needs at least one measure with an owner and a date inside the due date."),
    "decline": gettext_lazy("A department head confirms it; the county union may appeal once."),
    "merge": gettext_lazy("It is linked to the other problem and counted with it; nothing is deleted."),
    "unmerge": gettext_lazy("It goes back to the state it had before."),
    "void": gettext_lazy("A city leader confirms it; it stays in the record and in the walk from the baseline."),
    "withdraw": gettext_lazy("It stays in the record."),
}  # fmt: skip


def offers(problem: Problem, post: Post, today: date | None = None) -> list[Offer]:
    """Return what the ledger lets this post do next, the nearest step first."""
    today = today or timezone.localdate()
    offices, proposal = offices_of(post, problem), open_proposal(problem)
    found = [
        _with_detail(offer, problem, today) for offer in move_offers(problem, offices, RANKS, RULES, proposal)
        if offer.verb != "refuse" or may_refuse(post, problem, today)
    ]  # fmt: skip
    found += _unlisted_offers(problem, post, offices)
    if proposal is not None:
        found += proposal_offers(problem, proposal, post)
    else:
        found += _paper_offers(problem, post, today)
    return sorted(found, key=lambda offer: offer.rank)


def _with_detail(offer: Offer, problem: Problem, today: date) -> Offer:
    """Fill in what a rule says of this very problem: days, numbers, the next milestone."""
    rule: Callable[[Problem, date], str] | None = DETAILS.get(offer.verb)
    return Offer(offer.verb, offer.label, rule(problem, today), offer.rank) if rule else offer


def _sign_for_rule(problem: Problem, today: date) -> str:
    last_day = refusal_ends_on(problem)
    if last_day is None or problem.refused_times:
        return _("It was refused once already and a leader decided; it cannot be refused again.")
    if today > last_day:
        return _("The two working days in which it could be refused are over.")
    return _(
        "Until %(day)s it may be refused once, with a reason and the name of the unit that should have it; "
        "after that it counts as signed for."
    ) % {"day": noted_day(last_day)}


def _return_rule(problem: Problem, today: date) -> str:
    left = MOST_RETURNS - problem.returned_times
    sentence = ngettext(
        "Name what is missing; possible once more.", "Name what is missing; possible %(n)s times.", left
    )
    return sentence % {"n": left}


def _report_rule(problem: Problem, today: date) -> str:
    """The tick "nothing has changed" is named only where the form has it: after a first report."""
    measures = list(problem.measures.filter(ended_at=None))
    unfinished = [row for row in measures if row.finished_on is None]
    if measures and not unfinished:
        return _("Every measure is finished. Next the head of the unit applies for write-off.")
    has_tick = problem.reports.exists()
    dated = [(row.due_current, row.position, row.text) for row in unfinished if row.due_current]
    if not dated:
        if has_tick:
            return _("How far it is follows from finished measures. If nothing has changed, say so with one tick.")
        return _("How far it is follows from finished measures.")
    day, _position, text = min(dated)
    if day < today:
        sentence = _("The milestone “%(text)s” was due on %(day)s; please tick it when it is finished.")
    elif has_tick:
        sentence = _("Next milestone: “%(text)s”, %(day)s. If nothing has changed, say so with one tick.")
    else:
        sentence = _("Next milestone: “%(text)s”, %(day)s.")
    return sentence % {"text": Truncator(text).chars(24), "day": day.isoformat()}


DETAILS: dict[str, Callable[[Problem, date], str]] = {
    "sign_for": _sign_for_rule, "refuse": _sign_for_rule, "return_": _return_rule, "report": _report_rule,
}  # fmt: skip


def _unlisted_offers(problem: Problem, post: Post, offices: frozenset[Office]) -> Iterable[Offer]:
    """What is not in the table of moves, because it changes no state: writing, planning, evidence."""
    if may_edit(post, problem):
        yield Offer("edit", _("Edit"), _("Every change is in the record."), 35)
    if may_revise(offices, problem):
        rule = _("Class, criteria and weight may change until work starts; every change is in the record.")
        yield Offer("revise", _("Change what it was listed with"), rule, 37)
    if may_plan(offices, problem):
        has_measures = problem.measures.filter(ended_at=None).exists()
        is_first = problem.state == State.PLANNING and problem.clock != Clock.IMMEDIATE and not has_measures
        rule = _("Who does what until when; the last date stays inside the due date.")
        label = _("Write the plan") if not has_measures else _("Change the plan")
        yield Offer("plan", label, rule, 8 if is_first else 36)
    if may_approve_plan(offices, problem):
        yield Offer(
            "approve_plan", _("Approve the plan"), _("Work may start then; a changed plan is approved again."), 9
        )
    if may_add_evidence(offices, problem) and problem.state in ON_LIST and problem.state != State.WRITTEN_OFF:
        rule = _("A document's number is enough; a file is never required.")
        yield Offer("add_evidence", _("Add evidence"), rule, 45)


def proposal_offers(problem: Problem, proposal: Proposal, post: Post) -> Iterable[Offer]:
    """Confirm or reject for the second office, take back for whoever proposed."""
    if may_settle(problem, proposal, post):
        if proposal.is_recorded:
            rule = _("You confirm that the paper says so; the decision stays that of whoever signed it.")
        else:
            rule = _("Two offices: whoever proposed it cannot confirm it.")
        yield Offer("confirm", _("Confirm"), rule, 0)
        yield Offer("reject", _("Reject"), "", 1)
    elif may_check(post, proposal, problem):
        rule = _("You say whether the request is in order; a city leader decides on it then.")
        yield Offer("check", _("Check and pass on"), rule, 0)
        yield Offer("reject", _("Reject"), "", 1)
    elif proposal.proposer_id == post.person_id:
        yield Offer("take_back", _("Take the proposal back"), "", 30)


def deciders_of(problem: Problem, verb: str, clerk: Post, today: date) -> list[Post]:
    """Return the posts whose decision on paper this clerk may enter now (代录)."""
    posts = signers_of(problem, verb, clerk, today)
    return [decider for decider in posts if may_decide_on_paper(decider, verb, problem)]


def signers_of(problem: Problem, verb: str, clerk: Post, today: date) -> list[Post]:
    """Return the posts that sign for such a verb and for whom this post may be the clerk."""
    posts = Post.objects.on(today).select_related("person", "unit")
    if verb in {"submit", "respond"}:
        posts = posts.filter(role=Role.HEAD, unit=problem.source_unit_id)
    elif verb == "record_result":
        posts = posts.filter(pk__in=problem.invitations.filter(ended_at=None).values("post"))
    else:
        posts = posts.filter(role=Role.LEADER)
    return [decider for decider in posts.order_by("unit__position", "person__name") if may_clerk(clerk, decider)]


def _paper_offers(problem: Problem, post: Post, today: date) -> Iterable[Offer]:
    """What was decided on paper may be entered by a clerk, where there is somebody who could have decided it."""
    if not may_enter_from_paper(post):
        return
    for verb, move in MOVES.items():
        if move.is_recordable and problem.state in move.sources and deciders_of(problem, verb, post, today):
            label = _("Enter from paper: %(verb)s") % {"verb": move.name}
            rule = _("From a signed sheet or minutes; a second clerk confirms it.")
            yield Offer("record_decision", label, rule, 80, f"?of={verb}")
