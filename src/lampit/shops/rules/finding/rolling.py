"""The triggers that note which goods changed since the roll was read (`models.rolls`).

The database notes them itself, in the same transaction: bulk updates and plain SQL can not forget
it. Only changes of what the roll holds are noted, and of stock only whether any is left.
"""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass

PREFIX = "shops_roll_"
LIVE = "'tayang'"
_GOOD = ("maker_id", "category", "price", "state", "published_at", "checked_at", "shown_until",
         "ready_until", "reference_price", "reference_until")  # fmt: skip
_OF_GOOD = "SELECT p.id, p.category FROM shops_product p WHERE p.id = {row}.product_id"
_OF_VARIANT = (
    "SELECT p.id, p.category FROM shops_product p JOIN shops_variant v ON v.product_id = p.id "
    "WHERE v.id = {row}.variant_id"
)
_OF_MAKER = "SELECT p.id, p.category FROM shops_product p WHERE p.maker_id = {row}.id"
_SELF = "SELECT {row}.id, {row}.category"
_LEFT = "({row}.on_hand > {row}.reserved)"


@dataclass(frozen=True, slots=True)
class Told:
    """What of a table is noted: the goods behind a row, and which updates matter.

    Attributes:
        goods: a SELECT of number and category of the goods behind a row.
        columns: columns (or expressions of `{row}`) whose change matters.
        moves: the goods behind the row before are noted too.
        when: by event a condition on `{row}`.
        events: those that matter.
    """

    goods: str
    columns: tuple[str, ...]
    moves: bool = False
    when: str = ""
    events: tuple[str, ...] = ("insert", "update", "delete")


TOLD: dict[str, Told] = {
    "shops_product": Told(_SELF, _GOOD, moves=True, when=f"{{row}}.state = {LIVE}"),
    "shops_document": Told(_OF_GOOD, ("materials",)),
    "shops_variant": Told(_OF_GOOD, ("product_id", "is_offered", "kind"), moves=True),
    "shops_stock": Told(_OF_VARIANT, (_LEFT,)),
    "shops_maker": Told(_OF_MAKER, ("is_published", "place_id"), events=("update",)),
}


@dataclass(frozen=True, slots=True)
class Trigger:
    """A trigger with what makes it; its name changes with its text."""

    name: str
    table: str
    making: tuple[str, ...]


def triggers(vendor: str) -> Iterator[Trigger]:
    """Yield the triggers in the words of a database (`sqlite`, `postgresql`)."""
    for table, told in TOLD.items():
        for event in told.events:
            text = repr(_making("name", table, event, vendor))
            digest = hashlib.sha256(text.encode()).hexdigest()[:8]
            name = f"{PREFIX}{digest}_{table}_{event[0]}"
            yield Trigger(name, table, _making(name, table, event, vendor))


def _making(name: str, table: str, event: str, vendor: str) -> tuple[str, ...]:
    told = TOLD[table]
    rows = {"insert": ["NEW"], "delete": ["OLD"], "update": ["NEW"]}[event]
    if event == "update" and told.moves:
        rows = ["NEW", "OLD"]
    notes = " UNION ".join(told.goods.format(row=row) for row in rows)
    insert = f"INSERT INTO shops_rollchange (product_id, category) {notes};"
    condition = _condition(told, event, vendor)
    when = f"WHEN ({condition})" if condition else ""
    if vendor != "postgresql":
        return (
            f"CREATE TRIGGER {name} AFTER {event.upper()} ON {table} {when} BEGIN {insert} END",
        )
    return (
        (
            f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {insert} "
            "RETURN NULL; END $$"
        ),
        (
            f"CREATE TRIGGER {name} AFTER {event.upper()} ON {table} FOR EACH ROW {when} "
            f"EXECUTE FUNCTION {name}()"
        ),
    )


def _condition(told: Told, event: str, vendor: str) -> str:
    """Return when a row is noted, "" for always."""
    if event == "insert":
        return told.when.format(row="NEW")
    if event == "delete":
        return told.when.format(row="OLD")
    differs = "IS DISTINCT FROM" if vendor == "postgresql" else "IS NOT"
    moved = " OR ".join(
        f"{_column('OLD', column)} {differs} {_column('NEW', column)}" for column in told.columns
    )
    if not told.when:
        return moved
    either = f"{told.when.format(row='OLD')} OR {told.when.format(row='NEW')}"
    return f"({either}) AND ({moved})"


def _column(row: str, column: str) -> str:
    return column.format(row=row) if "{row}" in column else f"{row}.{column}"
