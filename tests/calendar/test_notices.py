"""Reading a notice of the State Council, or lines that mean the same."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jianfa.calendar.queries import packaged
from jianfa.calendar.rules import (
    Exceptional,
    Wrong,
    as_notice,
    differences,
    holidays,
    is_usual,
    month,
    read_notice,
    table,
    with_day,
    worked,
)

NOTICE = """国务院办公厅关于2027年部分节假日安排的通知（示例）
各省、自治区、直辖市人民政府，国务院各部委、各直属机构：
经国务院批准，现将2027年元旦、春节、清明节放假调休日期的具体安排通知如下。
一、元旦：2026年12月31日（周四）至2027年1月2日（周六）放假调休，共3天。
二、春节：2月5日（农历除夕、周五）至11日（农历正月初六、周四）放假调休，共7天。1月31日（周日）、2月20日（周六）上班。
三、清明节：4月5日（周一）放假，与周末连休。
节假日期间，各地区、各部门要妥善安排好值班和安全、保卫等工作。
国务院办公厅
2026年11月4日
"""
YEAR = 2027
names = st.text(alphabet="元旦春节清明劳动端午中秋国庆", max_size=6)


@st.composite
def exceptional(draw) -> Exceptional:
    day = draw(st.dates(date(YEAR, 1, 1), date(YEAR, 12, 31)))
    return Exceptional(day, draw(st.booleans()) and not is_usual(day), draw(names))


years = st.lists(exceptional(), max_size=30, unique_by=lambda row: row.day).map(sorted)


def test_the_text_of_a_notice_is_read_as_it_was_published():
    found = read_notice(NOTICE, YEAR)

    assert found.faults == []
    assert found.elsewhere == [date(2026, 12, 31)]
    assert as_notice(found.days).splitlines() == [
        "2027-01-01 休 元旦", "2027-01-02 休 元旦", "2027-01-31 班 春节",
        *(f"2027-02-{day:02} 休 春节" for day in range(5, 12)), "2027-02-20 班 春节", "2027-04-05 休 清明节",
    ]  # fmt: skip


@pytest.mark.parametrize(
    "line",
    [
        "2027-02-06 休 春节", "2027/2/6 休 春节", "2027年2月6日，休，春节", "2月6日 放假 春节", "2027-02-06\t休\t春节",
        "春节：2月6日（周六）放假。",
    ],
)  # fmt: skip
def test_a_day_may_be_written_in_any_usual_way(line):
    assert read_notice(line, YEAR).days == [Exceptional(date(2027, 2, 6), False, "春节")]


@pytest.mark.parametrize("line", ["2027-02-06 至 2027-02-08 休 春节", "2月6日—8日 休 春节", "2月6日至2月8日放假 春节"])
def test_a_range_is_every_day_in_it(line):
    assert [row.day.day for row in read_notice(line, YEAR).days] == [6, 7, 8]


@pytest.mark.parametrize(
    ("line", "wrong"),
    [
        ("2027-02-30 休", Wrong.NOT_A_DATE),
        ("2月8日至6日 休", Wrong.NOT_A_DATE),
        ("2月6日至5月6日 休", Wrong.NOT_A_DATE),
        ("8日 休 春节", Wrong.NOT_A_DATE),
        ("休 春节", Wrong.NO_DAY),
        ("20270206 休 春节", Wrong.NO_DAY),
        ("四、劳动节放假", Wrong.NO_DAY),
        ("劳动节：放假5天。", Wrong.NO_DAY),
        ("2027-03-01", Wrong.NO_KIND),
        ("2027-03-01 休 班", Wrong.BOTH),
        ("2027-02-22 班", Wrong.WORKED_ANYWAY),
        ("2028-01-01 休 元旦", Wrong.OTHER_YEAR),
        (f"2027-01-01 休 {'节' * 41}", Wrong.LONG_NAME),
        ("、".join(f"{n % 12 + 1}月{n // 12 + 1}日" for n in range(40)) + " 休", Wrong.TOO_LONG),
    ],
)
def test_it_says_what_is_wrong_with_a_line(line, wrong):
    found = read_notice(f"2027-01-01 休 元旦\n{line}", YEAR)

    assert [(fault.row, fault.wrong) for fault in found.faults] == [(2, wrong)]


def test_a_day_cannot_be_off_and_worked():
    found = read_notice("2027-02-20 班\n2027-02-20 休", YEAR)

    assert [(fault.row, fault.wrong) for fault in found.faults] == [(2, Wrong.BOTH)]


@given(years)
def test_what_is_written_out_is_read_back(days):
    found = read_notice(as_notice(days), YEAR)

    assert (found.days, found.faults, found.elsewhere) == (days, [], [])


@given(st.text(max_size=200))
def test_nothing_that_is_pasted_breaks_it(text):
    found = read_notice(text, YEAR)

    assert all(row.day.year == YEAR for row in found.days)


@given(years, years)
def test_only_what_differs_is_named(one, other):
    found = differences(one, other)

    assert differences(one, one) == []
    assert {row.day for row in found} == {row.day for row in set(one) ^ set(other)}
    both = table({row.day: row.is_worked for row in one}), table({row.day: row.is_worked for row in other})
    assert all(row.is_about_work == (both[0](row.day) != both[1](row.day)) for row in found)


@given(years, st.dates(date(YEAR, 1, 1), date(YEAR, 12, 31)))
def test_a_day_set_back_is_like_any_other(days, day):
    found = with_day(with_day(days, day, is_worked=False, name="示例"), day, is_worked=None)

    assert found == [row for row in days if row.day != day]


@given(years)
def test_the_twelve_months_hold_every_day_once(days):
    by_day = {row.day: row for row in days}
    cells = [cell for n in range(1, 13) for week in month(YEAR, n, by_day) for cell in week if cell]

    assert [cell.day for cell in cells] == [date(YEAR, 1, 1) + timedelta(days=n) for n in range(365)]
    assert all(cell.is_worked == worked(cell.day, by_day.get(cell.day)) for cell in cells)


def test_holidays_are_told_by_name_with_the_weekends_worked_for_them():
    found = holidays(packaged(2026))

    assert [(row.name, len(row.free)) for row in found] == [
        ("元旦", 3), ("春节", 9), ("清明节", 3), ("劳动节", 5), ("端午节", 3), ("中秋节", 3), ("国庆节", 7),
    ]  # fmt: skip
    assert found[1].worked == (date(2026, 2, 14), date(2026, 2, 28))


@pytest.mark.parametrize("year", range(2004, 2027))
def test_no_weekday_of_the_package_is_named_as_worked(year):
    assert [row.day for row in packaged(year) if row.is_worked and is_usual(row.day)] == []
