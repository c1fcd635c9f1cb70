"""Search a kabupaten for records that may be one business, and bring the queue up to date."""

import json
import shutil
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.db import transaction

from lampit.outside import vault
from lampit.people.actions import audit, start_job
from lampit.people.models import Job, User
from lampit.registry.actions import sampling
from lampit.registry.actions.calibrating import calibrate
from lampit.registry.actions.importing import Report
from lampit.registry.actions.storing import FoundPair, Stored, mark_chains, store_pairs
from lampit.registry.models import ImportRun
from lampit.registry.queries.linking import Marks, changed_since, marks, records_of, records_with
from lampit.registry.queries.rates import RATES, index_folder, indexes
from lampit.registry.rules.calibrating import Bounds
from lampit.registry.rules.duplicates import QUEUED_FROM

if TYPE_CHECKING:
    import pyarrow as pa

    from lampit.science.linkage import Found

JOB = "doubles"
SEARCHED = "searched.json"
RATED = ("homonymy", "name_variation", "records", "clusters")
# Of a register that changed more than this since its last full search, all is compared anew:
# the share of its records, and a number that takes some seconds.
NEW_SHARE, NEW_AT_MOST = 0.05, 5_000


@dataclass(frozen=True, slots=True)
class Searched:
    """What a search found, what became of the queue, and its bounds where they were reckoned."""

    found: "Found"
    stored: Stored
    bounds: Bounds | None


def queue_search_after(
    run: ImportRun, report: Report, owner: User | None, *, now: datetime
) -> Job | None:
    """Have a kabupaten searched after an import, unless the import changed nothing."""
    if not (report.counts["create"] or report.counts["update"]):
        return None
    return queue_search(run.region_id, owner, now=now, only_new=True)


def queue_search(region: str, owner: User | None, *, now: datetime, only_new: bool = False) -> Job:
    """Put the search of a kabupaten in the queue of long jobs; one that waits there is enough.

    With `only_new`, what came or changed since the last full search is enough where it can be.
    """
    waiting = Job.objects.filter(kind=JOB, region_id=region, state=Job.State.WAITING).first()
    if waiting is not None and not only_new and waiting.parameters.get("only_new"):
        waiting.parameters = {"region": region}
        waiting.save(update_fields=["parameters"])
    told = {"region": region, "only_new": True} if only_new else {"region": region}
    return waiting or start_job(
        owner, JOB, told, region=region, back_url="/balai/duplikat/", now=now
    )


def search_doubles(
    region: str,
    *,
    now: datetime,
    say: Callable[[str], None],
    threshold: float = 0.6,
    engine: Any = "duckdb",
) -> Searched:
    """Compare all golden records of a kabupaten and store the pairs; answers of people stay.

    The queue holds what is likely enough to ask about, whatever the threshold: a lower one only
    tells more, a higher one lets nothing fall out that it did not look at.

    NIK and birth dates are opened for it, in memory; that is noted like any other reading.

    Raises:
        Refusal: those of the engine.
    """
    # Arrow and DuckDB take a third of a second to load, which other commands need not wait for.
    import pyarrow as pa  # noqa: PLC0415

    from lampit.science import linkage  # noqa: PLC0415

    audit(
        None, "search_doubles", subject_kind="list", subject_id=region,
        fields=("nik", "birth", "phone"), region=region, at=now,
    )  # fmt: skip
    keep = linkage.Keep(index_folder(region), _secret(region), marks().as_json())
    seed = sampling.seed_of(region, now) if threshold == QUEUED_FROM else None
    records = pa.table(records_of(region))
    found = linkage.find_pairs(
        records, threshold=threshold, engine=engine, sample=seed, say=say, keep=keep
    )
    stored = store_pairs(
        region, _pairs(found), found.model.title, now=now, is_full=threshold <= QUEUED_FROM
    )
    moved = calibrate(region, found.model.title, now=now)
    if moved is not None:
        mark_chains(region)  # more or fewer pairs are beyond doubt now
    _note_rates(region, found, now)
    if found.below is not None:
        sampling.store_sample(region, found.below, found.model.title, now=now)
    return Searched(found, stored, moved)


def search_new(
    region: str, *, now: datetime, say: Callable[[str], None], threshold: float = 0.6
) -> Searched | None:
    """Compare what came or changed since the last full search with all; None where all is due.

    Candidates come from the index that the full search left; only they are read. NIK and birth
    dates are opened for it, in memory; that is noted like any other reading.
    """
    from lampit.science import linkage  # noqa: PLC0415

    model = linkage.shipped()
    index = linkage.Index.open(index_folder(region), _secret(region), model)
    if index is None:
        return None
    # Before the records are read: who comes meanwhile is searched next.
    come_to = marks()
    most = int(min(NEW_AT_MOST, NEW_SHARE * len(index.ids)))
    arrived = changed_since(region, Marks(**index.told), most)
    if len(arrived) > most:
        return None
    audit(
        None, "search_doubles", subject_kind="list", subject_id=region,
        fields=("nik", "birth", "phone"), region=region, at=now,
    )  # fmt: skip
    say(f"mencari pasangan {len(arrived)} data baru")
    new = _typed(records_with(region, arrived))
    found = linkage.find_new(
        index, new, model=model, threshold=threshold, stale=arrived,
        read=lambda ids: _typed(records_with(region, ids)),
    )  # fmt: skip
    stored = store_pairs(
        region, _pairs(found), found.model.title, now=now, looked_at=frozenset(arrived)
    )
    _note_searched(index_folder(region), come_to)
    return Searched(found, stored, None)


def queue_search_of_new(now: datetime) -> int:
    """Have each kabupaten searched where a record came or changed since the last search of new.

    Only where a full search has left an index. Returns how many searches were queued.
    """
    queued, come_to = 0, marks()
    for folder in sorted(indexes().glob("*.*")) if indexes().is_dir() else ():
        since = _searched(folder)
        if since is None or since == come_to:
            continue
        if changed_since(folder.name, since, 1):
            queue_search(folder.name, None, now=now, only_new=True)
            queued += 1
        else:  # what others changed is not looked at again
            _note_searched(folder, come_to)
    return queued


def queue_samples(now: datetime) -> int:
    """Have each kabupaten that was searched before searched whole once a month, for its sample.

    A search of this month that fell is not asked for again. Returns how many were queued.
    """
    start, queued = sampling.month_of(now), 0
    for folder in sorted(indexes().glob("*.*")) if indexes().is_dir() else ():
        region = folder.name
        asked = Job.objects.filter(kind=JOB, region_id=region, created_at__date__gte=start)
        is_asked = any(
            not told.get("only_new") for told in asked.values_list("parameters", flat=True)
        )
        if not is_asked and sampling.seed_of(region, now) is not None:
            queue_search(region, None, now=now)
            queued += 1
    return queued


def forget_index(regions: Iterable[str], *, now: datetime) -> None:
    """Drop the index of kabupaten where somebody was erased and have them searched anew.

    The index holds keyed hashes and numbers of records, of the erased one too. Called inside the
    transaction of the erasure; the files go when it is through.
    """
    for region in regions:
        folder = index_folder(region)
        if folder.is_dir():
            transaction.on_commit(partial(shutil.rmtree, folder, ignore_errors=True))
            queue_search(region, None, now=now)


def _typed(columns: dict[str, list[Any]]) -> "pa.Table":
    """Return columns as a table whose types do not depend on what is in them."""
    import pyarrow as pa  # noqa: PLC0415 - as above

    kinds = {name: pa.int64() if name == "id" else pa.string() for name in columns}
    return pa.table({name: pa.array(cells, kinds[name]) for name, cells in columns.items()})


def _pairs(found: "Found") -> Iterator[FoundPair]:
    for batch in found.pairs.to_batches(max_chunksize=400):
        for row in batch.to_pylist():
            if row["probability"] < QUEUED_FROM:
                continue
            yield FoundPair(
                row["left"],
                row["right"],
                row["probability"],
                row["weight"],
                row["explanation"],
                [(part["field"], part["level"], part["weight"]) for part in row["evidence"]],
            )


def _secret(region: str) -> bytes:
    """Return the key of an index: it follows from that of the blind indexes."""
    return vault.blind_index("linkage", region).encode()


def _note_rates(region: str, found: "Found", now: datetime) -> None:
    """Keep what a full search tells of names beside its index; it goes with the index."""
    if "homonymy" in found.report and index_folder(region).is_dir():
        told = {name: found.report[name] for name in RATED} | {"at": now.isoformat()}
        (index_folder(region) / RATES).write_text(json.dumps(told), encoding="utf-8")


def _note_searched(folder: Path, come_to: Marks) -> None:
    if folder.is_dir():  # else somebody was erased meanwhile, and all is searched next
        (folder / SEARCHED).write_text(json.dumps(come_to.as_json()), encoding="utf-8")


def _searched(folder: Path) -> Marks | None:
    """Return how far a kabupaten has been searched; None where no full search left an index."""
    for name in (SEARCHED, "about.json"):
        try:
            told = json.loads((folder / name).read_text("utf-8"))
        except (OSError, ValueError):
            continue
        return Marks(**told.get("told", told))
    return None
