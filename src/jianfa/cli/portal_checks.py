"""Whether the worker portal can do what it is for, and can do nothing else."""

import stat
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings
from django.db import DatabaseError, connection
from django.utils import timezone
from django.utils.translation import gettext as _

from jianfa.cli.findings import FAULT, GOOD, WARNING, Finding
from jianfa.portal.models import GRANTS, Portal
from jianfa.portal.queries.inside import LATE, waiting

PROCESSES = Path("/proc")
MAY_DO = """
SELECT c.relname, p.verb, a.attname FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid
CROSS JOIN (VALUES ('SELECT'), ('INSERT'), ('UPDATE'), ('REFERENCES')) AS p (verb)
WHERE c.relnamespace = current_schema()::regnamespace AND c.relkind IN ('r', 'p', 'v', 'm')
AND a.attnum > 0 AND NOT a.attisdropped AND has_column_privilege(%s, c.oid, a.attnum, p.verb)
UNION SELECT c.relname, p.verb, '' FROM pg_class c
CROSS JOIN (VALUES ('DELETE'), ('TRUNCATE'), ('TRIGGER')) AS p (verb)
WHERE c.relnamespace = current_schema()::regnamespace AND c.relkind IN ('r', 'p', 'v', 'm')
AND has_table_privilege(%s, c.oid, p.verb)
UNION SELECT current_schema(), 'CREATE', '' WHERE has_schema_privilege(%s, current_schema(), 'CREATE')
UNION SELECT r.rolname, 'MEMBER OF', '' FROM pg_auth_members m JOIN pg_roles r ON r.oid = m.roleid
WHERE m.member = (SELECT oid FROM pg_roles WHERE rolname = %s)
"""
"""What the role may do by itself, through another role and through PUBLIC: table, verb, column."""


def check_portal() -> Iterator[Finding]:
    try:
        is_on = Portal.objects.filter(is_on=True).exists()
        inbox = waiting()
    except DatabaseError:
        return  # the database has been spoken of already
    if inbox.since is not None and timezone.now() - inbox.since > LATE:
        sentence = _("What came through the worker portal has waited since %(day)s.")
        day = f"{timezone.localtime(inbox.since):%Y-%m-%d %H:%M}"
        yield Finding(FAULT, sentence % {"day": day}, inbox.refusal or _("The timer takes it in: “jianfa serve”."))
    if not is_on:
        yield Finding(GOOD, _("The worker portal is closed."))
        return
    if not settings.PORTAL_ADDRESS:
        remedy = "JIANFA_PORTAL_ADDRESS=https://portal.example.gov.cn"
        yield Finding(
            FAULT, _("The worker portal is open, and its address is not set: no sheet can be printed."), remedy
        )
    elif not settings.LOCAL and not settings.PORTAL_ADDRESS.startswith("https://"):
        yield Finding(FAULT, _("Workers would reach the portal without https."), "JIANFA_PORTAL_ADDRESS=https://…")
    else:
        yield Finding(GOOD, _("The worker portal is open at %(address)s.") % {"address": settings.PORTAL_ADDRESS})
    yield from _user()
    yield from (_sqlite() if connection.vendor == "sqlite" else _role())


def _user() -> Iterator[Finding]:
    """Say so where a public process that runs on this machine is a user who can read the signing key."""
    try:
        key = settings.SIGNING_KEY_FILE.stat()
    except OSError:
        return  # the key has been spoken of already
    readers = {0, key.st_uid}
    is_open = stat.S_IMODE(key.st_mode) & 0o044
    if not settings.LOCAL and any(is_open or user in readers for user in portal_users()):
        sentence = _(
            "The public process runs as a user who can read the signing key: whoever took it over could sign events, "
            "and read what the main process is told."
        )
        yield Finding(WARNING, sentence, _("Run it as a user of its own with “jianfa serve --portal”."))


def portal_users() -> set[int]:
    """Return the users of the public processes that run on this machine; where there is no /proc, nobody."""
    found = set()
    for path in PROCESSES.glob("[0-9]*/cmdline"):
        try:
            words, user = path.read_bytes().split(b"\0"), path.stat().st_uid
        except OSError:
            continue  # it has ended in between
        if b"serve" in words and any(word == b"--portal" or word.startswith(b"--with") for word in words):
            found.add(user)
    return found


def _sqlite() -> Iterator[Finding]:
    if not settings.LOCAL:
        sentence = _(
            "The portal stands on SQLite: an authorizer limits its statements, but its process can read the file."
        )
        yield Finding(WARNING, sentence, _("Use PostgreSQL, and the role that “jianfa portal-role” makes."))


def _role() -> Iterator[Finding]:
    """Compare what the role holds with what it should: nothing more, nothing less."""
    wanted = {(grant.table, "SELECT", column) for grant in GRANTS for column in grant.columns}
    wanted |= {
        (grant.table, "INSERT", str(field.column))
        for grant in GRANTS if grant.inserts for field in grant.model._meta.concrete_fields
    }  # fmt: skip
    held: set[tuple[str, str, str]] = set()
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_roles WHERE rolname = %s", [settings.PORTAL_ROLE])
        is_there = cursor.fetchone()[0]
        if is_there:
            cursor.execute(MAY_DO, [settings.PORTAL_ROLE] * 4)
            held = set(cursor.fetchall())
    if not is_there:
        yield Finding(FAULT, _("The portal has no database role of its own."), "jianfa portal-role --apply")
    elif held != wanted:
        differing = sorted({f"{verb} {table}.{column}".rstrip(".") for table, verb, column in held ^ wanted})
        more = ", ".join(differing[:3])
        sentence = _("The database role of the portal may do other things than it should: %(grants)s")
        yield Finding(FAULT, sentence % {"grants": more}, "jianfa portal-role --apply")
    else:
        yield Finding(GOOD, _("The database role of the portal may do what it needs, and nothing else."))
