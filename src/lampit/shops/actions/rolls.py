"""The roll of a large market, kept by the clock; the triggers that note what changes beside it."""

import hashlib
from datetime import datetime

from django.db import connection, transaction
from django.utils import timezone

from lampit.shops.models import Roll, RollChange
from lampit.shops.queries.finding import rolls
from lampit.shops.rules.finding import rolling

FEWEST = 2_000  # goods on sale from which a roll is worth its keeping
MANY_CHANGES = 300  # from which it is read anew


def keep_roll(_now: datetime | None = None, *, fewest: int = FEWEST) -> int:
    """Read the roll anew when it is missing or much changed; return how many goods it holds.

    0 when nothing was to be done. A market with fewer goods has none.
    """
    if rolls.on_sale().order_by("pk")[fewest - 1 : fewest].first() is None:
        return drop_roll()
    guard_roll()
    stands = Roll.objects.filter(edition=rolls.edition()).exists()
    if stands and RollChange.objects.order_by()[:MANY_CHANGES].count() < MANY_CHANGES:
        return 0
    return _read_roll()


def drop_roll() -> int:
    """Take the roll away with its triggers; what asked it asks rows again. Returns 0."""
    standing = _standing()
    if standing or Roll.objects.exists():
        _end_roll()
        _make([], standing)
        RollChange.objects.all().delete()
    return 0


def guard_roll() -> int:
    """Bring the triggers up to this version; return how many were made.

    Making a table anew, as SQLite's migrations do, silently takes its triggers away: a roll that
    stood meanwhile tells old things and goes.
    """
    standing = _standing()
    wanted = {trigger.name: trigger for trigger in rolling.triggers(connection.vendor)}
    missing = [trigger for name, trigger in wanted.items() if name not in standing]
    old = {name: table for name, table in standing.items() if name not in wanted}
    if not missing and not old:
        return 0
    _end_roll()
    _make(missing, old)
    return len(missing)


def check_roll() -> None:
    """After an upgrade: no roll is believed whose triggers do not stand."""
    if Roll.objects.exists():
        guard_roll()


def _end_roll() -> None:
    """Take the roll away and tell every shelf: pages made of it hang on its changes alone."""
    if not Roll.objects.exists():
        return
    every = [RollChange(product_id=0, category=category) for category in rolls.CATEGORIES]
    with transaction.atomic():
        Roll.objects.all().delete()
        RollChange.objects.bulk_create(every)


def _make(missing: list[rolling.Trigger], old: dict[str, str]) -> None:
    """Make triggers and drop others, one table at a time: each waits for who writes to it."""
    dropping = 'DROP TRIGGER "{name}"'
    if connection.vendor == "postgresql":
        dropping = 'DROP TRIGGER "{name}" ON "{table}"; DROP FUNCTION "{name}"()'
    steps = [(dropping.format(name=name, table=table),) for name, table in old.items()]
    for step in [*steps, *(trigger.making for trigger in missing)]:
        with transaction.atomic(), connection.cursor() as cursor:
            for statement in step:
                cursor.execute(statement)


def _standing() -> dict[str, str]:
    """Return the tables of the triggers that stand, by name."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                "SELECT t.tgname, c.relname FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid "
                "WHERE NOT t.tgisinternal AND t.tgname LIKE %s AND pg_table_is_visible(c.oid)",
                [f"{rolling.PREFIX}%"],
            )
        else:
            cursor.execute(
                "SELECT name, tbl_name FROM sqlite_master WHERE type = 'trigger' AND name LIKE %s",
                [f"{rolling.PREFIX}%"],
            )
        return dict(cursor.fetchall())


def _read_roll() -> int:
    """Read all goods on sale and put them in the place of the roll that stood.

    The changes are those noted before the goods were read: one that is noted meanwhile stays and
    has its row asked, however new the roll is.
    """
    noted = list(RollChange.objects.order_by().values_list("pk", flat=True))
    columns = rolls.columns_of(rolls.on_sale())
    content = rolls.packed(columns)
    with transaction.atomic():
        Roll.objects.all().delete()
        for start in range(0, len(noted), 5_000):
            RollChange.objects.filter(pk__in=noted[start : start + 5_000]).delete()
        Roll.objects.create(
            made_at=timezone.now(), edition=rolls.edition(), goods=len(columns), columns=content,
            digest=hashlib.sha256(content).hexdigest(),
        )  # fmt: skip
    return len(columns)
