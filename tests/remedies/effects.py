"""A common problem whose effect counties confirm, and services, petitions and pairing in the small city."""

from datetime import date

from jianfa.ledger.models import Problem
from jianfa.ledger.states import Nature, State
from jianfa.remedies import actions
from jianfa.remedies.models import Effect, LinkPairing, PairingVisit, Petition, PolicyMeasure, TargetedService
from tests.world import World

DAY = date(2026, 3, 12)


def common(world: World, state: State = State.IN_PROGRESS, **options) -> Problem:
    """Return a common problem that finance works on."""
    return world.problem(state, nature=Nature.COMMON.value, **{"title": "经审力量不足", **options})


def expected(world: World, problem: Problem | None = None, unit=None) -> Effect:
    """Return what is expected of east, or of another county."""
    return actions.expect_effect(problem or common(world), unit or world.east, actor=world.desk, at=world.now)


def settled(world: World, state: str, effect: Effect | None = None) -> Effect:
    """Return an effect that was confirmed, denied or waived; or one that is awaited."""
    row = effect or expected(world)
    if state == "confirmed":
        actions.confirm_effect(
            row, actor=world.head, at=world.now, words="一名专职已到岗", document_no="东编〔2026〕3号"
        )  # fmt: skip
    elif state == "not_yet":
        actions.deny_effect(row, actor=world.head, at=world.now, words="编制尚未下达")
    elif state == "waived":
        actions.waive_effect(row, actor=world.leader, at=world.now, words="该区已撤并", document_no="清编〔2026〕9号")
    return row


def policy(world: World, document_no: str = "清工发〔2026〕12号") -> PolicyMeasure:
    """Return a policy that finance has entered."""
    return actions.enter_policy(
        actor=world.handler, at=world.now, document_no=document_no, document_on=DAY, issued_by="清河市总工会",
        title="关于补助增额的通知", text="按岗位等级每人每月增加补助。", effective_on=date(2026, 4, 1),
    )  # fmt: skip


def service(world: World, problem: Problem | None = None) -> TargetedService:
    """Return a service of finance to east."""
    problem = problem or world.problem(State.IN_PROGRESS, nature=Nature.INDIVIDUAL.value)
    return actions.offer_service(problem, world.finance, actor=world.handler, at=world.now, what="上门帮建经审台账")


def visited(world: World, row: TargetedService | None = None) -> TargetedService:
    """Return a service with a visit."""
    row = row or service(world)
    actions.record_visit(
        row, actor=world.handler, at=world.now, visited_on=DAY, done="一起核了两年账", outcome="台账建立"
    )
    return row


def petition(world: World, state: str = "drafted", problem: Problem | None = None) -> Petition:
    """Return a petition of the desk to the government, brought to a state by the real actions."""
    letter = actions.Letter(world.east_government, "关于增设经审办的请示", "恳请同意增设。")
    row = actions.draft_petition(letter, actor=world.desk, at=world.now, problem=problem)
    steps = ["signed", "sent", "replied"]
    for step in steps[: steps.index(state) + 1] if state in steps else []:
        if step == "signed":
            actions.sign_petition(row, actor=world.leader, at=world.now)
        elif step == "sent":
            actions.send_petition(row, actor=world.desk, at=world.now, letter_no="清工〔2026〕21号", letter_on=DAY)
        else:
            reply = actions.Reply("东编〔2026〕3号", DAY, "同意增设。", "granted")
            actions.record_reply(row, reply, actor=world.desk, at=world.now)
    return row


def on_paper(world: World, row: Petition | None = None) -> Petition:
    """Return a petition of which the first clerk has entered that a leader signed the sheet itself."""
    row = row or petition(world)
    actions.record_paper_signature(
        row, actor=world.desk, at=world.now, decider=world.leader, document_no="清工〔2026〕21号",
        document_day=world.now.date(),
    )  # fmt: skip
    return row


def granted(world: World, row: Petition | None = None, **options) -> Petition:
    """Return a petition by which east was granted something."""
    row = row or petition(world, "replied")
    given = {
        "unit": world.east, "kind": "leadership_post", "number": 1, "document_no": "东编〔2026〕3号",
        "authority": "东城区委编办", "document_on": DAY, **options,
    }  # fmt: skip
    actions.record_grant(row, actions.Granted(**given), actor=world.desk, at=world.now)
    return row


def paired(world: World, **options) -> LinkPairing:
    """Return the pairing of finance with east, or of a leader."""
    given = options or {"department": world.finance}
    return actions.pair(world.east, actor=world.desk, at=world.now, from_day=date(2026, 3, 2), **given)


def called_on(world: World, row: LinkPairing | None = None) -> PairingVisit:
    """Return a visit of finance to east."""
    row = row or paired(world)
    return actions.visit_county(row, actor=world.handler, at=world.now, visited_on=DAY, done="听取了经审办的需求")


def everything(world: World) -> None:
    """Let every verb of remedies happen once."""
    problem = common(world)
    settled(world, "confirmed", settled(world, "not_yet", expected(world, problem)))
    settled(world, "waived", expected(world, problem, world.lake))
    row = policy(world)
    actions.serve(row, problem, actor=world.handler, at=world.now)
    actions.unlink(row.servings.get(), actor=world.handler, at=world.now)
    row.refresh_from_db()
    actions.end_policy(row, actor=world.handler, at=world.now, ended_on=date(2026, 12, 31), reason="由新办法代替")
    given = visited(world)
    actions.judge_service(given, actor=world.liaison, at=world.now, verdict="partly", words="还缺一名会计")
    letter = actions.Letter(world.east_government, "关于增设机构的请示", "恳请。")
    draft = petition(world)
    actions.amend_petition(draft, letter, actor=world.desk, at=world.now)
    actions.drop_petition(draft, actor=world.desk, at=world.now, reason="并入另一件")
    paper = on_paper(world)
    actions.refuse_paper_signature(paper, actor=world.second_clerk, at=world.now, reason="原件无签字")
    actions.confirm_paper_signature(on_paper(world, paper), actor=world.second_clerk, at=world.now)
    won = granted(world)
    granted(world, won, kind="staff_slot")
    actions.end_grant(won.grants.earliest("recorded_at"), actor=world.desk, at=world.now, reason="录入有误")
    asked = world.problem(State.DISPATCHED, solver="party_gov", title="提请一事")
    actions.take_up_letter(asked, actor=world.desk, at=world.now)
    visit = called_on(world)
    actions.confirm_visit(visit, actor=world.liaison, at=world.now, answer="谢谢")
    actions.end_pairing(visit.pairing, actor=world.desk, at=world.now, until_day=DAY)


def petition_numbered(world: World, problem: Problem, n: int) -> Petition:
    """Return one of several petitions about a problem, each with a number of its own."""
    letter = actions.Letter(world.east_government, f"第{n}件", "恳请同意增设。")
    row = actions.draft_petition(letter, actor=world.desk, at=world.now, problem=problem)
    actions.sign_petition(row, actor=world.leader, at=world.now)
    actions.send_petition(row, actor=world.desk, at=world.now, letter_no=f"清工〔2026〕{n}号", letter_on=DAY)
    actions.record_reply(row, actions.Reply("", DAY, "同意。", "granted"), actor=world.desk, at=world.now)
    return row
