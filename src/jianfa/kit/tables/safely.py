"""Reading an uploaded file in a child process with limits of its own."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import tempfile
from dataclasses import asdict
from pathlib import Path

from jianfa.kit.tables.model import Limits, TableRefused, Workbook
from jianfa.kit.tables.wire import from_json

_ROOT = Path(__file__).resolve().parents[3]
_BEGIN = "import sys; sys.path.insert(0, sys.argv[1]); from jianfa.kit.tables.child import main; main(sys.argv[2])"


def read_safely(path: Path | str, limits: Limits | None = None) -> Workbook:
    """Read a file nobody vouches for: parsed in a child process that limits itself, answered in JSON.

    The child gets the bytes on standard input, no environment of ours, and no way to write a file.
    Raises TableRefused with the reason; nothing of a refused file is kept.
    """
    limits = limits or Limits()
    try:
        size = Path(path).stat().st_size
        source = Path(path).open("rb")  # noqa: SIM115 - closed by the with below
    except OSError as error:
        raise TableRefused("not_found") from error
    with source, tempfile.TemporaryFile() as answer:
        if size > limits.file_bytes:
            raise TableRefused("file_too_big", {"limit": limits.file_bytes // 2**20})
        if size == 0:
            raise TableRefused("empty")
        code = _run(source.fileno(), answer.fileno(), limits)
        answer.seek(0)
        said = answer.read()
    if code == 0:
        try:
            return from_json(said)
        except ValueError as error:
            raise TableRefused("unreadable") from error
    raise _reason(code, limits)


def _run(source: int, answer: int, limits: Limits) -> int:
    command = [sys.executable, "-I", "-X", "utf8", "-c", _BEGIN, str(_ROOT), json.dumps(asdict(limits))]
    environment = {"LANG": "C.UTF-8", "RUST_BACKTRACE": "0"}
    child = subprocess.Popen(  # noqa: S603 - our own interpreter, arguments of our own
        command, stdin=source, stdout=answer, stderr=subprocess.DEVNULL, env=environment, close_fds=True
    )
    try:
        return child.wait(timeout=limits.wall_seconds)
    except subprocess.TimeoutExpired:
        child.kill()
        child.wait()
        return -signal.SIGXCPU
    except BaseException:
        child.kill()
        child.wait()
        raise


def _reason(code: int, limits: Limits) -> TableRefused:
    """What the way the child ended says: XCPU/KILL = time, ABRT (calamine) = memory, else unknown."""
    if code in (-signal.SIGXCPU, -signal.SIGKILL):
        return TableRefused("too_slow", {"limit": limits.cpu_seconds})
    if code in (-signal.SIGABRT, -signal.SIGSEGV, -signal.SIGBUS, -signal.SIGXFSZ):
        return TableRefused("too_heavy")
    return TableRefused("unreadable")
