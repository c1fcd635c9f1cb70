"""Writes planned rows: one block is one transaction with its journal and the run's progress."""

import base64
import json
from collections import Counter
from collections.abc import Collection, Sequence
from datetime import date, datetime
from functools import lru_cache
from os import urandom
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone

from lampit.outside import vault
from lampit.places import queries as places
from lampit.places.models import Region
from lampit.registry.actions import _bulk
from lampit.registry.actions.catalogue import noted_together
from lampit.registry.actions.importing.planning import (
    CREATE,
    DOUBLE,
    UPDATE,
    Planned,
    Planner,
    marks_of,
)
from lampit.registry.models import Business, Change, Claim, ImportRow, ImportRun, Owner
from lampit.registry.queries import importing as queries
from lampit.registry.rules import ids, records
from lampit.registry.rules.changes import MASK, written
from lampit.registry.rules.importing import merging
from lampit.registry.rules.importing.record import Columns

# The columns of the lines that a block writes.
OWNER = ("id", "public_id", "nik_index", "nik_sealed", "birth_sealed", *merging.OWNER)
BUSINESS = ("id", "public_id", "owner_id", "fingerprint", "sales_sealed", "capital_sealed",
            *merging.BUSINESS)  # fmt: skip
CHANGE = ("entity", "entity_id", "field", "old", "new", "row")
PLACES = merging.BUSINESS.index("village_id") + 1  # so many of its first columns are places
JOURNAL = ("sheet", "row", "action", "reason", "business_id", "owner_id", "before",
           "fingerprint", "problems")  # fmt: skip


class Writer:
    """Writes the blocks of one run; remembers owners, so that one person is written once."""

    def __init__(self, run: ImportRun, planner: Planner, now: datetime, size: int) -> None:
        """Take the run; `now` is stamped on everything it writes, `size` is that of a block."""
        self.run = run
        self.size = size
        self.planner = planner
        self.now = now
        self.region = run.region_id
        self.actor = run.owner_id
        # Hash of telephone and name → owner, for nobody else finds them. A NIK is looked up in
        # the register; here are only those of rows whose owner was written without it.
        self.people: dict[int, int] = {}

    def recall(self, planned: list[Planned]) -> None:
        """Remember what an earlier, killed attempt did with each row, and the owners it wrote."""
        known = queries.written_rows(self.run, {(d.source.sheet, d.source.row) for d in planned})
        for done in planned:
            source = done.source
            made, owner, done.action = known.get(
                (source.sheet[:60], source.row), (None, None, done.action)
            )
            if made and owner and (source.record or source.columns):
                told = _columns(done)
                self._remember(_person_key(told), vault.blind_index("nik", told.nik), owner)

    def _remember(self, person: int | None, index: str, owner: int) -> None:
        if index:
            self.people.setdefault(hash(index), owner)
        if person is not None:
            self.people.setdefault(person, owner)

    def _known(self, person: int | None, index: str) -> int | None:
        """Return the owner whom this run wrote already for the same person.

        A row with a NIK is told by nothing else: a family or a group shares one telephone, and
        two who share a name too would become one person, the second NIK lost.
        """
        if index:
            return self.people.get(hash(index))
        return None if person is None else self.people.get(person)

    def write(
        self, number: int, planned: list[Planned], counts: Counter[str], *, was_empty: bool
    ) -> bool:
        """Write block `number` with the run's counts; False when the run was stopped meanwhile.

        The block and the cursor stand or fall together: a killed run goes on at the first
        block that is not written.
        """
        with transaction.atomic():
            # Who registers, merges or is erased meanwhile comes before the block or after it.
            places.held(self.region)
            running = ImportRun.State.RUNNING
            taken = ImportRun.objects.filter(
                pk=self.run.pk, state=running, next_chunk=number
            ).update(
                next_chunk=number + 1,
                block_rows=self.size,
                counts={**counts, "was_empty": was_empty},
                beat_at=timezone.now(),
            )
            if not taken:
                return False
            if self._look_again([one for one in planned if one.action == UPDATE], counts):
                ImportRun.objects.filter(pk=self.run.pk).update(
                    counts={**counts, "was_empty": was_empty}
                )
            self._create([one for one in planned if one.action == CREATE])
            for one in planned:
                if one.action == UPDATE:
                    self._update(one)
            self._point_doubles(planned)
            self._note_changes(planned)
            same = {"run_id": self.run.pk}
            lines = [self._journal(one) for one in planned]
            _bulk.write(ImportRow, JOURNAL, lines, same, is_ready=True)
        return True

    def _point_doubles(self, planned: list[Planned]) -> None:
        """Give doubles the business of the row that they repeat; one query when it is not here."""
        doubles = {one.source.double_of: one for one in planned if one.action == DOUBLE}
        doubles.pop(None, None)
        if not doubles:
            return
        made = {
            (one.source.sheet, one.source.row): (one.business, one.owner)
            for one in planned if one.action == CREATE
        }  # fmt: skip
        known = queries.written_rows(self.run, {w for w in doubles if w and w not in made})
        for one in planned:
            where = one.source.double_of
            if one.action != DOUBLE or where is None:
                continue
            business, owner, action = known.get((where[0][:60], where[1]), (None, None, ""))
            one.business, one.owner = made.get(
                where, (business, owner) if action == CREATE else (None, None)
            )

    def beat(self) -> None:
        """Tell others that this run is at work."""
        ImportRun.objects.filter(pk=self.run.pk).update(beat_at=timezone.now())

    # -- new records ---------------------------------------------------------------------

    def _create(self, planned: list[Planned]) -> None:
        columns = [_columns(one) for one in planned]
        indexes = vault.blind_indexes("nik", [told.nik for told in columns])
        fresh = queries.owners_with(self.region, {index for index in indexes if index})
        self._bring_back(set(fresh.values()))
        # Some of these numbers are not used: most rows bring a new owner, and gaps cost nothing.
        numbers = _bulk.take_ids(Owner, len(planned))
        new = list[tuple[int, Columns, str]]()
        for one, told, index, number in zip(planned, columns, indexes, numbers, strict=True):
            by_index, person = fresh.get(index), _person_key(told)
            one.owner = by_index or self._known(person, index)
            if one.owner is None:
                one.owner = number
                if index:
                    fresh[index] = number
                new.append((number, told, index))
                by_index = number
            self._remember(person, "" if by_index else index, one.owner)
        self._write_owners(new)
        self._write_businesses(planned, columns)

    def _bring_back(self, owners: Collection[int]) -> None:
        """Let owners whom an undo withdrew be found again: the list tells of them anew."""
        if owners:
            Owner.objects.filter(pk__in=owners, withdrawn_at__isnull=False).update(
                withdrawn_at=None, updated_at=self.now, version=F("version") + 1
            )

    def _write_owners(self, new: list[tuple[int, Columns, str]]) -> None:
        public_ids = ids.public_ids(urandom(ids.BYTES * len(new)))
        niks = _sealed("owner", "nik", public_ids, [told.nik for _, told, _ in new])
        births = _sealed("owner", "birth", public_ids, [told.birth for _, told, _ in new])
        lines = [
            (number, public_id, index, nik, birth, *told.owner)
            for (number, told, index), public_id, nik, birth in zip(
                new, public_ids, niks, births, strict=True
            )
        ]
        same = {"region_id": self.region, "created_at": self.now, "updated_at": self.now}
        _bulk.write(Owner, OWNER, lines, same, is_ready=True)

    def _write_businesses(self, planned: list[Planned], columns: list[Columns]) -> None:
        numbers = _bulk.take_ids(Business, len(planned))
        public_ids = ids.public_ids(urandom(ids.BYTES * len(planned)))
        sales = _sealed("business", "sales", public_ids, [told.sales for told in columns])
        capital = _sealed("business", "capital", public_ids, [told.capital for told in columns])
        for one, number in zip(planned, numbers, strict=True):
            one.business = number
        lines = [
            (one.business, public_id, one.owner, one.mark, sold, owned, *told.business)
            for one, told, public_id, sold, owned in zip(
                planned, columns, public_ids, sales, capital, strict=True
            )
        ]
        self._look_up_places(columns)
        same = {"region_id": self.region, "created_at": self.now, "updated_at": self.now,
                "source": merging.SOURCE}  # fmt: skip
        with noted_together(numbers):
            _bulk.write(Business, BUSINESS, lines, same, is_ready=True)

    def _look_up_places(self, columns: list[Columns]) -> None:
        """Make sure that the places of a block are there; one query, in place of one a row.

        Raises:
            IntegrityError: a place is gone that was there when the run began.
        """
        told = {code for one in columns for code in one.business[:PLACES] if code}
        if Region.objects.filter(code__in=told).count() < len(told):
            raise IntegrityError("a place of this list was removed")

    # -- known records -------------------------------------------------------------------

    def _look_again(self, updates: list[Planned], counts: Counter[str]) -> bool:
        """Lock the records to update; plan anew those that somebody saved since. Tell if any."""
        if not updates:
            return False
        versions: dict[type[Business] | type[Owner], dict[int, int]] = {}
        for model, pks in (
            (Business, [one.business for one in updates if one.business]),
            (Owner, [one.owner for one in updates if one.owner]),
        ):
            locked = model._default_manager.select_for_update().filter(pk__in=pks).order_by("pk")
            versions[model] = dict(locked.values_list("pk", "version"))
        stale = [
            one
            for one in updates
            if one.versions
            != (versions[Business].get(one.business or 0), versions[Owner].get(one.owner or 0, 0))
        ]
        if stale:
            self.planner.again(stale)
            for one in stale:
                counts[UPDATE] -= 1
                counts[one.action] += 1
        return bool(stale)

    def _update(self, one: Planned) -> None:
        Business.objects.filter(pk=one.business or 0).update(
            **one.business_changes, version=F("version") + 1, updated_at=self.now
        )
        if one.owner_changes:
            Owner.objects.filter(pk=one.owner or 0).update(
                **one.owner_changes, version=F("version") + 1, updated_at=self.now
            )

    # -- journal -------------------------------------------------------------------------

    def _note_changes(self, planned: list[Planned]) -> None:
        rows: list[tuple[object, ...]] = []
        for one in planned:
            if one.action == CREATE:
                new = _columns(one).name
                rows.append(("business", one.business, "registered", "", new, one.source.row))
            elif one.action == UPDATE:
                rows += self._changes("business", one.business, one.business_changes, one)
                rows += self._changes("owner", one.owner, one.owner_changes, one)
        same = {"source": merging.SOURCE, "run_id": self.run.pk, "actor_id": self.actor,
                "at": self.now}  # fmt: skip
        _bulk.write(Change, CHANGE, rows, same, is_ready=True)
        _bulk.insert(Claim, [row for one in planned if one.claims for row in self._claims(one)])

    def _claims(self, one: Planned) -> list[dict[str, Any]]:
        """Return the rows of what the list says otherwise and may not change."""
        pks = {"business": one.business, "owner": one.owner}
        return [
            {
                "entity": claim.table, "entity_id": pks[claim.table], "field": claim.field,
                "value": claim.value, "source": merging.SOURCE, "run_id": self.run.pk,
                "row": one.source.row, "actor_id": self.actor, "at": self.now,
            }
            for claim in one.claims
        ]  # fmt: skip

    def _changes(
        self, table: str, pk: int | None, changes: merging.Values, one: Planned
    ) -> list[tuple[object, ...]]:
        rows: list[tuple[object, ...]] = []
        for column, value in changes.items():
            if column in merging.DERIVED:
                continue
            field = merging.told_as(column, f"{table}.")
            old = one.before[table].get(column)
            secret = column in merging.SEALED
            rows.append((
                table, pk, field, MASK if secret and old else "" if secret else written(old),
                MASK if secret else written(value), one.source.row,
            ))  # fmt: skip
        return rows

    def _journal(self, one: Planned) -> tuple[object, ...]:
        source = one.source
        before = None
        if one.before:
            after = {"business": one.business_changes, "owner": one.owner_changes}
            before = json.dumps({
                table: {
                    name: [packed(old), packed(after[table][name])] for name, old in old_of.items()
                }
                for table, old_of in one.before.items()
            })  # fmt: skip
        # Without the values: they may be a NIK. The report reads them from the kept file.
        problems = source.problems
        told = _noted(tuple([(p.column, p.code) for p in problems])) if problems else "[]"
        return (
            source.sheet[:60], source.row, one.action, source.reason, one.business, one.owner,
            before, one.mark, told,
        )  # fmt: skip


@lru_cache(maxsize=4_096)
def _noted(problems: tuple[tuple[str, str], ...]) -> str:
    """Return the columns and codes of problems as the journal keeps them; most repeat."""
    return json.dumps(problems)


def packed(value: object) -> object:
    """Return a column's value as JSON keeps it; sealed bytes as base64."""
    if isinstance(value, bytes | memoryview):
        return {"sealed": base64.b64encode(bytes(value)).decode()}
    if isinstance(value, date | datetime):
        return {"date": value.isoformat()}
    return value


def unpacked(value: object) -> Any:
    """Return what `packed` was given."""
    if isinstance(value, dict) and "sealed" in value:
        return base64.b64decode(value["sealed"])
    if isinstance(value, dict) and "date" in value:
        return date.fromisoformat(value["date"])
    return value


def tally(planned: list[Planned], counts: Counter[str]) -> None:
    """Add what a block does to the counts of a run."""
    counts["rows"] += len(planned)
    counts.update([one.action for one in planned])
    if flagged := sum(one.source.action == "flag" for one in planned):
        counts["flagged"] += flagged
    told = Counter([tuple([p.code for p in one.source.problems]) for one in planned])
    for codes, count in told.items():
        found = set(codes)
        if found & {"ganda_dalam_berkas", "mungkin_ganda"}:
            counts["suspected"] += count
        for code in found:
            counts[f"problem:{code}"] += count


def _person_key(told: Columns) -> int | None:
    """Return the key under which an owner with a telephone is the same person within one run."""
    return hash(told.person) if told.person else None


def _columns(one: Planned) -> Columns:
    """Return what a new row writes, reckoned where it was not while reading."""
    source = one.source
    if source.columns is None:
        if source.record is None:
            raise TypeError("a planned row has a record")
        source.columns = merging.columns_of(source.record, marks_of(source))
    return source.columns


def _sealed(
    table: str, name: str, public_ids: Sequence[str], values: Sequence[str]
) -> list[bytes | None]:
    """Return the values of a column sealed together, None where there is none."""
    told = [
        (value, records.context(table, public_id, name))
        for public_id, value in zip(public_ids, values, strict=True) if value
    ]  # fmt: skip
    found = iter(vault.encrypt_all(told))
    return [next(found) if value else None for value in values]
