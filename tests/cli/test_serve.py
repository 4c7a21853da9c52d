"""The server's processes: when the web process is killed, nothing of it stays behind that keeps it from coming back."""

import signal
import socket
import sys
import textwrap
import time

import pytest

from jianfa.cli import serve

SCRIPT = """
    import os, signal, socket, time
    listening = socket.create_server(("127.0.0.1", {port}))
    if not os.fork():
        time.sleep(60)  # as a web process that has not noticed yet
        os._exit(0)
    os.kill(os.getpid(), signal.SIGKILL)
"""


@pytest.fixture
def port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return int(probe.getsockname()[1])


def is_free(port: int) -> bool:
    """Say whether one can listen there, within two seconds: a killed process takes a moment to go."""
    until = time.monotonic() + 2
    while time.monotonic() < until:
        try:
            socket.create_server(("127.0.0.1", port)).close()
        except OSError:
            time.sleep(0.02)
        else:
            return True
    return False


def test_a_killed_web_process_leaves_no_child_that_holds_the_address(monkeypatch, port):
    monkeypatch.setattr(signal, "signal", lambda *_given: None)  # the handlers of this process stay its own
    family = serve.Family((sys.executable, "-c", textwrap.dedent(SCRIPT.format(port=port))))

    status = family.live()

    assert status == -signal.SIGKILL
    assert is_free(port)
