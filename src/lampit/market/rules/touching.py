"""Which rows published pages are made of, and the triggers by which the database tells changes.

The database itself notes each change in `market_touch`, in the same transaction: bulk updates
and plain SQL can not forget it, and what is rolled back was never told. A row of that table
names a table and the values of its tracked columns, before and after; without values it means
the whole table.
"""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass

# By table the columns by which pages narrow what they read, the most telling first. A table that
# a published page reads must stand here; the house test names those that do not.
TRACKED: dict[str, tuple[str, ...]] = {
    "places_region": ("code",),
    "registry_permit": ("business_id",),
    "shops_curation": ("product_id",),
    "shops_marketoffice": ("region_id",),
    "shops_pricesplit": ("product_id",),
    "trust_answering": ("maker_id",),
    "trust_review": ("product_id", "maker_id"),
    "shops_makerabroad": ("maker_id",),
    "registry_business": ("id",),
    "registry_consent": ("owner_id",),
    "registry_owner": ("id", "person_id"),
    "shops_capacity": ("maker_id",),
    "shops_fair": ("id", "slug"),
    "shops_fairgood": ("fair_id",),
    "shops_group": ("id", "slug"),
    "shops_groupfront": ("group_id",),
    "shops_groupmember": ("group_id", "maker_id"),
    "shops_document": ("product_id",),
    "shops_maker": ("id", "slug", "business_id"),
    "shops_makerstory": ("id", "slug", "maker_id"),
    "shops_photo": ("id", "product_id"),
    "shops_posting": ("term_id", "product_id"),
    "shops_pricereference": ("product_id",),
    "shops_productabroad": ("product_id",),
    "shops_product": ("id", "slug", "maker_id", "category"),
    # What changed beside the roll of a large market: what is read instead of the goods.
    "shops_rollchange": ("category",),
    "shops_shopelsewhere": ("maker_id",),
    "shops_stock": ("variant_id",),
    "shops_term": ("id", "text"),
    "shops_variant": ("id", "product_id"),
}
# Stock is shown in words (`shops.rules.stock`): only a change of the word changes a page, so an
# order of one piece of many is told to nobody.
FEW = 3
WORDS: dict[str, str] = {
    "shops_stock": (
        "CASE WHEN {row}.on_hand - {row}.reserved <= 0 THEN 0 "
        f"WHEN {{row}}.on_hand - {{row}}.reserved < {FEW} THEN 1 ELSE 2 END"
    ),
}
# Of the big tables of the register only the rows behind a shop are told: pages reach them through
# their shop alone. A business that is written down has no shop yet, so an import tells nothing.
ONLY: dict[str, str] = {
    "registry_business": "EXISTS (SELECT 1 FROM shops_maker m WHERE m.business_id = {row}.id)",
    "registry_permit": (
        "EXISTS (SELECT 1 FROM shops_maker m WHERE m.business_id = {row}.business_id)"
    ),
    # Records that are one person answer for each other: those beside the one with a shop too.
    "registry_owner": (
        "(EXISTS (SELECT 1 FROM shops_maker m JOIN registry_business b ON b.id = m.business_id "
        "WHERE b.owner_id = {row}.id) OR EXISTS (SELECT 1 FROM registry_owner f "
        "JOIN registry_business b ON b.owner_id = f.id JOIN shops_maker m ON m.business_id = b.id "
        "WHERE f.person_id = {row}.person_id))"
    ),
    "registry_consent": (
        "(EXISTS (SELECT 1 FROM shops_maker m JOIN registry_business b ON b.id = m.business_id "
        "WHERE b.owner_id = {row}.owner_id) OR EXISTS (SELECT 1 FROM registry_owner o "
        "JOIN registry_owner f ON f.person_id = o.person_id "
        "JOIN registry_business b ON b.owner_id = f.id JOIN shops_maker m ON m.business_id = b.id "
        "WHERE o.id = {row}.owner_id))"
    ),
}
# Says nothing that other rows do not: a roll is the goods as they were, with the changes beside it.
FOLLOWING = frozenset({"shops_roll"})
# Changes are added by triggers; that the clock took them into the roll changes no page.
ONLY_NEW_ROWS_TOLD = frozenset({"shops_rollchange"})
NEW_ROWS_UNTOLD = frozenset({"registry_business", "registry_owner"})
MOST_ROWS = 2_000  # of one statement; more count as the whole table
PREFIX = "market_touch_"
EVENTS = ("insert", "update", "delete")


@dataclass(frozen=True, slots=True)
class Trigger:
    """A trigger with what makes it; its name changes with its text."""

    name: str
    table: str
    making: tuple[str, ...]


def triggers(vendor: str) -> Iterator[Trigger]:
    """Yield the triggers of all tables in the words of a database (`sqlite`, `postgresql`)."""
    write = _postgres if vendor == "postgresql" else _sqlite
    for table in TRACKED:
        for event in EVENTS:
            if event == "insert" and table in NEW_ROWS_UNTOLD:
                continue
            if event != "insert" and table in ONLY_NEW_ROWS_TOLD:
                continue
            digest = hashlib.sha256(repr(write("name", table, event)).encode()).hexdigest()[:8]
            name = f"{PREFIX}{digest}_{table}_{event[0]}"
            yield Trigger(name, table, write(name, table, event))


def _pairs(table: str, row: str) -> str:
    """Return the arguments of a JSON object with the tracked columns of a row."""
    return ", ".join(f"'{column}', {row}.{column}" for column in TRACKED[table])


def _note(table: str, row: str) -> str:
    return (
        "INSERT INTO market_touch (relation, keys) "
        f"SELECT '{table}', json_object({_pairs(table, row)}) WHERE {_only(table, row)}"
    )


def _only(table: str, row: str) -> str:
    """Return which rows of a table are told."""
    return ONLY[table].format(row=row) if table in ONLY else "1 = 1"


def _sqlite(name: str, table: str, event: str) -> tuple[str, ...]:
    rows = {"insert": ["NEW"], "delete": ["OLD"], "update": ["NEW", "OLD"]}[event]
    notes = [_note(table, row) for row in rows]
    when = ""
    if event == "update":
        moved = " OR ".join(f"OLD.{column} IS NOT NEW.{column}" for column in TRACKED[table])
        notes[1] += f" AND ({moved})"
        if table in WORDS:
            old, new = (WORDS[table].format(row=row) for row in ("OLD", "NEW"))
            when = f"WHEN ({old}) IS NOT ({new}) OR {moved}"
    return (
        (
            f"CREATE TRIGGER {name} AFTER {event.upper()} ON {table} {when} "
            f"BEGIN {'; '.join(notes)}; END"
        ),
    )


def _postgres(name: str, table: str, event: str) -> tuple[str, ...]:
    return (_each_row if table in WORDS else _each_statement)(name, table, event)


def _each_row(name: str, table: str, event: str) -> tuple[str, ...]:
    """Return a trigger that looks at a row before it calls anything: cheapest where it is idle."""
    rows = {"insert": ["NEW"], "delete": ["OLD"], "update": ["NEW", "OLD"]}[event]
    notes = " UNION ".join(
        f"SELECT '{table}', json_build_object({_pairs(table, row)})::text" for row in rows
    )
    when = ""
    if event == "update":
        old, new = (WORDS[table].format(row=row) for row in ("OLD", "NEW"))
        moved = " OR ".join(f"OLD.{c} IS DISTINCT FROM NEW.{c}" for c in TRACKED[table])
        when = f"WHEN (({old}) IS DISTINCT FROM ({new}) OR {moved})"
    return (
        (
            f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
            f"INSERT INTO market_touch (relation, keys) {notes}; RETURN NULL; END $$"
        ),
        (
            f"CREATE TRIGGER {name} AFTER {event.upper()} ON {table} FOR EACH ROW {when} "
            f"EXECUTE FUNCTION {name}()"
        ),
    )


def _each_statement(name: str, table: str, event: str) -> tuple[str, ...]:
    """Return a trigger that tells the rows of a statement at once, and many as the whole table."""
    seen = {"insert": ["fresh"], "delete": ["stale"], "update": ["fresh", "stale"]}[event]
    notes = " UNION ".join(
        f"SELECT '{table}', json_build_object({_pairs(table, row)})::text FROM {row} "  # noqa: S608
        f"WHERE {_only(table, row)}"
        for row in seen
    )
    named = {"fresh": "NEW TABLE AS fresh", "stale": "OLD TABLE AS stale"}
    few = (
        f"SELECT 1 FROM {seen[0]} "  # noqa: S608 - names of ours
        f"WHERE {_only(table, seen[0])} LIMIT {MOST_ROWS + 1}"
    )
    function = (
        f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "  # noqa: S608
        f"IF (SELECT count(*) FROM ({few}) rows_seen) > {MOST_ROWS} THEN "
        f"INSERT INTO market_touch (relation, keys) VALUES ('{table}', ''); "
        f"ELSE INSERT INTO market_touch (relation, keys) {notes}; END IF; RETURN NULL; END $$"
    )
    trigger = (
        f"CREATE TRIGGER {name} AFTER {event.upper()} ON {table} "
        f"REFERENCING {' '.join(named[row] for row in seen)} "
        f"FOR EACH STATEMENT EXECUTE FUNCTION {name}()"
    )
    return function, trigger
