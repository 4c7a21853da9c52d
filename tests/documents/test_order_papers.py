"""Supervision orders and the further steps of the ladder as papers: words, layout, who reads what."""

from datetime import timedelta

import pypdfium2
import pytest
from django.urls import reverse

from jianfa.ledger.models import Problem
from jianfa.supervision import actions as supervision
from jianfa.supervision.models import SupervisionOrder
from tests.documents.reading import squeezed, words_of_docx, words_of_pdf
from tests.supervision.papers import drafted, escalated, late, sign, signed
from tests.workspace.html import opened


def order_words(client, post, order):
    client.force_login(post.person)
    pdf, word = (client.get(reverse("order_paper", args=[order.pk, kind])) for kind in ("pdf", "docx"))
    return words_of_pdf(pdf.content), words_of_docx(word.content)


def test_a_supervision_order_is_a_paper_with_its_items(client, world):
    order = signed(world)

    for words in order_words(client, world.department_head, order):
        for expected in (str(order.number), "督办单", "财务部：", "超期", "签收人（签名、盖章）", "清河市总工会"):
            assert squeezed(expected) in words, expected


def ladder(world):
    """Return the three papers of one matter, each signed: order, escalated, summons."""
    order = signed(world)
    notice = escalated(world, order)
    sign(world, notice)
    talk = {"talk_on": world.now.date() + timedelta(days=4), "place": "三楼会议室", "summoned": [world.department_head]}
    summons = escalated(world, notice, "summons", **talk)
    sign(world, summons)
    return order, notice, summons


def test_each_step_of_the_ladder_is_a_paper_of_its_own_that_names_the_one_before(client, world):
    order, notice, summons = ladder(world)

    expected = {
        notice: ("挂牌督办通知书（红", f"经{order.number}督办仍未办结", "现予挂牌督办：", "挂督〔2026〕1号"),
        summons: (
            "约谈通知书（红", f"经{notice.number}督办仍未办结", "约〔2026〕1号",
            "现约请孟凡荣（部门负责人）于2026年3月20日在三楼会议室谈话。",
        ),
    }  # fmt: skip
    for paper, texts in expected.items():
        for words in order_words(client, world.department_head, paper):
            assert [text for text in texts if squeezed(text) not in words] == []


@pytest.mark.parametrize("is_received", [False, True])
def test_the_day_of_the_receipt_stands_on_a_line_of_its_own_and_is_not_broken(client, world, is_received):
    order = signed(world)
    if is_received:
        supervision.receive_order(order, actor=world.department_head, at=world.now)
    client.force_login(world.department_head.person)
    data = client.get(reverse("order_paper", args=[order.pk, "pdf"])).content

    texts = [page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(data)]
    lines = [squeezed(line) for line in texts[-1].splitlines()]
    name, day = ("孟凡荣", "2026年3月16日") if is_received else ("", "年月日")
    assert lines[-3:-1] == [f"签收人（签名、盖章）：{name}", day]


def test_a_title_carries_no_sign_and_the_reason_fits_into_one_line(client, world):
    order = signed(world)
    client.force_login(world.department_head.person)
    data = client.get(reverse("order_paper", args=[order.pk, "pdf"])).content

    text = pypdfium2.PdfDocument(data)[0].get_textpage().get_text_range()
    lines = [squeezed(line) for line in text.splitlines()]
    assert "督办单（红超期）" in lines
    assert [line for line in lines if line.endswith("2026-03-13红超期1个工作日")] != []
    assert "●" not in text


def test_a_draft_of_an_order_says_that_it_is_without_effect(client, world):
    for words in order_words(client, world.desk, drafted(world)):
        assert "（草稿，未签发，不生效）" in words


def test_the_page_of_a_problem_names_its_orders_to_those_who_may_see_them(client, world):
    problem = late(world)
    order = signed(world, problem)
    address = reverse("order_paper", args=[order.pk, "docx"])

    assert address in opened(client, world.desk, reverse("papers", args=[problem.pk])).links()
    assert address not in opened(client, world.liaison, reverse("papers", args=[problem.pk])).links()


def test_the_words_of_a_sensitive_item_are_only_for_those_who_may_see_the_problem(client, world):
    problem = late(world, "干部职数调整")
    order = signed(world, problem)
    Problem.objects.filter(pk=problem.pk).update(sensitivity="sensitive", lead=world.organising, driver=None)
    assert SupervisionOrder.objects.visible_to(world.department_head).filter(pk=order.pk).exists()

    for words in order_words(client, world.department_head, order):
        assert "干部职数调整" not in words
        assert "敏感事项" in words
    assert "干部职数调整" in order_words(client, world.desk, order)[0]
