"""Writes new records of a run, many at once and column by column; knows whom the run wrote."""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from itertools import chain, compress
from os import urandom
from typing import TypeVar

from django.db import IntegrityError
from django.db.models import F

from lampit.outside import vault
from lampit.places.models import Region
from lampit.registry.actions import _bulk
from lampit.registry.actions.catalogue import noted_together
from lampit.registry.actions.importing.planning import CREATE
from lampit.registry.models import Business, ImportRun, Owner
from lampit.registry.queries import importing as queries
from lampit.registry.rules import ids, records
from lampit.registry.rules.importing import merging
from lampit.registry.rules.importing.record import Batch

T = TypeVar("T")
# The columns of the lines that are written.
OWNER = ("id", "public_id", "nik_index", "nik_sealed", "birth_sealed", *merging.OWNER)
BUSINESS = ("id", "public_id", "owner_id", "fingerprint", "sales_sealed", "capital_sealed",
            *merging.BUSINESS)  # fmt: skip
PLACES = merging.BUSINESS.index("village_id") + 1  # so many of its first columns are places


class Creator:
    """Writes what is new; remembers owners, so that one person is written once."""

    def __init__(self, run: ImportRun, now: datetime) -> None:
        """Take the run; `now` is stamped on everything that is written."""
        self.region = run.region_id
        self.now = now
        # Key of telephone and name → owner, for nobody else finds them; and hash of an index →
        # owner of the rows that an earlier attempt wrote. Other NIK are looked up in the register.
        self.people: dict[int, int] = {}

    def remember(
        self, persons: Iterable[int], indexes: Iterable[str], owners: Iterable[int | None]
    ) -> None:
        """Remember the owners of rows that an earlier attempt wrote, None where it wrote none."""
        for person, index, owner in zip(persons, indexes, owners, strict=True):
            if owner is None:
                continue
            if index:
                self.people.setdefault(hash(index), owner)
            if person:
                self.people.setdefault(person, owner)

    def write(self, batch: Batch) -> tuple[list[int], list[int]]:
        """Write what a batch creates; return its businesses and their owners, row for row."""
        if not batch.names:
            return [], []
        _look_up_places(batch.business[:PLACES])
        owners = self._write_owners(batch)
        return self._write_businesses(batch, owners), owners

    def _owners(self, batch: Batch, numbers: list[int]) -> tuple[list[int], list[int]]:
        """Return the owner of each row, and the places of the rows that bring a new one.

        A row with a NIK is told by nothing else: a family or a group shares one telephone, and
        two who share a name too would become one person, the second NIK lost.
        """
        known = queries.owners_with(self.region, {index for index in batch.indexes if index})
        self._bring_back(set(known.values()))
        owners, new, people = [], [], self.people
        for place, (index, person) in enumerate(zip(batch.indexes, batch.persons, strict=True)):
            if index:
                owner = known.get(index) or people.get(hash(index))
            else:
                owner = people.get(person) if person else None
            if owner is None:
                owner = numbers[place]
                new.append(place)
                if index:
                    known[index] = owner
            if person:
                people.setdefault(person, owner)
            owners.append(owner)
        return owners, new

    def _bring_back(self, owners: Collection[int]) -> None:
        """Let owners whom an undo withdrew be found again: the list tells of them anew."""
        if owners:
            Owner.objects.filter(pk__in=owners, withdrawn_at__isnull=False).update(
                withdrawn_at=None, updated_at=self.now, version=F("version") + 1
            )

    def _write_owners(self, batch: Batch) -> list[int]:
        # Some of these numbers are not used: most rows bring a new owner, and gaps cost nothing.
        numbers = _bulk.take_ids(Owner, len(batch.names))
        owners, new = self._owners(batch, numbers)
        public_ids = _public_ids(len(new))
        niks = _sealed("owner", "nik", public_ids, _at(batch.nik, new))
        births = _sealed("owner", "birth", public_ids, _at(batch.birth, new))
        told = [_at(column, new) for column in batch.owner]
        fresh, indexes = _at(numbers, new), _at(batch.indexes, new)
        lines = list(zip(fresh, public_ids, indexes, niks, births, *told, strict=True))
        same = {"region_id": self.region, "created_at": self.now, "updated_at": self.now}
        _bulk.write(Owner, OWNER, lines, same, is_ready=True)
        return owners

    def _write_businesses(self, batch: Batch, owners: list[int]) -> list[int]:
        numbers = _bulk.take_ids(Business, len(batch.names))
        public_ids = _public_ids(len(numbers))
        sales = _sealed("business", "sales", public_ids, batch.sales)
        capital = _sealed("business", "capital", public_ids, batch.capital)
        marks = compress(batch.marks, [action == CREATE for action in batch.actions])
        lines = list(
            zip(numbers, public_ids, owners, marks, sales, capital, *batch.business, strict=True)
        )
        same = {"region_id": self.region, "created_at": self.now, "updated_at": self.now,
                "source": merging.SOURCE}  # fmt: skip
        with noted_together(numbers):
            _bulk.write(Business, BUSINESS, lines, same, is_ready=True)
        return numbers


def _public_ids(count: int) -> list[str]:
    """Return fresh public ids in order: the tree of ids then grows from left to right."""
    return sorted(ids.public_ids(urandom(ids.BYTES * count)))


def _at(column: Sequence[T], places: list[int]) -> list[T]:
    """Return the values of a column at some places, which are most of it."""
    return [*column] if len(places) == len(column) else [column[place] for place in places]


def _look_up_places(columns: list[list[object]]) -> None:
    """Make sure that the places of a block are there; one query, in place of one a row.

    Raises:
        IntegrityError: a place is gone that was there when the run began.
    """
    told = set(chain.from_iterable(columns)) - {None, ""}
    if Region.objects.filter(code__in=told).count() < len(told):
        raise IntegrityError("a place of this list was removed")


def _sealed(
    table: str, name: str, public_ids: Sequence[str], values: Sequence[str]
) -> list[bytes | None]:
    """Return the values of a column sealed together, None where there is none."""
    return vault.encrypt_all(values, [records.context(table, one, name) for one in public_ids])
