"""What was told in the demo's last days: the timer reads the journal from a week ago on."""

from datetime import datetime, timedelta

from jianfa.demo.city import City
from jianfa.demo.days import SHANGHAI, TIMER_RUNS, Moment
from jianfa.notices.actions import begin_reading, collect

DAYS_TOLD = 7


def begin_telling(city: City) -> Moment:
    """From a week ago on everybody is told what concerns them; of what was before, nobody is."""
    first = datetime.combine(city.days.today - timedelta(days=DAYS_TOLD), TIMER_RUNS, SHANGHAI)

    def begin(_at: datetime) -> None:
        begin_reading()

    return Moment(first, "", begin)


def tell(city: City) -> None:
    """Tell what has happened since, early this morning."""
    collect(at=datetime.combine(city.days.today, TIMER_RUNS, SHANGHAI))
