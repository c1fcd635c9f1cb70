"""A NIK under too many names is nobody's: it is taken from the one who was written with it first.

Most lists are told so before anything is written. Of a long one the fourth name may come when the
first was written blocks ago: then it is taken back at the end of the run, noted in its journal and
asked about like the others. What another list or a person told before stays, and is asked about.
"""

from collections import Counter
from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.db.models import F

from lampit.outside import vault
from lampit.places import queries as places
from lampit.registry.actions._journal import note_changes
from lampit.registry.actions.importing.stamping import Clock
from lampit.registry.actions.importing.writing import unpacked
from lampit.registry.models import Business, ImportRow, ImportRun, Owner
from lampit.registry.rules.changes import MASK, FieldChange
from lampit.registry.rules.importing import merging
from lampit.registry.rules.importing.doubles import Where
from lampit.registry.rules.importing.settling import OTHER_NAME
from lampit.registry.rules.importing.worn import CODE as WORN

GIVEN = ("nik_sealed", "nik_index", "nik_status")


def drop_worn(run: ImportRun, worn: Mapping[str, Where], *, now: datetime) -> int:
    """Take each NIK back from whom a run gave it, note it on the row; return how many rows."""
    done, clock = 0, Clock(now)
    for nik, (sheet, number) in worn.items():
        with transaction.atomic():
            places.held(run.region_id)
            rows = ImportRow.objects.select_for_update().filter(run=run, sheet=sheet[:60])
            row = rows.filter(row=number).first()
            if row is None or any(code == WORN for _column, code in row.problems):
                continue
            _take_back(run, row, vault.blind_index("nik", nik), clock.stamp())
            row.problems = [*row.problems, ["nik", WORN]]
            row.save(update_fields=["problems", "before"])
            done += 1
    return done


def count_worn(counts: Counter[str], rows: int) -> None:
    """Add to the counts of a run the rows whose NIK is taken back after all were read."""
    if rows:
        counts["flagged"] += rows
        counts[f"problem:{WORN}"] += rows


def _take_back(run: ImportRun, row: ImportRow, index: str, now: datetime) -> None:
    """Empty the NIK of an owner, or put back what stood there, when the run gave it."""
    owner = Owner.objects.select_for_update().filter(pk=row.owner_id or 0, nik_index=index).first()
    if owner is None:
        return
    before = (row.before or {}).get("owner", {})
    if "nik_index" in before:
        values = {name: unpacked(before.pop(name)[0]) for name in GIVEN if name in before}
    elif _is_of(run, owner):
        values = {"nik_sealed": None, "nik_index": "", "nik_status": OTHER_NAME}
    else:
        return
    Owner.objects.filter(pk=owner.pk).update(**values, version=F("version") + 1, updated_at=now)
    told = [FieldChange("nik", MASK, "")]
    note_changes(
        "owner", owner.pk, told, source=merging.SOURCE, actor=run.owner, at=now, run=run,
        row=row.row,
    )  # fmt: skip


def _is_of(run: ImportRun, owner: Owner) -> bool:
    """Say whether all businesses of an owner were made by a run: nobody else knew the owner."""
    owned = Business.objects.filter(owner=owner).values_list("pk", flat=True)
    made = ImportRow.objects.filter(run=run, business_id__in=list(owned), action="create")
    return made.values("business_id").distinct().count() == len(owned)
