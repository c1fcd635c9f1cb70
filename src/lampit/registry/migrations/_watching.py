"""Triggers that note each write of a business for the catalogue of the list.

On SQLite a migration that builds the table of businesses or owners anew loses its triggers: let
`watch_again` be its last operation. A test tells when they are missing.

An owner who is called otherwise moves in the order of owners: her businesses are noted as well.

Who writes a block of new businesses notes them at once (`actions.catalogue.noted_together`): on
SQLite, where a trigger costs half as much as a row, it is away within that transaction; on
PostgreSQL the trigger itself notes what one statement wrote.
"""

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

_SEEN = ("region_id", "district_id", "village_id", "sector", "status", "nib", "is_online",
         "confirmed_on", "search_key", "withdrawn_at", "golden_id", "name", "owner_id")  # fmt: skip
_COLUMNS = ("business_id, was_listed, region, subdistrict, village, sector, status, has_nib, "
            "is_online, confirmed_on, search_key")  # fmt: skip
_TRIGGERS = {
    **dict.fromkeys(("new", "gone", "moved"), "registry_business"),
    "named": "registry_owner",
}
_FRESH = "{true_id}, {no}, '', '', '', '', '', {no}, NULL, NULL, ''"
_OLD = ("OLD.id, (OLD.withdrawn_at IS NULL AND OLD.golden_id IS NULL), OLD.region_id, "
        "COALESCE(OLD.district_id, ''), COALESCE(OLD.village_id, ''), OLD.sector, OLD.status, "
        "(OLD.nib <> ''), OLD.is_online, OLD.confirmed_on, OLD.search_key")  # fmt: skip


def _insert(values: str) -> str:
    return f"INSERT INTO registry_recent ({_COLUMNS}) VALUES ({values});"  # noqa: S608 - own names


def _of_owner() -> str:
    """Return what notes the businesses of an owner who got another name; they change not."""
    return (
        f"INSERT INTO registry_recent ({_COLUMNS}) SELECT {_OLD.replace('OLD.', '')} "  # noqa: S608 - own names
        "FROM registry_business WHERE owner_id = NEW.id;"
    )


def _sqlite() -> list[str]:
    moved = " OR ".join(f"OLD.{name} IS NOT NEW.{name}" for name in _SEEN)
    fresh = _insert(_FRESH.format(true_id="NEW.id", no="0"))
    table = "ON registry_business FOR EACH ROW"
    return [
        f"CREATE TRIGGER registry_recent_new AFTER INSERT {table} BEGIN {fresh} END",
        f"CREATE TRIGGER registry_recent_gone AFTER DELETE {table} BEGIN {_insert(_OLD)} END",
        f"CREATE TRIGGER registry_recent_moved AFTER UPDATE OF {', '.join(_SEEN)} {table} "
        f"WHEN {moved} BEGIN {_insert(_OLD)} END",
        "CREATE TRIGGER registry_recent_named AFTER UPDATE OF name ON registry_owner FOR EACH ROW "
        f"WHEN OLD.name IS NOT NEW.name BEGIN {_of_owner()} END",
    ]


def _postgresql() -> list[str]:
    moved = " OR ".join(f"OLD.{name} IS DISTINCT FROM NEW.{name}" for name in _SEEN)
    values = _FRESH.format(true_id="id", no="false")
    fresh = f"INSERT INTO registry_recent ({_COLUMNS}) SELECT {values} FROM fresh;"  # noqa: S608 - own names
    statements = []
    for name, body in (("new", fresh), ("old", _insert(_OLD)), ("named", _of_owner())):
        statements.append(
            f"CREATE OR REPLACE FUNCTION registry_note_{name}() RETURNS trigger LANGUAGE plpgsql "
            f"AS $$ BEGIN {body} RETURN NULL; END $$"
        )
    table = "ON registry_business FOR EACH ROW"
    return [
        *statements,
        "CREATE TRIGGER registry_recent_new AFTER INSERT ON registry_business "
        "REFERENCING NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION registry_note_new()",
        f"CREATE TRIGGER registry_recent_gone AFTER DELETE {table} "
        "EXECUTE FUNCTION registry_note_old()",
        f"CREATE TRIGGER registry_recent_moved AFTER UPDATE OF {', '.join(_SEEN)} {table} "
        f"WHEN ({moved}) EXECUTE FUNCTION registry_note_old()",
        "CREATE TRIGGER registry_recent_named AFTER UPDATE OF name ON registry_owner FOR EACH ROW "
        "WHEN (OLD.name IS DISTINCT FROM NEW.name) EXECUTE FUNCTION registry_note_named()",
    ]


def _unwatch(_apps: object, editor: BaseDatabaseSchemaEditor) -> None:
    for name, table in _TRIGGERS.items():
        on = f" ON {table}" if editor.connection.vendor == "postgresql" else ""
        editor.execute(f"DROP TRIGGER IF EXISTS registry_recent_{name}{on}")


def _watch(apps: object, editor: BaseDatabaseSchemaEditor) -> None:
    _unwatch(apps, editor)
    made = _postgresql() if editor.connection.vendor == "postgresql" else _sqlite()
    for statement in made:
        editor.execute(statement)


def watch() -> migrations.RunPython:
    """Return the operation that sets the triggers, also where some are there already."""
    return migrations.RunPython(_watch, _unwatch)


def watch_again() -> migrations.RunPython:
    """Return the operation that sets the triggers anew; taken back, they stay."""
    return migrations.RunPython(_watch, _watch)
