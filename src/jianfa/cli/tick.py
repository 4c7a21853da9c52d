"""Make one round of the timer now, and say what was done; for a cron of one's own, and for looking."""

import argparse
import sys
from datetime import datetime

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from jianfa.timer import Now, make_round

SUMMARY = gettext_lazy("make one round of the timer now")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--at", metavar="ISO", type=_moment, help=_("as if it were this moment; on a machine of one's own only")
    )


def _moment(text: str) -> datetime:
    found = datetime.fromisoformat(text)
    return timezone.make_aware(found) if timezone.is_naive(found) else found


def run(options: argparse.Namespace) -> int:
    if options.at is not None and not settings.LOCAL:
        print(
            _("--at would let terms run out that have not: it works on a machine of one's own only."), file=sys.stderr
        )
        return 1
    done = make_round(clock_at(options.at))
    print(str(done) or _("Nothing was due."))
    return 1 if done.failed else 0


def clock_at(at: datetime | None) -> Now:
    """Return the clock of the round: the true one, or one that stood at ``at`` when the round began."""
    if at is None:
        return timezone.now
    shift = at - timezone.now()
    return lambda: timezone.now() + shift
