"""Say in plain words what is misconfigured on this machine, and what to do about it."""

import argparse
import os
import shutil
import sqlite3
import stat
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path
from smtplib import SMTPException
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.conf import settings
from django.core import mail
from django.core.exceptions import ImproperlyConfigured
from django.db import DatabaseError, connection
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from jianfa.calendar.queries import current
from jianfa.cli.findings import FAULT, GOOD, WARNING, Finding
from jianfa.cli.portal_checks import check_portal
from jianfa.cli.serve import unapplied_migrations
from jianfa.cli.triggers import missing_triggers
from jianfa.documents.queries import own_faces
from jianfa.journal.models import Deployment, PublicKey
from jianfa.journal.queries import checkpoint_keys, latest_checkpoint, write_offs_are_open
from jianfa.kit.signing import NoSigningKey, key_id, public_key
from jianfa.notices.models import Cursor, Delivery, RobotKind
from jianfa.notices.queries import configured_robots
from jianfa.supervision.queries.recounting import runs_into
from jianfa.timer import BEAT

__all__ = ["FAULT", "GOOD", "SUMMARY", "WARNING", "Finding", "add_arguments", "run"]
SUMMARY = gettext_lazy("say what is misconfigured, and what to do about it")
SHORTEST_SECRET = 50
SMALLEST_FREE_MB = 500
LARGEST_UPLOAD_MB = 50
OLDEST_POSTGRESQL = 15
NETWORK_DISKS = {"nfs", "nfs4", "cifs", "smb3", "smbfs", "9p", "fuse.sshfs", "afs", "ceph", "glusterfs", "fuse.davfs"}
DECEMBER = 12
MOUNTS = Path("/proc/mounts")

Check = Callable[[], Iterator[Finding]]


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--quiet", action="store_true", help=_("say only what is not in order"))


def run(options: argparse.Namespace) -> int:
    findings = [finding for check in CHECKS for finding in check()]
    for finding in findings:
        if finding.sign != GOOD or not options.quiet:
            print(f"{finding.sign} {finding.sentence}")
            if finding.remedy:
                print(f"  → {finding.remedy}")
    faults = sum(finding.sign == FAULT for finding in findings)
    print()
    if faults:
        print(ngettext("%(n)s thing must be put right.", "%(n)s things must be put right.", faults) % {"n": faults})
    else:
        print(_("Everything that matters is in order."))
    return 1 if faults else 0


def check_mode() -> Iterator[Finding]:
    mode = _("a machine of one's own") if settings.LOCAL else _("a server")
    yield Finding(GOOD, _("Runs as %(mode)s; data in %(home)s") % {"mode": mode, "home": settings.HOME})
    if settings.DEBUG:
        sign = WARNING if settings.LOCAL else FAULT
        yield Finding(sign, _("Debugging is on: error pages show code and settings."), "JIANFA_DEBUG=off")


def check_secret() -> Iterator[Finding]:
    try:
        length = len(settings.SECRET_KEY)
    except ImproperlyConfigured:
        length = 0
    if not length:
        yield Finding(
            FAULT, _("There is no secret key; nothing can be served."),
            _("Put at least 50 random characters into a file and name it in JIANFA_SECRET_KEY_FILE."),
        )  # fmt: skip
    elif length < SHORTEST_SECRET:
        sentence = _("The secret key has %(n)s characters; it needs %(least)s.")
        yield Finding(FAULT, sentence % {"n": length, "least": SHORTEST_SECRET}, "JIANFA_SECRET_KEY_FILE")
    else:
        yield Finding(GOOD, _("The secret key is long enough."))


def check_serving() -> Iterator[Finding]:
    if settings.LOCAL:
        yield Finding(GOOD, _("Plain http, on this machine only; do not put it on a network like this."))
        return
    if not settings.ALLOWED_HOSTS:
        yield Finding(
            FAULT, _("No host name is allowed; every request is refused."), "JIANFA_HOSTS=jianfa.example.gov.cn"
        )
    elif "*" in settings.ALLOWED_HOSTS:
        yield Finding(FAULT, _("Every host name is allowed."), _("Name them in JIANFA_HOSTS, separated by commas."))
    else:
        yield Finding(GOOD, _("Answers as %(hosts)s.") % {"hosts": ", ".join(settings.ALLOWED_HOSTS)})
    if not (settings.SESSION_COOKIE_SECURE and settings.CSRF_COOKIE_SECURE):
        yield Finding(FAULT, _("Cookies would be sent without https."), "JIANFA_DEBUG=off, JIANFA_LOCAL=off")
    if settings.SECURE_PROXY_SSL_HEADER is None:
        yield Finding(
            FAULT, _("Nothing says that a proxy in front ends https: every page would redirect to itself for ever."),
            _("Let the proxy set X-Forwarded-Proto, and set JIANFA_BEHIND_TLS=on."),
        )  # fmt: skip
    else:
        yield Finding(GOOD, _("Cookies travel over https only."))


def check_database() -> Iterator[Finding]:
    try:
        connection.ensure_connection()
    except (DatabaseError, sqlite3.Error) as error:
        yield Finding(
            FAULT, _("The database cannot be reached: %(error)s") % {"error": str(error).strip()}, "DATABASE_URL"
        )
        return
    if missing := unapplied_migrations():
        yield Finding(FAULT, _("The database is not up to date: %(names)s") % {"names": missing}, "jianfa init")
        return
    yield Finding(GOOD, _("The database answers and is up to date."))
    if not Deployment.objects.exists():
        yield Finding(FAULT, _("The installation has no name yet."), "jianfa init")
    if missing := ", ".join(missing_triggers(connection)):
        yield Finding(
            FAULT, _("Triggers that keep the record append-only are missing: %(names)s") % {"names": missing},
            _("Find out who removed them; restore the database from a backup that has them."),
        )  # fmt: skip
    else:
        yield Finding(GOOD, _("The record is append-only; all triggers are there."))
    yield from (_sqlite() if settings.IS_SQLITE else _postgresql())


def _sqlite() -> Iterator[Finding]:
    path = Path(str(settings.DATABASES["default"]["NAME"]))
    kind = disk_of(path)
    if kind in NETWORK_DISKS:
        yield Finding(
            WARNING, _("SQLite stands on a network disk (%(kind)s), where its locks do not hold.") % {"kind": kind},
            _("Put JIANFA_HOME on a local disk, or use PostgreSQL."),
        )  # fmt: skip
    else:
        yield Finding(GOOD, _("SQLite %(version)s on a local disk.") % {"version": sqlite3.sqlite_version})


def disk_of(path: Path) -> str:
    """Return the kind of file system a path stands on, "" where the system does not say."""
    try:
        mounts = [line.split() for line in MOUNTS.read_text(encoding="utf-8").splitlines()]
    except OSError:
        return ""
    real = path.resolve()
    fitting = [(Path(parts[1]), parts[2]) for parts in mounts if real.is_relative_to(parts[1])]
    return max(fitting, key=lambda pair: len(pair[0].parts))[1] if fitting else ""


def _postgresql() -> Iterator[Finding]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('server_version_num')::int, datcollate, datctype FROM pg_database "
                       "WHERE datname = current_database()")  # fmt: skip
        number, collation, kind = cursor.fetchone()
    version = number // 10_000
    if version < OLDEST_POSTGRESQL:
        sentence = _("PostgreSQL %(version)s is too old.") % {"version": version}
        yield Finding(FAULT, sentence, _("Use PostgreSQL %(least)s or newer.") % {"least": OLDEST_POSTGRESQL})
    else:
        yield Finding(GOOD, f"PostgreSQL {version}")
    if {collation, kind} - {"C.UTF-8", "C.utf8"}:
        yield Finding(
            WARNING, _("The database sorts by %(name)s; orders may differ from one machine to the next.")
            % {"name": collation}, "CREATE DATABASE … LC_COLLATE 'C.UTF-8' LC_CTYPE 'C.UTF-8' TEMPLATE template0",
        )  # fmt: skip


def check_signing_key() -> Iterator[Finding]:
    path = settings.SIGNING_KEY_FILE
    try:
        public = public_key(path)
    except NoSigningKey as error:
        remedy = _("“jianfa init” makes one; after a restore put the old one back.")
        yield Finding(FAULT, _("The signing key cannot be read: %(error)s") % {"error": error}, remedy)
        return
    if stat.S_IMODE(path.stat().st_mode) & 0o077:
        yield Finding(FAULT, _("Others can read the signing key %(path)s.") % {"path": path}, f"chmod 600 {path}")
    try:
        is_known = PublicKey.objects.filter(pk=key_id(public)).exists()
    except DatabaseError:
        return  # the database has been spoken of already
    if is_known:
        yield Finding(GOOD, _("The signing key can be read, and its public half is known."))
    else:
        remedy = _("If the key was changed on purpose, “jianfa init” makes it known.")
        yield Finding(FAULT, _("The public half of the signing key is not in the database."), remedy)


def check_checkpoints() -> Iterator[Finding]:
    """The second key, the folder for notes, and whether the record is sealed and fits itself."""
    path = settings.CHECKPOINT_KEY_FILE
    try:
        public = public_key(path)
    except NoSigningKey as error:
        sentence = _("The key of checkpoints cannot be read here, so nothing is sealed from here: %(error)s") % {
            "error": error
        }
        yield Finding(FAULT, sentence, _("“jianfa init” makes one; after a restore put the old one back."))
        return
    if stat.S_IMODE(path.stat().st_mode) & 0o077:
        sentence = _("Others can read the key of checkpoints %(path)s.")
        yield Finding(FAULT, sentence % {"path": path}, f"chmod 600 {path}")
    try:
        if key_id(public) not in checkpoint_keys():
            remedy = _("If the key was changed on purpose, “jianfa init” makes it known.")
            yield Finding(FAULT, _("The key of checkpoints was never announced; nothing is sealed."), remedy)
        latest, is_whole = latest_checkpoint(), write_offs_are_open()
    except (DatabaseError, RuntimeError):
        return  # the database has been spoken of already
    if not is_whole:
        remedy = _("Nothing is written off until the auditor has answered it on the page “Proof of the record”.")
        yield Finding(FAULT, _("A verification has found that the record does not fit itself."), remedy)
    if latest is not None:
        yield Finding(GOOD, _("The record is sealed up to checkpoint %(n)s.") % {"n": latest.n})
    yield from _outside(settings.CHECKPOINT_DIR)


def _outside(folder: Path | None) -> Iterator[Finding]:
    if folder is None:
        sentence = _("Notes of checkpoints are put nowhere outside: an old backup put back would not be noticed.")
        yield Finding(GOOD if settings.LOCAL else WARNING, sentence, "JIANFA_CHECKPOINT_DIR")
    elif folder.exists() and not os.access(folder, os.W_OK | os.X_OK):
        sentence = _("Notes of checkpoints cannot be written to %(path)s.")
        yield Finding(FAULT, sentence % {"path": folder}, "JIANFA_CHECKPOINT_DIR")


def check_files() -> Iterator[Finding]:
    root = settings.FILES_ROOT
    if not root.is_dir() or not os.access(root, os.W_OK | os.X_OK):
        yield Finding(
            FAULT, _("Evidence cannot be stored: %(path)s cannot be written.") % {"path": root}, "JIANFA_FILES"
        )
        return
    free = shutil.disk_usage(root).free // 1024**2
    if free < SMALLEST_FREE_MB:
        yield Finding(WARNING, _("Only %(n)s MB are free in %(path)s.") % {"n": free, "path": root})
    else:
        yield Finding(GOOD, _("Evidence can be stored in %(path)s.") % {"path": root})
    size = settings.MAX_UPLOAD_BYTES // 1024**2
    if size > LARGEST_UPLOAD_MB:
        sentence = _("Files of up to %(n)s MB may be uploaded; a few at once can fill the memory.") % {"n": size}
        yield Finding(WARNING, sentence, "JIANFA_UPLOAD_MB=10")


def check_typefaces() -> Iterator[Finding]:
    """PDFs of papers always can be made; whether they look like the printed paper depends on the office's own fonts."""
    folder, missing = settings.FONTS_ROOT, own_faces().missing
    if not missing:
        yield Finding(GOOD, _("PDFs are set in the typefaces of the standard."))
        return
    sign = GOOD if folder.is_dir() or folder == settings.HOME / "fonts" else WARNING
    sentence = _("In PDFs free typefaces stand for %(names)s; Word files name the true ones.")
    remedy = _("An office that may use them puts the font files into %(folder)s.")
    yield Finding(sign, sentence % {"names": "、".join(missing)}, remedy % {"folder": folder})


def check_time() -> Iterator[Finding]:
    try:
        ZoneInfo(settings.TIME_ZONE)
    except ZoneInfoNotFoundError:
        sentence = _("The time zone %(name)s is not known on this machine.") % {"name": settings.TIME_ZONE}
        yield Finding(FAULT, sentence, "apt-get install tzdata")
        return
    yield Finding(GOOD, _("Days are counted in %(name)s.") % {"name": settings.TIME_ZONE})


def check_calendar() -> Iterator[Finding]:
    """The current year always, the next one from December on: by then dates run into it and its notice is out."""
    today = timezone.localdate()
    try:
        known = current()
        if not known.version:
            yield Finding(FAULT, _("The working calendar is empty."), "jianfa init")
            return
        years = [today.year, today.year + 1] if today.month == DECEMBER else [today.year]
        missing = [year for year in years if not known.is_published(year) and runs_into(year)]
    except DatabaseError:
        return  # the database has been spoken of already
    for year in missing:
        yield Finding(
            WARNING,
            _("Dates run into %(year)s, whose holidays have not been entered: they are only expected.")
            % {"year": year},
            _("An administrator enters the State Council's notice under “Working calendar”."),
        )  # fmt: skip
    if not missing:
        yield Finding(GOOD, _("The working calendar is at version %(n)s.") % {"n": known.version})


def check_language() -> Iterator[Finding]:
    if not list(settings.PACKAGE.rglob("*.mo")):
        yield Finding(FAULT, _("The Chinese texts are not compiled."), "make setup")


def check_mail() -> Iterator[Finding]:
    if not settings.EMAIL_HOST:
        yield Finding(GOOD, _("Nothing is mailed: no mail server is named. Notices stand in the pages."))
        return
    if "@" not in settings.DEFAULT_FROM_EMAIL:
        yield Finding(FAULT, _("Mails have no sender."), "JIANFA_MAIL_FROM=jianfa@example.gov.cn")
    if settings.MAIL_SECURITY == "none" and settings.EMAIL_HOST not in NEARBY:
        yield Finding(WARNING, _("Mails and their password travel unencrypted."), "JIANFA_MAIL_SECURITY=starttls")
    if bool(settings.EMAIL_HOST_USER) != bool(settings.EMAIL_HOST_PASSWORD):
        remedy = "JIANFA_MAIL_USER, JIANFA_MAIL_PASSWORD_FILE"
        yield Finding(FAULT, _("Of user name and password for the mail server only one is set."), remedy)
    try:
        with mail.get_connection("django.core.mail.backends.smtp.EmailBackend"):
            yield Finding(GOOD, _("The mail server %(host)s takes our mails.") % {"host": settings.EMAIL_HOST})
    except (OSError, SMTPException) as error:
        sentence = _("The mail server %(host)s does not take our mails: %(error)s")
        yield Finding(FAULT, sentence % {"host": settings.EMAIL_HOST, "error": error}, "JIANFA_MAIL_SERVER")


NEARBY = {"127.0.0.1", "localhost", "::1"}


def check_links() -> Iterator[Finding]:
    sends = bool(settings.EMAIL_HOST or settings.ROBOTS)
    if sends and not settings.LOCAL and not settings.ADDRESS.startswith("https://"):
        sentence = _("Links in mails lead to %(address)s, without https.") % {"address": settings.ADDRESS}
        yield Finding(WARNING, sentence, "JIANFA_ADDRESS=https://jianfa.example.gov.cn")
    elif sends:
        yield Finding(GOOD, _("Links in mails and messages lead to %(address)s.") % {"address": settings.ADDRESS})


def check_robots() -> Iterator[Finding]:
    for robot in configured_robots().values():
        if robot.kind != RobotKind.WECOM and not robot.secret:
            sentence = _("The robot %(name)s signs nothing: whoever knows its address can speak as it.")
            yield Finding(
                WARNING, sentence % {"name": robot.name}, _("Switch signing on in the group and enter its secret.")
            )
        if not robot.address.startswith("https://") and not settings.LOCAL:
            sentence = _("The robot %(name)s has an address without https and will not be used.")
            yield Finding(FAULT, sentence % {"name": robot.name}, "JIANFA_ROBOTS_FILE")


def check_timer() -> Iterator[Finding]:
    try:
        beat = Cursor.objects.filter(name=BEAT).first()
        given_up = Delivery.objects.filter(state=Delivery.State.FAILED, day__gte=recently()).count()
    except DatabaseError:
        return  # the database has been spoken of already
    if beat is None or beat.at is None:
        yield Finding(
            WARNING, _("The timer has not run yet: no term ends by itself, nobody is reminded."), "jianfa serve"
        )
    elif timezone.now() - beat.at > LONGEST_REST:
        sentence = _("The timer last ran on %(day)s.") % {"day": f"{timezone.localtime(beat.at):%Y-%m-%d %H:%M}"}
        yield Finding(FAULT, sentence, _("Start “jianfa serve”, or “jianfa timer” beside your own server."))
    else:
        yield Finding(GOOD, _("The timer runs."))
    if given_up:
        sentence = ngettext("%(n)s message was given up lately.", "%(n)s messages were given up lately.", given_up)
        yield Finding(WARNING, sentence % {"n": given_up}, _("The page “Group robots” says why."))


LONGEST_REST = timedelta(minutes=15)


def recently() -> date:
    return timezone.localdate() - timedelta(days=7)


CHECKS: tuple[Check, ...] = (
    check_mode, check_secret, check_serving, check_database, check_signing_key, check_checkpoints, check_files,
    check_typefaces, check_time, check_calendar, check_language, check_timer, check_mail, check_links, check_robots,
    check_portal,
)  # fmt: skip
