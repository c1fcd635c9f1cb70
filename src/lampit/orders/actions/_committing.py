"""Carries one write to its end: one transaction, tried again when the database was busy."""

import random
import time
from collections.abc import Callable
from typing import TypeVar

from django.db import OperationalError, connection, transaction

from lampit.basics.refusal import Refusal

T = TypeVar("T")
MOST_TRIES = 4
LAST_TRY_AFTER = 12.0  # seconds; with the engine's own waiting never longer than about 16
# lock_not_available, deadlock_detected, serialization_failure of PostgreSQL.
BUSY_CODES = frozenset({"55P03", "40P01", "40001"})


def is_busy(error: OperationalError) -> bool:
    """Say whether the database gave up waiting for somebody else's write."""
    code = getattr(error.__cause__, "sqlstate", None)
    return code in BUSY_CODES or "locked" in str(error) or "busy" in str(error)


def committed(work: Callable[[], T]) -> T:
    """Return the result of `work`, done in one transaction.

    Inside a caller's transaction there is one try only: the caller's work must stand or fall
    as a whole.

    Raises:
        Refusal: `coba_lagi`, when the database stayed busy; nothing was written.
    """
    most = 1 if connection.in_atomic_block else MOST_TRIES
    began = time.monotonic()
    for tries in range(1, most + 1):
        try:
            with transaction.atomic():
                return work()
        except OperationalError as error:
            if connection.in_atomic_block or not is_busy(error):
                raise
            if tries == most or time.monotonic() - began > LAST_TRY_AFTER:
                break
            time.sleep(random.uniform(0.02, 0.2))  # noqa: S311 - jitter, not a secret
    raise Refusal("coba_lagi", "Sedang ramai, pesanan belum dibuat. Coba lagi sebentar lagi.")
