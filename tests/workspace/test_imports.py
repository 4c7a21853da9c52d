"""The pages of an import, from the file to the list and back."""

import re
from io import BytesIO

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from jianfa.exchange.models import Batch
from jianfa.ledger.models import Problem
from jianfa.organisations.models import Unit
from tests import lists
from tests.workspace.html import Page, opened
from tests.world import events_of


@pytest.fixture
def desk(client, world):
    client.force_login(world.desk.person)
    return client


def sent(client, campaign, data, name="清单.xlsx"):
    return client.post(reverse("import_new"), {"campaign": campaign.pk, "file": lists.upload(data, name)})


def uploaded(client, campaign, data):
    answer = sent(client, campaign, data)
    assert answer.status_code == 302, Page(answer).texts(".field-error")
    return Batch.objects.latest("uploaded_at")


def shown(client, batch, name, *more):
    return Page(client.get(reverse(name, args=[batch.pk, *more])))


def committed(client, batch):
    client.post(reverse("import_commit", args=[batch.pk]))
    batch.refresh_from_db()
    return list(Problem.objects.filter(imported__batch=batch).order_by("imported__batch_row__position"))


def test_how_the_file_wrote_the_date_stays(desk, world):
    first, _second = committed(desk, uploaded(desk, world.campaign, lists.two_level()))
    address = reverse("move", args=[first.pk, "edit"])
    typed = {"title": first.title, "due": "2026-07-31", "due_text": "七月底", "version": first.version}

    offered = Page(desk.get(address)).values("form[data-guard]")
    answer = desk.post(address, typed)

    first.refresh_from_db()
    assert (answer.status_code, "due" in offered, "due_text" in offered) == (302, True, False)
    assert (first.due_current.isoformat(), first.due_text) == ("2026-07-31", "6月底前")


def test_a_list_goes_from_the_file_to_the_list(desk, world):
    answer = sent(desk, world.campaign, lists.two_level())
    batch = Batch.objects.get()
    assert answer.url == reverse("import_columns", args=[batch.pk])

    assert "2 个问题" in shown(desk, batch, "import_columns").heading
    assert "2 行" in shown(desk, batch, "import_check").heading
    assert shown(desk, batch, "import").heading == "可以导入了"
    first, second = committed(desk, batch)

    assert (first.title, first.state, first.origin) == ("基层工会换届不及时，超期12家", "submitted", "import")
    assert (first.solver, first.lead, first.owner_name) == ("superior_union", world.finance, "周敏")
    assert (first.due_current.isoformat(), first.due_text) == ("2026-06-30", "6月底前")
    assert [row.text for row in first.measures.all()] == ["建立台账", "分批换届"]
    assert [row.unit for row in first.assists.all()] == [world.rights]
    assert (second.driver, second.due_current.isoformat()) == (world.east, "2026-12-31")
    assert "是否完成：填报为已完成" in second.description
    assert events_of(first) == ["draft"]


def test_the_problem_is_found_by_its_words_after_the_import(desk, world):
    committed(desk, uploaded(desk, world.campaign, lists.book()))

    page = opened(desk, world.desk, reverse("problems") + "?stage=all&q=换届")
    assert "基层工会换届不及时" in page.text()


def test_the_result_page_names_every_row_and_leads_to_its_problem(desk, world):
    batch = uploaded(desk, world.campaign, lists.two_level())
    problem, _second = committed(desk, batch)

    page = shown(desk, batch, "import")

    assert page.heading == "已导入 2 个问题"
    assert reverse("problem", args=[problem.pk]) in page.links()
    assert "第 5 行" in page.text()


def test_the_problem_says_which_row_of_which_file_it_came_from(desk, world):
    problem, _second = committed(desk, uploaded(desk, world.campaign, lists.two_level()))

    page = Page(desk.get(reverse("problem", args=[problem.pk])))

    facts = page.text(".facts")
    assert "清单.xlsx" in facts
    assert "工作表“整改台账”第 5 行" in facts
    assert reverse("import_row", args=[problem.imported.batch_id, 1]) in page.links()


def test_a_changed_column_is_read_again_and_remembered_for_the_next_file(desk, world):
    batch = uploaded(desk, world.campaign, lists.book())
    form = shown(desk, batch, "import_columns").values("#columns")
    person = next(name for name, value in form.items() if value == "person")

    desk.post(reverse("import_columns", args=[batch.pk]), form | {person: "leader"})

    row = batch.rows.get()
    assert row.values.get("leader") == "周敏"
    assert "person" not in row.values
    again = uploaded(desk, world.practice, lists.book([{"title": "另一份清单"}]))
    assert again.rows.get().values.get("leader") == "周敏"


def test_a_name_is_answered_once_for_the_whole_file(desk, world):
    batch = uploaded(
        desk, world.campaign, lists.book([{"lead": "财务处"}, {"lead": "财务处", "title": "培训场地不足"}])
    )
    page = shown(desk, batch, "import_check")
    assert "出现在 2 行" in page.text()

    data = {"name": "财务处", "unit": str(world.finance.pk), "names": "yes"}
    desk.post(reverse("import_check", args=[batch.pk]), data)

    assert {problem.lead for problem in committed(desk, batch)} == {world.finance}


def test_a_name_kept_as_written_stands_in_the_description_and_makes_no_unit(desk, world):
    batch = uploaded(desk, world.campaign, lists.book([{"lead": "春熙路街道办"}]))
    before = Unit.objects.count()

    desk.post(reverse("import_check", args=[batch.pk]), {"name": "春熙路街道办", "unit": "keep", "names": "yes"})
    (problem,) = committed(desk, batch)

    assert problem.lead is None
    assert "原文单位名称：春熙路街道办" in problem.description
    assert Unit.objects.count() == before


def test_a_doubt_names_sheet_row_column_and_value_and_offers_the_nearest(desk, world):
    batch = uploaded(
        desk, world.campaign, lists.book([{"category": "组织体制"}, {"nature": "共个性", "title": "经费不足"}])
    )
    page = shown(desk, batch, "import_check")

    assert "专项工作没有“组织体制”这一类别" in page.text() or "没有“组织体制”这一类别" in page.text()
    assert "问题清单 第 4 行 F 列" in page.text()
    (button,) = [value for value in page.tree.xpath("//button[@name='settle']/@value") if value.startswith("1:")]
    desk.post(reverse("import_check", args=[batch.pk]), {"settle": button})

    first, _second = committed(desk, batch)
    assert first.dimension.name == "组织体系"


def test_a_kind_of_doubt_is_answered_in_all_rows(desk, world):
    rows = [{"due": "2025年6月底前"}, {"due": "2025年7月底前", "title": "经费不足"}]
    batch = uploaded(desk, world.campaign, lists.book(rows))
    assert batch.rows.filter(open_doubts__gt=0).count() == 2

    desk.post(reverse("import_check", args=[batch.pk]), {"kind": "past_due"})

    assert batch.rows.filter(open_doubts__gt=0).count() == 0
    assert events_of(batch)[-1] == "settle_kind"


def test_a_row_is_corrected_by_hand_beside_what_stood_in_the_file(desk, world):
    batch = uploaded(desk, world.campaign, lists.book([{"due": "尽快"}]))
    page = shown(desk, batch, "import_row", 1)
    assert "尽快" in page.text()
    form = page.values("#row") | {"due": "2026-05-31", "title": "换届不及时"}

    answer = desk.post(reverse("import_row", args=[batch.pk, 1]), form)

    assert answer.status_code == 302
    (problem,) = committed(desk, batch)
    assert (problem.title, problem.due_current.isoformat()) == ("换届不及时", "2026-05-31")


def test_rows_left_out_are_not_imported_and_come_back_in_a_sheet(desk, world):
    batch = uploaded(desk, world.campaign, lists.book([{}, {"title": "经费不足"}]))
    desk.post(reverse("import_check", args=[batch.pk]) + "?rows=all", {"choice-2": "skip", "choose": "yes"})

    assert [problem.title for problem in committed(desk, batch)] == ["基层工会换届不及时"]
    answer = desk.get(reverse("import_rejected", args=[batch.pk]))
    assert answer["Content-Disposition"].startswith("attachment")
    assert b"".join(answer.streaming_content)[:2] == b"PK"


def sheets_of(answer):
    book = load_workbook(BytesIO(b"".join(answer.streaming_content)))
    return [[[str(cell or "") for cell in row] for row in sheet.iter_rows(values_only=True)] for sheet in book]


def test_the_nearest_valid_value_stands_on_the_page_and_in_the_sheet_of_rejected_rows(desk, world):
    rows = [
        {"source": "东成区总工会"}, {"title": "经费不足", "due": "2026年2月30日"}, {"title": "人手少", "due": "13月底"},
    ]  # fmt: skip
    batch = uploaded(desk, world.campaign, lists.book(rows))

    page = shown(desk, batch, "import_check")
    assert "没有名为“东成区总工会”的单位。最接近的是“东城区总工会”。" in page.text()
    assert "没有“2026年2月30日”这一天。最接近的是“2026-02-28”。" in page.text()
    assert "没有“13月底”这一天。最接近的是“2026-12-31”。" in page.text()
    assert "问题清单 第 4 行 K 列 · 完成时限 · “2026年2月30日”" in page.text()

    desk.post(reverse("import_check", args=[batch.pk]), {"choice-2": "skip", "choose": "yes"})
    assert [problem.title for problem in committed(desk, batch)] == ["人手少"]
    rejected, doubts = sheets_of(desk.get(reverse("import_rejected", args=[batch.pk])))
    assert [row[1:3] for row in rejected if row[1] == "问题清单"] == [["问题清单", "3"], ["问题清单", "4"]]
    assert ["问题清单", "3", "D", "上报单位", "东成区总工会"] in [row[:5] for row in doubts]
    assert ["问题清单", "4", "K", "完成时限", "2026年2月30日"] in [row[:5] for row in doubts]
    assert {row[6] for row in doubts} >= {"东城区总工会", "2026-02-28"}


def test_the_nearest_day_is_taken_by_one_click(desk, world):
    batch = uploaded(desk, world.campaign, lists.book([{"due": "2026年6月31日"}, {"closed": "2026年2月29日"}]))
    page = shown(desk, batch, "import_check")
    assert "改为“2026-06-30”" in page.text()
    for position in (1, 2):
        desk.post(reverse("import_check", args=[batch.pk]), {"settle": f"{position}:0"})

    first, second = batch.rows.all()
    assert (first.values["due"], first.open_doubts) == ("2026-06-30", 0)
    assert second.values["closure_date"] == "2026-02-28"


def test_a_row_like_one_on_the_list_is_a_doubt_and_left_out_when_it_is_the_same(desk, world):
    committed(desk, uploaded(desk, world.campaign, lists.book([{"title": "基层工会换届不及时，超期未换届四十一家"}])))
    rows = [{"title": "基层工会换届不及时，超期未换届四十一家"}, {"title": "基层工会换届不及时，超期未换届三十一家"}]
    batch = uploaded(desk, world.campaign, lists.book([*rows, {"title": "职工文化宫设施老化"}]))

    codes = [[doubt["code"] for doubt in row.doubts] for row in batch.rows.all()]
    assert codes == [["on_the_list"], ["on_the_list", "in_the_file"], []]
    assert [row.choice for row in batch.rows.all()] == ["skip", "take", "take"]
    assert "清单上可能已有" in shown(desk, batch, "import_check").text()


def test_the_same_file_adds_nothing_and_says_when_and_by_whom(desk, world):
    data = lists.book()
    first = uploaded(desk, world.campaign, data)
    committed(desk, first)

    page = Page(sent(desk, world.campaign, data))

    assert "由李文静导入（1 个问题），本次没有新增" in page.text()
    assert reverse("import", args=[first.pk]) in page.links()
    assert Batch.objects.count() == 1


def test_an_import_is_undone_while_nothing_has_moved_on_and_may_come_again(desk, world):
    data = lists.book()
    batch = uploaded(desk, world.campaign, data)
    (problem,) = committed(desk, batch)
    page = shown(desk, batch, "import_undo")
    assert "将撤回 1 个问题" in page.text()

    desk.post(reverse("import_undo", args=[batch.pk]), {"reason": "传错了文件"})

    problem.refresh_from_db()
    batch.refresh_from_db()
    assert (problem.state, events_of(problem)) == ("voided", ["draft", "withdraw"])
    assert batch.state == "undone"
    assert "已于" in shown(desk, batch, "import").text()
    assert len(committed(desk, uploaded(desk, world.campaign, data))) == 1


def test_an_import_put_aside_leaves_nothing_on_the_list(desk, world):
    batch = uploaded(desk, world.campaign, lists.book())

    page = Page(desk.post(reverse("import_discard", args=[batch.pk]), follow=True))

    assert "已放弃这次导入" in page.text()
    assert "这次导入已放弃" in shown(desk, batch, "import").text()
    assert not Problem.objects.exists()


def test_the_file_can_be_fetched_as_it_was(desk, world):
    data = lists.book()
    answer = desk.get(reverse("import_file", args=[uploaded(desk, world.campaign, data).pk]))

    assert b"".join(answer.streaming_content) == data
    assert answer["Content-Type"] == "application/octet-stream"


def test_the_list_of_imports_shows_what_came_in(desk, world):
    assert "还没有导入过清单" in Page(desk.get(reverse("imports"))).text()
    committed(desk, uploaded(desk, world.campaign, lists.book()))

    assert "清单.xlsx" in Page(desk.get(reverse("imports"))).text()


def test_english_pages_are_english(desk, world):
    batch = uploaded(desk, world.campaign, lists.two_level())
    desk.cookies["jianfa-language"] = "en"

    for name in ("import_columns", "import_check", "import"):
        page = shown(desk, batch, name)
        assert not re.search(r"[一-鿿]", page.heading), page.heading


# A county union's own list


def test_a_countys_rows_become_its_drafts(client, world):
    client.force_login(world.liaison.person)
    batch = uploaded(
        client, world.campaign, lists.book([{}, {"source": "西城区总工会", "title": "西城的问题"}, {"source": ""}])
    )

    problems = committed(client, batch)

    assert {(problem.state, problem.origin, problem.source_unit) for problem in problems} == {
        ("draft", "county", world.east)
    }
    assert [row.row for row in batch.rows.filter(outcome="rejected")] == [4]
    assert "该行属于西城区总工会" in batch.rows.get(outcome="rejected").reason


def test_another_county_does_not_see_the_import(client, world):
    client.force_login(world.liaison.person)
    batch = uploaded(client, world.campaign, lists.book())
    client.force_login(world.other_liaison.person)

    for name in ("import", "import_columns", "import_check", "import_file", "import_rejected", "import_progress"):
        assert client.get(reverse(name, args=[batch.pk])).status_code == 404, name


@pytest.mark.parametrize("who", ["handler", "leader", "auditor", "assessor", "panellist", "administrator"])
def test_others_bring_no_list_in(client, world, who):
    client.force_login(world.posts[who].person)

    assert sent(client, world.campaign, lists.book()).status_code == 403
    assert not Batch.objects.exists()


# Opening balance


def opening(desk, world):
    rows = [
        {"done": "已销号", "closed": "2025年11月20日"},
        {"title": "经费不足", "done": "已销号"},
        {"title": "场地不足"},
    ]
    batch = uploaded(desk, world.campaign, lists.book(rows))
    desk.post(reverse("import_check", args=[batch.pk]) + "?rows=all", {"choice-2": "opening", "choose": "yes"})
    committed(desk, batch)
    return batch


def test_what_was_struck_off_before_waits_for_a_leaders_one_decision(client, desk, world):
    batch = opening(desk, world)
    assert "有 2 行期初等待领导决定" in shown(desk, batch, "import").text()
    address = reverse("import_opening", args=[batch.pk])
    assert desk.get(address).status_code == 403
    client.force_login(world.leader.person)
    assert "2025-11-20" in Page(client.get(address)).text()

    refused = Page(client.post(address, {"decision_no": "清工决〔2025〕9号"}))
    assert "没有销账日期" in refused.text()
    client.post(address, {"decision_no": "清工决〔2025〕9号", "struck_off_on": "2025-12-31"})

    rows = Problem.objects.filter(imported__batch=batch, state="written_off")
    carried = rows.order_by("imported__batch_row__position")
    days = carried.values_list("written_off_at__date", flat=True)
    assert [day.isoformat() for day in days] == ["2025-11-20", "2025-12-31"]
    assert all(problem.is_opening_balance and problem.decision_no for problem in carried)


def test_an_import_that_has_moved_on_cannot_be_undone_and_says_why(client, desk, world):
    batch = opening(desk, world)
    client.force_login(world.leader.person)
    data = {"decision_no": "清工决〔2025〕9号", "struck_off_on": "2025-12-31"}
    client.post(reverse("import_opening", args=[batch.pk]), data)
    client.force_login(world.desk.person)

    client.post(reverse("import_undo", args=[batch.pk]), {"reason": ""})

    assert "已不能撤回：2 个问题已有后续办理" in shown(client, batch, "import").text()
    assert "已不能整批撤回" in shown(client, batch, "import").text()
    batch.refresh_from_db()
    assert batch.state == "committed"
