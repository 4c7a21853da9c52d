"""The cast: one city, three counties, everybody with a reason to exist. Built once, through the actions.

The clock stands at ``NOW`` in every test that uses the ``world`` fixture and runs on from there; move it with
``world.travel(days=…)``. Posts are what people act through: ``client.force_login(world.desk.person)``.
"""

from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

import time_machine
from django.conf import settings

from jianfa.acceptance import actions as acceptance
from jianfa.acceptance.policy import asks_nobody
from jianfa.calendar.actions import seed
from jianfa.journal.actions import remember_checkpoint_key, remember_key
from jianfa.journal.models import Event, Journalled
from jianfa.kit.signing import make_key_file
from jianfa.ledger import actions as ledger
from jianfa.ledger.models import Campaign, Origin, Problem
from jianfa.ledger.states import State
from jianfa.organisations import actions as organisations
from jianfa.organisations.models import TIMER, Person, Post, Role, Unit, UnitKind
from jianfa.supervision import actions as supervision

SHANGHAI = ZoneInfo("Asia/Shanghai")
FOUNDED = datetime(2026, 3, 2, 9, tzinfo=SHANGHAI)
NOW = datetime(2026, 3, 16, 10, tzinfo=SHANGHAI)
"""A Monday; the weeks around it have no public holiday before Qingming."""
DUE = date(2026, 6, 30)
PASSWORD = "Chunxi-Road-2026"

UNITS = {
    "city": ("T", "清河市总工会", UnitKind.FEDERATION),
    "finance": ("T-CW", "财务部", UnitKind.DEPARTMENT),
    "organising": ("T-ZZ", "组织建设部", UnitKind.DEPARTMENT),
    "rights": ("T-QY", "权益保障部", UnitKind.DEPARTMENT),
    "east": ("T-01", "东城区总工会", UnitKind.COUNTY_UNION),
    "west": ("T-02", "西城区总工会", UnitKind.COUNTY_UNION),
    "lake": ("T-03", "湖滨县总工会", UnitKind.COUNTY_UNION),
    "east_government": ("T-01-ZF", "东城区人民政府", UnitKind.PARTY_GOV),
}
POSTS = {
    "desk": ("李文静", "city", Role.DESK),  # dispatches, lists, names panels
    "second_clerk": ("白若琳", "city", Role.DESK),  # confirms what the first clerk entered (代录)
    "leader": ("何志远", "city", Role.LEADER),  # approves
    "other_leader": ("邢立言", "city", Role.LEADER),  # decides where the first one may not
    "handler": ("周敏", "finance", Role.HANDLER),  # works on what finance leads
    "department_head": ("孟凡荣", "finance", Role.DEPARTMENT_HEAD),  # applies for finance
    "other_department_head": ("江月", "organising", Role.DEPARTMENT_HEAD),  # has no part in finance's work
    "liaison": ("方雨", "east", Role.LIAISON),  # drafts for east
    "head": ("郑国栋", "east", Role.HEAD),  # signs for east
    "other_liaison": ("陶然", "west", Role.LIAISON),  # may see nothing of east
    "other_head": ("石磊", "west", Role.HEAD),
    "panellist": ("宋清源", "rights", Role.PANELLIST),  # verifies
    "second_panellist": ("冯玉卓", "lake", Role.PANELLIST),  # verifies
    "county_panellist": ("方雨之兄", "east", Role.PANELLIST),  # not independent of east
    "assessor": ("高评", "city", Role.ASSESSOR),
    "auditor": ("邵明鉴", "city", Role.AUDITOR),  # sees all, moves nothing
    "administrator": ("包小川", "city", Role.ADMINISTRATOR),  # sees no business
}


APPOINTED: dict[str, Any] = {"basis": "清工审〔2026〕1号", "until_day": date(2027, 12, 31)}
"""An auditor is appointed by a document, until a day."""


def build() -> None:
    """Found the city; called once for all tests."""
    make_key_file(settings.SIGNING_KEY_FILE)
    make_key_file(settings.CHECKPOINT_KEY_FILE)
    remember_key()
    remember_checkpoint_key()
    seed(actor=TIMER, at=FOUNDED)
    units: dict[str, Unit] = {}
    for position, (key, (code, name, kind)) in enumerate(UNITS.items()):
        units[key] = organisations.create_unit(
            actor=TIMER, at=FOUNDED, code=code, name=name, kind=kind, parent=units.get("city"), position=position,
        )  # fmt: skip
    posts = {}
    for key, (name, unit, role) in POSTS.items():
        person = _person(key, name)
        posts[key] = organisations.give_post(
            person, actor=TIMER, at=FOUNDED, unit=units[unit], role=role, from_day=FOUNDED.date(),
            leads=key == "desk", **(APPOINTED if role == Role.AUDITOR else {}),
        )  # fmt: skip
    _person("nobody", "无岗者")  # has an account and no post
    both = posts["handler"].person  # acts through two posts: in finance, and as a panellist of organising
    organisations.give_post(
        both, actor=TIMER, at=FOUNDED, unit=units["organising"], role=Role.PANELLIST, from_day=FOUNDED.date()
    )
    for name, is_practice in (("县级工会加强年", False), ("练习专项", True)):
        new = ledger.NewCampaign(
            name=name, starts_on=date(2026, 1, 1), ends_on=date(2026, 12, 31), is_practice=is_practice,
            dimensions=("政治功能", "组织体系", "阵地网络", "制度机制", "创新品牌"),
            classes=({"name": "机构编制类", "criteria": [{"text": "批复文件已印发", "evidence_hint": "文号"}]},),
        )  # fmt: skip
        campaign = ledger.create_campaign(new, actor=posts["desk"], at=FOUNDED)
        ledger.open_campaign(campaign, actor=posts["department_head"], at=FOUNDED)


def _person(username: str, name: str) -> Person:
    person = organisations.create_person(actor=TIMER, at=FOUNDED, username=username, name=name)
    organisations.set_password(person, PASSWORD, at=FOUNDED)
    return person


class World:
    """Finds the cast in the database and makes problems in any state."""

    desk: Post
    second_clerk: Post
    leader: Post
    other_leader: Post
    handler: Post
    department_head: Post
    other_department_head: Post
    liaison: Post
    head: Post
    other_liaison: Post
    other_head: Post
    panellist: Post
    second_panellist: Post
    county_panellist: Post
    assessor: Post
    auditor: Post
    administrator: Post
    city: Unit
    finance: Unit
    organising: Unit
    rights: Unit
    east: Unit
    west: Unit
    lake: Unit
    east_government: Unit

    def __init__(self, traveller: time_machine.Traveller) -> None:
        self._traveller = traveller
        self._at = FOUNDED + timedelta(hours=1)
        by_code = {unit.code: unit for unit in Unit.objects.all()}
        for key, (code, _name, _kind) in UNITS.items():
            setattr(self, key, by_code[code])
        posts = Post.objects.select_related("person", "unit").order_by("from_day", "pk")
        found = {(post.person.username, post.role): post for post in posts}
        for key, (_name, _unit, role) in POSTS.items():
            setattr(self, key, found[key, role.value])
        self.nobody = Person.objects.get(username="nobody")
        self.campaign = Campaign.objects.get(is_practice=False)
        self.practice = Campaign.objects.get(is_practice=True)

    @property
    def posts(self) -> dict[str, Post]:
        return {key: getattr(self, key) for key in POSTS}

    @property
    def now(self) -> datetime:
        return datetime.now(tz=SHANGHAI)

    def travel(self, **delta: float) -> datetime:
        """Move the clock on, and return the new time."""
        self._traveller.shift(timedelta(**delta))
        return self.now

    def tick(self) -> datetime:
        """The next moment of the past in which something was done; an hour later each time."""
        self._at += timedelta(hours=1)
        return self._at

    def problem(self, state: State | str = State.DRAFT, **options: Any) -> Problem:
        """Return a new problem of east led by finance, brought to ``state`` by the real actions.

        Options: title, solver, nature, due, clock, origin, lead, source (units), campaign, panel (posts).
        """
        return _Maker(self, options).to(State(state))


class _Maker:
    """Walks one problem from its draft to the state asked for."""

    def __init__(self, world: World, options: dict[str, Any]) -> None:
        self.world, self.options = world, options
        self.lead: Unit = options.get("lead", world.finance)
        self.problem: Problem

    def to(self, state: State) -> Problem:
        self._draft()
        for step in self._path(state):
            step()
            self.problem.refresh_from_db()
        assert self.problem.state == state, f"{self.problem.state} instead of {state}"
        return self.problem

    def _path(self, state: State) -> Sequence[Callable[[], Any]]:
        main = {
            State.SUBMITTED: self._submit, State.LISTED: self._list, State.DISPATCHED: self._dispatch,
            State.PLANNING: self._sign_for, State.IN_PROGRESS: self._start, State.CLOSING: self._apply,
            State.VERIFYING: self._name_panel, State.APPROVING: self._conclude, State.PUBLICISED: self._approve,
            State.WRITTEN_OFF: self._write_off,
        }  # fmt: skip
        before = {
            State.RETURNED: (State.SUBMITTED, self._return), State.DECLINED: (State.SUBMITTED, self._decline),
            State.MERGED: (State.SUBMITTED, self._merge), State.VOIDED: (State.LISTED, self._void),
            State.SUSPENDED: (State.IN_PROGRESS, self._suspend), State.DRAFT: (None, lambda: None),
        }  # fmt: skip
        until, last = before.get(state, (state, None))
        if until is None:
            return ()
        order = list(main)
        steps: list[Callable[[], Any]] = [main[name] for name in order[: order.index(until) + 1]]
        return [*steps, last] if last else steps

    def _draft(self) -> None:
        world, options = self.world, self.options
        origin = options.get("origin", Origin.COUNTY)
        content = ledger.Draft(
            title=options.get("title", "经费审查业务量逐年增加"), source_unit=options.get("source", world.east),
            description=options.get("description", "现有人员兼职过多，希望单独设立经审办。"),
        )  # fmt: skip
        actor = world.desk if origin != Origin.COUNTY else self._of_source(Role.LIAISON)
        self.problem = ledger.draft(
            options.get("campaign", world.campaign), content, actor=actor, at=world.tick(), origin=origin
        )

    def _of_source(self, role: Role) -> Post:
        source = self.options.get("source", self.world.east)
        return Post.objects.select_related("person", "unit").get(unit=source, role=role)

    def _of_lead(self, role: Role) -> Post:
        county = {Role.HANDLER: Role.LIAISON, Role.DEPARTMENT_HEAD: Role.HEAD}
        wanted = county[role] if self.lead.kind == UnitKind.COUNTY_UNION else role
        return Post.objects.select_related("person", "unit").get(unit=self.lead, role=wanted)

    def _submit(self) -> None:
        is_county = self.problem.origin == Origin.COUNTY
        actor = self._of_source(Role.HEAD) if is_county else self.world.desk
        ledger.submit(self.problem, actor=actor, at=self.world.tick())

    def _return(self) -> None:
        ledger.return_(self.problem, actor=self.world.desk, at=self.world.tick(), missing="请补充人数")

    def _decline(self) -> None:
        for actor in (self.world.desk, self.world.department_head):
            proposal = ledger.open_proposal(self.problem)
            ledger.decline(self.problem, actor=actor, at=self.world.tick(), reason="不属本专项", proposal=proposal)

    def _merge(self) -> None:
        other = self.world.problem(State.LISTED, title="经审力量不足")
        ledger.merge(self.problem, actor=self.world.desk, at=self.world.tick(), into=other, reason="同一事项")

    def _void(self) -> None:
        for actor in (self.world.department_head, self.world.leader):
            proposal = ledger.open_proposal(self.problem)
            ledger.void(self.problem, actor=actor, at=self.world.tick(), reason="立项有误", proposal=proposal)

    def _list(self) -> None:
        options = self.options
        ledger.list_problem(
            self.problem, actor=self.world.desk, at=self.world.tick(), solver=options.get("solver", "superior_union"),
            nature=options.get("nature", "individual"), due=options.get("due", DUE), lead=self.lead,
            clock=options.get("clock", "phased"), dimension=self.world.campaign.dimensions.first(),
            criteria=(
                ledger.NewCriterion("批复文件已印发", "文号"),
                ledger.NewCriterion("专职人员到岗两名", "人员名册"),
            ),
        )  # fmt: skip

    def _dispatch(self) -> None:
        world = self.world
        if self.problem.solver == "party_gov":
            for actor in (world.desk, world.leader):
                ledger.petition(
                    self.problem, actor=actor, at=world.tick(), addressee=world.east_government,
                    letter_no="清工函〔2026〕1号", letter_on=world._at.date(),
                    proposal=ledger.open_proposal(self.problem),
                )  # fmt: skip
            return
        ledger.dispatch(self.problem, actor=world.desk, at=world.tick(), lead=self.lead)

    def _sign_for(self) -> None:
        ledger.sign_for(self.problem, actor=self._of_lead(Role.HANDLER), at=self.world.tick())

    def _start(self) -> None:
        actor = self._of_lead(Role.HANDLER)
        due = self.problem.due_current
        measures = [
            ledger.NewMeasure("核定人数", unit=self.lead, owner_name="周敏", due=due, weight=1),
            ledger.NewMeasure("报请批复", unit=self.lead, owner_name="周敏", due=due, weight=2),
        ]
        ledger.plan(self.problem, measures, actor=actor, at=self.world.tick())
        ledger.start(self.problem, actor=actor, at=self.world.tick())

    def _suspend(self) -> None:
        for actor in (self.world.desk, self.world.leader):
            supervision.suspend(
                self.problem, actor=actor, at=self.world.tick(), cause="上级政策未出台", document_no="示例1号",
                review_on=date(2026, 4, 20), proposal=ledger.open_proposal(self.problem),
            )  # fmt: skip

    def _apply(self) -> None:
        answers = {
            row.pk: acceptance.Answer("已完成", "清编〔2026〕1号")
            for row in self.problem.criteria.filter(ended_at=None)
        }
        acceptance.apply(
            self.problem, actor=self._of_lead(Role.DEPARTMENT_HEAD), at=self.world.tick(), statement="已全部落实",
            answers=answers,
        )  # fmt: skip

    def _panel(self) -> Sequence[Post]:
        panel: Sequence[Post] = self.options.get("panel", [self.world.panellist, self.world.second_panellist])
        return panel

    def _name_panel(self) -> None:
        posts = self._panel()
        acceptance.name_panel(self.problem, actor=self.world.desk, at=self.world.tick(), posts=posts)

    def _conclude(self) -> None:
        if not asks_nobody(self.problem):
            acceptance.respond(self.problem, actor=self._of_source(Role.HEAD), at=self.world.tick(), answer="solved")
        for post in self._panel():
            findings = {row.pk: acceptance.Finding(has_passed=True) for row in self.problem.criteria.all()}
            acceptance.record_result(self.problem, actor=post, at=self.world.tick(), findings=findings)
        acceptance.conclude(self.problem, actor=self.world.desk, at=self.world.tick())

    def _approve(self) -> None:
        acceptance.approve(self.problem, actor=self.world.leader, at=self.world.tick(), decision_no="清工决〔2026〕1号")

    def _write_off(self) -> None:
        ends_on = self.problem.publicity_ends_on
        assert ends_on is not None
        self.world._at = datetime(ends_on.year, ends_on.month, ends_on.day, 9, tzinfo=SHANGHAI) + timedelta(days=1)
        acceptance.write_off(self.problem, actor=self.world.desk, at=self.world._at)


def events_of(row: Any) -> list[str]:
    """Return the verbs of a subject's chain, the oldest first."""
    return list(Event.objects.filter(chain=row.subject[1]).order_by("seq").values_list("verb", flat=True))


Row = TypeVar("Row", bound=Journalled)


def reread(row: Row) -> Row:
    """Return the row as the database has it now."""
    return type(row)._default_manager.get(pk=row.pk)


__all__ = ["DUE", "NOW", "PASSWORD", "SHANGHAI", "World", "build", "events_of", "reread"]
