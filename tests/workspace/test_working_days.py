"""The page of the working calendar: everybody reads it, the administrator changes it after a rehearsal."""

from datetime import date

import pytest
from django.urls import reverse

from jianfa.calendar.models import CalendarYear
from jianfa.calendar.queries import current, is_provisional, is_working, packaged
from jianfa.calendar.rules import as_notice
from jianfa.journal.models import Event
from jianfa.ledger.states import State
from jianfa.workspace.views import working_days
from tests.supervision.test_recounting import WEDNESDAY, planned, publicised
from tests.workspace.html import opened, queries
from tests.world import reread

YEAR = reverse("working_days")
CHECK = reverse("working_days_check")
EXPECTED = "预计，待国务院办公厅通知公布"


def day(world, client, **data):
    """Send the form of a single day."""
    given = {"form": "day", "day": WEDNESDAY.isoformat(), "kind": "free", "name": "示例假日", "source": "示例1号"}
    return opened(client, world.administrator, CHECK, **given | data)


def notice(world, client, **data):
    """Send the form of a notice."""
    given = {"form": "notice", "year": "2027", "text": "2027-02-06 休 春节\n2027-02-20 班", "source": "示例1号"}
    return opened(client, world.administrator, CHECK, **given | data)


def confirm(world, client, page, **data):
    """Send what the rehearsal has shown."""
    sent = {name: value for name, value in page.values("main form").items() if name != "keep"}
    return opened(client, world.administrator, CHECK, **sent | data)


# Reading


@pytest.mark.parametrize("who", ["desk", "leader", "liaison", "panellist", "auditor", "administrator"])
def test_everybody_reads_it_and_only_the_administrator_gets_the_forms(client, world, who):
    page = opened(client, world.posts[who], YEAR)

    assert (page.status, page.heading) == (200, "2026年共248个工作日")
    assert bool(page.links("form[action$='check/']") or page.texts("#notice")) == (who == "administrator")


def test_a_year_stands_there_as_twelve_months_with_words_on_its_days(client, world):
    page = opened(client, world.desk, YEAR)

    assert page.texts(".month caption")[0] == "一月"
    assert len(page.texts(".month")) == 12
    assert page.texts(".is-free")[:3] == ["1休", "2休", "3休"]
    assert page.texts(".is-worked") == ["4班", "14班", "28班", "9班", "20班", "10班"]
    assert ["春节", "02-15 至 02-23", "9", "02-14、02-28"] in page.table(".sheet")


def test_a_year_that_is_not_announced_says_so(client, world):
    page = opened(client, world.desk, f"{YEAR}?year=2027")

    assert page.heading == "2027年共261个工作日"
    assert "2027年安排待国务院办公厅通知公布后录入" in page.text(".prose")
    assert "该年尚未录入节假日。" in page.text()


@pytest.mark.parametrize("year", ["2003", "2101", "later", "99999", "²⁰²⁶"])
def test_a_year_outside_the_calendar_is_refused(client, world, year):
    page = opened(client, world.desk, f"{YEAR}?year={year}")

    assert page.status == 400
    assert "工作日历的年份为2004年至2100年" in page.text()


def test_a_year_the_package_knows_and_the_table_does_not_is_offered(client, world, monkeypatch):
    monkeypatch.setattr("jianfa.calendar.forms.packaged", lambda year: packaged(2026) if year == 2027 else [])

    page = opened(client, world.administrator, f"{YEAR}?year=2027")

    assert page.values("#notice form")["source"] == "chinesecalendar"
    assert page.values("#notice form")["text"].strip() == as_notice(packaged(2026))


def test_the_number_of_queries_does_not_grow_with_the_versions(client, world):
    opened(client, world.desk, YEAR)
    few = queries(lambda: opened(client, world.desk, YEAR))
    page = day(world, client)
    confirm(world, client, page)
    opened(client, world.desk, YEAR)

    assert queries(lambda: opened(client, world.desk, YEAR)) == few


# The rehearsal


def test_it_lists_each_date_with_its_choice_and_shows_no_business(client, world):
    problem = publicised(world)
    planned(world, title="另一件示例问题")

    page = day(world, client)

    assert (page.status, page.heading) == (200, "将移动2项推算日期")
    assert page.table("main form table")[1:2] == [["2026-03-18 三", "照常（按星期）", "休 示例假日"]]
    rows = [row[:4] for row in page.table("main form table")]
    assert [problem.number, "公示截止日", "2026-03-23", "2026-03-24"] in rows
    assert [row[1:] for row in rows if row[1].startswith("任务")] == [
        ["任务1起止日期", "2026-03-17 至 2026-03-19", "2026-03-16 至 2026-03-19"]
    ]
    for word in (problem.title, "另一件示例问题", "财务部", "东城区"):
        assert word not in page.text("main")


def test_it_writes_nothing(client, world):
    publicised(world)
    before = Event.objects.count()

    day(world, client)

    assert (Event.objects.count(), is_working(WEDNESDAY)) == (before, True)


def test_it_names_written_due_dates_on_a_day_off(client, world):
    problem = world.problem(State.LISTED, due=date(2026, 6, 30))

    page = day(world, client, day="2026-06-30")

    assert page.heading == "没有推算日期需要移动"
    assert [problem.number, "办结期限", "2026-06-30"] in page.table(".sheet")


def test_more_rows_than_fit_are_counted_and_move(client, world, monkeypatch):
    monkeypatch.setattr(working_days, "MOST_SHOWN", 1)
    problems = [publicised(world) for _n in range(2)]

    page = day(world, client)
    assert "另有1项，一并移动" in page.text()
    confirm(world, client, page)

    assert {reread(problem).publicity_ends_on for problem in problems} == {date(2026, 3, 24)}


def test_days_of_another_year_are_named(client, world):
    page = notice(world, client, text="元旦：2026年12月31日至2027年1月2日放假。", is_published="on")

    assert "以下日期属于其他年份，未录入，请在该年另行录入：2026-12-31" in page.text()


# Carrying it out


def test_a_confirmed_change_moves_the_dates_and_says_how_many(client, world):
    kept, moved = publicised(world), publicised(world)
    page = day(world, client)

    done = confirm(world, client, page, keep=[f"publicity_ends_on:{kept.pk}"])

    assert (done.status, done.response["Location"]) == (302, f"{YEAR}?year=2026")
    shown = opened(client, world.administrator, f"{YEAR}?year=2026")
    assert f"2026年工作日历已更改（第{current().version}版）：移动1项日期，保留1项。" in shown.text()
    assert [reread(row).publicity_ends_on for row in (kept, moved)] == [date(2026, 3, 23), date(2026, 3, 24)]
    assert [row[1:3] for row in shown.table("#versions table")[1:]] == [
        ["示例1号", "已公布"],
        ["国务院办公厅历年通知（随系统安装）", "已公布"],
    ]


def test_a_notice_makes_a_year_known(client, world):
    assert is_provisional(date(2027, 2, 8))
    page = notice(world, client, is_published="on")
    assert "该年记为已公布" in page.text()

    confirm(world, client, page)

    assert not is_provisional(date(2027, 2, 8))
    assert [is_working(date(2027, 2, n)) for n in (6, 20)] == [False, True]
    assert CalendarYear.objects.get(year=2027).source == "示例1号"


def test_a_day_is_set_back_to_what_its_weekday_says(client, world):
    confirm(world, client, day(world, client, day="2026-10-08"))
    assert not is_working(date(2026, 10, 8))

    confirm(world, client, day(world, client, day="2026-10-08", kind="usual", name=""))

    assert current().year(2026).days == tuple(packaged(2026))


def test_a_rehearsal_that_is_out_of_date_is_refused(client, world):
    page = day(world, client)
    publicised(world)

    done = confirm(world, client, page)

    assert done.status == 409
    assert is_working(WEDNESDAY)


def test_a_second_click_is_refused(client, world):
    page = day(world, client)
    confirm(world, client, page)

    assert confirm(world, client, page).status == 409


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        ({"day": ""}, "必填"),
        ({"day": "2026-13-01"}, "日期"),
        ({"day": "2101-01-01"}, "工作日历的年份为"),
        ({"kind": "holiday"}, "holiday"),
        ({"kind": "worked"}, "周一至周五本来就上班"),
        ({"source": ""}, "必填"),
        ({"source": "机密★"}, "密"),
        ({"kind": "usual"}, "没有变动"),
    ],
)
def test_a_wrong_day_is_refused_beside_its_field_and_kept(client, world, data, sentence):
    page = day(world, client, **data)

    assert page.status == 400
    assert sentence in page.text("#day")
    assert page.values("#day form")["name"] == "示例假日"


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        ({"text": "2027-02-30 休 春节"}, "第1行“2027-02-30 休 春节”：日期不存在，或者起止颠倒"),
        ({"text": "2027-02-22 班"}, "第1行“2027-02-22 班”：周一至周五本来就上班"),
        ({"text": ""}, "必填"),
        ({"text": "各单位：遵照执行"}, "没有读出日期"),
        ({"text": "休" * 20_001}, "20000"),
        ({"source": ""}, "必填"),
    ],
)
def test_a_wrong_notice_is_refused_beside_its_field_and_kept(client, world, data, sentence):
    page = notice(world, client, **data)

    assert page.status == 400
    assert sentence in page.text("#notice")
    assert page.values("#notice form")["year"] == "2027"


def test_the_last_day_of_a_year_can_be_taken_out_again(client, world):
    confirm(world, client, day(world, client, day="2027-02-08"))
    confirm(world, client, day(world, client, day="2027-02-08", kind="usual", name=""))

    assert (current().year(2027).version, current().year(2027).days) == (current().version, ())


def test_a_damaged_confirmation_is_refused(client, world):
    assert confirm(world, client, day(world, client), year="x").status == 400


@pytest.mark.parametrize("year", ["", "1999", "x"])
def test_a_notice_for_no_year_is_refused(client, world, year):
    assert notice(world, client, year=year).status == 400


@pytest.mark.parametrize("who", ["desk", "leader", "liaison"])
def test_nobody_else_changes_it(client, world, who):
    page = opened(client, world.posts[who], CHECK, form="day", day="2026-03-18", kind="free", source="示例1号")

    assert page.status == 403
    assert "工作日历由管理员维护" in page.text()


def test_the_rehearsal_has_no_page_of_its_own(client, world):
    assert opened(client, world.administrator, CHECK).response["Location"] == YEAR


# Where dates are shown


def test_the_end_of_publicity_says_that_it_is_expected(client, world):
    world._traveller.move_to("2026-12-28 02:00:00+00:00")
    problem = publicised(world, world.now)

    page = opened(client, world.desk, reverse("problem", args=[problem.pk]))

    assert f"2027-01-04（{EXPECTED}）" in page.text()
    assert page.text().count(EXPECTED) == 3  # at the side, beside the decision, in the history


def test_the_day_by_which_a_unit_may_refuse_says_that_it_is_expected(client, world):
    world._traveller.move_to("2026-12-30 02:00:00+00:00")
    world._at = world.now
    problem = world.problem(State.DISPATCHED, due=date(2027, 6, 30))

    assert f"2027-01-01（{EXPECTED}）" in opened(client, world.handler, reverse("problem", args=[problem.pk])).text()
    assert EXPECTED in opened(client, world.handler, reverse("home")).text()


def test_a_date_in_an_announced_year_says_nothing(client, world):
    problem = publicised(world)

    assert EXPECTED not in opened(client, world.desk, reverse("problem", args=[problem.pk])).text()
