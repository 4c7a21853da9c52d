"""Whether `jianfa serve` is still there: what it started ends when it is gone, however it went, on every system."""

import os
import signal
import threading
import time
from typing import Any

SERVED_BY = "JIANFA_SERVED_BY"
"""Number of the process that started this one; set by `jianfa serve` for its children, never by hand."""
LOOK_EVERY_SECONDS = 1.0


def is_orphan() -> bool:
    """Say whether whoever started this process is gone; never where nobody said who that was."""
    started_by = os.environ.get(SERVED_BY, "")
    return started_by.isdigit() and os.getppid() != int(started_by)


def on_starting(_server: Any) -> None:
    """Watch from the gunicorn master, which looks after its own children only (its hook, named by `jianfa serve`)."""
    threading.Thread(target=_end_as_orphan, args=(os.getpid(),), daemon=True).start()


def _end_as_orphan(master: int) -> None:
    while not is_orphan():
        time.sleep(LOOK_EVERY_SECONDS)
    os.kill(master, signal.SIGTERM)  # requests under way are finished first
