"""What is pasted from a sheet: understood, doubted by row, column and value, and entered all or none."""

from datetime import date

import pytest
from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from jianfa.journal.actions import remember_key
from jianfa.kit.signing import make_key_file
from jianfa.organisations import actions
from jianfa.organisations.models import TIMER, Person, Post, Unit
from jianfa.organisations.policy import Refused
from jianfa.organisations.queries import has_real_units, pasted_people, pasted_units
from jianfa.organisations.queries.sheets import lines_of
from tests.world import events_of

DAY = date(2026, 3, 16)
COLUMNS = ("code", "name", "short_name", "kind", "area_code", "aliases")


def doubts(pasted) -> list[tuple[int, str, str, bool]]:
    return [(doubt.row, doubt.column, doubt.value, doubt.blocks) for doubt in pasted.doubts]


def text(response) -> str:
    return str(response.content.decode())


# Rows and headings


def test_a_row_of_headings_names_the_columns_in_whatever_order():
    lines = lines_of("单位名称\t备注\t编码\n东城区总工会\t略\t01", COLUMNS)

    assert [(line["name"], line["code"]) for line in lines] == [("东城区总工会", "01")]


def test_without_headings_the_columns_come_in_order():
    assert lines_of("01\t东城区总工会\t东城", COLUMNS)[0]["short_name"] == "东城"


def test_blank_rows_are_left_out_and_rows_keep_their_numbers():
    assert [line.row for line in lines_of("\n01\t甲\n\t\n02\t乙\n", COLUMNS)] == [2, 4]


def test_a_cell_with_a_line_break_is_one_cell():
    line = lines_of('01\t东城区总工会\t\t县级工会\t\t"东城工会\n东城"', COLUMNS)[0]

    assert line["aliases"] == "东城工会\n东城"


def test_full_width_digits_and_stray_spaces_are_mended():
    assert lines_of("０１\t 东城区 总工会 ", COLUMNS)[0].cells == {"code": "01", "name": "东城区总工会"}


@given(st.text(alphabet=st.characters(codec="utf-8"), max_size=200))
def test_whatever_is_pasted_is_read_without_an_error(pasted):
    assert all(line.cells for line in lines_of(pasted, COLUMNS))


# Units


def test_kind_and_code_are_taken_from_the_name_and_said(world):
    pasted = pasted_units("单位名称\t行政区划代码\n示例区总工会\t990109\n宣传教育部\t\n示例区人民政府\t", DAY)

    assert [row["kind"] for row in pasted.rows] == ["county_union", "department", "party_gov"]
    assert pasted.rows[0]["code"] == "990109"
    assert len({row["code"] for row in pasted.rows}) == 3
    assert not any(doubt.blocks for doubt in pasted.doubts)
    assert pasted.may_be_entered


def test_an_unknown_kind_is_named_with_the_nearest_valid_one(world):
    pasted = pasted_units("编码\t单位名称\t类别\n09\t示例单位\t县级工合", DAY)

    (doubt,) = [doubt for doubt in pasted.doubts if doubt.blocks]
    assert (doubt.row, doubt.column, doubt.value, doubt.nearest) == (2, "类别", "县级工合", "县级工会")
    assert not pasted.may_be_entered


@pytest.mark.parametrize(
    ("row", "column", "value"),
    [
        ("T-01\t示例区总工会\t\t县级工会", "编码", "T-01"),
        ("09\t东城区总工会\t\t县级工会", "单位全称", "东城区总工会"),
        ("09\t\t\t县级工会", "单位全称", ""),
        ("09\t示例区总工会\t\t县级工会\t99", "行政区划代码", "99"),
        ("09\t示例单位甲乙", "类别", ""),
    ],
)
def test_what_cannot_be_entered_is_named_by_row_column_and_value(world, row, column, value):
    pasted = pasted_units(row, DAY)

    assert (1, column, value, True) in doubts(pasted)
    assert not pasted.may_be_entered


def test_a_name_twice_in_the_sheet_is_doubted(world):
    pasted = pasted_units("08\t示例区总工会\t\t县级工会\n09\t示例区总工会\t\t县级工会", DAY)

    assert (2, "单位全称", "示例区总工会", True) in doubts(pasted)


@pytest.fixture
def keeper(client, world):
    client.force_login(world.administrator.person)
    return client


UNITS = (
    "编码\t单位名称\t类别\t别名\nT-08\t示例区总工会\t县级工会\t示例工会、示例区\nT-08-ZF\t示例区人民政府\t党政机关\t"
)


def test_checking_enters_nothing_and_keeps_what_was_pasted(keeper, world):
    before = Unit.objects.count()

    response = keeper.post(reverse("start_units"), {"text": UNITS, "do": "check"})

    assert response.status_code == 200
    assert "示例区人民政府" in text(response)
    assert "录入以上单位" in text(response)
    assert Unit.objects.count() == before


def test_entering_writes_all_rows_with_their_place_in_the_tree(keeper, world):
    response = keeper.post(reverse("start_units"), {"text": UNITS, "do": "enter"})

    assert response.url == reverse("units")
    union, government = Unit.objects.get(code="T-08"), Unit.objects.get(code="T-08-ZF")
    assert (union.parent, government.parent) == (world.city, None)
    assert set(union.aliases.values_list("text", flat=True)) == {"示例工会", "示例区"}
    assert events_of(union) == ["create_unit"]


def test_a_doubtful_sheet_enters_nothing_at_all(keeper, world):
    before = Unit.objects.count()

    response = keeper.post(reverse("start_units"), {"text": UNITS.replace("党政机关", "党正"), "do": "enter"})

    assert response.status_code == 400
    assert "示例区人民政府" in text(response).split("<textarea")[1]
    assert Unit.objects.count() == before


def test_rows_are_entered_all_or_none(world):
    rows = [actions.NewUnit(code, "示例区总工会", "county_union") for code in ("T-08", "T-09")]
    before = Unit.objects.count()

    with pytest.raises(Refused, match="已有名为"):
        actions.enter_units(rows, actor=world.administrator, at=world.now)
    assert Unit.objects.count() == before


# People


def test_a_post_means_a_role_in_a_unit_of_that_kind(world):
    pasted = pasted_people("张一\t东城区总工会\t主席\t\n张二\t财务部\t部长\t\n张三\t清河市总工会\t副主席\t", DAY)

    assert [row["role"] for row in pasted.rows] == ["head", "department_head", "leader"]
    assert [row["title"] for row in pasted.rows] == ["主席", "部长", "副主席"]
    assert pasted.may_be_entered


def test_an_auditor_does_not_come_with_a_sheet(world):
    pasted = pasted_people("张一\t清河市总工会\t审计\t", DAY)

    (doubt,) = pasted.doubts
    assert (doubt.row, doubt.value, doubt.blocks) == (1, "审计", True)
    assert "委派文号" in str(doubt.sentence)


def test_units_are_recognised_by_code_short_name_and_alias(world):
    actions.add_alias(world.east, actor=world.administrator, at=world.now, text="东城工会")

    pasted = pasted_people("张一\t东城 工会\t联络员\t\n张二\tT-02\t联络员\t", DAY)

    assert [row["unit"] for row in pasted.rows] == [world.east, world.west]


def test_an_unknown_unit_is_named_with_the_nearest(world):
    pasted = pasted_people("张一\t东成区总工会\t联络员\t", DAY)

    (doubt,) = pasted.doubts
    assert (doubt.row, doubt.column, doubt.value, doubt.nearest) == (1, "单位", "东成区总工会", "东城区总工会")


def test_a_post_that_does_not_exist_there_names_those_that_do(world):
    pasted = pasted_people("张一\t财务部\t联络处长员\t", DAY)

    (doubt,) = pasted.doubts
    assert doubt.column == "岗位"
    assert "部长" in doubt.sentence
    assert "经办人" in doubt.sentence


def test_one_mobile_number_in_two_rows_is_one_person_with_two_posts(world):
    sheet = "张一\t东城区总工会\t联络员\t000 1111\n张一\t西城区总工会\t验收员\t0001111"
    rows = [
        actions.NewPerson(**{name: row[name] for name in actions.NewPerson.__dataclass_fields__})
        for row in pasted_people(sheet, DAY).rows
    ]

    (person,) = actions.enter_people(rows, actor=world.administrator, at=world.now)

    assert person.username == "0001111"
    assert set(person.posts.values_list("role", flat=True)) == {"liaison", "panellist"}


@pytest.mark.parametrize(
    ("sheet", "row", "column"),
    [
        ("张一\t东城区总工会\t联络员\t0001111\n张二\t西城区总工会\t联络员\t0001111", 2, "手机"),
        ("张一\t东城区总工会\t联络员\t\n张一\t东城区总工会\t负责人\t", 2, "姓名"),
        ("\t东城区总工会\t联络员\t0001111", 1, "姓名"),
        ("张一\t\t联络员\t0001111", 1, "单位"),
    ],
)
def test_a_doubtful_person_is_named_by_row_and_column(world, sheet, row, column):
    assert (row, column) in [(doubt.row, doubt.column) for doubt in pasted_people(sheet, DAY).doubts if doubt.blocks]


def test_somebody_known_by_the_number_gets_another_post(world):
    actions.change_person(
        world.liaison.person, actor=world.administrator, at=world.now, name="方雨", mobile="0001111", is_active=True
    )

    pasted = pasted_people("方雨\t清河市总工会\t验收员\t0001111\n王新\t东城区总工会\t联络员\t0002222", DAY)

    assert [row["person"] for row in pasted.rows] == [world.liaison.person, None]
    assert pasted_people("他人\t东城区总工会\t联络员\t0001111", DAY).doubts[0].column == "手机"


def test_people_are_entered_with_posts_and_offered_for_slips(keeper, world):
    sheet = "姓名\t单位\t岗位\t手机\n张一\t湖滨县总工会\t联络员\t0001111\n张二\t湖滨县总工会\t主席\t"

    response = keeper.post(reverse("start_people"), {"text": sheet, "do": "enter"}, follow=True)

    assert Post.objects.get(person__name="张二").role == "head"
    names = [row["cells"][0]["text"] for row in response.context["table"]["rows"]]
    assert names == ["张一", "张二"]
    assert events_of(Person.objects.get(name="张一")) == ["create_person", "give_post"]


def test_nothing_pasted_is_said(keeper, world):
    assert keeper.post(reverse("start_people"), {"text": " \n ", "do": "check"}).status_code == 400


# The city


def test_the_code_of_the_city_stays_once_other_units_stand_under_it(keeper, world):
    given = {"name": "清河市总工会", "short_name": "市总工会", "code": "QH", "area_code": ""}

    response = keeper.post(reverse("start_city"), given)

    assert response.status_code == 400
    keeper.post(reverse("start_city"), {**given, "code": "T"})
    assert Unit.objects.get(code="T").short_name == "市总工会"


def test_real_units_are_told_from_samples_and_from_the_nameless_city(empty_database):
    now = timezone.now()
    make_key_file(settings.SIGNING_KEY_FILE)
    remember_key()
    actions.create_unit(actor=TIMER, at=now, code="CITY", name="市总工会", kind="federation")
    assert not has_real_units()
    actions.create_unit(actor=TIMER, at=now, code="S1", name="示例区总工会", is_sample=True)
    assert not has_real_units()
    actions.create_unit(actor=TIMER, at=now, code="R1", name="东城区总工会")
    assert has_real_units()
