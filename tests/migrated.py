"""The migrated database, made by the first worker that needs one and copied by the others.

Migrating takes a core fifteen seconds; a copy takes none of that. Workers ask one after the other, held by a lock.
"""

import fcntl
import os
import shutil
import tempfile
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from tests import snapshot

FOLDER = "WORKERS_SHARE"
"""The folder all workers of a run share; unset where there is only one process."""
_held: list[int] = []


def pytest_configure(config: pytest.Config) -> None:
    if not hasattr(config, "workerinput") and config.getoption("numprocesses", None):
        os.environ[FOLDER] = tempfile.mkdtemp(prefix="jianfa-workers-")


def pytest_unconfigure(config: pytest.Config) -> None:
    if not hasattr(config, "workerinput") and FOLDER in os.environ:
        shutil.rmtree(os.environ.pop(FOLDER), ignore_errors=True)


@pytest.fixture(scope="session")
def django_db_keepdb(django_db_modify_db_settings: None, django_db_blocker: Any) -> bool:
    """Whether Django finds its database made already: another worker's, copied under the name of this one's."""
    if FOLDER not in os.environ:
        return False
    _held.append(os.open(_shared("lock"), os.O_CREAT | os.O_WRONLY))
    fcntl.flock(_held[0], fcntl.LOCK_EX)
    is_there = _shared("done").exists()
    if is_there:
        with django_db_blocker.unblock():
            snapshot.copy_shared(_shared("sqlite3"), connection.settings_dict["TEST"]["NAME"])
        os.close(_held.pop())
    return is_there


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: Any) -> None:
    """Keep the database just migrated for the other workers."""
    if _held:
        with django_db_blocker.unblock():
            snapshot.share(_shared("sqlite3"))
        _shared("done").touch()
        os.close(_held.pop())


def _shared(name: str) -> Path:
    return Path(os.environ[FOLDER], name)
