"""Which columns of this room name pictures in the folder of media, or originals of them."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from django.db.models import Model, Q

from lampit.shops.models import (
    Fair,
    Maker,
    MakerStory,
    Photo,
    PriceReference,
    Product,
    SketchPhoto,
)


@dataclass(frozen=True, slots=True)
class Column:
    """A column that names pictures; `only`: in which rows."""

    table: type[Model]
    name: str
    only: Q = field(default_factory=Q)


# A new column that names pictures stands here, else the sweep takes them away; a test walks all
# tables for columns that nobody decided on. Proofs that were withdrawn show their photo nowhere.
COLUMNS = (
    Column(Photo, "digest"), Column(Photo, "source"), Column(SketchPhoto, "digest"),
    Column(SketchPhoto, "source"), Column(Product, "cover"), Column(Maker, "photo"),
    Column(MakerStory, "picture"), Column(PriceReference, "photo", Q(withdrawn_at=None)),
    Column(Fair, "picture"),
)  # fmt: skip

_above: list[Column] = []


def also(columns: Iterable[Column]) -> None:
    """Tell of columns of rooms above that name pictures too, once, when such a room is loaded."""
    _above.extend(one for one in columns if one not in _above)


def everywhere() -> tuple[Column, ...]:
    """Return the columns that name pictures, of this room and of those above."""
    return (*COLUMNS, *_above)


def named(columns: Iterable[Column], names: set[str]) -> set[str]:
    """Return those of these pictures that a row of some columns names; one query a column."""
    return _names(columns, lambda column: Q(**{f"{column}__in": names}))


def begun(columns: Iterable[Column], prefix: str) -> set[str]:
    """Return all names that begin with some hexadecimal digits; one query a column."""
    end = f"{prefix}g"
    return _names(columns, lambda column: Q(**{f"{column}__gte": prefix, f"{column}__lt": end}))


def _names(columns: Iterable[Column], wanted: Callable[[str], Q]) -> set[str]:
    found: set[str] = set()
    for column in columns:
        rows = column.table._default_manager.filter(wanted(column.name), column.only)
        found.update(rows.order_by().values_list(column.name, flat=True))
    return found
