"""The real server and a PostgreSQL of one's own, started, killed with SIGKILL and started again."""

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import quote

from tests import source

BACK_WITHIN = 90.0
"""Seconds after which something that was killed is taken not to come back (the machine may be busy)."""


class NotBack(Exception):
    """What was killed did not come back in time."""


def wait_for(is_there: Callable[[], bool], what: str, every: float = 0.1) -> float:
    """Return how long it took, in seconds."""
    begun = time.monotonic()
    while not is_there():
        if time.monotonic() - begun > BACK_WITHIN:
            raise NotBack(what)
        time.sleep(every)
    return time.monotonic() - begun


# Processes ------------------------------------------------------------------------------------------------------


def children(pid: int) -> list[int]:
    """Return the processes started by this one, the oldest first."""
    return sorted(child for child, parent in _parents() if parent == pid)


def descendants(pid: int) -> list[int]:
    found = children(pid)
    return [*found, *(deeper for child in found for deeper in descendants(child))]


def _parents() -> Iterator[tuple[int, int]]:
    for directory in Path("/proc").iterdir():
        if directory.name.isdecimal():
            try:
                told = (directory / "stat").read_text()
            except OSError:  # it has ended
                continue
            yield int(directory.name), int(told.rpartition(")")[2].split()[1])


def words(pid: int) -> list[str]:
    """Return the command of a process; nothing where it has ended."""
    try:
        return [word for word in Path(f"/proc/{pid}/cmdline").read_bytes().decode().split("\0") if word]
    except OSError:
        return []


def kill(*pids: int) -> None:
    for pid in pids:
        try:
            os.kill(pid, signal.SIGKILL)
        except ProcessLookupError:
            pass  # it was faster


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


# Jianfa ---------------------------------------------------------------------------------------------------------


class Server:
    """``jianfa serve`` with two web processes; what keeps it running is this class, as a supervisor would."""

    def __init__(self, port: int, log: Path, command: list[str] | None = None) -> None:
        self.port, self.log = port, log
        serve = [sys.executable, "-m", "jianfa.cli.main", "serve", "--port", str(port), "--workers", "2"]
        self.command = command or [*serve, "--threads", "4"]
        self.process: subprocess.Popen[bytes] | None = None
        self.left: set[int] = set()
        """Processes that may outlive the one that started them."""

    def revive(self) -> None:
        """Start it where it does not run."""
        if self.process is None or self.process.poll() is not None:
            with self.log.open("ab") as log:
                self.process = subprocess.Popen(self.command, stdout=log, stderr=log, start_new_session=True)

    def parts(self) -> dict[str, list[int]]:
        """Return the processes by what they are: serve, master (of the web processes), web, worker, timer."""
        if self.process is None:
            return {}
        found: dict[str, list[int]] = {"serve": [self.process.pid]}
        for pid in children(self.process.pid):
            command = words(pid)
            part = "master" if "gunicorn" in command else command[-1] if command else ""
            found.setdefault(part, []).append(pid)
        found["web"] = [pid for master in found.get("master", []) for pid in children(master)]
        self.left.update(pid for pids in found.values() for pid in pids)
        return found

    def stop(self) -> int:
        """End it in order; return its status. What is left over is killed."""
        if self.process is None:
            return 0
        self.parts()
        self.process.terminate()
        try:
            return self.process.wait(40)
        finally:
            kill(*(pid for pid in self.left if any("jianfa" in word for word in words(pid))))


# PostgreSQL -----------------------------------------------------------------------------------------------------


class Cluster:
    """A PostgreSQL of one's own in a temporary directory, as scripts/with-postgres.sh makes one; it may be killed.

    It runs as it comes but for the network: every commit waits for the disk.
    """

    def __init__(self) -> None:
        self.bin = server_programs()
        self.home = Path(tempfile.mkdtemp(prefix="jianfa-race-"))
        self.user = "postgres" if os.getuid() == 0 else None
        self.process: subprocess.Popen[bytes] | None = None
        if self.user:
            shutil.chown(self.home, self.user)
            self.home.chmod(0o755)
        self._run("initdb", "--username", "jianfa", "--auth", "trust", "--encoding", "UTF8", "--locale", "C.UTF-8",
                  "--no-sync")  # fmt: skip
        self.url = f"postgres://jianfa@{quote(str(self.home), safe='')}/postgres"

    def _run(self, program: str, *arguments: str) -> None:
        subprocess.run(
            [self.bin / program, "--pgdata", self.home / "data", *arguments], user=self.user, cwd="/", check=True,
            stdout=subprocess.DEVNULL,
        )  # fmt: skip

    def revive(self, *, is_safe: bool = True) -> None:
        """Start it where it does not run; after a kill it may refuse until its last children have gone."""
        if self.process is not None and self.process.poll() is None:
            return
        settings = {
            "listen_addresses": "", "unix_socket_directories": str(self.home), "timezone": "UTC",
            "max_connections": "60", "fsync": "on" if is_safe else "off",
        }  # fmt: skip
        command = [str(self.bin / "postgres"), "-D", str(self.home / "data")]
        with (self.home / "log").open("ab") as log:
            self.process = subprocess.Popen(
                [*command, *(word for name, value in settings.items() for word in ("-c", f"{name}={value}"))],
                user=self.user, cwd="/", stdout=log, stderr=log, start_new_session=True,
            )  # fmt: skip

    def answers(self) -> bool:
        asked = subprocess.run(
            [self.bin / "pg_isready", "--quiet", "--host", self.home], stdout=subprocess.DEVNULL, check=False
        )
        return asked.returncode == 0

    def wait(self) -> float:
        def is_back() -> bool:
            self.revive()
            return self.answers()

        return wait_for(is_back, "PostgreSQL")

    def backends(self) -> list[int]:
        """Return the processes that serve one connection each."""
        if self.process is None:
            return []
        return [pid for pid in children(self.process.pid) if re.match(r"postgres: jianfa ", " ".join(words(pid)))]

    def stop(self) -> None:
        if self.process is not None and self.process.poll() is None:
            self.process.send_signal(signal.SIGINT)  # end every session at once, in order
            try:
                self.process.wait(60)
            except subprocess.TimeoutExpired:
                kill(*descendants(self.process.pid), self.process.pid)

    def remove(self) -> None:
        self.stop()
        shutil.rmtree(self.home, ignore_errors=True)


def server_programs() -> Path:
    """Return the directory of the newest PostgreSQL, Debian's or the one in .cache/postgres."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: -float(path.parent.name))
    found += sorted((source.ROOT / ".cache" / "postgres").glob("*/pginstall/bin"))
    return next(path for path in found if (path / "initdb").exists())
