"""Search a kabupaten for records that may be one business, and bring the queue up to date."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from lampit.people.actions import audit, start_job
from lampit.people.models import Job, User
from lampit.registry.actions.duplicates import FoundPair, Stored, store_pairs
from lampit.registry.actions.importing import Report
from lampit.registry.models import ImportRun
from lampit.registry.queries.linking import records_of

if TYPE_CHECKING:
    from lampit.science.linkage import Found

JOB = "doubles"


@dataclass(frozen=True, slots=True)
class Searched:
    """What a search found, and what became of the queue."""

    found: "Found"
    stored: Stored


def queue_search_after(
    run: ImportRun, report: Report, owner: User | None, *, now: datetime
) -> Job | None:
    """Have a kabupaten searched after an import, unless the import changed nothing."""
    if not (report.counts["create"] or report.counts["update"]):
        return None
    return queue_search(run.region_id, owner, now=now)


def queue_search(region: str, owner: User | None, *, now: datetime) -> Job:
    """Put the search of a kabupaten in the queue of long jobs; one that waits there is enough."""
    waiting = Job.objects.filter(kind=JOB, region_id=region, state=Job.State.WAITING).first()
    return waiting or start_job(
        owner, JOB, {"region": region}, region=region, back_url="/balai/duplikat/", now=now
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
    records = pa.table(records_of(region))
    found = linkage.find_pairs(records, threshold=threshold, engine=engine, say=say)
    stored = store_pairs(region, _pairs(found), found.model.title, now=now, is_full=True)
    return Searched(found, stored)


def _pairs(found: "Found") -> Iterator[FoundPair]:
    for batch in found.pairs.to_batches(max_chunksize=400):
        for row in batch.to_pylist():
            yield FoundPair(
                row["left"],
                row["right"],
                row["probability"],
                row["weight"],
                row["explanation"],
                [(part["field"], part["level"], part["weight"]) for part in row["evidence"]],
            )
