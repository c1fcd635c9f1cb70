"""Holds indexes off while a long list is poured into an empty register; builds them afterwards.

Names, telephones and places come in random order: to keep their indexes with each block costs
more than the rows themselves. Built at once at the end they cost a tenth. No answer hangs on them
(those that keep keys unique stay), and in a register that held nothing they are little missed.

On PostgreSQL the same holds for the references of the rows that are poured: to look each of them
up costs more than to write the row. Their places are looked up once a block, the rest is written
by the run itself, and all are looked at together when the references come back.
"""

from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from datetime import datetime
from typing import Any

from django.db import IntegrityError, OperationalError, connection, transaction
from django.db.models import Model

from lampit.people.models import User
from lampit.places.models import Region
from lampit.registry.actions.importing.holding import is_left
from lampit.registry.models import Business, Change, HeldIndex, ImportRow, ImportRun, Owner

FEW = 1_000  # businesses up to which a register is as good as empty
# What an index begins with, in the order of names and places. Those by number, state and day
# grow at their end and cost little; who has a NIK is asked by the run itself.
HELD = ("registry_owner_name_key", "owner_by_name", "registry_business_phone",
        "business_place_name", "business_name", "business_by_district")  # fmt: skip
# On PostgreSQL those by day, state and number, too: a row costs twice there what building does.
HELD_THERE = (*HELD, "business_changed", "business_confirmed", "business_region_confirmed",
              "business_region_status", "business_updated", "registry_business_owner_id",
              "change_entity", "registry_change_run_id",
              "registry_importrow_business_id")  # fmt: skip
WRITTEN = (Owner, Business, Change, ImportRow)  # by the blocks of a long list
REFERRED = (User, Region, ImportRun, Owner, Business)  # what the rows of these refer to
_LOOK = "ALTER TABLE ONLY"  # how a statement begins that only looks at old rows
FEW_NAMES = 3  # so few are built one by one
TWIN = "_like"  # how PostgreSQL's second index of a text ends; for beginnings of words
BRIEFLY = 400  # milliseconds for several locks together, less than any `deadlock_timeout`
PATIENCE = 5_000  # milliseconds to wait for others on PostgreSQL, who wait behind this meanwhile


@contextmanager
def held_off(run: ImportRun) -> Iterator[None]:
    """Hold off indexes while a run that begins fills an empty register; build them at its end.

    A run that is killed leaves them off: it builds them when it goes on, else the clock does.
    """
    if not run.next_chunk and _is_empty():
        _hold(run)
    try:
        yield
    finally:
        _build(HeldIndex.objects.filter(run=run).values_list("name", flat=True))


def build_left(now: datetime) -> int:
    """Build what runs left off that are at work no more; return how many indexes."""
    runs = ImportRun.objects.filter(pk__in=HeldIndex.objects.values("run")).select_related("job")
    left = [r.pk for r in runs if r.state != ImportRun.State.RUNNING or is_left(r, now)]
    return _build(HeldIndex.objects.filter(run__in=left).values_list("name", flat=True))


def build_all() -> int:
    """Build everything that is held off, whoever is at work; return how many indexes.

    Before the schema changes, for a migration expects the indexes of the one before it.
    """
    if HeldIndex._meta.db_table not in connection.introspection.table_names():
        return 0
    return _build(HeldIndex.objects.values_list("name", flat=True))


def _is_empty() -> bool:
    # Within a transaction of somebody else nothing is changed that others would wait for.
    return not connection.in_atomic_block and Business.objects.order_by()[:FEW].count() < FEW


def _hold(run: ImportRun) -> None:
    """Drop the indexes and keep how they are built, in one transaction; leave them when busy."""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            _be_patient(cursor)
            _lock_together(cursor, "ACCESS EXCLUSIVE")
            for name, statement in _found(cursor):
                HeldIndex.objects.create(name=name, statement=statement, run=run)
                cursor.execute(f"DROP INDEX {connection.ops.quote_name(name)}")
            for name, table, statement in _references(cursor):
                HeldIndex.objects.create(name=name, statement=statement, run=run)
                cursor.execute(f"ALTER TABLE {table} DROP CONSTRAINT {name}")
    except OperationalError:
        return  # somebody reads or writes for long: slower then


def _build(names: Any) -> int:
    """Build held indexes, set held references again; return how many.

    First the references are told, for new rows alone, so that nobody else breaks one; the old rows
    are looked at last. Only telling them locks several tables, for an instant.
    """
    chosen = [*names]
    _tell_references(chosen)
    held = HeldIndex.objects.filter(name__in=chosen).values_list("name", "statement")
    told = sorted((statement.startswith(_LOOK), name) for name, statement in held)
    indexes = [name for is_reference, name in told if not is_reference]
    looked_at = [name for is_reference, name in told if is_reference]
    return _each(indexes) + _each(looked_at)


def _each(names: list[str]) -> int:
    """Build some, two at a time where a server does the work; return how many."""
    waiting = iter(names)
    if connection.vendor != "postgresql" or connection.in_atomic_block or len(names) < FEW_NAMES:
        return sum(map(_build_one, waiting))
    with ThreadPoolExecutor(1) as other:
        aside = other.submit(_build_aside, waiting)
        return sum(map(_build_one, waiting)) + aside.result()


def _build_aside(names: Iterator[str]) -> int:
    """Build what is left of some, over a connection of this thread's own."""
    try:
        return sum(map(_build_one, names))
    finally:
        connection.close()


def _tell_references(names: list[str]) -> None:
    """Set held references again for new rows; what is kept of them looks at the old ones."""
    with suppress(OperationalError), transaction.atomic(), connection.cursor() as cursor:
        held = HeldIndex.objects.filter(name__in=names, statement__startswith="ALTER TABLE")
        told = [one for one in held.select_for_update() if _is_untold(one.statement)]
        if not told:
            return
        _lock_together(cursor, "SHARE ROW EXCLUSIVE")
        for one in told:
            cursor.execute(f"{one.statement} NOT VALID")
            table = one.statement.split()[2]
            one.statement = f"{_LOOK} {table} VALIDATE CONSTRAINT {one.name}"
            one.save()


def _build_one(name: str) -> int:
    """Build one held index, or look at the old rows of a reference; 0 when others are at it.

    Others wait for one only, and the clock comes again. A broken reference stays for new rows.
    """
    with suppress(OperationalError), transaction.atomic(), connection.cursor() as cursor:
        held = HeldIndex.objects.select_for_update().filter(name=name).first()
        if held is None or _is_untold(held.statement):
            return 0
        _be_patient(cursor)
        with suppress(IntegrityError), transaction.atomic():
            cursor.execute(held.statement)
        held.delete()
        return 1
    return 0


def _is_untold(statement: str) -> bool:
    """Tell whether a reference is not set again yet, not even for new rows."""
    return statement.startswith("ALTER TABLE") and not statement.startswith(_LOOK)


def _be_patient(cursor: Any) -> None:
    if connection.vendor == "postgresql":
        cursor.execute(f"SET LOCAL lock_timeout = {PATIENCE}")


def _lock_together(cursor: Any, mode: str) -> None:
    """Lock the tables of references on PostgreSQL, in the order of who writes; briefly or not.

    Two who lock one after the other may wait for each other. The database ends that after a
    second, at whom it likes: this gives up before, so that nobody else is ever refused for it.

    Raises:
        OperationalError: somebody is at work in one of them.
    """
    if connection.vendor != "postgresql":
        return
    tables = ", ".join(dict.fromkeys([*_tables(REFERRED), *_tables(WRITTEN)]))
    cursor.execute(f"SET LOCAL statement_timeout = {BRIEFLY}")
    cursor.execute(f"LOCK TABLE {tables} IN {mode} MODE")
    cursor.execute("SET LOCAL statement_timeout TO DEFAULT")


def _found(cursor: Any) -> list[tuple[str, str]]:
    """Return name and statement of the indexes that may be held off."""
    held: tuple[str, ...] = HELD
    if connection.vendor == "postgresql":
        held = HELD_THERE
        cursor.execute(
            "SELECT indexname, indexdef FROM pg_indexes WHERE schemaname = current_schema() "
            "AND tablename = ANY(%s) AND indexdef NOT LIKE 'CREATE UNIQUE%%'",
            [_tables(WRITTEN)],
        )
    else:
        cursor.execute(
            "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND tbl_name IN (%s, %s) "
            "AND sql LIKE 'CREATE INDEX%%'",
            _tables((Owner, Business)),
        )
    return [(n, sql) for n, sql in cursor.fetchall() if n.startswith(held) or n.endswith(TWIN)]


def _references(cursor: Any) -> list[tuple[str, str, str]]:
    """Return name, table and statement of the references that may be held off; quoted names.

    Those that a list leaves empty are among them: each row is held for them until its commit.
    """
    if connection.vendor != "postgresql":
        return []
    cursor.execute(
        "SELECT quote_ident(conname), conrelid::regclass::text, pg_get_constraintdef(oid) "
        "FROM pg_constraint WHERE contype = 'f' AND conrelid = ANY(%s::regclass[]) "
        "AND confrelid = ANY(%s::regclass[])",
        [_tables(WRITTEN), _tables(REFERRED)],
    )
    return [
        (name, table, f"ALTER TABLE {table} ADD CONSTRAINT {name} {told}")
        for name, table, told in cursor.fetchall()
    ]


def _tables(models: Iterable[type[Model]]) -> list[str]:
    return [model._meta.db_table for model in models]
