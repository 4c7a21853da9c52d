"""Make a round of the timer every minute until stopped; `jianfa serve` starts this beside the web process."""

import argparse
import logging
import signal
import time

from django.db import close_old_connections
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from jianfa.cli.proof.checkpoints import check_checkpoints
from jianfa.cli.worker import Stop
from jianfa.journal.actions import record_findings
from jianfa.journal.queries import checkpoint_keys, deployment_id
from jianfa.timer import make_round

logger = logging.getLogger(__name__)
SUMMARY = gettext_lazy("make the timer's rounds (terms, reminders, notices) until stopped")
EVERY_SECONDS = 60.0
LOOK_EVERY_SECONDS = 0.5
LATELY = 100
"""Checkpoints looked at when the timer starts."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--once", action="store_true", help=_("stop after one round"))


def run(options: argparse.Namespace) -> int:
    """Run until SIGTERM or SIGINT; a round under way is finished first."""
    stop = Stop()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, stop)
    if not options.once:
        _prove_lately()
    while not stop.was_asked:
        close_old_connections()
        begun = time.monotonic()
        _round()
        if options.once:
            break
        _rest(stop, begun + EVERY_SECONDS)
    return 0


def _prove_lately() -> None:
    """Look at the last checkpoints before the first round; a whole verification is made by night."""
    try:
        findings = list(check_checkpoints(deployment_id(), checkpoint_keys(), last=LATELY))
        record_findings(findings, at=timezone.now())
    except Exception:  # the rounds are made all the same
        logger.exception("the last checkpoints could not be verified")


def _rest(stop: Stop, until: float) -> None:
    while not stop.was_asked and time.monotonic() < until:
        time.sleep(LOOK_EVERY_SECONDS)


def _round() -> None:
    try:
        make_round()
    except Exception:  # the database is away: come again in a minute
        logger.exception("the round could not be made")
