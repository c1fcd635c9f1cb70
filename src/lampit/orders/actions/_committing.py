"""Carries one write to its end: one transaction, tried again when the database was busy."""

import random
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TypeVar

from django.db import OperationalError, connection, transaction

from lampit.basics.refusal import Refusal

T = TypeVar("T")
MOST_TRIES = 4
LAST_TRY_AFTER = 12.0  # seconds; no new try later than this: never longer than about 16
# How long one try waits for somebody else's write, milliseconds: shorter than the instance's own.
WAIT_SQLITE, WAIT_POSTGRES = 5_000, 3_000
# lock_not_available, deadlock_detected, serialization_failure of PostgreSQL.
BUSY_CODES = frozenset({"55P03", "40P01", "40001"})


def is_busy(error: OperationalError) -> bool:
    """Say whether the database gave up waiting for somebody else's write."""
    code = getattr(error.__cause__, "sqlstate", None)
    return code in BUSY_CODES or "locked" in str(error) or "busy" in str(error)


@contextmanager
def _impatient() -> Iterator[None]:
    """Begin a transaction that waits for locks a shorter time than the instance's setting."""
    if connection.in_atomic_block:
        with transaction.atomic():
            yield
        return
    connection.ensure_connection()
    raw = connection.connection
    if connection.vendor == "sqlite":
        before = raw.execute("PRAGMA busy_timeout").fetchone()[0]
        raw.execute(f"PRAGMA busy_timeout={WAIT_SQLITE:d}")
        try:
            with transaction.atomic():
                yield
        finally:
            raw.execute(f"PRAGMA busy_timeout={before:d}")
    else:
        with transaction.atomic():
            raw.execute(f"SET LOCAL lock_timeout={WAIT_POSTGRES:d}")
            yield


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
            with _impatient():
                return work()
        except OperationalError as error:
            if connection.in_atomic_block or not is_busy(error):
                raise
            if tries == most or time.monotonic() - began > LAST_TRY_AFTER:
                break
            time.sleep(random.uniform(0.02, 0.2))  # noqa: S311 - jitter, not a secret
    raise Refusal("coba_lagi", "Sedang ramai, pesanan belum dibuat. Coba lagi sebentar lagi.")
