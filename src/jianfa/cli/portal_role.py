"""Print the SQL that makes the portal's database role with exactly its grants, or carry it out."""

import argparse
import sys

from django.conf import settings
from django.db import connection
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from jianfa.portal.models import GRANTS, Grant

SUMMARY = gettext_lazy("print the SQL of the portal's own database role (PostgreSQL), or carry it out")
MOST_CONNECTIONS = 40
USAGE = 2


def add_arguments(parser: argparse.ArgumentParser) -> None:
    name = _("name of the role (default: JIANFA_PORTAL_ROLE, else jianfa_portal)")
    parser.add_argument("--role", default=settings.PORTAL_ROLE, metavar=_("NAME"), help=name)
    parser.add_argument("--apply", action="store_true", help=_("carry it out instead of printing it"))


def run(options: argparse.Namespace) -> int:
    """Print or carry out; 2 on SQLite, where an authorizer holds the same list."""
    if connection.vendor != "postgresql":
        print(
            _("SQLite knows no roles: there the public process is held by an authorizer with the same list."),
            file=sys.stderr,
        )
        return USAGE
    statements = role_sql(options.role)
    if not options.apply:
        print("\n".join(f"{statement};" for statement in statements))
        return 0
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
    print(_("The role %(name)s may do what the portal needs, and nothing else. Give it a password with \\password.") % {
        "name": options.role,
    })  # fmt: skip
    return 0


def role_sql(role: str) -> list[str]:
    """Return the statements: the role is made where it is missing, loses everything, and is given its grants."""
    quote = connection.ops.quote_name
    name, database = quote(role), quote(str(connection.settings_dict["NAME"]))
    exists = "EXISTS (SELECT FROM pg_roles WHERE rolname = '" + role.replace("'", "''") + "')"
    return [
        f"DO $$ BEGIN IF NOT {exists} THEN CREATE ROLE {name} LOGIN; END IF; END $$",
        f"ALTER ROLE {name} NOSUPERUSER NOCREATEDB NOCREATEROLE NOINHERIT NOBYPASSRLS",
        f"ALTER ROLE {name} CONNECTION LIMIT {MOST_CONNECTIONS}",
        f"ALTER ROLE {name} SET statement_timeout = '5s'",
        f"REVOKE ALL ON ALL TABLES IN SCHEMA public FROM {name}",
        f"REVOKE ALL ON ALL SEQUENCES IN SCHEMA public FROM {name}",
        f"REVOKE ALL ON SCHEMA public FROM {name}",
        "REVOKE CREATE ON SCHEMA public FROM PUBLIC",
        f"REVOKE TEMPORARY ON DATABASE {database} FROM PUBLIC",
        f"GRANT CONNECT ON DATABASE {database} TO {name}",
        f"GRANT USAGE ON SCHEMA public TO {name}",
        *(statement for grant in GRANTS for statement in _grants(grant, name)),
    ]


def _grants(grant: Grant, name: str) -> list[str]:
    table, quote = connection.ops.quote_name(grant.table), connection.ops.quote_name
    made = []
    if grant.reads:
        columns = ", ".join(quote(column) for column in grant.columns)
        made.append(f"GRANT SELECT ({columns}) ON {table} TO {name}")
    if grant.inserts:
        made.append(f"GRANT INSERT ON {table} TO {name}")
    return made
