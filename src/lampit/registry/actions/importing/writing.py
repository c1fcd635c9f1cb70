"""Writes planned rows: one block is one transaction with its journal and the run's progress."""

import base64
from collections import Counter
from collections.abc import Collection
from datetime import date, datetime
from secrets import randbits
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from lampit.outside import vault
from lampit.registry.actions import _bulk
from lampit.registry.actions.importing.planning import (
    CREATE,
    DOUBLE,
    UPDATE,
    Planned,
    Planner,
    marks_of,
)
from lampit.registry.models import Business, Change, ImportRow, ImportRun, Owner
from lampit.registry.queries import importing as queries
from lampit.registry.rules import ids, records
from lampit.registry.rules.changes import MASK, written
from lampit.registry.rules.importing import merging
from lampit.registry.rules.importing.record import Record


class Writer:
    """Writes the blocks of one run; remembers owners, so that one person is written once."""

    def __init__(self, run: ImportRun, planner: Planner, now: datetime) -> None:
        """Take the run; `now` is stamped on everything it writes."""
        self.run = run
        self.planner = planner
        self.now = now
        self.region = run.region_id
        self.actor = run.owner_id
        self.people: dict[str, int] = {}
        self.first: dict[tuple[str, int], tuple[int | None, int | None]] = {}

    def recall(
        self, planned: list[Planned], known: dict[Any, tuple[int | None, int | None, str]]
    ) -> None:
        """Remember what an earlier, killed attempt did with each row, and the owners it wrote."""
        for done in planned:
            source = done.source
            made, owner, done.action = known.get(
                (source.sheet[:60], source.row), (None, None, done.action)
            )
            if made and source.record is not None:
                self.first[source.sheet, source.row] = made, owner
                for key in _person_keys(done, self._index(source.record)):
                    if owner:
                        self.people.setdefault(key, owner)

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
                elif one.action == DOUBLE and one.source.double_of:
                    one.business, one.owner = self.first.get(one.source.double_of, (None, None))
            self._note_changes(planned)
            _bulk.insert(ImportRow, [self._journal(one) for one in planned])
        return True

    def beat(self) -> None:
        """Tell others that this run is at work."""
        ImportRun.objects.filter(pk=self.run.pk).update(beat_at=timezone.now())

    # -- new records ---------------------------------------------------------------------

    def _create(self, planned: list[Planned]) -> None:
        indexes = [self._index(_record(one)) for one in planned]
        known = queries.owners_with(self.region, {index for index in indexes if index})
        # Some of these numbers are not used: most rows bring a new owner, and gaps cost nothing.
        numbers = iter(_bulk.take_ids(Owner, len(planned)))
        rows = []
        for one, index in zip(planned, indexes, strict=True):
            keys = _person_keys(one, index)
            one.owner = known.get(index) or next(
                (self.people[key] for key in keys if key in self.people), None
            )
            if one.owner is None:
                one.owner = next(numbers)
                rows.append(self._owner_row(one, one.owner, index))
            for key in keys:
                self.people.setdefault(key, one.owner)
        self._bring_back(set(known.values()))
        _bulk.insert(Owner, rows)
        self._write_businesses(planned)

    def _write_businesses(self, planned: list[Planned]) -> None:
        numbers = _bulk.take_ids(Business, len(planned))
        rows = []
        for one, number in zip(planned, numbers, strict=True):
            one.business = number
            self.first[one.source.sheet, one.source.row] = (number, one.owner)
            rows.append(self._business_row(one, number))
        _bulk.insert(Business, rows)

    def _bring_back(self, owners: Collection[int]) -> None:
        """Let owners whom an undo withdrew be found again: the list tells of them anew."""
        if owners:
            Owner.objects.filter(pk__in=owners, withdrawn_at__isnull=False).update(
                withdrawn_at=None, updated_at=self.now, version=F("version") + 1
            )

    def _owner_row(self, one: Planned, number: int, index: str) -> dict[str, Any]:
        record = _record(one)
        public_id = ids.public_id(randbits(ids.BITS))
        row: dict[str, Any] = {
            "id": number, "public_id": public_id, "region_id": self.region,
            "created_at": self.now, "updated_at": self.now,
            **merging.owner_values(record, marks_of(one.source)),
            "nik_sealed": _seal("owner", public_id, "nik", record.nik),
            "nik_index": index,
            "birth_sealed": _seal("owner", public_id, "birth", record.birth_date),
        }  # fmt: skip
        return row

    def _business_row(self, one: Planned, number: int) -> dict[str, Any]:
        record = _record(one)
        public_id = ids.public_id(randbits(ids.BITS))
        secrets = merging.secrets_of(record)
        return {
            "id": number, "public_id": public_id, "region_id": self.region, "owner_id": one.owner,
            "created_at": self.now, "updated_at": self.now, "source": merging.SOURCE,
            "fingerprint": one.mark, **merging.business_values(record, marks_of(one.source)),
            "sales_sealed": _seal("business", public_id, "sales", secrets.sales),
            "capital_sealed": _seal("business", public_id, "capital", secrets.capital),
        }  # fmt: skip

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
        rows: list[dict[str, Any]] = []
        for one in planned:
            record = one.source.record
            if one.action == CREATE and record is not None:
                new = record.business_name or record.owner_name
                rows.append(self._change("business", one.business, "registered", "", new, one))
            elif one.action == UPDATE:
                rows += self._changes("business", one.business, one.business_changes, one)
                rows += self._changes("owner", one.owner, one.owner_changes, one)
        _bulk.insert(Change, rows)

    def _changes(
        self, table: str, pk: int | None, changes: merging.Values, one: Planned
    ) -> list[dict[str, Any]]:
        rows = []
        for column, value in changes.items():
            if column in merging.DERIVED:
                continue
            field = merging.EDITED_AS.get(
                f"{table}.{column}", merging.EDITED_AS.get(column, column)
            )
            old = one.before[table].get(column)
            secret = column in merging.SEALED
            rows.append(self._change(
                table, pk, field, MASK if secret and old else "" if secret else written(old),
                MASK if secret else written(value), one,
            ))  # fmt: skip
        return rows

    def _change(
        self, entity: str, pk: int | None, field: str, old: str, new: str, one: Planned
    ) -> dict[str, Any]:
        return {
            "entity": entity, "entity_id": pk, "field": field, "old": old, "new": new,
            "source": merging.SOURCE, "run_id": self.run.pk, "row": one.source.row,
            "actor_id": self.actor, "at": self.now,
        }  # fmt: skip

    def _journal(self, one: Planned) -> dict[str, Any]:
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
        return {
            "run_id": self.run.pk, "sheet": source.sheet[:60], "row": source.row,
            "action": one.action, "reason": source.reason, "business_id": one.business,
            "owner_id": one.owner, "before": before, "fingerprint": one.mark,
            # Without the values: they may be a NIK. The report reads them from the kept file.
            "problems": [[p.column, p.code] for p in source.problems],
        }  # fmt: skip

    def _index(self, record: Record) -> str:
        return vault.blind_index("nik", record.nik) if record.nik else ""


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
    for one in planned:
        counts["rows"] += 1
        counts[one.action] += 1
        codes = {problem.code for problem in one.source.problems}
        if codes & {"ganda_dalam_berkas", "mungkin_ganda"}:
            counts["suspected"] += 1
        if one.source.action == "flag":
            counts["flagged"] += 1
        for code in codes:
            counts[f"problem:{code}"] += 1


def _person_keys(one: Planned, index: str) -> list[str]:
    """Return the keys under which an owner is the same person within one run."""
    record = _record(one)
    keys = [f"n{index}"] if index else []
    if record.phone1 and record.owner_name:
        keys.append(f"p{record.phone1}{marks_of(one.source).loose_name}")
    return keys


def _record(one: Planned) -> Record:
    if one.source.record is None:
        raise TypeError("a planned row has a record")
    return one.source.record


def _seal(table: str, public_id: str, name: str, value: str | int | None) -> bytes | None:
    if value is None or value == "":
        return None
    return vault.encrypt(str(value), records.context(table, public_id, name))
