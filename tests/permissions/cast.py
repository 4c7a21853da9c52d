"""Who asks, for what, and how: addresses from the resolver, one object of each kind, one client for each person."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from typing import Any
from uuid import UUID, uuid4

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from jianfa.acceptance.models import PanelMember, SigningLink
from jianfa.acceptance.rules import digest_of
from jianfa.api.models import Token
from jianfa.documents import actions as documents
from jianfa.exchange.models import Batch, BatchRow
from jianfa.files.actions import store
from jianfa.intake import actions as intake
from jianfa.intake.actions.surveys import Given, fill
from jianfa.intake.models import Demand
from jianfa.intake.states import Channel
from jianfa.journal.actions import checkpoint, record_findings, write
from jianfa.journal.models import Change, Event
from jianfa.journal.replay import Finding
from jianfa.ledger import actions as ledger
from jianfa.ledger.models import Campaign, Evidence, Problem
from jianfa.ledger.states import State
from jianfa.notices.actions import make_feed
from jianfa.notices.models import Notice
from jianfa.organisations import actions as organisations
from jianfa.organisations.models import TIMER, Person, Role
from jianfa.supervision import actions as supervision
from jianfa.supervision.models import Instruction
from jianfa.workspace.models import SavedView
from tests.acceptance.lots import called_lot, set_lots
from tests.acceptance.sittings import gathered, sitting
from tests.intake import made as demands
from tests.intake.surveys import asked_row, drafted_survey, given, opened_survey
from tests.permissions import bodies
from tests.remedies import effects as remedies
from tests.supervision.papers import drafted, late, signed
from tests.world import FOUNDED, NOW, World

STRANGER = "stranger"
ACTORS = (
    STRANGER, "nobody", "liaison", "head", "other_liaison", "handler", "department_head", "other_department_head",
    "desk", "leader", "panellist", "county_panellist", "assessor", "auditor", "administrator",
)  # fmt: skip
"""Columns of the tables: nobody logged in, an account without a post, and the cast of tests/world.py."""
ABSENT = "absent"
CATALOGUE = {"paper": "catalogue", "file_format": "pdf"}
"""Which paper of a problem is asked for."""


@cache
def addresses() -> dict[str, str]:
    """Return name → route of every address of the product, without exception."""
    return dict(_walk(get_resolver(), "", ""))


def _walk(resolver: URLResolver, prefix: str, namespace: str) -> Iterator[tuple[str, str]]:
    for pattern in resolver.url_patterns:
        route = prefix + str(pattern.pattern)
        if isinstance(pattern, URLPattern):
            yield f"{namespace}{pattern.name}", route
        else:
            inner = f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace
            yield from _walk(pattern, route, inner)


@dataclass(frozen=True)
class Request:
    """One line of a table: method, address and object (a label; "-" where the address names none)."""

    method: str
    name: str
    thing: str


@dataclass(frozen=True)
class Answer:
    status: str
    content: bytes
    location: str


class Cast:
    """The world with one object of each kind; asks for anybody."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.things = self._things()
        self._client = Client(raise_request_exception=False)
        self._cookies = {actor: self._log_in(actor) for actor in ACTORS if actor != STRANGER}
        self._absent: dict[tuple[str, Request], Answer] = {}

    def _things(self) -> dict[str, dict[str, Any]]:
        world = self.world
        problems = {
            "draft": world.problem(State.DRAFT),
            "submitted": world.problem(State.SUBMITTED, title="待立项"),
            "working": world.problem(State.IN_PROGRESS, title="办理中"),
            "verifying": world.problem(State.VERIFYING, title="核查中"),
        }
        self.versions = {label: problem.version for label, problem in problems.items()}
        file = store(SimpleUploadedFile("批复.txt", "同意".encode()), at=NOW)
        ledger.add_evidence(
            problems["working"], actor=world.handler, at=world.tick(), kind=Evidence.Kind.FILE, file=file,
            file_name="批复.txt",
        )  # fmt: skip
        things: dict[str, dict[str, Any]] = {
            label: {"problem_id": problem.pk, "evidence_id": _first(problem.evidence), **CATALOGUE}
            for label, problem in problems.items()
        }
        organisations.add_alias(world.east, actor=TIMER, at=world.tick(), text="东城工会")
        things["east"] = {"unit_id": world.east.pk, "alias_id": _first(world.east.aliases)}
        things |= self._papers(problems["working"])  # before there are two liaisons of east
        things["done"] = self._done()
        things |= self._remedies()
        link = {"link": {"secret": self._link(problems["verifying"])}}
        things |= self._demands()
        return things | self._sealed() | self._administered() | self._kept(file) | link | self._surveys()

    def _demands(self) -> dict[str, dict[str, Any]]:
        """asked: of east, with the city; wrote: a worker's, to east; hidden: the same, meant for the city; offered to
        finance; kept: a draft of east; closed: of east, declined."""
        world = self.world
        file = SimpleUploadedFile("示例.txt", "示例".encode())
        wrote = demands.from_worker(world, files=[file])
        hidden = demands.from_worker(world, wants_city=True, text="涉及本级工会的事")
        offered = demands.handed(world)
        kept = intake.keep_draft(
            intake.Words("草稿", "内容"), actor=world.liaison, at=world.now, campaign=world.campaign, unit=world.east,
            channel=Channel.COUNTY,
        )  # fmt: skip
        refused = demands.raised(world, "不属本专项的事")
        intake.decline(refused, actor=world.desk, at=world.now, reason="不属本专项")
        rows = {
            "asked": demands.raised(world), "wrote": wrote, "hidden": hidden, "offered": offered, "kept": kept,
            "refused": refused,
        }  # fmt: skip
        pasted = demands.pasted(world, "多条之一")
        batch = {"pasted": {"batch_id": pasted}}
        things = batch | {
            label: {"demand_id": row.pk, "attachment_id": _first(wrote.attachments)} for label, row in rows.items()
        }
        return things | self._alike(rows["asked"], refused)

    def _alike(self, asked: Demand, refused: Demand) -> dict[str, dict[str, Any]]:
        """Two demands side by side, one confirmed to be like a problem, themes, and a list of synonyms that waits."""
        world = self.world
        problem = Problem.objects.get(title="待立项")
        self.likes = {"api:confirm_like": Problem.objects.get(title="办理中").pk, "api:end_like": problem.pk}
        intake.confirm_like(asked, problem, actor=world.desk, at=world.tick())
        intake.work_out_themes(world.campaign, at=world.tick())
        proposed = intake.propose_synonyms(actor=world.desk, at=world.tick(), text="甲词 乙词", reason="示例")
        one = {"kind": "demand", "one_id": asked.pk}
        return {
            "pair": {**one, "other_kind": "demand", "other_id": refused.pk},
            "liked": {**one, "other_kind": "problem", "other_id": problem.pk},
            "list": {"list_id": proposed.pk},
        }

    def _sealed(self) -> dict[str, dict[str, Any]]:
        """A write-off under a checkpoint, where certificates are given out, and a finding nobody has answered."""
        certified = self.world.problem(State.WRITTEN_OFF, title="已销账")
        Campaign.objects.filter(pk=certified.campaign_id).update(certificates_on=True)
        lot = self.world.problem(State.CLOSING, title="待抽签")
        called_lot(self.world, lot)
        set_lots(lot, is_on=False)  # what was called is drawn all the same
        made = checkpoint(at=self.world.tick())
        found = record_findings([Finding("E-link", "problem", str(certified.pk), 1, "hash")], at=self.world.tick())
        assert made is not None
        assert found is not None
        return {
            "certified": {"problem_id": certified.pk},
            "sealed": {"n": made.n},
            "lot": {"problem_id": lot.pk},
            "found": {"discrepancy_id": found.chain_id},
        }

    def _done(self) -> dict[str, Any]:
        """A problem that is written off, with its archive package."""
        problem = self.world.problem(State.WRITTEN_OFF, title="已销账")
        documents.archive(problem, actor=self.world.desk, at=self.world.tick())
        return {"problem_id": problem.pk, **CATALOGUE}

    def _papers(self, working: Any) -> dict[str, dict[str, Any]]:
        """Papers to finance (signed) and west (a draft), what could go to east, an instruction, two sessions."""
        world = self.world
        paper = signed(world)
        drafted_one = drafted(world, late(world, "西城的事", lead=world.west))
        late(world, "东城的事", lead=world.east)
        supervision.instruct(working, actor=world.leader, at=world.now, text="请抓紧", units=[world.finance])
        said = Instruction.objects.get()
        return {
            "gathered": {"session_id": gathered(world, 1).pk},
            "sitting": {"session_id": sitting(world, "verifying", 1).pk},
            "quick": {"kind": "quick_pass"},
            "paper": {"order_id": paper.pk, **CATALOGUE},
            "drafted": {"order_id": drafted_one.pk, **CATALOGUE},
            "said": {"instruction_id": said.pk},
        }

    def _remedies(self) -> dict[str, dict[str, Any]]:
        """An effect of west and a policy, a service to east, a drafted and a granted petition, a pairing."""
        world = self.world
        effect = remedies.expected(world, remedies.common(world), world.west)
        drafted_one, won = remedies.petition(world), remedies.granted(world)
        found = {
            "effect": ("effects", effect), "policy": ("policies", remedies.policy(world)),
            "service": ("services", remedies.visited(world)), "letter": ("petitions", drafted_one),
            "won": ("petitions", won), "pairing": ("pairings", remedies.paired(world)),
        }  # fmt: skip
        return {
            label: {"kind": kind, "remedy_id": row.pk, "petition_id": row.pk, "file_format": "pdf"}
            for label, (kind, row) in found.items()
        } | {"grants": {"kind": "grants"}, "problem_effects": {"problem_id": effect.problem_id}}

    def _surveys(self) -> dict[str, dict[str, Any]]:
        """A survey that east and west are asked, filled in by east with a file; and a draft."""
        sent, draft = opened_survey(self.world), drafted_survey(self.world, title="草拟中的调查")
        row = asked_row(sent, self.world.liaison)
        typed = given(sent, "yes", "2")
        first = next(iter(typed))
        typed[first] = Given("yes", file=SimpleUploadedFile("批复.txt", "同意".encode()))
        fill(row, typed, actor=self.world.liaison, at=self.world.now)
        answer = row.answers.get(question=first)
        things = {"survey_id": sent.pk, "answer_id": answer.pk, "question_id": first}
        return {"sent_survey": things, "draft_survey": {"survey_id": draft.pk}}

    def _administered(self) -> dict[str, dict[str, Any]]:
        world = self.world
        person = organisations.create_person(actor=TIMER, at=world.tick(), username="new", name="顾盼")
        post = organisations.give_post(
            person, actor=TIMER, at=world.tick(), unit=world.east, role=Role.LIAISON, from_day=FOUNDED.date()
        )
        giver = world.liaison
        handover = organisations.start_handover(giver, actor=giver, at=world.tick(), receiver=post, items=[])
        campaign = ledger.create_campaign(
            ledger.NewCampaign("筹备中的专项", NOW.date(), world.campaign.ends_on), actor=world.desk, at=world.tick()
        )
        closed = ledger.create_campaign(
            ledger.NewCampaign("已结束的专项", NOW.date(), world.campaign.ends_on), actor=world.desk, at=world.tick()
        )
        ledger.open_campaign(closed, actor=world.department_head, at=world.tick())
        ledger.close_campaign(closed, actor=world.leader, at=world.tick())
        ledger.change_rules(world.practice, {"warn_days": 9}, actor=world.desk, at=world.tick())
        return {
            "closed": {"campaign_id": closed.pk},
            "proposed": {"campaign_id": world.practice.pk},
            "person": {"person_id": person.pk, "post_id": post.pk},
            "handover": {"handover_id": handover.pk},
            "campaign": {"campaign_id": campaign.pk},
            "open": {"campaign_id": world.campaign.pk},
            "year": {"year": NOW.year},
        }

    def _kept(self, file: Any) -> dict[str, dict[str, Any]]:
        """What the desk keeps: a token, a view, a notice, a calendar address, an import that waits."""
        world, at = self.world, self.world.tick()
        token = Token(name="对账", post=world.desk, digest="1" * 64, created_at=at, expires_on=world.campaign.ends_on)
        write(world.desk.person.subject, "create_token", actor=world.desk, at=at, changes=[Change(token)])
        view = SavedView.objects.create(person=world.desk.person, name="超期的", query="light=overdue")
        batch = Batch(
            target=world.campaign.pk, unit=world.city, uploaded_by=world.desk, uploaded_at=at, file=file,
            file_name="示例.csv", digest=file.digest, read_on=NOW.date(),
        )  # fmt: skip
        write(batch.subject, "upload", actor=world.desk, at=at, changes=[Change(batch)])
        event = Event.objects.filter(chain__kind="problem").latest("pk")
        notice = Notice.objects.create(
            event=event,
            person=world.desk.person,
            post=world.desk,
            kind="apply",
            problem_id=event.chain_id,
            created_at=at,
        )
        row = BatchRow.objects.create(batch=batch, position=1, sheet="表1", row=3)
        return {
            "token": {"token_id": token.pk},
            "view": {"view_id": view.pk},
            "notice": {"notice_id": notice.pk},
            "feed": {"token": make_feed(actor=world.desk, at=world.tick())},
            "import": {"batch_id": batch.pk, "row_id": row.pk, "position": row.position},
        }

    def _link(self, problem: Problem) -> str:
        """A link for one seat of the panel at work."""
        person, at = self.world.second_panellist.person, self.world.tick()
        member = PanelMember.objects.get(person=person, panel__application__problem=problem)
        link = SigningLink(
            member=member, digest=digest_of("示例" * 16), made_by=self.world.desk, made_at=at,
            expires_at=NOW + timedelta(days=7),
        )  # fmt: skip
        write(problem.subject, "make_link", actor=self.world.desk, at=at, changes=[Change(link)])
        return "示例" * 16

    def _log_in(self, actor: str) -> str:
        person = self.world.nobody if actor == "nobody" else self.world.posts[actor].person
        client = Client()
        client.force_login(Person.objects.get(pk=person.pk))
        return client.cookies["jianfa"].value

    def url(self, request: Request) -> str:
        """Return the address; a label may end in /verb."""
        label, _slash, verb = request.thing.partition("/")
        route = addresses()[request.name]
        names = re.findall(r"<(?:\w+:)?(\w+)>", route)
        known = {**self.things.get(label, {}), **({"verb": verb} if verb else {})}
        if names and label != ABSENT and not set(names) & known.keys():
            raise LookupError(f"{request.thing} is no object of {route}")
        address = reverse(request.name, kwargs={name: known.get(name) or _absent(name) for name in names})
        if request.name == "api:read_figures":
            return f"{address}?campaign={known.get('campaign_id') or uuid4()}"
        return address

    def ask_for_absent(self, actor: str, request: Request) -> Answer:
        """Ask for something that is not there; the same question is asked once."""
        if (actor, request) not in self._absent:
            self._absent[actor, request] = self.ask(actor, request)
        return self._absent[actor, request]

    def ask(self, actor: str, request: Request) -> Answer:
        """Send a request with nothing in it as this person; whatever it changes is undone."""
        self._client.cookies.clear()
        if actor != STRANGER:
            self._client.cookies["jianfa"] = self._cookies[actor]
        body, content_type = bodies.body_of(request.name, request.thing, self)
        with transaction.atomic():
            response: Any = self._client.generic(request.method, self.url(request), body, content_type)
            content = b"".join(response) if response.streaming else response.content
            for close in response._resource_closers:  # not response.close(): that would end the test's connection
                close()
            transaction.set_rollback(True)
        return Answer(str(response.status_code), content, response.get("Location", ""))


def _first(related: Any) -> UUID | None:
    row = related.first()
    return row.pk if row else None


def _absent(name: str) -> Any:
    numbers = {"position": 1, "year": 1, "n": 999_999}
    return "no-such-word" if name in {"verb", "kind"} else numbers.get(name) or uuid4()
