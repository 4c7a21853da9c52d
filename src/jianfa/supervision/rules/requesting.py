"""Extensions: how long one may be, and the three classes of on time. Pure; sources: DESIGN §4, domain.md §2.4."""

from datetime import date, timedelta

from jianfa.supervision.states import OnTime


def on_time(applied_on: date, due: date | None, base: date | None, *, is_continuous: bool) -> OnTime:
    """Return the class: 原期限内 / 经批准延期内 / 逾期.

    ``due`` is the due date when it was applied for, ``base`` the same without what was granted (None: nothing was).
    Stopped days have moved both. A written date lasts until the end of its day; without a date nothing can be late.
    What was changed to continuous is never within the original term, for it was given another goal.
    """
    if due is not None and applied_on > due:
        return OnTime.OVERDUE
    if is_continuous or (base is not None and applied_on > base):
        return OnTime.EXTENDED
    return OnTime.ORIGINAL


def usual_limit(begun_on: date, due_original: date, due: date) -> date:
    """Return the last date an extension usually goes to: half of the original term after ``due`` (示例, domain.md).

    >>> usual_limit(date(2026, 3, 1), date(2026, 3, 31), date(2026, 3, 31))
    datetime.date(2026, 4, 15)
    """
    return due + timedelta(days=max((due_original - begun_on).days, 0) // 2)
