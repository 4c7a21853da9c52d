"""Doubts: each kind from the events that raise it, once, and from no others; read by the auditor and the leaders."""

from datetime import date, timedelta
from io import BytesIO

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook

from jianfa import timer
from jianfa.acceptance import actions
from jianfa.acceptance.models import Doubt, DoubtCursor, DoubtKind
from jianfa.acceptance.rules import PAIR_TIMES
from jianfa.ledger import actions as ledger
from jianfa.ledger.models import Evidence, Origin, Problem
from jianfa.ledger.states import State
from jianfa.organisations.models import TIMER
from tests.acceptance.sittings import sitting
from tests.supervision.asking import ask
from tests.workspace.html import opened
from tests.world import World, reread

KINDS = [kind.value for kind in DoubtKind]


def noted(world: World) -> dict[str, list[Doubt]]:
    """Return what the record raises, by kind."""
    actions.note_doubts(at=world.now)
    found: dict[str, list[Doubt]] = {kind: [] for kind in KINDS}
    for doubt in Doubt.objects.order_by("event", "key"):
        found[doubt.kind].append(doubt)
    return found


def kinds(world: World) -> set[str]:
    return {kind for kind, rows in noted(world).items() if rows}


def test_an_ordinary_problem_in_work_raises_no_doubt(world: World):
    world.problem(State.IN_PROGRESS)

    assert kinds(world) == set()


def test_the_same_pair_is_noted_from_the_fifth_time(world: World):
    for n in range(PAIR_TIMES):
        world.problem(State.PUBLICISED, title=f"第{n}件事")

    rows = noted(world)["same_pair"]

    assert {row.values["times"] for row in rows} == {PAIR_TIMES}
    assert {row.values["verifier"] for row in rows} == {
        str(world.panellist.person_id), str(world.second_panellist.person_id)
    }  # fmt: skip


def test_a_session_is_one_time_for_the_same_pair(world: World):
    sitting(world, "decided", PAIR_TIMES)

    assert noted(world)["same_pair"] == []


def test_a_pass_within_an_hour_is_noted_and_a_slower_one_is_not(world: World):
    sitting(world, "recorded", 1)  # everything in the same minute
    world.problem(State.APPROVING, title="慢慢核")  # an hour between the steps

    rows = noted(world)["quick_pass"]

    assert {(row.problem.title, row.values["minutes"]) for row in rows} == {("第1件事", 0)}


def test_a_documents_number_that_stood_elsewhere_is_noted(world: World):
    first, second = world.problem(State.IN_PROGRESS, title="甲事"), world.problem(State.IN_PROGRESS, title="乙事")
    for problem in (first, second):
        ledger.add_evidence(
            problem, actor=world.handler, at=world.tick(), kind=Evidence.Kind.DOCUMENT, document_no="清编〔2026〕7号"
        )

    rows = noted(world)["reused"]

    assert [(row.problem, row.values) for row in rows] == [
        (second, {"document_no": "清编〔2026〕7号", "other": str(first.pk)})
    ]


def test_the_same_number_twice_on_one_problem_is_no_doubt(world: World):
    problem = world.problem(State.IN_PROGRESS)
    for _n in range(2):
        ledger.add_evidence(
            problem, actor=world.handler, at=world.tick(), kind=Evidence.Kind.DOCUMENT, document_no="清编〔2026〕7号"
        )

    assert noted(world)["reused"] == []


def test_a_weight_changed_after_red_is_noted_with_both_values(world: World):
    problem = world.problem(State.PLANNING, due=date(2026, 3, 13))
    criteria = [ledger.NewCriterion(row.text) for row in problem.criteria.filter(ended_at=None)]
    ledger.revise(
        problem, actor=world.desk, at=world.now, nature=problem.nature, clock=problem.clock, weight=5,
        sensitivity=problem.sensitivity, dimension=problem.dimension, sponsor=None, criteria=criteria,
    )  # fmt: skip

    rows = noted(world)["after_red"]

    assert [(row.values["due"], row.values["weight"]) for row in rows] == [("2026-03-13", [1, 5])]


def test_an_extension_asked_for_just_before_due_is_noted(world: World):
    late, early = world.problem(State.IN_PROGRESS, due=date(2026, 3, 18)), world.problem(State.IN_PROGRESS)
    for problem in (late, early):
        ask(world, problem, until=date(2026, 9, 30))

    rows = noted(world)["late_extension"]

    assert [(row.problem, row.values) for row in rows] == [(late, {"due": "2026-03-18", "days": 2})]


def test_what_is_voided_after_the_baseline_is_noted(world: World):
    world.problem(State.VOIDED, title="签定前")
    problem = world.problem(State.LISTED, title="签定后")
    ledger.sign_baseline(world.campaign, actor=world.leader, at=world.tick())
    for actor in (world.department_head, world.leader):
        ledger.void(
            problem, actor=actor, at=world.tick(), reason="立项有误", proposal=ledger.open_proposal(problem)
        )  # fmt: skip

    rows = noted(world)["after_baseline"]

    assert [(row.problem, row.values) for row in rows] == [(problem, {"amendment": "voided"})]


def test_a_decision_entered_from_paper_is_noted(world: World):
    problem = world.problem(State.APPROVING)
    ledger.record_decision(
        problem, "approve", actor=world.desk, at=world.now, decider=world.leader, document_no="纪要3号",
        document_day=world.now.date(), params={"decision_no": "纪要3号"}, wording={"exemption": ""},
    )  # fmt: skip

    rows = noted(world)["recorded"]

    assert [row.values for row in rows] == [{"verb": "approve", "document_no": "纪要3号"}]


def test_what_the_timer_signed_for_is_noted_and_what_a_person_did_is_not(world: World):
    problem = world.problem(State.DISPATCHED, title="无人签收")
    world.problem(State.PLANNING, title="有人签收")
    world.travel(days=10)
    ledger.sign_for(problem, actor=TIMER, at=world.now)

    assert [row.problem for row in noted(world)["signed_by_itself"]] == [problem]


def test_an_opening_balance_is_noted(world: World):
    problem = ledger.draft(
        world.campaign, ledger.Draft(title="早已解决", source_unit=world.east), actor=world.desk, at=world.tick(),
        origin=Origin.IMPORT, state=State.SUBMITTED, is_opening_balance=True,
    )  # fmt: skip
    actions.carry_in(
        problem, actor=world.leader, at=world.tick(), struck_off_on=world.campaign.starts_on, basis="清工发〔2025〕9号"
    )

    assert [row.values["basis"] for row in noted(world)["opening"]] == ["清工发〔2025〕9号"]


def refused_relapse(world: World) -> Problem:
    problem = world.problem(State.WRITTEN_OFF)
    due = world.now.date() + timedelta(days=60)
    actions.relapse(problem, actor=world.desk, at=world.now, evidence="又缺一人", due=due)
    proposal = ledger.open_proposal(problem)
    assert proposal is not None
    ledger.reject(problem, proposal, actor=world.other_leader, at=world.now, reason="人员轮岗，编制仍在")
    return reread(problem)


def test_a_refused_relapse_is_noted_with_its_reason(client, world: World):
    refused_relapse(world)
    noted(world)

    page = opened(client, world.auditor, reverse("doubts_of_kind", args=["refused_relapse"]))

    assert "人员轮岗，编制仍在" in page.text("table")


def test_read_twice_or_from_the_beginning_nothing_is_doubled(world: World):
    refused_relapse(world)
    sitting(world, "recorded", 1)
    first = actions.note_doubts(at=world.now)
    second = actions.note_doubts(at=world.now)
    before = set(Doubt.objects.values_list("kind", "event", "key"))
    DoubtCursor.objects.all().delete()

    again = actions.note_doubts(at=world.now)

    assert first == len(before) > 0
    assert (second, again) == (0, 0)
    assert set(Doubt.objects.values_list("kind", "event", "key")) == before


def test_the_timer_notes_doubts(world: World):
    sitting(world, "recorded", 1)

    assert timer.make_round(lambda: world.now).done["doubts"] == 2


def test_practice_raises_no_doubt(world: World):
    world.problem(State.APPROVING, campaign=world.practice)
    problem = world.problem(State.DISPATCHED, campaign=world.practice)
    world.travel(days=10)
    ledger.sign_for(problem, actor=TIMER, at=world.now)

    assert kinds(world) == set()


# Pages -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("who", ["auditor", "leader"])
def test_the_page_counts_each_kind_and_each_opens_its_rows(client, world: World, who: str):
    sitting(world, "recorded", 2)
    noted(world)

    page = opened(client, world.posts[who], reverse("doubts"))
    links = dict(zip(page.titles, page.links("[data-row-link]"), strict=True))
    rows = opened(client, world.posts[who], links["一小时内通过"])

    assert len(page.titles) == len(KINDS)
    assert next(row for row in page.table() if row[0] == "一小时内通过")[2] == "4"
    assert sorted(rows.titles) == ["2026-001 第1件事"] * 2 + ["2026-002 第2件事"] * 2


def test_every_kind_says_something_when_there_is_nothing(client, world: World):
    for kind in KINDS:
        page = opened(client, world.auditor, reverse("doubts_of_kind", args=[kind]))
        assert (page.status, page.text(".nothing-why")) == (200, "留痕记录中没有此类情况。")


def test_a_kind_is_exported_with_its_working(client, world: World):
    refused_relapse(world)
    noted(world)
    client.force_login(world.auditor.person)

    answer = client.post(reverse("doubts_export", args=["refused_relapse"]))
    sheet = load_workbook(BytesIO(b"".join(answer))).worksheets[0]
    cells = [cell.value for row in sheet for cell in row if cell.value]

    event = Doubt.objects.get().event
    assert "未同意，理由：人员轮岗，编制仍在" in cells
    assert bytes(event.hash).hex() in cells
    assert "有人提出反弹，市级领导未同意。" in cells


@pytest.mark.parametrize("name", ["doubts", "doubts_of_kind"])
def test_the_pages_ask_the_same_number_of_queries_however_many_doubts(client, world: World, name: str):
    address = reverse(name, args=["quick_pass"] if name == "doubts_of_kind" else [])

    def queries() -> int:
        client.force_login(world.auditor.person)
        with CaptureQueriesContext(connection) as captured:
            assert client.get(address).status_code == 200
        return len(captured)

    sitting(world, "recorded", 1)
    noted(world)
    queries()
    few = queries()
    sitting(world, "recorded", 6)
    noted(world)

    assert queries() == few


def test_the_api_gives_counts_and_rows_with_the_working(client, world: World):
    sitting(world, "recorded", 1)
    noted(world)
    client.force_login(world.auditor.person)

    counts = {row["kind"]: row["n"] for row in client.get(reverse("api:count_doubts")).json()}
    first = client.get(reverse("api:list_doubts", args=["quick_pass"]) + "?limit=1").json()
    rest = client.get(reverse("api:list_doubts", args=["quick_pass"]) + f"?after={first['next']}").json()

    assert counts["quick_pass"] == 2
    assert first["doubts"][0]["working"] == "0 分钟后认定达标"
    assert len(rest["doubts"]) == 1
    assert rest["next"] is None
