"""Reads a kept column of a finished run as a field: a run of its own, over the same file."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from django.db import transaction

from lampit.basics.refusal import Refusal
from lampit.outside import vault
from lampit.people.actions import audit
from lampit.people.models import User
from lampit.registry.actions.importing.planning import (
    UNCHANGED,
    Planned,
    Planner,
)
from lampit.registry.actions.importing.sourcing import source_of
from lampit.registry.models import ImportRun
from lampit.registry.models import Mapping as Memory
from lampit.registry.queries import importing as queries
from lampit.registry.queries.written import made_by
from lampit.registry.rules.importing import filling as rules
from lampit.registry.rules.importing import merging
from lampit.registry.rules.importing.columns import signature
from lampit.registry.rules.importing.record import ACCEPT, REJECT, Record, SourceRow
from lampit.registry.rules.importing.tables import Table
from lampit.registry.rules.provenance import Standing

NOBODY = ""  # what a run itself left unsaid was told by no source
Chosen = Mapping[tuple[int, int], str]  # (table, column) → field


def open_filling(
    run: ImportRun, tables: Sequence[Table], chosen: Chosen, actor: User,
    *, keep: bool, now: datetime,
) -> ImportRun:  # fmt: skip
    """Return a run in draft that reads kept columns of a finished run as fields.

    Args:
        run: finished, of the actor's region, itself no filling and no undo.
        tables: of its file, as they are read now.
        chosen: which kept column is which field.
        actor: who asks.
        keep: remember these columns for the next file with the same heading.
        now: when.

    Raises:
        Refusal: `nothing_chosen`, `filling_not_done` (the run is not finished, or was undone),
            or `file_gone`.
    """
    known = {(one.table, one.column): one for one in rules.kept_columns(tables)}
    told = {
        where: field for where, field in chosen.items()
        if where in known and field in known[where].fields
    }  # fmt: skip
    if not told:
        raise Refusal("nothing_chosen", "Pilih dulu arti satu kolom.")
    source_of(run)
    mapped = _mapped(tables, told)
    with transaction.atomic():
        locked = ImportRun.objects.select_for_update().get(pk=run.pk)
        if locked.state != ImportRun.State.DONE or locked.undoes_id or locked.fills_id:
            raise Refusal("filling_not_done", "Hanya impor yang selesai yang kolomnya bisa dibaca.")
        opened = ImportRun.objects.create(
            region_id=run.region_id, fills=run, corrects=run.corrects, owner=actor,
            file_name=run.file_name, path=run.path, digest=run.digest, created_at=now,
            mapping={
                **run.mapping, "columns": {}, "tables": mapped,
                rules.ONLY: sorted(set(told.values())),
                rules.HEADINGS: sorted(known[where].header for where in told),
            },
        )  # fmt: skip
        if keep:
            _remember(run.region_id, mapped, now)
        audit(
            actor, "import_opened", subject_kind="import", subject_id=opened.pk,
            region=run.region_id, at=now,
        )  # fmt: skip
    return opened


def _mapped(
    tables: Sequence[Table], told: Mapping[tuple[int, int], str]
) -> dict[str, dict[str, str | None]]:
    """Return signature → heading → field of a file with the columns now chosen."""
    return {
        signature(table.headers): {
            guess.header: told.get((number, guess.column)) or guess.field or None
            for guess in table.guesses if guess.header
        }
        for number, table in enumerate(tables)
    }  # fmt: skip


def _remember(region: str, mapped: Mapping[str, dict[str, str | None]], now: datetime) -> None:
    for mark, columns in mapped.items():
        Memory.objects.update_or_create(
            region_id=region, signature=mark, defaults={"columns": columns, "used_at": now}
        )


class Filler(Planner):
    """Decides what the rows of a file say by some columns only, of businesses it told before.

    Nothing is new: a row whose business was not written, was merged or moved away says nothing.
    The list is as old as it was: what other lists told since is not replaced by it. Of a business
    that the list itself made, what it left unsaid was told by nobody.
    """

    def __init__(self, run: ImportRun) -> None:
        """Read what the finished run wrote."""
        first = run.fills
        super().__init__(
            run.region_id, was_empty=True, written=queries.written_by(first), run=run.pk
        )
        self.was_empty = False
        self.made = made_by(first)
        self.fields: Collection[str] = run.mapping[rules.ONLY]
        self.columns = rules.columns_of(run.mapping)

    def plan(self, rows: list[SourceRow]) -> list[Planned]:
        """Return what each row fills; at most twelve queries."""
        planned = [self._looked(row) for row in rows]
        told = [one for one in planned if one.business is not None]
        if "nik" in self.fields:
            self._doubt_strangers(told)
        whole = [merging.fingerprint(one.source.record or Record()) for one in told]
        for one, mark in zip(told, vault.blind_indexes("row", whole), strict=True):
            one.mark = mark
            self._narrow(one.source)
        self._compare(told)
        return planned

    def again(self, stale: list[Planned]) -> None:
        """Plan anew the updates whose records somebody changed since; who is gone is left out."""
        super().again(stale)
        for one in stale:
            if one.business is None:
                one.action = UNCHANGED

    def _looked(self, row: SourceRow) -> Planned:
        is_told = row.record is not None and row.action != REJECT and row.double_of is None
        business = self.written.get((row.sheet[:60], row.row)) if is_told else None
        row.reason = ""
        if business is None:
            row.action, row.problems = ACCEPT, []
        return Planned(row, UNCHANGED, "", business)

    def _narrow(self, row: SourceRow) -> None:
        """Leave of a row what the columns say."""
        if row.record is not None:
            row.record = rules.told_by(row.record, self.fields)
            row.marks = merging.marks_of(row.record)
            rules.settled(row, self.columns)

    def _standing(
        self, one: Planned, fields: Mapping[str, str], business: Mapping[str, object]
    ) -> Standing:
        default = NOBODY if one.business in self.made else str(business["source"])
        return Standing(fields, default, is_older=True)
