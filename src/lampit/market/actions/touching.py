"""The triggers that tell changes, and the end of what was heard."""

import secrets
from collections.abc import Sequence

from django.db import connection, transaction

from lampit.market.models import Touch
from lampit.market.queries.touches import MARK
from lampit.market.rules import touching

CHUNK = 500


def watch_tables() -> int:
    """Bring the triggers of this database up to this version; return how many were made.

    Asked after migrating, and by whoever keeps pages before the first one is believed: making
    a table anew, as SQLite's migrations do, silently takes its triggers away.
    """
    wanted = {trigger.name: trigger for trigger in touching.triggers(connection.vendor)}
    standing = _standing()
    missing = [trigger for name, trigger in wanted.items() if name not in standing]
    old = [(name, table) for name, table in standing.items() if name not in wanted]
    if not missing and not old:
        return 0
    with transaction.atomic(), connection.cursor() as cursor:
        for name, table in old:
            if connection.vendor == "postgresql":
                cursor.execute(f'DROP TRIGGER "{name}" ON "{table}"')
                cursor.execute(f'DROP FUNCTION "{name}"()')
            else:
                cursor.execute(f'DROP TRIGGER "{name}"')
        for trigger in missing:
            for statement in trigger.making:
                cursor.execute(statement)
    return len(missing)


def _standing() -> dict[str, str]:
    """Return the tables of the triggers that stand, by name."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                "SELECT t.tgname, c.relname FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid "
                "WHERE NOT t.tgisinternal AND t.tgname LIKE %s AND pg_table_is_visible(c.oid)",
                [f"{touching.PREFIX}%"],
            )
        else:
            cursor.execute(
                "SELECT name, tbl_name FROM sqlite_master WHERE type = 'trigger' AND name LIKE %s",
                [f"{touching.PREFIX}%"],
            )
        return dict(cursor.fetchall())


def mark() -> str:
    """Note in the database that news is about to be forgotten; return the new mark.

    Who kept pages beside another mark does not know what was forgotten since.
    """
    word = secrets.token_hex(8)
    if not Touch.objects.filter(relation=MARK).update(keys=word):
        Touch.objects.create(relation=MARK, keys=word)
    return word


def forget(ids: Sequence[int]) -> None:
    """Take away what was heard, in pieces."""
    for start in range(0, len(ids), CHUNK):
        Touch.objects.filter(pk__in=ids[start : start + CHUNK]).delete()
