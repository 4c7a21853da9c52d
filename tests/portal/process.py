"""The public process itself, on the database of the tests (SQLite: what a role is on PostgreSQL, test_grants asks)."""

import os
import socket
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection

from jianfa.cli.serve import portal_environment, web_command

STARTS_WITHIN = 30


@contextmanager
def running() -> Iterator[str]:
    """Start it, give its address, end it."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    environment = portal_environment() | {
        "JIANFA_HOME": os.environ["JIANFA_HOME"],
        "JIANFA_PORTAL_DATABASE_URL": f"sqlite:///{connection.settings_dict['NAME']}",
    }
    process = subprocess.Popen(web_command(f"127.0.0.1:{port}", 1, 4), env=environment, start_new_session=True)
    try:
        address = f"http://127.0.0.1:{port}"
        until = time.monotonic() + STARTS_WITHIN
        while status_of(f"{address}/privacy/") == 0 and process.poll() is None and time.monotonic() < until:
            time.sleep(0.1)
        yield address
    finally:
        process.terminate()
        process.wait(20)


def status_of(address: str) -> int:
    """Return the status of an address, 0 while nobody listens."""
    try:
        with urllib.request.urlopen(address, timeout=10) as answer:
            return int(answer.status)
    except urllib.error.HTTPError as error:
        return error.code
    except OSError:
        return 0
