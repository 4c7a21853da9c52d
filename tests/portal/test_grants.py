"""The public process may do in the database what ``GRANTS`` says and nothing else: asked on both databases."""

import sqlite3
from contextlib import closing, contextmanager
from typing import Any
from uuid import uuid4

import psycopg
import pytest
from django.apps import apps
from django.conf import settings
from django.db import connection

from jianfa.cli.portal_checks import check_portal
from jianfa.cli.portal_role import role_sql
from jianfa.portal.guarded.base import authorizer
from jianfa.portal.models import GRANTS, Card, Feedback, Portal, PortalUnit, Submission
from tests.environment import HOME
from tests.portal.outside import opened
from tests.world import World

postgresql = pytest.mark.skipif("connection.vendor != 'postgresql'", reason="PostgreSQL only")
sqlite = pytest.mark.skipif("connection.vendor != 'sqlite'", reason="SQLite only")
ROLE = "jianfa_portal_test"
INBOX = {
    "portal_submission": "INSERT INTO portal_submission (id, digest, sent_at, refusal, unit_code, text, contact, "
    "wants_city, urgent) VALUES ('{id}', '{id}', '2026-03-16 10:00:00+00', '', 'T-01', 'x', '', false, '')",
    "portal_feedback": "INSERT INTO portal_feedback (id, digest, sent_at, refusal, said, text) VALUES "
    "('{id}', '{id}', '2026-03-16 10:00:00+00', '', 'satisfied', '')",
}
ALLOWED = [
    "SELECT is_on, hotlines, urgent_words, log_by, log_days FROM portal_portal WHERE id IS NOT NULL",
    "SELECT code, name FROM portal_portalunit WHERE is_shown ORDER BY position",
    "SELECT seen, answer, said, may_rate FROM portal_card WHERE digest = 'x'",
    *INBOX.values(),
]
REFUSED = [
    "SELECT demand FROM portal_card",
    "SELECT * FROM portal_card",
    "SELECT document_no FROM portal_portal",
    "SELECT unit FROM portal_portalunit",
    *(f"SELECT count(*) FROM {table}" for table in INBOX),
    *(f"SELECT text FROM {table}" for table in INBOX),
    *(f"UPDATE {table} SET text = ''" for table in INBOX),
    *(f"DELETE FROM {grant.table}" for grant in GRANTS),
    "UPDATE portal_portal SET is_on = true",
    "UPDATE portal_card SET answer = 'x'",
    "INSERT INTO portal_portalunit (unit, code, name, position, is_shown) VALUES ('{id}', 'x', 'x', 1, true)",
    "INSERT INTO journal_deployment (id) VALUES ('{id}')",
    "CREATE TABLE mine (id integer)",
    "CREATE TEMPORARY TABLE mine (id integer)",
    "DROP TABLE portal_card",
]


def tables() -> list[str]:
    """Return every table of the product that is not the portal's."""
    found = {model._meta.db_table for model in apps.get_models(include_auto_created=True)}
    return sorted(found - {model._meta.db_table for model in (Card, Feedback, Portal, PortalUnit, Submission)})


def is_refused(cursor: Any, statement: str, errors: tuple[type[Exception], ...]) -> bool:
    try:
        cursor.execute(statement.replace("{id}", uuid4().hex))
    except errors as error:
        text = str(error)
        assert (
            "permission denied" in text or "must be owner" in text or "not authorized" in text or "prohibited" in text
        )
        return True
    return False


def holds(cursor: Any, *errors: type[Exception]) -> None:
    """Ask everything that is allowed, and everything else."""
    reads = [f"SELECT * FROM {table}" for table in tables()]
    writes = [f"DELETE FROM {table}" for table in tables()]

    assert [statement for statement in ALLOWED if is_refused(cursor, statement, errors)] == []
    assert [one for one in (*REFUSED, *reads, *writes) if not is_refused(cursor, one, errors)] == []
    assert len(reads) > 50


# PostgreSQL


@contextmanager
def role_connection() -> Any:
    """Connect as the role itself, to the database of the tests."""
    with connection.cursor() as cursor:
        for statement in role_sql(ROLE):
            cursor.execute(statement)
    given = connection.settings_dict
    try:
        with closing(
            psycopg.connect(host=given["HOST"], dbname=given["NAME"], user=ROLE, port=given["PORT"] or None)
        ) as connected:
            connected.autocommit = True
            yield connected
    finally:
        with connection.cursor() as cursor:
            cursor.execute(f"DROP OWNED BY {ROLE}")
            cursor.execute(f"DROP ROLE {ROLE}")


@postgresql
def test_the_role_is_refused_everywhere_but_in_its_own_work(transactional_db: None):
    with role_connection() as connected:
        holds(connected.cursor(), psycopg.Error)


@postgresql
def test_making_the_role_again_takes_away_what_was_given_beside(transactional_db: None):
    with role_connection() as connected:
        with connection.cursor() as cursor:
            cursor.execute(f"GRANT SELECT ON organisations_person, portal_card TO {ROLE}")
            assert not is_refused(connected.cursor(), "SELECT * FROM organisations_person", (psycopg.Error,))
            for statement in role_sql(ROLE):
                cursor.execute(statement)
        holds(connected.cursor(), psycopg.Error)


@postgresql
@pytest.mark.parametrize(
    "statement",
    [
        "GRANT SELECT ON organisations_person TO jianfa_portal",
        "GRANT SELECT (name) ON organisations_person TO PUBLIC",
        "GRANT DELETE ON portal_card TO PUBLIC", "GRANT CREATE ON SCHEMA public TO PUBLIC",
        "GRANT pg_read_all_data TO jianfa_portal",
    ],
)  # fmt: skip
def test_the_doctor_notices_a_role_that_may_do_more(world: World, statement: str):
    """By itself, as everybody may, or as a member of another role."""
    opened(world)
    with connection.cursor() as cursor:
        for made in role_sql("jianfa_portal"):
            cursor.execute(made)
        good = [finding.sign for finding in check_portal()]
        cursor.execute(statement)
        bad = [finding.sign for finding in check_portal()]

    assert good == ["✓", "✓"]
    assert bad == ["✓", "●"]


@postgresql
def test_the_doctor_looks_at_the_role_that_is_named(world: World, monkeypatch: pytest.MonkeyPatch):
    opened(world)
    monkeypatch.setattr(settings, "PORTAL_ROLE", "another_portal")
    missing = [finding.sign for finding in check_portal()]
    with connection.cursor() as cursor:
        for made in role_sql("another_portal"):
            cursor.execute(made)

    assert missing == ["✓", "●"]
    assert [finding.sign for finding in check_portal()] == ["✓", "✓"]


# SQLite


@sqlite
def test_the_authorizer_refuses_everything_but_its_own_work(transactional_db: None):
    with closing(sqlite3.connect(f"{HOME}/test.sqlite3", isolation_level=None)) as connected:
        connected.set_authorizer(authorizer())
        cursor = connected.cursor()
        holds(cursor, sqlite3.DatabaseError)
        for statement in ("PRAGMA writable_schema=ON", "ATTACH ':memory:' AS other", "SELECT * FROM sqlite_master"):
            assert is_refused(cursor, statement, (sqlite3.DatabaseError,))


def test_every_grant_names_columns_there_are():
    assert all(len(grant.columns) == len(grant.reads) for grant in GRANTS)
    assert [grant.table for grant in GRANTS if grant.inserts] == list(INBOX)
    assert [grant.model for grant in GRANTS if not grant.reads and not grant.inserts] == []
