"""Loaded before anything else (pyproject.toml, addopts): the settings of the tests.

Each test process gets its own home, so that two workers never share keys, files or a database, and a test
never touches the data of whoever runs it. DATABASE_URL, if set, is kept: it is how the tests run on
PostgreSQL.
"""

import atexit
import os
import shutil
import tempfile

HOME = tempfile.mkdtemp(prefix="jianfa-test-")
atexit.register(shutil.rmtree, HOME, ignore_errors=True)

for name in [name for name in os.environ if name.startswith("JIANFA_")]:
    del os.environ[name]  # what a developer has set for a server must not decide a test
os.environ["JIANFA_LOCAL"] = "on"
os.environ["JIANFA_HOME"] = HOME
os.environ["JIANFA_JOBS_AT_ONCE"] = "on"
os.environ["JIANFA_SENTENCE_ENCODER"] = "off"  # the same answers whether the extra is installed or not
