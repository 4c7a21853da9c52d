"""Several demands at once: checked first, each doubt with row, column and value; all or none."""

from io import BytesIO
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from openpyxl import Workbook

from jianfa.intake.models import Demand
from jianfa.intake.queries.pasting import pasted_demands
from tests.world import NOW


def paste(post, world, text="", **more):
    client = Client()
    client.force_login(post.person)
    return client.post(reverse("demands_paste"), {"text": text, "campaign": world.campaign.pk, **more})


def test_one_demand_a_line_is_enough_for_a_county(world):
    text = "驿站没有热水\n经审人员兼职。希望设立经审办。"
    assert "驿站没有热水" in paste(world.liaison, world, text).content.decode()
    assert not Demand.objects.exists()

    assert paste(world.liaison, world, text, do="enter", key="k").status_code == 302
    paste(world.liaison, world, text, do="enter", key="k")
    rows = Demand.objects.order_by("receipt_no")
    assert [(row.receipt_no, row.title, row.source_unit) for row in rows] == [
        ("诉2026-0001", "驿站没有热水", world.east), ("诉2026-0002", "经审人员兼职", world.east),
    ]  # fmt: skip


def test_a_doubt_names_row_column_and_value_and_nothing_is_entered(world):
    rows = ("诉求\t单位", "经审力量不足\t东城区总工", "没有单位\t", "\t东城区总工会", "电话13812345678\t东城区总工会")
    text = "\n".join((*rows, "经审力量不足\t东城区总工会"))
    found = pasted_demands(text, NOW.date(), world.desk)

    assert [(doubt.row, doubt.column, doubt.value, doubt.nearest, doubt.blocks) for doubt in found.doubts] == [
        (2, "单位", "东城区总工", "东城区总工会", True), (3, "单位", "", "", True), (4, "诉求", "", "", True),
        (5, "诉求", "13812345678", "", False), (6, "诉求", "经审力量不足", "", True),
    ]  # fmt: skip
    assert paste(world.desk, world, text, do="enter").status_code == 400
    assert not Demand.objects.exists()


def test_a_county_speaks_for_itself_only(world):
    assert not pasted_demands("甲\t题\t西城区总工会", NOW.date(), world.liaison).may_be_entered


def workbook(*rows) -> SimpleUploadedFile:
    book, out = Workbook(), BytesIO()
    sheet: Any = book.active
    for row in rows:
        sheet.append(row)
    book.save(out)
    return SimpleUploadedFile("诉求.xlsx", out.getvalue())


def test_a_file_is_read_into_the_box_and_checked(world):
    file = workbook(["2026年诉求汇总"], ["单位", "诉求"], ["东城区总工会", "经审力量不足"], ["不存在", "乙"])
    page = paste(world.desk, world, file=file)

    assert [(doubt.row, doubt.value) for doubt in page.context["pasted"].doubts] == [(4, "不存在")]
    assert "经审力量不足" in page.content.decode()
    assert not Demand.objects.exists()


def test_what_is_no_table_is_refused_with_a_reason(world):
    page = paste(world.desk, world, file=SimpleUploadedFile("诉求.xlsx", b"not a table \x00\x01"))

    assert page.status_code == 400
    assert page.context["form"].errors["file"]


def test_nothing_pasted_is_said(world):
    assert paste(world.desk, world, "  ").status_code == 400


def test_a_doubt_names_the_cell(world):
    found = pasted_demands("单位\t诉求\n东城区总工\t甲\n东城区总工会\t", NOW.date(), world.desk)

    assert [doubt.cell for doubt in found.doubts] == ["A2", "B3"]
    assert "A2" in paste(world.desk, world, "单位\t诉求\n东城区总工\t甲").content.decode()
