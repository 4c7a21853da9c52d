"""A test that commits leaves the database as it found it, on both databases, though nothing may be deleted."""

import pytest
from django.contrib.sessions.models import Session
from django.db import connection
from django.utils import timezone


def triggered() -> None:
    """Make a table that refuses deletion, as the journal's do, inside the test's own database."""
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE kept_for_ever (id integer)")
        cursor.execute("INSERT INTO kept_for_ever VALUES (1)")


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("run", ["first", "second"])
def test_what_was_committed_is_gone_in_the_next_test(run):
    before = Session.objects.count(), "kept_for_ever" in connection.introspection.table_names()

    triggered()
    Session.objects.create(session_key=run, session_data="", expire_date=timezone.now())

    assert before == (0, False)
    assert Session.objects.count() == 1
