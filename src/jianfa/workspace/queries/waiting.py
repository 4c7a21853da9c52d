"""What waits for a post: one table of conditions, used by my desk, by the list's filter and by the menu."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import CharField, Count, Exists, F, OuterRef, Q, QuerySet, Subquery, Value
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from jianfa.acceptance.models import (
    ClosureApplication,
    LookBack,
    Lot,
    Objection,
    Panel,
    PanelMember,
    SessionItem,
    SessionState,
)
from jianfa.acceptance.policy import lot_of
from jianfa.acceptance.policy.looking import LOOKERS
from jianfa.ledger.models import Campaign, Measure, Origin, Problem, Report
from jianfa.ledger.policy import AFTER_CLOSING
from jianfa.ledger.queries import LISTED_WITH
from jianfa.ledger.states import MOVES, Clock, Office, Solver, State
from jianfa.organisations.models import COUNTY_ROLES, Post, Proposal, Role, UnitKind
from jianfa.remedies.queries import open_effects
from jianfa.supervision.queries import city_overdue, pressing, report_asked

ROWS_A_GROUP = 8
"""So many rows of a group stand on the desk; the others are one click away."""

UNIT = COUNTY_ROLES | {Role.HANDLER, Role.DEPARTMENT_HEAD}
HEADS = frozenset({Role.HEAD, Role.DEPARTMENT_HEAD})
CITY = frozenset({Role.DESK, Role.LEADER})
CONFIRMS = {Role.LEADER: {Office.LEADER, Office.LEADER_NOT_APPROVER}, Role.DEPARTMENT_HEAD: {Office.DEPARTMENT_HEAD}}

Condition = Callable[[Post, date], Q]


@dataclass(frozen=True)
class Wait:
    """One kind of thing that waits: for whom, which problems, and the one next step.

    ``verb`` is the step's verb, or gives it for a row; "" opens the problem itself.
    """

    key: str
    title: Promise
    roles: frozenset[Role]
    condition: Condition
    verb: str | Callable[[Problem], str] = ""
    order: Sequence[str] = field(default=("due_current", "number_order", "pk"))

    def asks(self, post: Post, today: date) -> Q:
        """Return which problems wait; in a closed campaign nothing on the list does until it is carried over."""
        own, runs = self.condition(post, today), ~Q(Exists(_closed_campaign()))
        if self.key in PAPERS:
            return own
        if self.key in ANSWERS:
            runs |= Q(Exists(_open_proposals().filter(verb__in=AFTER_CLOSING)))
        return own & runs

    def verb_for(self, problem: Problem) -> str:
        return self.verb if isinstance(self.verb, str) else self.verb(problem)


PAPERS = frozenset({"submit", "complete", "look_back", "came_back"})
"""Kinds that move nothing on the list (papers before it, looking back): they wait in a closed campaign too."""
ANSWERS = frozenset({"confirm", "recorded"})
"""Kinds that answer a proposal; in a closed campaign only one about a verb that it still knows."""


def _standing_lots() -> QuerySet[Lot]:
    return Lot.objects.filter(application__problem=OuterRef("pk"), application__ended_at=None, ended_at=None)


def _closed_campaign() -> QuerySet[Campaign]:
    return Campaign.objects.filter(pk=OuterRef("campaign"), state=Campaign.State.CLOSED)


def _open_proposals() -> QuerySet[Proposal]:
    return Proposal.objects.filter(subject_kind="problem", subject_id=OuterRef("pk"), state=Proposal.State.OPEN)


def _settled() -> Q:
    """No proposal is waiting for an answer: the step itself is free."""
    return Q(~Exists(_open_proposals()))


def _plans_written(_post: Post, _today: date) -> Q:
    """Where the campaign asks for it: a plan is written and the desk has not approved it."""
    written = Exists(Measure.objects.filter(problem=OuterRef("pk"), ended_at=None))
    asked = Q(state=State.PLANNING, plan_approved_at=None, campaign__plan_approval=True)
    return asked & ~Q(clock=Clock.IMMEDIATE) & Q(written)


def _to_confirm(post: Post, _today: date) -> Q:
    offices = CONFIRMS[Role(post.role)]
    verbs = [move.verb for move in MOVES.values() if offices & set(move.confirmed_by)]
    mine = _open_proposals().filter(recorded_for=None).exclude(proposer=post.person_id)
    # What is checked first waits only then, and never for whoever checked it.
    mine = mine.filter(Q(needs_check=False) | Q(checker__isnull=False)).exclude(checker=post.person_id)
    # Whoever approved a write-off does not decide on its relapse (DESIGN §4).
    relapse = Q(Exists(mine.filter(verb="relapse"))) & ~Q(approver__in=post.stands_for)
    return Q(Exists(mine.filter(verb__in=[verb for verb in verbs if verb != "relapse"]))) | (
        relapse if "relapse" in verbs else Q(pk=None)
    )


def _to_approve(post: Post, _today: date) -> Q:
    """Neither the sponsor nor whoever stands in for the sponsor approves."""
    return Q(state=State.APPROVING) & ~Q(sponsor__person__in=post.stands_for) & _settled()


def _to_check(post: Post, _today: date) -> Q:
    asked = _open_proposals().filter(recorded_for=None, needs_check=True, checker=None)
    return Q(Exists(asked.exclude(proposer=post.person_id)))


def _reports_due(post: Post, today: date) -> Q:
    return Q(acting_unit=post.unit_id) & report_asked(today)


def _recorded(post: Post, _today: date) -> Q:
    entered = _open_proposals().exclude(recorded_for=None).exclude(proposer=post.person_id)
    entered = entered.exclude(recorded_for__person=post.person_id)
    # What was entered for a whole session is confirmed there, and waits on the desk as one line.
    sessions = SessionItem.objects.filter(
        problem=OuterRef("subject_id"), ended_at=None, session__state=SessionState.DECIDING
    )
    entered = entered.exclude(Q(Exists(sessions), verb="approve"))
    return Q(Exists(entered if post.role == Role.DESK else entered.filter(recorded_for__unit=post.unit_id)))


def _dispatch(post: Post, _today: date) -> Q:
    asks_above = Q(solver=Solver.PARTY_GOV) | Q(lead__kind=UnitKind.SUPERIOR_UNION)
    listed = Q(state=State.LISTED) & _settled()
    if post.role == Role.LEADER:
        return listed & Q(refused_times__gt=0) & ~asks_above
    return listed & (Q(refused_times=0) | asks_above)


def dispatch_verb(problem: Problem) -> str:
    is_above = problem.lead is not None and problem.lead.kind == UnitKind.SUPERIOR_UNION
    return "petition" if problem.solver == Solver.PARTY_GOV or is_above else "dispatch"


def _conclude(_post: Post, today: date) -> Q:
    missing = PanelMember.objects.filter(
        Q(recorded_at=None, left_at=None) | PanelMember.vacant(), panel__application__problem=OuterRef("pk"),
        panel__ended_at=None,
    )  # fmt: skip
    panel = Panel.objects.filter(application__problem=OuterRef("pk"), ended_at=None, concluded_at=None)
    asked = _asked().filter(asked_until__gte=today)
    return Q(Exists(panel), ~Exists(missing), ~Exists(asked), state=State.VERIFYING)


def _asked() -> QuerySet[ClosureApplication]:
    """Applications about which the unit that raised the problem is asked and has not answered."""
    rows = ClosureApplication.objects.filter(problem=OuterRef("pk"), ended_at=None, source_answer=None)
    return rows.exclude(asked_until=None)


def _to_respond(post: Post, _today: date) -> Q:
    return Q(Exists(_asked()), source_unit=post.unit_id, state__in=(State.CLOSING, State.VERIFYING))


def _vacant(_post: Post, _today: date) -> Q:
    left = PanelMember.objects.filter(
        PanelMember.vacant(), panel__application__problem=OuterRef("pk"), panel__ended_at=None,
        panel__concluded_at=None,
    )  # fmt: skip
    return Q(Exists(left), state=State.VERIFYING)


def _verify(post: Post, _today: date) -> Q:
    mine = PanelMember.objects.filter(
        panel__application__problem=OuterRef("pk"),
        panel__ended_at=None,
        recorded_at=None,
        left_at=None,
        person=post.person_id,
    )
    return Q(Exists(mine), state=State.VERIFYING)


def _answerable(post: Post, _today: date) -> Q:
    """Objections somebody else entered: whoever enters one does not answer it."""
    return Q(Exists(_objections().exclude(entered_by__person=post.person_id)), state=State.PUBLICISED)


def _objections() -> QuerySet[Objection]:
    return Objection.objects.filter(problem=OuterRef("pk"), cycle=OuterRef("cycle"), answered_at=None)


def _publicity_over(_post: Post, today: date) -> Q:
    return Q(~Exists(_objections()), state=State.PUBLICISED, publicity_ends_on__lt=today)


def _to_sign(post: Post, _today: date) -> Q:
    papers = Q(state__in=(State.DRAFT, State.RETURNED))
    if post.role == Role.DESK:
        return papers & ~Q(origin=Origin.COUNTY)
    return papers & Q(origin=Origin.COUNTY, source_unit=post.unit_id) & _settled()


def _acting(state: State) -> Condition:
    return lambda post, _today: Q(state=state, acting_unit=post.unit_id)


def _all_done(post: Post, _today: date) -> Q:
    measures = Measure.objects.filter(problem=OuterRef("pk"), ended_at=None)
    unfinished = measures.filter(finished_on=None)
    missing = open_effects().filter(problem=OuterRef("pk"))  # a county has still to confirm that it arrived
    return Q(Exists(measures), ~Exists(unfinished), ~Exists(missing), state=State.IN_PROGRESS, acting_unit=post.unit_id)


def _pressing_here(post: Post, today: date) -> Q:
    return pressing(today) & Q(acting_unit=post.unit_id)


def _look_back(post: Post, _today: date) -> Q:
    """Drawn and not looked at; what somebody may not look at is told on the page, not here."""
    return Q(Exists(LookBack.objects.filter(problem=OuterRef("pk"), outcome="")), state=State.WRITTEN_OFF)


def _came_back(_post: Post, _today: date) -> Q:
    """Found to be back, and no relapse has been proposed since."""
    proposed = Proposal.objects.filter(
        subject_kind="problem", subject_id=OuterRef("problem"), verb="relapse", proposed_at__gte=OuterRef("looked_at")
    )
    found = LookBack.objects.filter(
        ~Exists(proposed), problem=OuterRef("pk"), write_off__cycle=OuterRef("cycle"), outcome=LookBack.Outcome.BACK
    )
    return Q(Exists(found), state=State.WRITTEN_OFF)


def panel_verb(problem: Problem) -> str:
    """Return how the problem gets its panel next: by choice, or by the steps of the lot."""
    has_lot = vars(problem).get("has_lot")
    if has_lot is None:
        has_lot = lot_of(problem) is not None
    if has_lot:
        return "draw_panel"
    return "call_lot" if problem.campaign.draws_lots else "name_panel"


BY_ARRIVAL = ("submitted_at", "pk")
_TABLE = (
    Wait(
        "confirm", _("Proposals to confirm"), frozenset(CONFIRMS), _to_confirm, "confirm",
    ),
    Wait(
        "recorded", _("Recorded decisions to check"), frozenset({Role.DESK, Role.LIAISON, Role.HANDLER}), _recorded,
        "confirm",
    ),
    Wait("check", _("Requests to check"), frozenset({Role.DESK}), _to_check, "check"),
    Wait(
        "triage", _("To be judged"), frozenset({Role.DESK}),
        lambda _post, _today: Q(state=State.SUBMITTED, is_opening_balance=False) & _settled(), "list", BY_ARRIVAL,
    ),
    Wait(
        "carry_in", _("Opening balance to decide"), frozenset({Role.LEADER}),
        lambda _post, _today: Q(state=State.SUBMITTED, is_opening_balance=True), "carry_in", BY_ARRIVAL,
    ),
    Wait("approve", _("To be decided"), frozenset({Role.LEADER}), _to_approve, "approve"),
    Wait("dispatch", _("To be dispatched or petitioned"), CITY, _dispatch, dispatch_verb),
    Wait("name_panel", _("To get a panel"), frozenset({Role.DESK}),
         lambda _post, _today: Q(state=State.CLOSING), panel_verb),
    Wait("respond", _("Asked whether it is solved"), COUNTY_ROLES, _to_respond, "respond"),
    Wait("replace_member", _("A panel lacks a member"), frozenset({Role.DESK}), _vacant, "replace_member"),
    Wait("verify", _("To be verified"), frozenset({Role.PANELLIST}), _verify, "record_result"),
    Wait("conclude", _("Verification to conclude"), frozenset({Role.DESK}), _conclude, "conclude"),
    Wait("objection", _("Objections to answer"), CITY, _answerable),
    Wait("write_off", _("Publicity over, to be written off"), frozenset({Role.DESK}), _publicity_over, "write_off"),
    Wait("resume", _("Suspension to review"), frozenset({Role.DESK}),
         lambda _post, today: Q(state=State.SUSPENDED, review_on__lte=today), "resume"),
    Wait("submit", _("To be signed and handed in"), frozenset({Role.HEAD, Role.DESK}), _to_sign, "submit"),
    Wait(
        "complete", _("Returned, to be completed"), frozenset({Role.LIAISON}),
        lambda post, _today: Q(state=State.RETURNED, source_unit=post.unit_id), "edit",
    ),
    Wait("sign_for", _("To be signed for"), UNIT, _acting(State.DISPATCHED), "sign_for"),
    Wait(
        "start", _("Plan to write, work to start"), UNIT, _acting(State.PLANNING),
        lambda problem: "start" if vars(problem).get("has_measures") or problem.clock == "immediate" else "plan",
    ),
    Wait("approve_plan", _("Plans to approve"), frozenset({Role.DESK}), _plans_written, "approve_plan"),
    Wait("report_due", _("Reports due"), UNIT, _reports_due, "report"),
    Wait("apply", _("All measures done, apply for write-off"), HEADS, _all_done, "apply"),
    Wait("pressing", pgettext_lazy("lights", "Overdue, behind and near"), UNIT, _pressing_here),
    Wait("came_back", _("Found to be back, relapse to propose"), LOOKERS, _came_back, "relapse"),
    Wait("look_back", _("To be looked back at"), LOOKERS, _look_back, "look_back"),
    Wait("city_overdue", _("City steps past their term"), CITY, lambda _post, today: city_overdue(today)),
    Wait("watch", pgettext_lazy("lights", "Overdue, behind and near"), CITY, lambda _post, today: pressing(today)),
)  # fmt: skip
WAITS: dict[str, Wait] = {wait.key: wait for wait in _TABLE}


def waits_of(post: Post) -> list[Wait]:
    """Return the kinds of things that can wait for a post of this role, in the order of the desk."""
    return [wait for wait in WAITS.values() if post.role in wait.roles]


@dataclass(frozen=True)
class Group:
    """What waits of one kind: the first rows and how many there are."""

    wait: Wait
    rows: list[Problem]
    total: int


def groups_of(post: Post, today: date) -> list[Group]:
    """Return what waits for the post: one query counts all kinds, one more reads the first rows of each that waits.

    The number of queries follows from the kinds that wait, never from the rows.
    """
    counts = waiting_counts(post, today)
    return [
        Group(wait, _first_rows(post, wait, today), counts[wait.key]) for wait in waits_of(post) if wait.key in counts
    ]


def _first_rows(post: Post, wait: Wait, today: date) -> list[Problem]:
    return list(
        Problem.objects.visible_to(post)
        .filter(wait.asks(post, today))
        .select_related(*LISTED_WITH)
        .annotate(
            has_measures=Exists(Measure.objects.filter(problem=OuterRef("pk"), ended_at=None)),
            has_lot=Exists(_standing_lots()),
            has_reports=Exists(Report.objects.filter(problem=OuterRef("pk"))),
            proposal_verb=Subquery(_open_proposals().values("verb")[:1]),
            proposal_by=Subquery(_open_proposals().values("proposer__name")[:1]),
        )
        .order_by(*(F(name).asc(nulls_last=True) for name in wait.order))[:ROWS_A_GROUP]
    )


def waiting_counts(post: Post, today: date) -> dict[str, int]:
    """Return how many things of each kind wait for the post, in one query; kinds with none are left out."""
    counts: list[Any] = [
        Problem.objects.visible_to(post)
        .filter(wait.asks(post, today))
        .order_by()
        .annotate(wait=Value(wait.key, CharField()))
        .values("wait")
        .annotate(n=Count("pk"))
        .values_list("wait", "n")
        for wait in waits_of(post)
    ]
    if not counts:
        return {}
    # One flat union: nested ones are too deep for SQLite's parser.
    found = counts[0].union(*counts[1:], all=True)
    return {key: n for key, n in found if n}
