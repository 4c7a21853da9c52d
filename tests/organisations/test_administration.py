"""Units, people and posts: kept by the administrator and nobody else."""

from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from jianfa.ledger import actions as ledger
from jianfa.organisations import actions
from jianfa.organisations.models import Alias, Person, Post, Role, Unit
from jianfa.organisations.policy import Refused
from tests.world import events_of, reread

PAGES = ("units", "unit_new", "people", "person_new", "start_city", "start_units", "start_people")


def text(response) -> str:
    return str(response.content.decode())


@pytest.fixture
def keeper(client, world):
    client.force_login(world.administrator.person)
    return client


# Who


@pytest.mark.parametrize("role", ["desk", "leader", "liaison", "head", "handler", "panellist", "auditor"])
def test_others_are_refused_with_a_sentence(client, world, role):
    client.force_login(getattr(world, role).person)

    for page in PAGES:
        response = client.get(reverse(page))

        assert (page, response.status_code) == (page, 403)
        assert "单位、人员和岗位由管理员维护" in text(response)


def test_others_cannot_tell_whether_a_person_exists(client, world):
    client.force_login(world.desk.person)

    for name, pk in (("person", world.leader.person_id), ("unit_change", world.east.pk)):
        there = client.get(reverse(name, args=[pk]))
        absent = client.get(reverse(name, args=["00000000-0000-0000-0000-000000000000"]))
        assert (there.status_code, absent.status_code) == (403, 403)


def test_the_menu_of_an_administrator_shows_no_business(keeper):
    page = text(keeper.get(reverse("units")))

    assert "人员与岗位" in page
    assert "问题清单" not in page
    assert "看板" not in page


def test_the_menu_of_a_liaison_is_short_and_without_administration(client, world):
    client.force_login(world.liaison.person)
    response = client.get(reverse("password"))

    labels = [str(item["label"]) for group in response.context["menu"] for item in group["items"]]
    assert labels[0] == "工作台"
    assert len(labels) <= 5
    assert "单位" not in labels


def test_the_frame_asks_the_same_number_of_queries_however_many_there_are(client, world, django_assert_max_num_queries):
    client.force_login(world.desk.person)
    for _n in range(12):
        world.problem("submitted")

    with django_assert_max_num_queries(16):
        client.get(reverse("password"))


# Units


def test_the_tree_shows_who_stands_under_whom(keeper, world):
    page = text(keeper.get(reverse("units")))

    assert page.index("清河市总工会") < page.index("\u3000财务部")


def test_units_are_found_by_name_code_and_alias(keeper, world):
    actions.add_alias(world.east, actor=world.administrator, at=world.now, text="老城工会")

    for words in ("东城区", "T-01", "老城"):
        page = text(keeper.get(reverse("units"), {"q": words, "kind": "county_union"}))
        assert "东城区总工会" in page
        assert "西城区总工会" not in page
    assert "没有符合条件的单位" in text(keeper.get(reverse("units"), {"q": "没有"}))


def test_the_number_of_queries_does_not_grow_with_the_units(keeper, world, django_assert_num_queries):
    with CaptureQueriesContext(connection) as few:
        keeper.get(reverse("units"))
    for n in range(30):
        actions.create_unit(
            actor=world.administrator, at=world.now, code=f"X{n}", name=f"示例{n}街道工会", parent=world.east,
            aliases=[f"示例{n}"],
        )  # fmt: skip

    with django_assert_num_queries(len(few)):
        keeper.get(reverse("units"))


def test_a_unit_is_entered(keeper, world):
    given = {
        "name": "示例区总工会",
        "code": "T-09",
        "kind": "county_union",
        "parent": world.city.pk,
        "area_code": "990109",
    }

    response = keeper.post(reverse("unit_new"), given)

    unit = Unit.objects.get(code="T-09")
    assert response.url == reverse("unit_change", args=[unit.pk])
    assert (unit.parent, unit.short_name, unit.area_code) == (world.city, "示例区总工会", "990109")
    assert events_of(unit) == ["create_unit"]


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("code", "T-01", "编码T-01已被使用。"),
        ("name", "东城区总工会", "已有名为东城区总工会的单位。"),
        ("area_code", "12", "行政区划代码为六位数字。"),
    ],
)
def test_a_wrong_value_is_named_beside_its_field_and_the_rest_is_kept(keeper, world, field, value, sentence):
    given = {"name": "示例区总工会", "code": "T-09", "kind": "county_union", "area_code": "", field: value}

    response = keeper.post(reverse("unit_new"), given)

    assert response.status_code == 400
    assert response.context["form"].errors == {field: [sentence]}
    assert f'value="{value}"' in text(response)
    assert not Unit.objects.filter(code="T-09").exists()


def changed(world, **values) -> dict[str, Any]:
    return {
        "name": world.east.name, "short_name": world.east.short_name, "kind": world.east.kind,
        "parent": world.city.pk, "area_code": "", "position": world.east.position, **values,
    }  # fmt: skip


def test_a_unit_is_dissolved_with_a_successor(keeper, world):
    address = reverse("unit_change", args=[world.east.pk])

    keeper.post(address, changed(world, valid_until="2026-12-31", successor=world.west.pk))

    east = reread(world.east)
    assert (east.valid_until, east.successor) == (date(2026, 12, 31), world.west)
    assert events_of(world.east)[-1] == "change_unit"
    world.travel(days=300)
    keeper.force_login(world.administrator.person)
    assert "东城区总工会" not in text(keeper.get(reverse("units")))
    assert "由西城区总工会承接" in text(keeper.get(reverse("units"), {"all": "1"}))


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"successor": "east", "valid_until": "2026-12-31"}, "successor"),
        ({"successor": "west"}, "valid_until"),
        ({"valid_until": "1990-01-01"}, "valid_until"),
        ({"parent": "east"}, "parent"),
        ({"name": "西城区总工会"}, "name"),
    ],
)
def test_a_change_that_contradicts_itself_is_refused(keeper, world, values, field):
    given = {key: getattr(world, value).pk if value in {"east", "west"} else value for key, value in values.items()}

    response = keeper.post(reverse("unit_change", args=[world.east.pk]), changed(world, **given))

    assert list(response.context["form"].errors) == [field]
    assert events_of(world.east)[-1] == "create_unit"


def test_saving_without_a_change_writes_nothing(keeper, world):
    keeper.post(reverse("unit_change", args=[world.east.pk]), changed(world))

    assert events_of(world.east)[-1] == "create_unit"


def test_a_unit_gets_other_names_and_loses_them(keeper, world):
    keeper.post(reverse("alias_add", args=[world.east.pk]), {"text": "东城工会"})
    alias = Alias.objects.get(unit=world.east)
    again = keeper.post(reverse("alias_add", args=[world.east.pk]), {"text": " 东城 工会"})

    assert again.context["alias_form"].errors == {"text": ["该单位已有此别名。"]}
    keeper.post(reverse("alias_end", args=[world.east.pk, alias.pk]))
    assert reread(alias).ended_at is not None
    assert events_of(world.east)[-2:] == ["add_alias", "end_alias"]


def test_a_name_of_another_unit_is_not_ended_by_its_id(keeper, world):
    keeper.post(reverse("alias_add", args=[world.east.pk]), {"text": "东城工会"})
    alias = Alias.objects.get(unit=world.east)

    assert keeper.post(reverse("alias_end", args=[world.west.pk, alias.pk])).status_code == 404
    assert reread(alias).ended_at is None


# People


def test_people_are_found_by_name_user_name_mobile_and_unit(keeper, world):
    for words in ("方雨", "liaison", "东城区"):
        assert "方雨" in text(keeper.get(reverse("people"), {"q": words}))
    assert "李文静" not in text(keeper.get(reverse("people"), {"unit": world.east.pk}))
    assert "没有符合条件的人员" in text(keeper.get(reverse("people"), {"q": "没有这个人"}))


def test_people_are_paged_by_user_name_without_gap(keeper, world):
    for n in range(120):
        actions.create_person(actor=world.administrator, at=world.now, username=f"p{n:03d}", name="示例")
    seen: list[str] = []
    address = reverse("people")
    while address:
        context = keeper.get(address).context
        seen += [row["cells"][1]["text"] for row in context["table"]["rows"]]
        later = context["pager"]["later_url"]
        address = reverse("people") + later if later else ""

    assert seen == sorted(Person.objects.values_list("username", flat=True))
    back = keeper.get(reverse("people"), {"before": "p060"}).context["table"]["rows"]
    assert [row["cells"][1]["text"] for row in back] == [f"p{n:03d}" for n in range(10, 60)]


@pytest.mark.parametrize(
    ("given", "username"),
    [({"username": "zhang"}, "zhang"), ({"mobile": "000 1111 2222"}, "00011112222"), ({}, "u")],
)
def test_a_person_is_entered_with_a_user_name_that_suits(keeper, world, given, username):
    keeper.post(reverse("person_new"), {"name": "张示例", **given})

    person = Person.objects.get(name="张示例")
    assert person.username.startswith(username)
    assert not person.has_usable_password()
    assert events_of(person) == ["create_person"]


def test_a_taken_user_name_is_refused(keeper, world):
    response = keeper.post(reverse("person_new"), {"name": "张示例", "username": "desk"})

    assert response.context["form"].errors == {"username": ["用户名desk已被使用。"]}


def test_a_person_is_changed_and_can_be_kept_from_logging_in(keeper, world):
    address = reverse("person", args=[world.desk.person_id])

    keeper.post(address, {"name": "李文婧", "mobile": "00000000001"})

    person = reread(world.desk.person)
    assert (person.name, person.mobile, person.is_active) == ("李文婧", "00000000001", False)
    assert "已停用" in text(keeper.get(address))


def test_the_only_administrator_stays(keeper, world):
    address = reverse("person", args=[world.administrator.person_id])

    response = keeper.post(address, {"name": "包小川", "mobile": ""})

    assert response.context["form"].errors == {"is_active": ["这是唯一的管理员，请先设置另一名管理员。"]}
    with pytest.raises(Refused):
        actions.end_post(world.administrator, actor=world.administrator, at=world.now, until_day=world.now.date())


# Posts


def test_a_person_is_given_a_post(keeper, world):
    given = {"unit": world.lake.pk, "role": "liaison", "title": "办公室主任", "from_day": "2026-03-16"}

    keeper.post(reverse("post_give", args=[world.nobody.pk]), given)

    post = Post.objects.get(person=world.nobody)
    assert (post.unit, post.role, post.title, post.until_day) == (world.lake, "liaison", "办公室主任", None)
    assert events_of(world.nobody)[-1] == "give_post"


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"role": "department_head"}, "role"),
        ({"until_day": "2026-01-01"}, "until_day"),
        ({"role": "administrator"}, "role"),
    ],
)
def test_a_post_that_cannot_be_is_refused(keeper, world, values, field):
    given = {"unit": world.east.pk, "role": "liaison", "from_day": "2026-03-16", **values}

    response = keeper.post(reverse("post_give", args=[world.other_liaison.person_id]), given)

    assert list(response.context["form"].errors) == [field]


def test_nobody_is_administrator_and_something_else(keeper, world):
    given = {"unit": world.city.pk, "role": "desk", "from_day": "2026-03-16"}

    response = keeper.post(reverse("post_give", args=[world.administrator.person_id]), given)

    assert response.context["form"].errors == {"role": ["管理员不能兼任业务岗位。"]}


def test_a_substitute_acts_for_a_while_and_the_record_names_both(keeper, world):
    given = {"person": "nobody", "from_day": "2026-03-16", "until_day": "2026-03-31"}

    keeper.post(reverse("substitute", args=[world.liaison.pk]), given)

    post = Post.objects.get(person=world.nobody)
    assert (post.unit, post.role, post.substitute_for) == (world.east, Role.LIAISON, world.liaison)
    problem = ledger.draft(
        world.campaign, ledger.Draft(title="经审力量不足", source_unit=world.east), actor=post, at=world.now
    )
    assert problem.drafted_by == post
    assert post.journal_actor()["on_behalf"] == str(world.liaison.pk)


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"person": "liaison"}, "__all__"),
        ({"person": "没有这个人"}, "person"),
        ({"until_day": "2026-03-01"}, "until_day"),
    ],
)
def test_a_substitute_that_cannot_be_is_refused(keeper, world, values, field):
    given = {"person": "nobody", "from_day": "2026-03-16", "until_day": "2026-03-31", **values}

    response = keeper.post(reverse("substitute", args=[world.liaison.pk]), given)

    assert response.status_code == 400
    assert list(response.context["form"].errors) == [field]
    assert not Post.objects.filter(substitute_for=world.liaison).exists()


def test_two_people_of_one_name_are_told_apart(keeper, world):
    for n in (1, 2):
        actions.create_person(actor=world.administrator, at=world.now, username=f"wang{n}", name="王伟")

    response = keeper.post(
        reverse("substitute", args=[world.liaison.pk]),
        {"person": "王伟", "from_day": "2026-03-16", "until_day": "2026-03-31"},
    )

    assert response.context["form"].errors == {"person": ["有多人叫王伟，请填写用户名：wang1、wang2。"]}


def test_with_a_post_ends_whoever_stands_in_for_it(keeper, world):
    actions.substitute(
        world.liaison, world.nobody, actor=world.administrator, at=world.now, from_day=date(2026, 3, 16),
        until_day=date(2026, 3, 31),
    )  # fmt: skip

    actions.end_post(world.liaison, actor=world.administrator, at=world.now, until_day=date(2026, 3, 20))

    assert Post.objects.get(person=world.nobody).until_day == date(2026, 3, 20)


@pytest.mark.parametrize(
    ("values", "field"),
    [({}, "basis"), ({"basis": " "}, "basis"), ({"basis": "清工审〔2026〕2号"}, "until_day")],
)
def test_an_auditor_is_appointed_by_a_document_and_for_a_time(keeper, world, values, field):
    given = {"unit": str(world.city.pk), "role": "auditor", "from_day": "2026-03-16", **values}

    refused = keeper.post(reverse("post_give", args=[world.nobody.pk]), given)
    kept = {**given, "basis": "清工审〔2026〕2号", "until_day": "2026-12-31"}
    done = keeper.post(reverse("post_give", args=[world.nobody.pk]), kept)

    assert (refused.status_code, list(refused.context["form"].errors)) == (400, [field])
    assert done.status_code == 302
    post = world.nobody.posts.get()
    assert (post.basis, post.until_day) == ("清工审〔2026〕2号", date(2026, 12, 31))
    assert "清工审〔2026〕2号" in text(keeper.get(reverse("person", args=[world.nobody.pk])))
