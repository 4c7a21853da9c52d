"""What stands on the pages that are read in a browser: one of everything, made by the real actions."""

from dataclasses import dataclass
from datetime import date
from types import SimpleNamespace
from typing import Any

from django.test import Client
from django.urls import reverse

from jianfa.acceptance import actions as acceptance
from jianfa.acceptance.actions import note_doubts
from jianfa.acceptance.models import DoubtKind
from jianfa.exchange.models import Batch
from jianfa.intake import actions as intake
from jianfa.journal.actions import checkpoint, record_findings
from jianfa.journal.models import Discrepancy
from jianfa.journal.replay import Finding
from jianfa.ledger import actions as ledger
from jianfa.ledger.models import Campaign, Problem
from jianfa.ledger.states import State
from jianfa.supervision import actions as supervision
from jianfa.supervision.models import Instruction
from tests import lists
from tests.acceptance.lots import sealed_lot, set_lots
from tests.acceptance.sittings import gathered, sitting
from tests.browser.remedies import REMEDY_LISTS, remedied
from tests.intake import made as demands
from tests.intake.surveys import answered as answered_survey
from tests.intake.surveys import drafted_survey, filled, opened_survey
from tests.supervision.asking import ask, extended, made_continuous
from tests.supervision.papers import answered, drafted, late, signed
from tests.workspace.campaigns import opened_by
from tests.world import World, reread


@dataclass
class Things:
    """What stands on the pages: problems by state, and imports."""

    world: World
    problems: dict[str, Any]
    checking: Batch
    committed: Batch
    ended: Campaign
    papers: dict[str, Any]
    remedies: dict[str, tuple[str, Any]]

    def at(self, label: str) -> str:
        """Return an address: "name", "name?query", or "name label", where the label is a state or a verb after it."""
        name, _space, label = label.partition(" ")
        name, mark, query = name.partition("?")
        state, _slash, rest = label.partition("/")
        if state in self.problems:
            args: list[Any] = [self.problems[state].pk, *([rest] if rest else [])]
        elif state in self.papers:
            args = [self.papers[state].pk, *([rest] if rest else [])]
        elif state in {"checking", "committed", "ended"}:
            args = [getattr(self, state).pk, *([int(rest)] if rest else [])]
        elif state in {*DoubtKind.values, *REMEDY_LISTS}:
            args = [state]
        elif state in self.remedies:
            kind, row = self.remedies[state]
            args = [kind, row.pk, *([rest] if rest else [])]
        elif state == "person":
            args = [self.world.liaison.person_id]
        elif state == "post":
            args = [self.world.liaison.pk]
        else:
            args = [getattr(self.world, state).pk, *([rest] if rest else [])] if state else []
        return reverse(name, args=args) + mark + query


STATES = (
    State.DRAFT, State.SUBMITTED, State.LISTED, State.DISPATCHED, State.PLANNING, State.IN_PROGRESS, State.SUSPENDED,
    State.VERIFYING, State.APPROVING, State.PUBLICISED, State.WRITTEN_OFF,
)  # fmt: skip


def everything(world: World) -> Things:
    """Make what stands on the pages."""
    written = papers(world)  # while the moments of the past still lie before the due dates that have passed
    problems = {str(state): world.problem(state, title=f"示例问题{state.label}") for state in STATES}
    problems["asked"] = asked(world)
    problems |= lots(world)
    client = Client()
    client.force_login(world.second_clerk.person)
    ledger.change_rules(world.practice, {"warn_days": 7}, actor=world.desk, at=world.now)
    brought = imported(client, world, lists.two_level()), committed(client, world)
    note_doubts(at=world.now)
    done = remedied(world, problems)
    return Things(world, problems, *brought, ended(world), written | sealed(world) | told(world), done)


def told(world: World) -> dict[str, Any]:
    """A worker's demand with its summary, offered to finance, a county's that is answered, and two pasted together."""
    answered_one = demands.raised(world)
    intake.answer(answered_one, actor=world.desk, at=world.now, text="已报市编办研究。")
    found = {"wrote": demands.summarised(world), "told": reread(answered_one), "handed": demands.handed(world)}
    return found | {"pasted": SimpleNamespace(pk=demands.pasted(world, "没有热水（示例）", "没有场地（示例）"))}


def lots(world: World) -> dict[str, Problem]:
    """Two problems in a campaign in which panels are drawn: candidates published and sealed, and a panel drawn."""
    titles = {"lot": "待抽签的示例问题", "drawn": "已抽签的示例问题"}
    found = {name: world.problem(State.CLOSING, title=title) for name, title in titles.items()}
    for problem in found.values():
        sealed_lot(world, problem)
    acceptance.draw_panel(found["drawn"], actor=world.desk, at=world.now)
    set_lots(found["lot"], is_on=False)
    return found


def sealed(world: World) -> dict[str, Any]:
    """A checkpoint over everything, certificates given out, and a finding nobody has answered."""
    Campaign.objects.filter(pk=world.campaign.pk).update(certificates_on=True)
    found = {"sealed": checkpoint(at=world.tick())}
    record_findings([Finding("P-projection", "campaign", str(world.campaign.pk), None, "示例")], at=world.tick())
    return found | {"found": Discrepancy.objects.get()}


def papers(world: World) -> dict[str, Any]:
    """A paper that is answered, one to be answered, one to be signed, an instruction; sessions in every state."""
    signed_one = signed(world, late(world, "西城的示例问题", lead=world.west))
    found: dict[str, Any] = {
        "answered": answered(world),
        "out": signed_one,
        "drafted": drafted(world, late(world, lead=world.east)),
    }
    problem = late(world, "财务部的示例问题")
    supervision.instruct(problem, actor=world.leader, at=world.now, text="请抓紧办理", units=[world.finance])
    for label, until in (("sitting", "verifying"), ("deciding", "deciding"), ("decided", "decided")):
        found[label] = sitting(world, until, 2)
    found["surveyed"], found["asking"] = opened_survey(world), drafted_survey(world, title="再次调查")
    answered_survey(world, found["surveyed"])
    found["open"] = opened_survey(world, title="在办调查")
    filled(world, found["open"])
    return found | {"gathered": gathered(world, 2), "said": Instruction.objects.get()}


def asked(world: World) -> Problem:
    """Extended and made continuous, reported twice, with a further request that waits for the desk."""
    problem = made_continuous(world, extended(world, world.problem(State.IN_PROGRESS, title="示例问题延期")))
    for text in ("已拨付3万元。", "已拨付12万元，名册已核对。"):
        ledger.report(reread(problem), actor=world.handler, at=world.now, text=text)
    ask(world, reread(problem), until=date(2027, 12, 31))
    return problem


def ended(world: World) -> Campaign:
    """A campaign that is closed, with a problem that waits to be carried over."""
    campaign = opened_by(world, "示例专项工作", classes=({"name": "示例类别", "criteria": [{"text": "完成"}]},))
    world.problem(State.IN_PROGRESS, campaign=campaign, title="待结转的示例问题")
    ledger.close_campaign(campaign, actor=world.leader, at=world.now)
    return campaign


def imported(client: Client, world: World, data: bytes) -> Batch:
    client.post(reverse("import_new"), {"campaign": world.practice.pk, "file": lists.upload(data)})
    return Batch.objects.latest("uploaded_at")


def committed(client: Client, world: World) -> Batch:
    rows = [{"title": "职工文化宫设施老化"}, {"title": "工会经费不足", "due": "尽快"}]
    batch = imported(client, world, lists.book(rows))
    client.post(reverse("import_commit", args=[batch.pk]))
    return batch
