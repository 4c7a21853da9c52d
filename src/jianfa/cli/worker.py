"""Do background jobs, one after the other, until stopped; `jianfa serve` starts this beside the web process."""

import argparse
import signal
import sys
import time
from types import FrameType

from django.db import OperationalError, close_old_connections
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from jianfa.calendar.queries import forget
from jianfa.cli.parent import is_orphan
from jianfa.jobs.actions import run_next

SUMMARY = gettext_lazy("do background jobs (imports and the like) until stopped")
REST_SECONDS = 1.0


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--until-idle", action="store_true", help=_("stop when no job is waiting"))


def run(options: argparse.Namespace) -> int:
    """Run until SIGTERM or SIGINT; a job under way is finished first."""
    stop = Stop()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, stop)
    while not stop.was_asked:
        close_old_connections()
        forget()  # the working calendar may have been changed since the job before
        if not _work():
            if options.until_idle:
                break
            time.sleep(REST_SECONDS)
    return 0


def _work() -> bool:
    try:
        return run_next()
    except OperationalError as error:  # the database is busy or away: come again
        print(error, file=sys.stderr)
        return False


class Stop:
    """Whether a signal has asked to stop, or `jianfa serve`, which started this process, is gone."""

    def __init__(self) -> None:
        self.came = False

    def __call__(self, _number: int, _frame: FrameType | None) -> None:
        self.came = True

    @property
    def was_asked(self) -> bool:
        return self.came or is_orphan()
