"""The clock of the product moved on: `LAMPIT_TEST_DAYS=400 pytest -p tests.later tests/shops`.

A test that names a day near its own writing fails some months after; so it is found today.
"""

import os
from datetime import datetime, timedelta

from django.utils import timezone

_now = timezone.now
_later = timedelta(days=int(os.environ.get("LAMPIT_TEST_DAYS", "75")))


def now() -> datetime:
    """Return the moment so many days after this one."""
    return _now() + _later


timezone.now = now
