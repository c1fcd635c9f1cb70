"""Pages of a list, with or without knowing how long it is.

Counting a long filtered list costs more than showing a page of it; `page_of` then asks for one
row more than it shows and knows only whether another page follows.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from django.db.models import QuerySet

T = TypeVar("T")
SIZE = 25
DEEPEST = 10_000
AFTER, BEFORE = "setelah", "sebelum"  # keys of the address: the row a walked page is next to


@dataclass(frozen=True)
class Page(Generic[T]):
    """One page of a list; has the names of Django's own page, so templates take either."""

    object_list: list[T]
    number: int
    size: int
    more: bool
    total: int | None = None

    def __iter__(self) -> Any:
        """Walk over the rows of this page."""
        return iter(self.object_list)

    def __len__(self) -> int:
        """Give the number of rows on this page."""
        return len(self.object_list)

    def has_next(self) -> bool:
        """Say whether a page follows."""
        return self.more

    def has_previous(self) -> bool:
        """Say whether a page comes before."""
        return self.number > 1

    def has_other_pages(self) -> bool:
        """Say whether this is not the only page."""
        return self.has_next() or self.has_previous()

    def next_page_number(self) -> int:
        """Give the number of the following page."""
        return self.number + 1

    def previous_page_number(self) -> int:
        """Give the number of the page before."""
        return self.number - 1

    def start_index(self) -> int:
        """Give the place of the first row in the whole list, from 1; 0 on an empty page."""
        return (self.number - 1) * self.size + 1 if self.object_list else 0

    def end_index(self) -> int:
        """Give the place of the last row in the whole list."""
        return (self.number - 1) * self.size + len(self.object_list)


@dataclass(frozen=True)
class KeysetPage(Generic[T]):
    """One page of a list that is walked from row to row: as quick at its end as at its start.

    Attributes:
        before: the key of the first row when a page comes before, else empty.
        after: the key of the last row when a page follows, else empty.
        total: how many rows the whole list has.
    """

    object_list: list[T]
    before: str
    after: str
    total: int


def asked_number(asked: str | None) -> int:
    """Read a page number from the address; anything else than 1 … 10,000 is the first page."""
    if asked and asked.isascii() and asked.isdigit() and 1 <= int(asked[:6]) <= DEEPEST:
        return int(asked[:6])
    return 1


def page_of(
    rows: "QuerySet[Any, T] | Sequence[T]",
    asked: str | None,
    *,
    size: int = SIZE,
    total: int | None = None,
) -> Page[T]:
    """Return the asked page of an ordered list; one query, and no count unless `total` is given."""
    number = asked_number(asked)
    start = (number - 1) * size
    found = list(rows[start : start + size + 1])
    return Page(found[:size], number, size, len(found) > size, total)
