"""Start the server: the web process, and the background processes beside it where there are any."""

import argparse
import os
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from types import FrameType

from django.conf import settings
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from jianfa.cli.main import command_names
from jianfa.cli.parent import SERVED_BY

SUMMARY = gettext_lazy("start the server")
BACKGROUND = ("worker", "timer")
"""Commands that run beside the web process, as far as they exist."""
STOP_SECONDS = 20
RESTART_AFTER_SECONDS = 5
LOOK_EVERY_SECONDS = 0.5


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--address", metavar="HOST:PORT", help=_("where to listen (default: 127.0.0.1:8000)"))
    parser.add_argument("--port", type=int, metavar="PORT", help=_("the port alone, on 127.0.0.1"))
    parser.add_argument(
        "--portal", action="store_true", help=_("serve the public worker portal alone (default: 127.0.0.1:8001)")
    )
    parser.add_argument(
        "--with-portal", metavar="HOST:PORT", help=_("serve the public worker portal beside, as a process of its own")
    )
    parser.add_argument("--workers", type=int, default=1, metavar="N", help=_("web processes (default: 1)"))
    parser.add_argument("--threads", type=int, default=8, metavar="N", help=_("threads in each of them (default: 8)"))


def run(options: argparse.Namespace) -> int:
    if options.portal:
        return serve_portal(options)
    if missing := unapplied_migrations():
        sentence = _("The database is not up to date (%(names)s). Run “jianfa init” first.")
        print(sentence % {"names": missing}, file=sys.stderr)
        return 1
    connection.close()  # this process only watches over the others from here on
    address = f"127.0.0.1:{options.port}" if options.port else options.address or "127.0.0.1:8000"
    print(_("Jianfa is starting at %(address)s/ (Ctrl+C stops it)") % {"address": in_full(address)}, flush=True)
    jianfa = (sys.executable, "-m", "jianfa.cli.main")
    family = Family(web_command(address, options.workers, options.threads))
    family.beside = [(*jianfa, name) for name in BACKGROUND if name in command_names()]
    if options.with_portal and can_serve_portal():
        tell_where(options.with_portal)
        portal = web_command(options.with_portal, 1, options.threads)
        family.beside.append(portal)
        family.environments[portal] = portal_environment()
        print(_("The worker portal is at %(address)s/") % {"address": in_full(options.with_portal)}, flush=True)
    return family.live()


def tell_where(address: str) -> None:
    """Let what the sheets of the units say be where the portal listens, unless somebody has said something else."""
    if settings.LOCAL:
        os.environ.setdefault("JIANFA_PORTAL_ADDRESS", in_full(address))


def in_full(address: str) -> str:
    return f"{'http' if settings.LOCAL else 'https'}://{address}"


# The public process -----------------------------------------------------------------------------------------

TOLD = (
    "JIANFA_HOME", "JIANFA_LOCAL", "JIANFA_DEBUG", "JIANFA_HOSTS", "JIANFA_PROXIES", "JIANFA_BEHIND_TLS",
    "JIANFA_LOG_LEVEL", "JIANFA_PORTAL_ADDRESS", "JIANFA_PORTAL_HOSTS", "JIANFA_PORTAL_SECRET_KEY",
    "JIANFA_PORTAL_DATABASE_URL",
)  # fmt: skip
"""Settings that the public process reads, each also as a file; of all others it is told nothing."""
SURROUNDINGS = (
    "PATH", "HOME", "LANG", "LC_ALL", "LC_CTYPE", "TZ", "TMPDIR", "VIRTUAL_ENV", "PYTHONPATH", "PYTHONUNBUFFERED",
    "PYTHONDONTWRITEBYTECODE", "LD_LIBRARY_PATH", "DJANGO_SETTINGS_MODULE", "PGSSLMODE", "PGSSLROOTCERT",
)  # fmt: skip
"""What Python, the system and the connection to PostgreSQL need; no password stands in one of them."""


def serve_portal(options: argparse.Namespace) -> int:
    """Serve portal addresses only; the database is never asked by this process itself."""
    if not can_serve_portal():
        return 1
    address = f"127.0.0.1:{options.port}" if options.port else options.address or "127.0.0.1:8001"
    print(_("The worker portal is at %(address)s/") % {"address": in_full(address)}, flush=True)
    web = web_command(address, options.workers, options.threads)
    family = Family(web)
    family.environments[web] = portal_environment()
    return family.live()


def can_serve_portal() -> bool:
    """Say whether the public process has a database role of its own, where the database knows roles."""
    names = ("JIANFA_PORTAL_DATABASE_URL", "JIANFA_PORTAL_DATABASE_URL_FILE")
    if settings.IS_SQLITE or any(os.environ.get(name) for name in names):
        return True
    sentence = _("The portal is not served: it needs its own database role. Run “jianfa portal-role”.")
    print(sentence, "JIANFA_PORTAL_DATABASE_URL", file=sys.stderr)
    return False


def portal_environment() -> dict[str, str]:
    """Return the environment of the public process: what it reads, and nothing else."""
    told = {*SURROUNDINGS, *TOLD, *(f"{name}_FILE" for name in TOLD)}
    kept = {name: value for name, value in os.environ.items() if name in told}
    if settings.LOCAL:
        kept["JIANFA_LOCAL"] = "on"
    return {**kept, "JIANFA_PORTAL": "on"}


def unapplied_migrations() -> str:
    """Name what the database lacks, "" if nothing."""
    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return ", ".join(f"{migration.app_label}.{migration.name}" for migration, _backwards in plan[:3])


def web_command(address: str, workers: int, threads: int) -> tuple[str, ...]:
    """Return the command of the web process; no access log: who read what when is nobody's business."""
    return (
        sys.executable, "-m", "gunicorn", "jianfa.wsgi:application", "--bind", address, "--worker-class", "gthread",
        "--workers", str(workers), "--threads", str(threads), "--timeout", "60", "--graceful-timeout", "10",
        "--log-level", "warning", "--no-control-socket", "--config", "python:jianfa.cli.parent",
    )  # fmt: skip


class Family:
    """Processes that live and die together: without the web process there is no server."""

    def __init__(self, web: Sequence[str]) -> None:
        self.web = web
        self.beside: list[tuple[str, ...]] = []
        self.environments: dict[tuple[str, ...], dict[str, str]] = {}
        """Of processes that are not told everything this one knows."""
        self.running: dict[tuple[str, ...], subprocess.Popen[bytes]] = {}
        self.restart_at: dict[tuple[str, ...], float] = {}
        self.is_stopping = False

    def live(self) -> int:
        """Run until a signal comes or the web process ends; return its status, 0 after a signal."""
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            signal.signal(number, self._stop)
        web = self._start(tuple(self.web))
        for command in self.beside:
            self._start(command)
        while web.poll() is None and not self.is_stopping:
            self._revive()
            time.sleep(LOOK_EVERY_SECONDS)
        if not self.is_stopping:
            _end_children(web)
        self._end()
        return 0 if self.is_stopping else web.returncode or 0

    def _start(self, command: tuple[str, ...]) -> subprocess.Popen[bytes]:
        # A group of their own: Ctrl+C reaches this process only, which then ends them in order.
        known = self.environments.get(command, dict(os.environ))
        env = known | {SERVED_BY: str(os.getpid())}  # they end by themselves when this process is killed
        process = subprocess.Popen(command, env=env, start_new_session=True)  # noqa: S603 -- our own commands
        self.running[command] = process
        return process

    def _revive(self) -> None:
        """Start a background process again that has ended, after a pause."""
        now = time.monotonic()
        for command in self.beside:
            if self.running[command].poll() is None:
                self.restart_at.pop(command, None)
            elif now >= self.restart_at.setdefault(command, now + RESTART_AFTER_SECONDS):
                del self.restart_at[command]
                self._start(command)

    def _stop(self, _number: int, _frame: FrameType | None) -> None:
        self.is_stopping = True

    def _end(self) -> None:
        for process in self.running.values():
            if process.poll() is None:
                process.terminate()
        deadline = time.monotonic() + STOP_SECONDS
        for process in self.running.values():
            try:
                process.wait(max(0.1, deadline - time.monotonic()))
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def _end_children(ended: subprocess.Popen[bytes]) -> None:
    """Kill what a process that died left in its group: web processes that nobody watches, and the address they hold."""
    try:
        os.killpg(ended.pid, signal.SIGKILL)
    except ProcessLookupError:
        pass  # it had ended its children itself
