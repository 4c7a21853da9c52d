"""Papers of a problem: HTTP in, a file out; its words are those of the record, in both formats."""

import docx
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from docx.shared import Pt

from jianfa.acceptance import actions as acceptance
from jianfa.documents.queries import as_bytes, matter_of
from jianfa.documents.queries.letters import notice_paper
from jianfa.kit.papers.faces import NAMES
from jianfa.ledger import actions as ledger
from jianfa.ledger.models import Evidence, Problem
from jianfa.ledger.states import State
from tests.documents.reading import both, pages_of_pdf, squeezed, taken, words_of_docx, words_of_pdf
from tests.workspace.html import opened
from tests.world import SHANGHAI

PAPERS = ("application", "check", "opinion", "notice", "catalogue")
FAR = {
    State.SUBMITTED: (),
    State.IN_PROGRESS: ("catalogue",),
    State.CLOSING: ("application", "catalogue"),
    State.VERIFYING: ("application", "check", "catalogue"),
    State.APPROVING: ("application", "check", "opinion", "catalogue"),
    State.PUBLICISED: PAPERS,
    State.WRITTEN_OFF: PAPERS,
}


def page_of(client, post, problem):
    return opened(client, post, reverse("papers", args=[problem.pk]))


@pytest.mark.parametrize("state", FAR)
def test_what_can_be_taken_follows_the_state_and_the_rest_says_why_not(client, world, state):
    problem = world.problem(state)

    page = page_of(client, world.desk, problem)

    offered = {paper for paper in PAPERS if reverse("paper", args=[problem.pk, paper, "pdf"]) in page.links()}
    assert offered == set(FAR[state])
    assert len(page.texts(".paper-why")) == len(PAPERS) - len(offered)
    answers = {paper: taken(client, world.desk, problem, paper).status_code for paper in PAPERS}
    assert answers == {paper: 200 if paper in offered else 409 for paper in PAPERS}


def test_a_paper_that_is_not_ready_is_refused_with_the_reason(client, world):
    problem = world.problem(State.IN_PROGRESS)

    answer = taken(client, world.desk, problem, "application")

    assert "尚未申请销账。" in answer.content.decode()


def test_the_application_says_how_each_criterion_was_met_and_who_signs(client, world):
    problem = world.problem(State.CLOSING)

    for words in both(client, world.head, problem, "application"):
        for expected in (
            "问题销账申请表", "申请单位：财务部", f"编号：{problem.number}", "经费审查业务量逐年增加", "已全部落实",
            "批复文件已印发", "清编〔2026〕1号", "负责人（签名）：孟凡荣", "（单位盖章）", "2026年3月2日", "第1次",
        ):  # fmt: skip
            assert squeezed(expected) in words, expected


def test_while_it_is_verified_the_record_is_a_form_without_what_others_found(client, world):
    problem = world.problem(State.VERIFYING)
    criteria = problem.criteria.all()
    findings = {row.pk: acceptance.Finding(has_passed=False, note="人员尚未到岗") for row in criteria}
    acceptance.record_result(problem, actor=world.panellist, at=world.tick(), findings=findings)

    for words in both(client, world.desk, problem, "check"):
        assert "人员尚未到岗" not in words
        assert "□达标" in words
        assert "宋清源" in words
        assert "冯玉卓" in words
    assert "待填写" in page_of(client, world.desk, problem).text(".rows")


def test_each_member_has_a_sheet_with_every_finding(client, world):
    problem = world.problem(State.VERIFYING)
    for post, has_passed, note in ((world.panellist, True, ""), (world.second_panellist, False, "现场只有一人")):
        findings = {row.pk: acceptance.Finding(has_passed=has_passed, note=note) for row in problem.criteria.all()}
        acceptance.record_result(problem, actor=post, at=world.tick(), findings=findings, note=note)
    acceptance.respond(problem, actor=world.head, at=world.tick(), answer="partly", reason="尚缺一人")
    acceptance.conclude(problem, actor=world.desk, at=world.tick())

    for words in both(client, world.desk, problem, "check"):
        assert "现场只有一人" in words
        assert "核查人（签名）：宋清源" in words
        assert "核查人（签名）：冯玉卓" in words
    assert pages_of_pdf(taken(client, world.desk, problem, "check").content) == 2
    for words in both(client, world.desk, problem, "opinion"):
        assert "成员意见不一致" in words
        assert "冯玉卓：未达标。现场只有一人" in words
        assert "东城区总工会答复：部分解决。" in words
        assert "（待审定，未生效）" in words


def test_the_opinion_has_the_number_of_the_decision_and_who_decided(client, world):
    problem = world.problem(State.PUBLICISED)

    for words in both(client, world.liaison, problem, "opinion"):
        for expected in (
            "清河市总工会", "清工决〔2026〕1号", f"关于{problem.number}号问题的验收意见", "财务部：",
            "宋清源（权益保障部）、冯玉卓（湖滨县总工会）", "东城区总工会答复：已解决。", "何志远",
            "期满无异议即予销账",
        ):  # fmt: skip
            assert squeezed(expected) in words, expected


def test_no_answer_is_no_agreement(client, world):
    problem = world.problem(State.VERIFYING)
    for post in (world.panellist, world.second_panellist):
        findings = {row.pk: acceptance.Finding(has_passed=True) for row in problem.criteria.all()}
        acceptance.record_result(problem, actor=post, at=world.tick(), findings=findings)
    acceptance.conclude(problem, actor=world.desk, at=world.now)  # two weeks later: its term is over

    words = words_of_pdf(taken(client, world.desk, problem, "opinion").content)

    assert "东城区总工会未答复。未答复不视为同意。" in words


def test_a_decision_entered_from_paper_says_so_with_both_clerks(client, world):
    problem = world.problem(State.APPROVING)
    ledger.record_decision(
        problem, "approve", actor=world.desk, at=world.tick(), decider=world.leader, document_no="清工纪〔2026〕2号",
        document_day=world._at.date(), params={"decision_no": "清工决〔2026〕7号"}, wording={},
    )  # fmt: skip
    acceptance.approve(
        problem, actor=world.second_clerk, at=world.tick(), decision_no="清工决〔2026〕7号",
        proposal=ledger.open_proposal(problem),
    )  # fmt: skip

    for words in both(client, world.desk, problem, "opinion"):
        assert "代录：据清工纪〔2026〕2号" in words
        assert "李文静" in words
        assert "白若琳" in words


def test_without_publicity_there_is_no_notice_and_the_opinion_gives_the_reason(client, world):
    problem = world.problem(State.APPROVING)
    acceptance.approve(
        problem, actor=world.leader, at=world.tick(), decision_no="清工决〔2026〕1号", exemption="涉及个人信息"
    )

    answer = taken(client, world.desk, problem, "notice")

    assert answer.status_code == 409
    assert "免予公示：涉及个人信息" in answer.content.decode()
    assert "理由：涉及个人信息" in words_of_pdf(taken(client, world.desk, problem, "opinion").content)


def test_no_notice_is_made_of_what_is_sensitive(client, world):
    problem = world.problem(State.PUBLICISED)
    Problem.objects.filter(pk=problem.pk).update(sensitivity="sensitive")

    answer = taken(client, world.desk, problem, "notice")

    assert "敏感事项，不出具公示。" in answer.content.decode()


def test_the_notice_says_until_when_and_how_to_object(client, world):
    problem = world.problem(State.PUBLICISED)
    day = problem.publicity_ends_on

    for words in both(client, world.desk, problem, "notice"):
        assert f"至{day.year}年{day.month}月{day.day}日" in words
        assert "如有异议" in words
        assert "经费审查业务量逐年增加" in words


def test_one_notice_can_hold_many_problems(world):
    problems = [world.problem(State.PUBLICISED, title=title) for title in ("第一件", "第二件")]

    paper = notice_paper([matter_of(problem) for problem in problems])

    words = words_of_docx(as_bytes(paper, "docx"))
    assert "关于2个问题验收结果的公示" in words
    for problem in problems:
        assert f"{problem.number}{problem.title}财务部清工决〔2026〕1号" in words


def test_the_catalogue_names_papers_evidence_and_the_course(client, world):
    problem = world.problem(State.IN_PROGRESS)
    ledger.add_evidence(
        problem, actor=world.handler, at=world.tick(), kind=Evidence.Kind.DOCUMENT, document_no="清编〔2026〕9号",
        note="批复",
    )  # fmt: skip
    ledger.report(problem, actor=world.handler, at=world.tick(), text="已上报")

    for words in both(client, world.desk, problem, "catalogue"):
        for expected in ("归档目录", "保管期限", "30年", "清编〔2026〕9号", "批复", "进展报告", "共1次", "交办"):
            assert expected in words, expected


def test_after_it_was_sent_back_the_second_application_counts(client, world):
    problem = world.problem(State.CLOSING)
    acceptance.name_panel(problem, actor=world.desk, at=world.tick(), posts=[world.panellist, world.second_panellist])
    for post in (world.panellist, world.second_panellist):
        failed = {row.pk: acceptance.Finding(has_passed=False, note="名册不全") for row in problem.criteria.all()}
        acceptance.record_result(problem, actor=post, at=world.tick(), findings=failed)
    acceptance.send_back(problem, actor=world.panellist, at=world.tick(), requirement="请补充两名人员到岗的名册")
    assert "申请已被退回。" in taken(client, world.desk, problem, "opinion").content.decode()
    answers = {row.pk: acceptance.Answer("第二次说明", "") for row in problem.criteria.filter(ended_at=None)}
    acceptance.apply(problem, actor=world.department_head, at=world.tick(), statement="名册已补齐", answers=answers)

    words = words_of_pdf(taken(client, world.desk, problem, "application").content)

    assert "第2次" in words
    assert "名册已补齐" in words
    assert "销账申请表（第1次）" in words_of_pdf(taken(client, world.desk, problem, "catalogue").content)


# The files --------------------------------------------------------------------------------------------------


def test_the_file_has_a_chinese_name_and_is_not_kept_on_the_way(client, world):
    problem = world.problem(State.PUBLICISED)

    pdf, word = (taken(client, world.desk, problem, "opinion", kind) for kind in ("pdf", "docx"))

    name = f"utf-8''{problem.number}%20%E9%AA%8C%E6%94%B6%E6%84%8F%E8%A7%81"
    assert pdf["Content-Disposition"] == f"inline; filename*={name}.pdf"
    assert word["Content-Disposition"] == f"attachment; filename*={name}.docx"
    assert (pdf["Content-Type"], pdf["Cache-Control"]) == ("application/pdf", "private, no-store")
    assert pdf["X-Content-Type-Options"] == "nosniff"
    assert "script-src" not in pdf["Content-Security-Policy"]


@pytest.mark.parametrize("file_format", ["pdf", "docx"])
def test_the_same_matter_gives_the_same_bytes(client, world, file_format):
    problem = world.problem(State.WRITTEN_OFF)
    first = {paper: taken(client, world.desk, problem, paper, file_format).content for paper in PAPERS}
    world.travel(days=40)

    assert {paper: taken(client, world.head, problem, paper, file_format).content for paper in PAPERS} == first


def test_papers_are_chinese_whatever_the_screen_is(client, world):
    problem = world.problem(State.PUBLICISED)
    client.force_login(world.desk.person)
    client.post(reverse("language"), {"language": "en"})

    answer = taken(client, world.desk, problem, "opinion")

    assert "验收意见" in words_of_pdf(answer.content)


def test_an_unknown_paper_or_format_is_not_there(client, world):
    problem = world.problem(State.PUBLICISED)

    assert taken(client, world.desk, problem, "poem").status_code == 404
    assert taken(client, world.desk, problem, "opinion", "exe").status_code == 404


def test_the_papers_cost_the_same_queries_however_long_the_history(client, world):
    problem = world.problem(State.CLOSING)

    def cost():
        client.force_login(world.desk.person)
        with CaptureQueriesContext(connection) as caught:
            page_of(client, world.desk, problem)
            taken(client, world.desk, problem, "catalogue")
        return len(caught)

    cost()
    before = cost()
    for _round in range(3):
        acceptance.retract(problem, actor=world.department_head, at=world.tick())
        answers = {row.pk: acceptance.Answer("再次说明", "") for row in problem.criteria.filter(ended_at=None)}
        acceptance.apply(problem, actor=world.department_head, at=world.tick(), statement="再次申请", answers=answers)

    assert cost() == before


def test_markup_in_a_title_is_only_a_title(client, world):
    title = '#import "x": *经费* $x$ <b>少</b> \\ [甲] = 乙 @丙'
    problem = world.problem(State.PUBLICISED, title=title)

    for words in both(client, world.desk, problem, "opinion"):
        assert squeezed(title) in words


# The layout (GB/T 9704) -------------------------------------------------------------------------------------


def test_the_word_file_has_the_metrics_of_the_standard(client, world):
    problem = world.problem(State.PUBLICISED)
    path = SimpleUploadedFile("x.docx", taken(client, world.desk, problem, "opinion", "docx").content)
    document = docx.Document(path)
    section = document.sections[0]
    millimetres = [
        round(length.mm) if length else None
        for length in (
            section.page_width, section.page_height, section.top_margin, section.bottom_margin, section.left_margin,
            section.right_margin,
        )
    ]  # fmt: skip
    xml = document.element.xml
    grid = section._sectPr.find("{*}docGrid")

    assert millimetres == [210, 297, 37, 35, 28, 26]
    assert [value for _name, value in sorted(grid.items())] == ["-848", "580", "linesAndChars"]
    for face in ("fangsong", "xiaobiaosong", "heiti"):
        assert f'w:eastAsia="{NAMES[face]}"' in xml
    assert document.settings.odd_and_even_pages_header_footer
    assert (section.footer.paragraphs[0].alignment, section.even_page_footer.paragraphs[0].alignment) == (2, 0)
    body = next(line for line in document.paragraphs if line.text.startswith("你单位于"))
    assert body.paragraph_format.line_spacing.pt == 28.95
    assert body.runs[0].font.size == Pt(16)
    assert abs((body.paragraph_format.first_line_indent or Pt(0)) - Pt(31.6)) < Pt(0.1)


def test_the_day_of_a_paper_is_the_day_of_its_matter(client, world):
    problem = world.problem(State.PUBLICISED)
    world.travel(days=90)
    document = docx.Document(SimpleUploadedFile("x", taken(client, world.desk, problem, "opinion", "docx").content))

    approved = problem.approved_at.astimezone(SHANGHAI)

    assert document.core_properties.created == problem.approved_at.replace(microsecond=0)
    assert any(line.text == f"{approved.year}年{approved.month}月{approved.day}日" for line in document.paragraphs)
