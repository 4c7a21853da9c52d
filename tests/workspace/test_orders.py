"""Pages of supervision orders: drafted by one click, signed, answered, listed, printed; and where else they stand."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from jianfa.supervision import actions
from jianfa.supervision.models import SupervisionOrder
from tests.supervision.papers import NEAR, answered, drafted, late, signed, waiting
from tests.workspace.html import opened
from tests.world import World


def page_of(order: SupervisionOrder) -> str:
    return reverse("order", args=[order.pk])


def step(order: SupervisionOrder, verb: str) -> str:
    return reverse("order_step", args=[order.pk, verb])


def test_the_drafting_page_counts_before_anything_is_written(client, world):
    late(world)
    late(world, "会计力量不足", due=NEAR)

    page = opened(client, world.desk, reverse("orders_new"))

    assert page.heading == "可督办 1 个单位、2 项"
    assert page.texts(".order-lights span .light") == ["●红 超期", "◆蓝 临期"]
    assert SupervisionOrder.objects.count() == 0


def test_one_click_drafts_the_paper_of_a_unit(client, world):
    late(world)

    answer = opened(client, world.desk, reverse("order_draft", args=[world.finance.pk]), usual="yes")

    order = SupervisionOrder.objects.get()
    assert answer.status == 302
    assert "待市级领导签发" in opened(client, world.desk, page_of(order)).text(".note")
    assert opened(client, world.desk, reverse("orders_new")).titles == []


def test_what_was_typed_is_kept_after_a_refusal(client, world):
    problem = late(world)
    address = reverse("order_draft", args=[world.finance.pk])

    page = opened(client, world.desk, address, problems=str(problem.pk), requirement="本件绝密", answer_days="5")

    assert page.status == 400
    assert "本件绝密" in page.text("textarea")
    assert "严禁" in page.text("#step")


def test_a_draft_is_before_the_leader_and_not_before_the_unit(client, world):
    order = drafted(world)

    assert "待签发的督办单 1" in opened(client, world.leader, reverse("home")).texts(".card-head h2")
    assert opened(client, world.department_head, page_of(order)).status == 404
    assert opened(client, world.department_head, reverse("orders")).titles == []
    assert "督办单" not in opened(client, world.department_head, reverse("home")).text(".menu")


def test_the_way_of_a_paper_from_the_signature_to_its_end(client, world):
    order = drafted(world)
    opened(client, world.leader, step(order, "sign"), version=str(order.version))
    head = opened(client, world.department_head, reverse("home"))
    opened(client, world.department_head, step(order, "receive"), sent="yes")
    item = order.items.get()
    opened(client, world.department_head, step(order, "answer"), **{f"answer-{item.pk}": "下周到岗"})
    desk = opened(client, world.desk, reverse("home"))
    opened(client, world.desk, step(order, "close"), closing="")

    order.refresh_from_db()
    page = opened(client, world.department_head, page_of(order))
    assert "待签收的督办单 1" in head.texts(".card-head h2")
    assert "已答复的督办单 1" in desk.texts(".card-head h2")
    assert order.state == "closed"
    assert page.texts(".trail-title") == ["办结", "答复", "签收", "签发"]
    assert "下周到岗" in page.text(".order-answer")


def test_a_form_shown_before_the_paper_changed_signs_nothing(client, world):
    order = drafted(world)
    shown = order.version
    actions.add_items(order, [late(world, "另一件")], actor=world.desk, at=world.now)

    page = opened(client, world.leader, step(order, "sign"), version=str(shown))

    order.refresh_from_db()
    assert (page.status, order.state) == (409, "draft")


def test_a_rejection_says_why_to_the_desk(client, world):
    order = drafted(world)
    opened(client, world.leader, step(order, "reject"), reason="先电话了解")

    assert "先电话了解" in opened(client, world.desk, page_of(order)).text(".note")
    assert "未予签发的督办单 1" in opened(client, world.desk, reverse("home")).texts(".card-head h2")
    opened(client, world.desk, step(order, "put_forward"), requirement="请说明", answer_days="3")
    assert waiting(order).verb == "sign_order"


def test_a_signature_on_paper_is_entered_and_checked(client, world):
    order = drafted(world)
    given = {"decider": str(world.leader.pk), "document_no": "签批单3号", "document_day": "2026-03-16"}
    opened(client, world.desk, step(order, "record"), **given)

    assert "待核对的纸件签字 1" in opened(client, world.second_clerk, reverse("home")).texts(".card-head h2")
    assert "签批单3号" in opened(client, world.second_clerk, step(order, "check")).text(".facts")
    opened(client, world.second_clerk, step(order, "check"), sent="yes")
    page = opened(client, world.desk, page_of(order))
    assert "代录" in page.text(".trail")
    assert "何志远" in page.text(".facts")


def test_items_are_added_and_taken_off_on_their_pages(client, world):
    order = drafted(world)
    other = late(world, "另一件")
    opened(client, world.desk, step(order, "add_items"), problems=str(other.pk))
    opened(client, world.desk, step(order, "drop_item"), item=str(order.items.get(problem=other).pk))
    opened(client, world.desk, step(order, "withdraw"), reason="事项有误")

    order.refresh_from_db()
    assert order.state == "withdrawn"


def test_an_answer_is_sent_back_on_its_page(client, world):
    order = answered(world)
    answer = order.items.get().answers.get()

    opened(client, world.desk, step(order, "return"), answer=str(answer.pk), missing="请写明到岗日期")

    assert "请写明到岗日期" in opened(client, world.department_head, page_of(order)).text(".order-answer")
    assert "待答复的督办单 1" in opened(client, world.handler, reverse("home")).texts(".card-head h2")


def test_a_copy_to_a_party_committee_needs_the_letter(client, world):
    order = signed(world)
    given = {"unit": str(world.east_government.pk), "letter_no": "", "letter_on": ""}

    refused = opened(client, world.desk, step(order, "copy"), **given)
    opened(
        client,
        world.desk,
        step(order, "copy"),
        **(given | {"letter_no": "清工函〔2026〕9号", "letter_on": "2026-03-16"}),
    )
    opened(client, world.leader, step(order, "sign"), sent="yes")

    assert "只能随经签发的函件" in refused.text(".field-error")
    assert "东城区人民政府" in opened(client, world.desk, page_of(order)).text(".facts")


def test_the_next_step_is_drafted_from_the_signed_paper(client, world):
    order = signed(world)
    world.travel(days=1)
    form = opened(client, world.desk, reverse("order_next", args=[order.pk]))
    given = {"problems": str(order.items.get().problem_id), "requirement": "请限期办结", "answer_days": "3"}
    opened(client, world.desk, reverse("order_next", args=[order.pk]), **given)

    above = SupervisionOrder.objects.get(kind="escalated")
    assert form.heading == "挂牌督办：财务部"
    assert above.based_on == order


# Lists -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("query", "numbers"),
    [
        ("", ["督〔2026〕2号", "督〔2026〕1号"]),
        ("month=2026-03", ["督〔2026〕2号", "督〔2026〕1号"]),
        ("colour=near", ["督〔2026〕2号"]),
        ("state=answered", ["督〔2026〕1号"]),
        ("state=late", []),
        ("kind=summons", []),
    ],
)
def test_the_list_is_narrowed_as_the_address_says(client, world, query, numbers):
    answered(world)
    world.travel(minutes=5)
    signed(world, late(world, "西城的事", lead=world.west, due=NEAR))

    page = opened(client, world.desk, f"{reverse('orders')}?{query}")

    assert page.titles == numbers
    assert page.status == 200


def test_the_list_of_a_unit_holds_its_own_papers_only(client, world):
    signed(world)
    world.travel(minutes=5)
    signed(world, late(world, "西城的事", lead=world.west))

    assert opened(client, world.other_head, reverse("orders")).titles == ["督〔2026〕2号"]
    assert opened(client, world.desk, f"{reverse('orders')}?unit={world.west.pk}").titles == ["督〔2026〕2号"]


def test_a_filter_that_means_nothing_shows_nothing_and_says_so(client, world):
    signed(world)

    page = opened(client, world.desk, f"{reverse('orders')}?month=soon")

    assert (page.status, page.titles) == (400, [])


def test_an_empty_list_says_what_to_do(client, world):
    page = opened(client, world.desk, reverse("orders"))

    assert reverse("orders_new") in page.links("main .nothing a")


def test_an_overdue_answer_is_named_on_the_list_and_the_desk(client, world):
    signed(world)
    world.travel(days=9)

    assert "逾期" in opened(client, world.desk, f"{reverse('orders')}?state=late").text(".order-late")
    assert "逾期未答复的督办单 1" in opened(client, world.desk, reverse("home")).texts(".card-head h2")


def test_the_number_of_queries_does_not_grow_with_the_papers(client, world):
    counts = []
    for round_no, lead in enumerate((world.finance, world.west, world.east)):
        order = signed(world, *[late(world, f"第{round_no}-{n}事", lead=lead) for n in range(round_no + 1)])
        late(world, f"下月的事{round_no}", lead=lead)
        if round_no == 1:
            continue
        found = []
        for address in (reverse("orders"), reverse("orders_new"), page_of(order), reverse("home")):
            opened(client, world.desk, address)
            with CaptureQueriesContext(connection) as queries:
                opened(client, world.desk, address)
            found.append(len(queries))
        counts.append(found)

    assert counts[0] == counts[1]


# Elsewhere -------------------------------------------------------------------------------------------------


def test_a_problem_and_a_unit_show_their_papers_to_those_who_may_see_them(client, world):
    problem = late(world)
    order = signed(world, problem)

    for who in ("desk", "department_head"):
        page = opened(client, world.posts[who], reverse("problem", args=[problem.pk]))
        assert "督〔2026〕1号（● 红 超期）" in page.texts(".facts dd")
    assert "督〔2026〕1号" not in opened(client, world.head, reverse("problem", args=[problem.pk])).text("main")
    unit = opened(client, world.desk, reverse("unit", args=[world.finance.pk]))
    assert page_of(order) in unit.links(".row-title")


def test_the_sheet_for_print_holds_what_an_official_paper_needs(client, world):
    order = signed(world)

    page = opened(client, world.department_head, reverse("order_print", args=[order.pk]))

    text = page.text("main")
    for part in (
        "清河市总工会",
        "督〔2026〕1号",
        "财务部：",
        "红 超期 1 个工作日",
        "2026年3月16日",
        "请于2026年3月23日前书面答复",
        "盖章处",
    ):
        assert part in text, part


def test_the_sheet_of_a_draft_says_that_it_is_without_effect(client, world):
    assert "未签发，无效" in opened(client, world.desk, reverse("order_print", args=[drafted(world).pk])).text("main")


def test_the_sheet_of_a_summons_names_day_place_and_officers(client, world: World):
    first = signed(world)
    problems = [item.problem for item in first.items.all()]
    above = signed(world, *problems, kind="escalated", based_on=first)
    talk = signed(
        world, *problems, kind="summons", based_on=above, talk_on=NEAR, place="三楼会议室",
        summoned=[world.department_head],
    )  # fmt: skip

    text = opened(client, world.desk, reverse("order_print", args=[talk.pk])).text("main")

    assert "定于2026年3月20日在三楼会议室约谈" in text
    assert "孟凡荣" in text
