"""Writes new records of a run, many at once and column by column; knows whom the run wrote."""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from itertools import chain, compress
from typing import TypeVar

from django.db import IntegrityError
from django.db.models import F

from lampit.outside.heaps import HeapFile
from lampit.places.models import Region
from lampit.registry.actions import _bulk
from lampit.registry.actions.catalogue import noted_together
from lampit.registry.actions.importing.holding import uploads
from lampit.registry.actions.importing.planning import CREATE
from lampit.registry.actions.importing.sealing import sealed_now
from lampit.registry.models import Business, ImportRun, Owner
from lampit.registry.queries import importing as queries
from lampit.registry.rules.importing import merging
from lampit.registry.rules.importing.record import Batch, Sealed
from lampit.registry.rules.importing.remembering import Remembered

T = TypeVar("T")
PLACES = merging.BUSINESS.index("village_id") + 1  # so many of its first columns are places


class Creator:
    """Writes what is new; remembers owners, so that one person is written once."""

    def __init__(self, run: ImportRun) -> None:
        """Take the run."""
        self.region = run.region_id
        # Key of telephone and name → owner, for nobody else finds them; NIK are looked up in the
        # register.
        self.people = Remembered(HeapFile(uploads()))

    def remember(self, persons: Sequence[int], owners: Sequence[int | None]) -> None:
        """Remember the owners of rows that an earlier attempt wrote, None where it wrote none."""
        told: dict[int, int] = {}
        for person, known, owner in zip(persons, self.people.find(persons), owners, strict=True):
            if person and owner and not known:
                told.setdefault(person, owner)
        self.people.add([*told], [*told.values()])

    def write(self, batch: Batch, now: datetime) -> tuple[list[int], list[int]]:
        """Write what a batch creates; return its businesses and their owners, row for row.

        `now` is stamped on everything that is written.
        """
        if not batch.names:
            return [], []
        _look_up_places(batch.business[:PLACES])
        kept = sealed_now(batch)
        owners = self._write_owners(batch, kept, now)
        return self._write_businesses(batch, kept, owners, now), owners

    def _owners(self, batch: Batch, now: datetime) -> tuple[list[int], list[int], dict[int, int]]:
        """Return the owner of each row, the places of rows that bring a new one, and people.

        People are the keys not known before with their owners. A new owner is told as `~place` of
        the row that brings him. A row with a NIK is told by
        nothing else: a family or a group shares one telephone, and two who share a name too would
        become one person, the second NIK lost.
        """
        known = queries.owners_with(self.region, {index for index in batch.indexes if index})
        self._bring_back(set(known.values()), now)
        people: dict[int, int] = {}
        owners: list[int] = []
        new: list[int] = []
        told = zip(batch.indexes, batch.persons, self.people.find(batch.persons), strict=True)
        for place, (index, person, before) in enumerate(told):
            owner = known.get(index) if index else before or people.get(person)
            if owner is None:
                owner = ~place
                new.append(place)
                if index:
                    known[index] = owner
            if person and not before:
                people.setdefault(person, owner)
            owners.append(owner)
        return owners, new, people

    def _bring_back(self, owners: Collection[int], now: datetime) -> None:
        """Let owners whom an undo withdrew be found again: the list tells of them anew."""
        if owners:
            Owner.objects.filter(pk__in=owners, withdrawn_at__isnull=False).update(
                withdrawn_at=None, updated_at=now, version=F("version") + 1
            )

    def _write_owners(self, batch: Batch, kept: Sealed, now: datetime) -> list[int]:
        owners, new, people = self._owners(batch, now)
        # In the order of their index: put into it side by side they cost half as much.
        new.sort(key=batch.indexes.__getitem__)
        numbers = _bulk.take_ids(Owner, len(new))
        made = dict(zip(new, numbers, strict=True))
        columns: _bulk.Columns = {
            "id": numbers,
            "public_id": _at(kept.owners, new),
            "nik_index": _at(batch.indexes, new),
            "nik_sealed": _at(kept.nik, new),
            "birth_sealed": _at(kept.birth, new),
            **{name: _at(column, new)
               for name, column in zip(merging.OWNER, batch.owner, strict=True)},
        }  # fmt: skip
        same = {"region_id": self.region, "created_at": now, "updated_at": now}
        _bulk.write_columns(Owner, columns, same)
        self.people.add([*people], _resolved(people.values(), made))
        return _resolved(owners, made)

    def _write_businesses(
        self, batch: Batch, kept: Sealed, owners: list[int], now: datetime
    ) -> list[int]:
        numbers = _bulk.take_ids(Business, len(batch.names))
        columns: _bulk.Columns = {
            "id": numbers,
            "public_id": kept.businesses,
            "owner_id": owners,
            "fingerprint": list(compress(batch.marks, [one == CREATE for one in batch.actions])),
            "sales_sealed": kept.sales,
            "capital_sealed": kept.capital,
            **dict(zip(merging.BUSINESS, batch.business, strict=True)),
        }
        same = {"region_id": self.region, "created_at": now, "updated_at": now,
                "source": merging.SOURCE}  # fmt: skip
        with noted_together(numbers):
            _bulk.write_columns(Business, columns, same)
        return numbers


def _resolved(owners: Iterable[int], made: dict[int, int]) -> list[int]:
    """Return owners, those told by the place of their row by the number they got."""
    return [owner if owner > 0 else made[~owner] for owner in owners]


def _at(column: Sequence[T], places: list[int]) -> list[T]:
    """Return the values of a column at some places, in the order of these."""
    return [column[place] for place in places]


def _look_up_places(columns: list[list[object]]) -> None:
    """Make sure that the places of a block are there; one query, in place of one a row.

    Raises:
        IntegrityError: a place is gone that was there when the run began.
    """
    told = set(chain.from_iterable(columns)) - {None, ""}
    if Region.objects.filter(code__in=told).count() < len(told):
        raise IntegrityError("a place of this list was removed")
