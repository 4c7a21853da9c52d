"""What the page of one problem shows, collected from the rooms that know it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from jianfa.acceptance.policy import verdicts_of
from jianfa.acceptance.queries import offers as acceptance_offers
from jianfa.acceptance.queries.looking import escalation_of
from jianfa.calendar.queries import provisional_note
from jianfa.ledger.models import Campaign, Evidence, Measure, Origin, Problem
from jianfa.ledger.queries import FIRST, Offer
from jianfa.ledger.queries import offers as ledger_offers
from jianfa.ledger.rules import progress
from jianfa.ledger.states import MOVES, OFFICE_NAMES, Office, Sensitivity, State
from jianfa.organisations.models import Post, Proposal, Unit
from jianfa.organisations.policy import Denied
from jianfa.remedies.policy import may_apply_with
from jianfa.remedies.queries import offers as remedy_offers
from jianfa.supervision.queries import asked_of
from jianfa.supervision.queries import offers as supervision_offers
from jianfa.supervision.queries.scheduling import moved_since, planned_percent
from jianfa.workspace.queries.waiting import WAITS, dispatch_verb, panel_verb

ENTER_FROM_PAPER = "record_decision"


@dataclass(frozen=True)
class Steps:
    """What can be done: the one next step, the others, and what may be entered from paper."""

    first: Offer | None
    others: list[Offer]
    from_paper: list[Offer]
    elsewhere: str = ""
    """Where the next step is not the reader's: what it is and whose."""
    said: str = ""
    """The sentence beside the buttons where none of them is the one thing to do."""

    @property
    def rule(self) -> str:
        """The sentence beside the buttons: of the next step, or of the only possibility."""
        if self.said:
            return self.said
        shown = self.first or (self.others[0] if len(self.others) == 1 else None)
        return shown.rule if shown else ""


def steps_of(problem: Problem, post: Post) -> Steps:
    """Collect what every room offers, the nearest first."""
    found = [*ledger_offers(problem, post), *supervision_offers(problem, post), *acceptance_offers(problem, post)]
    found += remedy_offers(problem, post)
    found.sort(key=lambda offer: offer.rank)
    paper = [offer for offer in found if offer.verb == ENTER_FROM_PAPER]
    direct = [offer for offer in found if offer.verb != ENTER_FROM_PAPER]
    first = direct[0] if direct and direct[0].rank <= FIRST else None
    if first and first.verb == "report" and not asked_of([problem], timezone.localdate()):
        # Asked only when due: what nobody asks for is possible, but not the one thing to do.
        unasked = _("No report is asked for now; whoever has news may report.")
        return Steps(None, direct, paper, f"{unasked} {next_of(problem, post)}".strip(), first.rule)
    return Steps(first, direct[1:] if first else direct, paper, "" if first else next_of(problem, post))


NEXT: dict[State, tuple[str, Office]] = {
    State.DRAFT: ("submit", Office.COUNTY_HEAD), State.RETURNED: ("submit", Office.COUNTY_HEAD),
    State.SUBMITTED: ("list", Office.DESK), State.LISTED: ("dispatch", Office.DESK),
    State.DISPATCHED: ("sign_for", Office.ACTING_UNIT), State.PLANNING: ("start", Office.ACTING_UNIT),
    State.IN_PROGRESS: ("apply", Office.ACTING_HEAD), State.SUSPENDED: ("resume", Office.DESK),
    State.CLOSING: ("name_panel", Office.DESK), State.VERIFYING: ("record_result", Office.PANELLIST),
    State.APPROVING: ("approve", Office.LEADER_NOT_SPONSOR), State.PUBLICISED: ("write_off", Office.DESK),
}  # fmt: skip
"""The step a problem takes next in the ordinary case, and whose it is."""


def next_of(problem: Problem, post: Post) -> str:
    """Say what comes next and whose step it is, for those whose it is not; nothing where all is done."""
    state = State(problem.state)
    if state not in NEXT or problem.campaign.state == Campaign.State.CLOSED:
        return ""
    if state == State.IN_PROGRESS and isinstance(missing := may_apply_with(problem), Denied):
        return str(missing.sentence)
    verb, office = NEXT[state]
    if verb == "submit" and problem.origin != Origin.COUNTY:
        office = Office.DESK
    elif verb == "dispatch":
        verb = dispatch_verb(problem)
        office = Office.LEADER if verb == "dispatch" and problem.refused_times else Office.DESK
    elif verb == "name_panel":
        verb = panel_verb(problem)
    elif verb == "record_result" and _all_recorded(problem, post):
        verb, office = "conclude", Office.DESK
    elif verb == "record_result" and "" not in verdicts_of(problem):
        verb, office = "respond", Office.SOURCE_UNIT
    acting = office in {Office.ACTING_UNIT, Office.ACTING_HEAD}
    who = problem.acting_unit.name if acting and problem.acting_unit else OFFICE_NAMES[office]
    return _("Next: %(verb)s, by %(who)s.") % {"verb": MOVES[verb].name, "who": who}


def _all_recorded(problem: Problem, post: Post) -> bool:
    ready = WAITS["conclude"].condition(post, timezone.localdate())
    return Problem.objects.filter(ready, pk=problem.pk).exists()


def offer_for(problem: Problem, post: Post, verb: str) -> Offer | None:
    """Return the offer of one verb, if it is possible now."""
    steps = steps_of(problem, post)
    found = [offer for offer in (steps.first, *steps.others, *steps.from_paper) if offer and offer.verb == verb]
    return found[0] if found else None


Fact = dict[str, Any]


def facts_of(problem: Problem) -> list[Fact]:
    """Return the facts at the side; what is not known is left out."""
    assists = [row.unit.name for row in problem.assists.filter(ended_at=None).select_related("unit")]
    lead = _with_owner(problem.lead, problem.owner_name)
    rows: list[tuple[str, Any, str]] = [
        (_("Original due date"), _day(problem.due_original), problem.due_text),
        (_("Current due date"), _current_due(problem), ""),
        (_("Source"), problem.source_unit.name, _drafted(problem)),
        (_("Lead"), lead, ""),
        (_("Driver"), problem.driver.name if problem.driver and problem.driver != problem.lead else "", ""),
        (_("Assists"), _(", ").join(assists), ""),
        (_("Addressee"), problem.addressee.name if problem.addressee else "", _letter(problem)),
        (_("Sponsor"), problem.sponsor.person.name if problem.sponsor else "", ""),
        (_("Owner"), problem.owner_name if not problem.lead else "", ""),
        (_("Clock"), problem.get_clock_display() if problem.listed_at else "", ""),
        (_("Weight"), problem.weight if problem.listed_at else "", ""),
        (_("Suspended until"), _day(problem.review_on), problem.suspend_reason),
        (pgettext("approval", "Decision"), problem.decision_no, ""),
        (_("Publicity until"), _day(problem.publicity_ends_on), provisional_note(problem.publicity_ends_on)),
    ]
    return [{"label": label, "value": value, "second": second} for label, value, second in rows if value]


def _day(day: date | None) -> str:
    return day.isoformat() if day else ""


def _current_due(problem: Problem) -> str:
    if problem.due_current is None:
        return _("continuous, no date") if problem.listed_at else ""
    if problem.due_original and problem.due_current == problem.due_original:
        return _("%(day)s (not moved)") % {"day": problem.due_current.isoformat()}
    return problem.due_current.isoformat()


def _with_owner(unit: Unit | None, owner: str) -> str:
    if unit is None:
        return ""
    return f"{unit.name} · {owner}" if owner else unit.name


def _drafted(problem: Problem) -> str:
    return str(problem.get_origin_display())


def _letter(problem: Problem) -> str:
    return f"{problem.letter_no} {_day(problem.letter_on)}".strip()


def tags_of(problem: Problem) -> list[str]:
    """Return the chips after the light: state, who must solve it, nature, dimension, and what is special."""
    tags = [problem.get_state_display()]
    if problem.campaign.is_practice:
        tags.append(problem.campaign.name)
    if problem.solver:
        tags.append(_("solved by: %(solver)s") % {"solver": problem.get_solver_display()})
    if problem.nature:
        tags.append(problem.get_nature_display())
    if problem.dimension:
        tags.append(problem.dimension.name)
    if problem.sensitivity == Sensitivity.SENSITIVE:
        tags.append(problem.get_sensitivity_display())
    if problem.is_opening_balance:
        tags.append(_("opening balance"))
    if problem.cycle > 1:
        tags.append(_("relapsed, round %(n)s") % {"n": problem.cycle})
    if raised := escalation_of(problem):
        tags.append(raised.get_kind_display())
    return [str(tag) for tag in tags]


@dataclass(frozen=True)
class Work:
    """The measures as a schedule: places in whole percent of the time they span, and how far they are."""

    measures: list[Measure]
    schedule: dict[str, Any] | None
    percent: int
    planned: int = 0
    """How far the plan is by today, by the weight of the nodes due."""
    moved: tuple[str, str] | None = None
    """The due date when it was planned and now, where it has moved since and work goes on."""


def work_of(problem: Problem, today: date) -> Work:
    """Return the measures with their places on one line of time."""
    measures = list(problem.measures.filter(ended_at=None).select_related("unit"))
    percent = progress((row.weight, row.finished_on is not None) for row in measures)
    if not measures:
        return Work(measures, None, percent)
    planned, moved = planned_percent(problem, today), moved_since(problem)
    dated = [row for row in measures if row.due_current]
    if not dated or len(dated) < len(measures):
        return Work(measures, None, percent, planned, moved)
    begin = timezone.localdate(problem.dispatched_at) if problem.dispatched_at else today
    begin = min([begin, *(row.starts_on for row in dated if row.starts_on)])
    end = max([row.due_current for row in dated if row.due_current] + [problem.due_current or begin])
    span = max((end - begin).days, 1)
    steps, since = [], begin
    for row in dated:
        due = row.due_current or end
        start = row.starts_on or (since if since < due else begin)
        until = max(row.finished_on or due, start)
        left = min(max((start - begin).days, 0) * 100 // span, 98)
        length = min(max((until - start).days * 100 // span, 2), 100 - left)
        steps.append(_step(row, start, due, today) | {"start": left, "length": length})
        since = due
    place = (today - begin).days * 100 // span if begin <= today <= end else None
    return Work(measures, {"today": place, "steps": steps}, percent, planned, moved)


def _step(row: Measure, start: date, due: date, today: date) -> dict[str, Any]:
    if row.finished_on:
        note = _("%(day)s done") % {"day": _short(row.finished_on, today)}
        return {"name": row.text, "note": note, "state": "done"}
    state = "late" if due < today else "now" if start <= today else "ahead"
    return {"name": row.text, "note": _("by %(day)s") % {"day": _short(due, today)}, "state": state}


def _short(day: date, today: date) -> str:
    """Return month and day, with the year where it is another one than today's."""
    return f"{day:%m-%d}" if day.year == today.year else day.isoformat()


@dataclass(frozen=True)
class Shown:
    """One piece of evidence with the problems, visible to the reader, in which the same file stands.

    ``decided`` is the verb of the decision on paper that a scan belongs to, in words.
    """

    row: Evidence
    same_as: str
    decided: str = ""


def evidence_of(problem: Problem, post: Post) -> list[Shown]:
    """Return the evidence, the newest last; a file used elsewhere says where."""
    rows = list(
        problem.evidence.select_related(
            "file", "criterion", "added_by__person", "added_by__unit", "proposal"
        ).order_by("added_at")
    )  # fmt: skip
    numbers = same_files(problem, post, [row.file_id for row in rows if row.file_id])
    return [Shown(row, numbers.get(row.file_id or "", ""), _decided(row)) for row in rows]


def _decided(row: Evidence) -> str:
    return str(MOVES[row.proposal.verb].name) if row.proposal else ""


def scan_of(proposal: Proposal) -> Evidence | None:
    """Return the scan of the paper that was entered with a recorded decision, if there is one."""
    found: Evidence | None = Evidence.objects.filter(proposal=proposal).select_related("file").first()
    return found


def same_files(problem: Problem, post: Post, digests: Sequence[str]) -> dict[str, str]:
    """Return digest → numbers of other problems, visible to the post, that carry the same file."""
    if not digests:
        return {}
    visible = Problem.objects.visible_to(post).exclude(pk=problem.pk)
    rows = Evidence.objects.filter(file__in=digests, problem__in=visible).order_by("problem__number")
    found: dict[str, list[str]] = {}
    for digest, number, title in rows.values_list("file_id", "problem__number", "problem__title"):
        name = number or title
        if digest and name not in found.setdefault(digest, []):
            found[digest].append(name)
    return {digest: _(", ").join(names) for digest, names in found.items()}
