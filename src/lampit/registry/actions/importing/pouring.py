"""Writes a long list into a region that held nothing: nothing is compared, blocks are columns."""

from collections import Counter
from collections.abc import Collection, Iterator
from datetime import datetime

from django.db import transaction

from lampit.registry.actions import _bulk
from lampit.registry.actions.importing.creating import Creator
from lampit.registry.actions.importing.planning import CREATE
from lampit.registry.actions.importing.stamping import Clock
from lampit.registry.actions.importing.writing import noted, take_block, tally
from lampit.registry.models import Change, ImportRow, ImportRun
from lampit.registry.queries import importing as queries
from lampit.registry.rules.importing import merging
from lampit.registry.rules.importing.problems import Problem
from lampit.registry.rules.importing.record import Batch

Where = tuple[str, int]
Ids = list[int | None]


class Pourer:
    """Writes the batches of one run as they come: each block is one transaction."""

    def __init__(self, run: ImportRun, now: datetime, size: int) -> None:
        """Take the run; `now` is when it begins, `size` is that of a block."""
        self.run = run
        self.size = size
        self.clock = Clock(now)
        self.creator = Creator(run)

    def plan(self, batch: Batch) -> Batch:
        """Return the batch: what its rows do was known where they were read."""
        return batch

    def recall(self, batch: Batch) -> None:
        """Remember what an earlier, killed attempt did with each row, and the owners it wrote."""
        new = [where for where, action in zip(_places(batch), batch.actions, strict=True)
               if action == CREATE]  # fmt: skip
        known = queries.written_rows(self.run, new)
        owners = [known[_kept(where)][1] if _kept(where) in known else None for where in new]
        self.creator.remember(batch.persons, owners)

    def tally(self, batch: Batch, counts: Counter[str]) -> None:
        """Add what a batch does to the counts of a run."""
        counts.update(batch.actions)
        codes = [tuple([code for _column, code in told]) for told in batch.problems.values()]
        tally(len(batch.actions), batch.flagged, codes, counts)

    def told(self, batch: Batch) -> Iterator[Problem]:
        """Yield the problems of a batch, the first of them only."""
        return iter(batch.told)

    def write(self, number: int, batch: Batch, counts: Counter[str], *, was_empty: bool) -> bool:
        """Write block `number` with the run's counts; False when the run was stopped meanwhile."""
        with transaction.atomic():
            _bulk.as_a_block()
            if not take_block(self.run, number, self.size, counts, was_empty=was_empty):
                return False
            now = self.clock.stamp()
            businesses, owners = self.creator.write(batch, now)
            self._note_changes(batch, businesses, now)
            self._journal(batch, businesses, owners)
        return True

    def _note_changes(self, batch: Batch, businesses: list[int], now: datetime) -> None:
        rows = [row for row, action in zip(batch.numbers, batch.actions, strict=True)
                if action == CREATE]  # fmt: skip
        same = {"entity": "business", "field": "registered", "old": "", "source": merging.SOURCE,
                "run_id": self.run.pk, "actor_id": self.run.owner_id, "at": now}  # fmt: skip
        columns: _bulk.Columns = {"entity_id": businesses, "new": batch.names, "row": rows}
        _bulk.write_columns(Change, columns, same)

    def _journal(self, batch: Batch, businesses: list[int], owners: list[int]) -> None:
        made, people = iter(businesses), iter(owners)
        business: Ids = [next(made) if action == CREATE else None for action in batch.actions]
        owner: Ids = [next(people) if action == CREATE else None for action in batch.actions]
        self._point_doubles(batch, business, owner)
        count = len(batch.actions)
        reasons, problems = [""] * count, ["[]"] * count
        for place, reason in batch.reasons.items():
            reasons[place] = reason
        for place, told in batch.problems.items():
            problems[place] = noted(told)
        columns: _bulk.Columns = {
            "sheet": [sheet[:60] for sheet in batch.sheets], "row": batch.numbers,
            "action": batch.actions, "reason": reasons, "business_id": business,
            "owner_id": owner, "fingerprint": batch.marks, "problems": problems,
        }  # fmt: skip
        _bulk.write_columns(ImportRow, columns, {"run_id": self.run.pk, "before": None})

    def _point_doubles(self, batch: Batch, business: Ids, owner: Ids) -> None:
        """Give doubles the business of the row that they repeat; one query when it is not here."""
        if not batch.double_of:
            return
        wanted = set(batch.double_of.values())
        here = {where: place for place, where in enumerate(_places(batch)) if where in wanted}
        known = queries.written_rows(self.run, wanted - here.keys())
        for place, where in batch.double_of.items():
            if where in here:
                business[place], owner[place] = business[here[where]], owner[here[where]]
                continue
            made, person, action = known.get(_kept(where), (None, None, ""))
            if action == CREATE:
                business[place], owner[place] = made, person


def _places(batch: Batch) -> Collection[Where]:
    """Return (sheet, row) of each row."""
    return list(zip(batch.sheets, batch.numbers, strict=True))


def _kept(where: Where) -> Where:
    """Return (sheet, row) as the journal keeps it."""
    return where[0][:60], where[1]
