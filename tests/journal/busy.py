"""One city in which everything has happened once, so that every journalled table has a row."""

from datetime import date, datetime, time, timedelta

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from jianfa.acceptance import actions as acceptance
from jianfa.acceptance.models import PanelMember, SigningLink
from jianfa.acceptance.rules import digest_of
from jianfa.api.models import Token
from jianfa.documents import actions as documents
from jianfa.exchange.models import Batch, BatchRow, ColumnTemplate
from jianfa.files.actions import store
from jianfa.intake import actions as intake
from jianfa.intake.models import DemandLink
from jianfa.journal.actions import record_findings, write
from jianfa.journal.models import Change
from jianfa.journal.replay import Finding
from jianfa.ledger import actions as ledger
from jianfa.ledger.models import Evidence, ImportedRow, Problem
from jianfa.ledger.queries.campaigns import waiting_rules
from jianfa.ledger.states import State
from jianfa.notices import actions as notices
from jianfa.notices.models import Robot
from jianfa.organisations import actions as organisations
from jianfa.organisations.models import TIMER, Role
from jianfa.portal.actions.keeping import keep_lists
from jianfa.portal.actions.switching import Decision, close_portal, open_portal, record_opening
from jianfa.portal.actions.taking import read_appeals
from jianfa.portal.models import Feedback
from jianfa.portal.queries.inside import current_portal
from jianfa.portal.rules import Hotline
from jianfa.supervision import actions as supervision
from tests.acceptance.lots import order_lots, sealed_lot
from tests.acceptance.relapses import relapsed, struck_off_twice
from tests.acceptance.sittings import items, sitting
from tests.intake import made as demands
from tests.intake import surveys
from tests.remedies import effects as remedies
from tests.supervision.asking import extended, made_continuous, transferred
from tests.supervision.papers import answered, escalated, sign
from tests.world import FOUNDED, NOW, World, reread


def live(world: World) -> Problem:
    """Let everything happen; return the problem with the longest history."""
    remedies.everything(world)
    surveys.everything(world)
    _papers(world)
    _plans(world)
    _sessions(world)
    _drawn_by_lot(world)
    twice = struck_off_twice(world)
    problem = _sent_back_objected_relapsed(world)
    _asked_and_granted(world)
    ledger.sign_baseline(world.campaign, actor=world.leader, at=world.tick(), document_no="清工发〔2026〕3号")
    for state in (State.MERGED, State.VOIDED, State.DECLINED, State.SUSPENDED):
        _after_baseline(world, state)
    _looked_back(world, twice)
    _organisations(world)
    _rooms_above(world, problem)
    _notices(world, problem)
    _demands(world)
    _linked_and_kept(world)
    _portal(world)
    return problem


LAST = date(2026, 12, 30)


def _portal(world: World) -> None:
    """The worker portal opened by a decision on paper, its lists changed, closed again."""
    decision = Decision("清工办〔2026〕17号", NOW.date(), "清河市电子政务中心", 30)
    record_opening(decision, actor=world.desk, at=world.tick(), decider=world.leader)
    open_portal(actor=world.second_clerk, at=world.tick(), version=current_portal().version)
    lists = [Hotline("12351", "工会热线", ("wages",))]
    keep_lists(lists, {"wages": ["欠薪"]}, actor=world.desk, at=world.tick(), version=current_portal().version)
    lost = Feedback.objects.create(digest="0" * 64, sent_at=NOW, said="appeal", text="示例", taken_at=NOW)
    read_appeals([lost.pk], actor=world.desk, at=world.tick())
    close_portal(actor=world.desk, at=world.tick(), version=current_portal().version, reason="系统维护")


def _demands(world: World) -> None:
    """A worker's demand with a file that is passed on, and one of a county merged into another."""
    picture = SimpleUploadedFile("示例.txt", "示例".encode())
    worker = demands.from_worker(world, files=[picture])
    intake.summarise(worker, actor=world.head, at=world.now, title="食堂一事", summary="职工反映食堂太远")
    to = intake.PassedOn("12345", world.now.date(), reference_no="QH-1")
    intake.pass_on(worker, to, actor=world.head, at=world.now, text="已转12345办理。")
    first, second = demands.raised(world), demands.raised(world, "经审力量不足")
    intake.merge(second, first, actor=world.desk, at=world.now, text="与已收到的诉求一并答复。")
    third = demands.raised(world, "驿站没有热水")
    intake.confirm_like(third, first, actor=world.desk, at=world.now)
    intake.end_like(DemandLink.objects.get(kind="like"), actor=world.desk, at=world.now, reason="不是一回事")
    proposed = intake.propose_synonyms(actor=world.desk, at=world.now, text="驿站 ~ 暖心小屋", reason="本地叫法")
    intake.confirm_synonyms(proposed, actor=world.department_head, at=world.now)


def _linked_and_kept(world: World) -> None:
    """A link for an outside member, an archive package, and a finding that nobody has answered; it closes write-off."""
    member = PanelMember.objects.filter(
        panel__application__problem=world.problem(
            State.VERIFYING, title="外请一事", source=world.west, due=LAST, campaign=world.practice
        )
    )[0]
    link = SigningLink(
        member=member, digest=digest_of("示例"), made_by=world.desk, made_at=world.tick(), expires_at=NOW
    )  # fmt: skip
    subject = member.panel.application.problem.subject
    write(subject, "make_link", actor=world.desk, at=world.tick(), changes=[Change(link)])
    documents.archive(
        world.problem(State.WRITTEN_OFF, title="归档一事", source=world.west, due=LAST, campaign=world.practice),
        actor=world.desk,
        at=world.tick(),
    )
    record_findings([Finding("E-link", "campaign", str(world.campaign.pk), 1, "示例")], at=world.tick())


def _papers(world: World) -> None:
    """A supervision order that is answered and copied by letter, the two papers above it, an instruction."""
    problem = world.problem(State.IN_PROGRESS, due=world.now.date() + timedelta(days=1), title="督办一事")
    world.travel(days=5)
    order, today = answered(world, problem), world.now.date()
    supervision.propose_copy(
        order, actor=world.desk, at=world.now, unit=world.east_government, letter_no="清工函〔2026〕9号",
        letter_on=today,
    )  # fmt: skip
    sign(world, order)
    above = escalated(world, order)
    sign(world, above)
    talk = {"talk_on": today + timedelta(days=3), "place": "三楼会议室", "summoned": [world.department_head]}
    sign(world, escalated(world, above, "summons", **talk))
    supervision.instruct(problem, actor=world.leader, at=world.tick(), text="请亲自抓", units=[world.finance])


def _sessions(world: World) -> None:
    """A session in which one problem is pulled out and the others are approved with one number."""
    session = sitting(world, "deciding", 2)
    acceptance.pull_out(items(session)[0], actor=world.desk, at=world.now, reason="需单独研究")
    session.refresh_from_db()
    acceptance.approve_session(session, actor=world.leader, at=world.now, decision_no="清工决〔2026〕8号")
    on_paper = sitting(world, "deciding", 1)
    acceptance.record_session_decision(
        on_paper, actor=world.desk, at=world.now, decider=world.leader, document_no="纪要〔2026〕3号",
        document_day=world.now.date(), decision_no="清工决〔2026〕9号",
    )  # fmt: skip
    on_paper.refresh_from_db()
    acceptance.confirm_session_decision(on_paper, actor=world.second_clerk, at=world.now)


def _drawn_by_lot(world: World) -> None:
    """A panel that is drawn: candidates published, sealed, drawn."""
    order_lots(world)
    problem = world.problem(State.CLOSING, title="抽签一事")
    sealed_lot(world, problem)
    acceptance.draw_panel(problem, actor=world.desk, at=world.now)
    order_lots(world, is_on=False)


def _plans(world: World) -> None:
    """A plan divided into tasks, a template of steps."""
    problem = world.problem(State.IN_PROGRESS, title="分解一事")
    first = problem.measures.filter(ended_at=None).earliest("position")
    tasks = [
        supervision.NewTask(first.pk, "摸底", days=5),
        supervision.NewTask(first.pk, "核定", days=3, after=[(1, 0)]),
    ]
    supervision.schedule(problem, tasks, actor=world.handler, at=world.tick(), reason="细化")
    steps = supervision.NewSteps("通用", [{"text": "立行立改", "days": 5}])
    supervision.save_step_template(world.campaign, steps, actor=world.desk, at=world.tick())
    proposal = waiting_rules(world.campaign)
    assert proposal is not None
    supervision.confirm_rules(world.campaign, proposal, actor=world.department_head, at=world.tick())


def _organisations(world: World) -> None:
    organisations.add_alias(world.east, actor=TIMER, at=world.tick(), text="东城工会")
    organisations.issue_slip(world.liaison.person, actor=TIMER, at=world.tick())
    substitute = organisations.create_person(
        actor=TIMER, at=world.tick(), username="substitute", name="顾盼", mobile="13800000000"
    )
    post = organisations.give_post(
        substitute, actor=TIMER, at=world.tick(), unit=world.east, role=Role.LIAISON, from_day=FOUNDED.date()
    )
    organisations.start_handover(
        world.liaison, actor=world.liaison, at=world.tick(), receiver=post, items=[], note="甲"
    )


def _sent_back_objected_relapsed(world: World) -> Problem:
    problem = world.problem(State.CLOSING, title="甲事")
    acceptance.send_back(problem, actor=world.desk, at=world.tick(), requirement="请补充专职人员到岗的名册和文号。")
    ledger.add_evidence(
        problem, actor=world.handler, at=world.tick(), kind=Evidence.Kind.DOCUMENT, document_no="清编〔2026〕2号",
        note="批复", criterion=problem.criteria.first(),
    )  # fmt: skip
    ledger.report(problem, actor=world.handler, at=world.tick(), text="已报批", finished=())
    answers = {row.pk: acceptance.Answer("已完成", "清编〔2026〕2号") for row in problem.criteria.all()}
    acceptance.apply(problem, actor=world.department_head, at=world.tick(), statement="全部落实", answers=answers)
    posts = [world.panellist, world.second_panellist]
    acceptance.name_panel(problem, actor=world.desk, at=world.tick(), posts=posts)
    findings = {row.pk: acceptance.Finding(has_passed=True) for row in problem.criteria.all()}
    for post in posts:
        acceptance.record_result(problem, actor=post, at=world.tick(), findings=findings, note="现场看过")
    acceptance.respond(problem, actor=world.head, at=world.tick(), answer="unsolved", reason="名册尚未核对")
    acceptance.conclude(problem, actor=world.desk, at=world.tick())
    words = {"scope": "public", "public_title": "示例：工会力量不足的问题"}
    acceptance.draft_publicity(problem, actor=world.desk, at=world.tick(), **words)
    acceptance.approve(
        problem, actor=world.leader, at=world.tick(), decision_no="清工决〔2026〕1号", over_unsolved="已现场核对"
    )
    acceptance.object_to(
        problem, actor=world.liaison, at=world.tick(), text="名册有误", name="鲁直", contact="13900000000"
    )
    objection = problem.objections.get()
    acceptance.erase_objector(objection, actor=world.desk, at=world.tick(), reason="本人要求")
    acceptance.answer_objection(objection, actor=world.desk, at=world.tick(), answer="已核对，无误")
    assert problem.publicity_ends_on is not None
    later = timezone.make_aware(datetime.combine(problem.publicity_ends_on, time()))
    world._at = later + timedelta(days=2)
    acceptance.write_off(problem, actor=world.desk, at=world.tick())
    due = date(2026, 9, 30)
    acceptance.relapse(problem, actor=world.desk, at=world.tick(), evidence="又缺一人", due=due)
    proposal = ledger.open_proposal(problem)
    acceptance.relapse(
        problem, actor=world.other_leader, at=world.tick(), evidence="又缺一人", due=due, proposal=proposal
    )
    return problem


def _looked_back(world: World, problem: Problem) -> None:
    """Everything is looked back at; one problem relapses for the second time and goes up a level."""
    ledger.change_rules(world.campaign, {"look_back_percent": 100}, actor=world.desk, at=world.tick())
    proposal = waiting_rules(world.campaign)
    assert proposal is not None
    ledger.confirm_rules(world.campaign, proposal, actor=world.department_head, at=world.tick())
    world._at += timedelta(days=120)
    acceptance.draw_look_backs(problem.campaign, actor=TIMER, at=world.tick())
    problem = reread(problem)
    acceptance.look_back(problem, actor=world.auditor, at=world.tick(), outcome="back", note="又调走一人")
    relapsed(world, problem, raised="supervision")


def _after_baseline(world: World, state: State) -> None:
    """After the list was signed off, what comes on or off it is an amendment with a reason."""
    problem = world.problem(State.SUBMITTED, title=f"{state.label}一事")
    if state == State.DECLINED:
        for actor in (world.desk, world.department_head):
            ledger.decline(
                problem, actor=actor, at=world.tick(), reason="不属本专项", proposal=ledger.open_proposal(problem)
            )
        return
    ledger.list_problem(
        problem, actor=world.desk, at=world.tick(), solver="superior_union", nature="individual",
        due=date(2026, 6, 30), lead=world.finance, criteria=(ledger.NewCriterion("批复已印发"),), reason="新发现",
    )  # fmt: skip
    ledger.dispatch(problem, actor=world.desk, at=world.tick(), lead=world.finance, assists=[world.organising])
    into = Problem.objects.filter(state=State.IN_PROGRESS).earliest("drafted_at")
    for actor in (world.department_head, world.leader):
        proposal = ledger.open_proposal(problem)
        if state == State.MERGED:
            ledger.merge(problem, actor=actor, at=world.tick(), into=into, reason="同一事项", proposal=proposal)
        elif state == State.VOIDED:
            ledger.void(problem, actor=actor, at=world.tick(), reason="立项有误", proposal=proposal)


def _asked_and_granted(world: World) -> None:
    """An extension, a change of clock and a transfer, each asked, checked where it is, and granted."""
    problem = world.problem(State.IN_PROGRESS, title="申请一事")
    extended(world, problem, at=world.tick())
    made_continuous(world, problem, at=world.tick())
    transferred(world, problem, at=world.tick())


def _notices(world: World, problem: Problem) -> None:
    """A reminder with receipts, one's wishes, a calendar feed, a robot."""
    supervision.urge(Problem.objects.get(pk=problem.pk), actor=world.desk, at=world.tick(), words="请抓紧")
    notices.prefer(actor=world.desk, at=world.tick(), email="desk@example.org", is_mailed=True, muted=["refuse"])
    notices.make_feed(actor=world.desk, at=world.tick())
    robot = Robot(name="专班群")
    write(robot.subject, "switch_robot", actor=world.administrator, at=world.tick(), changes=[Change(robot)])


def _rooms_above(world: World, problem: Problem) -> None:
    """Rows of rooms whose actions need a file or a browser, written the way those actions write."""
    at, file = world.tick(), store(SimpleUploadedFile("示例.csv", "问题\n甲\n".encode()), at=NOW)
    token = Token(
        name="对账", post=world.desk, digest="1" * 64, created_at=at, expires_on=date(2026, 6, 1), last_used_on=None
    )
    write(world.desk.person.subject, "create_token", actor=world.desk, at=at, changes=[Change(token)])
    batch = Batch(
        target=world.campaign.pk, unit=world.city, uploaded_by=world.desk, uploaded_at=at, file=file,
        file_name="示例.csv", digest=file.digest, read_on=NOW.date(),
    )  # fmt: skip
    write(batch.subject, "upload", actor=world.desk, at=at, changes=[Change(batch)])
    row = BatchRow.objects.create(batch=batch, position=1, sheet="表1", row=3)
    imported = ImportedRow(problem=problem, batch=batch, batch_row=row)
    write(problem.subject, "import", actor=world.desk, at=at, changes=[Change(imported)])
    columns = ColumnTemplate(
        unit=world.city, signature="2" * 64, columns={"问题": "title"}, saved_by=world.desk, saved_at=at
    )
    write(columns.subject, "remember_columns", actor=world.desk, at=at, changes=[Change(columns)])
