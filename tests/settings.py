"""Settings of a test run: those of the product, in a home of its own, with a cheap hasher."""

import atexit
import os
import shutil
import sys
import tempfile
from pathlib import Path

if "LAMPIT_TEST_HOME" not in os.environ:
    # The first process of a run makes the home; workers of xdist find it in the environment.
    os.environ["LAMPIT_TEST_HOME"] = tempfile.mkdtemp(prefix="lampit-test-")
    atexit.register(shutil.rmtree, os.environ["LAMPIT_TEST_HOME"], ignore_errors=True)
os.environ["LAMPIT_HOME"] = os.environ["LAMPIT_TEST_HOME"]
Path(os.environ["LAMPIT_HOME"], "static").mkdir(exist_ok=True)  # whitenoise looks for it
os.environ["LAMPIT_ENV"] = "demo"
# A run starts hundreds of processes; where the shell forbids to keep what was compiled, each would
# compile the whole house anew.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
sys.dont_write_bytecode = False
os.environ["LAMPIT_SQLITE_SYNCHRONOUS"] = "OFF"  # test data need not survive a power cut
os.environ["LAMPIT_STATIC_STORAGE"] = "django.contrib.staticfiles.storage.StaticFilesStorage"
os.environ["LAMPIT_DOUBLE_SHARE"] = "0"  # no pair is drawn for a second person by chance
os.environ.setdefault("LAMPIT_SECRET_KEY", "only-for-tests-" + "0" * 50)
os.environ.setdefault("LAMPIT_FIELD_KEYS", "uji:" + "5a" * 32)

from lampit.config.settings import *  # noqa: E402, F403 - the environment must be set first

# Argon2 takes 50 ms on purpose; `tests/config` proves that the product uses it.
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
