"""Deadline words, each against a day in March 2023."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jianfa.exchange.reading.deadlines import Term, read_deadline

ON = date(2023, 3, 20)


@pytest.mark.parametrize(
    ("text", "due"),
    [
        ("2023年6月底前", "2023-06-30"),
        ("6月底", "2023-06-30"),
        ("第三季度", "2023-09-30"),
        ("三季度末", "2023-09-30"),
        ("2023年三季度", "2023-09-30"),
        ("2023Q3", "2023-09-30"),
        ("Ⅲ季度", "2023-09-30"),
        ("2023年中", "2023-06-30"),
        ("年中", "2023-06-30"),
        ("9月中旬", "2023-09-20"),
        ("23.9.30", "2023-09-30"),
        ("上半年", "2023-06-30"),
        ("2023年下半年", "2023-12-31"),
        ("年底前", "2023-12-31"),
        ("年内", "2023-12-31"),
        ("2023年年底", "2023-12-31"),
        ("2023年", "2023-12-31"),
        ("明年6月底", "2024-06-30"),
        ("2023.9.15", "2023-09-15"),
        ("2023/7/20", "2023-07-20"),
        ("2023-08-31 00:00:00", "2023-08-31"),
        ("20230915", "2023-09-15"),
        ("202306", "2023-06-30"),
        ("2023. 9. 15", "2023-09-15"),
        ("2023。9。15", "2023-09-15"),
        ("２０２３年６月底前", "2023-06-30"),
        ("二〇二三年六月", "2023-06-30"),
        ("二○二三年十二月三十一日前", "2023-12-31"),
        ("十月底前", "2023-10-31"),
        ("23年6月", "2023-06-30"),
        ("2023年11月", "2023-11-30"),
        ("8月上旬", "2023-08-10"),
        ("8月中旬", "2023-08-20"),
        ("2月下旬", "2023-02-28"),
        ("9月15日前", "2023-09-15"),
        ("9.15", "2023-09-15"),
        ("月底前", "2023-03-31"),
        ("下月底", "2023-04-30"),
        ("本季度末", "2023-03-31"),
        ("2023年3月—6月", "2023-06-30"),
        ("2023年4月起，12月底前完成", "2023-12-31"),
        ("2023年3月启动，10月底完成", "2023-10-31"),
        ("2023、6、30", "2023-06-30"),
        ("“十四五”末", "2025-12-31"),
        ("十五五期间", "2030-12-31"),
        ("2023年6-9月", "2023-09-30"),
        ("2023年3月1日至2023年10月31日", "2023-10-31"),
        ("2023年12月31日24:00前", "2023-12-31"),
        ("立行立改，2023年4月底前", "2023-04-30"),
    ],
)
def test_words_with_a_date(text: str, due: str) -> None:
    deadline = read_deadline(text, on=ON)
    assert (deadline.due, deadline.clock, deadline.text) == (date.fromisoformat(due), "phased", text)
    assert deadline.doubts == ()


@pytest.mark.parametrize("text", ["立行立改", "立即整改", "即知即改", "立查立改", "边查边改"])
def test_words_for_at_once(text: str) -> None:
    assert (read_deadline(text, on=ON).due, read_deadline(text, on=ON).clock) == (None, "immediate")


@pytest.mark.parametrize("text", ["长期坚持", "持续推进", "常态化", "长期", "立行立改并长期坚持", "每季度一次"])
def test_words_for_ever(text: str) -> None:
    assert (read_deadline(text, on=ON).due, read_deadline(text, on=ON).clock) == (None, "continuous")


@pytest.mark.parametrize(
    ("text", "term"),
    [
        ("3个月内", Term(3, "month")),
        ("三个月内", Term(3, "month")),
        ("15个工作日内", Term(15, "workday")),
        ("10日内", Term(10, "day")),
        ("半年内", Term(6, "month")),
        ("一年以内", Term(1, "year")),
    ],
)
def test_terms_that_have_not_begun_give_no_date(text: str, term: Term) -> None:
    deadline = read_deadline(text, on=ON)
    assert (deadline.due, deadline.clock, deadline.term, deadline.doubts) == (None, "phased", term, ("counted_term",))


@pytest.mark.parametrize(
    ("text", "doubt"),
    [
        ("2023.6 / 2023.12", "several_dates"),
        ("6月前", "before_month"),
        ("2023年6月底前完成，并长期坚持", "also_continuous"),
        ("2023年2月30日", "impossible_date"),
        ("2023年13月", "impossible_date"),
        ("尽快", "unread_deadline"),
        ("2053年6月", "far_date"),
    ],
)
def test_what_is_unclear_is_said(text: str, doubt: str) -> None:
    assert read_deadline(text, on=ON).doubts == (doubt,)


@pytest.mark.parametrize(
    ("text", "nearest"),
    [
        ("2023年2月30日", "2023-02-28"),
        ("2024年2月30日前", "2024-02-29"),
        ("2月30日", "2023-02-28"),
        ("2023.6.31", "2023-06-30"),
        ("2023/11/31", "2023-11-30"),
        ("2023-13-05", "2023-12-05"),
        ("20230230", "2023-02-28"),
        ("13月底", "2023-12-31"),
        ("2023年13月", "2023-12-31"),
        ("2023年13月中旬", "2023-12-20"),
        ("2023年0月", "2023-01-31"),
        ("2023年6月0日", "2023-06-01"),
        ("2023年6月310日", "2023-06-30"),
        ("2023.6.310", "2023-06-30"),
        ("第五季度", "2023-12-31"),
        ("二月三十日", "2023-02-28"),
    ],
)
def test_the_day_nearest_to_one_that_does_not_exist_is_offered_and_not_taken(text: str, nearest: str) -> None:
    deadline = read_deadline(text, on=ON)
    assert (deadline.due, deadline.doubts) == (None, ("impossible_date",))
    assert str(deadline.nearest) == nearest


def test_a_deadline_cell_can_claim_that_it_is_done() -> None:
    assert read_deadline("已完成", on=ON).done
    assert read_deadline("2023年6月底前（已完成）", on=ON).done
    assert not read_deadline("未完成", on=ON).done


@given(
    st.dates(date(2015, 1, 1), date(2032, 12, 31)),
    st.sampled_from(["{0}年{1}月{2}日", "{0}-{1:02}-{2:02}", "{0}.{1}.{2}", "{0}/{1}/{2}前", "{0}{1:02}{2:02}"]),
)
def test_a_full_date_means_itself_on_any_day(day: date, form: str) -> None:
    text = form.format(day.year, day.month, day.day)
    assert read_deadline(text, on=day).due == day


@given(st.dates(date(2015, 1, 1), date(2032, 12, 31)), st.integers(1, 12))
def test_words_without_a_year_stay_in_the_year_they_are_read_in(on: date, month: int) -> None:
    due = read_deadline(f"{month}月底", on=on).due
    assert due is not None
    assert (due.year, due.month) == (on.year, month)


@given(st.text(max_size=30))
def test_any_text_is_read_without_an_error(text: str) -> None:
    assert read_deadline(text, on=ON).clock in (None, "immediate", "phased", "continuous")


@pytest.mark.parametrize(
    ("text", "clock"),
    [
        ("立改", "immediate"),
        ("即改即销", "immediate"),
        ("当场整改", "immediate"),
        ("2023年7月1日起长期坚持", "continuous"),
        ("贯穿全年", "continuous"),
        ("分阶段整改", "phased"),
        ("2年", "phased"),
        ("2023年7月1日起", None),
    ],
)
def test_words_without_a_last_day_have_a_clock_and_no_date(text: str, clock: str | None) -> None:
    deadline = read_deadline(text, on=ON)
    assert (deadline.due, deadline.clock) == (None, clock)
