"""Writes planned rows: one block is one transaction with its journal and the run's progress."""

import base64
import json
from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from lampit.places import queries as places
from lampit.registry.actions import _bulk
from lampit.registry.actions.importing.batching import batch_of
from lampit.registry.actions.importing.creating import Creator
from lampit.registry.actions.importing.planning import CREATE, DOUBLE, UPDATE, Planned, Planner
from lampit.registry.actions.importing.stamping import Clock
from lampit.registry.models import Business, Change, Claim, ImportRow, ImportRun, Owner
from lampit.registry.queries import importing as queries
from lampit.registry.rules.changes import MASK, written
from lampit.registry.rules.importing import merging
from lampit.registry.rules.importing.problems import Problem
from lampit.registry.rules.importing.record import Batch, SourceRow

CHANGE = ("entity", "entity_id", "field", "old", "new", "row")
JOURNAL = ("sheet", "row", "action", "reason", "business_id", "owner_id", "before",
           "fingerprint", "problems")  # fmt: skip


def take_block(
    run: ImportRun, number: int, size: int, counts: Counter[str], *, was_empty: bool
) -> bool:
    """Take block `number` of a run for this transaction; False when the run was stopped meanwhile.

    The block and the cursor stand or fall together: a killed run goes on at the first block that
    is not written.
    """
    # Who registers, merges or is erased meanwhile comes before the block or after it.
    places.held(run.region_id)
    running = ImportRun.objects.filter(pk=run.pk, state=ImportRun.State.RUNNING, next_chunk=number)
    taken = running.update(
        next_chunk=number + 1,
        block_rows=size,
        counts={**counts, "was_empty": was_empty},
        beat_at=timezone.now(),
    )
    return bool(taken)


def beat(run: ImportRun) -> None:
    """Tell others that a run is at work."""
    ImportRun.objects.filter(pk=run.pk).update(beat_at=timezone.now())


class Writer:
    """Writes the blocks of one run row by row where records are known, new ones by column."""

    def __init__(self, run: ImportRun, planner: Planner, now: datetime, size: int) -> None:
        """Take the run; `now` is when it begins, `size` is that of a block."""
        self.run = run
        self.size = size
        self.planner = planner
        self.clock = Clock(now)
        self.now = now  # of the present block
        self.actor = run.owner_id
        self.creator = Creator(run)

    def plan(self, rows: list[SourceRow]) -> list[Planned]:
        """Return what each row of a block will do."""
        return self.planner.plan(rows)

    def recall(self, planned: list[Planned]) -> None:
        """Remember what an earlier, killed attempt did with each row, and the owners it wrote."""
        known = queries.written_rows(self.run, {(d.source.sheet, d.source.row) for d in planned})
        made: list[tuple[Planned, int]] = []
        for done in planned:
            source = done.source
            business, owner, done.action = known.get(
                (source.sheet[:60], source.row), (None, None, done.action)
            )
            if business and owner and source.record is not None and source.double_of is None:
                made.append((done, owner))
        told = _batch([done for done, _ in made])
        self.creator.remember(told.persons, [owner for _, owner in made])

    def tally(self, planned: list[Planned], counts: Counter[str]) -> None:
        """Add what a block does to the counts of a run."""
        counts.update([one.action for one in planned])
        flagged = sum(one.source.action == "flag" for one in planned)
        tally(len(planned), flagged, [_codes(one.source) for one in planned], counts)

    def told(self, planned: list[Planned]) -> Iterator[Problem]:
        """Yield the problems of a block."""
        return (problem for one in planned for problem in one.source.problems)

    def write(
        self, number: int, planned: list[Planned], counts: Counter[str], *, was_empty: bool
    ) -> bool:
        """Write block `number` with the run's counts; False when the run was stopped meanwhile."""
        with transaction.atomic():
            if not take_block(self.run, number, self.size, counts, was_empty=was_empty):
                return False
            self.now = self.clock.stamp()
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

    def _create(self, planned: list[Planned]) -> None:
        businesses, owners = self.creator.write(_batch(planned), self.now)
        for one, business, owner in zip(planned, businesses, owners, strict=True):
            one.business, one.owner = business, owner

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
                new = one.source.columns.name if one.source.columns is not None else ""
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
        told = noted(tuple([(p.column, p.code) for p in source.problems]))
        return (
            source.sheet[:60], source.row, one.action, source.reason, one.business, one.owner,
            before, one.mark, told,
        )  # fmt: skip


@lru_cache(maxsize=4_096)
def noted(problems: tuple[tuple[str, str], ...]) -> str:
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


def tally(rows: int, flagged: int, codes: Iterable[tuple[str, ...]], counts: Counter[str]) -> None:
    """Add the rows of a block to the counts of a run, and the codes of the problems of each."""
    counts["rows"] += rows
    if flagged:
        counts["flagged"] += flagged
    for told, count in Counter(codes).items():
        found = set(told)
        if found & {"ganda_dalam_berkas", "mungkin_ganda"}:
            counts["suspected"] += count
        for code in found:
            counts[f"problem:{code}"] += count


def _codes(source: SourceRow) -> tuple[str, ...]:
    return tuple([problem.code for problem in source.problems])


def _batch(planned: list[Planned]) -> Batch:
    return batch_of([one.source for one in planned], [one.mark for one in planned])
