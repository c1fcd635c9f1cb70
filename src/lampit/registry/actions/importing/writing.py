"""Writes planned rows: one block is one transaction with its journal and the run's progress."""

import base64
from collections import Counter
from collections.abc import Collection
from datetime import date, datetime
from os import urandom
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from lampit.outside import vault
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
from lampit.registry.rules.importing.record import Record

# The columns of the lines that a block writes.
OWNER = ("id", "public_id", "nik_index", *merging.OWNER, "nik_sealed", "birth_sealed")
BUSINESS = ("id", "public_id", "owner_id", "fingerprint", *merging.BUSINESS,
            "sales_sealed", "capital_sealed")  # fmt: skip
CHANGE = ("entity", "entity_id", "field", "old", "new", "row")
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
            if made and owner and source.record is not None:
                nik = source.record.nik
                index = vault.blind_index("nik", nik) if nik else ""
                self._remember(_person_key(done), index, owner)

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
            _bulk.write(ImportRow, JOURNAL, [self._journal(one) for one in planned], same)
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
        records = [_record(one) for one in planned]
        indexes = vault.blind_indexes("nik", [record.nik for record in records])
        known = queries.owners_with(self.region, {index for index in indexes if index})
        self._bring_back(set(known.values()))
        # Some of these numbers are not used: most rows bring a new owner, and gaps cost nothing.
        numbers = _bulk.take_ids(Owner, len(planned))
        fresh, new = dict(known), list[tuple[Planned, str]]()
        for one, index, number in zip(planned, indexes, numbers, strict=True):
            by_index, person = fresh.get(index), _person_key(one)
            one.owner = by_index or self._known(person, index)
            if one.owner is None:
                one.owner = number
                if index:
                    fresh[index] = number
                new.append((one, index))
                by_index = number
            self._remember(person, "" if by_index else index, one.owner)
        self._write_owners(new)
        self._write_businesses(planned)

    def _bring_back(self, owners: Collection[int]) -> None:
        """Let owners whom an undo withdrew be found again: the list tells of them anew."""
        if owners:
            Owner.objects.filter(pk__in=owners, withdrawn_at__isnull=False).update(
                withdrawn_at=None, updated_at=self.now, version=F("version") + 1
            )

    def _write_owners(self, new: list[tuple[Planned, str]]) -> None:
        public_ids = ids.public_ids(urandom(ids.BYTES * len(new)))
        seals, lines = _Seals("owner"), list[list[Any]]()
        for (one, index), public_id in zip(new, public_ids, strict=True):
            record = _record(one)
            lines.append([
                one.owner, public_id, index, *merging.owner_line(record, marks_of(one.source)),
                seals.add(public_id, "nik", record.nik),
                seals.add(public_id, "birth", record.birth_date),
            ])  # fmt: skip
        seals.close(lines)
        same = {"region_id": self.region, "created_at": self.now, "updated_at": self.now}
        _bulk.write(Owner, OWNER, lines, same)

    def _write_businesses(self, planned: list[Planned]) -> None:
        numbers = _bulk.take_ids(Business, len(planned))
        public_ids = ids.public_ids(urandom(ids.BYTES * len(planned)))
        seals, lines = _Seals("business"), list[list[Any]]()
        for one, number, public_id in zip(planned, numbers, public_ids, strict=True):
            one.business = number
            record = _record(one)
            lines.append([
                number, public_id, one.owner, one.mark,
                *merging.business_line(record, marks_of(one.source)),
                seals.add(public_id, "sales", merging.sales_of(record)),
                seals.add(public_id, "capital", record.capital),
            ])  # fmt: skip
        seals.close(lines)
        same = {"region_id": self.region, "created_at": self.now, "updated_at": self.now,
                "source": merging.SOURCE}  # fmt: skip
        with noted_together(numbers):
            _bulk.write(Business, BUSINESS, lines, same)

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
            record = one.source.record
            if one.action == CREATE and record is not None:
                new = record.business_name or record.owner_name
                rows.append(("business", one.business, "registered", "", new, one.source.row))
            elif one.action == UPDATE:
                rows += self._changes("business", one.business, one.business_changes, one)
                rows += self._changes("owner", one.owner, one.owner_changes, one)
        same = {"source": merging.SOURCE, "run_id": self.run.pk, "actor_id": self.actor,
                "at": self.now}  # fmt: skip
        _bulk.write(Change, CHANGE, rows, same)
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
            before = {
                table: {
                    name: [packed(old), packed(after[table][name])] for name, old in old_of.items()
                }
                for table, old_of in one.before.items()
            }
        # Without the values: they may be a NIK. The report reads them from the kept file.
        problems = [[p.column, p.code] for p in source.problems]
        return (
            source.sheet[:60], source.row, one.action, source.reason, one.business, one.owner,
            before, one.mark, problems,
        )  # fmt: skip


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


def _person_key(one: Planned) -> int | None:
    """Return the key under which an owner with a telephone is the same person within one run."""
    record = one.source.record
    if record is None or not record.phone1 or not record.owner_name:
        return None
    return hash((record.phone1, marks_of(one.source).loose_name))


def _record(one: Planned) -> Record:
    if one.source.record is None:
        raise TypeError("a planned row has a record")
    return one.source.record


class _Seals:
    """What is to be sealed in the lines of a block: told line by line, sealed together."""

    def __init__(self, table: str) -> None:
        self.table = table
        self.told: list[tuple[str, str]] = []

    def add(self, public_id: str, name: str, value: str | int | None) -> int | None:
        """Return the place of a value among those to seal; None when there is none."""
        if value is None or value == "":
            return None
        self.told.append((str(value), records.context(self.table, public_id, name)))
        return len(self.told) - 1

    def close(self, lines: list[list[Any]]) -> None:
        """Put the sealed values in place of their numbers, the last two of each line."""
        sealed = vault.encrypt_all(self.told)
        for line in lines:
            for place in (-2, -1):
                if line[place] is not None:
                    line[place] = sealed[line[place]]
