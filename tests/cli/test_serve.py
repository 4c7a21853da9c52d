"""The server's processes: when the web process is killed, nothing of it stays behind that keeps it from coming back."""

import signal
import socket
import subprocess
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


FAMILY = """
    import os, sys
    from jianfa.cli import serve
    child = (sys.executable, "-c", {child!r})
    serve.Family(child).live()
"""
WORKER = """
import os, time
from jianfa.cli.main import prepare_environment
prepare_environment()
import django
django.setup()
from jianfa.cli.worker import Stop
stop = Stop()
print(os.getpid(), flush=True)
while not stop.was_asked:
    time.sleep(0.05)
print("ended by itself", flush=True)
"""
WEB = """
import os, time
from jianfa.cli import parent
parent.on_starting(None)
print(os.getpid(), flush=True)
time.sleep(60)
"""


@pytest.mark.parametrize(("child", "last_words"), [(WORKER, "ended by itself"), (WEB, "")])
def test_what_serve_started_ends_when_serve_alone_is_killed(child, last_words):
    script = textwrap.dedent(FAMILY.format(child=child))
    with subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE, text=True) as serving:
        assert serving.stdout is not None
        int(serving.stdout.readline())  # the child is there

        serving.kill()
        begun = time.monotonic()
        rest = serving.stdout.read()  # ends when the last process that holds the pipe is gone

    assert rest.strip() == last_words
    assert time.monotonic() - begun < 10


def test_a_killed_web_process_leaves_no_child_that_holds_the_address(monkeypatch, port):
    monkeypatch.setattr(signal, "signal", lambda *_given: None)  # the handlers of this process stay its own
    family = serve.Family((sys.executable, "-c", textwrap.dedent(SCRIPT.format(port=port))))

    status = family.live()

    assert status == -signal.SIGKILL
    assert is_free(port)
