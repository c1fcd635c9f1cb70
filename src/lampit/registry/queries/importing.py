"""Reads for imports: names of places, trades, runs, and records that a row may be."""

import json
from collections import defaultdict
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime

from django.db import connection
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from lampit.places.models import Region
from lampit.registry.models import Business, ImportRow, ImportRun, Mapping
from lampit.registry.rules.importing.activities import ActivityTable
from lampit.registry.rules.importing.passing import REASONS, Hidden, named
from lampit.registry.rules.importing.places import Gazetteer
from lampit.registry.rules.importing.problems import MESSAGES, QUIET, REPEATED
from lampit.trades.models import Kbli

SHOWN_RUNS = 20
KEY_SIGNS = 20  # of a fingerprint: enough to tell a million rows apart


def gazetteer(region: str) -> Gazetteer:
    """Return the names of places in a kabupaten and around it; three queries."""
    rows = Region.objects.filter(code__startswith=f"{region}.").values_list("code", "name", "level")
    inside = list(rows)
    districts = Region.objects.filter(level=2).exclude(code=region).values_list("name", flat=True)
    around = (
        Region.objects.filter(level=3, code__startswith=region[:2])
        .exclude(code__startswith=f"{region}.")
        .values_list("name", flat=True)
    )
    return Gazetteer(
        region,
        {code: name for code, name, level in inside if level == 3},
        {code: name for code, name, level in inside if level == 4},
        [name.removeprefix("Kabupaten ") for name in districts] + list(around),
    )


def activity_table() -> ActivityTable:
    """Return KBLI 2020 with its plain words; one query."""
    codes, words = {}, {}
    rows = Kbli.objects.filter(version="2020").values_list("code", "title", "plain_words")
    for code, title, plain in rows:
        codes[code] = title
        for word in plain.replace(";", ",").split(","):
            if word.strip():
                words[word.strip().lower()] = code
    return ActivityTable(codes, words)


def remembered(region: str) -> dict[str, dict[str, str | None]]:
    """Return header signature → columns as this office chose them; one query."""
    rows = Mapping.objects.filter(region_id=region).order_by("-used_at")[:200]
    return {row.signature: row.columns for row in rows}


def remembered_on(region: str, marks: Collection[str]) -> dict[str, datetime]:
    """Return header signature → when this office last chose its columns; one query."""
    rows = Mapping.objects.filter(region_id=region, signature__in=marks)
    return dict(rows.values_list("signature", "used_at"))


def runs_of(runs: QuerySet[ImportRun]) -> list[ImportRun]:
    """Return the newest runs with their people, but for undoings in hand; one query."""
    shown = runs.exclude(undoes__isnull=False, state=ImportRun.State.FAILED)
    return list(shown.select_related("owner", "region", "job").order_by("-id")[:SHOWN_RUNS])


def run_with(number: int) -> ImportRun | None:
    """Return a run by its number, None when there is none; one query."""
    return ImportRun.objects.filter(pk=number).select_related("owner", "job").first()


def running_in(region: str) -> ImportRun | None:
    """Return the run that is at work in a region, None when none is; one query."""
    state = ImportRun.State.RUNNING
    rows = ImportRun.objects.filter(region_id=region, state=state)
    return rows.select_related("owner", "job").first()


def undone_in(region: str, key: str, since: datetime) -> ImportRun | None:
    """Return the run of a region whose undo is at work, None when none is; one query.

    Args:
        region: the kabupaten.
        key: under which the counts of a run tell how far its undo is.
        since: an undo that wrote no block since then is not at work.
    """
    rows = ImportRun.objects.filter(region_id=region, counts__has_key=key, beat_at__gt=since)
    return rows.first()


def earlier_with(region: str, digest: str) -> ImportRun | None:
    """Return the finished run of the same file in a region, None when there is none; one query."""
    return (
        ImportRun.objects.filter(
            region_id=region, digest=digest, state=ImportRun.State.DONE, undoes=None, fills=None
        )
        .select_related("owner")
        .order_by("-id")
        .first()
    )


def written_rows(
    run: ImportRun, places: Collection[tuple[str, int]]
) -> dict[tuple[str, int], tuple[int | None, int | None, str]]:
    """Return (sheet, row) → (business, owner, action) of what a run did there.

    One query for each sheet, along the index of the journal: without the sheet it would be walked
    whole.
    """
    asked: dict[str, list[int]] = defaultdict(list)
    for sheet, row in places:
        asked[sheet[:60]].append(row)
    found: dict[tuple[str, int], tuple[int | None, int | None, str]] = {}
    for sheet, numbers in asked.items():
        rows = ImportRow.objects.filter(run=run, sheet=sheet, row__in=numbers)
        for row, made, owner, action in rows.values_list(
            "row", "business_id", "owner_id", "action"
        ):
            found[sheet, row] = (made, owner, action)
    return found


def written_by(run: ImportRun | None) -> dict[tuple[str, int], int]:
    """Return (sheet, row) → living business of a run and of the runs it corrects itself.

    What the latest of them wrote counts; two queries for each.
    """
    found: dict[tuple[str, int], int] = {}
    region = run.region_id if run is not None else ""
    while run is not None:
        rows = ImportRow.objects.filter(run=run, business_id__isnull=False)
        told = {(s, r): pk or 0 for s, r, pk in rows.values_list("sheet", "row", "business_id")}
        found = told | found
        run = run.corrects
    living = set(
        Business.objects.filter(
            pk__in=set(found.values()), region_id=region, withdrawn_at=None, golden=None
        ).values_list("pk", flat=True)
    )
    return {where: pk for where, pk in found.items() if pk in living}


def fingerprints(region: str) -> dict[str, int]:
    """Return fingerprint → business of everything imported into a region; one query, streamed."""
    rows = (
        Business.objects.filter(region_id=region, withdrawn_at=None)
        .exclude(fingerprint="")
        .values_list("fingerprint", "id")
    )
    return {mark[:KEY_SIGNS]: pk for mark, pk in rows.iterator(chunk_size=5000)}


def has_businesses(region: str) -> bool:
    """Say whether a region has any business; one query."""
    return Business.objects.filter(region_id=region, withdrawn_at=None).exists()


def owners_with(region: str, indexes: Collection[str]) -> dict[str, int]:
    """Return NIK index → owner among the owners of a region; one query.

    An owner whom an undo withdrew is told only when there is no other.
    """
    if not indexes:
        return {}
    # One list as one value: thousands of marks would cost as much as the looking up.
    is_sqlite = connection.vendor == "sqlite"
    some = (
        "IN (SELECT value FROM json_each(%s))" if is_sqlite else "= ANY(string_to_array(%s, ' '))"
    )
    asked = json.dumps([*indexes]) if is_sqlite else " ".join(indexes)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT nik_index, id FROM registry_owner "  # noqa: S608 - own names
            f"WHERE nik_index {some} AND region_id = %s "
            "ORDER BY withdrawn_at IS NULL, withdrawn_at, id DESC",
            [asked, region],
        )
        return dict(cursor.fetchall())


def rows_told(run: ImportRun, code: str) -> set[tuple[str, int]]:
    """Return (sheet, row) of the rows of a run that have a problem of this code; one query."""
    rows = ImportRow.objects.filter(run=run).exclude(problems=[]).order_by()
    told = rows.values_list("sheet", "row", "problems").iterator(5_000)
    return {
        (sheet, row)
        for sheet, row, problems in told
        if any(found == code for _column, found in problems)
    }


@dataclass(frozen=True, slots=True)
class ProblemGroup:
    """All problems of one kind in a run."""

    code: str
    message: str
    count: int


@dataclass(frozen=True, slots=True)
class PassedGroup:
    """Rows of a sheet passed over for one reason: why, how many, which of them first."""

    why: str
    sheet: str
    count: int
    rows: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a run would do or did, as its page tells it."""

    rows: int
    created: int
    updated: int
    unchanged: int
    rejected: int
    suspected: int
    writes: int
    flagged: int
    groups: list[ProblemGroup]
    kept: list[list[str]]
    values: int
    values_open: int
    values_open_rows: int
    undone_by: int | None
    passed: int = 0
    total: int = 0
    passed_over: tuple[PassedGroup, ...] = ()
    hidden: tuple[Hidden, ...] = ()
    columns_asked: int = 0
    quiet: tuple[ProblemGroup, ...] = ()
    repeated: int = 0
    doubled: int = 0

    @property
    def idle(self) -> int:
        """Return how many rows change nothing: the same as before, or told by an earlier row."""
        return self.unchanged + self.doubled


def outcome(run: ImportRun) -> Outcome:
    """Return the counts of a run, problems by kind, most frequent first; one query."""
    counts = run.counts
    told = [
        ProblemGroup(key.removeprefix("problem:"), _(MESSAGES[key.removeprefix("problem:")]), count)
        for key, count in counts.items()
        if key.startswith("problem:")
    ]
    told.sort(key=lambda group: (-group.count, group.code))
    created, updated = counts.get("create", 0), counts.get("update", 0)
    back = run.undoings.filter(state=ImportRun.State.DONE).order_by("-id").first()
    return Outcome(
        counts.get("rows", 0),
        created,
        updated,
        counts.get("unchanged", 0),
        counts.get("reject", 0),
        counts.get("suspected", 0),
        created + updated,
        counts.get("flagged", 0),
        [group for group in told if group.code not in QUIET],
        counts.get("kept", []),
        counts.get("values", 0),
        counts.get("values_open", 0),
        counts.get("values_open_rows", 0),
        back.pk if back is not None else None,
        counts.get("passed", 0),
        counts.get("rows", 0) + counts.get("passed", 0),
        tuple(_passed(counts.get("passed_over", []))),
        tuple(Hidden(*one) for one in counts.get("hidden", [])),
        counts.get("columns_asked", 0),
        tuple(group for group in told if group.code in QUIET and group.code != REPEATED),
        counts.get(f"problem:{REPEATED}", 0),
        counts.get("double", 0),
    )


def _passed(told: list[tuple[str, str, int, list[int]]]) -> Iterator[PassedGroup]:
    for reason, sheet, count, rows in told:
        yield PassedGroup(_(REASONS.get(reason, reason)), sheet, count, named(rows, count))
