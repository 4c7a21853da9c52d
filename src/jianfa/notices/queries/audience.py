"""Who is told of an event: everything a page of events needs, in a constant number of queries."""

import json
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import Q

from jianfa.intake.models import Asked, Demand, Survey
from jianfa.intake.policy import submits, works_for
from jianfa.journal.models import Event
from jianfa.ledger.models import Assist, Invitation, Problem
from jianfa.ledger.states import MOVES, Office
from jianfa.notices.models import Preference
from jianfa.notices.states import DEMAND_VERBS, TOLD, Audience, Told, demand_kind
from jianfa.organisations.models import COUNTY_ROLES, UNIT_ROLES, Post, Proposal, Role, Unit
from jianfa.remedies.models import Effect, Petition
from jianfa.supervision.models import Addressee, Receipt, SummonedPost, SupervisionOrder

DEMAND_WITH = ("campaign", "source_unit", "first_receiver", "owner", "drafted_by")
KEEPERS = (Role.AUDITOR, Role.ADMINISTRATOR)
CHAINS = ("problem", "order", "survey", "petition", "discrepancy")
"""Kinds of chains somebody is told of."""
CONFIRMING = {
    Office.LEADER: Role.LEADER, Office.LEADER_NOT_APPROVER: Role.LEADER, Office.LEADER_NOT_SPONSOR: Role.LEADER,
    Office.DEPARTMENT_HEAD: Role.DEPARTMENT_HEAD, Office.DESK: Role.DESK,
}  # fmt: skip


@dataclass(frozen=True)
class Stored:
    """One event as it is read for telling: what was done to which problem, by whom, with which rows."""

    pk: int
    kind: str
    subject: UUID
    """The problem, the supervision paper or the petition in whose chain it stands."""
    at: datetime
    body: dict[str, Any]

    @property
    def told(self) -> Told:
        return TOLD[self.kind]

    def named_to_panel(self) -> set[UUID]:
        """Return the posts this event names to a panel, also when the panel has ended since."""
        members = (row["set"] for row in self.body["rows"] if row["t"] == "acceptance.panelmember" and row["new"])
        return {UUID(member["post"]) for member in members}

    @property
    def is_urgent(self) -> bool:
        """Say whether this event takes in a demand with urgent words."""
        return any(row["set"].get("urgent") for row in self.body["rows"] if row["t"] == "intake.demand")

    @property
    def offered_to(self) -> UUID | None:
        """Return the unit a demand is offered to by this event, also when it has been answered since."""
        found = self.body["facts"].get("unit")
        return UUID(found) if found else None

    def row_ids(self, table: str) -> list[UUID]:
        return [UUID(row["id"]) for row in self.body["rows"] if row["t"] == table]


def stored_events(after: int, size: int) -> list[Stored]:
    """Return the next events somebody is told of, by id."""
    wanted = Q(verb__in=TOLD, chain__kind__in=CHAINS)
    wanted |= Q(verb__in=DEMAND_VERBS, chain__kind="demand")
    rows = (
        Event.objects.filter(wanted, pk__gt=after)
        .order_by("pk")
        .values_list("pk", "verb", "chain__kind", "chain_id", "at", "body")[:size]
    )
    return [
        _stored(kind, Stored(pk, verb, chain, at, json.loads(bytes(body)))) for pk, verb, kind, chain, at, body in rows
    ]


def _stored(subject_kind: str, event: Stored) -> Stored:
    if subject_kind != "demand":
        return event
    return replace(event, kind=demand_kind(event.kind, is_urgent=event.is_urgent))


class Scene:
    """Problems, papers, posts and rows that a page of events is about; fourteen queries, however many events."""

    def __init__(self, events: Sequence[Stored], today: date) -> None:
        ids = {event.subject for event in events}
        self.problems = {row.pk: row for row in Problem.objects.filter(pk__in=ids).select_related("campaign")}
        self.orders = {row.pk: row for row in SupervisionOrder.objects.filter(pk__in=ids)}
        self.surveys = {row.pk: row for row in Survey.objects.filter(pk__in=ids).select_related("campaign")}
        self.asked: dict[UUID, set[UUID]] = defaultdict(set)
        for survey, unit in Asked.objects.filter(survey__in=self.surveys).values_list("survey", "unit"):
            self.asked[survey].add(unit)
        others = ids - self.problems.keys() - self.orders.keys() - self.surveys.keys()
        self.petitions = Petition.objects.select_related("drafted_by").in_bulk(others) if others else {}
        effects = [pk for event in events for pk in event.row_ids("remedies.effect")]
        self.effects = Effect.objects.in_bulk(effects) if effects else {}
        demands = Demand.objects.filter(pk__in=ids).select_related(*DEMAND_WITH)
        self.demands = {row.pk: row for row in demands}
        offered = {event.offered_to for event in events if event.subject in self.demands} - {None}
        self.offered = Unit.objects.in_bulk([pk for pk in offered if pk]) if offered else {}
        self.summoned: dict[UUID, set[UUID]] = defaultdict(set)
        for order, post in SummonedPost.objects.filter(order__in=self.orders).values_list("order", "post"):
            self.summoned[order].add(post)
        addressed = [pk for event in events for pk in event.row_ids("supervision.addressee")]
        self.addressees = (
            Addressee.objects.select_related("instruction__post", "post").in_bulk(addressed) if addressed else {}
        )
        self.assists: dict[UUID, set[UUID]] = defaultdict(set)
        for problem, unit in Assist.objects.filter(problem__in=ids, ended_at=None).values_list("problem", "unit"):
            self.assists[problem].add(unit)
        self.panels: dict[UUID, set[UUID]] = defaultdict(set)
        for event in events:
            self.panels[event.subject] |= event.named_to_panel()
        for problem, post in Invitation.objects.filter(problem__in=ids, ended_at=None).values_list("problem", "post"):
            self.panels[problem].add(post)
        self.receipts: dict[UUID, list[Receipt]] = defaultdict(list)
        reminders = [pk for event in events for pk in event.row_ids("supervision.reminder")]
        for receipt in Receipt.objects.filter(reminder__in=reminders).select_related("post"):
            self.receipts[receipt.reminder_id].append(receipt)
        proposals = [pk for event in events for pk in event.row_ids("organisations.proposal")]
        self.proposals = Proposal.objects.select_related("proposed_by").in_bulk(proposals)
        self.posts = self._posts(today)
        people = {post.person_id for post in self.posts}
        self.preferences = {row.person_id: row for row in Preference.objects.filter(person__in=people)}

    def _posts(self, today: date) -> list[Post]:
        units: set[UUID | None] = {unit for found in self.assists.values() for unit in found}
        for problem in self.problems.values():
            units |= {problem.source_unit_id, problem.acting_unit_id}
        panels = {post for found in self.panels.values() for post in found}
        for demand in self.demands.values():
            units |= {demand.source_unit_id, demand.first_receiver_id, demand.owner_id}
            units |= {demand.drafted_by.unit_id} if demand.drafted_by else set()
        units |= set(self.offered)
        units |= {order.unit_id for order in self.orders.values()}
        units |= {row.unit_id for row in self.addressees.values()}
        units |= {unit for found in self.asked.values() for unit in found}
        units |= {row.unit_id for row in self.effects.values()}
        panels |= {row.drafted_by_id for row in self.petitions.values()}
        panels |= {row.post_id for row in self.addressees.values() if row.post_id}
        panels |= {post for found in self.summoned.values() for post in found}
        wanted = Q(unit__in=units - {None}, role__in=UNIT_ROLES) | Q(pk__in=panels)
        wanted |= Q(role__in=(Role.DESK, Role.LEADER, Role.DEPARTMENT_HEAD, *KEEPERS))
        held = Q(from_day__lte=today) & (Q(until_day=None) | Q(until_day__gte=today))
        return list(Post.objects.filter(wanted & held, person__is_active=True).order_by("from_day", "pk"))

    def posts_told(self, event: Stored) -> list[Post]:
        """Return who is told, one post for each person; never whoever did it."""
        if event.told.automatic and "system" not in event.body["actor"]:
            return []
        if event.kind == "demand_received" and "batch" in event.body["facts"]:
            return []  # a whole list at once: the desk's card counts them
        actor = event.body["actor"].get("person")
        found: dict[UUID, Post] = {}
        for audience in event.told.who:
            for post in self._audience(audience, event):
                if str(post.person_id) != actor:
                    found.setdefault(post.person_id, post)
        return list(found.values())

    def _audience(self, audience: Audience, event: Stored) -> Iterator[Post]:
        if problem := self.problems.get(event.subject):
            return AUDIENCES[audience](self, event, problem)
        if order := self.orders.get(event.subject):
            return ORDER_AUDIENCES[audience](self, order)
        if event.subject in self.surveys:
            return SURVEY_AUDIENCES[audience](self, event)
        if petition := self.petitions.get(event.subject):
            return PETITION_AUDIENCES[audience](self, petition)
        if demand := self.demands.get(event.subject):
            return DEMAND_AUDIENCES[audience](self, event, demand)
        if audience == Audience.KEEPERS:
            return (post for role in KEEPERS for post in self.of_role(role))
        return iter(())

    def addressees_of(self, event: Stored) -> list[Addressee]:
        ids = event.row_ids("supervision.addressee")
        return [self.addressees[pk] for pk in ids if pk in self.addressees]

    def effect_for(self, event: Stored, post: Post) -> Effect | None:
        """Return the row of an effect that this event asks the post's own unit about, or answers for the city."""
        rows = [self.effects[pk] for pk in event.row_ids("remedies.effect") if pk in self.effects]
        return next((row for row in rows if row.unit_id == post.unit_id), rows[0] if rows else None)

    def working_for(self, unit: Unit | None) -> Iterator[Post]:
        return (post for post in self.posts if works_for(post, unit))

    def in_units(self, units: set[UUID | None]) -> Iterator[Post]:
        return (post for post in self.posts if post.role in UNIT_ROLES and post.unit_id in units)

    def of_role(self, role: Role) -> Iterator[Post]:
        return (post for post in self.posts if post.role == role)

    def proposal(self, event: Stored) -> Proposal | None:
        return next(
            (self.proposals[pk] for pk in event.row_ids("organisations.proposal") if pk in self.proposals), None
        )


def _confirmers(scene: Scene, event: Stored, _problem: Problem) -> Iterator[Post]:
    proposal = scene.proposal(event)
    move = MOVES.get(proposal.verb) if proposal else None
    if move is None:
        return iter(())
    # What the desk checks first waits for the desk; only when it has checked does it wait for the leader.
    offices = move.checked_by if event.kind == "propose" and move.checked_by else move.confirmed_by
    roles = {CONFIRMING[office] for office in offices if office in CONFIRMING}
    return (post for post in scene.posts if post.role in roles)


def _proposer(scene: Scene, event: Stored, _problem: Problem) -> Iterator[Post]:
    proposal = scene.proposal(event)
    if proposal is not None:
        yield proposal.proposed_by


def _leaders(scene: Scene, _event: Stored, problem: Problem) -> Iterator[Post]:
    """Leaders who may decide: whoever sponsors a problem does not."""
    return (post for post in scene.of_role(Role.LEADER) if post.pk != problem.sponsor_id)


def _addressed(scene: Scene, event: Stored, _problem: Problem) -> Iterator[Post]:
    rows = scene.addressees_of(event)
    units, posts = {row.unit_id for row in rows} - {None}, {row.post_id for row in rows}
    return (post for post in scene.posts if post.pk in posts or (post.role in UNIT_ROLES and post.unit_id in units))


def _ordered(scene: Scene, order: SupervisionOrder) -> Iterator[Post]:
    summoned = scene.summoned[order.pk]
    return (
        post
        for post in scene.posts
        if post.pk in summoned or (post.role in UNIT_ROLES and post.unit_id == order.unit_id)
    )


def _asked(scene: Scene, event: Stored) -> Iterator[Post]:
    """Whoever the event names, else all that the survey asks; of a practice survey nobody is reminded anyway."""
    return scene.in_units({*_units_named(event)} or {*scene.asked[event.subject]})


def _signing(scene: Scene, event: Stored) -> Iterator[Post]:
    units = _units_named(event)
    return (post for post in scene.of_role(Role.HEAD) if post.unit_id in units)


def _units_named(event: Stored) -> set[UUID]:
    facts = event.body["facts"]
    named = facts.get("units") if isinstance(facts.get("units"), list) else [facts["unit"]] if "unit" in facts else []
    return {UUID(unit) for unit in named or []}


def _counties(scene: Scene, event: Stored, _problem: Problem) -> Iterator[Post]:
    asked = {scene.effects[pk].unit_id for pk in event.row_ids("remedies.effect") if pk in scene.effects}
    return (post for post in scene.posts if post.role in COUNTY_ROLES and post.unit_id in asked)


def _signers(scene: Scene, petition: Petition) -> Iterator[Post]:
    """Leaders who may sign: whoever drafted a petition does not."""
    return (post for post in scene.of_role(Role.LEADER) if post.person_id != petition.drafter_id)


Who = Callable[[Scene, Stored, Problem], Iterator[Post]]
AUDIENCES: dict[Audience, Who] = {
    Audience.SOURCE: lambda scene, _event, problem: scene.in_units({problem.source_unit_id}),
    Audience.ACTING: lambda scene, _event, problem: scene.in_units({problem.acting_unit_id} - {None}),
    Audience.ASSISTS: lambda scene, _event, problem: scene.in_units({*scene.assists[problem.pk]}),
    Audience.DESK: lambda scene, _event, _problem: scene.of_role(Role.DESK),
    Audience.LEADERS: _leaders,
    Audience.CONFIRMERS: _confirmers,
    Audience.PROPOSER: _proposer,
    Audience.PANEL: lambda scene, _event, problem: (
        post for post in scene.posts if post.pk in scene.panels[problem.pk]
    ),
    Audience.ADDRESSED: _addressed,
    Audience.COUNTIES: _counties,
    Audience.AUTHOR: lambda scene, event, _problem: (row.instruction.post for row in scene.addressees_of(event)),
    Audience.RECEIPTS: lambda scene, event, _problem: (
        receipt.post for pk in event.row_ids("supervision.reminder") for receipt in scene.receipts[pk]
    ),
}  # fmt: skip
ORDER_AUDIENCES: dict[Audience, Callable[[Scene, SupervisionOrder], Iterator[Post]]] = {
    Audience.DESK: lambda scene, _order: scene.of_role(Role.DESK),
    Audience.SIGNERS: lambda scene, _order: scene.of_role(Role.LEADER),
    Audience.ORDERED: _ordered,
}
SURVEY_AUDIENCES: dict[Audience, Callable[[Scene, Stored], Iterator[Post]]] = {
    Audience.ASKED: _asked,
    Audience.HEADS: _signing,
    Audience.DESK: lambda scene, _event: scene.of_role(Role.DESK),
}
PETITION_AUDIENCES: dict[Audience, Callable[[Scene, Petition], Iterator[Post]]] = {
    Audience.DESK: lambda scene, _petition: scene.of_role(Role.DESK),
    Audience.SIGNERS: _signers,
    Audience.DRAFTER: lambda scene, petition: (post for post in scene.posts if post.pk == petition.drafted_by_id),
}
DEMAND_AUDIENCES: dict[Audience, Callable[[Scene, Stored, Demand], Iterator[Post]]] = {
    Audience.FIRST: lambda scene, _event, demand: scene.working_for(demand.first_receiver),
    Audience.HOLDER: lambda scene, _event, demand: scene.working_for(demand.owner),
    Audience.OFFERED: lambda scene, event, _demand: scene.working_for(
        scene.offered.get(event.offered_to) if event.offered_to else None
    ),
    Audience.SUBMITTER: lambda scene, _event, demand: (post for post in scene.posts if submits(post, demand)),
}  # fmt: skip
